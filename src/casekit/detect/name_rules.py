"""What makes a word a person's name: rules that look at one word in its place.

Each answers with a confidence or nothing; the most confident one wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache

from casekit.detect.document import Document, Word
from casekit.lang import Language
from casekit.lang.lexicon import GIVEN, ORDINARY, PLACE, SURNAME

_LABEL_GAP = re.compile(r"^[ \t]*[:：–—-][ \t]*[«\"“]?$")


@dataclass(frozen=True)
class Context:
    """The words of a language that announce a name, folded."""

    titles: frozenset[str]
    kin: frozenset[str]
    introducers: frozenset[str]
    labels: frozenset[str]
    stop: frozenset[str]
    never_after: frozenset[str]
    not_before: frozenset[str]
    months: frozenset[str]
    before_month: frozenset[str]
    verbs: frozenset[str]


@cache
def context_of(language: Language) -> Context:
    """The announcing words of a language."""
    fold, table = language.morphology.fold, language.table("names")
    keys = (field.name for field in fields(Context))
    return Context(**{key: frozenset(fold(word) for word in table[key]) for key in keys})


def announces_person(document: Document, at: int) -> bool:
    """Whether the words before word number ``at`` say that a person follows: a title, kinship, a label."""
    if not at:
        return False
    word, previous = document.words[at], document.words[at - 1]
    gap = document.text[previous.end : word.start]
    context, before = context_of(document.language), previous.folded
    if _LABEL_GAP.match(gap):
        return before in context.labels
    if not gap.strip(" .") and gap:
        return not {before, *previous.bases}.isdisjoint(context.titles | context.kin)
    return False


@dataclass(frozen=True)
class Place:
    """A word with all that the rules ask about it."""

    word: Word
    letters: frozenset[str]
    before: str
    before_bases: frozenset[str]
    gap: str
    context: Context
    chat: bool
    speaker: bool
    aged: bool
    homonym: bool
    before_surname: bool
    before_kin: bool
    titles_are_capital: bool

    @property
    def given(self) -> bool:
        return bool(self.letters & GIVEN)

    @property
    def surname(self) -> bool:
        return bool(self.letters & SURNAME)

    @property
    def ordinary(self) -> bool:
        return bool(self.letters & ORDINARY)

    @property
    def verb(self) -> bool:
        """Whether the lower-case word is, before anything else, a verb or the like: will, can, bo."""
        return self.word.text.casefold() in self.context.verbs

    @property
    def month(self) -> bool:
        return self.word.text.casefold() in self.context.months

    @property
    def side_by_side(self) -> bool:
        """Whether only blanks part the word from the one before it."""
        return self.gap.isspace() and "\n" not in self.gap

    def follows(self, words: frozenset[str]) -> bool:
        """Whether one of these words, in any form, stands right before."""
        return self.side_by_side and (self.before in words or bool(self.before_bases & words))


def patronymic(place: Place) -> float | None:
    """A patronymic is never anything else."""
    return 0.9 if "p" in place.letters and len(place.word.text) > 5 else None


def after_label(place: Place) -> float | None:
    """ "Namn: Lisa", "ФИО: …"."""
    known = (place.given or place.surname) and "W" not in place.letters
    if not _LABEL_GAP.match(place.gap) or place.before not in place.context.labels:
        return None
    return 0.85 if known or (place.word.capitalised and not place.ordinary) else None


def after_title(place: Place) -> float | None:
    """A title or an address before the word: Mrs Kowal, доктор Соколов, tant Greta."""
    if not place.follows(place.context.titles):
        return None
    if place.word.capitalised and len(place.word.text) > 1:
        return 0.8 if not place.ordinary or place.given or place.surname else 0.6
    return 0.7 if place.given and not place.ordinary else None


def after_kin(place: Place) -> float | None:
    """A kinship or role word before a given name: сын Ваня, min dotter Saga, her brother Will."""
    if not place.follows(place.context.kin):
        return None
    if place.word.capitalised:
        return 0.85 if place.given else (0.65 if not place.ordinary else None)
    if place.verb or not place.given:
        return None
    return 0.75 if "W" not in place.letters and not place.homonym else (0.6 if place.aged else None)


def after_introducer(place: Place) -> float | None:
    """Called, heter, зовут before the word."""
    if not place.follows(place.context.introducers):
        return None
    if place.word.capitalised:
        return 0.8 if place.given or (place.surname and not place.ordinary) else None
    return 0.7 if place.given and not place.ordinary else None


def capital_given(place: Place) -> float | None:
    """A capitalised given name that is no ordinary word, or stands where ordinary words have no capital."""
    if not place.word.capitalised or not place.given or len(place.word.text) < 2:
        return None
    if place.word.text.isupper() and len(place.word.text) < 5:
        return None
    if place.month and place.gap.strip():
        return None
    frequent = "g" in place.letters or "d" in place.letters
    if not place.ordinary:
        return 0.75 if frequent else 0.6
    if place.word.sentence_start:
        return None
    return 0.7 if frequent and "W" not in place.letters else 0.5


def capital_surname(place: Place) -> float | None:
    """A capitalised word in mid-sentence known only as a surname."""
    mid = place.word.capitalised and not place.word.sentence_start
    if not mid or not place.surname or place.letters & PLACE or place.word.text.isupper():
        return None
    if not place.ordinary:
        return 0.55
    # where only names have a capital inside a sentence, an ordinary word with one is a name
    return None if place.titles_are_capital else 0.52


def speaker(place: Place) -> float | None:
    """A given name or surname that opens a line as the label of a speaker."""
    known = place.given or place.surname
    return 0.75 if place.speaker and known and place.word.capitalised else None


def beside_age(place: Place) -> float | None:
    """In a text without capitals, a given name with an age right after: "grace, the 15yo", "вера (34)"."""
    return 0.65 if place.chat and place.given and place.aged and not place.verb else None


def explained(place: Place) -> float | None:
    """A capitalised given name with an age or kinship right after: "Will, the grandson", "Hope, 22"."""
    told = place.aged or place.before_kin
    return 0.7 if place.word.capitalised and place.given and told and len(place.word.text) > 1 else None


def chat_full(place: Place) -> float | None:
    """In a text without capitals, a given name and a surname after it, even where the first is a word."""
    named = place.chat and place.given and place.before_surname and not place.verb
    return 0.65 if named and len(place.word.text) > 3 else None


def chat_given(place: Place) -> float | None:
    """In a text written without capitals, a given name that is no ordinary word."""
    if not place.chat or place.word.capitalised or len(place.word.text) < 4:
        return None
    frequent = bool(place.letters & {"g", "d"})
    ordinary = place.ordinary or place.homonym
    return 0.6 if place.given and frequent and not ordinary and "l" not in place.letters else None


RULES: tuple[Callable[[Place], float | None], ...] = (
    patronymic,
    after_label,
    after_title,
    after_kin,
    after_introducer,
    capital_given,
    capital_surname,
    speaker,
    explained,
    beside_age,
    chat_full,
    chat_given,
)
