"""Writing: whole or not at all, and never over something that is there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from casekit.errors import FileProblem


def check_free(path: Path, source: Path | None, *, force: bool) -> None:
    """Refuse a path before any work is done.

    Raises:
        FileProblem: the path is the source itself, exists, or its folder does not.
    """
    if source is not None and path.exists() and path.samefile(source):
        raise FileProblem("the output would overwrite the original", key="file_same")
    if path.is_dir() or not path.parent.is_dir():
        raise FileProblem(f"{path.name!r} cannot be written", key="file_unwritable", name=path.name)
    if path.exists() and not force:
        raise FileProblem(f"{path.name!r} exists already", key="file_exists", name=path.name)


def write_new(path: Path, content: str | bytes, *, force: bool) -> None:
    """Write a whole file under a passing name, then give it its own in one step.

    Raises:
        FileProblem: the file appeared meanwhile, or cannot be written; nothing is left behind.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".casekit-", dir=path.parent)
    except OSError as error:
        raise FileProblem(
            f"{path.name!r} cannot be written", key="file_unwritable", name=path.name
        ) from error
    passing = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content.encode("utf-8") if isinstance(content, str) else content)
        if force:
            passing.replace(path)
        else:
            _place(passing, path)
    except FileExistsError as error:
        raise FileProblem(f"{path.name!r} exists already", key="file_exists", name=path.name) from error
    except OSError as error:
        raise FileProblem(
            f"{path.name!r} cannot be written", key="file_unwritable", name=path.name
        ) from error
    finally:
        passing.unlink(missing_ok=True)


def _place(passing: Path, path: Path) -> None:
    """Give the file its name unless that is taken; copied where the file system has no links (USB sticks)."""
    try:
        os.link(passing, path)
    except FileExistsError:
        raise
    except OSError:
        with path.open("xb") as stream:
            try:
                stream.write(passing.read_bytes())
            except OSError:
                path.unlink()
                raise
