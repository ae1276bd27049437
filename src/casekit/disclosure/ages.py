"""Which years of age a value leaves open, and how many people are in them."""

from __future__ import annotations

import re
from typing import Any

from casekit.disclosure.wording import says
from casekit.lang import Language

#: the oldest age that is counted
_OLDEST = 99
_RANGE = re.compile(r"(\d{1,3})\s*(?:[-–—]|\bto\b|\btill\b|до)\s*(\d{1,3})(?!\d)")
_FROM = re.compile(r"(\d{2,3})\s*\+")
_NUMBER = re.compile(r"\d{1,3}")
_DECADE = re.compile(r"([2-9]0)(?:s\b|'s|’s|[- ]?(?:års)?åldern|-talet)")
_MONTHS = re.compile(
    r"\b(?:months?|mos?|weeks?|days?|mån\w*|veck\w*|dag\w*|мес\w*|недел\w*|дн\w*)\b", re.IGNORECASE
)
#: the first and last year of each part of life (``generalise.toml``: baby, child, young person, adult, older)
_LIFE = ((0, 2), (3, 12), (13, 19), (20, 59), (60, _OLDEST))
#: first letters of the tens, by language
_TENS = {
    "en": ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet"),
    "sv": ("tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio"),
    "ru": ("двадцат", "тридцат", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяност"),
}


def years_of(value: str, language: Language) -> tuple[int, int] | None:
    """The first and last year of age (both inclusive) that the value leaves open; ``None`` when it tells none."""
    for pattern in (_RANGE, _DECADE, _FROM):
        match = pattern.search(value)
        if match:
            low = int(match[1])
            high = int(match[2]) if pattern is _RANGE else low + 9 if pattern is _DECADE else _OLDEST
            return low, max(low, min(high, _OLDEST))
    if _MONTHS.search(value):
        return 0, 0
    number = _NUMBER.search(value)
    if number:
        year = min(int(number[0]), _OLDEST)
        return year, year
    return _words(value, language)


def share_of(years: tuple[int, int], language: Language) -> float:
    """The share (0..1) of the people whose age lies in these years; within five years all are alike."""
    bands = language.table("shares")["age"]["bands"]
    low, high = years
    return float(sum(_of_year(year, bands) for year in range(low, high + 1))) / 100


def _of_year(year: int, bands: list[float]) -> float:
    at = min(year // 5, len(bands) - 1)
    return bands[at] / (10 if at == len(bands) - 1 else 5)


def _words(value: str, language: Language) -> tuple[int, int] | None:
    ages: Any = language.table("generalise")["ages"]
    stages = {stage["name"]: (stage["first"], stage["last"]) for stage in ages["stage"]}
    life = dict(zip(ages["life"], _LIFE, strict=True))
    under, adult = ages["under_one"], ages["adult_years"]
    known: dict[str, tuple[int, int]] = {**life, **stages, adult: (20, 59), under: (0, 0)}
    phrase = says(known, value)
    if phrase is not None:
        return known[phrase]
    folded = language.morphology.fold(value)
    for at, stem in enumerate(_TENS[language.code]):
        if stem in folded and re.search(r"ies\b|ålder|talet|за |под ", folded):
            return 20 + 10 * at, 29 + 10 * at
    return None
