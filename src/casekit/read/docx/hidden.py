"""Hidden text: what the author did not see, and must not pass on unseen."""

from __future__ import annotations

from casekit.read.docx.names import TEXTBOX, child, is_on, m, readable, take_out, value, w
from casekit.read.docx.removed import Removed
from casekit.read.docx.styles import Styles, hides
from casekit.read.markup import Element

_P, _PPR, _RPR = w("p"), w("pPr"), w("rPr")
_RUNS = (w("r"), m("r"))
_DRAWN = (w("drawing"), w("pict"), w("object"))


def take_out_hidden(root: Element, styles: Styles, removed: Removed) -> None:
    """Take out runs, paragraphs and rows that are hidden, by themselves or by a style."""
    for row in list(root.iter(w("tr"))):
        said = child(row, w("trPr"), w("hidden"))
        if said is not None and is_on(said):
            removed.left("hidden_text")
            take_out(row)
    hiding = _Hiding(styles)
    before: tuple[Element | None, Element | None] | None = None
    for run in list(root.iter(*_RUNS)):
        if hiding.is_hidden(run):
            place = (run.getparent(), run.getprevious())
            if readable(run) and place != before:
                removed.left("hidden_text")
            before = place
            take_out(run)
    for paragraph in list(root.iter(_P)):
        if hides(child(paragraph, _PPR, _RPR)) and _is_empty(paragraph) and paragraph.getnext() is not None:
            take_out(paragraph)


class _Hiding:
    """Whether styles hide a run; what is true of its paragraph and table is looked up once."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._known: dict[Element, bool] = {}

    def is_hidden(self, run: Element) -> bool:
        """Direct formatting decides; else styles of paragraph, run and table, of which two undo each other."""
        properties = child(run, _RPR)
        said = hides(properties)
        if said is not None:
            return said
        by_run = self._styles.hidden(value(child(properties, w("rStyle"))), "character")
        by_paragraph = self._by(next(run.iterancestors(_P), None), "paragraph", _PPR, w("pStyle"))
        table = next(run.iterancestors(w("tbl"), TEXTBOX), None)
        in_table = table is not None and table.tag == w("tbl")
        by_table = in_table and self._by(table, "table", w("tblPr"), w("tblStyle"))
        return self._styles.hidden_by_default or (by_run ^ by_paragraph ^ by_table)

    def _by(self, element: Element | None, kind: str, *path: str) -> bool:
        if element is None:
            return False
        if element not in self._known:
            self._known[element] = self._styles.hidden(value(child(element, *path)), kind)
        return self._known[element]


def _is_empty(paragraph: Element) -> bool:
    return (
        not any(True for _ in paragraph.iter(*_RUNS, *_DRAWN)) and child(paragraph, _PPR, w("sectPr")) is None
    )
