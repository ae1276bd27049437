"""Word: what a reader does not see, in the main part: the marker must go by itself."""
# ruff: noqa: E501 (a file is one row of a table)

from __future__ import annotations

from nasty.docx_base import NS, Link, Part, para, run
from nasty.docx_text import alternate, change, complex_field, drawn, p, table, text_box, vml_box

_DELETED = change("del", "<w:r><w:delText>@M@</w:delText></w:r>")
_INSTRUCTIONS = {
    "link": ' HYPERLINK "https://@M@.example/@PERCENT@" \\o "@M@" ',
    "merged": " MERGEFIELD @M@ ",
    "picture path": ' INCLUDEPICTURE "C:\\\\Users\\\\@M@\\\\face.png" \\d ',
    "text path": ' INCLUDETEXT "C:\\\\@M@.docx" ',
    "property": ' DOCPROPERTY "@M@" ',
    "variable": ' DOCVARIABLE "@M@" ',
    "author": ' AUTHOR "@M@" ',
    "reference": " REF @M@ \\h ",
    "index entry": ' XE "@M@" ',
    "contents entry": ' TC "@M@" ',
    "question": ' ASK who "Who?" \\d "@M@" ',
    "quote": ' QUOTE "@M@" ',
    "condition": ' IF "@M@" = "x" "x" "@M@" ',
    "database": ' DATABASE \\c "DSN=@M@" ',
    "dynamic exchange": ' DDEAUTO Excel "C:\\\\@M@.xls" ',
    "page number": " PAGE \\* MERGEFORMAT @M@ ",
    "macro button": " MACROBUTTON @M@ x ",
}
_FORM = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="{0}"/><w:helpText w:val="{1}"/>'
    '<w:statusText w:val="{1}"/><w:entryMacro w:val="{1}"/>{2}</w:ffData></w:fldChar></w:r><w:r><w:instrText>'
    '{3}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{4}<w:r><w:fldChar '
    'w:fldCharType="end"/></w:r>'
)


