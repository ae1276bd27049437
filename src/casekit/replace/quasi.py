"""Quasi-identifiers made coarser, in the form that the sentence needs or between brackets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from casekit.case import EntityType, Mention
from casekit.config import Policy
from casekit.generalise import Generalised, generalise, read_date
from casekit.lang import Language
from casekit.lang.forms import PLAIN, Case, Form

#: characters on either side of a mention that tell how it is meant
_AROUND = 60


class Quasi:
    """Generalises for one document: dates move together, and count from the first of them."""

    def __init__(
        self, text: str, mentions: Sequence[Mention], policy: Policy, language: Language, seed: bytes
    ) -> None:
        self._text = text
        self._policy = policy
        self._language = language
        self._seed = seed
        self._anchor = _first_date(text, mentions, language)

    def generalised(self, mention: Mention, step: str | None = None) -> Generalised | None:
        """The coarser phrase in its dictionary form, at that step or the policy's; None: it is not understood."""
        step = step or self._policy.generalise.get(mention.type)
        if step is None:
            return None
        start = max(0, mention.start - _AROUND)
        return generalise(
            self._text[mention.start : mention.end],
            mention.type,
            step,
            self._language,
            context=self._text[start : mention.end + _AROUND],
            seed=self._seed,
            anchor=self._anchor,
        )

    def fitted(self, mention: Mention, phrase: Generalised) -> str | None:
        """The phrase in the form of the mention; None when that form is not certain."""
        if not phrase.inflect:
            return phrase.text
        found = _inflected(self._language, phrase.text, self._forms(mention))
        if found is None or not phrase.text[:1].isupper():
            return found
        return found[:1].upper() + found[1:]

    def renamed(self, mention: Mention, name: str) -> str | None:
        """A pseudonym in the form of the mention; None when that form is not certain."""
        kind = "place" if mention.type is EntityType.LOCATION and name[:1].isupper() else "phrase"
        found: str | None = self._language.grammar.written(name, kind, self._forms(mention))
        return found

    def _forms(self, mention: Mention) -> frozenset[Form]:
        """The forms in which a mention may stand."""
        grammar, surface = self._language.grammar, self._text[mention.start : mention.end]
        kind = "place" if mention.type is EntityType.LOCATION else "phrase"
        asked, governed = self._asked(mention)
        # a word that asks for one case tells enough; reading the form is slow
        sure = governed and len(asked) == 1
        forms = frozenset({Form(case=asked[0])}) if sure else grammar.readings(surface, kind)
        if PLAIN in forms and not self._language.table("grammar")["cases"]:
            forms = frozenset({PLAIN})  # a name in -s is more often itself than a possessive
        fitting = frozenset(form for form in forms if form.case in asked) or forms
        if not fitting and governed:  # a word of which nothing is known, after one that asks for a case
            fitting = frozenset({Form(case=asked[0])})
        return fitting

    def _asked(self, mention: Mention) -> tuple[Sequence[Case], bool]:
        """The cases that the word before the mention asks for, and whether it is one that always does."""
        before = self._text[max(0, mention.start - _AROUND) : mention.start].split()
        table = self._language.table("grammar")["cases"]
        word = self._language.morphology.fold(before[-1]) if before else ""
        if word in table:
            return table[word], True
        return (table.get("", ()) if word.isalpha() else ()), False


@lru_cache(maxsize=4096)
def _inflected(language: Language, phrase: str, forms: frozenset[Form]) -> str | None:
    """A phrase of our tables in a form; no word of a text is asked for here."""
    found: str | None = language.grammar.written(phrase, "phrase", forms)
    return found


def _first_date(text: str, mentions: Sequence[Mention], language: Language) -> date | None:
    for mention in mentions:
        if mention.type is EntityType.DATE_TIME:
            found = read_date(text[mention.start : mention.end], language)
            if found is not None:
                return found
    return None
