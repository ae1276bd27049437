"""What a written file holds, sorted by how strictly each part of it is searched."""

from __future__ import annotations

from dataclasses import dataclass, field


class Unproved(Exception):  # noqa: N818
    """The file cannot be taken apart, so nothing can be said of it."""


@dataclass
class Reading:
    """What a file holds.

    ``shown`` is the text that a reader of the file sees, in paragraphs; where a file has it in two shapes, each
    is one of its lists. ``echoes`` hold the same text once more as the file paints it, piece by piece.
    ``free`` is text that is not seen and that people wrote (an author, a comment, the target of a link);
    ``format`` is what belongs to the format, ``fonts`` what may name a font or style; ``blobs`` are bytes that
    are no text.
    """

    shown: list[list[str]] = field(default_factory=list, repr=False)
    echoes: list[str] = field(default_factory=list, repr=False)
    free: set[str] = field(default_factory=set, repr=False)
    format: set[str] = field(default_factory=set, repr=False)
    fonts: set[str] = field(default_factory=set, repr=False)
    blobs: list[bytes] = field(default_factory=list, repr=False)
    #: bytes that may still be unpacked
    budget: int = 1_000_000_000

    def spend(self, size: int) -> None:
        """Count what was unpacked.

        Raises:
            Unproved: it is more than any file of ours unpacks to.
        """
        self.budget -= size
        if self.budget < 0:
            raise Unproved
