"""The texts that ``embedder.py`` learns from: rows of up to three translations of one sentence.

Sources and licences are listed in ``models/README.md``. Nothing read here is copied into the repository.
"""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import random
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from embedder_words import Glossary

LANGUAGES = ("en", "ru", "sv")

#: rows to take from each parallel source (one language pair); a source that is not named gives nothing
PAIR_CAPS = {
    "tatoeba": 40_000,
    "tatoeba-pivot": 30_000,
    "goemotions-mt": 11_000,
    "finland-services": 2_500,
    "tico19": 3_100,
    "xquad": 2_400,
    "mozilla-www": 3_000,
    "gnome-docs": 3_000,
    "msdocs-d365bc": 7_000,
    "adobe-workfront": 7_000,
    "bible": 6_000,
    "xed-subs": 1_500,
}
#: English texts without a translation; they are also glossed word by word
MONO_CAPS = {"counsel-chat.en": 16_000, "xed-emotions.en": 6_000}
RUNNING_CAPS = {
    "masc-open-anc": 25_000,
    "people-topicalchat-dialogues": 22_000,
    "people-clinical-dialogue-notes": 8_000,
    "nltk-speeches-pd": 5_000,
    "ud-ewt": 8_000,
    "people-sgd-dialogues": 4_000,
    "people-eltec-novels": 6_000,
}
#: English encyclopaedia, interviews and reports; their annotation is not used
ANNOTATED = ("wikigold.all", "crossner.train", "gum-free.train")
#: dictionary entries a language
DICTIONARY_CAP = 130_000
#: running text (million characters a source) that only the tokenizer sees
RAW_CAPS = {
    "en": {"people-clinical-dialogue-notes": 2, "people-topicalchat-dialogues": 3, "masc-open-anc": 4},
    "ru": {"rumedbench-health": 2, "people-koziev-anecdote-dialogues": 3, "people-rusdracor-drama": 3},
    "sv": {
        "social-riksdag-interpellations.social": 3,
        "social-g0vse-documents.social": 3,
        "small-mixed-cc": 2,
    },
}
HELD_OUT_TATOEBA = 500
#: characters of a text at the most, with and without a translation
LONGEST, LONGEST_ENGLISH = 320, 200
OWN = Path(__file__).parents[1] / "corpus"

_GOLD = re.compile(r"\[\[[A-Z]+\|[^|\]]*\|([^\]]*)\]\]|\{\{KEEP\|([^}]*)\}\}")


@dataclass(frozen=True, slots=True)
class Row:
    """One meaning in one to three languages; ``topic`` only on our own sentences."""

    en: str
    ru: str = ""
    sv: str = ""
    source: str = ""
    topic: str = ""


def clean(text: str) -> str:
    """Without stress marks, doubled blanks and template marks."""
    plain = unicodedata.normalize("NFC", text.replace("\u0301", ""))
    return " ".join(plain.replace("[NAME]", "").replace("[PERSON]", "").split())


def lines(path: Path) -> Iterator[str]:
    """The lines of a gzip'd or xz'd text file."""
    opener = lzma.open if path.suffix == ".xz" else gzip.open
    with opener(path, "rt", encoding="utf-8", errors="ignore") as handle:
        yield from (line.rstrip("\n") for line in handle)


def _pairs(path: Path) -> list[tuple[str, str]]:
    cut = (line.split("\t") for line in lines(path))
    pairs = [(clean(row[0]), clean(row[1])) for row in cut if len(row) >= 2]
    return [(en, other) for en, other in pairs if en and other and len(en) < LONGEST and len(other) < LONGEST]


