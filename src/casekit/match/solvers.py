"""The arithmetic of an assignment: how many, how well at the worst, which groups to open, the largest sum.

Solvers are SciPy's: Dinic's maximum flow for how many and how well at the worst, HiGHS (Huangfu & Hall, 2018)
for the sum, whose matrix is a network, so that its vertices are whole, and for which groups to open. Minimums
of groups that may also stay closed are the lower quotas with closures of Biró et al. ("The College Admissions
Problem with Lower and Common Quotas", 2010), which make the task NP-hard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casekit.stopping import step

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: up to so many pairs, which groups to open is decided exactly; beyond, by how much they are wanted
_EXACT = 2000
#: branches that the exact decision may take: a bound that, unlike a time, gives one answer on every machine
_NODES = 500
#: how much of the cases the minimums of the groups that are opened may bind
_SHARES = (1.0, 0.6)
#: the pairs of each case that a round of the search for the largest sum takes in
_NEAR = 12
#: turns by which prices are guessed, and how far the first ones go
_GUESSES, _STEP = 200, 0.03
#: reduced cost from which a pair is worth considering
_TOLERANCE = 1e-9
#: how far from a whole number an amount may be
_WHOLE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """The pairs that may meet, best first, ties by case and group."""

    cases: Ints
    groups: Ints
    ranks: Floats

    @classmethod
    def sorted(cls, ranks: Floats, allowed: Mask) -> Pairs:
        cases, groups = np.nonzero(allowed)
        order = np.argsort(-ranks[cases, groups], kind="stable")
        return cls(cases[order], groups[order], ranks[cases, groups][order])

    def __len__(self) -> int:
        return len(self.cases)

    def where(self, kept: Mask | slice) -> Pairs:
        return Pairs(self.cases[kept], self.groups[kept], self.ranks[kept])

    def among(self, opened: Mask) -> Pairs:
        return self.where(opened[self.groups])


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """How many cases there are, and the least and most that each group takes if it opens; ``must``: it cannot
    stay closed."""

    cases: int
    low: Ints
    high: Ints
    must: Mask

    @property
    def always(self) -> Mask:
        """The groups that are open whatever is decided."""
        always: Mask = self.must | (self.low == 0)
        return always

    def asking(self, groups: Mask) -> Places:
        """The same where only these groups ask for their minimum."""
        return replace(self, low=np.where(groups, self.low, 0))

    def asking_nothing(self) -> Places:
        return replace(self, low=np.zeros_like(self.low))

    def holds(self, counts: Ints) -> bool:
        """Whether so many cases a group are allowed."""
        return bool(np.all((counts >= self.low) | ((counts == 0) & ~self.must)))


def counted(found: Ints, groups: int) -> Ints:
    """How many cases each group has; −1 is no group."""
    return np.bincount(found[found >= 0], minlength=groups)


def solved(pairs: Pairs, places: Places) -> Ints:
    """The group of each case, −1 without one: the most cases, then the best worst one, then the largest sum."""
    every = np.ones_like(places.must)
    free = _placed(pairs, places.asking_nothing(), every)
    counts = counted(free, len(every))
    if places.holds(counts):
        return free
    opened = _opened_exactly(pairs, places) if len(pairs) <= _EXACT else None
    return _solved_by_demand(pairs, places, counts) if opened is None else _placed(pairs, places, opened)


def flow(pairs: Pairs, places: Places, target: int) -> Mask:
    """Which pairs a maximum flow of at most ``target`` cases uses.

    What flows into a group passes its floor, which leads on alone, or the rest, which is as wide as the
    target leaves it: the target is reached if and only if so many can be placed with every minimum met.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import maximum_flow

    step()
    cases, groups, floors = places.cases, len(places.low), int(places.low.sum())
    if not len(pairs) or floors > target or target == 0:
        return np.zeros(len(pairs), dtype=np.bool_)
    case, group = np.arange(1, cases + 1), np.arange(cases + 1, cases + groups + 1)
    floor, rest, sink = (cases + groups + n for n in (1, 2, 3))
    arcs = (
        (np.zeros_like(case), case, np.ones_like(case)),
        (pairs.cases + 1, pairs.groups + cases + 1, np.ones(len(pairs), dtype=np.int64)),
        (group, np.full_like(group, floor), places.low),
        (group, np.full_like(group, rest), places.high - places.low),
        (np.array([floor, rest]), np.array([sink, sink]), np.array([floors, target - floors])),
    )
    tail, head, wide = (np.concatenate(parts) for parts in zip(*arcs, strict=True))
    table = csr_matrix((wide.astype(np.int32), (tail, head)), shape=(sink + 1, sink + 1))
    amounts = maximum_flow(table, 0, sink).flow
    used_pairs: Mask = np.asarray(amounts[pairs.cases + 1, pairs.groups + cases + 1]).ravel() > 0
    return used_pairs


