"""The names of WordprocessingML, and elements made, moved and taken out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from casekit.read.markup import Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
WPG = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
V = "urn:schemas-microsoft-com:vml"
O = "urn:schemas-microsoft-com:office:office"  # noqa: E741
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
#: the prefixes of every part that is written
PREFIXES = {"w": W, "m": M, "r": R, "mc": MC, "a": A, "pic": PIC, "wp": WP, "wps": WPS}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(local: str) -> str:
    """The qualified name of a WordprocessingML element or attribute."""
    return f"{{{W}}}{local}"


def m(local: str) -> str:
    """The qualified name of a formula's element or attribute."""
    return f"{{{M}}}{local}"


VAL = w("val")
#: what text boxes hold, and what is apart from the text around it
TEXTBOX = w("txbxContent")
STORIES = frozenset({w("body"), w("hdr"), w("ftr"), w("footnote"), w("endnote"), w("comment"), TEXTBOX})


def local_name(element: Element) -> str:
    """The name without its namespace."""
    return str(etree.QName(element).localname)


def namespace(element: Element) -> str:
    """The namespace of the element, ``""`` if it has none."""
    return str(etree.QName(element).namespace or "")


def root_of(tag: str) -> Element:
    """A new root that declares the prefixes of a written part."""
    return etree.Element(tag, nsmap=PREFIXES)


def add(parent: Element, tag: str, attributes: Mapping[str, str] | None = None) -> Element:
    """A new last child."""
    return etree.SubElement(parent, tag, dict(attributes or {}))


def made(xml: str) -> Element:
    """The element of our own markup, which may use the prefixes of a written part."""
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in PREFIXES.items())
    return etree.fromstring(f"<root {declared}>{xml}</root>")[0]


def tidy(root: Element) -> Element:
    """The same tree with all namespaces declared at its root."""
    etree.cleanup_namespaces(root, top_nsmap=PREFIXES, keep_ns_prefixes=["w", "r"])
    return root


def children(element: Element | None, tag: str) -> list[Element]:
    """The children of that name."""
    return [] if element is None else list(element.iterchildren(tag))


def child(element: Element | None, *path: str) -> Element | None:
    """The first element down that path of names."""
    for tag in path:
        if element is None:
            return None
        element = next(element.iterchildren(tag), None)
    return element


def value(element: Element | None) -> str | None:
    """Its ``w:val``."""
    return None if element is None else element.get(VAL)


def is_on(element: Element) -> bool:
    """Whether a property that is on or off is on."""
    return element.get(VAL, "true").lower() not in ("0", "false", "off", "none")


def take_out(element: Element) -> None:
    """Remove the element; what stands after it stays."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap(element: Element, inner: Iterable[Element]) -> None:
    """Put ``inner`` in the place of the element."""
    for one in list(inner):
        element.addprevious(one)
    take_out(element)


def readable(element: Element) -> bool:
    """Whether some text in it would be read."""
    return any(text.text for text in element.iter(w("t"), m("t")))


def top_most(element: Element, tag: str) -> Iterator[Element]:
    """The descendants of that name that are not inside another one of it."""
    for found in element.iter(tag):
        above = found.getparent()
        while above is not None and above is not element and above.tag != tag:
            above = above.getparent()
        if above is element:
            yield found


def story_of(element: Element) -> Element | None:
    """The part of the document whose flow of text the element belongs to."""
    above = element.getparent()
    while above is not None and above.tag not in STORIES:
        above = above.getparent()
    return above
