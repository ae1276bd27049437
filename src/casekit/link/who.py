"""The gender of each person: by titles, names, kinship, verbs and the pronouns that follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from casekit.case import Span, Who
from casekit.lang import Language
from casekit.lang.forms import Gender
from casekit.link.persons import Person

_REACH = 90
#: what a sign of each certainty counts; a pronoun counts one
_WEIGHTS = {3: 12, 2: 6, 1: 3, 0: 0}
_SENTENCE = re.compile(r"[.!?\u2026\n]")
_WORD = re.compile(r"[^\W\d_]+")


def who_is(
    text: str, spans: Sequence[Span], people: Mapping[str, Person], language: Language
) -> dict[str, Who]:
    """What is known of each person, by entity id, in the order of the ids' first mention."""
    return {id_: Who(_gender(text, spans, person, language), person.family) for id_, person in people.items()}


def _gender(text: str, spans: Sequence[Span], person: Person, language: Language) -> Gender | None:
    if person.family:
        return None
    votes: Counter[Gender] = Counter()
    seen: set[tuple[str, ...]] = set()
    for mentioned in person.mentions:
        if mentioned.gender:
            written = tuple(field.written for field in mentioned.name.fields)
            # one name says the same however often it is written
            if mentioned.certainty > 1 or written not in seen:
                votes[mentioned.gender] += _WEIGHTS[mentioned.certainty]
            seen.add(written)
        told = mentioned.clue.gender if mentioned.certainty < 2 else None
        if told:
            votes[told] += 2 if mentioned.clue.certainty == 1 else 1
        said = _pronoun(text, spans, mentioned.at, language)
        if said:
            votes[said] += 1
    return _decided(votes)


def _decided(votes: Counter[Gender]) -> Gender | None:
    men, women = votes["m"], votes["f"]
    if men >= 2 * women and men:
        return "m"
    return "f" if women >= 2 * men and women else None


@cache
def _pronouns(language: Language) -> Mapping[str, Gender]:
    table = language.table("linking")["pronouns"]
    return {**dict.fromkeys(table["m"], "m"), **dict.fromkeys(table["f"], "f")}


def _pronoun(text: str, spans: Sequence[Span], at: int, language: Language) -> Gender | None:
    """The gender of the first pronoun behind a name, in its sentence or the next, before any other name."""
    end = spans[at].end
    limit = min(end + _REACH, spans[at + 1].start if at + 1 < len(spans) else len(text))
    sentences = 0
    known = _pronouns(language)
    place = end
    for match in _WORD.finditer(text, end, limit):
        sentences += len(_SENTENCE.findall(text[place : match.start()]))
        if sentences > 1:
            return None
        place = match.end()
        told = known.get(language.morphology.fold(match[0]))
        if told:
            return told
    return None
