"""Linkability: what the author, a signature or the file itself tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from casekit.case import EntityType
from casekit.disclosure.output import Left, Output
from casekit.disclosure.report import FileFacts, Reason
from casekit.lang import Language, get_language
from casekit.lang.lexicon import ORDINARY

#: characters at either end of a text in which its author is named
_HEAD, _TAIL = 200, 400
#: characters after a closing phrase that belong to the signature, and its lines and the longest of them
_SIGNATURE, _SIGNATURE_LINES, _LONGEST_LINE = 160, 3, 60
_LINE = re.compile(r"[^\n]*[^\W_][^\n]*")
_NAME = re.compile(r"(?<![\w\[])[^\W\d_a-zа-яёåäö][^\W\d_]+(?:-[^\W\d_]+)?")
_NAMES = (EntityType.PERSON,)
_PLACES = (EntityType.LOCATION, EntityType.ORGANIZATION)
_NUMBERS = (EntityType.ID_NUMBER, EntityType.PHONE_NUMBER, EntityType.DATE_TIME)
_PARTS = re.compile(r"[^\W\d_]+|\d+")
#: figures in a row that tell a number of the text, and letters that tell a name
_FEWEST_DIGITS, _FEWEST_LETTERS = 6, 3


def signatures(output: Output) -> Iterator[Reason]:
    """Names after a closing phrase, and places or workplaces that were kept at the head or end of the text."""
    text = output.text
    for match in _closings(output.language.code).finditer(text, max(0, len(text) - _TAIL)):
        found = next(_signed(output, match.end()), None)
        if found is not None:
            yield Reason("signature_name", "output", *found, text[slice(*found)])
    yield from _workplaces(output)


def _signed(output: Output, start: int) -> Iterator[tuple[int, int]]:
    """Names on the short lines right after a closing phrase that are no words of the language."""
    for line in list(_LINE.finditer(output.text, start))[:_SIGNATURE_LINES]:
        if len(line[0]) > _LONGEST_LINE:
            return
        for name in _NAME.finditer(output.text, *line.span()):
            if _a_name(name[0], output.language) and not output.replaced.touches(*name.span()):
                yield name.span()


def _a_name(word: str, language: Language) -> bool:
    titles = {language.morphology.fold(title).rstrip(".") for title in language.table("names")["titles"]}
    short = word.isupper() and len(word) < 4
    return not short and language.morphology.fold(word) not in titles and _unknown(word, language)


def _workplaces(output: Output) -> Iterator[Reason]:
    text = output.text
    for left in output.mentions:
        if not left.kept or left.mention.type not in _PLACES:
            continue
        signed = _closings(output.language.code).search(text, max(0, left.start - _SIGNATURE), left.start)
        introduced = left.start < _HEAD and _openings(output.language.code).search(text, 0, left.start)
        if (signed and left.start > len(text) - _TAIL) or introduced:
            yield Reason("signature_workplace", "output", left.start, left.end, left.value)


def file_facts(output: Output, file: FileFacts) -> Iterator[Reason]:
    """What the name and the properties of the file give away."""
    if file.name and (found := _shared(file.name, output)):
        yield Reason("file_name" if found[1] else "file_place", "file", excerpt=found[0])
    if file.title and (found := _shared(file.title, output)):
        yield Reason("file_title" if found[1] else "file_place", "file", excerpt=found[0])
    if file.author and not _nobody(file.author, output.language):
        yield Reason("file_author", "file", excerpt=file.author)
    if file.company and not _nobody(file.company, output.language):
        yield Reason("file_company", "file", excerpt=file.company)


def _shared(name: str, output: Output) -> tuple[str, bool] | None:
    """What a file's name or title has in common with the identifiers of the text, and whether one alone identifies."""
    own = [part for part in _PARTS.findall(re.sub(r"(?<=[a-zа-яёåäö])(?=[A-ZА-ЯЁÅÄÖ])", " ", name))]
    digits = re.findall(r"\d+", re.sub(r"(?<=\d)[ ._/-](?=\d)", "", name))
    found = [hit for left in output.mentions for hit in _common(own, digits, left, output.language)]
    return max(found, key=lambda hit: hit[1], default=None)


def _common(own: list[str], digits: list[str], left: Left, language: Language) -> Iterator[tuple[str, bool]]:
    type_, fold = left.mention.type, language.morphology.fold
    if type_ in _NUMBERS:
        written = re.sub(r"\D", "", left.surface)
        for number in digits:
            if len(number) >= _FEWEST_DIGITS and (
                number in written or (len(written) >= 6 and written in number)
            ):
                yield number, type_.direct
        return
    if type_ not in _NAMES and type_ not in _PLACES:
        return
    known = {form for word in _PARTS.findall(left.surface) for form in _forms(word, language, type_)}
    for part in own:
        if len(part) >= _FEWEST_LETTERS and known & {fold(part), *language.morphology.bases(fold(part))}:
            yield part, type_.direct


def _forms(word: str, language: Language, type_: EntityType) -> Iterator[str]:
    """The forms of a name's word, and in Latin letters; of a place or workplace no ordinary words."""
    folded = language.morphology.fold(word)
    if len(folded) < _FEWEST_LETTERS or (type_ in _PLACES and not _unknown(word, language)):
        return
    for form in (folded, *language.morphology.bases(folded)):
        if len(form) >= _FEWEST_LETTERS:
            yield form
            yield form.translate(_latin(language.code))


def _unknown(word: str, language: Language) -> bool:
    """Whether the word is no ordinary word of the language."""
    return not set(language.lexicon.exact(word)) & ORDINARY


def _nobody(value: str, language: Language) -> bool:
    """Whether a property names nobody: empty, or what programs write there."""
    return not value.strip() or _programs(language.code).fullmatch(value.strip()) is not None


def _signature_table(code: str) -> Mapping[str, Any]:
    table: Mapping[str, Any] = get_language(code).table("signatures")
    return table


@cache
def _closings(code: str) -> re.Pattern[str]:
    return re.compile("|".join(_signature_table(code)["closings"]), re.IGNORECASE)


@cache
def _openings(code: str) -> re.Pattern[str]:
    return re.compile("|".join(_signature_table(code)["openings"]), re.IGNORECASE)


@cache
def _programs(code: str) -> re.Pattern[str]:
    return re.compile("|".join(_signature_table(code)["programs"]), re.IGNORECASE)


@cache
def _latin(code: str) -> dict[int, str]:
    return str.maketrans(dict(_signature_table(code)["latin"]))
