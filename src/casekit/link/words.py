"""The words of a person's name with their places in the text; hidden characters do not divide them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from casekit.lang import Language

_HIDDEN = "\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f"
_LETTER = rf"[^\W\d_][{_HIDDEN}]*"
_WORD = re.compile(rf"(?:{_LETTER})+(?:[-'\u2019\u2011](?:{_LETTER})+)*(?::s\b)?")
_CLEAN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\u0301]")
_SPELLED = re.compile(r"\w(?:[ -]\w){2,}")
#: the longest run of capitals that may be the initials of one person
_CODE = 4


@dataclass(frozen=True)
class Word:
    """One word ``[start, end)`` of a text; ``letters`` are the folded initials that it is, if it is no name."""

    start: int
    end: int
    text: str
    folded: str
    letters: str = ""


def words_of(text: str, start: int, end: int, language: Language) -> list[Word]:
    """The words of an extent; a name spelled letter by letter is one word."""
    fold = language.morphology.fold
    surface = _CLEAN.sub("", text[start:end])
    if _SPELLED.fullmatch(surface):
        joined = re.sub(r"[ -]", "", surface)
        return [Word(start, end, joined, fold(joined))]
    return list(_words(text, start, end, language))


def _words(text: str, start: int, end: int, language: Language) -> Iterator[Word]:
    fold = language.morphology.fold
    for match in _WORD.finditer(text, start, end):
        clean = _CLEAN.sub("", match[0]).replace("\u2011", "-")
        yield Word(match.start(), match.end(), clean, fold(clean), _letters(clean, language))


def _letters(word: str, language: Language) -> str:
    """The initials in a word of nothing but initials: K, K:s, A-S."""
    pieces = word.split(":")[0].split("-")
    if any(len(piece) > 1 for piece in pieces):
        return ""
    return str(language.morphology.fold("".join(pieces)))


def is_code(word: Word, text: str) -> bool:
    """Whether a lone word of capitals stands for a person's initials: MSP, PK:s, but not Bo in BO."""
    bare = word.text.split(":")[0]
    if not (1 < len(bare) <= _CODE and bare.isalpha() and bare.isupper()):
        return False
    if len(bare) == _CODE and any(c in "AEIOUYÅÄÖАЕИОУЫЭЮЯ" for c in bare):
        return False
    return not re.search(rf"\b{bare.title()}\b", text)
