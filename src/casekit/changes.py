"""What a reviewer changed: who is who in one text, what stays, and what stands in the place of an entity.

A value that reviewing makes, and that linking and replacing read. Mentions count in the original text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from casekit.case import EntityType, Mention, Who

#: the recognizer of what a reviewer marked
REVIEWER = "reviewer"
#: what can be done with an entity beside the steps of its type's ladder: it stays, gets a numbered placeholder,
#: or is replaced as the style does although the policy keeps its type
KEEP, PLACEHOLDER, STYLED = "keep", "placeholder", "styled"

Extent = tuple[int, int]
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Met:
    """Mentions that became known together, and what was known of their entities then.

    ``names`` are the reviewer's own pseudonyms at that time, which nobody new is called by.
    """

    mentions: tuple[Mention, ...]
    who: Mapping[str, Who] = field(default_factory=dict)
    names: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """The mentions of a text as a reviewer left them, and what was decided about their entities.

    ``mentions`` is ``None`` as long as nobody linked the text. ``met`` holds every mention that ever was, in
    the order of the decisions, the linking's own first: numbers and invented names are given out in this order,
    so that no decision changes those of another entity. ``names`` are pseudonyms of the reviewer's own, ``steps``
    what else is done, by entity id; ``left`` are the places that stay although they look like an identifier.
    """

    mentions: tuple[Mention, ...] | None = None
    who: Mapping[str, Who] = field(default_factory=dict)
    met: tuple[Met, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    steps: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[Extent, EntityType] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("who", "names", "steps", "left"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    @classmethod
    def of(cls, mentions: Iterable[Mention], who: Mapping[str, Who]) -> Changes:
        """What the linking found, before any decision."""
        found = tuple(mentions)
        return cls(found, who, (Met(found, who),))

    @property
    def known(self) -> tuple[Mention, ...]:
        """The mentions; none where the text was not linked."""
        return self.mentions or ()

    def entity(self, id_: str) -> tuple[Mention, ...]:
        """The mentions of an entity in text order; none where there is no such entity."""
        return tuple(m for m in self.known if m.entity_id == id_)

    def fresh_id(self, type_: EntityType) -> str:
        """An id that no entity of the type ever had."""
        return entity_id(type_, self.highest()[type_] + 1)

    def highest(self) -> Counter[EntityType]:
        """The highest number of an id ever given out, by type; 0 where none was."""
        found: Counter[EntityType] = Counter()
        for batch in self.met:
            for mention in batch.mentions:
                found[mention.type] = max(found[mention.type], number_of(mention.entity_id))
        return found

    def adding(self, mentions: Sequence[Mention], who: Mapping[str, Who]) -> Changes:
        """With further mentions, which touch none that are there; a place that was left and is touched is no more."""
        if not mentions:
            return self
        ids = {mention.entity_id for mention in mentions}
        told = {id_: one for id_, one in who.items() if id_ in ids}
        batch = Met(tuple(mentions), told, tuple(self.names.values()))
        return replace(
            self,
            mentions=tuple(sorted([*self.known, *mentions], key=lambda m: m.start)),
            who={**self.who, **batch.who},
            met=(*self.met, batch),
            left={
                (start, end): type_
                for (start, end), type_ in self.left.items()
                if all(m.end <= start or end <= m.start for m in mentions)
            },
        )

    def without(self, gone: Collection[Mention]) -> Changes:
        """Without these mentions, as if they had not been found."""
        extents = {(m.start, m.end) for m in gone}
        return replace(self, mentions=tuple(m for m in self.known if (m.start, m.end) not in extents))

    def leaving(self, places: Mapping[Extent, EntityType]) -> Changes:
        """With these places left as they are; mentions there are none any more."""
        gone = [m for m in self.known if (m.start, m.end) in places]
        return replace(self.without(gone), left={**self.left, **places})

    def renumbered(self, mentions: Collection[Mention], id_: str, who: Who | None) -> Changes:
        """With these mentions made those of the entity of that id, of which ``who`` is known."""
        moved = [replace(mention, entity_id=id_) for mention in mentions]
        return self.without(mentions).adding(moved, {} if who is None else {id_: who})

    def naming(self, id_: str, name: str) -> Changes:
        """With a pseudonym of the reviewer's own for an entity."""
        return replace(self, names={**self.names, id_: name}, steps=_less(self.steps, [id_]))

    def stepping(self, id_: str, step: str | None) -> Changes:
        """With something else done with an entity; with ``None`` what policy and style say."""
        steps = _less(self.steps, [id_]) if step is None else {**self.steps, id_: step}
        return replace(self, steps=steps, names=_less(self.names, [id_]))

    def forgetting(self, ids: Collection[str]) -> Changes:
        """Without what was decided about these entities."""
        return replace(self, names=_less(self.names, ids), steps=_less(self.steps, ids))

    def stays(self) -> list[Extent]:
        """The places that stay because the reviewer said so."""
        return [*self.left, *((m.start, m.end) for m in self.known if self.steps.get(m.entity_id) == KEEP)]


def _less(table: Mapping[K, V], keys: Collection[K]) -> dict[K, V]:
    return {key: value for key, value in table.items() if key not in keys}


def entity_id(type_: EntityType, number: int) -> str:
    """The id of the entity of that number among those of its type, such as ``person-1``."""
    return f"{type_.lower().replace('_', '-')}-{number}"


def number_of(id_: str) -> int:
    """The number in an entity's id, 0 where there is none."""
    tail = id_.rpartition("-")[2]
    return int(tail) if tail.isdecimal() else 0
