"""The mix of signals, expected overlap, and near-duplicates put behind."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.errors import FileProblem
from casekit.match.rank import Ranking, Scale, Signals, diversified, expected_jaccard

RANKING = Ranking(
    {"similarity": 0.3, "themes": 0.5, "others": 0.2},
    0.5,
    {"any": Scale(0.2, 0.1), "ru-sv": Scale(0.1, 0.1)},
    {"any": 0.4, "ru-sv": 0.3},
)
unit = st.floats(min_value=0, max_value=1)
maybe = st.none() | unit


@given(unit, maybe, maybe, maybe, maybe)
def test_rank_lies_in_0_to_1(
    similarity: float, themes: float | None, others: float | None, format: float | None, wishes: float | None
) -> None:
    assert 0 <= RANKING.score(Signals(similarity, themes, others, format, wishes)) <= 1 + 1e-9


@given(unit, unit)
def test_a_signal_equal_to_the_rest_changes_nothing(value: float, format: float) -> None:
    alone = RANKING.score(Signals(value, format=format))
    assert RANKING.score(Signals(value, value, value, format)) == pytest.approx(alone)


def test_the_right_format_and_met_wishes_lift() -> None:
    base = Signals(0.5, 0.5, 0.5)
    assert RANKING.score(Signals(0.5, 0.5, 0.5, format=1)) > RANKING.score(base)
    assert RANKING.score(Signals(0.5, 0.5, 0.5, format=0)) < RANKING.score(base)
    assert RANKING.score(Signals(0.5, 0.5, 0.5, wishes=0)) < RANKING.score(base)


def test_each_pair_of_languages_has_its_own_scale_and_threshold() -> None:
    assert RANKING.scale("ru", "sv").place(0.1) == RANKING.scale("en", "en").place(0.2) == pytest.approx(0.5)
    assert RANKING.threshold("ru", "sv") == 0.3
    assert RANKING.threshold("sv", "ru") == 0.4


@given(st.lists(unit, min_size=3, max_size=3), st.lists(unit, min_size=3, max_size=3), unit)
def test_expected_jaccard_against_the_plain_sum(case: list[float], profile: list[float], none: float) -> None:
    total = 0.0
    for one, other in product(product((0, 1), repeat=3), repeat=2):
        chance = np.prod([p if x else 1 - p for x, p in zip([*one, *other], [*case, *profile], strict=True)])
        join = sum(a or b for a, b in zip(one, other, strict=True))
        meet = sum(a and b for a, b in zip(one, other, strict=True))
        total += chance * (meet / join if join else none)
    assert expected_jaccard(case, profile, none) == pytest.approx(total)


def test_a_near_duplicate_goes_behind_another_group() -> None:
    vectors = np.array([[1, 0], [1, 0.01], [0, 1]], dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert diversified([0.9, 0.89, 0.6], vectors, 2) == [0, 2]
    assert diversified([0.9, 0.89, 0.6], vectors, 3) == [0, 2, 1]


def test_different_groups_keep_their_order() -> None:
    vectors = np.eye(4, dtype=np.float32)
    assert diversified([0.1, 0.4, 0.3, 0.4], vectors, 3) == [1, 3, 2]


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", json.dumps({"weights": {}, "lift": 1, "scales": {"any": [0]}})]
)
def test_a_broken_file_is_a_clear_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "ranking.json").write_text(content, "utf-8")
    with pytest.raises(FileProblem, match="ranking"):
        Ranking.open(tmp_path)


def test_the_shipped_one_knows_every_pair_of_languages() -> None:
    shipped = Ranking.open()
    pairs = {f"{one}-{other}" for one in ("en", "ru", "sv") for other in ("en", "ru", "sv")}
    assert pairs | {"any"} == set(shipped.scales) == set(shipped.thresholds)
