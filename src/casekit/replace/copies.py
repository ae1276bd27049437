"""Copies of what remembers what it gave out, to go on from one state in more than one way."""

from __future__ import annotations

from copy import copy
from typing import TypeVar

T = TypeVar("T")


def detached(thing: T, *containers: str) -> T:
    """A shallow copy of a thing with copies of the named containers of it; what is in these is shared."""
    made = copy(thing)
    for name in containers:
        setattr(made, name, copy(getattr(thing, name)))
    return made
