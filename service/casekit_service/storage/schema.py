"""The tables, version by version; a published version is never changed, the next one is added."""

from __future__ import annotations

import secrets
import sqlite3

#: "cKit": whose file it is
APPLICATION_ID = 0x634B6974
SECRET_BYTES = 32

_FIRST = (
    """CREATE TABLE meta (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        secret BLOB NOT NULL,
        revision INTEGER NOT NULL,
        scrubbed INTEGER NOT NULL,
        instance TEXT NOT NULL
    )""",
    """CREATE TABLE keys (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        tenant TEXT NOT NULL,
        scopes TEXT NOT NULL,
        hash BLOB NOT NULL,
        created REAL NOT NULL,
        revoked REAL
    )""",
    "CREATE UNIQUE INDEX keys_in_use ON keys (name) WHERE revoked IS NULL",
    "CREATE TABLE tenants (tenant TEXT PRIMARY KEY, version INTEGER NOT NULL)",
    """CREATE TABLE profiles (
        number INTEGER PRIMARY KEY,
        tenant TEXT NOT NULL,
        id TEXT NOT NULL,
        row TEXT NOT NULL,
        etag TEXT NOT NULL,
        revision INTEGER NOT NULL,
        UNIQUE (tenant, id)
    )""",
    """CREATE TABLE erasures (
        receipt TEXT PRIMARY KEY,
        tenant TEXT NOT NULL,
        digest TEXT NOT NULL,
        erased REAL NOT NULL,
        revision INTEGER NOT NULL
    )""",
    "CREATE INDEX erasures_in_order ON erasures (tenant, revision)",
)
_SECOND = (
    """CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        tenant TEXT NOT NULL,
        state TEXT NOT NULL,
        created REAL NOT NULL,
        finished REAL,
        result TEXT,
        reason TEXT,
        revision INTEGER NOT NULL
    )""",
    "CREATE INDEX jobs_of_tenant ON jobs (tenant)",
    """CREATE TABLE answers (
        number INTEGER PRIMARY KEY,
        tenant TEXT NOT NULL,
        key TEXT NOT NULL,
        request TEXT NOT NULL,
        answer TEXT NOT NULL,
        created REAL NOT NULL,
        UNIQUE (tenant, key)
    )""",
    "CREATE INDEX answers_of_tenant ON answers (tenant)",
)
MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _SECOND)
NEWEST = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the tables in a file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to the newest version, each version in one transaction."""
    while version_of(connection) < NEWEST:
        connection.execute("BEGIN IMMEDIATE")
        version = version_of(connection)
        if version < NEWEST:
            _apply(connection, version + 1)
        connection.execute("COMMIT")


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of the newest version in an empty file."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for version in range(1, NEWEST + 1):
        _apply(connection, version)
    connection.execute(
        "INSERT INTO meta VALUES (1, ?, 0, 0, ?)", (secrets.token_bytes(SECRET_BYTES), secrets.token_hex(8))
    )
    connection.execute("COMMIT")


def _apply(connection: sqlite3.Connection, version: int) -> None:
    for statement in MIGRATIONS[version - 1]:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
