"""The corpus of annotated write-ups: whole, valid, split by author, without near-duplicates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import corpus

FILES = sorted((Path(__file__).parents[1] / "models" / "corpus").glob("??.jsonl"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_case_is_valid(path: Path) -> None:
    rows = list(corpus.read(path))
    assert len(rows) >= 400
    assert not [(row["id"], fault) for row in rows for fault in corpus.problems(row)]
    assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_author_of_the_test_split_wrote_for_training(path: Path) -> None:
    by_split: dict[str, set[str]] = {"train": set(), "test": set()}
    for row in corpus.read(path):
        by_split[row["split"]].add(row["author"])
    assert by_split["test"] and not by_split["test"] & by_split["train"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_case_is_nearly_another(path: Path) -> None:
    assert not corpus.duplicates(path)


def test_faults_are_told() -> None:
    row = next(corpus.read(FILES[0]))
    assert not list(corpus.problems(row))
    assert list(corpus.problems({**row, "markup": "[[PERSON|p1|Anna]] met Anna."}))
    assert list(corpus.problems({**row, "markup": "[[PERSON|p1|Anna]] in [[LOCATION|p1|Ystad]]"}))
    assert list(corpus.problems({**row, "register": "sung"}))


def test_a_second_annotation_is_read_and_compared(tmp_path: Path) -> None:
    markup = "[[PERSON|p1|Anna]] met [[PERSON|p2|Will]], who {{KEEP|will}} go. [[AGE|a|9]]"
    row = {"id": "1", "markup": markup}
    first, second = tmp_path / "x.jsonl", tmp_path / "x.txt"
    first.write_text(json.dumps(row), "utf-8")
    second.write_text("# 1\nPERSON a Anna\nPERSON b Will @1\n", "utf-8")
    figures = corpus.agreement(first, second)
    assert figures["exact span F1"] == pytest.approx(4 / 5)
    assert figures["overlapping F1 PERSON"] == 1.0 and figures["overlapping F1 AGE"] == 0.0
