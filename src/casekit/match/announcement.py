"""A profile proposed from a free-text announcement, for a person to confirm.

Rules read the text field by field; all words and patterns are in ``lang/<code>/announcements.toml``. They
rather leave a field out than guess it. The text and its patterns are in ``announcement_text``, the longer
rules in ``announcement_sizes``, ``announcement_places`` and ``announcement_people``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casekit.lang import get_language
from casekit.match.announcement_people import read_populations
from casekit.match.announcement_places import read_meeting
from casekit.match.announcement_sizes import read_sizes
from casekit.match.announcement_text import Announcement, Found, Proposal, Rule
from casekit.match.profile import FORMATS, FREQUENCIES, KINDS, Profile

__all__ = ["Draft", "Proposal", "draft_profile", "propose"]

_LEVELS = ("beginner", "intermediate", "experienced", "any")
_TITLE_LENGTH = 80
#: years of practice from which one is experienced
_LONG = 5

#: How often a rule is right, all languages together: (right + 1) / (proposed + 2) over the 252 announcements of
#: two authors (84 a language) from which the rules were written, so rather too high than too low for other
#: texts. Measured with ``python benchmarks/announcements.py --rules FILE.jsonl ...``.
_PRECISION: Mapping[str, float] = {
    "approach.named": 0.88, "approach.told": 0.83, "fee.free": 0.93, "fee.other": 0.87,
    "fee.price": 0.97, "format.hint": 0.95, "format.named": 0.99, "frequency.said": 0.98,
    "kind.group": 0.92, "kind.group_hint": 0.86, "kind.peer": 0.97, "kind.sizes": 0.99,
    "languages.told": 0.97, "level.any": 0.97, "level.said": 0.96, "level.years": 0.91,
    "level.young": 0.89, "mode.both": 0.50, "mode.hybrid": 0.92, "mode.offline": 0.96,
    "mode.online": 0.98, "mode.place": 0.96, "mode.room": 0.98, "open.complete": 0.67, "open.free": 0.99,
    "open.full": 0.94, "open.invited": 0.97, "open.room": 0.95, "place.alone": 0.96, "place.known": 0.97,
    "place.mentioned": 0.75, "place.unknown": 0.78, "populations.mentioned": 0.83,
    "populations.told": 0.89, "sizes.free_of": 0.83, "sizes.full": 0.97, "sizes.max": 0.97,
    "sizes.min": 0.94, "sizes.now": 0.99, "sizes.nth": 0.93, "sizes.of": 0.94, "sizes.pair": 0.67,
    "sizes.places": 0.88, "sizes.range": 0.97, "sizes.room": 0.93, "sizes.total": 0.75,
    "time_zone.said": 0.98,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed profile, and for every field that was proposed how likely it is right (0..1).

    ``id``, ``title`` and ``description`` are not judged. ``kind`` and ``languages`` have to be filled in a
    profile: where ``confidence`` lacks them, they are only what is usual (a group, the language of the text).
    """

    profile: Profile
    confidence: Mapping[str, float]


def draft_profile(
    text: str, language: str, *, id: str = "draft", themes: Mapping[str, float] | None = None
) -> Draft:
    """The profile that an announcement in that language seems to describe.

    ``themes`` are probabilities from the theme model; those of 0.5 and more are proposed, with their mean
    as confidence (where there is none: the mean certainty that none applies). The title is the first
    sentence of three words or more, shortened.

    Raises:
        InputError: the text is empty.
        LanguageError: the language is not supported.
    """
    found = propose(text, language)
    values = {name: proposal.value for name, proposal in found.items()}
    confidence = {name: _PRECISION.get(proposal.rule, 0.5) for name, proposal in found.items()}
    if themes is not None:
        values["themes"] = frozenset(name for name, likely in themes.items() if likely >= 0.5)
        confidence["themes"] = _certainty(themes)
    values.setdefault("languages", (language,))
    description = text.strip()
    return Draft(Profile(id=id, title=_title(description), description=description, **values), confidence)


def propose(text: str, language: str) -> dict[str, Proposal]:
    """What the rules read in an announcement, by field; ``draft_profile`` without the profile."""
    announcement = Announcement(text, get_language(language))
    found: dict[str, Proposal] = {}
    for rule in _RULES:
        found.update(rule(announcement, found))
    return found


def _certainty(themes: Mapping[str, float]) -> float:
    sure = [likely for likely in themes.values() if likely >= 0.5] or [1 - p for p in themes.values()]
    return sum(sure) / len(sure) if sure else 0.0


