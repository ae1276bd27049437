"""Forming groups: hard conditions always hold, planted groups are found, the same seed gives the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.errors import InputError
from casekit.match.form import WEIGHTS, ProposedGroup, _cannot_meet, form_groups
from casekit.match.profile import Profile

MARKS = tuple(f"m1:{digit * 32}" for digit in "abc")


def peer(number: int, **options: Any) -> Profile:
    return Profile(
        f"p{number}", "Peer", "Takes part.", options.pop("languages", ("en",)), kind="peer", **options
    )


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def random_task(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return unit(rng.normal(size=(count, 12))), rng.random((count, 3))


def check(
    peers: Sequence[Profile],
    groups: tuple[ProposedGroup, ...],
    left: tuple[int, ...],
    low: int,
    high: int,
) -> None:
    """Every hard condition, judged without the search's own tables."""
    everyone = [number for group in groups for number in group.members] + list(left)
    assert sorted(everyone) == list(range(len(peers)))
    for group in groups:
        members = [peers[number] for number in group.members]
        assert low <= len(members) <= high
        assert group.members == tuple(sorted(group.members))
        common = set.intersection(*(set(member.languages) for member in members))
        assert common and group.languages == tuple(sorted(common))
        assert 0 <= group.worth <= 1
        room = any(member.mode == "offline" for member in members)
        if room:
            assert len({member.place for member in members}) == 1 and members[0].place
            assert not any(member.mode == "online" for member in members)
        for one, other in combinations(members, 2):
            assert not one.conflicts & other.conflicts
            if not room and one.time_zone and other.time_zone:
                assert abs(HOURS[one.time_zone] - HOURS[other.time_zone]) <= 3


HOURS = {"Europe/Stockholm": 1, "UTC-1": -1, "мск+2": 5, "+7": 7}

profiles = st.builds(
    lambda languages, mode, place, zone, marks, approach, level: peer(
        0,
        languages=tuple(sorted(languages)),
        mode=mode,
        place=place,
        time_zone=zone,
        conflicts=frozenset(marks),
        approach=approach,
        level=level,
    ),
    st.sets(st.sampled_from(["en", "ru", "sv"]), min_size=1),
    st.sampled_from([None, "online", "hybrid", "hybrid", "offline"]),
    st.sampled_from([None, "Lund", "Tver"]),
    st.sampled_from([None, None, *HOURS]),
    st.sets(st.sampled_from(MARKS), max_size=1),
    st.sampled_from([None, "CBT", "gestalt", "CBT, systemic"]),
    st.sampled_from([None, "beginner", "experienced"]),
)


@given(st.lists(profiles, max_size=24), st.integers(2, 4), st.integers(0, 3), st.integers(0, 9))
@settings(max_examples=150, deadline=None)
def test_hard_conditions_always_hold(found: list[Profile], low: int, more: int, seed: int) -> None:
    peers = [replace(one, id=f"p{number}") for number, one in enumerate(found)]
    vectors, themes = random_task(len(peers), seed)
    groups, left = form_groups(peers, vectors, themes, size_min=low, size_max=low + more, seed=seed)
    check(peers, groups, left, low, low + more)


@given(st.integers(0, 60), st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_nobody_is_left_over_without_need(count: int, seed: int) -> None:
    vectors, themes = random_task(count, seed)
    peers = [peer(number) for number in range(count)]
    groups, left = form_groups(peers, vectors, themes, seed=seed)
    possible = max((n for n in range(count + 1) for k in range(11) if 6 * k <= n <= 10 * k), default=0)
    assert len(left) == count - possible
    check(peers, groups, left, 6, 10)


@pytest.mark.parametrize("count", [12, 17, 22, 45, 50])
def test_sizes_are_even_where_all_peers_are_alike(count: int) -> None:
    peers = [peer(number) for number in range(count)]
    groups, left = form_groups(peers, unit(np.ones((count, 4))), np.full((count, 3), 0.5))
    sizes = [len(group.members) for group in groups]
    assert left == ()
    assert max(sizes) - min(sizes) <= 1


def planted(seed: int) -> tuple[list[Profile], np.ndarray, np.ndarray, np.ndarray]:
    """Five themes of talk, eight peers each, shuffled."""
    rng = np.random.default_rng(seed)
    kinds = rng.permutation(np.repeat(np.arange(5), 8))
    vectors = unit(np.eye(16)[kinds] + 0.1 * rng.normal(size=(40, 16)))
    shown = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [0, 1, 1]], dtype=np.float64)
    themes = np.clip(shown[kinds] * 0.9 + 0.05 * rng.random((40, 3)), 0, 1)
    words = ("CBT", "gestalt", "systemic")
    peers = [peer(n, approach=words[rng.integers(3)], level="beginner") for n in range(40)]
    return peers, vectors, themes, kinds


