"""How good the embedder is by itself: translations found, topics told apart, similarity, speed and size.

    python benchmarks/embedder.py                       # on our own held-out sentences
    python benchmarks/embedder.py --embedder FOLDER     # another embedder, by name or folder
    python benchmarks/embedder.py --bitext news.tsv --topics wiki.tsv --sts pairs.tsv

Bitext accuracy is the share of sentences whose nearest neighbour in the other language is their translation,
the mean of both ways. Held out are every tenth topic of practice and every eighth general sentence; general
ones compete with all general sentences, so that there are as many candidates as in a published test.
V-measure is of k-means (ten starts) with as many clusters as there are topics, by language. The topic
classifier is a logistic regression on English vectors; what share of its English accuracy it keeps in
Russian and Swedish is told. ``--bitext`` and ``--topics`` take tab-separated files with the columns ``en ru sv``
and ``topic``; ``--sts`` one with ``score`` and two texts. Speed is of a write-up of 250 words on one core.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np

from casekit.config import model_path
from casekit.embed import Embedder, embed_text, load_embedder

LANGUAGES = ("en", "ru", "sv")
PARALLEL = Path(__file__).parents[1] / "models" / "corpus" / "parallel"
CASES = Path(__file__).parents[1] / "models" / "corpus" / "themes"
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """The rows of a tab-separated file with a header."""
    with path.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def held_out() -> dict[str, list[Row]]:
    """The rows that the recipe keeps apart; see ``models/recipes/embedder_corpus.py``."""
    practice, general = read(PARALLEL / "sentences.tsv"), read(PARALLEL / "general.tsv")
    topics = sorted({row["topic"] for row in practice})[4::10]
    return {"practice": [row for row in practice if row["topic"] in topics], "general": general[::8]}


def vectors_of(embedder: Embedder, rows: Sequence[Row]) -> dict[str, np.ndarray]:
    """One matrix a language."""
    return {code: embedder.encode([row[code] for row in rows]) for code in LANGUAGES}


def bitext(left: np.ndarray, right: np.ndarray, asked: Sequence[int]) -> float:
    """Share of the rows ``asked`` whose nearest row of the other matrix is their own, mean of both ways."""
    target = np.asarray(asked)
    there = (left[target] @ right.T).argmax(1) == target
    back = (right[target] @ left.T).argmax(1) == target
    return float((there.mean() + back.mean()) / 2)


def bitext_line(name: str, vectors: dict[str, np.ndarray], asked: Sequence[int]) -> str:
    """Accuracy of each pair of languages."""
    pairs = combinations(LANGUAGES, 2)
    figures = (f"{bitext(vectors[one], vectors[other], asked):.3f}" for one, other in pairs)
    return f"| bitext, {name}: {len(asked)} of {len(vectors['en'])} | {' | '.join(figures)} |"


def topic_lines(
    name: str,
    vectors: dict[str, np.ndarray],
    topics: Sequence[str],
    train: tuple[np.ndarray, Sequence[str]] | None = None,
) -> list[str]:
    """V-measure by language, and what a classifier trained on English keeps.

    The classifier learns from ``train`` (English vectors and their topics), else from half of the rows.
    """
    from sklearn.cluster import KMeans
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import v_measure_score

    count, truth = len(set(topics)), np.array(topics)
    measures = [
        v_measure_score(truth, KMeans(count, n_init=10, random_state=1).fit_predict(vectors[code]))
        for code in LANGUAGES
    ]
    order = np.random.default_rng(1).permutation(len(truth))
    half, test = (order[: len(order) // 2], order[len(order) // 2 :]) if train is None else ([], order)
    known = (vectors["en"][half], truth[half]) if train is None else train
    model = LogisticRegression(C=10, max_iter=1000).fit(*known)
    right = [model.score(vectors[code][test], truth[test]) for code in LANGUAGES]
    return [
        f"| V-measure, {name}: {len(truth)} texts, {count} topics | {' | '.join(f'{m:.3f}' for m in measures)} |",
        f"| topic classifier trained on English, {name} | {' | '.join(f'{r:.3f}' for r in right)} |",
        f"| … share of the English accuracy kept | 1 | {right[1] / right[0]:.3f} | {right[2] / right[0]:.3f} |",
    ]


def spearman(embedder: Embedder, path: Path) -> float:
    """Rank correlation of the cosine with people's judgements."""
    from scipy.stats import spearmanr

    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    scored = [(float(r[0]), r[1], r[2]) for r in rows if r[0].replace(".", "").isdigit()]
    left, right = (embedder.encode([r[side] for r in scored]) for side in (1, 2))
    return float(spearmanr((left * right).sum(1), [r[0] for r in scored]).statistic)


def milliseconds(embedder: Embedder) -> dict[str, float]:
    """The median time of 250 words of our short cases in each language, on one core."""
    found = {}
    for code in LANGUAGES:
        lines = (CASES / f"{code}.jsonl").read_text("utf-8").splitlines()[:5]
        words = " ".join(json.loads(line)["text"] for line in lines).split()
        text, times = " ".join(words[:250]), []
        embed_text(text, embedder)
        for _ in range(15):
            started = time.perf_counter()
            embed_text(text, embedder)
            times.append((time.perf_counter() - started) * 1000)
        found[code] = float(np.median(times))
    return found


def main() -> None:
    """Print everything as Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--embedder", help="a name or folder instead of the shipped one")
    parser.add_argument("--bitext", type=Path, nargs="*", default=[])
    parser.add_argument("--topics", type=Path, nargs="*", default=[])
    parser.add_argument("--sts", type=Path, nargs="*", default=[])
    options = parser.parse_args()
    embedder = load_embedder(options.embedder)
    folder = Path(options.embedder) if options.embedder else model_path("embedder")
    if folder.is_dir():
        size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
        print(f"{embedder.name}, {embedder.dimensions} dimensions, {size:.1f} MB\n")
    kept = held_out()
    practice, general = vectors_of(embedder, kept["practice"]), read(PARALLEL / "general.tsv")
    world = vectors_of(embedder, general)
    apart = list(range(0, len(general), 8))
    print("| translations | en–ru | en–sv | ru–sv |\n|---|--:|--:|--:|")
    print(bitext_line("held-out topics of practice", practice, range(len(kept["practice"]))))
    print(bitext_line("held-out general sentences", world, apart))
    for path in options.bitext:
        rows = read(path)
        print(bitext_line(path.stem, vectors_of(embedder, rows), range(len(rows))))
    print("\n| topics and speed | en | ru | sv |\n|---|--:|--:|--:|")
    lines = topic_lines("held-out practice", practice, [row["topic"] for row in kept["practice"]])
    held = {code: world[code][apart] for code in LANGUAGES}
    rest = [n for n in range(len(general)) if n % 8]
    known = world["en"][rest], [general[n]["topic"] for n in rest]
    lines += topic_lines("held-out general", held, [general[n]["topic"] for n in apart], known)
    for path in options.topics:
        rows = read(path)
        lines += topic_lines(path.stem, vectors_of(embedder, rows), [row["topic"] for row in rows])
    print("\n".join(lines))
    print(
        f"| ms for 250 words, one core | {' | '.join(f'{ms:.1f}' for ms in milliseconds(embedder).values())} |"
    )
    for path in options.sts:
        print(f"\nSpearman, {path.stem}: {spearman(embedder, path):.3f}")


if __name__ == "__main__":
    main()
