"""What a reviewer can decide, as frozen values; places count in the original text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from casekit.case import EntityType
from casekit.changes import Extent
from casekit.errors import InputError

_TEXT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Accept:
    """Replace what was not sure enough, what the policy keeps or what was left; ``type`` where it is another."""

    start: int
    end: int
    type: EntityType | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """Leave a find as it is, or all mentions of its entity."""

    start: int
    end: int
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Retype:
    """A mention, or all of its entity, is of another type."""

    start: int
    end: int
    type: EntityType
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What was missed, here or in all its forms in the text."""

    start: int
    end: int
    type: EntityType
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """Two entities are one, which is called ``into``."""

    entity: str
    into: str


@dataclass(frozen=True, slots=True)
class Split:
    """These mentions of one entity are an entity of their own."""

    spots: tuple[Extent, ...]


@dataclass(frozen=True, slots=True)
class Rename:
    """The reviewer's own pseudonym for an entity."""

    entity: str
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Style:
    """How all that is replaced looks."""

    style: str


@dataclass(frozen=True, slots=True)
class Step:
    """How far an entity is generalised, or what else is done with it."""

    entity: str
    step: str


@dataclass(frozen=True, slots=True)
class Keep:
    """An entity stays as it is everywhere."""

    entity: str


Decision = Accept | Reject | Retype | Mark | Merge | Split | Rename | Style | Step | Keep
_KINDS: Mapping[str, type[Decision]] = {
    "accept": Accept,
    "reject": Reject,
    "retype": Retype,
    "mark": Mark,
    "merge": Merge,
    "split": Split,
    "rename": Rename,
    "style": Style,
    "step": Step,
    "keep": Keep,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def decision_from(table: Mapping[str, Any]) -> Decision:
    """The decision in a table of plain data, such as a page sends it.

    Raises:
        InputError: it is none; an unknown or missing key or a value of another kind is an error too.
    """
    kind = _KINDS.get(table["do"]) if isinstance(table.get("do"), str) else None
    if kind is None:
        raise _malformed()
    given = {key: value for key, value in table.items() if key != "do"}
    known = {one.name: one for one in fields(kind)}
    missing = {name for name, one in known.items() if one.default is MISSING} - given.keys()
    if missing or given.keys() - known.keys():
        raise _malformed()
    read = {key: _READERS[str(known[key].type)](value) for key, value in given.items()}
    if "start" in read:
        _extent([read["start"], read["end"]])
    return kind(**read)


def as_table(decision: Decision) -> dict[str, Any]:
    """The plain data that ``decision_from`` reads."""
    values = {one.name: getattr(decision, one.name) for one in fields(decision)}
    plain = {key: str(value) if isinstance(value, EntityType) else value for key, value in values.items()}
    if isinstance(decision, Split):
        plain["spots"] = [list(spot) for spot in decision.spots]
    return {"do": _NAMES[type(decision)], **plain}


def _malformed() -> InputError:
    return InputError("this is no decision of a reviewer", key="review_decision")


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise _malformed()
    return value


def _either(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _malformed()
    return value


def _words(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _TEXT_LIMIT:
        raise _malformed()
    return value


def _type(value: Any) -> EntityType:
    if not isinstance(value, str) or value not in {str(one) for one in EntityType}:
        raise _malformed()
    return EntityType(value)


def _type_or_none(value: Any) -> EntityType | None:
    return None if value is None else _type(value)


def _extent(value: Any) -> Extent:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        raise _malformed()
    start, end = _whole(value[0]), _whole(value[1])
    if start >= end:
        raise _malformed()
    return start, end


def _extents(value: Any) -> tuple[Extent, ...]:
    if not isinstance(value, (list, tuple)) or not value:
        raise _malformed()
    return tuple(dict.fromkeys(_extent(one) for one in value))


#: how the value of a field is read, by the type it is declared with
_READERS: Mapping[str, Callable[[Any], Any]] = {
    "int": _whole,
    "bool": _either,
    "str": _words,
    "EntityType": _type,
    "EntityType | None": _type_or_none,
    "tuple[Extent, ...]": _extents,
}
