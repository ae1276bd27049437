"""Lines → paragraphs. In doubt lines are joined: a name in two paragraphs is lost, a paragraph too long is not."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from casekit.read.document import Place
from casekit.read.pdf.columns import Cells, Flow
from casekit.read.pdf.hyphens import as_one, is_broken
from casekit.read.pdf.lines import Line

_BULLET = re.compile(r"[•▪●○◦■□▢☐☑✓‣➢\ufffd]\s*\S")
_ITEM = re.compile(r"(?:\d{1,2}[.)]|[a-zа-яё]\)|[-–—*])\s")
_END = re.compile(r"[.!?:;…][»”\"')\]]*$")
#: baselines further apart than the usual times this are of two paragraphs
_GAP = 1.2
#: fonts whose sizes differ by less than this share are of one paragraph
_SAME_SIZE = 0.12
#: notes are smaller than the text by this factor
_NOTE = 0.92
#: in parts of the font size: how far a first line is set in
_INDENT = 0.7
#: a line shorter than this share of its column ends a paragraph if the next word had room
_SHORT = 0.6


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of one paragraph, or of a row of a table with tabs between its cells; ``size`` is in points.

    ``number`` is that of its page; ``full`` says that its last line had no room for another word, ``opens``
    that it is the first of a page or column, which reaches from ``left`` to ``right``.
    """

    text: str = field(repr=False)
    size: float
    bold: bool
    number: int
    place: Place = "body"
    full: bool = False
    opens: bool = False
    left: float = 0.0
    right: float = 0.0


class Pitches:
    """How far apart lines of one paragraph usually are, by font size."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        found: defaultdict[int, list[float]] = defaultdict(list)
        for flow in flows:
            for a, b in zip(flow.lines, flow.lines[1:], strict=False):
                if _same_size(a.size, b.size) and 0.9 * a.size <= a.y - b.y <= 3 * a.size:
                    found[round(b.size)].append(a.y - b.y)
        self._usual = {size: sorted(all_)[len(all_) // 4] for size, all_ in found.items()}

    def of(self, size: float) -> float:
        """Points between two baselines."""
        return self._usual.get(round(size), 1.3 * size)


def paragraphs_of(items: Iterable[Flow | Cells], number: int, pitches: Pitches) -> Iterator[Paragraph]:
    """The paragraphs and rows of page ``number``, those that run over columns not yet joined."""
    for item in items:
        if isinstance(item, Cells):
            yield _row(item, number)
        else:
            yield from _of_flow(item, number, pitches)


def usual_size(paragraphs: Iterable[Paragraph]) -> float:
    """The font size of most of the text, in points."""
    sizes = Counter[float]()
    for paragraph in paragraphs:
        sizes[round(paragraph.size, 1)] += len(paragraph.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def over_breaks(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs with those joined that were cut by the end of a column or page."""
    found: list[Paragraph] = []
    usual = usual_size(paragraphs)
    for paragraph in paragraphs:
        at = _goes_on_at(found, paragraph, usual)
        if at is None:
            found.append(paragraph)
        else:
            text = as_one((found[at].text, paragraph.text))
            found[at] = replace(paragraph, text=text, opens=found[at].opens)
    return found


def _goes_on_at(found: Sequence[Paragraph], paragraph: Paragraph, usual: float) -> int | None:
    """Which paragraph this one is the rest of; notes at the foot of the page before are stepped over."""
    if not found or not paragraph.opens or paragraph.place != "body":
        return None
    at = len(found) - 1
    notes = not paragraph.bold and _same_size(paragraph.size, usual)
    while notes and at >= 0 and found[at].number < paragraph.number and found[at].size < _NOTE * usual:
        at -= 1
    if at < 0 or found[at].place != "body":
        return None
    before = found[at]
    if before.number == paragraph.number and before.right > paragraph.left:
        return None  # not the next column but what stands under it
    if (
        not _same_size(before.size, paragraph.size)
        or before.bold != paragraph.bold
        or _starts_item(paragraph.text)
    ):
        return None
    if is_broken(before.text):
        return at
    if _END.search(before.text):
        return None
    return at if before.full or paragraph.text[:1].islower() else None


