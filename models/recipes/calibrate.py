"""Measure how often each recognizer is right, and choose each type's threshold for the bundled policies.

    python models/recipes/calibrate.py [--cases DIR]

Reads the write-ups that the models' training held out (every tenth of the training split of ``models/corpus``) and
those of ``--cases``; writes ``src/casekit/detect/calibration.json`` and the ``[thresholds]`` of the policies.
The test split is not read.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.isotonic import IsotonicRegression

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from casekit.case import EntityType, Span
from casekit.detect import calibration
from casekit.detect.detector import Detector
from casekit.detect.document import Document
from casekit.detect.normalise import normalise
from casekit.lang import get_language
from gold import GoldCase, read_cases
from metrics import Counts
from ner import HELD_OUT

TARGET = ROOT / "src/casekit/detect/calibration.json"
POLICIES = ROOT / "src/casekit/policies"
#: what recall is worth beside precision, for one or more policies
RECALL = {("minimal", "share"): 6.0, ("strict",): 12.0}
GRID = (0.15, 0.2, 0.25, 0.3, 0.35, 0.45, 0.5, 0.55, 0.65, 0.75)
#: below this a quasi-identifier is not worth a mistake, except for the strict
FLOOR = 0.35
#: how many imagined finds stand behind a recognizer's own word
PRIOR = 4.0
#: a find is right when this share of its letters lies in gold mentions
MOST = 0.5
#: how right a find is whose type is wrong: what must go is gone, under another name
OTHER_TYPE = 0.7
#: found by grammars whose own word says enough
CERTAIN = frozenset(
    {
        EntityType.PHONE_NUMBER,
        EntityType.ID_NUMBER,
        EntityType.ADDRESS,
        EntityType.EMAIL_ADDRESS,
        EntityType.URL,
        EntityType.USERNAME,
    }
)
#: an output of recognizers, uncalibrated
Found = tuple[GoldCase, list[Span]]


@dataclass(frozen=True)
class Judged:
    """One find: what its recognizer said, and whether it was right."""

    raw: float
    right: float


def held_out(folder: Path, more: Iterable[Path]) -> list[GoldCase]:
    """The write-ups no weight was trained on, less the test split."""
    cases = []
    for path in sorted(folder.glob("??.jsonl")):
        cases += list(read_cases(path, "train"))[::HELD_OUT]
    return cases + [case for path in more for case in read_cases(path)]


def _supports(other: Span, span: Span) -> bool:
    """Whether another recognizer found the same type there."""
    same = other.type is span.type and other.recognizer != span.recognizer
    return same and other.start < span.end and span.start < other.end


def judge(found: Iterable[Found]) -> dict[tuple[str, str], list[Judged]]:
    """Every find that stands alone, by language and by recognizer and type; support comes in when spans resolve."""
    judged: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for case, spans in found:
        gold = np.zeros(len(case.text), dtype=bool)
        of_type: dict[EntityType, np.ndarray] = {}
        for mention in case.mentions:
            gold[mention.start : mention.end] = True
            of_type.setdefault(mention.type, np.zeros_like(gold))[mention.start : mention.end] = True
        for span in spans:
            if span.type in CERTAIN or any(_supports(other, span) for other in spans):
                continue
            own = of_type.get(span.type, np.zeros_like(gold))[span.start : span.end].mean() >= MOST
            some = gold[span.start : span.end].mean() >= MOST
            right = 1.0 if own else OTHER_TYPE if some else 0.0
            judged[case.language, f"{span.recognizer}/{span.type}"].append(Judged(span.confidence, right))
    return judged


def lines(judged: Mapping[tuple[str, str], list[Judged]]) -> dict[str, dict[str, dict[str, list[float]]]]:
    """A rising line for each language, recognizer and type (isotonic regression, Zadrozny & Elkan 2002).

    The other languages count with a fifth of the weight, and the recognizer's own word as ``PRIOR`` finds.
    """
    table: dict[str, dict[str, dict[str, list[float]]]] = defaultdict(dict)
    for (language, key), own in judged.items():
        others = [j for (code, name), js in judged.items() if name == key and code != language for j in js]
        raws = sorted({j.raw for j in own})
        xs = [j.raw for j in own] + [j.raw for j in others] + raws
        ys = [j.right for j in own] + [j.right for j in others] + raws
        weights = [1.0] * len(own) + [0.2] * len(others) + [PRIOR / len(raws)] * len(raws)
        fitted = IsotonicRegression(out_of_bounds="clip").fit(xs, ys, sample_weight=weights)
        points = sorted({round(x, 2) for x in np.quantile(raws, np.linspace(0, 1, min(8, len(raws))))})
        heights = [round(float(y), 3) for y in fitted.predict(points)]
        table[language][key] = {"raw": points, "right": heights}
    return {code: dict(sorted(keys.items())) for code, keys in sorted(table.items())}


def value(counts: Counts, recall: float) -> float:
    """What a setting is worth: recall of direct and quasi identifiers, clean cases, precision, terms kept."""
    found = (
        1.5 * counts.direct_entity_recall
        + counts.quasi_entity_recall
        + counts.cases_without_leaked_direct / 2
    )
    return recall * found / 2 + 2 * counts.precision_by_characters - counts.keep_touched_share


def thresholds(
    cases: Iterable[GoldCase], detector: Detector, recall: float, floor: float
) -> dict[EntityType, float]:
    """The best threshold of each type, one type after another, the others as they were found so far."""
    known = list(cases)
    chosen = dict.fromkeys(EntityType, 0.5)

    def worth(trial: Mapping[EntityType, float]) -> float:
        counts = Counts()
        for case in known:
            spans = detector.detect(case.text, [(0, len(case.text), case.language)], thresholds=trial).spans
            counts += Counts.of(case, [_Mention(s.start, s.end, s.type) for s in spans])
        return value(counts, recall)

    for type_ in EntityType:
        grid = [t for t in GRID if t >= floor or type_.direct]
        trials = {t: worth({**chosen, type_: t}) for t in grid}
        best = max(trials.values())
        chosen[type_] = min((t for t, w in trials.items() if w > best - 1e-4), key=lambda t: abs(t - 0.5))
        print(f"  {type_} {chosen[type_]}", flush=True)
    return chosen


@dataclass(frozen=True)
class _Mention:
    start: int
    end: int
    type: EntityType
    entity_id: str = ""


class _Remembered(Detector):
    """A detector that asks its recognizers once for each text."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str, str], tuple[list[Span], list[tuple[int, int]]]] = {}

    def candidates(self, document: Document) -> tuple[list[Span], list[tuple[int, int]]]:
        key = (document.language.code, document.text)
        if key not in self._known:
            self._known[key] = super().candidates(document)
        return self._known[key]


