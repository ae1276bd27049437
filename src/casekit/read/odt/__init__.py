"""OpenDocument text (.odt): read in all its parts, written anew from what one reads and sees."""

from __future__ import annotations

from casekit.read.document import Choices, Document
from casekit.read.odt.opened import OdtDocument
from casekit.read.odt.package import open_package

__all__ = ["open_odt"]


def open_odt(raw: bytes, name: str, choices: Choices) -> Document:
    """The document in an .odt file.

    Raises:
        FileProblem: it is damaged, too large, protected by a password, or no text document.
    """
    return OdtDocument(open_package(raw, name), choices)
