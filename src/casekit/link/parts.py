"""What each word of a name is, once all mentions of its person are known."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from casekit.case import NamePart
from casekit.lang import Language
from casekit.lang.lexicon import GIVEN, SURNAME
from casekit.link.names import Field, Name
from casekit.link.nicknames import nicknames, productive
from casekit.link.persons import Mentioned, Person, best
from casekit.link.words import Word

#: Swedish nicknames that are no names of their own: Lasse, Kalle, Robban
_COINED = re.compile(r"(?:bb|ck|dd|ff|gg|ll|mm|nn|pp|rr|ss|tt)(?:e|an)s?$")
Kind = Literal["given", "short", "patronymic", "surname", "initial", "other"]


def parts_of(mentioned: Mentioned, person: Person, language: Language) -> tuple[NamePart, ...]:
    """The words of a mention's name in text order, each with its kind."""
    name = mentioned.name
    return tuple(
        NamePart(word.start, word.end, _kind(word, mentioned, person, language)) for word in name.words
    )


def _kind(word: Word, mentioned: Mentioned, person: Person, language: Language) -> Kind:
    name = mentioned.name
    if word.letters:
        return "initial"
    if name.patronymic and name.patronymic.written == word.folded:
        return "patronymic"
    if name.surname and word.folded in name.surname.written.split():
        return "surname"
    for field in (name.given, *name.middle):
        if field and field.written == word.folded:
            return _given_or_short(field, person, language)
    return _loose(name.loose, mentioned, person, language) if name.loose else "other"


def _given_or_short(field: Field, person: Person, language: Language) -> Kind:
    """A nickname by the table or by rule; one that is a full name too (Вера) only where its full name is known."""
    table, full_names = nicknames(language), _full_names(language)
    if not any(key in table or productive(key, language) for key in field.keys):
        return "given"
    if any(not field.full.isdisjoint(other.keys) for other in person.given.values()):
        return "short"
    if any(key in full_names for key in field.keys):
        return "given"
    common = language.code == "sv" and "g" in language.lexicon.exact(field.written)
    return "given" if common and not _COINED.search(field.written) else "short"


@cache
def _full_names(language: Language) -> frozenset[str]:
    return frozenset(full for names in nicknames(language).values() for full in names)


def _loose(field: Field, mentioned: Mentioned, person: Person, language: Language) -> Kind:
    """The kind of a lone word: as in the person's other mentions, else by the title before it and the lists."""
    as_given = best(field, person.given)
    as_surname = max(best(field, person.surname), best(field, person.shared))
    if as_surname > as_given:
        return "surname"
    if as_given:
        return _given_or_short(field, person, language)
    letters = set(language.lexicon.kinds(field.written))
    if mentioned.clue.title and letters & SURNAME:
        return "surname"
    if letters & GIVEN:
        return _given_or_short(field, person, language)
    if field.full:
        return "short"
    if mentioned.clue.title or letters & SURNAME:
        return "surname"
    return "other"


__all__ = ["Kind", "Name", "parts_of"]
