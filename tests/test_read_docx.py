"""Word documents: their text in blocks, and clean files of which nothing but the edited text is left."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
import pytest
from lxml import etree
from PIL import Image

from casekit.errors import FileProblem
from casekit.read.document import Choices, Document, Edit, text_of_blocks
from casekit.read.docx import open_docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
SPACES = {
    "w": W,
    "r": R,
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "own": "http://example.org/own",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in SPACES.items())
#: a name that stands nowhere but where a test puts it
MARK = "Zebulonsson"
KINDS = {"header": "hdr", "footer": "ftr", "footnotes": "footnotes", "endnotes": "endnotes"}
KINDS |= {"comments": "comments", "styles": "styles", "settings": "settings", "numbering": "numbering"}


def run(text: str, properties: str = "") -> str:
    formatted = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{formatted}<w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*content: str, properties: str = "") -> str:
    inner = "".join(one if one.startswith("<") else run(one) for one in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>" if properties else f"<w:p>{inner}</w:p>"


def deleted(text: str) -> str:
    return (
        f'<w:del w:id="9" w:author="Dr {MARK}" w:date="2024-01-01T00:00:00Z">'
        f"<w:r><w:delText>{text}</w:delText></w:r></w:del>"
    )


def inserted(*content: str) -> str:
    inner = "".join(one if one.startswith("<") else run(one) for one in content)
    return f'<w:ins w:id="8" w:author="Dr {MARK}" w:date="2024-01-01T00:00:00Z">{inner}</w:ins>'


def file_of(
    body: str,
    *,
    section: str = "",
    parts: Mapping[str, str] | None = None,
    files: Mapping[str, str | bytes] | None = None,
    relations: str = "",
    attributes: str = "",
) -> bytes:
    """A .docx file of this body; ``parts`` are the inner XML of parts by the kind of their relation."""
    told = dict(parts or {})
    types = "".join(
        f'<Override PartName="/word/{kind}.xml" ContentType="{WORD}.{kind}+xml"/>' for kind in told
    )
    related = "".join(f'<Relationship Id="r-{kind}" Type="{R}/{kind}" Target="{kind}.xml"/>' for kind in told)
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="a" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {DECLARED} {attributes}><w:body>{body}"
        f"<w:sectPr>{section}</w:sectPr></w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{related}{relations}</Relationships>",
    }
    for kind, inner in told.items():
        content[f"word/{kind}.xml"] = f"<w:{KINDS[kind]} {DECLARED}>{inner}</w:{KINDS[kind]}>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, one in {**content, **(files or {})}.items():
            archive.writestr(path, one)
    return out.getvalue()


def opened(raw: bytes, **choices: Any) -> Document:
    return open_docx(raw, "case.docx", Choices(**choices))


def lines(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def rewritten(
    raw: bytes, replace: Mapping[str, str] | None = None, language: str = "en", **choices: Any
) -> bytes:
    """The clean file with every place of the given words replaced."""
    document = opened(raw, **choices)
    edits = []
    for block in document.blocks:
        found = [
            Edit(at, at + len(old), new)
            for old, new in (replace or {}).items()
            for at in range(len(block.text))
            if block.text.startswith(old, at)
        ]
        edits.append(sorted(found, key=lambda edit: edit.start))
    return document.written(edits, language)


def unzipped(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def everything(raw: bytes) -> str:
    """All that is in a file, as it stands and without tags."""
    parts = unzipped(raw)
    told = [f"{name} {content.decode('utf-8', 'replace')}" for name, content in parts.items()]
    bare = [
        "".join(etree.fromstring(one).itertext())
        for name, one in parts.items()
        if name.endswith((".xml", "s"))
    ]
    return "\n".join([*told, *bare, raw.decode("latin-1")])


def document_xml(raw: bytes) -> str:
    return unzipped(raw)["word/document.xml"].decode()


def keys(document: Document) -> dict[str, int]:
    return {one.key: one.count for one in document.left_out}


def picture(marker: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 4), "red").save(out, "PNG")
    return out.getvalue() + marker


def drawn(inner: str, *, named: str = "", hidden: str = "") -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="914400" cy="457200"/><wp:docPr id="1" {named} {hidden}/>'
        f"<a:graphic>{inner}</a:graphic></wp:inline></w:drawing></w:r>"
    )


def pictured(
    number: str = "pic", *, crop: str = "", named: str = 'name="Picture 1"', hidden: str = ""
) -> str:
    return drawn(
        f'<a:graphicData uri="{SPACES["pic"]}"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" {named}/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{number}"><a:extLst><a:ext uri="{MARK}"/></a:extLst></a:blip>{crop}'
        f"</pic:blipFill></pic:pic></a:graphicData>",
        named=named,
        hidden=hidden,
    )


def boxed(*paragraphs: str) -> str:
    shape = f"<wps:wsp><wps:txbx><w:txbxContent>{''.join(paragraphs)}</w:txbxContent></wps:txbx></wps:wsp>"
    return drawn(f'<a:graphicData uri="{SPACES["wps"]}">{shape}</a:graphicData>', named='name="Box"')


def vml_boxed(*paragraphs: str, style: str = "width:100pt;height:50pt") -> str:
    inner = f"<v:textbox><w:txbxContent>{''.join(paragraphs)}</w:txbxContent></v:textbox>"
    return f'<w:r><w:pict><v:shape id="{MARK}" style="{style}" alt="{MARK}">{inner}</v:shape></w:pict></w:r>'


IMAGE = f'<Relationship Id="pic" Type="{R}/image" Target="media/{MARK}.png"/>'


# text in, text out


def test_an_ordinary_document_keeps_its_text_and_form() -> None:
    made = docx.Document()
    made.add_heading("Case of Anna", 1)
    paragraph = made.add_paragraph("Seen with An")
    paragraph.add_run("na").bold = True
    paragraph.add_run(" and\ttwo\nlines")
    table = made.add_table(1, 2, style="Table Grid")
    table.cell(0, 0).text, table.cell(0, 1).text = "name", "Anna"
    made.add_paragraph("first", style="List Bullet")
    made.sections[0].header.paragraphs[0].text = "About Anna"
    out = io.BytesIO()
    made.save(out)
    before = opened(out.getvalue())
    again = rewritten(out.getvalue())
    assert lines(opened(again)) == lines(before)
    assert lines(before)[:2] == ["Case of Anna", "Seen with Anna and\ttwo\nlines"]

    edited = docx.Document(io.BytesIO(rewritten(out.getvalue(), {"Anna": "[Person 1]"})))
    assert edited.paragraphs[0].style.name == "Heading 1"
    assert [(one.text, one.bold) for one in edited.paragraphs[1].runs] == [
        ("Seen with [Person 1]", None),
        (" and\ttwo\nlines", None),
    ]
    assert edited.paragraphs[2].style.name == "List Bullet"
    assert edited.tables[0].style.name == "Table Grid"
    assert edited.tables[0].cell(0, 1).text == "[Person 1]"
    assert edited.sections[0].header.paragraphs[0].text == "About [Person 1]"


def test_what_replaces_a_name_takes_the_formatting_of_its_first_run() -> None:
    raw = file_of(para(run("An", "<w:b/>"), run("na", "<w:i/>"), " came"))
    assert "<w:rPr><w:b/></w:rPr><w:t" in document_xml(rewritten(raw, {"Anna": "[P]"}))
    assert "<w:i/>" not in document_xml(rewritten(raw, {"Anna": "[P]"}))


def test_every_sign_of_a_run_is_part_of_the_text() -> None:
    signs = (
        "<w:r><w:t>a</w:t><w:tab/><w:br/><w:cr/><w:noBreakHyphen/><w:softHyphen/>"
        '<w:ptab w:alignment="right" w:relativeTo="margin" w:leader="none"/>'
        '<w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Arial" w:char="0041"/>'
        '<w:sym w:font="Arial" w:char="F06E"/><w:t>line\nline</w:t></w:r>'
        "<m:oMath><m:r><m:t>x</m:t><w:t>y</w:t></m:r></m:oMath>"
    )
    raw = file_of(para(signs))
    assert lines(opened(raw)) == ["a\t\n\n\u2011\t\uf0fcAnline linexy"]
    assert lines(opened(rewritten(raw))) == lines(opened(raw))


def test_a_name_spelt_over_tabs_breaks_symbols_and_formulas_goes_whole() -> None:
    letters = '<w:sym w:font="Arial" w:char="007A"/>'
    spread = (
        f"<w:r><w:t>Ze</w:t></w:r><w:r>{letters}<w:tab/></w:r><m:oMath><m:r><m:t>bu</m:t></m:r></m:oMath>"
    )
    raw = file_of(para(spread, "<w:r><w:br/><w:t>lo</w:t></w:r>", " end"))
    out = rewritten(raw, {"Zez\tbu\nlo": "[P]"})
    assert lines(opened(out)) == ["[P] end"]
    assert "<w:tab/>" not in document_xml(out) and "<w:br/>" not in document_xml(out)


def test_breaks_in_a_replacement_become_breaks() -> None:
    out = rewritten(file_of(para("x Anna y")), {"Anna": "a\nb\tc"})
    assert lines(opened(out)) == ["x a\nb\tc y"]
    assert "<w:br/>" in document_xml(out) and "<w:tab/>" in document_xml(out)


def test_cells_of_a_row_stand_beside_one_another() -> None:
    def cell(*content: str) -> str:
        return f"<w:tc>{''.join(para(one) for one in content)}</w:tc>"

    rows = f"<w:tr>{cell('a')}{cell('b')}{cell('c', 'd')}{cell('e')}</w:tr><w:tr>{cell('f')}</w:tr>"
    document = opened(file_of(para("x") + f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>"))
    assert text_of_blocks(document.blocks).rstrip() == "x\na\tb\nc\nd\ne\nf"
    assert {block.place for block in document.blocks[1:-1]} == {"table"}


def test_every_part_is_read_in_its_order() -> None:
    section = '<w:headerReference w:type="default" r:id="r-header"/><w:footerReference w:type="first" r:id="r-footer"/>'
    references = (
        '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>'
        '<w:commentRangeStart w:id="4"/><w:r><w:t>!</w:t></w:r><w:commentRangeEnd w:id="4"/>'
        '<w:r><w:commentReference w:id="4"/></w:r>'
    )
    raw = file_of(
        para("body", references),
        section=section,
        parts={
            "header": para("head"),
            "footer": para("foot"),
            "footnotes": f'<w:footnote w:id="1">{para("note")}</w:footnote>',
            "endnotes": f'<w:endnote w:id="1">{para("end")}</w:endnote>',
            "comments": f'<w:comment w:id="4" w:author="Dr X">{para("said")}</w:comment>',
        },
    )
    document = opened(raw)
    assert text_of_blocks(document.blocks) == "body!\n\nnote\n\nend\n\nsaid\n\nhead\n\nfoot"
    places = ["body", "footnote", "endnote", "comment", "header", "footer"]
    assert [block.place for block in document.blocks] == places
    again = opened(rewritten(raw))
    assert again.blocks == document.blocks


def test_wrappers_are_read_through() -> None:
    control = '<w:sdt><w:sdtPr><w:alias w:val="{0}"/><w:tag w:val="{0}"/><w:dropDownList><w:listItem w:value="{0}"/>'
    control += "</w:dropDownList></w:sdtPr><w:sdtContent>{1}</w:sdtContent></w:sdt>"
    tagged = (
        f'<w:smartTag w:element="{MARK}"><w:smartTagPr><w:attr w:name="a" w:val="{MARK}"/></w:smartTagPr>'
    )
    body = control.format(MARK, para("a", control.format(MARK, run("b"))))
    body += para(
        f"{tagged}{run('c')}</w:smartTag>",
        f'<w:customXml w:element="{MARK}" w:uri="{MARK}">{run("d")}</w:customXml>',
        f'<w:dir w:val="ltr">{run("e")}</w:dir>',
        f'<w:hyperlink r:id="web" w:tooltip="{MARK}" w:anchor="{MARK}">{run("f")}</w:hyperlink>',
    )
    link = f'<Relationship Id="web" Type="{R}/hyperlink" Target="https://x.se/{MARK}" TargetMode="External"/>'
    raw = file_of(body, relations=link)
    document = opened(raw)
    assert lines(document) == ["ab", "cdef"]
    assert MARK in document.hidden and f"https://x.se/{MARK}" in document.hidden
    assert keys(document) == {"link": 1}
    assert MARK not in everything(rewritten(raw))


def test_a_file_can_be_written_more_than_once() -> None:
    document = opened(file_of(para("Anna")))
    first = document.written([[Edit(0, 4, "x")]], "en")
    assert document.written([[]], "en") != first == document.written([[Edit(0, 4, "x")]], "en")
    with pytest.raises(ValueError, match="one list of edits"):
        document.written([], "en")


# text boxes, pictures, objects


def test_a_text_box_and_its_fallback_are_read_once() -> None:
    both = boxed(para("inside Anna")).removeprefix("<w:r>").removesuffix("</w:r>")
    old = vml_boxed(para("inside Anna")).removeprefix("<w:r>").removesuffix("</w:r>")
    alternate = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{both}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    raw = file_of(para("around", alternate) + para("after"))
    assert lines(opened(raw)) == ["around", "inside Anna", "after"]
    assert [block.place for block in opened(raw).blocks] == ["body", "textbox", "body"]
    out = rewritten(raw, {"Anna": "[P]"})
    assert lines(opened(out)) == ["around", "inside [P]", "after"]
    assert "Anna" not in everything(out) and MARK not in everything(out)
    assert "wps:txbx" in document_xml(out)


def test_of_two_alternatives_the_one_with_text_stays() -> None:
    raw = file_of(
        para(
            '<mc:AlternateContent><mc:Choice Requires="wps"><w:r><w:tab/></w:r></mc:Choice>'
            f"<mc:Fallback>{run('seen')}</mc:Fallback></mc:AlternateContent>",
            f'<mc:AlternateContent><mc:Choice Requires="own">{run(MARK)}</mc:Choice>'
            f"<mc:Fallback>{run('too')}</mc:Fallback></mc:AlternateContent>",
        )
    )
    assert lines(opened(raw)) == ["seentoo"]
    assert MARK not in everything(rewritten(raw))


def test_text_boxes_of_old_files_stay_text_boxes() -> None:
    raw = file_of(para("x", vml_boxed(para("in the box"))))
    assert lines(opened(rewritten(raw))) == ["x", "in the box"]
    assert 'cx="1270000" cy="635000"' in document_xml(rewritten(raw))
    assert MARK not in everything(rewritten(raw))


def test_a_text_box_in_a_text_box_follows_its_paragraph() -> None:
    raw = file_of(para("x", boxed(para("outer", vml_boxed(para("inner"))), para("last"))))
    assert lines(opened(raw)) == ["x", "outer", "inner", "last"]
    assert document_xml(rewritten(raw)).count("<w:txbxContent>") == 1


def test_a_text_box_in_a_note_follows_its_paragraph() -> None:
    note = f'<w:footnote w:id="1">{para("note", boxed(para("box")))}</w:footnote>'
    raw = file_of(para('<w:r><w:footnoteReference w:id="1"/></w:r>'), parts={"footnotes": note})
    assert lines(opened(raw)) == ["", "note", "box"]
    assert "txbx" not in everything(rewritten(raw))


def test_word_art_becomes_text() -> None:
    art = f'<w:r><w:pict><v:shape><v:textpath string="Anna {MARK}"/></v:shape></w:pict></w:r>'
    raw = file_of(para(art))
    assert lines(opened(raw)) == [f"Anna {MARK}"]
    assert MARK not in everything(rewritten(raw, {MARK: "x"}))


@pytest.mark.parametrize(
    ("language", "picture_label", "object_label"),
    [
        ("en", "[Picture left out]", "[Object left out]"),
        ("ru", "[Изображение убрано]", "[Объект убран]"),
        ("sv", "[Bild borttagen]", "[Objekt borttaget]"),
    ],
)
def test_pictures_and_objects_leave_a_labelled_box(
    language: str, picture_label: str, object_label: str
) -> None:
    chart = drawn('<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/>')
    ole = f'<w:r><w:object><v:shape alt="{MARK}"/><o:OLEObject ProgID="{MARK}" r:id="x"/></w:object></w:r>'
    old = f'<w:r><w:pict><v:shape><v:imagedata r:id="pic" o:title="{MARK}"/></v:shape></w:pict></w:r>'
    ink = '<w:r><w14:contentPart r:id="x"/></w:r>'
    named = f'name="{MARK}" descr="Photo of {MARK}" title="T {MARK}"'
    raw = file_of(
        para("a", pictured(named=named), "b") + para(chart) + para(ole) + para(old) + para(ink),
        relations=IMAGE,
        files={f"word/media/{MARK}.png": picture()},
    )
    document = opened(raw)
    assert keys(document) == {"picture": 3, "object": 2}
    assert {f"Photo of {MARK}", f"T {MARK}", MARK} <= set(document.hidden)
    assert lines(document)[0] == "a b"
    out = rewritten(raw, language=language)
    labels = [f"a{picture_label}b", object_label, object_label, picture_label, picture_label]
    assert lines(opened(out)) == labels
    assert "w:bdr" in document_xml(out) and "label" not in document_xml(out)
    assert MARK not in everything(out) and not any("media" in name for name in unzipped(out))


def test_a_kept_picture_is_nothing_but_pixels() -> None:
    files = {f"word/media/{MARK}.png": picture(MARK.encode()), "word/media/other.png": picture(b"orphan")}
    raw = file_of(para(pictured(named=f'name="{MARK}" descr="{MARK}"')), relations=IMAGE, files=files)
    document = opened(raw, images=True)
    assert keys(document) == {}
    out = unzipped(document.written([[] for _ in document.blocks], "en"))
    assert [name for name in out if "media" in name] == ["word/media/picture1.png"]
    assert Image.open(io.BytesIO(out["word/media/picture1.png"])).size == (8, 4)
    assert len(docx.Document(io.BytesIO(rewritten(raw, images=True))).inline_shapes) == 1
    assert MARK not in everything(rewritten(raw, images=True))
    assert 'cx="914400" cy="457200"' in out["word/document.xml"].decode()


def test_what_a_crop_hides_is_cut_off() -> None:
    crop = '<a:srcRect l="50000" t="0" r="0" b="50000"/>'
    raw = file_of(para(pictured(crop=crop)), relations=IMAGE, files={f"word/media/{MARK}.png": picture()})
    out = unzipped(rewritten(raw, images=True))
    assert Image.open(io.BytesIO(out["word/media/picture1.png"])).size == (4, 2)
    assert b"srcRect" not in out["word/document.xml"]


def test_a_picture_made_invisible_leaves_a_box() -> None:
    faded = pictured().replace("<a:extLst>", '<a:lum bright="100000"/><a:extLst>')
    old = '<w:r><w:pict><v:shape><v:imagedata r:id="pic" cropleft="10f"/></v:shape></w:pict></w:r>'
    raw = file_of(para(faded, old), relations=IMAGE, files={f"word/media/{MARK}.png": picture()})
    assert keys(opened(raw, images=True)) == {"picture": 2}


def test_a_picture_stays_turned() -> None:
    turned = pictured().replace(
        "</pic:pic>", '<pic:spPr><a:xfrm rot="5400000" flipH="1"/></pic:spPr></pic:pic>'
    )
    raw = file_of(para(turned), relations=IMAGE, files={f"word/media/{MARK}.png": picture()})
    assert '<a:xfrm rot="5400000" flipH="1">' in document_xml(rewritten(raw, images=True))


def test_of_a_group_text_boxes_stay_and_charts_leave_a_box() -> None:
    group = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"
    boxes = "".join(
        f"<wps:wsp><wps:cNvPr id='1' hidden='{hides}'/><wps:txbx><w:txbxContent>{para(text)}</w:txbxContent>"
        "</wps:txbx></wps:wsp>"
        for text, hides in (("one", 0), (MARK, 1), ("two", 0))
    )
    inner = f'<g:wgp xmlns:g="{group}">{boxes}<g:graphicFrame/></g:wgp>'
    raw = file_of(para("x", drawn(f'<a:graphicData uri="{group}">{inner}</a:graphicData>')))
    document = opened(raw)
    assert lines(document) == ["x ", "one", "two"]
    assert keys(document) == {"hidden_text": 1, "object": 1}
    assert MARK not in everything(rewritten(raw))


def test_lines_go_without_a_word() -> None:
    shape = '<wps:wsp><wps:spPr><a:prstGeom prst="line"/></wps:spPr></wps:wsp>'
    line = drawn(f'<a:graphicData uri="{SPACES["wps"]}">{shape}</a:graphicData>')
    rule = '<w:r><w:pict><v:rect o:hr="t"/></w:pict></w:r>'
    document = opened(file_of(para("x", line, rule)))
    assert lines(document) == ["x"] and keys(document) == {}


@pytest.mark.parametrize(
    ("content", "number", "crop"),
    [
        (b"<svg/>", "pic", ""),
        (picture(), "missing", ""),
        (picture(), "pic", '<a:srcRect l="a lot"/>'),
        (picture(), "pic", "<a:tile/>"),
        (picture(), "pic", '<a:stretch><a:fillRect l="-50000"/></a:stretch>'),
        (picture(), "pic", '</pic:blipFill><pic:spPr><a:prstGeom prst="ellipse"/></pic:spPr><pic:blipFill>'),
        (picture(), "pic", "</pic:blipFill><pic:spPr><a:custGeom/></pic:spPr><pic:blipFill>"),
    ],
)
def test_a_picture_that_cannot_be_cleaned_leaves_a_box(content: bytes, number: str, crop: str) -> None:
    raw = file_of(
        para(pictured(number, crop=crop)), relations=IMAGE, files={f"word/media/{MARK}.png": content}
    )
    assert keys(opened(raw, images=True)) == {"picture": 1}
    assert not any("media" in name for name in unzipped(rewritten(raw, images=True)))


def test_a_picture_from_elsewhere_is_not_fetched_and_not_named() -> None:
    link = f'<Relationship Id="pic" Type="{R}/image" Target="http://x.se/{MARK}.png" TargetMode="External"/>'
    out = rewritten(file_of(para(pictured()), relations=link), images=True)
    assert MARK not in everything(out) and "http://x.se" not in everything(out)


def test_hidden_drawings_go() -> None:
    unseen = vml_boxed(para(MARK), style="visibility:hidden;width:5pt")
    raw = file_of(
        para("x", pictured(hidden='hidden="1"'), unseen),
        relations=IMAGE,
        files={f"word/media/{MARK}.png": picture()},
    )
    document = opened(raw, images=True)
    assert lines(document) == ["x"] and keys(document) == {"hidden_text": 2}
    assert MARK not in everything(rewritten(raw, images=True))


# tracked changes


def test_insertions_become_text_or_go_and_deletions_always_go() -> None:
    raw = file_of(para("a", inserted("new"), deleted(MARK), inserted("n2", deleted(MARK)), "z"))
    assert lines(opened(raw)) == ["anewn2z"]
    assert lines(opened(raw, insertions="drop")) == ["az"]
    assert keys(opened(raw)) == {"deletion": 2}
    assert keys(opened(raw, insertions="drop")) == {"deletion": 2, "insertion": 2}
    for choice in ("accept", "drop"):
        assert MARK not in everything(rewritten(raw, insertions=choice))
        assert "w:ins" not in document_xml(rewritten(raw, insertions=choice)).replace("w:insideH", "")
    assert f"Dr {MARK}" in opened(raw).hidden


def test_moves_are_read_where_they_went() -> None:
    moved = (
        f'<w:moveFromRangeStart w:id="1" w:name="{MARK}"/><w:moveFrom w:id="2" w:author="{MARK}">{run("old")}'
    )
    moved += '</w:moveFrom><w:moveFromRangeEnd w:id="1"/>'
    to = f'<w:moveTo w:id="3" w:author="{MARK}">{run("new")}</w:moveTo>'
    raw = file_of(para("a", moved) + para("b", to))
    assert lines(opened(raw)) == ["a", "bnew"]
    assert lines(opened(raw, insertions="drop")) == ["a", "b"]
    assert MARK not in everything(rewritten(raw))


def marked(kind: str) -> str:
    return f'<w:rPr><w:{kind} w:id="5" w:author="{MARK}"/></w:rPr>'


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    gone = marked("del")
    body = para("a", properties=f'<w:jc w:val="center"/>{gone}') + para("b", properties=gone)
    raw = file_of(
        body + '<w:bookmarkStart w:id="1" w:name="x"/>' + para("c", properties='<w:jc w:val="right"/>')
    )
    assert lines(opened(raw)) == ["abc"]
    assert 'w:jc w:val="right"' in document_xml(rewritten(raw))
    assert MARK not in everything(rewritten(raw))


def test_a_wholly_deleted_paragraph_leaves_nothing() -> None:
    body = para("a") + para(deleted(MARK), properties=marked("del")) + para("b")
    assert lines(opened(file_of(body))) == ["a", "b"]


def test_a_deleted_mark_before_a_table_joins_nothing() -> None:
    table = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>{para('t')}</w:tc></w:tr></w:tbl>"
    body = para("a", properties=marked("del")) + table + para("z", properties=marked("del"))
    assert lines(opened(file_of(body))) == ["a", "t", "z"]


def test_a_dropped_inserted_mark_joins_two_paragraphs() -> None:
    body = para("a", properties=marked("ins")) + para("b")
    assert lines(opened(file_of(body))) == ["a", "b"]
    assert lines(opened(file_of(body), insertions="drop")) == ["ab"]


def test_deleted_and_inserted_rows_and_cells() -> None:
    def row(text: str, mark: str = "", cell: str = "") -> str:
        change = f'<w:{mark} w:id="1" w:author="x"/>' if mark else ""
        own = f'<w:tcPr><w:{cell} w:id="1" w:author="x"/></w:tcPr>' if cell else ""
        return f"<w:tr><w:trPr>{change}</w:trPr><w:tc>{own}{para(text)}</w:tc><w:tc>{para('.')}</w:tc></w:tr>"

    rows = (
        row("kept")
        + row(MARK, "del")
        + row("new", "ins")
        + row(MARK, cell="cellDel")
        + row("c", cell="cellIns")
    )
    raw = file_of(f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl>" + para("end"))
    assert lines(opened(raw)) == ["kept", ".", "new", ".", ".", "c", ".", "end"]
    assert lines(opened(raw, insertions="drop")) == ["kept", ".", ".", ".", "end"]
    assert MARK not in everything(rewritten(raw))


def test_a_table_without_rows_goes() -> None:
    row = f'<w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc>{para(MARK)}</w:tc></w:tr>'
    raw = file_of(f"<w:tbl><w:tblPr/><w:tblGrid/>{row}</w:tbl>" + para("end"))
    assert lines(opened(raw)) == ["end"] and "w:tbl" not in document_xml(rewritten(raw))


@pytest.mark.parametrize(
    "formula",
    [
        f'<m:r><w:del w:id="1" w:author="x"><w:rPr/></w:del><m:t>{MARK}</m:t></m:r>',
        f'<m:r><w:rPr><w:del w:id="1"/></w:rPr><m:t>{MARK}</m:t></m:r>',
        '<m:f><m:fPr><m:ctrlPr><w:del w:id="1"><w:rPr/></w:del></m:ctrlPr></m:fPr>'
        f"<m:num><m:r><m:t>{MARK}</m:t></m:r></m:num><m:den/></m:f>",
        f'<m:f><m:num><m:r><m:t>{MARK}</m:t></m:r><m:ctrlPr><w:rPr><w:del w:id="1"/></w:rPr></m:ctrlPr></m:num></m:f>',
    ],
)
def test_deleted_formulas_go(formula: str) -> None:
    raw = file_of(para("x", f"<m:oMath>{formula}</m:oMath>"))
    assert lines(opened(raw)) == ["x"] and MARK not in everything(rewritten(raw))


def test_a_run_marked_as_deleted_in_its_properties_goes() -> None:
    raw = file_of(
        para("x", run(MARK, '<w:del w:id="1" w:author="y"/>'), f"<w:r><w:delText>{MARK}</w:delText></w:r>")
    )
    assert lines(opened(raw)) == ["x"] and MARK not in everything(rewritten(raw))


def test_changes_of_properties_go() -> None:
    change = (
        f'<w:{{0}}Change w:id="1" w:author="{MARK}"><w:{{0}}><w:jc w:val="left"/></w:{{0}}></w:{{0}}Change>'
    )
    paragraph = para(
        run("x", change.format("rPr")),
        properties='<w:numPr><w:ilvl w:val="0"/><w:numberingChange w:id="2" w:author="X" w:original="1."/></w:numPr>'
        + change.format("pPr"),
    )
    table = (
        f"<w:tbl><w:tblPr>{change.format('tblPr')}</w:tblPr><w:tblGrid>{change.format('tblGrid')}</w:tblGrid>"
        f"<w:tr><w:trPr>{change.format('trPr')}</w:trPr><w:tc><w:tcPr>{change.format('tcPr')}"
        f'<w:cellMerge w:id="1" w:author="{MARK}" w:vMerge="rest"/></w:tcPr>{para("t")}</w:tc></w:tr></w:tbl>'
    )
    raw = file_of(paragraph + table + para("y"), section=change.format("sectPr"))
    out = document_xml(rewritten(raw))
    assert "Change" not in out and "cellMerge" not in out and MARK not in out
    assert lines(opened(raw)) == ["x", "t", "y"]


def test_changes_go_in_every_part() -> None:
    changed = para("k", deleted(MARK), inserted("new"), vml_boxed(para("b", deleted(MARK))))
    section = '<w:headerReference w:type="default" r:id="r-header"/>'
    raw = file_of(
        para(
            changed.removeprefix("<w:p>").removesuffix("</w:p>"), '<w:r><w:footnoteReference w:id="1"/></w:r>'
        ),
        section=section,
        parts={"header": changed, "footnotes": f'<w:footnote w:id="1">{changed}</w:footnote>'},
    )
    assert lines(opened(raw)) == ["knew", "b"] * 3
    assert MARK not in everything(rewritten(raw))


# comments and notes


def commented(*marks: str) -> str:
    return para(
        "x",
        '<w:commentRangeStart w:id="0"/>',
        *marks,
        '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
        '<w:r><w:commentReference w:id="1"/></w:r><w:r><w:commentReference w:id="2"/></w:r>',
    )


COMMENTS = "".join(
    f'<w:comment w:id="{number}" w:author="{who}" w:initials="{MARK[0:2]}{number}" w:date="2024-05-17T10:00:00Z" '
    f'w14:paraId="{MARK}">{para(f"said {number}")}</w:comment>'
    for number, who in enumerate([f"Eva {MARK}", "Jan", f"Eva {MARK}", f"Unseen {MARK}"])
)


def test_comments_stay_without_their_authors() -> None:
    raw = file_of(commented("y"), parts={"comments": COMMENTS})
    document = opened(raw)
    assert lines(document) == ["xy", "said 0", "said 1", "said 2"]
    assert f"Eva {MARK}" in document.hidden and "Jan" in document.hidden
    out = rewritten(raw, language="ru")
    said = etree.fromstring(unzipped(out)["word/comments.xml"])
    assert [one.get(f"{{{W}}}author") for one in said] == ["Автор 1", "Автор 2", "Автор 1"]
    assert [one.get(f"{{{W}}}initials") for one in said] == ["1", "2", "1"]
    assert MARK not in everything(out) and MARK[:2] + "0" not in everything(out)
    assert "2024-05-17" not in everything(out)
    assert "commentRangeStart" in document_xml(out)


def test_comments_are_dropped_with_their_anchors() -> None:
    raw = file_of(commented("y"), parts={"comments": COMMENTS})
    document = opened(raw, comments="drop")
    assert lines(document) == ["xy"] and keys(document) == {"comment": 4}
    out = rewritten(raw, comments="drop")
    assert "comment" not in document_xml(out) and "word/comments.xml" not in unzipped(out)


def test_a_comment_on_deleted_text_goes_with_it() -> None:
    gone = '<w:del w:id="7"><w:r><w:commentReference w:id="0"/></w:r></w:del>'
    raw = file_of(para("x", '<w:commentRangeStart w:id="0"/>', gone), parts={"comments": COMMENTS})
    assert lines(opened(raw)) == ["x"]
    assert "comment" not in document_xml(rewritten(raw))


def test_notes_that_nothing_refers_to_go() -> None:
    notes = (
        f'<w:footnote w:id="-1" w:type="separator">{para(MARK)}</w:footnote>'
        f'<w:footnote w:id="1">{para("seen")}</w:footnote><w:footnote w:id="2">{para(MARK)}</w:footnote>'
    )
    references = '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:footnoteReference w:id="77"/></w:r>'
    raw = file_of(para(references), parts={"footnotes": notes})
    assert lines(opened(raw)) == ["", "seen"]
    out = rewritten(raw)
    assert MARK not in everything(out) and document_xml(out).count("footnoteReference") == 1
    assert b"w:separator" in unzipped(out)["word/footnotes.xml"]


# hidden text


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="character" w:styleId="h1"><w:name w:val="Hides"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="h2"><w:name w:val="Heir"/><w:basedOn w:val="h1"/></w:style>'
    '<w:style w:type="character" w:styleId="l1"><w:name w:val="Loop"/><w:basedOn w:val="l1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="p1"><w:name w:val="P"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="t1"><w:name w:val="T"/><w:rPr><w:vanish/></w:rPr></w:style>'
)


@pytest.mark.parametrize(
    ("properties", "style", "hidden"),
    [
        ("<w:vanish/>", "", True),
        ('<w:vanish w:val="true"/>', "", True),
        ('<w:vanish w:val="0"/>', "", False),
        ("<w:specVanish/>", "", True),
        ("<w:webHidden/>", "", False),
        ('<w:rStyle w:val="h1"/>', "", True),
        ('<w:rStyle w:val="h2"/>', "", True),
        ('<w:rStyle w:val="l1"/>', "", False),
        ('<w:rStyle w:val="none"/>', "", False),
        ('<w:rStyle w:val="h1"/><w:vanish w:val="off"/>', "", False),
        ("", '<w:pStyle w:val="p1"/>', True),
        ('<w:rStyle w:val="h1"/>', '<w:pStyle w:val="p1"/>', False),
    ],
)
def test_hidden_text_goes(properties: str, style: str, hidden: bool) -> None:
    raw = file_of(para(run(MARK, properties), properties=style) + para("x"), parts={"styles": STYLES})
    document = opened(raw)
    assert (MARK in text_of_blocks(document.blocks)) is not hidden
    assert (MARK in everything(rewritten(raw))) is not hidden
    assert keys(document) == ({"hidden_text": 1} if hidden else {})
    assert "vanish" not in everything(rewritten(raw))


def test_text_that_a_table_or_the_whole_file_hides_goes() -> None:
    table = '<w:tbl><w:tblPr><w:tblStyle w:val="t1"/></w:tblPr><w:tblGrid/>'
    table += f"<w:tr><w:tc>{para(MARK)}</w:tc></w:tr></w:tbl>"
    assert lines(opened(file_of(table + para("x"), parts={"styles": STYLES}))) == ["", "x"]
    all_hidden = "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>"
    raw = file_of(para(MARK, run("x", '<w:vanish w:val="0"/>')), parts={"styles": all_hidden})
    assert lines(opened(raw)) == ["x"]


def test_hidden_rows_and_paragraphs_go() -> None:
    row = f"<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{para(MARK)}</w:tc></w:tr><w:tr><w:tc>{para('t')}</w:tc></w:tr>"
    body = f"<w:tbl><w:tblPr/><w:tblGrid/>{row}</w:tbl>"
    body += para(run(MARK, "<w:vanish/>"), properties="<w:rPr><w:vanish/></w:rPr>") + para("x")
    assert lines(opened(file_of(body))) == ["t", "x"]


# fields


def char(kind: str, inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inner}</w:fldChar></w:r>'


def code(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def field(instruction: str, result: str) -> str:
    inner = run(result) if result and not result.startswith("<") else result
    return f"{char('begin')}{code(instruction)}{char('separate')}{inner}{char('end')}"


def test_fields_become_what_they_show() -> None:
    nested = f"{char('begin')}{code(f' IF {MARK} ')}{field(f'REF {MARK}', MARK)}{run(MARK)}"
    nested += f"{char('separate')}{run('shown ')}{field(f'AUTHOR {MARK}', 'too')}{char('end')}"
    simple = (
        f'<w:fldSimple w:instr="DOCPROPERTY {MARK}"><w:fldData>{MARK}</w:fldData>{run("s")}</w:fldSimple>'
    )
    link = field(f' HYPERLINK "http://x.se/{MARK}" \\o "tip {MARK}" ', "link")
    raw = file_of(para("a ", nested, simple, link))
    document = opened(raw)
    assert lines(document) == ["a shown tooslink"]
    assert keys(document) == {"field": 4, "link": 1}
    assert {f"http://x.se/{MARK}", f"tip {MARK}"} <= set(document.hidden)
    out = rewritten(raw)
    assert (
        MARK not in everything(out)
        and "fldChar" not in document_xml(out)
        and "instr" not in document_xml(out)
    )


def test_a_field_over_paragraphs_leaves_its_result() -> None:
    body = (
        para("a", char("begin"), code(f"TOC {MARK}"), char("separate"), "b")
        + para("c")
        + para(char("end"), "d")
    )
    assert lines(opened(file_of(body))) == ["ab", "c", "d"]


def test_page_numbers_stay_fields_written_anew() -> None:
    fields = field(f' PAGE \\* roman "{MARK}" ', MARK)
    fields += f'<w:fldSimple w:instr="NUMPAGES {MARK}">{run(MARK, "<w:b/>")}</w:fldSimple>'
    raw = file_of(para("p ", fields))
    assert lines(opened(raw)) == ["p "]
    out = document_xml(rewritten(raw))
    assert 'w:instr=" PAGE \\* roman "' in out and 'w:instr=" NUMPAGES "' in out and "<w:b/>" in out
    assert MARK not in everything(rewritten(raw))
    assert lines(opened(rewritten(raw))) == ["p "]


def test_a_field_that_never_ends_hides_no_text() -> None:
    raw = file_of(
        para("a", char("begin"), code(MARK), "b") + para(char("end"), char("end"), char("separate"), "c")
    )
    assert text_of_blocks(opened(raw).blocks).startswith("a")
    assert "c" in lines(opened(raw))
    open_ended = file_of(para("a", char("begin"), code(MARK), "b") + para("c"))
    assert lines(opened(open_ended)) == ["ab", "c"]
    assert MARK not in everything(rewritten(open_ended))


def test_form_fields_show_their_choice_and_lose_their_data() -> None:
    box = f'<w:ffData><w:name w:val="{MARK}"/><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
    entries = f'<w:listEntry w:val="{MARK}"/><w:listEntry w:val="chosen"/>'
    drop = f'<w:ffData><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData>'
    text = f'<w:ffData><w:textInput><w:default w:val="{MARK}"/></w:textInput></w:ffData>'
    body = para(
        char("begin", box) + code("FORMCHECKBOX") + char("end"),
        char("begin", drop) + code("FORMDROPDOWN") + char("end"),
        char("begin", text) + code("FORMTEXT") + char("separate") + run("typed") + char("end"),
    )
    assert lines(opened(file_of(body))) == ["☒chosentyped"]
    assert MARK not in everything(rewritten(file_of(body)))


# names, ids and all that is written nowhere on the page


@pytest.mark.parametrize(
    "body",
    [
        f'<w:bookmarkStart w:id="1" w:name="{MARK}"/>{para("x")}<w:bookmarkEnd w:id="1"/>',
        f'<w:permStart w:id="1" w:ed="{MARK}"/>{para("x")}',
        f'<w:p w:rsidR="{MARK}" w14:paraId="{MARK}" own:a="{MARK}"><w:r w:rsidRPr="{MARK}"><w:t>x</w:t></w:r></w:p>',
        f"<!-- {MARK} --><?own {MARK}?>{para('x')}<own:thing>{MARK}</own:thing>{MARK}",
        f"<w:p>{MARK}<w:r>{MARK}<w:t>x</w:t>{MARK}</w:r>{MARK}</w:p>",
        para(run("x", f'<w:rFonts w:ascii="{MARK} Hand" w:hAnsi="{MARK}"/>')),
        para(run("x", f'<w:rStyle w:val="{MARK}"/><w:lang w:val="{MARK}"/><w:color w:val="{MARK}"/>')),
        para("x", properties=f'<w:pStyle w:val="{MARK}"/><w:jc w:val="{MARK}"/><w:divId w:val="{MARK}"/>'),
        para("x", properties=f"<w:own>{MARK}</w:own><w:jc>{MARK}</w:jc>"),
        para(f'<w:r><w:br w:type="{MARK}"/><w:sym w:font="{MARK}" w:char="{MARK}"/><w:t>x</w:t></w:r>'),
        para(f'<m:oMath own:a="{MARK}">{MARK}<m:own>{MARK}</m:own><m:r><m:t>x</m:t></m:r></m:oMath>'),
        para(f'<m:oMath><m:nary><m:naryPr><m:chr m:val="{MARK}"/></m:naryPr></m:nary></m:oMath>', "x"),
        para("x") + f'<w:altChunk r:id="{MARK}"/>',
        para("x", f'<w:subDoc r:id="{MARK}"/>'),
        para("x", f'<w:r><w:control r:id="{MARK}" w:name="{MARK}"/></w:r>'),
        f'<w:tbl><w:tblPr><w:tblCaption w:val="{MARK}"/><w:tblDescription w:val="{MARK}"/></w:tblPr>'
        f"<w:tblGrid/><w:tr><w:tc>{para('x')}</w:tc></w:tr></w:tbl>",
        para("x", f"<w:ins w:id='1'><w:del w:id='2'>{run(MARK)}</w:del></w:ins>"),
        para("x", f'<w14:conflictDel w:id="1">{run(MARK)}</w14:conflictDel>'),
    ],
)
def test_nothing_that_is_not_seen_is_copied(body: str) -> None:
    raw = file_of(body)
    assert "x" in text_of_blocks(opened(raw).blocks)
    assert MARK not in text_of_blocks(opened(raw).blocks)
    assert MARK not in everything(rewritten(raw))


def test_prefixes_and_declared_namespaces_are_ours() -> None:
    raw = file_of(
        f'<{MARK}:p xmlns:{MARK}="{W}"><{MARK}:r><{MARK}:t>x</{MARK}:t></{MARK}:r></{MARK}:p>',
        attributes=f'xmlns:{MARK}2="http://{MARK}.se" mc:Ignorable="{MARK}2" xml:base="{MARK}"',
    )
    assert lines(opened(raw)) == ["x"]
    assert MARK not in everything(rewritten(raw))


def test_known_fonts_and_direct_formatting_stay() -> None:
    properties = '<w:rFonts w:ascii="Georgia" w:hAnsi="PT Serif"/><w:color w:val="FF0000"/><w:sz w:val="28"/>'
    properties += (
        '<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/><w:u w:val="single"/><w:lang w:val="sv-SE"/>'
    )
    raw = file_of(para(run("x", properties), properties='<w:ind w:left="720"/><w:jc w:val="both"/>'))
    out = document_xml(rewritten(raw))
    for one in ("Georgia", "PT Serif", "FF0000", '"28"', "FFFF00", '"single"', "sv-SE", '"720"', '"both"'):
        assert one in out


def test_own_styles_are_numbered_and_those_of_word_keep_their_names() -> None:
    styles = (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{MARK}"><w:name w:val="{MARK} style"/>'
        f'<w:aliases w:val="{MARK}"/><w:basedOn w:val="Rubrik1"/><w:next w:val="{MARK}"/><w:rsid w:val="00AA{MARK}"/>'
        "<w:pPr><w:keepNext/></w:pPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="Rubrik1"><w:name w:val="heading 1"/></w:style>'
        f'<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="Heading 1"/></w:style>'
    )
    body = para("x", properties=f'<w:pStyle w:val="{MARK}"/>') + para(
        "y", properties='<w:pStyle w:val="Rubrik1"/>'
    )
    out = rewritten(file_of(body, parts={"styles": styles}))
    assert MARK not in everything(out)
    made = docx.Document(io.BytesIO(out))
    assert [one.style.name for one in made.paragraphs] == ["Style 1", "Heading 1"]
    assert made.paragraphs[0].style.base_style.name == "Heading 1"
    ids = [one.get(f"{{{W}}}styleId") for one in etree.fromstring(unzipped(out)["word/styles.xml"])]
    assert ids == ["Style1", "Heading1", "Style2"]


def test_lists_keep_their_counters_and_lose_names() -> None:
    numbering = (
        f'<w:numPicBullet w:numPicBulletId="0"><w:pict><v:shape alt="{MARK}"/></w:pict></w:numPicBullet>'
        f'<w:abstractNum w:abstractNumId="0"><w:nsid w:val="6D1A2B3C"/><w:tmpl w:val="4D5E6F70"/>'
        f'<w:name w:val="{MARK}"/><w:lvl w:ilvl="0" w:tplc="12345678"><w:numFmt w:val="decimal"/>'
        f'<w:lvlText w:val="Глава %1. {MARK}"/><w:lvlPicBulletId w:val="0"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="9"/></w:num>'
    )
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    out = rewritten(file_of(para("x", properties=listed), parts={"numbering": numbering}))
    lists = unzipped(out)["word/numbering.xml"].decode()
    assert 'w:lvlText w:val="Глава %1. "' in lists and lists.count("<w:num ") == 1
    assert '<w:numId w:val="1"/>' in document_xml(out)
    for gone in (MARK, "6D1A2B3C", "4D5E6F70", "12345678", "PicBullet"):
        assert gone not in everything(out)


def test_settings_keep_the_look_and_nothing_else() -> None:
    settings = (
        f'<w:writeProtection w:hash="{MARK}"/><w:attachedTemplate r:id="t"/><w:mailMerge><w:query w:val="{MARK}"/>'
        f'</w:mailMerge><w:documentProtection w:edit="forms"/><w:defaultTabStop w:val="709"/><w:evenAndOddHeaders/>'
        f'<w:compat><w:compatSetting w:name="{MARK}" w:uri="{MARK}" w:val="15"/>'
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{MARK}" w:val="15"/></w:compat>'
        f'<w:docVars><w:docVar w:name="{MARK}" w:val="told {MARK}"/></w:docVars>'
        f'<w:rsids><w:rsidRoot w:val="00112233"/></w:rsids><w:decimalSymbol w:val="{MARK}"/>'
    )
    link = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="t" Type="{R}/attachedTemplate" '
    link += f'Target="file:///C:/Users/{MARK}/x.dotm" TargetMode="External"/></Relationships>'
    raw = file_of(para("x"), parts={"settings": settings}, files={"word/_rels/settings.xml.rels": link})
    assert f"file:///C:/Users/{MARK}/x.dotm" in opened(raw).hidden
    out = rewritten(raw)
    kept = unzipped(out)["word/settings.xml"].decode()
    assert 'w:defaultTabStop w:val="709"' in kept and "evenAndOddHeaders" in kept
    assert "compatibilityMode" in kept
    for gone in (MARK, "00112233", "documentProtection"):
        assert gone not in everything(out)


def test_only_known_parts_are_written() -> None:
    strange = {
        "docProps/app.xml": f'<Properties xmlns="p"><Company>{MARK} AB</Company><Manager>Boss {MARK}</Manager>'
        "<Application>Word</Application></Properties>",
        "docProps/core.xml": '<c:coreProperties xmlns:c="c" xmlns:d="d">'
        f"<d:creator>Eva {MARK}</d:creator><c:lastModifiedBy>Jan {MARK}</c:lastModifiedBy></c:coreProperties>",
        "docProps/custom.xml": f'<P xmlns="p" xmlns:v="v"><v:lpwstr>Own {MARK}</v:lpwstr></P>',
        "docProps/thumbnail.jpeg": MARK,
        "customXml/item1.xml": f"<a>{MARK}</a>",
        "word/glossary/document.xml": f"<a>{MARK}</a>",
        "word/embeddings/book.xlsx": MARK,
        "word/fonts/font1.odttf": MARK,
        "word/people.xml": f'<p xmlns:x="x"><q x:author="Per {MARK}"/></p>',
        "word/commentsExtended.xml": MARK,
        "word/webSettings.xml": MARK,
        "word/printerSettings1.bin": MARK,
        f"word/{MARK}.xml": MARK,
        "_xmlsignatures/sig1.xml": MARK,
    }
    raw = file_of(para("x"), files=strange)
    hidden = opened(raw).hidden
    assert hidden == (
        f"{MARK} AB",
        f"Boss {MARK}",
        f"Eva {MARK}",
        f"Jan {MARK}",
        f"Own {MARK}",
        f"Per {MARK}",
    )
    out = rewritten(raw)
    assert MARK not in everything(out)
    assert set(unzipped(out)) == {
        *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml"),
        *("word/_rels/document.xml.rels", "word/styles.xml", "word/settings.xml", "word/fontTable.xml"),
    }
    core = docx.Document(io.BytesIO(out)).core_properties
    assert (core.author, core.last_modified_by, core.title) == ("", "", "")


def test_the_theme_keeps_colours_and_known_fonts() -> None:
    theme = (
        f'<a:theme xmlns:a="{SPACES["a"]}" name="{MARK}"><a:themeElements><a:clrScheme name="{MARK}">'
        f'<a:dk1><a:sysClr val="windowText" lastClr="112233"/></a:dk1><a:lt1><a:srgbClr val="{MARK}"/></a:lt1>'
        f'</a:clrScheme><a:fontScheme name="{MARK}"><a:majorFont><a:latin typeface="{MARK}"/></a:majorFont>'
        '<a:minorFont><a:latin typeface="Georgia"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>'
    )
    link = f'<Relationship Id="th" Type="{R}/theme" Target="theme/{MARK}.xml"/>'
    out = rewritten(file_of(para("x"), relations=link, files={f"word/theme/{MARK}.xml": theme}))
    kept = unzipped(out)["word/theme/theme1.xml"].decode()
    assert "112233" in kept and "Georgia" in kept and MARK not in everything(out)


def test_labels_of_ours_are_not_told_as_hidden() -> None:
    raw = file_of(commented("y"), parts={"comments": COMMENTS})
    assert opened(rewritten(raw, language="sv")).hidden == ()


def test_sections_headers_and_page_form_stay() -> None:
    first = '<w:headerReference w:type="even" r:id="r-header"/><w:pgSz w:w="11906" w:h="16838" w:orient="landscape"/>'
    first += f'<w:printerSettings r:id="x"/><w:titlePg/><w:footerReference w:type="default" r:id="{MARK}"/>'
    raw = file_of(
        para("a", properties=f"<w:sectPr>{first}</w:sectPr>") + para("b"),
        section='<w:headerReference w:type="default" r:id="r-header"/><w:cols w:num="2"/>',
        parts={"header": para("head")},
    )
    out = rewritten(raw)
    assert lines(opened(out)) == ["a", "b", "head"]
    assert document_xml(out).count("w:headerReference") == 2 and "w:footerReference" not in document_xml(out)
    assert 'w:orient="landscape"' in document_xml(out) and 'w:num="2"' in document_xml(out)
    assert "w:titlePg" in document_xml(out)
    assert docx.Document(io.BytesIO(out)).sections[0].page_width.twips == 11906


# files that are refused


def refused(raw: bytes) -> str:
    with pytest.raises(FileProblem) as caught:
        opened(raw)
    assert MARK not in str(caught.value)
    return caught.value.key


def test_files_with_macros_are_refused() -> None:
    assert refused(file_of(para("x"), files={"word/vbaProject.bin": b"x"})) == "file_macros"
    types = f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/word/document.xml" '
    types += 'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    assert refused(file_of(para("x"), files={"[Content_Types].xml": types})) == "file_macros"


def test_strict_files_are_refused_in_words() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    content = f'<w:document xmlns:w="{strict}"><w:body/></w:document>'
    assert refused(file_of(para("x"), files={"word/document.xml": content})) == "file_strict"
    top = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" '
    top += 'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="word/document.xml"/>'
    assert refused(file_of("", files={"_rels/.rels": f"{top}</Relationships>"})) == "file_strict"


@pytest.mark.parametrize(
    "files",
    [
        {"word/document.xml": "<w:document"},
        {"word/document.xml": f"<a>{MARK}</a>"},
        {"word/document.xml": f'<!DOCTYPE a [<!ENTITY e "{MARK}">]><w:document xmlns:w="{W}"/>'},
        {"_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"/>'},
        {"_rels/.rels": "no xml"},
        {"Word/Document.xml": f'<w:document xmlns:w="{W}"><w:body/></w:document>'},
        {"word/_rels/document.xml.rels": MARK},
    ],
)
def test_damaged_files_are_refused(files: dict[str, str]) -> None:
    assert refused(file_of(para("x"), files=files)) == "file_damaged"


def test_a_file_of_nothing_has_no_text_and_can_be_written() -> None:
    raw = file_of("", files={"word/document.xml": f'<w:document xmlns:w="{W}"/>'})
    assert lines(opened(raw)) == [""]
    assert lines(opened(rewritten(raw))) == [""]


def test_no_text_shows_in_what_is_printed() -> None:
    document = opened(file_of(para(MARK), files={"docProps/app.xml": f"<P><Company>{MARK}</Company></P>"}))
    assert MARK not in repr(document) and document.hidden
