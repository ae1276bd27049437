"""Many cases to many groups at once: as many as possible, the worst as well as possible, then all together.

The task of matching papers to reviewers, in whose tradition the objective stands: the largest sum of
affinities under capacities and conflicts (Charlin & Zemel, "The Toronto Paper Matching System", 2013; the
MinMax solver of openreview-matcher), and max–min fairness before the sum (Garg et al., "Assigning Papers to
Referees", 2010; Stelmakh, Shah & Singh, "PeerReview4All", 2019; the FairFlow solver of openreview-matcher,
after Kobren, Saha & McCallum, "Paper Matching with Local Fairness Constraints", 2019).

Here a task is checked and its answer told; ``solvers`` finds the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from casekit.errors import InputError
from casekit.match.solvers import Floats, Ints, Mask, Pairs, Places, counted, flow, solved


@dataclass(frozen=True, slots=True)
class Alternate:
    """Where else a case could go. ``reason`` is why it did not: ``"lower"``, its rank is no better;
    ``"full"``, others have the places; ``"closed"``, the group, or the one that the case would leave, falls
    short of its minimum."""

    group: int
    rank: float
    reason: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who goes where; cases and groups are rows and columns of ``ranks``, counted from 0.

    ``groups`` and ``ranks`` have one value a case, ``None`` where it is not placed; ``worst`` is the least
    rank of a placed case (``None`` without any), ``total`` their sum. ``closed`` are the groups left empty
    because their minimum was not reached. ``alternates`` are the next best groups of each case, best first;
    a forced case has none. ``unplaced_reasons`` says for each case left over: ``"conflict"``, what would fit is
    in conflict; ``"no_group_fits"``, nothing reaches the least rank, or only closed groups do; ``"full"``.
    """

    groups: tuple[int | None, ...]
    ranks: tuple[float | None, ...]
    worst: float | None
    total: float
    closed: tuple[int, ...]
    alternates: tuple[tuple[Alternate, ...], ...]
    unplaced_reasons: Mapping[int, str]


def assign(
    ranks: Floats,
    capacities: Sequence[int],
    *,
    minimums: Sequence[int] | None = None,
    constraints: NDArray[np.int8] | None = None,
    least: float | Floats = 0.0,
    alternates: int = 2,
) -> Assignment:
    """Give every case at most one group so that, in this order, the most cases are placed, the worst-placed
    case is placed as well as possible, and the sum of the ranks is the largest.

    ``ranks`` (cases × groups, at most 1, higher is better; below 0 is never), as ``Matcher.scores`` gives
    them a row. A group gets no case or at least its minimum, and never more than its capacity.
    ``constraints`` (cases × groups): −1 never, 0 nothing, +1 the case must go there, whatever ``least``.
    ``least``: the rank below which a pair is not allowed, one for all or one a pair.

    Exact without minimums, and with them up to 2000 pairs that may meet (as long as 500 branches decide it);
    in larger tasks the groups to open are chosen by how many cases would go there without minimums. A forced
    case does not count for the worst while that is raised. The same input has the same answer.

    Raises:
        InputError: a value or shape makes no sense, or forced pairs contradict each other, a conflict, a
            capacity or a minimum; the message has the row and column, counted from 0.
    """
    ranks = _checked_ranks(ranks)
    cases, groups = ranks.shape
    high = _checked_sizes("capacities", capacities, groups)
    low = _checked_sizes("minimums", [0] * groups if minimums is None else minimums, groups)
    rules, floor = _checked_rules(constraints, ranks.shape), _checked_least(least, ranks.shape)
    if alternates < 0:
        raise InputError("the number of alternates is below zero")
    forced = _forced(rules, ranks, high)
    fits = (ranks >= 0) & (ranks >= floor) & (rules != -1)
    places = _places(cases, low, high, forced)
    pairs = Pairs.sorted(ranks, fits & (forced < 0)[:, None] & (places.high > 0))
    _check_must(pairs, places)
    found = np.where(forced >= 0, forced, solved(pairs, places))
    counts = counted(found, groups)
    closed = (low >= 2) & (high > 0) & (counts == 0)
    states = _States(ranks, fits, rules == -1, floor, closed, counts >= high)
    return _told(found, forced >= 0, states, alternates)


def _checked_ranks(ranks: Floats) -> Floats:
    values = np.asarray(ranks, dtype=np.float64)
    if values.ndim != 2:
        raise InputError("ranks are a table of cases and groups")
    bad = np.argwhere(~np.isfinite(values) | (values > 1))
    if len(bad):
        row, column = bad[0].tolist()
        raise InputError(f"row {row}, column {column}: a rank is a number of at most 1")
    return values


def _checked_sizes(name: str, given: Sequence[int], groups: int) -> Ints:
    values = np.asarray(given)
    if values.shape != (groups,):
        raise InputError(f"{name} have one number a group: {groups}")
    if groups and (values.dtype.kind not in "iu" or values.min() < 0):
        raise InputError(f"{name} are whole numbers, 0 or more")
    return values.astype(np.int64)


