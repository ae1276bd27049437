"""A long text cut into segments of bounded size at places where no identifier should be broken."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: characters a segment has at most; long enough for context, short enough for bounded memory
LONGEST = 6_000
#: characters a placeholder such as ``[Принадлежность 12]`` has at most
_BRACKET = 24
_PARAGRAPH = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"[.!?…][»\")\]]*\s")
#: not the blank inside a placeholder such as ``[Person 1]``
_BLANK = re.compile(r"\s(?!\d{1,3}\])")


def segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Contiguous extents that cover ``[start, end)``, each at most ``LONGEST`` characters."""
    while end - start > LONGEST:
        cut = _cut(text, start, start + LONGEST)
        yield start, cut
        start = cut
    if end > start:
        yield start, end


def _cut(text: str, start: int, limit: int) -> int:
    """Where to cut in the last two thirds: after the last paragraph, line, sentence or blank; in no placeholder."""
    window = text[start + LONGEST // 3 : limit]
    for boundary in (_PARAGRAPH, _LINE, _SENTENCE, _BLANK):
        ends = [match.end() for match in boundary.finditer(window)]
        if ends:
            return start + LONGEST // 3 + ends[-1]
    opened = text.rfind("[", limit - _BRACKET, limit)
    return limit if opened < 0 or "]" in text[opened:limit] else opened