def _control(properties: str) -> str:
    return p(f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{run('A choice.')}</w:sdtContent></w:sdt>")


def _changed(kind: str, inside: str) -> str:
    """A format change by the marker's person, for the properties that hold it."""
    return change(kind, inside, "@M@")


_CHANGES = {
    "deleted text": p(run("Then "), _DELETED, run("silence.")),
    "deleted text that says w:t": p(change("del", run("@M@"))),
    "deletion in an insertion": p(change("ins", _DELETED)),
    "insertion in a deletion": p(change("del", change("ins", run("@M@")))),
    "moved away": p(
        '<w:moveFromRangeStart w:id="3" w:author="@M@" w:name="move1"/>',
        change("moveFrom", run("@M@")),
        '<w:moveFromRangeEnd w:id="3"/>',
    ),
    "deleted link": p(change("del", f'<w:hyperlink w:anchor="x">{run("@M@")}</w:hyperlink>')),
    "deleted field": p(change("del", complex_field(" REF @M@ ", run("@M@")))),
    "instruction of a deleted field": p(change("del", "<w:r><w:delInstrText>REF @M@</w:delInstrText></w:r>")),
    "deleted row": table((para("@M@"), para("x")), row=change("del", "")),
    "deleted cell": table(
        (para("y"), f"</w:tc><w:tc><w:tcPr>{change('cellDel', '', '@M@')}</w:tcPr>{para('@M@')}")
    ).replace("</w:tcPr></w:tc>", f"</w:tcPr>{para('z')}</w:tc>"),
    "deleted formula": p(change("del", "<m:oMath><m:r><m:t>@M@</m:t></m:r></m:oMath>")),
    "deleted text box": p(change("del", f"<w:r>{text_box(para('@M@'))}</w:r>")),
    "deleted block content control": (f"<w:sdt><w:sdtContent><w:p>{_DELETED}</w:p></w:sdtContent></w:sdt>"),
    "author of an insertion": p(change("ins", run("More."), "@M@")),
    "author of a deletion": p(run("Less."), change("del", "<w:r><w:delText>x</w:delText></w:r>", "@M@")),
    "author of a move": p(change("moveTo", run("More."), "@M@")),
    "author of a run's format": p(run("Bold.", f"<w:b/>{_changed('rPrChange', '<w:rPr/>')}")),
    "author of a paragraph's format": para(
        "Left.", f'<w:jc w:val="left"/>{_changed("pPrChange", "<w:pPr/>")}'
    ),
    "author of a paragraph mark": para("Mark.", f"<w:rPr>{change('ins', '', '@M@')}</w:rPr>"),
    "author of a numbering": para(
        "One.",
        '<w:numPr><w:ilvl w:val="0"/><w:numberingChange w:id="8" w:author="@M@" w:original="@M@"/></w:numPr>',
    ),
    "author of a row": table((para("x"), para("x")), row=change("ins", "", "@M@")),
    "author of a row's format": table((para("x"), para("x")), row=_changed("trPrChange", "<w:trPr/>")),
    "author of a table's format": table((para("x"), para("x"))).replace(
        "<w:tblPr/>", f"<w:tblPr>{_changed('tblPrChange', '<w:tblPr/>')}</w:tblPr>"
    ),
    "author of a grid": table((para("x"), para("x"))).replace(
        "</w:tblGrid>", '<w:tblGridChange w:id="4"><w:tblGrid st:by="@M@"/></w:tblGridChange></w:tblGrid>'
    ),
    "former style": para("Left.", change("pPrChange", '<w:pPr><w:pStyle w:val="@M@"/></w:pPr>')),
    "author of a custom XML change": p(
        '<w:customXmlInsRangeStart w:id="2" w:author="@M@"/><w:customXmlInsRangeEnd w:id="2"/>', run("Text.")
    ),
}
_HIDDEN = {
    "hidden text": p(run("Then "), run("@M@", "<w:vanish/>"), run("silence.")),
    "hidden text that says true": p(run("@M@", '<w:vanish w:val="true"/>')),
    "hidden paragraph mark and text": f"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{run('@M@', '<w:vanish/>')}</w:p>",
    "text that is hidden when special": p(run("@M@", "<w:specVanish/><w:vanish/>")),
    "fallback of another text": p(run("Here "), alternate(run("one"), run("@M@")), run(".")),
    "fallback text box of another text": p(
        f"<w:r>{alternate(text_box(para('one')), vml_box(para('@M@')))}</w:r>"
    ),
    "hidden text in a text box": p(f"<w:r>{vml_box(p(run('@M@', '<w:vanish/>')))}</w:r>"),
    "XML comment": p("<!-- @M@ -->", run("Text.")),
    "XML comment in a word": p("<w:r><w:t>One<!-- @M@ --> word.</w:t></w:r>"),
    "processing instruction": p("<?note @M@?>", run("Text.")),
    "text between elements": p("@M@", run("Text.")),
    "unknown element": p("<st:note>@M@</st:note>", run("Text.")),
    "unknown attribute": f'<w:p st:by="@M@">{run("Text.")}</w:p>',
    "attribute without a namespace": f'<w:p by="@M@">{run("Text.")}</w:p>',
    "known attribute with words": f'<w:p><w:pPr><w:jc w:val="@M@"/></w:pPr>{run("Text.")}</w:p>',
    "unknown namespace": f'<w:p xmlns:own="urn:@PERCENT@" own:a="1">{run("Text.")}</w:p>',
    "revision ids": f'<w:p w:rsidR="@M@" w:rsidRDefault="@M@" w14:paraId="@M@">{run("Text.")}</w:p>',
    "date of a change in UTC": p(
        '<w:ins w:id="1" w:author="x" w16du:dateUtc="@M@">', run("Text."), "</w:ins>"
    ),
    "bookmark": p('<w:bookmarkStart w:id="1" w:name="@M@"/>', run("Text."), '<w:bookmarkEnd w:id="1"/>'),
    "permission": p(
        '<w:permStart w:id="1" w:ed="@M@" w:edGrp="everyone"/>', run("Text."), '<w:permEnd w:id="1"/>'
    ),
    "anchor and tooltip of a link": p(
        f'<w:hyperlink w:anchor="@M@" w:tooltip="@M@" w:docLocation="@M@" w:tgtFrame="@M@">{run("here")}</w:hyperlink>'
    ),
    "alias and tag of a control": _control('<w:alias w:val="@M@"/><w:tag w:val="@M@"/>'),
    "entries of a drop-down list": _control(
        '<w:dropDownList><w:listItem w:displayText="@M@" w:value="@M@"/></w:dropDownList>'
    ),
    "entries of a combo box": _control(
        '<w:comboBox w:lastValue="@M@"><w:listItem w:value="@M@"/></w:comboBox>'
    ),
    "data binding of a control": _control('<w:dataBinding w:xpath="/@M@" w:storeItemID="{{@M@}}"/>'),
    "placeholder of a control": _control('<w:placeholder><w:docPart w:val="@M@"/></w:placeholder>'),
    "date of a control": _control('<w:date w:fullDate="@M@"><w:dateFormat w:val="@M@"/></w:date>'),
    "repeated section's title": _control(
        '<w15:repeatingSection><w15:sectionTitle w:val="@M@"/></w15:repeatingSection>'
    ),
    "attributes of a smart tag": p(
        '<w:smartTag w:uri="urn:@M@" w:element="@M@"><w:smartTagPr><w:attr w:name="x" w:val="@M@"/>'
        f"</w:smartTagPr>{run('Text.')}</w:smartTag>"
    ),
    "attributes of custom XML": (
        '<w:customXml w:uri="urn:@M@" w:element="@M@"><w:customXmlPr><w:placeholder w:val="@M@"/><w:attr '
        f'w:name="x" w:val="@M@"/></w:customXmlPr>{para("Text.")}</w:customXml>'
    ),
    "text form field": p(
        _FORM.format(
            "@M@", "@M@", '<w:textInput><w:default w:val="@M@"/></w:textInput>', "FORMTEXT", run("x")
        )
    ),
    "list form field": p(
        _FORM.format(
            "x",
            "@M@",
            '<w:ddList><w:listEntry w:val="x"/><w:listEntry w:val="@M@"/></w:ddList>',
            "FORMDROPDOWN",
            "",
        )
    ),
    "data of a field": p(
        '<w:r><w:fldChar w:fldCharType="begin"><w:fldData>@M@</w:fldData></w:fldChar></w:r>'
        '<w:r><w:instrText>ADDIN</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ),
    "simple field": p(f'<w:fldSimple w:instr=" MERGEFIELD @M@ ">{run("Text.")}</w:fldSimple>'),
    "split instruction": p(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF @A@</w:instrText></w:r>'
        '<w:r><w:instrText>@Z@</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ),
    "text in an instruction": p(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        run("@M@"),
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        run("x"),
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ),
    "field in an instruction": p(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>',
        complex_field(" MERGEFIELD @M@ ", run("@M@")),
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        run("x"),
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ),
    "alt text of a text box": p("<w:r>", text_box(para("x")).replace("name=", 'title="@M@" name='), "</w:r>"),
    "name and description of a drawing": p(f"<w:r>{drawn('', '@M@', '@M@')}</w:r>"),
    "link of a drawing": p(
        "<w:r>"
        + drawn("").replace("/><a:graphic>", '><a:hlinkClick r:id="x9" tooltip="@M@"/></wp:docPr><a:graphic>')
        + "</w:r>"
    ),
    "alt text and title of VML": p(
        "<w:r>",
        vml_box(para("x"), 'alt="@M@" title="@M@" href="@M@" id="@M@" o:spid="@M@" target="@M@"'),
        "</w:r>",
    ),
    "style of VML": p("<w:r>", vml_box(para("x"), 'o:gfxdata="@M@" class="@M@"'), "</w:r>"),
    "alt text and font of a watermark": p(
        '<w:r><w:pict><v:shape style="width:9pt" alt="@M@"><v:textpath string="x" style="font-family:@M@"/>'
        "</v:shape></w:pict></w:r>"
    ),
    "signature line": p(
        '<w:r><w:pict><v:shape><o:signatureline o:suggestedsigner="@M@" o:suggestedsigneremail="@M@"/></v:shape>'
        "</w:pict></w:r>"
    ),
    "caption and description of a table": table((para("x"), para("x"))).replace(
        "<w:tblPr/>", '<w:tblPr><w:tblCaption w:val="@M@"/><w:tblDescription w:val="@M@"/></w:tblPr>'
    ),
    "ink": p('<w:r><w:pict><v:shape><o:ink i="@M@" annotation="t"/></v:shape></w:pict></w:r>'),
    "name of a font": p(run("Text.", '<w:rFonts w:ascii="@M@" w:hAnsi="@M@"/>')),
    "name of a style for a run": p(run("Text.", '<w:rStyle w:val="@M@"/>')),
}
BODIES = {
    **_CHANGES,
    **_HIDDEN,
    **{f"instruction, {name}": p(complex_field(text, run("x"))) for name, text in _INSTRUCTIONS.items()},
}
_STYLE = '<w:style w:type="{}" w:customStyle="1" w:styleId="{}"><w:name w:val="{}"/>{}</w:style>'
_HIDING = "<w:rPr><w:vanish/></w:rPr>"


def _comment(attributes: str, before: str = "") -> dict[str, object]:
    comments = f'<w:comments {NS}>{before}<w:comment w:id="1" {attributes}>{para("A remark.")}</w:comment></w:comments>'
    return {
        "body": p(run("Text."), '<w:r><w:commentReference w:id="1"/></w:r>'),
        "parts": (Part("word/comments.xml", comments, "comments"),),
    }


def _header(inside: str) -> dict[str, object]:
    return {
        "section": '<w:headerReference w:type="default" r:id="x1"/>',
        "parts": (Part("word/header1.xml", f"<w:hdr {NS}>{inside}</w:hdr>", "header"),),
        "links": (Link("hyperlink", "https://@M@.example/", of="word/header1.xml"),),
    }


def _footnote(inside: str) -> dict[str, object]:
    note = f'<w:footnote w:id="1">{inside}</w:footnote>'
    return {
        "body": p(run("Text."), '<w:r><w:footnoteReference w:id="1"/></w:r>'),
        "parts": (Part("word/footnotes.xml", f"<w:footnotes {NS}>{note}</w:footnotes>", "footnotes"),),
    }


HIDDEN: dict[str, dict[str, object]] = {
    **{name: {"body": body} for name, body in BODIES.items()},
    "hidden by a run's style": {
        "body": p(run("@M@", '<w:rStyle w:val="Own"/>')),
        "styles": _STYLE.format("character", "Own", "Own", _HIDING),
    },
    "hidden by a paragraph's style": {
        "body": para("@M@", '<w:pStyle w:val="Own"/>'),
        "styles": _STYLE.format("paragraph", "Own", "Own", _HIDING),
    },
    "hidden by the style of a style": {
        "body": para("@M@", '<w:pStyle w:val="Child"/>'),
        "styles": _STYLE.format("paragraph", "Own", "Own", _HIDING)
        + _STYLE.format("paragraph", "Child", "Child", '<w:basedOn w:val="Own"/>'),
    },
    "name of a style": {
        "body": para("Text.", '<w:pStyle w:val="@M@"/>'),
        "styles": _STYLE.format("paragraph", "@M@", "@M@", '<w:aliases w:val="@M@"/><w:link w:val="@M@"/>'),
    },
    "name of a latent style": {"styles": '<w:latentStyles><w:lsdException w:name="@M@"/></w:latentStyles>'},
    "revision of a style": {
        "styles": '<w:style w:styleId="x" w:type="character"><w:name w:val="x"/><w:rsid w:val="@M@"/></w:style>'
    },
    "author of a comment": _comment('w:author="@M@" w:initials="@M@" w:date="2024-01-02T03:04:05Z"'),
    "comment that nothing refers to": {
        "parts": (
            Part(
                "word/comments.xml",
                f'<w:comments {NS}><w:comment w:id="9">{p(_DELETED)}</w:comment></w:comments>',
                "comments",
            ),
        )
    },
    "deletion in a comment": _comment("", p(_DELETED)),
    "deletion in a header": _header(p(_DELETED, run("Text."))),
    "author in a header": _header(p(change("ins", run("More."), "@M@"))),
    "hidden text in a header": _header(p(run("@M@", "<w:vanish/>"))),
    "instruction in a header": _header(p(complex_field(' STYLEREF "@M@" ', run("x")))),
    "link in a header": _header(p(f'<w:hyperlink r:id="x9" w:tooltip="@M@">{run("here")}</w:hyperlink>')),
    "deletion in a footnote": _footnote(p(_DELETED, run("Text."))),
    "deletion in a text box": {"body": p(f"<w:r>{vml_box(p(_DELETED, run('Text.')))}</w:r>")},
    "author in a text box": {"body": p(f"<w:r>{text_box(p(change('ins', run('More.'), '@M@')))}</w:r>")},
    "author of a section's format": {"section": _changed("sectPrChange", "<w:sectPr/>")},
    "printer of a section": {"section": '<w:paperSrc w:first="1" st:by="@M@"/>'},
    "target of a link": {
        "body": p(f'<w:hyperlink r:id="x9">{run("here")}</w:hyperlink>'),
        "links": (Link("hyperlink", "mailto:@M@@example.org?subject=@PERCENT@"),),
    },
    "sub-document": {"body": '<w:subDoc r:id="x9"/>', "links": (Link("subDocument", "file:///C:/@M@.docx"),)},
    "target of a link that is not used": {
        "links": (Link("hyperlink", "file:///C:/Users/@PERCENT@/case.docx"),)
    },
    "split over two runs of a deletion": {
        "body": p(change("del", "<w:r><w:delText>@A@</w:delText></w:r><w:r><w:delText>@Z@</w:delText></w:r>"))
    },
}
