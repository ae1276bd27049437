"""Long texts cut by paragraphs and sentences, and their vectors pooled: the tenth paragraph counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from casekit.embed.base import Embedder, Vectors

#: characters a chunk, where the embedder does not say; about four sentences
CHUNK_CHARACTERS = 400
#: a text is encoded this many chunks at a time, so that memory does not grow with it
_AT_ONCE = 256
_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]{0,3}\s+|\n+")


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


def embed_text(text: str, embedder: Embedder) -> Vectors:
    """The unit vector of a text of any length; zeros when no word of it is known.

    The mean of the chunks' unit vectors, weighted by their length: a heading counts little, each
    paragraph counts as much as it says.
    """
    limit: int = getattr(embedder, "chunk_characters", CHUNK_CHARACTERS)
    pooled = np.zeros(embedder.dimensions, dtype=np.float32)
    batch: list[str] = []
    for chunk in chunks(text, limit):
        batch.append(chunk)
        if len(batch) == _AT_ONCE:
            pooled += _weighted_sum(batch, embedder)
            batch = []
    if batch:
        pooled += _weighted_sum(batch, embedder)
    length = float(np.linalg.norm(pooled))
    return pooled / np.float32(length) if length > 0 else pooled


def _weighted_sum(batch: list[str], embedder: Embedder) -> Vectors:
    weights = np.array([len(chunk) for chunk in batch], dtype=np.float32)
    return np.asarray(weights @ embedder.encode(batch), dtype=np.float32)
