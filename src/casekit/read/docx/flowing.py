"""The clean trees as blocks of text, and the nodes that the text of a block lies in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from casekit.read.document import Block, Place
from casekit.read.docx.content import LABEL, RUN, TABLE, TEXT, P, add_text
from casekit.read.docx.names import TEXTBOX, m, take_out, w
from casekit.read.flow import Piece, text_of_pieces
from casekit.read.markup import Element

_CELL, _SYMBOL, _TYPE = w("tc"), w("sym"), w("type")
_SIGNS = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("br"): "\n",
    w("cr"): "\n",
    w("noBreakHyphen"): "\u2011",
}
_MADE = {"\t": w("tab"), "\n": w("br")}
_FORMULA = m("")
_BREAK = re.compile(r"([\t\n])")


def paragraphs(root: Element) -> list[Element]:
    """The paragraphs of a part in the order they are read; those of a text box after the one it hangs on.

    The lines between text and notes, which are notes of a type, are none.
    """
    return [one for one in root.iter(P) if _parent(one).get(_TYPE) is None]


def blocks_of(root: Element, place: Place) -> Iterator[Block]:
    """The blocks of a part; the first stands apart from what is before it."""
    before: Element | None = None
    for paragraph in paragraphs(root):
        gap = "\n\n" if before is None else "\t" if _in_one_row(before, paragraph) else "\n"
        text = text_of_pieces(pieces_of(paragraph))
        yield Block(text, gap, _place(paragraph) if place == "body" else place)
        before = paragraph


def _in_one_row(before: Element, paragraph: Element) -> bool:
    """Whether the two stand alone in neighbouring cells."""
    left, right = before.getparent(), paragraph.getparent()
    if left is None or right is None or left.tag != _CELL or right.tag != _CELL:
        return False
    return left.getnext() is right and _stands_alone(before) and _stands_alone(paragraph)


def _stands_alone(paragraph: Element) -> bool:
    beside = [paragraph.getprevious(), paragraph.getnext()]
    return all(one is None or one.tag not in (P, TABLE) for one in beside)


def _place(paragraph: Element) -> Place:
    for above in paragraph.iterancestors(TEXTBOX, TABLE):
        return "textbox" if above.tag == TEXTBOX else "table"
    return "body"


def pieces_of(paragraph: Element) -> list[Piece]:
    """The nodes that the text of a paragraph lies in, without those of text boxes in it."""
    return [piece for node in _nodes(paragraph) if (piece := _piece(node)) is not None]


def _nodes(element: Element) -> Iterator[Element]:
    waiting = [iter(element)]
    while waiting:
        node = next(waiting[-1], None)
        if node is None:
            waiting.pop()
        elif node.tag == RUN or node.tag.startswith(_FORMULA):
            waiting.append(iter(node))
            if node.tag == m("t"):
                yield node
        else:
            yield node


def _piece(node: Element) -> Piece | None:
    if node.tag == TEXT:
        label = node.get(LABEL)
        if label is None:
            return Piece(node.text or "", partial(_put, node))
        return Piece("" if "aside" in label else " ", partial(_put_before, node))
    if node.tag == m("t"):
        return Piece(node.text or "", partial(_put_in_formula, node))
    if node.tag == _SYMBOL:
        code = int(node.get(w("char"), "0"), 16)
        return Piece(chr(code | 0xF000 if code < 0x100 else code), partial(_put, node))
    if node.tag in _SIGNS:
        return Piece(_SIGNS[node.tag], partial(_put, node))
    if node.tag == w("drawing") and next(node.iterchildren("*")).tag.endswith("}inline"):
        return Piece(" ", partial(_put_before, node))
    return None


def _put(node: Element, text: str) -> None:
    """Put text in the place of a node of a run."""
    if node.tag == TEXT and text and not _BREAK.search(text):
        node.text = text
        return
    run = node.getparent()
    assert run is not None
    for part in _BREAK.split(text):
        if part in _MADE:
            node.addprevious(run.makeelement(_MADE[part]))
        elif part:
            node.addprevious(add_text(run, part))
    take_out(node)
    above = run.getparent()
    if above is not None and above.tag == P and all(one.tag == w("rPr") for one in run):
        take_out(run)


def _put_before(node: Element, text: str) -> None:
    """What is drawn stays, whatever is done with the gap that it is in the text."""
    if text.strip():
        node.addprevious(add_text(_parent(node), text))


def _put_in_formula(node: Element, text: str) -> None:
    node.text = text.replace("\n", " ").replace("\t", " ")


def _parent(node: Element) -> Element:
    above = node.getparent()
    assert above is not None
    return above


def labelled(root: Element, labels: dict[str, str]) -> None:
    """Give the boxes that stand for pictures and objects their text."""
    for text in root.iter(TEXT):
        kind = text.get(LABEL)
        if kind is not None:
            text.text = labels[kind.split()[0]]
            del text.attrib[LABEL]
