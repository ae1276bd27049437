"""How well mentions are gathered into persons, places and organisations, per language.

    python benchmarks/linking.py --cases DIR_OR_FILE ... [--split test] [--detected] [--out NAME]

Spans are those of the gold, so that only linking is measured; with ``--detected`` also those that the detector
finds, where a missed mention is alone. Precision is the share of linked pairs that are right (a wrong pair is a wrong
merge), recall the share of gold pairs that are linked (a missing one is a miss). ``merged`` counts entities that hold
mentions of two gold ones, ``split`` gold entities whose mentions lie in two. Intervals are the middle 95 % of
500 bootstrap resamples over cases. Ten speaker labels that the corpus marks without saying whose they are (entity
``zpe…``) are left out.
``--out NAME`` writes ``NAME.json`` and ``NAME.md``.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from casekit.case import EntityType, Mention, Span
from casekit.config import load_policy
from casekit.detect import Detector
from casekit.lang import get_language
from casekit.link import link
from gold import GoldCase, read_cases

TYPES = (EntityType.PERSON, EntityType.LOCATION, EntityType.ORGANIZATION)
SAMPLES = 500
_UNKNOWN = re.compile(r"zpe\d+")


@dataclass(frozen=True)
class Pairs:
    """Sums over cases: pairs of mentions, and entities."""

    gold: int = 0
    linked: int = 0
    right: int = 0
    entities: int = 0
    whole: int = 0
    merged: int = 0
    split: int = 0

    def __add__(self, other: Pairs) -> Pairs:
        return Pairs(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def precision(self) -> float:
        """Share of the linked pairs that are right; 1 where none was linked."""
        return self.right / self.linked if self.linked else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold pairs that were linked; 1 where there is none."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / (self.gold + self.linked) if self.gold + self.linked else 1.0


def main() -> None:
    """Read, run, print, and write the results beside the setup."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", nargs="+", type=Path, required=True)
    parser.add_argument("--split", help="only the cases of that split of a corpus")
    parser.add_argument("--detected", action="store_true", help="also on the spans that the detector finds")
    parser.add_argument("--out", type=Path, help="where the results go, without an ending")
    options = parser.parse_args()
    cases = read_sets(options.cases, options.split)
    detector = Detector() if options.detected else None
    results = [row for name in sorted(cases) for row in measured(name, cases[name], detector)]
    shown = table(results)
    print(shown)
    if options.out:
        setup = {
            "date": date.today().isoformat(),
            "python": platform.python_version(),
            "machine": f"{platform.machine()}, 2 cores, no accelerator",
            "cases": [path.name for path in options.cases],
            "split": options.split,
        }
        report = {"setup": setup, "results": results}
        options.out.with_suffix(".json").write_text(json.dumps(report, indent=2) + "\n", "utf-8")
        options.out.with_suffix(".md").write_text(_page(setup, shown), "utf-8")


def read_sets(paths: Iterable[Path], split: str | None) -> dict[str, list[GoldCase]]:
    """The write-ups by language."""
    found: dict[str, list[GoldCase]] = defaultdict(list)
    for path in paths:
        for file in sorted(path.glob("??.jsonl")) if path.is_dir() else [path]:
            for case in read_cases(file, split):
                found[case.language].append(case)
    return found


def measured(language: str, cases: Sequence[GoldCase], detector: Detector | None) -> list[dict[str, Any]]:
    """One row a type and kind of spans, with the share of the time of detection that linking takes."""
    given = [[Span(m.start, m.end, m.type, "gold") for m in _disjoint(case)] for case in cases]
    rows, _ = _rows(language, "given", cases, given)
    if detector is None:
        return rows
    thresholds = load_policy("share").thresholds
    found, started = [], time.perf_counter()
    for case in cases:
        extent = (0, len(case.text), case.language)
        found.append(list(detector.detect(case.text, [extent], thresholds=thresholds).spans))
    detecting = time.perf_counter() - started
    more, linking = _rows(language, "detected", cases, found)
    return rows + [row | {"time_share": round(linking / detecting, 3)} for row in more]


