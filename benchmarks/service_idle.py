"""Many connections that ask nothing: half never say a word, half asked once and are kept alive."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from service_client import HOST, CasekitCaller, Outcome, closed_loop, encoded, watch_health
from service_processes import Server, memory

MIB = 1 << 20
_AT_ONCE = 100
_PATIENCE = 10
_EVERY = 5


class Idle(asyncio.Protocol):
    """A connection that notes whether it was answered and whether it is still open."""

    def __init__(self, first: bytes) -> None:
        self._first = first
        self.answered = asyncio.Event()
        self.open = False
        self.transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.open = True
        self.transport = transport
        if self._first:
            assert isinstance(transport, asyncio.Transport)
            transport.write(self._first)

    def data_received(self, data: bytes) -> None:
        self.answered.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = False
        self.answered.set()


@dataclass
class Crowd:
    """The connections that could be opened, and how many could not."""

    silent: list[Idle] = field(default_factory=list)
    kept: list[Idle] = field(default_factory=list)
    refused: int = 0

    async def gather(self, port: int, connections: int) -> None:
        """Open them, a hundred at a time."""
        places = asyncio.Semaphore(_AT_ONCE)
        await asyncio.gather(*(self._open(port, places, kept=bool(at % 2)) for at in range(connections)))

    async def _open(self, port: int, places: asyncio.Semaphore, *, kept: bool) -> None:
        first = encoded("GET", "/healthz") if kept else b""
        loop = asyncio.get_running_loop()
        async with places:
            try:
                made = loop.create_connection(lambda: Idle(first), HOST, port)
                _, idle = await asyncio.wait_for(made, _PATIENCE)
                if kept:
                    await asyncio.wait_for(idle.answered.wait(), _PATIENCE)
            except (OSError, asyncio.TimeoutError):
                self.refused += 1
                return
        (self.kept if kept else self.silent).append(idle)

    def reading(self, second: float, pid: int) -> dict[str, float]:
        """How many are open now, and the memory of the service."""
        return {
            "second": round(second, 1),
            "silent_open": sum(idle.open for idle in self.silent),
            "kept_open": sum(idle.open for idle in self.kept),
            "resident_mib": round(memory(pid).resident / MIB, 1),
        }

    async def leave(self) -> None:
        """Close all that are open, and wait a moment for the service to see it."""
        for idle in self.silent + self.kept:
            if idle.open and idle.transport is not None:
                idle.transport.close()
        await asyncio.sleep(2)


@dataclass(frozen=True)
class Held:
    """What was seen while the connections were held."""

    opened: dict[str, int]
    readings: list[dict[str, float]]
    health: Sequence[Outcome]
    anonymised: Sequence[Outcome]
    memory_mib: dict[str, float]


async def hold(
    server: Server, request_of: Callable[[int], bytes], cases: int, *, connections: int, seconds: float
) -> Held:
    """Open the connections, hold them for so many seconds, and ask for health and cases meanwhile."""
    before = memory(server.pid).resident
    crowd = Crowd()
    await crowd.gather(server.port, connections)
    opened = {"silent": len(crowd.silent), "kept alive": len(crowd.kept), "not opened": crowd.refused}
    stop = asyncio.Event()
    health = asyncio.create_task(watch_health(server.port, stop, kept=False))
    asking = asyncio.create_task(
        closed_loop(lambda: CasekitCaller(server.port, request_of), range(cases), 2, seconds=seconds)
    )
    readings = await _watch(crowd, server.pid, seconds)
    stop.set()
    run = await asking
    found = await health
    await crowd.leave()
    sizes: dict[str, Any] = {"before": before, "after closing": memory(server.pid).resident}
    rounded = {name: round(size / MIB, 1) for name, size in sizes.items()}
    return Held(opened, readings, found, run.outcomes, rounded)


async def _watch(crowd: Crowd, pid: int, seconds: float) -> list[dict[str, float]]:
    started = time.perf_counter()
    readings = [crowd.reading(0, pid)]
    while (now := time.perf_counter() - started) < seconds:
        await asyncio.sleep(min(_EVERY, seconds - now))
        readings.append(crowd.reading(time.perf_counter() - started, pid))
    return readings
