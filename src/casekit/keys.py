"""Secret keys in files that their owner keeps: 32 bytes in hexadecimal digits."""

from __future__ import annotations

import secrets
from pathlib import Path

from casekit.errors import FileProblem

KEY_BYTES = 32


def create_key(path: Path) -> bytes:
    """A new key, written to a file that does not exist yet, readable by its owner alone.

    Raises:
        FileProblem: the file exists or cannot be written.
    """
    secret = secrets.token_bytes(KEY_BYTES)
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise FileProblem(f"{path.name!r} exists already", key="file_exists", name=path.name) from None
    except OSError:
        raise _unwritable(path) from None
    try:
        path.write_text(secret.hex() + "\n", "ascii")
    except OSError:
        path.unlink(missing_ok=True)
        raise _unwritable(path) from None
    return secret


def _unwritable(path: Path) -> FileProblem:
    return FileProblem(f"{path.name!r} cannot be written", key="file_unwritable", name=path.name)


def read_key(path: Path) -> bytes:
    """The key of a file written by ``create_key``.

    Raises:
        FileProblem: the file cannot be read or holds no key.
    """
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except FileNotFoundError:
        raise FileProblem(f"there is no file {path.name!r}", key="file_missing", name=path.name) from None
    except OSError:
        raise FileProblem(f"{path.name!r} cannot be read", key="file_unreadable", name=path.name) from None
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise FileProblem(f"{path.name!r} holds no key", key="key_bad", name=path.name)
    return secret
