"""Any sentence-transformers model that is on this machine, by name or folder. Never the network."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from casekit.embed.base import Vectors
from casekit.errors import FileProblem, MissingExtra

#: characters that a model's piece covers at the least in ru, en and sv, on the safe side
_CHARACTERS_A_PIECE = 3
_MOST_CHARACTERS = 1200


class SentenceTransformersEmbedder:
    """A sentence-transformers model; needs the extra ``casekit[embedders]``.

    E5 models get the prefix they were trained with ("query: " on both sides, as their authors advise
    where both sides are alike). A text is given in chunks that the model's length limit holds.

    Raises:
        MissingExtra: sentence-transformers is not installed.
        FileProblem: the model is not on this machine; it is never downloaded.
    """

    def __init__(self, name: str) -> None:
        self.name = Path(name).name if Path(name).exists() else name
        self._prefix = prefix(self.name)
        self._model = _load(name)
        self._dimensions = int(_dimensions(self._model))
        longest = int(getattr(self._model, "max_seq_length", None) or 128)
        self.chunk_characters = max(60, min(_MOST_CHARACTERS, _CHARACTERS_A_PIECE * longest))

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, of unit length."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        made = self._model.encode(
            [self._prefix + text for text in texts], normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(made, dtype=np.float32)


def prefix(name: str) -> str:
    """What the model of that name expects before a text; empty for all but the E5 family.

    The instruct models of that family want a sentence of instruction instead and read plain text well.
    """
    words = name.lower().replace("_", "-").replace("/", "-").split("-")
    return "query: " if "e5" in words and "instruct" not in words else ""


def _load(name: str) -> Any:
    # set before the import: huggingface_hub reads them once
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError:
        raise MissingExtra(
            "this embedder needs sentence-transformers; install it with: pip install 'casekit[embedders]'",
            extra="embedders",
        ) from None
    try:
        return SentenceTransformer(name, local_files_only=True)
    except Exception as error:  # the hub client's errors differ from version to version
        raise FileProblem(
            f"the embedder {name!r} is not on this machine ({type(error).__name__}); "
            "download it yourself and give its folder",
        ) from None


def _dimensions(model: Any) -> Any:
    asked = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
    return asked()
