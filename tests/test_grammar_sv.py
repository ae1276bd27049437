"""Swedish names in a sentence: golden forms, readings, bases, gender, origin, words made of places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.lang import pool
from casekit.lang.forms import PLAIN, Form
from casekit.lang.sv import grammar, origins
from grammar_cases import (
    Row,
    check_origins,
    check_paradigms,
    check_pool,
    check_readings,
    rows,
)

POSS = grammar.POSSESSIVE
FORMS = (PLAIN, POSS, grammar.FAMILY, grammar.FAMILY_POSSESSIVE)


@pytest.mark.parametrize("row", rows("sv"), ids=lambda r: f"{r.kind} {r.base} {r.surface}")
def test_golden(row: Row) -> None:
    assert grammar.write(row.base, row.kind, row.form, row.gender) == row.surface
    if row.surface:
        assert row.form in grammar.readings(row.surface, row.kind, row.gender, row.base)
        assert grammar.written(row.base, row.kind, [row.form], row.gender) == row.surface


def test_pool() -> None:
    check_pool("sv")


def test_round_trip_over_the_pool() -> None:
    check_readings("sv", grammar, FORMS)


def test_forms_of_one_paradigm_correspond() -> None:
    check_paradigms("sv", grammar, FORMS)


@pytest.mark.parametrize(
    ("word", "kind", "gender", "base", "forms"),
    [
        ("Annas", "given", "f", None, {POSS}),
        ("annas", "given", None, "anna", {POSS}),
        ("Anna", "given", "f", None, {PLAIN}),
        ("Lars", "given", "m", None, {PLAIN, POSS}),
        ("Lars'", "given", "m", "Lars", {POSS}),
        ("Mattias’", "given", "m", None, {POSS}),
        ("Anna’s", "given", "f", None, {POSS}),
        ("Andreas", "given", "m", None, {PLAIN, POSS}),
        ("K:s", "initial", None, None, {POSS}),
        ("k:s", "initial", None, "K", {POSS}),
        ("Ks", "initial", None, None, {POSS}),
        ("K.", "initial", None, None, {PLAIN}),
        ("PK:s", "initial", None, None, {POSS}),
        ("Anderssons", "surname", None, None, {POSS, grammar.FAMILY, grammar.FAMILY_POSSESSIVE}),
        ("DÉSIRÉES", "given", "f", "Désirée", {POSS}),
        ("Berit", "given", "f", "Anna", set()),
        ("Annae", "given", "f", "Anna", set()),
        ("en mindre ort i Småland", "phrase", None, "en mindre ort i Småland", {PLAIN}),
        ("?", "given", None, None, set()),
        ("", "given", None, None, set()),
    ],
)
def test_readings(word: str, kind: str, gender: str, base: str | None, forms: set[Form]) -> None:
    assert grammar.readings(word, kind, gender, base) == forms


@pytest.mark.parametrize(
    ("word", "kind", "gender", "base"),
    [
        ("Annas", "given", "f", "Anna"),
        ("annas", "given", None, "Anna"),
        ("Jonas", "given", "m", "Jonas"),
        ("Lars", "given", None, "Lars"),
        ("Mattias'", "given", "m", "Mattias"),
        ("Anderssons", "surname", None, "Andersson"),
        ("Lindfors", "surname", None, "Lindfors"),
        ("ANN-MARIES", "given", "f", "Ann-Marie"),
        ("dilovans", "given", None, "Dilovan"),
        ("Désirées", "given", None, "Désirée"),
        ("Lunds", "place", None, "Lund"),
        ("borås", "place", None, "Borås"),
        ("k:s", "initial", None, "K"),
        ("Lasses", "short", "m", "Lasse"),
    ],
)
def test_bases(word: str, kind: str, gender: str, base: str) -> None:
    assert grammar.bases(word, kind, gender)[0] == base


def test_one_surface_or_none() -> None:
    both = [PLAIN, POSS]
    assert grammar.written("Lars", "given", both, "m") == "Lars"
    assert grammar.written("Erik", "given", both, "m") is None
    assert grammar.written("Erik", "given", [], "m") is None


@pytest.mark.parametrize(
    ("words", "kinds", "gender"),
    [
        (["Anna", "Andersson"], ["given", "surname"], "f"),
        (["Lars-Erik"], ["given"], "m"),
        (["Annas"], ["given"], "f"),
        (["Ylva-Stina"], ["given"], "f"),
        (["Andersson"], ["surname"], None),
        (["Kim"], ["given"], None),
        (["Björk", "Jónsdóttir"], ["given", "surname"], "f"),
        (["Ivanova"], ["surname"], "f"),
        (["Casanova"], ["surname"], None),
        (["Lasse"], ["short"], "m"),
        (["Erik", "Kowalska"], ["given", "surname"], None),
        (["Sergejevitj"], ["patronymic"], "m"),
        ([], [], None),
    ],
)
def test_gender(words: list[str], kinds: list[str], gender: str | None) -> None:
    assert grammar.gender_of(words, kinds) == gender


@pytest.mark.parametrize(
    ("word", "base", "other", "made"),
    [
        ("Växjöbo", "Växjö", "Umeå", "umeåbo"),
        ("Växjöborna", "Växjö", "Lund", "lundaborna"),
        ("lundabo", "Lund", "Jönköping", "jönköpingsbo"),
        ("jönköpingsbor", "Jönköping", "Falun", "falubor"),
        ("Sundsvallsbons", "Sundsvall", "Motala", "motalabons"),
        ("boråsbo", "Borås", "Eslöv", "eslövsbo"),
        ("stockholmaren", "Stockholm", "Malmö", "malmöiten"),
        ("skåningarna", "Skåne", "Östergötland", "östgötarna"),
        ("smålänningars", "Småland", "Halland", "hallänningars"),
        ("göteborgska", "Göteborg", "Skåne", "skånska"),
        ("stockholmare", "Stockholm", "Göteborg", "göteborgare"),
        ("stockholmare", "Stockholm", "Skåne", None),
        ("stockholmaren", "Stockholm", "Kiruna", None),
        ("Kirunabo", "Kiruna", "Gdańsk", None),
    ],
)
def test_words_made_of_places(word: str, base: str, other: str, made: str | None) -> None:
    found = grammar.derived(word)
    assert found and found[0] == base
    assert grammar.derive(base, found[1]) == word.lower()
    assert grammar.derive(other, found[1]) == made


@pytest.mark.parametrize(
    "word", ["sambo", "särbo", "Åbo", "Örebro", "Bo", "bor", "Borna", "Rambo", "Elbo", "x"]
)
def test_not_made_of_places(word: str) -> None:
    assert grammar.derived(word) is None


@pytest.mark.parametrize(
    ("word", "kind", "origin"),
    [
        ("Tolvanen", "surname", "finnish"),
        ("Rydqvist", "surname", "nordic"),
        ("Stenbergsson", "surname", "nordic"),
        ("Petraković", "surname", "balkan"),
        ("Radziwiłowicz", "surname", "polish"),
        ("Hasanzadeh", "surname", "persian"),
        ("Al-Tikriti", "surname", "arabic"),
        ("Chikvaidze", "surname", None),
        ("Javakhishvili", "surname", "caucasian"),
        ("Nguyen", "surname", "east_asian"),
        ("Xyz", "surname", None),
        ("Fatima", "given", "arabic"),
        ("Berivan", "given", "kurdish"),
        ("Lasse", "short", "nordic"),
        ("Anna-Karin", "given", "nordic"),
        ("Växjö", "place", None),
    ],
)
def test_origin(word: str, kind: str, origin: str | None) -> None:
    assert origins.origin_of(word, kind) == origin


def test_origins_are_those_of_the_pool() -> None:
    check_origins("sv", origins, origins._SURNAMES, "surname")
    check_origins("sv", origins, origins._GIVEN, "given")


def test_generation() -> None:
    assert origins.generation_of("Gösta") == (1915, 1945)
    assert origins.generation_of("lasse") is not None
    assert origins.generation_of("Xyz") is None


def test_no_patronymic() -> None:
    assert grammar.patronymic("Karl", "f") is None


_NAMES = st.sampled_from([name.base for name in pool.names("sv")])


@given(pattern=_NAMES, word=_NAMES)
def test_capitals_are_copied(pattern: str, word: str) -> None:
    assert grammar.capitals(pattern.lower(), word).islower()
    assert grammar.capitals(pattern.upper(), word) == (word.upper() if len(pattern) > 1 else word)
    assert grammar.capitals(pattern, word) == word
    assert grammar.capitals(pattern, word.lower())[0].isupper()


@given(
    word=st.text(max_size=12),
    kind=st.sampled_from(["given", "short", "surname", "initial", "place", "phrase"]),
)
def test_nothing_breaks_on_any_word(word: str, kind: str) -> None:
    for form in grammar.readings(word, kind, None):
        assert form in FORMS
    assert all(isinstance(base, str) for base in grammar.bases(word, kind, None))
    grammar.derived(word)
    origins.origin_of(word, kind)
