"""What every test may use: one anonymiser, loaded once, and the notation of the domain."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from casekit.case import EntityType
from casekit.pipeline import Anonymiser
from gold import parse

ROOT = Path(__file__).parents[1]
# the same examples on every machine and run; HYPOTHESIS_PROFILE=search looks for new ones, many more
settings.register_profile("same", derandomize=True)
settings.register_profile("search", max_examples=5000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@dataclass(frozen=True)
class Marked:
    """A text out of the notation: ``[[TYPE|entity|surface]]`` and ``{{KEEP|surface}}``."""

    text: str
    mentions: tuple[tuple[int, int, EntityType, str], ...]
    keep: tuple[tuple[int, int], ...]


def marked(markup: str) -> Marked:
    """Text, mentions (start, end, type, entity) and kept extents."""
    text, mentions, keep = parse(markup)
    return Marked(text, tuple((m.start, m.end, m.type, m.entity) for m in mentions), keep)


@pytest.fixture(scope="session")
def anonymiser() -> Anonymiser:
    return Anonymiser()
