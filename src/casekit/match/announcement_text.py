"""The text of an announcement and the pattern lists of its language.

Patterns see a copy of the text in which ё, quotes, dashes and apostrophes are levelled one to one, so that
what is quoted verbatim is cut from the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from casekit.lang import Language, get_language

_LEVELLED = str.maketrans("ёЁ'‘`\u00a0\u202f\u2009\t–—−‑“”„«»", 'еЕ’’’    ----"""""')
BLANK = "·"
#: the names of the groups of numbers: people ``n m a b p``, people counted vaguely ``c``, a place in a row ``o``,
#: years ``y``
_NUMBERS = "nmabpcoy"
_WORDS_OF = {"o": "ordinals", "c": "vague"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value of a field and the rule that gave it."""

    value: Any
    rule: str


Found = Mapping[str, Proposal]


class Announcement:
    """A text and its levelled copy, searched by the pattern lists of its language."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language = language
        self.plain = text.translate(_LEVELLED)
        self._seen: dict[str, str] = {}

    def seen(self, section: str) -> str:
        """The levelled text without what ``ignore`` of the section covers."""
        if section not in self._seen:
            self._seen[section] = _without(self.plain, patterns_of(self.language.code, section, "ignore"))
        return self._seen[section]

    def all(self, section: str, key: str) -> Iterator[re.Match[str]]:
        """Every match of a list of patterns, in the order of the patterns."""
        for pattern in patterns_of(self.language.code, section, key):
            yield from pattern.finditer(self.seen(section))

    def first(self, section: str, key: str) -> re.Match[str] | None:
        """The match that comes first in the text, the longest one where several begin there."""
        return min(self.all(section, key), key=lambda m: (m.start(), -m.end()), default=None)

    def has(self, section: str, key: str, *, beside: str | None = None) -> bool:
        """Whether a pattern of the list matches, and not only inside matches of the list ``beside``."""
        hidden = [match.span() for match in self.all(section, beside)] if beside else []
        return any(
            not any(start < match.end() and match.start() < end for start, end in hidden)
            for match in self.all(section, key)
        )

    def verbatim(self, match: re.Match[str], group: int | str = 0) -> str:
        """What the match covers, as written."""
        start, end = match.span(group)
        return self.text[start:end].strip(" \n\t.,;:!?()-–—")

    def number(self, match: re.Match[str], group: str) -> int:
        """The value of a number in figures or words; the group ``one`` is an article that counts as one."""
        if group == "one":
            return 1
        said = re.sub(r"\s+", " ", match[group].casefold())
        kind = _WORDS_OF.get(group, "words")
        return int(said) if said.isdecimal() else _numbers(self.language.code, kind)[said]

    def earliest(self, section: str, keys: Sequence[str]) -> str | None:
        """The key whose pattern matches first in the text."""
        matches = {key: match for key in keys if (match := self.first(section, key)) is not None}
        return min(matches, key=lambda key: matches[key].start(), default=None)


def _without(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    for pattern in patterns:
        text = pattern.sub(lambda match: BLANK * len(match[0]), text)
    return text


@cache
def _numbers(code: str, kind: str) -> Mapping[str, int]:
    """Number words and their values; the kind ``vague`` has, beside the plain ones, words for two such as a pair."""
    table = get_language(code).table("announcements")["numbers"]
    plain = table["ordinals"] if kind == "ordinals" else table["words"]
    known = {word.translate(_LEVELLED): value for value, words in enumerate(plain) for word in words}
    return known | {word.translate(_LEVELLED): 2 for word in table["pair"]} if kind == "vague" else known


@cache
def patterns_of(code: str, section: str, key: str) -> tuple[re.Pattern[str], ...]:
    """A list of patterns. ``{n}``, ``{m}``, ``{a}``, ``{b}``, ``{p}`` stand for numbers of people, ``{c}`` for one
    that may be vague, ``{o}`` for an ordinal, ``{y}`` for a number of years, other names in braces for the
    language's fragments; a blank matches any white space."""
    table = get_language(code).table("announcements")
    return tuple(compiled(code, source) for source in table[section].get(key, ()))


def compiled(code: str, source: str) -> re.Pattern[str]:
    """A pattern of whole words; ``patterns_of`` tells what stands in it."""
    table = get_language(code).table("announcements")
    languages = "|".join(stem for _, stem in table["languages"]["names"])
    for _ in range(2):  # a fragment may hold another one
        for name, fragment in {**table["fragments"], "language": languages}.items():
            source = source.replace(f"{{{name}}}", f"(?:{fragment})")
    for name in _NUMBERS:
        if f"{{{name}}}" in source:
            source = source.replace(f"{{{name}}}", _number(code, name))
    source = source.strip(" ").translate(_LEVELLED).replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.compile(rf"(?:(?<!\w)|(?=\W))(?:{source})(?!\w)", re.IGNORECASE)


def _number(code: str, name: str) -> str:
    """A pattern for a number with this group's name, in figures or words and not of something else."""
    known = _numbers(code, _WORDS_OF.get(name, "words"))
    words = "|".join(map(re.escape, sorted(known, key=lambda word: (-len(word), word))))
    words = words.replace(r"\ ", r"\s+")
    if name == "o":
        return rf"(?P<{name}>{words})(?!\w)"
    number = rf"(?<![\w.,:£$€+])(?P<{name}>\d{{1,2}}|{words})(?!\w)"
    units = "|".join(get_language(code).table("announcements")["numbers"]["units"])
    if name == "y":
        return number
    return number + rf"(?!%|[:.,]\d|(?<=\d)-?[^\W\d_]|\s?(?:{units})(?!\w))"


#: reads some fields from a text, given what was found before it
Rule = Callable[[Announcement, Found], dict[str, Proposal]]
