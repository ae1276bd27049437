"""Connections that cost little and cannot be held open: slow heads, idle ones, readers that do not read.

The body of a request is the application's business; here is what happens before and after it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_LOG = logging.getLogger("casekit_service")
MOST_HEAD_BYTES = 16_384
#: bytes that a reader has to take in each period, where an answer waits for it
_LEAST_BYTES = 4_096
_NOT_READABLE = json.dumps(
    {
        "type": "about:blank",
        "title": "The request cannot be answered",
        "status": 400,
        "detail": "the request could not be read",
    }
).encode("ascii")


@dataclass(frozen=True)
class Limits:
    """``head_seconds`` for the head of a request, ``stall_seconds`` for a reader that takes next to nothing.

    Beyond ``most_connections`` a new one is closed at once, so that files can still be opened.
    """

    head_seconds: float
    stall_seconds: float
    most_connections: int


def bounded(limits: Limits) -> type[BoundedProtocol]:
    """The protocol class with these limits, for uvicorn to make one of for each connection."""
    return type("BoundedProtocol", (BoundedProtocol,), {"limits": limits})


class BoundedProtocol(H11Protocol):
    """uvicorn's protocol with a time limit for heads and for answers that are not read."""

    limits: ClassVar[Limits]
    _head_timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None
    _left = 0
    _moved = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.limits.most_connections:
            self.transport.abort()
        else:
            self._expect_head()

    def data_received(self, data: bytes) -> None:
        if not self._answering:
            self._expect_head()
            # h11 measures a head only while it is incomplete: never show it more than a head may have
            room = max(1, MOST_HEAD_BYTES + 1 - len(self.conn.trailing_data[0]))
            first, data = data[:room], data[room:]
            super().data_received(first)
        if data and not self.transport.is_closing():
            super().data_received(data)
        if self._answering:
            self._head_arrived()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._head_timer, self._write_timer):
            if timer is not None:
                timer.cancel()
        self._head_timer = self._write_timer = None
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def resume_writing(self) -> None:
        self._moved = True
        super().resume_writing()

    def on_response_complete(self) -> None:
        self._moved = True
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what cannot be read with a problem detail, or close where an answer has begun."""
        _LOG.warning("request_unreadable")
        if self._answering:
            self.cycle.disconnected = True
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.abort()
            return
        headers = [
            *self.server_state.default_headers,
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(_NOT_READABLE)).encode("ascii")),
            (b"connection", b"close"),
        ]
        answer = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
        for event in (answer, h11.Data(data=_NOT_READABLE), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def shutdown(self) -> None:
        try:
            super().shutdown()
        except h11.LocalProtocolError:  # an answer that broke off halfway
            self.transport.abort()

    @property
    def _answering(self) -> bool:
        """Whether the head of a request has arrived that is not answered yet."""
        return self.cycle is not None and not self.cycle.response_complete

    def _expect_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(self.limits.head_seconds, self._head_is_late)

    def _head_arrived(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
        if self._write_timer is None:
            self._write_timer = self.loop.call_later(self.limits.stall_seconds, self._check_reader)

    def _head_is_late(self) -> None:
        self._head_timer = None
        self.transport.close()

    def _check_reader(self) -> None:
        """Let a client go that took next to nothing since the last look, while the answer waits for it."""
        left = self.transport.get_write_buffer_size()
        if not (self.flow.write_paused or self.transport.is_closing() or not self._answering):
            left = 0  # the application has not said everything, and may
        if self._left and not self._moved and left > self._left - _LEAST_BYTES and left:
            self.transport.abort()
            return
        self._left, self._moved = left, False
        self._write_timer = self.loop.call_later(self.limits.stall_seconds, self._check_reader)
