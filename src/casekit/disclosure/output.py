"""The anonymised text beside the original: which stretches of it were put there, and what they still say."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from casekit.case import AnonymisedCase, EntityType, Mention
from casekit.lang import Language
from casekit.spans import Cover


@dataclass(frozen=True, slots=True)
class Left:
    """One mention as it stands in the output: ``value`` is what a reader sees, ``surface`` the original."""

    mention: Mention
    start: int
    end: int
    value: str
    surface: str

    @property
    def kept(self) -> bool:
        """Whether the output shows the original words."""
        return self.mention.replacement is None or self.value == self.surface


class Output:
    """The mentions of a case with their extents in the anonymised text."""

    def __init__(self, text: str, case: AnonymisedCase, language: Language) -> None:
        self.original, self.case, self.language = text, case, language
        self.text = case.text

    @cached_property
    def mentions(self) -> tuple[Left, ...]:
        """Every mention in text order."""
        return tuple(self._mentions())

    def _mentions(self) -> Iterator[Left]:
        moved = 0
        for mention in self.case.mentions:
            surface = self.original[mention.start : mention.end]
            value = surface if mention.replacement is None else mention.replacement
            start = mention.start + moved
            moved += len(value) - len(surface)
            yield Left(mention, start, start + len(value), value, surface)

    @cached_property
    def replaced(self) -> Cover:
        """The stretches of the output that are no words of the author."""
        return Cover([left for left in self.mentions if not left.kept and left.end > left.start])

    def place_of(self, place: int) -> int:
        """Where a place of the original outside every mention lies in the output."""
        before = bisect_right(self.mentions, place, key=lambda left: left.mention.start)
        if not before:
            return place
        last = self.mentions[before - 1]
        return last.end + place - last.mention.end

    def told(self, type_: EntityType) -> list[Left]:
        """The mentions of a type whose value still says something: kept, or coarser but no placeholder."""
        found = (left for left in self.mentions if left.mention.type is type_)
        return [left for left in found if left.kept or self._says_something(left)]

    def _says_something(self, left: Left) -> bool:
        value = left.value.strip("[] ")
        if not any(c.isalnum() for c in value):
            return False
        label = str(self.language.table("placeholders")[str(left.mention.type)])
        return re.fullmatch(rf"{re.escape(label)}(?: \d+)?", value) is None
