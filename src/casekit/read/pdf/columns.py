"""Rows → what is read one after the other: flows of lines, and rows of tables.

A gutter is a stretch of a page's width that several rows leave free, with text on both sides of it. Text beside
a gutter is columns of running text if it fills them, else a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import mean, median

from casekit.read.pdf.lines import Line, Row, joined

#: a gutter as wide as this, in parts of the font size, needs this many rows with text on both sides; and with
#: what stands right of it exactly aligned, as the blanks of justified text hardly ever have it
_NEEDED = ((3.0, 1), (1.5, 2), (0.8, 5))
_ALIGNED = ((1.2, 2), (0.8, 3))
#: the narrowest gutter, in parts of the font size, where cells were drawn one by one
_NARROW = 0.2
#: columns of running text: lines of each, how full they are on average, and how wide in parts of the font size
_LINES, _FULL, _WIDE = 3, 0.7, 8.0
#: baselines of one cell's or one column's lines are no further apart than this, in parts of the font size
_CELL_PITCH, _BAND_PITCH = 1.45, 4.0
#: how often columns may be found within columns
_DEPTH = 3

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Flow:
    """Lines of running text from top to bottom."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a table: the lines of each of its cells."""

    cells: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class _Band:
    """Rows ``[start, end)`` with the gutters that run through them."""

    start: int
    end: int
    gutters: tuple[Span, ...] = field(default=())


def arranged(rows: Sequence[Row], depth: int = 0) -> list[Flow | Cells]:
    """What the rows hold, in reading order."""
    found: list[Flow | Cells] = []
    plain: list[Line] = []
    for band in _bands(rows):
        inside = rows[band.start : band.end]
        parts = _beside(inside, band.gutters, depth) if band.gutters else None
        if parts is None:
            plain += [joined(row, " ") for row in inside]
            continue
        before, items, after = parts
        plain += [joined(row, " ") for row in before]
        found += [*_flow(plain), *items]
        plain = [joined(row, " ") for row in after]
    return [*found, *_flow(plain)]


def _flow(lines: Sequence[Line]) -> list[Flow]:
    return [Flow(tuple(lines))] if lines else []


def _bands(rows: Sequence[Row]) -> Iterator[_Band]:
    if not rows:
        return
    ends = (min(row[0].left for row in rows), max(row[-1].right for row in rows))
    at = 0
    while at < len(rows):
        band = _longest(rows, at, ends)
        first = next((n for n in range(at, band.end) if len(rows[n]) > 1), at) if band.gutters else at
        later = _longest(rows, first, ends) if first > at else band
        if len(later.gutters) > len(band.gutters):
            yield _Band(at, first)
            band = later
        yield band
        at = band.end


def _longest(rows: Sequence[Row], start: int, ends: Span) -> _Band:
    """The most rows from ``start`` on that share gutters, or the row alone; it ends where a gutter does."""
    free = _free(rows[start], ends)
    best = _Band(start, start + 1, _gutters(rows[start : start + 1], free))
    left, right = rows[start][0].left, rows[start][-1].right
    for end in range(start + 1, len(rows)):
        size = max(_size(rows[end]), _size(rows[end - 1]))
        if not free or rows[end - 1][0].y - rows[end][0].y > _BAND_PITCH * size:
            break
        free = _shared(free, _free(rows[end], ends))
        right = max(right, rows[end][-1].right)
        left = min(left, rows[end][0].left)
        gutters = _gutters(
            rows[start : end + 1], [span for span in free if left < span[0] and span[1] < right]
        )
        lost = not all(_shared([gutter], free) for gutter in best.gutters)
        if lost or (best.gutters and _is_other_table(rows[start:end], best.gutters, rows[end], ends)):
            break
        if gutters and len(gutters) >= len(best.gutters):
            best = _Band(start, end + 1, gutters)
    return best


def _is_text(rows: Sequence[Row], gutters: Sequence[Span]) -> bool:
    return _are_running(_columns([_in_columns(row, _edges(gutters)) for row in rows]))


def _is_other_table(rows: Sequence[Row], gutters: Sequence[Span], row: Row, ends: Span) -> bool:
    """Whether a row has more cells than the table above it."""
    more = len(_gutters([row], _free(row, ends))) > len(gutters)
    return more and not _is_text(rows, gutters)


def _edges(gutters: Sequence[Span]) -> list[float]:
    return [(low + high) / 2 for low, high in gutters]


def _size(row: Row) -> float:
    return median(chunk.size for chunk in row)


def _free(row: Row, ends: Span) -> list[Span]:
    """What a row leaves free between the ends."""
    edges = [ends[0], *(edge for chunk in row for edge in (chunk.left, chunk.right)), ends[1]]
    spans = zip(edges[::2], edges[1::2], strict=True)
    least = _NARROW * _size(row)
    return [span for span in spans if span[1] - span[0] >= least]


def _shared(a: Sequence[Span], b: Sequence[Span]) -> list[Span]:
    both = [(max(x[0], y[0]), min(x[1], y[1])) for x in a for y in b]
    return [span for span in both if span[1] - span[0] > 1]


def _gutters(rows: Sequence[Row], free: Sequence[Span]) -> tuple[Span, ...]:
    size = median(_size(row) for row in rows)
    return tuple(span for span in free if _is_gutter(rows, span, size))


