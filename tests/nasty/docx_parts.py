"""Word: parts beside the main one, properties, links between parts, and the zip itself."""

from __future__ import annotations

import io
from functools import partial
from zipfile import ZipFile

from nasty.docx_base import NS, Link, Part, docx, para, run, zipped
from nasty.docx_pictures import bytes_of, chart, diagram, embedded, inner_docx, ole, part, pictures
from nasty.docx_text import complex_field, p
from nasty.pictures import JPEGS

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


def _setting(inside: str) -> dict[str, object]:
    return {
        **part("word/settings.xml", f"<w:settings {NS}>{inside}</w:settings>", "settings"),
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
    return part(path, xml, kinds[kind], types[kind], of="")


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
        **part("word/chunk.html", bytes_of("<p>@M@</p>"), "aFChunk"),
    }
    settings = Part(
        "word/settings.xml", f'<w:settings {NS}><w:attachedTemplate r:id="x9"/></w:settings>', "settings"
    )
    template = Link("attachedTemplate", "file:///C:/Users/@M@/Normal.dotm", of="word/settings.xml")
    frames = f'<w:webSettings {NS}><w:frameset><w:frame><w:name w:val="@M@"/></w:frame></w:frameset><w:divs>'
    return {
        "glossary": part("word/glossary/document.xml", glossary, "glossaryDocument"),
        "people": part("word/people.xml", people, f"{_MS}2011/relationships/people", f"{_WORD}people+xml"),
        "extended comments": part(
            "word/commentsExtended.xml",
            extended,
            f"{_MS}2011/relationships/commentsExtended",
            f"{_WORD}commentsExtended+xml",
        ),
        "fonts": part("word/fontTable.xml", fonts, "fontTable"),
        "embedded font": {
            "parts": (
                Part("word/fontTable.xml", fonts.replace("@M@", "Arial"), "fontTable", "x2"),
                Part("word/fonts/font1.odttf", bytes_of("@M@"), "font", of="word/fontTable.xml"),
            )
        },
        "theme": part("word/theme/theme1.xml", theme, "theme"),
        "numbering": part("word/numbering.xml", numbering, "numbering"),
        "comment of XML in the notes": part(
            "word/footnotes.xml", f"{orphan_note}</w:footnote></w:footnotes>", "footnotes"
        ),
        "web settings": part("word/webSettings.xml", f"{frames}</w:divs></w:webSettings>", "webSettings"),
        "other text inside": alt_chunk,
        "attached template": {"parts": (settings,), "links": (template,)},
        "custom XML": part("customXml/item1.xml", "<case by='@M@'>@M@</case>", "customXml"),
        "thumbnail": part("docProps/thumbnail.jpeg", JPEGS["comment"], "metadata/thumbnail", of=""),
        "printer settings": part(
            "word/printerSettings1.bin", bytes_of("@M@", "utf-16-le"), "printerSettings"
        ),
        "embedded object": embedded("word/embeddings/oleObject1.bin", ole),
        "embedded document": embedded("word/embeddings/@M@.docx", inner_docx),
        "orphan part": part("word/orphan.xml", "<notes>@M@</notes>"),
        "orphan binary": part("backup/@M@.tmp", bytes_of("@M@")),
        "part of an unknown kind": part("word/unknown.xml", "<notes>@M@</notes>", "urn:example:unknown"),
        "label of sensitivity": part(
            "docMetadata/LabelInfo.xml",
            "<l siteId='@M@'/>",
            f"{_MS}2020/02/relationships/classificationlabels",
            of="",
        ),
        "web extension": part(
            "word/webextensions/taskpanes.xml",
            "<t>@M@</t>",
            f"{_MS}2011/relationships/webextensiontaskpanes",
            of="",
        ),
        "signature": part("_xmlsignatures/sig1.xml", "<s>@M@</s>", "digital-signature/signature", of=""),
        "id of a relationship": {"links": (Link("hyperlink", "https://example.org/", "@M@"),)},
        "comment in the main part's head": {
            "body": para("Text."),
            "parts": (Part("word/header1.xml", f"<w:hdr {NS}>{para('x')}</w:hdr><!-- @M@ -->", "header"),),
        },
        "list of a bibliography": part(
            "customXml/item2.xml",
            "<b:Sources xmlns:b='urn:b'><b:Author>@M@</b:Author></b:Sources>",
            "customXml",
        ),
    }


HIDDEN: dict[str, dict[str, object]] = {
    **_properties(),
    **{f"setting, {name}": _setting(inside) for name, inside in _SETTINGS.items()},
    "chart": chart(),
    "diagram": diagram(),
    **pictures(),
    **_others(),
}


def chosen(data: str) -> str:
    """A form field of a list."""
    field = complex_field(" FORMDROPDOWN ", "")
    return field.replace('"begin"/>', f'"begin"><w:ffData>{data}</w:ffData></w:fldChar>')


def _note_alone(kind: str) -> dict[str, object]:
    inside = f'<w:{kind} w:id="7">{para("Then @M@ called.")}</w:{kind}>'
    return part(f"word/{kind}s.xml", f"<w:{kind}s {NS}>{inside}</w:{kind}s>", f"{kind}s")


#: a reader may give these, or leave them out
EITHER: dict[str, dict[str, object]] = {
    **{f"{kind} that nothing refers to": _note_alone(kind) for kind in ("footnote", "endnote", "comment")},
    "header that nothing refers to": part(
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
