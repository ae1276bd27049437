"""Numbers said or written out letter by letter: "number is lfc dash one one nine", "a four four one c k"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.detect.ids.base import NAME
from casekit.detect.numerals import alternatives
from casekit.detect.windows import around, matches
from casekit.lang import Language

#: digits that a spelt-out number has at least
_FEWEST = 3


def find(document: Document) -> Iterator[Span]:
    """Runs of digit words and single letters that hold three digits or more."""
    digit, run = _patterns(document.language)
    for match in matches(run, document.text, around(document.numbers, document)):
        if len(digit.findall(match[0])) >= _FEWEST:
            yield Span(*match.span(), EntityType.ID_NUMBER, NAME, 0.6, "SPOKEN")


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = language.table("phones")
    digit = alternatives(table["digits"])
    joint = alternatives(table["joints"])
    token = rf"(?:{digit}|{joint}|[^\W\d_])"
    start = rf"(?:{digit}|[^\W\d_]|[^\W\d_]{{2,3}}(?= (?:{joint}) ))"
    run = rf"(?<![\w'’]){start}(?:[ ,-]{{1,2}}{token}){{3,20}}(?![\w'’])"
    return re.compile(rf"(?<!\w)(?:{digit})(?!\w)", re.IGNORECASE), re.compile(run, re.IGNORECASE)
