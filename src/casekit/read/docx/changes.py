"""Tracked changes: what was deleted goes, what was inserted becomes text or goes."""

from __future__ import annotations

from casekit.read.document import Choices
from casekit.read.docx.names import W14, child, m, take_out, unwrap, w
from casekit.read.docx.removed import Removed
from casekit.read.markup import Element

_DELETED = (w("del"), w("moveFrom"), f"{{{W14}}}conflictDel")
_INSERTED = (w("ins"), w("moveTo"), f"{{{W14}}}conflictIns")
_P, _PPR, _RPR, _ROW, _CELL = w("p"), w("pPr"), w("rPr"), w("tr"), w("tc")
_TEXTS = (w("t"), w("delText"), m("t"))
#: the arguments of a formula, which may hold a mark themselves; elsewhere the object's properties hold it
_ARGUMENTS = frozenset(m(name) for name in ("e", "num", "den", "sub", "sup", "lim", "deg", "fName"))
#: what stands between paragraphs without being seen
_MARKS = frozenset(
    w(f"{kind}{end}")
    for kind in ("bookmark", "commentRange", "perm", "moveFromRange", "moveToRange", "customXmlDelRange")
    for end in ("Start", "End")
) | {w("proofErr")}


def settle_changes(root: Element, choices: Choices, removed: Removed) -> None:
    """Take tracked changes out of a part, as the choices say."""
    drop = choices.insertions == "drop"
    gone = (*_DELETED, *_INSERTED) if drop else _DELETED
    _take_out_rows(root, gone, removed)
    _take_out_cells(root, drop)
    _take_out_formulas(root, gone, removed)
    for parent in {p.getparent(): None for p in root.iter(_P) if _mark_is_gone(p, gone)}:
        if parent is not None:
            _join(parent, gone)
    for element in list(root.iter(*gone)):
        if len(element):
            _count(element, removed)
        take_out(element)
    for element in list(root.iter(*_INSERTED)):
        unwrap(element, element.iterchildren("*"))


def _count(element: Element, removed: Removed) -> None:
    if element.tag not in (w("moveFrom"), w("moveTo")) and any(t.text for t in element.iter(*_TEXTS)):
        removed.left("deletion" if element.tag in _DELETED else "insertion")


def _has(properties: Element | None, tags: tuple[str, ...]) -> bool:
    return properties is not None and next(properties.iterchildren(*tags), None) is not None


def _take_out_rows(root: Element, gone: tuple[str, ...], removed: Removed) -> None:
    for row in list(root.iter(_ROW)):
        properties = child(row, w("trPr"))
        if _has(properties, gone):
            removed.left("deletion" if _has(properties, _DELETED) else "insertion")
            take_out(row)


def _take_out_cells(root: Element, drop: bool) -> None:
    gone = (w("cellDel"), w("cellIns")) if drop else (w("cellDel"),)
    for cell in list(root.iter(_CELL)):
        if _has(child(cell, w("tcPr")), gone):
            take_out(cell)


def _take_out_formulas(root: Element, gone: tuple[str, ...], removed: Removed) -> None:
    """Formulas mark what is deleted inside their own properties: the run or the whole object goes."""
    for run in list(root.iter(w("r"), m("r"))):
        if _has(run, gone) and run.tag == m("r") or _has(child(run, _RPR), gone):
            removed.left("deletion")
            take_out(run)
    for properties in list(root.iter(m("ctrlPr"))):
        if _has(properties, gone) or _has(child(properties, _RPR), gone):
            removed.left("deletion")
            _take_out_object(properties.getparent())


def _take_out_object(holder: Element | None) -> None:
    """Take out what the properties belong to; an argument of a formula stays, but empty."""
    if holder is None:
        return
    if holder.tag in _ARGUMENTS:
        for one in list(holder):
            take_out(one)
    elif (above := holder.getparent()) is not None:
        take_out(above)


def _mark_is_gone(paragraph: Element, gone: tuple[str, ...]) -> bool:
    return _has(child(paragraph, _PPR, _RPR), gone)


def _join(parent: Element, gone: tuple[str, ...]) -> None:
    """Join each paragraph whose mark is gone with the next, which keeps its own properties."""
    carried: list[Element] = []
    last: Element | None = None
    for element in list(parent):
        if element.tag == _P and _mark_is_gone(element, gone):
            carried += [one for one in element.iterchildren("*") if one.tag != _PPR]
            if last is not None:
                take_out(last)
            last = element
        elif element.tag == _P:
            _put_first(element, carried)
            _taken(last)
            carried, last = [], None
        elif element.tag not in _MARKS:  # a table follows: the paragraph stays if it holds anything
            _kept(last, carried)
            carried, last = [], None
    _kept(last, carried)


def _put_first(paragraph: Element, carried: list[Element]) -> None:
    first = next((one for one in paragraph.iterchildren("*") if one.tag != _PPR), None)
    for element in carried:
        if first is None:
            paragraph.append(element)
        else:
            first.addprevious(element)


def _taken(paragraph: Element | None) -> None:
    if paragraph is not None:
        take_out(paragraph)


def _kept(paragraph: Element | None, carried: list[Element]) -> None:
    if paragraph is not None and any(_shows(one) for one in carried):
        paragraph.extend(carried)
    else:
        _taken(paragraph)


def _shows(element: Element) -> bool:
    return any(True for _ in element.iter(*_TEXTS, w("drawing"), w("pict"), w("object")))
