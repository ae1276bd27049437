"""A text as tokens in which a person's mention is one token: what the rules of roles read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from casekit.case import EntityType, Mention, Who
from casekit.lang import Language
from casekit.link.role_words import ANY

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’.:][^\W\d_]+)*|\d+|\n|[^\s\w]")
_STOPS = frozenset(".!?…\n;")
_NAMES = frozenset("mfdsSp")
_FREQUENT = frozenset("gS")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")
#: a Russian case, the endings it has, and what stands for them in the dictionary
_ENDINGS = """
nom::  gen:ы:а gen:и:а gen:и:я dat:е:а dat:е:я loc:е:а loc:е:я dat:и:я loc:и:я acc:у:а acc:ю:я ins:ой:а ins:ей:а
ins:ей:я ins:ою:а gen:а: acc:а: gen:я:й acc:я:й gen:я:ь acc:я:ь dat:у: dat:ю:й dat:ю:ь ins:ом: ins:ем:й ins:ем:ь
loc:е: loc:е:й gen:и:ь dat:и:ь loc:и:ь ins:ью:ь gen:ого:ий acc:ого:ий dat:ому:ий ins:им:ий ins:ым:
gen:ой:а dat:ой:а loc:ой:а
"""
_DECLINED = tuple((one.split(":")[0], one.split(":")[1], one.split(":")[2]) for one in _ENDINGS.split())
_FEMININE = ("ова", "ева", "ина", "ая")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign or a name; ``entity`` is that of a person, ``genitive`` says that the name owns something."""

    folded: str
    start: int
    end: int
    entity: str = ""
    genitive: bool = False
    cases: frozenset[str] = ANY
    age: bool = False

    @property
    def stops(self) -> bool:
        """Whether a sentence or line may end here."""
        return self.folded in _STOPS


def tokens_of(
    text: str, mentions: Sequence[Mention], language: Language, who: Mapping[str, Who]
) -> list[Token]:
    """The tokens of a text; families are no persons here."""
    surfaces: dict[str, set[str]] = {}
    people = [m for m in mentions if m.type is EntityType.PERSON]
    for mention in people:
        surfaces.setdefault(mention.entity_id, set()).add(
            language.morphology.fold(text[mention.start : mention.end])
        )
    return list(_tokens(text, sorted(mentions, key=lambda m: m.start), language, who, surfaces))


def _tokens(
    text: str,
    mentions: Sequence[Mention],
    language: Language,
    who: Mapping[str, Who],
    surfaces: Mapping[str, set[str]],
) -> Iterator[Token]:
    at = 0
    for mention in mentions:
        if mention.type not in (EntityType.PERSON, EntityType.AGE) or mention.start < at:
            continue
        yield from _plain(text, at, mention.start, language)
        at = mention.end
        if mention.type is EntityType.AGE:
            yield Token("", mention.start, at, age=True)
            continue
        owns = _POSSESSIVE.match(text, at) if language.code == "en" else None
        genitive = owns is not None or _owns(text[mention.start : at], surfaces[mention.entity_id], language)
        family = mention.entity_id in who and who[mention.entity_id].family
        cases = _cases(text[mention.start : at], language) if language.code == "ru" else ANY
        at = owns.end() if owns else at
        yield Token("", mention.start, at, "" if family else mention.entity_id, genitive, cases)
    yield from _plain(text, at, len(text), language)


def _plain(text: str, start: int, end: int, language: Language) -> Iterator[Token]:
    fold = language.morphology.fold
    for match in _TOKEN.finditer(text, start, end):
        yield Token(fold(match[0]), match.start(), match.end())


def _owns(surface: str, others: set[str], language: Language) -> bool:
    """Whether a name's own form is that of an owner: Anna's, Annas, K:s, Анина."""
    folded = language.morphology.fold(surface)
    last = re.split(r"[\s-]", folded)[-1]
    if language.code == "en":
        return bool(folded.endswith(("'s", "s'")))
    exact = language.lexicon.exact
    if language.code == "sv":
        if folded.endswith((":s", "'s", "s'")):
            return True
        if not folded.endswith("s") or len(folded) < 3:
            return False
        return folded[:-1] in others or (
            not set(exact(last)) & _NAMES and bool(set(exact(last[:-1])) & _NAMES)
        )
    possessive = re.fullmatch(r"(\w{2,}?)ин(?:а|о|ы|ой|ого|у|ому|ым|ых)?", last)
    if not possessive or " " in folded or set(exact(last)) & _NAMES:
        return False
    return any(set(exact(possessive[1] + e)) & frozenset("mfd") for e in "ая")


def _cases(surface: str, language: Language) -> frozenset[str]:
    """The cases in which a Russian name stands here, by the first word that tells them."""
    told = [
        cases
        for word in re.findall(r"[^\W\d_]{2,}", surface)
        for cases in (_word_cases(word, language),)
        if cases
    ]
    if not told or ANY in told:
        return ANY
    common = frozenset.intersection(*told)
    return common or told[0]


def _word_cases(word: str, language: Language) -> frozenset[str]:
    exact, folded = language.lexicon.exact, language.morphology.fold(word)
    own = set(exact(folded)) & _NAMES
    if own == {"f"} and folded[-1] not in "аяь":
        return ANY  # no form of it differs
    if own & frozenset("mfd") and set(exact(folded)) & _FREQUENT:
        return frozenset({"nom"})
    found = {"nom"} if folded.endswith(_FEMININE) else set()
    for case, ending, base in _DECLINED:
        if not ending:
            if own:
                found.add(case)
        elif folded.endswith(ending):
            stem = folded[: -len(ending)] + base
            if set(exact(stem)) & (_NAMES if len(stem) > 2 else _FREQUENT):
                found.add(case)
    if own and found - {"nom"} and not set(exact(folded)) & frozenset("g"):
        frequent = any("g" in exact(base) for base in language.morphology.bases(folded))
        return frozenset(found - {"nom"} if frequent else found)
    return frozenset(found)
