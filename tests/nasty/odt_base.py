"""OpenDocument texts made of raw XML, with the marker wherever a template says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nasty.docx_base import zipped
from nasty.leak import KEPT, filled

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = {
    **{
        prefix: f"{_OASIS}{prefix}:1.0"
        for prefix in (
            "office",
            "style",
            "text",
            "table",
            "meta",
            "chart",
            "form",
            "script",
            "presentation",
            "config",
        )
    },
    "draw": f"{_OASIS}drawing:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "svg": f"{_OASIS}svg-compatible:1.0",
    "number": f"{_OASIS}datastyle:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "math": "http://www.w3.org/1998/Math/MathML",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "ooo": "http://openoffice.org/2004/office",
    "st": "urn:example:other",
}
NS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items()) + ' office:version="1.3"'
_KIND = "application/vnd.oasis.opendocument.text"
Content = str | Callable[[str], bytes]


def para(text: str, style: str = "") -> str:
    """A paragraph."""
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:p{named}>{text}</text:p>"


def content(body: str, styles: str = "", head: str = "") -> str:
    """The main part: the body between sentences that must survive."""
    return (
        f"<office:document-content {NS}><office:scripts/>{head}<office:font-face-decls/>"
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>"
        f"{para(KEPT[0])}{body}{para(KEPT[1])}{para(KEPT[2])}"
        "</office:text></office:body></office:document-content>"
    )


def odt(
    marker: str,
    body: str = "",
    *,
    changes: str = "",
    styles: str = "",
    common: str = "",
    master: str = "",
    meta: str = "",
    head: str = "",
    parts: Mapping[str, Content] | None = None,
    manifest: str = "",
) -> bytes:
    """The file; every template is filled with the marker."""
    main = content(body, styles, head).replace("<office:text>", f"<office:text>{changes}")
    page = (
        f'<style:master-page style:name="Standard" style:page-layout-name="pm1">{master}</style:master-page>'
    )
    sheet = (
        f"<office:document-styles {NS}><office:styles>{common}</office:styles><office:automatic-styles>"
        '<style:page-layout style:name="pm1"/></office:automatic-styles><office:master-styles>'
        f"{page}</office:master-styles></office:document-styles>"
    )
    told = f"<office:document-meta {NS}><office:meta>{meta}</office:meta></office:document-meta>"
    whole: dict[str, Content] = {"content.xml": main, "styles.xml": sheet, "meta.xml": told, **(parts or {})}
    files = {"mimetype": _KIND.encode()}
    for path, part in whole.items():
        files[filled(path, marker)] = filled(part, marker).encode() if isinstance(part, str) else part(marker)
    files["META-INF/manifest.xml"] = _manifest([*files], filled(manifest, marker)).encode()
    return zipped(files)


def _manifest(paths: list[str], more: str) -> str:
    space = f"{_OASIS}manifest:1.0"
    rows = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{_media(path)}"/>'
        for path in paths
        if path != "mimetype"
    )
    return (
        f'<manifest:manifest xmlns:manifest="{space}" manifest:version="1.3"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{_KIND}"/>{rows}{more}</manifest:manifest>'
    )


def _media(path: str) -> str:
    endings = {"xml": "text/xml", "png": "image/png", "jpeg": "image/jpeg", "rdf": "application/rdf+xml"}
    return endings.get(path.rpartition(".")[2], "application/binary")
