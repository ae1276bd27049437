"""A bare number right after a person's name is an age: "Ottoline, sixteen,", "Elsa och Melker, sju och fyra"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.detect.labels import NAME
from casekit.detect.numerals import cardinal
from casekit.lang import Language


def ages_of_persons(document: Document, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the numbers without a unit that follow the names among the spans."""
    pattern = _age(document.language)
    for span in spans:
        if span.type is not EntityType.PERSON or span.end - span.start < 2:
            continue
        match = pattern.match(document.text, span.end)
        for group in ("a", "b") if match else ():
            if match and match[group]:
                yield Span(*match.span(group), EntityType.AGE, NAME, 0.7)


@cache
def _age(language: Language) -> re.Pattern[str]:
    number = rf"(?:1[01]\d|[1-9]?\d|{cardinal(language)})"
    half = r"(?: (?:and a half|och en? halv[ta]?|с половиной))?"
    joint = r"(?: (?:and|or|och|eller|respektive|resp|и|или|&) )"
    return re.compile(
        rf"(?:['’]s)?(?:,? |, ?| ?\(| ?[–—-] ?)(?P<a>{number}{half})(?:{joint}(?P<b>{number}{half}))?"
        r"(?= ?(?:[,;)!?\n]|\.(?!\d)|$))(?! ?[,.]\d)",
        re.IGNORECASE,
    )
