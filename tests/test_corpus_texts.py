"""The corpora of themes, groups, announcements and sentences: what the recipes and benchmarks rely on."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest

from casekit.lang import SUPPORTED
from casekit.match.profile import FORMATS, READERS, profile_from
from casekit.match.themes import OTHERS, THEMES
from conftest import ROOT

CORPUS = ROOT / "models" / "corpus"
CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def table(name: str) -> list[dict[str, str]]:
    with (CORPUS / "parallel" / name).open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("name", "least"), [("sentences.tsv", 4_000), ("terms.tsv", 800), ("general.tsv", 2_000)]
)
def test_parallel_texts_are_whole_and_in_their_language(name: str, least: int) -> None:
    rows = table(name)
    assert len(rows) >= least
    for row in rows:
        assert all(row[code].strip() for code in SUPPORTED) and row["topic"]
        assert CYRILLIC.search(row["ru"]) and not CYRILLIC.search(row["en"] + row["sv"])
    assert len({row["en"].casefold() for row in rows}) == len(rows)


def test_sentences_say_whether_they_miss_their_topic() -> None:
    rows = table("sentences.tsv")
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["near_miss"] for row in rows} == {"0", "1"}


@pytest.mark.parametrize("code", SUPPORTED)
def test_short_cases_are_labelled(code: str) -> None:
    rows = lines(CORPUS / "themes" / f"{code}.jsonl")
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert set(row["themes"]) == set(THEMES) and set(row["themes"].values()) <= {0, 1}
        assert row["format"] in FORMATS and row["split"] in ("train", "test") and row["lang"] == code
        assert set(row["other_themes"]) <= set(OTHERS)
    test = [row for row in rows if row["split"] == "test"]
    assert len(test) == 48 and {row["format"] for row in test} == set(FORMATS)


@pytest.mark.parametrize("code", SUPPORTED)
def test_groups_are_profiles(code: str) -> None:
    rows = lines(CORPUS / "groups" / f"{code}.jsonl")
    for row in rows:
        known = {name: value for name, value in row.items() if name in READERS and name != "languages"}
        assert profile_from({**known, "languages": row["languages"]}).id == row["id"]
    assert sum(row["split"] == "test" for row in rows) == 15


def test_the_same_cases_stand_in_three_languages() -> None:
    rows = lines(CORPUS / "themes" / "parallel.jsonl")
    assert len(rows) == 90
    for name in {row["id"] for row in rows}:
        assert {row["lang"] for row in rows if row["id"] == name} == set(SUPPORTED)


def test_every_write_up_has_a_second_reading() -> None:
    second = {row["id"] for row in lines(CORPUS / "second" / "themes.jsonl")}
    assert second == {row["id"] for code in SUPPORTED for row in lines(CORPUS / f"{code}.jsonl")}
