"""Profiles: what groups and peers publish of themselves, apart for each tenant, and the record of erasures."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import casekit
from casekit_service.storage.database import iso
from casekit_service.storage.errors import StorageDamaged
from casekit_service.storage.idempotency import Answers
from casekit_service.storage.jobs import Jobs


@dataclass(frozen=True, slots=True)
class StoredProfile:
    """A profile as stored; ``revision`` counts changes of all tenants and is shown to none."""

    row: dict[str, Any] = field(repr=False)
    etag: str
    revision: int


@dataclass(frozen=True, slots=True)
class Put:
    """What became of one row; ``created`` when there was no profile of this id, ``changed`` when it is another now."""

    id: str = field(repr=False)
    etag: str
    created: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class Erasure:
    """The receipt of an erasure, when it was (ISO 8601, UTC), and how many results of jobs went with it."""

    receipt: str
    erased_at: str
    removed: int


class Profiles(Jobs, Answers):
    """The profiles of all tenants."""

    def profile(self, tenant: str, identifier: str) -> StoredProfile | None:
        """The profile of this id, when it is one of this tenant.

        Raises:
            StorageError: the database refused, or the row is not the one that was stored.
        """
        row = self.one(
            "SELECT row, etag, revision FROM profiles WHERE tenant = ? AND id = ?", tenant, identifier
        )
        return None if row is None else self._stored(*row)

    def profiles(self, tenant: str, *, after: str | None = None, limit: int) -> tuple[StoredProfile, ...]:
        """Up to ``limit`` profiles in the order of their ids (by code points), those after an id.

        Raises:
            StorageError: the database refused, or a row is not the one that was stored.
        """
        rows = self.all(
            "SELECT row, etag, revision FROM profiles WHERE tenant = ? AND id > ? ORDER BY id LIMIT ?",
            *(tenant, after or "", limit),
        )
        return tuple(self._stored(*row) for row in rows)

    def rows(self, tenant: str) -> tuple[dict[str, Any], ...]:
        """The rows of all profiles of a tenant in the order of their ids.

        Raises:
            StorageError: the database refused, or a row is not the one that was stored.
        """
        return tuple(one.row for one in self.profiles(tenant, limit=-1))

    def index_versions(self) -> dict[str, int]:
        """The index version of every tenant that ever had a profile.

        Raises:
            StorageError: the database refused.
        """
        return {tenant: int(version) for tenant, version in self.all("SELECT tenant, version FROM tenants")}

    def count(self, tenant: str) -> int:
        """How many profiles a tenant has.

        Raises:
            StorageError: the database refused.
        """
        return int(self.all("SELECT count(*) FROM profiles WHERE tenant = ?", tenant)[0][0])

    def tenants(self) -> tuple[str, ...]:
        """The tenants that have profiles, in order.

        Raises:
            StorageError: the database refused.
        """
        return tuple(name for (name,) in self.all("SELECT DISTINCT tenant FROM profiles ORDER BY tenant"))

    def index_version(self, tenant: str) -> int:
        """How many transactions have changed the profiles of a tenant, with the one that is open.

        Raises:
            StorageError: the database refused.
        """
        row = self.one("SELECT version FROM tenants WHERE tenant = ?", tenant)
        return 0 if row is None else int(row[0])

    def instance(self) -> str:
        """The name of this life of the database; a restore begins another, whose index versions are its own.

        Raises:
            StorageError: the database refused.
        """
        return str(self.all("SELECT instance FROM meta")[0][0])

    def put_profiles(self, tenant: str, rows: Iterable[Mapping[str, Any]]) -> tuple[Put, ...]:
        """Store profiles, all or none; what has not changed keeps its etag and revision.

        Raises:
            InputError: a row has no id or holds what JSON cannot.
            StorageError: the database refused.
        """
        ready = [_checked(row) for row in rows]
        with self.transaction():
            return tuple(self._put(tenant, identifier, text) for identifier, text in ready)

    def erase_profile(self, tenant: str, identifier: str) -> Erasure | None:
        """Delete a profile and what names it, and record that; call ``scrub`` to overwrite what is left.

        Raises:
            StorageError: the database refused; nothing was deleted.
        """
        with self.transaction():
            if not self.one("SELECT 1 FROM profiles WHERE tenant = ? AND id = ?", tenant, identifier):
                return None
            removed = self.forget_profile(tenant, identifier)
            receipt, now = uuid.uuid4().hex, time.time()
            digest = self.keyed_name(b"erasure", tenant, identifier)
            self.run(
                "INSERT INTO erasures VALUES (?, ?, ?, ?, ?)",
                *(receipt, tenant, digest, now, self.next_revision()),
            )
            return Erasure(receipt, iso(now), removed)

    def forget_profile(self, tenant: str, identifier: str) -> int:
        """Delete a profile and what names it without a record; how many results of jobs went with it.

        Raises:
            StorageError: the database refused; nothing was deleted.
        """
        with self.transaction():
            self.run("DELETE FROM profiles WHERE tenant = ? AND id = ?", tenant, identifier)
            self.changes(tenant)
            self._forget_answers(tenant, identifier)
            return self._forget_results(tenant, identifier)

    def read_profiles(self) -> None:
        """Read every profile, to know that each is what was stored.

        Raises:
            StorageDamaged: a row is not the one that was stored.
            StorageError: the database refused.
        """
        for row in self.all("SELECT row, etag, revision FROM profiles"):
            self._stored(*row)

    def _put(self, tenant: str, identifier: str, text: str) -> Put:
        etag = self._etag(text)
        old = self.one("SELECT etag FROM profiles WHERE tenant = ? AND id = ?", tenant, identifier)
        if old is None or old[0] != etag:
            self.run(
                "INSERT INTO profiles (tenant, id, row, etag, revision) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (tenant, id) DO UPDATE"
                " SET row = excluded.row, etag = excluded.etag, revision = excluded.revision",
                *(tenant, identifier, text, etag, self.next_revision()),
            )
            self.changes(tenant)
        return Put(identifier, etag, old is None, old is None or old[0] != etag)

    def _etag(self, text: str) -> str:
        """Keyed, so that one that outlives its profile in a remembered answer cannot be guessed from."""
        return f'"{self.keyed(b"etag", text.encode("utf-8"))}"'

    def _stored(self, text: str, etag: str, revision: int) -> StoredProfile:
        if self._etag(text) != etag:
            raise StorageDamaged
        return StoredProfile(json.loads(text), etag, revision)


def _checked(row: Mapping[str, Any]) -> tuple[str, str]:
    """The id of a row and its one spelling."""
    identifier = row.get("id")
    try:
        text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        text.encode("utf-8")
    except (TypeError, ValueError):
        identifier = None
    if not isinstance(identifier, str) or not identifier:
        raise casekit.InputError(
            "a profile has an id, and holds nothing but texts, numbers, lists and tables",
            key="profile_unstorable",
        )
    return identifier, text
