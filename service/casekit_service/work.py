"""CPU work in a bounded pool: refused early when full, stopped when its time is over or nobody waits."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

import casekit
from casekit_service.problems import ProblemError

T = TypeVar("T")
#: share of a new duration in the running mean
_NEWS = 0.1


class _StoppedError(Exception):
    """The work was told to end; never seen outside this module."""


class Workers:
    """``threads`` texts are read at once and at most ``queue`` requests wait.

    A place is given back when the thread has really ended its work, not when its request has.
    """

    def __init__(self, threads: int, queue: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="casekit-work")
        self._threads = threads
        self._places = asyncio.Semaphore(threads + queue)
        #: those who wait however long it takes get no more places at once than there are threads
        self._patient = asyncio.Semaphore(threads)
        self._mean_seconds = 0.1
        self.held = 0

    @property
    def waiting(self) -> int:
        """How many have no thread yet."""
        return max(0, self.held - self._threads)

    @property
    def running(self) -> int:
        """How many threads are at work."""
        return min(self.held, self._threads)

    async def run(
        self,
        work: Callable[[], T],
        *,
        seconds: float,
        gone: Callable[[], Awaitable[object]] | None = None,
        patient: bool = False,
    ) -> T:
        """What ``work`` returns within so many seconds, its waiting included.

        ``gone`` is done once nobody waits for the answer. A ``patient`` caller waits for a place instead of
        being refused, and that time does not count.

        Raises:
            ProblemError: too many wait already, or the time is over; the work is ended then.
        """
        if patient:
            async with self._patient:
                return await self._run(work, seconds, gone)
        if self._places.locked():
            raise ProblemError("busy", retry_after=self._wait_seconds())
        return await self._run(work, seconds, gone)

    async def _run(
        self, work: Callable[[], T], seconds: float, gone: Callable[[], Awaitable[object]] | None
    ) -> T:
        await self._places.acquire()
        until = time.monotonic() + seconds
        stop = threading.Event()

        def check() -> None:
            if stop.is_set() or time.monotonic() > until:
                raise _StoppedError

        def call() -> T:
            check()
            started = time.monotonic()
            with casekit.stoppable(check):
                result = work()
            self._mean_seconds += _NEWS * (time.monotonic() - started - self._mean_seconds)
            return result

        answer = asyncio.wrap_future(self._submitted(call))
        leaving = asyncio.ensure_future(gone()) if gone is not None else None
        waits: list[asyncio.Future[Any]] = [answer] if leaving is None else [answer, leaving]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
            nobody_waits = leaving is not None and leaving.done()
            raise ProblemError(
                "client_gone" if nobody_waits else "deadline", retry_after=self._wait_seconds()
            )
        except _StoppedError:
            raise ProblemError("deadline", retry_after=self._wait_seconds()) from None
        finally:
            stop.set()
            answer.cancel()
            if leaving is not None:
                leaving.cancel()

    def _submitted(self, call: Callable[[], T]) -> Future[T]:
        loop = asyncio.get_running_loop()
        self.held += 1
        future = self._pool.submit(call)

        def free(_: Future[T]) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._free)

        future.add_done_callback(free)
        return future

    def _free(self) -> None:
        self.held -= 1
        self._places.release()

    def _wait_seconds(self) -> int:
        """When to try again: once those that wait are through, as far as can be told."""
        return min(60, max(1, math.ceil(self.held * self._mean_seconds / self._threads)))

    def close(self) -> None:
        """Wait for what runs and drop what waits."""
        self._pool.shutdown(wait=True, cancel_futures=True)
