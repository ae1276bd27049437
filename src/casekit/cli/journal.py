"""What of a folder is done, so that an interrupted run goes on where it stopped.

One JSON object a line, written through to disk as each file is done: hashes of the original, of the settings
and of the clean file, and the clean file's name. No text, and of an original no more than the clean file's name tells.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casekit.errors import FileProblem

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Done:
    """A file that is done: the name of the clean one in its folder, and the hash of its content."""

    output: str
    content: str


@dataclass
class Journal:
    """The journal in a file; made when the first file is done."""

    path: Path
    settings: str
    _done: dict[str, Done] = field(default_factory=dict, repr=False)
    _names: set[str] = field(default_factory=set, repr=False)

    def __post_init__(self) -> None:
        for row in _rows(self.path):
            done = Done(row["output"], row["content"])
            self._names.add(done.output)
            if row["settings"] == self.settings:
                self._done[row["source"]] = done

    def done(self, source: str, folder: Path) -> Done | None:
        """What was made of that content with these settings, when it is still there as it was written."""
        done = self._done.get(source)
        path = None if done is None else folder / done.output
        if done is None or path is None or not path.is_file() or digest(path.read_bytes()) != done.content:
            return None
        return done

    @property
    def names(self) -> set[str]:
        """The names of all clean files that were ever written."""
        return self._names

    def add(self, source: str, done: Done) -> None:
        """Note a file that is on disk.

        Raises:
            FileProblem: the journal cannot be written.
        """
        row = {"source": source, "settings": self.settings, "output": done.output, "content": done.content}
        line = "" if _ends_whole(self.path) else "\n"
        if not self.path.exists():
            line = json.dumps({"casekit_journal": _VERSION}) + "\n"
        try:
            with self.path.open("a", encoding="utf-8") as stream:
                stream.write(line + json.dumps(row) + "\n")
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise FileProblem(
                f"{self.path.name!r} cannot be written", key="file_unwritable", name=self.path.name
            ) from error
        self._done[source] = done
        self._names.add(done.output)


def digest(content: bytes) -> str:
    """The hash that tells contents apart."""
    return hashlib.sha256(content).hexdigest()


def settings_digest(settings: Mapping[str, object]) -> str:
    """The hash of everything but the original that decides what comes out."""
    return digest(json.dumps(settings, sort_keys=True, default=str).encode())


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a journal; a last line that was cut off is none.

    Raises:
        FileProblem: the file is there and is no journal.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        raise _foreign(path) from None
    rows = [row for row in map(_row, lines) if row is not None]
    if lines and (not rows or rows[0].get("casekit_journal") != _VERSION):
        raise _foreign(path)
    keys = {"source", "settings", "output", "content"}
    whole = [row for row in rows[1:] if row.keys() == keys and all(type(v) is str for v in row.values())]
    return [row for row in whole if Path(row["output"]).name == row["output"]]


def _row(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


def _ends_whole(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            stream.seek(-1, os.SEEK_END)
            return stream.read() == b"\n"
    except OSError:
        return True


def _foreign(path: Path) -> FileProblem:
    return FileProblem(f"{path.name!r} is no journal of casekit", key="journal_foreign", name=path.name)
