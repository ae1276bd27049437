"""How well identifiers are found, linked and replaced, per language, with the speed beside Presidio's own.

    python benchmarks/deidentify.py --cases DIR_OR_FILE ... [--split test] [--entities LANG=FILE.jsonl.gz ...]

``--cases`` are gold write-ups in the markup notation, ``--entities`` named-entity corpora of one language.
The pipeline runs with the default policy, or that of ``--policy``, without the report on what risk remains.
Intervals are the middle 95 % of 500 bootstrap resamples over cases. Presidio's AnalyzerEngine with its
predefined recognizers and the same spaCy pipeline is timed in the same run, each over all texts of a language in
turn, the best of three rounds for both. An output that the leak check withholds counts as found what was found,
and is counted on its own.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import casekit
from casekit.case import EntityType
from casekit.config import load_policy, model_path
from casekit.detect import Detector
from casekit.lang import get_language
from casekit.link import link
from gold import GoldCase, read_cases, read_entities
from metrics import Counts, intervals

ROUNDS = 3
PACKAGES = ("casekit", "spacy", "presidio-analyzer")
FIGURES = (
    "direct_entity_recall",
    "direct_mention_recall",
    "quasi_entity_recall",
    "quasi_mention_recall",
    "precision_by_characters",
    "keep_touched_share",
    "cases_without_leaked_direct",
    "person_recall",
    "person_precision",
    "link_f1",
)


def main() -> None:
    """Read, run, print, and write the results beside the setup."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", nargs="*", type=Path, default=[])
    parser.add_argument("--split", help="only the cases of that split of a corpus")
    parser.add_argument("--entities", nargs="*", default=[], metavar="LANG=FILE")
    parser.add_argument("--policy", default="share")
    parser.add_argument("--presidio", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--speed", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--out", type=Path, help="where the results go as JSON")
    options = parser.parse_args()
    sets = dict(read_sets(options.cases, options.entities, options.split))
    detector = Detector()
    results = []
    for name, cases in sets.items():
        result = figures(name, counted(cases, detector, load_policy(options.policy).thresholds))
        if options.speed:
            result |= _speed(cases, detector, options)
        results.append(result)
    report = {"setup": _setup() | {"policy": options.policy}, "results": results}
    print(table(results))
    print(f"peak memory {report['setup']['peak_memory_mib']} MiB")
    if options.out:
        options.out.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")


def read_sets(
    paths: Sequence[Path], corpora: Sequence[str] = (), split: str | None = None
) -> Iterator[tuple[str, list[GoldCase]]]:
    """The write-ups by language, then each corpus by itself."""
    by_language: dict[str, list[GoldCase]] = defaultdict(list)
    for path in paths:
        files = sorted(path.glob("??.jsonl")) if path.is_dir() else [path]
        for file in files:
            for case in read_cases(file, split):
                by_language[case.language].append(case)
    yield from sorted(by_language.items())
    for corpus in corpora:
        language, _, name = corpus.partition("=")
        yield f"{language} {Path(name).name.split('.')[0]}", list(read_entities(Path(name), language))


def counted(
    cases: Sequence[GoldCase], detector: Detector, thresholds: Mapping[EntityType, float]
) -> list[Counts]:
    """What was found in each case."""
    found = []
    for case in cases:
        extent = (0, len(case.text), case.language)
        spans = detector.detect(case.text, [extent], thresholds=thresholds).spans
        found.append(Counts.of(case, link(case.text, spans, get_language(case.language)).mentions))
    return found


def _speed(cases: Sequence[GoldCase], detector: Detector, options: argparse.Namespace) -> dict[str, int]:
    """Characters a second of the whole pipeline, of detection alone, and of Presidio."""
    language = cases[0].language
    engine = casekit.Anonymiser(options.policy)
    characters = sum(len(case.text) for case in cases)
    calls: dict[str, Callable[[str], object]] = {
        "characters_per_second": lambda text: engine.anonymise(text, language, assess=False),
        "characters_per_second_detection_alone": lambda text: detector.detect(
            text, [(0, len(text), language)]
        ),
    }
    if options.presidio:
        analyzer = _presidio(language)
        calls["presidio_characters_per_second"] = lambda text: analyzer.analyze(text, language)
    withheld = 0
    for case in cases:
        try:
            engine.anonymise(case.text, language, assess=False)
        except casekit.LeakError:
            withheld += 1
    speeds = {name: round(characters / _best_time(cases, call)) for name, call in calls.items()}
    return {"withheld_by_leak_check": withheld} | speeds


def _best_time(cases: Sequence[GoldCase], call: Callable[[str], object]) -> float:
    """Seconds of the fastest of several rounds over all texts; a withheld output took its time too."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        for case in cases:
            try:
                call(case.text)
            except casekit.LeakError:
                continue
        times.append(time.perf_counter() - started)
    return min(times)


def _presidio(language: str) -> Any:
    """Presidio as it comes, on our spaCy pipeline; its public-suffix list is the one in its package."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    from casekit.detect import ner

    class Shipped(SpacyNlpEngine):
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {language: ner.load_pipeline(model_path("ner") / language)}

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    registry = RecognizerRegistry(supported_languages=[language])
    registry.load_predefined_recognizers(languages=[language], nlp_engine=Shipped())
    return AnalyzerEngine(registry=registry, nlp_engine=Shipped(), supported_languages=[language])


def figures(name: str, cases: Sequence[Counts]) -> dict[str, Any]:
    """Every figure with its interval, and what was missed by type."""
    counts = sum(cases, start=Counts())
    ranges = intervals(cases, FIGURES)
    shown = {f: getattr(counts, f) for f in FIGURES}
    return {
        "set": name,
        "cases": counts.cases,
        **{f: round(value, 3) for f, value in shown.items() if not math.isnan(value)},
        "direct_entities_missed": counts.entities[True] - counts.entities_found[True],
        "quasi_entities_missed": counts.entities[False] - counts.entities_found[False],
        "intervals": {
            f: [round(low, 3), round(high, 3)] for f, (low, high) in ranges.items() if not math.isnan(low)
        },
        "mentions_missed_by_type": {
            str(type_): f"{counts.mentions[type_] - counts.mentions_found[type_]} of {counts.mentions[type_]}"
            for type_ in EntityType
            if counts.mentions[type_]
        },
    }


def _setup() -> dict[str, Any]:
    return {
        "date": date.today().isoformat(),
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, 2 cores, no accelerator",
        "packages": {package: version(package) for package in PACKAGES},
        "rounds": ROUNDS,
        "peak_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def table(results: Sequence[dict[str, Any]]) -> str:
    """The figures as Markdown, one column a set, intervals behind them, misses by type below."""
    keys = list(
        dict.fromkeys(key for r in results for key in r if not isinstance(r[key], dict) and key != "set")
    )
    types = list(dict.fromkeys(t for r in results for t in r["mentions_missed_by_type"]))
    rows = [(key.replace("_", " "), [_cell(r, key) for r in results]) for key in keys]
    rows += [(f"missed {t}", [r["mentions_missed_by_type"].get(t, "") for r in results]) for t in types]
    lines = ["| | " + " | ".join(str(r["set"]) for r in results) + " |", "|---" * (len(results) + 1) + "|"]
    return "\n".join(lines + [f"| {name} | " + " | ".join(cells) + " |" for name, cells in rows])


def _cell(result: dict[str, Any], key: str) -> str:
    if key not in result:
        return ""
    low_high = result["intervals"].get(key)
    return f"{result[key]}" + (f" ({low_high[0]}–{low_high[1]})" if low_high else "")


if __name__ == "__main__":
    main()
