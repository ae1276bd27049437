"""What an embedder is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@runtime_checkable
class Embedder(Protocol):
    """Turns texts into vectors of one space for all languages.

    An embedder that reads only so many characters at a time says so in an attribute ``chunk_characters``;
    longer texts are then cut and pooled (``embed_text``), never truncated.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, float32, of unit length; a text without a known word gives zeros."""
        ...
