"""Initials that stand for a person: "client K.", "Alva-Maria (AM)", "G.M.", the quoted "Q"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.detect.name_rules import context_of
from casekit.detect.windows import around, matches
from casekit.lang import Language

_UP = "A-ZА-ЯЁÅÄÖ"
_PAIR = re.compile(rf"(?<![\w.])[{_UP}]\. ?[{_UP}]\.(?: ?[{_UP}]\.)?(?!\w| ?[{_UP}][^\W\d_]{{2,}})")
_SPELT = re.compile(rf"(?<![\w-])(?:[{_UP}][- .]){{3,}}[{_UP}](?![\w-])")
_SPELT_LOW = re.compile(r"(?<![\w-])(?:[a-zåäöа-яё][- ]){3,}[a-zåäöа-яё](?![\w-])")
_QUOTED = re.compile(rf"(?<!\d [«\"“])(?<=[\"“«'])[{_UP}]\.?(?=[\"”»'])")
_DEFINED = re.compile(
    rf"(?<!\w)(?P<name>[{_UP}][^\W\d_]{{1,24}}(?:[ -][{_UP}][^\W\d_]{{1,24}}){{0,3}}) "
    rf"\((?P<initials>[{_UP}]{{1,4}})\)"
)


class InitialsRecognizer:
    """Finds initials used instead of a name."""

    name = "initials"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield initials that are written, announced, quoted or defined as such."""
        text, language = document.text, document.language
        common = set(language.table("initials")["not"])
        short = (word for word in document.words if len(word.text) < 5 and word.text[0].isupper())
        near = around(short, document, reach=48)
        for match in matches(_PAIR, text, near):
            if match[0].replace(" ", "") not in common:
                yield self._span(*match.span(), 0.6)
        for match in matches(_SPELT, text, near):
            yield self._span(*match.span(), 1.0)
        for match in _SPELT_LOW.finditer(text):
            yield self._span(*match.span(), 0.9)
        words = set(language.table("initials")["words"])
        for match in matches(_announced(language), text, near):
            if match["n"] not in words:
                yield self._span(*match.span("n"), 0.65)
        for match in matches(_QUOTED, text, near):
            yield self._span(*match.span(), 0.55)
        yield from self._defined(text)

    def _defined(self, text: str) -> Iterator[Span]:
        """Initials explained in brackets after a full name, everywhere they stand."""
        for match in _DEFINED.finditer(text):
            letters = "".join(part[0] for part in re.split(r"[ -]", match["name"]))
            initials = match["initials"]
            if not letters.endswith(initials):
                continue
            alone = (
                rf"(?<![\w.])(?:{initials})(?=:s?\b|:)" if len(initials) == 1 else rf"(?<!\w){initials}(?!\w)"
            )
            yield self._span(*match.span("initials"), 0.8)
            for other in re.finditer(alone, text):
                yield self._span(*other.span(), 0.7)

    def _span(self, start: int, end: int, confidence: float) -> Span:
        return Span(start, end, EntityType.PERSON, self.name, confidence)


@cache
def _announced(language: Language) -> re.Pattern[str]:
    """A title, kinship or role word, or "call her", and one or two capitals."""
    table = language.table("initials")
    context = context_of(language)
    words = "|".join(sorted(map(re.escape, context.titles | context.kin | set(table["roles"]))))
    phrases = "|".join(table["introducers"])
    letters = rf"(?P<n>[{_UP}](?:\.(?: ?[{_UP}]\.?)?|[{_UP}])?(?::s\b)?)"
    return re.compile(
        rf"(?<!\w)(?i:{words}|{phrases})(?::| is| är)? [\"“«]?{letters}(?![\w'’+-]|\.\d| [A-ZÅÄÖ]?\d)"
    )