def _reaches(pairs: Pairs, places: Places, target: int) -> bool:
    """Whether so many cases can be placed with every minimum met."""
    return int(flow(pairs, places, target).sum()) == target


def _most(pairs: Pairs, places: Places) -> int:
    """How many cases can be placed where no minimum must be met."""
    return int(flow(pairs, places.asking_nothing(), places.cases).sum())


def _fewest(pairs: Pairs, enough: Callable[[Pairs], bool]) -> Pairs:
    """The best pairs, as few as are enough, with all ties of the last; all together are taken to be enough.

    Doubled from few on, since few pairs are quick to judge, then halved.
    """
    ends = np.append(np.flatnonzero(np.diff(pairs.ranks)) + 1, len(pairs))
    short, long = -1, min(len(ends) - 1, 15)
    while long < len(ends) - 1 and not enough(pairs.where(slice(ends[long]))):
        short, long = long, min(len(ends) - 1, 2 * long + 1)
    while long - short > 1:
        middle = (short + long) // 2
        if enough(pairs.where(slice(ends[middle]))):
            long = middle
        else:
            short = middle
    return pairs.where(slice(ends[long]))


def _placed(pairs: Pairs, places: Places, opened: Mask) -> Ints:
    """The group of each case, −1 without one, when just these groups are open."""
    found = np.full(places.cases, -1, dtype=np.int64)
    pairs, places = pairs.among(opened), places.asking(opened)
    most = _most(pairs, places)
    if most:
        good = _fewest(pairs, lambda some: _reaches(some, places, most))
        best = good.where(_largest_sum(good, places, most))
        found[best.cases] = best.groups
    return found


def _largest_sum(pairs: Pairs, places: Places, most: int) -> Mask:
    """Which pairs place so many cases with the largest sum of ranks.

    The linear program begins with the best pairs of each case and a solution, and takes in the others as
    the prices of its answer say that they could better it (column generation), until none could.
    """
    inside = flow(pairs, places, most)
    worth = pairs.ranks - _guessed_prices(pairs, places)[pairs.groups]
    wanted = np.ones(len(pairs), dtype=np.bool_)
    while wanted.any():
        inside |= wanted & (_turns(pairs.cases, -worth) < _NEAR)
        amounts, prices = _program(pairs.where(inside), places, most)
        worth = np.where(inside, 0.0, pairs.ranks + prices[pairs.cases, pairs.groups])
        wanted = worth > _TOLERANCE
    chosen = np.zeros_like(inside)
    chosen[inside] = amounts > 0.5
    return chosen


def _guessed_prices(pairs: Pairs, places: Places) -> Floats:
    """About what a place of each group is worth: prices that rise where too many come and fall again.

    They only choose where the search begins; its answer does not depend on them.
    """
    low, high = places.low, places.high
    table = np.full((places.cases, len(low)), -np.inf)
    table[pairs.cases, pairs.groups] = pairs.ranks
    table = table[np.isfinite(table).any(1)]
    prices = np.zeros(len(low))
    for turn in range(_GUESSES):
        counts = np.bincount((table - prices).argmax(1), minlength=len(low))
        goal = np.select([prices < 0, prices > 0], [low, high], np.clip(counts, low, high))
        prices += _STEP / (1 + turn / 10) * (counts - goal) / np.maximum(1, high)
    return prices


def _turns(owners: Ints, values: Floats) -> Ints:
    """The place of each value among those of its owner, the least first."""
    order = np.lexsort((values, owners))
    counts = np.bincount(owners)
    turns = np.empty(len(owners), dtype=np.int64)
    turns[order] = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    return turns


def _sums(pairs: Pairs, places: Places) -> tuple[Any, Any]:
    """Matrices that sum amounts of pairs by case and by group."""
    from scipy.sparse import csr_matrix

    count, numbers, ones = len(pairs), np.arange(len(pairs)), np.ones(len(pairs))
    by_case = csr_matrix((ones, (pairs.cases, numbers)), shape=(places.cases, count))
    by_group = csr_matrix((ones, (pairs.groups, numbers)), shape=(len(places.low), count))
    return by_case, by_group


