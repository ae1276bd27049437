"""Speed: the library, the service and Presidio's services in rounds, then arrivals at the service."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any

import service_figures as figures
from service_client import (
    Caller,
    Outcome,
    PresidioCaller,
    Run,
    arrivals,
    closed_loop,
    open_loop,
    watch_health,
)
from service_processes import Direct, Server, casekit_service, direct, presidio_missing, presidio_services
from service_setup import CLIENTS, SEED, asking, settings, setup, texts, warm
from service_texts import Sample, packed

PERCENTS = (25, 50, 75, 90, 150)


@dataclass(frozen=True)
class Rounds:
    """What is run in each round: the library, and the services by name with what asks them."""

    library: Direct
    services: Mapping[str, Callable[[], Caller]]
    numbers: Sequence[int]

    def run(self, rounds: int) -> tuple[dict[str, list[float]], dict[str, dict[int, list[Run]]]]:
        """The library's cases a second by way, and the services' blocks by name and clients."""
        library: dict[str, list[float]] = {"one": [], "many": []}
        runs: dict[str, dict[int, list[Run]]] = {
            name: {clients: [] for clients in CLIENTS} for name in self.services
        }
        for at in range(rounds):
            for way, found in library.items():
                found.append(self.library.run(way))
            for name, make in self.services.items():
                for clients, blocks in runs[name].items():
                    blocks.append(asyncio.run(closed_loop(make, self.numbers, clients)))
            print(f"round {at + 1} of {rounds} done", flush=True)
        return library, runs


def speed(options: argparse.Namespace) -> dict[str, Any]:
    """Library, service and Presidio's services in rounds, then arrivals at the service."""
    samples = packed(options.corpus, seed=SEED)
    stated = setup(options) | {
        "rounds": options.rounds,
        "passes": options.passes,
        "seconds_of_arrivals": options.open_seconds,
    }
    with ExitStack() as stack:
        library = stack.enter_context(direct(options.corpus, options.passes, SEED))
        kept = [sample for n, sample in enumerate(samples) if n not in library.withheld]
        service = stack.enter_context(casekit_service(options.casekit, settings(options)))
        services: dict[str, Callable[[], Caller]] = {"casekit": asking(service, kept)}
        for workers in _presidio_workers(options):
            pair = stack.enter_context(presidio_services(workers))
            services[f"presidio, {workers} worker{'s' * (workers > 1)} each"] = _asking_presidio(*pair, kept)
        for name, make in services.items():
            warm(name, make, len(kept))
        found, runs = Rounds(library, services, list(range(len(kept))) * options.passes).run(options.rounds)
        closed = {name: _closed(blocks) for name, blocks in runs.items()}
        for row in closed["casekit"]:
            row["ratio_to_direct"] = figures.ratio(row["rounds"], found)
        best = max(row["cases_per_second"] for row in closed["casekit"])
        opened = _arrivals(options, service, services["casekit"], len(kept), best)
    stated |= texts(kept) | {"texts_withheld_by_leak_check": len(library.withheld)}
    return {"setup": stated, "direct": _direct(found), "closed": closed, "open": opened}


def _asking_presidio(analyzer: Server, anonymizer: Server, samples: Sequence[Sample]) -> Callable[[], Caller]:
    return lambda: PresidioCaller(analyzer.port, anonymizer.port, samples)


def _presidio_workers(options: argparse.Namespace) -> list[int]:
    missing = presidio_missing() if options.presidio else []
    if missing:
        print(f"Presidio's services are left out; not installed: {', '.join(missing)}")
    return options.presidio_workers if options.presidio and not missing else []


def _closed(blocks: Mapping[int, Sequence[Run]]) -> list[dict[str, Any]]:
    return [figures.closed_figures(clients, runs) for clients, runs in blocks.items()]


def _direct(found: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    names = {"one": "anonymise in a loop", "many": "anonymise_many, two workers"}
    return {
        names[way]: {
            "cases_per_second": round(median(speeds), 2),
            "rounds": [round(one, 2) for one in speeds],
        }
        for way, speeds in found.items()
    }


def _arrivals(
    options: argparse.Namespace, service: Server, make: Callable[[], Caller], cases: int, best: float
) -> list[dict[str, Any]]:
    rows = []
    for percent in PERCENTS if options.open_seconds and best else ():
        rate = best * percent / 100
        due = arrivals(rate, options.open_seconds, SEED + percent)
        run, health = asyncio.run(_watched(service, make, due, cases))
        rows.append(figures.open_figures(percent, rate, run, health))
        print(f"arrivals at {percent} % done", flush=True)
    return rows


async def _watched(
    service: Server, make: Callable[[], Caller], due: Sequence[float], cases: int
) -> tuple[Run, tuple[Outcome, ...]]:
    stop = asyncio.Event()
    health = asyncio.create_task(watch_health(service.port, stop))
    run = await open_loop(make, due, cases)
    stop.set()
    return run, await health
