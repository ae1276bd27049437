"""Linking of every type: persons by name, all else by a normal form of the surface."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from casekit.case import EntityType, Mention, Span
from casekit.lang import Language
from casekit.link.names import keys_of, parse
from casekit.link.persons import group
from casekit.link.placeholders import PLACEHOLDER, numbered

_LAST_WORD = re.compile(r"[^\W\d_]+(?=[ \u00a0]+$)")


def link(text: str, spans: Sequence[Span], language: Language) -> tuple[Mention, ...]:
    """Give every span its entity; ids read like ``person-1``, numbered by type in order of first mention.

    A placeholder that the text brought along keeps its number; what is new is numbered after the highest.
    """
    brought = [span for span in spans if span.recognizer == PLACEHOLDER]
    numbers = numbered(text, brought)
    highest: dict[EntityType, int] = {}
    for span in brought:
        highest[span.type] = max(highest.get(span.type, 0), numbers[span])
    numbers.update(_new_numbers(text, [s for s in spans if s.recognizer != PLACEHOLDER], language, highest))
    return tuple(_mention(span, numbers[span]) for span in spans)


def _new_numbers(
    text: str, spans: Sequence[Span], language: Language, highest: Mapping[EntityType, int]
) -> dict[Span, int]:
    """The number of each span's entity among those of its type, from the one after ``highest`` on."""
    groups: dict[int, object] = {}
    by_type: dict[EntityType, list[int]] = {}
    for at, span in enumerate(spans):
        by_type.setdefault(span.type, []).append(at)
    for type_, places in by_type.items():
        grouping = _persons if type_ is EntityType.PERSON else _GROUPINGS.get(type_, _by_surface)
        groups.update(zip(places, grouping(text, [spans[p] for p in places], language), strict=True))
    counts = dict(highest)
    numbers: dict[tuple[EntityType, object], int] = {}
    for at, span in enumerate(spans):
        if (span.type, groups[at]) not in numbers:
            counts[span.type] = counts.get(span.type, 0) + 1
            numbers[span.type, groups[at]] = counts[span.type]
    return {span: numbers[span.type, groups[at]] for at, span in enumerate(spans)}


def _mention(span: Span, number: int) -> Mention:
    entity = f"{span.type.lower().replace('_', '-')}-{number}"
    return Mention(span.start, span.end, span.type, entity, span.recognizer, span.confidence, span.subtype)


def _persons(text: str, spans: Sequence[Span], language: Language) -> list[int]:
    names = []
    for span in spans:
        before = _LAST_WORD.search(text[max(0, span.start - 30) : span.start])
        folded = language.morphology.fold(before[0]) if before else ""
        names.append(parse(text[span.start : span.end], folded, language))
    return group(names)


def _by_surface(text: str, spans: Sequence[Span], language: Language) -> list[str]:
    """Equal once case and blanks are unified."""
    return [" ".join(text[s.start : s.end].casefold().split()) for s in spans]


def _by_letters(text: str, spans: Sequence[Span], language: Language) -> list[str]:
    """Equal once everything but letters and digits is left out."""
    return [re.sub(r"[\W_]", "", text[s.start : s.end].casefold()) for s in spans]


def _by_digits(text: str, spans: Sequence[Span], language: Language) -> list[str]:
    """Equal in their last nine digits, so that +46 70… is 070…."""
    return [re.sub(r"\D", "", text[s.start : s.end])[-9:] or text[s.start : s.end] for s in spans]


def _by_base(text: str, spans: Sequence[Span], language: Language) -> list[int]:
    """Word by word in a common base form; a shorter run of whole words joins the longer that contains it."""
    surfaces = [_words(text[s.start : s.end], language) for s in spans]
    groups: list[list[frozenset[str]]] = []
    by_key: dict[str, list[int]] = {}
    assigned = [-1] * len(surfaces)
    for at in sorted(range(len(surfaces)), key=lambda i: (-len(surfaces[i]), i)):
        words = surfaces[at]
        near = dict.fromkeys(g for key in sorted(words[0] if words else ()) for g in by_key.get(key, ()))
        fitting = [g for g in near if _contained(words, groups[g])]
        if fitting:
            assigned[at] = fitting[0]
            continue
        groups.append(words)
        assigned[at] = len(groups) - 1
        for key in {k for word in words for k in word}:
            by_key.setdefault(key, []).append(assigned[at])
    return assigned


def _words(surface: str, language: Language) -> list[frozenset[str]]:
    parts = re.findall(r"\w+(?:-\w+)*", surface)
    return [frozenset(keys_of(part, language)) for part in parts]


def _contained(words: Sequence[frozenset[str]], whole: Sequence[frozenset[str]]) -> bool:
    """Whether every word finds its own word in the longer run, in order."""
    remaining = iter(whole)
    return all(any(not word.isdisjoint(other) for other in remaining) for word in words)


_GROUPINGS: dict[EntityType, Callable[[str, Sequence[Span], Language], Sequence[object]]] = {
    EntityType.LOCATION: _by_base,
    EntityType.ORGANIZATION: _by_base,
    EntityType.OCCUPATION: _by_base,
    EntityType.NRP: _by_base,
    EntityType.PHONE_NUMBER: _by_digits,
    EntityType.ID_NUMBER: _by_letters,
}
