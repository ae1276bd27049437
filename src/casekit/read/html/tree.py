"""The tree of a page: blocks as a browser lays them out, with white space collapsed as it shows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from casekit.read.charsets import without_controls
from casekit.read.document import Block, Place
from casekit.read.flow import Piece, text_of_pieces
from casekit.read.html.elements import BLOCKS
from casekit.read.markup import Element

_BLANKS = re.compile(r"[ \t\n\r]+")


@dataclass(slots=True)
class Node:
    """A place for text: before the first child of an element, or after its end; or a line break."""

    element: Element
    after: bool
    kept: bool  # white space is kept, as in pre

    @property
    def is_break(self) -> bool:
        return not self.after and self.element.tag == "br"

    @property
    def text(self) -> str:
        if self.is_break:
            return "\n"
        return (self.element.tail if self.after else self.element.text) or ""

    def put(self, text: str) -> None:
        """Give it a text; line breaks in it become elements."""
        if self.is_break:
            if text == "\n":
                return
            self.element.tag = "span"
        lines = [text] if self.kept and not self.is_break else text.split("\n")
        parent, at = (self.element, 0) if not self.after else _spot_after(self.element)
        self._set(lines[0])
        for number, line in enumerate(lines[1:]):
            new = etree.Element("br")
            new.tail = line
            parent.insert(at + number, new)

    def _set(self, text: str) -> None:
        text = without_controls(text)
        if self.after:
            self.element.tail = text
        else:
            self.element.text = text


def _spot_after(element: Element) -> tuple[Element, int]:
    parent = element.getparent()
    assert parent is not None
    return parent, parent.index(element) + 1


@dataclass(slots=True)
class Paragraph:
    """The nodes of one block, and the cell of a table it is in."""

    nodes: list[Node] = field(default_factory=list)
    place: Place = "body"
    cell: Element | None = None

    def pieces(self) -> list[Piece]:
        """Its text, to be edited."""
        return [Piece(node.text, node.put) for node in self.nodes]


def parsed(markup: str) -> Element:
    """The tree of well-formed markup, under one element."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True)
    page = f"<html><body><div>{without_controls(markup)}</div></body></html>"
    root = etree.fromstring(page.encode("utf-8"), parser)
    found = root.find("body/div")
    assert found is not None
    return found


def take_out(root: Element, *, insertions: bool, comments: bool) -> Counter[str]:
    """Take out what is hidden and deleted, and what is not wanted; how much that was."""
    gone: Counter[str] = Counter()
    for element in list(root.iter(etree.Element)):
        key = _reason(element, insertions=insertions, comments=comments)
        if key is None or element is root or not _is_under(element, root):
            continue
        if any(str(text).strip() for text in element.itertext()) or element.find(".//img") is not None:
            gone[key] += 1
        _remove(element)
    return gone


def _reason(element: Element, *, insertions: bool, comments: bool) -> str | None:
    if "hidden" in element.attrib:
        return "hidden_text"
    if element.tag == "del":
        return "deletion"
    if element.tag == "ins" and not insertions:
        return "insertion"
    if element.get("class") == "comment" and not comments:
        return "comment"
    return None


def _is_under(element: Element, root: Element) -> bool:
    return element.getroottree() is not None and any(above is root for above in element.iterancestors())


def _remove(element: Element) -> None:
    parent = element.getparent()
    assert parent is not None
    tail, before = element.tail or "", element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)


def paragraphs(root: Element) -> list[Paragraph]:
    """The blocks that have text, their white space collapsed in the tree too."""
    found = []
    for paragraph in _divided(root):
        _collapse(paragraph.nodes)
        paragraph.nodes = _without_outer_breaks([node for node in paragraph.nodes if node.text])
        if text_of_pieces(paragraph.pieces()).strip():
            found.append(paragraph)
    return found


def _without_outer_breaks(nodes: list[Node]) -> list[Node]:
    start, end = 0, len(nodes)
    while start < end and nodes[start].is_break:
        start += 1
    while end > start and nodes[end - 1].is_break:
        end -= 1
    return nodes[start:end]


def _divided(root: Element) -> Iterator[Paragraph]:
    now, cells, kept, comments = Paragraph(), [], 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        step = 1 if event == "start" else -1
        if element.tag in BLOCKS:
            yield now
            if element.tag in ("td", "th"):
                cells.append(element) if step > 0 else cells.pop()
            now = Paragraph()
        kept += step * (element.tag == "pre")
        comments += step * (element.get("class") == "comment")
        if step > 0 or element is not root:
            now.nodes.append(Node(element, after=step < 0, kept=kept > 0))
        now.place = "comment" if comments else "table" if cells else "body"
        now.cell = cells[-1] if cells else None
    yield now


def _collapse(nodes: list[Node]) -> None:
    """Leave one blank where a browser shows one, none at the ends of lines."""
    blank = True  # whether what stands before swallows a blank
    ends: list[Node] = []  # the nodes since the last break, with the blank that may have to go
    for node in nodes:
        if node.is_break or node.kept:
            if node.is_break:
                _strip_end(ends)
            ends, blank = [], node.is_break or node.text.endswith("\n")
            continue
        text = _BLANKS.sub(" ", node.text)
        text = text[1:] if blank and text.startswith(" ") else text
        if text != node.text:
            node._set(text)
        if text:
            ends.append(node)
            blank = text.endswith(" ")
    _strip_end(ends)


def _strip_end(nodes: list[Node]) -> None:
    if nodes and nodes[-1].text.endswith(" "):
        nodes[-1]._set(nodes[-1].text[:-1])


def blocks_of(found: list[Paragraph]) -> list[Block]:
    """The blocks, neighbouring cells of one row parted by a tab."""
    in_cell = Counter(id(paragraph.cell) for paragraph in found if paragraph.cell is not None)
    blocks, last = [], None
    for paragraph in found:
        cell = paragraph.cell
        beside = (
            cell is not None
            and last is not None
            and last is not cell
            and last.getparent() is cell.getparent()
            and in_cell[id(cell)] == in_cell[id(last)] == 1
        )
        text = text_of_pieces(paragraph.pieces())
        blocks.append(Block(text, "\t" if beside else "\n", paragraph.place))
        last = cell
    return blocks
