"""Text → a new PDF: paragraphs, headings and rows of tables on numbered A4 pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from casekit.lang import get_language
from casekit.read.pdf.sheet import HEIGHT, WIDTH, Sheet, drawable, width_of

_SIZE, _LEADING, _MARGIN = 11.0, 1.35, 64.0
#: points under a paragraph, and over a heading
_UNDER, _OVER = 6.0, 8.0
#: points between two tables, so that they are not taken for one
_BETWEEN = 32.0
#: in parts of the font size: between cells, so that they are read as cells again; and the narrowest cell
_GUTTER, _NARROWEST = 3.2, 4.0
#: headings are at most this much larger than text
_LARGEST = 1.9
#: words that a line must not end with, lest their hyphen be taken for one of a broken word
_GLUED = re.compile(r"\S+(?<=\w)[-\u2010]$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A block by its place among the texts, or the label of page ``picture`` (from 1)."""

    block: int = -1
    picture: int = 0
    scale: float = 1.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool

    def width(self, text: str) -> float:
        return width_of(text, self.size, bold=self.bold)


def written(pieces: Sequence[Piece], texts: Sequence[str], language: str) -> bytes:
    """The file that holds the texts in the order of the pieces."""
    page = _Pages(language)
    label = get_language(language).table("documents")["page_picture"]
    told = [(p, label.format(page=p.picture) if p.picture else texts[p.block]) for p in pieces]
    told = [(piece, text) for piece, text in told if text.strip()]
    after_table = False
    for columns, group in groupby(told, key=lambda piece: piece[1].count("\t")):
        rows = list(group)
        if columns:
            page.skip(_BETWEEN if after_table else 0)
            _write_table(page, rows)
        else:
            for piece, text in rows:
                _write_paragraph(page, piece, text)
        after_table = columns > 0
    return page.content()


class _Pages:
    """Numbered pages that are filled from top to bottom."""

    def __init__(self, language: str) -> None:
        self._sheet = Sheet(language)
        self._number = 1
        self._y: float = HEIGHT - _MARGIN

    def draw(self, columns: Sequence[tuple[float, Sequence[str]]], style: _Style) -> None:
        """Lines of columns that begin side by side, each at its distance from the left margin.

        A column is drawn before the next: that is how readers, and this package, tell cells from lines. Columns
        are on one page if they can be.
        """
        height = style.size * _LEADING
        at, most = 0, max((len(lines) for _, lines in columns), default=0)
        if len(columns) > 1 and self._y - most * height < _MARGIN:
            self._turn()
        while at < most:
            if self._y - height < _MARGIN:
                self._turn()
            fit = min(most - at, int((self._y - _MARGIN) / height))
            for x, lines in columns:
                for number, text in enumerate(lines[at : at + fit], start=1):
                    y = self._y - number * height
                    self._sheet.draw(text, _MARGIN + x, y, style.size, bold=style.bold)
            self._y -= fit * height
            at += fit

    def _turn(self) -> None:
        self._end()
        self._sheet.turn()
        self._number += 1
        self._y = HEIGHT - _MARGIN

    def skip(self, points: float) -> None:
        self._y -= points

    def content(self) -> bytes:
        self._end()
        return self._sheet.content()

    def _end(self) -> None:
        number = str(self._number)
        self._sheet.draw(number, (WIDTH - width_of(number, 9.0)) / 2, _MARGIN / 2, 9.0)


def _style(piece: Piece) -> _Style:
    return _Style(_SIZE * min(piece.scale, _LARGEST), piece.bold)


def _write_paragraph(page: _Pages, piece: Piece, text: str) -> None:
    style = _style(piece)
    if piece.scale > 1:
        page.skip(_OVER)
    for part in text.splitlines():
        page.draw([(0.0, list(_wrapped(drawable(part), WIDTH - 2 * _MARGIN, style)))], style)
    page.skip(_UNDER)


def _write_table(page: _Pages, rows: Sequence[tuple[Piece, str]]) -> None:
    """Rows with the same number of cells, in columns as wide as they need and can be."""
    split = [[drawable(" ".join(cell.split())) for cell in text.split("\t")] for _, text in rows]
    styles = [_Style(_SIZE, piece.bold) for piece, _ in rows]
    widths = _widths(split, styles)
    for cells, style in zip(split, styles, strict=True):
        if widths is None:
            for cell in filter(None, cells):
                page.draw([(0.0, list(_wrapped(cell, WIDTH - 2 * _MARGIN, style)))], style)
                page.skip(_UNDER)
        else:
            starts = [sum(widths[:at]) + at * _GUTTER * _SIZE for at in range(len(widths))]
            columns = [list(_wrapped(cell, width, style)) for cell, width in zip(cells, widths, strict=True)]
            page.draw(list(zip(starts, columns, strict=True)), style)
        page.skip(_UNDER)


def _widths(rows: Sequence[Sequence[str]], styles: Sequence[_Style]) -> list[float] | None:
    """Points for each column, or nothing if there are too many to stand side by side."""
    whole = WIDTH - 2 * _MARGIN - _GUTTER * _SIZE * (len(rows[0]) - 1)
    if whole < _NARROWEST * _SIZE * len(rows[0]):
        return None
    wanted = [
        max(
            _NARROWEST * _SIZE,
            *(style.width(cells[at]) + 1 for cells, style in zip(rows, styles, strict=True)),
        )
        for at in range(len(rows[0]))
    ]
    fair = whole / len(wanted)
    spare = whole - sum(min(width, fair) for width in wanted)
    more = sum(max(width - fair, 0) for width in wanted)
    return [
        min(width, fair) + (max(width - fair, 0) * min(spare / more, 1) if more else 0) for width in wanted
    ]


def _wrapped(text: str, width: float, style: _Style) -> Iterator[str]:
    """The lines of a text, broken at blanks, and inside words that are longer than a line."""
    line = ""
    for word in _words(text):
        longer = f"{line} {word}" if line else word
        if style.width(longer) <= width:
            line = longer
            continue
        if line:
            yield line
        *full, line = _pieces(word, width, style)
        yield from full
    if line:
        yield line


def _words(text: str) -> Iterator[str]:
    """Words, those that end in a hyphen together with the next."""
    before = ""
    for word in text.split():
        before = f"{before} {word}" if before else word
        if not _GLUED.search(before):
            yield before
            before = ""
    if before:
        yield before


def _pieces(word: str, width: float, style: _Style) -> list[str]:
    """A word cut into parts that fit, never after a hyphen."""
    parts = [""]
    for character in word:
        if parts[-1] and style.width(parts[-1] + character) > width:
            kept = len(parts[-1]) - (len(parts[-1]) > 1 and bool(_GLUED.search(parts[-1])))
            parts[-1:] = [parts[-1][:kept], parts[-1][kept:]]
        parts[-1] += character
    return parts
