"""The store behind one thread of its own, so that no request waits for a disk on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from casekit_service.storage import Store

T = TypeVar("T")


class Database:
    """Runs everything that touches the store in order, one after the other."""

    def __init__(self, path: Path) -> None:
        self.store = Store.open(path, exclusive=True)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="casekit-store")

    async def run(self, work: Callable[[Store], T]) -> T:
        """What ``work`` returns; once begun it ends, even if nobody waits for it any more."""
        future = asyncio.get_running_loop().run_in_executor(self._thread, work, self.store)
        return await asyncio.shield(future)

    def run_here(self, work: Callable[[Store], T]) -> T:
        """The same from a thread that may wait."""
        return self._thread.submit(work, self.store).result()

    def close(self) -> None:
        """Finish what is under way and close the file."""
        self._thread.shutdown(wait=True)
        self.store.close()
