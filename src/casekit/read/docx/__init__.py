"""Word documents (.docx): text in blocks, and a new file of nothing but what is known to be clean."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from casekit.lang import get_language
from casekit.read.document import Block, Choices, Document, Edit, LeftOut
from casekit.read.docx.cleaning import PLACES, Clean, Cleaner
from casekit.read.docx.flowing import blocks_of, labelled, paragraphs, pieces_of
from casekit.read.docx.names import w
from casekit.read.docx.package import note_properties, open_package
from casekit.read.docx.removed import Removed
from casekit.read.docx.writing import Part, package_of
from casekit.read.flow import rewrite

_AUTHOR = w("author")


@dataclass(slots=True)
class DocxDocument:
    """An opened Word document: clean already, but for the edits."""

    blocks: Sequence[Block] = field(repr=False)
    hidden: Sequence[str] = field(repr=False)
    left_out: Sequence[LeftOut]
    _clean: Clean = field(repr=False)
    format: str = "docx"

    def written(self, edits: Sequence[Sequence[Edit]], language: str) -> bytes:
        """The clean file with the edits of each block done; ``language`` is that of its labels."""
        if len(edits) != len(self.blocks):
            raise ValueError("there is one list of edits for each block")
        table = get_language(language).table("documents")
        parts = [Part(part.kind, part.name, deepcopy(part.root)) for part in self._clean.parts]
        waiting = iter(edits)
        for part in parts:
            if part.kind in PLACES:
                for paragraph in paragraphs(part.root):
                    if asked := next(waiting):
                        rewrite(pieces_of(paragraph), asked)
                labelled(part.root, {"picture": table["picture"], "object": table["object"]})
        for comment in (one for part in parts if part.kind == "comments" for one in part.root):
            comment.set(_AUTHOR, table["author"].format(number=comment.get(_AUTHOR)))
        return package_of(parts, self._clean.pictures)


def open_docx(raw: bytes, name: str, choices: Choices) -> Document:
    """The document in a .docx file; ``name`` is the file's, for errors.

    Raises:
        FileProblem: it is too large, encrypted, damaged, holds macros, or is of the strict kind.
    """
    package = open_package(raw, name)
    removed = Removed()
    note_properties(package, removed)
    clean = Cleaner(package, choices, removed).clean()
    blocks = [
        block
        for part in clean.parts
        if part.kind in PLACES
        for block in blocks_of(part.root, PLACES[part.kind])
    ]
    return DocxDocument(blocks, removed.hidden, removed.left_out, clean)
