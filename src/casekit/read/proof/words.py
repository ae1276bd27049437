"""Text as the proof compares it: one shape of each letter, words, numbers, and the pieces of names of parts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_UNSEEN = re.compile("[\u00ad\u0300-\u036f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_SPACE = re.compile(r"\s+")
#: seven digits or more, in groups as people write them
_NUMBER = re.compile(r"\d(?:[ ().+/-]{0,3}\d){6,}")
#: parts of a word in camel case
_PIECE = re.compile(r"[^\W\d_a-z\u0430-\u044f\u00df-\u00ff]?[a-z\u0430-\u044f\u0451\u00df-\u00ff]+")
_DIACRITICS = re.compile("[\u0300-\u036f]")


def plain(text: str) -> str:
    """Composed, without what is not seen (soft hyphens, marks of stress and of direction), every blank a space."""
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return _SPACE.sub(" ", text)


def words(text: str) -> list[str]:
    """The runs of letters of a plain text."""
    return _WORD.findall(text)


def tokens(text: str) -> list[str]:
    """The runs of letters and the runs of digits of a plain text."""
    return _TOKEN.findall(text)


def numbers(text: str) -> list[str]:
    """The digits of the long numbers of a plain text."""
    return [re.sub(r"\D", "", found) for found in _NUMBER.findall(text)]


def letters(text: str) -> str:
    """The letters alone, folded: what two layouts of one text have in common."""
    return "".join(_WORD.findall(text.casefold()))


def pieces(word: str) -> Iterator[str]:
    """A word and, where it is in camel case, its parts."""
    yield word
    if not (word.islower() or word.isupper() or word.istitle()):
        yield from _PIECE.findall(word)


def bare(text: str) -> str:
    """Without any diacritic: how a name is written where letters are few."""
    return _DIACRITICS.sub("", unicodedata.normalize("NFD", text))


def listed(names: str) -> frozenset[str]:
    """The names in a string, between blanks."""
    return frozenset(names.split())
