"""An index as a folder: what is read is what was written, and damage is never read as something else."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from casekit.errors import FileProblem
from casekit.match import Profile, Reading, StoredIndex, is_index, open_index, read_profiles, save_index
from casekit.match.index import ProfileIndex

PROFILES = tuple(
    Profile(f"g{n}", f"Grupp {n}", "Vi ses på torsdagar.", ("sv",), themes=frozenset({"ethics"}), size_max=n)
    for n in range(5)
)


def index_of(count: int) -> ProfileIndex:
    rows = np.random.default_rng(count).normal(size=(count, 8)).astype(np.float32)
    made = ProfileIndex(8)
    made.add(range(count), rows / np.linalg.norm(rows, axis=1, keepdims=True))
    return made


def content(count: int) -> StoredIndex:
    readings = tuple(Reading({"ethics": n / 10}, {}, {"balint": 1.0}) for n in range(count))
    return StoredIndex(PROFILES[:count], index_of(count), readings, "shipped")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_index(tmp_path / "index", content(5))
    return tmp_path / "index"


def test_what_is_read_is_what_was_written(folder: Path) -> None:
    stored = open_index(folder)
    assert stored.profiles == PROFILES == read_profiles(folder)
    assert stored.embedder == "shipped"
    assert stored.readings == content(5).readings
    np.testing.assert_array_equal(stored.index.vectors(range(5)), index_of(5).vectors(range(5)))


def test_saving_again_leaves_nothing_old(folder: Path) -> None:
    save_index(folder, content(2))
    assert open_index(folder).profiles == PROFILES[:2]
    assert len(list(folder.iterdir())) == 4
    everything = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"Grupp 4" not in everything


@pytest.mark.parametrize("pattern", ["vectors-*.faiss", "profiles-*.jsonl", "readings-*.jsonl"])
def test_one_flipped_byte_is_told(folder: Path, pattern: str) -> None:
    (path,) = folder.glob(pattern)
    blob = bytearray(path.read_bytes())
    blob[len(blob) // 2] ^= 1
    path.write_bytes(bytes(blob))
    with pytest.raises(FileProblem, match="damaged"):
        open_index(folder)


def test_faiss_itself_would_not_have_noticed(folder: Path) -> None:
    blob = bytearray(index_of(5).to_bytes())
    # in the vectors, which stand after the head and before the numbers
    blob[len(blob) // 2] ^= 1
    assert len(ProfileIndex.from_bytes(bytes(blob))) == 5


@pytest.mark.parametrize("blob", [b"", b"no index at all", b"IxFI" + b"\0" * 40])
def test_bytes_that_are_no_index(blob: bytes) -> None:
    with pytest.raises(FileProblem):
        ProfileIndex.from_bytes(blob)


@pytest.mark.parametrize(
    "manifest",
    ["", "[]", "{}", json.dumps({"version": 1, "profiles": {"file": "../x"}, "vectors": {"file": "y"}})],
)
def test_a_broken_manifest_is_told(folder: Path, manifest: str) -> None:
    (folder / "index.json").write_text(manifest, "utf-8")
    with pytest.raises(FileProblem, match="damaged"):
        open_index(folder)


@pytest.mark.parametrize("key", ["count", "dimensions", "embedder", "version", "readings"])
def test_a_manifest_that_lacks_something_is_told(folder: Path, key: str) -> None:
    path = folder / "index.json"
    manifest = json.loads(path.read_text("utf-8"))
    del manifest[key]
    path.write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(FileProblem, match="damaged"):
        open_index(folder)


def test_a_folder_without_an_index(tmp_path: Path) -> None:
    assert not is_index(tmp_path)
    with pytest.raises(FileProblem, match="holds no index"):
        open_index(tmp_path)


def test_a_stop_before_the_last_step_leaves_the_old_index(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def stop_at_the_manifest(self: Path, target: Path) -> Path:
        if target.name == "index.json":
            raise OSError("stopped")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stop_at_the_manifest)
    with pytest.raises(FileProblem):
        save_index(folder, content(1))
    monkeypatch.undo()
    assert open_index(folder).profiles == PROFILES
    assert not list(folder.glob(".*"))


def test_vectors_can_be_made_again_from_the_profiles(folder: Path) -> None:
    (path,) = folder.glob("vectors-*.faiss")
    path.unlink()
    with pytest.raises(FileProblem, match="build it again"):
        open_index(folder)
    assert read_profiles(folder) == PROFILES
