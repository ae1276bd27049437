"""Pure algebra on half-open spans ``[start, end)``; knows nothing of texts or types."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar


class HasExtent(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=HasExtent)


def overlaps(a: HasExtent, b: HasExtent) -> bool:
    """Whether two spans share at least one code point."""
    return a.start < b.end and b.start < a.end


def contains(outer: HasExtent, inner: HasExtent) -> bool:
    """Whether ``inner`` lies wholly inside ``outer``."""
    return outer.start <= inner.start and inner.end <= outer.end


def disjoint(spans: Iterable[S], preference: Callable[[S], tuple[float, ...]]) -> list[S]:
    """The spans that remain, in text order, when of any overlapping ones the preferred is kept.

    ``preference`` gives a sort key, larger wins; ties go to the earlier, then the longer span.
    Runs in O(n log n).
    """
    ranked = sorted(spans, key=lambda s: (*(-p for p in preference(s)), s.start, -s.end))
    starts: list[int] = []
    kept: list[S] = []
    for span in ranked:
        at = bisect_right(starts, span.start)
        if at and kept[at - 1].end > span.start:
            continue
        if at < len(kept) and kept[at].start < span.end:
            continue
        starts.insert(at, span.start)
        kept.insert(at, span)
    return kept


class Cover:
    """Answers in O(log n) whether a stretch touches any of a set of disjoint spans."""

    def __init__(self, spans: Sequence[HasExtent]) -> None:
        ordered = sorted(spans, key=lambda s: s.start)
        self._starts = [s.start for s in ordered]
        self._ends = [s.end for s in ordered]

    def touches(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` shares a code point with any span of the cover."""
        at = bisect_right(self._starts, start)
        if at and self._ends[at - 1] > start:
            return True
        return at < len(self._starts) and self._starts[at] < end
