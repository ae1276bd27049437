"""What is around text and not seen: alternatives, links, content controls, tags."""

from __future__ import annotations

from casekit.read.docx.names import MC, R, child, readable, unwrap, w
from casekit.read.docx.removed import Removed
from casekit.read.markup import Element

_ALTERNATIVES = f"{{{MC}}}AlternateContent"
_CHOICE, _FALLBACK = f"{{{MC}}}Choice", f"{{{MC}}}Fallback"
_LINK, _CONTROL = w("hyperlink"), w("sdt")
_WRAPPERS = (_LINK, _CONTROL, w("smartTag"), w("customXml"), w("dir"), w("bdo"))
#: what a reader of today knows, by the start of its namespace
_KNOWN = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/office/word/",
    "urn:schemas-micr",
)


def resolve_alternatives(root: Element) -> None:
    """Keep one of each set of alternatives: the one that is shown, but one with text before one without."""
    for element in list(root.iter(_ALTERNATIVES)):
        branches = [b for b in element.iterchildren(_CHOICE, _FALLBACK)]
        ordered = sorted(branches, key=_rank)
        chosen = next((branch for branch in ordered if readable(branch)), ordered[0] if ordered else None)
        unwrap(element, [] if chosen is None else chosen.iterchildren("*"))


def _rank(branch: Element) -> int:
    if branch.tag == _FALLBACK:
        return 1
    needed = [branch.nsmap.get(prefix, "") or "" for prefix in branch.get("Requires", "").split()]
    return 0 if all(uri.startswith(_KNOWN) for uri in needed) else 2


def unwrap_all(root: Element, removed: Removed) -> None:
    """Leave of links, content controls, tags and embeddings of direction what stands in them."""
    for element in list(root.iter(*_WRAPPERS)):
        inner: Element | None = element
        if element.tag == _LINK and element.get(f"{{{R}}}id"):
            removed.left("link")
        if element.tag == _CONTROL:
            inner = child(element, w("sdtContent"))
        unwrap(element, [] if inner is None else inner.iterchildren("*"))
