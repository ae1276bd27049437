"""Reading write-ups for the commands: always anonymised before anything else is done with them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import casekit
from casekit.case import AnonymisedCase
from casekit.cli import show
from casekit.config import check_style, load_policy, load_settings
from casekit.errors import FileProblem
from casekit.files import text_with_content
from casekit.read import (
    FORMATS,
    SUFFIXES,
    Choices,
    Document,
    open_document,
    read_document,
    text_of_blocks,
)

if TYPE_CHECKING:
    from casekit.pipeline import Anonymiser

STANDARD = "-"


def open_source(source: str, choices: Choices | None = None) -> Document:
    """The document in a file or, for ``-``, the text on standard input, whatever its encoding.

    Raises:
        FileProblem: there is no such file, it cannot be read, or it holds no text.
    """
    if source == STANDARD:
        document = open_document(sys.stdin.buffer.read(), f"{STANDARD}.txt", choices)
    else:
        document = read_document(Path(source), choices)
    text_with_content(document, Path(source).name)
    return document


def read_source(source: str) -> str:
    """The text of the same.

    Raises:
        FileProblem: as there.
    """
    return text_of_blocks(open_source(source).blocks)


@dataclass(frozen=True, slots=True)
class Read:
    """A write-up and its anonymised case; the text is for a vault or a report to its own author."""

    text: str = field(repr=False)
    case: AnonymisedCase
    document: Document = field(repr=False)
    engine: Anonymiser


def read_anonymised(
    path: Path | None, language: str, policy: str | None, key: Path | None = None
) -> AnonymisedCase:
    """The anonymised case of a file or of standard input, with progress for a person who waits.

    It is for matching, which is done with placeholders whatever style the settings have.
    """
    return read_case(path, language, policy, key=key, style="placeholder").case


def read_case(
    path: Path | None,
    language: str,
    policy: str | None,
    *,
    key: Path | None = None,
    style: str | None = None,
    project_key: Path | None = None,
    choices: Choices | None = None,
) -> Read:
    """The same with the original text, its document, and the engine that anonymised it."""
    settings = load_settings()
    rules = load_policy(policy or settings.policy)
    chosen = check_style(style or settings.style)
    document = open_source(STANDARD if path is None else str(path), choices)
    text = text_of_blocks(document.blocks)
    with show.progress(len(text)) as progress:
        engine = casekit.Anonymiser(
            policy=rules,
            style=chosen,
            project_key=project_key or settings.project_key,
            conflict_key=key or settings.conflict_key,
        )
        name = "" if path is None else path.stem
        told = None if language == "auto" else language
        case = engine.anonymise(text, told, file_name=name, assess=False, progress=progress)
        return Read(text, case, document, engine)


def case_files(paths: Sequence[Path]) -> list[Path]:
    """The files of a list of files and folders, in order.

    A folder gives its files of every format, without the results of ``anonymise`` beside them.

    Raises:
        FileProblem: nothing is there, or two files have one name, so that nobody could tell them apart.
    """
    found: list[Path] = []
    for path in paths:
        found += sorted(filter(_is_case, path.iterdir())) if path.is_dir() else [path]
    twice = [path.name for path in found if sum(path.name == other.name for other in found) > 1]
    if twice:
        raise FileProblem(f"two files are named {twice[0]!r}", key="case_twice", name=twice[0])
    if not found:
        raise FileProblem("there are no write-ups", key="no_cases", formats=", ".join(FORMATS))
    return found


def _is_case(path: Path) -> bool:
    """A file of a format we read; not one that a word processor keeps beside an open file."""
    if path.name.startswith(("~$", ".")):
        return False
    return path.suffix.lower() in SUFFIXES and not path.stem.endswith((".anon", ".restored"))


def read_many(
    paths: Sequence[Path], language: str, policy: str | None, key: Path | None
) -> Iterator[AnonymisedCase]:
    """The anonymised cases of many files, one engine for all, with a bar for a person who waits."""
    settings = load_settings()
    engine = casekit.Anonymiser(
        load_policy(policy or settings.policy), conflict_key=key or settings.conflict_key
    )
    for path in show.counted(paths):
        text = read_source(str(path))
        yield engine.anonymise(text, None if language == "auto" else language, assess=False)
