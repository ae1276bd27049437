"""What the types have in common: the question, the answer, numbers in words, and how a phrase fits its sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from casekit.lang import Language

#: a sentence begins here: at the start, on a new line, or after a stop that ends no abbreviation
_OPENING = re.compile(r"(?:\A|\n[ \t]*|[\w»\"”')\]]{3,}[.!?…]+[»\"”')]?\s+)[«\"“„—–-]?\s*\Z")
_LAST_WORD = re.compile(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)[\s  ]+\Z")


@dataclass(frozen=True, slots=True)
class Generalised:
    """A coarser phrase for one mention.

    ``text`` has no brackets and begins with a capital where the original opens a sentence. ``inflect``: a noun
    phrase in its dictionary form, to be put into the form of the original; else it fits as it stands. ``step``
    was done where ``asked`` was asked; ``note`` is the key of the reason when they differ or something is lost.
    """

    text: str = field(repr=False)
    inflect: bool
    step: str
    asked: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One mention and what is known around it; ``anchor`` is the first dated event of the document."""

    surface: str = field(repr=False)
    language: Language
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)
    seed: bytes = field(default=b"", repr=False)
    anchor: date | None = None

    @property
    def opens(self) -> bool:
        """Whether the mention opens a sentence."""
        letter = next((c for c in self.surface if c.isalnum()), "")
        return (letter.isupper() or letter.isdigit()) and _OPENING.search(self.before) is not None

    @property
    def word_before(self) -> str:
        """The folded word right before the mention, empty when something else stands there."""
        match = _LAST_WORD.search(self.before)
        return match[1].casefold() if match else ""


def capitalised(text: str, ask: Ask) -> str:
    """The text with a capital where the mention opens a sentence."""
    return text[:1].upper() + text[1:] if ask.opens else text


def fitted(phrase: str, ask: Ask) -> str:
    """A noun phrase with its article, or without where the sentence has one already."""
    table = ask.language.table("generalise")["articles"]
    article, _, rest = phrase.partition(" ")
    if article not in table["indefinite"]:
        return capitalised(phrase, ask)
    if ask.word_before not in table["determiners"] and not ask.word_before.endswith(("'s", "’s")):
        own = ask.surface.partition(" ")
        if (
            own[0].casefold() in table["determiners"]
            and own[2]
            and own[0].casefold() not in table["indefinite"]
        ):
            return capitalised(f"{own[0].lower()} {rest}", ask)
        return capitalised(phrase, ask)
    if ask.word_before == "an" and rest[:1] not in "aeiou":
        head, _, tail = rest.partition(" ")
        rest = f"{table['vowel'].get(head, head)} {tail}".strip()
    return rest


@cache
def _numerals(language: Language) -> tuple[dict[str, int], re.Pattern[str]]:
    """The value of every number word, and the pattern of a number below 120 in words."""
    fold = language.morphology.fold
    table = language.table("generalise")["numbers"]
    values = {fold(word): int(value) for value, words in table.items() for word in words}

    def among(low: int, high: int) -> str:
        found = (re.escape(word) for word, value in values.items() if low <= value < high)
        return "|".join(sorted(found, key=len, reverse=True)).replace(r"\ ", " ")

    joint = r"(?:[ \u00a0-]?(?:and )?)"
    small = rf"(?P<t>{among(20, 100)})(?:{joint}(?P<u>{among(1, 10)}))?|(?P<e>{among(10, 20)})|(?P<o>{among(1, 10)})"
    return values, re.compile(rf"(?:(?P<h>{among(100, 101)}){joint}?)?(?:{small})?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a surface: its value and where it stands."""

    value: int
    start: int
    end: int


def read_number(surface: str, language: Language) -> Number | None:
    """The first number of a surface, in digits or in words, the longest reading; folding keeps the length here."""
    folded = _fold(surface, language)
    digits = re.search(r"(?<![\d.,])(?:\d[\do]*|o\d)(?=\D|$)", folded)
    if digits and (value := digits[0].replace("o", "0")).isdigit() and len(value) <= 3:
        return Number(int(value), *digits.span())
    values, pattern = _numerals(language)
    for start in range(len(folded)):
        if start and folded[start - 1].isalpha():
            continue
        match = pattern.match(folded, start)
        if match and match.end() > start:
            words = (match[name] for name in ("h", "t", "u", "e", "o"))
            return Number(sum(values[w] for w in words if w), start, match.end())
    return None


def _fold(surface: str, language: Language) -> str:
    """Lower case and ё as е, of the same length as the surface."""
    folded = "".join(language.morphology.fold(c) if c.isalpha() else c for c in surface)
    return folded if len(folded) == len(surface) else surface.lower()
