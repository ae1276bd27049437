"""Jobs of the people in a case, by list, by the head of a compound, and by the words around them.

The helping roles (psychologist, kurator, врач who treats) stay, unless the words around say that it is
somebody's job ("works as a nurse", "мама работает медсестрой").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document, Word
from casekit.detect.numerals import alternatives
from casekit.lang import Language
from casekit.lang.lexicon import FREQUENT


@dataclass(frozen=True)
class _Jobs:
    """The lists of one language, folded."""

    known: frozenset[str]
    heads: tuple[str, ...]
    helping: frozenset[str]
    never: frozenset[str]
    modifiers: frozenset[str]
    announced: re.Pattern[str]
    earned: re.Pattern[str]
    articles: frozenset[str]


@cache
def _jobs(language: Language) -> _Jobs:
    fold, table = language.morphology.fold, language.table("occupations")
    return _Jobs(
        known=frozenset(map(fold, language.lines("occupations"))),
        heads=tuple(map(fold, table["heads"])),
        helping=frozenset(map(fold, table["helping"])),
        never=frozenset(map(fold, table["never"])),
        modifiers=frozenset(map(fold, table["modifiers"])),
        announced=_before(table["announced"]),
        earned=_before(table["earned"]),
        articles=frozenset(table["articles"]),
    )


def _before(words: Sequence[str]) -> re.Pattern[str]:
    """One of these words and at most two more, at the end of what stands before."""
    return re.compile(rf"(?<!\w)(?:{alternatives(words)})[^\S\n]+(?:[^\W\d]+[^\S\n]+){{0,2}}$", re.IGNORECASE)


class OccupationRecognizer:
    """Finds jobs."""

    name = "occupations"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield jobs with the modifiers that belong to them."""
        jobs, words = _jobs(document.language), document.words
        readings: dict[str, _Reading] = {}
        frequent = _frequent(document.language)
        for at, word in enumerate(words):
            reading = frequent.get(word.folded) or readings.get(word.folded)
            if reading is None:
                reading = _read(word, document.language, jobs)
                (frequent if FREQUENT in word.letters else readings)[word.folded] = reading
            confidence = _confidence(word, reading, document, jobs) if reading.job else None
            if confidence:
                start = _first_modifier(words, at, document.text, jobs)
                yield Span(words[start].start, word.end, EntityType.OCCUPATION, self.name, confidence)


@dataclass(frozen=True)
class _Reading:
    """What a word can be, wherever it stands."""

    known: bool
    headed: bool
    head: bool
    helping: bool
    listed: bool

    @property
    def job(self) -> bool:
        """Whether it can be a job at all."""
        return self.known or self.headed or self.head or self.helping or self.listed


_NOTHING = _Reading(False, False, False, False, False)


@cache
def _frequent(language: Language) -> dict[str, _Reading]:
    """What frequent ordinary words can be, filled as they are met."""
    return {}


def _read(word: Word, language: Language, jobs: _Jobs) -> _Reading:
    folded = word.folded
    if len(folded) < 3 or (len(folded) < 5 and "W" in word.letters and folded not in jobs.known):
        return _NOTHING
    forms = _forms(folded, language.code, word.bases)
    if not jobs.never.isdisjoint(forms):
        return _NOTHING
    return _Reading(
        known=not jobs.known.isdisjoint(forms),
        headed=any(form.endswith(jobs.heads) and form not in jobs.heads for form in forms),
        head=folded in jobs.heads,
        helping=not jobs.helping.isdisjoint(forms),
        listed=any("o" in language.lexicon.exact(form) for form in forms),
    )


def _confidence(word: Word, reading: _Reading, document: Document, jobs: _Jobs) -> float | None:
    """How sure a word names somebody's job here, ``None`` when it does not."""
    headed = reading.headed or (reading.head and _described(word, document, jobs))
    if not (reading.known or reading.listed or headed or reading.helping):
        return None
    before = document.text[max(0, word.start - 40) : word.start]
    if reading.helping:
        return 0.7 if jobs.earned.search(before) else None
    if jobs.announced.search(before) or jobs.earned.search(before):
        return 0.85
    return 0.62 if reading.known else 0.5 if headed else 0.3


def _described(word: Word, document: Document, jobs: _Jobs) -> bool:
    """Whether a head stands after an article and a word that says which: a mold setter, a games-studio producer."""
    words = re.findall(r"[^\s,.;:()]+", document.text[max(0, word.start - 40) : word.start])
    return len(words) > 1 and words[-2].casefold() in jobs.articles and words[-1].islower()


def _forms(folded: str, code: str, bases: Iterable[str]) -> list[str]:
    """The word and what it may be a form of: definite and plural undone for Swedish, plural for English."""
    forms = [folded, *bases]
    if code == "sv":
        for suffix in ("ens", "en", "erna", "arna", "orna", "er", "ar", "or", "n", "na", "et", "ns"):
            if folded.endswith(suffix) and len(folded) > len(suffix) + 3:
                stem = folded[: -len(suffix)]
                forms += [stem, stem + "e", stem + "a"]
    if code == "en" and folded.endswith("ies"):
        forms.append(folded[:-3] + "y")
    return list(dict.fromkeys(forms))


def _first_modifier(words: tuple[Word, ...], at: int, text: str, jobs: _Jobs) -> int:
    """The first word of the job's name: "quantity surveyor", "biträdande rektor"."""
    first = at
    while first and at - first < 3 and text[words[first - 1].end : words[first].start] == " ":
        if words[first - 1].text.casefold() not in jobs.modifiers:
            break
        first -= 1
    return first
