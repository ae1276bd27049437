"""The text of a part copied into a clean tree: only what is known is copied, and what is drawn is built anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from casekit.read.docx.drawings import (
    Drawn,
    crop_of,
    image,
    is_drawn,
    is_inline,
    parts_of,
    relation_of,
    text_box,
)
from casekit.read.docx.fields import KEPT
from casekit.read.docx.names import SPACE, TEXTBOX, M, R, W, add, child, children, m, w
from casekit.read.docx.removed import Removed
from casekit.read.docx.whitelist import Converter, attributes_of, copy_listed, font, plain
from casekit.read.markup import Element

P, RUN, TEXT, TABLE = w("p"), w("r"), w("t"), w("tbl")
#: the attribute that marks the text of a box which stands for a picture or an object, until it is written
LABEL = "label"
_PPR, _RPR, _ID, _INSTRUCTION = w("pPr"), w("rPr"), w("id"), w("instr")
_ROW, _CELL, _SECTION, _SIMPLE = w("tr"), w("tc"), w("sectPr"), w("fldSimple")
_RELATION = f"{{{R}}}id"
_RANGES = (w("commentRangeStart"), w("commentRangeEnd"))
_SYMBOLS = re.compile(r"symbol|wingdings( [23])?|webdings|marlett|mt extra|opensymbol", re.IGNORECASE)
#: children of a run and those of their attributes that stay
_IN_RUN: Mapping[str, tuple[str, ...]] = {
    w("tab"): (),
    w("br"): (w("type"), w("clear")),
    w("cr"): (),
    w("noBreakHyphen"): (),
    w("softHyphen"): (),
    w("ptab"): (w("alignment"), w("relativeTo"), w("leader")),
    w("pgNum"): (),
    w("footnoteRef"): (),
    w("endnoteRef"): (),
    w("annotationRef"): (),
}
_NOTES = {w(f"{kind}Reference"): kind for kind in ("footnote", "endnote", "comment")}
_OWN_MARK = w("customMarkFollows")
_BREAKS = {9: " ", 10: " ", 13: " "}
_BORDER = {w("val"): "single", w("sz"): "4", w("space"): "0", w("color"): "808080"}


@dataclass(slots=True)
class Story:
    """What the copying of one part needs to know, and what it found.

    ``notes`` are the ids that may be referred to by kind (footnote, endnote, comment), ``used`` those that
    were; ``picture`` gives a relation's picture a name in the new file, ``header`` a relation's header.
    """

    kinds: Mapping[str, Converter]
    removed: Removed
    numbers: Callable[[], int]
    picture: Callable[[str, tuple[float, float, float, float]], str | None]
    header: Callable[[str, str], str | None] = lambda kind, relation: None
    notes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    used: dict[str, dict[str, None]] = field(default_factory=dict)
    boxes: bool = True

    def refers(self, kind: str, element: Element) -> str | None:
        """The id the element refers to, noted as used; None if there is no such note."""
        number = element.get(_ID, "")
        if number not in self.notes.get(kind, frozenset()):
            return None
        self.used.setdefault(kind, {}).setdefault(number)
        return number


def copy_blocks(source: Element, target: Element, story: Story) -> None:
    """Copy paragraphs and tables; what holds text ends with a paragraph."""
    for element in source.iterchildren("*"):
        if element.tag == P:
            _copy_paragraph(element, target, story)
        elif element.tag == TABLE:
            _copy_table(element, target, story)
        elif element.tag in _RANGES:
            _copy_range(element, target, story)
        elif element.tag in (w("altChunk"), w("subDoc")):
            _label(add(target, P), "object", story, inline=True)
    if len(target) == 0 or target[-1].tag != P:
        add(target, P)


def copy_section(source: Element, target: Element, story: Story) -> None:
    """Copy the properties of a section with the headers and footers it refers to."""
    section = copy_listed(source, target, story.kinds)
    if section is not None:
        _copy_headers(source, section, story)


def _copy_headers(source: Element, section: Element, story: Story) -> None:
    at = 0
    for reference in source.iterchildren(w("headerReference"), w("footerReference")):
        kind = "header" if reference.tag == w("headerReference") else "footer"
        which = reference.get(w("type"), "default")
        named = story.header(kind, reference.get(_RELATION, ""))
        if named is not None and which in ("default", "first", "even"):
            copied = add(section, reference.tag, {w("type"): which, _RELATION: named})
            section.insert(at, copied)
            at += 1


def _copy_range(element: Element, target: Element, story: Story) -> None:
    number = element.get(_ID, "")
    if number in story.notes.get("comment", frozenset()):
        add(target, element.tag, {_ID: number})


def _copy_paragraph(source: Element, target: Element, story: Story) -> None:
    paragraph = add(target, P)
    properties = child(source, _PPR)
    if properties is not None:
        copied = copy_listed(properties, paragraph, story.kinds)
        section = child(copied, _SECTION)
        if section is not None and (old := child(properties, _SECTION)) is not None:
            _copy_headers(old, section, story)
    below: list[Element] = []
    for element in source.iterchildren("*"):
        if element.tag == RUN:
            below += _copy_run(element, paragraph, story)
        elif element.tag == _SIMPLE and element.get(_INSTRUCTION) in KEPT:
            field_ = add(paragraph, _SIMPLE, {_INSTRUCTION: element.get(_INSTRUCTION, "")})
            _copy_run(element[0], field_, story)
        elif element.tag in _RANGES:
            _copy_range(element, paragraph, story)
        elif element.tag == w("subDoc"):
            _label(paragraph, "object", story, inline=True)
        elif element.tag.startswith(f"{{{M}}}"):
            _copy_formula(element, paragraph, story)
    for box in below:
        copy_blocks(box, target, story)


def _copy_run(source: Element, paragraph: Element, story: Story) -> list[Element]:
    """Copy a run, in pieces if boxes stand in it; the text boxes that must follow the paragraph instead."""
    below: list[Element] = []
    properties = child(source, _RPR)
    run = _new_run(paragraph, properties, story)
    for element in source.iterchildren("*"):
        if is_drawn(element):
            below += _copy_drawn(element, paragraph, run, story)
            if paragraph[-1] is not run:
                run = _new_run(paragraph, properties, story)
        else:
            _copy_in_run(element, run, story)
    if not len(run) or (len(run) == 1 and run[0].tag == _RPR):
        paragraph.remove(run)
    return below


def _new_run(paragraph: Element, properties: Element | None, story: Story) -> Element:
    run = add(paragraph, RUN)
    if properties is not None:
        copy_listed(properties, run, story.kinds)
    return run


def _copy_in_run(element: Element, run: Element, story: Story) -> None:
    tag = element.tag
    if tag == TEXT:
        if element.text:
            add_text(run, element.text)
    elif tag in _IN_RUN:
        kept = {name: v for name in _IN_RUN[tag] if (v := plain(element.get(name, ""))) is not None}
        if tag != w("ptab") or len(kept) == 3:
            add(run, tag, kept)
    elif tag == w("sym"):
        _copy_symbol(element, run)
    elif tag in _NOTES:
        number = story.refers(_NOTES[tag], element)
        if number is not None:
            own = {_OWN_MARK: "1"} if element.get(_OWN_MARK, "0") in ("1", "true", "on") else {}
            add(run, tag, {**own, _ID: number})
    elif tag == w("ruby"):
        base, above = (_plain_text(child(element, w(name))) for name in ("rubyBase", "rt"))
        add_text(run, f"{base} ({above})" if above else base)


def add_text(run: Element, text: str) -> Element:
    """A new text of the run, in one line."""
    element = add(run, TEXT, {SPACE: "preserve"})
    element.text = text.translate(_BREAKS)
    return element


def _plain_text(element: Element | None) -> str:
    return "" if element is None else "".join(text.text or "" for text in element.iter(TEXT))


def _copy_symbol(element: Element, run: Element) -> None:
    """A sign of a symbol font stays one; of any other font it is a letter."""
    name = element.get(w("font"), "")
    try:
        code = int(element.get(w("char"), ""), 16)
    except ValueError:
        return
    if _SYMBOLS.fullmatch(name) and 0x20 < code <= 0xFFFF:
        add(run, w("sym"), {w("font"): font(name) or "Symbol", w("char"): f"{code:04X}"})
        return
    letter = code - 0xF000 if 0xF020 <= code <= 0xF0FF else code
    if 0x20 <= letter < 0xD800 or 0xE000 <= letter < 0xFFFE:
        add_text(run, chr(letter))


def _copy_formula(source: Element, target: Element, story: Story) -> None:
    attributes = attributes_of(source, story.kinds)
    if source.tag == m("t"):
        add(target, m("t"), {SPACE: "preserve"}).text = (source.text or "").translate(_BREAKS)
    elif attributes is not None and source.tag.startswith(f"{{{M}}}"):
        copied = add(target, source.tag, attributes)
        for element in source.iterchildren("*"):
            if element.tag == _RPR:
                copy_listed(element, copied, story.kinds)
            elif element.tag == RUN:
                _copy_run(element, copied, story)
            elif element.tag.startswith(f"{{{W}}}") and source.tag == m("r"):
                _copy_in_run(element, copied, story)
            else:
                _copy_formula(element, copied, story)


def _copy_drawn(element: Element, paragraph: Element, run: Element, story: Story) -> list[Element]:
    below: list[Element] = []
    inline = is_inline(element)
    for drawn in parts_of(element):
        if drawn.kind == "textbox":
            if story.boxes:
                _copy_box(drawn, element, run, story)
            else:
                below.append(drawn.source)
        elif drawn.kind == "unseen":
            story.removed.left("hidden_text")
        elif drawn.kind == "text":
            add_text(run, drawn.source.get("string", ""))
        elif drawn.kind != "image" or not _copy_image(drawn, element, run, story):
            _label(paragraph, "object" if drawn.kind == "object" else "picture", story, inline=inline)
    return below


def _copy_box(drawn: Drawn, drawing: Element, run: Element, story: Story) -> None:
    box = text_box(drawn, drawing, story.numbers())
    run.append(box)
    inner = next(box.iter(TEXTBOX))
    story.boxes = False  # a text box holds none: what is in one inside it follows its paragraph
    copy_blocks(drawn.source, inner, story)
    story.boxes = True


def _copy_image(drawn: Drawn, drawing: Element, run: Element, story: Story) -> bool:
    cut = crop_of(drawn.source)
    named = None if cut is None else story.picture(relation_of(drawn.source), cut)
    if named is None:
        return False
    run.append(image(drawn, drawing, story.numbers(), named))
    return True


def _label(paragraph: Element, kind: str, story: Story, *, inline: bool) -> None:
    """A run with a border whose text is set when the language is known."""
    story.removed.left(kind)
    run = add(paragraph, RUN)
    add(add(run, _RPR), w("bdr"), _BORDER)
    add(run, TEXT, {LABEL: kind if inline else f"{kind} aside", SPACE: "preserve"})


def _copy_table(source: Element, target: Element, story: Story) -> None:
    table = add(target, TABLE)
    for tag in (w("tblPr"), w("tblGrid")):
        part = child(source, tag)
        if part is None or copy_listed(part, table, story.kinds) is None:
            add(table, tag)
    for element in source.iterchildren(_ROW):
        row = add(table, _ROW)
        for part in element.iterchildren(w("tblPrEx"), w("trPr")):
            copy_listed(part, row, story.kinds)
        for cell in children(element, _CELL):
            copied = add(row, _CELL)
            for part in children(cell, w("tcPr")):
                copy_listed(part, copied, story.kinds)
            copy_blocks(cell, copied, story)
        if child(row, _CELL) is None:
            table.remove(row)
    if child(table, _ROW) is None:
        target.remove(table)
