"""Remembered answers: the same request with the same key gets the same answer, without being done twice."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from casekit_service.storage.database import Database
from casekit_service.storage.errors import KeyReused
from casekit_service.storage.jobs import KEPT_SECONDS
from casekit_service.storage.mentions import mentions, spellings

#: answers kept for a tenant; the oldest go
MOST_ANSWERS = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; whoever stores it vouches that it holds no text of a case."""

    status: int
    headers: dict[str, str] = field(repr=False)
    body: dict[str, Any] | None = field(repr=False)


class Answers(Database):
    """The answers of all tenants; of the key that a client chose only a keyed digest is kept."""

    def digest(self, body: bytes) -> str:
        """A keyed digest of a request, to tell whether another one is the same."""
        return self.keyed(b"request", body)

    def recall(self, tenant: str, key: str, digest: str) -> Answer | None:
        """What was answered to this key and request.

        Raises:
            KeyReused: the key came with another request before.
            StorageError: the database refused.
        """
        row = self.one(
            "SELECT request, answer FROM answers WHERE tenant = ? AND key = ?",
            *(tenant, self.keyed_name(b"idempotency", tenant, key)),
        )
        if row is None:
            return None
        if row[0] != digest:
            raise KeyReused
        return Answer(**json.loads(row[1]))

    def remember(self, tenant: str, key: str, digest: str, answer: Answer) -> None:
        """Keep an answer; one that is kept already stays as it is.

        Raises:
            KeyReused: the key came with another request before.
            StorageError: the database refused.
        """
        with self.transaction():
            if self.recall(tenant, key, digest) is not None:
                return
            name = self.keyed_name(b"idempotency", tenant, key)
            self.run(
                "INSERT INTO answers (tenant, key, request, answer, created) VALUES (?, ?, ?, ?, ?)",
                *(tenant, name, digest, json.dumps(asdict(answer)), time.time()),
            )
            self.run(
                "DELETE FROM answers WHERE tenant = ? AND number <= (SELECT number FROM answers"
                " WHERE tenant = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
                *(tenant, tenant, MOST_ANSWERS),
            )

    def _prune_answers(self, now: float) -> None:
        self.run("DELETE FROM answers WHERE abs(? - created) > ?", now, KEPT_SECONDS)

    def _forget_answers(self, tenant: str, identifier: str) -> None:
        """Delete the answers that name a profile."""
        rows = self.all(
            "SELECT number, answer FROM answers WHERE tenant = ?"
            " AND (instr(answer, ?) OR instr(answer, ?) OR instr(answer, ?))",
            *(tenant, *spellings(identifier)),
        )
        for number, answer in rows:
            if mentions(json.loads(answer), identifier):
                self.run("DELETE FROM answers WHERE number = ?", number)
