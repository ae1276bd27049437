"""Jobs: their states, and results that hold case numbers and ids of profiles only."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from casekit_service.storage.database import Database, iso
from casekit_service.storage.mentions import mentions, spellings, texts

OPEN_STATES = ("queued", "running")
STATES = (*OPEN_STATES, "done", "failed", "cancelled", "interrupted")
#: the reason of a job whose result named a profile that was erased
ERASED = "erased"
KEPT_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Job:
    """One job; times are ISO 8601 in UTC. A result is gone, for the reason ``erased``, with what it named."""

    id: str
    state: str
    created: str
    finished: str | None
    result: dict[str, Any] | None = field(repr=False)
    reason: str | None


class Jobs(Database):
    """The jobs of all tenants."""

    def create_job(self, tenant: str) -> str:
        """A new job, queued; its id.

        Raises:
            StorageError: the database refused.
        """
        identifier = uuid.uuid4().hex
        with self.transaction():
            self.run(
                "INSERT INTO jobs VALUES (?, ?, 'queued', ?, NULL, NULL, NULL, ?)",
                *(identifier, tenant, time.time(), self.revision()),
            )
        return identifier

    def job(self, tenant: str, identifier: str) -> Job | None:
        """The job, when it is one of this tenant.

        Raises:
            StorageError: the database refused.
        """
        row = self.one(
            "SELECT state, created, finished, result, reason FROM jobs WHERE id = ? AND tenant = ?",
            *(identifier, tenant),
        )
        if row is None:
            return None
        state, created, finished, result, reason = row
        ended = None if finished is None else iso(finished)
        return Job(identifier, state, iso(created), ended, result and json.loads(result), reason)

    def set_job(
        self,
        tenant: str,
        identifier: str,
        state: str,
        *,
        result: dict[str, Any] | None = None,
        reason: str | None = None,
    ) -> bool:
        """Move a job on; false when there is none or it has ended, which stays as it is.

        A result that names a profile erased since the job began is not stored.

        Raises:
            ValueError: there is no such state.
            StorageError: the database refused.
        """
        if state not in STATES:
            raise ValueError("there is no such state of a job")
        with self.transaction():
            row = self.one("SELECT state, revision FROM jobs WHERE id = ? AND tenant = ?", identifier, tenant)
            if row is None or row[0] not in OPEN_STATES:
                return False
            if result is not None and self._names_erased(tenant, result, since=row[1]):
                result, reason = None, ERASED
            self.run(
                "UPDATE jobs SET state = ?, result = ?, reason = ?, finished = ? WHERE id = ?",
                *(state, None if result is None else json.dumps(result), reason),
                *(None if state in OPEN_STATES else time.time(), identifier),
            )
            return True

    def interrupt_jobs(self) -> int:
        """End what was queued or running when the service stopped; how many.

        Raises:
            StorageError: the database refused.
        """
        with self.transaction():
            return self.run(
                "UPDATE jobs SET state = 'interrupted', finished = ? WHERE state IN (?, ?)",
                *(time.time(), *OPEN_STATES),
            )

    def _prune_jobs(self, now: float) -> None:
        self.run("DELETE FROM jobs WHERE abs(? - finished) > ?", now, KEPT_SECONDS)

    def _forget_results(self, tenant: str, identifier: str) -> int:
        """Delete the results of jobs that name a profile; how many."""
        rows = self.all(
            "SELECT id, result FROM jobs WHERE tenant = ? AND result IS NOT NULL"
            " AND (instr(result, ?) OR instr(result, ?) OR instr(result, ?))",
            *(tenant, *spellings(identifier)),
        )
        found = [job for job, result in rows if mentions(json.loads(result), identifier)]
        for job in found:
            self.run("UPDATE jobs SET result = NULL, reason = ? WHERE id = ?", ERASED, job)
        return len(found)

    def _names_erased(self, tenant: str, result: dict[str, Any], *, since: int) -> bool:
        rows = self.all("SELECT digest FROM erasures WHERE tenant = ? AND revision > ?", tenant, since)
        erased = {digest for (digest,) in rows}
        return bool(erased) and any(
            self.keyed_name(b"erasure", tenant, text) in erased for text in texts(result)
        )
