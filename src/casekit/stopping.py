"""Lets a caller stop long work: the work asks between its steps, and what the question raises ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CHECK: ContextVar[Callable[[], None] | None] = ContextVar("casekit_stopping", default=None)


@contextmanager
def stoppable(check: Callable[[], None]) -> Iterator[None]:
    """Call ``check`` between the steps of what runs inside; an error that it raises ends the work at once.

    A step is a segment of a text, a few passages to embed, or a round of an assignment: some milliseconds to a
    few tenths of a second. It holds for the calling thread alone.
    """
    token = _CHECK.set(check)
    try:
        yield
    finally:
        _CHECK.reset(token)


def step() -> None:
    """Between two steps: ask whether to go on."""
    check = _CHECK.get()
    if check is not None:
        check()
