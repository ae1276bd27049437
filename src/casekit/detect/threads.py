"""Small matrices on one thread: on a busy machine, threads that wait for one another are far slower."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


def one_thread() -> AbstractContextManager[object]:
    """While inside, numpy multiplies matrices on the calling thread alone."""
    limit: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return limit
