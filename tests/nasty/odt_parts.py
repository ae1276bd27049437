"""OpenDocument: parts beside the main one, pictures and objects."""
# ruff: noqa: E501 (a file is one row of a table)

from __future__ import annotations

from nasty.docx_base import docx
from nasty.docx_base import para as word_para
from nasty.odt_base import NS, odt, para
from nasty.odt_text import frame
from nasty.pictures import JPEGS, PNGS

_SETTINGS = (
    f'<office:document-settings {NS}><office:settings><config:config-item-set config:name="ooo:view-settings">'
    '<config:config-item config:name="PrinterName" config:type="string">@M@</config:config-item>'
    "</config:config-item-set></office:settings></office:document-settings>"
)
_BASIC = (
    '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="x">REM @M@</script:module>'
)


def picture(path: str, content: object, more: str = "", attributes: str = "") -> dict[str, object]:
    """A picture in the body."""
    image = f'<draw:image xlink:href="{path}" xlink:type="simple" {attributes}/>{more}'
    return {"body": para(frame(image, 'draw:name="@M@"')), "parts": {path: content}}


def inner_odt(marker: str) -> bytes:
    return odt(marker, para("Inside: @M@."))


def parts() -> dict[str, dict[str, object]]:
    inner = f"<office:document-content {NS}><office:body><office:chart><chart:chart><chart:title>{para('@M@')}</chart:title></chart:chart></office:chart></office:body></office:document-content>"
    paths: dict[str, object] = {
        "settings.xml": _SETTINGS,
        "Basic/Standard/Module1.xml": _BASIC,
        "Scripts/python/@M@.py": "# @M@",
        "Thumbnails/thumbnail.png": PNGS["PNG text"],
        "Configurations2/accelerator/current.xml": "<x>@M@</x>",
        "Configurations2/toolbar/@M@.xml": "<x/>",
        "manifest.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="@PERCENT@"/></rdf:RDF>',
        "Versions/Version1": inner_odt,
        "VersionList.xml": '<VL:version-list xmlns:VL="urn:x" VL:creator="@M@" VL:comment="@M@"/>',
        "layout-cache": lambda marker: b"\x00\x01" + marker.encode(),
        "META-INF/documentsignatures.xml": "<x>@M@</x>",
        "META-INF/@M@.xml": "<x/>",
        "Pictures/orphan.jpeg": JPEGS["comment"],
        "Fonts/@M@.ttf": lambda marker: marker.encode(),
        "Dialogs/Standard/Dialog1.xml": "<x>@M@</x>",
        "orphan.bin": lambda marker: marker.encode("utf-16-le"),
        "media/talk.mp3": lambda marker: b"ID3" + marker.encode(),
    }
    found: dict[str, dict[str, object]] = {
        f"part {path}": {"parts": {path: part}} for path, part in paths.items()
    }
    link = '<draw:object xlink:href="./Object 1" xlink:type="simple"/><draw:image xlink:href="./ObjectReplacements/Object 1"/>'
    found["embedded object"] = {
        "body": para(frame(link)),
        "parts": {
            "Object 1/content.xml": inner,
            "ObjectReplacements/Object 1": lambda marker: marker.encode("utf-16-le"),
        },
    }
    found["embedded binary object"] = {
        "body": para(frame('<draw:object-ole xlink:href="./Object 2" draw:class-id="@M@"/>')),
        "parts": {"Object 2": lambda marker: docx(marker, word_para("@M@"))},
    }
    return found
