"""Plain text and Markdown as one block: byte for byte what it was but for the edits, in UTF-8."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from casekit.read.archive import check_size
from casekit.read.decoding import decode
from casekit.read.document import Block, Choices, Edit, LeftOut
from casekit.read.flow import Piece, rewrite

_FORMATS = {".md": "md", ".markdown": "md"}


@dataclass(frozen=True, slots=True)
class PlainDocument:
    """A text; front matter, link targets and comments of Markdown are text like any other."""

    format: str
    blocks: Sequence[Block] = field(repr=False)
    hidden: Sequence[str] = ()
    left_out: Sequence[LeftOut] = ()

    def written(self, edits: Sequence[Sequence[Edit]], language: str) -> bytes:
        """The text with the edits done, its line ends as they are."""
        done = [self.blocks[0].text]
        rewrite([Piece(done[0], lambda text: done.__setitem__(0, text))], edits[0])
        return done[0].encode("utf-8")


def open_plain(raw: bytes, name: str, choices: Choices) -> PlainDocument:
    """The text in a .txt or .md file.

    Raises:
        FileProblem: it is too large, or is no text in an encoding that casekit knows.
    """
    check_size(raw, name)
    return PlainDocument(_FORMATS.get(Path(name).suffix.lower(), "txt"), (Block(decode(raw, name)),))
