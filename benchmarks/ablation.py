"""What each layer of detection adds, per language: the figures without it, beside those of all together.

python benchmarks/ablation.py --cases FILE_OR_DIR ... [--split test] [--out FILE.md]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from casekit.case import Span
from casekit.config import load_policy
from casekit.detect import Detector, detector
from casekit.detect.document import Document
from casekit.detect.recognizers import SHIPPED
from deidentify import counted, read_sets
from gold import GoldCase
from metrics import Counts

FIGURES = (
    "direct_entity_recall",
    "quasi_entity_recall",
    "precision_by_characters",
    "keep_touched_share",
    "cases_without_leaked_direct",
)


class _KeepsNothing:
    def extents(self, document: Document) -> list[tuple[int, int]]:
        return []

    def filter(self, candidates: Sequence[Span], *_: object) -> list[Span]:
        return list(candidates)


def variants() -> Iterator[tuple[str, Callable[[], Detector]]]:
    """Each variant's name and how to make it."""
    yield "all", Detector
    yield "the trained model alone", lambda: Detector(recognizers=["ner"])
    yield "rules alone", lambda: Detector(recognizers=[name for name in SHIPPED if name != "ner"])
    yield "without keep lists", _without_keep_list
    for name in SHIPPED:
        if name != "ner":
            yield f"without {name}", lambda name=name: Detector(recognizers=[n for n in SHIPPED if n != name])


def _without_keep_list() -> Detector:
    made = Detector()
    made._keep = _KeepsNothing()  # type: ignore[assignment]
    return made


@contextmanager
def replaced(name: str, function: Callable[..., object]) -> Iterator[None]:
    """A function of the detector exchanged for a while."""
    original = getattr(detector, name)
    setattr(detector, name, function)
    try:
        yield
    finally:
        setattr(detector, name, original)


def row(name: str, cases: dict[str, list[GoldCase]], made: Detector) -> str:
    """One line of the table: every figure in every language."""
    thresholds = load_policy("strict").thresholds
    sums = [sum(counted(known, made, thresholds), start=Counts()) for known in cases.values()]
    cells = [" / ".join(f"{getattr(s, figure):.3f}" for s in sums) for figure in FIGURES]
    line = f"| {name} | " + " | ".join(cells) + " |"
    print(line, flush=True)
    return line


def main() -> None:
    """Parse the options, run every variant, print and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", nargs="+", type=Path)
    parser.add_argument("--split")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    cases = dict(read_sets(options.cases, (), options.split))
    head = [
        "| " + " / ".join(cases) + " | " + " | ".join(f.replace("_", " ") for f in FIGURES) + " |",
        "|---" * (len(FIGURES) + 1) + "|",
    ]
    print("\n".join(head))
    lines = [row(name, cases, make()) for name, make in variants()]
    with replaced("propagate", lambda *_: []):
        lines.append(row("without propagation", cases, Detector()))
    with replaced("calibrated", lambda spans, _: list(spans)):
        lines.append(row("without calibration", cases, Detector()))
    if options.out:
        options.out.write_text("\n".join(head + lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
