"""What a recognizer sees: one normalised stretch of text in one language, cut into words once."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from casekit.lang import Language

#: letters and digits, with hyphens, apostrophes and the Swedish genitive colon inside a word
WORD = re.compile(r"\w+(?:[-\u2010\u2011'\u2019]\w+)*(?::s\b)?", re.UNICODE)
_SENTENCE_END = re.compile(r"[.!?…\n]")


class Word(NamedTuple):
    """One word with its place; ``sentence_start`` is true where a capital letter says nothing."""

    text: str
    start: int
    end: int
    sentence_start: bool

    @property
    def capitalised(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True)
class Document:
    """A segment under analysis; offsets are those of ``text``, the normalised segment."""

    text: str = field(repr=False)
    language: Language

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Every word in order."""
        found: list[Word] = []
        previous = 0
        for match in WORD.finditer(self.text):
            gap = self.text[previous : match.start()]
            starts = not found or bool(_SENTENCE_END.search(gap)) or _opens_line(gap)
            found.append(Word(match[0], match.start(), match.end(), starts))
            previous = match.end()
        return tuple(found)

    @cached_property
    def chat(self) -> bool:
        """Whether the author does not use capitals: fewer than one word in thirty has one."""
        return sum(word.capitalised for word in self.words) * 30 < len(self.words)

    def words_in(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that begin inside ``[start, end)``."""
        return self.words[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]


def _opens_line(gap: str) -> bool:
    """Whether the gap before a word ends in a quotation mark, dash or bullet that opens speech."""
    return gap.strip() in {"—", "–", "-", "•", "*", ":", "«", '"', "”", "“", "— «"} and gap.strip() != ""
