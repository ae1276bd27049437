"""Where to look closely: a costly pattern runs only near words that can belong to its finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from casekit.detect.document import Document, Word

#: characters before and after a telling word that are searched too
REACH = 48
Window = tuple[int, int]


def around(words: Iterable[Word], document: Document, reach: int = REACH) -> list[Window]:
    """Stretches around words of a document, in text order, joined where they meet; none ends inside a word."""
    text = document.text
    return joined([(max(0, word.start - reach), _word_end(text, word.end + reach)) for word in words])


def _word_end(text: str, at: int) -> int:
    """The place itself, or the end of the word it cuts."""
    while 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
        at += 1
    return min(at, len(text))


def joined(windows: Iterable[Window]) -> list[Window]:
    """Windows in order, those that meet made one."""
    found: list[Window] = []
    for start, end in sorted(windows):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def matches(pattern: re.Pattern[str], text: str, windows: Sequence[Window]) -> Iterator[re.Match[str]]:
    """Every match of a pattern inside the windows; what stands before a window is still seen."""
    for start, end in windows:
        yield from pattern.finditer(text, start, end)
