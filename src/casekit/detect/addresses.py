"""Street addresses: street, house, flat, and postcode and town in the same run, as one span; a street alone too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.lang import Language

_UP = "A-ZА-ЯЁÅÄÖÉÜÁÍÓÚ"
_NAME = rf"[{_UP}0-9][\w'’.-]{{0,30}}"


def _any(words: Sequence[str]) -> str:
    return "|".join(sorted((re.escape(w).replace(r"\ ", " ") for w in words), key=len, reverse=True))


def _english(table: dict[str, list[str]]) -> list[str]:
    street, unit = _any(table["streets"]), _any(table["units"])
    number = r"\d{1,5}(?:[-/]\d{1,4})?[A-Da-d]?"
    flat = rf"(?:(?:{unit})\.? ?#?\w{{1,5}}|#\w{{1,5}})"
    postcode = r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]\d{2} ?[A-Z0-9]{4}|(?:[A-Z]{2,3} )?\d{4,5}(?:-\d{4})?)"
    town = rf"(?:,? (?:{_NAME}(?: {_NAME}){{0,2}},? ){{0,2}}{postcode}(?!\w))"
    way = rf"(?:[NSEW]\.? )?(?:{_NAME} ){{1,3}}(?:{street})(?!\w)\.?(?: [NSEW]{{1,2}}(?!\w))?"
    return [
        rf"(?<!\w)(?:{flat},? ){{0,2}}{number},? {way}(?:,? {flat})?{town}?",
        rf"(?<!\w)(?:{flat},? ){number} {_NAME}(?: {_NAME}){{0,2}}{town}",
        rf"(?<!\w)(?:p\.? ?o\.? box) \d{{1,6}}{town}?",
        rf"(?<!\w){number} (?:[a-z]{{3,14}} ){{1,2}}(?:street|road|avenue|lane|drive|close|crescent|court|terrace|st|rd|ave|ln|dr)(?!\w)(?:,? (?:{flat}))?",
        rf"(?<!\w)(?:{_NAME} ){{1,2}}(?:{_any(table['street_alone'])})(?!\w)",
        r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)|(?<!\w)[A-Z]\d[A-Z] \d[A-Z]\d(?!\w)",
    ]


def _swedish(table: dict[str, list[str]]) -> list[str]:
    ends = _any(table["streets"])
    house = r"\d{1,4} ?[A-Ha-h]?(?!\w)(?:[-–]\d{1,3})?"
    flat = rf"(?:,? (?:{_any(table['units'])})\.? ?\d{{1,5}}(?: ?tr)?)"
    town = rf"(?:,? (?:SE-)?\d{{3}} ?\d{{2}}(?!\d)(?: [{_UP}][\w-]{{1,20}}(?: [{_UP}][\w-]{{1,20}})?)?)"
    care_of = rf"(?:c/o [{_UP}][\w-]{{1,20}}(?: [{_UP}][\w-]{{1,20}})?,? )?"
    lead = rf"(?:(?:[{_UP}][\w.-]{{1,20}} ){{0,2}})"
    return [
        rf"(?<!\w){care_of}{lead}\w{{2,25}}(?:{ends})s? {house}{flat}{{0,2}}{town}?",
        rf"(?<!\w){care_of}[{_UP}]\w{{2,20}}(?: [{_UP}a-zåäö]\w{{1,20}})? {house}{flat}{{0,2}}{town}",
        rf"(?<!\w)(?:[{_UP}][\w.-]{{1,20}} ){{0,2}}[{_UP}]\w{{1,25}}(?:{ends})(?!\w)",
        rf"(?<!\w)(?:[{_UP}]\w{{1,20}} )(?:{_any(table['street_alone'])})(?: {house})?(?!\w)",
        rf"(?<!\w)box \d{{1,5}}{town}?",
        rf"(?<![\w-])(?:SE-)?\d{{3}} \d{{2}} [{_UP}][\w-]{{2,20}}",
    ]


def _russian(table: dict[str, list[str]]) -> list[str]:
    kind = _any(table["streets"])
    name = rf"(?:(?:\d{{1,3}}(?:-?[а-я]{{1,3}})? |им(?:ени|\.) )?[{_UP}0-9][\w-]{{1,25}}(?: [{_UP}][\w-]{{1,25}}){{0,2}})"
    low = r"(?:[а-яё][\w-]{2,20})"
    house = r"(?:,? ?(?:д(?:ом|оме|ома|\.)?|вл\.?) ?)?\d{1,4}(?:[/-]\d{1,3})?(?: ?[А-Га-г](?!\w))?"
    part = rf"(?:,? ?(?:{_any(table['units'])})\.? ?№? ?\d{{1,4}} ?[а-г]?(?!\w))"
    town = rf"(?:\d{{6}},? )?(?:(?:г\.|город|пос\.|с\.|дер\.) ?[{_UP}][\w-]{{2,20}},? )?"
    return [
        rf"(?<!\w){town}(?:{kind})\.? ?{name}(?:,? ?{house}(?!\w)){part}{{0,4}}",
        rf"(?<!\w){town}(?:{kind})\.? ?{low}(?: {low})?,? ?(?:д(?:ом|\.)? ?)?\d{{1,4}}(?!\w){part}{{0,4}}",
        rf"(?<!\w)[{_UP}][\w-]{{2,25}}(?: [{_UP}][\w-]{{2,25}})? (?:{kind})(?!\w)(?:,? ?{house}(?!\w){part}{{0,4}})?",
        rf"(?<!\w)(?:{kind})\.? ?{name}(?!\w)",
        rf"(?<!\w)[{_UP}][\w-]{{2,25}},? \d{{1,4}}(?:[/-]\d{{1,3}})? ?[а-г]?{part}{{1,4}}",
        rf"(?<!\w)(?:дом|д\.|д) ?\d{{1,4}}[а-г]?{part}{{1,4}}",
        r"(?<!\w)(?:кв\.|квартира) ?\d{1,4}(?!\w)",
    ]


_GRAMMARS = {"en": _english, "sv": _swedish, "ru": _russian}


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], ...]:
    table = language.table("addresses")
    patterns = _GRAMMARS[language.code]({key: list(table[key]) for key in table})
    return tuple(re.compile(p) for p in patterns)


class AddressRecognizer:
    """Finds street addresses by the grammar of the language they are written in."""

    name = "addresses"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield whole addresses first; a street alone is less sure."""
        for pattern in _patterns(document.language):
            for match in pattern.finditer(document.text):
                surface = match[0].rstrip(" ,.")
                has_house = any(c.isdigit() for c in surface)
                confidence = 0.88 if has_house else 0.66
                end = match.start() + len(surface)
                yield Span(match.start(), end, EntityType.ADDRESS, self.name, confidence)
