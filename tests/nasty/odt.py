"""Every place of an OpenDocument text where a name can stand."""

from __future__ import annotations

from functools import partial
from typing import Any

from nasty import odt_hidden, odt_text
from nasty.leak import MARKERS, Leak
from nasty.odt_base import odt


def made(recipe: dict[str, Any], marker: str) -> bytes:
    """The document of a recipe."""
    return odt(marker, **recipe)


_TABLES = ((True, odt_text.VISIBLE), (False, odt_hidden.HIDDEN), (None, odt_hidden.EITHER))
LEAKS = [
    Leak(name, "odt", partial(made, recipe), marker, visible)
    for visible, table in _TABLES
    for name, recipe in table.items()
    for marker in MARKERS
] + [Leak(name, "odt", make, marker, False) for name, make in odt_hidden.ZIPS.items() for marker in MARKERS]
