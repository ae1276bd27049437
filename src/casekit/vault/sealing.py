"""A vault as bytes: JSON, padded so that its size tells little, encrypted with a passphrase."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from casekit.errors import InputError
from casekit.vault import crypt
from casekit.vault.record import VERSION, Vault

FEWEST_CHARACTERS = 8
_PAGE = 4096


def seal(vault: Vault, passphrase: str) -> bytes:
    """The vault encrypted with the passphrase; takes about a second, on purpose.

    Raises:
        InputError: the passphrase is shorter than ``FEWEST_CHARACTERS``.
    """
    if len(passphrase.strip()) < FEWEST_CHARACTERS:
        raise InputError(
            f"a passphrase has at least {FEWEST_CHARACTERS} characters",
            key="passphrase_short",
            fewest=FEWEST_CHARACTERS,
        )
    plain = json.dumps(vault.as_dict(), separators=(",", ":")).encode("ascii")
    return crypt.encrypt(plain.ljust(-(-len(plain) // _PAGE) * _PAGE), _normal(passphrase))


def open_vault(blob: bytes, passphrase: str) -> Vault:
    """The vault in these bytes.

    Raises:
        InputError: the passphrase is wrong, the bytes are no vault or were changed, or a newer casekit made it.
    """
    size = crypt.content_size(blob)
    if size is None or size % _PAGE:
        raise _damaged()
    return _read(_decrypted(blob, passphrase))


def _decrypted(blob: bytes, passphrase: str) -> bytes:
    try:
        return crypt.decrypt(blob, _normal(passphrase))
    except crypt.WrongPassphraseError:
        problem = InputError("the passphrase does not open this vault", key="vault_passphrase")
    except crypt.TooHeavyError:
        problem = InputError("this machine is too slow or too busy for this vault", key="vault_heavy")
    except crypt.DamagedError:
        problem = _damaged()
    raise problem


def _read(plain: bytes) -> Vault:
    """Errors hold nothing of the content, not even as their cause."""
    version: Any = None
    try:
        table = json.loads(plain)
        version = table["vault"]
        if version == VERSION:
            return Vault.from_dict(table)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        version = None
    if isinstance(version, int) and version > VERSION:
        raise InputError("the vault was made by a newer casekit; update this one", key="vault_newer")
    raise _damaged()


def _damaged() -> InputError:
    return InputError("this is no vault, or it is damaged", key="vault_damaged")


def _normal(passphrase: str) -> str:
    """The same bytes whichever keyboard typed it."""
    return unicodedata.normalize("NFC", passphrase)
