"""A leak's file through the product: opened, the name edited away wherever the text has it, written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from casekit.read import Choices, Document, Edit, by_block, open_document, text_of_blocks
from nasty.leak import REPLACEMENT, Leak

#: letters without width, which may stand in a word
_NOTHING = "[\u00ad\u200b\u200c\u200d\u2060\ufeff]*"
DEFAULT = Choices()
EVERYTHING = Choices(insertions="accept", comments="keep", images=True)
LEAST = Choices(insertions="drop", comments="drop", images=False)


@dataclass(frozen=True)
class Cleaned:
    """The document as it was opened, its text as it should be, and the file that came out."""

    document: Document = field(repr=False)
    text: str = field(repr=False)
    expected: str = field(repr=False)
    raw: bytes = field(repr=False)


def edits_for(text: str, marker: str) -> list[Edit]:
    """Every place of the marker in the text, in any case and with letters that have no width."""
    pattern = _NOTHING.join(map(re.escape, marker))
    return [Edit(m.start(), m.end(), REPLACEMENT) for m in re.finditer(pattern, text, re.IGNORECASE)]


def spliced(text: str, edits: list[Edit]) -> str:
    """The text with the edits done."""
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@cache
def cleaned(leak: Leak, choices: Choices = DEFAULT) -> Cleaned:
    """The leak's file, cleaned; hidden names get no help from an edit."""
    document = open_document(leak.raw(), f"case.{leak.format}", choices)
    text = text_of_blocks(document.blocks)
    edits = [] if leak.visible is False else edits_for(text, leak.marker)
    raw = document.written(by_block(document.blocks, edits), "en")
    return Cleaned(document, text, spliced(text, edits), raw)