def _is_gutter(rows: Sequence[Row], span: Span, size: float) -> bool:
    middle = (span[0] + span[1]) / 2
    left = [at for at, row in enumerate(rows) if row[0].left < middle]
    right = [at for at, row in enumerate(rows) if row[-1].right > middle]
    if not left or not right:
        return False
    low, high = max(left[0], right[0]), min(left[-1], right[-1])
    support = min(sum(low <= at <= high for at in side) for side in (left, right))
    aligned = min(support, _aligned([rows[at] for at in right if low <= at <= high], middle, size))
    width = (span[1] - span[0]) / size
    if aligned >= 2 and any(
        chunk.cell and span[0] < chunk.left < span[1] + size for row in rows for chunk in row
    ):
        return width >= _NARROW
    return any(
        width >= wide and seen >= needed
        for seen, table in ((support, _NEEDED), (aligned, _ALIGNED))
        for wide, needed in table
    )


def _aligned(rows: Sequence[Row], middle: float, size: float) -> int:
    """In how many of the rows the first text right of a gutter starts at the same place."""
    starts = sorted(min(chunk.left for chunk in row if chunk.right > middle) for row in rows)
    return max((sum(start <= other <= start + 0.1 * size for other in starts) for start in starts), default=0)


def _beside(
    rows: Sequence[Row], gutters: Sequence[Span], depth: int
) -> tuple[Sequence[Row], list[Flow | Cells], Sequence[Row]] | None:
    """Rows before, what stands in columns, and rows after it."""
    grid = [_in_columns(row, _edges(gutters)) for row in rows]
    if depth < _DEPTH and _are_running(_columns(grid)):
        end = _end_of_columns(grid)
        columns = _columns(grid[:end])
        return [], [item for column in columns for item in arranged(column, depth + 1)], rows[end:]
    wide = [at for at, cells in enumerate(grid) if sum(map(bool, cells)) > 1]
    if not wide:
        return None
    first, last = wide[0], wide[-1] + 1
    lines = [tuple(joined(cell, " ") if cell else None for cell in cells) for cells in grid]
    while first and _is_hanging(lines[first - 1], lines[first], lines[wide[0]]):
        first -= 1
    while last < len(lines) and _goes_on(lines[last - 1], lines[last]):
        last += 1
    return rows[:first], list(_table(lines[first:last])), rows[last:]


def _in_columns(row: Row, edges: Sequence[float]) -> tuple[Row, ...]:
    cells: list[list[Line]] = [[] for _ in range(len(edges) + 1)]
    for chunk in row:
        cells[sum((chunk.left + chunk.right) / 2 > edge for edge in edges)].append(chunk)
    return tuple(tuple(cell) for cell in cells)


def _columns(grid: Sequence[tuple[Row, ...]]) -> list[list[Row]]:
    return [[cell for cell in cells if cell] for cells in zip(*grid, strict=True)]


def _are_running(columns: Sequence[Sequence[Row]]) -> bool:
    """Whether the columns hold running text: full lines, drawn column by column or row by row throughout."""
    if any(len(column) < _LINES or not _is_full(column) for column in columns):
        return False
    changes, lines = _changes(columns)
    return changes <= len(columns) or changes >= 0.8 * (lines - 1)


def _changes(columns: Sequence[Sequence[Row]]) -> tuple[int, int]:
    """How often the drawing of lines went from one column to another, and how many lines there are."""
    order = sorted((line.first, at) for at, column in enumerate(columns) for row in column for line in row)
    return sum(a[1] != b[1] for a, b in zip(order, order[1:], strict=False)), len(order)


def _end_of_columns(grid: Sequence[tuple[Row, ...]]) -> int:
    """Where the columns end; what was drawn under one of them after all the others is no part of it."""
    changes, lines = _changes(_columns(grid))
    if changes >= 0.8 * (lines - 1):
        return len(grid)
    end = len(grid)
    while end and sum(map(bool, grid[end - 1])) == 1:
        drawn = min(line.first for cell in grid[end - 1] for line in cell)
        if any(line.first > drawn for cells in grid[: end - 1] for cell in cells for line in cell):
            break
        end -= 1
    return end


def _is_full(column: Sequence[Row]) -> bool:
    left, right = min(row[0].left for row in column), max(row[-1].right for row in column)
    size = median(_size(row) for row in column)
    return right - left >= _WIDE * size and mean(row[-1].right - row[0].left for row in column) >= _FULL * (
        right - left
    )


_Lines = tuple[Line | None, ...]


def _goes_on(above: _Lines, below: _Lines) -> bool:
    """Whether a row of lines is the rest of the cells above it.

    It is if a cell's second line was drawn right after its first, or if the first column stays empty.
    """
    present = [line for line in below if line is not None]
    before = [line for line in above if line is not None]
    if not present or not before:
        return False
    pitch = min(line.y for line in before) - max(line.y for line in present)
    if pitch > _CELL_PITCH * max(line.size for line in present):
        return False
    if below[0] is None:
        return True
    later = [line.first for line in (*before, *present)]
    return any(
        a is not None
        and b is not None
        and a.last < b.first
        and not any(a.last < at < b.first for at in later)
        for a, b in zip(above, below, strict=True)
    )


def _is_hanging(above: _Lines, below: _Lines, whole: _Lines) -> bool:
    """Whether a row of lines is the beginning of a cell that ends in a row with others, drawn before it."""
    drawn = [min(line.first for line in lines if line is not None) for lines in (above, whole)]
    return _goes_on(above, below) and drawn[1] < drawn[0]


def _table(lines: Sequence[_Lines]) -> Iterator[Cells]:
    row: list[list[Line]] = []
    above: _Lines = ()
    for below in lines:
        if not row or not _goes_on(above, below):
            if row:
                yield Cells(tuple(map(tuple, row)))
            row, above = [[] for _ in below], below
        for cell, line in zip(row, below, strict=True):
            if line is not None:
                cell.append(line)
        above = tuple(b if b is not None else a for a, b in zip(above, below, strict=True))
    if row:
        yield Cells(tuple(map(tuple, row)))
