"""What the words around a name tell of the person: gender, title, kinship, that it is another person, a family."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from casekit.case import Span
from casekit.lang import Language
from casekit.lang.forms import Gender
from casekit.lang.lexicon import GIVEN, SURNAME

_REACH = 48
_TOKEN = re.compile(r"[^\W\d_]+(?:[-'\u2019.][^\W\d_]+)*")
#: between the words before a name: nothing that ends a sentence
_LOOSE = re.compile(r"[\s,:(\"\u201c\u201e\u00ab/.\u2013-]*")
_RU_MAN = re.compile(r"(?:[аеиоуыяюэ]л|лся)$")
_RU_WOMAN = re.compile(r"(?:[аеиоуыяюэбвгзкрсш]ла|лась)$")
_RU_OBLIQUE = re.compile(r"(?:[оеую]й|ою|ею|[оеы]м|[ую]|[ыие])$")
#: what follows "hos Bergs" where it is the family, not the thing of a Berg
_FOLLOWING = frozenset(
    {
        "i",
        "på",
        "och",
        "som",
        "sedan",
        "har",
        "är",
        "var",
        "hade",
        "till",
        "när",
        "med",
        "varje",
        "efter",
        "om",
        "utan",
    }
)


@dataclass(frozen=True)
class Clue:
    """What stands around one mention. ``certainty`` of the gender: 3 title, 2 kinship, 1 a verb beside the name."""

    gender: Gender | None = None
    certainty: int = 0
    #: a title that surnames follow stands before, and which
    title: bool = False
    titled: str = ""
    #: "elder" or "younger" beside the name
    age: str = ""
    #: the relation told before or after the name, and whether before
    kin: str = ""
    kin_before: bool = False
    #: the text says that this is another person of the same name
    other: bool = False
    family: bool = False


@dataclass(frozen=True)
class _Words:
    titles: Mapping[str, Gender | None]
    kin: Mapping[str, tuple[str, Gender]]
    other: frozenset[str]
    also: frozenset[str]
    naming: frozenset[str]
    family_before: frozenset[str]
    family_after: frozenset[str]


@cache
def _table(language: Language) -> _Words:
    table: Mapping[str, Any] = language.table("linking")
    genders: tuple[Gender, ...] = ("m", "f")
    titles: dict[str, Gender | None] = dict.fromkeys(table["titles"]["any"])
    for gender in genders:
        titles.update(dict.fromkeys(table["titles"][gender], gender))
    kin = {
        word: (line.split()[0], gender)
        for gender in genders
        for line in table["kin"][gender]
        for word in line.split()
    }
    return _Words(
        titles,
        kin,
        frozenset(table["other"]),
        frozenset(table["also"]),
        frozenset(table["naming"]),
        frozenset(table["family_before"]),
        frozenset(table["family_after"]),
    )


def clues(text: str, spans: Sequence[Span], language: Language) -> list[Clue]:
    """What the words around each person's mention tell; spans are in text order."""
    found = []
    for at, span in enumerate(spans):
        left = spans[at - 1].end if at else 0
        right = spans[at + 1].start if at + 1 < len(spans) else len(text)
        before = text[max(left, span.start - _REACH) : span.start]
        after = text[span.end : min(right, span.end + _REACH)]
        found.append(_clue(text[span.start : span.end], before, after, language))
    return found


def _clue(surface: str, before: str, after: str, language: Language) -> Clue:
    words = _table(language)
    earlier = _before(before, language)
    later = _after(after, language)
    last = earlier[-1] if earlier else ""
    titled = last in words.titles
    told = [w for w in earlier[-3:] if words.titles.get(w) and w not in words.kin] if titled else []
    rest = list(earlier)
    while (
        rest
        and rest[-1] in words.titles
        and (rest[-1] not in words.kin or set(rest[-2:-1]) & words.kin.keys())
    ):
        rest.pop()
    kin = words.kin.get(rest[-1]) if rest else None
    oblique = _is_oblique(surface, language)
    if kin and oblique and rest[-1] == kin[0]:
        kin = None  # the son of Sokolova (сын Соколовой), not a son of that name
    behind = words.kin.get(_apposed(after, language))
    gender, certainty = _gender(words, told, kin or behind, surface, after, later, language)
    relation = kin or behind
    return Clue(
        gender=gender,
        certainty=certainty,
        title=titled and last not in words.kin,
        titled=last if titled else "",
        age=_age(last, after, language),
        kin=relation[0] if relation else "",
        kin_before=kin is not None and (rest[-1] not in words.titles or len(rest) < len(earlier)),
        other=_is_other(words, earlier),
        family=_is_family(words, surface, earlier, later, after, language)
        or _is_plural_behind(after, last, language),
    )


