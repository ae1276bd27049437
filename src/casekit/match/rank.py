"""The rank of a profile for a case: one documented mix of the signals that are present.

Everything is an estimate of one thing, how much the group would be of use: the share of themes in common
that is to be expected, lifted where the format is the one that is asked for (the relevance by which
``benchmarks/match.py`` measures), helped by the similarity of the texts, which is first put on one scale
for all pairs of languages.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casekit.config import model_path
from casekit.errors import FileProblem

#: what a missing format counts as: neither a hit nor a miss
_UNKNOWN_FORMAT = 1 / 3
#: texts that are more alike than this are the same group in other words
NEAR_DUPLICATE = 0.85
#: how much a profile loses that says the same as one already chosen
_REPETITION = 0.8


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a case and a profile together; ``None``: not known.

    ``similarity`` is on one scale for all pairs of languages (0..1), ``themes`` the expected share of main
    themes in common, ``others`` how far the other themes meet, ``format`` the probability that the case
    asks for the profile's format, ``wishes`` the share of the asker's wishes that hold.
    """

    similarity: float
    themes: float | None = None
    others: float | None = None
    format: float | None = None
    wishes: float | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Mean and deviation of the cosine between unrelated texts of one pair of languages."""

    mean: float
    deviation: float

    def place(self, cosine: float) -> float:
        """The cosine on the scale 0..1; one half is a chance pair, and higher is closer."""
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, (cosine - self.mean) / self.deviation))))


@dataclass(frozen=True, slots=True)
class Ranking:
    """Weights, scales and thresholds, learned by ``models/recipes/ranking.py``."""

    weights: Mapping[str, float]
    #: how much the right format adds
    lift: float
    scales: Mapping[str, Scale]
    #: the rank from which on a profile is proposed, by pair of languages
    thresholds: Mapping[str, float]

    @classmethod
    def open(cls, folder: Path | None = None) -> Ranking:
        """Read ``ranking.json`` of the folder, of the shipped model when ``None``.

        Raises:
            FileProblem: the file is missing or malformed.
        """
        try:
            data: Any = json.loads(((folder or model_path("themes")) / "ranking.json").read_text("utf-8"))
            scales = {pair: Scale(float(mean), float(dev)) for pair, (mean, dev) in data["scales"].items()}
            weights = {name: float(value) for name, value in data["weights"].items()}
            return cls(weights, float(data["lift"]), scales, dict(data["thresholds"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise FileProblem(f"the ranking cannot be read ({type(error).__name__})") from None

    def scale(self, case_language: str, profile_language: str) -> Scale:
        """The scale of a pair; of all pairs together where this one was not measured."""
        return self.scales.get(f"{case_language}-{profile_language}", self.scales["any"])

    def threshold(self, case_language: str, profile_language: str) -> float:
        """The rank from which on a profile of that pair is proposed."""
        return self.thresholds.get(f"{case_language}-{profile_language}", self.thresholds["any"])

    def score(self, signals: Signals) -> float:
        """The rank, 0..1: the weighted mean of the topic signals that are present, lifted by the format.

        A profile that states no themes or no format is judged by the rest and competes on equal terms.
        """
        topic = {name: getattr(signals, name) for name in self.weights}
        present = {name: value for name, value in topic.items() if value is not None}
        share = sum(self.weights[name] for name in present)
        mean = sum(self.weights[name] * value for name, value in present.items()) / share if share else 0.0
        fit = _UNKNOWN_FORMAT if signals.format is None else signals.format
        wishes = 1.0 if signals.wishes is None else 0.8 + 0.2 * signals.wishes
        return float(mean * (1 + self.lift * fit) / (1 + self.lift) * wishes)


def _subsets(count: int) -> NDArray[np.float64]:
    return np.array(list(product((0.0, 1.0), repeat=count)))


def expected_jaccard(case: Sequence[float], profile: Sequence[float], none: float) -> float:
    """The expected Jaccard index of two sets of themes of which only probabilities are known, 0..1.

    Themes are taken as independent of one another. Two empty sets count as ``none``.
    """
    sets = _subsets(len(case))
    meet = sets @ sets.T
    join = sets.sum(1)[:, None] + sets.sum(1)[None] - meet
    jaccard = np.where(join > 0, meet / np.maximum(join, 1), none)
    one, other = (np.prod(np.where(sets > 0, p, 1 - np.asarray(p)), axis=1) for p in (case, profile))
    return float(one @ jaccard @ other)


def diversified(scores: Sequence[float], vectors: NDArray[np.float32], k: int) -> list[int]:
    """The places of the best ``k``, each near-duplicate of a better one put behind (MMR).

    Maximal marginal relevance (Carbonell & Goldstein 1998), with a penalty only above the similarity at
    which two texts are the same group in other words.
    """
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    cosines = vectors @ vectors.T
    chosen: list[int] = []
    while order and len(chosen) < k:

        def worth(i: int) -> float:
            nearest = max((float(cosines[i, j]) for j in chosen), default=0.0)
            repeated = max(0.0, nearest - NEAR_DUPLICATE) / (1 - NEAR_DUPLICATE)
            return scores[i] * (1 - _REPETITION * min(1.0, repeated))

        best = max(order, key=lambda i: (worth(i), -order.index(i)))
        order.remove(best)
        chosen.append(best)
    return chosen
