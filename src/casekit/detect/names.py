"""Names of persons by lexicon, form and the words around them.

Each rule looks at one word in its place and answers with a confidence or nothing; the most confident rule
wins. Found words that stand side by side become one name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document, Word
from casekit.lang import Language
from casekit.lang.lexicon import GIVEN, ORDINARY, PLACE, SURNAME

_LABEL_GAP = re.compile(r"^[ \t]*[:：–—-][ \t]*[«\"“]?$")
#: an age, or a bracket that explains who it is, right after a name
_AGE = re.compile(r" \([^\W\d]|(?:, | \(|,? [^\W\d]{1,3} )(?:[^\W\d]{2,3} )?[1-9]\d?(?!\d|[.:%])")
_EXPLAINED = re.compile(r", (?:[^\W\d]{1,7} )?(?P<k>[^\W\d]{2,14})")
_NAME_LETTERS = frozenset("mfdpsS")
_PARTICLES = frozenset(
    {
        "von",
        "van",
        "af",
        "de",
        "da",
        "del",
        "di",
        "la",
        "le",
        "bin",
        "ibn",
        "al",
        "el",
        "ter",
        "den",
        "der",
        "оглы",
        "кызы",
        "фон",
        "ван",
        "де",
    }
)


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
        return not {before, *previous.bases}.isdisjoint(context.titles | context.kin | context.introducers)
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
    known = place.given or place.surname
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
    """In a text without capitals, a given name with an age right after: "about grace, the 15yo", "вера (34)"."""
    return 0.65 if place.chat and place.given and place.aged and not place.verb else None


def explained(place: Place) -> float | None:
    """A capitalised given name with an age or a kinship word right after: "Will, the grandson", "Hope, 22"."""
    told = place.aged or place.before_kin
    return 0.7 if place.word.capitalised and place.given and told and len(place.word.text) > 1 else None


def chat_full(place: Place) -> float | None:
    """In a text without capitals, a given name and a surname after it, even where the first is a word."""
    return 0.65 if place.chat and place.given and place.before_surname and not place.verb else None


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


class NameRecognizer:
    """Finds names of persons by lexicon and context."""

    name = "names"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield one span a run of name words."""
        yield from self._signatures(document)
        hits = self._hits(document)
        yield from (self._span(run, document) for run in _runs(hits, document))

    def _signatures(self, document: Document) -> Iterable[Span]:
        """The word or two after a farewell, on a line of their own or at the end of it."""
        for match in _farewell(document.language).finditer(document.text):
            yield Span(*match.span("n"), EntityType.PERSON, self.name, 0.65)

    def _hits(self, document: Document) -> list[tuple[Word, float]]:
        language, words = document.language, document.words
        context = context_of(language)
        hits: list[tuple[Word, float]] = []
        interesting = _candidates(words)
        for at in interesting:
            word = words[at]
            folded = word.folded
            if folded in context.stop or not context.stop.isdisjoint(word.bases):
                continue
            before = words[at - 1].folded if at else ""
            gap = document.text[words[at - 1].end : word.start] if at else ""
            place = Place(
                word=word,
                letters=word.letters,
                before=before,
                before_bases=frozenset(words[at - 1].bases if at else ()),
                gap=gap,
                context=context,
                chat=document.chat,
                aged=bool(_AGE.match(document.text, word.end)),
                homonym=folded in language.homonyms,
                before_surname=_is_surname(words, at + 1),
                before_kin=_before_kin(document, word, context),
                titles_are_capital=language.code == "en",
                speaker="\n" in gap and document.text.startswith(": ", word.end),
            )
            if place.month and before in context.before_month:
                continue
            confidence = max((c for rule in RULES if (c := rule(place)) is not None), default=0.0)
            if confidence:
                hits.append((word, confidence))
        return hits

    def _span(self, run: tuple[int, int, float], document: Document) -> Span:
        start, end, confidence = run
        return Span(start, end, EntityType.PERSON, self.name, confidence)


