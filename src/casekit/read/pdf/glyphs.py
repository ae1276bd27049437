"""Glyphs → runs: letters that follow each other on one baseline, in whatever direction the page shows them."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from casekit.read.pdf.runs import UNKNOWN

Point = tuple[float, float]
#: bullets and arrows of the fonts that Word draws lists with, which have no code points of their own
_SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "•", 0xF0D8: "•", 0xF076: "•", 0xF06E: "•", 0xF071: "•", 0xF0A8: "•", 0xF06C: "•",
    0xF0FC: "✓", 0xF0E0: "→", 0xF0E8: "→", 0xF02D: "-",
}  # fmt: skip
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
#: PDFium gives this for a hyphen at the end of a line
_LINE_HYPHEN = 2
#: in parts of the font size: how far letters may overlap, be apart, and be apart with a blank between them
_KERNED, _TOUCHING, _APART = 0.15, 0.1, 0.8
#: degrees by which letters of one direction may differ
_TURN = 10


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph: middle and extents of its box on the page, its origin, and what its font matrix is."""

    text: str = field(repr=False)
    middle: Point
    extents: Point
    origin: Point
    matrix: tuple[float, float, float, float]
    size: float
    bold: bool

    @property
    def angle(self) -> int:
        """Degrees that the baseline is turned by, counted against the clock."""
        return round(math.degrees(math.atan2(self.matrix[1], self.matrix[0]))) % 360


@dataclass(slots=True)
class _Placed:
    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool
    at: int


def clean(code: int, *, unmapped: bool) -> str:
    """The text of a glyph; a mark where the file does not tell it, nothing for what cannot be seen."""
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    if unmapped:
        return UNKNOWN
    if code == _LINE_HYPHEN:
        return "-"
    if code in _LIGATURES:
        return _LIGATURES[code]
    letter = chr(code)
    category = unicodedata.category(letter)
    if letter.isspace() or category == "Zs":
        return " "
    if category == "Cf":
        return "\xad" if letter == "\xad" else ""
    return UNKNOWN if category in ("Cc", "Co", "Cs", "Cn") else letter


def height_of(box: tuple[float, float, float, float], glyphs: Sequence[Glyph]) -> Point:
    """Lower and upper end of a page (left, bottom, right, top) as most of its glyphs are turned."""
    angle = _main(Counter(glyph.angle for glyph in glyphs if glyph.text.strip()))
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    ends = [y * cos - x * sin for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(ends), max(ends)


def _main(angles: Counter[int]) -> int:
    return angles.most_common(1)[0][0] if angles else 0


def sheets_of(glyphs: Sequence[Glyph]) -> list[list[tuple[object, ...]]]:
    """Runs of the glyphs as JSON takes them, those of one direction together, the main direction first."""
    angles = Counter(glyph.angle for glyph in glyphs if glyph.text.strip())
    waiting, sheets = list(enumerate(glyphs)), []
    while waiting and angles:
        main = _main(angles)
        near = {angle for angle in angles if min((angle - main) % 360, (main - angle) % 360) <= _TURN}
        for angle in near:
            del angles[angle]
        now = [(at, glyph) for at, glyph in waiting if glyph.angle in near]
        waiting = [(at, glyph) for at, glyph in waiting if glyph.angle not in near]
        sheets.append(_runs([_placed(at, glyph, main) for at, glyph in now if glyph.text]))
    return sheets


def _placed(at: int, glyph: Glyph, angle: int) -> _Placed:
    """The glyph as if its text ran from left to right."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    size = abs(glyph.size) * math.hypot(glyph.matrix[2], glyph.matrix[3])
    width, height = glyph.extents
    if abs(cos) >= abs(sin):
        advance = (
            (width - height * abs(sin)) / abs(cos)
            if abs(sin) < 0.02
            else (width - size * abs(sin)) / abs(cos)
        )
    else:
        advance = (
            (height - width * abs(cos)) / abs(sin)
            if abs(cos) < 0.02
            else (height - size * abs(cos)) / abs(sin)
        )
    along = glyph.middle[0] * cos + glyph.middle[1] * sin
    half = max(advance, 0.0) / 2
    y = glyph.origin[1] * cos - glyph.origin[0] * sin
    return _Placed(glyph.text, along - half, along + half, y, max(size, 0.1), glyph.bold, at)


def _runs(glyphs: list[_Placed]) -> list[tuple[object, ...]]:
    runs: list[tuple[object, ...]] = []
    stretch: list[_Placed] = []
    blank = False
    for glyph in glyphs:
        if glyph.text == " ":
            blank = True
            continue
        if stretch and not _follows(stretch[-1], glyph, blank=blank):
            runs.append(_run(stretch))
            stretch = []
        if blank and stretch:
            glyph.text = f" {glyph.text}"
        stretch.append(glyph)
        blank = False
    if stretch:
        runs.append(_run(stretch))
    return runs


def _follows(last: _Placed, glyph: _Placed, *, blank: bool) -> bool:
    """Whether a glyph goes on where the last one ended, or stands over it (an accent, a ligature's letters)."""
    size = max(last.size, glyph.size)
    if abs(last.y - glyph.y) > 0.1 * size or min(last.size, glyph.size) < 0.8 * size:
        return False
    gap = glyph.left - last.right
    if unicodedata.combining(glyph.text[0]):
        return -size <= gap <= _TOUCHING * size
    same = abs(last.left - glyph.left) < 0.01 * size and abs(last.right - glyph.right) < 0.01 * size
    return same or -_KERNED * size <= gap <= (_APART if blank else _TOUCHING) * size


def _run(letters: list[_Placed]) -> tuple[object, ...]:
    text = "".join(glyph.text for glyph in letters)
    size = max(glyph.size for glyph in letters)
    bold = 2 * sum(glyph.bold for glyph in letters) > len(letters)
    numbers = (min(g.left for g in letters), max(g.right for g in letters), letters[0].y, size)
    return (text, *(round(number, 2) for number in numbers), bold, letters[0].at)
