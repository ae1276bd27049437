"""Conflicts of interest without names: keyed marks of what a case removed, and of whom a group must not get.

A mark is an HMAC (FIPS 198-1, SHA-256) of a normal form under a key that one platform or author keeps. A
group states the workplaces, towns, families and clients that its members know; only marks are stored. A
case carries the marks of what was replaced in it. Where the two share a mark, they must not meet, and
nobody reads a name from it. Without the key a mark says nothing; with it, names can be guessed one by
one: keep the key as you keep the cases.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

from casekit.case import EntityType
from casekit.errors import InputError
from casekit.keys import KEY_BYTES, create_key, read_key
from casekit.lang import Language

#: what a group may state, and what it is compared with
KINDS = ("client", "family", "workplace", "town")
_MARK = re.compile(r"m1:[0-9a-f]{32}")
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
#: normal forms a name may have at the most; what is beyond is not worth a longer list
_MOST_FORMS = 12


def is_mark(text: str) -> bool:
    """Whether the text has the shape of a mark."""
    return _MARK.fullmatch(text) is not None


def is_small_place(name: str, language: Language) -> bool:
    """Whether the name is that of a place below 20,000 people, as far as GeoNames tells."""
    return " ".join(_words(name, language)) in language.districts


class ConflictKey:
    """Makes marks; the same key must serve the groups and the cases."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise InputError(f"a conflict key has {KEY_BYTES} bytes")
        self._secret = secret

    def __repr__(self) -> str:
        return "ConflictKey(…)"

    @classmethod
    def create(cls, path: Path) -> ConflictKey:
        """A new key, written to a file that does not exist yet, readable by its owner alone.

        Raises:
            FileProblem: the file exists or cannot be written.
        """
        return cls(create_key(path))

    @classmethod
    def read(cls, path: Path) -> ConflictKey:
        """The key of a file written by ``create``.

        Raises:
            FileProblem: the file cannot be read or holds no key.
        """
        return cls(read_key(path))

    def marks(self, kind: str, text: str, language: Language) -> frozenset[str]:
        """The marks of one statement, such as ``("workplace", "BUP Lund")``; one a possible normal form.

        Raises:
            InputError: the kind is unknown, or the text has no word to compare.
        """
        if kind not in KINDS:
            raise InputError(f"a conflict is one of {', '.join(KINDS)}")
        made = frozenset(self._mark(kind, form) for form in _FORMS[kind](text, language))
        if not made:
            raise InputError(
                "a client needs a first name and a surname" if kind == "client" else "no word to compare"
            )
        return made

    def marks_of_case(self, surfaces: Iterable[tuple[EntityType, str]], language: Language) -> frozenset[str]:
        """The marks of everything that was replaced in a case, from its types and original surfaces."""
        found: set[str] = set()
        for type_, surface in surfaces:
            for kind in _COMPARED.get(type_, ()):
                found |= {self._mark(kind, form) for form in _FORMS[kind](surface, language)}
        return frozenset(found)

    def _mark(self, kind: str, form: str) -> str:
        digest = hmac.new(self._secret, f"{kind}\0{form}".encode(), "sha256").hexdigest()
        return f"m1:{digest[:32]}"


def _words(text: str, language: Language) -> list[str]:
    return [language.morphology.fold(word) for word in _WORD.findall(text)]


def _candidates(word: str, language: Language) -> list[str]:
    return [word, *language.morphology.bases(word)][:_MOST_FORMS]


def _client(text: str, language: Language) -> Iterator[str]:
    """Every pair of the name's words in every base form, in one order: first name and surname, mostly."""
    words = [_candidates(word, language) for word in _words(text, language) if len(word) > 1]
    for one, other in combinations(words[:4], 2):
        yield from (" ".join(sorted(pair)) for pair in product(one, other))


def _family(text: str, language: Language) -> Iterator[str]:
    """Every word of a name in every base form; a statement is a surname, so only surnames meet."""
    for word in _words(text, language):
        if len(word) > 1:
            yield from _candidates(word, language)


def _workplace(text: str, language: Language) -> Iterator[str]:
    """The stems of all words in order: inflected and differently quoted names are one."""
    # a stemmer of its own: it keeps its last word, and is not for two threads at once
    stems = _stemmer(language.code).stemWords(_words(text, language))
    if any(len(stem) > 1 for stem in stems):
        yield " ".join(stems)


def _town(text: str, language: Language) -> Iterator[str]:
    """The place, and for a small one the district it lies in: neighbours' villages know each other too."""
    words = _words(text, language)
    districts = language.districts
    wholes = [" ".join(words)] if len(words) > 1 else []
    for form in (*wholes, *(c for word in words if len(word) > 1 for c in _candidates(word, language))):
        yield districts.get(form, form)


_FORMS: Any = {"client": _client, "family": _family, "workplace": _workplace, "town": _town}
_COMPARED: dict[EntityType, tuple[str, ...]] = {
    EntityType.PERSON: ("client", "family"),
    EntityType.ORGANIZATION: ("workplace",),
    EntityType.LOCATION: ("town",),
    EntityType.ADDRESS: ("town",),
}


def _stemmer(code: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer({"en": "english", "ru": "russian", "sv": "swedish"}[code])
