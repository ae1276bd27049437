"""How common the work is that a value tells, by the groups of ``occupation_groups.toml`` (ISCO-08)."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from casekit.disclosure.wording import says
from casekit.lang import Language, get_language


def share_of(value: str, surface: str, language: Language, *, kept: bool) -> float:
    """The share (0..1) of all people who do such work; never smaller for a coarser value of one surface."""
    shares = language.table("shares")["occupation"]
    employed = float(shares["employed"])
    group = group_of(surface, language)
    exact = (
        shares["rare"] if is_unusual(surface, language) else _of(group, language) * shares["exact"] * employed
    )
    if kept:
        return float(exact)
    table: Any = language.table("occupation_groups")
    if says(table["unknown"].values(), value):
        return employed
    told = says(table["texts"].values(), value)
    key = next((k for k, text in table["texts"].items() if text == told), group)
    level = says(table["levels"].values(), value)
    if level is not None and (told is None or len(level) > len(told)):
        digit = next(k for k, text in table["levels"].items() if text == level)
        return sum(_of(one, language) for one in table["texts"] if one[0] == digit) * employed
    return _of(key, language) * employed if told else employed


def is_unusual(surface: str, language: Language) -> bool:
    """Whether few people do that work."""
    return _unusual(language.code).search(surface) is not None


def group_of(surface: str, language: Language) -> str | None:
    """The key of the group: the longest pattern found in the job's name decides, of equals the one that ends last."""
    folded = surface.casefold()
    best: tuple[int, int, str] | None = None
    for key, pattern in _stems(language.code):
        for match in pattern.finditer(folded):
            found = (match.end() - match.start(), match.end(), key)
            best = max(best, found) if best else found
    return best[2] if best else None


def _of(group: str | None, language: Language) -> float:
    """The share of those who work; of an unknown group the mean."""
    groups = language.table("shares")["occupation"]["groups"]
    return float(groups[group] if group in groups else sum(groups.values()) / len(groups)) / 100


@cache
def _unusual(code: str) -> re.Pattern[str]:
    patterns = get_language(code).table("shares")["occupation"]["unusual"]
    return re.compile("|".join(patterns), re.IGNORECASE)


@cache
def _stems(code: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = get_language(code).table("occupation_groups")["stems"]
    return tuple((key, re.compile("|".join(patterns))) for key, patterns in table.items())
