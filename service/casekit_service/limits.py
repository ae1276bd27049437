"""Refuses a body that is too large before it is read into memory."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casekit_service.problems import problem

#: bytes of UTF-8 JSON that a character can take, as a pair of escapes
_BYTES_A_CHARACTER = 12
#: room for the other fields
_OVERHEAD = 4_096


class BodyLimit:
    """Counts the bytes as they come and answers 413 once there are too many."""

    def __init__(self, app: ASGIApp, max_characters: int) -> None:
        self._app = app
        self._most = max_characters * _BYTES_A_CHARACTER + _OVERHEAD

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = 0
        chunks: list[Message] = []
        while True:
            message = await receive()
            chunks.append(message)
            seen += len(message.get("body", b""))
            if seen > self._most:
                await problem(413, "The text is too long", "the request is larger than allowed")(
                    scope, receive, send
                )
                return
            if message["type"] != "http.request" or not message.get("more_body", False):
                break
        waiting = iter(chunks)

        async def replay() -> Message:
            return next(waiting, None) or await receive()

        await self._app(scope, replay, send)
