"""The shipped embedder: a table of word pieces under a few transformer layers, in bytes, without torch."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from casekit.embed.base import Vectors
from casekit.errors import FileProblem

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

_START, _END = 1, 2


class LayersEmbedder:
    """Looks up the rows of a text's pieces and runs the layers over them with onnxruntime.

    Rows are kept as int8 with one scale each, the layers as int8 matrices. A text longer than the layers
    hold is read in parts, and the parts are averaged by their length. Safe to use from several threads.
    """

    #: one to three sentences: fine enough to find the one that matters, and as fast as longer pieces
    chunk_characters = 220

    def __init__(
        self,
        name: str,
        longest: int,
        tokenizer: Tokenizer,
        tensors: dict[str, Any],
        session: InferenceSession,
    ) -> None:
        self._rows: NDArray[np.int8] = tensors["rows"]
        self._scale: NDArray[np.float32] = tensors["scale"]
        self._weights: NDArray[np.float32] = tensors["weights"]
        if self._rows.ndim != 2 or tokenizer.get_vocab_size() != len(self._rows):
            raise ValueError("one row a piece of the tokenizer is needed")
        if self._scale.shape != self._rows.shape[:1] or self._weights.shape != self._rows.shape[:1]:
            raise ValueError("one scale and one weight a row are needed")
        self.name = name
        self._longest = longest
        self._tokenizer = tokenizer
        self._session = session

    @classmethod
    def open(cls, folder: Path) -> LayersEmbedder:
        """Read ``config.json``, ``tokenizer.json``, ``model.safetensors`` and ``layers.onnx``.

        Raises:
            FileProblem: a file is missing or does not fit the others.
        """
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
            tokenizer = Tokenizer.from_str((folder / "tokenizer.json").read_text("utf-8"))
            tokenizer.model._resize_cache(0)  # it would keep the first thousands of words that it meets
            tensors = load_file(folder / "model.safetensors")
            session = _session(folder / "layers.onnx")
            return cls(config["name"], int(config["longest"]), tokenizer, tensors, session)
        except Exception as error:  # each of the four libraries has errors of its own
            raise FileProblem(
                f"the embedder in {folder.name!r} cannot be read ({type(error).__name__})"
            ) from None

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._rows.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, of unit length; zeros when it has no letter or digit.

        Texts are read one by one: the layers' bytes are scaled by what is read together, and a text's
        vector must not depend on its neighbours.
        """
        made = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for number, text in enumerate(texts):
            if any(character.isalnum() for character in text):
                made[number] = self._encode(text)
        return made

    def _encode(self, text: str) -> Vectors:
        pieces = self._tokenizer.encode(text, add_special_tokens=False).ids
        held = self._longest - 2
        parts = [pieces[start : start + held] for start in range(0, len(pieces), held)]
        total = np.zeros(self.dimensions, dtype=np.float32)
        for part in parts:
            ids = np.array([_START, *part, _END])
            rows = self._scale[ids, None] * self._rows[ids].astype(np.float32)
            inputs = {"rows": rows[None], "weights": self._weights[None, ids]}
            total += len(part) * self._session.run(None, inputs)[0][0]
        length = float(np.linalg.norm(total))
        return total / np.float32(length) if length > 0 else total


def _session(path: Path) -> InferenceSession:
    """One thread: small matrices gain nothing from two, and a service runs many cases at once."""
    # read when it is imported: without it, it asks the network and leaves files of its own
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
