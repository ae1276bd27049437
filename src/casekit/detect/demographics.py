"""Ethnicity, nationality, religion, mother tongue and orientation, by stem and by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.detect.numerals import alternatives
from casekit.detect.windows import Window, around, matches
from casekit.lang import Language


class DemographicRecognizer:
    """Finds what says to which people, faith or orientation somebody belongs (NRP in Presidio's words)."""

    name = "demographics"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield such words; a language that is merely spoken or taught, and food, are none."""
        rules, text = _rules(document.language), document.text
        for match in matches(rules.words, text, rules.near(document)):
            before = text[max(0, match.start() - 30) : match.start()]
            after = text[match.end() : match.end() + 24]
            if not rules.before.search(before) and not rules.after.match(after):
                yield Span(*match.span(), EntityType.NRP, self.name, 0.7)


class _Rules:
    """The patterns of one language."""

    def __init__(self, language: Language) -> None:
        table = language.table("demographics")
        stems = "|".join(_stem(line) for line in language.lines("demographics"))
        prefix = f"(?:(?:{'|'.join(table['prefixes'])})[ -]?)?" if table["prefixes"] else ""
        tail = f"(?:[ -](?:{alternatives(table['suffixes'])}))?" if table["suffixes"] else ""
        self.words = re.compile(rf"(?<![\w-]){prefix}(?:{stems}){tail}(?![\w])", re.IGNORECASE)
        fold, lines = language.morphology.fold, language.lines("demographics")
        beginnings = [*table["prefixes"], *(line.rstrip("*") for line in lines)]
        self._beginnings = tuple(fold(re.split(r"[\W\d]", beginning)[0]) for beginning in beginnings)
        self._firsts = frozenset(beginning[:2] for beginning in self._beginnings)
        self.before = re.compile(rf"(?<!\w)(?:{alternatives(table['not_after'])})[ ,]{{1,2}}$", re.IGNORECASE)
        self.after = re.compile(rf"[ -](?:{'|'.join(table['not_before'])})", re.IGNORECASE)

    def near(self, document: Document) -> list[Window]:
        """Stretches around the words that begin like one on the list."""
        known = {word.folded for word in document.words}
        likely = (folded for folded in known if folded[:2] in self._firsts)
        telling = {folded for folded in likely if folded.startswith(self._beginnings)}
        return around((word for word in document.words if word.folded in telling), document, reach=24)


def _stem(line: str) -> str:
    """A line of the list as a pattern: ``*`` stands for any ending."""
    return re.escape(line).replace(r"\*", r"\w{0,8}").replace(r"\ ", " ")


@cache
def _rules(language: Language) -> _Rules:
    return _Rules(language)
