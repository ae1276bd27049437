"""Text boxes, pictures, objects and drawings: the text of the first stays, of the others a box or the pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from lxml import etree

from casekit.read.markup import Element
from casekit.read.odt.looks import Looks
from casekit.read.odt.names import WRITTEN, q, short, words
from casekit.read.odt.state import State
from casekit.read.odt.values import kept_attributes

#: drawings that are only lines or areas; without text they are no loss
_PLAIN = words(
    "draw:rect draw:ellipse draw:circle draw:line draw:connector draw:measure draw:caption draw:custom-shape"
)
#: drawings that can show anything, such as handwriting
_PICTURES = words(
    "draw:g draw:path draw:polyline draw:polygon draw:regular-polygon draw:page-thumbnail dr3d:scene"
)
DRAWINGS = frozenset({"draw:frame", "draw:a", "draw:control", *_PLAIN, *_PICTURES})
_OBJECTS = tuple(
    q(name)
    for name in ("draw:object", "draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame")
)
_TEXT = frozenset(("text:p", "text:h", "text:list", "table:table"))


class Cleans(Protocol):
    """Whoever cleans the text inside a drawing."""

    state: State
    looks: Looks

    def block(self, source: Element, target: Element) -> None:
        """Build one block of ``source`` into ``target``."""

    def blocks(self, source: Element, target: Element) -> None:
        """Build all blocks inside ``source`` into ``target``."""


def drawn(cleaner: Cleans, source: Element) -> list[Element]:
    """What stands for a drawing: a frame with its text or picture, a label, nothing."""
    name = short(str(source.tag))
    if name == "draw:a":
        cleaner.state.left_out["link"] += 1
        return [element for child in source.iterchildren() for element in drawn(cleaner, child)]
    if _hidden(source):
        cleaner.state.left_out["hidden_text"] += 1
        return []
    if name == "draw:frame":
        return _frame(cleaner, source)
    return _shape(cleaner, source, name) if name in DRAWINGS else []


def _hidden(source: Element) -> bool:
    display = source.get(q("draw:display")) or source.get(q("loext:display"))
    return display in ("none", "printer")


def _frame(cleaner: Cleans, source: Element) -> list[Element]:
    box = source.find(q("draw:text-box"))
    if box is not None:
        frame, inner = _empty_box(cleaner, source, box)
        cleaner.blocks(box, inner)
        return [_filled(frame, inner)]
    if source.find(q("table:table")) is not None:
        frame, inner = _empty_box(cleaner, source, None)
        cleaner.blocks(source, inner)
        return [_filled(frame, inner)]
    if any(source.find(name) is not None for name in _OBJECTS):
        return [cleaner.state.label("object", source)]
    if source.find(q("draw:image")) is not None:
        return [_picture(cleaner, source)]
    return []


def _picture(cleaner: Cleans, source: Element) -> Element:
    """The picture's pixels, if they are wanted and all of them are seen; else the label."""
    state = cleaner.state
    if state.choices.images and not cleaner.looks.cut(source.get(q("draw:style-name"), "")):
        for image in source.iterchildren(q("draw:image")):
            path = state.pictures.path_of(image.get(q("xlink:href"), ""))
            if path is not None:
                frame = _new_frame(cleaner, source)
                etree.SubElement(frame, q("draw:image"), _reference(path), nsmap=WRITTEN)
                return frame
    return state.label("picture", source)


def _reference(path: str) -> dict[str, str]:
    return {
        q("xlink:href"): path,
        q("xlink:type"): "simple",
        q("xlink:show"): "embed",
        q("xlink:actuate"): "onLoad",
    }


def _shape(cleaner: Cleans, source: Element, name: str) -> list[Element]:
    frame, inner = _empty_box(cleaner, source, None)
    for part in _texts(source):
        if short(str(part.tag)) in _TEXT:
            cleaner.block(part, inner)
        else:
            cleaner.blocks(part, inner)
    found = [frame] if _has_text(inner) else []
    if name in _PICTURES or any(True for _ in source.iter(q("draw:image"))):
        found.append(cleaner.state.label("picture", source))
    elif any(True for _ in source.iter(*_OBJECTS, q("draw:control"))):
        found.append(cleaner.state.label("object", source))
    return found


def _texts(source: Element) -> Iterator[Element]:
    """The blocks of text, and the text boxes, of a drawing and of those grouped in it."""
    for child in source.iterchildren():
        name = short(str(child.tag))
        if name in _TEXT or name == "draw:text-box":
            yield child
        elif name in DRAWINGS and not _hidden(child):
            yield from _texts(child)


def _has_text(inner: Element) -> bool:
    return any((element.text or "").strip() or (element.tail or "").strip() for element in inner.iter())


def _new_frame(cleaner: Cleans, source: Element) -> Element:
    names = cleaner.state.names
    attributes = kept_attributes(source, "draw:frame", names) | {q("draw:name"): names.fresh("Frame")}
    return etree.Element(q("draw:frame"), attributes, nsmap=WRITTEN)


def _empty_box(cleaner: Cleans, source: Element, box: Element | None) -> tuple[Element, Element]:
    """A frame and the text box in it."""
    frame = _new_frame(cleaner, source)
    attributes = kept_attributes(box, "draw:text-box", cleaner.state.names) if box is not None else {}
    return frame, etree.SubElement(frame, q("draw:text-box"), attributes, nsmap=WRITTEN)


def _filled(frame: Element, inner: Element) -> Element:
    if not len(inner):
        etree.SubElement(inner, q("text:p"), nsmap=WRITTEN)
    return frame
