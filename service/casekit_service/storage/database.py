"""One connection, one thread at a time, all or nothing: what the parts of the store stand on."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from casekit_service.storage.errors import StorageError, translated
from casekit_service.storage.files import WAIT_SECONDS
from casekit_service.storage.locks import Locks

_DIGEST_BYTES = 16
_SHORT_WAIT_SECONDS = 0.25


class Database:
    """Statements and transactions of one open file; a lock lets one thread in at a time."""

    def __init__(self, connection: sqlite3.Connection, path: Path, locks: Locks) -> None:
        self.path = path
        self._connection = connection
        self._locks = locks
        self._lock = threading.RLock()
        #: tenants whose profiles the open transaction has changed; None when none is open
        self._changed: set[str] | None = None
        self._secret = bytes(self.all("SELECT secret FROM meta")[0][0])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.path.name!r})"

    def close(self) -> None:
        """Write the log back into the file, close it and free its locks."""
        with self._lock:
            with suppress(sqlite3.Error):
                self._truncate_log()
            self._connection.close()
            self._locks.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it is stored or nothing; inside another transaction it is a part of that one.

        Raises:
            StorageError: the database refused; nothing was stored.
        """
        with self._lock, self._part() if self._changed is not None else self._whole():
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside is of one moment; nothing is written, so a read-only file will do.

        Raises:
            StorageError: the database refused.
        """
        with self._lock:
            if self._changed is not None:
                yield
                return
            self.run("BEGIN")
            try:
                yield
            finally:
                self._undo("ROLLBACK")

    def all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Every row that a query finds; none for a text that cannot be stored.

        Raises:
            StorageError: the database refused.
        """
        try:
            return self._execute(statement, values)[0]
        except UnicodeEncodeError:
            return []

    def one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        """The first row that a query finds.

        Raises:
            StorageError: the database refused.
        """
        return next(iter(self.all(statement, *values)), None)

    def run(self, statement: str, *values: object) -> int:
        """Change something; how many rows were changed.

        Raises:
            StorageError: the database refused.
        """
        return self._execute(statement, values)[1]

    def next_revision(self) -> int:
        """Count one more change of the database; never shown to a tenant, whom it would tell of others."""
        self.run("UPDATE meta SET revision = revision + 1")
        return self.revision()

    def revision(self) -> int:
        """How many changes were counted."""
        return int(self.all("SELECT revision FROM meta")[0][0])

    def changes(self, tenant: str) -> None:
        """Count one more version of a tenant's profiles, once for each transaction that changes them."""
        assert self._changed is not None
        if tenant not in self._changed:
            self.run(
                "INSERT INTO tenants VALUES (?, 1) ON CONFLICT (tenant) DO UPDATE SET version = version + 1",
                tenant,
            )
            self._changed.add(tenant)

    def keyed(self, purpose: bytes, content: bytes) -> str:
        """A digest that says nothing without the secret of this database; 32 hex digits."""
        mac = hashlib.blake2b(content, digest_size=_DIGEST_BYTES, key=self._secret, person=purpose)
        return mac.hexdigest()

    def keyed_name(self, purpose: bytes, tenant: str, name: str) -> str:
        """The keyed digest of a name that a tenant has chosen."""
        return self.keyed(purpose, json.dumps([tenant, name]).encode("ascii"))

    def scrub(self) -> bool:
        """Overwrite what erasures left behind; true when nothing of it is left in the file or its log.

        ``secure_delete`` overwrites what is deleted, but not the copies that SQLite leaves in the gaps of
        pages it has rebalanced; after an erasure the file is therefore written anew.

        Raises:
            StorageError: the database refused, other than because somebody else reads it.
        """
        with self._lock:
            if self._changed is not None:
                return False
            try:
                with self._short_wait():
                    self._rewrite()
                return self._truncate_log()
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    return False
                with translated():
                    raise

    def _rewrite(self) -> None:
        erased, scrubbed = self._connection.execute(
            "SELECT (SELECT max(revision) FROM erasures), scrubbed FROM meta"
        ).fetchone()
        if erased is not None and erased > scrubbed:
            self._connection.execute("VACUUM")
            self._connection.execute("UPDATE meta SET scrubbed = ?", (erased,))

    def _truncate_log(self) -> bool:
        with self._short_wait():
            return not self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    @contextmanager
    def _short_wait(self) -> Iterator[None]:
        self._connection.execute(f"PRAGMA busy_timeout = {int(_SHORT_WAIT_SECONDS * 1000)}")
        try:
            yield
        finally:
            self._connection.execute(f"PRAGMA busy_timeout = {int(WAIT_SECONDS * 1000)}")

    def _execute(self, statement: str, values: tuple[object, ...]) -> tuple[list[tuple[Any, ...]], int]:
        with self._lock, translated():
            if self._changed is not None and not self._connection.in_transaction:
                raise StorageError  # SQLite has undone the transaction after an error
            cursor = self._connection.execute(statement, values)
            return cursor.fetchall(), cursor.rowcount

    @contextmanager
    def _whole(self) -> Iterator[None]:
        self.run("BEGIN IMMEDIATE")
        self._changed = set()
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            self._undo("ROLLBACK")
            raise
        finally:
            self._changed = None

    @contextmanager
    def _part(self) -> Iterator[None]:
        before = set(self._changed or ())
        self.run("SAVEPOINT part")
        try:
            yield
            self.run("RELEASE part")
        except BaseException:
            self._undo("ROLLBACK TO part")
            self._undo("RELEASE part")
            self._changed = before
            raise

    def _undo(self, statement: str) -> None:
        with suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute(statement)


def iso(seconds: float) -> str:
    """A moment as ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(int(seconds), timezone.utc).isoformat().replace("+00:00", "Z")
