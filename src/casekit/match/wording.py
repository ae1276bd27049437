"""What the wording of a text says of it: hashed character n-grams and a linear layer, in numpy.

The vectors of an embedder tell what a text means, and pass over how it is put; "did I do right", a form's
headings, the names of tests and offices tell themes and formats too. N-grams of three to five characters
inside words, hashed to a fixed number of rows (Weinberger et al. 2009), term frequency damped, weighed by
rarity, unit length.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BUCKETS = 2**18
_LENGTHS = (3, 4, 5)


def ngrams(text: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The buckets of a text in growing order, and in each how often its n-grams occur, damped."""
    counts: Counter[int] = Counter()
    for word, often in Counter(text.lower().split()).items():
        padded = f" {word} "
        for length in _LENGTHS:
            for start in range(max(1, len(padded) - length + 1)):
                counts[zlib.crc32(padded[start : start + length].encode()) % BUCKETS] += often
    buckets = np.array(sorted(counts), dtype=np.int64)
    return buckets, 1 + np.log(np.array([counts[bucket] for bucket in buckets.tolist()], dtype=np.float64))


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """Weights of the buckets for some labels, in bytes with one scale a label, and how rare a bucket is."""

    labels: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float32]
    rarity: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.weights.shape != (BUCKETS, len(self.labels)) or self.rarity.shape != (BUCKETS,):
            raise ValueError("one row of weights and one rarity a bucket are needed")
        if not self.scale.shape == self.bias.shape == (len(self.labels),):
            raise ValueError("one scale and one bias a label are needed")

    def logits(self, text: str) -> dict[str, float]:
        """One value a label, before squashing."""
        buckets, often = ngrams(text)
        values = often * self.rarity[buckets]
        length = float(np.linalg.norm(values))
        made = (values / length if length > 0 else values) @ self.weights[buckets].astype(np.float64)
        return dict(zip(self.labels, (made * self.scale + self.bias).tolist(), strict=True))

    def some(self, text: str, labels: Sequence[str]) -> NDArray[np.float64]:
        """The values of these labels, in their order."""
        told = self.logits(text)
        return np.array([told[label] for label in labels])
