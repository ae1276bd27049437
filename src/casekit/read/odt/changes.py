"""Tracked insertions that are not wanted are taken out: their text, what stands in it, and its paragraph ends.

In this format what was deleted lies apart from the text, in the list of changes, and goes with that list.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from casekit.read.markup import Element
from casekit.read.odt.names import q

_PARAGRAPHS = (q("text:p"), q("text:h"))
_START, _END = q("text:change-start"), q("text:change-end")


@dataclass(slots=True)
class _Reading:
    """A walk over the text that gathers what goes, before anything is changed."""

    ids: frozenset[str]
    elements: list[Element] = field(default_factory=list)
    texts: list[Element] = field(default_factory=list)
    tails: list[Element] = field(default_factory=list)
    #: a paragraph, and one that is joined to it since the end between them was inserted
    joins: list[tuple[Element, Element]] = field(default_factory=list)
    _active: set[str] = field(default_factory=set)
    #: how often the text has left the inserted ranges
    _gaps: int = 0
    #: of each open element the gaps before it, if it began inside a range
    _entered: list[int | None] = field(default_factory=list)
    _pending: tuple[Element, int] | None = None

    def start(self, element: Element) -> None:
        """An element begins."""
        self._entered.append(self._gaps if self._active else None)
        name = element.get(q("text:change-id"), "")
        if element.tag == _START and name in self.ids:
            self._active.add(name)
        elif element.tag == _END and name in self._active:
            self._active.discard(name)
            self._gaps += not self._active
        if self._active:
            self.texts.append(element)

    def end(self, element: Element) -> None:
        """It ends; inside a range from its begin to its end, it goes."""
        entered = self._entered.pop()
        if self._active:
            self.tails.append(element)
            if entered == self._gaps:
                self.elements.append(element)
                return
        if element.tag in _PARAGRAPHS:
            self._end_paragraph(element, entered)

    def _end_paragraph(self, element: Element, entered: int | None) -> None:
        first = element
        if self._pending is not None and entered == self._pending[1]:
            first = self._pending[0]
            self.joins.append((first, element))
        self._pending = (first, self._gaps) if self._active else None


def count_changes(root: Element, kind: str) -> int:
    """How many changes of a kind, ``insertion`` or ``deletion``, the part has."""
    return sum(
        1 for region in root.iter(q("text:changed-region")) if region.find(q(f"text:{kind}")) is not None
    )


def drop_changes(root: Element) -> None:
    """Take the lists of changes out, and with them all that was deleted."""
    for changes in list(root.iter(q("text:tracked-changes"))):
        _remove(changes)


def drop_insertions(root: Element) -> None:
    """Take out every range of text that was inserted while changes were tracked."""
    inserted = {
        region.get(q("text:id")) or region.get(q("xml:id")) or ""
        for region in root.iter(q("text:changed-region"))
        if region.find(q("text:insertion")) is not None
    }
    drop_changes(root)
    reading = _Reading(frozenset(inserted & _whole_ranges(root)))
    for event, element in etree.iterwalk(root, events=("start", "end")):
        (reading.start if event == "start" else reading.end)(element)
    for element in reading.texts:
        element.text = None
    for element in reading.tails:
        element.tail = None
    for element in reading.elements:
        _remove(element)
    for first, second in reading.joins:
        _join(first, second)


def _whole_ranges(root: Element) -> set[str]:
    """The changes that both begin and end in the part."""
    begun: set[str] = set()
    ended: set[str] = set()
    for mark in root.iter(_START, _END):
        name = mark.get(q("text:change-id"), "")
        if mark.tag == _START:
            begun.add(name)
        elif name in begun:
            ended.add(name)
    return ended


def _join(first: Element, second: Element) -> None:
    if first.getparent() is not second.getparent():
        return
    _append(first, second.text)
    first.extend(list(second))
    second.text = None
    _remove(second)


def _remove(element: Element) -> None:
    """Take an element out; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def _append(element: Element, text: str | None) -> None:
    if not text:
        return
    last = next(element.iterchildren(reversed=True), None)
    if last is not None:
        last.tail = (last.tail or "") + text
    else:
        element.text = (element.text or "") + text