def _program(pairs: Pairs, places: Places, most: int) -> tuple[Floats, Floats]:
    """How much of each pair is used, and what a case in a group costs (cases × groups)."""
    from scipy.optimize import linprog
    from scipy.sparse import vstack

    step()
    by_case, by_group = _sums(pairs, places)
    for method in ("highs-ipm", "highs-ds"):
        answer: Any = linprog(
            -pairs.ranks,
            A_ub=vstack([by_case, by_group, -by_group]),
            b_ub=np.concatenate([np.ones(places.cases), places.high, -places.low]),
            A_eq=np.ones((1, len(pairs))),
            b_eq=[most],
            method=method,
        )
        # the interior point is quicker; should its crossover end between vertices, the simplex does not
        if answer.x is not None and np.abs(answer.x - answer.x.round()).max() < _WHOLE:
            rows, same = answer.ineqlin.marginals, answer.eqlin.marginals[0]
            case, top, bottom = np.split(rows, [places.cases, places.cases + len(places.low)])
            return answer.x, case[:, None] + (top - bottom)[None] + same
    raise RuntimeError(f"the linear program was not solved: status {answer.status}")


def _opened_exactly(pairs: Pairs, places: Places) -> Mask | None:
    """The groups of the best assignment; ``None`` where the branches did not suffice."""
    most, _ = _branched(pairs, places, np.ones(len(pairs)))
    if most < 0:
        return None
    good = _fewest(pairs, lambda some: _branched(some, places, np.ones(len(some)))[0] == most)
    # one more case outweighs all ranks together
    count, opened = _branched(good, places, good.ranks + places.cases + 1)
    return opened if count >= most else None


def _branched(pairs: Pairs, places: Places, worth: Floats) -> tuple[int, Mask]:
    """How many cases the most worth places, −1 where the branches did not suffice, and the groups that it opens.

    HiGHS branches on the groups only.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import bmat, diags

    step()
    count, groups = len(pairs), len(places.low)
    by_case, by_group = _sums(pairs, places)
    low, high = (diags(sizes.astype(float)) for sizes in (places.low, places.high))
    rows = bmat([[by_case, None], [by_group, -high], [-by_group, low]], format="csr")
    limits = np.concatenate([np.ones(places.cases), np.zeros(2 * groups)])
    answer: Any = milp(
        np.concatenate([-worth, np.zeros(groups)]),
        integrality=np.concatenate([np.zeros(count), np.ones(groups)]),
        bounds=Bounds(np.concatenate([np.zeros(count), places.always]), np.ones(count + groups)),
        constraints=LinearConstraint(rows, ub=limits),
        options={"node_limit": _NODES, "mip_rel_gap": 0.0},
    )
    if answer.x is None:
        return -1, places.always
    return round(float(answer.x[:count].sum())), answer.x[count:] > 0.5


def _solved_by_demand(pairs: Pairs, places: Places, counts: Ints) -> Ints:
    """The answer when those groups open that come nearest to their minimum by themselves.

    More groups leave more to choose from, and force more cases into them: several shares of the cases that
    minimums may bind are tried.
    """
    near = np.minimum(1.0, counts / np.maximum(places.low, 1))
    optional = np.flatnonzero(~places.always)
    order = optional[np.lexsort((-counts[optional], -near[optional]))]
    bound = np.cumsum(places.low[order]) + int(places.low[places.must].sum())
    tried = []
    for share in _SHARES:
        first = int(np.searchsorted(bound, share * places.cases, side="right"))
        opened = _joined(pairs, places, places.always, order[:first])
        tried.append(_placed(pairs, places, _widened(pairs, places, opened, order[first:])))
    return max(tried, key=lambda found: _reached(pairs, found))


def _widened(pairs: Pairs, places: Places, opened: Mask, order: Ints) -> Mask:
    """More groups, while more cases can be placed with them."""
    most = _most(pairs, places)
    for batch in np.array_split(order, 8):
        if _most(pairs.among(opened), places) == most:
            break
        opened = _joined(pairs, places, opened, batch)
    return opened


def _joined(pairs: Pairs, places: Places, opened: Mask, order: Ints) -> Mask:
    """Groups opened one after the other where all minimums can still be met; halved where many cannot."""
    if not len(order):
        return opened
    more = opened.copy()
    more[order] = True
    asked = places.asking(more)
    target = int(asked.low.sum())
    if target <= places.cases and _reaches(pairs, asked, target):
        return more
    if len(order) == 1:
        return opened
    half = len(order) // 2
    return _joined(pairs, places, _joined(pairs, places, opened, order[:half]), order[half:])


def _reached(pairs: Pairs, found: Ints) -> tuple[int, float, float]:
    """The objective: how many, the worst, the sum."""
    ranks = pairs.ranks[found[pairs.cases] == pairs.groups]
    return len(ranks), float(ranks.min(initial=1.0)), float(ranks.sum())
