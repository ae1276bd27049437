"""The persons of a text: names taken apart, gathered, and what the text tells of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from casekit.case import Span
from casekit.lang import Language
from casekit.lang.forms import Gender
from casekit.link.clues import Clue, clues
from casekit.link.merging import gather
from casekit.link.names import Field, Name, parse
from casekit.link.persons import Mentioned, Person, group
from casekit.link.same import Story, coordinated, in_fields

_WOMAN = re.compile(r"(?:овн|евн|ичн|инишн)(?:а|е|у|ы|ой|ою)$")
_MAN = re.compile(r"(?:ович|евич|ич|ыч)(?:а|у|ем|е)?$")
_WOMAN_SURNAME = re.compile(r"(?:[оеё]вой|[иы]ной|[сц]к(?:ая|ой|ую))$")
_MAN_SURNAME = re.compile(r"(?:[оеё]вым|[иы]ным|[сц]к(?:ий|ого|ому|им))$")

_MAN_PLAIN = re.compile(r"(?:[оеё]в|[иы]н)$")


def persons(text: str, spans: Sequence[Span], handles: Sequence[str], language: Language) -> list[Person]:
    """The persons that the spans name; ``handles`` are addresses and user names in the text."""
    around = clues(text, spans, language)
    names = [
        parse(text, span.start, span.end, language, family=clue.family)
        for span, clue in zip(spans, around, strict=True)
    ]
    story = Story(text, spans, language)
    names = _with_fields(story, names)
    shared = dict(_shared(story, names))
    joined: dict[int, set[int]] = {}
    conjunctions = set(language.table("linking")["conjunctions"])
    for one, other in coordinated(story):
        if story.between(other).strip().casefold() in conjunctions:
            joined.setdefault(one, set()).add(other)
            joined.setdefault(other, set()).add(one)
    mentions = [
        Mentioned(
            at,
            name,
            clue,
            *gender_of(name, clue, language),
            surname_gender=_surname_gender(name, language),
            shared=shared.get(at),
            joined=frozenset(joined.get(at, ())),
        )
        for at, (name, clue) in enumerate(zip(names, around, strict=True))
    ]
    return gather(story, mentions, group(mentions), handles)


def _with_fields(story: Story, names: list[Name]) -> list[Name]:
    """The names with what a form or a dictation tells in fields of its own: both bear the whole name."""
    known = list(names)
    for before, at, field in in_fields(story, names):
        earlier, now = known[before], known[at]
        if field == "further" or not now.fields:
            continue
        given, surname = (earlier, now) if field == "surname" else (now, earlier)
        if field == "surname" and now.lone and (earlier.loose or earlier.given) and not earlier.surname:
            whole = replace(earlier, given=earlier.given or earlier.loose, surname=now.lone, loose=None)
        elif field == "given" and surname.lone and not surname.given:
            words = [one for one in (given.given, *given.middle, given.loose, given.surname) if one]
            if not words:
                continue
            whole = Name(
                given=words[0], middle=tuple(words[1:]), patronymic=given.patronymic, surname=surname.lone
            )
        elif (
            field == "given"
            and given.patronymic
            and not given.given
            and earlier.given
            and not earlier.patronymic
        ):
            whole = replace(earlier, patronymic=given.patronymic)
        else:
            continue
        for place in range(before + 1):
            if known[place] is earlier:
                known[place] = replace(whole, words=names[place].words)
        known[at] = replace(whole, words=now.words)
    return known


def _shared(story: Story, names: Sequence[Name]) -> list[tuple[int, Field]]:
    """Given names that stand before "and" and a full name, with its surname."""
    found = []
    for before, at in coordinated(story):
        surname = names[at].surname
        if names[before].loose and surname and names[at].given and "," not in story.between(at):
            found.append((before, surname))
    return found


def gender_of(name: Name, clue: Clue, language: Language) -> tuple[Gender | None, int]:
    """The gender that a mention tells, and how certain: 3 title or patronymic, 2 kinship, 1 the name alone."""
    if name.family:
        return None, 0
    if name.patronymic and language.code == "ru":
        if _WOMAN.search(name.patronymic.written):
            return "f", 3
        if _MAN.search(name.patronymic.written):
            return "m", 3
    by_name, known = _given_gender(name.given or name.loose, language)
    if clue.certainty == 2 and clue.kin_before and language.code == "ru":
        # the mother of Vitautas: kinship words stand before a genitive too
        if by_name and by_name != clue.gender:
            return by_name, known
        return clue.gender, 2 if by_name else 0
    if clue.certainty >= 2:
        return clue.gender, clue.certainty
    if name.surname and language.code == "ru" and name.given:
        if _WOMAN_SURNAME.search(name.surname.written):
            return "f", 2
        if _MAN_SURNAME.search(name.surname.written):
            return "m", 2
    if by_name:
        return by_name, known
    # initials have no case, so that a verb beside them may be another's
    return (clue.gender, clue.certainty) if name.fields else (None, 0)


def _surname_gender(name: Name, language: Language) -> Gender | None:
    """Of a lone Russian word: who bears it, if it is a surname."""
    if language.code != "ru" or not name.loose:
        return None
    if _WOMAN_SURNAME.search(name.loose.written):
        return "f"
    return "m" if _MAN_SURNAME.search(name.loose.written) or _MAN_PLAIN.search(name.loose.written) else None


def _given_gender(field: Field | None, language: Language) -> tuple[Gender | None, int]:
    """The gender of everybody who bears a given name, with certainty 1; nothing where both do."""
    if field is None:
        return None, 0
    own = set(language.lexicon.exact(field.written))
    # Евгения may be the genitive of a man's name, Пётр is nobody else's
    plain = own & {"m", "f"} and (language.code != "ru" or field.written[-1] not in "аяуюеыио")
    keys = {field.written} if plain else field.keys
    letters = {letter for key in keys | field.full for letter in language.lexicon.exact(key)}
    if len(letters & {"m", "f"}) != 1:
        return None, 0
    return ("m" if "m" in letters else "f"), 1
