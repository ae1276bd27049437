"""The texts that ``embedder.py`` learns from: rows of up to three translations of one sentence.

Sources and licences are listed in ``models/embedder/CARD.md``. Nothing read here is copied into the
repository.
"""

from __future__ import annotations

import gzip
import json
import lzma
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

LANGUAGES = ("en", "ru", "sv")

#: rows to take from each parallel source (one language pair); a source that is not named gives nothing
PAIR_CAPS = {
    "tatoeba": 40_000,
    "tatoeba-pivot": 15_000,
    "goemotions-mt": 11_000,
    "finland-services": 2_500,
    "tico19": 2_500,
    "xquad": 2_000,
    "mozilla-www": 3_000,
    "gnome-docs": 3_000,
    "msdocs-d365bc": 6_000,
    "adobe-workfront": 6_000,
    "bible": 6_000,
    "xed-subs": 1_500,
}
#: English sentences without a translation: they teach the English pieces alone
MONO_CAPS = {"counsel-chat.en": 16_000, "xed-emotions.en": 6_000}
#: dictionary entries a language
DICTIONARY_CAP = 60_000
#: running text (million characters a source) that only the tokenizer sees
RAW_CAPS = {
    "en": {"people-clinical-dialogue-notes": 2, "people-topicalchat-dialogues": 3, "masc-open-anc": 3},
    "ru": {"rumedbench-health": 2, "people-koziev-anecdote-dialogues": 3, "people-rusdracor-drama": 3},
    "sv": {
        "social-riksdag-interpellations.social": 3,
        "social-g0vse-documents.social": 3,
        "small-mixed-cc": 2,
    },
}
HELD_OUT_TATOEBA = 500

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
    return [(en, other) for en, other in pairs if en and other and len(en) < 600 and len(other) < 600]


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


def mono_rows(data: Path, seed: int) -> list[Row]:
    """English sentences of the field."""
    rows: list[Row] = []
    for name, cap in MONO_CAPS.items():
        found = sorted({clean(line) for line in lines(data / "mono" / f"{name}.txt.gz")} - {""})
        random.Random(seed).shuffle(found)
        rows += [Row(en, source=name) for en in found[:cap] if 15 < len(en) < 600]
    return rows


def own_rows(data: Path) -> list[Row]:
    """Our own sentences and terms of practice in three languages, with their topics."""
    rows: list[Row] = []
    for path in sorted((data / "triples").glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines()[1:]:
            cells = line.split("\t")
            en, ru, sv, topic = (*cells[:3], cells[3]) if path.stem == "terms" else (*cells[2:5], cells[1])
            rows.append(Row(clean(en), clean(ru), clean(sv), path.stem.split("-")[0], topic))
    return rows


def held_out_topics(rows: list[Row]) -> frozenset[str]:
    """Every ninth topic in alphabetical order: about a tenth, the same in every run."""
    topics = sorted({row.topic for row in rows if not row.topic.startswith("general_")})
    return frozenset(topics[4::9])


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is learned from and what is kept apart."""

    sentences: list[Row]
    dictionary: list[Row]
    own: list[Row]
    held_out: list[Row]
    held_out_general: list[Row]


def load(data: Path, seed: int) -> Corpus:
    """All rows, with the evaluation rows taken out of every other list."""
    own = own_rows(data)
    topics = held_out_topics(own)
    parallel = parallel_rows(data, seed)
    triples = [r for r in parallel if r.ru and r.sv and r.source.startswith("tatoeba") and len(r.en) > 25]
    random.Random(seed).shuffle(triples)
    general = triples[:HELD_OUT_TATOEBA]
    kept_apart = {text for row in general for text in (row.en, row.ru, row.sv)}
    sentences = [r for r in parallel if not kept_apart & {r.en, r.ru, r.sv}] + mono_rows(data, seed)
    return Corpus(
        sentences=sentences,
        dictionary=dictionary_rows(data, seed),
        own=[row for row in own if row.topic not in topics],
        held_out=[row for row in own if row.topic in topics and row.source == "sentences"],
        held_out_general=general,
    )


def tokenizer_texts(data: Path, corpus: Corpus) -> Iterator[str]:
    """Text of the three languages in roughly equal parts, for the tokenizer alone."""
    for rows in (corpus.sentences, corpus.dictionary, corpus.own * 5):
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
        for path in sorted((data / "cases-train").glob(f"{code}-*.jsonl")):
            for line in path.read_text("utf-8").splitlines():
                yield from [_GOLD.sub(lambda m: m[1] or m[2], json.loads(line)["markup"])] * 3
