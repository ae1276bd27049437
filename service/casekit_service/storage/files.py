"""Database files: making, opening and checking one, and putting a file in its place in one step."""

from __future__ import annotations

import glob
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import casekit
from casekit_service.storage.errors import damaged, refusal, unwritable
from casekit_service.storage.schema import APPLICATION_ID, NEWEST, SECRET_BYTES, create, migrate, version_of

WAIT_SECONDS = 5.0
_SETTINGS = (
    "trusted_schema = OFF",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "foreign_keys = ON",
    "temp_store = MEMORY",
)


def open_file(path: Path, *, name: str | None = None) -> sqlite3.Connection:
    """An open database of ours, checked, writable and of the newest version; ``name`` is for messages.

    Raises:
        FileProblem: it is damaged, of a newer casekit, somebody else's, busy, or cannot be written.
    """
    connection = _opened(path, name or path.name, _made_ready)
    with suppress(OSError):
        path.chmod(0o600)
    return connection


def read_file(path: Path) -> sqlite3.Connection:
    """An open database of ours, of any version up to the newest, to copy from.

    Raises:
        FileProblem: it is damaged, of a newer casekit, somebody else's, busy, or cannot be opened.
    """
    return _opened(path, path.name, check)


def make_file(path: Path) -> None:
    """Make a new database; it has its name only when it is whole, so an empty file is a damaged one.

    Raises:
        FileProblem: the folder cannot be written, or a log of a database that is gone lies there.
    """
    if any(one.exists() for one in companions(path)) and not path.exists():
        raise damaged(path.name)
    try:
        with passing_file(path) as passing:
            with closing(_connect(passing)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                create(connection)
            with suppress(FileExistsError):
                os.link(passing, path)
            sync(path.parent)
    except OSError:
        raise unwritable(path.name) from None
    except sqlite3.Error as error:
        raise refusal(error, path.name) from None


def check(connection: sqlite3.Connection, name: str) -> None:
    """Refuse what is not whole, was made by another program or by a newer casekit; ``name`` is for messages.

    Raises:
        FileProblem: with the key ``database_damaged``, ``database_foreign`` or ``database_newer``.
    """
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchall():
            raise damaged(name)
        raise casekit.FileProblem(
            f"{name!r} is a database of another program and was left as it is",
            key="database_foreign",
            name=name,
        )
    if version_of(connection) > NEWEST:
        raise casekit.FileProblem(
            f"the database {name!r} was written by a newer casekit; update this one",
            key="database_newer",
            name=name,
        )
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise damaged(name)


def companions(path: Path) -> tuple[Path, Path]:
    """The write-ahead log of a database and its shared memory."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


@contextmanager
def passing_file(path: Path) -> Iterator[Path]:
    """A new empty file beside ``path``, for its owner alone; gone afterwards unless it got its own name."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    os.close(number)
    passing = Path(name)
    try:
        yield passing
    finally:
        for one in (passing, *companions(passing), passing.with_name(passing.name + "-journal")):
            one.unlink(missing_ok=True)


def left_behind(path: Path) -> list[Path]:
    """The passing files for ``path``, of this moment or of a process that was killed."""
    return list(path.parent.glob(f".{glob.escape(path.name)}.*.new*"))


def sync(path: Path) -> None:
    """Force a file or the names in a folder to the disk."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def make_folder(path: Path) -> None:
    """The folder of a database, for its owner alone when it is new.

    Raises:
        FileProblem: it cannot be made.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise unwritable(path.name) from None


def _made_ready(connection: sqlite3.Connection, name: str) -> None:
    check(connection, name)
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    migrate(connection)
    if connection.execute("SELECT length(secret) FROM meta").fetchall() != [(SECRET_BYTES,)]:
        raise damaged(name)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE meta SET revision = revision")  # a read-only file says so only now
    connection.execute("ROLLBACK")


def _opened(path: Path, name: str, prepare: Callable[[sqlite3.Connection, str], None]) -> sqlite3.Connection:
    connection = None
    try:
        connection = _connect(path)
        prepare(connection, name)
        return connection
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.Error):
            raise refusal(error, name) from None
        raise


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=WAIT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
