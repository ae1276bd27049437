"""Check the corpus of annotated write-ups, measure how far two annotators agree, find near-duplicates.

    python models/recipes/corpus.py check models/corpus/*.jsonl
    python models/recipes/corpus.py agreement models/corpus/sv.jsonl models/corpus/second/sv.txt
    python models/recipes/corpus.py duplicates models/corpus/sv.jsonl

``check`` and ``duplicates`` end with exit code 1 when they find something. The second annotation is a text file:
``# <id>`` opens a case, then ``TYPE entity surface`` a line, meant for every whole-word occurrence of the surface
unless ``@1,3`` after it names which.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from augment import KEEP, parse_markup

TYPES = (
    "PERSON", "ADDRESS", "PHONE", "EMAIL", "URL", "USERNAME", "ID",
    "LOCATION", "ORGANIZATION", "DATE", "AGE", "OCCUPATION", "DEMOGRAPHIC",
)  # fmt: skip
KEYS = {
    "id",
    "lang",
    "author",
    "setting",
    "split",
    "register",
    "themes",
    "other_themes",
    "format",
    "request",
    "markup",
}
REGISTERS = {"formal", "informal", "chat", "dictated", "letter", "transcript", "clinical", "mixed"}
FORMATS = {"balint", "intervision", "supervision"}
THEMES = {"child_family", "distress", "ethics"}
SPLITS = {"train", "test"}
#: shared share of word 5-grams from which on two cases are near-duplicates
NEAR = 0.15
_MARK_LINE = re.compile(r"([A-Z]+)\s+([\w.-]+)\s+(.+?)(?:\s+@([\d,\s]+))?$")
Span = tuple[int, int, str]


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The cases of a file."""
    yield from (json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())


