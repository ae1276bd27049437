"""Assignment against brute force, its promises at a larger size, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.errors import InputError
from casekit.match import assign as package_assign
from casekit.match import solvers
from casekit.match.assign import Alternate, Assignment, assign


def counts(answer: Assignment, groups: int) -> np.ndarray:
    placed = [group for group in answer.groups if group is not None]
    return np.bincount(np.array(placed, dtype=np.int64), minlength=groups)


def check(answer: Assignment, ranks: np.ndarray, task: dict[str, Any]) -> None:
    """Every promise that can be seen from the answer."""
    rules = task.get("constraints")
    rules = np.zeros(ranks.shape, dtype=np.int8) if rules is None else rules
    least = np.broadcast_to(task.get("least", 0.0), ranks.shape)
    lows = np.array(task.get("minimums") or [0] * ranks.shape[1])
    sizes = counts(answer, ranks.shape[1])
    assert len(answer.groups) == len(answer.ranks) == len(answer.alternates) == len(ranks)
    assert (sizes <= task["capacities"]).all()
    assert ((sizes == 0) | (sizes >= lows)).all()
    for case, group in enumerate(answer.groups):
        forced = np.flatnonzero(rules[case] == 1).tolist()
        assert not forced or group == forced[0]
        if group is None:
            assert answer.ranks[case] is None
            assert answer.unplaced_reasons[case] in ("conflict", "no_group_fits", "full")
        else:
            assert answer.ranks[case] == ranks[case, group]
            assert rules[case, group] != -1 and ranks[case, group] >= 0
            assert forced or ranks[case, group] >= least[case, group]
            assert case not in answer.unplaced_reasons
    placed = [rank for rank in answer.ranks if rank is not None]
    assert answer.worst == (min(placed) if placed else None)
    assert answer.total == pytest.approx(sum(placed))
    assert all(sizes[group] == 0 and lows[group] >= 2 for group in answer.closed)


def every(ranks: np.ndarray, task: dict[str, Any]) -> Iterator[tuple[int, float, float]]:
    """What each feasible assignment reaches: placed, worst of those not forced, sum of those not forced."""
    rules, lows = task["constraints"], np.array(task["minimums"])
    options = []
    for case in range(len(ranks)):
        forced = np.flatnonzero(rules[case] == 1).tolist()
        fits = (ranks[case] >= max(0.0, task["least"])) & (rules[case] != -1)
        options.append(forced or [-1, *np.flatnonzero(fits).tolist()])
    free = [case for case in range(len(ranks)) if not (rules[case] == 1).any()]
    for groups in product(*options):
        sizes = np.bincount([g for g in groups if g >= 0] or [0], minlength=ranks.shape[1])
        sizes = sizes if any(g >= 0 for g in groups) else np.zeros(ranks.shape[1], dtype=np.int64)
        if (sizes <= task["capacities"]).all() and ((sizes == 0) | (sizes >= lows)).all():
            values = [ranks[case, groups[case]] for case in free if groups[case] >= 0]
            yield len(values), min(values, default=1.0), float(sum(values))


@st.composite
def tasks(draw: st.DrawFn, *, minimums: bool) -> tuple[np.ndarray, dict[str, Any]]:
    cases, groups = draw(st.integers(0, 5)), draw(st.integers(1, 3))
    cells = st.sampled_from([-1.0, 0.0, 0.2, 0.4, 0.41, 0.7, 0.9, 1.0])
    ranks = np.array(draw(st.lists(cells, min_size=cases * groups, max_size=cases * groups)))
    rules = draw(st.lists(st.sampled_from([0, 0, 0, -1]), min_size=cases * groups, max_size=cases * groups))
    ranks, table = ranks.reshape(cases, groups), np.array(rules, dtype=np.int8).reshape(cases, groups)
    if cases and draw(st.booleans()):
        table[draw(st.integers(0, cases - 1)), draw(st.integers(0, groups - 1))] = 1
    sizes = st.lists(st.integers(0, 4), min_size=groups, max_size=groups)
    return ranks, {
        "capacities": draw(sizes),
        "minimums": draw(sizes) if minimums else [0] * groups,
        "constraints": table,
        "least": draw(st.sampled_from([0.0, 0.4, 0.8])),
    }


def compare(ranks: np.ndarray, task: dict[str, Any]) -> None:
    """The answer is feasible and no assignment is better; what is refused has no feasible assignment."""
    reached = list(every(ranks, task))
    try:
        answer = assign(ranks, **task)
    except InputError:
        never = bool((ranks[task["constraints"] == 1] < 0).any())
        assert never or not reached
        return
    check(answer, ranks, task)
    free = [n for n in range(len(ranks)) if not (task["constraints"][n] == 1).any()]
    values = [rank for n in free if (rank := answer.ranks[n]) is not None]
    best = max(reached)
    assert (len(values), min(values, default=1.0)) == best[:2]
    assert sum(values) == pytest.approx(best[2])


@given(tasks(minimums=False))
@settings(max_examples=150, deadline=None)
def test_as_good_as_brute_force(task: tuple[np.ndarray, dict[str, Any]]) -> None:
    compare(*task)


@given(tasks(minimums=True))
@settings(max_examples=150, deadline=None)
def test_as_good_as_brute_force_with_minimums(task: tuple[np.ndarray, dict[str, Any]]) -> None:
    compare(*task)


@given(tasks(minimums=True))
@settings(max_examples=100, deadline=None)
def test_groups_opened_by_demand_keep_every_promise(task: tuple[np.ndarray, dict[str, Any]]) -> None:
    ranks, options = task
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solvers, "_EXACT", -1)
        try:
            answer = assign(ranks, **options)
        except InputError:
            return
    check(answer, ranks, options)


def large(cases: int, groups: int, lows: int) -> tuple[np.ndarray, dict[str, Any]]:
    """All want the same groups; some pairs are in conflict, some forced."""
    rng = np.random.default_rng(5)
    ranks = np.clip(0.5 * rng.random((cases, groups)) + 0.5 * rng.random(groups), 0, 1)
    ranks[rng.random(ranks.shape) < 0.03] = -1
    rules = np.where(rng.random(ranks.shape) < 0.03, -1, 0).astype(np.int8)
    for case in range(0, cases, 20):
        rules[case, (case // 20) % groups] = 1
    ranks[rules == 1] = np.abs(ranks[rules == 1])
    capacities = rng.integers(5, 13, groups).tolist()
    return ranks, {"capacities": capacities, "constraints": rules, "minimums": [lows] * groups}


@pytest.mark.parametrize("lows", [0, 3, 5])
def test_no_promise_is_broken_at_a_larger_size(lows: int) -> None:
    ranks, task = large(400, 60, lows)
    answer = assign(ranks, **task)
    check(answer, ranks, task)
    assert None not in answer.groups
    assert answer == assign(ranks, **task)


def test_places_fewer_than_cases_are_all_taken() -> None:
    ranks, task = large(400, 30, 0)
    answer = assign(ranks, **task)
    check(answer, ranks, task)
    assert counts(answer, 30).tolist() == task["capacities"]
    assert set(answer.unplaced_reasons.values()) == {"full"}


def test_all_are_placed_before_one_is_placed_well() -> None:
    answer = assign(np.array([[0.9, 0.1], [0.8, -1.0]]), [1, 1])
    assert answer.groups == (1, 0)


def test_the_worst_is_raised_before_the_sum() -> None:
    answer = assign(np.array([[1.0, 0.4], [0.5, 0.0]]), [1, 1])
    assert answer.groups == (1, 0)
    assert answer.worst == 0.4


def test_a_group_below_its_minimum_is_closed() -> None:
    ranks = np.array([[0.9, 0.5], [0.3, 0.8], [0.2, 0.7]])
    answer = assign(ranks, [3, 3], minimums=[2, 0])
    assert answer.closed == (0,)
    assert answer.groups == (1, 1, 1)
    assert answer.alternates[0] == (Alternate(0, 0.9, "closed"),)
    assert answer.alternates[1] == (Alternate(0, 0.3, "closed"),)
    assert assign(ranks, [3, 3]).groups == (0, 1, 1)


def test_a_case_that_holds_its_group_open_may_not_leave() -> None:
    ranks = np.array([[0.5, -1.0], [0.6, 0.9]])
    answer = assign(ranks, [2, 2], minimums=[2, 0])
    assert answer.groups == (0, 0)
    assert answer.alternates[1] == (Alternate(1, 0.9, "closed"),)


def test_alternates_are_the_next_best_with_a_reason() -> None:
    ranks = np.array([[0.9, 0.8, 0.2], [0.9, 0.1, 0.3]])
    answer = assign(ranks, [1, 1, 1], alternates=1)
    assert answer.groups == (1, 0)
    assert answer.alternates == ((Alternate(0, 0.9, "full"),), (Alternate(2, 0.3, "lower"),))
    assert assign(ranks, [1, 1, 1], alternates=0).alternates == ((), ())
    assert len(assign(ranks, [1, 1, 1], alternates=9).alternates[0]) == 2


def test_why_a_case_is_left_over() -> None:
    ranks = np.array([[0.9, 0.9], [0.9, 0.1], [0.9, 0.1], [-1.0, -1.0], [0.1, 0.1]])
    rules = np.zeros((5, 2), dtype=np.int8)
    rules[0] = -1
    rules[1, 0] = 1
    answer = assign(ranks, [1, 1], constraints=rules, least=0.5)
    assert answer.groups == (None, 0, None, None, None)
    assert answer.unplaced_reasons == {0: "conflict", 2: "full", 3: "conflict", 4: "no_group_fits"}
    assert answer.alternates[2] == (Alternate(0, 0.9, "full"),)


def test_only_closed_groups_do_not_count_as_full() -> None:
    answer = assign(np.array([[0.9]]), [5], minimums=[3])
    assert answer.groups == (None,)
    assert answer.closed == (0,)
    assert answer.unplaced_reasons == {0: "no_group_fits"}
    assert answer.alternates == ((Alternate(0, 0.9, "closed"),),)


def test_a_minimum_above_the_capacity_closes_the_group() -> None:
    answer = assign(np.full((4, 2), 0.5), [2, 4], minimums=[3, 0])
    assert answer.closed == (0,)
    assert answer.groups == (1, 1, 1, 1)


def test_least_may_differ_from_pair_to_pair() -> None:
    ranks = np.array([[0.6, 0.5]])
    assert assign(ranks, [1, 1], least=np.array([[0.7, 0.4]])).groups == (1,)


def test_a_forced_case_goes_there_whatever_its_rank() -> None:
    answer = assign(np.array([[0.1, 0.9]]), [1, 1], constraints=np.array([[1, 0]], dtype=np.int8), least=0.5)
    assert answer.groups == (0,)
    assert answer.alternates == ((),)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_nothing_to_do(shape: tuple[int, int]) -> None:
    answer = assign(np.zeros(shape), [2] * shape[1], minimums=[2] * shape[1])
    assert answer.groups == (None,) * shape[0]
    assert answer.worst is None
    assert answer.total == 0
    assert answer.closed == tuple(range(shape[1]))
    assert set(answer.unplaced_reasons.values()) <= {"no_group_fits"}


def test_one_case_goes_to_its_best_group() -> None:
    answer = assign(np.array([[0.2, 0.7, 0.7]]), [1, 1, 1])
    assert answer.ranks == (0.7,)


def test_a_group_without_places_gets_nobody_and_is_not_closed() -> None:
    answer = assign(np.array([[0.9, 0.1], [0.9, 0.2]]), [0, 1], minimums=[2, 0])
    assert answer.groups == (None, 1)
    assert answer.closed == ()
    assert answer.unplaced_reasons == {0: "full"}


ONE = np.full((2, 2), 0.5)


@pytest.mark.parametrize(
    ("ranks", "task", "told"),
    [
        (np.array([[0.1, np.nan]]), {}, "row 0, column 1"),
        (np.array([[0.1, 0.2], [1.5, 0.2]]), {}, "row 1, column 0"),
        (np.array([[0.1, np.inf]]), {}, "row 0, column 1"),
        (np.zeros(2), {}, "table"),
        (ONE, {"capacities": [1]}, "one number a group"),
        (ONE, {"capacities": [1, -1]}, "0 or more"),
        (ONE, {"capacities": [1, 1.5]}, "whole numbers"),
        (ONE, {"minimums": [1, 1, 1]}, "minimums"),
        (ONE, {"constraints": np.array([[0, 2], [0, 0]])}, "-1, 0 or 1"),
        (ONE, {"constraints": np.zeros((1, 2))}, "each case and group"),
        (ONE, {"least": np.nan}, "least"),
        (ONE, {"least": np.zeros(2)}, "least"),
        (ONE, {"alternates": -1}, "alternates"),
        (ONE, {"constraints": np.array([[0, 0], [1, 1]])}, "row 1 is forced to two columns, 0 and 1"),
        (ONE, {"constraints": np.array([[0, 1], [0, 1]])}, "column 1 has 1 places and more.*: 0, 1"),
        (np.array([[-1.0, 0.5]]), {"constraints": np.array([[1, 0]])}, "row 0 .* column 0.*never"),
        (
            ONE,
            {"constraints": np.array([[0, 1], [0, 0]]), "minimums": [0, 2]},
            "column 1.*above its capacity",
        ),
        (
            np.array([[0.5], [-1.0]]),
            {"constraints": np.array([[1], [0]]), "minimums": [2], "capacities": [2]},
            "column 0 .*cannot be reached",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(ranks: np.ndarray, task: dict[str, Any], told: str) -> None:
    options = {"capacities": [1] * ranks.shape[-1], **task}
    with pytest.raises(InputError, match=told):
        assign(ranks, **options)


def test_the_answer_cannot_be_changed_and_the_input_is_not() -> None:
    ranks, task = large(40, 8, 3)
    before = ranks.copy()
    answer = assign(ranks, **task)
    assert (ranks == before).all()
    with pytest.raises(FrozenInstanceError):
        answer.worst = 1.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        answer.unplaced_reasons[0] = "full"  # type: ignore[index]
    assert package_assign is assign
