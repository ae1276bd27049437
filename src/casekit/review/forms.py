"""The words of a text by all forms that they may have, and every place of a marked word in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from casekit.case import EntityType
from casekit.changes import Extent
from casekit.lang import Language
from casekit.lang.lexicon import ORDINARY

_HIDDEN = "\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f"
_WORD = re.compile(rf"(?:[^\W\d_][{_HIDDEN}]*)+|\d+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\u0301]")
_NUMBERS = (EntityType.PHONE_NUMBER, EntityType.ID_NUMBER)
_DIGITS = re.compile(r"\d(?:[ \u00a0().+/\-\u2010-\u2015]{0,3}\d){3,40}")
_POSSESSIVE = re.compile(r"['\u2019]s\Z")
#: the shortest base form by which two forms are known as one, and the shortest that no list need know
_BASE, _STEM = 3, 4
#: the fewest digits of a number that is looked for whatever its layout
_FEWEST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Word:
    """One word or number ``[start, end)`` of a text, without hidden characters."""

    start: int
    end: int
    text: str


class Words:
    """The words of one text; what it is asked for is made once."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language = language
        self._keys: dict[str, frozenset[str]] = {}

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Every word in text order."""
        return tuple(words_of(self.text, 0, len(self.text)))

    def keys(self, word: str) -> frozenset[str]:
        """The folded word and the base forms it may come from."""
        found = self._keys.get(word)
        if found is None:
            folded = self.language.morphology.fold(word)
            bases = (base for base in self.language.morphology.bases(folded) if len(base) >= _BASE)
            found = self._keys[word] = frozenset({folded, *bases})
        return found

    def is_ordinary(self, word: str) -> bool:
        """Whether the word is one of the language, whatever name it may be too."""
        return bool(set(self.language.lexicon.exact(word)) & ORDINARY)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The folded words of the text that are no ordinary ones, and their base forms."""
        found = {word.text for word in self.words if not self.is_ordinary(word.text)}
        return frozenset().union(*map(self.keys, found))

    @cached_property
    def _by_key(self) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(self.words):
            for key in self.keys(word.text):
                found[key].append(at)
        return dict(found)

    def trimmed(self, start: int, end: int) -> Extent | None:
        """The stretch without blanks at its ends and an English possessive; ``None`` if it has no letter or digit."""
        surface = self.text[start:end]
        start, end = start + len(surface) - len(surface.lstrip()), end - len(surface) + len(surface.rstrip())
        possessive = _POSSESSIVE.search(self.text[start:end]) if self.language.code == "en" else None
        if possessive is not None and possessive.start() > 0:
            end = start + possessive.start()
        return (start, end) if any(map(str.isalnum, self.text[start:end])) else None

    def forms(self, start: int, end: int, type_: EntityType) -> list[Extent]:
        """Every further place where the words of the stretch stand, each in any form, in text order.

        Words of a capital are looked for with a capital, the blanks between them may be of any kind. A number is
        found in any layout.
        """
        surface = self.text[start:end]
        digits = re.sub(r"\D", "", surface)
        if type_ in _NUMBERS and len(digits) >= _FEWEST_DIGITS:
            found = list(self._numbers(digits))
        else:
            found = list(self._phrases(words_of(self.text, start, end), start, end))
        return [place for place in found if place[1] <= start or end <= place[0]]

    def _numbers(self, digits: str) -> Iterator[Extent]:
        for match in _DIGITS.finditer(self.text):
            if re.sub(r"\D", "", match[0]) == digits:
                yield match.span()

    def _phrases(self, wanted: Sequence[Word], start: int, end: int) -> Iterator[Extent]:
        if not wanted:
            return
        lead, tail = self.text[start : wanted[0].start], self.text[wanted[-1].end : end]
        near = {at for key in self.keys(wanted[0].text) for at in self._by_key.get(key, ())}
        after = 0
        for at in sorted(near):
            here = self.words[at : at + len(wanted)]
            if len(here) < len(wanted) or not self._are(wanted, here):
                continue
            place = here[0].start - len(lead), here[-1].end + len(tail)
            whole = self.text[max(place[0], 0) : here[0].start] == lead
            if place[0] >= after and whole and self.text[here[-1].end : place[1]] == tail:
                after = place[1]
                yield place

    def _are(self, wanted: Sequence[Word], here: Sequence[Word]) -> bool:
        """Whether words are others in some form, with the same signs between them, and no part of a number."""
        pairs = list(zip(wanted, here, strict=True))
        if not all(self._is(one.text, other.text) for one, other in pairs):
            return False
        return all(
            _gap(self.text[a.end : b.start]) == _gap(self.text[c.end : d.start])
            for (a, c), (b, d) in zip(pairs, pairs[1:], strict=False)
        )

    def _is(self, wanted: str, word: str) -> bool:
        """Whether a word is another in some form."""
        fold = self.language.morphology.fold
        if wanted[0].isdigit() or len(wanted) == 1 or (wanted[0].isupper() and not word[0].isupper()):
            return wanted == word
        one, other = self.keys(wanted), self.keys(word)
        if fold(wanted) in other or fold(word) in one:
            return True
        known = self.language.lexicon.exact
        return any(len(base) >= _STEM or known(base) for base in one & other)


def words_of(text: str, start: int, end: int) -> list[Word]:
    """The words of a stretch of a text."""
    found = _WORD.finditer(text, start, end)
    return [Word(*match.span(), _INVISIBLE.sub("", match[0])) for match in found]


def _gap(between: str) -> str:
    """What stands between two words, whatever its blanks and hyphens."""
    return re.sub(r"[\u2010\u2011]", "-", re.sub(r"\s+", " ", between))
