"""The extension point: one Protocol for recognizers and one registry of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, runtime_checkable

from casekit.case import Span
from casekit.detect.document import Document


@runtime_checkable
class Recognizer(Protocol):
    """Finds identifiers of one kind in a document.

    ``find`` yields spans in offsets of ``document.text``, in any order, overlapping or not; it keeps
    no state between calls and is safe to call from several threads.
    """

    name: str
    #: language codes it works for, or ``None`` for all
    languages: frozenset[str] | None

    def find(self, document: Document) -> Iterable[Span]: ...


_FACTORIES: dict[str, Callable[[], Recognizer]] = {}


def register(factory: Callable[[], Recognizer], *, name: str) -> None:
    """Add a recognizer by name; the factory is called once per ``Anonymiser``."""
    if name in _FACTORIES:
        raise ValueError(f"a recognizer named {name!r} is registered already")
    _FACTORIES[name] = factory


def create(name: str) -> Recognizer:
    """Make the recognizer of that name.

    Raises:
        ValueError: the name is unknown; the message lists the names that exist.
    """
    try:
        return _FACTORIES[name]()
    except KeyError:
        raise ValueError(f"no recognizer {name!r}; there are {', '.join(names())}") from None


def names() -> tuple[str, ...]:
    """The registered names, in order of registration."""
    return tuple(_FACTORIES)
