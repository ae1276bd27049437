"""Fonts that may be named in a clean file: those that many have. A font of one's own may bear a name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


def known_font(family: str) -> str | None:
    """The font as it may be named; None for one that few have, which may name who had it made.

    Of a list of families, as stylesheets have it, the first counts.
    """
    first = family.split(",")[0].strip().strip("'\"").strip()
    return _known().get(first.casefold())


@cache
def _known() -> Mapping[str, str]:
    lines = (files("casekit.read") / "fonts.txt").read_text("utf-8").splitlines()
    return MappingProxyType({line.casefold(): line for line in lines if line and line[0] != "#"})
