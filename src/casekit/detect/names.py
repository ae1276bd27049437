"""Names of persons by lexicon and context: the rules applied to every word, neighbours joined to one name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document, Word
from casekit.detect.name_rules import RULES, Context, Place, context_of
from casekit.lang import Language
from casekit.lang.lexicon import ORDINARY, SURNAME

#: an age, or a bracket that explains who it is, right after a name
_AGE = re.compile(r" \([^\W\d]|(?:, | \(|,? [^\W\d]{1,3} )(?:[^\W\d]{2,3} )?[1-9]\d?(?!\d|[.:%])")
_EXPLAINED = re.compile(r", (?:[^\W\d]{1,7} )?(?P<k>[^\W\d]{2,14})")
_NAME_LETTERS = frozenset("mfdpsS")
_PARTICLES = frozenset(
    [
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
    ]
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
            if folded in context.stop or folded in context.titles or not context.stop.isdisjoint(word.bases):
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
