"""Page headers, footers and page numbers: told from the text by standing on many pages, and kept once."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from casekit.read.pdf.lines import Row
from casekit.read.pdf.runs import Page

#: rows at either end of a page that may be a header or footer, the share of its height that they lie in, and
#: how far from the text they are, in parts of the font size
_ROWS, _ZONE, _GAP = 4, 0.15, 2.0
_NUMBER = re.compile(
    r"[-–—|\s]*(?:page|p\.|с\.|стр\.?|страница|sida|sid\.?|s\.)?\s*"
    r"(\d{1,4})(?:\s*(?:/|of|из|av)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Margins:
    """Rows of each page's body, and the rows of headers and footers, each once, by the page they were found on."""

    bodies: tuple[tuple[Row, ...], ...] = field(repr=False)
    headers: tuple[Row, ...] = field(repr=False)
    footers: tuple[Row, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Found:
    page: int
    height: int
    row: Row = field(repr=False)
    numbers: tuple[int, ...] = field(repr=False)


def without_margins(pages: Sequence[Page], rows: Sequence[tuple[Row, ...]]) -> Margins:
    """The rows of the main sheet of each page, parted."""
    taken: list[set[int]] = [set() for _ in pages]
    kept: list[list[Row]] = []
    for is_top in (True, False):
        groups = _groups(pages, rows, is_top=is_top)
        once = [
            row
            for (key, group) in groups.items()
            for row in _once(key, group, len(pages), taken, is_top=is_top)
        ]
        kept.append(sorted(once, key=lambda row: -row[0].y))
    bodies = [tuple(row for row in page if id(row) not in taken[at]) for at, page in enumerate(rows)]
    return Margins(tuple(bodies), tuple(kept[0]), tuple(kept[1]))


def _groups(
    pages: Sequence[Page], rows: Sequence[tuple[Row, ...]], *, is_top: bool
) -> dict[str, list[_Found]]:
    """Rows near one end of the pages by their text without its numbers."""
    found: defaultdict[str, list[_Found]] = defaultdict(list)
    for number, (page, inside) in enumerate(zip(pages, rows, strict=True)):
        for row in _apart(page, inside, is_top=is_top):
            text = _text(row)
            key = _DIGITS.sub("#", text)
            height = round((page.top if is_top else page.bottom) - row[0].y)
            found[key].append(_Found(number, height, row, tuple(map(int, _DIGITS.findall(text)))))
    return {key: _level(group) for key, group in found.items()}


def _level(group: Sequence[_Found]) -> list[_Found]:
    """Those that stand as far from the end of their page as most of them, give or take 2 points."""
    usual = Counter(found.height for found in group).most_common(1)[0][0]
    return [found for found in group if abs(found.height - usual) <= 2]


def _apart(page: Page, rows: Sequence[Row], *, is_top: bool) -> list[Row]:
    """The first or last rows of a page up to a gap that parts them from the text."""
    ordered = rows if is_top else rows[::-1]
    zone = _ZONE * (page.top - page.bottom)
    for at, (row, next_) in enumerate(zip(ordered[:_ROWS], [*ordered[1:], None], strict=False)):
        if (page.top - row[0].y if is_top else row[0].y - page.bottom) > zone:
            return []
        if next_ is None or abs(row[0].y - next_[0].y) > _GAP * row[0].size:
            return list(ordered[: at + 1])
    return []


def _text(row: Row) -> str:
    return " ".join(chunk.text for chunk in row)


def _once(key: str, group: Sequence[_Found], pages: int, taken: list[set[int]], *, is_top: bool) -> list[Row]:
    """The rows of a group that are kept, all of them taken from the pages; none if it is part of the text."""
    numbers = [_NUMBER.fullmatch(_text(found.row)) for found in group]
    if all(numbers):
        for found in _page_numbers(group, is_top=is_top):
            taken[found.page].add(id(found.row))
        return []
    repeated = len({found.page for found in group}) >= max(2, min(3, pages // 2), pages // 10)
    if not repeated or not any(character.isalpha() for character in key) or not _is_same(group):
        return []
    for found in group:
        taken[found.page].add(id(found.row))
    return [group[0].row]


def _is_same(group: Sequence[_Found]) -> bool:
    """Whether each number in the rows is the same on all pages, or goes up with them."""
    return all(
        1
        in (
            len({found.numbers[at] for found in group}),
            len({found.numbers[at] - found.page for found in group}),
        )
        for at in range(len(group[0].numbers))
    )


def _page_numbers(group: Sequence[_Found], *, is_top: bool) -> list[_Found]:
    """Those rows of numbers that count the pages."""
    starts = Counter(found.numbers[0] - found.page for found in group)
    start, times = starts.most_common(1)[0]
    if times == 1 and is_top:
        return []
    start = 1 if starts[1] else start
    return [found for found in group if found.numbers[0] - found.page == start and (times > 1 or start == 1)]
