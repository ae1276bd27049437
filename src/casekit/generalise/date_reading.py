"""Dates as they are written: read into a day and the places of its parts, and written back with other values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Literal

from casekit.lang import Language

Precision = Literal["day", "month", "season", "year"]
#: the year of a date that has none; no leap year, so that intervals hold
COMMON_YEAR = 2023
_LEAP_YEAR = 2024
_PIVOT = 40
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
#: the middle of a season: winter, spring, summer, autumn
_MIDDLES = ((1, 15), (4, 15), (7, 15), (10, 15))
_D, _M, _Y, _YY = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<y>(?:1[89]|20)\d{2})", r"(?P<yy>\d{2})"


@dataclass(frozen=True, slots=True)
class Reading:
    """One date: its day (the middle of a month, season or year), how exact it is, and its parts in the surface."""

    day: date
    precision: Precision
    has_year: bool
    match: re.Match[str] = field(repr=False)
    last: date | None = None


def read(surface: str, language: Language, year: int | None = None) -> Reading | None:
    """The date of a surface; ``year`` is that of a date without one. ``None``: not understood, or no such day."""
    text = surface.casefold().replace("ё", "е") if language.code == "ru" else surface.casefold()
    if len(text) != len(surface):
        return None
    for pattern in _layouts(language):
        match = pattern.fullmatch(text)
        reading = match and _reading(match, language, year)
        if reading:
            return reading
    return None


def _any(words: Iterator[str] | list[str]) -> str:
    return "|".join(sorted({re.escape(w.casefold().replace("ё", "е")) for w in words}, key=len, reverse=True))


@cache
def _layouts(language: Language) -> tuple[re.Pattern[str], ...]:
    """The ways in which dates are written, the most telling first; month-first only where day-first is no date."""
    table, calendar = language.table("dates"), language.table("generalise")["calendar"]
    days = _any([w.casefold() for w in table.get("weekdays", ())])
    mn = rf"(?P<mn>{_any([f for forms in calendar['months'] for f in forms])})\.?"
    season = rf"(?P<s>{_any([f for forms in calendar['seasons'] for f in forms])})"
    dw = rf"(?P<dw>{_any([f for forms in calendar['ordinals'] for f in forms])})".replace(r"\-", "[ -]")
    year = rf"(?:{_Y}|['’´-]{_YY})"
    own = _GRAMMARS[language.code](dw, mn, season, year)
    weekday = rf"(?:(?:{days})\.?,? (?:the |den )?)?" if days else ""
    numeric = (
        rf"{_Y}(?:-|/|\.){_M}(?:-|/|\.){_D}",
        *(
            (rf"{_YY}-(?P<m>\d\d)-(?P<d>\d\d)", r"(?P<yy>\d\d)(?P<m>\d\d)(?P<d>\d\d)")
            if language.code == "sv"
            else ()
        ),
        rf"{_D}(?:\.|/|-){_M}(?:\.|/|-)(?:{_Y}|{_YY})",
        rf"{_M}[/-]{_D}[/-](?:{_Y}|{_YY})",
        rf"{_D}\.(?P<r>[ivx]{{1,4}})(?:\.(?:{_Y}|{_YY}))?",
        rf"{_D}-{mn}-(?:{_Y}|{_YY})",
        rf"{_Y}-(?P<m>\d\d)",
        rf"{_M}[./]{_Y}",
        rf"{_D}[./]{_M}(?:[ -]{{1,2}}(?:{_Y}|{_YY}))?",
        rf"{_M}/{_D}",
        _Y,
        rf"{_Y}[-–/](?P<y2>(?:1[89]|20)?\d{{2}})",
    )
    return tuple(re.compile(p) for p in (*(weekday + p for p in numeric), *(weekday + p for p in own)))


def _english(dw: str, mn: str, season: str, year: str) -> list[str]:
    day = rf"(?:(?P<d>\d{{1,2}})(?P<o>st|nd|rd|th)?|{dw})"
    last = r"(?: ?(?:-|–|to|and) ?(?P<d2>\d{1,2})(?P<o2>st|nd|rd|th)?)?"
    return [
        rf"(?:the )?{day}{last},? (?:of )?{mn}(?:,? (?:of )?{year})?",
        rf"{mn},? (?:the )?{day}{last}(?:,? {year})?",
        rf"{mn},? (?:of )?{year}",
        rf"(?:(?:early|mid|late)[ -])?{season},? (?:of )?{year}",
    ]


def _swedish(dw: str, mn: str, season: str, year: str) -> list[str]:
    day = rf"(?:(?P<d>\d{{1,2}})(?P<o>:?[ea])?|{dw})"
    last = r"(?: ?(?:-|–|till|och) ?(?P<d2>\d{1,2})(?P<o2>:?[ea])?)?"
    return [
        rf"(?:den )?{day}{last} {mn}(?:,? {year})?",
        rf"{mn},? (?:år )?{year}",
        rf"{season},? (?:år )?{year}",
    ]


def _russian(dw: str, mn: str, season: str, year: str) -> list[str]:
    day = rf"(?:(?P<d>\d{{1,2}})(?:-?(?:го|е|ое))?|{dw})"
    last = r"(?:(?: ?[-–] ?| (?:по|и|до|на) )(?P<d2>\d{1,2}))?"
    tail = r"(?:-?(?:го|м|й|ый|ом|му))?(?: ?(?:года|году|год|годом|гг?\.?))?"
    named = rf"(?:{_Y}{tail}|{_YY}-(?:го|м|й)(?: год\w{{0,2}})?)"
    return [
        rf"{day}{last} {mn}(?:,? {named})?",
        rf"{mn},? {named}",
        rf"{season},? {named}",
        rf"{_Y}{tail}",
    ]


_GRAMMARS: Mapping[str, Callable[[str, str, str, str], list[str]]] = {
    "en": _english,
    "sv": _swedish,
    "ru": _russian,
}


def place_of(form: str, forms: list[list[str]]) -> tuple[int, int]:
    """Which of the lists holds a form, and where in it."""
    folded = re.sub(r"[ -]", " ", form.casefold().replace("ё", "е"))
    for at, own in enumerate(forms):
        for where, one in enumerate(own):
            if re.sub(r"[ -]", " ", one.casefold().replace("ё", "е")) == folded:
                return at, where
    raise ValueError("not one of the forms")


def _reading(match: re.Match[str], language: Language, given: int | None) -> Reading | None:
    parts = {name: value for name, value in match.groupdict().items() if value}
    calendar = language.table("generalise")["calendar"]
    year = _year(parts)
    if "s" in parts:
        month, day = _MIDDLES[place_of(parts["s"], calendar["seasons"])[0]]
        return Reading(date(year or COMMON_YEAR, month, day), "season", year is not None, match)
    number = _month(parts, calendar["months"])
    if number is None:
        return (
            Reading(date(year, 7, 1), "year", True, match) if year and parts.keys() <= {"y", "y2"} else None
        )
    dayed = _day(parts, calendar["ordinals"])
    used = year or given or COMMON_YEAR
    if not year and (number, dayed) == (2, 29):
        used = _LEAP_YEAR
    try:
        first = date(used, number, dayed or 15)
        last = date(used, number, int(parts["d2"])) if "d2" in parts else None
    except ValueError:
        return None
    if last and last <= first:
        return None
    return Reading(first, "day" if dayed else "month", year is not None, match, last)


def _year(parts: Mapping[str, str]) -> int | None:
    if "y" in parts:
        return int(parts["y"])
    if "yy" in parts:
        short = int(parts["yy"])
        return short + (2000 if short <= _PIVOT else 1900)
    return None


def _day(parts: Mapping[str, str], ordinals: list[list[str]]) -> int | None:
    if "d" in parts:
        return int(parts["d"])
    return place_of(parts["dw"], ordinals)[0] + 1 if "dw" in parts else None


def _month(parts: Mapping[str, str], months: list[list[str]]) -> int | None:
    if "m" in parts:
        return int(parts["m"])
    if "mn" in parts:
        return place_of(parts["mn"], months)[0] + 1
    if "r" in parts:
        roman = parts["r"].upper()
        return _ROMAN.index(roman) + 1 if roman in _ROMAN else 0
    return None


def write(surface: str, reading: Reading, day: date, last: date | None, language: Language) -> str:
    """The surface with the parts of other days, each in the form the original's has."""
    match = reading.match
    if last and (last.year, last.month) != (day.year, day.month):
        return _write_long_range(surface, reading, day, last, language)
    values = {
        name: _part(name, match, surface, day, last, language) for name in match.groupdict() if match[name]
    }
    text = surface
    for name in sorted(values, key=match.start, reverse=True):
        text = text[: match.start(name)] + values[name] + text[match.end(name) :]
    return text


