"""The cleaned parts of a document as blocks of text, in the order they are read, and their blanks as elements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from casekit.read.document import Place
from casekit.read.flow import Piece, text_of_pieces
from casekit.read.markup import Element
from casekit.read.odt.names import WRITTEN, q
from casekit.read.odt.state import INLINE, LABEL

_PARAGRAPHS = frozenset((q("text:p"), q("text:h")))
_CELL, _ROW, _BOX = q("table:table-cell"), q("table:table-row"), q("draw:text-box")
_NOTE, _COMMENT, _FRAME = q("text:note"), q("office:annotation"), q("draw:frame")
_ANCHOR = q("text:anchor-type")
#: what stands in a paragraph but is no text of it
_ASIDE = frozenset(
    (_NOTE, _COMMENT, _FRAME, q("office:annotation-end"), q("text:page-number"), q("text:page-count"))
)
_HEADERS: dict[str, Place] = {
    q(f"style:{kind}{which}"): kind for which in ("", "-left", "-first") for kind in ("header", "footer")
}
_SPECIAL = re.compile(r"\t|\n| +")
#: what XML cannot hold
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEW_PART = "\n\n"


@dataclass(slots=True)
class Flow:
    """One block and the nodes that its text lies in."""

    pieces: list[Piece] = field(repr=False)
    place: Place
    before: str = "\n"

    @property
    def text(self) -> str:
        """The text of the block."""
        return text_of_pieces(self.pieces)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place for text: in an element before its first child, or after an element."""

    element: Element
    after: bool

    @property
    def text(self) -> str:
        return (self.element.tail if self.after else self.element.text) or ""

    def put(self, text: str) -> None:
        """Set the text, without what XML cannot hold."""
        kept = _UNWRITABLE.sub("", text) or None
        if self.after:
            self.element.tail = kept
        else:
            self.element.text = kept


@dataclass(frozen=True, slots=True)
class _Gap:
    """A picture, or what stands for one, in a line of text: it parts the words around it."""

    element: Element
    text: str = " "

    def put(self, text: str) -> None:
        """Set what replaces a name that begins at the picture before it; the picture stays."""
        text = _UNWRITABLE.sub("", text).strip(" ")
        before = self.element.getprevious()
        parent = self.element.getparent()
        if before is not None:
            before.tail = (before.tail or "") + text
        elif parent is not None:
            parent.text = (parent.text or "") + text


@dataclass(slots=True)
class _Streams:
    """Blocks by where they are read: the text, then what it refers to."""

    body: list[Flow] = field(default_factory=list)
    footnotes: list[Flow] = field(default_factory=list)
    endnotes: list[Flow] = field(default_factory=list)
    comments: list[Flow] = field(default_factory=list)


def flows_of(body: Element, masters: Sequence[Element]) -> list[Flow]:
    """The blocks of the body, its notes and comments, then of the headers, then of the footers."""
    streams = _Streams()
    _walk(body, streams.body, "body", streams)
    pages: dict[Place, list[list[Flow]]] = {"header": [], "footer": []}
    for header in (part for master in masters for part in master.iterchildren()):
        place = _HEADERS[str(header.tag)]
        flows: list[Flow] = []
        _walk(header, flows, place, streams)
        pages[place].append(flows)
    parts = [streams.body, streams.footnotes, streams.endnotes, streams.comments]
    parts += pages["header"] + pages["footer"]
    for part in parts:
        if part:
            part[0].before = _NEW_PART
    return [flow for part in parts for flow in part]


def _walk(source: Element, into: list[Flow], place: Place, streams: _Streams) -> None:
    for child in source.iterchildren():
        if child.tag in _PARAGRAPHS:
            _walk_paragraph(child, into, place, streams)
        elif child.tag == _ROW:
            _walk_row(child, into, "table" if place == "body" else place, streams)
        elif child.tag == _BOX:
            _walk(child, into, "textbox" if place in ("body", "table") else place, streams)
        else:
            _walk(child, into, place, streams)


