"""OpenDocument text: every part is read as one sees it, and written anew without what one does not see."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from PIL import Image

from casekit.errors import FileProblem
from casekit.read.document import Block, Choices, Document, Edit, by_block, text_of_blocks
from casekit.read.odt import open_odt

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NS = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "office": _OASIS + "office:1.0",
        "style": _OASIS + "style:1.0",
        "text": _OASIS + "text:1.0",
        "table": _OASIS + "table:1.0",
        "draw": _OASIS + "drawing:1.0",
        "fo": _OASIS + "xsl-fo-compatible:1.0",
        "svg": _OASIS + "svg-compatible:1.0",
        "form": _OASIS + "form:1.0",
        "meta": _OASIS + "meta:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
        "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
        "other": "urn:other",
    }.items()
)
MIMETYPE = "application/vnd.oasis.opendocument.text"
MARKER = "Zebulonsson"
HIDDEN = (
    '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="S" style:family="text"><style:text-properties text:display="true"/></style:style>'
    '<style:style style:name="HP" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="HC" style:family="text" style:parent-style-name="H"/>'
)


def odt_content(body: str, automatic: str = "") -> str:
    return (
        f"<office:document-content {NS}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def odt(
    body: str,
    *,
    automatic: str = "",
    common: str = "",
    masters: str = "",
    meta: str = "",
    mimetype: str = MIMETYPE,
    parts: dict[str, bytes | str] | None = None,
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", mimetype)
        archive.writestr("content.xml", odt_content(body, automatic))
        archive.writestr(
            "styles.xml",
            f"<office:document-styles {NS}><office:styles>{common}</office:styles><office:automatic-styles/>"
            f"<office:master-styles>{masters}</office:master-styles></office:document-styles>",
        )
        archive.writestr(
            "meta.xml",
            f"<office:document-meta {NS}><office:meta>{meta}</office:meta></office:document-meta>",
        )
        for path, content in (parts or {}).items():
            archive.writestr(path, content)
    return out.getvalue()


def p(inside: str) -> str:
    return f"<text:p>{inside}</text:p>"


def opened(raw: bytes, **choices: object) -> Document:
    return open_odt(raw, "case.odt", Choices(**choices))  # type: ignore[arg-type]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


def read(body: str, **choices: object) -> list[str]:
    return texts(opened(odt(body, automatic=HIDDEN), **choices))


def unedited(document: Document, language: str = "en") -> bytes:
    return document.written([[] for _ in document.blocks], language)


def parts_of(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def content_of(raw: bytes) -> str:
    return parts_of(raw)["content.xml"].decode()


def everything(raw: bytes) -> str:
    """All parts, as they are and without tags."""
    whole = "\n".join(name + content.decode("latin-1") for name, content in parts_of(raw).items())
    return whole + re.sub(r"<[^>]*>", "", whole)


def replaced(document: Document, word: str, by: str, language: str = "en") -> bytes:
    text = text_of_blocks(document.blocks)
    edits = [Edit(m.start(), m.end(), by) for m in re.finditer(re.escape(word), text)]
    return document.written(by_block(document.blocks, edits), language)


def left_out(document: Document) -> dict[str, int]:
    return {found.key: found.count for found in document.left_out}


PNG = io.BytesIO()
Image.new("RGB", (8, 8), (200, 30, 30)).save(PNG, "PNG")
FRAME = (
    '<draw:frame draw:name="{name}" draw:style-name="G" text:anchor-type="{anchor}" svg:width="2cm"'
    ' svg:height="1cm">'
)


def picture(href: str = "Pictures/a.png", anchor: str = "as-char") -> str:
    return (
        FRAME.format(name="My photo of her 1", anchor=anchor)
        + f'<draw:image xlink:href="{href}" xlink:type="simple"/><svg:title>{MARKER}</svg:title>'
        f"<svg:desc>{MARKER}</svg:desc></draw:frame>"
    )


def box(inside: str, anchor: str = "paragraph") -> str:
    return FRAME.format(name="B", anchor=anchor) + f"<draw:text-box>{inside}</draw:text-box></draw:frame>"


def note(kind: str, inside: str) -> str:
    return (
        f'<text:note text:note-class="{kind}" text:id="n"><text:note-citation text:label="{MARKER}">{MARKER}'
        f"</text:note-citation><text:note-body>{inside}</text:note-body></text:note>"
    )


def comment(inside: str, author: str = "Anna Berg", name: str = "") -> str:
    named = f' office:name="{name}"' if name else ""
    return (
        f"<office:annotation{named}><dc:creator>{author}</dc:creator><dc:date>2024-05-06T07:08:09</dc:date>"
        f"<meta:creator-initials>AB</meta:creator-initials>{inside}</office:annotation>"
    )


def changes(*regions: tuple[str, str, str]) -> str:
    inside = "".join(
        f'<text:changed-region text:id="{name}"><text:{kind}><office:change-info><dc:creator>{MARKER}</dc:creator>'
        f"<dc:date>2024-05-06T07:08:09</dc:date></office:change-info>{held}</text:{kind}></text:changed-region>"
        for name, kind, held in regions
    )
    return f"<text:tracked-changes>{inside}</text:tracked-changes>"


def start(name: str = "c1") -> str:
    return f'<text:change-start text:change-id="{name}"/>'


def end(name: str = "c1") -> str:
    return f'<text:change-end text:change-id="{name}"/>'


# what is read


def test_blocks_come_in_the_order_they_are_read() -> None:
    masters = (
        '<style:master-page style:name="Standard" style:page-layout-name="pm1">'
        f"<style:header>{p('header')}</style:header><style:header-left>{p('left')}</style:header-left>"
        f"<loext:header-first>{p('first')}</loext:header-first><style:footer>{p('footer')}</style:footer>"
        "</style:master-page>"
    )
    body = (
        '<text:h text:outline-level="1">head</text:h>'
        + p(f"one{note('footnote', p('foot'))}{comment(p('said'))}{box(p('boxed'))}")
        + p(f"two{note('endnote', p('end'))}")
        + "<text:section text:name='x'>"
        + p("inside")
        + "</text:section>"
    )
    blocks = opened(odt(body, masters=masters)).blocks
    assert [(block.before, block.text, block.place) for block in blocks[1:]] == [
        ("\n", "one", "body"),
        ("\n", "boxed", "textbox"),
        ("\n", "two", "body"),
        ("\n", "inside", "body"),
        ("\n\n", "foot", "footnote"),
        ("\n\n", "end", "endnote"),
        ("\n\n", "said", "comment"),
        ("\n\n", "header", "header"),
        ("\n\n", "left", "header"),
        ("\n\n", "first", "header"),
        ("\n\n", "footer", "footer"),
    ]
    assert blocks[0] == Block("head", blocks[0].before, "body")


def test_cells_of_one_paragraph_are_parted_by_a_tab() -> None:
    def row(*cells: str) -> str:
        inside = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
        return f"<table:table-row>{inside}</table:table-row>"

    table = f"<table:table>{row(p('a'), p('b'), p('c') + p('d'))}{row(p('e'), p('f'))}</table:table>"
    blocks = opened(odt(p("x") + table)).blocks
    assert [(b.before, b.text, b.place) for b in blocks[1:]] == [
        ("\n", "a", "table"),
        ("\t", "b", "table"),
        ("\n", "c", "table"),
        ("\n", "d", "table"),
        ("\n", "e", "table"),
        ("\t", "f", "table"),
    ]


def test_blanks_are_read_as_they_are_seen() -> None:
    assert read(p("\n  A  b\t c<text:s text:c='2'/>d<text:tab/> e<text:line-break/>f<text:s/>")) == [
        "A b c  d\t e\nf "
    ]
    assert read(p("a <text:span> b</text:span> <text:bookmark text:name='x'/> c")) == ["a b c"]


def test_a_count_of_spaces_that_would_fill_the_memory_is_cut() -> None:
    assert len(read(p("a<text:s text:c='99999'/>b"))[0]) < 300
    assert read(p("a<text:s text:c='9999999999999'/>b<text:s text:c='-1'/>")) == ["a b "]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<text:a xlink:href='http://x.example'>An<text:span>na</text:span></text:a>", "Anna"),
        ("<text:author-name>Anna</text:author-name>", "Anna"),
        ("<text:user-defined text:name='x'>Anna</text:user-defined>", "Anna"),
        ("<text:meta>Anna</text:meta>", "Anna"),
        ("<text:bibliography-mark text:author='x'>Anna</text:bibliography-mark>", "Anna"),
        ("<text:drop-down><text:label text:value='x'>y</text:label>Anna</text:drop-down>", "Anna"),
        ("<loext:content-control>Anna</loext:content-control>", "Anna"),
        ("<text:unknown-to-anyone>Anna</text:unknown-to-anyone>", "Anna"),
        ("<text:page-number>Anna</text:page-number>", "Anna"),
        ("An<text:soft-page-break/>na", "Anna"),
        (
            "<text:ruby><text:ruby-base>Anna</text:ruby-base><text:ruby-text>x</text:ruby-text></text:ruby>",
            "Anna (x)",
        ),
    ],
)
def test_what_shows_as_text_is_text(inside: str, expected: str) -> None:
    document = opened(odt(p(inside)))
    assert texts(document) == [expected]
    assert texts(opened(unedited(document))) == [expected]
    assert "Anna" not in everything(replaced(document, "Anna", "[PERSON_1]"))


@pytest.mark.parametrize(
    "body",
    [
        "<text:list><text:list-header><text:p>Anna</text:p></text:list-header></text:list>",
        "<text:numbered-paragraph><text:p>Anna</text:p></text:numbered-paragraph>",
        "<text:table-of-content><text:table-of-content-source/><text:index-body><text:index-title><text:p>Anna"
        "</text:p></text:index-title></text:index-body></text:table-of-content>",
        "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Anna</text:p>"
        "</table:table-cell></table:table-row></table:table-header-rows></table:table>",
        p("<draw:custom-shape><text:p>Anna</text:p></draw:custom-shape>").replace(
            "<text:p><draw", "<text:p><draw"
        ),
        "<text:section text:name='x'><draw:g><draw:rect><text:p>Anna</text:p></draw:rect></draw:g></text:section>",
        p(f"<draw:a xlink:href='http://x.example'>{box(p('Anna'))}</draw:a>"),
    ],
)
def test_text_is_found_wherever_it_may_stand(body: str) -> None:
    document = opened(odt(body))
    assert "Anna" in texts(document)
    assert "Anna" not in everything(replaced(document, "Anna", "[PERSON_1]"))


def test_the_signs_of_pages_stay_fields_and_are_no_text() -> None:
    field = (
        "<text:page-number text:select-page='current' style:num-format='i' other:x='y'>iv</text:page-number>"
    )
    document = opened(odt(p(f"Page {field} of <text:page-count>12</text:page-count>")))
    assert texts(document) == ["Page  of "]
    content = content_of(unedited(document))
    assert "text:page-number" in content and "text:page-count" in content and "iv" not in content


# what is written


RICH = (
    '<text:h text:outline-level="2" text:style-name="Heading_20_2">Head</text:h>'
    + p(
        'Half <text:span text:style-name="B">bo</text:span>ld, <text:span text:style-name="B">all</text:span>'
    )
    + "<text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p>"
    "<text:list><text:list-item><text:p>deep</text:p></text:list-item></text:list></text:list-item></text:list>"
    "<table:table><table:table-column table:number-columns-repeated='2'/><table:table-row>"
    "<table:table-cell table:number-columns-spanned='2'><text:p>wide</text:p></table:table-cell>"
    "<table:covered-table-cell/></table:table-row></table:table>"
    + p(f"noted{note('footnote', p('foot'))}, boxed{box(p('in'))}{comment(p('said'), name='x')} end")
    + p("")
    + p(" a<text:s text:c='3'/><text:tab/>b<text:line-break/> c ")
)
BOLD = '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'


def test_without_edits_the_same_text_comes_back() -> None:
    document = opened(odt(RICH, automatic=BOLD))
    again = opened(unedited(document))
    assert again.blocks == document.blocks
    assert again.left_out == () and set(again.hidden) <= {"Author 1"}


def test_what_gives_a_document_its_shape_survives() -> None:
    content = content_of(unedited(opened(odt(RICH, automatic=BOLD))))
    for shape in (
        '<text:h text:outline-level="2" text:style-name="Heading_20_2">',
        'table:number-columns-spanned="2"',
        "<table:covered-table-cell/>",
        'table:number-columns-repeated="2"',
        'fo:font-weight="bold"',
        'text:note-class="footnote"',
        "<text:note-citation>1</text:note-citation>",
        'svg:width="2cm"',
        'text:anchor-type="paragraph"',
    ):
        assert shape in content
    assert content.count("<text:list-item>") == 3
    assert len(re.findall(r"<text:span text:style-name=\"[^\"]+\">(?:bo|all)</text:span>", content)) == 2


def test_a_replacement_takes_the_formatting_of_the_first_letters() -> None:
    document = opened(odt(p('An<text:span text:style-name="B">na</text:span> came'), automatic=BOLD))
    content = content_of(replaced(document, "Anna", "[PERSON_1]"))
    assert re.search(r'<text:p>\[PERSON_1\]<text:span text:style-name="[^"]+"/> came</text:p>', content)


def test_blanks_that_would_not_be_shown_are_spelled_out() -> None:
    document = opened(odt(p("x Anna y")))
    for by in ("", " a  b ", "a\tb", "a\nb", "\t", "a\r\nb", "a\x00b"):
        again = opened(replaced(document, "Anna", by))
        assert texts(again) == [f"x {by} y".replace("\r", "").replace("\x00", "")]
    assert texts(opened(replaced(document, "x Anna", " "))) == ["  y"]


def test_a_document_can_be_written_more_than_once() -> None:
    document = opened(odt(RICH, automatic=BOLD))
    first = replaced(document, "Half", "[X]")
    assert first == replaced(document, "Half", "[X]")
    assert "Half" in content_of(unedited(document)) and "[X]" not in content_of(unedited(document))


def test_edits_must_be_as_many_as_blocks() -> None:
    document = opened(odt(RICH))
    with pytest.raises(ValueError):
        document.written([[]], "en")


def test_the_file_has_only_the_parts_that_are_known() -> None:
    raw = odt(
        p("x"),
        parts=dict.fromkeys(
            (
                "settings.xml",
                "manifest.rdf",
                "layout-cache",
                "Thumbnails/thumbnail.png",
                "Configurations2/menubar/x.xml",
                "Basic/Standard/Module1.xml",
                "Scripts/python/x.py",
                "Object 1/content.xml",
                "ObjectReplacements/Object 1",
                "Versions/Version1",
                "META-INF/documentsignatures.xml",
                "Pictures/unused.png",
                f"{MARKER}.xml",
            ),
            MARKER,
        ),
    )
    written = unedited(opened(raw))
    assert list(parts_of(written)) == [
        "mimetype",
        "content.xml",
        "styles.xml",
        "meta.xml",
        "META-INF/manifest.xml",
    ]
    assert MARKER not in everything(written)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert all(info.date_time[0] == 1980 for info in archive.infolist())
    assert written[38 : 38 + len(MIMETYPE)] == MIMETYPE.encode()


# what goes


@pytest.mark.parametrize(
    "body",
    [
        p(f"x<text:bookmark text:name='{MARKER}'/><text:reference-mark text:name='{MARKER}'/>"),
        p(f"x<text:bookmark-ref text:ref-name='{MARKER}'>y</text:bookmark-ref>"),
        p(f"x<text:script script='a'>{MARKER}</text:script>"),
        p(f"x<text:user-field-get text:name='{MARKER}'>y</text:user-field-get>"),
        f"<text:user-field-decls><text:user-field-decl text:name='{MARKER}' office:string-value='{MARKER}'/>"
        f"</text:user-field-decls>{p('x')}",
        f"<text:variable-decls><text:variable-decl text:name='{MARKER}'/></text:variable-decls>{p('x')}",
        f"<office:forms><form:form form:name='{MARKER}'><form:text form:value='{MARKER}'/></form:form></office:forms>",
        p(f"<text:alphabetical-index-mark text:string-value='{MARKER}' text:key1='{MARKER}'/>x"),
        p(f"<text:span text:style-name='{MARKER}' xml:id='{MARKER}' other:x='{MARKER}'>x</text:span>"),
        p(f"<other:thing>{MARKER}</other:thing>x"),
        f"<other:thing>{p(MARKER)}</other:thing>{p('x')}",
        p(f"<text:a xlink:href='mailto:{MARKER}' office:title='{MARKER}' office:name='{MARKER}'>x</text:a>"),
        f"<text:section text:name='{MARKER}' text:protection-key='{MARKER}'><text:section-source "
        f"xlink:href='{MARKER}'/>{p('x')}</text:section>",
        f"<table:table table:name='{MARKER}' table:protection-key='{MARKER}' xml:id='{MARKER}'><table:title>{MARKER}"
        f"</table:title><table:desc>{MARKER}</table:desc><table:table-row><table:table-cell table:formula='{MARKER}' "
        f"office:string-value='{MARKER}'>{p('x')}</table:table-cell><table:covered-table-cell>{p(MARKER)}"
        "</table:covered-table-cell></table:table-row></table:table>",
        f"<text:list xml:id='{MARKER}'><text:list-item><text:number>{MARKER}</text:number>{p('x')}</text:list-item>"
        f"</text:list><text:list text:continue-list='{MARKER}'/>",
        p(f"x<draw:frame draw:name='{MARKER}' xml:id='{MARKER}' loext:decorative='{MARKER}'><draw:text-box "
          f"draw:chain-next-name='{MARKER}'>{p('y')}</draw:text-box><draw:image xlink:href='{MARKER}'/>"
          f"<office:event-listeners><x xlink:href='{MARKER}'/></office:event-listeners></draw:frame>"),
        f"<!-- {MARKER} --><?{MARKER} {MARKER}?>{p('x')}",
        f"{MARKER}<text:span>{MARKER}</text:span>{p('x')}",
        f"<text:table-of-content><text:table-of-content-source><text:index-title-template>{MARKER}"
        f"</text:index-title-template></text:table-of-content-source></text:table-of-content>{p('x')}",
        p(f"x{note('footnote', p('y'))}"),
        p(f"x{comment(p('y'), MARKER)}"),
        f"<text:h text:outline-level='{MARKER}'><text:number>{MARKER}</text:number>x</text:h>",
        p(f"x<draw:control draw:control='{MARKER}'/>"),
    ],
)  # fmt: skip
def test_what_is_not_seen_goes(body: str) -> None:
    raw = odt(body)
    assert MARKER in everything(raw)
    document = opened(raw)
    assert MARKER not in text_of_blocks(document.blocks)
    assert MARKER not in everything(unedited(document))


@pytest.mark.parametrize(
    "style",
    [
        f'<style:style style:name="{MARKER}" style:display-name="{MARKER}" style:family="paragraph"'
        f' style:parent-style-name="{MARKER}" style:class="{MARKER}"/>',
        f'<style:style style:name="x" style:family="{MARKER}"/>',
        f'<style:style style:name="Heading_20_1" style:display-name="{MARKER}" style:family="paragraph"/>',
        f'<style:style style:name="x" style:family="text"><style:text-properties style:font-name="{MARKER}"'
        f' fo:font-family="{MARKER}" fo:color="{MARKER}" fo:language="{MARKER}" other:x="{MARKER}"'
        f' style:text-line-through-text="{MARKER}" fo:{MARKER}="true"/></style:style>',
        f'<style:style style:name="x" style:family="paragraph"><style:map style:condition="{MARKER}"'
        f' style:apply-style-name="{MARKER}"/><style:paragraph-properties><style:tab-stops><style:tab-stop'
        f' style:leader-text="{MARKER}"/></style:tab-stops><style:background-image xlink:href="{MARKER}"/>'
        f"</style:paragraph-properties></style:style>",
        f'<text:list-style style:name="{MARKER}"><text:list-level-style-number text:level="1"'
        f' style:num-format="{MARKER}" style:num-prefix="{MARKER}" style:num-suffix="{MARKER}"'
        f' loext:num-list-format="{MARKER}%1%"/>'
        f'<text:list-level-style-bullet text:level="2" text:bullet-char="{MARKER}"/>'
        f'<text:list-level-style-image text:level="3" xlink:href="Pictures/{MARKER}.png"/></text:list-style>',
        f'<text:notes-configuration text:note-class="footnote"><text:note-continuation-notice-forward>{MARKER}'
        f"</text:note-continuation-notice-forward></text:notes-configuration>",
        f'<draw:fill-image draw:name="{MARKER}" xlink:href="{MARKER}"/>',
        f"<number:text-style xmlns:number='{_OASIS}datastyle:1.0'><number:text>{MARKER}</number:text>"
        "</number:text-style>",
        f"{MARKER}",
    ],
)
def test_styles_keep_their_shape_and_lose_their_words(style: str) -> None:
    for raw in (odt(p("x"), common=style), odt(p("x"), automatic=style)):
        assert MARKER not in everything(unedited(opened(raw)))


def test_styles_of_what_is_not_kept_go() -> None:
    style = "".join(
        f'<style:style style:name="x{kind}" style:family="{kind}"/>' for kind in ("chart", "table", "other")
    )
    assert content_of(unedited(opened(odt(p("x"), automatic=style)))).count("<style:style ") == 2


def test_a_renamed_style_is_renamed_everywhere() -> None:
    common = (
        '<style:style style:name="Anna" style:display-name="Anna" style:family="paragraph"/>'
        '<style:style style:name="Text_20_body" style:family="paragraph" style:parent-style-name="Anna"/>'
    )
    raw = odt(
        '<text:p text:style-name="Anna">x</text:p><text:p text:style-name="Text_20_body">y</text:p>',
        common=common,
    )
    parts = parts_of(unedited(opened(raw)))
    styles, content = parts["styles.xml"].decode(), parts["content.xml"].decode()
    assert 'style:name="Style_20_1"' in styles and 'style:display-name="Style 1"' in styles
    assert 'style:name="Text_20_body"' in styles and 'style:parent-style-name="Style_20_1"' in styles
    assert 'text:style-name="Style_20_1">x' in content and 'text:style-name="Text_20_body">y' in content


def test_a_list_that_another_continues_is_still_continued() -> None:
    item = f"<text:list-item>{p('x')}</text:list-item>"
    body = f'<text:list xml:id="Anna">{item}</text:list>{p("y")}<text:list text:continue-list="Anna">{item}</text:list>'
    content = content_of(unedited(opened(odt(body))))
    assert 'xml:id="list1"' in content and 'text:continue-list="list1"' in content


def test_fonts_that_many_have_stay() -> None:
    faces = (
        "<office:font-face-decls><style:font-face style:name='F1' svg:font-family=\"'Times New Roman'\"/>"
        f"<style:font-face style:name='F2' svg:font-family='{MARKER}'/></office:font-face-decls>"
    )
    style = (
        '<style:style style:name="{0}" style:family="text"><style:text-properties style:font-name="{0}"/>'
        "</style:style>"
    )
    raw = odt(p("x"), automatic=style.format("F1") + style.format("F2"))
    parts = parts_of(raw)
    parts["content.xml"] = parts["content.xml"].replace(
        b"<office:automatic-styles>", faces.encode() + b"<office:automatic-styles>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    content = content_of(unedited(opened(out.getvalue())))
    assert content.count("fo:font-family") == 1 and "fo:font-family=\"'Times New Roman'\"" in content


def test_a_sign_of_a_font_that_goes_becomes_a_bullet() -> None:
    level = (
        '<text:list-style style:name="L"><text:list-level-style-bullet text:level="1" text:bullet-char="\uf0a7">'
        '<style:text-properties fo:font-family="{}"/></text:list-level-style-bullet></text:list-style>'
    )
    kept = content_of(unedited(opened(odt(p("x"), automatic=level.format("Wingdings")))))
    assert "\uf0a7" in kept and 'style:font-charset="x-symbol"' in kept
    lost = content_of(unedited(opened(odt(p("x"), automatic=level.format("Hers")))))
    assert "\uf0a7" not in lost and 'text:bullet-char="•"' in lost


@pytest.mark.parametrize(
    "body",
    [
        p(f"x<text:span text:style-name='H'>{MARKER}</text:span>"),
        p(f"x<text:span text:style-name='HC'>{MARKER}</text:span>"),
        p(f"x<text:span text:style-name='H'><text:span>{MARKER}</text:span>{MARKER}</text:span>"),
        p(
            f"x<text:span text:style-name='H'><text:a>{MARKER}</text:a>{box(p(MARKER))}{comment(p(MARKER))}</text:span>"
        ),
        f"<text:p text:style-name='HP'>{MARKER}</text:p>{p('x')}",
        p(f"x<text:hidden-text text:string-value='{MARKER}'>{MARKER}</text:hidden-text>"),
        p(f"x<text:conditional-text text:string-value-if-true='{MARKER}'>{MARKER}</text:conditional-text>"),
        p(f"<text:span><text:hidden-paragraph text:is-hidden='true'/></text:span>{MARKER}") + p("x"),
        p(f"x<text:variable-set text:name='a' text:display='none'>{MARKER}</text:variable-set>"),
        f"<text:section text:name='a' text:display='none'>{p(MARKER)}</text:section>{p('x')}",
        f"<text:section text:name='a' text:display='condition' text:is-hidden='true'>{p(MARKER)}"
        f"</text:section>{p('x')}",
        p(f"x<draw:frame draw:display='none'><draw:text-box>{p(MARKER)}</draw:text-box></draw:frame>"),
        p(f"x<draw:g><draw:rect draw:display='none'>{p(MARKER)}</draw:rect></draw:g>"),
    ],
)
def test_hidden_text_goes_and_is_counted(body: str) -> None:
    document = opened(odt(body, automatic=HIDDEN))
    assert "".join(texts(document)).strip() == "x"
    assert left_out(document).get("hidden_text", 0) >= ("<draw:g>" not in body)
    assert MARKER not in everything(unedited(document))
    assert "text:display" not in content_of(unedited(document))


def test_what_a_style_shows_inside_hidden_text_is_read() -> None:
    assert read("<text:p text:style-name='HP'>a<text:span text:style-name='S'>b</text:span>c</text:p>") == [
        "b"
    ]


def test_text_that_a_condition_shows_now_is_read() -> None:
    shown = "<text:section text:name='a' text:display='condition' text:is-hidden='false'>"
    assert read(f"{shown}{p('a')}</text:section>") == ["a"]
    assert read(p("<text:hidden-paragraph text:is-hidden='false'/>b")) == ["b"]


def test_a_circle_of_styles_ends() -> None:
    circle = "".join(
        f'<style:style style:name="{a}" style:family="text" style:parent-style-name="{b}"/>'
        for a, b in ("XY", "YX")
    )
    document = opened(odt(p('<text:span text:style-name="X">a</text:span>'), automatic=circle))
    assert texts(document) == ["a"]


def test_a_header_that_is_not_shown_goes() -> None:
    masters = (
        '<style:master-page style:name="Standard"><style:header-left style:display="false">'
        f"{p(MARKER)}</style:header-left></style:master-page>"
    )
    document = opened(odt(p("x"), masters=masters))
    assert texts(document) == ["x"] and MARKER not in everything(unedited(document))


def test_names_of_pages_are_neutral() -> None:
    masters = (
        f'<style:master-page style:name="{MARKER}" style:display-name="{MARKER}"><style:header>{p("h")}'
        "</style:header></style:master-page>"
    )
    assert MARKER not in everything(unedited(opened(odt(p("x"), masters=masters))))


# changes


def test_deleted_text_goes_whatever_is_chosen() -> None:
    body = changes(("c1", "deletion", p(MARKER))) + p('a<text:change text:change-id="c1"/>b')
    masters = (
        f'<style:master-page style:name="Standard"><style:header>{body}</style:header></style:master-page>'
    )
    for choice in ("accept", "drop"):
        document = opened(odt(body, masters=masters), insertions=choice)
        assert texts(document) == ["ab", "ab"] and left_out(document) == {"deletion": 2}
        assert MARKER not in everything(unedited(document))
        assert MARKER in document.hidden  # who deleted it


def test_inserted_text_stays_or_goes() -> None:
    body = changes(("c1", "insertion", "")) + p(
        f"a{start()}b<text:span>c</text:span>{note('footnote', p('n'))}{end()}d"
    )
    assert read(body) == ["abcd", "n"]
    assert read(body, insertions="drop") == ["ad"]
    assert left_out(opened(odt(body), insertions="drop"))["insertion"] == 1
    assert MARKER not in everything(unedited(opened(odt(body))))


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (p(f"a{start()}x") + p(f"y{end()}b"), ["ab"]),
        (p(f"a{start()}") + p("x") + p(f"y{end()}") + p("b"), ["a", "b"]),
        (p(f"a{start()}x") + p("y") + p("z") + p(f"{end()}b") + p("c"), ["ab", "c"]),
        (start() + p("x") + p("y") + end() + p("b"), ["b"]),
        (p(f"a{start()}x<text:span>y{end()}b</text:span>c"), ["abc"]),
        (p(f"a<text:span>b{start()}x</text:span>y{end()}c"), ["abc"]),
        (p(f"a{start()}x{box(p('boxed'))}{end()}b"), ["ab"]),
        (p(f"a{start()}x") + f"<text:list><text:list-item>{p(f'y{end()}b')}</text:list-item></text:list>", ["a", "b"]),
        (p(f"a{start()}x{start('c2')}y{end()}z{end('c2')}b"), ["ab"]),
        (p(f"a{start()}x{end()}m{start('c2')}y{end('c2')}b"), ["amb"]),
        (p(f"a{start()}") + p(f"x{end()}m{start('c2')}y") + p(f"{end('c2')}b"), ["amb"]),
        (f"<table:table><table:table-row><table:table-cell>{p('t')}</table:table-cell></table:table-row></table:table>"
         + p(f"a{start()}x{end()}"), ["t", "a"]),
    ],
)  # fmt: skip
def test_an_insertion_that_is_dropped_takes_its_paragraph_ends_along(
    inside: str, expected: list[str]
) -> None:
    body = changes(("c1", "insertion", ""), ("c2", "insertion", "")) + inside
    assert read(body, insertions="drop") == expected


@pytest.mark.parametrize("inside", [f"a{start()}b", f"a{end()}b", f"a{end()}b{start()}c"])
def test_a_range_that_is_not_whole_takes_nothing(inside: str) -> None:
    plain = [re.sub("<[^>]*>", "", inside)]
    assert read(changes(("c1", "insertion", "")) + p(inside), insertions="drop") == plain


def test_a_range_of_formatting_takes_nothing() -> None:
    body = changes(("c1", "format-change", "")) + p(f"a{start()}b{end()}c")
    assert read(body, insertions="drop") == ["abc"]


# comments


def test_comments_keep_their_text_and_lose_their_authors() -> None:
    body = p(f"a{comment(p('one'), 'Anna Berg', 'x1')}b<office:annotation-end office:name='x1'/>") + p(
        comment(p("two"), "Boris") + comment(p("three"), "Anna Berg") + comment(p("four"), "")
    )
    document = opened(odt(body))
    assert texts(document) == ["ab", "", "one", "two", "three", "four"]
    assert set(document.hidden) == {"Anna Berg", "Boris"}
    for language, word in (("en", "Author"), ("ru", "Автор"), ("sv", "Författare")):
        content = content_of(unedited(document, language))
        names = re.findall("<dc:creator>([^<]*)</dc:creator>", content)
        assert names == [f"{word} 1", f"{word} 2", f"{word} 1"]
        assert not re.search("Anna|Boris|AB|2024|dc:date|x1", content)
        assert content.count('office:name="comment1"') == 2


def test_comments_can_be_left_out() -> None:
    body = p(f"a{comment(p(MARKER), MARKER, 'x1')}b<office:annotation-end office:name='x1'/>")
    document = opened(odt(body), comments="drop")
    assert texts(document) == ["ab"] and left_out(document) == {"comment": 1}
    assert MARKER not in everything(unedited(document)) and "annotation" not in content_of(unedited(document))


# pictures and objects


def test_a_picture_becomes_a_box_that_says_so() -> None:
    document = opened(odt(p(f"a{picture()}b"), parts={"Pictures/a.png": PNG.getvalue()}))
    assert texts(document) == ["a b"] and left_out(document) == {"picture": 1}
    for language, label in (
        ("en", "[Picture left out]"),
        ("ru", "[Изображение убрано]"),
        ("sv", "[Bild borttagen]"),
    ):
        written = unedited(document, language)
        assert re.search(
            rf'a<text:span text:style-name="LeftOut">{re.escape(label)}</text:span>b', content_of(written)
        )
        assert "casekit" not in everything(written) and MARKER not in everything(written)
        assert "Pictures" not in everything(written)


def test_a_picture_is_kept_by_its_pixels_alone() -> None:
    image = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(image, "JPEG", comment=MARKER.encode())
    raw = odt(
        p(f"a{picture('Pictures/Anna%20B.jpg')}b{picture('./Pictures/Anna B.jpg', 'paragraph')}"),
        parts={"Pictures/Anna B.jpg": image.getvalue() + MARKER.encode()},
    )
    document = opened(raw, images=True)
    assert texts(document) == ["a b"] and not document.left_out
    parts = parts_of(unedited(document))
    assert [name for name in parts if name.startswith("Pictures/")] == ["Pictures/1.jpeg"]
    assert b'full-path="Pictures/1.jpeg"' in parts["META-INF/manifest.xml"]
    assert parts["content.xml"].decode().count('xlink:href="Pictures/1.jpeg"') == 2
    assert not re.search(f"{MARKER}|Anna|photo", everything(unedited(document)))


@pytest.mark.parametrize(
    "frame",
    [
        picture("http://x.example/a.png"),
        picture("file:///home/anna/a.png"),
        picture("../a.png"),
        picture("content.xml"),
        picture("Pictures/none.png"),
        picture("Pictures/a.svg"),
        "<draw:frame><draw:image><office:binary-data>iVBORw0KGgo=</office:binary-data></draw:image></draw:frame>",
    ],
)
def test_a_picture_that_cannot_be_cleaned_becomes_a_box(frame: str) -> None:
    document = opened(odt(p(f"a{frame}"), parts={"Pictures/a.svg": f"<svg>{MARKER}</svg>"}), images=True)
    assert left_out(document) == {"picture": 1}
    assert not re.search(f"{MARKER}|xlink:href|anna", content_of(unedited(document)))


@pytest.mark.parametrize("family", ["own", "parent"])
def test_a_picture_with_hidden_edges_becomes_a_box(family: str) -> None:
    clip = '<style:graphic-properties fo:clip="rect(0cm, 1.5cm, 0cm, 0cm)"/>'
    own = f'<style:style style:name="G" style:family="graphic">{clip}</style:style>'
    parent = (
        '<style:style style:name="G" style:family="graphic" style:parent-style-name="P"/>'
        f'<style:style style:name="P" style:family="graphic">{clip}</style:style>'
    )
    parts: dict[str, bytes | str] = {"Pictures/a.png": PNG.getvalue()}
    styles = own if family == "own" else parent
    cut = opened(odt(p(picture()), automatic=styles, parts=parts), images=True)
    assert left_out(cut) == {"picture": 1} and "Pictures" not in everything(unedited(cut))
    whole = opened(odt(p(picture()), automatic=styles.replace("1.5cm", "0.0cm"), parts=parts), images=True)
    assert not whole.left_out and "Pictures/1.png" in parts_of(unedited(whole))


@pytest.mark.parametrize(
    "inside",
    [
        "<draw:object xlink:href='./Object 1'/><draw:image xlink:href='./ObjectReplacements/Object 1'/>",
        "<draw:object-ole xlink:href='./Object 1'/>",
        f"<draw:plugin xlink:href='{MARKER}'/>",
        f"<draw:applet draw:code='{MARKER}'/>",
        f"<draw:floating-frame xlink:href='{MARKER}'/>",
        f"<draw:object><office:document><office:body><office:text>{p(MARKER)}</office:text></office:body>"
        "</office:document></draw:object>",
    ],
)
def test_an_object_becomes_a_box_that_says_so(inside: str) -> None:
    frame = FRAME.format(name="x", anchor="as-char") + inside + "</draw:frame>"
    parts: dict[str, bytes | str] = {
        "Object 1/content.xml": MARKER,
        "ObjectReplacements/Object 1": PNG.getvalue(),
    }
    document = opened(odt(p(f"a{frame}b"), parts=parts), images=True)
    assert left_out(document) == {"object": 1}
    written = unedited(document, "sv")
    assert "[Objekt borttaget]" in content_of(written) and MARKER not in everything(written)
    assert not any(name.startswith("Object") for name in parts_of(written))


def test_a_name_around_a_picture_is_found_and_replaced() -> None:
    document = opened(
        odt(p(f"then Anna{picture()}Berg came"), parts={"Pictures/a.png": PNG.getvalue()}), images=True
    )
    assert texts(document) == ["then Anna Berg came"]
    for word, expected in (("Anna Berg", "then [P]  came"), (" Berg", "then Anna[P]  came")):
        written = replaced(document, word, "[P]")
        assert texts(opened(written, images=True)) == [expected.replace("]  ", "]  ")]
        assert "Pictures/1.png" in parts_of(written) and "Berg" not in everything(written)


def test_handwriting_becomes_a_box_and_plain_lines_go() -> None:
    document = opened(
        odt(p(f"a<draw:path svg:d='M0 0 {MARKER}' svg:viewBox='0 0 1 1'/>b<draw:line svg:x1='1cm'/>c"))
    )
    assert texts(document) == ["abc"] and left_out(document) == {"picture": 1}
    assert "svg:d" not in content_of(unedited(document)) and "draw:line" not in content_of(unedited(document))


# what only the file knows


def test_what_only_the_file_knows_is_told() -> None:
    meta = (
        "<meta:generator>LibreOffice</meta:generator><dc:title>Title</dc:title><dc:creator>Creator</dc:creator>"
        "<meta:initial-creator>First</meta:initial-creator><meta:printed-by>Printer</meta:printed-by>"
        "<dc:subject>Subject</dc:subject><dc:description>Words</dc:description><meta:keyword>Key</meta:keyword>"
        "<meta:creation-date>2024-05-06T07:08:09</meta:creation-date><meta:editing-duration>PT9M</meta:editing-duration>"
        "<meta:user-defined meta:name='LinksUpToDate' meta:value-type='boolean'>false</meta:user-defined>"
        "<meta:user-defined meta:name='AppVersion'>15.0000</meta:user-defined><meta:keyword>7</meta:keyword>"
        "<meta:user-defined meta:name='Client'>Value</meta:user-defined>"
        "<meta:template xlink:title='Template' xlink:href='file:///home/anna/x.ott'/>"
    )
    body = p(
        picture()
        + comment(p("c"), "Commenter")
        + "<text:a xlink:href='mailto:a@x.example' xlink:title='Tip'>a</text:a>"
        "<text:a xlink:href='#here'>b</text:a><text:placeholder text:description='Hint'>x</text:placeholder>"
    )
    document = opened(odt(body, meta=meta))
    assert set(document.hidden) == {
        *("Title", "Creator", "First", "Printer", "Subject", "Words"),
        *("Key", "Value", "Template", "Commenter", "Tip", "Hint"),
        "file:///home/anna/x.ott",
        "mailto:a@x.example",
        "My photo of her 1",
        MARKER,
    }
    assert len(set(document.hidden)) == len(document.hidden)
    meta_part = parts_of(unedited(document))["meta.xml"].decode()
    assert re.sub("<[^>]*>", "", meta_part).strip() == ""
    assert left_out(document) == {"picture": 1, "link": 2, "field": 1}


def test_properties_that_cannot_be_read_are_no_error() -> None:
    raw = odt(p("x"))
    parts = parts_of(raw) | {"meta.xml": b"<not xml"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert texts(opened(out.getvalue())) == ["x"]


# files that are refused


def key_of(raw: bytes) -> str:
    with pytest.raises(FileProblem) as caught:
        open_odt(raw, "case.odt", Choices())
    assert MARKER not in str(caught.value)
    return caught.value.key


def test_a_file_with_a_password_is_refused() -> None:
    entry = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    manifest = f"<manifest:manifest>{entry}</manifest:manifest>"
    assert key_of(odt(p(MARKER), parts={"META-INF/manifest.xml": manifest})) == "file_encrypted"
    wide = manifest.encode("utf-16")
    assert key_of(odt(p(MARKER), parts={"META-INF/manifest.xml": wide})) == "file_encrypted"
    assert key_of(odt(p(MARKER), parts={"encrypted-package": b"x"})) == "file_encrypted"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no zip",
        odt(p("x"), mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        odt(p("x"), mimetype="application/vnd.oasis.opendocument.text-master"),
        odt("<not closed>"),
        odt(p("x"))[:200],
    ],
)
def test_what_is_no_text_document_is_refused(raw: bytes) -> None:
    assert key_of(raw) == "file_damaged"


def without(part: str, instead: bytes | None = None) -> bytes:
    parts = parts_of(odt(p("x")))
    del parts[part]
    if instead is not None:
        parts[part] = instead
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def test_a_file_without_text_is_refused_and_one_without_styles_is_read() -> None:
    assert key_of(without("content.xml")) == "file_damaged"
    assert key_of(without("content.xml", f"<office:document-content {NS}/>".encode())) == "file_damaged"
    for part in ("styles.xml", "meta.xml", "mimetype"):
        document = opened(without(part))
        assert texts(document) == ["x"] and texts(opened(unedited(document))) == ["x"]


def test_entities_are_not_followed() -> None:
    start, end = odt_content(p("&e;")).split("<office:document-content", 1)
    declared = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    content = f"{start}{declared}<office:document-content{end}"
    assert key_of(without("content.xml", content.encode())) == "file_damaged"


def test_templates_and_pages_are_read_as_documents() -> None:
    for kind in ("template", "web"):
        written = unedited(opened(odt(p("x"), mimetype=f"{MIMETYPE}-{kind}")))
        assert parts_of(written)["mimetype"].decode() == MIMETYPE


def test_an_empty_document_is_written() -> None:
    document = opened(odt(""))
    assert texts(opened(unedited(document))) == [""]


def test_cells_that_stand_for_too_many_stand_for_one() -> None:
    cell = f'<table:table-cell table:number-columns-repeated="999999">{p("x")}</table:table-cell>'
    body = f'<table:table><table:table-row table:number-rows-repeated="99999">{cell}</table:table-row></table:table>'
    assert "repeated" not in content_of(unedited(opened(odt(body))))
