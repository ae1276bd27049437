"""Word for word: what a bilingual dictionary gives a sentence embedder.

Most of what a bag of words must know to find a translation is which word means which. A dictionary has
only base forms; here Russian words get all their cases (pymorphy3) and Swedish ones the endings that
occur in running text, and English sentences are glossed word by word, so that dictionary words are learned
in the company and with the frequency they have in sentences.
"""

from __future__ import annotations

import gzip
import random
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pymorphy3
from wordfreq import zipf_frequency

if TYPE_CHECKING:
    from embedder_corpus import Row

#: endings of Swedish nouns, adjectives and verbs
_SWEDISH_ENDINGS = [
    "n",
    "en",
    "et",
    "t",
    "a",
    "ar",
    "or",
    "er",
    "r",
    "na",
    "arna",
    "orna",
    "erna",
    "s",
    "ens",
    "ets",
    "ade",
    "de",
    "te",
    "tt",
    "d",
    "it",
    "ande",
]
_SWEDISH_VERB = ["r", "de", "t", "d", "s"]
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\W+|[\d_]+")
_DROPPED = frozenset({"the", "a", "an", "to", "do", "does", "did"})
_KNOWN_ZIPF = 2.0


@lru_cache(maxsize=1)
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer()


@cache
def forms(word: str, code: str) -> tuple[str, ...]:
    """The forms of a word that occur in running text, itself first."""
    if not word.isalpha():
        return (word,)
    if code == "ru":
        made = [form.word for form in _morphology().parse(word)[0].lexeme]
    else:
        made = [word + ending for ending in _SWEDISH_ENDINGS]
        if word.endswith(("a", "e")):
            made += [word[:-1] + ending for ending in _SWEDISH_ENDINGS] + [word + e for e in _SWEDISH_VERB]
    known = [form for form in dict.fromkeys(made) if zipf_frequency(form, code) >= _KNOWN_ZIPF]
    return (word, *[form for form in known if form != word])


def _likely(word: str, code: str) -> float:
    return float(10 ** (0.75 * zipf_frequency(word, code)))


@dataclass(frozen=True)
class Glossary:
    """English words with their translations, the likelier the more frequent: ``{"ru": {...}, "sv": {...}}``."""

    meanings: dict[str, dict[str, dict[str, float]]]

    @classmethod
    def read(cls, data: Path) -> Glossary:
        """All single words of the dictionaries."""
        found: dict[str, dict[str, dict[str, float]]] = {"ru": {}, "sv": {}}
        for code, meanings in found.items():
            for path in sorted((data / "parallel").glob(f"*.dict.en-{code}.tsv.gz")):
                with gzip.open(path, "rt", encoding="utf-8") as handle:
                    for line in handle:
                        en, _, other = line.rstrip("\n").replace("\u0301", "").partition("\t")
                        if " " in en or " " in other or not other:
                            continue
                        meanings.setdefault(en.lower(), {})[other.lower()] = _likely(other, code)
        return cls(found)

    def english(self) -> dict[str, str]:
        """For each Russian or Swedish word and form, its most usual English word."""
        best: dict[str, tuple[float, str]] = {}
        for code, meanings in self.meanings.items():
            for en, others in meanings.items():
                weight = _likely(en, "en")
                for other in others:
                    for form in forms(other, code):
                        if weight > best.get(form, (0.0, ""))[0]:
                            best[form] = weight, en
        return {form: en for form, (_, en) in best.items()}

    def _lookup(self, word: str, code: str) -> dict[str, float]:
        meanings = self.meanings[code]
        for ending, stem in (
            ("", ""),
            ("s", ""),
            ("es", ""),
            ("ies", "y"),
            ("ed", ""),
            ("ed", "e"),
            ("ing", ""),
            ("ing", "e"),
            ("ly", ""),
        ):
            if word.endswith(ending):
                base = word[: len(word) - len(ending)] + stem
                if len(base) > 2 and base in meanings or not ending and word in meanings:
                    return meanings[base]
        return {}

    def gloss(self, sentence: str, code: str, rng: random.Random) -> str:
        """The sentence word by word, in likely forms; empty when less than half of its words are known."""
        made, words, known = [], 0, 0
        for token in _WORD.findall(sentence):
            lowered = token.lower()
            if not token[0].isalpha() or lowered in _DROPPED:
                made.append(token if not token[0].isalpha() else "")
                continue
            words += 1
            options = self._lookup(lowered, code)
            if not options:
                made.append(token)
                continue
            known += 1
            chosen = rng.choices(list(options), list(options.values()))[0]
            others = forms(chosen, code)
            made.append(rng.choices(others, [_likely(form, code) for form in others])[0])
        return " ".join("".join(made).split()) if words and known * 2 >= words else ""

    def inflected(self, rows: list[Row], rng: random.Random) -> list[Row]:
        """Dictionary rows, and the same rows once more with other forms of their words."""
        more = []
        for row in rows:
            ru, sv = forms(row.ru, "ru"), forms(row.sv, "sv")
            if len(ru) > 1 or len(sv) > 1:
                more.append(replace(row, ru=rng.choice(ru), sv=rng.choice(sv)))
        return rows + more
