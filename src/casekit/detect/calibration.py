"""From a recognizer's confidence to the share of such finds that are right, as measured on annotated write-ups.

``calibration.json`` is made by ``models/recipes/calibrate.py``: points of a rising line for each language,
recognizer and type; between two points the line is straight.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.resources import files

from casekit.case import Span

Line = tuple[tuple[float, ...], tuple[float, ...]]


def calibrated(spans: Iterable[Span], language: str) -> list[Span]:
    """The spans with the confidence that was measured for their recognizer and type, where one was."""
    lines = _lines().get(language, {})
    return [
        replace(span, confidence=_at(lines[key], span.confidence)) if key in lines else span
        for span in spans
        for key in (f"{span.recognizer}/{span.type}",)
    ]


@cache
def _lines() -> dict[str, dict[str, Line]]:
    table = json.loads((files("casekit.detect") / "calibration.json").read_text("utf-8"))
    return {
        language: {key: (tuple(line["raw"]), tuple(line["right"])) for key, line in lines.items()}
        for language, lines in table.items()
    }


def _at(line: Line, raw: float) -> float:
    """The height of the line at ``raw``; flat before its first and after its last point."""
    xs, ys = line
    at = bisect_right(xs, raw)
    if at in (0, len(xs)):
        return ys[max(0, at - 1)]
    left, right = xs[at - 1], xs[at]
    return ys[at - 1] + (ys[at] - ys[at - 1]) * (raw - left) / (right - left)