def _part(
    name: str, match: re.Match[str], surface: str, day: date, last: date | None, language: Language
) -> str:
    calendar = language.table("generalise")["calendar"]
    old = surface[match.start(name) : match.end(name)]
    if name in ("mn", "dw", "s"):
        forms = calendar[{"mn": "months", "dw": "ordinals", "s": "seasons"}[name]]
        value = {"mn": day.month - 1, "dw": day.day - 1, "s": day.month % 12 // 3}[name]
        return _cased(forms[value][place_of(old, forms)[1]], old)
    if name in ("o", "o2"):
        return _suffix((last if name == "o2" and last else day).day, old, language.code)
    if name == "r":
        return _cased(_ROMAN[day.month - 1], old)
    if name == "y":
        return str(_named_year(match, day))
    if name == "yy":
        return f"{_named_year(match, day) % 100:02d}"
    if name == "y2":
        later = int(old) + day.year - int(match["y"])
        return str(later) if len(old) == 4 else f"{later % 100:02d}"
    number = {"d": day.day, "m": day.month, "d2": last.day if last else 0}[name]
    return f"{number:02d}" if _padded(match) else str(number)


def _named_year(match: re.Match[str], day: date) -> int:
    """The year by which a day is named: December belongs to the next year's winter."""
    return day.year + (day.month == 12) if match.groupdict().get("s") else day.year


def _padded(match: re.Match[str]) -> bool:
    """Whether days and months have two digits here."""
    groups = match.groupdict()
    parts = [groups[name] for name in ("d", "m") if groups.get(name)]
    return any(p.startswith("0") for p in parts) or (len(parts) == 2 and all(len(p) == 2 for p in parts))


def _cased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word.lower()


def _suffix(number: int, old: str, code: str) -> str:
    if code == "sv":
        return old[:-1] + ("a" if number % 10 in (1, 2) and number not in (11, 12) else "e")
    return "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _write_long_range(surface: str, reading: Reading, day: date, last: date, language: Language) -> str:
    """A range whose days now lie in two months: 28 September – 6 October 2024."""
    match, months = reading.match, language.table("generalise")["calendar"]["months"]
    old = surface[match.start("mn") : match.end("mn")]
    where = place_of(old, months)[1]
    one, two = (_cased(months[d.month - 1][where], old) for d in (day, last))
    year = f" {day.year}" if reading.has_year and day.year != last.year else ""
    tail = surface[max(match.end("mn"), match.end("d2")) :]
    if match.groupdict().get("y"):
        tail = tail.replace(match["y"], str(last.year))
    if match.start("mn") < match.start("d"):
        return f"{surface[: match.start('mn')]}{one} {day.day}{year} – {two} {last.day}{tail}"
    return f"{surface[: match.start('d')]}{day.day} {one}{year} – {last.day} {two}{tail}"


def moved(day: date, weeks: int, *, circular: bool = False) -> date:
    """The day that many weeks later; ``circular``: in a calendar of common years only, for a day without a year."""
    if not circular or (day.month, day.day) == (2, 29):
        return day + timedelta(weeks=weeks)
    first = date(COMMON_YEAR, 1, 1)
    return first + timedelta(days=((day - first).days + 7 * weeks) % 365)
