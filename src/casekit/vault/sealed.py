"""A table as bytes: JSON, padded so that its size tells little, encrypted with a passphrase."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from casekit.errors import InputError
from casekit.vault import crypt

FEWEST_CHARACTERS = 8
_PAGE = 4096
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seal:
    """What sealed tables of one kind are called, in their own first key and in messages, and their version."""

    name: str
    version: int


def seal_table(table: Mapping[str, Any], passphrase: str) -> bytes:
    """The table encrypted with the passphrase; takes about a second, on purpose.

    Raises:
        InputError: the passphrase is shorter than ``FEWEST_CHARACTERS``.
    """
    if len(passphrase.strip()) < FEWEST_CHARACTERS:
        raise InputError(
            f"a passphrase has at least {FEWEST_CHARACTERS} characters",
            key="passphrase_short",
            fewest=FEWEST_CHARACTERS,
        )
    plain = json.dumps(table, separators=(",", ":")).encode("ascii")
    return crypt.encrypt(plain.ljust(-(-len(plain) // _PAGE) * _PAGE), _normal(passphrase))


def open_table(blob: bytes, passphrase: str, seal: Seal, read: Callable[[Mapping[str, Any]], T]) -> T:
    """What ``read`` makes of the table in these bytes; what it raises of its own means a damaged table.

    Raises:
        InputError: the passphrase is wrong, the bytes are of no such table or were changed, or a newer casekit
            made them; its key is the seal's name with ``_passphrase``, ``_damaged``, ``_newer`` or ``_heavy``.
    """
    size = crypt.content_size(blob)
    if size is None or size % _PAGE:
        raise _damaged(seal)
    return _read(_decrypted(blob, passphrase, seal), seal, read)


def _decrypted(blob: bytes, passphrase: str, seal: Seal) -> bytes:
    name = seal.name
    try:
        return crypt.decrypt(blob, _normal(passphrase))
    except crypt.WrongPassphraseError:
        problem = InputError(f"the passphrase does not open this {name}", key=f"{name}_passphrase")
    except crypt.TooHeavyError:
        problem = InputError(f"this machine is too slow or too busy for this {name}", key=f"{name}_heavy")
    except crypt.DamagedError:
        problem = _damaged(seal)
    raise problem


def _read(plain: bytes, seal: Seal, read: Callable[[Mapping[str, Any]], T]) -> T:
    """Errors hold nothing of the content, not even as their cause."""
    version: Any = None
    try:
        table = json.loads(plain)
        version = table[seal.name]
        if version == seal.version:
            return read(table)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        version = None
    if isinstance(version, int) and version > seal.version:
        raise InputError(
            f"the {seal.name} was made by a newer casekit; update this one", key=f"{seal.name}_newer"
        )
    raise _damaged(seal)


def _damaged(seal: Seal) -> InputError:
    return InputError(f"this is no {seal.name}, or it is damaged", key=f"{seal.name}_damaged")


def _normal(passphrase: str) -> str:
    """The same bytes whichever keyboard typed it."""
    return unicodedata.normalize("NFC", passphrase)
