"""Word documents made of raw XML: a body and parts, with the marker wherever a template says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nasty.leak import KEPT, filled

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_TYPE = "application/vnd.openxmlformats-officedocument."
_WORD = _TYPE + "wordprocessingml."
_NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "wpc": "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
    "w16du": "http://schemas.microsoft.com/office/word/2023/wordml/word16du",
    "st": "urn:example:other",
}
NS = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
NS += ' mc:Ignorable="w14 w15 w16du st"'
#: kind of relationship of a part → its content type
TYPES = {
    kind: f"{_WORD}{kind}+xml"
    for kind in (
        "styles",
        "settings",
        "numbering",
        "fontTable",
        "webSettings",
        "header",
        "footer",
        "footnotes",
    )
} | {
    "endnotes": f"{_WORD}endnotes+xml",
    "comments": f"{_WORD}comments+xml",
    "glossaryDocument": f"{_WORD}document.glossary+xml",
    "theme": f"{_TYPE}theme+xml",
    "chart": f"{_TYPE}drawingml.chart+xml",
    "diagramData": f"{_TYPE}drawingml.diagramData+xml",
}
STYLES = f"""<w:styles {NS}><w:docDefaults/>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>@STYLES@</w:styles>"""


@dataclass(frozen=True)
class Part:
    """A part: without a ``kind`` nothing refers to it; ``of`` is the part that does; empty is the package."""

    path: str
    content: str | Callable[[str], bytes]
    kind: str = ""
    id: str = "x1"
    type: str = ""
    of: str = "word/document.xml"


@dataclass(frozen=True)
class Link:
    """A relationship with something outside."""

    kind: str
    target: str
    id: str = "x9"
    of: str = "word/document.xml"


def para(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    pr = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{pr}{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run."""
    pr = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{pr}<w:t xml:space="preserve">{text}</w:t></w:r>'


def document(body: str, section: str = "") -> str:
    """The main part: the body between sentences that must survive."""
    return (
        f"<w:document {NS}><w:body>{para(KEPT[0])}{body}{para(KEPT[1])}{para(KEPT[2])}"
        f"<w:sectPr>{section}</w:sectPr></w:body></w:document>"
    )


def docx(
    marker: str,
    body: str = "",
    *,
    section: str = "",
    styles: str = "",
    parts: Sequence[Part] = (),
    links: Sequence[Link] = (),
) -> bytes:
    """The file; every template is filled with the marker."""
    main = Part(
        "word/document.xml",
        document(body, section),
        "officeDocument",
        "main",
        f"{_WORD}document.main+xml",
        "",
    )
    style = Part("word/styles.xml", STYLES.replace("@STYLES@", styles), "styles", "styles")
    whole = [main, style, *parts]
    files = {"[Content_Types].xml": _types(whole).encode(), **_relationships(marker, whole, links)}
    for part in whole:
        files[filled(part.path, marker)] = (
            _xml(filled(part.content, marker)) if isinstance(part.content, str) else part.content(marker)
        )
    return zipped(files)


def zipped(files: dict[str, bytes], comment: bytes = b"", extra: bytes = b"") -> bytes:
    """A zip file of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for path, content in files.items():
            info = zipfile.ZipInfo(path)
            info.compress_type = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            info.extra = extra
            archive.writestr(info, content)
    return out.getvalue()


def with_part(raw: bytes, path: str, content: bytes) -> bytes:
    """The zip file with one part given other content."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name != path}
    return zipped({**files, path: content})


def in_utf16(raw: bytes, path: str) -> bytes:
    """The zip file with one part of XML in another encoding."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        text = archive.read(path).decode()
    body = text.partition("?>")[2] if text.startswith("<?xml ") else text
    return with_part(raw, path, f'<?xml version="1.0" encoding="UTF-16"?>{body}'.encode("utf-16"))


def _xml(text: str) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return (text if text.startswith("<?xml ") else head + text).encode()


def _types(parts: Sequence[Part]) -> str:
    overrides = "".join(
        f'<Override PartName="/{part.path}" ContentType="{part.type or TYPES[part.kind]}"/>'
        for part in parts
        if part.type or part.kind in TYPES
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>'
        '<Default Extension="bin" ContentType="application/vnd.openxmlformats-officedocument.oleObject"/>'
        '<Default Extension="docx" ContentType="application/octet-stream"/>'
        '<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
        f'<Default Extension="html" ContentType="text/html"/>{overrides}</Types>'
    )


def _relationships(marker: str, parts: Sequence[Part], links: Sequence[Link]) -> dict[str, bytes]:
    found: dict[str, list[str]] = {}
    for part in parts:
        if part.kind:
            row = f'<Relationship Id="{part.id}" Type="{_kind(part.kind)}" Target="/{part.path}"/>'
            found.setdefault(part.of, []).append(row)
    for link in links:
        row = f'<Relationship Id="{link.id}" Type="{_kind(link.kind)}" Target="{link.target}" TargetMode="External"/>'
        found.setdefault(link.of, []).append(row)
    head = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return {
        _rels_path(of): _xml(filled(f"{head}{''.join(rows)}</Relationships>", marker))
        for of, rows in found.items()
    }


def _kind(kind: str) -> str:
    return kind if kind.startswith("http") else _REL + kind


def _rels_path(of: str) -> str:
    folder, _, name = of.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
