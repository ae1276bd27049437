"""Profiles from JSON Lines: one schema, and bad rows refused without showing what is in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from casekit.errors import FileProblem, InputError
from casekit.match import Profile, load_profiles

GOOD: dict[str, Any] = {
    "id": "g1",
    "title": "Onsdagsgruppen",
    "description": "Vi talar om möten som stannar kvar.",
    "languages": ["sv"],
}


def written(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "groups.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_the_required_fields_suffice(tmp_path: Path) -> None:
    (profile,) = load_profiles(written(tmp_path, GOOD))
    assert profile == Profile("g1", GOOD["title"], GOOD["description"], ("sv",))
    assert profile.kind == "group"
    assert profile.themes is None
    assert profile.available


def test_every_field_is_read(tmp_path: Path) -> None:
    row = {
        **GOOD,
        "kind": "peer",
        "format": "balint",
        "themes": ["ethics", "couple"],
        "approach": "MI",
        "level": "any",
        "mode": "online",
        "open": True,
        "size_now": 6,
        "size_max": 8,
        "populations": ["nurses"],
        "place": "Umeå",
        "time_zone": "Europe/Stockholm",
    }
    (profile,) = load_profiles(written(tmp_path, row))
    assert profile.themes == {"ethics", "couple"}
    assert (profile.size_now, profile.size_max, profile.full) == (6, 8, False)
    assert "nurses" in profile.text
    assert profile.time_zone == "Europe/Stockholm"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"ethics": 1, "distress": 0}, {"ethics"}),
        ({"ethics": True}, {"ethics"}),
        ({}, set()),
        ([], set()),
        ("ethics", {"ethics"}),
    ],
)
def test_themes_as_an_object_or_a_list(tmp_path: Path, given: object, expected: set[str]) -> None:
    (profile,) = load_profiles(written(tmp_path, {**GOOD, "themes": given}))
    assert profile.themes == expected


def test_lang_is_an_alias_and_null_is_not_stated(tmp_path: Path) -> None:
    row = {name: value for name, value in GOOD.items() if name != "languages"}
    (profile,) = load_profiles(written(tmp_path, {**row, "lang": "ru", "level": None}))
    assert profile.languages == ("ru",)
    assert profile.level is None


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "g.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n")
    assert len(load_profiles(path)) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"secretary": "Hemlig Person"}, "unknown field 'secretary'"),
        ({"hemlig person 0701": 1}, "unknown field with an unusual name"),
        ({"lang": "sv"}, "languages is given twice"),
        ({"format": "hemlig"}, "format is none of balint"),
        ({"kind": "hemlig"}, "kind is none of group"),
        ({"mode": "hemlig"}, "mode is none of online"),
        ({"open": "hemlig"}, "open is neither true nor false"),
        ({"size_max": "hemlig"}, "size_max is not a whole number"),
        ({"size_max": True}, "size_max is not a whole number"),
        ({"size_now": -1}, "size_now is below zero"),
        ({"languages": []}, "languages names no language"),
        ({"languages": "hemlig"}, "no language code"),
        ({"languages": [1]}, "languages is neither"),
        ({"themes": {"ethics": "hemlig"}}, "neither 0 nor 1"),
        ({"title": 5}, "title is not text"),
        ({"title": " ", "description": ""}, "both empty"),
        ({"id": " "}, "id is empty"),
        ({"id": None}, "missing: id"),
    ],
)
def test_a_bad_row_is_refused_with_line_and_reason(
    tmp_path: Path, change: dict[str, object], reason: str
) -> None:
    with pytest.raises(InputError) as caught:
        load_profiles(written(tmp_path, {**GOOD, "id": "g0"}, {**GOOD, **change}))
    assert "groups.jsonl, line 2: " in str(caught.value)
    assert reason in str(caught.value)
    assert "emlig" not in str(caught.value)


@pytest.mark.parametrize("line", ['{"id": "hemlig', "[1]", "[" * 100_000, '{"id": "a", "id": "b"}', "NaN"])
def test_a_line_that_is_no_object_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(InputError, match="line 2") as caught:
        load_profiles(written(tmp_path, GOOD, line))
    assert "hemlig" not in str(caught.value)


def test_an_id_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 3: the id of line 1 comes again"):
        load_profiles(written(tmp_path, GOOD, {**GOOD, "id": "g2"}, GOOD))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="cannot be read"):
        load_profiles(tmp_path / "absent.jsonl")
    (tmp_path / "latin.jsonl").write_bytes(b'{"id": "\xe5"}')
    with pytest.raises(FileProblem, match="not UTF-8"):
        load_profiles(tmp_path / "latin.jsonl")


def test_full_and_closed_groups_are_not_available() -> None:
    assert not Profile("a", "t", "d", ("en",), size_now=8, size_max=8).available
    assert not Profile("a", "t", "d", ("en",), open=False).available
    assert Profile("a", "t", "d", ("en",), size_now=8).available


CSV = """id,title,description,languages,themes,open,size_now,populations
g1,Onsdagsgruppen,"Vi talar om möten, som stannar kvar.",sv;ru,ethics; couple,yes,6,sjuksköterskor
g2,Torsdag,Vi ses.,sv,,,,
"""
YAML = """- id: g1
  title: Onsdagsgruppen
  description: Vi talar om möten, som stannar kvar.
  languages: [sv, ru]
  themes: [ethics, couple]
  open: true
  size_now: 6
  populations: [sjuksköterskor]
