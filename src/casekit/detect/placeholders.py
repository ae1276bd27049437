"""Placeholders that a text brings along from an earlier run: told by their form, closed to every other find."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from casekit.case import EntityType, Span
from casekit.lang import SUPPORTED, get_language

#: the recognizer of such a span; linking and replacing know it by this name
NAME = "placeholder"
#: digits its number has at the most; a longer one may be a year or an identifying number
_MOST_DIGITS = 3


def placeholders(text: str) -> tuple[Span, ...]:
    """The placeholders of every supported language in a text, in order: ``[Person 2]``, ``[Возраст 1]``."""
    types = _types()
    return tuple(Span(*match.span(), types[match[1]], NAME) for match in _pattern().finditer(text))


def outside(spans: Iterable[Span], places: Sequence[Span]) -> list[Span]:
    """The spans cut back to what lies outside the placeholders; of one inside nothing is left."""
    return [piece for span in spans for piece in _pieces(span, places)] if places else list(spans)


def _pieces(span: Span, places: Sequence[Span]) -> Iterator[Span]:
    first = bisect_right(places, span.start, key=lambda place: place.end)
    start = span.start
    for place in places[first:]:
        if span.end <= place.start:
            break
        if start < place.start:
            yield replace(span, start=start, end=place.start)
        start = place.end
    if start < span.end:
        yield replace(span, start=start)


@cache
def _types() -> dict[str, EntityType]:
    """The type of each word, in every language."""
    tables = [get_language(code).table("placeholders") for code in SUPPORTED]
    return {table[type_]: type_ for table in tables for type_ in EntityType}


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(_types())))
    return re.compile(rf"\[({words}) [1-9][0-9]{{0,{_MOST_DIGITS - 1}}}\]")
