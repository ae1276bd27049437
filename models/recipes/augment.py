"""Annotated samples and the guises they are shown in: other names, no capitals, no punctuation, typos."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from casekit.lang import get_language

SpanRow = tuple[int, int, str, "str | None"]
MARK = re.compile(r"\[\[([A-Z]+)\|([\w.-]+)\|([^\[\]|{}]+)\]\]|\{\{KEEP\|([^\[\]|{}]+)\}\}")
KEEP = "KEEP"
PUNCTUATION = re.compile(r"[.,;:!?«»\"“”()…—–]")


@dataclass(frozen=True)
class Sample:
    """A text and its spans ``(start, end, type, entity)``."""

    text: str
    spans: list[SpanRow]

    def pieces(self, size: int) -> list[Sample]:
        """The sample cut at line ends or full stops into pieces of about ``size`` characters."""
        if len(self.text) <= size:
            return [self]
        cuts, at = [0], size
        while at < len(self.text):
            cut = max(self.text.rfind("\n", cuts[-1], at), self.text.rfind(". ", cuts[-1], at) + 1)
            cut = cut if cut > cuts[-1] else at
            while any(s < cut < e for s, e, *_ in self.spans):
                cut += 1
            cuts.append(cut)
            at = cut + size
        cuts.append(len(self.text))
        return [self.cut(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if b > a]

    def cut(self, start: int, end: int) -> Sample:
        """The part of the sample in ``[start, end)``."""
        spans = [(s - start, e - start, t, x) for s, e, t, x in self.spans if start <= s and e <= end]
        return Sample(self.text[start:end], spans)

    def rewrite(self, replace: Callable[[int, SpanRow, str], str], outside: Callable[[str], str]) -> Sample:
        """The sample with every span's surface and every stretch between them rewritten."""
        parts: list[str] = []
        spans: list[SpanRow] = []
        at = length = 0
        for number, (start, end, type_, entity) in enumerate(sorted(self.spans)):
            if start < at:
                continue
            before = outside(self.text[at:start])
            surface = replace(number, (start, end, type_, entity), self.text[start:end])
            parts += [before, surface]
            length += len(before)
            if surface:
                spans.append((length, length + len(surface), type_, entity))
            length += len(surface)
            at = end
        parts.append(outside(self.text[at:]))
        return Sample("".join(parts), spans)


def parse_markup(markup: str, names: Mapping[str, str]) -> Sample:
    """Read the gold notation; ``names`` maps its types to ours. What must stay is a span of type ``KEEP``."""
    parts: list[str] = []
    spans: list[SpanRow] = []
    at = length = 0
    for match in MARK.finditer(markup):
        plain, surface = markup[at : match.start()], match[3] or match[4]
        parts += [plain, surface]
        length += len(plain)
        type_ = names.get(match[1], match[1]) if match[1] else KEEP
        spans.append((length, length + len(surface), type_, match[2]))
        length += len(surface)
        at = match.end()
    parts.append(markup[at:])
    return Sample("".join(parts), spans)


#: types of which a surface can stand where another of the same grammar stood
EXCHANGED = {
    "OCCUPATION": 0.45,
    "ORGANIZATION": 0.4,
    "NRP": 0.4,
    "AGE": 0.4,
    "DATE_TIME": 0.4,
    "ADDRESS": 0.5,
    "PHONE_NUMBER": 0.5,
    "ID_NUMBER": 0.5,
    "EMAIL_ADDRESS": 0.5,
    "URL": 0.5,
    "USERNAME": 0.5,
}


