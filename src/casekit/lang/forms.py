"""In which form a name stands in a sentence: what all languages have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Case = Literal["nom", "gen", "dat", "acc", "ins", "loc"]
Number = Literal["sing", "plur"]
Gender = Literal["m", "f"]
#: what a word of a name is; a place or another noun phrase counts too
Kind = Literal["given", "short", "patronymic", "surname", "initial", "place", "phrase"]


@dataclass(frozen=True, slots=True)
class Form:
    """One reading of a form.

    English and Swedish know only ``possessive`` (Anna's, Annas) and the ``number`` of a family (the Doyles);
    cases are those of Russian. A Russian possessive adjective (Сонин, машиной) has ``possessive`` and the case,
    number and gender of what is possessed (``agrees``). ``vocative`` is the short form of address (Маш, Лен).
    ``bare`` is an English possessive typed without its apostrophe (annas mum).
    """

    case: Case = "nom"
    number: Number = "sing"
    possessive: bool = False
    agrees: Literal["m", "f", "n"] | None = None
    vocative: bool = False
    bare: bool = False


#: a name as it stands in the dictionary and nothing else
PLAIN = Form()

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]{2,})?")


def capitals(pattern: str, word: str) -> str:
    """The word in the capitals of the pattern: anna, ANNA, Anna, Anna-Lena; a name's own (McKay) stay.

    One capital letter says nothing about the rest: K. is written as the word has it.
    """
    letters = [c for c in pattern if c.isalpha()]
    if not letters:
        return word
    if not any(c.isupper() for c in letters):
        return word.lower()
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return word.upper()
    if len(letters) > 2 and not pattern.isupper() and all(c.isupper() for c in letters[:-1]):
        return word[:-1].upper() + word[-1]
    if word != word.lower():
        return word
    if letters[0].islower():
        return word
    return _titled(word)


def _titled(word: str) -> str:
    """A phrase gets one capital, a name one in each of its parts."""
    return _WORD.sub(lambda m: m[0][0].upper() + m[0][1:], word, count=1 if " " in word else 0)
