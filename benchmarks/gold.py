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
from typing import Any

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
    direct: bool


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
            mentions.append(GoldMention(length, length + len(surface), type_, match[2], type_.direct))
        else:
            keep.append((length, length + len(surface)))
        parts.append(surface)
        length += len(surface)
        at = match.end()
    parts.append(markup[at:])
    return "".join(parts), tuple(mentions), tuple(keep)


def read_cases(path: Path, split: str | None = None) -> Iterator[GoldCase]:
    """The gold write-ups of a JSONL file, all or those of one split."""
    for row in _rows(path):
        if split is None or row.get("split") == split:
            text, mentions, keep = parse(row["markup"])
            yield GoldCase(row["id"], row["lang"], text, mentions, keep)


def read_entities(path: Path, language: str) -> Iterator[GoldCase]:
    """The texts of a named-entity corpus: ``{"text", "spans": [[start, end, type, …], …]}`` a line.

    A last element ``{"identifier_type", "entity_id"}`` says, as in the Text Anonymization Benchmark, whether a
    mention is DIRECT, QUASI or NO_MASK; what needs no mask is no mention, whatever its type.
    """
    for number, row in enumerate(_rows(path)):
        mentions = [_entity(span, f"{number}-{at}") for at, span in enumerate(row["spans"])]
        yield GoldCase(str(row.get("id", number)), language, row["text"], tuple(m for m in mentions if m))


def _entity(span: list[Any], number: str) -> GoldMention | None:
    start, end, name = span[:3]
    type_ = NAMES.get(name, name)
    tab = span[-1] if isinstance(span[-1], dict) else {}
    mask = tab.get("identifier_type")
    known = type_ in set(EntityType)
    if mask == "NO_MASK" or not (known or mask):
        return None
    own = EntityType(type_) if known else EntityType.ORGANIZATION  # what has no type of ours may be under any
    direct = own.direct if mask is None else mask == "DIRECT"
    return GoldMention(start, end, own, tab.get("entity_id", number), direct)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    yield from (json.loads(line) for line in text.splitlines() if line.strip())
