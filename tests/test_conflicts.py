"""Marks: the same name in any form meets, another does not, and nothing leads back without the key."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from casekit.case import EntityType
from casekit.conflicts import ConflictKey, is_mark
from casekit.errors import FileProblem, InputError
from casekit.lang import get_language

KEY = ConflictKey(b"k" * 32)


@pytest.mark.parametrize(
    ("language", "kind", "stated", "type_", "in_the_case"),
    [
        ("en", "workplace", "Fernhill Surgery", EntityType.ORGANIZATION, "fernhill surgery"),
        ("en", "client", "Abigail Tetteh", EntityType.PERSON, "Tetteh, Abigail"),
        ("en", "family", "Tetteh", EntityType.PERSON, "Abigail Tetteh"),
        ("ru", "workplace", "Школа № 57", EntityType.ORGANIZATION, "школе №57"),
        ("ru", "family", "Петрова", EntityType.PERSON, "Игорем Петровым"),
        ("ru", "client", "Анна Петрова", EntityType.PERSON, "Анне Петровой"),
        ("ru", "town", "Урюпинск", EntityType.LOCATION, "Урюпинске"),
        ("sv", "workplace", "BUP Lund", EntityType.ORGANIZATION, "BUP Lunds"),
        ("sv", "town", "Hultsfred", EntityType.LOCATION, "Hultsfreds"),
        ("sv", "town", "Hultsfred", EntityType.ADDRESS, "Storgatan 3, 577 30 Hultsfred"),
        ("sv", "family", "Ekdahl", EntityType.PERSON, "Ekdahls"),
    ],
)
def test_one_name_in_two_forms_meets(
    language: str, kind: str, stated: str, type_: EntityType, in_the_case: str
) -> None:
    spoken = get_language(language)
    case = KEY.marks_of_case([(type_, in_the_case)], spoken)
    assert KEY.marks(kind, stated, spoken) & case


@pytest.mark.parametrize(
    ("kind", "stated", "type_", "in_the_case"),
    [
        ("client", "Anna Ekdahl", EntityType.PERSON, "Anna Lindgren"),
        ("family", "Ekdahl", EntityType.PERSON, "Lindgren"),
        ("workplace", "BUP Lund", EntityType.ORGANIZATION, "BUP Malmö"),
        ("town", "Stockholm", EntityType.LOCATION, "Göteborg"),
        # a town is no workplace and a workplace no family
        ("workplace", "Hultsfred", EntityType.LOCATION, "Hultsfred"),
        ("family", "Ekdahl", EntityType.ORGANIZATION, "Ekdahl"),
    ],
)
def test_another_name_does_not_meet(kind: str, stated: str, type_: EntityType, in_the_case: str) -> None:
    spoken = get_language("sv")
    assert not KEY.marks(kind, stated, spoken) & KEY.marks_of_case([(type_, in_the_case)], spoken)


def test_neighbouring_small_places_are_one_district_and_large_towns_are_not() -> None:
    spoken = get_language("sv")
    districts = spoken.districts
    centre = districts["hultsfred"]
    neighbour = next(
        name for name, c in districts.items() if c == centre and name.isalpha() and name != "hultsfred"
    )
    one, other = (KEY.marks("town", name, spoken) for name in ("Hultsfred", neighbour))
    assert one & other
    assert not KEY.marks("town", "Malmö", spoken) & KEY.marks("town", "Lund", spoken)


def test_another_key_makes_other_marks_and_no_mark_holds_a_name() -> None:
    spoken = get_language("sv")
    mine, other = (key.marks("family", "Ekdahl", spoken) for key in (KEY, ConflictKey(b"o" * 32)))
    assert not mine & other
    assert all(is_mark(mark) and "ekdahl" not in mark for mark in mine)
    assert "k" * 8 not in repr(KEY)


def test_a_key_is_written_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = ConflictKey.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    spoken = get_language("en")
    assert ConflictKey.read(path).marks("town", "Leeds", spoken) == made.marks("town", "Leeds", spoken)
    with pytest.raises(FileProblem, match="exists"):
        ConflictKey.create(path)


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32])
def test_a_file_without_a_key_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content, "ascii")
    with pytest.raises(FileProblem, match="holds no key"):
        ConflictKey.read(path)


@pytest.mark.parametrize(
    ("kind", "text"), [("friend", "Anna"), ("client", "Anna"), ("town", "…"), ("family", "")]
)
def test_what_cannot_be_compared_is_refused(kind: str, text: str) -> None:
    with pytest.raises(InputError):
        KEY.marks(kind, text, get_language("sv"))
