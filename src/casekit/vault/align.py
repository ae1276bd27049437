"""Two versions of one text laid side by side, word by word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

#: words of a run that both versions have exactly once
_ANCHOR = 4
#: largest stretch (words of the one times words of the other) that is compared word by word
_MOST = 4_000_000
NOWHERE = -1


def align(old: Sequence[int], new: Sequence[int]) -> list[int]:
    """For each word of ``new`` its place in ``old``, ``NOWHERE`` if it has none; places only ever rise.

    Runs that both have once are laid together first, the stretches between them by difflib.
    """
    places = [NOWHERE] * len(new)
    at_old = at_new = 0
    for start_old, start_new in [*_anchors(old, new), (len(old), len(new))]:
        if start_old < at_old or start_new < at_new:
            continue
        for i, j, size in _blocks(old[at_old:start_old], new[at_new:start_new]):
            places[at_new + j : at_new + j + size] = range(at_old + i, at_old + i + size)
        at_old, at_new = start_old, start_new
        while at_old < len(old) and at_new < len(new) and old[at_old] == new[at_new]:
            places[at_new] = at_old
            at_old, at_new = at_old + 1, at_new + 1
    return places


def _blocks(old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    if not old or not new or len(old) * len(new) > _MOST:
        return
    yield from SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()


def _anchors(old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int]]:
    """Starts of the runs that both have exactly once, as many as lie in one order in both."""
    here, there = _once(old), _once(new)
    pairs = [(here[run], at) for run, at in there.items() if run in here]
    return _rising(pairs)


def _once(words: Sequence[int]) -> dict[tuple[int, ...], int]:
    found: dict[tuple[int, ...], int] = {}
    for at in range(len(words) - _ANCHOR + 1):
        run = tuple(words[at : at + _ANCHOR])
        found[run] = NOWHERE if run in found else at
    return {run: at for run, at in found.items() if at != NOWHERE}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose first numbers rise; the second ones rise already."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, (place, _) in enumerate(pairs):
        size = bisect_left(tails, place)
        before.append(ends[size - 1] if size else NOWHERE)
        tails[size : size + 1] = [place]
        ends[size : size + 1] = [at]
    chain: list[tuple[int, int]] = []
    at = ends[-1] if ends else NOWHERE
    while at != NOWHERE:
        chain.append(pairs[at])
        at = before[at]
    return chain[::-1]