def _title(text: str) -> str:
    sentences = [part.strip() for part in re.split(r"(?<=[.!?…])\s+|\n+", text) if part.strip()]
    told = (part for part in sentences if len(re.findall(r"\w+", part)) > 2)
    title = next(told, sentences[0] if sentences else "").rstrip(".")
    if len(title) <= _TITLE_LENGTH:
        return title
    return title[: _TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–—(") + "…"


def _kind(text: Announcement, found: Found) -> dict[str, Proposal]:
    """One person who offers or seeks company, or a group; the plainer sign first."""
    if any(name.startswith("size") for name in found):
        return {"kind": Proposal("group", "kind.sizes")}
    for key in ("peer", "group", "peer_hint", "group_hint"):
        if text.has("kind", key):
            return {"kind": Proposal(KINDS[key.startswith("peer")], f"kind.{key}")}
    return {}


def _format(text: Announcement, found: Found) -> dict[str, Proposal]:
    """The format that is named first, Balint before all; else what the circumstances tell."""
    if text.has("format", "balint"):
        return {"format": Proposal("balint", "format.named")}
    named = text.earliest("format", FORMATS[1:])
    if named is not None:
        return {"format": Proposal(named, "format.named")}
    hints = {name: len(list(text.all("format", f"{name}_hint"))) for name in FORMATS[1:]}
    equals, led = hints.values()
    if equals != led:
        return {"format": Proposal(max(hints, key=lambda name: hints[name]), "format.hint")}
    return {}


def _languages(text: Announcement, found: Found) -> dict[str, Proposal]:
    """The languages that are spoken, where the text says so."""
    told = next(text.all("languages", "telling"), None)
    if told is None:
        return {}
    names = text.language.table("announcements")["languages"]["names"]
    hits = {code: re.search(rf"(?<!\w)(?:{stem})", told[0], re.IGNORECASE) for code, stem in names}
    codes = sorted((hit.start(), code) for code, hit in hits.items() if hit)
    return {"languages": Proposal(tuple(code for _, code in codes), "languages.told")} if codes else {}


def _frequency(text: Announcement, found: Found) -> dict[str, Proposal]:
    """How often they meet: what is said first; a longer phrase hides a shorter one inside it."""
    spans = [(m.start(), m.end(), key) for key in FREQUENCIES for m in text.all("frequency", key)]
    outer = [one for one in spans if not any(_inside(one, other) for other in spans)]
    if not outer:
        return {}
    return {"frequency": Proposal(min(outer)[2], "frequency.said")}


def _inside(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and other[1] - other[0] > one[1] - one[0]


def _open(text: Announcement, found: Found) -> dict[str, Proposal]:
    """Whether newcomers can join now; nothing where the signs contradict each other.

    A closed group that invites is open to those it invites. That one may write to somebody is no sign
    (alone it was right in 1 of 4 announcements).
    """
    full = text.has("open", "full")
    free = text.has("open", "free", beside="full")
    if text.has("open", "undecided") or (full and free):
        return {}
    if full:
        return {"open": Proposal(False, "open.full")}
    if free or ("size_max" in found and found["size_max"].rule == "sizes.room"):
        return {"open": Proposal(True, "open.free")}
    now, most = (found[name].value if name in found else None for name in ("size_now", "size_max"))
    if now is not None and now == most:
        return {"open": Proposal(False, "open.complete")}
    if now is not None and most is not None:
        return {"open": Proposal(True, "open.room")}
    if text.has("open", "invited"):
        return {"open": Proposal(True, "open.invited")}
    if text.has("open", "closed"):
        return {"open": Proposal(False, "open.closed")}
    return {}


def _level(text: Announcement, found: Found) -> dict[str, Proposal]:
    """The experience that is asked for, in words or in years; nothing where beginners and old hands are named apart."""
    if text.has("level", "any"):
        return {"level": Proposal("any", "level.any")}
    if text.has("level", "young"):
        return {"level": Proposal("beginner", "level.young")}
    years = [text.number(match, "y") for match in text.all("level", "years")]
    if years:
        return {"level": Proposal(_LEVELS[2 if min(years) >= _LONG else 1], "level.years")}
    said = [level for level in _LEVELS[:3] if text.has("level", level)]
    if not said or {"beginner", "experienced"} <= set(said):
        return {}
    return {"level": Proposal("beginner" if "beginner" in said else said[-1], "level.said")}


def _fee(text: Announcement, found: Found) -> dict[str, Proposal]:
    """A price or that there is none, as written."""
    return _quoted(text, "fee", ("price", "free", "other"))


def _time_zone(text: Announcement, found: Found) -> dict[str, Proposal]:
    """Whose clock counts, as written."""
    return _quoted(text, "time_zone", ("said",))


def _quoted(text: Announcement, field: str, keys: Sequence[str]) -> dict[str, Proposal]:
    for key in keys:
        match = text.first(field, key)
        if match is not None:
            return {field: Proposal(text.verbatim(match, match.lastgroup or 0), f"{field}.{key}")}
    return {}


def _approach(text: Announcement, found: Found) -> dict[str, Proposal]:
    """Schools and methods that are named, as written, with those that stand beside them."""
    if text.has("approach", "mixed"):
        return {}
    return _quoted(text, "approach", ("told", "named"))


_RULES: tuple[Rule, ...] = (
    read_sizes, _kind, _format, _languages, _frequency, read_meeting, _open, _level, _fee, _time_zone, _approach,
    read_populations,
)  # fmt: skip