def sentences(text: str) -> list[str]:
    """A text in its sentences, roughly."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z\"'(“])", text)


def parallel_rows(data: Path, seed: int) -> list[Row]:
    """Sentence pairs, joined into triples where two pairs share their English side."""
    joined: dict[str, dict[str, str]] = {}
    for path in sorted((data / "parallel").glob("*.tsv.gz")):
        source, pair, _ = path.name.split(".", 2)
        cap = PAIR_CAPS.get(source, 0)
        pairs = _pairs(path) if cap else []
        # the same order of English sentences for both languages, so that capped sources still meet
        pairs.sort(key=lambda p: random.Random(f"{seed}{p[0]}").random())
        for en, other in pairs[:cap]:
            joined.setdefault(en, {"source": source}).setdefault(pair[-2:], other)
    return [Row(en, r.get("ru", ""), r.get("sv", ""), r["source"]) for en, r in joined.items()]


def dictionary_rows(data: Path, seed: int) -> list[Row]:
    """Word pairs of the dictionaries, short entries only; the n-th translations of a word share a row."""
    joined: dict[str, dict[str, list[str]]] = {}
    for code in ("ru", "sv"):
        pairs = sorted(
            {
                pair
                for path in (data / "parallel").glob(f"*.dict.en-{code}.tsv.gz")
                for pair in _pairs(path)
                if len(pair[0].split()) <= 3
            }
        )
        random.Random(seed).shuffle(pairs)
        for en, other in pairs[:DICTIONARY_CAP]:
            joined.setdefault(en, {"ru": [], "sv": []})[code].append(other)
    return [
        Row(en, ru, sv, "dictionary")
        for en, other in joined.items()
        for ru, sv in zip_longest(other["ru"], other["sv"], fillvalue="")
    ]


def _english(data: Path, seed: int) -> Iterator[tuple[str, str]]:
    """Source and text of the English without a translation, shuffled and capped a source."""
    for name, cap in MONO_CAPS.items():
        yield from _some(name, (clean(line) for line in lines(data / "mono" / f"{name}.txt.gz")), cap, seed)
    for name, cap in RUNNING_CAPS.items():
        text = lines(data / "raw" / "en" / f"{name}.txt.xz")
        yield from _some(name, (s for line in text for s in sentences(clean(line))), cap, seed)
    for name in ANNOTATED:
        rows = (json.loads(line)["text"] for line in lines(data / "ner" / "en" / f"{name}.jsonl.gz"))
        yield from _some(name, (s for text in rows for s in sentences(clean(text))), 8_000, seed)
    cases = (json.loads(line) for line in (OWN / "en.jsonl").read_text("utf-8").splitlines())
    texts = (_GOLD.sub(lambda m: m[1] or m[2], case["markup"]) for case in cases if case["split"] == "train")
    yield from _some("cases", (s for text in texts for s in sentences(clean(text))), 8_000, seed)


def _some(name: str, texts: Iterable[str], cap: int, seed: int) -> list[tuple[str, str]]:
    found = sorted({text for text in texts if 25 < len(text) < LONGEST_ENGLISH and text.count(" ") > 3})
    random.Random(seed).shuffle(found)
    return [(name, text) for text in found[:cap]]


def mono_rows(data: Path, seed: int, glossary: Glossary) -> list[Row]:
    """English sentences, each with its word-by-word gloss in Russian and Swedish."""
    rng = random.Random(seed)
    return [
        Row(text, glossary.gloss(text, "ru", rng), glossary.gloss(text, "sv", rng), "gloss")
        for _, text in _english(data, seed)
    ]


def own_rows() -> list[Row]:
    """Our own sentences and terms in three languages, with their topics: of practice and of the world."""
    rows: list[Row] = []
    for kind in ("sentences", "terms", "general"):
        with (OWN / "parallel" / f"{kind}.tsv").open(encoding="utf-8") as handle:
            for cells in csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE):
                texts = (clean(cells[code]) for code in LANGUAGES)
                rows.append(Row(*texts, source=kind, topic=cells["topic"]))
    return rows


def held_out_topics(rows: list[Row]) -> frozenset[str]:
    """Every tenth topic of practice in alphabetical order: the same in every run."""
    topics = sorted({row.topic for row in rows if row.source == "sentences"})
    return frozenset(topics[4::10])


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is learned from and what is kept apart."""

    sentences: list[Row]
    glossed: list[Row]
    dictionary: list[Row]
    own: list[Row]
    held_out: dict[str, list[Row]]


def load(data: Path, seed: int) -> Corpus:
    """All rows, with the evaluation rows taken out of every other list."""
    own = own_rows()
    topics = held_out_topics(own)
    world = [row for row in own if row.source == "general"]
    held_out = {
        "topics of practice": [r for r in own if r.topic in topics and r.source == "sentences"],
        "general": world[::8],
    }
    parallel = parallel_rows(data, seed)
    triples = [r for r in parallel if r.ru and r.sv and r.source.startswith("tatoeba") and len(r.en) > 25]
    random.Random(seed).shuffle(triples)
    held_out["tatoeba"] = triples[:HELD_OUT_TATOEBA]
    for source in ("xquad", "tico19"):
        held_out[source] = [r for r in parallel if r.source == source][:300]
    kept_apart = {text for rows in held_out.values() for row in rows for text in (row.en, row.ru, row.sv)} - {
        ""
    }
    glossary = Glossary.read(data)
    return Corpus(
        sentences=[r for r in parallel if not kept_apart & {r.en, r.ru, r.sv}],
        glossed=[r for r in mono_rows(data, seed, glossary) if r.en not in kept_apart],
        dictionary=glossary.inflected(dictionary_rows(data, seed), random.Random(seed)),
        own=[r for r in own if r.topic not in topics and not kept_apart & {r.en, r.ru, r.sv}],
        held_out=held_out,
    )


def tokenizer_texts(data: Path, corpus: Corpus) -> Iterator[str]:
    """Text of the three languages in roughly equal parts, for the tokenizer alone."""
    for rows in (corpus.sentences, corpus.dictionary, corpus.own * 5):  # glosses are no language
        for row in rows:
            yield from (text for text in (row.en, row.ru, row.sv) if text)
    for code in LANGUAGES:
        for name, millions in RAW_CAPS[code].items():
            left = millions * 1_000_000
            for line in lines(data / "raw" / code / f"{name}.txt.xz"):
                left -= len(line)
                if left < 0:
                    break
                yield clean(line)
        for line in (OWN / f"{code}.jsonl").read_text("utf-8").splitlines():
            case = json.loads(line)
            if case["split"] == "train":
                yield from [_GOLD.sub(lambda m: m[1] or m[2], case["markup"])] * 3
