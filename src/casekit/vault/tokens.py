"""Words as they are compared: without capitals, blanks, quotes, dashes and what word processors slip in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

#: combining marks, soft hyphens, joiners
_INSIDE = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_TOKEN = re.compile(rf"\d+|[^\W\d_](?:[^\W\d_]|[{_INSIDE}])*")
_HIDDEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
#: bytes of a print
WIDTH = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters or of digits, and its print."""

    start: int
    end: int
    print: int


def tokens(text: str) -> list[Token]:
    """The runs of letters and of digits of a text, in order."""
    seen: dict[str, int] = {}
    return [Token(start, end, _print(word, seen)) for start, end, word in _words(text)]


def prints(text: str) -> tuple[int, ...]:
    """The prints of ``tokens``."""
    return tuple(token.print for token in tokens(text))


def plain(word: str) -> str:
    """The word without capitals, hidden characters and the dots of ё."""
    return unicodedata.normalize("NFC", _HIDDEN.sub("", word)).casefold().replace("ё", "е")


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _TOKEN.finditer(text):
        yield match.start(), match.end(), match[0]


def _print(word: str, seen: dict[str, int]) -> int:
    """24 bits that tell words apart when two texts are laid side by side, without holding the word."""
    if word not in seen:
        digest = sha256(plain(word).encode("utf-8", "surrogatepass")).digest()
        seen[word] = int.from_bytes(digest[:WIDTH], "big")
    return seen[word]
