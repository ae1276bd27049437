"""The words of roles in a language (``roles.toml``), by their folded forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from casekit.lang import Language

CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
#: what a form of which nothing is known may be
ANY = frozenset(CASES)


@dataclass(frozen=True, slots=True)
class RoleWord:
    """One form: its role, the cases it may be (Russian), whether it is definite (Swedish: läraren)."""

    role: str
    cases: frozenset[str] = ANY
    definite: bool = False


@dataclass(frozen=True, slots=True)
class RoleWords:
    """All words of a language that tell roles; two words are joined with ``_``."""

    roles: Mapping[str, RoleWord]
    genitives: Mapping[str, RoleWord]
    weak_genitives: Mapping[str, str]
    strong: Mapping[str, RoleWord]
    weak: Mapping[str, RoleWord]
    titles: Mapping[str, str]
    other_titles: frozenset[str]
    owners: Mapping[str, str]
    sets: Mapping[str, frozenset[str]]

    def has(self, name: str, word: str) -> bool:
        """Whether a word is on one of the plain lists of the table."""
        return word in self.sets[name]


_LISTS = [
    "adjectives",
    "former",
    "cousin",
    "determiners",
    "naming",
    "copulas",
    "of",
    "first_person",
    "conjunctions",
    "owned",
    "plural",
    "deputies",
    "children",
    "medical",
    "addressing",
    "school",
]
_OWNERS = {"author": "author", "ours": "ours", "self": "self", "them": "them", "his": "m", "her": "f"}


@cache
def role_words(language: Language) -> RoleWords:
    """The words of a language, read once."""
    table = language.table("roles")
    endings = table.get("endings", {})
    strong = dict(_forms("client", table["strong"], endings))
    weak = dict(_forms("client", table["weak"], endings))
    roles = {f: w for role, lines in table["words"].items() for f, w in _forms(role, lines, endings)}
    titles = {f: r for r, lines in table["titles"].items() for f, _ in _forms(r, lines, endings)}
    linking = language.table("linking")["titles"]
    return RoleWords(
        roles=roles,
        genitives={**dict(_genitives(roles, language)), **dict(_genitives(strong, language))},
        weak_genitives={form: word.role for form, word in _genitives(weak, language)},
        strong=strong,
        weak=weak,
        titles=titles,
        other_titles=frozenset(w for words in linking.values() for w in words),
        owners={word: kind for name, kind in _OWNERS.items() for word in table[name]},
        sets={name: frozenset(f for f, _ in _forms("", table[name], endings)) for name in _LISTS},
    )


def _forms(role: str, lines: Sequence[str], endings: Mapping[str, Any]) -> Iterator[tuple[str, RoleWord]]:
    gathered: dict[str, RoleWord] = {}
    for line in lines:
        for at, (form, cases) in enumerate(_declined(line, endings)):
            known = gathered.get(form)
            gathered[form] = RoleWord(role, cases | known.cases if known else cases, at > 0)
    yield from gathered.items()


def _declined(line: str, endings: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
    """The forms of a line with their cases: a stem and a declension, six forms, or forms as they are."""
    first, *rest = line.split()
    stem, _, name = first.partition("/")
    if name:
        for case, ending in zip(CASES, endings[name].split(), strict=True):
            yield stem + ending.replace("-", ""), frozenset({case})
    elif endings and len(rest) == len(CASES) - 1:
        yield from ((form, frozenset({case})) for case, form in zip(CASES, (first, *rest), strict=True))
        return
    else:
        yield first, ANY if not rest else frozenset({"nom"}) if endings else ANY
    yield from ((form, ANY) for form in rest)


def _genitives(words: Mapping[str, RoleWord], language: Language) -> Iterator[tuple[str, RoleWord]]:
    for form, word in words.items():
        if language.code == "ru":
            if "gen" in word.cases:
                yield form, word
        elif language.code == "en":
            yield form + ("'" if form.endswith("s") else "'s"), word
        else:
            yield form + "s", word
            yield form + ":s", word
