"""Names of clean files: that of the original, unless it tells something that was replaced."""

from __future__ import annotations

from collections.abc import Container
from itertools import count
from pathlib import Path

from casekit.cli.output import check_free
from casekit.errors import FileProblem
from casekit.lang import get_language

#: bytes of a stem; file systems take names of 255
_LONGEST = 200
#: formats of plain text, whose clean file is the text itself
_PLAIN = ("txt", "md", "text", "markdown")


def plain_target(path: Path) -> Path:
    """Beside the original, under its own name."""
    return path.with_name(named(path, path.suffix.lower()[1:]))


def named(original: Path, format: str, what: str = "anon") -> str:
    """The original's name for a result, cut where file systems would not take it."""
    stem = original.stem.encode("utf-8", "surrogateescape")[:_LONGEST].decode("utf-8", "ignore")
    return f"{stem}.{what}.{format}" if format else f"{stem}.{what}"


def as_text(target: Path, source: Path | None, format: str, text: str) -> bytes | None:
    """The bytes of a result that goes into a file of plain text; ``None`` when it keeps the format it came in.

    Raises:
        FileProblem: the ending of the target is that of another format.
    """
    wanted = target.suffix.lower()
    if format in _PLAIN or wanted in ("", *(f".{one}" for one in _PLAIN)):
        return text.encode("utf-8")
    if wanted not in (f".{format}", source.suffix.lower() if source else ""):
        name = target.name if source is None else source.name
        raise FileProblem(
            f"the result of {name!r} is written as {format}, or as text",
            key="file_other_format",
            name=name,
            format=f".{format}",
        )
    return None


def another_name(
    folder: Path, language: str, format: str, *, force: bool, taken: Container[str] = ()
) -> Path:
    """A name in the folder that tells nothing: a word of the text's language, and the first free number.

    Raises:
        FileProblem: nothing can be written in the folder.
    """
    word = get_language(language).table("documents")["case"]
    for number in count(1):
        path = folder / f"{word} {number}.anon.{format}"
        if path.name not in taken and not path.exists():
            check_free(path, None, force=force)
            return path
    raise AssertionError("unreachable")
