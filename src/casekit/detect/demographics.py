"""Ethnicity, nationality, religion, mother tongue and orientation, by stem and by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.detect.numerals import alternatives
from casekit.detect.windows import around, matches
from casekit.lang import Language

#: letters of a word that tell whether it can be on the list
_LEAD = 3


class DemographicRecognizer:
    """Finds what says to which people, faith or orientation somebody belongs (NRP in Presidio's words)."""

    name = "demographics"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield such words; a language that is merely spoken or taught, and food, are none."""
        rules, text = _rules(document.language), document.text
        near = around((word for word in document.words if rules.tells(word.folded)), document, reach=24)
        for match in matches(rules.words, text, near):
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
        fold = language.morphology.fold
        beginnings = (*language.lines("demographics"), *table["prefixes"])
        self._leads = frozenset(fold(beginning)[:_LEAD] for beginning in beginnings)
        self.before = re.compile(rf"(?<!\w)(?:{alternatives(table['not_after'])})[ ,]{{1,2}}$", re.IGNORECASE)
        self.after = re.compile(rf"[ -](?:{'|'.join(table['not_before'])})", re.IGNORECASE)

    def tells(self, folded: str) -> bool:
        """Whether a word begins like one on the list."""
        return folded[:_LEAD] in self._leads


def _stem(line: str) -> str:
    """A line of the list as a pattern: ``*`` stands for any ending."""
    return re.escape(line).replace(r"\*", r"\w{0,8}").replace(r"\ ", " ")


@cache
def _rules(language: Language) -> _Rules:
    return _Rules(language)
