"""Many cases to the groups that a matcher holds: ranks, free places, minimums and thresholds as one task."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from casekit.case import AnonymisedCase
from casekit.match.assign import Assignment, assign
from casekit.match.matcher import Matcher
from casekit.match.profile import Profile
from casekit.stopping import step

#: cases that a group takes where it does not state its size
CAPACITY = 3


def assign_cases(
    matcher: Matcher,
    cases: Sequence[AnonymisedCase],
    *,
    capacity: int = CAPACITY,
    constraints: NDArray[np.int8] | None = None,
) -> Assignment:
    """Give every case at most one of the matcher's groups, see ``casekit.assign``.

    A group takes as many cases as it has free places, ``capacity`` where it does not state its size, and none
    while it is closed; it gets none or as many as it still needs to be viable. Nothing is placed below the
    rank from which a group is proposed, unless ``constraints`` (cases × groups; −1 never, +1 must) say so.

    Raises:
        InputError: the constraints contradict each other, a conflict of interest or the free places.
    """
    groups = matcher.profiles
    ranks = np.full((len(cases), len(groups)), -1.0)
    for number, case in enumerate(cases):
        step()
        ranks[number] = matcher.scores(case)
    least = np.array([[matcher.threshold(case, group) for group in groups] for case in cases])
    return assign(
        ranks,
        [_free(group, capacity) for group in groups],
        minimums=[_still_needed(group) for group in groups],
        constraints=constraints,
        least=least.reshape(ranks.shape),
    )


def _free(group: Profile, unknown: int) -> int:
    if not group.available:
        return 0
    return unknown if group.free_places is None else group.free_places


def _still_needed(group: Profile) -> int:
    """How many must join for the group to be viable; nobody where sizes are not stated."""
    return 0 if group.size_now is None or group.size_min is None else max(0, group.size_min - group.size_now)
