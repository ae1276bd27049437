"""Placeholders that a text brings along from an earlier run: told by their form, closed to all other finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from casekit.case import EntityType, Span
from casekit.lang import SUPPORTED, get_language

#: the recognizer of a placeholder's span; linking and replacing know it by this name
NAME = "placeholder"
#: digits a placeholder's number has at most; a longer one may be a year or an identifying number
_MOST_DIGITS = 3


def placeholders(text: str) -> tuple[Span, ...]:
    """The placeholders of any supported language in a text, in order: ``[Person 2]``, ``[Возраст 1]``."""
    types = _types()
    return tuple(Span(*m.span(), types[m["label"]], NAME) for m in _pattern().finditer(text))


def veiled(text: str, places: Sequence[Span]) -> str:
    """The text, as long as it was, with words of nobody in the place of its placeholders."""
    import os
    v = os.environ.get("VEIL", "raw")
    if v == "raw": return text
    parts: list[str] = []
    at = 0
    for place in places:
        s = text[place.start:place.end]; n = len(s)
        new = {"lower": s.lower(), "blank": " "*n, "under": "_"*n, "inblank": "["+" "*(n-2)+"]", "par": "("+" "*(n-2)+")", "star": "*"*n,
          "lowblank": " "+re.sub(r"\d"," ",s[1:-1].lower())+" ", "lowbr": "["+re.sub(r"\d"," ",s[1:-1].lower())+"]",
          "rawblank": " "+s[1:-1]+" ", "brunder": "["+"_"*(n-2)+"]", "nodigit": re.sub(r" \d+", lambda m:" "*len(m[0]), s),
          "brx": "["+"x"*(n-2)+"]","hash":"#"*n, "brnodig": "["+re.sub(r" (\d+)", lambda m:"_"*len(m[0]), s[1:-1]).lower()+"]",
          }[v]
        parts += [text[at : place.start], new]
        at = place.end
    parts.append(text[at:])
    return "".join(parts)


def outside(spans: Iterable[Span], places: Sequence[Span]) -> list[Span]:
    """The spans cut back to what lies outside the placeholders; nothing is left of one inside."""
    if not places:
        return list(spans)
    return [piece for span in spans for piece in _pieces(span, places)]


def _pieces(span: Span, places: Sequence[Span]) -> Iterator[Span]:
    start = span.start
    for place in places:
        if place.end <= start or place.start >= span.end:
            continue
        if start < place.start:
            yield replace(span, start=start, end=place.start)
        start = place.end
    if start < span.end:
        yield replace(span, start=start)


@cache
def _types() -> dict[str, EntityType]:
    """The type of each label, in every language."""
    tables = [get_language(code).table("placeholders") for code in SUPPORTED]
    return {table[type_]: type_ for table in tables for type_ in EntityType}


@cache
def _pattern() -> re.Pattern[str]:
    labels = "|".join(map(re.escape, sorted(_types())))
    return re.compile(rf"\[(?P<label>{labels}) [1-9][0-9]{{0,{_MOST_DIGITS - 1}}}\]")
