"""The one door from a case to a vector: only what is already anonymised passes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from casekit.case import AnonymisedCase
from casekit.embed.base import Embedder, Vectors
from casekit.embed.chunks import embed_text

_BRACKETED = re.compile(r"\[[^\[\]\n]{1,80}\]")


def without_placeholders(case: AnonymisedCase) -> str:
    """The text of a case without its bracketed placeholders: "[Person 1]" says nothing of what it is about.

    Only what replaced a mention is left out; the author's own brackets stay.
    """
    placed = {mention.replacement for mention in case.mentions}
    return _BRACKETED.sub(lambda match: " " if match[0] in placed else match[0], case.text)


def require_anonymised(case: object) -> AnonymisedCase:
    """The case itself, when it is one.

    Raises:
        TypeError: anything else; the message never shows the value.
    """
    if not isinstance(case, AnonymisedCase):
        raise TypeError(
            f"an AnonymisedCase is needed, not {type(case).__name__}; anonymise the text first: "
            "casekit.anonymise(text)"
        )
    return case


def embed_case(case: AnonymisedCase, embedder: Embedder) -> Vectors:
    """The unit vector of an anonymised case, of shape ``(dimensions,)``; zeros when no word is known.

    Raises:
        TypeError: the case is not an ``AnonymisedCase``; a raw text is never embedded.
    """
    return embed_text(without_placeholders(require_anonymised(case)), embedder)


class CaseEmbedder:
    """An embedder as the matcher wants it: cases on the one side, published profiles on the other."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.dimensions = embedder.dimensions

    def case(self, case: AnonymisedCase) -> Vectors:
        """The vector of an anonymised case, of shape ``(dimensions,)``; see ``embed_case``."""
        return embed_case(case, self._embedder)

    def profiles(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts that groups and peers published of themselves, one a row."""
        rows = [embed_text(text, self._embedder) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)
