"""The text of a document, built anew: what one reads stays, of everything else only what is listed here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml import etree

from casekit.read.markup import Element
from casekit.read.odt.frames import DRAWINGS, drawn
from casekit.read.odt.lines import Line
from casekit.read.odt.looks import Looks
from casekit.read.odt.names import WRITTEN, q, short, words
from casekit.read.odt.state import AUTHOR, State
from casekit.read.odt.values import kept_attributes

#: the numbers of pages, in figures or Roman figures or as one letter
_PAGE = re.compile(r"\d{0,5}|[ivxlcdm]{1,10}|[a-z]", re.ASCII | re.IGNORECASE)
#: spaces that one element may stand for
_MOST_SPACES = 200
#: elements in a paragraph that go with what they hold: it is not shown, or is a program
_DROPPED = words(
    """
    text:hidden-paragraph text:script text:label text:number text:tracked-changes text:changed-region text:deletion
    text:insertion text:format-change text:note-citation text:note-body text:soft-page-break text:change
    text:change-start text:change-end text:bookmark text:bookmark-start text:bookmark-end text:reference-mark
    text:reference-mark-start text:reference-mark-end text:toc-mark text:toc-mark-start text:toc-mark-end
    text:user-index-mark text:user-index-mark-start text:user-index-mark-end text:alphabetical-index-mark
    text:alphabetical-index-mark-start text:alphabetical-index-mark-end text:sequence-decls text:variable-decls
    text:user-field-decls text:dde-connection-decls text:alphabetical-index-auto-mark-file text:section-source
    """
)
#: wrappers around text that are no fields
_WRAPPERS = words("text:meta text:p text:h text:list text:list-item")


class Cleaner:
    """Builds the text of one part of a document."""

    def __init__(self, state: State, looks: Looks) -> None:
        self.state = state
        self.looks = looks

    def blocks(self, source: Element, target: Element) -> None:
        """Build all blocks inside ``source`` into ``target``."""
        for child in source.iterchildren():
            self.block(child, target)

    def block(self, source: Element, target: Element) -> None:
        """Build one block of ``source`` into ``target``."""
        name = short(str(source.tag))
        rule = _BLOCKS.get(name)
        if rule is not None:
            rule(self, source, target)
        elif name in DRAWINGS:
            self._drawing(source, target)

    def inline(self, source: Element, line: Line, shown: bool = True) -> None:
        """Build what stands in a paragraph, or in an element inside one, onto its line."""
        if shown:
            line.say(source.text)
        for child in source.iterchildren():
            name = short(str(child.tag))
            if name == "text:span":
                self._span(child, line, shown)
            elif shown:
                self._inline_child(name, child, line)
            if shown:
                line.say(child.tail)

    def add(self, source: Element, target: Element) -> Element:
        """An element like ``source`` with the attributes that stay, as the last of ``target``."""
        name = short(str(source.tag))
        attributes = kept_attributes(source, name, self.state.names)
        return etree.SubElement(target, q(name), attributes, nsmap=WRITTEN)

    def _inline_child(self, name: str, source: Element, line: Line) -> None:
        rule = _INLINE.get(name)
        if rule is not None:
            rule(self, source, line)
        elif name in DRAWINGS:
            for element in drawn(self, source):
                line.put(element)
        elif name not in _DROPPED and (name.startswith("text:") or name == "loext:content-control"):
            self._field(name, source, line)

    def _drawing(self, source: Element, target: Element) -> None:
        for element in drawn(self, source):
            if element.tag == q("text:span"):
                etree.SubElement(target, q("text:p"), nsmap=WRITTEN).append(element)
            else:
                target.append(element)

    def _span(self, source: Element, line: Line, shown: bool) -> None:
        display = self.looks.shown("text", source.get(q("text:style-name"), ""))
        here = shown if display is None else display
        if shown and not here:
            self.state.left_out["hidden_text"] += 1
        line.begin("text:span", kept_attributes(source, "text:span", self.state.names))
        self.inline(source, line, here)
        line.end()

    def _field(self, name: str, source: Element, line: Line) -> None:
        """A field as plain text of what it shows."""
        if source.get(q("text:display")) == "none":
            self.state.left_out["hidden_text"] += 1
            return
        if name not in _WRAPPERS:
            self.state.left_out["field"] += 1
        self.inline(source, line)


def _paragraph(cleaner: Cleaner, source: Element, target: Element) -> None:
    if _hidden_by_field(source):
        cleaner.state.left_out["hidden_text"] += 1
        return
    shown = cleaner.looks.shown("paragraph", source.get(q("text:style-name"), "")) is not False
    element = cleaner.add(source, target)
    line = Line(element)
    cleaner.inline(source, line, shown)
    line.finish()
    if not shown:
        cleaner.state.left_out["hidden_text"] += 1
        if not _all_text(element):
            target.remove(element)


def _hidden_by_field(paragraph: Element) -> bool:
    """Whether a field hides the whole paragraph that it stands in."""
    for mark in paragraph.iter(q("text:hidden-paragraph")):
        around = next(mark.iterancestors(q("text:p"), q("text:h")), None)
        if around is paragraph and mark.get(q("text:is-hidden")) == "true":
            return True
    return False


def _all_text(element: Element) -> str:
    return "".join(map(str, element.itertext()))


def _container(cleaner: Cleaner, source: Element, target: Element) -> None:
    cleaner.blocks(source, cleaner.add(source, target))


def _unwrapped(cleaner: Cleaner, source: Element, target: Element) -> None:
    cleaner.blocks(source, target)


def _with_text(cleaner: Cleaner, source: Element, target: Element) -> None:
    """A container that is not valid without a paragraph."""
    element = cleaner.add(source, target)
    cleaner.blocks(source, element)
    fill(element)


def fill(element: Element) -> None:
    """Give an element that holds no paragraph or table an empty paragraph."""
    if not any(short(str(child.tag)).startswith(("text:", "table:")) for child in element.iterchildren()):
        etree.SubElement(element, q("text:p"), nsmap=WRITTEN)


def _section(cleaner: Cleaner, source: Element, target: Element) -> None:
    display = source.get(q("text:display"), "true")
    if display == "none" or (display == "condition" and source.get(q("text:is-hidden")) == "true"):
        cleaner.state.left_out["hidden_text"] += 1
        return
    element = cleaner.add(source, target)
    element.set(q("text:name"), cleaner.state.names.fresh("Section"))
    cleaner.blocks(source, element)
    fill(element)


def _table(cleaner: Cleaner, source: Element, target: Element) -> None:
    element = cleaner.add(source, target)
    element.set(q("table:name"), cleaner.state.names.fresh("Table"))
    cleaner.blocks(source, element)


def _covered(cleaner: Cleaner, source: Element, target: Element) -> None:
    """A cell under one that spans it; what it holds is not seen."""
    cleaner.add(source, target)
    if _all_text(source).strip():
        cleaner.state.left_out["hidden_text"] += 1


def _link(cleaner: Cleaner, source: Element, line: Line) -> None:
    cleaner.state.left_out["link"] += 1
    cleaner.inline(source, line)


def _hidden_text(cleaner: Cleaner, _source: Element, _line: Line) -> None:
    cleaner.state.left_out["hidden_text"] += 1


def _spaces(_cleaner: Cleaner, source: Element, line: Line) -> None:
    said = source.get(q("text:c"), "1")
    many = int(said) if said.isdecimal() and len(said) < 6 else 1
    line.literal(" " * min(many, _MOST_SPACES))


def _tab(_cleaner: Cleaner, _source: Element, line: Line) -> None:
    line.literal("\t")


def _line_end(_cleaner: Cleaner, _source: Element, line: Line) -> None:
    line.literal("\n")


def _page_field(cleaner: Cleaner, source: Element, line: Line) -> None:
    """The number of the page or of pages, which the reader's program works out; other text in it is text."""
    name = short(str(source.tag))
    if not _PAGE.fullmatch(_all_text(source).strip()):
        cleaner.inline(source, line)
        return
    line.begin(name, kept_attributes(source, name, cleaner.state.names)).text = "1"
    line.end()
    line.literal("")