@pytest.mark.parametrize("seed", range(4))
def test_planted_groups_are_found(seed: int) -> None:
    peers, vectors, themes, kinds = planted(seed)
    groups, left = form_groups(peers, vectors, themes, seed=seed)
    assert left == ()
    assert [len(group.members) for group in groups] == [8] * 5
    for group in groups:
        assert len({int(kinds[number]) for number in group.members}) == 1
    expected = {0: ("child_family",), 1: ("distress",), 2: ("ethics",)}
    for group in groups:
        kind = int(kinds[group.members[0]])
        assert group.themes == expected.get(kind, group.themes)


def test_the_same_seed_gives_the_same_groups() -> None:
    peers, vectors, themes, _ = planted(1)
    first = form_groups(peers, vectors, themes, seed=3)
    assert first == form_groups(peers, vectors, themes, seed=3)
    check(peers, *first, 6, 10)


def test_no_swap_and_no_move_betters_the_groups() -> None:
    vectors, themes = random_task(26, 4)
    peers = [peer(number) for number in range(26)]
    groups, _ = form_groups(peers, vectors, themes)
    meet = np.minimum(themes[:, None], themes[None]).sum(2) / np.maximum(themes[:, None], themes[None]).sum(2)
    same = np.clip(vectors @ vectors.T, 0, 1).astype(np.float64)
    pairs = WEIGHTS["themes"] * meet + WEIGHTS["texts"] * same + 0.15

    def worth(members: list[int]) -> float:
        table = pairs[np.ix_(members, members)]
        return float((table.sum() - np.trace(table)) / (len(members) * (len(members) - 1)))

    for group in groups:
        assert group.worth == pytest.approx(worth(list(group.members)), abs=1e-6)
    for one, other in combinations(groups, 2):
        sizes = len(one.members), len(other.members)
        before = sizes[0] * worth(list(one.members)) + sizes[1] * worth(list(other.members))
        for a in one.members:
            for b in other.members:
                left = [b, *(n for n in one.members if n != a)]
                right = [a, *(n for n in other.members if n != b)]
                assert sizes[0] * worth(left) + sizes[1] * worth(right) <= before + 1e-6


@pytest.mark.parametrize("count", [0, 1, 5])
def test_too_few_peers_are_left_over(count: int) -> None:
    vectors, themes = random_task(count, 0)
    assert form_groups([peer(n) for n in range(count)], vectors, themes) == ((), tuple(range(count)))


def test_enough_peers_who_may_not_meet_are_left_over() -> None:
    vectors, themes = random_task(12, 0)
    peers = [peer(n, conflicts=frozenset(MARKS[:1])) for n in range(12)]
    assert form_groups(peers, vectors, themes) == ((), tuple(range(12)))


def test_two_who_speak_with_a_third_do_not_make_a_language() -> None:
    vectors, themes = random_task(6, 0)
    spoken = [("en", "ru"), ("ru", "sv"), ("en", "sv")] * 2
    peers = [peer(n, languages=languages) for n, languages in enumerate(spoken)]
    assert form_groups(peers, vectors, themes)[0] == ()
    groups, left = form_groups(peers, vectors, themes, size_min=4, size_max=4)
    assert len(groups) == 1 and len(left) == 2


