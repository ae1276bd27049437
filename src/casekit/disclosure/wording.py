"""Recognising a phrase of a table in a value, in whatever form it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+")
#: letters that the ending of a word may have
_ENDING = 3


def says(phrases: Iterable[str], value: str) -> str | None:
    """The phrase whose words all stand in the value, whatever their endings; the one of most letters."""
    words = _WORD.findall(value.casefold())
    fitting = [phrase for phrase in phrases if _stands(phrase, words)]
    return max(fitting, key=len, default=None)


def _stands(phrase: str, words: list[str]) -> bool:
    """Articles and the like (up to three letters at the start) need not stand there."""
    own = _WORD.findall(phrase.casefold())
    if len(own) > 1 and len(own[0]) <= 3:
        own = own[1:]
    return bool(own) and all(any(_alike(word, other) for other in words) for word in own)


def _alike(word: str, other: str) -> bool:
    stem = word[: max(len(word) - _ENDING, min(len(word), 3))] if len(word) > 3 else word
    return other == word or (
        len(word) > 3 and other.startswith(stem) and abs(len(other) - len(word)) <= _ENDING
    )
