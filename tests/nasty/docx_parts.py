"""Word: parts beside the main one, properties, links between parts, and the zip itself."""

from __future__ import annotations

import io
from functools import partial
from zipfile import ZipFile

from nasty.docx_base import NS, Link, Part, docx, para, run, zipped
from nasty.docx_text import complex_field, drawn, p
from nasty.pictures import JPEGS, PNGS

_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{}</cp:coreProperties>'
)
_CORE_NAMES = [
    "dc:creator",
    "dc:title",
    "dc:subject",
    "dc:description",
    "dc:identifier",
    "dc:language",
    "cp:lastModifiedBy",
    "cp:keywords",
    "cp:category",
    "cp:contentStatus",
    "cp:version",
    "cp:lastPrinted",
    "cp:revision",
    "dcterms:created",
]
_APP_NAMES = [
    "Company",
    "Manager",
    "Template",
    "HyperlinkBase",
    "Application",
    "AppVersion",
    "TitlesOfParts",
    "HLinks",
    "DigSig",
]
_SETTINGS = {
    "document variable": '<w:docVars><w:docVar w:name="@M@" w:val="@M@"/></w:docVars>',
    "mail merge": (
        '<w:mailMerge><w:mainDocumentType w:val="formLetters"/><w:connectString w:val="DSN=@M@"/><w:query '
        'w:val="SELECT @M@"/><w:dataSource r:id="x9"/><w:odso><w:udl w:val="@M@"/><w:table w:val="@M@"/></w:odso>'
        "</w:mailMerge>"
    ),
    "revision ids": '<w:rsids><w:rsidRoot w:val="@M@"/><w:rsid w:val="@M@"/></w:rsids>',
    "write protection": '<w:writeProtection w:recommended="1" w:hash="@M@"/>',
    "protection": '<w:documentProtection w:edit="readOnly" w:salt="@M@"/>',
    "schema": '<w:attachedSchema w:val="urn:@M@"/>',
    "smart tag type": '<w:smartTagType w:namespaceuri="urn:x" w:url="https://@M@.example" w:name="@M@"/>',
    "captions": '<w:captions><w:caption w:name="@M@"/></w:captions>',
    "transform": '<w:saveThroughXslt r:id="x9" w:solutionID="@M@"/>',
    "document id": '<w15:docId w15:val="{@M@}"/><w14:docId w14:val="@M@"/>',
    "active writing style": '<w:activeWritingStyle w:lang="en" w:appName="@M@"/>',
    "compatibility": '<w:compat><w:compatSetting w:name="@M@" w:uri="urn:x" w:val="1"/></w:compat>',
    "list separator": '<w:listSeparator w:val="@M@"/>',
    "click and type style": '<w:clickAndTypeStyle w:val="@M@"/>',
}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MS = "http://schemas.microsoft.com/office/"


def _part(path: str, content: object, kind: str = "", type: str = "", **rest: str) -> dict[str, object]:
    return {"parts": (Part(path, content, kind, type=type, **rest),)}  # type: ignore[arg-type]


def _setting(inside: str) -> dict[str, object]:
    return {
        **_part("word/settings.xml", f"<w:settings {NS}>{inside}</w:settings>", "settings"),
        "links": (Link("mailMergeSource", "file:///C:/@M@.xlsx", of="word/settings.xml"),),
    }


def _property(kind: str, path: str, xml: str) -> dict[str, object]:
    kinds = {
        "core": "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "app": "extended-properties",
        "custom": "custom-properties",
    }
    types = {
        "core": "application/vnd.openxmlformats-package.core-properties+xml",
        "app": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "custom": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    }
    return _part(path, xml, kinds[kind], types[kind], of="")


def _properties() -> dict[str, dict[str, object]]:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/"
    app = f'<Properties xmlns="{office}extended-properties">{{}}</Properties>'
    custom = (
        f'<Properties xmlns="{office}custom-properties" xmlns:vt="{office}docPropsVTypes"><property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="@M@"><vt:lpwstr>@M@</vt:lpwstr></property>'
        "</Properties>"
    )
    return {
        **{
            f"property {name}": _property("core", "docProps/core.xml", _CORE.format(f"<{name}>@M@</{name}>"))
            for name in _CORE_NAMES
        },
        **{
            f"property {name}": _property("app", "docProps/app.xml", app.format(f"<{name}>@M@</{name}>"))
            for name in _APP_NAMES
        },
        "custom property": _property("custom", "docProps/custom.xml", custom),
        "core properties of another name": _property(
            "core", "package/services/metadata/core.psmdcp", _CORE.format("<dc:creator>@M@</dc:creator>")
        ),
    }


