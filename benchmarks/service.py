"""The service under load: speed beside the library and Presidio's services, memory, idle connections.

    python benchmarks/service.py speed [--no-presidio]
    python benchmarks/service.py memory --requests 100000
    python benchmarks/service.py idle --connections 10000

Every run is on the loopback, starts what it asks and stops it; Linux only. Texts are write-ups of the corpus' test
split laid end to end and cut to 2,000 bytes of UTF-8, as many of each language, shuffled with a fixed seed.
``speed`` gives the same texts in rounds to the library in a process of its own (a loop; two workers), to the
service from 1, 2, 4 and 8 clients, and to Presidio's analyzer and then its anonymizer (``presidio_services.py``),
one block after the other, everything warm, so that all see the same machine; then Poisson arrivals at shares of the
best closed loop. ``memory`` sends short cases of which no two share a name, and writes what it has read at each
step, so that a run cut short keeps its readings. ``--setting`` gives the service a setting of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from sys import executable
from typing import Any

import service_figures as figures
from service_client import CasekitCaller, closed_loop
from service_idle import MIB, hold
from service_processes import Server, allow_connections, casekit_service, memory
from service_setup import SEED, asking, request, settings, setup, texts, warm
from service_speed import speed
from service_texts import packed, short_case

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Run a part, print the table and write both files."""
    options = _options()
    report = {"speed": speed, "memory": hold_memory, "idle": idle}[options.part](options)
    _write(options, report)
    print((options.out / "service.md").read_text("utf-8"))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = parser.add_subparsers(dest="part", required=True)
    one = parts.add_parser("speed")
    one.add_argument("--rounds", type=int, default=3)
    one.add_argument("--passes", type=int, default=2, help="how often a block goes through the texts")
    one.add_argument("--open-seconds", type=float, default=20, help="of each block of arrivals; 0 for none")
    one.add_argument("--presidio", action=argparse.BooleanOptionalAction, default=True)
    one.add_argument(
        "--presidio-workers", type=int, nargs="*", default=[1, 2], help="as its images start it, one a core"
    )
    two = parts.add_parser("memory")
    two.add_argument("--requests", type=int, default=100_000)
    two.add_argument("--clients", type=int, default=2)
    two.add_argument("--minutes", type=float, default=60, help="ends then, with what was read")
    three = parts.add_parser("idle")
    three.add_argument("--connections", type=int, default=10_000)
    three.add_argument("--seconds", type=float, default=75, help="how long they are held")
    for part in (one, two, three):
        part.add_argument("--corpus", type=Path, default=ROOT / "models" / "corpus")
        part.add_argument("--casekit", type=Path, default=Path(executable).with_name("casekit"))
        part.add_argument("--setting", action="append", default=[], metavar="NAME=VALUE")
        part.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    return parser.parse_args()


def hold_memory(options: argparse.Namespace) -> dict[str, Any]:
    """Short cases, every one with names of its own, and what the service holds after each step."""
    section: dict[str, Any] = {"setup": setup(options) | {"clients": options.clients}, "readings": []}
    with casekit_service(options.casekit, settings(options)) as service:
        counts: Counter[str] = Counter()
        started, done = time.perf_counter(), 0
        for step in figures.checkpoints(options.requests):
            left = options.minutes * 60 - (time.perf_counter() - started)
            if left <= 0:
                break
            run = asyncio.run(
                closed_loop(
                    lambda: CasekitCaller(service.port, lambda n: request(service, short_case(n))),
                    range(done, step),
                    options.clients,
                    seconds=left,
                )
            )
            done += len(run.outcomes)
            counts.update(figures.statuses(run.outcomes))
            section["readings"].append(_reading(service, done))
            section |= _memory_figures(section["readings"], options.requests, counts)
            section["cases_per_second"] = round(done / (time.perf_counter() - started), 1)
            _write(options, section)
            print(section["readings"][-1], flush=True)
    return section


def _reading(service: Server, done: int) -> dict[str, float]:
    time.sleep(0.5)
    found = memory(service.pid)
    return {
        "requests": done,
        "resident_mib": round(found.resident / MIB, 1),
        "unique_mib": round(found.unique / MIB, 1),
    }


def _memory_figures(
    readings: Sequence[Mapping[str, float]], requests: int, counts: Mapping[str, int]
) -> dict[str, Any]:
    names = ("resident_mib", "unique_mib")
    return {
        "growth": {name: figures.growth(readings, requests, name) for name in names},
        "statuses": dict(counts),
    }


def idle(options: argparse.Namespace) -> dict[str, Any]:
    """Connections that ask nothing, and whether the service still answers."""
    stated = setup(options) | {"open_files_allowed": allow_connections()}
    samples = packed(options.corpus, seed=SEED)
    with casekit_service(options.casekit, settings(options)) as service:
        requests = [request(service, sample) for sample in samples]
        warm("casekit", asking(service, samples), len(samples))
        held = asyncio.run(
            hold(
                service,
                requests.__getitem__,
                len(requests),
                connections=options.connections,
                seconds=options.seconds,
            )
        )
    return {
        "setup": stated | texts(samples) | {"connections": options.connections},
        "opened": held.opened,
        "readings": held.readings,
        "health": figures.health_figures(held.health),
        "anonymise": figures.health_figures(held.anonymised)
        | {"statuses": figures.statuses(held.anonymised)},
        "memory_mib": held.memory_mib,
    }


def _write(options: argparse.Namespace, section: Mapping[str, Any]) -> None:
    """Put the section beside what other parts left in the results."""
    path = options.out / "service.json"
    report = json.loads(path.read_text("utf-8")) if path.exists() else {}
    report[options.part] = section
    path.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")
    (options.out / "service.md").write_text(figures.document(report), "utf-8")


if __name__ == "__main__":
    main()
