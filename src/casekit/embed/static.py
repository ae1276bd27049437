"""The shipped embedder: a vector a word piece, summed. Runs on numpy and tokenizers alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from casekit.embed.base import Vectors
from casekit.errors import FileProblem

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class StaticEmbedder:
    """Looks up and sums the rows of a text's pieces; rows are kept as int8 with one scale each.

    The weight of a piece is folded into its row. Safe to use from several threads.
    """

    #: a sum has no length limit, but chunks of equal say keep one long paragraph from drowning the rest
    chunk_characters = 400

    def __init__(
        self, name: str, tokenizer: Tokenizer, rows: NDArray[np.int8], scale: NDArray[np.float32]
    ) -> None:
        if rows.ndim != 2 or scale.shape != rows.shape[:1] or tokenizer.get_vocab_size() != len(rows):
            raise ValueError("one row and one scale a piece of the tokenizer are needed")
        self.name = name
        self._tokenizer = tokenizer
        self._rows = rows
        self._scale = scale

    @classmethod
    def open(cls, folder: Path) -> StaticEmbedder:
        """Read ``config.json``, ``tokenizer.json`` and ``model.safetensors``.

        Raises:
            FileProblem: a file is missing or does not fit the others.
        """
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
            tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text("utf-8"))
            tensors = load_file(folder / "model.safetensors")
            return cls(config["name"], tokenizer, tensors["rows"], tensors["scale"])
        except Exception as error:  # each of the three libraries has errors of its own
            raise FileProblem(
                f"the embedder in {folder.name!r} cannot be read ({type(error).__name__})"
            ) from None

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._rows.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, of unit length; zeros when it has no letter or digit that is known."""
        made = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for number, text in enumerate(texts):
            # one by one: encode_batch would start a thread pool, which does not survive a fork
            ids = self._tokenizer.encode(text, add_special_tokens=False).ids
            if ids and any(c.isalnum() for c in text):
                made[number] = self._scale[ids] @ self._rows[ids].astype(np.float32)
        lengths = np.linalg.norm(made, axis=1, keepdims=True)
        return np.asarray(made / np.where(lengths > 0, lengths, 1), dtype=np.float32)