class Augmenter:
    """Makes a sample look like another person's write-up."""

    def __init__(self, code: str, rng: random.Random, samples: Sequence[Sample] = ()) -> None:
        self.code = code
        self.rng = rng
        self.swap = russian_swapper(rng) if code == "ru" else lexicon_swapper(code, rng)
        self.pools: dict[tuple[str, ...], list[str]] = {}
        for sample in samples:
            for start, end, type_, _ in sample.spans:
                surface = sample.text[start:end]
                if type_ in EXCHANGED and "\n" not in surface:
                    self.pools.setdefault((type_, *grammar(surface, type_, code)), []).append(surface)

    def __call__(self, sample: Sample) -> Sample:
        """Other names more often than not, then a guise."""
        if self.rng.random() < 0.65:
            sample = self.other_names(sample)
        return self.case_only(sample)

    def other_names(self, sample: Sample) -> Sample:
        """The sample with the words of names and one-word places exchanged, the same word for the same;
        of other types now and then a surface for another of the same grammar.
        """
        seen: dict[str, str] = {}

        def replace(_: int, span: SpanRow, surface: str) -> str:
            type_ = span[2]
            if type_ in {"PERSON", "LOCATION"}:
                return re.sub(r"[^\W\d_]+", lambda m: seen.setdefault(m[0], self.swap(m[0], type_)), surface)
            if self.rng.random() < EXCHANGED.get(type_, 0.0):
                pool = self.pools.get((type_, *grammar(surface, type_, self.code)), [surface])
                other = self.rng.choice(pool)
                if surface[0].islower() and type_ in {"OCCUPATION", "NRP", "AGE"}:
                    other = other[0].lower() + other[1:]
                elif surface[0].isupper() and surface[1:].islower():
                    other = other[0].upper() + other[1:]
                return other
            return surface

        return sample.rewrite(replace, lambda text: text)

    def case_only(self, sample: Sample) -> Sample:
        """The sample as it is, or without capitals, without punctuation, in capitals, or mistyped."""
        dice = self.rng.random()
        if dice < 0.60:
            return sample
        if dice < 0.80:
            return sample.rewrite(lambda _n, _s, t: t.lower(), str.lower)
        if dice < 0.90:
            return sample.rewrite(
                lambda _n, _s, t: t.lower(), lambda t: re.sub(" {2,}", " ", PUNCTUATION.sub("", t.lower()))
            )
        if dice < 0.92:
            return sample.rewrite(lambda _n, _s, t: t.upper(), str.upper)
        if dice < 0.95:
            return sample.rewrite(lambda _n, s, t: t.upper() if s[2] == "PERSON" else t, lambda t: t)
        if dice < 0.97:
            return sample.rewrite(lambda _n, _s, t: t, lambda t: self.scan(t))
        return sample.rewrite(lambda _n, _s, t: self.mistype(t, 0.02), lambda t: self.mistype(t, 0.01))

    def scan(self, text: str) -> str:
        """Blanks doubled and lines broken, as a scanned page gives them."""
        return re.sub(" ", lambda _: self.rng.choice(("\n", "  ")) if self.rng.random() < 0.04 else " ", text)

    def mistype(self, text: str, rate: float) -> str:
        """Letters doubled, dropped or exchanged with their neighbour at that rate."""
        letters = list(text)
        for at in range(1, len(letters) - 1):
            if letters[at].isalpha() and letters[at + 1].isalpha() and self.rng.random() < rate:
                letters[at], letters[at + 1] = self.rng.choice(
                    [(letters[at + 1], letters[at]), (letters[at], ""), (letters[at] * 2, letters[at + 1])]
                )
        return "".join(letters)


@cache
def grammar(surface: str, type_: str, code: str) -> tuple[str, ...]:
    """What a surface must share with another that takes its place, as far as its language shows it."""
    if type_ not in {"OCCUPATION", "ORGANIZATION", "NRP", "AGE", "DATE_TIME"}:
        return ()
    word = re.findall(r"\w+", surface)[-1] if code != "ru" else re.findall(r"\w+", surface)[0]
    if code == "en":
        return ("vowel" if surface[0].lower() in "aeiou" else "", "s" if word.endswith("s") else "")
    if code == "sv":
        return (next((e for e in ("en", "et", "na", "s", "a", "are") if word.endswith(e)), ""),)
    parse = next(iter(russian_parses(word.lower())), None)
    return (str(parse.tag.case), str(parse.tag.number)) if parse and parse.tag.case else (word[-2:],)


