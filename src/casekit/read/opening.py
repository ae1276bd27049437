"""A file of any format → its document: the ending of its name tells the format, nothing else is tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import cast

from casekit.errors import FileProblem
from casekit.read.archive import MOST_PACKED, too_large
from casekit.read.document import Choices, Document, text_of_blocks

#: what each ending is opened by; imported on use, since each brings a library
_OPENERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        ".docx": ("casekit.read.docx", "open_docx"),
        ".docm": ("casekit.read.docx", "open_docx"),
        ".odt": ("casekit.read.odt", "open_odt"),
        ".rtf": ("casekit.read.rtf", "open_rtf"),
        ".pdf": ("casekit.read.pdf", "open_pdf"),
        ".html": ("casekit.read.html", "open_html"),
        ".htm": ("casekit.read.html", "open_html"),
        ".eml": ("casekit.read.eml", "open_eml"),
        ".txt": ("casekit.read.plain", "open_plain"),
        ".md": ("casekit.read.plain", "open_plain"),
        ".text": ("casekit.read.plain", "open_plain"),
        ".markdown": ("casekit.read.plain", "open_plain"),
    }
)
#: endings of the formats that are told to people, the usual one first
FORMATS = (".docx", ".odt", ".rtf", ".pdf", ".html", ".eml", ".txt", ".md")
#: every ending that can be opened
SUFFIXES = tuple(suffix for suffix in _OPENERS if suffix != ".docm")
_Opener = Callable[[bytes, str, Choices], Document]


def open_document(raw: bytes, name: str, choices: Choices | None = None) -> Document:
    """The document in these bytes; the ending of ``name`` tells the format.

    Raises:
        FileProblem: the format is not supported, or the content cannot be read as it; the message has the name.
    """
    module, function = _OPENERS[_suffix(name)]
    opener = cast(_Opener, getattr(import_module(module), function))
    return opener(raw, name, choices or Choices())


def read_document(path: Path, choices: Choices | None = None) -> Document:
    """The document in a file.

    Raises:
        FileProblem: there is no such file, it cannot be read, is too large, or is of no supported format.
    """
    return open_document(read_bytes(path), path.name, choices)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of a supported format.

    Raises:
        FileProblem: there is no such file, it cannot be read, is too large, or is of no supported format.
    """
    if path.is_file():  # one that is not there is told as such, whatever its ending
        _suffix(path.name)
    try:
        if path.stat().st_size > MOST_PACKED:
            raise too_large(path.name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise FileProblem(f"there is no file {path.name!r}", key="file_missing", name=path.name) from error
    except OSError as error:
        raise FileProblem(
            f"the file {path.name!r} cannot be read: {error.strerror}", key="file_unreadable", name=path.name
        ) from error


def text_of(raw: bytes, name: str) -> str:
    """The text of a file's content; the ending of ``name`` tells the format.

    Raises:
        FileProblem: the format is not supported, or the content holds no text; the message has the name.
    """
    return text_of_blocks(open_document(raw, name).blocks)


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    if suffix not in _OPENERS:
        formats = ", ".join(FORMATS)
        raise FileProblem(
            f"{name!r} is not a supported format; save it as one of {formats}",
            key="file_format",
            name=name,
            formats=formats,
        )
    return suffix
