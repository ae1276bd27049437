"""The texts that the service is asked with: write-ups of 2 KB, and short cases of which no two share a word."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gold import read_cases

LANGUAGES = ("en", "ru", "sv")
BYTES = 2_000

_LATIN = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v")
_CYRILLIC = ("б", "в", "г", "д", "к", "л", "м", "н", "п", "р", "с", "т", "ф")
_SYLLABLES = {
    "en": tuple(c + v for c in _LATIN for v in "aeiou"),
    "ru": tuple(c + v for c in _CYRILLIC for v in "аеиоу"),
    "sv": tuple(c + v for c in _LATIN for v in "aeiåö"),
}
_LENGTH = 4
#: shares no factor with the number of syllables, so that it shuffles all words without a repetition
_STRIDE = 7_368_787
_WORDS_A_CASE = 8
_SHORT = {
    "en": (
        "My client {0} {1}, {n}, from {2} spoke of {4} and {5}. Her brother {3} rang; I felt {6} and then {7}, "
        "and what she did not say stayed with me."
    ),
    "ru": (
        "Клиентка {0} {1}, {n} лет, из города {2} говорила про {4} и {5}. Звонил брат {3}; мне было {6}, "
        "потом {7}, и то, чего она не сказала, осталось."
    ),
    "sv": (
        "Klienten {0} {1}, {n} år, från {2} talade om {4} och {5}. Hennes bror {3} ringde; jag kände {6} och "
        "sedan {7}, och det hon inte sade blev kvar."
    ),
}


@dataclass(frozen=True)
class Sample:
    """A text and its language."""

    language: str
    text: str = field(repr=False)


def packed(corpus: Path, *, split: str = "test", size: int = BYTES, seed: int = 1) -> tuple[Sample, ...]:
    """As many texts of each language, shuffled; ``size`` is in bytes of UTF-8 and is met to a word.

    The write-ups of a language are laid end to end and cut.
    """
    pieces = {
        language: list(_cut(_joined(corpus / f"{language}.jsonl", split), size)) for language in LANGUAGES
    }
    each = min(map(len, pieces.values()))
    samples = [Sample(language, text) for language in LANGUAGES for text in pieces[language][:each]]
    random.Random(seed).shuffle(samples)
    return tuple(samples)


def _joined(path: Path, split: str) -> str:
    return "\n\n".join(case.text for case in read_cases(path, split))


def _cut(text: str, size: int) -> Iterator[str]:
    """Pieces that end with a word; what is left at the end is dropped."""
    rest = text.encode()
    while len(rest) > size:
        at = max(rest.rfind(mark, 1, size) for mark in (b" ", b"\n"))
        at = at if at > 0 else len(rest[:size].decode(errors="ignore").encode())
        yield rest[:at].decode()
        rest = rest[at:].lstrip()


def short_case(number: int) -> Sample:
    """The case of that number, 100 to 200 characters, with names and words that no other number has.

    Languages take turns.
    """
    language = LANGUAGES[number % len(LANGUAGES)]
    first = number * _WORDS_A_CASE
    words = [_word(first + at, _SYLLABLES[language]) for at in range(_WORDS_A_CASE)]
    words[:4] = [word.capitalize() for word in words[:4]]
    return Sample(language, _SHORT[language].format(*words, n=20 + number % 60))


def _word(number: int, syllables: Sequence[str]) -> str:
    base = len(syllables)
    left = number * _STRIDE % base**_LENGTH
    parts = []
    for _ in range(_LENGTH):
        left, at = divmod(left, base)
        parts.append(syllables[at])
    return "".join(parts)
