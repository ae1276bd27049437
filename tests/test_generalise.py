"""Quasi-identifiers made coarser: golden cases, and what must hold of every one."""

from __future__ import annotations

import gzip
import re
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.case import EntityType
from casekit.config import DEFAULT_STEPS, STEPS, load_policy
from casekit.errors import PolicyError
from casekit.generalise import Generalised, dates, generalise, occupations, organisations, places, read_date
from casekit.generalise.parts import read_number
from casekit.lang import SUPPORTED, get_language
from casekit.lang.forms import Case, Form
from casekit.lang.ru import grammar

GOLDEN = Path(__file__).parent / "golden"
SEED, ANCHOR = b"ember", date(2024, 1, 15)
DAYS = st.dates(date(1930, 1, 1), date(2039, 12, 31))
#: one way of writing a full date, for each language and layout
LAYOUTS = {
    "en": ("%d/%m/%Y", "%Y-%m-%d", "{d} {m} %Y", "{m} {d}, %Y", "%d.%m.%Y"),
    "ru": ("%d.%m.%Y", "%Y-%m-%d", "{d} {g} %Y года", "{d} {g} %Y г."),
    "sv": ("%Y-%m-%d", "%d/%m %Y", "{d} {m} %Y", "den {d} {m} %Y", "%d.%m.%Y"),
}
FULL = [(code, layout) for code, layouts in LAYOUTS.items() for layout in layouts]


def rows(code: str) -> list[tuple[EntityType, str, str, str]]:
    lines = (GOLDEN / f"generalise.{code}.tsv").read_text("utf-8").splitlines()[1:]
    cells = (line.split("\t") for line in lines)
    return [(EntityType(type_), step, sentence, expected) for type_, step, sentence, expected in cells]


def ask(code: str, type_: EntityType, step: str, sentence: str) -> Generalised | None:
    before, surface, after = re.split(r"\[\[|\]\]", sentence)
    language = get_language(code)
    return generalise(
        surface, type_, step, language, context=f"{before}{surface}{after}", seed=SEED, anchor=ANCHOR
    )


def written(day: date, code: str, layout: str) -> str:
    forms = get_language(code).table("generalise")["calendar"]["months"][day.month - 1]
    return day.strftime(layout.format(d=day.day, m=forms[0], g=forms[1]))


@pytest.mark.parametrize("code", SUPPORTED)
def test_golden(code: str) -> None:
    cases = rows(code)
    assert len(cases) >= 120
    got = [
        (sentence, step, made.text if (made := ask(code, t, step, sentence)) else "-")
        for t, step, sentence, _ in cases
    ]
    assert got == [(sentence, step, expected) for _, step, sentence, expected in cases]


@pytest.mark.parametrize("code", SUPPORTED)
def test_what_was_done_is_told(code: str) -> None:
    for type_, step, sentence, _ in rows(code):
        made = ask(code, type_, step, sentence)
        assert made is not None and made.asked == step
        assert made.step in STEPS[type_]
        assert made.note or made.step == made.asked or type_ is EntityType.LOCATION


@pytest.mark.parametrize("code", SUPPORTED)
def test_no_name_or_number_survives(code: str) -> None:
    kept = {(EntityType.AGE, "exact"), (EntityType.NRP, "keep"), (EntityType.DATE_TIME, "shift")}
    kinds = get_language(code).table("organisation_kinds")["texts"].values()
    common = {word.casefold() for text in kinds for word in text.split()}
    for type_, step, sentence, _ in rows(code):
        made = ask(code, type_, step, sentence)
        assert made is not None
        surface = re.split(r"\[\[|\]\]", sentence)[1]
        if (type_, step) in kept or made.text == surface:
            continue
        if type_ in (EntityType.ORGANIZATION, EntityType.LOCATION):
            words = {word.casefold() for word in re.findall(r"[^\W\d_]{4,}", surface)} - common
            assert not words & set(re.findall(r"[^\W\d_]{4,}", made.text.casefold())), surface
        if type_ in (EntityType.ORGANIZATION, EntityType.DATE_TIME):
            assert not set(re.findall(r"\d{2,}", surface)) & set(re.findall(r"\d{2,}", made.text)), surface


@pytest.mark.parametrize("code", SUPPORTED)
@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("(", ")"), ("- ", ","), ("в ", " "), ("is ", "."), ("år ", " ")]
)
def test_a_coarser_age_never_tells_more(code: str, before: str, after: str) -> None:
    language = get_language(code)
    texts = {
        step: [
            made.text
            if (made := generalise(str(n), EntityType.AGE, step, language, context=f"{before}{n}{after}"))
            else ""
            for n in range(120)
        ]
        for step in ("band", "decade", "life")
    }
    for fine, coarse in (("band", "decade"), ("decade", "life")):
        for one in range(120):
            for other in range(one):
                if texts[fine][one] == texts[fine][other]:
                    assert texts[coarse][one] == texts[coarse][other], (fine, one, other)