def write_thresholds(policy: str, chosen: Mapping[EntityType, float]) -> None:
    """Replace the table in the policy's file."""
    path = POLICIES / f"{policy}.toml"
    text = path.read_text("utf-8").split("[thresholds]")[0]
    rows = "\n".join(f"{type_} = {limit}" for type_, limit in chosen.items())
    comment = "# how sure a find must be, 0..1; finds below are kept (chosen by models/recipes/calibrate.py)"
    path.write_text(f"{text}[thresholds]\n{comment}\n{rows}\n", "utf-8")


def main() -> None:
    """Parse the options, measure, choose, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", nargs="*", type=Path, default=[])
    options = parser.parse_args()
    more = [f for path in options.cases for f in (sorted(path.glob("??.jsonl")) if path.is_dir() else [path])]
    cases = held_out(ROOT / "models/corpus", more)
    detector = _Remembered()
    found = []
    for case in cases:
        document = Document(normalise(case.text).text, get_language(case.language))
        if len(document.text) == len(case.text):  # else the offsets of gold are others
            found.append((case, detector.candidates(document)[0]))
    table = lines(judge(found))
    text = json.dumps(table, ensure_ascii=False, indent=1)
    TARGET.write_text(
        re.sub(r"\[\s+([^\]]*?)\s+\]", lambda m: "[" + re.sub(r"\s+", " ", m[1]) + "]", text) + "\n", "utf-8"
    )
    calibration._lines.cache_clear()
    for policies, recall in RECALL.items():
        print(*policies, flush=True)
        chosen = thresholds(cases, detector, recall, 0.0 if "strict" in policies else FLOOR)
        for policy in policies:
            write_thresholds(policy, chosen)


if __name__ == "__main__":
    main()
