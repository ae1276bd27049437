"""Reading write-ups for the commands: always anonymised before anything else is done with them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import casekit
from casekit.case import AnonymisedCase
from casekit.cli import show
from casekit.config import check_style, load_policy, load_settings
from casekit.errors import FileProblem
from casekit.read import decode, read_text

STANDARD = "-"
SUFFIXES = (".txt", ".md")


def read_source(source: str) -> str:
    """The text of a file or, for ``-``, of standard input, whatever its encoding.

    Raises:
        FileProblem: there is no such file, it holds no text, or it is empty.
    """
    text = decode(sys.stdin.buffer.read(), STANDARD) if source == STANDARD else read_text(Path(source))
    if not text.strip():
        name = Path(source).name
        raise FileProblem(f"{name!r} is empty", key="empty", name=name)
    return text


@dataclass(frozen=True, slots=True)
class Read:
    """A write-up and its anonymised case; the text is for a vault or a report to its own author."""

    text: str = field(repr=False)
    case: AnonymisedCase


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
) -> Read:
    """The same with the original text."""
    settings = load_settings()
    rules = load_policy(policy or settings.policy)
    chosen = check_style(style or settings.style)
    text = read_source(STANDARD if path is None else str(path))
    with show.progress(len(text)) as progress:
        engine = casekit.Anonymiser(
            policy=rules,
            style=chosen,
            project_key=project_key or settings.project_key,
            conflict_key=key or settings.conflict_key,
        )
        name = "" if path is None else path.stem
        told = None if language == "auto" else language
        return Read(text, engine.anonymise(text, told, file_name=name, assess=False, progress=progress))


def case_files(paths: Sequence[Path]) -> list[Path]:
    """The files of a list of files and folders, in order.

    A folder gives its .txt and .md files, without the results of ``anonymise`` beside them.

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
        raise FileProblem("there are no write-ups (.txt, .md)", key="no_cases")
    return found


def _is_case(path: Path) -> bool:
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