@pytest.mark.parametrize("code", SUPPORTED)
def test_above_89_is_90_and_more(code: str) -> None:
    for years in range(90, 120):
        for step in ("exact", "band", "decade"):
            made = generalise(str(years), EntityType.AGE, step, get_language(code))
            assert made is not None and made.text == "90+" and made.note == "age_above_89"


@pytest.mark.parametrize("code", SUPPORTED)
def test_a_coarser_place_organisation_or_job_never_tells_more(code: str) -> None:
    language = get_language(code)
    blob = gzip.decompress(language.blob("places.tsv.gz")).decode("utf-8")
    names = [line.split("\t")[2].split("|")[0].title() for line in blob.splitlines()]
    lists = {
        EntityType.LOCATION: names,
        EntityType.OCCUPATION: list(language.lines("occupations")),
        EntityType.ORGANIZATION: list(language.table("organisations")["heads"]),
    }
    for type_, surfaces in lists.items():
        steps = [step for step in STEPS[type_] if step != "country"]
        for fine, coarse in zip(steps, steps[1:], strict=False):
            known: dict[str, str] = {}
            for surface in surfaces:
                one, two = (generalise(surface, type_, step, language) for step in (fine, coarse))
                if one is not None and two is not None and one.text != surface:
                    assert known.setdefault(one.text, two.text) == two.text


@pytest.mark.parametrize(("code", "layout"), FULL)
@settings(max_examples=40, deadline=None)
@given(one=DAYS, other=DAYS, seed=st.binary(max_size=16))
def test_a_shift_keeps_every_interval(code: str, layout: str, one: date, other: date, seed: bytes) -> None:
    language, moved = get_language(code), []
    for day in (one, other):
        made = generalise(written(day, code, layout), EntityType.DATE_TIME, "shift", language, seed=seed)
        assert made is not None and made.note is None
        read = read_date(made.text, language)
        assert read is not None and read.weekday() == day.weekday()
        moved.append(read)
    assert moved[1] - moved[0] == other - one
    assert 8 <= abs((moved[0] - one).days) // 7 <= 51


@pytest.mark.parametrize("code", SUPPORTED)
@given(one=DAYS, other=DAYS, seed=st.binary(max_size=16))
@settings(max_examples=60, deadline=None)
def test_dates_without_a_year_keep_their_interval(code: str, one: date, other: date, seed: bytes) -> None:
    language, moved = get_language(code), []
    for day in (one, other):
        if (day.month, day.day) == (2, 29):
            return
        text = f"{day.day:02d}.{day.month:02d}" if code == "ru" else f"{day.day:02d}/{day.month:02d}"
        made = generalise(text, EntityType.DATE_TIME, "shift", language, seed=seed)
        assert made is not None
        read = read_date(made.text, language, year=2023)
        assert read is not None
        moved.append(read)
    common = [date(2023, day.month, day.day) for day in (one, other)]
    assert (moved[1] - moved[0] - (common[1] - common[0])) % timedelta(days=365) == timedelta()


def test_another_document_moves_otherwise() -> None:
    offsets = {dates.offset(bytes([n])) for n in range(200)}
    assert len(offsets) > 50 and min(offsets) >= -51 and max(offsets) <= 51
    assert all(abs(weeks) >= 8 for weeks in offsets)
    assert dates.offset(b"x") == dates.offset(b"x")


@pytest.mark.parametrize(
    ("code", "surface"),
    [
        ("en", "31.02.2021"),
        ("en", "30 February 2020"),
        ("ru", "31 апреля 2020"),
        ("sv", "2021-13-40"),
        ("sv", "29/2 2023"),
    ],
)
def test_a_day_that_never_was_is_not_understood(code: str, surface: str) -> None:
    for step in ("shift", "month", "season", "relative"):
        assert generalise(surface, EntityType.DATE_TIME, step, get_language(code), anchor=ANCHOR) is None


def test_easter_of_both_churches() -> None:
    assert dates._easter(2024) == date(2024, 3, 31) and dates._easter(2025) == date(2025, 4, 20)
    assert dates._orthodox_easter(2024) == date(2024, 5, 5) and dates._orthodox_easter(2025) == date(
        2025, 4, 20
    )


def test_without_a_first_date_the_season_is_told() -> None:
    text, language = "since 12 March 2021", get_language("en")
    made = generalise("12 March 2021", EntityType.DATE_TIME, "relative", language, context=text)
    assert made == Generalised("spring", False, "season", "relative", "no_anchor")


