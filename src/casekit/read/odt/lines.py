"""A paragraph while it is built: text with blanks as one sees them, elements around it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from casekit.read.markup import Element
from casekit.read.odt.names import WRITTEN, q

_BLANKS = re.compile(r"[ \t\r\n]+")


class Line:
    """Text and inline elements in the order they come.

    In this format a run of blanks is one, at the start of a paragraph none; tabs, line ends and further spaces
    are elements. Here all of them are characters, until ``spell_blanks`` makes elements of them.
    """

    def __init__(self, paragraph: Element) -> None:
        self._open = [paragraph]
        self._waiting: list[str] = []
        self._after_blank = True

    def say(self, text: str | None) -> None:
        """Add text of the file, whose runs of blanks are one space."""
        if not text:
            return
        text = _BLANKS.sub(" ", text)
        if self._after_blank and text.startswith(" "):
            text = text[1:]
        if text:
            self._waiting.append(text)
            self._after_blank = text.endswith(" ")

    def literal(self, text: str) -> None:
        """Add text as it is, blanks and all."""
        self._waiting.append(text)
        self._after_blank = False

    def begin(self, name: str, attributes: Mapping[str, str]) -> Element:
        """Open an element around what follows."""
        self._flush()
        element = etree.SubElement(self._open[-1], q(name), dict(attributes), nsmap=WRITTEN)
        self._open.append(element)
        return element

    def end(self) -> None:
        """Close the element that was opened last."""
        self._flush()
        self._open.pop()

    def put(self, element: Element) -> None:
        """Add an element that is built already."""
        self._flush()
        self._open[-1].append(element)
        self._after_blank = False

    def finish(self) -> None:
        """Set what is waiting into the paragraph."""
        self._flush()

    def _flush(self) -> None:
        text, self._waiting = "".join(self._waiting), []
        if not text:
            return
        into = self._open[-1]
        last = next(
            into.iterchildren(reversed=True), None
        )  # to count them would take as long as they are many
        if last is not None:
            last.tail = (last.tail or "") + text
        else:
            into.text = (into.text or "") + text
