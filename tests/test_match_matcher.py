"""Ranking: filters, the mix of signals, the flag to propose nothing, and reasons in three languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.case import AnonymisedCase
from casekit.embed import CaseEmbedder, load_embedder
from casekit.errors import InputError
from casekit.lang import SUPPORTED, get_language
from casekit.match import Match, Matcher, Profile, ThemeModel
from casekit.match.profile import FORMATS
from casekit.match.rank import Signals, rank_score
from casekit.match.themes import THEMES, Head

PROFILES = (
    Profile(
        "child-sv",
        "Små och stora",
        "Vi som arbetar med barn, föräldrar och skola ses och hjälper varandra.",
        ("sv",),
        format="intervision",
        themes=frozenset({"child_family"}),
    ),
    Profile(
        "child-ru",
        "Школьный круг",
        "Школьные психологи: дети, родители, учителя, трудные разговоры с семьёй.",
        ("ru",),
        format="supervision",
        themes=frozenset({"child_family"}),
        open=False,
    ),
    Profile(
        "ethics-en",
        "The grey hour",
        "Confidentiality, gifts, dual roles and boundaries: dilemmas of the profession.",
        ("en", "sv"),
        format="balint",
        themes=frozenset({"ethics"}),
        size_now=8,
        size_max=8,
    ),
    Profile(
        "career-en",
        "Next move",
        "Coaches on vocation and changing jobs.",
        ("en",),
        themes=frozenset(),
    ),
    Profile("silent-en", "Tuesday", "We meet on Tuesdays and talk about grief and loss.", ("en",)),
)

CASES = {
    "en": "The mother hits the seven-year-old boy, he is afraid to go home after school. What do you see?",
    "ru": "Мама бьёт семилетнего сына, после школы он боится идти домой. Что вы видите?",
    "sv": "Mamman slår sin sjuårige son, efter skolan är han rädd för att gå hem. Vad ser ni?",
}


def anonymised(text: str, language: str) -> AnonymisedCase:
    return AnonymisedCase(text, language, (), "share", len(text), len(text), {})


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(PROFILES, CaseEmbedder(load_embedder()))


def ids(matches: Sequence[Match]) -> list[str]:
    return [match.profile.id for match in matches]


@pytest.mark.parametrize("language", CASES)
def test_a_case_finds_its_group_across_languages(matcher: Matcher, language: str) -> None:
    matches = matcher.match(anonymised(CASES[language], language))
    assert len(matches) == 3
    assert set(ids(matches)[:2]) == {"child-sv", "child-ru"}
    assert matches[0].themes["child_family"] > 0.5
    assert [m.rank_score for m in matches] == sorted((m.rank_score for m in matches), reverse=True)


def test_all_profiles_are_ranked_when_asked_for(matcher: Matcher) -> None:
    matches = matcher.match(anonymised(CASES["ru"], "ru"), k=len(PROFILES))
    assert sorted(ids(matches)) == sorted(profile.id for profile in PROFILES)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"languages": ["ru"]}, {"child-ru"}),
        ({"languages": ["sv"]}, {"child-sv", "ethics-en"}),
        ({"languages": "sv"}, {"child-sv", "ethics-en"}),
        ({"languages": ["ru", "sv"]}, {"child-ru", "child-sv", "ethics-en"}),
        ({"languages": []}, set()),
        ({"format": "balint"}, {"ethics-en"}),
        ({"format": "balint", "languages": ["ru"]}, set()),
        ({"available": True}, {"child-sv", "career-en", "silent-en"}),
    ],
)
def test_filters(matcher: Matcher, options: dict[str, object], expected: set[str]) -> None:
    matches = matcher.match(anonymised(CASES["en"], "en"), k=9, **options)  # type: ignore[arg-type]
    assert set(ids(matches)) == expected


def test_a_filter_changes_no_value(matcher: Matcher) -> None:
    case = anonymised(CASES["sv"], "sv")
    everything = {m.profile.id: m for m in matcher.match(case, k=9)}
    for match in matcher.match(case, k=9, languages=["en"]):
        assert match.rank_score == pytest.approx(everything[match.profile.id].rank_score, abs=1e-6)
        assert match.similarity == pytest.approx(everything[match.profile.id].similarity, abs=1e-6)


def test_similarity_is_the_cosine(matcher: Matcher) -> None:
    encoder = CaseEmbedder(load_embedder())
    case = anonymised(CASES["en"], "en")
    vector = encoder.case(case)
    for match in matcher.match(case, k=9):
        expected = float(encoder.profiles([match.profile.text])[0] @ vector)
        assert match.similarity == pytest.approx(expected, abs=1e-5)


def test_closed_and_full_groups_are_ranked_but_never_suitable(matcher: Matcher) -> None:
    matches = {m.profile.id: m for m in matcher.match(anonymised(CASES["ru"], "ru"), k=9)}
    assert matches["child-sv"].suitable
    assert not matches["child-ru"].suitable
    assert not matches["ethics-en"].suitable
    assert matches["child-ru"].reasons[-1] == "Сейчас новых участников не принимают."
    assert matches["ethics-en"].reasons[-1] == "Сейчас свободных мест нет."


def test_a_case_without_a_known_word_finds_nothing_suitable(matcher: Matcher) -> None:
    assert not any(m.suitable for m in matcher.match(anonymised("\u2603 \u2603", "en"), k=9))


@pytest.mark.parametrize("raw", ["Anna Lindgren är ledsen", None, b"Lindgren"])
def test_raw_text_is_refused_without_showing_it(matcher: Matcher, raw: object) -> None:
    with pytest.raises(TypeError) as caught:
        matcher.match(raw)  # type: ignore[arg-type]
    assert "Lindgren" not in str(caught.value)


@pytest.mark.parametrize("options", [{"k": 0}, {"format": "choir"}])
def test_options_that_make_no_sense(matcher: Matcher, options: dict[str, object]) -> None:
    with pytest.raises(InputError):
        matcher.match(anonymised("hej", "sv"), **options)  # type: ignore[arg-type]


def test_two_profiles_of_one_id_are_refused() -> None:
    with pytest.raises(InputError, match="same id"):
        Matcher([PROFILES[0], PROFILES[0]], CaseEmbedder(load_embedder()))


def test_no_profiles_no_matches() -> None:
    assert Matcher([], CaseEmbedder(load_embedder())).match(anonymised("hej", "sv")) == ()


class OtherEncoder:
    """Another embedder, whose vectors mean nothing to the shipped theme model."""

    name = "other"
    dimensions = 2

    def case(self, case: AnonymisedCase) -> np.ndarray:
        return np.array([1, 0], dtype=np.float32)

    def profiles(self, texts: Sequence[str]) -> np.ndarray:
        return np.tile(np.array([[0.6, 0.8]], dtype=np.float32), (len(texts), 1))


def test_another_embedder_ranks_without_themes() -> None:
    (match, *_) = Matcher(PROFILES, OtherEncoder()).match(anonymised(CASES["en"], "en"))
    assert match.themes == {}
    assert match.format_fit is None
    assert match.theme_overlap is None
    assert match.rank_score == pytest.approx(match.similarity) == pytest.approx(0.6)


def test_another_embedder_with_the_shipped_one_beside_it_knows_themes() -> None:
    matcher = Matcher(PROFILES, OtherEncoder(), theme_encoder=CaseEmbedder(load_embedder()))
    (match, *_) = matcher.match(anonymised(CASES["en"], "en"))
    assert match.similarity == pytest.approx(0.6)
    assert "child_family" in match.profile.themes  # type: ignore[operator]


def fixed_model(child: float, format: str) -> ThemeModel:
    """A theme model that says the same of every vector of the other encoder."""
    odds = [8.0 if child > 0.5 else -8.0, -8.0, -8.0]
    formats = [8.0 if name == format else 0.0 for name in FORMATS]
    return ThemeModel(
        "other",
        Head(THEMES, np.zeros((3, 2)), np.array(odds)),
        Head(FORMATS, np.zeros((3, 2)), np.array(formats)),
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            (
                "Themes in common: children and family.",
                "Format: intervision, which is what the write-up seems to ask for.",
                "Language: Swedish; the write-up is in another language.",
            ),
        ),
        (
            "ru",
            (
                "Общие темы: дети и семья.",
                "Формат: интервизия — судя по тексту, это и нужно автору.",
                "Язык: шведский; случай описан на другом языке.",
            ),
        ),
        (
            "sv",
            (
                "Gemensamma teman: barn och familj.",
                "Form: kollegial handledning (intervision), vilket är vad texten verkar efterfråga.",
                "Språk: svenska.",
            ),
        ),
    ],
)
def test_reasons_in_the_language_of_the_case(language: str, expected: tuple[str, ...]) -> None:
    matcher = Matcher(PROFILES[:1], OtherEncoder(), theme_model=fixed_model(0.9, "intervision"))
    (match,) = matcher.match(anonymised(CASES[language], language))
    assert match.reasons == expected


def test_reasons_say_what_does_not_fit() -> None:
    matcher = Matcher(PROFILES[:1], OtherEncoder(), theme_model=fixed_model(0.1, "balint"))
    (match,) = matcher.match(anonymised(CASES["en"], "en"))
    assert match.reasons[0] == "No theme in common was found."
    assert match.reasons[1].endswith("seems to ask for another one: Balint group.")


def test_a_profile_that_states_less_competes_by_the_rest() -> None:
    model = fixed_model(0.9, "intervision")
    stated = PROFILES[0]
    unstated = replace(stated, id="unstated", format=None)
    matches = Matcher([stated, unstated], OtherEncoder(), theme_model=model).match(anonymised("hej", "sv"))
    by_id = {match.profile.id: match for match in matches}
    assert by_id["unstated"].format_fit is None
    assert by_id["unstated"].rank_score == pytest.approx((0.3 * 0.6 + 0.5 * 1) / 0.8, abs=0.01)
    assert by_id["child-sv"].rank_score == pytest.approx(0.3 * 0.6 + 0.5 * 1 + 0.2 * 1, abs=0.01)


unit = st.floats(min_value=0, max_value=1)
maybe = st.none() | unit


@given(st.floats(min_value=-1, max_value=1), maybe, maybe)
def test_rank_lies_in_0_to_1(similarity: float, themes: float | None, format: float | None) -> None:
    assert 0 <= rank_score(Signals(similarity, themes, format)) <= 1 + 1e-9


@given(unit, unit)
def test_a_signal_equal_to_the_rest_changes_nothing(value: float, other: float) -> None:
    assert rank_score(Signals(value, value, value)) == pytest.approx(value)
    assert rank_score(Signals(value, None, None)) == pytest.approx(value)
    assert (
        rank_score(Signals(value, max(value, other), None)) >= rank_score(Signals(value, None, None)) - 1e-9
    )


def keys(table: object) -> object:
    return {name: keys(value) for name, value in table.items()} if isinstance(table, dict) else None


def test_every_language_has_the_same_words() -> None:
    tables = [get_language(code).table("matching") for code in SUPPORTED]
    assert keys(tables[0]) == keys(tables[1]) == keys(tables[2])
    assert set(tables[0]["themes"]) == set(THEMES)
    assert set(tables[0]["formats"]) == set(FORMATS)
    assert set(tables[0]["languages"]) == set(SUPPORTED)
