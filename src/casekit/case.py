"""The value types every stage speaks: frozen, and checked at birth.

Offsets are code points of the ORIGINAL text, half-open ``[start, end)``. ``Case`` holds raw text;
``AnonymisedCase`` never does, and only the replacing stage makes one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Any, Literal


class EntityType(str, Enum):
    """What an identifier is; Presidio's name where it has one."""

    PERSON = "PERSON"
    ADDRESS = "ADDRESS"
    PHONE_NUMBER = "PHONE_NUMBER"
    EMAIL_ADDRESS = "EMAIL_ADDRESS"
    URL = "URL"
    USERNAME = "USERNAME"
    ID_NUMBER = "ID_NUMBER"
    LOCATION = "LOCATION"
    ORGANIZATION = "ORGANIZATION"
    DATE_TIME = "DATE_TIME"
    AGE = "AGE"
    OCCUPATION = "OCCUPATION"
    NRP = "NRP"

    def __str__(self) -> str:
        return self.value

    @property
    def direct(self) -> bool:
        """Whether one such value alone identifies a person (a direct identifier)."""
        return self in DIRECT


DIRECT = frozenset(
    {
        EntityType.PERSON,
        EntityType.ADDRESS,
        EntityType.PHONE_NUMBER,
        EntityType.EMAIL_ADDRESS,
        EntityType.URL,
        EntityType.USERNAME,
        EntityType.ID_NUMBER,
    }
)
QUASI = frozenset(EntityType) - DIRECT


def _check_extent(start: int, end: int) -> None:
    if not 0 <= start < end:
        raise ValueError(f"a span needs 0 <= start < end, got [{start}, {end})")


def _check_confidence(confidence: float) -> None:
    if not 0.0 <= confidence <= 1.0:
        raise ValueError(f"confidence lies in 0..1, got {confidence}")


@dataclass(frozen=True, slots=True)
class Case:
    """A raw write-up. Its text stays out of ``repr`` so that no log can show it by accident."""

    text: str = field(repr=False)
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """One found identifier: where, of what type, by which recognizer, how sure (0..1)."""

    start: int
    end: int
    type: EntityType
    recognizer: str
    confidence: float = 1.0
    subtype: str | None = None

    def __post_init__(self) -> None:
        _check_extent(self.start, self.end)
        _check_confidence(self.confidence)


@dataclass(frozen=True, slots=True)
class NamePart:
    """One word of a person's name in the original text and what it is there.

    ``short`` is a nickname or diminutive, ``initial`` one letter, ``other`` a word of which nothing is known
    (a call-sign, a name in no list).
    """

    start: int
    end: int
    kind: Literal["given", "short", "patronymic", "surname", "initial", "other"]

    def __post_init__(self) -> None:
        _check_extent(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Who:
    """What the text tells of the person that an entity is; never a name.

    ``family`` is several people under one surname. ``role`` is a key of the tables ``lang/*/roles.toml``, such
    as ``client`` or ``client.mother``.
    """

    gender: Literal["m", "f"] | None = None
    family: bool = False
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that knows its entity and, once replaced, what stands in its place (``None``: kept).

    A person's mention has the ``parts`` of the name in text order.
    """

    start: int
    end: int
    type: EntityType
    entity_id: str
    recognizer: str
    confidence: float = 1.0
    subtype: str | None = None
    replacement: str | None = None
    parts: tuple[NamePart, ...] = ()

    def __post_init__(self) -> None:
        _check_extent(self.start, self.end)
        _check_confidence(self.confidence)
        if any(not self.start <= part.start < part.end <= self.end for part in self.parts):
            raise ValueError("the parts of a name lie inside its mention")
        if not self.entity_id:
            raise ValueError("a mention needs an entity id")


@dataclass(frozen=True, slots=True)
class Entity:
    """The person or thing that its mentions name."""

    id: str
    type: EntityType
    mentions: tuple[Mention, ...]

    def __post_init__(self) -> None:
        if not self.mentions:
            raise ValueError("an entity needs at least one mention")
        if any(m.entity_id != self.id or m.type is not self.type for m in self.mentions):
            raise ValueError("every mention of an entity carries its id and type")


@dataclass(frozen=True, slots=True)
class Note:
    """Something that could not be done as asked: at which mention, what was done instead, and why.

    ``done`` is an operator, or the step of a ladder. ``reason`` is a key of ``[notes]`` in
    ``lang/*/messages.toml``.
    """

    start: int
    end: int
    type: EntityType
    entity_id: str
    asked: str
    done: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts for a person or a program to read; holds no text of the case."""

    language: str
    policy: str
    characters: int
    characters_seen: int
    replaced_characters: int
    entities: Mapping[str, int]
    mentions: Mapping[str, int]
    operators: Mapping[str, str]

    @property
    def coverage(self) -> float:
        """Share of the characters that detection looked at; 1.0 when every character was seen."""
        return self.characters_seen / self.characters if self.characters else 1.0

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "language": self.language,
            "policy": self.policy,
            "characters": self.characters,
            "coverage": self.coverage,
            "replaced_characters": self.replaced_characters,
            "entities": dict(self.entities),
            "mentions": dict(self.mentions),
            "operators": dict(self.operators),
        }


@dataclass(frozen=True, slots=True)
class AnonymisedCase:
    """A write-up after replacing. Holds no original text; the only thing that may be embedded.

    ``conflict_marks`` are keyed marks of what was replaced (``casekit.conflicts``), empty without a key.
    ``who`` is what is known of the persons, by entity id; ``notes`` say what could not be done as asked;
    ``unsure`` are finds that were not sure enough to be acted on; ``risk`` is the report on what risk
    remains (``casekit.disclosure.Disclosure``), ``None`` where none was asked for.
    """

    text: str
    language: str
    mentions: tuple[Mention, ...]
    policy: str
    original_length: int
    characters_seen: int
    operators: Mapping[str, str]
    conflict_marks: frozenset[str] = field(default=frozenset(), repr=False)
    who: Mapping[str, Who] = field(default_factory=dict)
    style: str = "placeholder"
    notes: tuple[Note, ...] = ()
    unsure: tuple[Span, ...] = ()
    risk: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "operators", MappingProxyType(dict(self.operators)))
        object.__setattr__(self, "who", MappingProxyType(dict(self.who)))
        for before, after in zip(self.mentions, self.mentions[1:], strict=False):
            if before.end > after.start:
                raise ValueError("mentions are disjoint and in text order")
        if self.mentions and self.mentions[-1].end > self.original_length:
            raise ValueError("a mention ends after the original text")

    def with_marks(self, marks: Iterable[str]) -> AnonymisedCase:
        """The same case with further marks, such as those that an earlier anonymising of it gave."""
        return replace(self, conflict_marks=self.conflict_marks.union(marks))

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities in order of first mention."""
        grouped: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            grouped.setdefault(mention.entity_id, []).append(mention)
        return tuple(Entity(id_, ms[0].type, tuple(ms)) for id_, ms in grouped.items())

    def summary(self) -> Summary:
        """Counts by type, what was done to each type, and how much of the text was seen."""
        replaced = [m for m in self.mentions if m.replacement is not None]
        return Summary(
            language=self.language,
            policy=self.policy,
            characters=self.original_length,
            characters_seen=self.characters_seen,
            replaced_characters=sum(m.end - m.start for m in replaced),
            entities=dict(sorted(Counter(str(e.type) for e in self.entities).items())),
            mentions=dict(sorted(Counter(str(m.type) for m in self.mentions).items())),
            operators=dict(self.operators),
        )
