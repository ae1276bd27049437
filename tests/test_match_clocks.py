"""Words for a time zone are understood or said to be unknown; clocks are compared around the globe."""

from __future__ import annotations

import pytest

from casekit.match import clocks
from casekit.match.clocks import clock_offsets, minutes_apart


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Europe/Stockholm", (1, 2)),
        ("europe/stockholm", (1, 2)),
        ("Stockholm", (1, 2)),
        ("America/New York", (-5, -4)),
        ("CET", (1, 2)),
        ("CET (Stockholm)", (1, 2)),
        ("UTC", (0, 0)),
        ("UTC+3", (3, 3)),
        ("GMT -03:30", (-3.5, -3.5)),
        ("UTC−5", (-5, -5)),
        ("+0530", (5.5, 5.5)),
        ("MSK", (3, 3)),
        ("мск", (3, 3)),
        ("МСК+2", (5, 5)),
        ("Москва", (3, 3)),
        ("по МСК", (3, 3)),
        ("Asia/Yekaterinburg", (5, 5)),
    ],
)
def test_time_zones_are_understood(text: str, hours: tuple[float, float]) -> None:
    assert clock_offsets(text) == tuple(int(hour * 60) for hour in hours)


@pytest.mark.parametrize("text", ["", "evenings", "10-12", "UTC+25", "central", "../etc/passwd"])
def test_other_words_are_no_time_zone(text: str) -> None:
    assert clock_offsets(text) is None


@pytest.mark.parametrize(
    ("one", "other", "minutes"),
    [
        ("Europe/Stockholm", "UTC+5", 240),
        ("UTC+12", "UTC-11", 60),
        ("UTC+12", "UTC-12", 0),
        ("UTC+6", "UTC-6", 720),
        ("CET", "Stockholm", 0),
        (None, "UTC-11", 0),
        ("UTC-11", "evenings", 0),
    ],
)
def test_clocks_are_compared_in_both_seasons_and_around_the_globe(
    one: str | None, other: str | None, minutes: int
) -> None:
    assert minutes_apart(one, other) == minutes_apart(other, one) == minutes


def test_without_the_list_of_zones_names_and_shifts_are_still_understood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clocks, "_zone_keys", dict)
    understood = clock_offsets
    assert understood("CET (Lund)") == (60, 120)
    assert understood("UTC+3") == (180, 180)
    assert understood("Europe/Stockholm") is None
