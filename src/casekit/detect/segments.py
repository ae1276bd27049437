"""A long text cut into segments of bounded size at places where no identifier should be broken."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: characters a segment has at most; long enough for context, short enough for bounded memory
LONGEST = 6_000
_PARAGRAPH = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"[.!?…][»\")\]]*\s")
_BLANK = re.compile(r"\s")


def segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Contiguous extents that cover ``[start, end)``, each at most ``LONGEST`` characters."""
    while end - start > LONGEST:
        cut = _cut(text, start, start + LONGEST)
        yield start, cut
        start = cut
    if end > start:
        yield start, end


def _cut(text: str, start: int, limit: int) -> int:
    """Where to cut in the last two thirds: after the last paragraph, line, sentence or blank."""
    window = text[start + LONGEST // 3 : limit]
    for boundary in (_PARAGRAPH, _LINE, _SENTENCE, _BLANK):
        ends = [match.end() for match in boundary.finditer(window)]
        if ends:
            return start + LONGEST // 3 + ends[-1]
    return limit
