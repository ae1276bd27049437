"""An index as a folder: profiles, their vectors and themes, and one small file that names all by their hashes.

``index.json`` is the truth and is put in place last, in one step: whenever the writing stops, the folder
holds the old index or the new one, whole. FAISS writes no checksum of its own; here a flipped byte is an
error. Vectors and themes can always be made again from the profiles.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from casekit.errors import FileProblem
from casekit.match.index import ProfileIndex
from casekit.match.load import load_profiles
from casekit.match.profile import Profile
from casekit.match.themes import Reading

MANIFEST = "index.json"
_VERSION = 1
_SUFFIXES = {"profiles": ".jsonl", "readings": ".jsonl", "vectors": ".faiss"}


@dataclass(frozen=True, slots=True)
class StoredIndex:
    """What a folder holds; vector and reading ``n`` belong to profile ``n``."""

    profiles: tuple[Profile, ...]
    index: ProfileIndex
    readings: tuple[Reading, ...]
    embedder: str


def is_index(path: Path) -> bool:
    """Whether the path is a folder made by ``save_index``."""
    return (path / MANIFEST).is_file()


def save_index(folder: Path, content: StoredIndex) -> None:
    """Write an index; what was there before stays valid until the very last step.

    Raises:
        FileProblem: the folder cannot be written.
    """
    blobs = {
        "profiles": _lines(profile.as_row() for profile in content.profiles),
        "readings": _lines(asdict(reading) for reading in content.readings),
        "vectors": content.index.to_bytes(),
    }
    names = {part: f"{part}-{_hash(blob)[:16]}{_SUFFIXES[part]}" for part, blob in blobs.items()}
    manifest = {
        "version": _VERSION,
        "embedder": content.embedder,
        "dimensions": content.index.dimensions,
        "count": len(content.profiles),
        **{part: {"file": names[part], "blake2b": _hash(blob)} for part, blob in blobs.items()},
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part, blob in blobs.items():
            _write(folder / names[part], blob)
        _write(folder / MANIFEST, (json.dumps(manifest, indent=2) + "\n").encode("utf-8"))
        for part, suffix in _SUFFIXES.items():
            for old in folder.glob(f"{part}-*{suffix}"):
                if old.name != names[part]:
                    old.unlink()
        for left in folder.glob(".*.new"):  # by a writing that was cut off
            left.unlink()
    except OSError:
        raise FileProblem(
            f"{folder.name!r} cannot be written", key="file_unwritable", name=folder.name
        ) from None


def read_profiles(folder: Path) -> tuple[Profile, ...]:
    """The profiles of an index, checked by their hash; enough to build its vectors again.

    Raises:
        FileProblem: there is no index, or its profiles are damaged.
    """
    part = _manifest(folder)["profiles"]
    _checked(folder, part)
    return load_profiles(folder / part["file"])


def stored_embedder(folder: Path) -> str:
    """The name of the embedder that made an index.

    Raises:
        FileProblem: there is no index, or it is damaged.
    """
    return str(_manifest(folder)["embedder"])


def open_index(folder: Path) -> StoredIndex:
    """The index in a folder.

    Raises:
        FileProblem: there is none, or a file of it is damaged; the message says how to build it again.
    """
    manifest = _manifest(folder)
    profiles = read_profiles(folder)
    index = ProfileIndex.from_bytes(_checked(folder, manifest["vectors"]))
    rows = _checked(folder, manifest["readings"]).decode("utf-8").splitlines()
    if not len(index) == len(profiles) == len(rows) == manifest["count"]:
        raise _damaged(folder)
    if index.dimensions != manifest["dimensions"]:
        raise _damaged(folder)
    try:
        readings = tuple(Reading(**json.loads(row)) for row in rows)
    except (ValueError, TypeError):
        raise _damaged(folder) from None
    return StoredIndex(profiles, index, readings, str(manifest["embedder"]))


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: Any = json.loads((folder / MANIFEST).read_text("utf-8"))
        names = [str(manifest[part]["file"]) for part in _SUFFIXES]
        hashes = [str(manifest[part]["blake2b"]) for part in _SUFFIXES]
        whole = all(isinstance(manifest[key], int) for key in ("count", "dimensions")) and all(hashes)
        named = isinstance(manifest["embedder"], str) and all(Path(name).name == name for name in names)
        if manifest["version"] != _VERSION or not whole or not named:
            raise ValueError
        return dict(manifest)
    except OSError:
        raise FileProblem(f"{folder.name!r} holds no index", key="index_missing", name=folder.name) from None
    except (ValueError, KeyError, TypeError):
        raise _damaged(folder) from None


def _checked(folder: Path, part: dict[str, Any]) -> bytes:
    try:
        blob = (folder / str(part["file"])).read_bytes()
    except OSError:
        raise _damaged(folder) from None
    if _hash(blob) != part["blake2b"]:
        raise _damaged(folder)
    return blob


def _damaged(folder: Path) -> FileProblem:
    return FileProblem(
        f"the index in {folder.name!r} is damaged; build it again: casekit index build {folder.name} "
        "(or from the file of its groups, when its profiles are damaged too)",
        key="index_damaged",
        name=folder.name,
    )


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode("utf-8")


def _hash(blob: bytes) -> str:
    return hashlib.blake2b(blob, digest_size=32).hexdigest()


def _write(path: Path, blob: bytes) -> None:
    """The whole file under a passing name, forced to disk, then its own name in one step."""
    passing = path.with_name(f".{path.name}.new")
    try:
        with passing.open("wb") as stream:
            stream.write(blob)
            stream.flush()
            os.fsync(stream.fileno())
        passing.replace(path)
    finally:
        passing.unlink(missing_ok=True)
