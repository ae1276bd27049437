"""Text that is spread over the nodes of a document: read as one string, edited as one string.

A name half in bold lies in two nodes. A flow reads them as one and puts what replaces the name into the first
node it touches, in that node's formatting; the rest of the name is taken out of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from casekit.read.document import Edit


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one node, and how the node is given another; a node that is given none may be taken out."""

    text: str = field(repr=False)
    put: Callable[[str], None] = field(repr=False)


def text_of_pieces(pieces: Iterable[Piece]) -> str:
    """The string that the pieces are together."""
    return "".join(piece.text for piece in pieces)


def rewrite(pieces: Sequence[Piece], edits: Sequence[Edit]) -> None:
    """Do the edits, in offsets of the string; nodes that no edit touches are left alone.

    Raises:
        ValueError: the edits overlap, are not in order, or end after the string.
    """
    _check(edits, sum(len(piece.text) for piece in pieces))
    waiting = [(edit, edit.text) for edit in edits]
    at, first = 0, 0
    for piece in pieces:
        end = at + len(piece.text)
        kept: list[str] = []
        cursor, touched = at, False
        number = first
        while number < len(waiting) and piece.text:
            edit, text = waiting[number]
            if edit.start >= end and not edit.start == edit.end == end:
                break
            touched = True
            kept += [piece.text[cursor - at : max(edit.start, cursor) - at], text]
            waiting[number] = (edit, "")
            cursor = min(edit.end, end)
            if edit.end > end:
                break
            number += 1
        first = number
        if touched:
            piece.put("".join(kept) + piece.text[cursor - at :])
        at = end


def _check(edits: Sequence[Edit], length: int) -> None:
    for before, after in zip(edits, edits[1:], strict=False):
        if before.end > after.start:
            raise ValueError("edits are disjoint and in text order")
    if edits and edits[-1].end > length:
        raise ValueError("an edit ends after the text")
