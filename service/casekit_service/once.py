"""Writes that are done once, however often they are sent (Idempotency-Key)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from casekit_service.database import Database
from casekit_service.problems import ProblemError
from casekit_service.storage import Answer, KeyReused, Store

#: headers that make two requests of the same body different ones
_TOLD = ("if-match", "if-none-match")


@dataclass(frozen=True, slots=True)
class Written:
    """What a write answers; ``headers`` and ``body`` hold nothing of what was sent, for they are kept."""

    status: int
    headers: dict[str, str]
    body: dict[str, Any]
    replayed: bool = False

    def response(self) -> JSONResponse:
        """The answer to send."""
        more = {"Idempotency-Replayed": "true"} if self.replayed else {}
        return JSONResponse(self.body, self.status, {**self.headers, **more})


async def earlier(database: Database, request: Request, key: str | None, body: bytes) -> Written | None:
    """The answer that the same request with the same key got before; None for a new one.

    Raises:
        ProblemError: the key was used for another request.
    """
    return None if key is None else await database.run(lambda store: _known(store, request, key, body))


async def once(
    database: Database, request: Request, key: str | None, body: bytes, write: Callable[[Store], Written]
) -> Written:
    """Write in one transaction together with the memory of the answer, or give the answer of the first time.

    Raises:
        ProblemError: the key was used for another request; or what ``write`` raises, and nothing is changed.
    """
    tenant = request.state.caller.tenant

    def work(store: Store) -> Written:
        with store.transaction():
            if key is None:
                return write(store)
            known = _known(store, request, key, body)
            if known is not None:
                return known
            made = write(store)
            answer = Answer(made.status, made.headers, made.body)
            store.remember(tenant, key, store.digest(_told(request, body)), answer)
            return made

    return await database.run(work)


def _known(store: Store, request: Request, key: str, body: bytes) -> Written | None:
    try:
        known = store.recall(request.state.caller.tenant, key, store.digest(_told(request, body)))
    except KeyReused:
        raise ProblemError("key_reused") from None
    if known is None:
        return None
    return Written(known.status, known.headers, known.body or {}, replayed=True)


def _told(request: Request, body: bytes) -> bytes:
    """All that makes a request the same as another."""
    stated = [request.headers.get(name, "") for name in _TOLD]
    return "\0".join([request.method, request.url.path, request.url.query, *stated]).encode() + b"\0" + body
