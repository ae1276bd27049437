"""Places by lexicon, by what announces them, and by what follows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document, Word
from casekit.detect.numerals import alternatives
from casekit.lang import Language
from casekit.lang.lexicon import GIVEN, ORDINARY, PLACE, SURNAME

#: words of the longest place name in the lexicon
_LONGEST = 4


@dataclass(frozen=True)
class _Context:
    """What announces a place in a language."""

    prepositions: frozenset[str]
    stop: frozenset[str]
    marked: tuple[re.Pattern[str], ...]


@cache
def _context(language: Language) -> _Context:
    table, fold = language.table("places"), language.morphology.fold
    name = rf"(?P<p>[^\W\d_a-zа-яёåäö][\w'’-]{{1,24}}(?:[ -](?:{alternatives(table['joints'])}|[^\W\d_a-zа-яёåäö][\w'’-]{{1,24}})){{0,2}})"
    marked = [rf"(?<!\w)(?:{alternatives(table['before'])})[ ]?[«\"]?{name}"]
    marked += [rf"(?<!\w){name} (?:{alternatives(table['after'])})(?!\w)"]
    return _Context(
        frozenset(map(fold, table["prepositions"])),
        frozenset(map(fold, table["stop"])),
        tuple(map(re.compile, marked)),
    )


class PlaceRecognizer:
    """Finds towns, districts, regions, countries and waters."""

    name = "places"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield names from the lexicon, and unknown names that are announced as a place."""
        yield from self._listed(document)
        for pattern in _context(document.language).marked:
            for match in pattern.finditer(document.text):
                if document.language.morphology.fold(match["p"]) not in _context(document.language).stop:
                    yield Span(*match.span("p"), EntityType.LOCATION, self.name, 0.75)

    def _listed(self, document: Document) -> Iterator[Span]:
        words, text = document.words, document.text
        context = _context(document.language)
        at = 0
        while at < len(words):
            last = _run(document, at)
            confidence = _confidence(document, at, last, context) if last is not None else None
            if last is None or confidence is None:
                at += 1
                continue
            yield Span(words[at].start, _end(words[last], text), EntityType.LOCATION, self.name, confidence)
            at = last + 1


def _end(word: Word, text: str) -> int:
    """Where the name ends, without an English possessive."""
    return word.end - 2 if word.text.endswith(("'s", "’s")) else word.end


def _run(document: Document, at: int) -> int | None:
    """The last word of the longest place name that begins with this word, ``None`` when there is none."""
    words, text, lexicon = document.words, document.text, document.language.lexicon
    longest = _LONGEST if words[at].capitalised or document.chat else 1
    for size in range(min(longest, len(words) - at), 1, -1):
        run = text[words[at].start : words[at + size - 1].end]
        if "\n" not in run and set(lexicon.exact(run)) & PLACE:
            return at + size - 1
    return at if words[at].letters & PLACE else None


def _confidence(document: Document, at: int, last: int, context: _Context) -> float | None:
    """How sure a name from the lexicon is meant as a place here."""
    words = document.words
    word = words[at]
    if last > at:
        return 0.85 if word.capitalised else 0.6 if document.chat else None
    folded = word.folded
    letters = word.letters
    own = set(document.language.lexicon.exact(word.text))
    before = words[at - 1].folded if at and document.text[words[at - 1].end : word.start] == " " else ""
    announced, ordinary, large = before in context.prepositions, bool(own & ORDINARY), "L" in letters
    if folded in context.stop or len(folded) < 3 or (word.text.isupper() and len(folded) < 5):
        return None
    if not word.capitalised:
        lower = document.chat and announced and not ordinary and not letters & (GIVEN | SURNAME)
        return (0.65 if large else 0.55) if lower else None
    if ordinary:
        return 0.55 if announced and not word.sentence_start else None
    person = bool(letters & GIVEN)
    if announced:
        return 0.6 if person and not large else 0.8
    if person:
        return None
    surname = bool(letters & SURNAME)
    return (0.6 if surname else 0.75) if large else (0.35 if surname else 0.5)
