"""Where a group meets: the town, and whether in a room or on a screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product

from casekit.lang import Language
from casekit.lang.lexicon import ORDINARY, PLACE
from casekit.match.announcement_text import Announcement, Found, Proposal


def read_meeting(text: Announcement, found: Found) -> dict[str, Proposal]:
    """Mode and place; who meets on a screen only has no place, whatever town is named."""
    place = _place(text)
    mode = _mode(text, place)
    online = "mode" in mode and mode["mode"].value == "online"
    return mode if online else {**mode, **place}


def _mode(text: Announcement, found: Found) -> dict[str, Proposal]:
    """Online, in a room or both; a town tells a room only where nothing speaks of a screen."""
    if text.has("mode", "hybrid"):
        return {"mode": Proposal("hybrid", "mode.hybrid")}
    online, offline = text.has("mode", "online"), text.has("mode", "offline")
    if online and offline:
        return {"mode": Proposal("hybrid", "mode.both")}
    if online:
        return {"mode": Proposal("online", "mode.online")}
    if offline:
        return {"mode": Proposal("offline", "mode.offline")}
    for key, holds in (("room", text.has("mode", "room")), ("place", "place" in found)):
        if holds:
            return {"mode": Proposal("offline", f"mode.{key}")}
    return {}


_Look = Callable[[Announcement, re.Match[str], str], str | None]


def _place(text: Announcement) -> dict[str, Proposal]:
    """The town after a word that tells where they meet, or standing alone in a heading or between stops.

    Else the only large town that is mentioned; else, in a clear phrase, a name that the lexicon does not know.
    """
    for key, look in _LOOKS:
        towns = list(dict.fromkeys(_towns(text, key, look)))
        if towns and (key != "mentioned" or len(towns) == 1):
            return {"place": Proposal(_whole(text, towns[0]), f"place.{look.__name__.strip('_')}")}
    return {}


def _towns(text: Announcement, key: str, look: _Look) -> Iterator[str]:
    """The towns that this look finds after the patterns of the list, as they stand in the text."""
    for match in sorted(text.all("place", key), key=lambda match: match.start()):
        for group in match.groupdict():
            words = text.verbatim(match, group).split() if match[group] else []
            pieces = [words[:size] for size in range(len(words), 0, -1)]
            if key == "mentioned":
                pieces += [words[place:] for place in range(1, len(words))]
            names = (" ".join(piece).strip(",.:;!?") for piece in pieces)
            town = next((town for name in names if (town := look(text, match, name)) is not None), None)
            if town is not None:
                yield town


def _whole(text: Announcement, town: str) -> str:
    """The town, or the larger one that follows where the text tells that this is a part of it."""
    for match in _larger(text.language).finditer(text.plain):
        before = text.plain[max(0, match.start() - len(town)) : match.start()]
        larger = _mentioned(text, match, match["place"]) if before.lower() == town.lower() else None
        if larger is not None and ("L" not in text.language.lexicon.exact(town) or "(" not in match[0]):
            return larger
    return town


@cache
def _larger(language: Language) -> re.Pattern[str]:
    """What says that a town is a part of another one, and the other one."""
    joint = language.table("announcements")["place"]["part_of"]
    return re.compile(rf"(?:{joint})(?P<place>(?-i:[^\W\d_a-zа-яåäö])[\w-]+)", re.IGNORECASE)


def _known(text: Announcement, match: re.Match[str], name: str) -> str | None:
    """The base form of a place the lexicon knows; where cases are told apart, a large town before others."""
    if (nicknamed := _nicknamed(text, name)) is not None or _stopped(text, name):
        return nicknamed
    table, lexicon = text.language.table("announcements")["place"], text.language.lexicon
    fold, bases = text.language.morphology.fold, text.language.morphology.bases
    forms = [(fold(part), *bases(fold(part))) for part in name.split(" ")]
    places = [form for form in map(" ".join, product(*forms)) if set(lexicon.exact(form)) & PLACE]
    own = places[:1] == [fold(name)]
    oblique = [form for form in places if form != fold(name)] if table["inflected"] else []
    large = [form for form in oblique if "L" in lexicon.exact(form)]
    if large or (oblique and not own):
        return _like((large or oblique)[0])
    return _like(name) if own else None


def _alone(text: Announcement, match: re.Match[str], name: str) -> str | None:
    """A place in its own form without a telling word: where a sentence begins, one that is hardly another word."""
    if (nicknamed := _nicknamed(text, name)) is not None:
        return nicknamed
    letters = set(text.language.lexicon.exact(name))
    begins = match[0][0] in ".!?:\n" or match.start() == 0 or text.plain[match.start() - 1] == "\n"
    doubtful = letters & (ORDINARY | {"o"}) or ("L" not in letters and letters - PLACE)
    if _stopped(text, name) or (begins and doubtful):
        return None
    return _like(name) if letters & PLACE else None


def _mentioned(text: Announcement, match: re.Match[str], name: str) -> str | None:
    """A large place anywhere, that is no ordinary word."""
    town = _known(text, match, name)
    letters = set(text.language.lexicon.exact(town)) if town else set()
    return town if "L" in letters and not letters & ORDINARY else None


def _unknown(text: Announcement, match: re.Match[str], name: str) -> str | None:
    """A capitalised name that the lexicon does not know as a word, after a word that tells a place."""
    lone = all(part[1:].islower() and part.isalpha() for part in re.split(r"[ -]", name))
    known = set(text.language.lexicon.exact(name)) & (ORDINARY | {"o"})
    return name if lone and not known and not _stopped(text, name) else None


_LOOKS: tuple[tuple[str, _Look], ...] = (
    ("telling", _known), ("alone", _alone), ("mentioned", _mentioned), ("strict", _unknown),
)  # fmt: skip


def _nicknamed(text: Announcement, name: str) -> str | None:
    table = text.language.table("announcements")["place"]["nicknames"]
    return next((str(meant) for written, meant in table if re.fullmatch(written, name)), None)


def _stopped(text: Announcement, name: str) -> bool:
    stop = "|".join(text.language.table("announcements")["place"]["stop"])
    return not name or re.fullmatch(stop, name, re.IGNORECASE) is not None


def _like(name: str) -> str:
    """A name with the capitals of a name."""
    if not (name.isupper() or name.islower()):
        return name
    pieces = (piece if piece == "на" else piece.capitalize() for piece in re.split(r"([ -])", name.lower()))
    return "".join(pieces)
