"""The age file format with a passphrase (age-encryption.org/v1: scrypt, ChaCha20-Poly1305), by pyrage."""

from __future__ import annotations

import re

#: one scrypt stanza and nothing else; the work factor is 2 to the power of ``work``
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} (?P<work>[1-9][0-9]?)\n[A-Za-z0-9+/]{43}\n"
    rb"--- [A-Za-z0-9+/]{43}\n"
)
#: more would take many seconds and gigabytes; writers take about a second, which is 18 to 20
_MOST_WORK = 22
#: the library first measures the machine, and refuses too much work; a busy moment makes it measure wrongly
_MEASUREMENTS = 20
_NONCE, _TAG, _CHUNK = 16, 16, 65536


class DamagedError(Exception):
    """The bytes are no whole file of the format, or were changed."""


class WrongPassphraseError(Exception):
    """The passphrase does not open the file."""


class TooHeavyError(Exception):
    """This machine is far slower than the one that made the file."""


def encrypt(data: bytes, passphrase: str) -> bytes:
    """The data as an age file; takes about a second, on purpose."""
    from pyrage import passphrase as age

    return bytes(age.encrypt(data, passphrase))


def decrypt(blob: bytes, passphrase: str) -> bytes:
    """What ``encrypt`` was given.

    Raises:
        DamagedError: the bytes are no age file with a passphrase, or were changed after the first lines.
        WrongPassphraseError: also when the first lines were changed, which cannot be told apart.
        TooHeavyError: opening it would take minutes here.
    """
    from pyrage import DecryptError
    from pyrage import passphrase as age

    if content_size(blob) is None:
        raise DamagedError
    said = ""
    for _ in range(_MEASUREMENTS):
        try:
            return bytes(age.decrypt(blob, passphrase))
        except DecryptError as error:
            said = str(error)
        if not said.startswith("Excessive work"):
            break
    raise _told(said)


def _told(said: str) -> Exception:
    """The library has one kind of error and three sentences."""
    if said.startswith("Excessive work"):
        return TooHeavyError()
    # no key was found; all else is found after the passphrase proved right
    return WrongPassphraseError() if said == "Decryption failed" else DamagedError()


def content_size(blob: bytes) -> int | None:
    """How many bytes are inside, told without opening; ``None`` when it is no such file."""
    header = _HEADER.match(blob)
    if header is None or int(header["work"]) > _MOST_WORK:
        return None
    inside = len(blob) - header.end() - _NONCE
    chunks = -(-inside // (_CHUNK + _TAG))
    size = inside - chunks * _TAG
    return size if size > 0 else None
