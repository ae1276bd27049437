"""What a trained model proposes must at least look like its type; otherwise it is dropped or trusted less.

A model that has learned names from write-ups is now and then carried away by an unknown lower-case word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document, Word
from casekit.detect.name_rules import context_of
from casekit.detect.numerals import alternatives, cardinal, ordinal
from casekit.detect.organisations import generic
from casekit.lang import Language
from casekit.lang.lexicon import GIVEN, ORDINARY, PLACE, SURNAME

_NAMES = GIVEN | SURNAME | {"p"}
#: digits that an identifying number has at least
_FEWEST_DIGITS = 3
_DIGIT = re.compile(r"\d")
#: a full stop in mid-sentence, or before a colon, ends an abbreviation
_SHORTENED = re.compile(r"\.(?: [^\W\d_A-ZА-ЯЁÅÄÖ]|:)")
#: parts of a year in words
_LONG_NUMBER = r"hundra|tusen|nineteen|twenty|thousand|тысяч|девятьсот|сят|дцат"
#: how much a lower-case find is trusted among capitals: a name of the lexicon, any other strange word
_NAME_WITHOUT_CAPITAL = 0.8
_WORD_WITHOUT_CAPITAL = 0.55
#: how much a lower-case find is trusted in a text written without capitals
_CHAT = 0.75


def plausible(spans: Iterable[Span], document: Document) -> Iterator[Span]:
    """The spans that can be what they claim, with a lower confidence where that is doubtful."""
    lines = (_one_line(span, document.text) for span in spans)
    whole = sorted((_core(_whole(line, document), document) for line in lines), key=lambda s: s.start)
    whole = [_dated(span, document) if span.type is EntityType.DATE_TIME else span for span in whole]
    for span in _united(whole):
        check = _CHECKS.get(span.type)
        trust = check(span, document) if check else 1.0
        if trust:
            yield replace(span, confidence=span.confidence * trust)


def _united(spans: Sequence[Span]) -> list[Span]:
    """Spans that overlap since they were widened made one, of the type that was surer."""
    united: list[Span] = []
    for span in spans:
        if united and span.start < united[-1].end:
            best = max(united[-1], span, key=lambda s: s.confidence)
            united[-1] = replace(best, start=united[-1].start, end=max(united[-1].end, span.end))
        else:
            united.append(span)
    return united


def _whole(span: Span, document: Document) -> Span:
    """The span widened to whole words: half a double name is no name."""
    words = document.words_touching(span.start, span.end)
    if not words:
        return span
    return replace(span, start=min(span.start, words[0].start), end=max(span.end, words[-1].end))


def _core(span: Span, document: Document) -> Span:
    """A person's name without its title and ordinary lower-case words around it: "does Erikson" is Erikson."""
    if span.type is not EntityType.PERSON:
        return span
    words = list(document.words_in(span.start, span.end))
    courtesy = document.language.table("names").get("courtesy", ())
    titles = context_of(document.language).titles.difference(courtesy)
    while len(words) > 1 and words[0].folded in titles:
        del words[0]
    named = words
    if not document.chat and any(word.capitalised for word in words):
        named = [word for word in words if word.capitalised or not word.ordinary]
    if not named:
        return span
    return replace(span, start=max(span.start, named[0].start), end=min(span.end, named[-1].end))


def _dated(span: Span, document: Document) -> Span:
    """A date without the words before it: "ladan hösten 1969" is the autumn, "den 2 maj" the second of May."""
    words = document.words_in(span.start, span.end)
    telling = _date_parts(document.language)
    first = next((w for w in words if telling.search(w.folded)), None)
    return span if first is None else replace(span, start=max(span.start, first.start))


def _one_line(span: Span, text: str) -> Span:
    """The span up to the end of its line, unless it is an address."""
    cut = text.find("\n", span.start, span.end)
    return span if cut <= span.start or span.type is EntityType.ADDRESS else replace(span, end=cut)


def _person(span: Span, document: Document) -> float:
    words = document.words_in(span.start, span.end)
    return max((_as_name(word, document) * _no_label(word, document) for word in words), default=0.0)


def _no_label(word: Word, document: Document) -> float:
    """How far a word no lexicon has as a name can be more than a label, an abbreviation or an acronym."""
    if not word.letters.isdisjoint(_NAMES) or not word.capitalised:
        return 1.0
    after = document.text[word.end : word.end + 3]
    if word.text.isupper() and 2 < len(word.text) < 7 and not document.shouting:
        return 0.4
    if _SHORTENED.match(after) and len(word.text) < 8:
        return 0.3
    if after.startswith(":") and document.text.count(word.text + ":") == 1:
        return 0.5
    return 1.0


def _as_name(word: Word, document: Document) -> float:
    """How far one word can be a person's name by its capital and what the lexicon knows of it."""
    context = context_of(document.language)
    if len(word.text) < 2 or word.folded in context.stop or word.folded in context.titles:
        return 0.0
    name, ordinary = not word.letters.isdisjoint(_NAMES), word.ordinary
    if word.capitalised:
        return 1.0 if name or not ordinary else (0.6 if word.sentence_start else 0.9)
    ordinary = ordinary or word.folded in document.language.homonyms
    if not document.chat:
        return 0.0 if ordinary else (_NAME_WITHOUT_CAPITAL if name else _WORD_WITHOUT_CAPITAL)
    return 1.0 if name and not ordinary else (_CHAT if name or not ordinary else 0.0)


