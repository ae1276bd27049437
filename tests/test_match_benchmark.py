"""The yardstick itself: relevance, nDCG@5 and the gold reader against values worked out by hand."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from casekit.embed.cases import without_placeholders
from casekit.match import Profile

FILE = Path(__file__).parents[1] / "benchmarks" / "match.py"


@pytest.fixture(scope="module")
def benchmark() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("benchmark_match", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def profile(themes: set[str], format: str) -> Profile:
    return Profile("g", "t", "d", ("en",), format=format, themes=frozenset(themes))


def test_gold_becomes_an_anonymised_case(benchmark: ModuleType) -> None:
    case = benchmark.gold_anonymised(
        "[[PERSON|p1|Anna]] took {{KEEP|Zoloft}}; [[PERSON|p1|Anna]] slept.", "en"
    )
    assert case.text == "[Person p1] took Zoloft; [Person p1] slept."
    assert [(m.start, m.end) for m in case.mentions] == [(0, 4), (18, 22)]
    assert without_placeholders(case)(case.text).split() == ["took", "Zoloft;", "slept."]


@pytest.mark.parametrize(
    ("themes", "format", "expected"),
    [
        ({"ethics"}, "balint", 0.75),
        ({"ethics"}, "supervision", 0.5),
        ({"ethics", "distress"}, "balint", 1.5),
        ({"child_family"}, "balint", 0),
        (set(), "balint", 0),
    ],
)
def test_relevance(benchmark: ModuleType, themes: set[str], format: str, expected: float) -> None:
    case = benchmark.gold_anonymised("Text.", "en")
    gold = benchmark.Gold("c", "en", frozenset({"ethics", "distress"}), "balint", case)
    assert benchmark.relevance(gold, profile(themes, format)) == pytest.approx(expected)


def test_ndcg(benchmark: ModuleType) -> None:
    relevances = np.array([0.0, 1.0, 1.5])
    assert benchmark.ndcg(relevances, np.array([0.1, 0.5, 0.9])) == pytest.approx(1)
    worst = (1.0 / np.log2(3) + 1.5 / np.log2(4)) / (1.5 + 1.0 / np.log2(3))
    assert benchmark.ndcg(relevances, np.array([0.9, 0.5, 0.1])) == pytest.approx(worst)


def test_random_is_the_mean_over_all_orders(benchmark: ModuleType) -> None:
    relevances = np.array([0.0, 1.0, 1.5, 0.0, 0.5, 0.0])
    orders = [benchmark.ndcg(relevances, -np.array(order, float)) for order in permutations(range(6))]
    assert benchmark.expected_random(relevances) == pytest.approx(np.mean(orders))
