"""How well identifiers are found, linked and replaced, per language, with the speed beside Presidio's own.

    python benchmarks/deidentify.py --cases DIR_OR_FILE ... [--entities LANG=FILE.jsonl.gz ...] [--out FILE]

``--cases`` are gold write-ups in the markup notation, ``--entities`` named-entity corpora of one language.
The whole pipeline runs with the policy ``strict``, which acts on every find. Presidio's AnalyzerEngine with
its predefined recognizers and the same spaCy pipeline is timed in the same run, each over all texts of a
language in turn, the best of three rounds for both. An output that the leak check withholds counts as found
what was found, and is counted on its own.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
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
from metrics import Counts

ROUNDS = 3
PACKAGES = ("casekit", "spacy", "presidio-analyzer", "slovnet")


def main() -> None:
    """Read, run, print, and write the results beside the setup."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", nargs="*", type=Path, default=[])
    parser.add_argument("--entities", nargs="*", default=[], metavar="LANG=FILE")
    parser.add_argument("--presidio", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--out", type=Path, help="where the results go as JSON")
    options = parser.parse_args()
    sets = dict(_sets(options.cases, options.entities))
    detector = Detector()
    results = [_run(name, cases, detector, options.presidio) for name, cases in sets.items()]
    report = {"setup": _setup(), "results": results}
    print(table(results))
    print(f"peak memory {report['setup']['peak_memory_mib']} MiB")
    if options.out:
        options.out.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _sets(paths: Sequence[Path], corpora: Sequence[str]) -> Iterator[tuple[str, list[GoldCase]]]:
    by_language: dict[str, list[GoldCase]] = defaultdict(list)
    for path in paths:
        files = sorted(path.glob("??.jsonl")) if path.is_dir() else [path]
        for file in files:
            for case in read_cases(file):
                by_language[case.language].append(case)
    yield from sorted(by_language.items())
    for corpus in corpora:
        language, _, name = corpus.partition("=")
        yield f"{language} {Path(name).name.split('.')[0]}", list(read_entities(Path(name), language))


def _run(name: str, cases: Sequence[GoldCase], detector: Detector, presidio: bool) -> dict[str, Any]:
    counts, withheld = Counts(), 0
    engine = casekit.Anonymiser(load_policy("strict"))
    for case in cases:
        spans = detector.detect(case.text, [(0, len(case.text), case.language)]).spans
        counts.add(case, link(case.text, spans, get_language(case.language)))
        try:
            engine.anonymise(case.text, case.language)
        except casekit.LeakError:
            withheld += 1
    language = cases[0].language
    characters = sum(len(case.text) for case in cases)
    result = _figures(name, counts) | {"withheld_by_leak_check": withheld}
    result["characters_per_second"] = round(
        characters / _best_time(cases, lambda text: engine.anonymise(text, language))
    )
    result["characters_per_second_detection_alone"] = round(
        characters / _best_time(cases, lambda text: detector.detect(text, [(0, len(text), language)]))
    )
    if presidio:
        analyzer = _presidio(language)
        seconds = _best_time(cases, lambda text: analyzer.analyze(text, language))
        result["presidio_characters_per_second"] = round(characters / seconds)
    return result


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


def _figures(name: str, counts: Counts) -> dict[str, Any]:
    return {
        "set": name,
        "cases": counts.cases,
        "direct_entity_recall": round(counts.entity_recall(direct=True), 3),
        "direct_mention_recall": round(counts.mention_recall(direct=True), 3),
        "quasi_entity_recall": round(counts.entity_recall(direct=False), 3),
        "quasi_mention_recall": round(counts.mention_recall(direct=False), 3),
        "precision_by_characters": round(counts.precision, 3),
        "keep_touched": round(counts.keep_touched_share, 3),
        "cases_without_leaked_direct": round(counts.clean_share, 3),
        "direct_entities_missed": counts.entities[True] - counts.entities_found[True],
        "link_f1": round(counts.link_f1, 3),
        "mention_recall_by_type": {
            str(type_): f"{counts.mentions_found[type_]}/{counts.mentions[type_]}"
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
    """The figures as Markdown, one column a set."""
    keys = [key for key in results[0] if key not in ("set", "mention_recall_by_type")]
    lines = ["| | " + " | ".join(str(r["set"]) for r in results) + " |", "|---" * (len(results) + 1) + "|"]
    lines += [
        f"| {key.replace('_', ' ')} | " + " | ".join(str(r.get(key, "")) for r in results) + " |"
        for key in keys
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
