"""Long texts cut by paragraphs and sentences, and their vectors pooled: the tenth paragraph counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from casekit.embed.base import Embedder, Vectors
from casekit.stopping import step

#: characters a chunk, where the embedder does not say; about four sentences
CHUNK_CHARACTERS = 400
#: a text is encoded this many chunks at a time
_AT_ONCE = 32
_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]{0,3}\s+|\n+")


@dataclass(frozen=True, slots=True, eq=False)
class Passages:
    """A text in pieces of one to a few sentences: the pieces, their unit vectors, and what each counts.

    ``texts`` are the pieces as they were read, ``shown`` as a person sees them. ``vectors`` has shape
    ``(pieces, dimensions)``, ``weights`` sums to one (zeros when nothing was read).
    """

    texts: tuple[str, ...]
    vectors: Vectors
    weights: Vectors
    shown: tuple[str, ...]

    @property
    def vector(self) -> Vectors:
        """The unit vector of the whole text: the weighted mean of its pieces; zeros when nothing is known."""
        pooled = np.asarray(self.weights @ self.vectors, dtype=np.float32)
        length = float(np.linalg.norm(pooled))
        return pooled / np.float32(length) if length > 0 else pooled


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, roughly; a line break always ends one."""
    start = 0
    for match in _END.finditer(text):
        yield text[start : match.end()].strip()
        start = match.end()
    yield text[start:].strip()


def _pieces(sentence: str, limit: int) -> Iterator[str]:
    """The sentence in parts of at most ``limit`` characters, cut at a blank where there is one."""
    start = 0
    while len(sentence) - start > limit:
        blank = sentence.rfind(" ", start, start + limit)
        end = blank if blank > start else start + limit
        yield sentence[start:end]
        start = end
    yield sentence[start:]


def chunks(text: str, limit: int = CHUNK_CHARACTERS) -> Iterator[str]:
    """Neighbouring sentences together, at most ``limit`` characters each; every word is in one chunk."""
    held = ""
    for sentence in sentences(text):
        for piece in _pieces(sentence, limit):
            if held and len(held) + 1 + len(piece) > limit:
                yield held
                held = ""
            held = f"{held} {piece}".strip()
    if held:
        yield held


def embed_passages(text: str, embedder: Embedder, heard: Callable[[str], str] = str) -> Passages:
    """A text of any length in pieces with their vectors; no part of it is left out.

    A piece counts as much as it is long: a heading counts little, each paragraph as much as it says.
    ``heard`` says what of a piece is read.
    """
    limit: int = getattr(embedder, "chunk_characters", CHUNK_CHARACTERS)
    shown = tuple(chunks(text, limit))
    texts = tuple(map(heard, shown))
    rows = []
    for start in range(0, len(texts), _AT_ONCE):
        step()
        rows.append(embedder.encode(texts[start : start + _AT_ONCE]))
    vectors = np.concatenate(rows) if rows else np.zeros((0, embedder.dimensions), dtype=np.float32)
    lengths = np.array([len(piece) for piece in texts], dtype=np.float32)
    return Passages(texts, vectors, lengths / max(float(lengths.sum()), 1.0), shown)


def embed_text(text: str, embedder: Embedder) -> Vectors:
    """The unit vector of a text of any length, of shape ``(dimensions,)``; zeros when no word is known."""
    return embed_passages(text, embedder).vector
