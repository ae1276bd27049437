"""Reads gold: write-ups in the markup notation, and the JSONL of named-entity corpora.

``[[TYPE|entity|surface]]`` is a mention, ``{{KEEP|surface}}`` a term that must survive.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from casekit.case import EntityType

#: the names of the notation that differ from Presidio's
NAMES = {
    "PHONE": "PHONE_NUMBER",
    "EMAIL": "EMAIL_ADDRESS",
    "ID": "ID_NUMBER",
    "DATE": "DATE_TIME",
    "DEMOGRAPHIC": "NRP",
}
_MARK = re.compile(r"\[\[(\w+)\|([^|\]]*)\|(.*?)\]\]|\{\{KEEP\|(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True)
class GoldMention:
    """A mention ``[start, end)`` in the text without marks."""

    start: int
    end: int
    type: EntityType
    entity: str


@dataclass(frozen=True)
class GoldCase:
    """A text with what must go and what must stay."""

    id: str
    language: str
    text: str = field(repr=False)
    mentions: tuple[GoldMention, ...]
    keep: tuple[tuple[int, int], ...] = ()


def parse(markup: str) -> tuple[str, tuple[GoldMention, ...], tuple[tuple[int, int], ...]]:
    """Text, mentions and kept extents of a text in the notation."""
    parts: list[str] = []
    mentions: list[GoldMention] = []
    keep: list[tuple[int, int]] = []
    at = length = 0
    for match in _MARK.finditer(markup):
        parts.append(markup[at : match.start()])
        length += match.start() - at
        surface = match[3] if match[1] else match[4]
        if match[1]:
            type_ = EntityType(NAMES.get(match[1], match[1]))
            mentions.append(GoldMention(length, length + len(surface), type_, match[2]))
        else:
            keep.append((length, length + len(surface)))
        parts.append(surface)
        length += len(surface)
        at = match.end()
    parts.append(markup[at:])
    return "".join(parts), tuple(mentions), tuple(keep)


def read_cases(path: Path) -> Iterator[GoldCase]:
    """The gold write-ups of a JSONL file."""
    for row in _rows(path):
        text, mentions, keep = parse(row["markup"])
        yield GoldCase(row["id"], row["lang"], text, mentions, keep)


def read_entities(path: Path, language: str) -> Iterator[GoldCase]:
    """The texts of a named-entity corpus: ``{"text", "spans": [[start, end, type], …]}`` a line."""
    for number, row in enumerate(_rows(path)):
        mentions = tuple(
            GoldMention(
                start, end, EntityType(NAMES.get(type_, type_)), str(other[0]) if other else f"{number}-{at}"
            )
            for at, (start, end, type_, *other) in enumerate(row["spans"])
            if NAMES.get(type_, type_) in set(EntityType)
        )
        yield GoldCase(str(row.get("id", number)), language, row["text"], mentions)


def _rows(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    yield from (json.loads(line) for line in text.splitlines() if line.strip())
