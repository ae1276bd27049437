"""What a recognizer sees: one normalised stretch of text in one language, cut into words once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from casekit.case import Span
from casekit.detect.numerals import tells_number
from casekit.lang import Language, get_language
from casekit.lang.lexicon import FREQUENT, GIVEN, ORDINARY, SURNAME
from casekit.spans import Cover

#: letters and digits, with hyphens, apostrophes and the Swedish genitive colon inside a word
WORD = re.compile(r"\w+(?:[-\u2010\u2011'\u2019]\w+)*(?::s\b)?", re.UNICODE)
#: letters a word with a capital has at least to show that names have one
_FEWEST_LETTERS = 4
_OPENERS = frozenset('—–-•*:«"“”„')
#: "I'm" and its like, whose capital says nothing
_I = frozenset({"i'", "i\u2019"})
_SENTENCE_END = re.compile(r"[.!?…\n]")


class Word(NamedTuple):
    """One word with its place and what the lexicon knows of it.

    ``sentence_start`` is true where a capital letter says nothing; ``letters`` are the lexicon's kinds.
    """

    text: str
    start: int
    end: int
    sentence_start: bool
    folded: str
    letters: frozenset[str]
    bases: tuple[str, ...]

    @property
    def ordinary(self) -> bool:
        """Whether it is also an ordinary word of the language."""
        return not self.letters.isdisjoint(ORDINARY)

    @property
    def capitalised(self) -> bool:
        return self.text[0].isupper()


#: a word folded, the lexicon's letters for it, and the forms it may come from
Reading = tuple[str, frozenset[str], tuple[str, ...]]


#: what is known of frequent ordinary words, by language; no other word of a text stays anywhere
_FREQUENT: dict[str, dict[str, Reading]] = defaultdict(dict)
#: letters that everybody writes so, and that are folded
_USUAL = str.maketrans("ё\u2019", "е'")


def read(word: str, language: Language) -> Reading:
    """Look a word up once."""
    kept = _FREQUENT[language.code]
    known = kept.get(word)
    if known is not None:
        return known
    if language.code == "ru" and word[0].isascii() and word[0].isalpha():
        return read(word, get_language("en"))
    folded = language.morphology.fold(word)
    bases = tuple(language.morphology.bases(folded))
    letters = frozenset(language.lexicon.kinds_of(folded, bases))
    if not letters and "-" in folded:
        letters = _of_halves(folded, language)
    reading = folded, letters, bases
    # in its usual spelling: a text may have it with any accent, or be somebody's name then
    if FREQUENT in letters and word.translate(_USUAL) == folded:
        kept[word] = reading
    return reading


def _of_halves(folded: str, language: Language) -> frozenset[str]:
    """What a double name is by its halves, when each of them is a name: Kerstin-Ann, Lill-Smeds."""
    bases = language.morphology.bases
    halves = [frozenset(language.lexicon.kinds_of(half, bases(half))) for half in folded.split("-") if half]
    named = len(halves) > 1 and all(half & (GIVEN | SURNAME) for half in halves)
    return frozenset().union(*halves) - ORDINARY if named else frozenset()


@dataclass(frozen=True)
class Document:
    """A segment under analysis; offsets are those of ``text``, the normalised segment.

    ``placeholders`` are what an earlier run put there; nothing in them is a word of the author.
    """

    text: str = field(repr=False)
    language: Language
    placeholders: tuple[Span, ...] = ()

    @cached_property
    def readings(self) -> dict[str, Reading]:
        """What is known of every word as it is written; empty before ``words`` is asked for."""
        return {}

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Every word of the author in order."""
        found: list[Word] = []
        known, taken = self.readings, Cover(self.placeholders)
        previous, brought = 0, False
        for match in WORD.finditer(self.text):
            if self.placeholders and taken.touches(*match.span()):
                previous, brought = match.end(), True
                continue
            gap = self.text[previous : match.start()]
            starts = not previous or bool(_SENTENCE_END.search(gap)) or _opens_line(gap)
            # a placeholder may have taken the full stop along: "Anna P. Then" is "[Person 1] Then"
            starts = starts or (brought and gap.strip() == "]")
            text = match[0]
            if text not in known:
                known[text] = read(text, self.language)
            found.append(Word(text, match.start(), match.end(), starts, *known[text]))
            previous, brought = match.end(), False
        return tuple(found)

    @cached_property
    def chat(self) -> bool:
        """Whether the author does not use capitals: fewer than one word in thirty has one, English "I" aside.

        Beside placeholders, which took the names away, a single name-like capital shows that they are used.
        """
        if self.placeholders and any(_like_name(word) for word in self.words):
            return False
        capitals = sum(w.capitalised and w.folded != "i" and w.folded[:2] not in _I for w in self.words)
        return capitals * 30 < len(self.words)

    @cached_property
    def shouting(self) -> bool:
        """Whether most words are in capitals throughout."""
        return 2 * sum(word.text.isupper() for word in self.words) > len(self.words)

    def words_in(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that begin inside ``[start, end)``."""
        return self.words[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def words_touching(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that share a character with ``[start, end)``."""
        first = max(0, bisect_left(self._starts, start) - 1)
        while first < len(self.words) and self.words[first].end <= start:
            first += 1
        return self.words[first : bisect_left(self._starts, end)]

    @cached_property
    def digits(self) -> tuple[Word, ...]:
        """The words that hold a digit."""
        return tuple(w for w in self.words if not w.text.isalpha() and any(c.isdigit() for c in w.text))

    @cached_property
    def numbers(self) -> tuple[Word, ...]:
        """The words that can belong to a number, a date or an age."""
        known: dict[str, bool] = {}
        for word in self.words:
            if word.folded not in known:
                known[word.folded] = tells_number(word.folded, self.language)
        return tuple(word for word in self.words if known[word.folded])

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]


def _like_name(word: Word) -> bool:
    """Whether a word has a capital that neither an ordinary word's sentence nor an abbreviation explains."""
    explained = word.sentence_start and word.ordinary
    return word.text.istitle() and len(word.text) >= _FEWEST_LETTERS and not explained


def _opens_line(gap: str) -> bool:
    """Whether the gap before a word ends in a quotation mark, dash or bullet that opens speech."""
    return gap.rstrip(" ")[-1:] in _OPENERS and gap.strip(" ") != ""
