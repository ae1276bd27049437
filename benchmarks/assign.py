"""How long 2,000 cases to 300 groups take, and that nothing is violated.

    python benchmarks/assign.py

Random ranks with 2 % conflicts and 2 % pairs that never meet; capacities 3 to 12; once without and once with
minimums up to 5. Seconds are of one run on the machine at hand.
"""

from __future__ import annotations

import time

import numpy as np

import casekit

CASES, GROUPS = 2_000, 300


def violations(ranks: np.ndarray, capacities: np.ndarray, minimums: np.ndarray, rules: np.ndarray) -> int:
    """Assign, tell the time, and count what must not be."""
    started = time.perf_counter()
    found = casekit.assign(ranks, capacities.tolist(), minimums=minimums.tolist(), constraints=rules)
    seconds = time.perf_counter() - started
    placed = [(case, group) for case, group in enumerate(found.groups) if group is not None]
    load = np.bincount([group for _, group in placed], minlength=GROUPS)
    wrong = sum(rules[pair] == -1 or ranks[pair] < 0 for pair in placed)
    wrong += int((load > capacities).sum() + ((load > 0) & (load < minimums)).sum())
    print(f"minimums up to {minimums.max()}: {seconds:.1f} s, {len(placed)} placed, violations {wrong}")
    return int(wrong)


def main() -> None:
    """Print both runs."""
    rng = np.random.default_rng(1)
    ranks = rng.random((CASES, GROUPS))
    ranks[rng.random(ranks.shape) < 0.02] = -1
    rules = np.where(rng.random(ranks.shape) < 0.02, -1, 0).astype(np.int8)
    capacities = rng.integers(3, 13, GROUPS)
    for least in (np.zeros(GROUPS, dtype=int), np.minimum(rng.integers(0, 6, GROUPS), capacities)):
        violations(ranks, capacities, least, rules)


if __name__ == "__main__":
    main()
