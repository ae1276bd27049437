"""Teach the layers below the labeller of one language what words stand where, from running text.

    python models/recipes/pretrain.py --text DIR/sv.txt --vectors DIR/sv.floret --language sv --out DIR/sv.npz

One word in five is hidden; from what is left the layers must tell its vector and what the lexicon says it
can be (a given name, a surname, a place, an occupation …). ``recipes/vectors.py`` makes text and vectors.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.tokens import Doc
from thinc.api import Adam, Linear, chain, set_dropout_rate, with_array

from casekit.detect import ner
from casekit.lang import get_language
from casekit.lang.lexicon import KINDS

HIDDEN = "☐"
SHARE = 0.2
LETTERS = "".join(KINDS)
BATCH_TOKENS = 1_500
#: weight of the kinds beside the vector
KINDS_WEIGHT = 2.0


def read_vectors(path: Path) -> np.ndarray:
    """The table (rows, dimensions) of a floret file."""
    with path.open(encoding="utf-8") as lines:
        rows, dimensions, *_ = next(lines).split()
        table = np.zeros((int(rows), int(dimensions)), dtype="f")
        for at, line in enumerate(lines):
            table[at] = np.array(line.split()[1:], dtype="f")
    return table


def batches(path: Path, rng: random.Random) -> Iterator[list[list[str]]]:
    """Endless batches of sentences as words; a third is joined to longer stretches."""
    lines = path.read_text("utf-8").splitlines()
    batch: list[list[str]] = []
    size = 0
    while True:
        rng.shuffle(lines)
        for line in lines:
            words = line.split()[:200]
            if batch and rng.random() < 0.33:
                batch[-1] = (batch[-1] + words)[:300]
            elif words:
                batch.append(words)
            size += len(words)
            if size > BATCH_TOKENS:
                yield batch
                batch, size = [], 0


def kinds_table(code: str) -> Any:
    """From a folded word to its row of zeros and ones, a column a letter of the lexicon."""
    lexicon, morphology = get_language(code).lexicon, get_language(code).morphology
    known: dict[str, np.ndarray] = {}

    def row(word: str) -> np.ndarray:
        if word not in known:
            letters = lexicon.kinds_of(word, morphology.bases(word))
            known[word] = np.array([letter in letters for letter in LETTERS], dtype="f")
        return known[word]

    return row


def main() -> None:
    """Parse the options and train."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--language", required=True)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    spacy.util.fix_random_seed(1)
    rng = random.Random(1)
    nlp = ner.new_pipeline(options.language, read_vectors(options.vectors))
    labeller: Any = nlp.get_pipe("casekit_labeller")
    layers, width = labeller.model.layers[0], 96
    outputs = nlp.vocab.vectors.shape[1] + len(LETTERS)
    model = chain(layers, with_array(Linear(nO=outputs, nI=width)))
    model.initialize(X=[nlp.make_doc("a")])
    set_dropout_rate(model, 0.1)
    row_of, strings = kinds_table(options.language), nlp.vocab.strings
    targets: dict[str, np.ndarray] = {}
    optimizer = Adam(0.001, L2=0.0, grad_clip=1.0)
    started, seen, running = time.time(), 0, 0.0
    for number, batch in enumerate(batches(options.text, rng)):
        elapsed = (time.time() - started) / 60
        if elapsed > options.minutes:
            break
        optimizer.learn_rate = 0.0015 * max(0.03, 1 - elapsed / options.minutes)
        places = [[at for at in range(len(words)) if rng.random() < SHARE] for words in batch]
        hidden = [words[at] for words, chosen in zip(batch, places, strict=True) for at in chosen]
        new = [word for word in dict.fromkeys(hidden) if word not in targets]
        if new:
            vectors = nlp.vocab.vectors.get_batch([strings.add(word) for word in new])
            vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6) * 3
            targets.update((word, np.hstack([v, row_of(word)])) for word, v in zip(new, vectors, strict=True))
        docs = []
        for words, chosen in zip(batch, places, strict=True):
            shown = list(words)
            for at in chosen:
                shown[at] = HIDDEN if rng.random() < 0.9 else rng.choice(words)
            docs.append(ner.lexicon_features(Doc(nlp.vocab, words=shown)))
        guesses, backprop = model.begin_update(docs)
        gradients, loss = [], 0.0
        for guess, words, chosen in zip(guesses, batch, places, strict=True):
            gradient = np.zeros_like(guess)
            if chosen:
                wanted = np.stack([targets[words[at]] for at in chosen])
                given = guess[chosen]
                split = wanted.shape[1] - len(LETTERS)
                difference = given - wanted
                difference[:, split:] = (
                    1 / (1 + np.exp(-given[:, split:])) - wanted[:, split:]
                ) * KINDS_WEIGHT
                gradient[chosen] = difference
                loss += float((difference**2).sum())
            gradients.append(gradient / max(1, len(hidden)) * 4)
        backprop(gradients)
        model.finish_update(optimizer)
        seen += sum(map(len, batch))
        running = 0.99 * running + 0.01 * loss / max(1, len(hidden)) if number else loss / max(1, len(hidden))
        if number % 100 == 0:
            print(f"{options.language} {elapsed:.1f} min {seen} tokens loss {running:.3f}", flush=True)
        if len(targets) > 400_000:
            targets.clear()
    with model.use_params(optimizer.averages):
        weights = {f"{key}": node.get_param(name) for key, node, name in ner._parameters(layers)}
        np.savez(options.out, **weights)


if __name__ == "__main__":
    main()
