"""The one door to the grammar of names, and what kind of name a word is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from casekit.lang import get_language
from casekit.lang.forms import Form, Gender, Kind
from casekit.lang.lexicon import ORDINARY, SURNAME

#: a word of a name: Anna-Lena, O'Brien, Anna's
NAME = re.compile(
    r"[^\W\d_][^\W\d_\u0300-\u036f\u00ad]*(?:[-\u2010\u2011'\u2019\u02bc:][^\W\d_][^\W\d_\u0300-\u036f\u00ad]*)*"
)
_PATRONYMIC = re.compile(r"(?:ович|евич|[иы]ч|овн|евн|ичн)(?:а|у|ем|ом|е|ы|ой|ою)?$")


class Grammar(Protocol):
    """What ``lang/<code>/grammar.py`` has."""

    def readings(
        self, word: str, kind: Kind, gender: Gender | None, base: str | None = None
    ) -> frozenset[Form]: ...

    def write(self, base: str, kind: Kind, form: Form, gender: Gender | None) -> str | None: ...

    def written(self, base: str, kind: Kind, forms: Iterable[Form], gender: Gender | None) -> str | None: ...

    def bases(self, word: str, kind: Kind, gender: Gender | None) -> tuple[str, ...]: ...

    def gender_of(self, words: Sequence[str], kinds: Sequence[Kind]) -> Gender | None: ...

    def capitals(self, pattern: str, word: str) -> str: ...


@cache
def grammar(code: str) -> Grammar:
    """The grammar of names of a language."""
    return cast(Grammar, import_module(f"casekit.lang.{code}.grammar"))


def fold(code: str, word: str) -> str:
    """The word as the language's lists have it."""
    return str(get_language(code).morphology.fold(word))


def is_ordinary(code: str, word: str) -> bool:
    """Whether the word is one of the language, whatever name it may be too."""
    return bool(set(get_language(code).lexicon.exact(word)) & ORDINARY)


@cache
def full_names(code: str) -> dict[str, tuple[str, ...]]:
    """Folded nickname → the folded full names that it may stand for."""
    lines = get_language(code).blob("nicknames.tsv").decode("utf-8").splitlines()
    return {nickname: tuple(full.split()) for nickname, full in (line.split("\t") for line in lines)}


def kinds_of(code: str, words: Sequence[str]) -> list[Kind]:
    """What each word of a person's name is, the likeliest."""
    return [_kind(code, word, at, len(words)) for at, word in enumerate(words)]


def _kind(code: str, word: str, at: int, count: int) -> Kind:
    letters = set(get_language(code).lexicon.kinds(word))
    if len(word) == 1:
        return "initial"
    if "p" in letters or (len(word) > 5 and not letters & SURNAME and _PATRONYMIC.search(word.lower())):
        return "patronymic"
    last = at == count - 1
    if "d" in letters and not (last and count > 1 and letters & SURNAME):
        return "given" if letters & {"g"} else "short"
    if letters & {"m", "f"} and not (last and count > 1 and letters & SURNAME):
        return "given"
    return "surname" if letters & SURNAME or (last and count > 1) else "given"
