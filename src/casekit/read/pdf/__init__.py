"""PDF files: their text is read, and a new file is made of it; nothing else of the old one is carried over.

What a PDF holds beside the text that its pages show (annotations, form fields, attachments, scripts, metadata,
outlines, earlier versions) cannot survive in a file that is written from text. What pages show twice, in
another order, in switched-off layers or without colour is text like any other. Where a file says that glyphs
stand for another text (ActualText), that text is read, as it is when people copy it.
"""

from __future__ import annotations

from casekit.read.document import Choices, Document


def open_pdf(raw: bytes, name: str, choices: Choices) -> Document:
    """The text of a PDF file in reading order, a block per paragraph or row of a table.

    Raises:
        FileProblem: it is damaged, encrypted or too large, holds pictures of pages instead of text, or holds
            text that cannot be told from its glyphs.
    """
    from casekit.read.pdf.reading import opened

    return opened(raw, name, choices)
