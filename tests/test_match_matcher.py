"""Ranking: filters, the mix of signals, the flag to propose nothing, and reasons in three languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from casekit.case import AnonymisedCase, EntityType
from casekit.conflicts import ConflictKey
from casekit.embed import CaseEmbedder, Passages, load_embedder
from casekit.errors import InputError
from casekit.lang import SUPPORTED, get_language
from casekit.match import Match, OwnTheme, Profile, Ranking, Request, ThemeModel, load_own_themes
from casekit.match.profile import FORMATS
from casekit.match.rank import Scale
from casekit.match.rules import BARRIERS, LEVELS
from casekit.match.themes import OTHERS, REACTION, THEMES, Head
from casekit.pipeline import Matcher

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
ALL = len(PROFILES)
MARK = "m1:" + "a" * 32


def anonymised(text: str, language: str, marks: frozenset[str] = frozenset()) -> AnonymisedCase:
    return AnonymisedCase(text, language, (), "share", len(text), len(text), {}, marks)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.open(PROFILES)


def ids(matches: Sequence[Match]) -> list[str]:
    return [match.profile.id for match in matches]


@pytest.mark.parametrize("language", CASES)
def test_a_case_finds_its_group_across_languages(matcher: Matcher, language: str) -> None:
    matches = matcher.match(anonymised(CASES[language], language), k=ALL)
    assert set(ids(matches)[:2]) == {"child-sv", "child-ru"}
    assert matches[0].themes["child_family"] > 0.5
    assert [m.rank_score for m in matches] == sorted((m.rank_score for m in matches), reverse=True)


def test_all_profiles_are_ranked_when_asked_for_and_only_suitable_ones_else(matcher: Matcher) -> None:
    case = anonymised(CASES["ru"], "ru")
    everything = matcher.match(case, k=ALL)
    assert sorted(ids(everything)) == sorted(profile.id for profile in PROFILES)
    few = matcher.match(case, k=2)
    assert few and all(match.suitable for match in few)
    assert few.nearest == everything[0]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request(languages=frozenset({"ru"})), {"child-ru"}),
        (Request(languages=frozenset({"sv"})), {"child-sv", "ethics-en"}),
        (Request(languages=frozenset()), set()),
        (Request(format="balint"), {"ethics-en"}),
        (Request(format="balint", languages=frozenset({"ru"})), set()),
        (Request(available=True), {"child-sv", "career-en", "silent-en"}),
    ],
)
def test_filters(matcher: Matcher, request_: Request, expected: set[str]) -> None:
    matches = matcher.match(anonymised(CASES["en"], "en"), k=ALL, request=request_)
    assert set(ids(matches)) == expected


def test_the_usual_filters_have_a_short_way(matcher: Matcher) -> None:
    case = anonymised(CASES["en"], "en")
    assert set(ids(matcher.match(case, k=ALL, languages=["ru", "sv"]))) == {
        "child-ru",
        "child-sv",
        "ethics-en",
    }
    assert set(ids(matcher.match(case, k=ALL, languages="sv"))) == {"child-sv", "ethics-en"}
    assert ids(matcher.match(case, k=ALL, format="supervision")) == ["child-ru"]


def test_a_filter_changes_no_value(matcher: Matcher) -> None:
    case = anonymised(CASES["sv"], "sv")
    everything = {m.profile.id: m for m in matcher.match(case, k=ALL)}
    for match in matcher.match(case, k=ALL, languages=["en"]):
        assert match.rank_score == pytest.approx(everything[match.profile.id].rank_score, abs=1e-6)
        assert match.similarity == pytest.approx(everything[match.profile.id].similarity, abs=1e-6)


def test_similarity_is_the_cosine_and_scores_are_the_ranks(matcher: Matcher) -> None:
    encoder = CaseEmbedder(load_embedder())
    case = anonymised(CASES["en"], "en")
    vector, ranks = encoder.case(case).vector, matcher.scores(case)
    for match in matcher.match(case, k=ALL):
        expected = float(encoder.profile(match.profile.text).vector @ vector)
        assert match.similarity == pytest.approx(expected, abs=1e-5)
        assert match.rank_score == pytest.approx(ranks[PROFILES.index(match.profile)])


def test_closed_and_full_groups_are_ranked_but_never_suitable(matcher: Matcher) -> None:
    matches = {m.profile.id: m for m in matcher.match(anonymised(CASES["ru"], "ru"), k=ALL)}
    assert matches["child-sv"].suitable
    assert matches["child-ru"].barriers == ("closed",) and matches["child-ru"].abstained
    assert matches["ethics-en"].barriers == ("full",)
    assert matches["child-ru"].reasons[-1].startswith("Сейчас закрыта")
    assert matches["ethics-en"].reasons[-1].startswith("Сейчас нет свободных мест")


def test_conflicts_of_interest_are_never_in_the_answer() -> None:
    profiles = [replace(PROFILES[0], conflicts=frozenset({MARK})), *PROFILES[1:]]
    matcher = Matcher.open(profiles)
    marked, free = (anonymised(CASES["sv"], "sv", marks) for marks in (frozenset({MARK}), frozenset()))
    assert "child-sv" in ids(matcher.match(free, k=ALL))
    matches = matcher.match(marked, k=ALL)
    assert "child-sv" not in ids(matches)
    assert matches.nearest is not None and matches.nearest.profile.id != "child-sv"
    assert any("intressekonflikt" in hint for hint in matches.hints)
    assert matcher.scores(marked)[0] == -1


@pytest.mark.parametrize(
    ("place", "mode", "kept_apart"),
    [
        ("Hultsfred", "offline", True),
        ("Hultsfred", "online", False),
        ("Malmö", "offline", False),
        (None, None, False),
    ],
)
def test_a_group_in_a_small_place_is_kept_from_cases_of_that_place(
    place: str | None, mode: str | None, kept_apart: bool
) -> None:
    key, spoken = ConflictKey(b"k" * 32), get_language("sv")
    profile = replace(PROFILES[0], place=place, mode=mode)
    marks = key.marks_of_case([(EntityType.LOCATION, "Hultsfred"), (EntityType.LOCATION, "Malmö")], spoken)
    matches = Matcher.open([profile], conflict_key=key).match(anonymised(CASES["sv"], "sv", marks), k=1)
    assert (matches.nearest is None) is kept_apart


@pytest.mark.parametrize(
    ("said", "level", "fits"),
    [
        ("experienced colleagues", "beginner", False),
        ("erfaren", "beginner", False),
        ("опытные, от пяти лет", "intermediate", False),
        ("erfaren", "experienced", True),
        ("any", "beginner", True),
        ("начинающие", "experienced", True),
        (None, "beginner", True),
        ("något annat", "beginner", True),
    ],
)
def test_level(said: str | None, level: str, fits: bool) -> None:
    matcher = Matcher.open([replace(PROFILES[0], level=said)])
    (match,) = matcher.match(anonymised(CASES["sv"], "sv"), request=Request(level=level), k=1)
    assert ("level" not in match.barriers) is fits


def test_danger_is_told_and_can_require_supervision(matcher: Matcher) -> None:
    case = anonymised(CASES["en"], "en")
    matches = matcher.match(case, k=ALL, request=Request(supervised=True))
    assert [risk.kind for risk in matches.risks] == ["child_danger"]
    assert matches.risks[0].sentence in case.text
    barred = {m.profile.id for m in matches if "unsupervised" in m.barriers}
    assert barred == {profile.id for profile in PROFILES if profile.format != "supervision"}
    assert not any("unsupervised" in m.barriers for m in matcher.match(case, k=ALL))


def test_wishes_lift_but_do_not_exclude(matcher: Matcher) -> None:
    case = anonymised(CASES["en"], "en")
    plain = {m.profile.id: m.rank_score for m in matcher.match(case, k=ALL)}
    wished = {
        m.profile.id: m.rank_score for m in matcher.match(case, k=ALL, request=Request(populations=("barn",)))
    }
    assert wished["child-sv"] == pytest.approx(plain["child-sv"])
    assert wished["child-ru"] < plain["child-ru"]
    assert set(wished) == set(plain)


def test_no_suitable_group_names_the_nearest_and_why(matcher: Matcher) -> None:
    only = Matcher.open(PROFILES[3:4])
    matches = only.match(anonymised(CASES["en"], "en"), k=1)
    assert matches.abstained and matches.nearest is not None
    assert any("Next move" in hint for hint in matches.hints)
    assert matches.nearest.reasons[-1] == "Fits too little of what the write-up is about."


def test_what_a_filter_left_out_is_told(matcher: Matcher) -> None:
    matches = matcher.match(anonymised(CASES["en"], "en"), k=ALL, languages=["en"])
    assert any("without the filter: language" in hint for hint in matches.hints)


def test_a_case_without_a_known_word_finds_nothing_suitable(matcher: Matcher) -> None:
    assert matcher.match(anonymised("\u2603 \u2603", "en")).abstained


@pytest.mark.parametrize("raw", ["Anna Lindgren är ledsen", None, b"Lindgren"])
def test_raw_text_is_refused_without_showing_it(matcher: Matcher, raw: object) -> None:
    for ask in (matcher.match, matcher.scores, matcher.read):
        with pytest.raises(TypeError) as caught:
            ask(raw)  # type: ignore[operator]
        assert "Lindgren" not in str(caught.value)


@pytest.mark.parametrize("options", [{"k": 0}, {"format": "choir"}])
def test_options_that_make_no_sense(matcher: Matcher, options: dict[str, object]) -> None:
    with pytest.raises(InputError):
        matcher.match(anonymised("hej", "sv"), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("options", [{"mode": "by post"}, {"level": "wizard"}, {"format": "choir"}])
def test_requests_that_make_no_sense(options: dict[str, str]) -> None:
    with pytest.raises(InputError):
        Request(**options)  # type: ignore[arg-type]


def test_two_profiles_of_one_id_are_refused() -> None:
    with pytest.raises(InputError, match="same id"):
        Matcher.open([PROFILES[0], PROFILES[0]])


def test_no_profiles_no_matches() -> None:
    matches = Matcher.open([]).match(anonymised("hej", "sv"))
    assert len(matches) == 0 and matches.nearest is None and matches.abstained


def test_three_groups_that_say_the_same_do_not_fill_the_list() -> None:
    same = [replace(PROFILES[0], id=f"same-{n}") for n in range(3)]
    ranking = replace(Ranking.open(), thresholds={"any": 0.05})
    profiles = [*same, replace(PROFILES[1], open=True)]
    matcher = Matcher(profiles, CaseEmbedder(load_embedder()), ranking=ranking)
    matches = matcher.match(anonymised(CASES["sv"], "sv"), k=2)
    assert set(ids(matches)) == {"same-0", "child-ru"}


def test_an_index_gives_the_same_answers(matcher: Matcher, tmp_path: Path) -> None:
    matcher.save(tmp_path / "index")
    again = Matcher.open(tmp_path / "index")
    case = anonymised(CASES["ru"], "ru")
    np.testing.assert_allclose(again.scores(case), matcher.scores(case), atol=1e-6)
    with pytest.raises(InputError, match="does not belong"):
        Matcher(PROFILES[:2], CaseEmbedder(load_embedder()), index=matcher.index)


def test_a_theme_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(
        '[gardens]\nsentence = "The client works in a garden."\n'
        'examples = ["She grows roses.", "Hon odlar tomater.", "Он сажает деревья в саду."]\n',
        "utf-8",
    )
    (theme,) = load_own_themes(path)
    assert theme == OwnTheme("gardens", "The client works in a garden.", theme.examples)
    matcher = Matcher.open(
        [replace(PROFILES[3], themes=frozenset({"gardens"})), PROFILES[4]], own_themes=path
    )
    near = matcher.read(anonymised("Hon arbetar i en trädgård och odlar rosor.", "sv")).others["gardens"]
    far = matcher.read(anonymised("The court asks for the file.", "en")).others["gardens"]
    assert near > 0.5 > far


@pytest.mark.parametrize(
    "content",
    [
        "gardens = 1",
        "[gardens]",
        "[gardens]\nsentence = 1",
        "[ethics]\nsentence = 'x'",
        "[a]\nsentence='x'\nmore=1",
        "[",
    ],
)
def test_own_themes_that_cannot_be_used(tmp_path: Path, content: str) -> None:
    path = tmp_path / "themes.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match=r"themes\.toml"):
        load_own_themes(path)


class OtherEncoder:
    """Another embedder, whose vectors mean nothing to the shipped theme model."""

    name = "other"
    dimensions = 2

    def case(self, case: AnonymisedCase) -> Passages:
        return Passages((case.text,), np.array([[1, 0]], np.float32), np.ones(1, np.float32), (case.text,))

    def profile(self, text: str) -> Passages:
        return Passages((text,), np.array([[0.6, 0.8]], np.float32), np.ones(1, np.float32), (text,))


#: half similarity, half themes; the cosine 0.6 stands for one half
RANKING = Ranking({"similarity": 0.5, "themes": 0.5}, 0.5, {"any": Scale(0.6, 0.1)}, {"any": 0.3})


def other_matcher(profiles: Sequence[Profile], model: ThemeModel | None = None) -> Matcher:
    return Matcher(profiles, OtherEncoder(), theme_model=model, ranking=RANKING)


def test_another_embedder_ranks_without_themes() -> None:
    (match, *_) = other_matcher(PROFILES).match(anonymised(CASES["en"], "en"), k=ALL)
    assert match.themes == {}
    assert match.format_fit is None
    assert match.theme_overlap is None
    assert match.similarity == pytest.approx(0.6)


def test_another_embedder_with_the_shipped_one_beside_it_knows_themes() -> None:
    matcher = Matcher(PROFILES, OtherEncoder(), theme_encoder=CaseEmbedder(load_embedder()))
    (match, *_) = matcher.match(anonymised(CASES["en"], "en"), k=ALL)
    assert match.similarity == pytest.approx(0.6)
    assert match.themes["child_family"] > 0.5


def fixed_model(child: float, format: str) -> ThemeModel:
    """A theme model that says the same of every vector of the other encoder."""

    def head(labels: Sequence[str], bias: Sequence[float]) -> Head:
        return Head(tuple(labels), np.zeros((len(labels), 4), np.float32), np.array(bias, np.float32))

    odds = [8.0 if child > 0.5 else -8.0, -8.0, -8.0]
    none = [-8.0] * len(OTHERS)
    return ThemeModel(
        "other",
        Head((REACTION,), np.zeros((1, 2), np.float32), np.zeros(1, np.float32)),
        {
            "case_themes": head(THEMES, odds),
            "case_others": head(OTHERS, none),
            "case_formats": head(FORMATS, [8.0 if name == format else 0.0 for name in FORMATS]),
            "profile_themes": head(THEMES, odds),
            "profile_others": head(OTHERS, none),
            "profile_formats": head(FORMATS, [0.0, 0.0, 0.0]),
        },
    )


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (
            "en",
            (
                "Themes in common: children and family.",
                "Closest to what you write: “Han är rädd.”",
                "Format: intervision, which is what the write-up seems to ask for.",
                "Language: Swedish.",
            ),
        ),
        (
            "ru",
            (
                "Общие темы: дети и семья.",
                "Ближе всего к тому, что вы пишете: «Han är rädd.»",
                "Формат: интервизия; похоже, текст просит именно этого.",
                "Язык: шведский.",
            ),
        ),
        (
            "sv",
            (
                "Gemensamma teman: barn och familj.",
                "Närmast det du skriver: ”Han är rädd.”",
                "Form: intervision, vilket är vad texten verkar be om.",
                "Språk: svenska.",
            ),
        ),
    ],
)
def test_reasons_in_the_language_of_the_reader(reader: str, expected: tuple[str, ...]) -> None:
    matcher = other_matcher(PROFILES[:1], fixed_model(0.9, "intervision"))
    (match,) = matcher.match(anonymised("Han är rädd.", "sv"), k=1, reader=reader)
    assert match.reasons == expected


def test_reasons_name_the_conditions_that_hold() -> None:
    matcher = other_matcher(PROFILES[:1], fixed_model(0.9, "intervision"))
    request = Request(languages=frozenset({"sv"}), level="beginner")
    (match,) = matcher.match(anonymised("Han är rädd.", "sv"), k=1, request=request, reader="en")
    assert match.reasons[-1] == "Meets what you asked for: language, level."


def test_reasons_say_what_does_not_fit_and_quote_no_other_text() -> None:
    matcher = other_matcher(PROFILES[:1], fixed_model(0.1, "balint"))
    (match,) = matcher.match(anonymised("He is afraid.", "en"), k=1)
    assert match.reasons[0] == "No theme in common was found."
    assert match.reasons[2].endswith("seems to ask for another one: Balint group.")
    assert PROFILES[0].description not in " ".join(match.reasons)


def test_a_profile_that_states_less_competes_by_the_rest() -> None:
    model = fixed_model(0.9, "intervision")
    stated, unstated = PROFILES[0], replace(PROFILES[0], id="unstated", format=None)
    matches = {
        m.profile.id: m for m in other_matcher([stated, unstated], model).match(anonymised("hej", "sv"), k=2)
    }
    assert matches["unstated"].format_fit == pytest.approx(1 / 3)
    assert matches["child-sv"].rank_score == pytest.approx((0.5 * 0.5 + 0.5 * 1) * 1, abs=0.01)
    assert matches["unstated"].rank_score == pytest.approx(0.75 * (1 + 0.5 / 3) / 1.5, abs=0.01)


def keys(table: object) -> object:
    return {name: keys(value) for name, value in table.items()} if isinstance(table, dict) else None


def test_every_language_has_the_same_words() -> None:
    tables = [get_language(code).table("matching") for code in SUPPORTED]
    assert keys(tables[0]) == keys(tables[1]) == keys(tables[2])
    assert set(tables[0]["themes"]) == {*THEMES, *OTHERS}
    assert set(tables[0]["formats"]) == set(FORMATS)
    assert set(tables[0]["languages"]) == set(SUPPORTED)
    assert set(tables[0]["levels"]) == {"any", *LEVELS}
    assert set(BARRIERS) <= set(tables[0]["barriers"])
