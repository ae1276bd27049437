"""What is read from a page: runs of glyphs with their places, in points, in the direction that text runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

#: stands in a text where the file does not say which letter a glyph is
UNKNOWN = "\ufffd"


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs that follow each other on one baseline; ``at`` is their place in the order they were drawn."""

    text: str = field(repr=False)
    left: float
    right: float
    y: float
    size: float
    bold: bool
    at: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its runs, those of one direction together, the main direction first.

    ``pictures`` are worth telling of; ``picture`` says that the page is little else than one.
    """

    sheets: tuple[tuple[Run, ...], ...] = field(repr=False)
    bottom: float
    top: float
    pictures: int
    picture: bool
    annotations: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a file, the number of files attached to it, and whom its metadata names."""

    pages: tuple[Page, ...]
    attachments: int
    people: tuple[str, ...] = field(repr=False)
