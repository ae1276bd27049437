"""English names in a sentence: golden forms, readings, bases, gender, origin, words made of places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.lang import pool
from casekit.lang.en import grammar, origins
from casekit.lang.forms import PLAIN, Form
from grammar_cases import (
    Row,
    check_origins,
    check_paradigms,
    check_pool,
    check_readings,
    rows,
)

POSS, BARE, PLURAL = grammar.POSSESSIVE, grammar.BARE, grammar.PLURAL
TYPED = {BARE, PLURAL, grammar.PLURAL_BARE}
FORMS = grammar._FORMS


@pytest.mark.parametrize("row", rows("en"), ids=lambda r: f"{r.kind} {r.base} {r.surface}")
def test_golden(row: Row) -> None:
    assert grammar.write(row.base, row.kind, row.form, row.gender) == row.surface
    if row.surface:
        assert row.form in grammar.readings(row.surface, row.kind, row.gender, row.base)
        assert grammar.written(row.base, row.kind, [row.form], row.gender) == row.surface


def test_pool() -> None:
    check_pool("en")


def test_round_trip_over_the_pool() -> None:
    check_readings("en", grammar, FORMS)


def test_forms_of_one_paradigm_correspond() -> None:
    check_paradigms("en", grammar, FORMS)


@pytest.mark.parametrize(
    ("word", "kind", "gender", "base", "forms"),
    [
        ("Anna's", "given", "f", None, {POSS}),
        ("anna’s", "given", None, "anna", {POSS}),
        ("annas", "given", "f", "Anna", TYPED),
        ("annas", "given", "f", None, TYPED),
        ("Anna", "given", "f", None, {PLAIN}),
        ("James", "given", "m", None, {PLAIN, BARE}),
        ("James'", "given", "m", None, {POSS}),
        ("James’s", "given", "m", "James", {POSS}),
        ("Moses'", "given", "m", "Moses", {POSS}),
        ("Alex'", "given", "m", "Alex", {POSS}),
        ("Alexs", "given", "m", "Alex", {BARE}),
        ("Doyles", "surname", None, None, TYPED),
        ("Doyles'", "surname", None, "Doyle", {grammar.PLURAL_POSSESSIVE}),
        ("Joneses", "surname", None, None, {PLURAL, grammar.PLURAL_BARE}),
        ("Jones", "surname", None, None, {PLAIN, BARE}),
        ("O’Briens", "surname", None, "O'Brien", TYPED),
        ("SIÂN'S", "given", "f", "Siân", {POSS}),
        ("K's", "initial", None, "K", {POSS}),
        ("Ks", "initial", None, None, TYPED),
        ("K.", "initial", None, "K", {PLAIN}),
        ("Brian", "given", "m", "Anna", set()),
        ("?", "given", None, None, set()),
        ("", "given", None, None, set()),
    ],
)
def test_readings(word: str, kind: str, gender: str, base: str | None, forms: set[Form]) -> None:
    assert grammar.readings(word, kind, gender, base) == forms


@pytest.mark.parametrize(
    ("word", "kind", "gender", "base"),
    [
        ("Anna's", "given", "f", "Anna"),
        ("annas", "given", None, "Anna"),
        ("James", "given", "m", "James"),
        ("Doyles", "surname", None, "Doyle"),
        ("Doyles'", "surname", None, "Doyle"),
        ("Joneses", "surname", None, "Jones"),
        ("Walshes", "surname", None, "Walsh"),
        ("Williams", "surname", None, "Williams"),
        ("o'brien", "surname", None, "O'Brien"),
        ("MCLEOD'S", "surname", None, "McLeod"),
        ("Oyelarans", "surname", None, "Oyelaran"),
        ("k's", "initial", None, "K"),
        ("leeds", "place", None, "Leeds"),
    ],
)
def test_bases(word: str, kind: str, gender: str, base: str) -> None:
    assert grammar.bases(word, kind, gender)[0] == base


def test_one_surface_or_none() -> None:
    assert grammar.written("Emma", "given", TYPED, "f") == "Emmas"
    assert grammar.written("Thomas", "given", [PLAIN, BARE], "m") == "Thomas"
    assert grammar.written("Liam", "given", [PLAIN, BARE], "m") is None
    assert grammar.written("Liam", "given", [], "m") is None


@pytest.mark.parametrize(
    ("words", "kinds", "gender"),
    [
        (["Anna", "Doyle"], ["given", "surname"], "f"),
        (["James"], ["given"], "m"),
        (["Sarah's"], ["given"], "f"),
        (["Sarahs"], ["given"], "f"),
        (["Doyle"], ["surname"], None),
        (["Robin"], ["given"], None),
        (["Ivanova"], ["surname"], "f"),
        (["Villanova"], ["surname"], None),
        (["Bill"], ["short"], "m"),
        (["John", "Kowalska"], ["given", "surname"], None),
        (["Petrovna"], ["patronymic"], "f"),
        ([], [], None),
    ],
)
def test_gender(words: list[str], kinds: list[str], gender: str | None) -> None:
    assert grammar.gender_of(words, kinds) == gender


@pytest.mark.parametrize(
    ("word", "base", "other", "made"),
    [
        ("Leeds-based", "Leeds", "Hull", "Hull-based"),
        ("New York-born", "New York", "Bath", "Bath-born"),
        ("Londoners", "London", "Manchester", "Mancunians"),
        ("Glaswegian", "Glasgow", "Paris", "Parisian"),
        ("Londoner's", "London", "Liverpool", "Liverpudlian's"),
        ("Londoners'", "London", "Dublin", "Dubliners'"),
        ("Yorkshiremen", "Yorkshire", "Cornwall", "Cornishmen"),
        ("Londoner", "London", "Urmston", None),
    ],
)
def test_words_made_of_places(word: str, base: str, other: str, made: str | None) -> None:
    found = grammar.derived(word)
    assert found and found[0] == base
    assert grammar.derive(base, found[1]) == word
    assert grammar.derive(other, found[1]) == made


@pytest.mark.parametrize("word", ["London", "well-based", "Anna", "teacher", "based", "evidence-based", ""])
def test_not_made_of_places(word: str) -> None:
    assert grammar.derived(word) is None


@pytest.mark.parametrize(
    ("word", "kind", "origin"),
    [
        ("McWhannell", "surname", "celtic"),
        ("O'Dowd", "surname", "celtic"),
        ("Wrzesinski", "surname", "polish"),
        ("Kuznetsova", "surname", "slavic"),
        ("Alanbridge", "surname", "english"),
        ("Papanikolopoulos", "surname", "greek"),
        ("Oluwakemi", "given", "african"),
        ("Javakhishvili", "surname", "caucasian"),
        ("Hasanzadeh", "surname", "persian"),
        ("Nguyen", "surname", "east_asian"),
        ("Xyz", "surname", None),
        ("Gurpreet", "given", "south_asian"),
        ("Adeline", "given", None),
        ("Leeds", "place", None),
    ],
)
def test_origin(word: str, kind: str, origin: str | None) -> None:
    assert origins.origin_of(word, kind) == origin


def test_origins_are_those_of_the_pool() -> None:
    check_origins("en", origins, origins._SURNAMES, "surname")
    check_origins("en", origins, origins._GIVEN, "given")


def test_generation() -> None:
    assert origins.generation_of("Enid") == (1915, 1945)
    assert origins.generation_of("bill") is not None
    assert origins.generation_of("Xyz") is None


def test_no_patronymic() -> None:
    assert grammar.patronymic("Charles", "f") is None


_NAMES = st.sampled_from([name.base for name in pool.names("en")])


@given(pattern=_NAMES, word=_NAMES)
def test_capitals_are_copied(pattern: str, word: str) -> None:
    assert grammar.capitals(pattern.lower(), word).islower()
    assert grammar.capitals(pattern.upper(), word) == word.upper()
    assert grammar.capitals(pattern, word) == word
    assert grammar.capitals(pattern, word.lower())[0].isupper()
    assert grammar.capitals(pattern.upper() + "'s", word + "'s") == word.upper() + "'s"


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
