"""Glyphs → runs: letters that follow each other on one baseline, in whatever direction the page shows them."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from casekit.read.pdf.runs import UNKNOWN

#: bullets and arrows of the fonts that Word draws lists with, which have no code points of their own
_SYMBOLS = {
    0xF0B7: "•", 0xF0A7: "•", 0xF0D8: "•", 0xF076: "•", 0xF06E: "•", 0xF071: "•", 0xF0A8: "•", 0xF06C: "•",
    0xF0FC: "✓", 0xF0E0: "→", 0xF0E8: "→", 0xF02D: "-",
}  # fmt: skip
#: PDFium gives this for a hyphen at the end of a line
_LINE_HYPHEN = 2
#: in parts of the font size: how far letters may overlap, be apart, and be apart with a blank between them
_KERNED, _TOUCHING, _APART = 0.15, 0.1, 0.8
#: degrees by which letters of one direction may differ
_TURN = 10


class Style(NamedTuple):
    """What glyphs that are drawn together share: font size in points, whether bold, degrees they are turned."""

    size: float
    bold: bool
    angle: int


class Glyph(NamedTuple):
    """A glyph with the middle and extents of its box on the page, and its origin."""

    text: str
    x: float
    y: float
    width: float
    height: float
    origin_x: float
    origin_y: float
    style: Style


@dataclass(slots=True)
class _Placed:
    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool
    at: int


@cache
def clean(code: int, *, unmapped: bool) -> str:
    """The text of a glyph; a mark where the file does not tell it, nothing for what cannot be seen."""
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    if unmapped:
        return UNKNOWN
    if code == _LINE_HYPHEN:
        return "-"
    letter = chr(code)
    category = unicodedata.category(letter)
    if letter.isspace() or category == "Zs":
        return " "
    if category == "Cf":
        return "\xad" if letter == "\xad" else ""
    return UNKNOWN if category in ("Cc", "Co", "Cs", "Cn") else letter


def style_of(size: float, matrix: tuple[float, float, float, float], *, bold: bool) -> Style:
    """The style of glyphs of a font size that are drawn through a matrix."""
    angle = round(math.degrees(math.atan2(matrix[1], matrix[0]))) % 360
    return Style(max(abs(size) * math.hypot(matrix[2], matrix[3]), 0.1), bold, angle)


def height_of(box: tuple[float, float, float, float], glyphs: Sequence[Glyph]) -> tuple[float, float]:
    """Lower and upper end of a page (left, bottom, right, top) as most of its glyphs are turned."""
    angle = math.radians(_main(_angles(glyphs)))
    ends = [y * math.cos(angle) - x * math.sin(angle) for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(ends), max(ends)


def sheets_of(glyphs: Sequence[Glyph]) -> list[list[tuple[object, ...]]]:
    """Runs of the glyphs as JSON takes them, those of one direction together, the main direction first."""
    angles = _angles(glyphs)
    waiting, sheets = list(enumerate(glyphs)), []
    while waiting and angles:
        main = _main(angles)
        near = {angle for angle in angles if min((angle - main) % 360, (main - angle) % 360) <= _TURN}
        for angle in near:
            del angles[angle]
        now = [(at, glyph) for at, glyph in waiting if glyph.style.angle in near]
        waiting = [(at, glyph) for at, glyph in waiting if glyph.style.angle not in near]
        turned = (math.cos(math.radians(main)), math.sin(math.radians(main)))
        sheets.append(_runs([_placed(at, glyph, *turned) for at, glyph in now if glyph.text]))
    return sheets


def _angles(glyphs: Sequence[Glyph]) -> Counter[int]:
    return Counter(glyph.style.angle for glyph in glyphs if glyph.text not in ("", " "))


def _main(angles: Counter[int]) -> int:
    return angles.most_common(1)[0][0] if angles else 0


def _placed(at: int, glyph: Glyph, cos: float, sin: float) -> _Placed:
    """The glyph as if its text, whose direction has this cosine and sine, ran from left to right."""
    text, x, y, width, height, origin_x, origin_y, (size, bold, _) = glyph
    if cos > 0.999:
        return _Placed(text, x - width / 2, x + width / 2, origin_y, size, bold, at)
    along, across = abs(cos), abs(sin)
    if min(along, across) < 0.02:
        advance = width if along > across else height
    else:
        advance = (width - size * across) / along if along > across else (height - size * along) / across
    middle, half = x * cos + y * sin, max(advance, 0.0) / 2
    return _Placed(text, middle - half, middle + half, origin_y * cos - origin_x * sin, size, bold, at)


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
