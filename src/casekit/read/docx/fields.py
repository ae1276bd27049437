"""Fields: what they show becomes text; only those that number pages stay, written anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import accumulate

from casekit.read.docx.names import (
    VAL,
    add,
    child,
    children,
    is_on,
    root_of,
    story_of,
    take_out,
    unwrap,
    value,
    w,
)
from casekit.read.docx.removed import Removed
from casekit.read.markup import Element

_RUN, _CHAR, _CODE, _SIMPLE, _TEXT = w("r"), w("fldChar"), w("instrText"), w("fldSimple"), w("t")
_NUMBERS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_SHAPES = ("Arabic", "roman", "ROMAN", "alphabetic", "ALPHABETIC")
_LINKS = ("HYPERLINK", "INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DDE", "DDEAUTO", "IMPORT", "INCLUDE")
_QUOTED = re.compile(r'"([^"]*)"')
_INSTRUCTION = w("instr")
#: the instructions of fields that stay
KEPT = frozenset(f" {name} " for name in _NUMBERS) | frozenset(
    f" {name} \\* {shape} " for name in _NUMBERS for shape in _SHAPES
)


@dataclass(slots=True)
class _Field:
    """Places in the list of a story's nodes: where it begins, where its result does, where it ends."""

    begin: int
    result: int | None = None
    end: int | None = None
    told: list[str] = field(default_factory=list, repr=False)

    @property
    def code(self) -> str:
        """Its instruction."""
        return "".join(self.told)


def settle_fields(root: Element, removed: Removed) -> None:
    """Leave of each field in the part what it shows."""
    for element in list(root.iter(_SIMPLE)):
        _settle_simple(element, removed)
    stories: dict[Element | None, list[Element]] = {}
    for run in root.iter(_RUN):
        stories.setdefault(story_of(run), []).extend(run.iterchildren("*"))
    for nodes in stories.values():
        _settle_story(nodes, removed)


def _settle_simple(element: Element, removed: Removed) -> None:
    code = element.get(_INSTRUCTION, "")
    kept = _kept(code)
    if kept is None:
        _note(code, removed)
        unwrap(element, element.iterchildren("*"))
    else:
        element.addprevious(_numbering(kept, child(element, _RUN, w("rPr"))))
        take_out(element)


def _kept(code: str) -> str | None:
    """The instruction of a field that stays, in our own words."""
    words = code.split()
    name = words[0].upper() if words else ""
    if name not in _NUMBERS:
        return None
    shape = next((word for word in words[1:] if word in _SHAPES), None)
    return f" {name} " if shape is None else f" {name} \\* {shape} "


def _numbering(code: str, properties: Element | None) -> Element:
    """The field that numbers pages, in the formatting that it had."""
    simple = root_of(_SIMPLE)
    simple.set(_INSTRUCTION, code)
    run = add(simple, _RUN)
    if properties is not None:
        run.append(deepcopy(properties))
    add(run, _TEXT).text = "1"
    return simple


def _note(code: str, removed: Removed) -> None:
    name = code.split()[0].upper() if code.split() else ""
    if name in _LINKS:
        for target in _QUOTED.findall(code):
            removed.knew(target)
    removed.left("link" if name == "HYPERLINK" else "field")


def _settle_story(nodes: Sequence[Element], removed: Removed) -> None:
    fields = _fields(nodes)
    hidden = [0] * (len(nodes) + 1)
    for one in fields:
        _settle_field(one, nodes, hidden, removed)
    for node, covers in zip(nodes, accumulate(hidden), strict=False):
        if covers > 0 or node.tag in (_CHAR, _CODE, w("delInstrText")):
            take_out(node)


def _fields(nodes: Sequence[Element]) -> list[_Field]:
    """The complete fields; one that does not end is none, and what follows it is text."""
    open_ones: list[_Field] = []
    complete: list[_Field] = []
    for at, node in enumerate(nodes):
        kind = node.get(w("fldCharType")) if node.tag == _CHAR else None
        if kind == "begin":
            open_ones.append(_Field(at))
        elif kind == "separate" and open_ones and open_ones[-1].result is None:
            open_ones[-1].result = at
        elif kind == "end" and open_ones:
            open_ones[-1].end = at
            complete.append(open_ones.pop())
        elif node.tag == _CODE and open_ones and open_ones[-1].result is None:
            open_ones[-1].told.append(node.text or "")
    return complete


def _settle_field(found: _Field, nodes: Sequence[Element], hidden: list[int], removed: Removed) -> None:
    begin, end = found.begin, found.begin if found.end is None else found.end
    kept = _kept(found.code)
    code_end = end if found.result is None or kept else found.result
    run = nodes[begin].getparent()
    if kept and run is not None:
        run.addprevious(_numbering(kept, child(run, w("rPr"))))
    elif not kept:
        _note(found.code, removed)
        _show_form(found, nodes, end)
    hidden[begin] += 1
    hidden[code_end] -= 1


def _show_form(found: _Field, nodes: Sequence[Element], end: int) -> None:
    """Boxes and lists of forms show what their data says: it becomes text."""
    data, run = child(nodes[found.begin], w("ffData")), nodes[end].getparent()
    if data is None or run is None:
        return
    shown = any(node.tag == _TEXT and node.text for node in nodes[found.result or end : end])
    text = "" if shown else _form_text(data)
    if text:
        add(run, _TEXT).text = text


def _form_text(data: Element) -> str:
    box, entries = child(data, w("checkBox")), child(data, w("ddList"))
    if box is not None:
        state = child(box, w("checked"))
        state = child(box, w("default")) if state is None else state
        return "☒" if state is not None and is_on(state) else "☐"
    offered = [entry.get(VAL, "") for entry in children(entries, w("listEntry"))]
    chosen = value(child(entries, w("result"))) or value(child(entries, w("default"))) or "0"
    return offered[int(chosen)] if chosen.isdecimal() and int(chosen) < len(offered) else ""