def _ruby(cleaner: Cleaner, source: Element, line: Line) -> None:
    """Text with a gloss above it: the gloss follows in brackets."""
    for base in source.iterchildren(q("text:ruby-base")):
        cleaner.inline(base, line)
    for gloss in source.iterchildren(q("text:ruby-text")):
        if _all_text(gloss).strip():
            line.literal(" (")
            cleaner.inline(gloss, line)
            line.literal(")")


def _note(cleaner: Cleaner, source: Element, line: Line) -> None:
    body = source.find(q("text:note-body"))
    if body is None:
        return
    kind = "endnote" if source.get(q("text:note-class")) == "endnote" else "footnote"
    name = cleaner.state.names.fresh(kind)
    note = etree.Element(q("text:note"), {q("text:note-class"): kind, q("text:id"): name}, nsmap=WRITTEN)
    etree.SubElement(note, q("text:note-citation")).text = name.removeprefix(kind)
    inner = etree.SubElement(note, q("text:note-body"))
    cleaner.blocks(body, inner)
    fill(inner)
    line.put(note)


def _comment(cleaner: Cleaner, source: Element, line: Line) -> None:
    state = cleaner.state
    if state.choices.comments == "drop":
        state.left_out["comment"] += 1
        return
    comment = etree.Element(q("office:annotation"), nsmap=WRITTEN)
    name = source.get(q("office:name"))
    if name:
        state.comments.add(name)
        comment.set(q("office:name"), state.names.given("comment", name))
    creator = (source.findtext(q("dc:creator")) or "").strip()
    if creator:
        etree.SubElement(comment, q("dc:creator"), {AUTHOR: str(state.author(creator))})
    cleaner.blocks(source, comment)
    fill(comment)
    line.put(comment)


