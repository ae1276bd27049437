"""What a file is to casekit: blocks of text that are read, edited, and written back into a clean file.

A block is a paragraph, a cell's paragraph, a note, a header: whatever its format keeps apart. The text of a
document is its blocks, each after its separator; offsets are code points of that text, half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from casekit.case import AnonymisedCase

Place = Literal["body", "table", "textbox", "header", "footer", "footnote", "endnote", "comment", "subject"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user decides about a file.

    ``insertions`` says whether tracked insertions become text or go; tracked deletions always go.
    ``comments`` says whether comments stay, anonymised and without their authors.
    ``images`` keeps pictures, without anything but their pixels; else a labelled box stands in their place.
    """

    insertions: Literal["accept", "drop"] = "accept"
    comments: Literal["keep", "drop"] = "keep"
    images: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document's text; ``before`` separates it from the block before."""

    text: str = field(repr=False)
    before: str = "\n"
    place: Place = "body"


@dataclass(frozen=True, slots=True)
class Edit:
    """What stands in the place of ``[start, end)``; ``start`` may equal ``end``."""

    start: int
    end: int
    text: str = field(repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"an edit needs 0 <= start <= end, got [{self.start}, {self.end})")


#: what a file may have and its clean one does not; each has a sentence in ``[left_out]`` of the messages
LEFT_OUT = frozenset(
    (
        "attachment",
        "comment",
        "cut_off",
        "deletion",
        "field",
        "form_field",
        "glyph",
        "hidden_text",
        "insertion",
        "link",
    )
    + ("object", "picture", "picture_page")
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something of the file that the result does not have, and how many of it."""

    key: str
    count: int = 1

    def __post_init__(self) -> None:
        if self.key not in LEFT_OUT:
            raise ValueError(f"nothing that is left out is called {self.key!r}")


class Document(Protocol):
    """An opened file of one format."""

    #: the suffix of its format without the dot, that of the file it is written to
    format: str
    blocks: Sequence[Block]
    #: what only the file knows, such as its author and the authors of comments; must not survive anywhere
    hidden: Sequence[str]
    left_out: Sequence[LeftOut]

    def written(self, edits: Sequence[Sequence[Edit]], language: str) -> bytes:
        """The clean file with the edits of each block done; ``language`` (en, ru, sv) is that of its labels.

        Offsets of edits are those of the block, in text order and disjoint. May be called more than once, each
        time from the file as it was opened.
        """


def text_of_blocks(blocks: Sequence[Block]) -> str:
    """The text of a document."""
    return "".join(block.text if at == 0 else block.before + block.text for at, block in enumerate(blocks))


def extents(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Where each block stands in the text of the document."""
    found: list[tuple[int, int]] = []
    at = 0
    for number, block in enumerate(blocks):
        start = at if number == 0 else at + len(block.before)
        at = start + len(block.text)
        found.append((start, at))
    return found


def edits_of(case: AnonymisedCase) -> list[Edit]:
    """The replacements of a case as edits of its text."""
    return [Edit(m.start, m.end, m.replacement) for m in case.mentions if m.replacement is not None]


def by_block(blocks: Sequence[Block], edits: Iterable[Edit]) -> list[list[Edit]]:
    """The edits of the document's text as edits of its blocks.

    One that runs over several blocks stands in the first that it touches; from the others its part is taken
    out. What separates blocks is never edited; an edit of nothing stands at the end of a block rather than
    at the start of the next.
    """
    places = extents(blocks)
    found: list[list[Edit]] = [[] for _ in blocks]
    first = 0
    for edit in edits:
        while first < len(places) and places[first][1] <= edit.start and places[first][1] < edit.end:
            first += 1
        text = edit.text
        for number in range(first, len(places)):
            start, end = places[number]
            if start > edit.end or start == edit.end > edit.start:
                break
            low, high = max(start, edit.start), min(end, edit.end)
            if low < high or edit.start == edit.end:
                found[number].append(Edit(low - start, high - start, text))
                text = ""
            if edit.start == edit.end:
                break
    return found