def _inner_docx(marker: str) -> bytes:
    return docx(marker, para("Inside: @M@."))


def _ole(marker: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + marker.encode("utf-16-le")


def _bytes_of(template: str, encoding: str = "utf-8") -> object:
    return lambda marker: template.replace("@M@", marker).encode(encoding)


def _object(path: str, content: object, program: str = "@M@") -> dict[str, object]:
    body = p(
        '<w:r><w:object><v:shape id="o1" style="width:9pt"/><o:OLEObject Type="Embed" ProgID="'
        f'{program}" ShapeID="o1" r:id="x1"/></w:object></w:r>'
    )
    return {"body": body, **_part(path, content, "package" if path.endswith("docx") else "oleObject")}


def _chart() -> dict[str, object]:
    graphic = (
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="x1"/>'
        "</a:graphicData>"
    )
    cache = (
        f"<c:chartSpace {NS}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>@M@</a:t></a:r></a:p></c:rich></c:tx>"
        "</c:title><c:plotArea><c:ser><c:cat><c:strCache><c:pt><c:v>@M@</c:v></c:pt></c:strCache></c:cat></c:ser>"
        '</c:plotArea></c:chart><c:externalData r:id="x1"/></c:chartSpace>'
    )
    book = Part("word/embeddings/book.docx", _inner_docx, "package", of="word/charts/chart1.xml")
    chart = Part("word/charts/chart1.xml", cache, "chart")
    return {"body": p(f"<w:r>{drawn(graphic)}</w:r>"), "parts": (chart, book)}


def _diagram() -> dict[str, object]:
    graphic = (
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram"><dgm:relIds r:dm="x1"/>'
        "</a:graphicData>"
    )
    data = (
        f"<dgm:dataModel {NS}><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>@M@</a:t></a:r></a:p></dgm:t></dgm:pt>"
        "</dgm:ptLst></dgm:dataModel>"
    )
    return {
        "body": p(f"<w:r>{drawn(graphic)}</w:r>"),
        "parts": (Part("word/diagrams/data1.xml", data, "diagramData"),),
    }


def picture(path: str, content: object, inside: str = "") -> dict[str, object]:
    """A picture in the body; ``inside`` stands in its fill."""
    graphic = (
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="1" name="@M@.png" descr="@M@" title="@M@"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="x1">{inside}</a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr/>'
        "</pic:pic></a:graphicData>"
    )
    return {"body": p(f"<w:r>{drawn(graphic)}</w:r>"), **_part(path, content, "image")}


def _pictures() -> dict[str, dict[str, object]]:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>@M@</title><text>@M@</text></svg>'
    extension = (
        '<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip xmlns:asvg="'
        'http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="x2"/></a:ext></a:extLst>'
    )
    png = picture("word/media/image1.png", PNGS["plain"], extension)
    vector = Part("word/media/image2.svg", svg, "image", "x2", "image/svg+xml")
    linked = (
        '<a:graphicData><pic:pic><pic:blipFill><a:blip r:link="x9"/></pic:blipFill></pic:pic></a:graphicData>'
    )
    old = p(
        '<w:r><w:pict><v:shape><v:imagedata r:id="x1" o:title="@M@" o:href="@M@"/></v:shape></w:pict></w:r>'
    )
    return {
        **{f"picture, {name}": picture("word/media/image1.png", make) for name, make in PNGS.items()},
        **{f"picture, {name}": picture("word/media/image1.jpeg", make) for name, make in JPEGS.items()},
        "name of a picture's part": picture("word/media/@M@.png", PNGS["plain"]),
        "vector picture": {"body": png["body"], "parts": (*png["parts"], vector)},  # type: ignore[misc]
        "linked picture": {
            "body": p(f"<w:r>{drawn(linked)}</w:r>"),
            "links": (Link("image", "https://example.org/@PERCENT@.png"),),
        },
        "title of a VML picture": {"body": old, **_part("word/media/image1.png", PNGS["plain"], "image")},
        "metafile": picture("word/media/image1.emf", _bytes_of("\x01\x00\x00\x00@M@", "utf-16-le")),
    }


def _others() -> dict[str, dict[str, object]]:
    glossary = (
        f"<w:glossaryDocument {NS}><w:docParts><w:docPart><w:docPartPr><w:name w:val='@M@'/></w:docPartPr>"
    )
    glossary += f"<w:docPartBody>{para('@M@')}</w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>"
    people = f'<w15:people {NS}><w15:person w15:author="@M@"><w15:presenceInfo w15:providerId="AD" w15:userId="@M@"/>'
    people += "</w15:person></w15:people>"
    fonts = f'<w:fonts {NS}><w:font w:name="@M@"><w:altName w:val="@M@"/><w:embedRegular r:id="x1" w:fontKey="@M@"/>'
    fonts += "</w:font></w:fonts>"
    theme = f'<a:theme {NS} name="@M@"><a:themeElements><a:clrScheme name="@M@"/><a:fontScheme name="@M@"><a:majorFont>'
    theme += '<a:latin typeface="@M@"/></a:majorFont></a:fontScheme></a:themeElements></a:theme>'
    numbering = (
        f'<w:numbering {NS}><w:abstractNum w:abstractNumId="0"><w:nsid w:val="@M@"/><w:name w:val="@M@"/>'
    )
    numbering += '<w:lvl w:ilvl="0"><w:pStyle w:val="@M@"/></w:lvl></w:abstractNum></w:numbering>'
    orphan_note = (
        f'<w:footnotes {NS}><w:footnote w:id="4">{para("", "<w:rPr><w:vanish/></w:rPr>")}<!-- @M@ -->'
    )
    extended = f'<w15:commentsEx {NS}><w15:commentEx w15:paraId="@M@" w15:done="0"/></w15:commentsEx>'
    alt_chunk = {
        "body": '<w:altChunk r:id="x1"/>',
        **_part("word/chunk.html", _bytes_of("<p>@M@</p>"), "aFChunk"),
    }
    settings = Part(
        "word/settings.xml", f'<w:settings {NS}><w:attachedTemplate r:id="x9"/></w:settings>', "settings"
    )
    template = Link("attachedTemplate", "file:///C:/Users/@M@/Normal.dotm", of="word/settings.xml")
    frames = f'<w:webSettings {NS}><w:frameset><w:frame><w:name w:val="@M@"/></w:frame></w:frameset><w:divs>'
    return {
        "glossary": _part("word/glossary/document.xml", glossary, "glossaryDocument"),
        "people": _part("word/people.xml", people, f"{_MS}2011/relationships/people", f"{_WORD}people+xml"),
        "extended comments": _part(
            "word/commentsExtended.xml",
            extended,
            f"{_MS}2011/relationships/commentsExtended",
            f"{_WORD}commentsExtended+xml",
        ),
        "fonts": _part("word/fontTable.xml", fonts, "fontTable"),
        "embedded font": {
            "parts": (
                Part("word/fontTable.xml", fonts.replace("@M@", "Arial"), "fontTable", "x2"),
                Part("word/fonts/font1.odttf", _bytes_of("@M@"), "font", of="word/fontTable.xml"),
            )
        },
        "theme": _part("word/theme/theme1.xml", theme, "theme"),
        "numbering": _part("word/numbering.xml", numbering, "numbering"),
        "comment of XML in the notes": _part(
            "word/footnotes.xml", f"{orphan_note}</w:footnote></w:footnotes>", "footnotes"
        ),
        "web settings": _part("word/webSettings.xml", f"{frames}</w:divs></w:webSettings>", "webSettings"),
        "other text inside": alt_chunk,
        "attached template": {"parts": (settings,), "links": (template,)},
        "custom XML": _part("customXml/item1.xml", "<case by='@M@'>@M@</case>", "customXml"),
        "thumbnail": _part("docProps/thumbnail.jpeg", JPEGS["comment"], "metadata/thumbnail", of=""),
        "printer settings": _part(
            "word/printerSettings1.bin", _bytes_of("@M@", "utf-16-le"), "printerSettings"
        ),
        "embedded object": _object("word/embeddings/oleObject1.bin", _ole),
        "embedded document": _object("word/embeddings/@M@.docx", _inner_docx),
        "orphan part": _part("word/orphan.xml", "<notes>@M@</notes>"),
        "orphan binary": _part("backup/@M@.tmp", _bytes_of("@M@")),
        "part of an unknown kind": _part("word/unknown.xml", "<notes>@M@</notes>", "urn:example:unknown"),
        "label of sensitivity": _part(
            "docMetadata/LabelInfo.xml",
            "<l siteId='@M@'/>",
            f"{_MS}2020/02/relationships/classificationlabels",
            of="",
        ),
        "web extension": _part(
            "word/webextensions/taskpanes.xml",
            "<t>@M@</t>",
            f"{_MS}2011/relationships/webextensiontaskpanes",
            of="",
        ),
        "signature": _part("_xmlsignatures/sig1.xml", "<s>@M@</s>", "digital-signature/signature", of=""),
        "id of a relationship": {"links": (Link("hyperlink", "https://example.org/", "@M@"),)},
        "comment in the main part's head": {
            "body": para("Text."),
            "parts": (Part("word/header1.xml", f"<w:hdr {NS}>{para('x')}</w:hdr><!-- @M@ -->", "header"),),
        },
        "list of a bibliography": _part(
            "customXml/item2.xml",
            "<b:Sources xmlns:b='urn:b'><b:Author>@M@</b:Author></b:Sources>",
            "customXml",
        ),
    }


HIDDEN: dict[str, dict[str, object]] = {
    **_properties(),
    **{f"setting, {name}": _setting(inside) for name, inside in _SETTINGS.items()},
    "chart": _chart(),
    "diagram": _diagram(),
    **_pictures(),
    **_others(),
}


def chosen(data: str) -> str:
    """A form field of a list."""
    field = complex_field(" FORMDROPDOWN ", "")
    return field.replace('"begin"/>', f'"begin"><w:ffData>{data}</w:ffData></w:fldChar>')


def _note_alone(kind: str) -> dict[str, object]:
    inside = f'<w:{kind} w:id="7">{para("Then @M@ called.")}</w:{kind}>'
    return _part(f"word/{kind}s.xml", f"<w:{kind}s {NS}>{inside}</w:{kind}s>", f"{kind}s")


#: a reader may give these, or leave them out
EITHER: dict[str, dict[str, object]] = {
    **{f"{kind} that nothing refers to": _note_alone(kind) for kind in ("footnote", "endnote", "comment")},
    "header that nothing refers to": _part(
        "word/header1.xml", f"<w:hdr {NS}>{para('Then @M@ called.')}</w:hdr>", "header"
    ),
    "result of a page number field": {"body": p(complex_field(" PAGE ", run("@M@")))},
    "word art": {"body": p('<w:r><w:pict><v:shape><v:textpath string="@M@"/></v:shape></w:pict></w:r>')},
    "chosen entry of a list": {"body": p(chosen('<w:ddList><w:listEntry w:val="@M@"/></w:ddList>'))},
    "text beside paragraphs": {"body": run("Then @M@ called.")},
    "symbol's character": {"body": p('<w:r><w:sym w:font="Symbol" w:char="F041"/></w:r>', run("@M@"))},
    "text hidden in the web view": {"body": p(run("@M@", "<w:webHidden/>"))},
    "name as style of text that is kept": {"body": p(run("@M@", '<w:rStyle w:val="@M@"/>'))},
}


def in_zip(where: str, marker: str) -> bytes:
    """An ordinary document in a zip file that says more than its parts."""
    raw = docx(marker)
    if where == "before":
        return marker.encode() + raw
    if where == "after":
        return raw[:-2] + len(marker.encode()).to_bytes(2, "little") + marker.encode()
    with ZipFile(io.BytesIO(raw)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    data = marker.encode()
    extra = (0xCAFE).to_bytes(2, "little") + len(data).to_bytes(2, "little") + data
    return zipped(files, extra=extra) if where == "extra" else zipped({**files, f"{marker}/": b""})


ZIPS = {
    "comment of the zip": partial(in_zip, "after"),
    "extra field of the zip": partial(in_zip, "extra"),
    "folder in the zip": partial(in_zip, "folder"),
}
