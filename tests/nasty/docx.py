"""Every place of a Word document where a name can stand."""

from __future__ import annotations

from functools import partial
from typing import Any

from nasty import docx_hidden, docx_parts, docx_text
from nasty.docx_base import docx, in_utf16, para
from nasty.leak import MARKERS, Leak


def made(recipe: dict[str, Any], marker: str) -> bytes:
    """The document of a recipe."""
    return docx(marker, **recipe)


def other_encoding(marker: str) -> bytes:
    """A document whose main part is in UTF-16."""
    return in_utf16(docx(marker, para("Then @M@ called.")), "word/document.xml")


_TABLES = (
    (True, docx_text.VISIBLE),
    (False, docx_hidden.HIDDEN),
    (False, docx_parts.HIDDEN),
    (None, docx_parts.EITHER),
)
LEAKS = (
    [
        Leak(name, "docx", partial(made, recipe), marker, visible)
        for visible, table in _TABLES
        for name, recipe in table.items()
        for marker in MARKERS
    ]
    + [
        Leak(name, "docx", make, marker, False)
        for name, make in docx_parts.ZIPS.items()
        for marker in MARKERS
    ]
    + [Leak("main part in UTF-16", "docx", other_encoding, marker, True) for marker in MARKERS]
)
