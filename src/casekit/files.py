"""Composes what is done with a file: opened, anonymised, written clean, and proved; holds no logic of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from casekit.case import AnonymisedCase
from casekit.disclosure import FileFacts, assess
from casekit.errors import FileProblem
from casekit.read import Choices, Document, LeftOut, by_block, edits_of, read_document, text_of_blocks
from casekit.read.proof import prove

if TYPE_CHECKING:
    from casekit.pipeline import Anonymiser

#: what separates the words of a file's name
_BETWEEN = re.compile(r"[\W_]+|(?<=[a-zа-яёåäö])(?=[A-ZА-ЯЁÅÄÖ])")


@dataclass(frozen=True, slots=True)
class AnonymisedFile:
    """A clean file in the format it came in, and the case in it.

    ``left_out`` is what the file had and the clean one does not. ``name_tells`` says that the name of the
    original holds something that was replaced, so that the clean file needs another.
    """

    case: AnonymisedCase
    data: bytes = field(repr=False)
    format: str
    left_out: tuple[LeftOut, ...]
    name_tells: bool


def anonymise_file(
    path: str | Path,
    anonymiser: Anonymiser,
    *,
    language: str | None = None,
    style: str | None = None,
    choices: Choices | None = None,
    assess: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> AnonymisedFile:
    """The clean file of a write-up; nothing is written to disk.

    The arguments are those of ``Anonymiser.anonymise``; ``choices`` is what becomes of tracked changes,
    comments and pictures.

    Raises:
        FileProblem: the file cannot be read, or holds no text.
        LanguageError: the text is in none of the supported languages.
        LeakError: something that was replaced is still in the clean file; nothing is returned.
    """
    path = Path(path)
    document = read_document(path, choices)
    text = text_with_content(document, path.name)
    case = anonymiser.anonymise(
        text, language, style=style, file_name=path.stem, assess=assess, progress=progress
    )
    data = clean(document, text, case)
    tells = name_tells(path.name, text, case, anonymiser)
    return AnonymisedFile(case, data, document.format, tuple(document.left_out), tells)


def text_with_content(document: Document, name: str) -> str:
    """The text of a document.

    Raises:
        FileProblem: there is none in it.
    """
    text = text_of_blocks(document.blocks)
    if not text.strip():
        raise FileProblem(f"{name!r} is empty", key="empty", name=name)
    return text


def clean(document: Document, text: str, case: AnonymisedCase) -> bytes:
    """The document with the replacements of the case and without all that a file holds beside its text.

    Raises:
        LeakError: something that was replaced, or that only the file knew, is still in it.
    """
    data = document.written(by_block(document.blocks, edits_of(case)), case.language)
    prove(data, document.format, document_text=text, case=case, hidden=document.hidden)
    return data


def proved_text(document: Document, text: str, case: AnonymisedCase) -> bytes:
    """The text of the case alone, for a file of plain text.

    Raises:
        LeakError: something that was replaced is still in it, in whatever disguise.
    """
    data = case.text.encode("utf-8")
    prove(data, "txt", document_text=text, case=case, hidden=document.hidden)
    return data


def name_tells(name: str, text: str, case: AnonymisedCase, anonymiser: Anonymiser) -> bool:
    """Whether a file's name holds something that was replaced in the text, or would be."""
    found = assess(text, case, file=FileFacts(name=name))
    if any(reason.where == "file" for reason in found.reasons):
        return True
    words = " ".join(filter(None, _BETWEEN.split(Path(name).stem)))
    if not words:
        return False
    # people write names of files in small letters and in capitals, too
    return any(
        mention.replacement is not None
        for written in dict.fromkeys((words, words.title()))
        for mention in anonymiser.anonymise(
            written, case.language, style="placeholder", assess=False
        ).mentions
    )
