"""Who may come in, how often and with how much: decided before a body is read."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.responses import StreamingResponse
from starlette.types import Message

from casekit_service.database import Database
from casekit_service.problems import ProblemError
from casekit_service.settings import Settings
from casekit_service.storage import Principal

#: keys whose use is remembered at once; the longest unused is forgotten first
_REMEMBERED = 10_000


@dataclass(slots=True)
class _Use:
    """Requests that a key may still make, as of a time, and how many of them run."""

    tokens: float
    at: float
    running: int = 0


class Limits:
    """Requests a minute (a bucket of tokens that refills steadily) and at once, for each key."""

    def __init__(self, per_minute: int, at_once: int) -> None:
        self._per_minute = per_minute
        self._at_once = at_once
        self._uses: dict[str, _Use] = {}

    def enter(self, key_id: str) -> None:
        """Count a request in.

        Raises:
            ProblemError: the key has used up its requests, or has too many running.
        """
        use = self._of(key_id)
        if self._at_once and use.running >= self._at_once:
            raise ProblemError("concurrency", retry_after=1)
        if self._per_minute:
            if use.tokens < 1:
                raise ProblemError("rate", retry_after=math.ceil((1 - use.tokens) * 60 / self._per_minute))
            use.tokens -= 1
        use.running += 1

    def leave(self, key_id: str) -> None:
        """Count a request out."""
        if key_id in self._uses:
            self._uses[key_id].running -= 1

    def _of(self, key_id: str) -> _Use:
        now = time.monotonic()
        use = self._uses.pop(key_id, None) or _Use(float(self._per_minute), now)
        use.tokens = min(float(self._per_minute), use.tokens + (now - use.at) * self._per_minute / 60)
        use.at = now
        self._uses[key_id] = use  # now the latest used
        if len(self._uses) > _REMEMBERED:
            idle = next((key for key, one in self._uses.items() if not one.running), None)
            self._uses.pop(idle or "", None)
        return use


class Gate:
    """Knows keys and limits; every guarded route passes here."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self._database = database
        self._limits = Limits(settings.requests_per_minute, settings.concurrent_per_key)

    async def enter(self, request: Request, scope: str | None) -> Principal:
        """The caller, counted in.

        Raises:
            ProblemError: no valid key, a missing scope, or a limit of the key.
        """
        kind, _, key = request.headers.get("authorization", "").partition(" ")
        caller = None
        if kind.lower() == "bearer":
            caller = await self._database.run(lambda store: store.principal(key.strip()))
        if caller is None:
            raise ProblemError("no_key")
        request.state.key_id = caller.key_id
        if scope is not None and scope not in caller.scopes:
            raise ProblemError("wrong_scope")
        self._limits.enter(caller.key_id)
        return caller

    def leave(self, caller: Principal) -> None:
        """The request has ended."""
        self._limits.leave(caller.key_id)

    def bounded(self, request: Request, limit: int) -> Request:
        """The same request whose body may have ``limit`` bytes and must come in time.

        Raises:
            ProblemError: the stated length is too large already.
        """
        stated = request.headers.get("content-length", "")
        if stated.isdecimal() and int(stated) > limit:
            raise ProblemError("too_large", limit=limit)
        seen, seconds = 0, self.settings.body_seconds
        until = time.monotonic() + seconds

        async def receive() -> Message:
            nonlocal seen
            try:
                message = await asyncio.wait_for(request.receive(), max(0.0, until - time.monotonic()))
            except asyncio.TimeoutError:
                raise ProblemError("too_slow", seconds=math.ceil(seconds)) from None
            seen += len(message.get("body", b""))
            if seen > limit:
                raise ProblemError("too_large", limit=limit)
            return message

        return Request(request.scope, receive)


def guarded(scope: str | None, *, large: bool = False, streamed: bool = False) -> type[APIRoute]:
    """A kind of route for callers with that scope (``None``: with any valid key).

    ``large``: the body holds many texts. ``streamed``: the route reads the body itself, bit by bit.
    """

    class Guarded(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def guard(request: Request) -> Response:
                gate: Gate = request.app.state.parts.gate
                caller = await gate.enter(request, scope)
                left = False

                def leave() -> None:
                    nonlocal left
                    if not left:
                        left = True
                        gate.leave(caller)

                try:
                    request.state.caller = caller
                    limit = gate.settings.max_batch_bytes if large else gate.settings.max_body_bytes
                    bounded = gate.bounded(request, limit)
                    if not streamed:
                        await bounded.body()
                    bounded.state.gone = request.receive
                    answer = await handle(bounded)
                except BaseException:
                    leave()
                    raise
                if isinstance(answer, StreamingResponse):
                    answer.body_iterator = _then(answer.body_iterator, leave)
                else:
                    leave()
                return answer

            return guard

    return Guarded


async def _then(parts: Any, leave: Callable[[], None]) -> AsyncIterator[Any]:
    try:
        async for part in parts:
            yield part
    finally:
        leave()


async def disconnected(request: Request) -> None:
    """Done when the client has gone; only for a request whose body was read."""
    while (await request.state.gone())["type"] != "http.disconnect":
        pass
