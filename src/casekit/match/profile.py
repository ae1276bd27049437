"""What a group or peer states of itself: the one schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from casekit.conflicts import is_mark
from casekit.errors import InputError

FORMATS = ("balint", "intervision", "supervision")
KINDS = ("group", "peer")
MODES = ("online", "offline", "hybrid")
FREQUENCIES = ("weekly", "fortnightly", "monthly", "other")
_REQUIRED = ("id", "title", "description", "languages")
#: other names under which a field may come
_ALIASES: Mapping[str, str] = {"lang": "languages"}
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_FIELD_NAME = re.compile(r"[A-Za-z_]{1,30}")
_CHOICES = {"kind": KINDS, "format": FORMATS, "mode": MODES, "frequency": FREQUENCIES}


@dataclass(frozen=True, slots=True)
class Profile:
    """A group or peer as it describes itself; ``None`` (or an empty tuple) where it says nothing.

    ``themes`` is ``None`` when the profile does not say what it is about, and empty when it says that it
    is about none of the known themes. ``conflicts`` are marks (``casekit.conflicts``) of whose cases must
    not come here; never names. ``texts`` are further texts that speak for the profile, such as a leaflet.
    """

    id: str
    title: str
    description: str = field(repr=False)
    languages: tuple[str, ...]
    kind: str = "group"
    format: str | None = None
    themes: frozenset[str] | None = None
    populations: tuple[str, ...] = ()
    approach: str | None = None
    level: str | None = None
    mode: str | None = None
    place: str | None = None
    time_zone: str | None = None
    open: bool | None = None
    intake: str | None = None
    size_now: int | None = None
    size_min: int | None = None
    size_max: int | None = None
    frequency: str | None = None
    fee: str | None = None
    leader: str | None = None
    accreditation: str | None = None
    conflicts: frozenset[str] = field(default=frozenset(), repr=False)
    texts: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        _check(bool(self.id.strip()), "id", "is empty")
        _check(bool((self.title + self.description).strip()), "description", "and title are both empty")
        _check(bool(self.languages), "languages", "names no language")
        known = all(_LANGUAGE.fullmatch(code) for code in self.languages)
        _check(known, "languages", "holds something that is no language code such as 'sv'")
        for name, choices in _CHOICES.items():
            _check(getattr(self, name) in (None, *choices), name, f"is none of {', '.join(choices)}")
        for name in ("size_now", "size_min", "size_max"):
            size = getattr(self, name)
            _check(size is None or size >= 0, name, "is below zero")
        if self.size_min is not None and self.size_max is not None:
            _check(self.size_min <= self.size_max, "size_min", "is above size_max")
        hashed = all(map(is_mark, self.conflicts))
        _check(
            hashed, "conflicts", "holds something that is no mark; make marks with 'casekit conflicts mark'"
        )

    @property
    def text(self) -> str:
        """What stands for the profile in the vector space."""
        parts = (self.title, self.description, ", ".join(self.populations), *self.texts)
        return "\n".join(part for part in parts if part)

    @property
    def free_places(self) -> int | None:
        """How many can still join; ``None`` where sizes are not stated."""
        if self.size_now is None or self.size_max is None:
            return None
        return max(0, self.size_max - self.size_now)

    @property
    def full(self) -> bool:
        """Whether the stated size has reached the stated limit; unknown sizes count as free."""
        return self.free_places == 0

    @property
    def available(self) -> bool:
        """Whether a newcomer can be taken: not closed and not full, as far as is stated."""
        return self.open is not False and not self.full

    def as_row(self) -> dict[str, Any]:
        """Plain data for JSON, without what is not stated; ``profile_from`` reads it back."""
        row: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if isinstance(value, (tuple, frozenset)):
                value = sorted(value) if isinstance(value, frozenset) else list(value)
                if not value and one.name != "themes":
                    continue
            if value is not None:
                row[one.name] = value
        return row


def _check(holds: bool, name: str, complaint: str) -> None:
    if not holds:
        raise InputError(f"{name} {complaint}")


def _text(value: object) -> str:
    if not isinstance(value, str) or any("\ud800" <= character <= "\udfff" for character in value):
        raise InputError("is not text")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise InputError("is neither true nor false")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputError("is not a whole number")
    return value


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (_text(value),)
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise InputError("is neither text nor a list of texts")
    return tuple(dict.fromkeys(map(_text, value)))


def _themes(value: object) -> frozenset[str]:
    """A list of names, or an object of 0 and 1 (false and true) by name."""
    if isinstance(value, Mapping):
        if any(flag not in (0, 1) for flag in value.values()):
            raise InputError("holds a value that is neither 0 nor 1")
        return frozenset(str(name) for name, flag in value.items() if flag)
    return frozenset(_names(value))


READERS: Mapping[str, Callable[[object], Any]] = {
    "id": _text,
    "title": _text,
    "description": _text,
    "languages": _names,
    "kind": _text,
    "format": _text,
    "themes": _themes,
    "populations": _names,
    "approach": _text,
    "level": _text,
    "mode": _text,
    "place": _text,
    "time_zone": _text,
    "open": _flag,
    "intake": _text,
    "size_now": _count,
    "size_min": _count,
    "size_max": _count,
    "frequency": _text,
    "fee": _text,
    "leader": _text,
    "accreditation": _text,
    "conflicts": lambda value: frozenset(_names(value)),
    "texts": _names,
}


def profile_from(row: object) -> Profile:
    """The profile of one decoded object; ``null`` means not stated.

    Raises:
        InputError: a field is missing, unknown or of the wrong kind; the message never shows its value.
    """
    if not isinstance(row, Mapping):
        raise InputError("a profile is an object of fields and values")
    values: dict[str, Any] = {}
    for key, value in row.items():
        given = str(key)
        name = _ALIASES.get(given, given)
        if name not in READERS:
            shown = repr(given) if _FIELD_NAME.fullmatch(given) else "with an unusual name"
            raise InputError(f"unknown field {shown}; there are {', '.join(READERS)}")
        if name in values:
            raise InputError(f"{name} is given twice")
        if value is not None:
            try:
                values[name] = READERS[name](value)
            except InputError as error:
                raise InputError(f"{name} {error}") from None
    missing = [name for name in _REQUIRED if name not in values]
    if missing:
        raise InputError(f"missing: {', '.join(missing)}")
    return Profile(**values)
