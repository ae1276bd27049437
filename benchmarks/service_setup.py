"""What every part of the service's benchmark states and does first."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import service_figures as figures
from service_client import Caller, CasekitCaller, closed_loop, encoded
from service_processes import Server
from service_texts import BYTES, Sample

CLIENTS = (1, 2, 4, 8)
PACKAGES = ("casekit", "fastapi", "uvicorn", "presidio-analyzer", "presidio-anonymizer", "flask", "gunicorn")
#: one key asks for all, and the queue, not the key, is to be the limit
SETTINGS = {"requests_per_minute": "0", "concurrent_per_key": "1000"}
SEED = 1


def settings(options: argparse.Namespace) -> dict[str, str]:
    """What the service is told: ours, and over them those of ``--setting``."""
    return SETTINGS | dict(one.partition("=")[::2] for one in options.setting)


def setup(options: argparse.Namespace) -> dict[str, Any]:
    """What a run is to be read with."""
    return {
        "date": date.today().isoformat(),
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores shared with the client, no accelerator",
        "load_before": round(os.getloadavg()[0], 2),
        "packages": {package: _version(package) for package in PACKAGES},
        "settings": settings(options),
    }


def texts(samples: Sequence[Sample]) -> dict[str, Any]:
    """What is stated of the texts."""
    size = sum(len(sample.text.encode()) for sample in samples) // max(1, len(samples))
    return {"texts": len(samples), "bytes_a_text": f"{size} (at most {BYTES})", "seed": SEED}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def request(service: Server, sample: Sample) -> bytes:
    """The bytes that ask for one text."""
    body = json.dumps({"text": sample.text, "language": sample.language, "policy": "share"})
    return encoded("POST", "/v1/anonymise", body.encode(), key=service.key)


def asking(service: Server, samples: Sequence[Sample]) -> Callable[[], Caller]:
    """What makes callers for these texts, whose bytes are made once."""
    requests = [request(service, sample) for sample in samples]
    return lambda: CasekitCaller(service.port, requests.__getitem__)


def warm(name: str, make: Callable[[], Caller], cases: int) -> None:
    """Ask for every case once.

    Raises:
        RuntimeError: not one was answered, so that there is nothing to time.
    """
    run = asyncio.run(closed_loop(make, range(cases), max(CLIENTS)))
    answers = figures.statuses(run.outcomes)
    if "200" not in answers:
        raise RuntimeError(f"{name} anonymises nothing; its answers: {answers}")
