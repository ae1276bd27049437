"""What the blocks of the service's benchmark come to, and how it is shown."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from service_client import NO_ANSWER, NOT_SENT, Outcome, Run

#: service against library, cases a second; and how far memory may move after a tenth of the requests
RATIO_WANTED, GROWTH_WANTED = 0.85, 0.05
_NAMES = {NO_ANSWER: "no answer", NOT_SENT: "not sent"}
_SHARES = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99, "max_ms": 1.0}


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that ``share`` of the values do not exceed; not a number when there are none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.nan


def latencies(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    """Milliseconds of the answered calls (200); ``None`` when there are none."""
    times = [one.milliseconds for one in outcomes if one.status == 200]
    return {name: round(percentile(times, share), 1) if times else None for name, share in _SHARES.items()}


def statuses(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """How many calls ended with what."""
    counts = Counter(one.status for one in outcomes)
    return {_NAMES.get(status, str(status)): counts[status] for status in sorted(counts)}


def throughput(run: Run) -> float:
    """Answered cases (200) a second."""
    return sum(one.status == 200 for one in run.outcomes) / run.seconds


def closed_figures(clients: int, runs: Sequence[Run]) -> dict[str, Any]:
    """The rounds of so many clients: the median throughput, latencies and errors of all rounds together."""
    outcomes = [one for run in runs for one in run.outcomes]
    rounds = [round(throughput(run), 2) for run in runs]
    return {
        "clients": clients,
        "cases_per_second": round(median(rounds), 2),
        "rounds": rounds,
        **latencies(outcomes),
        "statuses": statuses(outcomes),
        "errors": sum(one.status != 200 for one in outcomes),
        "client_share_of_a_core": round(
            sum(run.client_seconds for run in runs) / sum(run.seconds for run in runs), 3
        ),
    }


def ratio(service: Sequence[float], direct: Mapping[str, Sequence[float]]) -> float:
    """The median over rounds of the service's cases a second against the better direct way of the same round."""
    best = [max(of_round) for of_round in zip(*direct.values(), strict=True)]
    shares = [mine / theirs for mine, theirs in zip(service, best, strict=True)]
    return round(float(median(shares)), 3)


def open_figures(percent: int, rate: float, run: Run, health: Sequence[Outcome]) -> dict[str, Any]:
    """A block of arrivals, and how health was answered meanwhile."""
    return {
        "percent": percent,
        "arrivals_per_second": round(rate, 2),
        "cases_per_second": round(throughput(run), 2),
        **latencies(run.outcomes),
        "statuses": statuses(run.outcomes),
        "refused_429": sum(one.status == 429 for one in run.outcomes),
        "health": health_figures(health),
    }


def health_figures(health: Sequence[Outcome]) -> dict[str, Any]:
    """How often it was asked, how fast it answered, and how often it did not."""
    return {
        "asked": len(health),
        **latencies(health),
        "errors": sum(one.status != 200 for one in health),
    }


