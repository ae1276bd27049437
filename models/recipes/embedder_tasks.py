"""The last minutes of the embedder: beside the teacher, the labels of our own cases, profiles and sentences.

A distilled student knows what its teacher knows; what a colleague would call an ethical question the teacher
was never asked. Here the layers and the table go on being pulled to the teacher, and at the same time must
tell themes and formats: a case is cut into pieces as ``casekit.embed`` cuts it, every piece judged, the
case judged from its vector and from the mean and the strongest of those judgements (the features of
``casekit.match.themes``). The judges themselves are thrown away: ``themes.py`` fits new ones. A sixth of the
training texts is left out, so that those can be calibrated on vectors that saw no label.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from casekit.embed.chunks import chunks
from casekit.match.profile import FORMATS
from casekit.match.themes import OTHERS, REACTION, THEMES
from embedder_student import DIMENSIONS, Student, piece_ids
from theme_texts import Text, announcements, cases, left_out, profiles, sentences

LABELS = (*THEMES, *OTHERS)
#: cases and sentences a step, the size of a piece in characters, and how much labels weigh beside the teacher
CASES, SENTENCES, PIECE, WEIGHT = 40, 160, 220, 2.0
#: logits are this many times a cosine-like product, as vectors are of unit length
SCALE = 8.0
DROPPED = 0.3


@dataclass(frozen=True, eq=False)
class Labelled:
    """Texts as pieces of piece ids, with their labels and formats (−1: none)."""

    pieces: list[list[np.ndarray]]
    weights: list[np.ndarray]
    labels: torch.Tensor
    formats: torch.Tensor
    profile: torch.Tensor
    shares: torch.Tensor

    @classmethod
    def of(cls, texts: Sequence[Text], tokenizer: Any) -> Labelled:
        """Cut and tokenised."""
        cut = [list(chunks(text.text, PIECE)) for text in texts]
        ids = piece_ids(tokenizer, [piece for pieces in cut for piece in pieces])
        ends = np.cumsum([len(pieces) for pieces in cut])
        starts = [0, *ends[:-1]]
        sizes = [np.array([len(p) for p in pieces], dtype=np.float32) for pieces in cut]
        return cls(
            [ids[a:b] for a, b in zip(starts, ends, strict=True)],
            [size / size.sum() for size in sizes],
            torch.tensor([[float(label in t.labels) for label in (*LABELS, REACTION)] for t in texts]),
            torch.tensor([FORMATS.index(t.format) if t.format and t.kind == "case" else -1 for t in texts]),
            torch.tensor([t.kind == "profile" for t in texts]),
            torch.tensor([t.weight for t in texts]),
        )


class Judges(nn.Module):
    """One linear judge for pieces, and for cases and profiles one each on their features."""

    def __init__(self) -> None:
        super().__init__()
        self.piece = nn.Linear(DIMENSIONS, len(LABELS) + 1)
        size = DIMENSIONS + 2 * (len(LABELS) + 1)
        self.case = nn.Linear(size, len(LABELS))
        self.profile = nn.Linear(size, len(LABELS))
        self.format = nn.Linear(size, len(FORMATS))

    def features(self, vectors: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
        """Of one text: its unit vector, and the mean and maximum of its pieces' judgements."""
        judged = self.piece(vectors * SCALE).sigmoid()
        pooled = functional.normalize(weights @ vectors, dim=0)
        return torch.cat([pooled * SCALE, weights @ judged, judged.max(0).values])


def tasks_loss(
    student: Student, judges: Judges, long: Labelled, short: Labelled, rng: random.Random
) -> torch.Tensor:
    """Themes and formats of some cases and profiles, and the labels of some sentences."""
    chosen = rng.choices(range(len(long.pieces)), long.shares.tolist(), k=CASES)
    alone = rng.sample(range(len(short.pieces)), SENTENCES)
    kept, shares = zip(*(_some_pieces(long.pieces[i], long.weights[i], rng) for i in chosen), strict=True)
    vectors = student.encode([p for pieces in kept for p in pieces] + [short.pieces[i][0] for i in alone])
    parts = vectors[: sum(map(len, kept))].split([len(pieces) for pieces in kept])
    rows = torch.stack([judges.features(v, torch.from_numpy(w)) for v, w in zip(parts, shares, strict=True)])
    truth, profile = long.labels[chosen][:, :-1], long.profile[chosen][:, None]
    logits = torch.where(profile, judges.profile(rows), judges.case(rows))
    weight = torch.tensor([1.0] * len(THEMES) + [0.2] * len(OTHERS))
    cross = functional.binary_cross_entropy_with_logits
    loss = (cross(logits, truth, reduction="none") * weight).sum(1).mean() / len(THEMES)
    formats = long.formats[chosen]
    if (formats >= 0).any():
        loss = loss + 0.5 * functional.cross_entropy(judges.format(rows)[formats >= 0], formats[formats >= 0])
    judged = judges.piece(vectors[-len(alone) :] * SCALE)
    return loss + 0.5 * (cross(judged, short.labels[alone], reduction="none").sum(1).mean() / len(THEMES))


def _some_pieces(
    pieces: list[np.ndarray], weights: np.ndarray, rng: random.Random
) -> tuple[list[np.ndarray], np.ndarray]:
    """Most pieces of a text: no case may be known by one sentence alone."""
    kept = [i for i in range(len(pieces)) if rng.random() > DROPPED / 2] or [rng.randrange(len(pieces))]
    some = weights[kept]
    return [pieces[i] for i in kept], some / some.sum()


def labelled(tokenizer: Any) -> tuple[Labelled, Labelled]:
    """Our cases, profiles and announcements, and our sentences."""
    long = [t for t in (*cases(), *profiles(), *announcements()) if t.split == "train" and not left_out(t)]
    return Labelled.of(long, tokenizer), Labelled.of(sentences(), tokenizer)


def tasks(tokenizer: Any, seed: int) -> tuple[Judges, Callable[[Student], torch.Tensor]]:
    """The judges, whose weights are trained too, and the loss of one step."""
    judges, rng = Judges(), random.Random(seed)
    long, short = labelled(tokenizer)
    return judges, lambda student: WEIGHT * tasks_loss(student, judges, long, short, rng)
