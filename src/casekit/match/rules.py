"""Hard rules: what keeps a profile from being proposed, however well it fits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from casekit.conflicts import ConflictKey, is_small_place
from casekit.errors import InputError
from casekit.lang import SUPPORTED, get_language
from casekit.match.profile import FORMATS, MODES, Profile

LEVELS = ("beginner", "intermediate", "experienced")
#: every barrier, in the order in which it is told
BARRIERS = ("language", "format", "mode", "level", "closed", "full", "unsupervised")


@dataclass(frozen=True, slots=True)
class Request:
    """What the asker says beside the case. ``None``: no wish.

    ``languages`` leaves profiles that speak one of them, ``format`` and ``mode`` those of one, ``level``
    those that take somebody of that level. ``available`` leaves out the closed and the full. The words of
    ``approaches`` and ``populations`` are wishes: they lift, they do not exclude. With ``supervised`` a case
    with a risk in it is proposed only to supervision.
    """

    languages: frozenset[str] | None = None
    format: str = "any"
    mode: str | None = None
    level: str | None = None
    available: bool = False
    approaches: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    place: str | None = None
    supervised: bool = False

    def __post_init__(self) -> None:
        if self.format not in ("any", *FORMATS):
            raise InputError(f"the format is one of any, {', '.join(FORMATS)}")
        if self.mode not in (None, *MODES):
            raise InputError(f"the mode is one of {', '.join(MODES)}")
        if self.level not in (None, *LEVELS):
            raise InputError(f"the level is one of {', '.join(LEVELS)}")

    def excludes(self, profile: Profile) -> tuple[str, ...]:
        """Which of the asker's conditions the profile does not meet."""
        failed = []
        if self.languages is not None and not self.languages.intersection(profile.languages):
            failed.append("language")
        if self.format not in ("any", profile.format):
            failed.append("format")
        if self.mode is not None and profile.mode not in (None, "hybrid", self.mode):
            failed.append("mode")
        if self.available and not profile.available:
            failed.append("full" if profile.full else "closed")
        return tuple(failed)

    @property
    def stated(self) -> tuple[str, ...]:
        """The names of the conditions that were made."""
        made = {
            "language": self.languages is not None,
            "format": self.format != "any",
            "mode": self.mode is not None,
            "level": self.level is not None,
            "closed": self.available,
        }
        return tuple(name for name, asked in made.items() if asked)

    def wishes_met(self, profile: Profile) -> float | None:
        """The share of the wishes that the profile meets, ``None`` without wishes."""
        said = f"{profile.approach or ''} {profile.text}".casefold()
        people = f"{' '.join(profile.populations)} {profile.text}".casefold()
        met = [wish.casefold() in said for wish in self.approaches]
        met += [wish.casefold() in people for wish in self.populations]
        if self.place is not None:
            met.append(self.place.casefold() in (profile.place or "").casefold())
        return sum(met) / len(met) if met else None


def barriers(profile: Profile, request: Request, *, risk: bool) -> tuple[str, ...]:
    """What keeps the profile from being proposed although it may be shown."""
    found = []
    if request.level is not None and not takes(profile, request.level):
        found.append("level")
    if profile.open is False:
        found.append("closed")
    if profile.full:
        found.append("full")
    if risk and request.supervised and profile.format != "supervision":
        found.append("unsupervised")
    return tuple(found)


def with_place_marks(profiles: Iterable[Profile], key: ConflictKey) -> tuple[Profile, ...]:
    """The profiles, those that meet in a small place with that place's marks among their conflicts.

    Where everybody knows everybody, a case from the place or its district must not come to it. A large
    town is not a conflict by itself; whoever wants it to be one states a mark.
    """
    return tuple(_place_marked(profile, key) for profile in profiles)


def _place_marked(profile: Profile, key: ConflictKey) -> Profile:
    if not profile.place or profile.mode == "online":
        return profile
    spoken = [get_language(code) for code in profile.languages if code in SUPPORTED]
    small = [language for language in spoken if is_small_place(profile.place, language)]
    marks = frozenset(mark for language in small for mark in key.marks("town", profile.place, language))
    return replace(profile, conflicts=profile.conflicts | marks)


def level_of(profile: Profile) -> str | None:
    """The least level that a profile asks for, read from its own words; ``None``: any, or not understood."""
    said = (profile.level or "").casefold()
    for level in ("any", *LEVELS):
        if any(word in said for word in _level_words(level)):
            return None if level == "any" else level
    return None


def takes(profile: Profile, level: str) -> bool:
    """Whether the profile takes somebody of that level; where it does not say, it does."""
    least = level_of(profile)
    return least is None or LEVELS.index(level) >= LEVELS.index(least) or least == "beginner"


@cache
def _level_words(level: str) -> Sequence[str]:
    """The beginnings of words that name a level, in all languages: profiles are often mixed."""
    return [word for code in SUPPORTED for word in get_language(code).table("matching")["levels"][level]]
