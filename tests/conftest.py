"""What every test may use: one anonymiser, loaded once, and the notation of the domain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from casekit.case import EntityType
from casekit.pipeline import Anonymiser

ROOT = Path(__file__).parents[1]
_MARK = re.compile(r"\[\[(\w+)\|([^|\]]*)\|(.*?)\]\]|\{\{KEEP\|(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True)
class Marked:
    """A text out of the notation: ``[[TYPE|entity|surface]]`` and ``{{KEEP|surface}}``."""

    text: str
    mentions: tuple[tuple[int, int, EntityType, str], ...]
    keep: tuple[tuple[int, int], ...]


def marked(markup: str) -> Marked:
    """Text, mentions (start, end, type, entity) and kept extents."""
    parts: list[str] = []
    mentions: list[tuple[int, int, EntityType, str]] = []
    keep: list[tuple[int, int]] = []
    at = length = 0
    for match in _MARK.finditer(markup):
        parts.append(markup[at : match.start()])
        length += match.start() - at
        surface = match[3] if match[1] else match[4]
        if match[1]:
            mentions.append((length, length + len(surface), EntityType(match[1]), match[2]))
        else:
            keep.append((length, length + len(surface)))
        parts.append(surface)
        length += len(surface)
        at = match.end()
    parts.append(markup[at:])
    return Marked("".join(parts), tuple(mentions), tuple(keep))


@pytest.fixture(scope="session")
def anonymiser() -> Anonymiser:
    return Anonymiser()
