"""Answers about words that are asked for again and again within a text, and forgotten with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

Asked = TypeVar("Asked", bound=Callable[..., Any])
_FORGETTERS: list[Callable[[], None]] = []
_MOST = 8192


def remembered(function: Asked) -> Asked:
    """A function of words that keeps its answers until ``forget`` is called."""
    kept = lru_cache(maxsize=_MOST)(function)
    _FORGETTERS.append(kept.cache_clear)
    return cast(Asked, wraps(function)(lambda *given: kept(*given)))


def forget() -> None:
    """Keep no word of a text; another text that is under way at the time only takes a little longer."""
    for clear in _FORGETTERS:
        clear()
