"""Golden texts in three languages; what fails is listed, and a fix that is not recorded fails too."""

from __future__ import annotations

from pathlib import Path

import pytest

from casekit.detect import Detector
from casekit.lang import SUPPORTED
from conftest import marked

FOLDER = Path(__file__).parent / "golden"


def _lines(name: str) -> list[str]:
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def _failures(detector: Detector, code: str, markup: str) -> list[str]:
    gold = marked(markup)
    spans = detector.detect(gold.text, [(0, len(gold.text), code)]).spans
    found = []
    for start, end, type_, _ in gold.mentions:
        covered = {i for s in spans if s.type is type_ for i in range(s.start, s.end)}
        letters = {i for i in range(start, end) if gold.text[i].isalnum()}
        if not letters <= covered:
            found.append(f"{code}: {type_} {gold.text[start:end]}")
    for start, end in gold.keep:
        if any(s.start < end and start < s.end for s in spans):
            found.append(f"{code}: KEEP {gold.text[start:end]}")
    return found


@pytest.mark.parametrize("code", SUPPORTED)
def test_what_must_go_is_found_and_what_must_stay_is_left(detector: Detector, code: str) -> None:
    failures = [f for markup in _lines(f"{code}.txt") for f in _failures(detector, code, markup)]
    known = [line for line in _lines("known_failures.txt") if line.startswith(f"{code}: ")]
    assert sorted(failures) == sorted(known)
