"""Any sentence-transformers model: imported on use, local files only, prefixes and limits handled."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from casekit.embed import Embedder, load_embedder
from casekit.embed.sentence_transformers import prefix
from casekit.errors import FileProblem, MissingExtra


class FakeModel:
    max_seq_length = 64

    def __init__(self, name: str, **options: Any) -> None:
        if name == "absent":
            raise OSError("cannot reach https://example.invalid")
        self.options = options
        self.seen: list[str] = []

    def get_sentence_embedding_dimension(self) -> int:
        return 4

    def encode(self, texts: list[str], **options: Any) -> np.ndarray:
        self.seen += texts
        assert options["normalize_embeddings"]
        return np.eye(4, dtype=np.float64)[[len(text) % 4 for text in texts]]


@pytest.fixture
def fake_library(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("sentence_transformers")
    module.SentenceTransformer = FakeModel  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)


def test_without_the_library_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(MissingExtra, match="embedders"):
        load_embedder("intfloat/multilingual-e5-small")


@pytest.mark.usefixtures("fake_library")
def test_only_local_files_are_used() -> None:
    made: Any = load_embedder("some/model")
    assert made._model.options == {"local_files_only": True}


@pytest.mark.usefixtures("fake_library")
def test_a_model_that_is_not_here_is_a_file_problem() -> None:
    with pytest.raises(FileProblem, match="not on this machine"):
        load_embedder("absent")


@pytest.mark.usefixtures("fake_library")
def test_it_is_an_embedder_with_a_limit_of_its_own() -> None:
    made: Any = load_embedder("intfloat/multilingual-e5-small")
    assert isinstance(made, Embedder)
    assert made.dimensions == 4
    assert made.chunk_characters == 3 * 64
    rows = made.encode(["a", "bb"])
    assert rows.dtype == np.float32
    assert rows.shape == (2, 4)
    assert made._model.seen == ["query: a", "query: bb"]
    assert made.encode([]).shape == (0, 4)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("intfloat/multilingual-e5-small", "query: "),
        ("multilingual-e5-base", "query: "),
        ("intfloat/multilingual-e5-large-instruct", ""),
        ("sentence-transformers/all-MiniLM-L6-v2", ""),
        ("me/base5-model", ""),
    ],
)
def test_prefixes(name: str, expected: str) -> None:
    assert prefix(name) == expected
