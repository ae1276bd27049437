"""Which full names a nickname may stand for: by the table of the language, and by its productive suffixes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from casekit.lang import Language
from casekit.lang.lexicon import GIVEN
from casekit.link.remembering import remembered

Keys = frozenset[str]

#: suffix of a diminutive, and what the name may have ended in
_SUFFIXES = {
    "ru": re.compile(
        r"(?:очк|ечк|еньк|оньк|ушк|юшк|ишк|ышк|ус|юс|ул|юл|ун|юн|ух|юх|ах|ях|ют|ут|ик|ек|ок|чик|к)(?:[аяоу]|ой|ою|е|и|у)?$"
        r"|(?:чик|ик|ок|ек|аш)(?:а|у|ом|е)?$"
    ),
    "sv": re.compile(r"(?:isar|is|ans?|ens?|kan|sa|pan|en|e|o|y|i|a)s?$"),
    "en": re.compile(r"(?:ie|ey|y|o|s|er|ers|z|zza|za|kins|poo|boy)$"),
}
_ENDINGS = {"ru": ("", "а", "я", "й", "ь", "ия", "ий"), "sv": (), "en": ()}


@cache
def nicknames(language: Language) -> dict[str, tuple[str, ...]]:
    """Folded nickname → the folded full names it may stand for."""
    lines = language.blob("nicknames.tsv").decode("utf-8").splitlines()
    return {nickname: tuple(full.split()) for nickname, full in (line.split("\t") for line in lines)}


def short_for(written: str, keys: Keys, language: Language) -> Keys:
    """The full names that any of the keys is a nickname of, also a nickname of a nickname (Анечка, Аня)."""
    table = nicknames(language)
    known = {key for key in keys if key == written and "g" in language.lexicon.exact(key)}
    found = {full for key in known or keys for full in table.get(key, ())}
    if known:
        return frozenset(found)
    if not found:
        found = {name for key in keys for name in productive(key, language)}
        found |= {full for key in found for full in table.get(key, ())}
    return frozenset(found)


def productive(folded: str, language: Language) -> frozenset[str]:
    """The given names in the lexicon that a diminutive may be made of by rule: Стеллочка, Исламчик."""
    return _productive(folded, language) if language.code == "ru" and len(folded) > 4 else frozenset()


@remembered
def _suffixless(folded: str, code: str) -> tuple[str, ...]:
    pattern = _SUFFIXES[code]
    return tuple(
        dict.fromkeys(
            folded[: match.start()] for size in range(len(folded)) if (match := pattern.match(folded, size))
        )
    )


def diminutive_of(folded: str, language: Language) -> frozenset[str]:
    """Every word that a Russian diminutive may be made of by rule, whether or not it is a name."""
    stems_ = (stem for stem in _suffixless(folded, language.code) if len(stem) > 1) if len(folded) > 3 else ()
    return frozenset(stem + ending for stem in stems_ for ending in _ENDINGS[language.code])


def _productive(folded: str, language: Language) -> frozenset[str]:
    exact = language.lexicon.exact
    if set(exact(folded)) & GIVEN and "d" not in exact(folded):
        return frozenset()
    made = diminutive_of(folded, language)
    return frozenset(name for name in made if name != folded and set(exact(name)) & GIVEN)


def stems(folded: str, language: Language) -> Iterator[str]:
    """What a nickname may begin like its full name with: the word itself, and without a suffix (Kajsan, Jez)."""
    yield folded
    for stem in _suffixless(folded, language.code):
        if len(stem) < 3:
            continue
        yield stem
        if stem[-1] == stem[-2]:
            yield stem[:-1]
