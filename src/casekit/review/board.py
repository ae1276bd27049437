"""Where a review stands after some decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from casekit.case import EntityType, Mention
from casekit.changes import KEEP, PLACEHOLDER, STYLED, Changes, Extent
from casekit.config import STEPS
from casekit.errors import InputError

Decided = Literal["accepted", "marked", "retyped"]
#: the recognizer of a placeholder that the text brought along, as the detecting stage names it
BROUGHT = "placeholder"


@dataclass(frozen=True, slots=True)
class Board:
    """What was changed, how replaced words look, and by which decision a mention is as it is."""

    changes: Changes
    style: str
    decided: Mapping[Extent, Decided] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "decided", MappingProxyType(dict(self.decided)))

    def mention(self, start: int, end: int) -> Mention | None:
        """The mention of exactly this extent."""
        return next((m for m in self.changes.known if m.start == start and m.end == end), None)

    def entity(self, id_: str) -> tuple[Mention, ...]:
        """The mentions of an entity that can be decided about.

        Raises:
            InputError: there is no such entity, or it is a placeholder that the text brought along.
        """
        found = self.changes.entity(id_)
        if not found:
            raise InputError("there is no such person or thing", key="review_entity")
        check_own(found)
        return found

    def after(self, changes: Changes, decided: Mapping[Extent, Decided] | None = None) -> Board:
        """The board after further changes; what is no mention any more is not decided either."""
        known = {(m.start, m.end) for m in changes.known}
        told = {**self.decided, **(decided or {})}
        kept = {place: how for place, how in told.items() if place in known}
        return replace(self, changes=changes, decided=kept)


def check_own(mentions: tuple[Mention, ...]) -> None:
    """That none of the mentions is a placeholder that the text brought along.

    Raises:
        InputError: one is.
    """
    if any(m.recognizer == BROUGHT for m in mentions):
        raise InputError("this placeholder was in the text already", key="review_brought")


def steps_of(type_: EntityType) -> tuple[str, ...]:
    """What can be done with an entity of a type, from what the style does to leaving it as it is."""
    return tuple(dict.fromkeys((STYLED, *(s for s in STEPS.get(type_, ()) if s != KEEP), PLACEHOLDER, KEEP)))
