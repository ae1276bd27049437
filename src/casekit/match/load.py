"""Profiles out of JSON Lines, CSV and YAML: three readers, one schema, every bad row refused with its line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from casekit.errors import FileProblem, InputError
from casekit.match.profile import Profile, profile_from

#: line in the file, and the decoded row or why it cannot be decoded
_Row = tuple[int, "object | InputError"]
_LISTS = ("languages", "lang", "themes", "populations", "conflicts", "texts")
_NUMBERS = ("size_now", "size_min", "size_max")
_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def load_profiles(path: str | Path) -> tuple[Profile, ...]:
    """The profiles of a ``.jsonl``, ``.csv``, ``.yaml`` or ``.yml`` file in UTF-8.

    JSON Lines: one object a line. CSV: a header of field names; several values of a cell stand between
    semicolons, an empty cell is not stated. YAML: a list of mappings.

    Raises:
        FileProblem: the file cannot be read or has another ending.
        InputError: a row is bad or an id comes twice; the message names line and reason, not content.
    """
    path = Path(path)
    reader = _READERS.get(path.suffix.lower())
    if path.is_dir():
        raise FileProblem(f"{path.name!r} holds no index", key="index_missing", name=path.name)
    if not path.exists():
        raise FileProblem(
            f"there is no file {path.name!r}: it cannot be read", key="file_missing", name=path.name
        )
    if reader is None:
        raise FileProblem(f"{path.name}: profiles are read from {', '.join(_READERS)}")
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else "cannot be read"
        raise FileProblem(f"{path.name}: the file {reason}") from None
    seen: dict[str, int] = {}
    profiles: list[Profile] = []
    for number, row in reader(text):
        try:
            if isinstance(row, InputError):
                raise row
            profile = profile_from(row)
            if profile.id in seen:
                raise InputError(f"the id of line {seen[profile.id]} comes again")
        except InputError as error:
            raise InputError(f"{path.name}, line {number}: {error}", line=number) from None
        seen[profile.id] = number
        profiles.append(profile)
    return tuple(profiles)


def _json_lines(text: str) -> Iterator[_Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line, object_pairs_hook=_no_repeats)
            except InputError as error:
                yield number, error
            except (ValueError, RecursionError):
                yield number, InputError("this is not JSON")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InputError("a field is given twice")
    return found


def _csv(text: str) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    number = 1
    try:
        for cells in reader:
            if header is None:
                header = [name.strip() for name in cells]
                if len(set(header)) < len(header):
                    yield number, InputError("a field is given twice")
                    return
            elif any(cell.strip() for cell in cells):
                if len(cells) != len(header):
                    yield number, InputError(f"{len(header)} cells are needed, there are {len(cells)}")
                else:
                    yield number, _typed(dict(zip(header, cells, strict=True)))
            number = reader.line_num + 1
    except csv.Error:
        yield number, InputError("this is not CSV")


def _typed(cells: Mapping[str, str]) -> object:
    """Cells as the values that JSON would give."""
    row: dict[str, object] = {}
    for name, cell in cells.items():
        text = cell.strip()
        if not text:
            continue
        if name in _LISTS:
            row[name] = [part.strip() for part in text.split(";") if part.strip()]
        elif name in _NUMBERS:
            row[name] = int(text) if text.isdecimal() and len(text) < 10 else text
        else:
            row[name] = _FLAGS.get(text.lower(), text) if name == "open" else text
    return row


def _yaml(text: str) -> Iterator[_Row]:
    import yaml

    try:
        # composed first: nodes know their lines; aliases are refused, they can blow a small file up
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            yield 1, InputError("anchors and aliases are not read")
            return
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        yield (mark.line + 1 if mark else 1), InputError("this is not YAML")
        return
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        yield 1, InputError("a list of profiles is needed")
        return
    for node in root.value:
        number = node.start_mark.line + 1
        names = [key.value for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
        if len(set(map(str, names))) < len(names):
            yield number, InputError("a field is given twice")
            continue
        try:
            yield number, yaml.SafeLoader("").construct_document(node)
        except (yaml.YAMLError, ValueError):
            yield number, InputError("this is not YAML")


_READERS: Mapping[str, Callable[[str], Iterator[_Row]]] = {
    ".jsonl": _json_lines,
    ".csv": _csv,
    ".yaml": _yaml,
    ".yml": _yaml,
}