@cache
def russian_morphology() -> Any:
    """pymorphy3's analyser, made once."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


@cache
def russian_parses(word: str) -> Any:
    """The readings of a Russian word."""
    return russian_morphology().parse(word)


@cache
def names_by_kind(code: str) -> dict[str, list[str]]:
    """Folded names of the lexicon by letter."""
    kinds = get_language(code).lexicon._kinds
    wanted = "mfgsSlL"
    return {k: [n for n, letters in kinds.items() if k in letters and " " not in n] for k in wanted}


def lexicon_swapper(code: str, rng: random.Random) -> Callable[[str, str], str]:
    """Exchange a word by another of its kind, genitive s and capital kept."""
    lexicon, pools = get_language(code).lexicon, names_by_kind(code)

    def swap(word: str, type_: str) -> str:
        if len(word) < 3:
            return word
        letters = lexicon.kinds(word)
        genitive = code == "sv" and word.endswith("s") and not lexicon.exact(word)
        if type_ == "LOCATION":
            pool = pools["L" if rng.random() < 0.3 else "l"] if set("lL") & set(letters) else []
        elif set("mf") & set(letters):
            gender = "f" if "f" in letters else "m"
            pool = pools["g"] if rng.random() < 0.4 else pools[gender]
        else:
            pool = pools["S"] if rng.random() < 0.4 else pools["s"]
        if not pool or rng.random() < 0.08:
            return invent(word, rng)
        name = rng.choice(pool) + ("s" if genitive else "")
        return name.title() if word[0].isupper() else name

    return swap


def invent(word: str, rng: random.Random) -> str:
    """A word no lexicon knows: two letters of the original exchanged for others of the same sort."""
    vowels = "aeiouy" if word[-1].isascii() else "аеиоуы"
    letters = list(word)
    for _ in range(2):
        at = rng.randrange(len(letters))
        pool = (
            vowels
            if letters[at].lower() in vowels
            else ("bdfgklmnprstv" if word.isascii() else "бвгдклмнпрст")
        )
        new = rng.choice(pool)
        letters[at] = new.upper() if letters[at].isupper() else new
    return "".join(letters)


def russian_swapper(rng: random.Random) -> Callable[[str, str], str]:
    """Exchange a word by another of its kind, inflected into the same case by pymorphy3."""
    morph = russian_morphology()
    lexicon, pools = get_language("ru").lexicon, names_by_kind("ru")
    tags = {"Name", "Surn", "Patr", "Geox"}

    @cache
    def parse(word: str) -> Any:
        return next(
            (p for p in morph.parse(word) if tags & set(str(p.tag).replace(" ", ",").split(","))), None
        )

    def inflected(name: str, tag: Any) -> str | None:
        wanted = {g for g in (tag.case, tag.number) if g}
        for candidate in morph.parse(name)[:4]:
            if "nomn" in candidate.tag and (form := candidate.inflect(wanted)):
                return str(form.word)
        return None

    def swap(word: str, type_: str) -> str:
        original = parse(word) if len(word) > 2 else None
        if original is None:
            return invent(word, rng) if len(word) > 3 and rng.random() < 0.3 else word
        kind = str(original.tag)
        letters = set(lexicon.kinds(word))
        if type_ == "LOCATION":
            pool = pools["L" if rng.random() < 0.3 else "l"] if letters & set("lL") else []
        elif "Name" in kind:
            gender = "f" if "femn" in kind else "m"
            pool = (
                pools[gender] if rng.random() < 0.5 else [n for n in pools["g"] if gender in lexicon.exact(n)]
            )
        elif "Surn" in kind:
            pool = pools["s"]
        else:
            pool = []
        name = inflected(rng.choice(pool), original.tag) if pool else None
        if name is None:
            return word
        return name.title() if word[0].isupper() else name

    return swap
