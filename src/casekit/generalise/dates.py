"""Dates: moved by one offset for the document, or only the month, the season, or the week of the story.

The offset is a whole number of weeks, so that weekdays and intervals stay as they are. Where a number may be
a day or a month, the day comes first.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from casekit.generalise.date_reading import Reading, moved, place_of, read, write
from casekit.generalise.parts import Ask, Generalised, capitalised
from casekit.lang import Language

#: the offset in weeks, at least and at most, either way
LEAST_WEEKS, MOST_WEEKS = 8, 51
#: so many weeks are counted one by one, then years
_COUNTED = 60
_YEAR_DAYS = 365.25
#: how long before the first date one without a year may lie
_LITTLE_DAYS = 60
_DECADE = re.compile(
    r"(?:the )?(?:(?:early|mid|late)[ -])?(?:['’]|19|20)?\d0(?:'?s|-(?:tal\w*|х|е|ые|ых)).*", re.IGNORECASE
)


def offset(seed: bytes) -> int:
    """The weeks by which the dates of one document move: 8 to 51, either way, never guessable without the seed."""
    drawn = int.from_bytes(hmac.new(seed, b"dates", "sha256").digest()[:8], "big")
    weeks = LEAST_WEEKS + drawn % (MOST_WEEKS - LEAST_WEEKS + 1)
    return weeks if drawn >> 63 else -weeks


def read_date(surface: str, language: Language, *, year: int | None = None) -> date | None:
    """The day of a date that says its year, or lies in ``year``; for the first dated event of a document."""
    reading = read(surface, language, year) or _holiday(surface, language, year)
    return reading.day if reading and (reading.has_year or year) and reading.precision != "year" else None


def generalise(ask: Ask, step: str) -> Generalised | None:
    """The date at that step; ``None`` when it is not understood or there is no such day."""
    if step == "none":
        return _say("never", None, ask, step, step)
    if _DECADE.fullmatch(ask.surface):
        note = "date_not_shifted" if step == "shift" else "date_year_only"
        return _say("year", None, ask, step, "none", note)
    year = ask.anchor.year if ask.anchor else None
    reading = _nearest(read(ask.surface, ask.language, year), ask)
    if reading:
        return _shift(reading, ask) if step == "shift" else _coarser(reading, ask, step)
    holiday = _holiday(ask.surface, ask.language, year)
    if holiday is None:
        return _two(ask, step)
    return _shift_holiday(holiday, ask) if step == "shift" else _coarser(holiday, ask, step)


def _nearest(reading: Reading | None, ask: Ask) -> Reading | None:
    """A date without a year follows the first date of the document, or lies a little before it."""
    if reading is None or ask.anchor is None or reading.has_year:
        return reading
    if reading.day >= ask.anchor - timedelta(days=_LITTLE_DAYS):
        return reading
    return read(ask.surface, ask.language, ask.anchor.year + 1) or reading


def _two(ask: Ask, step: str) -> Generalised | None:
    """A range of two whole dates: both are moved; of coarser steps the first counts."""
    parts = re.split(r"(\s*[–—]\s*|\s+-\s+)", ask.surface)
    if len(parts) != 3:
        return None
    one, two = (generalise(replace(ask, surface=part), step) for part in (parts[0], parts[2]))
    if one is None or two is None or step != "shift":
        return one and two and one
    return replace(one, text=f"{one.text}{parts[1]}{two.text}", note=one.note or two.note)


def _shift(reading: Reading, ask: Ask) -> Generalised | None:
    weeks = offset(ask.seed)
    circular = ask.anchor is None and not reading.has_year
    try:
        day = moved(reading.day, weeks, circular=circular)
        last = moved(reading.last, weeks, circular=circular) if reading.last else None
    except OverflowError:
        return None
    text = write(ask.surface, reading, day, last, ask.language)
    return Generalised(text, False, "shift", "shift", None if reading.precision == "day" else "date_rough")


def _shift_holiday(reading: Reading, ask: Ask) -> Generalised:
    day = moved(reading.day, offset(ask.seed))
    forms = ask.language.table("generalise")["calendar"]["months"][day.month - 1]
    phrase = ask.language.table("generalise")["holiday"]["phrase"]
    named = {"m": forms[0], "m1": forms[1], "d": day.day, "y": day.year if reading.has_year else ""}
    text = phrase.format(**named)
    if not reading.has_year:
        text = re.sub(r"\s+(?:года)?$", "", text)
    return Generalised(capitalised(text, ask), False, "shift", "shift", "holiday_as_date")


def _coarser(reading: Reading, ask: Ask, step: str) -> Generalised:
    if step == "relative" and (ask.anchor is None or not reading.has_year and reading.precision != "day"):
        return _season(reading, ask, step, "no_anchor")
    if reading.precision == "year":
        return _say("year", None, ask, step, "none", "date_year_only", _distance(reading.day, ask))
    if step == "relative":
        return _relative(reading, ask)
    if step == "month" and reading.precision != "season":
        return _month(reading, ask, step)
    return _season(reading, ask, step, None if step == "season" else "date_season_only")


def _month(reading: Reading, ask: Ask, step: str) -> Generalised:
    forms = ask.language.table("generalise")["calendar"]["months"]
    own = forms[reading.day.month - 1]
    if reading.precision == "month" and reading.match.groupdict().get("mn"):
        at = place_of(reading.match["mn"], forms)[1]
        text = (
            _slot_text("month", {"m": own[0]}, ask)
            if _bare(ask) and at == 0 and ask.language.code != "ru"
            else own[at]
        )
        return Generalised(capitalised(text, ask), False, "month", step)
    names = {"m": own[0], **{f"m{i}": form for i, form in enumerate(own)}}
    return _say("month", names, ask, step, "month")


def _season(reading: Reading, ask: Ask, step: str, note: str | None) -> Generalised:
    table = ask.language.table("generalise")
    at = reading.day.month % 12 // 3
    own = table["calendar"]["seasons"][at]
    far = _distance(reading.day, ask) if reading.has_year and step != "month" else ""
    if reading.precision == "season":
        return _finish(
            own[place_of(reading.match["s"], table["calendar"]["seasons"])[1]], ask, step, "season", note, far
        )
    names = {"s": own[0], "short": own[-1], **{f"s{i}": form for i, form in enumerate(own)}}
    if adjectives := table["season"].get("adjectives"):
        names["adj"] = adjectives[at]
    if ask.language.code == "sv" and ask.word_before == "i":
        return _finish(table["season"]["month"].format(**names), ask, step, "season", note, far)
    return _say("season", names, ask, step, "season", note, far)


def _relative(reading: Reading, ask: Ask) -> Generalised:
    assert ask.anchor is not None
    weeks = (reading.day - ask.anchor).days // 7
    if 0 <= weeks < _COUNTED:
        return _say("week", {"n": str(weeks + 1)}, ask, "relative", "relative")
    if -_COUNTED < weeks < 0:
        words = ask.language.table("generalise")["offset"]
        count = -weeks
        names = {"n": str(count), "u": _unit(count, words["unit"], "week", ask.language)}
        return _say("before", names, ask, "relative", "relative")
    return _say("never", None, ask, "relative", "relative", None, _distance(reading.day, ask))


def _distance(day: date, ask: Ask) -> str:
    """How many years before or after the first date, empty within the same year or without one."""
    if ask.anchor is None:
        return ""
    years = round((day - ask.anchor) / timedelta(days=_YEAR_DAYS))
    if not years:
        return ""
    words, count = ask.language.table("generalise")["offset"], abs(years)
    said = str(count) if count < 10 else words["many"]
    unit = _unit(count if count < 10 else 10, words["unit"], "year", ask.language)
    text = words["later" if years > 0 else "earlier"].format(n=said, u=unit)
    return str(words["about"].format(x=text)) if count < 10 else text


def _unit(count: int, units: list[str], kind: str, language: Language) -> str:
    if language.code != "ru":
        return units[(0 if kind == "week" else 2) + (count != 1)]
    few = 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14
    at = 0 if count % 10 == 1 and count % 100 != 11 else 1 if few else 2
    return units[(0 if kind == "week" else 3) + at]


def _slot(ask: Ask) -> str:
    """What the word before the date asks of it."""
    slots = ask.language.table("generalise")["slots"]
    for name, words in slots.items():
        if ask.word_before in words:
            return str(name)
    return "other" if ask.language.code == "en" and ask.word_before else "bare"


def _bare(ask: Ask) -> bool:
    return _slot(ask) == "bare"


def _slot_text(kind: str, names: dict[str, str], ask: Ask) -> str:
    phrases: Any = ask.language.table("generalise")[kind]
    slot = _slot(ask)
    return str(phrases.get(slot, phrases.get("other", phrases["bare"])).format(**names))


def _say(
    kind: str,
    names: dict[str, str] | None,
    ask: Ask,
    asked: str,
    done: str,
    note: str | None = None,
    far: str = "",
) -> Generalised:
    """The phrase of that kind that fits the word before it."""
    return _finish(_slot_text(kind, names or {}, ask), ask, asked, done, note, far)


def _finish(text: str, ask: Ask, asked: str, done: str, note: str | None, far: str) -> Generalised:
    if far:
        text = f"{text}{ask.language.table('generalise')['offset']['joint']}{far}"
    return Generalised(capitalised(text, ask), False, done, asked, note)


@cache
def _holidays(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    tail = r",? ?[-–]? ?(?:of |år )?(?P<y>(?:19|20)\d\d)?(?:-?(?:го|м|й))?(?: ?(?:года|году|год|г\.?))?"
    rows = language.table("generalise")["holidays"].items()
    return tuple((re.compile(rf"(?:{name}){tail}"), day) for name, day in rows)


def _holiday(surface: str, language: Language, given: int | None) -> Reading | None:
    """A holiday with its year, or in the given year."""
    text = surface.casefold().replace("ё", "е").replace("’", "'")
    for pattern, rule in _holidays(language):
        match = pattern.fullmatch(text)
        if match and (match["y"] or given):
            year = int(match["y"] or given or 0)
            return Reading(_day_of(rule, year), "day", match["y"] is not None, match)
    return None


def _day_of(rule: str, year: int) -> date:
    if rule[0] in "EO":
        return (_easter(year) if rule[0] == "E" else _orthodox_easter(year)) + timedelta(days=int(rule[1:]))
    month, day = rule.split("-")
    return date(year, int(month), int(day))


def _easter(year: int) -> date:
    """Western Easter Sunday, by the Gregorian computus (Meeus)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _orthodox_easter(year: int) -> date:
    """Orthodox Easter Sunday in the Gregorian calendar, valid for 1900 to 2099 (Meeus)."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)
