"""Whom the members of a group work with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from casekit.lang import get_language
from casekit.match.announcement_text import Announcement, Found, Proposal, compiled

#: where people are named, and their noun in its base form (empty: as written)
_Hit = tuple[re.Match[str], str]


def read_populations(text: Announcement, found: Found) -> dict[str, Proposal]:
    """Whom the members work with: after a word that tells so; else whoever is mentioned."""
    seen = text.seen("populations")
    starts = [match.end() for match in text.all("populations", "telling")]
    people = _people(text.language.code)
    hits = [(match, name) for pattern, name in people for match in pattern.finditer(seen)]
    hits.sort(key=lambda hit: (hit[0].start(), -hit[0].end()))
    told = [hit for hit in hits if any(_follows(seen, start, hit[0]) for start in starts)]
    names = _apart(text, told or _spoken_of(seen, hits))
    rule = "populations.told" if told else "populations.mentioned"
    return {"populations": Proposal(names, rule)} if names else {}


def _apart(text: Announcement, hits: Sequence[_Hit]) -> tuple[str, ...]:
    """The people of these matches without those inside another match, and nobody twice."""
    names: list[str] = []
    end = -1
    for match, name in hits:
        if match.start() >= end:
            end = match.end()
            names.append(_nominative(text, match, name))
    whole = [f" {name.casefold()} " for name in names]
    once = [
        name
        for place, name in enumerate(names)
        if not any(
            whole[place] in other for other in (*whole[:place], *whole[place + 1 :]) if other != whole[place]
        )
    ]
    return tuple(dict.fromkeys(once))


def _spoken_of(text: str, hits: Sequence[_Hit]) -> list[_Hit]:
    """The people mentioned other than as an item of a list of topics, and those who are listed with them."""
    kept: list[_Hit] = []
    for hit in hits:
        start = hit[0].start()
        listed = text[:start].rstrip()[-1:] in {",", ":"}
        if not listed or (kept and not re.search(r"[.!?:\n]", text[kept[-1][0].end() : start])):
            kept.append(hit)
    return kept


def _follows(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the people come within the same clause as the telling word."""
    between = text[start : match.start()]
    return 0 <= match.start() - start <= 70 and not re.search(r"[.!?;:\n]", between)


def _nominative(text: Announcement, match: re.Match[str], name: str) -> str:
    """The people as written; the noun and the adjectives before it in the base form where the table has one."""
    if not name:
        return text.verbatim(match)
    before = text.text[match.start() : match.start("head")]
    for ending, base in text.language.table("announcements")["populations"]["endings"]:
        before = re.sub(rf"{ending}(?= )", base, before)
    return f"{before}{name}{text.text[match.end('head') : match.end()]}".strip(" .,;:")


@cache
def _people(code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """A pattern for each noun, with what may stand before and after it, and the noun's base form."""
    table = get_language(code).table("announcements")["populations"]
    shape = "(?:(?:{before}) ){{0,2}}(?P<head>{noun})(?:{after})?"
    rows = [("before", "after", row) for row in table["people"]]
    rows += [("before", "needed", row) for row in table["vague"]]
    made = []
    for before, after, (noun, name) in rows:
        parts = {"before": "|".join(table[before]), "noun": noun, "after": "|".join(table["after"])}
        source = shape.format(**parts)
        if after == "needed":  # people, patients: only with a word that says which
            lone = "(?:{before}) (?P<head>{noun})".format(**parts)
            source = "(?P<head>{noun})(?:{after})".format(**parts)
            made.append((compiled(code, lone), name))
        made.append((compiled(code, source), name))
    return tuple(made)
