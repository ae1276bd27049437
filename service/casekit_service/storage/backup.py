"""A copy of the database while it is used, and a copy in the place of the database."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import casekit
from casekit_service.storage.errors import StorageDamaged, StorageError, damaged, meaning
from casekit_service.storage.files import (
    check,
    companions,
    make_folder,
    open_file,
    passing_file,
    read_file,
    sync,
)
from casekit_service.storage.locks import Locks
from casekit_service.storage.store import Store

#: revisions left free by a restore, so that those of a database that could not be read do not come again
_LEAP = 1 << 32


@dataclass(frozen=True, slots=True)
class Restored:
    """What was carried over from the database before; ``carried`` is false when it could not be read."""

    carried: bool
    erased: int = 0
    revoked: int = 0


def backup(path: Path, target: Path) -> None:
    """Write a whole copy of a database, which may be in use, to a new file for its owner alone.

    The copy is written anew rather than page by page, so that nothing erased hides in it.

    Raises:
        FileProblem: there is no database, it is damaged, the target exists or cannot be written.
    """
    if not path.exists():
        raise casekit.FileProblem(f"there is no file {path.name}", key="file_missing", name=path.name)
    if target.exists():
        raise _exists(target, "backup_exists")
    locks = Locks.of_user(path, service=False)
    try:
        with closing(read_file(path)) as source, passing_file(target) as passing:
            _copy(source, passing, path.name)
            _check_copy(passing, path.name)
            sync(passing)
            os.link(passing, target)
            sync(target.parent)
    except FileExistsError:
        raise _exists(target, "backup_exists") from None
    except OSError:
        raise _unwritable(target) from None
    finally:
        locks.close()


def restore(backup: Path, path: Path, *, force: bool = False) -> Restored:
    """Put a backup in the place of a database; what was erased or revoked since stays erased and revoked.

    ``force`` replaces the database that is there. Until the last step it stays as it is.

    Raises:
        FileProblem: the backup cannot be used, the database exists or is in use, or cannot be written.
    """
    if not backup.is_file():
        raise casekit.FileProblem(f"there is no file {backup.name}", key="file_missing", name=backup.name)
    make_folder(path)
    locks = Locks.of_replacer(path)
    try:
        if path.exists() and not force:
            raise _exists(path, "database_exists")
        with passing_file(path) as passing:
            _bring(backup, passing)
            done = _prepare(passing, backup.name, path)
            sync(passing)
            for stale in companions(path):
                stale.unlink(missing_ok=True)
            passing.replace(path)
        sync(path.parent)
        return done
    except OSError:
        raise _unwritable(path) from None
    finally:
        locks.close()


def _copy(source: sqlite3.Connection, passing: Path, name: str) -> None:
    try:
        source.execute("VACUUM INTO ?", (str(passing),))
    except sqlite3.Error as error:
        if meaning(error) is StorageDamaged:
            raise damaged(name) from None
        raise OSError from None


def _check_copy(passing: Path, name: str) -> None:
    with closing(read_file(passing)) as copy:
        check(copy, name)


def _bring(backup: Path, passing: Path) -> None:
    """Copy a backup, with its log when it is the raw copy of a database that was not closed."""
    pairs = ((backup, passing), (companions(backup)[0], companions(passing)[0]))
    for source, target in pairs:
        if source == backup or source.exists():
            with _readable(source) as original, target.open("wb") as copy:
                shutil.copyfileobj(original, copy)


def _readable(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError:
        raise casekit.FileProblem(
            f"{path.name!r} cannot be read", key="file_unreadable", name=path.name
        ) from None


def _prepare(passing: Path, name: str, path: Path) -> Restored:
    """Check the copy of a backup, bring it up to date, and carry over what happened since."""
    try:
        with Store(open_file(passing, name=name), passing, Locks()) as restored:
            restored.read_profiles()
            with restored.transaction():
                done = _carry(path, restored)
                _begin_anew(restored)
            restored.run("VACUUM")
            return done
    except StorageDamaged:
        raise damaged(name) from None
    except StorageError:
        raise _unwritable(path) from None


def _carry(path: Path, restored: Store) -> Restored:
    if not path.exists():
        return Restored(carried=False)
    try:
        with Store(open_file(path), path, Locks()) as present, restored.transaction():
            _carry_versions(present, restored)
            erased, revoked = _carry_erasures(present, restored), _carry_revocations(present, restored)
            return Restored(True, erased, revoked)
    except StorageDamaged:
        return Restored(carried=False)
    except casekit.FileProblem as problem:
        if problem.key in ("database_damaged", "database_newer"):
            return Restored(carried=False)
        raise


def _carry_erasures(present: Store, restored: Store) -> int:
    """Erase again what was erased since, and keep the receipts."""
    records = present.all("SELECT receipt, tenant, digest, erased, revision FROM erasures")
    for record in records:
        restored.run("INSERT OR IGNORE INTO erasures VALUES (?, ?, ?, ?, ?)", *record)
    last: dict[str, int] = {}
    for _, _, digest, _, revision in records:
        last[digest] = max(revision, last.get(digest, 0))
    erased = 0
    for tenant, identifier, revision in restored.all("SELECT tenant, id, revision FROM profiles"):
        if revision < last.get(present.keyed_name(b"erasure", tenant, identifier), 0):
            restored.forget_profile(tenant, identifier)
            erased += 1
    return erased


def _carry_revocations(present: Store, restored: Store) -> int:
    revoked = present.all("SELECT revoked, id FROM keys WHERE revoked IS NOT NULL")
    return sum(
        restored.run("UPDATE keys SET revoked = ? WHERE id = ? AND revoked IS NULL", *one) for one in revoked
    )


def _carry_versions(present: Store, restored: Store) -> None:
    """No revision and no index version comes a second time with another content."""
    restored.run("UPDATE meta SET revision = max(revision, ?)", present.revision())
    for tenant, version in present.all("SELECT tenant, version FROM tenants"):
        restored.run(
            "INSERT INTO tenants VALUES (?, ?)"
            " ON CONFLICT (tenant) DO UPDATE SET version = max(version, excluded.version)",
            *(tenant, version),
        )


def _begin_anew(restored: Store) -> None:
    restored.run("UPDATE tenants SET version = version + 1")
    restored.run(
        "UPDATE meta SET instance = ?, revision = revision + ?,"
        " scrubbed = coalesce((SELECT max(revision) FROM erasures), 0)",
        *(secrets.token_hex(8), _LEAP),
    )


def _exists(path: Path, key: str) -> casekit.FileProblem:
    return casekit.FileProblem(f"{path.name!r} exists already", key=key, name=path.name)


def _unwritable(path: Path) -> casekit.FileProblem:
    return casekit.FileProblem(f"{path.name!r} cannot be written", key="file_unwritable", name=path.name)
