"""The rank of a profile for a case: one documented mix of the signals that are present."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: how much each signal says, before it is normalised over those that are present
WEIGHTS: Mapping[str, float] = {"similarity": 0.3, "themes": 0.5, "format": 0.2}
#: the rank from which on a profile is called suitable; chosen on the write-ups for training
SUITABLE = 0.4


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a case and a profile together, each 0..1; ``None``: not known."""

    similarity: float
    themes: float | None = None
    format: float | None = None


def rank_score(signals: Signals) -> float:
    """The weighted mean of the signals that are present, 0..1.

    A profile that states no themes or no format is judged by the rest and competes on equal terms.
    A similarity below zero counts as zero.
    """
    values = {
        "similarity": min(max(signals.similarity, 0.0), 1.0),
        "themes": signals.themes,
        "format": signals.format,
    }
    present = {name: value for name, value in values.items() if value is not None}
    return sum(WEIGHTS[name] * value for name, value in present.items()) / sum(WEIGHTS[n] for n in present)
