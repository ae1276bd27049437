"""XML of unknown origin: parsed without entities, without anything from outside, and not too deep."""

from __future__ import annotations

from lxml import etree

from casekit.read.archive import damaged

Element = etree._Element
#: elements inside one another; real documents reach about 60, libxml2 itself stops at 256
_DEEPEST = 200


def parse_xml(content: bytes, name: str) -> Element:
    """The root of an XML part of the file ``name``.

    Raises:
        FileProblem: it is no well-formed XML, declares a document type (where external entities and bombs
            live; no office format has one), or is nested too deeply.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(name) from error
    if getattr(root.getroottree().docinfo, "doctype", "") or _depth(root) > _DEEPEST:
        raise damaged(name)
    return root


def xml_bytes(root: Element) -> bytes:
    """The part as it stands in a file."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _depth(root: Element) -> int:
    """How deep the elements go, without recursion."""
    deepest, now = 0, 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        now += 1 if event == "start" else -1
        deepest = max(deepest, now)
    return deepest
