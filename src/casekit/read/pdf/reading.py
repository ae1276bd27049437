"""The text of a PDF as a document: from its pages to blocks, and what is said about what is left out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from casekit.errors import FileProblem
from casekit.read.document import Block, Choices, Edit, LeftOut
from casekit.read.pdf.apart import pages_of
from casekit.read.pdf.columns import Cells, Flow, arranged
from casekit.read.pdf.lines import Row, layers_of
from casekit.read.pdf.margins import without_margins
from casekit.read.pdf.paragraphs import Paragraph, Pitches, over_breaks, paragraphs_of, usual_size
from casekit.read.pdf.runs import UNKNOWN, Page, Pages
from casekit.read.pdf.sheet import glyphs_missing
from casekit.read.pdf.writing import Piece, written

#: letters per page below which a file with pages that are pictures is a scan
_FEW = 30
#: glyphs without a letter: how many, and which share of all, make a text unreadable
_UNTOLD, _UNTOLD_SHARE = 10, 0.05
_CID = re.compile(r"\(cid:\d+\)")
#: names that programs give to whoever has not told theirs
_NOBODY = frozenset(
    (
        "anonymous",
        "unknown",
        "untitled",
        "unspecified",
        "user",
        "author",
        "admin",
        "administrator",
        "owner",
        "root",
    )
    + ("användare", "okänd", "ägare", "пользователь", "владелец", "неизвестен")
)
#: what is larger than the text by this factor is a heading
_HEADING = 1.15


@dataclass(slots=True)
class PdfDocument:
    """An opened PDF file."""

    blocks: Sequence[Block]
    hidden: Sequence[str] = field(repr=False)
    left_out: Sequence[LeftOut]
    pieces: tuple[Piece, ...] = field(repr=False)
    format: str = "pdf"

    def written(self, edits: Sequence[Sequence[Edit]], language: str) -> bytes:
        """A new file of the blocks with their edits done."""
        texts = [_edited(block.text, own) for block, own in zip(self.blocks, edits, strict=True)]
        return written(self.pieces, texts, language)


def opened(raw: bytes, name: str, choices: Choices) -> PdfDocument:
    """The document in these bytes; pictures are left out whatever the choice.

    Raises:
        FileProblem: as ``open_pdf`` says.
    """
    del choices  # a PDF has no tracked changes, its comments and pictures are left out
    found = pages_of(raw, name)
    paragraphs, numbers = _paragraphs(found.pages)
    _check(found.pages, paragraphs, name)
    blocks = tuple(Block(paragraph.text, place=paragraph.place) for paragraph in paragraphs)
    people = tuple(person for person in found.people if person.strip("() ").lower() not in _NOBODY)
    return PdfDocument(blocks, people, _left_out(found, paragraphs), _pieces(paragraphs, numbers))


def _paragraphs(pages: Sequence[Page]) -> tuple[list[Paragraph], list[int]]:
    """The paragraphs, headers first and footers last, and the numbers of pages that are pictures."""
    rows = [[layer for sheet in page.sheets for layer in layers_of(sheet)] for page in pages]
    margins = without_margins(pages, [tuple(sheets[0]) if sheets else () for sheets in rows])
    laid = [
        [*arranged(body), *(item for sheet in sheets[1:] for item in arranged(sheet))]
        for body, sheets in zip(margins.bodies, rows, strict=True)
    ]
    pitches = Pitches(item for page in laid for item in page if isinstance(item, Flow))
    header, footer = (_margin(part, pitches) for part in (margins.headers, margins.footers))
    body = over_breaks(
        [paragraph for number, page in enumerate(laid) for paragraph in paragraphs_of(page, number, pitches)]
    )
    every = [
        *(replace(paragraph, place="header", number=-1) for paragraph in header),
        *body,
        *(replace(paragraph, place="footer", number=len(pages)) for paragraph in footer),
    ]
    told = [replace(p, text=unicodedata.normalize("NFC", p.text)) for p in every if p.text.strip()]
    return told, [number for number, page in enumerate(pages) if page.picture]


def _margin(rows: Sequence[Row], pitches: Pitches) -> list[Paragraph]:
    items: list[Flow | Cells] = arranged(rows)
    return list(paragraphs_of(items, 0, pitches))


def _check(pages: Sequence[Page], paragraphs: Sequence[Paragraph], name: str) -> None:
    """Refuse what has no text, or none that can be told."""
    text = "".join(paragraph.text for paragraph in paragraphs)
    letters = sum(not character.isspace() for character in text)
    pictures = sum(page.picture for page in pages)
    if pictures and letters < _FEW * len(pages):
        raise FileProblem(
            f"{name!r} is a scanned document: pictures of pages without text; "
            "recognise its text with another program first",
            key="file_scanned",
            name=name,
        )
    untold = text.count(UNKNOWN) + sum(map(len, _CID.findall(text)))
    if untold >= _UNTOLD and untold > _UNTOLD_SHARE * letters:
        raise FileProblem(
            f"{name!r} does not say which letters its glyphs are; open it where it was made and save it again",
            key="file_no_letters",
            name=name,
        )


def _left_out(found: Pages, paragraphs: Sequence[Paragraph]) -> tuple[LeftOut, ...]:
    counts = sum((page.annotations for page in found.pages), Counter[str]())
    counts["attachment"] += found.attachments
    counts["picture_page"] = sum(page.picture for page in found.pages)
    counts["picture"] = sum(page.pictures for page in found.pages if not page.picture)
    counts["glyph"] = sum(glyphs_missing(paragraph.text) for paragraph in paragraphs)
    return tuple(LeftOut(key, count) for key, count in sorted(counts.items()) if count)


def _pieces(paragraphs: Sequence[Paragraph], pictures: Sequence[int]) -> tuple[Piece, ...]:
    """What is written one after the other: blocks, and labels of the pages that are pictures."""
    usual = usual_size(paragraphs)
    found: list[Piece] = []
    waiting = list(pictures)
    for at, paragraph in enumerate(paragraphs):
        while waiting and waiting[0] < paragraph.number:
            found.append(Piece(picture=waiting.pop(0) + 1))
        scale = paragraph.size / usual
        found.append(
            Piece(at, scale=scale if scale >= _HEADING else 1.0, bold=paragraph.bold or scale >= _HEADING)
        )
    return (*found, *(Piece(picture=number + 1) for number in waiting))


def _edited(text: str, edits: Sequence[Edit]) -> str:
    parts, at = [], 0
    for edit in edits:
        if not at <= edit.start <= edit.end <= len(text):
            raise ValueError("edits are disjoint, in text order, and inside the block")
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return unicodedata.normalize("NFC", "".join((*parts, text[at:])))
