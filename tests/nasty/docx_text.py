"""Word: places of a text that a reader sees. The marker must be found there, whole, and be taken away."""

from __future__ import annotations

from nasty.docx_base import NS, Part, para, run
from nasty.docx_base import docx as made

_CALLED = para("Then @M@ called.")
_ONLY_NOTE = "".join(
    f'<w:{{0}} w:type="{kind}" w:id="{at}"><w:p><w:r><w:{kind}/></w:r></w:p></w:{{0}}>'
    for at, kind in ((-1, "separator"), (0, "continuationSeparator"))
)
_CELL = "<w:tc><w:tcPr><w:tcW w:w='2000' w:type='dxa'/></w:tcPr>{}</w:tc>"
_GRID = "<w:tblPr/><w:tblGrid><w:gridCol w:w='2000'/><w:gridCol w:w='2000'/></w:tblGrid>"


def table(*rows: tuple[str, ...], row: str = "") -> str:
    """A table of cells that hold paragraphs; ``row`` stands in the properties of each row."""
    pr = f"<w:trPr>{row}</w:trPr>" if row else ""
    inside = "".join(f"<w:tr>{pr}{''.join(_CELL.format(cell) for cell in cells)}</w:tr>" for cells in rows)
    return f"<w:tbl>{_GRID}{inside}</w:tbl>"


def drawn(inside: str, name: str = "Box", descr: str = "") -> str:
    """A drawing as inline picture place, its graphic data given."""
    return (
        '<w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/>'
        f'<wp:docPr id="7" name="{name}" descr="{descr}"/>'
        f"<a:graphic>{inside}</a:graphic></wp:inline></w:drawing>"
    )


def text_box(inside: str) -> str:
    """A DrawingML text box of paragraphs."""
    return drawn(
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f"<wps:cNvSpPr/><wps:spPr/><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx><wps:bodyPr/>"
        "</wps:wsp></a:graphicData>"
    )


def vml_box(inside: str, attributes: str = "") -> str:
    """A VML text box of paragraphs."""
    return (
        f'<w:pict><v:shape style="width:90pt;height:90pt" {attributes}><v:textbox><w:txbxContent>'
        f"{inside}</w:txbxContent></v:textbox></v:shape></w:pict>"
    )