@pytest.mark.parametrize("code", SUPPORTED)
def test_nearly_all_jobs_have_a_group(code: str) -> None:
    language = get_language(code)
    jobs = language.lines("occupations")
    assert sum(occupations.group_of(job, language) is not None for job in jobs) >= 0.9 * len(jobs)


@pytest.mark.parametrize("code", SUPPORTED)
def test_the_tables_fit_together(code: str) -> None:
    language = get_language(code)
    jobs, kinds = language.table("occupation_groups"), language.table("organisation_kinds")
    assert set(jobs["texts"]) == set(jobs["stems"]) and {group[0] for group in jobs["texts"]} == set(
        jobs["levels"]
    )
    sectors = [kind for of in kinds["of"].values() for kind in of]
    assert set(kinds["texts"]) == set(kinds["keys"]) == set(sectors) and len(sectors) == len(set(sectors))
    regions = {place.region for place in places._places(language).values()}
    parts, countries = language.table("regions")["parts"], places._countries(language)
    assert all(region in parts or region in countries or "-" not in region for region in regions)
    assert {country.world for country in countries.values()} <= set(language.table("regions")["world"])
    for name in ("occupation_groups", "organisation_kinds", "regions", "generalise", "belonging"):
        english = set(get_language("en").table(name))
        assert set(language.table(name)) == english
    assert len(language.blob("places.tsv.gz")) < 400_000


@pytest.mark.parametrize(
    ("code", "words", "value"),
    [
        ("en", "forty-four", 44),
        ("en", "a hundred", 100),
        ("ru", "двадцати шести", 26),
        ("sv", "trettiofyra", 34),
    ],
)
def test_numbers_in_words(code: str, words: str, value: int) -> None:
    number = read_number(words, get_language(code))
    assert number is not None and number.value == value


def test_the_nearest_place_in_the_context_counts() -> None:
    made = generalise(
        "9", EntityType.AGE, "decade", get_language("en"), context="9 sessions; her son (9) came. 9 more"
    )
    assert made is not None and made.text == "primary school age"


def test_a_step_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(PolicyError, match="band, decade, life"):
        generalise("34", EntityType.AGE, "shift", get_language("en"))
    with pytest.raises(PolicyError, match="no such step"):
        generalise("Anna", EntityType.PERSON, "kind", get_language("en"))


def test_no_surface_in_a_representation() -> None:
    made = generalise("12 March 2021", EntityType.DATE_TIME, "shift", get_language("en"), seed=SEED)
    assert made is not None and made.text not in repr(made)


def test_policies_name_a_step_for_every_type() -> None:
    assert load_policy("share").generalise == DEFAULT_STEPS
    for name in ("minimal", "share", "strict"):
        steps = load_policy(name).generalise
        assert set(steps) == set(STEPS) and all(step in STEPS[type_] for type_, step in steps.items())
    strict = load_policy("strict").generalise
    assert all(
        STEPS[type_].index(strict[type_]) >= STEPS[type_].index(step) for type_, step in DEFAULT_STEPS.items()
    )


@given(
    st.sampled_from(SUPPORTED),
    st.sampled_from(sorted(STEPS)),
    st.text(min_size=1, max_size=30),
    st.text(max_size=30),
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_answered(code: str, type_: EntityType, surface: str, around: str) -> None:
    for step in STEPS[type_]:
        made = generalise(
            surface,
            type_,
            step,
            get_language(code),
            context=f"{around}{surface}{around}",
            seed=SEED,
            anchor=ANCHOR,
        )
        assert made is None or (made.text and made.step in STEPS[type_])


def test_a_russian_phrase_can_stand_in_every_case() -> None:
    language = get_language("ru")
    jobs, kinds = language.table("occupation_groups"), language.table("organisation_kinds")
    words = language.table("generalise")
    phrases = [*jobs["texts"].values(), *jobs["levels"].values(), *jobs["unknown"].values()]
    phrases += [*kinds["texts"].values(), *kinds["sectors"].values(), *kinds["unknown"].values()]
    phrases += [
        f"{size} {part}"
        for size in words["places"]["sizes"]
        for part in language.table("regions")["parts"].values()
    ]
    phrases += [words["places"][key] for key in ("unknown", "region", "country", "none")]
    phrases += [forms[2] for forms in words["belonging"].values() if isinstance(forms, list)]
    cases: list[Case] = ["gen", "dat", "acc", "ins", "loc"]
    for phrase in phrases:
        assert all(grammar.write(phrase, "phrase", Form(case=case), None) for case in cases), phrase


def test_threads_get_the_same_answers() -> None:
    language, found = get_language("ru"), []

    def work() -> None:
        found.append([ask("ru", t, step, sentence) for t, step, sentence, _ in rows("ru")[:60]])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(one == found[0] for one in found) and organisations.kind_of("школа № 3", language) == "school"