def _disjoint(case: GoldCase) -> list[Any]:
    kept: list[Any] = []
    for mention in sorted(case.mentions, key=lambda m: m.start):
        if not kept or kept[-1].end <= mention.start:
            kept.append(mention)
    return kept


def _rows(
    language: str, name: str, cases: Sequence[GoldCase], spans: Sequence[Sequence[Span]]
) -> tuple[list[dict[str, Any]], float]:
    """The rows, and the seconds that linking took."""
    started = time.perf_counter()
    linked = [
        link(case.text, own, get_language(case.language)).mentions
        for case, own in zip(cases, spans, strict=True)
    ]
    seconds = time.perf_counter() - started
    rows = []
    for type_ in TYPES:
        counts = [counted(case, own, type_) for case, own in zip(cases, linked, strict=True)]
        total = sum(counts, start=Pairs())
        low, high = _interval(counts)
        rows.append(
            {
                "language": language,
                "spans": name,
                "type": str(type_),
                "cases": len(cases),
                **{f: round(getattr(total, f), 3) for f in ("f1", "precision", "recall")},
                "f1_interval": [round(low, 3), round(high, 3)],
                "wrong_pairs": total.linked - total.right,
                "missed_pairs": total.gold - total.right,
                **{f: getattr(total, f) for f in ("entities", "whole", "merged", "split")},
            }
        )
    return rows, seconds


def counted(case: GoldCase, mentions: Sequence[Mention], type_: EntityType) -> Pairs:
    """Pairs and entities of one type in one case."""
    gold = [m for m in case.mentions if m.type is type_ and not _UNKNOWN.fullmatch(m.entity)]
    ours = [m for m in mentions if m.type is type_]
    linked = [_entity_of(m.start, m.end, ours) or f"missed-{at}" for at, m in enumerate(gold)]
    pairs = list(combinations(zip(gold, linked, strict=True), 2))
    lies_in: dict[str, set[str]] = defaultdict(set)
    holds: dict[str, set[str]] = defaultdict(set)
    for mention, entity in zip(gold, linked, strict=True):
        lies_in[mention.entity].add(entity)
        holds[entity].add(mention.entity)
    return Pairs(
        gold=sum(a.entity == b.entity for (a, _), (b, _) in pairs),
        linked=sum(left == right for (_, left), (_, right) in pairs),
        right=sum(a.entity == b.entity and left == right for (a, left), (b, right) in pairs),
        entities=len(lies_in),
        whole=sum(len(found) == 1 and len(holds[next(iter(found))]) == 1 for found in lies_in.values()),
        merged=sum(len(names) > 1 for names in holds.values()),
        split=sum(len(found) > 1 for found in lies_in.values()),
    )


def _entity_of(start: int, end: int, found: Sequence[Mention]) -> str | None:
    """The entity of the mention that covers most of an extent."""
    shared = [(min(m.end, end) - max(m.start, start), m.entity_id) for m in found]
    best = max(shared, default=(0, ""), key=lambda pair: pair[0])
    return best[1] if best[0] > 0 else None


def _interval(counts: Sequence[Pairs], seed: int = 1) -> tuple[float, float]:
    """The middle 95 % of F1 over cases drawn again with replacement (percentile bootstrap, Efron 1979)."""
    rng = random.Random(seed)
    values = sorted(sum(rng.choices(counts, k=len(counts)), start=Pairs()).f1 for _ in range(SAMPLES))
    return values[int(0.025 * SAMPLES)], values[int(0.975 * SAMPLES) - 1]


def table(results: Sequence[dict[str, Any]]) -> str:
    """The rows as Markdown."""
    keys = list(dict.fromkeys(key for row in results for key in row))
    lines = ["| " + " | ".join(key.replace("_", " ") for key in keys) + " |", "|---" * len(keys) + "|"]
    return "\n".join(lines + ["| " + " | ".join(_cell(row.get(k)) for k in keys) + " |" for row in results])


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "–".join(map(str, value))
    return "" if value is None else str(value)


def _page(setup: dict[str, Any], shown: str) -> str:
    told = ", ".join(f"{key} {value}" for key, value in setup.items())
    return f"# Who is who\n\n{__doc__}\nSetup: {told}.\n\n{shown}\n"


if __name__ == "__main__":
    main()
