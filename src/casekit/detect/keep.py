"""Terms that stay (theory, authors, tests, drugs, laws), and when such a word is a person after all."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from casekit.case import EntityType, Span
from casekit.detect.document import WORD, Document, Word
from casekit.detect.name_rules import announces_person
from casekit.lang import Language
from casekit.lang.lexicon import GIVEN, ORDINARY

#: the mark of a term that is also a common surname, in ``keep.txt``
_WEAK = "~"
#: what a score is mistaken for, and what may stand between a test and its score
_SCORES = frozenset({EntityType.AGE, EntityType.DATE_TIME})
_NUMBER = re.compile(r"\d{1,3}(?:/\d{1,3})?[.,;)]?")
_BEFORE_SCORE = re.compile(r"(?: ?[:=–-]| \(|,? (?:var|was|is|är|score|of|на|был\w?|gav|gave)){0,2} ?")
#: found by their own grammar; no term of theory is one
_CERTAIN = frozenset({EntityType.EMAIL_ADDRESS, EntityType.URL, EntityType.USERNAME, EntityType.PHONE_NUMBER})


class Term(NamedTuple):
    """A term as its folded words, and whether it needs words of theory beside it."""

    words: tuple[str, ...]
    weak: bool


@dataclass(frozen=True)
class _Terms:
    """The keep list of one language, by first word."""

    by_first: dict[str, list[Term]]
    before: frozenset[str]
    after: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]


@cache
def _terms(language: Language) -> _Terms:
    fold, table = language.morphology.fold, language.table("keep")
    by_first: dict[str, list[Term]] = {}
    for line in language.lines("keep"):
        words = tuple(fold(match[0]) for match in WORD.finditer(line.lstrip(_WEAK)))
        by_first.setdefault(words[0], []).append(Term(words, line.startswith(_WEAK)))
    for terms in by_first.values():
        terms.sort(key=lambda term: -len(term.words))
    context = {key: frozenset(map(fold, table[key])) for key in ("before", "after")}
    return _Terms(by_first, **context, patterns=tuple(map(re.compile, table["patterns"])))


class KeepList:
    """Knows the terms of a language and takes them out of what the recognizers found."""

    def extents(self, document: Document) -> list[tuple[int, int]]:
        """The places of terms in a document, in order; they may touch persons of the same name."""
        terms = _terms(document.language)
        found = list(_by_list(document, terms))
        found += [match.span() for pattern in terms.patterns for match in pattern.finditer(document.text)]
        return sorted(found)

    def filter(self, candidates: Sequence[Span], extents: Sequence[tuple[int, int]], text: str) -> list[Span]:
        """The candidates that are no term, or reach beyond one, and no score right after one (PHQ-9 17)."""
        cover, ends = _Extents(extents), sorted(end for _, end in extents)
        return [span for span in candidates if not _is_kept(span, cover) and not _is_score(span, ends, text)]


def _is_kept(span: Span, cover: _Extents) -> bool:
    return span.type not in _CERTAIN and span.subtype is None and cover.hold(span.start, span.end)


def _is_score(span: Span, ends: Sequence[int], text: str) -> bool:
    """Whether the span is a bare number after a term: PHQ-9 17, MMT 24/30."""
    at = bisect_right(ends, span.start)
    if not at or span.type not in _SCORES or not _NUMBER.fullmatch(text, span.start, span.end):
        return False
    return bool(_BEFORE_SCORE.fullmatch(text, ends[at - 1], span.start))


def _by_list(document: Document, terms: _Terms) -> Iterator[tuple[int, int]]:
    words, firsts = document.words, terms.by_first.keys()
    for at, word in enumerate(words):
        if word.folded not in firsts and firsts.isdisjoint(word.bases):
            continue
        for first in (word.folded, *word.bases):
            terms_here = terms.by_first.get(first)
            if terms_here is None:
                continue
            term = next((term for term in terms_here if _stands(term, words, at)), None)
            if term is not None:
                last = at + len(term.words) - 1
                if _is_term(term, document, at, last, terms):
                    yield word.start, words[last].end
                break


def _stands(term: Term, words: Sequence[Word], at: int) -> bool:
    """Whether the words from ``at`` on are the term, each in any form."""
    if at + len(term.words) > len(words):
        return False
    for wanted, word in zip(term.words[1:], words[at + 1 : at + len(term.words)], strict=True):
        folded = word.folded
        if folded != wanted and wanted not in word.bases:
            return False
    return True


def _is_term(term: Term, document: Document, first: int, last: int, terms: _Terms) -> bool:
    """Whether the words are meant as the term and not as a person of that name."""
    if announces_person(document, first) or _has_strange_given_name(document, first):
        return False
    if not term.weak:
        return True
    words = document.words
    before = words[first - 1].folded if first else ""
    after = words[last + 1].folded if last + 1 < len(words) else ""
    year = re.match(
        r"(?:['’]?s)?,? ?\(?(?:et al\.?,? )?\(?(?:19|20)\d{2}", document.text[words[last].end :][:20]
    )
    return before in terms.before or after in terms.after or year is not None


def _has_strange_given_name(document: Document, first: int) -> bool:
    """Whether a given name stands right before: Katie Winnicott is a person, Donald Winnicott is listed."""
    if not first or document.text[document.words[first - 1].end : document.words[first].start] != " ":
        return False
    before = document.words[first - 1]
    letters = before.letters
    return before.capitalised and bool(letters & GIVEN) and not letters & ORDINARY


class _Extents:
    """Answers whether a stretch lies inside one of the extents."""

    def __init__(self, extents: Sequence[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in extents]
        self._reach: list[int] = []
        for _, end in extents:
            self._reach.append(max(end, self._reach[-1] if self._reach else 0))

    def hold(self, start: int, end: int) -> bool:
        at = bisect_right(self._starts, start)
        return bool(at) and self._reach[at - 1] >= end
