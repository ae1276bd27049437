"""Organisations by their head: a numbered school, a name beside a kind of institution, a legal form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.lang import Language

_UP = "A-ZА-ЯЁÅÄÖÉÜÁÍÓÚ"
_WORD = rf"[{_UP}0-9][\w'’&-]{{0,30}}"
_QUOTED = r"[«\"“„][^»\"”\n]{2,60}(?:[«\"“„][^»\"”\n]{2,40}[»\"”]{1,2}|[»\"”])"


_LETTERS = re.compile(r"^[^\W\d_]+")
#: opens a pattern that begins with a kind of institution
_HEADED = "(?#headed)"


class OrganisationRecognizer:
    """Finds organisations that have a name or a number of their own."""

    name = "organisations"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield the whole name, head and number included."""
        text = document.text
        common = generic(document.language)
        starts = _telling(document)
        for pattern, confidence, headed in _patterns(document.language):
            found = (pattern.match(text, at) for at in starts) if headed else pattern.finditer(text)
            for match in filter(None, found):
                surface = match[0].rstrip(" .,'’")
                if surface.casefold().removeprefix("the ") not in common and surface.casefold() not in common:
                    end = match.start() + len(surface)
                    yield Span(match.start(), end, EntityType.ORGANIZATION, self.name, confidence)


def _telling(document: Document) -> list[int]:
    """Where a word begins as a kind of institution does."""
    beginnings = _beginnings(document.language)
    words = document.words if beginnings else ()
    return [w.start for w in words if not beginnings.isdisjoint((w.folded[:2], w.folded[:3]))]


@cache
def _beginnings(language: Language) -> frozenset[str]:
    """The first three letters of every kind of institution, where the language's patterns are costly."""
    table = language.table("organisations")
    words = [word for key in table.get("by_beginning", ()) for word in table[key]]
    folded = (language.morphology.fold(part) for word in words for part in _LETTERS.findall(word)[:1])
    return frozenset(word[:3] for word in folded)


def _any(patterns: Sequence[str]) -> str:
    """Any of these patterns, the longest first; what is listed may itself be a pattern."""
    return "|".join(sorted(patterns, key=len, reverse=True))


@cache
def generic(language: Language) -> frozenset[str]:
    """Surfaces that look like an organisation and name none in particular, case-folded."""
    return frozenset(word.casefold() for word in language.table("organisations")["generic"])


@cache
def _patterns(language: Language) -> tuple[tuple[re.Pattern[str], float, bool], ...]:
    """Each pattern, how sure it is, and whether it opens with a kind of institution."""
    table = language.table("organisations")
    rules = _GRAMMARS[language.code](language, {key: list(table[key]) for key in table})
    return tuple((re.compile(p.removeprefix(_HEADED)), c, p.startswith(_HEADED)) for p, c in rules)


def _english(language: Language, t: dict[str, list[str]]) -> list[tuple[str, float]]:
    heads, low = _any(t["heads"]), _any([h.lower() for h in t["heads"]])
    joint = r"(?:of|the|and|&|for|at|on|in)"
    run = rf"{_WORD}(?: (?:{_WORD}|{joint}(?= [{_UP}]))){{0,4}}"
    return [
        (
            rf"(?<![\w'’])(?:[Tt]he )?(?!(?:The|A|An|His|Her|My|Our|Their|This|That|At|In) ){run} (?:{heads})(?:s(?=\W))?(?!\w)",
            0.72,
        ),
        (
            rf"(?<!\w)(?:University|College|School|Bank|Church|City|Institute|Diocese|Hospice|Hospital) of (?:the )?{run}",
            0.8,
        ),
        (rf"(?<!\w)(?:HMP|HMYOI|RAF|USS|HMS) {_WORD}(?: {_WORD})?", 0.85),
        (r"(?<!\w)(?:hmp|hmyoi) [a-z]{3,15}", 0.7),
        (rf"(?<!\w)(?:St|Saint|St\.) {_WORD}(?:['’]s)?(?: (?:{heads})){{0,2}}", 0.62),
        (rf"(?<!\w)(?:st|saint) [a-z]{{3,15}}['’]?s(?:-[a-z-]+)?(?: (?:{low})){{0,2}}(?!\w)", 0.6),
        (rf"(?<!\w){run},? (?:{_any(t['forms'])})(?!\w)", 0.85),
        (r"(?<!\w)(?:PS|IS|P\.S\.|I\.S\.|MS|JHS) ?#?\d{1,3}(?!\w)", 0.6),
        (r"(?<!\w)(?:Ward|Unit|Station|Lodge|Troop|Local) (?:No\.? ?)?\d{1,4}[A-Z]?(?!\w)", 0.55),
    ]


