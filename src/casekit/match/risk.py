"""Signs of danger in an anonymised case: shown to its author, never decided by a program.

Recall first: a phrase list a language (``lang/*/risk.toml``), and no sentence is passed over unless the
same clause denies the danger.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from casekit.lang import Language, get_language

KINDS = ("suicidality", "self_harm", "child_danger", "violence")


@dataclass(frozen=True, slots=True)
class Risk:
    """One kind of danger and the first sentence of the asker's own case that speaks of it."""

    kind: str
    sentence: str


def find_risks(sentences: Iterable[str], language: Language) -> tuple[Risk, ...]:
    """Each kind of danger once, with its first sentence, in the order of ``KINDS``."""
    found: dict[str, str] = {}
    for sentence in sentences:
        for kind, pattern in _patterns(language.code).items():
            if kind not in found and _speaks_of(pattern, sentence, language):
                found[kind] = sentence
    return tuple(Risk(kind, found[kind]) for kind in KINDS if kind in found)


def _speaks_of(pattern: re.Pattern[str], sentence: str, language: Language) -> bool:
    denied = _denials(language.code)
    return any(not _denied(match, sentence, denied) for match in pattern.finditer(sentence))


def _denied(match: re.Match[str], sentence: str, denied: re.Pattern[str]) -> bool:
    """Whether the clause around the phrase denies it."""
    start = max(sentence.rfind(mark, 0, match.start()) for mark in ",;:.!?–—\n") + 1
    ends = [sentence.find(mark, match.end()) for mark in ",;:.!?–—\n"]
    end = min((place for place in ends if place >= 0), default=len(sentence))
    return denied.search(sentence[start:end]) is not None


@cache
def _patterns(code: str) -> dict[str, re.Pattern[str]]:
    table = get_language(code).table("risk")
    return {kind: re.compile("|".join(table["phrases"][kind]), re.IGNORECASE) for kind in KINDS}


@cache
def _denials(code: str) -> re.Pattern[str]:
    return re.compile("|".join(get_language(code).table("risk")["denials"]), re.IGNORECASE)