def _row(item: Cells, number: int) -> Paragraph:
    lines = [line for cell in item.cells for line in cell]
    cells = [as_one(line.text for line in cell) for cell in item.cells]
    while cells and not cells[0]:
        cells.pop(0)
    text = "\t".join(cells).rstrip("\t")
    return Paragraph(
        text, median(line.size for line in lines), all(line.bold for line in lines), number, "table"
    )


def _of_flow(flow: Flow, number: int, pitches: Pitches) -> Iterator[Paragraph]:
    left, right = min(line.left for line in flow.lines), max(line.right for line in flow.lines)
    opens = True
    for block in _blocks(flow.lines, pitches, right):
        for lines in _split(block, (left, right)):
            sizes = Counter[float]()
            for line in lines:
                sizes[line.size] += len(line.text)
            yield Paragraph(
                as_one(line.text for line in lines),
                sizes.most_common(1)[0][0],
                all(line.bold for line in lines),
                number,
                full=not _has_room(lines[-1], right, 4 * lines[-1].size),
                opens=opens,
                left=left,
                right=right,
            )
            opens = False


def _blocks(lines: Sequence[Line], pitches: Pitches, right: float) -> Iterator[list[Line]]:
    """Lines between signs that cannot be mistaken: a gap, another font, a bullet, an indent."""
    block = [lines[0]]
    for line in lines[1:]:
        if _parts(block, line, pitches, right):
            yield block
            block = []
        block.append(line)
    yield block


def _parts(block: Sequence[Line], line: Line, pitches: Pitches, right: float) -> bool:
    last = block[-1]
    if not _same_size(last.size, line.size):
        return True
    if is_broken(last.text) and line.text[:1].islower():
        return False
    pitch = last.y - line.y
    if pitch > _GAP * pitches.of(line.size) or pitch < -0.5 * line.size or _BULLET.match(line.text):
        return True
    ended = bool(_END.search(last.text)) or _fits(last, line, right)
    return ended and (last.bold != line.bold or _starts_item(line.text) or _is_indented(block, line))


def _is_indented(block: Sequence[Line], line: Line) -> bool:
    """Whether a line is set in as the first of a paragraph is, not as the rest of an item or in the middle."""
    last = block[-1]
    centred = abs((last.left + last.right) - (line.left + line.right)) < 2 * _INDENT * line.size
    item = len(block) == 1 and _starts_item(block[0].text)
    return line.left - last.left > _INDENT * line.size and not centred and not item


def _split(block: Sequence[Line], ends: tuple[float, float]) -> Iterator[list[Line]]:
    """Where a line was left short although the next word had room, and was at its end or is far from full."""
    right = max(line.right for line in block)
    width = ends[1] - ends[0]
    lines = [block[0]]
    for line in block[1:]:
        last = lines[-1]
        short = last.right - ends[0] < _SHORT * width
        if _fits(last, line, right) and (short or _END.search(last.text)) and not is_broken(last.text):
            yield lines
            lines = []
        lines.append(line)
    yield lines


def _fits(last: Line, line: Line, right: float) -> bool:
    """Whether the first word of a line had room at the end of the line before."""
    word = line.text.split(" ", 1)[0]
    width = (line.right - line.left) * len(word) / max(len(line.text), 1)
    return _has_room(last, right, 1.2 * width + 0.5 * line.size)


def _has_room(line: Line, right: float, width: float) -> bool:
    return right - line.right > width


def _starts_item(text: str) -> bool:
    return bool(_BULLET.match(text) or _ITEM.match(text))


def _same_size(a: float, b: float) -> bool:
    return abs(a - b) <= _SAME_SIZE * max(a, b)
