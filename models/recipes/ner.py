"""Train the named-entity model of one language.

    python models/recipes/ner.py --data PATH/TO/data --language sv --vectors DIR/sv.floret --init DIR/sv.npz

Reads our own write-ups (``models/corpus/``, all types; never its test split) and ``ner/`` below the data folder
(corpora that annotate only some types); writes ``models/ner/<code>/``. ``recipes/vectors.py`` makes the subword
vectors, ``recipes/pretrain.py`` the first weights. What a corpus does not annotate is unknown, not
absent: its tokens outside spans may be ``O`` or any type that the corpus leaves out, and the loss is taken
over that whole set.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from thinc.api import Adam, set_dropout_rate

sys.path.insert(0, str(Path(__file__).parent))
from augment import KEEP, Augmenter, Sample, parse_markup
from casekit.detect import ner
from pretrain import HIDDEN, read_vectors

MODELS = Path(__file__).parents[1] / "ner"
CORPUS = Path(__file__).parents[1] / "corpus"
GOLD_NAMES = {
    "PHONE": "PHONE_NUMBER",
    "EMAIL": "EMAIL_ADDRESS",
    "ID": "ID_NUMBER",
    "DATE": "DATE_TIME",
    "DEMOGRAPHIC": "NRP",
}
#: corpus → (types it annotates, share of an epoch relative to the write-ups)
CORPORA: dict[str, dict[str, tuple[set[str], float]]] = {
    "en": {
        "btc": ({"PERSON", "LOCATION", "ORGANIZATION"}, 0.10),
        "wnut17": ({"PERSON"}, 0.10),
        "gum-free": ({"PERSON", "LOCATION"}, 0.15),
        "litbank-prop": ({"PERSON"}, 0.15),
        "presidio-synth": ({"PERSON", "ADDRESS", "LOCATION"}, 0.10),
        "tab144": ({"PERSON", "DATE_TIME", "NRP"}, 0.15),
        "uner-ewt": ({"PERSON", "LOCATION", "ORGANIZATION"}, 0.15),
        "wikigold": ({"PERSON", "LOCATION", "ORGANIZATION"}, 0.10),
    },
    "ru": {
        "factrueval2016": ({"PERSON", "LOCATION", "ORGANIZATION"}, 0.30),
        "slovnet-silver": ({"PERSON", "LOCATION", "ORGANIZATION"}, 0.30),
    },
    "sv": {
        "klintan-webbnyheter": ({"PERSON", "LOCATION", "ORGANIZATION"}, 0.25),
        "suc3-hard-gold": ({"PERSON", "LOCATION", "ORGANIZATION"}, 0.25),
        "uner-talbanken": ({"PERSON", "LOCATION"}, 0.20),
        "sucx3-silver": (set(), 0.15),
    },
}
BATCH_CHARACTERS = 6_000
PIECE = 1_500
#: every so-manieth write-up chooses the epoch and, later, calibrates (``recipes/calibrate.py``)
HELD_OUT = 10
#: how much a token counts that must stay although it looks like an identifier
KEEP_WEIGHT = 3.0


def read_cases(paths: Sequence[Path]) -> list[Sample]:
    """The gold write-ups of some files, without those kept for testing."""
    lines = (line for path in paths for line in path.read_text("utf-8").splitlines() if line.strip())
    rows = [json.loads(line) for line in lines]
    return [parse_markup(row["markup"], GOLD_NAMES) for row in rows if row.get("split") != "test"]


def read_corpus(folders: Sequence[Path], name: str) -> list[Sample]:
    """Every text of a corpus, cut into pieces at line ends or blanks."""
    samples = []
    for path in sorted(path for folder in folders for path in folder.glob(f"{name}.*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                spans = [(s, e, GOLD_NAMES.get(t, t), None) for s, e, t, *_ in row["spans"]]
                samples += Sample(row["text"], spans).pieces(PIECE)
    return samples


def targets(doc: Any, sample: Sample, known: set[str]) -> tuple[np.ndarray, np.ndarray]:
    """Allowed labels a token, as a boolean array (tokens, labels), and how much each token counts."""
    weights = np.ones((len(doc), 1), dtype="f")
    allowed = np.zeros((len(doc), len(ner.LABELS)), dtype=bool)
    allowed[:, 0] = True
    for at, type_ in enumerate(ner.TYPES):
        if type_ not in known:
            allowed[:, 1 + 2 * at : 3 + 2 * at] = True
    for start, end, type_, _ in sample.spans:
        span = doc.char_span(start, end, alignment_mode="expand")
        if span is None:
            continue
        if type_ == KEEP:
            weights[span.start : span.end] = KEEP_WEIGHT
            continue
        allowed[span.start : span.end] = False
        if type_ not in ner.TYPES:  # a kind we have no type for: anything goes
            allowed[span.start : span.end] = True
            continue
        column = 1 + 2 * ner.TYPES.index(type_)
        allowed[span.start, column] = True
        allowed[span.start + 1 : span.end, column + 1] = True
    return allowed, weights


def hide(doc: Any, rng: random.Random) -> Any:
    """Forget now and then what the lexicon knows of a word, or the word itself, so that context must tell."""
    for token in doc:
        dice = rng.random()
        if dice < 0.08:
            token.tag_ = "-"
        elif dice < 0.12:
            token.tag_, token.norm_, token.lemma_ = "-", HIDDEN, HIDDEN
    return doc


def gradient(probabilities: np.ndarray, allowed: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Gradient of −log of the probability of the allowed set, times the weight of each token."""
    inside = probabilities * allowed
    return (probabilities - inside / np.maximum(inside.sum(axis=1, keepdims=True), 1e-9)) * weights


