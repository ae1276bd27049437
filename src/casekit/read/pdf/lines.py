"""Runs → lines: what stands on one baseline, from left to right; wide gaps keep its chunks apart."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from casekit.read.pdf.runs import Run

#: in parts of the font size: gaps between words, and between chunks
BLANK, APART = 0.15, 0.8
#: in parts of the font size: how far a cell is beside another, and how much lower it may begin
_BESIDE, _HALF_LINE = 0.3, 0.7
#: rows that a run may belong to, counted from the lowest; layers of text over text
_OPEN_ROWS, _MOST_LAYERS = 12, 30
#: a letter larger than the text by this factor, over the height of some lines, is the first of the first of them
_INITIAL = 1.9
#: runs of one letter from which on a row is spaced type
_SPACED = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or the part of one that stands apart; ``first`` and ``last`` are places in drawing order.

    ``cell`` says that the drawing of what stands left of it went on elsewhere, as cells of tables are drawn.
    """

    text: str = field(repr=False)
    left: float
    right: float
    y: float
    size: float
    bold: bool
    first: int
    last: int
    cell: bool = False


Row = tuple[Line, ...]


def layers_of(runs: Sequence[Run]) -> list[list[Row]]:
    """The rows of a sheet from top to bottom, each with its chunks from left to right.

    Text over other text is of another layer, so that neither breaks the other's lines; the same text twice in
    one place is read once.
    """
    layers: list[list[Row]] = []
    ends = _ends(runs)
    waiting = sorted(_with_initials(runs), key=lambda run: (-round(run.y, 1), run.at))
    while waiting:
        rows, waiting = _layer(waiting, last=len(layers) + 1 == _MOST_LAYERS)
        found = [_row(row, ends) for row in rows]
        layers.append(sorted(found, key=lambda row: (-_height(row), row[0].first)))
    return layers


def _with_initials(runs: Sequence[Run]) -> list[Run]:
    """The runs with large letters that begin a text put to the line that goes on beside their upper end."""
    usual = median(run.size for run in runs) if runs else 0.0
    found = []
    for run in runs:
        large = run.size >= _INITIAL * usual and len(run.text) == 1 and run.text.isalpha()
        beside = [other for other in runs if _begins_beside(run, other)] if large else []
        if beside:
            line = min(beside, key=lambda other: other.left)
            run = replace(run, y=line.y, size=line.size, left=line.left - 0.5 * line.size, right=line.left)
        found.append(run)
    return found


def _begins_beside(initial: Run, other: Run) -> bool:
    upper = initial.y + 0.7 * initial.size - other.y - 0.7 * other.size
    near = -0.2 * other.size <= other.left - initial.right <= other.size
    return near and other.size < initial.size / _INITIAL * 1.2 and abs(upper) < 0.6 * other.size


def _ends(runs: Sequence[Run]) -> set[int]:
    """Where in the drawing order a run is followed by one on another line."""
    order = sorted(runs, key=lambda run: run.at)
    pairs = zip(order, order[1:], strict=False)
    return {a.at for a, b in pairs if abs(a.y - b.y) > 0.6 * a.size}


def _layer(runs: Sequence[Run], *, last: bool) -> tuple[list[list[Run]], list[Run]]:
    """Runs by their row, and the runs that lie over them."""
    rows: list[list[Run]] = []
    over: list[Run] = []
    for run in runs:
        near = [row for row in rows[-_OPEN_ROWS:] if _is_level(row, run)]
        hit = [
            other for row in near for other in row if _overlap(other, run) > 0.4 * min(other.size, run.size)
        ]
        if any(_same(run, other) for other in hit):
            continue
        if hit and not last:
            over.append(run)
        elif near and not hit:
            near[-1].append(run)
        else:
            rows.append([run])
    return rows, over


def _is_level(row: Sequence[Run], run: Run) -> bool:
    """Whether the run stands on a row's baseline, or is raised or lowered by less than a line.

    A cell in the middle beside two lines of another is level with the first of them.
    """
    near = min(row, key=lambda other: abs(other.left - run.left))
    large, small = max(near.size, run.size), min(near.size, run.size)
    beside = all(_overlap(other, run) < -_BESIDE * large for other in row)
    most = _HALF_LINE * small if beside else min(0.45 * large, 0.75 * small)
    return abs(near.y - run.y) <= most


def joined(lines: Iterable[Line], between: str) -> Line:
    """Chunks of one row as one line."""
    parts = list(lines)
    widest = max(parts, key=lambda part: part.right - part.left)
    return Line(
        between.join(part.text for part in parts),
        min(part.left for part in parts),
        max(part.right for part in parts),
        widest.y,
        widest.size,
        all(part.bold for part in parts),
        min(part.first for part in parts),
        max(part.last for part in parts),
    )


def _overlap(a: Run, b: Run) -> float:
    return min(a.right, b.right) - max(a.left, b.left)


def _same(a: Run, b: Run) -> bool:
    """Whether a run was drawn over itself: as a shadow, to look bold, or seen and recognised."""
    return a.text == b.text and _overlap(a, b) > 0.5 * (a.right - a.left)


def _height(row: Row) -> float:
    return max(row, key=lambda chunk: chunk.size * (chunk.right - chunk.left)).y


def _row(runs: list[Run], ends: Container[int]) -> Row:
    runs = sorted(runs, key=lambda run: run.left)
    tracking = _tracking(runs)
    chunks, cells = [[runs[0]]], [False]
    for last, run in zip(runs, runs[1:], strict=False):
        gap, size = run.left - last.right - 2 * tracking, max(last.size, run.size)
        cell = last.at in ends and gap > BLANK * size
        if gap > APART * size or cell:
            chunks.append([run])
            cells.append(cell)
        else:
            chunks[-1].append(run)
    return tuple(_chunk(chunk, tracking, cell=cell) for chunk, cell in zip(chunks, cells, strict=True))


def _tracking(runs: Sequence[Run]) -> float:
    """By how many points the letters of a row are set apart, if it is s p a c e d type."""
    single = [len(run.text) == 1 for run in runs]
    if sum(single) < max(_SPACED, 0.5 * len(runs)):
        return 0.0
    pairs = list(zip(runs, runs[1:], strict=False))
    return max(0.0, median(b.left - a.right for a, b in pairs))


def _chunk(runs: list[Run], tracking: float, *, cell: bool) -> Line:
    main = max(runs, key=lambda run: run.right - run.left)
    text = runs[0].text
    for a, b in zip(runs, runs[1:], strict=False):
        apart = b.left - a.right - tracking > BLANK * main.size
        text += (" " if apart or _is_note(a, b) else "") + b.text
    return Line(
        text,
        runs[0].left,
        max(run.right for run in runs),
        main.y,
        main.size,
        all(run.bold for run in runs),
        min(run.at for run in runs),
        max(run.at for run in runs),
        cell,
    )


def _is_note(a: Run, b: Run) -> bool:
    """Whether one of them is a small number at the other, which is no part of the word."""
    small, large = (b, a) if b.size < a.size else (a, b)
    return small.text.strip("[]() ,").isdigit() and small.size < 0.85 * large.size
