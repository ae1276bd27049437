"""Linking of every type: persons by name, all else by a normal form of the surface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from casekit.case import EntityType, Mention, Span, Who
from casekit.changes import entity_id
from casekit.lang import Language
from casekit.link.parts import parts_of
from casekit.link.people import persons
from casekit.link.persons import Person
from casekit.link.placeholders import PLACEHOLDER, numbered
from casekit.link.remembering import forget
from casekit.link.roles import roles
from casekit.link.things import grouping
from casekit.link.who import who_is

_TELLING = (EntityType.EMAIL_ADDRESS, EntityType.USERNAME)


@dataclass(frozen=True, slots=True)
class Linked:
    """Mentions that know their entity, and by entity id what is known of each person."""

    mentions: tuple[Mention, ...]
    who: Mapping[str, Who] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "who", MappingProxyType(dict(self.who)))


def link(text: str, spans: Sequence[Span], language: Language) -> Linked:
    """Give every span its entity; ids read like ``person-1``, numbered by type in order of first mention.

    A placeholder that the text brought along keeps its number; what is new is numbered after the highest.
    The spans are disjoint; the mentions come in the order of the spans.
    """
    try:
        return _linked(text, spans, language)
    finally:
        forget()


def _linked(text: str, spans: Sequence[Span], language: Language) -> Linked:
    brought = [span for span in spans if span.recognizer == PLACEHOLDER]
    numbers = numbered(text, brought)
    highest: dict[EntityType, int] = {}
    for span in brought:
        highest[span.type] = max(highest.get(span.type, 0), numbers[span])
    new = sorted((s for s in spans if s.recognizer != PLACEHOLDER), key=lambda s: (s.start, s.end))
    names = [span for span in new if span.type is EntityType.PERSON]
    handles = [text[s.start : s.end].split("@")[0] for s in new if s.type in _TELLING]
    people = persons(text, names, handles, language)
    by_span = {names[m.at]: person for person in people for m in person.mentions}
    numbers.update(_new_numbers(text, new, language, highest, by_span))
    mentions = [_mention(span, numbers[span]) for span in spans]
    known = {entity_id(span.type, numbers[span]): person for span, person in by_span.items()}
    parts = {
        (names[m.at].start, names[m.at].end): parts_of(m, person, language)
        for person in people
        for m in person.mentions
    }
    told = who_is(text, names, known, language)
    return Linked(
        tuple(
            replace(m, parts=parts.get((m.start, m.end), ())) if m.type is EntityType.PERSON else m
            for m in mentions
        ),
        _with_roles(text, mentions, language, told),
    )


def _with_roles(
    text: str, mentions: Sequence[Mention], language: Language, who: Mapping[str, Who]
) -> Mapping[str, Who]:
    told = roles(text, mentions, language, who)
    return {id_: replace(one, role=told.get(id_, one.role)) for id_, one in who.items()}


def _new_numbers(
    text: str,
    spans: Sequence[Span],
    language: Language,
    highest: Mapping[EntityType, int],
    people: Mapping[Span, Person],
) -> dict[Span, int]:
    """The number of each span's entity among those of its type, from the one after ``highest`` on."""
    groups: dict[int, object] = {}
    by_type: dict[EntityType, list[int]] = {}
    for at, span in enumerate(spans):
        by_type.setdefault(span.type, []).append(at)
    for type_, places in by_type.items():
        if type_ is EntityType.PERSON:
            groups.update((p, id(people[spans[p]])) for p in places)
        else:
            groups.update(
                zip(places, grouping(type_)(text, [spans[p] for p in places], language), strict=True)
            )
    counts = dict(highest)
    numbers: dict[tuple[EntityType, object], int] = {}
    for at, span in enumerate(spans):
        if (span.type, groups[at]) not in numbers:
            counts[span.type] = counts.get(span.type, 0) + 1
            numbers[span.type, groups[at]] = counts[span.type]
    return {span: numbers[span.type, groups[at]] for at, span in enumerate(spans)}


def _mention(span: Span, number: int) -> Mention:
    id_ = entity_id(span.type, number)
    return Mention(span.start, span.end, span.type, id_, span.recognizer, span.confidence, span.subtype)