def _before_kin(document: Document, word: Word, context: Context) -> bool:
    """Whether a comma, at most one small word, and a kinship or role word follow."""
    match = _EXPLAINED.match(document.text, word.end)
    return match is not None and document.language.morphology.fold(match["k"]) in context.kin


@cache
def _farewell(language: Language) -> re.Pattern[str]:
    words = "|".join(map(re.escape, language.table("names")["farewells"]))
    return re.compile(
        rf"(?<!\w)(?:{words})(?:[,!.]?[ ]*\n[ ]*|[,!]? )[/–—-]?[ ]?(?P<n>[^\W\d_]{{2,14}}(?:[ -][^\W\d_]{{2,18}})?)[.!]?[ ]*(?=\n|$)",
        re.IGNORECASE,
    )


def _is_surname(words: Sequence[Word], at: int) -> bool:
    """Whether there is a word that can only be a surname."""
    if at >= len(words) or words[at].ordinary or len(words[at].text) < 3:
        return False
    return not words[at].letters.isdisjoint(SURNAME)


def _candidates(words: Sequence[Word]) -> list[int]:
    """Words that can be a name at all: capitalised, or known to the lexicon as one."""
    return [
        at
        for at, word in enumerate(words)
        if not word.text[0].isdigit()
        and (word.text[0].isupper() or not word.letters.isdisjoint(_NAME_LETTERS))
    ]


def _runs(hits: Sequence[tuple[Word, float]], document: Document) -> Iterable[tuple[int, int, float]]:
    """Found words side by side joined with initials, particles and unknown capitalised neighbours."""
    text = document.text
    confidence_at = {word.start: confidence for word, confidence in hits}
    words = document.words
    at = 0
    while at < len(words):
        word = words[at]
        if word.start not in confidence_at:
            at += 1
            continue
        last, confidence = at, confidence_at[word.start]
        while step := _step(words, last, text, confidence_at):
            last += step
            confidence = max(confidence, confidence_at.get(words[last].start, 0.0))
        if last > at:
            confidence = min(0.95, confidence + 0.1)
        start, end = _with_initials(text, word.start, words[last].end)
        yield start, end, confidence
        at = last + 1


def _step(words: Sequence[Word], last: int, text: str, confidence_at: dict[int, float]) -> int:
    """How many words the name goes on for: one, two over a particle (Anna von Essen), or none."""
    following = words[last + 1 : last + 3]
    if not following or text[words[last].end : following[0].start] != " ":
        return 0
    if len(following) == 2 and following[0].text.casefold() in _PARTICLES and following[1].capitalised:
        return 2 if words[last].capitalised and text[following[0].end : following[1].start] == " " else 0
    return int(_joins(words[last], following[0], confidence_at))


def _joins(before: Word, after: Word, confidence_at: dict[int, float]) -> bool:
    """Whether the next word belongs to the same name."""
    if after.start in confidence_at:
        return after.capitalised == before.capitalised or "p" in after.letters
    letters = after.letters
    if before.capitalised and after.capitalised and letters & SURNAME and len(after.text) > 2:
        return not after.text.isupper() or before.text.isupper()
    unknown = after.capitalised and len(after.text) > 1 and not letters & (ORDINARY | {"l", "L"})
    return before.capitalised and unknown and not after.text.isupper()


def _with_initials(text: str, start: int, end: int) -> tuple[int, int]:
    """The run widened over initials right before or after it (А. П. Соколов, Соколов А.П., R. Ek)."""
    before = re.search(r"(?<![\w.])(?:[A-ZА-ЯЁÅÄÖ]\. ?){1,2}$", text[max(0, start - 8) : start])
    if before:
        start -= len(before[0])
    after = re.match(r" [A-ZА-ЯЁÅÄÖ]\.(?: ?[A-ZА-ЯЁÅÄÖ]\.)?", text[end : end + 8])
    if after and not text[start:end].endswith("."):
        end += len(after[0])
    return start, end
