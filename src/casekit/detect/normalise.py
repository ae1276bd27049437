"""A view of the text that is plain to read for rules and models, with the way back to the original offsets.

Removed: zero-width characters, soft hyphens, direction marks, Russian stress marks. Unified: exotic blanks,
full-width forms, decomposed letters (NFC), Latin look-alikes in Cyrillic words and the reverse. A lone
surrogate becomes U+FFFD. Everything else stays, so most texts are their own view.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

_REMOVED = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPECIAL = re.compile(
    f"(?P<removed>[{_REMOVED}]+)|(?P<blank>[{_BLANKS}])|(?P<surrogate>[\ud800-\udfff])"
    "|(?P<wide>[\uff01-\uff5e])|(?P<composed>[^\\W\\d_][\u0300-\u036f]+)"
)
_MIXED_WORD = re.compile(
    r"[A-Za-z]+[\u0400-\u04ff][A-Za-z\u0400-\u04ff]*|[\u0400-\u04ff]+[A-Za-z][A-Za-z\u0400-\u04ff]*"
)
_LATIN = "ABCEHIKMOPTXYaceiopxy"
_CYRILLIC = "АВСЕНІКМОРТХУасеіорху"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)


@dataclass(frozen=True)
class View:
    """The normalised text; ``original(start, end)`` gives the extent in the text it was made from."""

    text: str = field(repr=False)
    #: places in the view from which a new shift holds, ascending, and those shifts
    _breaks: tuple[int, ...] = ()
    _shifts: tuple[int, ...] = ()
    #: characters of the view that stand for more than one of the original
    _lengths: dict[int, int] = field(default_factory=dict, repr=False)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The extent in the original of ``[start, end)`` of the view, ``start < end``."""
        last = end - 1
        return self._source(start), self._source(last) + self._lengths.get(last, 1)

    def _source(self, at: int) -> int:
        piece = bisect_right(self._breaks, at)
        return at + (self._shifts[piece - 1] if piece else 0)


def normalise(text: str) -> View:
    """The view of a text, in linear time."""
    parts: list[str] = []
    breaks: list[int] = []
    shifts: list[int] = []
    lengths: dict[int, int] = {}
    at = length = 0
    for match in _SPECIAL.finditer(text):
        parts.append(text[at : match.start()])
        length += match.start() - at
        plain = _plain(match)
        if len(plain) == 1 and len(match[0]) > 1:
            lengths[length] = len(match[0])
        parts.append(plain)
        length += len(plain)
        at = match.end()
        if len(plain) != len(match[0]):
            breaks.append(length)
            shifts.append(at - length)
    parts.append(text[at:])
    return View(_one_script("".join(parts)), tuple(breaks), tuple(shifts), lengths)


def _plain(match: re.Match[str]) -> str:
    """What stands in the view for a special stretch: one character, none, or the stretch itself."""
    if match["removed"]:
        return ""
    if match["blank"]:
        return " "
    if match["surrogate"]:
        return "\ufffd"
    if match["wide"]:
        return chr(ord(match[0]) - 0xFEE0)
    composed = unicodedata.normalize("NFC", match[0])
    if len(composed) == 1:
        return composed
    if "\u0400" <= match[0][0] <= "\u04ff":
        return match[0][0]
    return match[0]


def _one_script(text: str) -> str:
    """Words of two scripts put into the one that all their foreign letters can be read in."""
    return _MIXED_WORD.sub(_unmixed, text)


def _unmixed(match: re.Match[str]) -> str:
    word = match[0]
    cyrillic = sum("\u0400" <= c <= "\u04ff" for c in word)
    if cyrillic * 2 >= len(word):
        turned = word.translate(_TO_CYRILLIC)
        return turned if all("\u0400" <= c <= "\u04ff" for c in turned) else word
    turned = word.translate(_TO_LATIN)
    return turned if turned.isascii() else word
