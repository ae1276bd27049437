"""What people's own words for a time zone say of their clock, and how far two clocks are apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

#: names people give their clock, in minutes from UTC in winter and in summer
_CLOCKS = {
    **dict.fromkeys(("utc", "gmt", "z"), (0, 0)),
    **dict.fromkeys(("wet", "west", "bst"), (0, 60)),
    **dict.fromkeys(("cet", "cest", "mez", "mesz"), (60, 120)),
    **dict.fromkeys(("eet", "eest"), (120, 180)),
    **dict.fromkeys(("msk", "мск", "москва", "moscow"), (180, 180)),
    **dict.fromkeys(("est", "edt", "et"), (-300, -240)),
    **dict.fromkeys(("cst", "cdt"), (-360, -300)),
    **dict.fromkeys(("mst", "mdt"), (-420, -360)),
    **dict.fromkeys(("pst", "pdt"), (-480, -420)),
}
#: hours and minutes from a clock, of UTC where none is named
_SHIFT = re.compile(r"(?:^|(utc|gmt|msk|мск))\s*([+\-−–])\s*(\d{1,2})(?::?([0-5]\d))?(?![\w:])")
#: how far a clock can be from UTC, in minutes
_FARTHEST = 14 * 60
_DAY = 24 * 60
#: a year by whose winter and summer zones are told apart, so that answers do not change with the day
_YEAR = 2025
#: regions of the IANA list whose zones are named after a city
_WITH_CITIES = ("Africa/", "America/", "Asia/", "Atlantic/", "Europe/")


def minutes_apart(one: str | None, other: str | None) -> int:
    """Minutes between two clocks, in the season in which they are more; 0 where one is not understood."""
    here, there = clock_offsets(one or ""), clock_offsets(other or "")
    if here is None or there is None:
        return 0
    return max(min((a - b) % _DAY, (b - a) % _DAY) for a, b in zip(here, there, strict=True))


def clock_offsets(text: str) -> tuple[int, int] | None:
    """Minutes from UTC in January and July of ``"Europe/Stockholm"``, ``"UTC+3"``, ``"МСК+2"``, ``"CET"`` and the
    like; ``None`` where the text is not understood."""
    said = text.strip().casefold()
    if (whole := _named_clock(said)) is not None:
        return whole
    if (shift := _SHIFT.search(said)) is not None:
        minutes = int(shift[3]) * 60 + int(shift[4] or 0)
        base = _CLOCKS[shift[1] or "utc"][0]
        offset = base + (minutes if shift[2] == "+" else -minutes)
        return (offset, offset) if abs(offset) <= _FARTHEST else None
    words = (_named_clock(word) for word in re.findall(r"[\w/]+", said))
    return next((clock for clock in words if clock is not None), None)


def _named_clock(name: str) -> tuple[int, int] | None:
    key = _zone_keys().get(name.replace(" ", "_"))
    return _CLOCKS.get(name) if name in _CLOCKS or key is None else _zone_offsets(key)


@cache
def _zone_offsets(key: str) -> tuple[int, int]:
    """Of a zone in the IANA list, whose length bounds what is kept."""
    zone = ZoneInfo(key)
    return _minutes(zone, month=1), _minutes(zone, month=7)


def _minutes(zone: ZoneInfo, *, month: int) -> int:
    offset = datetime(_YEAR, month, 15, tzinfo=zone).utcoffset()
    return (offset or timedelta()) // timedelta(minutes=1)


@cache
def _zone_keys() -> Mapping[str, str]:
    """IANA names by their small letters, and by their city alone; empty where the system has no zones."""
    keys = sorted(available_timezones())
    cities = {key.rsplit("/", 1)[1].casefold(): key for key in keys if key.startswith(_WITH_CITIES)}
    return {**cities, **{key.casefold(): key for key in keys}}
