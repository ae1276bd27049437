"""Who wrote the text: by its signature, and where the writer gives a name ("I, Dr Smith", "меня зовут Ольга")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from casekit.case import EntityType, Mention
from casekit.lang import Language
from casekit.link.role_text import Token
from casekit.link.role_words import role_words

#: how far from the end of a text a letter may be closed, how far behind it the name stands, and what may follow
_TAIL = 500
_BEHIND = 40
_REST = 220
#: how far back in a line quotes are counted
_LINE = 1000
_QUOTES = re.compile(r"[\"“”„«»]")
_SPEAKER = re.compile(r"\s*(?:[–—-]|\[?\d|[^\s:]{1,20}(?: [^\s:]{1,16})?:)")
_SLASH = re.compile(r"(?:(?<=\s)|^)/ ?$")


def authors(
    text: str, mentions: Sequence[Mention], tokens: Sequence[Token], language: Language
) -> frozenset[str]:
    """The entity that wrote the text; empty where two seem to have."""
    people = [m for m in mentions if m.type is EntityType.PERSON]
    found = _signed(text, people, language) | _named(text, tokens, language)
    return frozenset(found) if len(found) == 1 else frozenset()


@cache
def _closings(language: Language) -> re.Pattern[str]:
    patterns = language.table("signatures")["closings"][:-1]  # the last, a dash, also opens speech
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.MULTILINE)


def _signed(text: str, people: Sequence[Mention], language: Language) -> set[str]:
    start = max(0, len(text) - _TAIL)
    closings = list(_closings(language).finditer(text, start))
    found: set[str] = set()
    for mention in people:
        if mention.start < start or len(text) - mention.end > _REST:
            continue
        closed = any(
            0 <= mention.start - c.end() <= _BEHIND and _blank(text[c.end() : mention.start])
            for c in closings
        )
        slash = _SLASH.search(text[max(0, mention.start - 3) : mention.start])
        if (closed or slash) and _ends(text, mention.end):
            found.add(mention.entity_id)
    return found


def _blank(between: str) -> bool:
    """Whether nothing but signs and a few words of a title stands between a greeting and a name."""
    return not re.search(r"[.!?;]\s", between) and len(between.split()) <= 3


def _ends(text: str, at: int) -> bool:
    return (
        bool(re.match(r"[ \t]*(?:$|\n|[,(.]|/)", text[at:]))
        and text[at : at + 1] not in '"”»'
        or at == len(text)
    )


def _named(text: str, tokens: Sequence[Token], language: Language) -> set[str]:
    words = role_words(language)
    phrases = words.sets["first_person"]
    found: set[str] = set()
    for at, token in enumerate(tokens):
        if not token.entity or token.genitive or not _own_words(text, token.start):
            continue
        before = [t.folded for t in tokens[max(0, at - 5) : at]]
        while before and (
            before[-1] in words.titles or before[-1] in words.other_titles or before[-1] == "."
        ):
            before.pop()
        if before and before[-1] == "," and before[-2:-1] and before[-2] in phrases:
            closed = at + 1 < len(tokens) and tokens[at + 1].folded == ","
            if closed and (len(before) < 3 or before[-3] in ".,\n:;("):
                found.add(token.entity)
        elif any("_" in p and "_".join(before[-len(p.split("_")) :]) == p for p in phrases):
            found.add(token.entity)
    return found


def _own_words(text: str, at: int) -> bool:
    """Whether a place is the writer's own words: no speech in quotes or behind a speaker's label."""
    line_start = max(text.rfind("\n", max(0, at - _LINE), at) + 1, at - _LINE)
    line = text[line_start:at]
    return len(_QUOTES.findall(line)) % 2 == 0 and not _SPEAKER.match(line)
