"""Train the subword vectors (floret) that the named-entity model of one language reads.

    python models/recipes/vectors.py --data PATH/TO/data --language sv --out DIR

Reads running text below the data folder (``raw/``, ``mono/``, ``ner/``, ``parallel/``, ``cases-train/``), folds
each word as the detector does, and writes ``DIR/<code>.floret``, spaCy's table of hashed n-grams.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import random
import re
from collections.abc import Iterator
from pathlib import Path

import floret

from augment import MARK
from casekit.lang import get_language

TOKEN = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
#: how often a file is read, by the beginning of its name; 1 where nothing is said
SHARES = {
    "en": {"people-eltec": 0.35, "masc": 2, "ud-ewt": 2, "people-clinical": 3, "counsel-chat": 3},
    "ru": {"people-ruslit": 0.5, "people-russiannovels": 0.4, "people-eltec": 0.5, "rumedbench": 2},
    "sv": {"social-": 1.5, "statutes": 0.3, "small-mixed": 3, "people-eltec": 0.7, "riksdag": 0.6},
}
#: parallel corpora whose sentences are people's own
PARALLEL = ("tatoeba", "goemotions", "finland", "tico19", "xed-subs")
#: what became of old Swedish spellings
MODERN = [
    (re.compile(rf"\b{old}\b"), new)
    for old, new in (
        ("hvad", "vad"), ("hvar", "var"), ("hvem", "vem"), ("hvarje", "varje"), ("hvarandra", "varandra"),
        ("äro", "är"), ("af", "av"), ("öfver", "över"), ("hafva", "ha"), ("hafver", "har"), ("voro", "var"),
        ("blifva", "bli"), ("blifvit", "blivit"), ("lif", "liv"), ("själf", "själv"), ("sjelf", "själv"),
        ("gifva", "ge"), ("hade", "hade"), ("hvilken", "vilken"), ("hvilket", "vilket"), ("hvilka", "vilka"),
        ("skulle", "skulle"), ("kunde", "kunde"), ("ej", "inte"), ("icke", "inte"), ("ock", "också"),
    )
]  # fmt: skip


def lines_of(path: Path) -> Iterator[str]:
    """Lines of a plain, gzip'd or xz'd file."""
    opener = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    with opener(path, "rt", encoding="utf-8") as lines:
        yield from lines


def texts(data: Path, code: str, rng: random.Random) -> Iterator[str]:
    """Every line of running text of a language, each file as often as its share says."""
    files = [*(data / "raw" / code).glob("*.xz"), *(data / "mono").glob(f"*.{code}.*")]
    for path in sorted(files):
        share = next((s for name, s in SHARES[code].items() if path.name.startswith(name)), 1)
        for line in lines_of(path):
            times = int(share) + (rng.random() < share - int(share))
            yield from [line] * times
    for path in sorted((data / "parallel").glob("*.tsv.gz")):
        if path.name.startswith(PARALLEL) and (code == "en" or f"en-{code}" in path.name):
            column = 0 if code == "en" else 1
            yield from (line.rstrip("\n").split("\t")[column] for line in lines_of(path) if "\t" in line)
    for path in sorted((data / "ner" / code).glob("*.gz")):
        yield from (json.loads(line)["text"] for line in lines_of(path))
    for path in sorted((data / "cases-train").glob(f"{code}-*.jsonl")):
        for line in lines_of(path):
            yield from [MARK.sub(lambda m: m[3] or m[4], json.loads(line)["markup"])] * 5


def words(line: str, code: str) -> str:
    """A line as the folded tokens that the detector would look up."""
    fold = get_language(code).morphology.fold
    line = line.replace("\u0301", "")
    if code == "sv":
        line = line.lower()
        for old, new in MODERN:
            line = old.sub(new, line)
    return " ".join(fold(token) or token for token in TOKEN.findall(line))


def up_to(lines: list[str], tokens: int) -> Iterator[str]:
    """Lines until there are that many tokens."""
    for line in lines:
        tokens -= line.count(" ") + 1
        if tokens < 0:
            return
        yield line


def main() -> None:
    """Parse the options, write the text, train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--language", required=True, choices=sorted(SHARES))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--tokens", type=int, default=15_000_000)
    parser.add_argument("--dimensions", type=int, default=96)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    corpus = options.out / f"{options.language}.txt"
    rng = random.Random(1)
    lines = [words(line, options.language) for line in texts(options.data, options.language, rng)]
    rng.shuffle(lines)
    lines = list(up_to(lines, options.tokens))
    corpus.write_text("\n".join(lines), "utf-8")
    del lines
    model = floret.train_unsupervised(
        str(corpus),
        model="skipgram",
        mode="floret",
        hashCount=2,
        bucket=options.rows,
        minn=3,
        maxn=5,
        minCount=5,
        dim=options.dimensions,
        epoch=options.epochs,
        ws=3,
        neg=5,
        lr=0.05,
        thread=options.threads,
        verbose=0,
    )
    model.save_floret_vectors(str(options.out / f"{options.language}.floret"))


if __name__ == "__main__":
    main()
