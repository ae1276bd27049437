"""The forward pass of the token labeller in numpy: the numbers of the spaCy model, several times faster.

Tokens that look the same have the same embedding, so that is worked out once for each kind of token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from casekit.detect.threads import one_thread

Floats = NDArray[np.float32]
#: rows of nothing that the spaCy model puts before and after a text
_PADDING = 5
_EPSILON = np.float32(1e-8)


@dataclass(frozen=True)
class Maxout:
    """Weights of a maxout layer (inputs, width · pieces) and of the layer norm after it."""

    weights: Floats
    bias: Floats
    gain: Floats
    shift: Floats

    @classmethod
    def of(cls, weights: Floats, bias: Floats, gain: Floats, shift: Floats) -> Maxout:
        """From the shapes of the spaCy model: (width, pieces, inputs) and (width, pieces)."""
        width, pieces, inputs = weights.shape
        ordered = weights.transpose(1, 0, 2).reshape(width * pieces, inputs)
        return cls(np.ascontiguousarray(ordered.T), bias.T.reshape(-1).copy(), gain, shift)

    def __call__(self, rows: Floats) -> Floats:
        width = len(self.gain)
        pieces = rows @ self.weights + self.bias
        best = pieces[:, :width]
        for start in range(width, pieces.shape[1], width):
            best = np.maximum(best, pieces[:, start : start + width])
        centred = best - best.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", centred, centred)[:, None] / width + _EPSILON
        return np.asarray(centred / np.sqrt(variance) * self.gain + self.shift, dtype=np.float32)


class FrequentRows:
    """A row for each word by its key; rows of frequent words are kept once they were asked for.

    Other words may be a client's: nothing of them stays.
    """

    def __init__(self, look_up: Callable[[Sequence[int]], Floats], frequent: Iterable[int]) -> None:
        self._look_up = look_up
        self._frequent = frozenset(frequent)
        self._kept: dict[int, Floats] = {}

    def __call__(self, keys: Sequence[int]) -> Floats:
        """Rows (keys, width)."""
        new = [key for key in dict.fromkeys(keys) if key not in self._kept]
        rows = dict(zip(new, self._look_up(new), strict=True)) if new else {}
        self._kept.update((key, row) for key, row in rows.items() if key in self._frequent)
        return np.stack([rows[key] if key in rows else self._kept[key] for key in keys])


@dataclass(frozen=True)
class Forward:
    """From token features to a probability for every label; the first feature is the word's key."""

    embed: Callable[[NDArray[np.uint64]], Floats]
    words: Callable[[Sequence[int]], Floats]
    mixer: Maxout
    layers: Sequence[Maxout]
    output: Floats
    output_bias: Floats

    def __call__(self, features: NDArray[np.uint64]) -> Floats:
        """Probabilities (tokens, labels) for features (tokens, attributes), worked out on one thread."""
        with one_thread():
            return self._probabilities(features)

    def _probabilities(self, features: NDArray[np.uint64]) -> Floats:
        kinds, of_token = np.unique(features, axis=0, return_inverse=True)
        mixed = self.mixer(np.hstack([self.embed(kinds), self.words(kinds[:, 0].tolist())]))
        rows: Floats = np.zeros((len(features) + 2 * _PADDING, mixed.shape[1]), dtype=np.float32)
        rows[_PADDING:-_PADDING] = mixed[of_token.reshape(-1)]
        for layer in self.layers:
            rows = np.asarray(rows + layer(_window(rows)), dtype=np.float32)
        return _softmax(rows[_PADDING:-_PADDING] @ self.output.T + self.output_bias)


def _window(rows: Floats) -> Floats:
    """Every row with the one before and the one after it, side by side."""
    size, width = rows.shape
    wide = np.zeros((size, 3 * width), dtype=np.float32)
    wide[1:, :width] = rows[:-1]
    wide[:, width : 2 * width] = rows
    wide[:-1, 2 * width :] = rows[1:]
    return wide


def _softmax(rows: Floats) -> Floats:
    raised = np.exp(rows - rows.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
