"""Every place of an OpenDocument text where a name can stand."""

from __future__ import annotations

from functools import partial
from typing import Any

from nasty import odt_hidden, odt_text
from nasty.docx_base import in_utf16
from nasty.leak import MARKERS, Leak
from nasty.odt_base import odt, para


def made(recipe: dict[str, Any], marker: str) -> bytes:
    """The document of a recipe."""
    return odt(marker, **recipe)


def other_encoding(marker: str) -> bytes:
    """A document whose main part is in UTF-16."""
    return in_utf16(odt(marker, para("Then @M@ called.")), "content.xml")


_TABLES = ((True, odt_text.VISIBLE), (False, odt_hidden.HIDDEN), (None, odt_hidden.EITHER))
LEAKS = (
    [
        Leak(name, "odt", partial(made, recipe), marker, visible)
        for visible, table in _TABLES
        for name, recipe in table.items()
        for marker in MARKERS
    ]
    + [Leak(name, "odt", make, marker, False) for name, make in odt_hidden.ZIPS.items() for marker in MARKERS]
    + [Leak("main part in UTF-16", "odt", other_encoding, marker, True) for marker in MARKERS]
)