def problems(row: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one case, without quoting more of it than needed."""
    if set(row) != KEYS:
        yield f"keys {sorted(set(row) ^ KEYS)}"
        return
    if row["register"] not in REGISTERS or row["format"] not in FORMATS or row["split"] not in SPLITS:
        yield "register, format or split unknown"
    if set(row["themes"]) != THEMES or not set(row["themes"].values()) <= {0, 1}:
        yield "themes"
    sample = parse_markup(row["markup"], {})
    if any(bracket in sample.text for bracket in ("[[", "]]", "{{", "}}", "|")):
        yield "leftover brackets"
    types: dict[str, set[str]] = {}
    for start, end, type_, entity in sample.spans:
        surface = sample.text[start:end]
        if type_ not in (*TYPES, KEEP):
            yield f"unknown type {type_}"
        if surface != surface.strip():
            yield f"outer blank in {surface!r}"
        if entity:
            types.setdefault(entity, set()).add(type_)
    yield from (f"entity {entity} has types {sorted(t)}" for entity, t in types.items() if len(t) > 1)
    yield from (f"name left unmarked: {name!r}" for name in unmarked_names(sample))


def unmarked_names(sample: Any) -> list[str]:
    """Forms of persons of three letters or more that also stand outside every mark."""
    rest = list(sample.text)
    forms: set[str] = set()
    for start, end, type_, _ in sample.spans:
        rest[start:end] = "\0" * (end - start)
        if type_ == "PERSON":
            surface = sample.text[start:end]
            forms |= {surface, *re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", surface)}
    text = "".join(rest)
    long = [form for form in forms if len(re.findall(r"[^\W\d_]", form)) >= 3]
    return [f for f in sorted(long) if re.search(rf"(?<!\w){re.escape(f)}(?!\w)", text, re.IGNORECASE)]


def check(paths: list[Path]) -> int:
    """Print every problem and the make-up of each file; how many problems there are."""
    found = 0
    for path in paths:
        rows = list(read(path))
        ids = Counter(row["id"] for row in rows)
        faults = [(row["id"], fault) for row in rows for fault in problems(row)]
        faults += [(name, "twice") for name, times in ids.items() if times > 1]
        for name, fault in faults:
            print(f"{name}: {fault}")
        found += len(faults)
        spans = Counter(t for row in rows for *_, t, _ in parse_markup(row["markup"], {}).spans)
        words = sorted(len(parse_markup(row["markup"], {}).text.split()) for row in rows)
        print(
            f"{path.name}: {len(rows)} cases, words {words[0]}/{words[len(words) // 2]}/{words[-1]} (min/median/max)"
        )
        print("  ", dict(spans.most_common()))
        for key in ("split", "register", "format"):
            print("  ", dict(Counter(row[key] for row in rows).most_common()))
    return found


def second_annotation(path: Path, texts: dict[str, str]) -> dict[str, list[tuple[int, int, str, str]]]:
    """Spans ``(start, end, type, entity)`` by case of a second annotation."""
    found: dict[str, list[tuple[int, int, str, str]]] = {}
    case = ""
    for line in path.read_text("utf-8").splitlines():
        line = line.strip()
        if line.startswith("# "):
            case = line[2:].strip()
            found.setdefault(case, [])
        elif (mark := _MARK_LINE.match(line)) and case in texts:
            type_, entity, surface, which = mark.groups()
            wanted = {int(n) for n in re.findall(r"\d+", which)} if which else None
            pattern = rf"(?<!\w){re.escape(surface)}(?!\w)"
            for number, match in enumerate(re.finditer(pattern, texts[case]), start=1):
                if wanted is None or number in wanted:
                    found[case].append((match.start(), match.end(), type_, entity))
    return {case: longest(spans) for case, spans in found.items()}


def longest(spans: list[tuple[int, int, str, str]]) -> list[tuple[int, int, str, str]]:
    """Disjoint spans; the longer of two that overlap stays."""
    kept: list[tuple[int, int, str, str]] = []
    for span in sorted(spans, key=lambda s: s[0] - s[1]):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return sorted(kept)


def agreement(first: Path, second: Path) -> dict[str, float]:
    """Span F1 (same extent and type; any overlap of the same type), and Cohen's kappa over words."""
    rows = list(read(first))
    samples = {row["id"]: parse_markup(row["markup"], {}) for row in rows}
    other = second_annotation(second, {name: sample.text for name, sample in samples.items()})
    exact = overlap_a = overlap_b = ours = theirs = 0
    pairs: Counter[tuple[str, str]] = Counter()
    by_type: dict[str, list[int]] = {}
    for name, spans in other.items():
        a = {(s, e, t) for s, e, t, _ in samples[name].spans if t != KEEP}
        b = {(s, e, t) for s, e, t, _ in spans}
        exact += len(a & b)
        ours, theirs = ours + len(a), theirs + len(b)
        overlap_a += sum(meets(span, b) for span in a)
        overlap_b += sum(meets(span, a) for span in b)
        for type_ in TYPES:
            counts = by_type.setdefault(type_, [0, 0])
            counts[0] += sum(meets(s, b) for s in a if s[2] == type_) + sum(
                meets(s, a) for s in b if s[2] == type_
            )
            counts[1] += sum(s[2] == type_ for s in a) + sum(s[2] == type_ for s in b)
        for match in re.finditer(r"\w+", samples[name].text):
            pairs[label(match.start(), a), label(match.start(), b)] += 1
    total = sum(pairs.values())
    observed = sum(count for (x, y), count in pairs.items() if x == y) / total
    left, right = Counter(), Counter()  # type: Counter[str], Counter[str]
    for (x, y), count in pairs.items():
        left[x] += count
        right[y] += count
    expected = sum(left[x] * right[x] for x in left) / total**2
    return {
        "cases": len(other),
        "exact span F1": 2 * exact / (ours + theirs),
        "overlapping span F1": (overlap_a + overlap_b) / (ours + theirs),
        "Cohen's kappa over words": (observed - expected) / (1 - expected),
        **{f"overlapping F1 {type_}": hit / total for type_, (hit, total) in by_type.items() if total},
    }


def meets(span: Span, others: set[Span]) -> bool:
    """Whether one of the others has the same type and shares a letter."""
    return any(o[2] == span[2] and o[0] < span[1] and span[0] < o[1] for o in others)


def label(at: int, spans: set[Span]) -> str:
    """The type of the span over a place, ``O`` where there is none."""
    return next((t for s, e, t in spans if s <= at < e), "O")


def duplicates(path: Path) -> list[tuple[str, str, float]]:
    """Pairs of cases that share more than ``NEAR`` of the smaller one's word 5-grams."""
    grams: dict[str, set[tuple[str, ...]]] = {}
    for row in read(path):
        words = re.findall(r"\w+", parse_markup(row["markup"], {}).text.lower())
        grams[row["id"]] = {tuple(words[i : i + 5]) for i in range(len(words) - 4)}
    shared = (
        (a, b, len(grams[a] & grams[b]) / max(1, min(len(grams[a]), len(grams[b]))))
        for a, b in combinations(grams, 2)
    )
    return [pair for pair in shared if pair[2] > NEAR]


def main() -> None:
    """Parse the options and run one of the three."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("task", choices=("check", "agreement", "duplicates"))
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args()
    if options.task == "check":
        sys.exit(1 if check(options.files) else 0)
    if options.task == "agreement":
        first, second = options.files
        for name, value in agreement(first, second).items():
            print(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}")
        return
    pairs = [pair for path in options.files for pair in duplicates(path)]
    for a, b, share in pairs:
        print(f"{a} {b} {share:.2f}")
    sys.exit(1 if pairs else 0)


if __name__ == "__main__":
    main()