def alternate(choice: str, fallback: str, needs: str = "wps") -> str:
    """The two branches of which a program reads one."""
    return (
        f'<mc:AlternateContent><mc:Choice Requires="{needs}">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def complex_field(instruction: str, result: str) -> str:
    """The runs of a field."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def p(*runs: str) -> str:
    """A paragraph of runs."""
    return f"<w:p>{''.join(runs)}</w:p>"


def change(kind: str, inside: str, author: str = "Reviewer") -> str:
    """A tracked change."""
    return f'<w:{kind} w:id="5" w:author="{author}" w:date="2024-01-02T03:04:05Z">{inside}</w:{kind}>'


#: name → body
BODIES = {
    "plain run": _CALLED,
    "split over two runs": p(run("Then @A@"), run("@Z@ called.")),
    "split, half bold": p(run("Then "), run("@A@", "<w:b/>"), run("@Z@", "<w:i/>"), run(" called.")),
    "a run for each half in a link and outside": p(
        run("Then "), f'<w:hyperlink w:anchor="x">{run("@A@")}</w:hyperlink>', run("@Z@ called.")
    ),
    "split by a spelling error and a bookmark": p(
        run("Then @A@"),
        '<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="1" w:name="here"/><w:bookmarkEnd w:id="1"/>',
        run("@Z@ called."),
    ),
    "split by a page rendering mark": p(
        "<w:r><w:t>Then @A@</w:t><w:lastRenderedPageBreak/><w:t>@Z@ called.</w:t></w:r>"
    ),
    "split by a soft hyphen": p("<w:r><w:t>Then @A@</w:t><w:softHyphen/><w:t>@Z@ called.</w:t></w:r>"),
    "split by an insertion": p(run("Then @A@"), change("ins", run("@Z@ called."))),
    "split by a deletion": p(
        run("Then @A@"), change("del", "<w:r><w:delText>gone</w:delText></w:r>"), run("@Z@ called.")
    ),
    "split by hidden text": p(run("Then @A@"), run("gone", "<w:vanish/>"), run("@Z@ called.")),
    "split by a comment range": p(
        run("Then @A@"),
        '<w:commentRangeStart w:id="1"/>',
        run("@Z@"),
        '<w:commentRangeEnd w:id="1"/>',
        run(" called."),
    ),
    "split by a deleted paragraph mark": (
        f"<w:p><w:pPr><w:rPr>{change('del', '')}</w:rPr></w:pPr>{run('Then @A@')}</w:p>{para('@Z@ called.')}"
    ),
    "smart tag": p(
        run("Then "), f'<w:smartTag w:element="person">{run("@M@")}</w:smartTag>', run(" called.")
    ),
    "inline content control": p(
        run("Then "), f"<w:sdt><w:sdtPr/><w:sdtContent>{run('@M@')}</w:sdtContent></w:sdt>", run(" called.")
    ),
    "block content control": f"<w:sdt><w:sdtPr/><w:sdtContent>{_CALLED}</w:sdtContent></w:sdt>",
    "content control in a content control": (
        f"<w:sdt><w:sdtContent><w:sdt><w:sdtContent>{_CALLED}</w:sdtContent></w:sdt></w:sdtContent></w:sdt>"
    ),
    "content control round a cell": (
        f"<w:tbl>{_GRID}<w:tr><w:sdt><w:sdtContent>{_CELL.format(_CALLED)}</w:sdtContent></w:sdt>"
        f"{_CELL.format(para('x'))}</w:tr></w:tbl>"
    ),
    "content control round a row": (
        f"<w:tbl>{_GRID}<w:sdt><w:sdtContent><w:tr>{_CELL.format(_CALLED)}{_CELL.format(para('x'))}</w:tr>"
        "</w:sdtContent></w:sdt></w:tbl>"
    ),
    "custom XML wrapper": f'<w:customXml w:uri="urn:x" w:element="case">{_CALLED}</w:customXml>',
    "bidirectional wrapper": p(
        f'<w:dir w:val="ltr"><w:bdo w:val="ltr">{run("Then @M@ called.")}</w:bdo></w:dir>'
    ),
    "table cell": table((_CALLED, para("x"))),
    "nested table": table((table((_CALLED, para("x"))) + para(""), para("x"))),
    "cell of two paragraphs": table((para("Then") + para("@M@ called."), para("x"))),
    "heading": para("Then @M@ called.", '<w:pStyle w:val="Heading1"/>'),
    "text box": p(run("Beside: "), f"<w:r>{text_box(_CALLED)}</w:r>"),
    "text box with a fallback": p(
        run("Beside: "), f"<w:r>{alternate(text_box(_CALLED), vml_box(_CALLED))}</w:r>"
    ),
    "text box of VML": p(run("Beside: "), f"<w:r>{vml_box(_CALLED)}</w:r>"),
    "text box in a text box": p(f"<w:r>{text_box(p('<w:r>' + vml_box(_CALLED) + '</w:r>'))}</w:r>"),
    "text box in a group": p(
        "<w:r>",
        drawn(
            '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"><wpg:wgp>'
            f"<wpg:grpSpPr/><wps:wsp><wps:txbx><w:txbxContent>{_CALLED}</w:txbxContent></wps:txbx></wps:wsp>"
            "</wpg:wgp></a:graphicData>"
        ),
        "</w:r>",
    ),
    "table in a text box": p(f"<w:r>{text_box(table((_CALLED, para('x'))) + para(''))}</w:r>"),
    "run in alternate content": p(run("Then "), alternate(run("@M@"), run("@M@")), run(" called.")),
    "alternate content with a fallback only": p(
        run("Then "),
        f"<mc:AlternateContent><mc:Fallback>{run('@M@')}</mc:Fallback></mc:AlternateContent>",
        run(" called."),
    ),
    "alternate content that nobody knows": p(
        run("Then "), alternate(run("strange"), run("@M@"), "st"), run(" called.")
    ),
    "insertion": p(run("Then "), change("ins", run("@M@")), run(" called.")),
    "moved here": p(run("Then "), change("moveTo", run("@M@")), run(" called.")),
    "inserted row": table((_CALLED, para("x")), row=change("ins", "")),
    "inserted paragraph": (
        f"<w:p><w:pPr><w:rPr>{change('ins', '')}</w:rPr></w:pPr>{change('ins', run('Then @M@ called.'))}</w:p>"
    ),
    "text of a link": p(
        run("Then "), f'<w:hyperlink w:anchor="x">{run("@M@")}</w:hyperlink>', run(" called.")
    ),
    "result of a simple field": p(
        run("Then "), f'<w:fldSimple w:instr=" REF x ">{run("@M@")}</w:fldSimple>', run(" called.")
    ),
    "result of a field": p(run("Then "), complex_field(" REF x ", run("@M@")), run(" called.")),
    "result of a field in a field": p(
        complex_field(" IF 1 = 1 ", run("Then ") + complex_field(" REF x ", run("@M@")) + run(" called."))
    ),
    "result of a field over paragraphs": (
        p(
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
            run("Contents"),
        )
        + p(run("Then @M@ called."), '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    ),
    "formula": p(run("Then "), "<m:oMath><m:r><m:t>@M@</m:t></m:r></m:oMath>", run(" called.")),
    "formula set apart": p("<m:oMathPara><m:oMath><m:r><m:t>@M@</m:t></m:r></m:oMath></m:oMathPara>"),
    "white text": p(run("Then @M@ called.", '<w:color w:val="FFFFFF"/>')),
    "text of one point": p(run("Then @M@ called.", '<w:sz w:val="2"/>')),
    "struck text": p(run("Then @M@ called.", "<w:strike/>")),
    "ruby": p(
        run("Then "),
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>x</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>@M@</w:t></w:r>"
        "</w:rubyBase></w:ruby></w:r>",
        run(" called."),
    ),
    "reading above a ruby": p(
        run("Then "),
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>@M@</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>x</w:t></w:r>"
        "</w:rubyBase></w:ruby></w:r>",
    ),
    "no vanishing after all": p(run("Then @M@ called.", '<w:vanish w:val="0"/>')),
}


def _story(kind: str, place: str) -> dict[str, object]:
    """A header or footer; its own text box repeats the name."""
    tag = "hdr" if kind == "header" else "ftr"
    box = p(f"<w:r>{vml_box(para('Again @M@.'))}</w:r>")
    extra = "<w:titlePg/>" if place == "first" else ""
    return {
        "section": f'<w:{kind}Reference w:type="{place}" r:id="x1"/>{extra}',
        "parts": (Part(f"word/{kind}1.xml", f"<w:{tag} {NS}>{_CALLED}{box}</w:{tag}>", kind),),
    }


def _note(kind: str, inside: str = _CALLED) -> dict[str, object]:
    notes = f'{_ONLY_NOTE.format(kind)}<w:{kind} w:id="1">{inside}</w:{kind}>'
    return {
        "body": p(run("As noted"), f'<w:r><w:{kind}Reference w:id="1"/></w:r>'),
        "parts": (Part(f"word/{kind}s.xml", f"<w:{kind}s {NS}>{notes}</w:{kind}s>", f"{kind}s"),),
    }


def _comment(inside: str) -> dict[str, object]:
    comment = f'<w:comment w:id="1" w:author="A" w:initials="A">{inside}</w:comment>'
    return {
        "body": p(
            '<w:commentRangeStart w:id="1"/>',
            run("As noted"),
            '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>',
        ),
        "parts": (Part("word/comments.xml", f"<w:comments {NS}>{comment}</w:comments>", "comments"),),
    }


#: name → what the document is made of
STORIES: dict[str, dict[str, object]] = {
    **{
        f"{place} {kind}": _story(kind, place)
        for kind in ("header", "footer")
        for place in ("default", "first", "even")
    },
    "footnote": _note("footnote"),
    "endnote": _note("endnote"),
    "table in a footnote": _note("footnote", table((_CALLED, para("x"))) + para("")),
    "insertion in a footnote": _note("footnote", p(run("Then "), change("ins", run("@M@")), run(" called."))),
    "comment": _comment(_CALLED),
    "comment with a split name": _comment(p(run("Then @A@"), run("@Z@ called."))),
    "header of an earlier section": {
        "body": '<w:p><w:pPr><w:sectPr><w:headerReference w:type="default" r:id="x1"/></w:sectPr></w:pPr></w:p>',
        "parts": (Part("word/header1.xml", f"<w:hdr {NS}>{_CALLED}</w:hdr>", "header"),),
    },
}
VISIBLE: dict[str, dict[str, object]] = {**{name: {"body": body} for name, body in BODIES.items()}, **STORIES}
__all__ = [
    "VISIBLE",
    "alternate",
    "change",
    "complex_field",
    "drawn",
    "made",
    "p",
    "table",
    "text_box",
    "vml_box",
]