def _comment_end(cleaner: Cleaner, source: Element, line: Line) -> None:
    name = source.get(q("office:name"), "")
    if name in cleaner.state.comments:
        renamed = cleaner.state.names.given("comment", name)
        line.put(etree.Element(q("office:annotation-end"), {q("office:name"): renamed}, nsmap=WRITTEN))


_Block = Callable[[Cleaner, Element, Element], None]
_BLOCKS: Mapping[str, _Block] = {
    "text:p": _paragraph,
    "text:h": _paragraph,
    "text:section": _section,
    "table:table": _table,
    "table:table-cell": _with_text,
    "table:covered-table-cell": _covered,
    **dict.fromkeys(
        words("""
        text:list text:list-item text:list-header table:table-columns table:table-column-group
        table:table-header-columns table:table-column table:table-rows table:table-row-group
        table:table-header-rows table:table-row
        """),
        _container,
    ),
    **dict.fromkeys(
        words("""
        text:table-of-content text:illustration-index text:table-index text:object-index text:user-index
        text:alphabetical-index text:bibliography text:index-body text:index-title text:numbered-paragraph
        style:region-left style:region-center style:region-right
        """),
        _unwrapped,
    ),
}
_Inline = Callable[[Cleaner, Element, Line], None]
_INLINE: Mapping[str, _Inline] = {
    "text:s": _spaces,
    "text:tab": _tab,
    "text:line-break": _line_end,
    "text:a": _link,
    "text:page-number": _page_field,
    "text:page-count": _page_field,
    "text:ruby": _ruby,
    "text:note": _note,
    "text:hidden-text": _hidden_text,
    "text:conditional-text": _hidden_text,
    "office:annotation": _comment,
    "office:annotation-end": _comment_end,
}