def epoch(
    cases: Sequence[Sample],
    corpora: Sequence[tuple[list[Sample], set[str], float]],
    augmenter: Augmenter,
    rng: random.Random,
    copies: int,
) -> list[tuple[Sample, set[str]]]:
    """One epoch: every write-up several times in other guises, and a share of each corpus."""
    everything = set(ner.TYPES)
    chosen = [(augmenter(case), everything) for case in cases for _ in range(copies)]
    size = sum(len(sample.text) for sample, _ in chosen)
    for samples, known, share in corpora:
        left = size * share
        for sample in rng.sample(samples, len(samples)):
            if left < 0:
                break
            left -= len(sample.text)
            chosen.append((augmenter.case_only(sample), known))
    rng.shuffle(chosen)
    return chosen


def batches(items: Sequence[tuple[Sample, set[str]]]) -> Iterator[list[tuple[Sample, set[str]]]]:
    batch: list[tuple[Sample, set[str]]] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item[0].text)
        if size > BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def evaluate(nlp: Any, cases: Sequence[Sample]) -> dict[str, float]:
    """Mention recall (every letter covered), and precision by characters."""
    hit = total = inside = predicted = 0
    for case, doc in zip(cases, nlp.pipe([c.text for c in cases]), strict=True):
        mask = np.zeros(len(case.text), dtype=bool)
        gold = np.zeros(len(case.text), dtype=bool)
        for ent in doc.ents:
            mask[ent.start_char : ent.end_char] = True
        for start, end, type_, _ in case.spans:
            if type_ == KEEP:
                continue
            gold[start:end] = True
            hit += bool(mask[start:end].all())
            total += 1
        predicted += int(mask.sum())
        inside += int((mask & gold).sum())
    return {"recall": hit / max(total, 1), "precision": inside / max(predicted, 1)}


def train(nlp: Any, options: argparse.Namespace) -> None:
    """Train until the time is up; the best epoch on held-out write-ups is what is written."""
    rng = random.Random(options.seed)
    cases = read_cases(options.cases or [CORPUS / f"{options.language}.jsonl"])
    held_out = cases[::HELD_OUT]
    cases = [case for at, case in enumerate(cases) if at % HELD_OUT]
    corpora = [
        (read_corpus([options.data / "ner" / options.language, *options.more], name), known, share)
        for name, (known, share) in CORPORA[options.language].items()
    ]
    labeller, features = nlp.get_pipe("casekit_labeller"), ner.lexicon_features
    augmenter = Augmenter(options.language, rng, cases)
    if options.init:
        with np.load(options.init) as weights:
            for key, node, name in ner._parameters(labeller.model.layers[0]):
                node.set_param(name, weights[key])
    set_dropout_rate(labeller.model, options.dropout)
    optimizer = Adam(0.001, L2=0.01, grad_clip=1.0)
    started, number, best = time.time(), 0, 0.0
    averages = 0.0
    while (elapsed := (time.time() - started) / 60) < options.minutes:
        optimizer.learn_rate = 0.0012 * max(0.05, 1 - elapsed / options.minutes)
        losses = 0.0
        for batch in batches(epoch(cases, corpora, augmenter, rng, options.copies)):
            docs = [hide(features(nlp.make_doc(sample.text)), rng) for sample, _ in batch]
            pairs = [(d, s, k) for d, (s, k) in zip(docs, batch, strict=True) if len(d)]
            outputs, backprop = labeller.model.begin_update([d for d, *_ in pairs])
            grads = [
                gradient(p, *targets(d, s, k)).astype("f")
                for p, (d, s, k) in zip(outputs, pairs, strict=True)
            ]
            tokens = sum(len(g) for g in grads)
            losses += sum(float(np.abs(g).sum()) for g in grads) / tokens
            backprop([g / tokens * 20 for g in grads])
            labeller.model.finish_update(optimizer)
            if (time.time() - started) / 60 > options.minutes:
                break
        with labeller.model.use_params(optimizer.averages):
            scores = evaluate(nlp, held_out)
        number += 1
        quality = (
            5 * scores["precision"] * scores["recall"] / (4 * scores["precision"] + scores["recall"] + 1e-9)
        )
        print(
            f"{options.language} epoch {number} {elapsed:.1f} min loss {losses:.2f} {scores} "
            f"F2 {quality:.3f}",
            flush=True,
        )
        if quality >= best and elapsed > options.minutes / 3:
            best, averages = quality, elapsed
            with labeller.model.use_params(optimizer.averages):
                ner.save_pipeline(nlp, options.out / options.language)
    print(f"best F2 {best:.3f} at {averages:.1f} minutes")


def main() -> None:
    """Parse the options and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--language", required=True, choices=sorted(CORPORA))
    parser.add_argument("--cases", nargs="*", type=Path, help="other write-ups than models/corpus")
    parser.add_argument("--more", nargs="*", type=Path, default=[], help="folders with further corpora")
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--init", type=Path)
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--copies", type=int, default=3)
    parser.add_argument("--dropout", type=float, default=0.25)
    parser.add_argument("--out", type=Path, default=MODELS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    spacy.util.fix_random_seed(options.seed)
    train(ner.new_pipeline(options.language, read_vectors(options.vectors)), options)


if __name__ == "__main__":
    main()
