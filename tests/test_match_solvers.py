"""The solvers against simpler ones: brute force, the Hungarian method, and one another."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.match import solvers
from casekit.match.assign import assign
from casekit.match.solvers import Pairs, Places, _reached, counted, flow, solved


def places(cases: int, low: list[int], high: list[int]) -> Places:
    return Places(cases, np.array(low), np.array(high), np.zeros(len(low), dtype=np.bool_))


def random_task(seed: int, *, cases: int = 60, groups: int = 12, low: int = 0) -> tuple[Pairs, Places]:
    rng = np.random.default_rng(seed)
    ranks = 0.5 * rng.random((cases, groups)) + 0.5 * rng.random(groups)
    pairs = Pairs.sorted(ranks, rng.random(ranks.shape) < 0.8)
    return pairs, places(cases, [low] * groups, rng.integers(max(low, 3), low + 7, groups).tolist())


def test_pairs_are_sorted_best_first_and_ties_by_case_and_group() -> None:
    pairs = Pairs.sorted(np.array([[0.5, 0.9], [0.5, 0.5]]), np.array([[True, True], [True, False]]))
    assert pairs.ranks.tolist() == [0.9, 0.5, 0.5]
    assert list(zip(pairs.cases.tolist(), pairs.groups.tolist(), strict=True)) == [(0, 1), (0, 0), (1, 0)]


@given(
    st.lists(st.lists(st.booleans(), min_size=2, max_size=2), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=2),
    st.integers(1, 5),
)
@settings(max_examples=150, deadline=None)
def test_a_flow_reaches_its_target_where_brute_force_does(
    table: list[list[bool]], sizes: list[tuple[int, int]], target: int
) -> None:
    low, high = [least for least, _ in sizes], [least + more for least, more in sizes]
    options = [[-1, *np.flatnonzero(row).tolist()] for row in table]
    counts = [counted(np.array(groups), 2) for groups in product(*options)]
    possible = any(one.sum() == target and (one >= low).all() and (one <= high).all() for one in counts)
    pairs = Pairs.sorted(np.ones((len(table), 2)), np.array(table))
    used = pairs.where(flow(pairs, places(len(table), low, high), target))
    assert (len(used) == target) is possible
    assert len(set(used.cases.tolist())) == len(used)
    assert (counted(used.groups, 2) <= high).all()


def test_the_sum_is_that_of_the_hungarian_method() -> None:
    from scipy.optimize import linear_sum_assignment

    ranks = np.random.default_rng(3).random((120, 20))
    answer = assign(ranks, [6] * 20)
    assert answer.worst is not None
    slots = np.repeat(np.where(ranks >= answer.worst, ranks, -1e6), 6, axis=1)
    rows, columns = linear_sum_assignment(slots, maximize=True)
    assert answer.total == pytest.approx(slots[rows, columns].sum())
    harder = np.repeat(np.where(ranks > answer.worst, 0.0, -1.0), 6, axis=1)
    rows, columns = linear_sum_assignment(harder, maximize=True)
    assert harder[rows, columns].sum() < 0


@pytest.mark.parametrize("seed", range(4))
def test_pairs_taken_in_a_few_at_a_time_give_the_same_sum(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs, task = random_task(seed)
    monkeypatch.setattr(solvers, "_NEAR", 1)
    few = _reached(pairs, solved(pairs, task))
    monkeypatch.setattr(solvers, "_NEAR", len(pairs))
    assert few == pytest.approx(_reached(pairs, solved(pairs, task)))


@pytest.mark.parametrize("seed", range(4))
def test_groups_opened_exactly_are_as_good_as_any(seed: int) -> None:
    pairs, task = random_task(seed, cases=14, groups=4, low=4)
    found = solved(pairs, task)
    assert task.holds(counted(found, 4))
    choices = [np.array(opened) for opened in product([False, True], repeat=4)]
    every = [
        solvers._placed(pairs, task, opened) for opened in choices if meets_minimums(pairs, task, opened)
    ]
    assert _reached(pairs, found) == pytest.approx(max(_reached(pairs, one) for one in every))


def meets_minimums(pairs: Pairs, task: Places, opened: np.ndarray) -> bool:
    asked = task.asking(opened)
    target = int(asked.low.sum())
    return int(flow(pairs, asked, target).sum()) == target


@pytest.mark.parametrize("seed", range(4))
def test_where_the_branches_do_not_suffice_demand_decides(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pairs, task = random_task(seed, low=5)
    exact = _reached(pairs, solved(pairs, task))
    monkeypatch.setattr(solvers, "_branched", lambda pairs, places, worth: (-1, places.always))
    cut = solved(pairs, task)
    monkeypatch.setattr(solvers, "_EXACT", -1)
    assert cut.tolist() == solved(pairs, task).tolist()
    assert task.holds(counted(cut, 12))
    assert _reached(pairs, cut)[:2] <= exact[:2]
