"""A returned text laid beside the anonymised one that the vault knows by the prints of its words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from casekit.case import EntityType
from casekit.vault.align import NOWHERE, align
from casekit.vault.record import Replaced, Vault
from casekit.vault.tokens import prints, tokens

#: words on a side that tell where a replacement stands
NEAR = 3
#: words on a side by which a replacement is known again in another place
_BESIDE = 2
#: what shows that a text belongs to a vault: so many words in one unbroken run, or this share of all words
_LONG_RUN, _SHORT_RUN, _SHARE = 8, 3, 0.25

Words = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """An extent of the returned text and what is put there; ``None``: it is not known what."""

    start: int
    end: int
    entity_id: str
    type: EntityType
    text: str | None = field(repr=False)
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a replaced mention stands among the words of the anonymised text."""

    first: int
    stop: int


class Returned:
    """Words, their places in the anonymised text, and which of them have been dealt with."""

    def __init__(self, text: str, vault: Vault) -> None:
        self.text, self.vault = text, vault
        self.tokens = tokens(text)
        self.words = [token.print for token in self.tokens]
        self.old, self.extents = _anonymised(vault)
        self.places = align(self.old, self.words)
        self.found = {place: at for at, place in enumerate(self.places) if place != NOWHERE}
        replaced = {at for extent in self.extents for at in range(extent.first, extent.stop)}
        self._kept = [place != NOWHERE and place not in replaced for place in self.places]
        self._taken = [False] * len(self.words)

    def is_free(self, first: int, stop: int) -> bool:
        """Whether no word of the extent has been dealt with, and not all of them were in the original."""
        return not any(self._taken[first:stop]) and not all(self._kept[first:stop])

    def is_kept(self, at: int) -> bool:
        """Whether a word is one that was not replaced."""
        return at < len(self._kept) and self._kept[at]

    def take(self, first: int, stop: int) -> None:
        """Nothing else is put where these words stand."""
        self._taken[first:stop] = [True] * (stop - first)

    def take_extent(self, start: int, end: int) -> None:
        """As ``take``, by characters."""
        for at in self.within(start, end):
            self._taken[at] = True

    def within(self, start: int, end: int) -> range:
        """The words that lie in an extent of characters."""
        first = bisect_right(self.tokens, start, key=lambda token: token.end)
        return range(first, max(first, bisect_left(self.tokens, end, key=lambda token: token.start)))

    def standing(self, extent: Extent) -> int | None:
        """The word at which a mention's replacement stands unchanged, ``None`` if it does not."""
        at = self.found.get(extent.first)
        if at is None or extent.first == extent.stop:
            return None
        size = extent.stop - extent.first
        whole = self.places[at : at + size] == list(range(extent.first, extent.stop))
        return at if whole else None

    def grip(self, extent: Extent, at: int) -> tuple[int, int]:
        """How many words before and after stand as in the anonymised text; an end of both texts counts as all."""
        size = extent.stop - extent.first
        before = after = 0
        while before < NEAR and self._same(at - before - 1, extent.first - before - 1):
            before += 1
        while after < NEAR and self._same(at + size + after, extent.stop + after):
            after += 1
        return (
            NEAR if at == before and extent.first == before else before,
            NEAR if at + size + after == len(self.words) and extent.stop + after == len(self.old) else after,
        )

    def _same(self, at: int, place: int) -> bool:
        return 0 <= at < len(self.places) and place >= 0 and self.places[at] == place

    def near(self, first: int, stop: int) -> tuple[Words, Words]:
        """The words before and after an extent of the returned text."""
        return near(self.words, first, stop)

    def is_related(self) -> bool:
        """Whether enough of the words that nothing was put in the place of stand in runs that the original has."""
        fresh = [word for word, taken in zip(self.words, self._taken, strict=True) if not taken]
        runs = list(_shared_runs(self.vault.kept, fresh))
        return max(runs, default=0) >= _LONG_RUN or (bool(runs) and sum(runs) >= _SHARE * len(fresh))


def _shared_runs(old: Sequence[int], new: Sequence[int]) -> Iterator[int]:
    """How many words each stretch has in which every three words also stand side by side in ``old``."""
    known = {tuple(old[at : at + _SHORT_RUN]) for at in range(len(old) - _SHORT_RUN + 1)}
    size = 0
    for at in range(len(new) - _SHORT_RUN + 1):
        if tuple(new[at : at + _SHORT_RUN]) in known:
            size = size + 1 if size else _SHORT_RUN
        elif size:
            yield size
            size = 0
    if size:
        yield size


def near(words: Sequence[int], first: int, stop: int) -> tuple[Words, Words]:
    """The words before and after an extent, none where the text begins or ends."""
    before, after = words[max(0, first - _BESIDE) : first], words[stop : stop + _BESIDE]
    return (
        tuple(before) if len(before) == _BESIDE else (),
        tuple(after) if len(after) == _BESIDE else (),
    )


def _anonymised(vault: Vault) -> tuple[list[int], list[Extent]]:
    """The words of the anonymised text, and where each replaced mention stands among them."""
    words: list[int] = []
    extents: list[Extent] = []
    at = 0
    for mention in vault.replaced:
        words += vault.kept[at : mention.after]
        at, first = mention.after, len(words)
        words += prints(mention.replacement)
        extents.append(Extent(first, len(words)))
    return [*words, *vault.kept[at:]], extents


def is_opaque(mention: Replaced) -> bool:
    """Whether nothing but asterisks, or nothing at all, stands where the mention was."""
    return not prints(mention.replacement)
