"""XML of unknown origin: parsed without entities, without anything from outside, and not too deep."""

from __future__ import annotations

import re

from lxml import etree

from casekit.read.archive import damaged, too_large

Element = etree._Element
#: elements inside one another; real documents reach about 60, libxml2 itself stops at 256
_DEEPEST = 200
#: bytes of one XML part, and marks that open or close an element in it; 500 pages have about 10 MB and 1.5 million
_MOST, _MOST_MARKS = 60_000_000, 6_000_000

#: attributes of one element: lxml needs the square of their number to go through them
_MOST_ATTRIBUTES = 1_000
_LONG = re.compile(rb"<[^<]{4000,}")


def parse_xml(content: bytes, name: str) -> Element:
    """The root of an XML part of the file ``name``.

    Raises:
        FileProblem: it is no well-formed XML, declares a document type (where external entities and bombs
            live; no office format has one), is nested too deeply, or is far more than a write-up has.
    """
    if len(content) > _MOST or content.count(b"<") > _MOST_MARKS:
        raise too_large(name)
    root = _root(content)
    if root is None or _declares_type(root) or _depth(root) > _DEEPEST or _crowded(content, root):
        raise damaged(name)
    return root


def _root(content: bytes) -> Element | None:
    """``None`` for what is no XML: the parser's error quotes the content, so that none may hang on ours."""
    if b"<!DOCTYPE" in content:  # refused before anything in it is read; other encodings are seen afterwards
        return None
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError, LookupError):
        return None
    finally:
        etree.clear_error_log()


def _crowded(content: bytes, root: Element) -> bool:
    """Whether an element has more attributes than any has; only what is long between two marks is looked at."""
    if not any(long[0].count(b"=") > _MOST_ATTRIBUTES for long in _LONG.finditer(content)):
        return False
    return any(len(element.attrib) > _MOST_ATTRIBUTES for element in root.iter())


def xml_bytes(root: Element) -> bytes:
    """The part as it stands in a file."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _declares_type(root: Element) -> bool:
    return bool(getattr(root.getroottree().docinfo, "doctype", ""))


def _depth(root: Element) -> int:
    """How deep the elements go, without recursion."""
    deepest, now = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        now += 1 if event == "start" else -1
        deepest = max(deepest, now)
    return deepest
