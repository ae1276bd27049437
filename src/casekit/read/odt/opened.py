"""An opened .odt file: its parts are cleaned once, and edited and written as often as asked."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from casekit.lang import get_language
from casekit.read.document import Block, Choices, Edit, LeftOut
from casekit.read.flow import rewrite
from casekit.read.markup import Element
from casekit.read.odt.changes import count_changes, drop_changes, drop_insertions
from casekit.read.odt.flows import Flow, flows_of, spell_blanks
from casekit.read.odt.hidden import hidden_strings
from casekit.read.odt.looks import fonts_of, looks_of
from casekit.read.odt.names import WRITTEN, display_name, q
from casekit.read.odt.package import Package, new_root, pack
from casekit.read.odt.state import AUTHOR, INLINE, LABEL, Pictures, State
from casekit.read.odt.styles import add_label_style, add_styles
from casekit.read.odt.text import Cleaner, fill

_STYLES, _AUTOMATIC = q("office:styles"), q("office:automatic-styles")
_MASTERS = q("office:master-styles")


class OdtDocument:
    """The blocks of an .odt file, and the file that is made of them."""

    format = "odt"

    def __init__(self, package: Package, choices: Choices) -> None:
        self.hidden: Sequence[str] = hidden_strings(package.meta, (package.content, package.styles))
        self._state = State(choices, Pictures(package.parts))
        _take_changes(package, self._state)
        self._content, self._styles = _cleaned(package, self._state)
        self.blocks: Sequence[Block] = tuple(
            Block(flow.text, flow.before, flow.place) for flow in _flows(self._content, self._styles)
        )
        self.left_out: Sequence[LeftOut] = tuple(
            LeftOut(key, count) for key, count in sorted(self._state.left_out.items()) if count
        )

    def written(self, edits: Sequence[Sequence[Edit]], language: str) -> bytes:
        """The clean file with the edits of each block done; ``language`` (en, ru, sv) is that of its labels."""
        content, styles = deepcopy(self._content), deepcopy(self._styles)
        for flow, changes in zip(_flows(content, styles), edits, strict=True):
            rewrite(flow.pieces, changes)
        for root in (content, styles):
            spell_blanks(root)
            _set_words(root, language)
        return pack(content, styles, self._state.pictures.kept)


def _take_changes(package: Package, state: State) -> None:
    """Accept or drop what was inserted while changes were tracked; what was deleted goes."""
    drop = state.choices.insertions == "drop"
    for root in (package.content, package.styles):
        state.left_out["deletion"] += count_changes(root, "deletion")
        if drop:
            state.left_out["insertion"] += count_changes(root, "insertion")
            drop_insertions(root)
        else:
            drop_changes(root)


def _cleaned(package: Package, state: State) -> tuple[Element, Element]:
    """The parts of the result, without the words of labels."""
    fonts = fonts_of((package.styles, package.content))
    common = list(package.styles.iterchildren(_STYLES))
    content, styles = new_root("content"), new_root("styles")
    holder = etree.SubElement(styles, _STYLES, nsmap=WRITTEN)
    for source in common:
        add_styles(source, holder, state.names, fonts)
    for root, original in ((content, package.content), (styles, package.styles)):
        automatic = etree.SubElement(root, _AUTOMATIC, nsmap=WRITTEN)
        for source in original.iterchildren(_AUTOMATIC):
            add_styles(source, automatic, state.names, fonts)
        add_label_style(automatic)
    body = etree.SubElement(etree.SubElement(content, q("office:body")), q("office:text"))
    looks = looks_of([*common, *package.content.iterchildren(_AUTOMATIC)])
    Cleaner(state, looks).blocks(package.text, body)
    fill(body)
    _add_masters(package, styles, state)
    return content, styles


def _add_masters(package: Package, styles: Element, state: State) -> None:
    """Add the page styles with the text of their headers and footers."""
    common, automatic = (package.styles.iterchildren(tag) for tag in (_STYLES, _AUTOMATIC))
    cleaner = Cleaner(state, looks_of([*common, *automatic]))
    target = etree.SubElement(styles, _MASTERS, nsmap=WRITTEN)
    for masters in package.styles.iterchildren(_MASTERS):
        for source in masters.iterchildren(q("style:master-page")):
            page = cleaner.add(source, target)
            page.set(q("style:display-name"), display_name(page.get(q("style:name"), "")))
            _add_headers(source, page, cleaner)


def _add_headers(source: Element, page: Element, cleaner: Cleaner) -> None:
    for kind in ("header", "footer"):
        for which in ("", "-left", "-first"):
            name = f"style:{kind}{which}"
            part = source.find(q(name))
            if part is None and which == "-first":  # as LibreOffice wrote it before it was in the standard
                part = source.find(q(f"loext:{kind}{which}"))
            if part is None or part.get(q("style:display")) == "false":
                continue
            cleaner.blocks(part, etree.SubElement(page, q(name)))


def _flows(content: Element, styles: Element) -> list[Flow]:
    body = content.find(f"{q('office:body')}/{q('office:text')}")
    assert body is not None
    return flows_of(body, list(styles.iter(q("style:master-page"))))


def _set_words(root: Element, language: str) -> None:
    """Set the labels and the names of authors, and take the marks for them away."""
    words = get_language(language).table("documents")
    for element in root.iter(q("text:span"), q("dc:creator")):
        kind, author = element.attrib.pop(LABEL, ""), element.attrib.pop(AUTHOR, "")
        element.attrib.pop(INLINE, "")
        if kind:
            element.text = str(words[str(kind)])
        if author:
            element.text = str(words["author"]).format(number=author)
    etree.cleanup_namespaces(root, keep_ns_prefixes=list(WRITTEN))