def _swedish(language: Language, t: dict[str, list[str]]) -> list[tuple[str, float]]:
    heads, ends, low = _any(t["heads"]), _any(t["ends"]), _any(t["ends_low"])
    name = rf"[{_UP}][\w'’&:-]{{1,30}}(?: (?:och |& )?[{_UP}][\w'’&-]{{1,30}}){{0,2}}"
    place = rf"(?: i [{_UP}][\w-]{{2,20}}(?: [{_UP}][\w-]{{2,20}})?)?"
    return [
        (rf"(?<![\w-])[{_UP}]\w{{2,24}}(?:-\w+)?(?:{ends})s?(?!\w){place}", 0.75),
        (rf"(?<![\w-])[a-zåäö]{{3,24}}(?:{low})s?(?!\w)", 0.56),
        (rf"(?<!\w)(?:{heads}) {name}", 0.72),
        (rf"(?<!\w){name} (?:{_any(t['after'])})(?!\w){place}", 0.75),
        (rf"(?<!\w)[a-zåäö]{{3,20}}s? (?:{_any(t['after_low'])})(?!\w)", 0.52),
        (rf"(?<!\w)(?:{_any(t['low_heads'])}) (?:i )?[a-zåäö]{{4,20}}(?!\w)", 0.3),
        (r"(?<!\w)(?:[Aa]vd(?:\.|elning(?:en)?)?|[Ss]tation(?:en)?) ?\d{1,3}[A-Z]?(?!\w)", 0.6),
        (rf"(?<!\w)(?:[Aa]vdelning(?:en)?|[Aa]vd\.?) (?!(?:Chef|Och)){_WORD}", 0.65),
        (rf"(?<!\w){name} (?:{_any(t['forms'])})(?!\w)", 0.85),
        (r"(?<!\w)[IPLAKS] ?\d{1,2}(?= regemente)", 0.8),
    ]


def _russian(language: Language, t: dict[str, list[str]]) -> list[tuple[str, float]]:
    heads, forms = _any(t["heads"]), _any(t["forms"])
    number = r"(?:№ ?|N ?|номер )\d{1,4}"
    honour = rf"(?: (?:им\.|имени) ?(?:[{_UP}]\. ?){{0,2}}[{_UP}][\w-]+)?"
    adjective = rf"[{_UP}][\w-]{{2,25}}(?:ск|цк)(?:ий|ая|ое|ого|ой|ому|ую|ом|им|ие|их)"
    return [
        (rf"{_HEADED}(?i:(?<!\w)(?:{forms})) ?{number}(?: {_QUOTED})?", 0.85),
        (rf"{_HEADED}(?<!\w)(?i:{forms}) (?:{heads} )?{_QUOTED}", 0.88),
        (rf"{_HEADED}(?<!\w)(?i:{forms}) [^\W\d_][^\n,;.()]{{2,60}}?(?= в | на |[,;.()\n]|$)", 0.5),
        (rf"{_HEADED}(?<!\w)(?i:(?:{heads}))(?: [а-яё-]{{3,20}}){{0,2}} {number}{honour}", 0.85),
        (
            rf"{_HEADED}(?<!\w)(?i:{_any(t['numbered'])}) ?№? ?\d{{1,4}}(?![\d:%-]|[.,]\d| (?:лет|год|класс|раз))",
            0.78,
        ),
        (rf"{_HEADED}(?<!\w)(?i:{_any(t['coded'])})-\d{{1,3}}(?!\w)", 0.85),
        (rf"{_HEADED}(?<!\w)(?i:(?:{heads}))(?: [а-яё-]{{3,20}}){{0,3}} {_QUOTED}", 0.8),
        (rf"{_HEADED}(?<!\w)(?i:(?:{heads})) (?:им\.|имени) ?(?:[{_UP}]\. ?){{0,2}}[{_UP}][\w-]+", 0.82),
        (rf"(?<!\w){adjective}(?: [а-яё-]{{3,22}}){{0,2}} (?:{heads})(?!\w){honour}(?: {_QUOTED})?", 0.75),
        (
            rf"(?<!\w)(?:{_any(t['ordinals'])}|{number}|\d{{1,3}}-?(?:й|я|ю|ой|м|ей|е)) (?i:{_any(t['numbered'])})(?!\w)(?! (?:класс|встреч))",
            0.6,
        ),
        (rf"(?<!\w){_QUOTED}(?= (?i:{heads}))", 0.6),
        (rf"(?<=[вна] )[«“\"][{_UP}][^»\"”\n]{{2,40}}[»”\"]", 0.55),
    ]


_GRAMMARS = {"en": _english, "sv": _swedish, "ru": _russian}