def _walk_row(row: Element, into: list[Flow], place: Place, streams: _Streams) -> None:
    """The cells of a row; a tab is between two that are one paragraph each."""
    single = False
    for cell in row.iterchildren(_CELL):
        at = len(into)
        _walk(cell, into, place, streams)
        alone = len(into) == at + 1
        if alone and single:
            into[at].before = "\t"
        single = alone


def _walk_paragraph(paragraph: Element, into: list[Flow], place: Place, streams: _Streams) -> None:
    slots, asides = _slots(paragraph)
    into.append(Flow([Piece(slot.text, slot.put) for slot in slots if slot.text], place))
    for aside in asides:
        if aside.tag == _FRAME:
            _walk(aside, into, place, streams)
        elif aside.tag == _COMMENT:
            _walk(aside, streams.comments, "comment", streams)
        elif aside.get(q("text:note-class")) == "endnote":
            _walk(aside, streams.endnotes, "endnote", streams)
        elif aside.tag == _NOTE:
            _walk(aside, streams.footnotes, "footnote", streams)


def _slots(paragraph: Element) -> tuple[list[_Slot | _Gap], list[Element]]:
    """Where the paragraph's own text is, in order, and what stands in it beside text."""
    slots: list[_Slot | _Gap] = []
    asides: list[Element] = []
    _gather(paragraph, slots, asides)
    return slots, asides


def _gather(element: Element, slots: list[_Slot | _Gap], asides: list[Element]) -> None:
    slots.append(_Slot(element, after=False))
    for child in element.iterchildren():
        if child.get(INLINE) is not None or child.get(_ANCHOR) == "as-char":
            slots.append(_Gap(child))
        if child.tag in _ASIDE:
            asides.append(child)
        elif child.get(LABEL) is None:
            _gather(child, slots, asides)
        slots.append(_Slot(child, after=True))


def spell_blanks(root: Element) -> None:
    """Make elements of tabs, line ends and the spaces that would not be shown, in every paragraph."""
    for paragraph in list(root.iter(*_PARAGRAPHS)):
        after_blank = True
        for slot in _slots(paragraph)[0]:
            text = slot.text
            if text and isinstance(slot, _Slot):
                after_blank = _spell(slot, text, after_blank)


def _spell(slot: _Slot, text: str, after_blank: bool) -> bool:
    """Whether the text ends in a blank."""
    parts: list[str | Element] = []
    at = 0
    for found in _SPECIAL.finditer(text):
        parts.append(text[at : found.start()])
        parts += _spelled(found[0], after_blank and found.start() == at)
        after_blank, at = True, found.end()
    parts.append(text[at:])
    _set(slot, parts)
    return after_blank and at == len(text)


def _spelled(blank: str, after_blank: bool) -> Iterator[str | Element]:
    if blank == "\t":
        yield etree.Element(q("text:tab"), nsmap=WRITTEN)
    elif blank == "\n":
        yield etree.Element(q("text:line-break"), nsmap=WRITTEN)
    else:
        plain = 0 if after_blank else 1
        yield " " * plain
        if len(blank) > plain:
            count = str(len(blank) - plain)
            yield etree.Element(q("text:s"), {q("text:c"): count}, nsmap=WRITTEN)


def _set(slot: _Slot, parts: list[str | Element]) -> None:
    """Put text and elements into a slot."""
    first: list[str] = []
    added: list[tuple[Element, list[str]]] = []
    for part in parts:
        if isinstance(part, str):
            (added[-1][1] if added else first).append(part)
        else:
            added.append((part, []))
    if not added:
        return
    slot.put("")
    for element, tail in reversed(added):
        element.tail = "".join(tail) or None
        if slot.after:
            slot.element.addnext(element)
        else:
            slot.element.insert(0, element)
    slot.put("".join(first))
