"""What a group or peer states of itself, and how that is read from JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casekit.errors import FileProblem, InputError

FORMATS = ("balint", "intervision", "supervision")
KINDS = ("group", "peer")
MODES = ("online", "offline", "hybrid")
_REQUIRED = ("id", "title", "description", "languages")
#: other names under which a field may come
_ALIASES: Mapping[str, str] = {"lang": "languages"}
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_FIELD_NAME = re.compile(r"[A-Za-z_]{1,30}")


@dataclass(frozen=True, slots=True)
class Profile:
    """A group or peer as it describes itself; ``None`` (or an empty tuple) where it says nothing.

    ``themes`` is ``None`` when the profile does not say what it is about, and empty when it says that it
    is about none of the known themes.
    """

    id: str
    title: str
    description: str = field(repr=False)
    languages: tuple[str, ...]
    kind: str = "group"
    format: str | None = None
    themes: frozenset[str] | None = None
    approach: str | None = None
    level: str | None = None
    mode: str | None = None
    open: bool | None = None
    size_now: int | None = None
    size_max: int | None = None
    populations: tuple[str, ...] = ()
    place: str | None = None
    time_zone: str | None = None

    def __post_init__(self) -> None:
        _check(bool(self.id.strip()), "id", "is empty")
        _check(bool((self.title + self.description).strip()), "description", "and title are both empty")
        _check(bool(self.languages), "languages", "names no language")
        known = all(_LANGUAGE.fullmatch(code) for code in self.languages)
        _check(known, "languages", "holds something that is no language code such as 'sv'")
        _check(self.kind in KINDS, "kind", f"is none of {', '.join(KINDS)}")
        _check(self.format is None or self.format in FORMATS, "format", f"is none of {', '.join(FORMATS)}")
        _check(self.mode is None or self.mode in MODES, "mode", f"is none of {', '.join(MODES)}")
        for name in ("size_now", "size_max"):
            size = getattr(self, name)
            _check(size is None or size >= 0, name, "is below zero")

    @property
    def text(self) -> str:
        """What stands for the profile in the vector space."""
        parts = (self.title, self.description, ", ".join(self.populations))
        return "\n".join(part for part in parts if part)

    @property
    def full(self) -> bool:
        """Whether the stated size has reached the stated limit; unknown sizes count as free."""
        return self.size_now is not None and self.size_max is not None and self.size_now >= self.size_max

    @property
    def available(self) -> bool:
        """Whether a newcomer can be taken: not closed and not full, as far as is stated."""
        return self.open is not False and not self.full


def _check(holds: bool, name: str, complaint: str) -> None:
    if not holds:
        raise InputError(f"{name} {complaint}")


def _text(value: object) -> str:
    if not isinstance(value, str):
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
        return (value,)
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise InputError("is neither text nor a list of texts")
    return tuple(dict.fromkeys(value))


def _themes(value: object) -> frozenset[str]:
    """A list of names, or an object of 0 and 1 (false and true) by name."""
    if isinstance(value, Mapping):
        if any(flag not in (0, 1) for flag in value.values()):
            raise InputError("holds a value that is neither 0 nor 1")
        return frozenset(name for name, flag in value.items() if flag)
    return frozenset(_names(value))


_READERS: Mapping[str, Callable[[object], Any]] = {
    "id": _text,
    "title": _text,
    "description": _text,
    "languages": _names,
    "kind": _text,
    "format": _text,
    "themes": _themes,
    "approach": _text,
    "level": _text,
    "mode": _text,
    "open": _flag,
    "size_now": _count,
    "size_max": _count,
    "populations": _names,
    "place": _text,
    "time_zone": _text,
}


def profile_from(row: object) -> Profile:
    """The profile of one decoded JSON object; ``null`` means not stated.

    Raises:
        InputError: a field is missing, unknown or of the wrong kind; the message never shows its value.
    """
    if not isinstance(row, Mapping):
        raise InputError("a profile is a JSON object")
    values: dict[str, Any] = {}
    for key, value in row.items():
        given = str(key)
        name = _ALIASES.get(given, given)
        if name not in _READERS:
            shown = repr(given) if _FIELD_NAME.fullmatch(given) else "with an unusual name"
            raise InputError(f"unknown field {shown}; there are {', '.join(_READERS)}")
        if name in values:
            raise InputError(f"{name} is given twice")
        if value is not None:
            try:
                values[name] = _READERS[name](value)
            except InputError as error:
                raise InputError(f"{name} {error}") from None
    missing = [name for name in _REQUIRED if name not in values]
    if missing:
        raise InputError(f"missing: {', '.join(missing)}")
    return Profile(**values)


def load_profiles(path: str | Path) -> tuple[Profile, ...]:
    """The profiles of a JSON Lines file (UTF-8, one object a line, blank lines skipped).

    Raises:
        FileProblem: the file cannot be read.
        InputError: a row is bad or an id comes twice; the message names line and reason, not content.
    """
    path = Path(path)
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else "cannot be read"
        raise FileProblem(f"{path.name}: the file {reason}") from None
    seen: dict[str, int] = {}
    profiles: list[Profile] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            profile = profile_from(_decoded(line))
            if profile.id in seen:
                raise InputError(f"the id of line {seen[profile.id]} comes again")
        except InputError as error:
            raise InputError(f"{path.name}, line {number}: {error}", line=number) from None
        seen[profile.id] = number
        profiles.append(profile)
    return tuple(profiles)


def _decoded(line: str) -> object:
    try:
        return json.loads(line, object_pairs_hook=_no_repeats)
    except (ValueError, RecursionError):
        raise InputError("this is not JSON") from None


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InputError("a field is given twice")
    return found
