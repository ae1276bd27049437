"""Nationality, people, faith, mother tongue and orientation: kept, said in general, or removed."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from casekit.generalise.parts import Ask, Generalised, capitalised
from casekit.lang import Language

_KINDS = ("nonbelief", "usual_orientation", "faith", "orientation", "majority")
_RUSSIAN_ENDING = re.compile(
    r"(?:ск|цк|н|ующ)(?P<e>ий|ый|ой|ая|ое|ие|ые|ого|его|ому|ему|им|ым|ом|ем|ей|ую|их|ых|ими|ыми)\Z"
)
#: endings of a hard adjective and those of "верующий"
_SOFT = {
    "ый": "ий", "ой": "ей", "ое": "ее", "ые": "ие", "ого": "его", "ому": "ему", "ым": "им", "ом": "ем", "ых": "их",
    "ыми": "ими",
}  # fmt: skip
_SWEDISH_ENDING = re.compile(r"(?:sk|dox|lig|iös|ell|är|iv|rad)(?P<e>a|t)?\Z")
#: what follows a word that describes a noun
_MODIFIES = re.compile(r"[ -](?!(?:and|or|but|who|from|by|in|since|when|with|is|was|has|had)\b)[a-z]")
_ENGLISH_NOUN = re.compile(
    r"(?:s|man|woman|men|women|person|people|jew|turk|kurd|serb|croat|swede|dane|finn|scot|pole|spaniard|briton|"
    r"filipin[oa]|muslim|christian|catholic|protestant|sikh|hindu|ist|ian|an|i)\Z"
)
_SWEDISH_PLURAL = ("er", "ar", "erna", "arna", "män", "or")


@cache
def _patterns(language: Language) -> dict[str, re.Pattern[str]]:
    table = language.table("belonging")
    return {
        kind: re.compile("|".join(f"(?:{s})" for s in table[kind]) or r"(?!)")
        for kind in (*_KINDS, "not_majority")
    }


def kind_of(surface: str, language: Language) -> str:
    """What sort of belonging a word says; ``minority`` is every origin that is not the language's own."""
    folded, patterns = language.morphology.fold(surface), _patterns(language)
    for kind in _KINDS:
        if patterns[kind].search(folded) and not (
            kind == "majority" and patterns["not_majority"].search(folded)
        ):
            return kind
    return "minority"


def generalise(ask: Ask, step: str) -> Generalised | None:
    """The belonging at that step: never which one, only of what sort."""
    words = ask.language.table("generalise")["belonging"]
    if step == "keep":
        return Generalised(ask.surface, False, step, step)
    if step == "remove":
        return Generalised(words["remove"], False, step, step)
    text, inflect = _GRAMMARS[ask.language.code](words[kind_of(ask.surface, ask.language)], ask)
    return Generalised(capitalised(text, ask), inflect, "general", "general")


def _english(phrases: Any, ask: Ask) -> tuple[str, bool]:
    predicate, attribute, noun = phrases
    folded = ask.surface.casefold()
    article = ask.word_before in ("a", "an", "another", "every")
    many = not article and folded.endswith(("s", "men", "women")) and not folded.endswith("ss")
    if not many and _MODIFIES.match(ask.after):
        return _after_an(attribute, ask), False
    if _ENGLISH_NOUN.search(folded) and (article or many):
        return _after_an(noun.replace("person", "people", 1) if many else noun, ask), False
    return _after_an(predicate, ask), False


def _after_an(text: str, ask: Ask) -> str:
    """After "an" a vowel follows."""
    if ask.word_before != "an":
        return text
    return str(ask.language.table("generalise")["belonging"]["after_an"].get(text, text))


def _swedish(phrases: Any, ask: Ask) -> tuple[str, bool]:
    predicate, attribute, noun = phrases
    folded = ask.surface.casefold()
    ending = _SWEDISH_ENDING.search(folded)
    follows = re.match(r" [a-zåäö]{3,}", ask.after) is not None
    if ending or folded in ("kristen", "kristna"):
        text = attribute if follows else predicate
        return (text + (ending["e"] or "") if ending and not text.endswith("e") else text), False
    if folded.endswith(_SWEDISH_PLURAL):
        return noun.replace("person", "personer", 1), False
    return (noun if ask.word_before in ("en", "ett", "som") or folded.endswith("en") else predicate), False


def _russian(phrases: Any, ask: Ask) -> tuple[str, bool]:
    stem, rest, noun = phrases
    ending = _RUSSIAN_ENDING.search(ask.language.morphology.fold(ask.surface))
    if ending is None or (rest and not re.match(r" [а-яё]{3,}", ask.after)):
        return noun, True
    return f"{stem}{_SOFT.get(ending['e'], ending['e'])}{rest}", False


_GRAMMARS = {"en": _english, "sv": _swedish, "ru": _russian}
