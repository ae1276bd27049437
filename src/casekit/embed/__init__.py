"""Stage 5: an anonymised text becomes a unit vector.

    Embedder                what turns texts into unit vectors (a Protocol; bring your own)
    load_embedder(name)     the shipped one, or any sentence-transformers model by name or path
    embed_case(case, e)     the vector of an ``AnonymisedCase``; nothing else is accepted
    CaseEmbedder(e)         both for the matcher: cases, and texts that people published themselves

A vector can be turned back into text: keep it as private as the case, and delete both together.
"""

from __future__ import annotations

from casekit.embed.base import Embedder
from casekit.embed.cases import CaseEmbedder, embed_case
from casekit.embed.chunks import Passages, embed_passages, embed_text
from casekit.embed.load import load_embedder

__all__ = [
    "CaseEmbedder",
    "Embedder",
    "Passages",
    "embed_case",
    "embed_passages",
    "embed_text",
    "load_embedder",
]
