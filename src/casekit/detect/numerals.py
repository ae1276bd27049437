"""Numbers in words, as patterns: what ages and dates share."""

from __future__ import annotations

import re
from functools import cache

from casekit.lang import Language


def alternatives(words: object) -> str:
    """An alternation of these words, the longest first; a blank in a word matches any single blank."""
    assert isinstance(words, (list, tuple, dict))
    ordered = sorted({str(w) for w in words}, key=lambda w: (-len(w), w))
    return "|".join(re.escape(w).replace(r"\ ", "[ \\u00a0]") for w in ordered)


@cache
def number_words(language: Language) -> frozenset[str]:
    """Folded words that stand in a date, an age or a dictated number and are not too common to tell."""
    fold, numerals = language.morphology.fold, language.table("numerals")
    months, ages = language.table("dates")["months"], language.table("ages")
    lists = [*numerals.values(), language.table("phones")["digits"], months, ages["telling"]]
    common = {fold(word) for word in (*ages["never"], *numerals["common"])}
    return frozenset(fold(part) for words in lists for word in words for part in word.split()) - common


def tells_number(word: str, language: Language) -> bool:
    """Whether a folded word has a digit, is a number word, or holds one (nioårig, тринадцатилетний)."""
    known = number_words(language)
    if word in known or ("-" in word and not known.isdisjoint(word.split("-"))):
        return True
    if not word.isalpha() and any(c.isdigit() for c in word):
        return True
    return any(mark in word for mark in language.table("numerals")["marks"])


@cache
def cardinal(language: Language) -> str:
    """A cardinal from one to 119 in words, in every case the language has."""
    table = language.table("numerals")
    units, teens, tens = (alternatives(table[key]) for key in ("units", "teens", "tens"))
    joint = "[ -]?" if language.code != "ru" else "[ -]"
    hundred = alternatives(table["hundred"])
    return rf"(?:(?:{hundred})(?:{joint}(?:and )?(?:{teens}|(?:{tens})(?:{joint}(?:{units}))?|{units}))?|{teens}|(?:{tens})(?:{joint}(?:{units}))?|{units})"


@cache
def ordinal(language: Language) -> str:
    """An ordinal from first to thirty-first in words."""
    table = language.table("numerals")
    tens = alternatives(table["tens"])
    joint = "[ -]?" if language.code != "ru" else "[ -]"
    return rf"(?:(?:(?:{tens}){joint})?(?:{alternatives(table['ordinals'])}))"