def checkpoints(requests: int) -> list[int]:
    """After how many requests memory is read: 1,000 and each tenth of all."""
    tenths = {requests * tenth // 10 for tenth in range(1, 11)}
    return sorted((tenths | {min(1_000, requests)}) - {0})


def growth(readings: Sequence[Mapping[str, float]], requests: int, name: str) -> float | None:
    """The furthest that a reading lies from the one after a tenth of the requests, as a share; ``None`` before."""
    later = [float(reading[name]) for reading in readings if reading["requests"] >= requests // 10]
    if len(later) < 2:
        return None
    moved = [value / later[0] - 1 for value in later]
    low, high = min(moved), max(moved)
    return round(high if high >= -low else low, 4)


def document(report: Mapping[str, Any]) -> str:
    """The sections that were run, as Markdown."""
    parts = ["# The service under load"]
    shown = {"speed": _speed, "memory": _memory, "idle": _idle}
    for name, show in shown.items():
        if name in report:
            parts += [f"## {name.capitalize()}", _setup(report[name]["setup"]), *show(report[name])]
    return "\n\n".join(parts) + "\n"


def _setup(setup: Mapping[str, Any]) -> str:
    return "\n".join(f"* {name.replace('_', ' ')}: {_plain(value)}" for name, value in setup.items())


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {one}" for name, one in value.items()) or "none"
    if isinstance(value, (list, tuple)):
        return " · ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _speed(section: Mapping[str, Any]) -> list[str]:
    best = max(row["ratio_to_direct"] for row in section["closed"]["casekit"])
    direct = [[way, one["cases_per_second"], one["rounds"]] for way, one in section["direct"].items()]
    closed = [
        [name, *(row.get(column) for column in _CLOSED.values())]
        for name, rows in section["closed"].items()
        for row in rows
    ]
    opened = [[row[column] for column in _OPEN.values()] for row in section["open"]]
    health = [
        [row["percent"], *(row["health"][column] for column in _HEALTH.values())] for row in section["open"]
    ]
    return [
        f"Best of the service against the better direct way: {best} (wanted: {RATIO_WANTED}).",
        _table(["direct", "cases/s", "rounds"], direct),
        "Closed loop. Latencies are of answered calls, of all rounds; cases/s is the median of rounds.",
        _table(["service", *_CLOSED], closed),
        "Open loop, Poisson arrivals in % of the best closed loop; latency from the arrival that was meant.",
        _table(list(_OPEN), opened),
        "`/healthz` in the meantime, asked every 100 ms.",
        _table(["%", *_HEALTH], health),
    ]


def _memory(section: Mapping[str, Any]) -> list[str]:
    rows = [
        [f"{reading['requests']:,}", reading["resident_mib"], reading["unique_mib"]]
        for reading in section["readings"]
    ]
    grown = section["growth"]
    return [
        f"After a tenth of the requests: resident {_percent(grown['resident_mib'])}, unique "
        f"{_percent(grown['unique_mib'])} at the furthest (wanted: within {GROWTH_WANTED:.0%}). "
        f"Answers: {_plain(section['statuses'])}; {section['cases_per_second']} cases/s.",
        _table(["requests", "resident MiB", "unique MiB"], rows),
    ]


def _idle(section: Mapping[str, Any]) -> list[str]:
    opened = [
        [row["second"], row["silent_open"], row["kept_open"], row["resident_mib"]]
        for row in section["readings"]
    ]
    asked = [
        ["/healthz", *(section["health"][column] for column in _HEALTH.values())],
        ["/v1/anonymise", *(section["anonymise"][column] for column in _HEALTH.values())],
    ]
    return [
        f"Opened: {_plain(section['opened'])}. Memory in MiB: {_plain(section['memory_mib'])}.",
        _table(["second", "silent, still open", "kept alive, still open", "resident MiB"], opened),
        _table(["asked meanwhile, on new connections", *_HEALTH], asked),
    ]


_TIMES = {"p50 ms": "p50_ms", "p95 ms": "p95_ms", "p99 ms": "p99_ms"}
_CLOSED = {
    "clients": "clients",
    "cases/s": "cases_per_second",
    "service/direct": "ratio_to_direct",
    **_TIMES,
    "errors": "errors",
    "client's share of a core": "client_share_of_a_core",
}
_OPEN = {
    "%": "percent",
    "arrivals/s": "arrivals_per_second",
    "cases/s": "cases_per_second",
    **_TIMES,
    "429": "refused_429",
    "all answers": "statuses",
}
_HEALTH = {"asked": "asked", "p50 ms": "p50_ms", "p99 ms": "p99_ms", "max ms": "max_ms", "errors": "errors"}


def _percent(share: float | None) -> str:
    return "not known" if share is None else f"{share:+.1%}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    return "\n".join(lines + ["| " + " | ".join(map(_plain, row)) + " |" for row in rows])