- id: g2
  title: Torsdag
  description: Vi ses.
  languages: [sv]
"""


@pytest.mark.parametrize(
    ("name", "content"), [("groups.csv", CSV), ("groups.yaml", YAML), ("groups.yml", YAML)]
)
def test_csv_and_yaml_give_the_same_profiles(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    first, second = load_profiles(path)
    assert first == Profile(
        "g1",
        "Onsdagsgruppen",
        "Vi talar om möten, som stannar kvar.",
        ("sv", "ru"),
        themes=frozenset({"ethics", "couple"}),
        open=True,
        size_now=6,
        populations=("sjuksköterskor",),
    )
    assert second.themes is None and second.open is None


@pytest.mark.parametrize(
    ("name", "content", "line", "reason"),
    [
        ("g.csv", "id,title,description,languages\ng1,a,b\n", 2, "4 cells"),
        ("g.csv", "id,id,description,languages\ng1,a,b,sv\n", 1, "twice"),
        ("g.csv", "id,title,description,languages,size_now\ng1,a,b,sv,many\n", 2, "size_now"),
        ("g.csv", 'id,title,description,languages\ng1,"a\nb",c,sv\ng1,a,b,sv\n', 4, "comes again"),
        ("g.csv", 'id,title,description,languages\ng1,"a"b,c,sv\n', 2, "not CSV"),
        ("g.yaml", "- id: g1\n  title: a\n- id: g2\n", 1, "missing"),
        ("g.yaml", "- id: g1\n  id: g2\n", 1, "twice"),
        ("g.yaml", "id: g1\n", 1, "list of profiles"),
        ("g.yaml", "- [a\n", 2, "not YAML"),
        ("g.yaml", "- &a {id: g1}\n- *a\n", 1, "aliases"),
        ("g.yaml", "- !!python/object/apply:os.getcwd []\n", 1, "YAML"),
        ("g.jsonl", '{"id": "g1", "id": "g2"}\n', 1, "twice"),
        (
            "g.jsonl",
            '{"id":"g1","title":"t","description":"d","languages":["sv"],"conflicts":["Anna"]}\n',
            1,
            "no mark",
        ),
        (
            "g.jsonl",
            '{"id":"g1","title":"t","description":"d","languages":["sv"],"size_min":9,"size_max":3}\n',
            1,
            "above",
        ),
    ],
)
def test_a_bad_row_is_told_by_its_line(
    tmp_path: Path, name: str, content: str, line: int, reason: str
) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match=f"line {line}: .*{reason}"):
        load_profiles(path)


def test_another_ending_is_refused(tmp_path: Path) -> None:
    (tmp_path / "groups.xlsx").write_bytes(b"PK")
    with pytest.raises(FileProblem, match=r"\.jsonl, \.csv"):
        load_profiles(tmp_path / "groups.xlsx")


def test_a_row_comes_back_as_it_went(tmp_path: Path) -> None:
    mark = "m1:" + "a" * 32
    row = {
        **GOOD,
        "themes": [],
        "conflicts": [mark],
        "texts": ["Mer."],
        "fee": "300 kr",
        "frequency": "monthly",
    }
    (profile,) = load_profiles(written(tmp_path, row))
    (again,) = load_profiles(written(tmp_path, profile.as_row()))
    assert again == profile
    assert again.themes == frozenset()
    assert mark not in repr(profile)
