"""Placeholders that a text brought along: each stands for the entity of its own number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casekit.case import EntityType, Span

#: the recognizer of such a span, as the detecting stage names it
PLACEHOLDER = "placeholder"


def numbered(text: str, spans: Sequence[Span]) -> dict[Span, int]:
    """The number of each placeholder's entity, among those of its type.

    It is the one in its brackets, unless another word came with that number first (``[Person 1]`` and
    ``[Человек 1]`` are two people): then one after the highest.
    """
    words = {span: _words(text[span.start : span.end]) for span in spans}
    highest: dict[EntityType, int] = {}
    for span in spans:
        highest[span.type] = max(highest.get(span.type, 0), words[span][1])
    known: dict[tuple[EntityType, tuple[str, int]], int] = {}
    taken: set[tuple[EntityType, int]] = set()
    for span in spans:
        key = (span.type, words[span])
        if key in known:
            continue
        number = words[span][1]
        if (span.type, number) in taken:
            number = highest[span.type] = highest[span.type] + 1
        taken.add((span.type, number))
        known[key] = number
    return {span: known[span.type, words[span]] for span in spans}


def _words(surface: str) -> tuple[str, int]:
    """The word and the number in the brackets, without blanks and hidden characters."""
    return re.sub(r"[\W\d_]", "", surface), int(re.sub(r"\D", "", surface))
