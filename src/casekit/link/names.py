"""A person's name taken apart into given name, patronymic, surname, initials: the keys it can match by."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from casekit.lang import Language
from casekit.lang.lexicon import GIVEN, ORDINARY, SURNAME

Keys = frozenset[str]
_FREQUENT = frozenset("gS")
NOTHING: Keys = frozenset()
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff\u0301]")
_PART = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*(?::s\b)?")
_PATRONYMIC = re.compile(r"(?:ович|евич|ич|овн|евн|ичн|иничн)(?:а|у|ем|е|ы|ой|ою)?$")
_PLURAL = re.compile(r"(?:[оеё]в|[иы]н)(?:ы|ых|ым|ыми)$|(?:ск|цк)(?:ие|их|им|ими)$")


@dataclass(frozen=True)
class Name:
    """One mention's name; an empty field is unknown, ``loose`` holds a lone word that may be any field."""

    given: Keys = NOTHING
    patronymic: Keys = NOTHING
    surname: Keys = NOTHING
    loose: Keys = NOTHING
    initials: str = ""
    family: bool = False
    #: the folded word when it is a nickname or in no list of names
    short: str = ""
    #: the folded given name or lone word as it is written, without what it may be short for
    written: Keys = NOTHING
    #: every folded word as it is written, double names in one piece
    whole: Keys = NOTHING

    @property
    def keys(self) -> Keys:
        """Every key of every field."""
        return self.given | self.patronymic | self.surname | self.loose


@cache
def nicknames(language: Language) -> dict[str, tuple[str, ...]]:
    """Folded nickname → the folded full names it may stand for."""
    lines = language.blob("nicknames.tsv").decode("utf-8").splitlines()
    return {nickname: tuple(full.split()) for nickname, full in (line.split("\t") for line in lines)}


def parse(surface: str, before: str, language: Language) -> Name:
    """The name in a surface; ``before`` is the word that stands in front of it, folded."""
    words = _PART.findall(_HIDDEN.sub("", surface))
    initials = "".join(language.morphology.fold(w[0]) for w in words if _is_initial(w))
    full = [w for w in words if not _is_initial(w)]
    if not full:
        return Name(initials=initials)
    name = (
        _single(full[0], initials, before, language) if len(full) == 1 else _several(full, initials, language)
    )
    return replace(name, whole=frozenset(map(language.morphology.fold, full)))


def _is_initial(word: str) -> bool:
    return len(word.split(":")[0]) == 1


def _single(word: str, initials: str, before: str, language: Language) -> Name:
    keys, letters = keys_of(word, language), set(language.lexicon.kinds(word))
    if is_patronymic(word, letters):
        return Name(patronymic=keys, initials=initials)
    if _is_family(word, before, language):
        return Name(surname=keys, family=True)
    if initials and not letters & {"d"}:
        return Name(surname=keys, initials=initials)
    folded = language.morphology.fold(word)
    coined = "d" in letters or not letters & (GIVEN | SURNAME) or _affectionate(folded, language)
    return Name(
        loose=keys | short_for(keys, language),
        initials=initials,
        short=folded if coined else "",
        written=frozenset({folded}),
    )


def _affectionate(folded: str, language: Language) -> bool:
    """Whether an English name may be made of another one: Gracie of Grace, Timmy of Tim."""
    return language.code == "en" and len(folded) > 4 and folded.endswith(("ie", "y", "ey"))


def _is_family(word: str, before: str, language: Language) -> bool:
    if language.code == "ru":
        return bool(_PLURAL.search(word.lower()))
    if language.code == "sv":
        return before in {"familjen", "syskonen", "makarna", "paret", "brodrarna", "bröderna", "systrarna"}
    return before == "the" and word.endswith("s")


def _several(words: list[str], initials: str, language: Language) -> Name:
    """Given names first and surname last, unless the lexicon tells the order is turned."""
    letters = [set(language.lexicon.kinds(word)) for word in words]
    patronymic = [w for w, ls in zip(words, letters, strict=True) if is_patronymic(w, ls)]
    rest = [w for w in words if w not in patronymic]
    if not rest:
        return Name(patronymic=_united(patronymic, language), initials=initials)
    if len(rest) == 1:
        keys, father = keys_of(rest[0], language), _united(patronymic, language)
        if words[0] == rest[0] or language.code != "ru":
            written = frozenset({language.morphology.fold(rest[0])})
            full = keys | short_for(keys, language)
            return Name(given=full, patronymic=father, initials=initials, written=written)
        return Name(surname=keys, patronymic=father, initials=initials)
    turned = _surname_first(rest, language) or (
        patronymic and words.index(rest[-1]) < words.index(patronymic[0])
    )
    surname, given = (rest[0], rest[1:]) if turned else (rest[-1], rest[:-1])
    given_keys = frozenset().union(*(keys_of(g, language) for g in given))
    return Name(
        given=given_keys | short_for(given_keys, language),
        patronymic=_united(patronymic, language),
        surname=keys_of(surname, language),
        initials=initials,
        written=frozenset(map(language.morphology.fold, given)),
    )


def _surname_first(words: list[str], language: Language) -> bool:
    """Whether only the last word can be a given name and the first only a surname."""
    first, last = set(language.lexicon.kinds(words[0])), set(language.lexicon.kinds(words[-1]))
    return bool(first & SURNAME and not first & GIVEN and last & GIVEN and not last & SURNAME)


def is_patronymic(word: str, letters: set[str]) -> bool:
    """Whether a word has the form of a Russian patronymic and is no surname in use."""
    return "p" in letters or (
        len(word) > 6 and not letters & SURNAME and bool(_PATRONYMIC.search(word.lower()))
    )


def keys_of(word: str, language: Language) -> Keys:
    """The folded word and its base forms: those known as a name, else all of three letters or more."""
    folded = language.morphology.fold(word)
    if "-" in folded:
        return frozenset({folded}).union(*(keys_of(p, language) for p in folded.split("-") if len(p) > 1))
    bases = [b for b in language.morphology.bases(folded) if len(b) > 2]
    known = [b for b in bases if set(language.lexicon.exact(b)) - ORDINARY]
    own = set(language.lexicon.exact(folded))
    if language.code != "ru" and own & _FREQUENT:
        return frozenset({folded})
    if language.code != "ru" and own - ORDINARY:
        # a rare name of its own (Annas) unless its base is a frequent one (Anna)
        return frozenset({folded, *(b for b in known if set(language.lexicon.exact(b)) & _FREQUENT)})
    return frozenset({folded, *(known or bases)})


def short_for(keys: Keys, language: Language) -> Keys:
    """The full names that any of the keys is a nickname of."""
    table = nicknames(language)
    return frozenset(full for key in keys for full in table.get(key, ()))


def _united(words: list[str], language: Language) -> Keys:
    return frozenset().union(*(keys_of(word, language) for word in words))
