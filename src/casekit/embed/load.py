"""How an embedder is found by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from casekit.config import model_path
from casekit.embed.base import Embedder
from casekit.errors import FileProblem

#: name of the embedder that ships with casekit
SHIPPED = "casekit"


def load_embedder(name: str | None = None) -> Embedder:
    """The embedder of that name: ``None`` for the shipped one, else a sentence-transformers name or folder.

    A folder written by ``models/recipes/embedder.py`` is read without sentence-transformers. Nothing is
    ever downloaded: a model that is not on this machine is an error.

    Raises:
        FileProblem: the model is not on this machine, or its files cannot be read.
        MissingExtra: the model needs sentence-transformers, which is not installed.
    """
    if name is None or name == SHIPPED:
        return _layers(_shipped_folder())
    folder = Path(name)
    if _is_ours(folder):
        return _layers(folder)
    from casekit.embed.sentence_transformers import SentenceTransformersEmbedder

    return SentenceTransformersEmbedder(name)


def _shipped_folder() -> Path:
    try:
        return model_path("embedder")
    except FileNotFoundError as error:
        raise FileProblem(str(error)) from None


def _layers(folder: Path) -> Embedder:
    from casekit.embed.layers import LayersEmbedder

    return LayersEmbedder.open(folder)


def _is_ours(folder: Path) -> bool:
    try:
        config: Any = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(config, dict) and config.get("kind") == "layers"
