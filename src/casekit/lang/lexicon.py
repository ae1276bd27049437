"""A compiled lexicon: folded word form → what it can be, one letter a kind."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable

#: letter → meaning, as stored in ``lexicon.tsv.gz``
KINDS = {
    "m": "male given name",
    "f": "female given name",
    "d": "nickname or diminutive",
    "g": "given name that is frequent",
    "s": "surname",
    "S": "surname that is frequent",
    "p": "patronymic",
    "l": "place",
    "L": "large place (100,000 people or more), region or country",
    "o": "occupation",
    "w": "ordinary word of the language",
    "W": "ordinary word that is frequent",
}

GIVEN = frozenset("mfd")
SURNAME = frozenset("sS")
PLACE = frozenset("lL")
FREQUENT = "W"
ORDINARY = frozenset("wW")
_NO_NAME = ORDINARY | {"o"}


class Lexicon:
    """Looks a word up in any case, inflection or spelling the language's morphology undoes."""

    def __init__(
        self,
        kinds: dict[str, str],
        fold: Callable[[str], str],
        bases: Callable[[str], Iterable[str]],
    ) -> None:
        self._kinds = kinds
        self._fold = fold
        self._bases = bases

    @classmethod
    def from_bytes(
        cls, blob: bytes, fold: Callable[[str], str], bases: Callable[[str], Iterable[str]]
    ) -> Lexicon:
        """Read ``form TAB letters`` lines, gzip'd UTF-8."""
        rows = (line.split("\t") for line in gzip.decompress(blob).decode("utf-8").splitlines())
        return cls({form: letters for form, letters in rows}, fold, bases)

    def __len__(self) -> int:
        return len(self._kinds)

    def frequent(self) -> list[str]:
        """The frequent ordinary words of the language."""
        return [form for form, letters in self._kinds.items() if FREQUENT in letters]

    def exact(self, word: str) -> str:
        """The letters stored for this very form, ``""`` when unknown."""
        return self._kinds.get(self._fold(word), "")

    def kinds(self, word: str) -> str:
        """The letters of the word, or of the first of its possible base forms that is a name or place.

        Ordinary-word letters are only ever those of the form itself: an inflected name is not made
        ordinary by its base.
        """
        folded = self._fold(word)
        return self.kinds_of(folded, self._bases(folded))

    def kinds_of(self, folded: str, bases: Iterable[str]) -> str:
        """As ``kinds``, for a word that is folded already and whose base forms are known."""
        own = self._kinds.get(folded, "")
        if any(letter not in _NO_NAME for letter in own):
            return own
        found = "".join(
            letter for base in bases for letter in self._kinds.get(base, "") if letter not in ORDINARY
        )
        return own + "".join(dict.fromkeys(found))
