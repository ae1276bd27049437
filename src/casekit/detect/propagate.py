"""What is found once is found everywhere in the document, in every form.

A second, cheap pass over the words of the whole document: names, places and organisations by the base forms
of their words, everything else by its very characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from casekit.case import EntityType, Span
from casekit.detect.document import WORD, Document
from casekit.detect.labels import NAME, initials_of, speakers
from casekit.detect.name_rules import Context, context_of
from casekit.detect.person_ages import ages_of_persons
from casekit.lang import Language
from casekit.lang.lexicon import GIVEN, ORDINARY
from casekit.spans import Cover

_WORDWISE = (EntityType.PERSON, EntityType.LOCATION, EntityType.ORGANIZATION)
_VERBATIM = (
    EntityType.PHONE_NUMBER,
    EntityType.EMAIL_ADDRESS,
    EntityType.URL,
    EntityType.USERNAME,
    EntityType.ID_NUMBER,
    EntityType.ADDRESS,
    EntityType.ORGANIZATION,
    EntityType.LOCATION,
    EntityType.OCCUPATION,
)
_MODELS = frozenset({"ner", "slovnet"})
_MISTAKEN = frozenset({EntityType.LOCATION, EntityType.ORGANIZATION})


class Surface(NamedTuple):
    """A surface to be found verbatim: case-folded, and how far its first word stands from its start."""

    text: str
    lead: int
    type: EntityType


@dataclass
class Found:
    """What the document has given away so far: words by folded form, surfaces by their first word."""

    words: dict[str, EntityType] = field(default_factory=dict)
    surfaces: dict[str, list[Surface]] = field(default_factory=dict)
    initials: set[str] = field(default_factory=set)


def gather(found: Found, spans: Iterable[Span], document: Document) -> None:
    """Add the words, surfaces and initials of a document's spans to what was found before."""
    text, language = document.text, document.language
    titles = context_of(language).titles
    for span in spans:
        surface = text[span.start : span.end]
        if span.type in _VERBATIM and len(surface) > 3 and span.confidence >= 0.6:
            _remember_surface(found.surfaces, surface.casefold(), span.type)
        if span.type is EntityType.PERSON:
            found.initials |= initials_of(surface)
        if span.type is EntityType.PERSON or (span.type in _WORDWISE and " " not in surface):
            for word in re.findall(r"[^\W\d_]+", surface):
                if len(word) > 2 and language.morphology.fold(word) not in titles:
                    _remember(found.words, word, span.type, language)


def _remember_surface(surfaces: dict[str, list[Surface]], surface: str, type_: EntityType) -> None:
    first = WORD.search(surface)
    if first is None or any(s.text == surface for s in surfaces.get(first[0], ())):
        return
    known = surfaces.setdefault(first[0], [])
    known.append(Surface(surface, first.start(), type_))
    known.sort(key=lambda s: (-len(s.text), s.text))


def _remember(words: dict[str, EntityType], word: str, type_: EntityType, language: Language) -> None:
    """Keep the folded word and those of its base forms that the lexicon knows as a name or place."""
    folded = language.morphology.fold(word)
    kept = [folded] + [
        b for b in language.morphology.bases(folded) if set(language.lexicon.exact(b)) - ORDINARY
    ]
    for form in kept:
        if type_ is EntityType.PERSON or form not in words:
            words[form] = type_


def corrected(document: Document, found: Found, spans: Iterable[Span]) -> list[Span]:
    """The spans, with what a model took for a place or an organisation made a person that was found."""
    return [
        replace(span, type=EntityType.PERSON) if _names_person(span, document, found) else span
        for span in spans
    ]


def _names_person(span: Span, document: Document, found: Found) -> bool:
    if span.type not in _MISTAKEN or span.recognizer not in _MODELS:
        return False
    words = document.words_in(span.start, span.end)
    types = {
        _type_of(w.folded, found.words, w.bases) or _type_of_parts(w.folded, found, document) for w in words
    }
    return types == {EntityType.PERSON}


def propagate(document: Document, found: Found, taken: Sequence[Span]) -> list[Span]:
    """New spans in the document for what ``found`` names and ``taken`` does not cover yet."""
    cover = Cover(taken)
    new = [s for s in _words(document, found) if not cover.touches(s.start, s.end)]
    new += [s for s in _surfaces(document, found.surfaces) if not cover.touches(s.start, s.end)]
    new += [s for s in speakers(document.text, found.initials) if not cover.touches(s.start, s.end)]
    named = sorted([*taken, *new], key=lambda s: s.start)
    new += [s for s in ages_of_persons(document, named) if not cover.touches(s.start, s.end)]
    return new


def _words(document: Document, found: Found) -> Iterator[Span]:
    if not found.words:
        return
    for at, word in enumerate(document.words):
        type_ = _type_of(word.folded, found.words, word.bases) or _type_of_parts(word.folded, found, document)
        if type_ is not None and _is_name_here(document, at, type_):
            yield Span(word.start, word.end, type_, NAME, 0.7)


def _type_of(folded: str, words: Mapping[str, EntityType], bases: Iterable[str]) -> EntityType | None:
    """What a word was found to be, in this form or another; a person before a place of the same name."""
    if len(folded) < 3:
        return None
    types = [words[form] for form in (folded, *bases) if len(form) > 2 and form in words]
    return EntityType.PERSON if EntityType.PERSON in types else next(iter(types), None)


def _type_of_parts(folded: str, found: Found, document: Document) -> EntityType | None:
    """The type of a double name by one of its halves, in any form: the Okonkwo-Hales."""
    if "-" not in folded:
        return None
    bases = document.language.morphology.bases
    types = (_type_of(part, found.words, bases(part)) for part in folded.split("-"))
    return next((type_ for type_ in types if type_ is EntityType.PERSON), None)


def _is_name_here(document: Document, at: int, type_: EntityType) -> bool:
    """Whether a word that can be the found name is meant as it: an ordinary word needs a telling place."""
    word, context = document.words[at], context_of(document.language)
    if word.capitalised:
        return not (word.ordinary and word.sentence_start) or _opens_as_name(document, at, context)
    if word.ordinary or word.folded in document.language.homonyms:
        before = document.words[at - 1].folded if at else ""
        free = word.folded not in context.verbs and before not in context.never_after
        return document.chat and type_ is EntityType.PERSON and bool(word.letters & GIVEN) and free
    return document.chat or type_ is EntityType.PERSON or "l" in word.letters


def _opens_as_name(document: Document, at: int, context: Context) -> bool:
    """Whether an ordinary word at the start of a sentence stands alone or as a name would."""
    word = document.words[at]
    if document.text[word.end : word.end + 1] in set(".,:;?!…"):
        return True
    following = document.words[at + 1] if at + 1 < len(document.words) else None
    return following is not None and following.text.islower() and following.folded not in context.not_before


def _surfaces(document: Document, surfaces: Mapping[str, Sequence[Surface]]) -> Iterator[Span]:
    """Every further place of a verbatim surface, whatever its capitals."""
    if not surfaces:
        return
    text = document.text
    for word in document.words:
        for surface in surfaces.get(word.text.casefold(), ()):
            start = word.start - surface.lead
            end = start + len(surface.text)
            if (
                start >= 0
                and text[start:end].casefold() == surface.text
                and not text[end : end + 1].isalnum()
            ):
                yield Span(start, end, surface.type, NAME, 0.7)
                break
