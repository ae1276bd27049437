"""What can go wrong with the database, drawn as a tree; every message is constant.

    StorageError              the database could not be used
    ├── StorageFull           no room is left on the disk
    ├── StorageReadOnly       the disk or the file became read-only
    ├── StorageDamaged        what was read is not what was written
    └── StorageBusy           another process held the database for too long
    KeyReused                 an idempotency key came again with another request

While a file is opened, backed up or restored, the same causes are a ``casekit.FileProblem`` for the operator.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import casekit


class StorageError(Exception):
    """The database could not be used; nothing of the change was stored."""

    message = "the database could not be used"

    def __init__(self) -> None:
        super().__init__(self.message)


class StorageFull(StorageError):  # noqa: N818
    """No room is left; works again once there is."""

    message = "the disk of the database is full"


class StorageReadOnly(StorageError):  # noqa: N818
    """The database can be read but not written."""

    message = "the database is read-only"


class StorageDamaged(StorageError):  # noqa: N818
    """The file is damaged; a backup has to be restored."""

    message = "the database is damaged"


class StorageBusy(StorageError):  # noqa: N818
    """Another process held the database for longer than the wait; try again."""

    message = "the database is busy"


class KeyReused(Exception):  # noqa: N818
    """An idempotency key was used before, with another request."""

    def __init__(self) -> None:
        super().__init__("the idempotency key was used with another request")


#: a part of SQLite's constant message → what it means; Python 3.10 gives no error code
_MEANINGS: tuple[tuple[str, type[StorageError]], ...] = (
    ("is full", StorageFull),
    ("readonly", StorageReadOnly),
    ("malformed", StorageDamaged),
    ("not a database", StorageDamaged),
    ("locked", StorageBusy),
)
#: refused writes that SQLite calls an I/O error: a file size limit, a quota, no room for the shared memory
_NO_ROOM = {"SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"}


def meaning(error: sqlite3.Error) -> type[StorageError]:
    """Which of our errors an error of SQLite is."""
    if getattr(error, "sqlite_errorname", None) in _NO_ROOM:
        return StorageFull
    text = str(error)
    return next((kind for part, kind in _MEANINGS if part in text), StorageError)


@contextmanager
def translated() -> Iterator[None]:
    """Raise SQLite's errors as ours, without their context.

    Raises:
        StorageError: SQLite refused.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise meaning(error)() from None


def damaged(name: str) -> casekit.FileProblem:
    """The refusal of a damaged file; it was left as it is."""
    return casekit.FileProblem(
        f"the database {name!r} is damaged and was left as it is; restore a backup: "
        "casekit database restore BACKUP",
        key="database_damaged",
        name=name,
    )


def unwritable(name: str) -> casekit.FileProblem:
    """The refusal of a file or folder that cannot be opened for writing."""
    return casekit.FileProblem(
        f"the database {name!r} cannot be opened for writing", key="database_unwritable", name=name
    )


def busy(name: str) -> casekit.FileProblem:
    """The refusal of a file that somebody else is using."""
    return casekit.FileProblem(
        f"the database {name!r} is in use; stop the service first", key="database_busy", name=name
    )


def refusal(error: sqlite3.Error, name: str) -> casekit.FileProblem:
    """What to tell an operator when a database cannot be opened."""
    kind = meaning(error)
    if kind is StorageBusy:
        return busy(name)
    writing = kind in (StorageFull, StorageReadOnly)
    if writing or "unable to open" in str(error) or "disk I/O" in str(error):
        return unwritable(name)
    return damaged(name)
