"""A light client that keeps its own time: closed loop, open loop, and an eye on health.

Requests are built before the clock starts, answers are not parsed. Everything is bounded in count and time, and
no other host than this one is ever asked.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Protocol

from service_texts import Sample

HOST = "127.0.0.1"
#: the status of a call that got no answer, and of one for which no connection was left
NO_ANSWER, NOT_SENT = 0, -1
#: how many connections an open loop holds at most
MOST_CONNECTIONS = 2_000
_LOST = (OSError, EOFError, asyncio.TimeoutError)


@dataclass(frozen=True)
class Outcome:
    """How one call ended; ``milliseconds`` count from when it was meant to start."""

    status: int
    milliseconds: float


@dataclass(frozen=True)
class Run:
    """The outcomes of a block, its seconds, and the seconds of processor time that the client took of them."""

    outcomes: tuple[Outcome, ...]
    seconds: float
    client_seconds: float


class Caller(Protocol):
    """Asks for the case of a number and tells the status."""

    async def call(self, number: int) -> int: ...

    async def close(self) -> None: ...


def encoded(method: str, path: str, body: bytes = b"", *, key: str | None = None) -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}"]
    if key:
        lines.append(f"Authorization: Bearer {key}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Connection:
    """A connection that is kept; opened on first use, and again when the server closed it between two calls.

    Raises:
        ValueError: the host is not this machine.
    """

    def __init__(self, port: int, host: str = HOST) -> None:
        if not ip_address(host).is_loopback:
            raise ValueError("only this machine is asked; give an address of the loopback")
        self._host, self._port = host, port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def exchange(self, request: bytes) -> tuple[int, bytes]:
        """Status and body.

        Raises:
            OSError, EOFError: there was no whole answer.
        """
        whole = False
        try:
            answer = await self._reused(request) or await self._once(request)
            whole = True
        finally:
            if not whole:
                self._drop()
        return answer

    async def _reused(self, request: bytes) -> tuple[int, bytes] | None:
        """As ``_once`` on the connection that is open; nothing when it had been closed meanwhile."""
        if self._streams is None:
            return None
        try:
            return await self._once(request)
        except ConnectionError:
            self._drop()
        except asyncio.IncompleteReadError as error:
            if error.partial:
                raise
            self._drop()
        return None

    async def _once(self, request: bytes) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        body = await _body(reader, head)
        if b"\r\nconnection: close" in head:
            await self.close()
        return int(head[9:12]), body

    def _drop(self) -> None:
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None

    async def close(self) -> None:
        """Close it; the next call opens another."""
        if self._streams is not None:
            writer, self._streams = self._streams[1], None
            writer.close()
            try:
                await writer.wait_closed()
            except OSError:
                return


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    _, length, rest = head.partition(b"\r\ncontent-length:")
    if length:
        return await reader.readexactly(int(rest.split(b"\r\n", 1)[0]))
    if b"\r\ntransfer-encoding: chunked" not in head:
        return await reader.read() if b"\r\nconnection: close" in head else b""
    parts = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(parts)


class CasekitCaller:
    """One request a case; ``request_of`` gives its bytes."""

    def __init__(self, port: int, request_of: Callable[[int], bytes]) -> None:
        self._connection = Connection(port)
        self._request_of = request_of

    async def call(self, number: int) -> int:
        return (await self._connection.exchange(self._request_of(number)))[0]

    async def close(self) -> None:
        await self._connection.close()


class PresidioCaller:
    """Two requests a case: what the analyzer answers goes, as it came, to the anonymizer."""

    def __init__(self, analyzer: int, anonymizer: int, samples: Sequence[Sample]) -> None:
        self._analyzer, self._anonymizer = Connection(analyzer), Connection(anonymizer)
        bodies = [json.dumps({"text": one.text, "language": one.language}).encode() for one in samples]
        self._analyze = [encoded("POST", "/analyze", body) for body in bodies]
        self._starts = [
            json.dumps({"text": one.text}).encode()[:-1] + b', "analyzer_results": ' for one in samples
        ]

    async def call(self, number: int) -> int:
        status, found = await self._analyzer.exchange(self._analyze[number])
        if status != 200:
            return status
        body = self._starts[number] + found + b"}"
        return (await self._anonymizer.exchange(encoded("POST", "/anonymize", body)))[0]

    async def close(self) -> None:
        await self._analyzer.close()
        await self._anonymizer.close()


async def timed(caller: Caller, number: int, meant: float, patience: float) -> Outcome:
    """One call, timed from the ``meant`` second of the clock; given up ``patience`` seconds after it starts."""
    try:
        status = await asyncio.wait_for(caller.call(number), patience)
    except _LOST:
        status = NO_ANSWER
    return Outcome(status, (time.perf_counter() - meant) * 1000)


async def closed_loop(
    make: Callable[[], Caller],
    numbers: Iterable[int],
    clients: int,
    *,
    seconds: float = 600,
    patience: float = 60,
) -> Run:
    """So many clients share the numbers, each asks again as soon as it was answered; ends after ``seconds``."""
    waiting = iter(numbers)
    outcomes: list[Outcome] = []
    started, used = time.perf_counter(), time.process_time()

    async def client() -> None:
        caller = make()
        try:
            for number in waiting:
                outcomes.append(await timed(caller, number, time.perf_counter(), patience))
                if time.perf_counter() - started > seconds:
                    break
        finally:
            await caller.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return Run(tuple(outcomes), time.perf_counter() - started, time.process_time() - used)


def arrivals(rate: float, seconds: float, seed: int) -> list[float]:
    """When, in seconds from the start, the calls of a Poisson process of ``rate`` a second are due."""
    rng = random.Random(seed)
    due = [rng.expovariate(rate)]
    while due[-1] < seconds:
        due.append(due[-1] + rng.expovariate(rate))
    return due[:-1]


async def open_loop(
    make: Callable[[], Caller],
    due: Sequence[float],
    cases: int,
    *,
    patience: float = 60,
    most: int = MOST_CONNECTIONS,
) -> Run:
    """A call at each due second, answered or not, of cases in turn; over ``most`` connections none is sent."""
    idle: list[Caller] = []
    made: list[Caller] = []
    started, used = time.perf_counter(), time.process_time()

    async def one(at: int) -> Outcome:
        await asyncio.sleep(started + due[at] - time.perf_counter())
        if not idle and len(made) >= most:
            return Outcome(NOT_SENT, 0)
        if idle:
            caller = idle.pop()
        else:
            made.append(caller := make())
        outcome = await timed(caller, at % cases, started + due[at], patience)
        idle.append(caller)
        return outcome

    try:
        outcomes = await asyncio.gather(*(one(at) for at in range(len(due))))
    finally:
        for caller in made:
            await caller.close()
    return Run(tuple(outcomes), time.perf_counter() - started, time.process_time() - used)


async def watch_health(
    port: int, stop: asyncio.Event, *, every: float = 0.1, patience: float = 10, kept: bool = True
) -> tuple[Outcome, ...]:
    """Ask ``/healthz`` each time ``every`` seconds have passed; who waits for one answer is late for the next."""
    request = encoded("GET", "/healthz")
    caller = CasekitCaller(port, lambda _: request)
    outcomes: list[Outcome] = []
    meant = time.perf_counter()
    try:
        while not stop.is_set():
            outcomes.append(await timed(caller, 0, meant, patience))
            if not kept:
                await caller.close()
            meant += every
            await asyncio.sleep(meant - time.perf_counter())
    finally:
        await caller.close()
    return tuple(outcomes)
