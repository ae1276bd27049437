"""Russian names in every form: written as the golden file says, read back, the same within one paradigm."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from timeit import timeit
from typing import cast, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.lang import pool
from casekit.lang.forms import PLAIN, Case, Form, Gender, Kind
from casekit.lang.ru import grammar
from casekit.lang.ru.origins import generation_of, origin_of

GOLDEN = Path(__file__).parent / "golden" / "inflection.ru.tsv"
CASES: tuple[Case, ...] = get_args(Case)
#: every form a name can be written in
FORMS = (
    *(Form(case, number) for number in ("sing", "plur") for case in CASES),
    *(Form(case, possessive=True, agrees=agrees) for agrees in ("m", "f", "n") for case in CASES),
    *(Form(case, "plur", possessive=True) for case in CASES),
    Form(vocative=True),
)  # fmt: skip
#: golden bases that the other names of the list hide when the base is not told
HIDDEN = {"Захария", "Палий", "Калина", "Голова", "Сорока", "верующий", "кафе или гостиница"}


def form_of(spelled: str) -> Form:
    """A form from the words of the golden file: ``gen plur``, ``poss dat f``, ``voc``."""
    words = spelled.split()
    return Form(
        case=next((w for w in CASES if w in words), "nom"),
        number="plur" if "plur" in words else "sing",
        possessive="poss" in words,
        agrees=next((w for w in ("m", "f", "n") if w in words), None),
        vocative="voc" in words,
    )


def golden() -> Iterator[tuple[Kind, Gender | None, str, Form, str | None]]:
    """Rows of the golden file; None for a form that is not certain."""
    for line in GOLDEN.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            kind, gender, base, form, surface = line.split("\t")
            yield (
                cast(Kind, kind),
                cast(Gender, gender) if gender != "-" else None,
                base,
                form_of(form),
                surface if surface != "-" else None,
            )


def spelled(name: pool.PoolName) -> list[tuple[str, Kind, Gender]]:
    """A pool name and its short forms as words with a gender; a surname for a man and for a woman."""
    if name.gender is None:
        return [(name.base, "surname", "m"), (name.base, "surname", "f")]
    shorts = [form for _, form in name.short]
    return [(name.base, "given", name.gender), *((short, "short", name.gender) for short in shorts)]


POOL = [word for name in pool.names("ru") for word in spelled(name)]


def ways(base: str, kind: Kind, gender: Gender) -> dict[Form, str]:
    """Every form that can be written."""
    surfaces = ((form, grammar.write(base, kind, form, gender)) for form in FORMS)
    return {form: surface for form, surface in surfaces if surface}


def test_the_golden_file_is_large_and_mixed() -> None:
    rows = list(golden())
    assert len(rows) >= 300
    assert {row[0] for row in rows} == {"given", "short", "patronymic", "surname", "place", "phrase"}
    assert len({row[:4] for row in rows}) == len(rows)


def test_names_are_written_as_the_golden_file_says() -> None:
    wrong = [
        (*row, got) for row in golden() if (got := grammar.write(row[2], row[0], row[3], row[1])) != row[4]
    ]
    assert wrong == []


def test_golden_surfaces_are_read_back() -> None:
    for kind, gender, base, form, surface in golden():
        if surface is not None:
            assert form in grammar.readings(surface, kind, gender, base), (base, surface)
            assert form in grammar.readings(surface.upper(), kind, gender, base), (base, surface)


def test_golden_surfaces_are_read_without_the_base() -> None:
    missed = {
        base
        for kind, gender, base, form, surface in golden()
        if surface and form not in grammar.readings(surface, kind, gender)
    }
    assert missed == HIDDEN


def test_the_pool_is_large_and_spread() -> None:
    names = pool.names("ru")
    for gender in ("m", "f"):
        mine = [n for n in names if n.gender == gender]
        assert len(mine) >= 150
        initials: dict[str, int] = defaultdict(int)
        for name in mine:
            initials[name.base[0]] += 1
        assert all(initials[letter] >= 3 for letter in "АБВГДЕЖЗИКЛМНОПРСТУФХЭЮЯШЧ")
        assert len({n.origin for n in mine}) >= 8
    assert sum(n.kind == "surname" for n in names) >= 250


def test_every_pool_name_is_understood() -> None:
    unclear = {base for base, kind, gender in POOL if not grammar.paradigm(base, kind, gender)}
    assert unclear == set()


@pytest.mark.parametrize("kinds", [("given", "short"), ("surname",)])
def test_pool_names_come_back(kinds: tuple[Kind, ...]) -> None:
    for base, kind, gender in POOL:
        if kind not in kinds:
            continue
        dictionary = grammar.write(base, kind, PLAIN, gender)
        for form, surface in ways(base, kind, gender).items():
            assert form in grammar.readings(surface, kind, gender, base), (base, form, surface)
            if not form.possessive and form.number == "sing" and not form.vocative:
                assert dictionary in grammar.bases(surface, kind, gender)[:3], (base, surface)


def test_names_of_one_paradigm_look_the_same_in_the_same_forms() -> None:
    """Two forms that look the same for one name look the same for all others of its paradigm."""
    tables: dict[tuple[Kind, str], list[tuple[str, dict[Form, str]]]] = defaultdict(list)
    for base, kind, gender in POOL:
        group: Kind = "given" if kind == "short" else kind
        tables[group, grammar.paradigm(base, kind, gender)].append((base, ways(base, kind, gender)))
    for names in tables.values():
        patterns: dict[tuple[Form, Form], bool] = {}
        for base, found in names:
            for pair in combinations(found, 2):
                same = found[pair[0]] == found[pair[1]]
                assert patterns.setdefault(pair, same) == same, (base, pair)


def test_a_surface_is_transferred_whatever_it_means() -> None:
    forms = grammar.readings("Марии", "given", "f", "Мария")
    assert len(forms) == 4
    assert grammar.written("Виктория", "given", forms, "f") == "Виктории"
    assert grammar.written("Анна", "given", forms, "f") is None
    forms = grammar.readings("сониной", "short", "f", "Соня")
    assert grammar.written("Маша", "short", forms, "f") == "Машиной"
    assert grammar.capitals("сониной", "Машиной") == "машиной"


def test_a_surname_without_gender_is_transferred_for_both() -> None:
    by_gender = [grammar.readings("Иванова", "surname", g, "Иванов") for g in ("m", "f")]
    surfaces = {
        grammar.written("Соколов", "surname", forms, g)
        for g, forms in zip(get_args(Gender), by_gender, strict=True)
    }
    assert surfaces == {"Соколова"}
    assert grammar.paradigm("Иванов", "surname") == grammar.paradigm("Соколов", "surname") == "ов/ова"
    assert grammar.write("Иванов", "surname", Form("gen")) is None
    assert grammar.write("Иванов", "surname", Form("ins", "plur")) == "Ивановыми"


@pytest.mark.parametrize(
    ("word", "kind", "gender", "base"),
    [
        ("Анне", "given", None, "Анна"),
        ("анне", "given", "f", "Анна"),
        ("Сониной", "short", "f", "Соня"),
        ("машин", "short", None, "Маша"),
        ("Саши", "short", None, "Саша"),
        ("Маш", "short", "f", "Маша"),
        ("Петра", "given", "m", "Пётр"),
        ("Льву", "given", None, "Лев"),
        ("Алене", "given", "f", "Алёна"),
        ("Ивановой", "surname", "f", "Иванова"),
        ("Ивановым", "surname", "m", "Иванов"),
        ("Вишневского", "surname", "m", "Вишневский"),
        ("Черных", "surname", "m", "Черных"),
        ("Шмидту", "surname", "m", "Шмидт"),
        ("Петровне", "patronymic", None, "Петровна"),
        ("Михалыча", "patronymic", "m", "Михалыч"),
        ("Анне-Марии", "given", "f", "Анна-Мария"),
        ("Казани", "place", None, "Казань"),
        ("Нижнего Новгорода", "place", None, "Нижний Новгород"),
    ],
)
def test_the_dictionary_form_is_found(word: str, kind: Kind, gender: Gender | None, base: str) -> None:
    assert grammar.bases(word, kind, gender)[0] == base


@pytest.mark.parametrize("word", ["Anna", "Annе", "", "-", "Анна Мария", "Ан1", "А.", "ё", "́", "𝕏", "'"])
def test_what_is_no_russian_word_is_not_understood(word: str) -> None:
    for kind in ("given", "surname", "patronymic", "short"):
        assert grammar.readings(word, kind, "f") == frozenset()
        assert grammar.write(word, kind, Form("dat"), "f") is None


def test_stress_marks_do_not_hide_a_name() -> None:
    assert grammar.readings("Петра", "given", "m", "Петр") == grammar.readings("Петра", "given", "m", "Пётр")


def test_old_possessives_are_read_and_not_written() -> None:
    assert Form(possessive=True, agrees="m") in grammar.readings("Иванов", "given", "m", "Иван")
    assert grammar.write("Иван", "given", Form(possessive=True, agrees="m"), "m") is None


@pytest.mark.parametrize(
    ("words", "kinds", "gender"),
    [
        (["Анна", "Петровна"], ["given", "patronymic"], "f"),
        (["Саша", "Ильич"], ["short", "patronymic"], "m"),
        (["Саша"], ["short"], None),
        (["Саша", "Иванова"], ["short", "surname"], None),
        (["Саше", "Ивановой"], ["short", "surname"], "f"),
        (["Шмидт"], ["surname"], None),
        (["Соколовский"], ["surname"], "m"),
        (["Ирине"], ["given"], "f"),
        (["Илье"], ["given"], "m"),
        (["Александр"], ["given"], "m"),
        (["Александра"], ["given"], None),
        (["Женя"], ["given"], None),
        (["Костя"], ["short"], "m"),
        (["Али"], ["given"], None),
        (["Шмидту", "Марку"], ["surname", "given"], "m"),
        (["Ирина", "Петрович"], ["given", "patronymic"], None),
        (["Мамед", "оглы"], ["given", "patronymic"], "m"),
        ([], [], None),
    ],
)
def test_gender(words: list[str], kinds: list[Kind], gender: Gender | None) -> None:
    assert grammar.gender_of(words, kinds) == gender


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Иван", "Иванович", "Ивановна"),
        ("Сергей", "Сергеевич", "Сергеевна"),
        ("Игорь", "Игоревич", "Игоревна"),
        ("Василий", "Васильевич", "Васильевна"),
        ("Анатолий", "Анатольевич", "Анатольевна"),
        ("Юрий", "Юрьевич", "Юрьевна"),
        ("Дмитрий", "Дмитриевич", "Дмитриевна"),
        ("Георгий", "Георгиевич", "Георгиевна"),
        ("Геннадий", "Геннадьевич", "Геннадьевна"),
        ("Иннокентий", "Иннокентьевич", "Иннокентьевна"),
        ("Илья", "Ильич", "Ильинична"),
        ("Кузьма", "Кузьмич", "Кузьминична"),
        ("Никита", "Никитич", "Никитична"),
        ("Савва", "Саввич", "Саввична"),
        ("Лев", "Львович", "Львовна"),
        ("Павел", "Павлович", "Павловна"),
        ("Яков", "Яковлевич", "Яковлевна"),
        ("Михаил", "Михайлович", "Михайловна"),
        ("Пётр", "Петрович", "Петровна"),
        ("Фёдор", "Фёдорович", "Фёдоровна"),
        ("Рустам", "Рустамович", "Рустамовна"),
        ("Януш", "Янушевич", "Янушевна"),
        ("Отто", None, None),
        ("John", None, None),
    ],
)
def test_patronymics(father: str, son: str | None, daughter: str | None) -> None:
    assert grammar.patronymic(father, "m") == son
    assert grammar.patronymic(father, "f") == daughter
    assert grammar.patronymic(father) is None


def test_no_gender_is_wrong_in_the_pool() -> None:
    for base, kind, gender in POOL:
        if kind != "surname":
            assert grammar.gender_of([base], [kind]) in (gender, None), base


def test_short_patronymics() -> None:
    assert grammar.patronymic("Михаил", "m", short=True) == "Михалыч"
    assert grammar.patronymic("Павел", "f", short=True) == "Пална"
    assert grammar.patronymic("Рустам", "m", short=True) is None
    assert grammar.full_patronymic("Михалычу") == "Михайлович"
    assert grammar.full_patronymic("Палной") == "Павловна"
    assert grammar.full_patronymic("Петровичу") is None
    assert Form("gen") in grammar.readings("Саныча", "patronymic", "m", "Александрович")


@pytest.mark.parametrize(
    ("word", "other", "surface"),
    [
        ("казанский", "Омск", "омский"),
        ("казанского", "Тверь", "тверского"),
        ("казанский", "Тверь", "тверской"),
        ("казанцем", "Тула", "туляком"),
        ("омички", "Москва", "москвички"),
        ("тверской", "Казань", None),
        ("казанец", "Псков", None),
        ("казанцы", "Киев", "киевляне"),
    ],
)
def test_words_made_from_places(word: str, other: str, surface: str | None) -> None:
    found = grammar.derived(word)
    assert (found and grammar.derive(other, found[1])) == surface


def test_words_made_from_no_place() -> None:
    assert grammar.derived("сельский") is None
    assert grammar.derive("Казань", "unknown") is None
    assert grammar.derive("Урюпинск", "adjective ого") is None


@pytest.mark.parametrize(
    ("surname", "origin"),
    [
        ("Кобалидзе", "caucasian"),
        ("Бабаян", "caucasian"),
        ("Зинатуллина", "tatar"),
        ("Сапожниченко", "ukrainian"),
        ("Соколова", "russian"),
        ("Комаров", "russian"),
        ("Кулаков", "russian"),
        ("Лукьянов", "russian"),
        ("Бекетов", "russian"),
        ("Соборовская", "russian"),
        ("Нурмухаметов", "tatar"),
        ("Ахмеджанова", "central_asian"),
        ("Гаджимурадов", "caucasian"),
        ("Розенштейн", "jewish"),
        ("Хямяляйнен", "finnish"),
        ("Ли", None),
    ],
)
def test_origins_of_surnames(surname: str, origin: str | None) -> None:
    assert origin_of(surname, "surname") == origin


def test_origins_and_generations_of_given_names() -> None:
    assert origin_of("Айгуль", "given") == "tatar"
    assert origin_of("Брунгильда", "given") is None
    assert origin_of("Мамед-оглы", "patronymic") == "caucasian"
    assert generation_of("Артём") == generation_of("артем") == (1980, 2020)
    assert generation_of("Брунгильда") is None


@given(
    st.text(alphabet="абвгеёийклмнорстуцчшыьэюя-'", max_size=14),
    st.sampled_from(["given", "short", "patronymic", "surname"]),
    st.sampled_from(["m", "f", None]),
)
def test_any_word_is_read_as_it_is_written(word: str, kind: Kind, gender: Gender | None) -> None:
    for base in grammar.bases(word, kind, gender):
        for form in grammar.readings(word, kind, gender, base):
            surface = grammar.write(base, kind, form, gender)
            if surface and gender:
                assert form in grammar.readings(surface, kind, gender, base)
    for form in FORMS[:6]:
        surface = grammar.write(word, kind, form, gender)
        assert surface is None or form in grammar.readings(surface, kind, gender, word)


@given(st.text(max_size=12), st.sampled_from(get_args(Kind)))
def test_no_word_is_an_error(word: str, kind: Kind) -> None:
    grammar.bases(word, kind)
    grammar.readings(word, kind, None, word)
    grammar.written(word, kind, FORMS[:3])
    grammar.paradigm(word, kind)
    grammar.gender_of([word], [kind])
    grammar.patronymic(word, "m")
    grammar.derived(word)
    origin_of(word, kind)


def test_no_word_of_a_text_is_kept() -> None:
    """Nothing that grammar was asked about stays in its caches or in the dictionary's."""
    kept = "Кракозябринск"
    assert grammar.write(kept, "place", Form("gen")) == kept + "а"
    grammar.bases(kept + "у", "place")
    grammar.readings("Кракозябриной", "surname", "f")
    gc.collect()
    held = [o for o in gc.get_objects() if type(o) in (dict, set, list, tuple) and _holds(o, "кракозябр")]
    assert [o for o in held if not _mine(o)] == []


def _holds(container: object, part: str) -> bool:
    words = [*container.keys(), *container.values()] if isinstance(container, dict) else [*container]  # type: ignore[misc]
    return any(isinstance(word, str) and part in word.lower() for word in words)


def _mine(container: object) -> bool:
    """This test's own constants and variables, and what pytest keeps of its source."""
    return any("gc.collect" in str(word) or word == "кракозябр" for word in container) or (  # type: ignore[attr-defined]
        isinstance(container, dict) and "kept" in container
    )


def test_a_name_takes_little_time() -> None:
    def once() -> None:
        grammar.written("Екатерина", "given", grammar.readings("Анне", "given", "f", "Анна"), "f")

    once()
    assert timeit(once, number=2_000) / 2_000 < 200e-6
