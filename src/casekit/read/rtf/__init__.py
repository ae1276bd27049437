"""Rich text: read by a reader of its own, written as a simple file of the text.

striprtf, the library for this, was tried: it gives hidden and deleted text as if it were text, and loses notes,
headers, footers and text boxes. Comments are left out, whatever the choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from casekit.lang import get_language
from casekit.read.archive import check_size, damaged
from casekit.read.document import Block, Choices, Edit, LeftOut
from casekit.read.flow import Piece, rewrite
from casekit.read.rtf.reading import Reader
from casekit.read.rtf.story import Paragraph, Row, Run, Story
from casekit.read.rtf.writing import Writer

#: the stories beside the body, in the order of the document's text
_ORDER = ("footnote", "endnote", "header", "footer")


@dataclass(frozen=True, slots=True)
class RtfDocument:
    """A rich text as its stories."""

    blocks: Sequence[Block] = field(repr=False)
    hidden: Sequence[str] = field(repr=False)
    left_out: Sequence[LeftOut]
    _paragraphs: Sequence[Paragraph] = field(repr=False)
    _body: Story = field(repr=False)
    _stories: Sequence[Story] = field(repr=False)
    format: str = "rtf"

    def written(self, edits: Sequence[Sequence[Edit]], language: str) -> bytes:
        """A simple file of the text with the edits done."""
        texts: dict[int, str] = {}
        for paragraph, done in zip(self._paragraphs, edits, strict=True):
            rewrite([_piece(run, texts) for run in paragraph.runs()], done)
        words = get_language(language).table("documents")
        return Writer(texts, words, language).written(self._body, self._stories)


def _piece(run: Run, texts: dict[int, str]) -> Piece:
    return Piece(run.text, lambda text: texts.__setitem__(id(run), text))


def open_rtf(raw: bytes, name: str, choices: Choices) -> RtfDocument:
    """The text in a .rtf file.

    Raises:
        FileProblem: it is no rich text, or is too large or nested too deeply.
    """
    check_size(raw, name)
    raw = raw.lstrip(b"\xef\xbb\xbf\r\n\t \x00")
    if not raw.startswith(b"{\\rtf"):
        raise damaged(name)
    reader = Reader(raw, name, choices)
    reader.read()
    stories = list(_different(reader.stories))
    found = list(_blocks(reader.body, stories))
    return RtfDocument(
        [block for block, _ in found],
        list(dict.fromkeys(reader.hidden)),
        [LeftOut(key, count) for key, count in sorted(reader.left_out.items()) if count],
        [paragraph for _, paragraph in found],
        reader.body,
        stories,
    )


def _different(stories: Sequence[Story]) -> Iterator[Story]:
    """The stories, headers and footers that sections repeat only once."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for story in stories:
        texts = tuple(paragraph.text for paragraph in story.flat())
        if story.place in ("header", "footer") and (story.place, texts) in seen:
            continue
        seen.add((story.place, texts))
        yield story


def _blocks(body: Story, stories: Sequence[Story]) -> Iterator[tuple[Block, Paragraph]]:
    yield from _blocks_of(body)
    for place in _ORDER:
        first = True
        for story in stories:
            if story.place == place:
                for block, paragraph in _blocks_of(story):
                    yield replace(block, before="\n\n") if first else block, paragraph
                    first = False


def _blocks_of(story: Story) -> Iterator[tuple[Block, Paragraph]]:
    """Paragraphs with text; those of neighbouring cells are parted by a tab where each has one."""
    for part in story.parts:
        if isinstance(part, Paragraph):
            if part.text.strip():
                yield Block(part.text, place=part.place), part
        else:
            yield from _blocks_of_row(part)


def _blocks_of_row(row: Row) -> Iterator[tuple[Block, Paragraph]]:
    before = 0  # paragraphs of the cell before
    for cell in row.cells:
        shown = [paragraph for paragraph in cell if paragraph.text.strip()]
        beside = before == len(shown) == 1
        for paragraph in shown:
            yield Block(paragraph.text, "\t" if beside else "\n", paragraph.place), paragraph
        before = len(shown)