def test_the_last_are_gathered_from_groups_that_can_spare_members() -> None:
    vectors, themes = random_task(18, 2)
    # four who speak Russian as well as English meet only there; the others may only meet in English
    peers = [peer(n, languages=("ru",) if n < 3 else ("en", "ru") if n < 9 else ("en",)) for n in range(18)]
    groups, left = form_groups(peers, vectors, themes)
    check(peers, groups, left, 6, 10)
    assert left == ()


def test_levels_and_approaches_are_mixed_and_counted() -> None:
    vectors, themes = unit(np.ones((12, 4))), np.full((12, 3), 0.6)
    words = ["CBT, Gestalt" if n < 6 else "systemic" for n in range(12)]
    peers = [peer(n, approach=words[n], level="beginner" if n % 2 else "experienced") for n in range(12)]
    groups, _ = form_groups(peers, vectors, themes, size_min=6, size_max=6)
    for group in groups:
        assert dict(group.levels) == {"beginner": 3, "experienced": 3}
        assert dict(group.approaches) == {"cbt": 3, "gestalt": 3, "systemic": 3}
        assert group.themes == ("child_family", "distress", "ethics")


@pytest.mark.parametrize(
    ("one", "other", "barred"),
    [
        ({}, {}, False),
        ({"time_zone": "UTC"}, {"time_zone": "UTC+3"}, False),
        ({"time_zone": "UTC"}, {"time_zone": "UTC+4"}, True),
        ({"time_zone": "UTC"}, {"time_zone": "whenever"}, False),
        ({"mode": "offline", "place": "Lund"}, {"mode": "hybrid", "place": " lund"}, False),
        ({"mode": "offline", "place": "Lund"}, {"place": "Tver"}, True),
        ({"mode": "offline", "place": "Lund"}, {"mode": "online", "place": "Lund"}, True),
        ({"mode": "offline"}, {"mode": "offline"}, True),
        ({"mode": "online", "place": "Lund"}, {"mode": "online", "place": "Tver"}, False),
        ({"conflicts": frozenset(MARKS[:2])}, {"conflicts": frozenset(MARKS[1:])}, True),
        ({"conflicts": frozenset(MARKS[:1])}, {"conflicts": frozenset(MARKS[1:])}, False),
    ],
)
def test_who_cannot_meet(one: dict[str, Any], other: dict[str, Any], barred: bool) -> None:
    pair = peer(0, **one), peer(1, **other)
    assert _cannot_meet(*pair) is _cannot_meet(*reversed(pair)) is barred


def test_three_hundred_peers_with_every_condition() -> None:
    rng = np.random.default_rng(9)
    spoken = [("en",), ("ru",), ("sv",), ("en", "sv"), ("en", "ru")]
    peers = [
        peer(
            n,
            languages=spoken[rng.integers(5)],
            mode=("online", "hybrid", "offline")[rng.integers(3)],
            place=("Lund", "Tver")[rng.integers(2)],
            time_zone=(None, *HOURS)[rng.integers(5)],
            conflicts=frozenset({f"m1:{rng.integers(60):032x}"}),
        )
        for n in range(300)
    ]
    groups, left = form_groups(peers, *random_task(300, 9))
    check(peers, groups, left, 6, 10)
    assert len(left) < 15


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"size_min": 1}, "at least two"),
        ({"size_min": 5, "size_max": 4}, "size_min"),
        ({"vectors": np.zeros((2, 4), dtype=np.float32)}, "vectors"),
        ({"vectors": np.full((3, 4), np.nan, dtype=np.float32)}, "vectors"),
        ({"themes": np.zeros((3, 2))}, "themes"),
        ({"themes": np.full((3, 3), np.nan)}, "themes"),
        ({"themes": np.full((3, 3), 1.1)}, "themes"),
        ({"peers": [peer(0), replace(peer(1), kind="group"), peer(2)]}, "profile 1"),
    ],
)
def test_what_makes_no_sense_is_refused(options: dict[str, Any], told: str) -> None:
    vectors, themes = random_task(3, 0)
    task = {"peers": [peer(n) for n in range(3)], "vectors": vectors, "themes": themes, **options}
    with pytest.raises(InputError, match=told):
        form_groups(**task)
