"""Rare facts and hints, found by the phrase tables ``lang/*/rare_facts.toml`` and ``hints.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from casekit.disclosure.output import Output
from casekit.disclosure.report import Reason
from casekit.lang import Language, get_language

#: tables and what their kinds are called among the rules
_TABLES = {"rare_facts": "rare_", "hints": "hint_"}
#: kinds in which a capital letter matters
_CAPITALS = frozenset({"hint_initials", "hint_university"})


class Phrase(NamedTuple):
    """A phrase in a text: the rule it raises and where it stands."""

    key: str
    start: int
    end: int


def phrases(text: str, language: Language) -> list[Phrase]:
    """Every rare fact and hint in a text, in its order; of one kind the longest at each place."""
    found = [
        Phrase(key, *match.span())
        for key, pattern in _patterns(language.code).items()
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda phrase: (phrase.start, -phrase.end))


def rare_facts_and_hints(output: Output) -> Iterator[Reason]:
    """The phrases that are left in the output; a hint that points at what was replaced counts no more."""
    for key, start, end in phrases(output.text, output.language):
        if key.startswith("hint_") and output.replaced.touches(start, end):
            continue
        yield Reason(key, "output", start, end, output.text[start:end])


@cache
def _patterns(code: str) -> dict[str, re.Pattern[str]]:
    language = get_language(code)
    found = {}
    for table, prefix in _TABLES.items():
        for kind, patterns in language.table(table).items():
            key = prefix + kind
            flags = re.RegexFlag(0) if key in _CAPITALS else re.IGNORECASE
            found[key] = re.compile("|".join(f"(?:{p})" for p in patterns), flags)
    return found