def _checked_rules(constraints: NDArray[np.int8] | None, shape: tuple[int, ...]) -> NDArray[np.int8]:
    if constraints is None:
        return np.zeros(shape, dtype=np.int8)
    values = np.asarray(constraints)
    if values.shape != shape or not np.isin(values, (-1, 0, 1)).all():
        raise InputError("constraints have -1, 0 or 1 for each case and group")
    return values.astype(np.int8)


def _checked_least(least: float | Floats, shape: tuple[int, ...]) -> Floats:
    values = np.asarray(least, dtype=np.float64)
    if values.shape not in ((), shape) or np.isnan(values).any():
        raise InputError("the least rank is one number, or one for each case and group")
    return np.broadcast_to(values, shape)


def _forced(rules: NDArray[np.int8], ranks: Floats, high: Ints) -> Ints:
    """The group each case must go to, −1 where it is free."""
    forced = np.full(len(ranks), -1, dtype=np.int64)
    for case, group in np.argwhere(rules == 1).tolist():
        if forced[case] >= 0:
            raise InputError(f"row {case} is forced to two columns, {forced[case]} and {group}")
        if ranks[case, group] < 0:
            raise InputError(f"row {case} is forced to column {group}, where its rank says never")
        forced[case] = group
    over = np.flatnonzero(counted(forced, len(high)) > high)
    if len(over):
        rows = ", ".join(map(str, np.flatnonzero(forced == over[0]).tolist()))
        raise InputError(f"column {over[0]} has {high[over[0]]} places and more rows forced to it: {rows}")
    return forced


def _places(cases: int, low: Ints, high: Ints, forced: Ints) -> Places:
    """What the free cases find; a minimum of one asks nothing, one above the capacity cannot be met."""
    taken = counted(forced, len(high))
    stuck = np.flatnonzero((taken > 0) & (low > high))
    if len(stuck):
        raise InputError(f"column {stuck[0]} has a row forced to it and a minimum above its capacity")
    room = np.where(low > high, 0, np.minimum(high - taken, cases))
    asked = np.where(room > 0, np.maximum(low - taken, 0), 0)
    return Places(cases, np.where(low <= 1, 0, asked), room, taken > 0)


def _check_must(pairs: Pairs, places: Places) -> None:
    needed = places.asking(places.must)
    used = flow(pairs, needed, int(needed.low.sum()))
    short = np.flatnonzero(counted(pairs.groups[used], len(needed.low)) < needed.low)
    if len(short):
        raise InputError(f"column {short[0]} has a row forced to it, but its minimum cannot be reached")


@dataclass(frozen=True, slots=True, eq=False)
class _States:
    """What is to be said of pairs and groups once all is decided."""

    ranks: Floats
    fits: Mask
    conflict: Mask
    least: Floats
    closed: Mask
    full: Mask

    def alternates(self, case: int, group: int, count: int) -> tuple[Alternate, ...]:
        own = self.ranks[case, group] if group >= 0 else -1.0
        others = np.flatnonzero(self.fits[case])
        order = others[np.argsort(-self.ranks[case, others], kind="stable")]
        chosen = [other for other in order.tolist() if other != group][:count]
        return tuple(Alternate(n, float(self.ranks[case, n]), self._reason(n, case, own)) for n in chosen)

    def _reason(self, group: int, case: int, own: float) -> str:
        if self.closed[group]:
            return "closed"
        if self.ranks[case, group] <= own:
            return "lower"
        return "full" if self.full[group] else "closed"

    def unplaced_reason(self, case: int) -> str:
        ranks, conflict = self.ranks[case], self.conflict[case]
        if self.fits[case].any():
            return "full" if (self.fits[case] & ~self.closed).any() else "no_group_fits"
        barred = conflict & (ranks >= np.maximum(self.least[case], 0))
        never = conflict | (ranks < 0)
        return "conflict" if barred.any() or (len(ranks) and never.all()) else "no_group_fits"


def _told(found: Ints, forced: Mask, states: _States, alternates: int) -> Assignment:
    groups = found.tolist()
    ranks = [float(states.ranks[case, group]) if group >= 0 else None for case, group in enumerate(groups)]
    placed = [rank for rank in ranks if rank is not None]
    reasons = {case: states.unplaced_reason(case) for case, group in enumerate(groups) if group < 0}
    return Assignment(
        groups=tuple(group if group >= 0 else None for group in groups),
        ranks=tuple(ranks),
        worst=min(placed, default=None),
        total=float(sum(placed)),
        closed=tuple(np.flatnonzero(states.closed).tolist()),
        alternates=tuple(
            () if forced[case] else states.alternates(case, group, alternates)
            for case, group in enumerate(groups)
        ),
        unplaced_reasons=MappingProxyType(reasons),
    )
