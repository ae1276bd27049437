"""Quasi-identifiers made coarser, each type along a ladder from fine to coarse (``STEPS``)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from casekit.case import EntityType
from casekit.config import STEPS
from casekit.errors import PolicyError
from casekit.generalise import ages, belonging, dates, occupations, organisations, places
from casekit.generalise.dates import read_date
from casekit.generalise.parts import Ask, Generalised

if TYPE_CHECKING:
    from casekit.lang import Language

__all__ = ["STEPS", "Generalised", "generalise", "read_date"]

_TYPES: dict[EntityType, Callable[[Ask, str], Generalised | None]] = {
    EntityType.AGE: ages.generalise,
    EntityType.DATE_TIME: dates.generalise,
    EntityType.LOCATION: places.generalise,
    EntityType.ORGANIZATION: organisations.generalise,
    EntityType.OCCUPATION: occupations.generalise,
    EntityType.NRP: belonging.generalise,
}


def generalise(
    surface: str,
    type_: EntityType,
    step: str,
    language: Language,
    *,
    context: str = "",
    seed: bytes = b"",
    anchor: date | None = None,
) -> Generalised | None:
    """The coarser phrase for a mention of that type at that step; ``None``: not understood, a placeholder is better.

    ``context`` is the mention with about 60 characters on either side; of several places in it where the surface
    stands, the one nearest to its middle counts. ``seed`` belongs to the document and is secret: dates move by it.
    ``anchor`` is the first dated event of the document, unmoved; "relative" needs it.

    Raises:
        PolicyError: the type has no ladder, or none with that step.
    """
    if step not in STEPS.get(type_, ()):
        raise PolicyError(f"{type_} has no such step; there are {', '.join(STEPS.get(type_, ()))}")
    before, after = _around(surface, context)
    return _TYPES[type_](Ask(surface, language, before, after, seed, anchor), step)


def _around(surface: str, context: str) -> tuple[str, str]:
    """What stands before and after the mention."""
    found = [match.start() for match in re.finditer(re.escape(surface), context)] if surface else []
    if not found:
        return "", ""
    middle = (len(context) - len(surface)) / 2
    start = min(found, key=lambda at: abs(at - middle))
    return context[:start], context[start + len(surface) :]
