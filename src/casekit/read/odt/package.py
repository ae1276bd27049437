"""The zip file around a document: what of it is read, and the few parts that a result has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from casekit.errors import FileProblem
from casekit.read.archive import damaged, encrypted, packed, unpacked
from casekit.read.markup import Element, parse_xml, xml_bytes
from casekit.read.odt.names import NAMESPACES, WRITTEN, q

MIMETYPE = "application/vnd.oasis.opendocument.text"
VERSION = "1.3"
#: documents, templates and pages; others, such as sheets, are no write-ups
_READ = frozenset(("", MIMETYPE, f"{MIMETYPE}-template", f"{MIMETYPE}-web"))
_MANIFEST = "META-INF/manifest.xml"
_MEDIA = {"png": "image/png", "jpeg": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of an opened file that are looked at; the XML is as it came."""

    parts: Mapping[str, bytes] = field(repr=False)
    content: Element = field(repr=False)
    styles: Element = field(repr=False)
    meta: Element | None = field(repr=False)

    @property
    def text(self) -> Element:
        """The body's text."""
        found = self.content.find(f"{q('office:body')}/{q('office:text')}")
        assert found is not None  # opening saw to it
        return found


def open_package(raw: bytes, name: str) -> Package:
    """The parts of a file.

    Raises:
        FileProblem: it is damaged, too large, protected by a password, or no text document.
    """
    parts = unpacked(raw, name)
    _check_password(parts, name)
    kind = parts.get("mimetype", b"").decode("ascii", "replace").strip()
    if kind not in _READ or "content.xml" not in parts:
        raise damaged(name)
    content = parse_xml(parts["content.xml"], name)
    if content.find(f"{q('office:body')}/{q('office:text')}") is None:
        raise damaged(name)
    styles = parts.get("styles.xml")
    meta = parts.get("meta.xml")
    return Package(
        parts,
        content,
        parse_xml(styles, name) if styles else new_root("styles"),
        _lenient(meta) if meta else None,
    )


def _check_password(parts: Mapping[str, bytes], name: str) -> None:
    """Refuse what is encrypted, as a whole or part by part."""
    manifest = parts.get(_MANIFEST, b"").replace(b"\x00", b"")
    if "encrypted-package" in parts or b"encryption-data" in manifest:
        raise encrypted(name)


def _lenient(content: bytes) -> Element | None:
    """A part that is only looked at and never kept: none, if it cannot be read."""
    try:
        return parse_xml(content, "")
    except FileProblem:
        return None


def new_root(kind: str) -> Element:
    """The empty root of a part: ``content``, ``styles``, ``meta``."""
    return etree.Element(q(f"office:document-{kind}"), {q("office:version"): VERSION}, nsmap=WRITTEN)


def pack(content: Element, styles: Element, pictures: Mapping[str, bytes]) -> bytes:
    """The file of these parts, with properties that say nothing."""
    meta = new_root("meta")
    etree.SubElement(meta, q("office:meta"))
    parts = {"content.xml": xml_bytes(content), "styles.xml": xml_bytes(styles), "meta.xml": xml_bytes(meta)}
    parts |= pictures
    whole = {"mimetype": MIMETYPE.encode(), **parts, _MANIFEST: _manifest(parts)}
    return packed(whole, stored=frozenset(("mimetype",)))


def _manifest(parts: Mapping[str, bytes]) -> bytes:
    root = etree.Element(
        q("manifest:manifest"),
        {q("manifest:version"): VERSION},
        nsmap={"manifest": NAMESPACES["manifest"]},
    )
    entries = {"/": MIMETYPE} | {path: _MEDIA.get(path.rpartition(".")[2], "text/xml") for path in parts}
    for path, media in entries.items():
        entry = etree.SubElement(root, q("manifest:file-entry"))
        entry.set(q("manifest:full-path"), path)
        entry.set(q("manifest:media-type"), media)
        if path == "/":
            entry.set(q("manifest:version"), VERSION)
    return xml_bytes(root)
