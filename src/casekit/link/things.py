"""Grouping of what is no person: by a normal form of the surface."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from casekit.case import EntityType, Span
from casekit.lang import Language
from casekit.link.names import keys_of

_TEN = 10
_ORDINAL = re.compile(r"(?:ый|ий|ой|ая|ое|ого|ому|ым|ом|ую|ья|ье|ьей|ьего|ьему|ьим|ьем|ью)$")
#: the shortest stem that a place is known by
_STEM = 2

Grouping = Callable[[str, Sequence[Span], Language], Sequence[object]]


def grouping(type_: EntityType) -> Grouping:
    """The function that gives each span of a type the mark of its entity."""
    return _GROUPINGS.get(type_, _by_surface)


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
    """The keys of each word; numbers told in words are digits (двадцать девятая школа, школа № 29)."""
    found: list[frozenset[str]] = []
    ten = 0
    parts = re.findall(r"\w+(?:-\w+)*", surface)
    for part in parts:
        folded = language.morphology.fold(part)
        number = _number(folded, language) if len(parts) > 1 else 0
        if number >= _TEN and number % _TEN == 0 and folded[-1] in "ьк":
            ten = number
            continue
        digits = re.match(r"\d+", folded)
        if digits or number:
            found.append(frozenset({digits[0] if digits else str(ten + number)}))
        else:
            found.append(keys_of(part, language) | _stems(folded, language))
        ten = 0
    return sorted(found, key=lambda keys: not all(key.isdigit() for key in keys))


def _number(folded: str, language: Language) -> int:
    """The number that a word tells (десятая, tenth), 0 for any other."""
    table = language.table("linking")
    stem = _ORDINAL.sub("", folded) if language.code == "ru" else folded
    if language.code == "ru" and stem == folded and folded[-1] not in "ьк":
        return 0
    for stems, unit, first in ((table["ordinals"], 1, 1), (table["tens"], _TEN, 2)):
        for at, known in enumerate(stems):
            if known in (stem, stem.rstrip("ь")):
                return unit * (at + first)
    return 0


def _stems(folded: str, language: Language) -> frozenset[str]:
    """What a place has in common with its adjective, its people, its school: урюпинский, Växjöbo, Stenbergaskolan."""
    stem = folded
    for ending in language.table("linking")["compounds"]:
        if folded.endswith(ending) and len(folded) > len(ending) + 2:
            stem = min(stem, folded.removesuffix(ending), key=len)
    if language.code == "ru":
        adjective = re.sub(r"(?:ый|ий|ой|ая|ое|ого|его|ому|ему|ым|им|ом|ем|ую|ей)$", "", stem)
        if adjective != stem and len(adjective) > _STEM:
            return frozenset({f"{adjective}~"})
        stem = re.sub(r"(?:ск)?[аеиоуыьэюя]*$", "", stem)
    elif language.code == "sv":
        stem = stem.rstrip("s")
    return frozenset({f"{stem}~"}) if len(stem) > _STEM else frozenset()


def _contained(words: Sequence[frozenset[str]], whole: Sequence[frozenset[str]]) -> bool:
    """Whether every word finds its own word in the longer run, in order."""
    remaining = iter(whole)
    return all(any(not word.isdisjoint(other) for other in remaining) for word in words)


_GROUPINGS: dict[EntityType, Grouping] = {
    EntityType.LOCATION: _by_base,
    EntityType.ORGANIZATION: _by_base,
    EntityType.OCCUPATION: _by_base,
    EntityType.NRP: _by_base,
    EntityType.PHONE_NUMBER: _by_digits,
    EntityType.ID_NUMBER: _by_letters,
}
