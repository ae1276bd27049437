"""Stage 1: files → text in blocks and back into a clean file, and text → stretches of one language."""

from __future__ import annotations

from casekit.read.document import (
    Block,
    Choices,
    Document,
    Edit,
    LeftOut,
    by_block,
    edits_of,
    extents,
    text_of_blocks,
)
from casekit.read.language import Stretch, split_by_language
from casekit.read.opening import FORMATS, SUFFIXES, open_document, read_bytes, read_document, text_of

__all__ = [
    "FORMATS",
    "SUFFIXES",
    "Block",
    "Choices",
    "Document",
    "Edit",
    "LeftOut",
    "Stretch",
    "by_block",
    "edits_of",
    "extents",
    "open_document",
    "read_bytes",
    "read_document",
    "split_by_language",
    "text_of",
    "text_of_blocks",
]
