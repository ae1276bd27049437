"""What a case is about and which format it asks for: logistic regression on its vector, in numpy."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casekit.config import model_path
from casekit.errors import FileProblem

THEMES = ("child_family", "distress", "ethics")


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A linear layer with a name for each output."""

    labels: tuple[str, ...]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.weights.ndim != 2 or self.weights.shape[0] != len(self.labels):
            raise ValueError("one row of weights a label is needed")
        if self.bias.shape != (len(self.labels),):
            raise ValueError("one bias a label is needed")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Head:
        """The head that ``models/recipes/themes.py`` wrote."""
        return cls(tuple(data["labels"]), np.array(data["weights"], float), np.array(data["bias"], float))

    def logits(self, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """One value a label, before squashing."""
        return np.asarray(self.weights @ vector.astype(np.float64) + self.bias)


class ThemeModel:
    """Probabilities for the vectors of one embedder; another embedder's vectors mean nothing to it."""

    def __init__(self, embedder: str, themes: Head, formats: Head) -> None:
        self.embedder = embedder
        self._themes = themes
        self._formats = formats

    @classmethod
    def open(cls, folder: Path | None = None) -> ThemeModel:
        """Read ``themes.json`` of the folder, of the shipped model when ``None``.

        Raises:
            FileProblem: the file is missing or malformed.
        """
        try:
            folder = folder or model_path("themes")
            data: Any = json.loads((folder / "themes.json").read_text("utf-8"))
            themes, formats = Head.from_json(data["themes"]), Head.from_json(data["formats"])
            return cls(str(data["embedder"]), themes, formats)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise FileProblem(f"the theme model cannot be read ({type(error).__name__})") from None

    @property
    def labels(self) -> tuple[str, ...]:
        """The themes it knows."""
        return self._themes.labels

    def themes(self, vector: NDArray[np.float32]) -> dict[str, float]:
        """The probability of each theme, 0..1; they do not sum to one, a case may have several or none."""
        values = 1 / (1 + np.exp(-np.clip(self._themes.logits(vector), -30, 30)))
        return dict(zip(self._themes.labels, values.tolist(), strict=True))

    def formats(self, vector: NDArray[np.float32]) -> dict[str, float]:
        """The probability of each format; they sum to one."""
        logits = self._formats.logits(vector)
        values = np.exp(logits - np.max(logits))
        return dict(zip(self._formats.labels, (values / values.sum()).tolist(), strict=True))


def stated(themes: frozenset[str], labels: Sequence[str]) -> dict[str, float]:
    """What a profile says of itself as probabilities of 0 and 1."""
    return {label: float(label in themes) for label in labels}


def overlap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two sets of theme probabilities meet, 0..1: Jaccard's index with minima and maxima.

    "None of the themes" counts as a theme of its own, so that a case about something else
    goes to a group about something else rather than to one about children.
    """
    one, other = _with_none(one), _with_none(other)
    most = sum(max(one[label], other[label]) for label in one)
    return sum(min(one[label], other[label]) for label in one) / most if most else 0.0


def _with_none(themes: Mapping[str, float]) -> dict[str, float]:
    return {**themes, "": math.prod(1 - value for value in themes.values())}
