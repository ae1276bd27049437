"""Exact inner-product search over profile vectors; the only file that knows FAISS."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casekit.errors import FileProblem


def _faiss() -> Any:
    with warnings.catch_warnings():
        # SWIG's types lack a __module__ under Python 3.12 and later; harmless and not ours
        warnings.simplefilter("ignore", DeprecationWarning)
        import faiss

    return faiss


class ProfileIndex:
    """``IndexIDMap2`` over ``IndexFlatIP``: vectors by number, exact, with filters and deletes.

    FAISS itself accepts one number twice; this index refuses it.
    """

    def __init__(self, dimensions: int) -> None:
        self._faiss = _faiss()
        self._index = self._faiss.IndexIDMap2(self._faiss.IndexFlatIP(dimensions))
        self._ids: set[int] = set()

    @classmethod
    def from_bytes(cls, blob: bytes) -> ProfileIndex:
        """The index that ``to_bytes`` wrote. FAISS checks nothing: check the hash of the bytes before.

        Raises:
            FileProblem: these are not the bytes of such an index.
        """
        faiss = _faiss()
        try:
            stored = faiss.deserialize_index(np.frombuffer(blob, dtype=np.uint8))
            numbers = faiss.vector_to_array(stored.id_map).tolist()
        except (RuntimeError, AttributeError):
            raise FileProblem("the file holds no index of profiles") from None
        if not isinstance(stored, faiss.IndexIDMap2) or len(set(numbers)) < len(numbers):
            raise FileProblem("the file holds no index of profiles")
        made = cls(stored.d)
        made._index, made._ids = stored, set(numbers)
        return made

    def to_bytes(self) -> bytes:
        """The whole index, to be written to a file."""
        return bytes(self._faiss.serialize_index(self._index))

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    def vectors(self, ids: Iterable[int]) -> NDArray[np.float32]:
        """The rows of these numbers, in their order.

        Raises:
            KeyError: a number is not in the index.
        """
        numbers = list(ids)
        if not self._ids.issuperset(numbers):
            raise KeyError("a number is not in the index")
        rows = [self._index.reconstruct(number) for number in numbers]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)

    def add(self, ids: Iterable[int], vectors: NDArray[np.float32]) -> None:
        """Add one row of unit length a number.

        Raises:
            ValueError: the shapes do not fit, or a number is there already; nothing is added then.
        """
        numbers = [int(number) for number in ids]
        if vectors.shape != (len(numbers), self._index.d):
            raise ValueError(f"{len(numbers)} rows of {self._index.d} values are needed, got {vectors.shape}")
        if len(set(numbers)) < len(numbers) or self._ids.intersection(numbers):
            raise ValueError("a number is in the index already")
        if numbers:
            self._index.add_with_ids(np.ascontiguousarray(vectors), np.array(numbers, dtype=np.int64))
            self._ids.update(numbers)

    def remove(self, ids: Iterable[int]) -> None:
        """Forget these numbers and their vectors; unknown ones are passed over."""
        numbers = np.array(sorted(self._ids.intersection(ids)), dtype=np.int64)
        if len(numbers):
            self._index.remove_ids(self._faiss.IDSelectorBatch(numbers))
            self._ids.difference_update(numbers.tolist())

    def search(
        self, vector: NDArray[np.float32], k: int, *, allowed: Iterable[int] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` nearest as (number, inner product), nearest first, ties by number.

        ``allowed`` leaves only those numbers; ``None`` allows all.
        """
        permitted = self._ids if allowed is None else self._ids.intersection(allowed)
        k = min(k, len(permitted))
        if k <= 0:
            return []
        parameters = None
        if allowed is not None:
            selector = self._faiss.IDSelectorBatch(np.array(sorted(permitted), dtype=np.int64))
            parameters = self._faiss.SearchParameters(sel=selector)
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        similarities, numbers = self._index.search(query, k, params=parameters)
        found = zip(numbers[0].tolist(), similarities[0].tolist(), strict=True)
        return sorted(((n, s) for n, s in found if n >= 0), key=lambda pair: (-pair[1], pair[0]))
