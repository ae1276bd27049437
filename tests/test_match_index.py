"""The index against plain numpy: the same numbers, the same values, with and without filters."""

from __future__ import annotations

import numpy as np
import pytest

from casekit.match.index import ProfileIndex


def unit_rows(rng: np.random.Generator, count: int, dimensions: int) -> np.ndarray:
    rows = rng.normal(size=(count, dimensions)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def brute_force(
    ids: list[int], rows: np.ndarray, query: np.ndarray, k: int, allowed: set[int] | None
) -> list[tuple[int, float]]:
    values = rows @ query
    pairs = [(n, float(v)) for n, v in zip(ids, values, strict=True) if allowed is None or n in allowed]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:k]


@pytest.mark.parametrize("k", [1, 5, 400])
@pytest.mark.parametrize("share", [None, 0.5, 0.01, 0.0])
def test_equal_to_brute_force(k: int, share: float | None) -> None:
    rng = np.random.default_rng(7)
    rows = unit_rows(rng, 300, 24)
    ids = rng.permutation(10_000)[:300].tolist()
    allowed = None if share is None else {n for n in ids if rng.random() < share} | {99_999}
    index = ProfileIndex(24)
    index.add(ids, rows)
    for query in unit_rows(rng, 10, 24):
        found = index.search(query, k, allowed=allowed)
        expected = brute_force(ids, rows, query, k, allowed)
        assert [n for n, _ in found] == [n for n, _ in expected]
        np.testing.assert_allclose([v for _, v in found], [v for _, v in expected], atol=1e-5)


def test_equal_to_brute_force_after_deletes() -> None:
    rng = np.random.default_rng(8)
    rows = unit_rows(rng, 60, 8)
    index = ProfileIndex(8)
    index.add(range(60), rows)
    index.remove([*range(0, 60, 2), 1_000])
    left = list(range(1, 60, 2))
    assert len(index) == 30
    found = index.search(rows[0], 60)
    expected = brute_force(left, rows[1::2], rows[0], 60, None)
    assert [n for n, _ in found] == [n for n, _ in expected]
    index.add([0], rows[:1])
    assert index.search(rows[0], 1)[0][0] == 0


def test_ties_come_in_the_order_of_their_numbers() -> None:
    row = unit_rows(np.random.default_rng(1), 1, 4)
    index = ProfileIndex(4)
    index.add([5, 3, 9], np.repeat(row, 3, axis=0))
    assert [n for n, _ in index.search(row[0], 3)] == [3, 5, 9]


@pytest.mark.parametrize("ids", [[1], [2, 2]])
def test_a_number_that_comes_twice_is_refused(ids: list[int]) -> None:
    rows = unit_rows(np.random.default_rng(1), 2, 4)
    index = ProfileIndex(4)
    index.add([1], rows[:1])
    with pytest.raises(ValueError, match="already"):
        index.add(ids, rows[: len(ids)])
    assert len(index) == 1


def test_rows_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="rows of 4"):
        ProfileIndex(4).add([1], np.zeros((1, 5), dtype=np.float32))


def test_an_empty_index_finds_nothing() -> None:
    assert ProfileIndex(4).search(np.zeros(4, dtype=np.float32), 3) == []