def _place(span: Span, document: Document) -> float:
    words = document.words_in(span.start, span.end)
    return max((_as_place(word, document) for word in words), default=0.0)


def _as_place(word: Word, document: Document) -> float:
    letters = word.letters
    if word.capitalised:
        return 1.0 if letters & PLACE or not letters & ORDINARY else 0.8
    if letters & ORDINARY or len(word.text) < 3:
        return 0.0
    return 1.0 if letters & PLACE else (_CHAT if document.chat else 0.0)


def _organisation(span: Span, document: Document) -> float:
    """A capital, a digit or a quotation mark; without one only in a text without capitals, and doubtful."""
    surface = document.text[span.start : span.end]
    if surface.casefold().removeprefix("the ") in generic(document.language):
        return 0.0
    if any(c.isupper() or c.isdigit() or c in '«“"' for c in surface) and len(surface) > 1:
        return 1.0
    words = document.words_in(span.start, span.end)
    unknown = any(not w.ordinary for w in words)
    return _CHAT if document.chat and unknown else 0.48


@cache
def _numbers(language: Language) -> re.Pattern[str]:
    return re.compile(rf"\d|(?<!\w)(?:{cardinal(language)}|{ordinal(language)})", re.IGNORECASE)


@cache
def _date_words(language: Language) -> re.Pattern[str]:
    table = language.table("dates")
    words = "|".join(alternatives(table[key]) for key in ("months", "seasons", "holidays"))
    return re.compile(rf"\d|(?<!\w)(?:{words})", re.IGNORECASE)


@cache
def _date_parts(language: Language) -> re.Pattern[str]:
    """What a word of a date holds: a digit, a number word, a month, a season or a holiday."""
    table = language.table("dates")
    words = "|".join(alternatives(table[key]) for key in ("months", "seasons", "holidays"))
    numbers = rf"{cardinal(language)}|{ordinal(language)}"
    return re.compile(
        rf"\d|^(?:early|mid|late|tidig|sen)|(?<!\w)(?:{words}|{numbers})|{_LONG_NUMBER}", re.IGNORECASE
    )


def _age(span: Span, document: Document) -> float:
    surface = document.text[span.start : span.end]
    if not _numbers(document.language).search(surface) and not _compound(surface):
        return 0.0
    return 0.8


def _compound(surface: str) -> bool:
    """An age in one word: тринадцатилетний, tonåring, trettioårsåldern, teens."""
    return bool(re.search(r"лет|год|års?|åring|teen|ties|ton", surface, re.IGNORECASE)) and len(surface) > 4


def _date(span: Span, document: Document) -> float:
    surface = document.text[span.start : span.end]
    return 0.8 if _date_words(document.language).search(surface) and len(surface) > 3 else 0.0


def _numbered(span: Span, document: Document) -> float:
    """An identifying number has enough digits, and not each by itself."""
    text = document.text
    run = any(len(word.text) > 1 for word in document.words_in(span.start, span.end))
    return 1.0 if run and len(_DIGIT.findall(text, span.start, span.end)) >= _FEWEST_DIGITS else 0.0


def _address(span: Span, document: Document) -> float:
    surface = document.text[span.start : span.end]
    return 1.0 if len(surface) > 5 and any(c.isupper() or c.isdigit() for c in surface) else 0.0


def _handle(span: Span, document: Document) -> float:
    surface = document.text[span.start : span.end]
    return 1.0 if re.search(r"[\d_.@]|[a-z][A-Z]", surface) else 0.5


def _occupation(span: Span, document: Document) -> float:
    """Jobs are nouns of some length; the model alone is not trusted with a frequent short word."""
    words = document.words_in(span.start, span.end)
    helping = _helping(document.language)
    if all(not helping.isdisjoint((word.folded, *word.bases)) for word in words):
        return 0.4
    return 0.85 if span.end - span.start > 4 else 0.5


@cache
def _helping(language: Language) -> frozenset[str]:
    return frozenset(map(language.morphology.fold, language.table("occupations")["helping"]))


def _belonging(span: Span, document: Document) -> float:
    """A lower-case word is hardly ever a people or a faith unless the list has it too."""
    return 0.85 if any(w.capitalised for w in document.words_in(span.start, span.end)) else 0.48


_CHECKS: dict[EntityType, Callable[[Span, Document], float]] = {
    EntityType.PERSON: _person,
    EntityType.LOCATION: _place,
    EntityType.ORGANIZATION: _organisation,
    EntityType.AGE: _age,
    EntityType.DATE_TIME: _date,
    EntityType.ID_NUMBER: _numbered,
    EntityType.PHONE_NUMBER: _numbered,
    EntityType.ADDRESS: _address,
    EntityType.USERNAME: _handle,
    EntityType.OCCUPATION: _occupation,
    EntityType.NRP: _belonging,
}
