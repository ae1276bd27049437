"""The one door from a case to a vector: only what is already anonymised passes."""

from __future__ import annotations

import re
from collections.abc import Callable

from casekit.case import AnonymisedCase
from casekit.embed.base import Embedder, Vectors
from casekit.embed.chunks import Passages, embed_passages

_BRACKETED = re.compile(r"\[[^\[\]\n]{1,80}\]")


def without_placeholders(case: AnonymisedCase) -> Callable[[str], str]:
    """What leaves the bracketed placeholders out of a piece of a case: "[Person 1]" says nothing of what it is about.

    Only what replaced a mention is left out; the author's own brackets stay.
    """
    placed = {mention.replacement for mention in case.mentions}

    def heard(piece: str) -> str:
        return _BRACKETED.sub(lambda match: " " if match[0] in placed else match[0], piece)

    return heard


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
    return CaseEmbedder(embedder).case(case).vector


class CaseEmbedder:
    """An embedder as the matcher wants it: cases on the one side, published profiles on the other."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name = embedder.name
        self.dimensions = embedder.dimensions

    def case(self, case: AnonymisedCase) -> Passages:
        """An anonymised case in pieces, each with its vector; nothing but an ``AnonymisedCase`` is taken."""
        require_anonymised(case)
        return embed_passages(case.text, self._embedder, without_placeholders(case))

    def profile(self, text: str) -> Passages:
        """A text that a group or peer published of itself, in pieces with their vectors."""
        return embed_passages(text, self._embedder)