def _gender(
    words: _Words,
    told: Sequence[str],
    kin: tuple[str, Gender] | None,
    surface: str,
    after: str,
    later: Sequence[str],
    language: Language,
) -> tuple[Gender | None, int]:
    if told:
        return words.titles[told[-1]], 3
    if kin:
        return kin[1], 2
    if language.code == "ru" and later and re.match(r"\s+\w", after) and not _is_oblique(surface, language):
        if _RU_WOMAN.search(later[0]):
            return "f", 1
        if _RU_MAN.search(later[0]):
            return "m", 1
    return None, 0


def _is_oblique(surface: str, language: Language) -> bool:
    """Whether a Russian name stands in a form that cannot be the subject of its sentence."""
    if language.code != "ru":
        return False
    last = surface.rstrip(" .").rpartition(" ")[2]
    if set(language.lexicon.exact(last)) & (GIVEN | SURNAME):
        return False
    return _RU_OBLIQUE.search(language.morphology.fold(last)) is not None


def _age(last: str, after: str, language: Language) -> str:
    """Whether the word before or behind the name tells father from son: молодой Петров, Петров-младший."""
    table = language.table("linking")
    behind = re.match(r"[- ]([^\W\d_]+)", after)
    for word in (language.morphology.fold(behind[1]) if behind else "", last):
        for which in ("elder", "younger"):
            if word in table[which]:
                return which
    return ""


def _is_other(words: _Words, earlier: Sequence[str]) -> bool:
    """The other Anna; her daughter, also Anna; a sister who was also called Anna."""
    while earlier and (earlier[-1] in words.titles or earlier[-1] in words.naming):
        earlier = earlier[:-1]
    if not earlier:
        return False
    if earlier[-1] in words.also:
        return any(word in words.kin or word in words.naming for word in earlier[:-1])
    return earlier[-1] in words.other


def _before(text: str, language: Language) -> list[str]:
    """The last words before a name within its sentence, folded."""
    found: list[str] = []
    at = len(text)
    for match in reversed(list(_TOKEN.finditer(text))):
        gap = text[match.end() : at]
        if not _LOOSE.fullmatch(gap) or "\n" in gap or len(found) == 4:
            break
        folded = language.morphology.fold(match[0])
        if "." in gap and folded not in _table(language).titles:
            break
        found.append(folded)
        at = match.start()
    return found[::-1]


def _after(text: str, language: Language) -> list[str]:
    """The next words after a name within its line, folded."""
    line = text.split("\n", 1)[0]
    return [language.morphology.fold(m[0]) for m in _TOKEN.finditer(line)][:3]


def _apposed(after: str, language: Language) -> str:
    """The word that is set beside a name and ends there: Anna (mother), Anna, my mother, said."""
    match = re.match(r"\s*(?:,|\(|/|-|\u2013|\u2014)\s*(?:\w{2,6}\s)?([^\W\d_-]+)\s?[,.;:)/\n]", after)
    return str(language.morphology.fold(match[1])) if match else ""


def _is_family(
    words: _Words, surface: str, earlier: Sequence[str], later: Sequence[str], after: str, language: Language
) -> bool:
    if " " in surface:
        return False
    last = earlier[-1] if earlier else ""
    if last in words.naming and set(earlier[:-1]) & (words.family_before | words.family_after):
        return True
    if last == "hos":
        return surface.endswith("s") and not (after[:1] == " " and later and later[0] not in _FOLLOWING)
    if last in words.family_before:
        return True
    if later and later[0] in words.family_after and language.code != "ru":
        return not surface.endswith(("'s", "\u2019s"))
    return language.code == "en" and last == "the" and surface.endswith("s")


def _is_plural_behind(after: str, last: str, language: Language) -> bool:
    """Whether the ending of a plural was left outside the name: the Sefo's friends are none, the Sefos are."""
    return language.code == "en" and last == "the" and bool(re.match(r"e?s\b", after))
