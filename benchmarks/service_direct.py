"""The library called without a service: a process that runs a block of cases when told to.

    python benchmarks/service_direct.py --corpus models/corpus [--passes 2]

A line ``one`` on standard input runs ``anonymise`` in a loop, ``many`` runs ``anonymise_many`` with two workers
(language by language, as it takes one for all); each is answered with a line of JSON, ``cases`` and ``seconds``.
The first line, ``withheld``, are the numbers of the texts that the leak check keeps back; no block holds them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import casekit
from service_texts import Sample, packed

WORKERS = 2


def withheld(engine: casekit.Anonymiser, samples: Sequence[Sample]) -> list[int]:
    """Which texts are kept back; running them all also warms what the engine keeps."""
    numbers = []
    for number, sample in enumerate(samples):
        try:
            engine.anonymise(sample.text, sample.language, assess=False)
        except casekit.LeakError:
            numbers.append(number)
    return numbers


def one(engine: casekit.Anonymiser, samples: Sequence[Sample]) -> int:
    """One case after the other."""
    for sample in samples:
        engine.anonymise(sample.text, sample.language, assess=False)
    return len(samples)


def many(engine: casekit.Anonymiser, samples: Sequence[Sample]) -> int:
    """Two workers, one language after the other."""
    texts = defaultdict(list)
    for sample in samples:
        texts[sample.language].append(sample.text)
    return sum(
        1
        for language in texts
        for _ in engine.anonymise_many(texts[language], WORKERS, language=language, assess=False)
    )


def main() -> None:
    """Serve blocks until standard input ends."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    engine = casekit.Anonymiser()
    samples = packed(options.corpus, seed=options.seed)
    kept_back = withheld(engine, samples)
    block = [s for n, s in enumerate(samples) if n not in kept_back] * options.passes
    print(json.dumps({"withheld": kept_back}), flush=True)
    for line in sys.stdin:
        run = {"one": one, "many": many}[line.strip()]
        started = time.perf_counter()
        cases = run(engine, block)
        print(json.dumps({"cases": cases, "seconds": time.perf_counter() - started}), flush=True)


if __name__ == "__main__":
    main()
