"""The last net: what was replaced must not stand anywhere in what was kept.

Searched are the surfaces of direct identifiers, places and organisations: names word by word and in every
form, numbers by their digits, all else verbatim. Ordinary words ("may", "вера", "sten") are no leak unless a
capital in mid-sentence tells a name; ages, dates and jobs are made of ordinary words and are not searched.
One pass over the text, in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from casekit.case import EntityType, Mention
from casekit.lang import Language
from casekit.lang.lexicon import ORDINARY
from casekit.spans import Cover

_WORD = re.compile(r"[^\W\d_]+(?:[\u00ad\u200b-\u200d\u2060][^\W\d_]+)*")
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
_DIGITS = re.compile(r"\d[\d \u00a0().+/-]{4,40}\d")
_NUMBERS = (EntityType.PHONE_NUMBER, EntityType.ID_NUMBER)
_VERBATIM = (EntityType.EMAIL_ADDRESS, EntityType.URL, EntityType.USERNAME, EntityType.ADDRESS)
_NAMES = (EntityType.LOCATION, EntityType.ORGANIZATION)
_FEWEST_DIGITS = 7


@dataclass(frozen=True)
class Leak:
    """A place in the original text where a replaced identifier survives; never its characters."""

    start: int
    end: int
    type: EntityType


@dataclass
class _Sought:
    """What must not survive."""

    words: set[str] = field(default_factory=set)
    numbers: dict[str, EntityType] = field(default_factory=dict)
    verbatim: dict[str, dict[str, EntityType]] = field(default_factory=dict)


def find_leaks(
    text: str,
    mentions: Sequence[Mention],
    kept: Sequence[tuple[int, int]],
    language: Language,
    allowed: Sequence[tuple[int, int]] = (),
) -> list[Leak]:
    """Leaks in the kept extents of the text, in order; ``allowed`` extents (terms of theory) are none."""
    sought = _sought(text, mentions, language)
    allowed_cover = Cover([Leak(start, end, EntityType.PERSON) for start, end in _joined(allowed)])
    found = (leak for start, end in kept for leak in _leaks(text, start, end, sought, language))
    return [leak for leak in found if not allowed_cover.touches(leak.start, leak.end)]


def _joined(extents: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The extents in text order, those that overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(extents):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _sought(text: str, mentions: Sequence[Mention], language: Language) -> _Sought:
    sought = _Sought()
    for mention in mentions:
        if mention.replacement is None:
            continue
        surface = _HIDDEN.sub("", text[mention.start : mention.end])
        if mention.type is EntityType.PERSON:
            sought.words.update(_forms(surface, language))
        elif mention.type in _NUMBERS:
            digits = re.sub(r"\D", "", surface)
            if len(digits) >= _FEWEST_DIGITS:
                sought.numbers[digits] = mention.type
        elif mention.type in _VERBATIM or (mention.type in _NAMES and surface[0].isupper()):
            first = _WORD.search(surface)
            if first and len(surface) > 3:
                sought.verbatim.setdefault(first[0], {})[surface] = mention.type
    return sought


def _forms(surface: str, language: Language) -> Iterator[str]:
    """Folded words of a name, and those base forms that the lexicon knows as a name."""
    fold, bases, exact = language.morphology.fold, language.morphology.bases, language.lexicon.exact
    for word in _WORD.findall(surface):
        folded = fold(word)
        if len(folded) > 2:
            yield folded
            yield from (base for base in bases(folded) if set(exact(base)) - ORDINARY)


def _leaks(text: str, start: int, end: int, sought: _Sought, language: Language) -> Iterator[Leak]:
    if sought.words or sought.verbatim:
        for match in _WORD.finditer(text, start, end):
            yield from _word_leaks(text, match, sought, language)
    if sought.numbers:
        for match in _DIGITS.finditer(text, start, end):
            type_ = sought.numbers.get(re.sub(r"\D", "", match[0]))
            if type_ is not None:
                yield Leak(match.start(), match.end(), type_)


def _word_leaks(text: str, match: re.Match[str], sought: _Sought, language: Language) -> Iterator[Leak]:
    word = _HIDDEN.sub("", match[0])
    for surface, type_ in sought.verbatim.get(word, {}).items():
        start = match.start() - surface.index(word)
        stop = start + len(surface)
        whole = not text[stop : stop + 1].isalnum()
        if text.startswith(surface, max(start, 0)) and whole and not _ordinary(word, surface, language):
            yield Leak(start, stop, type_)
    if word[0].isupper() and _names_someone(word, sought.words, language) and not _opens(text, match.start()):
        yield Leak(match.start(), match.end(), EntityType.PERSON)


def _names_someone(word: str, words: set[str], language: Language) -> bool:
    folded = language.morphology.fold(word)
    if folded in words:
        return not set(language.lexicon.exact(word)) & ORDINARY
    known = any(base in words for base in language.morphology.bases(folded) if len(base) > 2)
    return known and not set(language.lexicon.exact(word)) & ORDINARY


def _ordinary(word: str, surface: str, language: Language) -> bool:
    return word == surface and bool(set(language.lexicon.exact(word)) & ORDINARY)


def _opens(text: str, at: int) -> bool:
    """Whether the word opens a sentence or line, where its capital tells nothing."""
    before = text[max(0, at - 4) : at].rstrip(" \u00a0\"'«“”([—–-")
    return not before or before[-1] in ".!?…:\n\r"
