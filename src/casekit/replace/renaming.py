"""The reviewer's own pseudonyms, put into the form in which the original stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from casekit.case import EntityType, Mention, NamePart
from casekit.lang import Language
from casekit.lang.forms import Gender, Kind
from casekit.replace.persons import Persons, Standing
from casekit.replace.quasi import Quasi

_PATRONYMIC = re.compile(r"..(?:[оеё]вич|[ьи]ич|[оеё]вна|ична|инична)$", re.IGNORECASE)
#: types whose pseudonym is a noun phrase that can be inflected
_PHRASES = (EntityType.LOCATION, EntityType.ORGANIZATION, EntityType.OCCUPATION, EntityType.NRP)
Wanted = Mapping[Kind, str]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is written for one word of the real name, and what stands between it and the word before."""

    before: str = field(repr=False)
    text: str = field(repr=False)


class Renaming:
    """Writes pseudonyms into sentences; verbatim what cannot be inflected with certainty."""

    def __init__(self, text: str, language: Language, persons: Persons | None, quasi: Quasi | None) -> None:
        self._text = text
        self._language = language
        self._persons = persons
        self._quasi = quasi

    def write(self, mention: Mention, name: str) -> str:
        """What stands in the place of the mention."""
        if mention.type is EntityType.PERSON and self._persons is not None:
            return self._person(mention, name, self._persons)
        if mention.type in _PHRASES and self._quasi is not None:
            return self._quasi.renamed(mention, name) or name
        return name

    def _person(self, mention: Mention, name: str, persons: Persons) -> str:
        """Word for word; a word that the pseudonym has no counterpart of is left out."""
        if not _covered(self._text, mention):
            return name
        wanted = words_of_name(name, self._language)
        gender = self._language.grammar.gender_of(list(wanted.values()), list(wanted))
        pieces = list(self._pieces(mention, wanted, gender, persons))
        if not pieces:
            first = persons.standing(mention, mention.parts[0])
            pieces = [_Piece("", self._inflected(name, first, gender))]
        joined = "".join([pieces[0].text, *(f"{piece.before}{piece.text}" for piece in pieces[1:])])
        head, tail = mention.parts[0].start, mention.parts[-1].end
        return f"{self._text[mention.start : head]}{joined}{self._text[tail : mention.end]}"

    def _pieces(
        self, mention: Mention, wanted: Wanted, gender: Gender | None, persons: Persons
    ) -> Iterator[_Piece]:
        left = dict(wanted)
        parts = mention.parts
        surname_follows = any(part.kind == "surname" for part in parts)
        for at, part in enumerate(parts):
            standing = persons.standing(mention, part)
            kind = _counterpart(part, standing, left, surname_follows)
            if kind is None:
                continue
            word = left.pop(kind)
            before = self._text[parts[at - 1].end : part.start] if at else ""
            if part.kind == "initial":
                yield _Piece(before, self._initial(word, standing))
            else:
                yield _Piece(before, self._inflected(word, standing, gender, kind))

    def _inflected(
        self, word: str, standing: Standing, gender: Gender | None, kind: Kind | None = None
    ) -> str:
        grammar = self._language.grammar
        made: str | None = None
        if standing.forms and " " not in word:
            made = grammar.written(word, kind or standing.kind, standing.forms, gender or standing.gender)
        return str(grammar.capitals(standing.text, made or word))

    def _initial(self, word: str, standing: Standing) -> str:
        letter = word[:1].upper()
        made: str | None = None
        if standing.forms:
            made = self._language.grammar.written(letter, "initial", standing.forms, standing.gender)
        return made or letter


def words_of_name(name: str, language: Language) -> dict[Kind, str]:
    """What each word of a pseudonym is; a name of one word is a given name."""
    words = name.split()
    found: dict[Kind, str] = {}
    fathers = [w for w in words[1:] if language.code == "ru" and _PATRONYMIC.search(w)]
    if fathers:
        found["patronymic"] = fathers[0]
        at = words.index(fathers[0])
        words = words[:at] + words[at + 1 :]
        if at == len(words) and len(words) > 1:  # Орлова Вера Павловна
            words = [*words[1:], words[0]]
    found["given"] = words[0]
    if len(words) > 1:
        found["surname"] = " ".join(words[1:])
    return {kind: found[kind] for kind in ("given", "patronymic", "surname") if kind in found}


def _counterpart(
    part: NamePart, standing: Standing, left: Mapping[Kind, str], surname_follows: bool
) -> Kind | None:
    """Which word of the pseudonym, of those not yet written, stands for a word of the real name."""
    if part.kind == "initial":
        order: Sequence[Kind] = (
            ("given", "patronymic") if surname_follows else ("given", "patronymic", "surname")
        )
    elif standing.kind in ("surname", "patronymic"):
        order = (standing.kind,)
    else:
        order = ("given",)
    return next((kind for kind in order if kind in left), None)


def _covered(text: str, mention: Mention) -> bool:
    """Whether every letter of the mention belongs to a word of the name that is understood."""
    at, rest = mention.start, []
    for part in mention.parts:
        rest.append(text[at : part.start])
        at = part.end
    rest.append(text[at : mention.end])
    return bool(mention.parts) and not any(character.isalpha() for character in "".join(rest))
