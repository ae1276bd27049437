"""Web pages: read as a browser shows them; what it does not show is gone, nothing is loaded, no page takes long."""

from __future__ import annotations

import base64
import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from casekit.errors import FileProblem
from casekit.read import Choices, Edit, by_block, text_of_blocks
from casekit.read.html import HtmlDocument, open_html

ALL = {"p", "div", "b", "span", "table", "tr", "td", "ul", "li", "pre", "br", "i", "blockquote", "del", "x-y"}


def opened(body: str, choices: Choices | None = None) -> HtmlDocument:
    return open_html(body.encode(), "case.html", choices or Choices())


def text(body: str, choices: Choices | None = None) -> str:
    return text_of_blocks(opened(body, choices).blocks)


def written(document: HtmlDocument, surface: str = "", language: str = "en") -> str:
    """The page with every occurrence of the surface replaced."""
    whole = text_of_blocks(document.blocks)
    found = re.finditer(re.escape(surface), whole) if surface else []
    edits = [Edit(match.start(), match.end(), "[PERSON_1]") for match in found]
    return document.written(by_block(document.blocks, edits), language).decode()


def body_of(page: str) -> str:
    return page.partition("<body>\n")[2].rpartition("\n</body>")[0]


def left_out(document: HtmlDocument) -> dict[str, int]:
    return {one.key: one.count for one in document.left_out}


# text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Anna  came\n\t home</p>", "Anna came home"),
        ("<p> Anna <b> Petrova</b> </p>", "Anna Petrova"),
        ("<p>An<b>na Pet</b>rova</p>", "Anna Petrova"),
        ("<p>one<br> two <br></p>", "one\ntwo"),
        ("<p>a&nbsp;b&amp;c&#1040;&lt;i></p>", "a\u00a0b&cА<i>"),
        ("<pre>\n one\n  two</pre>", " one\n  two"),
        ("one<p>two</p>three<div>four<div>five</div>six</div>", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("<h1>a</h1><ul><li>b<li>c<ul><li>d</ul></ul>", "a\nb\nc\nd"),
        ("<dl><dt>a<dd>b</dl><blockquote>c</blockquote><hr>d", "a\nb\nc\nd"),
        ("<table><tr><td>a<td>b<tr><th>c<td>d</table>", "a\tb\nc\td"),
        ("<table><tr><td><p>a<p>b<td>c</table>", "a\nb\nc"),
        ("<table><tr><td><td>b</table>", "b"),
        ("<form><label>a</label> <button>b</button></form>", "a b"),
        ("<xmp><b>a</b></xmp>", "<b>a</b>"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("", ""),
    ],
)
def test_text_is_what_a_browser_shows(body: str, expected: str) -> None:
    assert text(body) == expected


def test_cells_and_comments_know_their_place() -> None:
    places = [block.place for block in opened("<p>a<table><tr><td>b</table>c").blocks]
    assert places == ["body", "table", "body"]


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ('<?xml version="1.0" encoding="windows-1251"?>', "cp1251"),
        ('<meta charset="windows-1251">', "utf-8"),
        ('<meta charset="no-such">', "utf-8"),
        ('<meta charset="utf-16">', "utf-8"),
        ('<meta charset="idna">', "utf-8"),
        ("", "utf-16"),
        ("", "utf-8-sig"),
    ],
)
def test_the_encoding_is_found_also_where_the_page_is_wrong_about_it(head: str, encoding: str) -> None:
    raw = f"<html><head>{head}</head><body><p>Анна Петрова пришла</p></body></html>".encode(encoding)
    assert text_of_blocks(open_html(raw, "case.html", Choices()).blocks) == "Анна Петрова пришла"


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(FileProblem) as problem:
        open_html(b"\x89PNG\x00\x00\x01\x02", "case.html", Choices())
    assert problem.value.key == "file_no_text"


# edits


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>An<b>na Pet</b>rova came</p>", "<p>[PERSON_1]<b></b> came</p>"),
        ("<p><i>Anna <u>Petrova</u></i> &amp; co</p>", "<p><i>[PERSON_1]<u></u></i> &amp; co</p>"),
        ("<p>Anna\n  Petrova</p>", "<p>[PERSON_1]</p>"),
        ("<pre>Anna Petrova\n x</pre>", "<pre>[PERSON_1]\n x</pre>"),
    ],
)
def test_a_name_over_several_elements_takes_the_look_of_the_first(body: str, expected: str) -> None:
    assert body_of(written(opened(body), "Anna Petrova")) == expected


def test_an_edit_may_take_out_and_put_in_line_breaks() -> None:
    document = opened("<p>a<br>b <b>c</b></p>")
    assert body_of(document.written([[Edit(0, 3, "x")]], "en").decode()) == "<p>x<span></span> <b>c</b></p>"
    page = document.written([[Edit(2, 5, "y\nz")]], "en").decode()
    assert text(page) == "a\ny\nz"
    assert text(document.written([[Edit(1, 2, "1\n2\n3")]], "en").decode()) == "a1\n2\n3b c"
    assert text(document.written([[Edit(5, 5, "!")]], "en").decode()) == "a\nb c!"


def test_a_replacement_is_text_and_never_markup() -> None:
    page = opened("<p>Anna</p>").written([[Edit(0, 4, "<script>&amp;\x00\ufdd0")]], "en").decode()
    assert body_of(page) == "<p>&lt;script&gt;&amp;amp;</p>"


def test_a_document_is_written_each_time_from_what_was_opened() -> None:
    document = opened("<p>An<b>na</b></p>")
    first = written(document, "Anna")
    assert written(document, "Anna") == first
    assert text(written(document)) == "Anna"


@given(
    st.lists(
        st.sampled_from(
            sorted(f"<{tag}>" for tag in ALL)
            + [f"</{tag}>" for tag in sorted(ALL)]
            + ["ab ", " c", "&lt;", "\n"]
        ),
        max_size=25,
    ),
    st.data(),
)
def test_whatever_the_markup_the_written_page_reads_as_the_edited_text(
    parts: list[str], data: st.DataObject
) -> None:
    document = opened("".join(parts))
    edits = []
    for block in document.blocks:
        spots = sorted(data.draw(st.sets(st.integers(0, len(block.text)), max_size=4)))
        edits.append([Edit(a, b, "X") for a, b in zip(spots[::2], spots[1::2], strict=False)])
    again = text(document.written(edits, "en").decode())
    spliced = []
    for block, done in zip(document.blocks, edits, strict=True):
        new = block.text
        for edit in reversed(done):
            new = new[: edit.start] + edit.text + new[edit.end :]
        spliced.append(new)
    assert "".join(again.split()) == "".join("".join(spliced).split())


# what goes


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("<p hidden>Zeb</p>", "hidden_text"),
        ("<p aria-hidden='TRUE'>Zeb</p>", "hidden_text"),
        ("<p style='color:red; DISPLAY: none !important'>Zeb</p>", "hidden_text"),
        ("<p style='dis\\70lay:none'>Zeb</p>", "hidden_text"),
        ("<p style='display:/**/none'>Zeb</p>", "hidden_text"),
        ("<p style='visibility:collapse'>Zeb</p>", "hidden_text"),
        ("<p style='opacity:0.0'>Zeb</p>", "hidden_text"),
        ("<p style='font-size:0px'>Zeb</p>", "hidden_text"),
        ("<p style='mso-hide:all'>Zeb</p>", "hidden_text"),
        ("<font style='display:none'>Zeb <b>x</b></font>", "hidden_text"),
        ("<a href='#' hidden>Zeb</a>", "hidden_text"),
        ("<div hidden><p>x</div><table hidden><tr><td>Zeb</table>", "hidden_text"),
        ("<a class='msocomanchor' href='#_msocom_1'>[Zeb]</a>", "hidden_text"),
        ("<del>Zeb</del>", "deletion"),
        ("<del><p>Zeb</p></del>", "deletion"),
        ("<select><option>Zeb</select>", "field"),
        ("<textarea>Zeb</textarea>", "field"),
        ("<input value=Zeb>", "field"),
        ("<a href='https://zeb.example/Zeb'>x</a>", "link"),
        ("<img src='https://zeb.example/Zeb.png' alt='Zeb'>", "picture"),
        ("<svg><title>Zeb</title><text>Zeb</text></svg>", "picture"),
        ("<iframe srcdoc='Zeb'>Zeb</iframe>", "object"),
        ("<object data='Zeb'><p>Zeb</p></object>", "object"),
        ("<embed src='Zeb'>", "object"),
        ("<math><mi>Zeb</mi></math>", "object"),
    ],
)
def test_what_is_not_text_goes_and_is_counted(body: str, key: str) -> None:
    document = opened(f"<p>before</p>{body}<p>after</p>")
    assert "Zeb" not in text_of_blocks(document.blocks)
    assert "zeb" not in written(document).lower()
    assert left_out(document)[key] >= 1
    assert [block.text for block in document.blocks if "e" in block.text] == ["before", "after"]


@pytest.mark.parametrize(
    "body",
    [
        "<!-- Zeb -->",
        "<!-- > Zeb --!>",
        "<![CDATA[Zeb]]>",
        "<?php Zeb ?>",
        "</ Zeb>",
        "<script>'Zeb<p>Zeb'</script >",
        "<SCRIPT/x>Zeb</SCRIPT\n>",
        "<style>Zeb</style>",
        "<noscript><p>Zeb</p></noscript>",
        "<template><p>Zeb</p></template>",
        "<title>Zeb</title>",
        "<xml><o:Author>Zeb</o:Author></xml>",
        "<p title=Zeb data-x='Zeb' class=Zeb id=Zeb onclick='Zeb' style='font:Zeb' lang=Zeb dir=Zeb>x</p>",
        "<td colspan=Zeb>x</td><ol start=Zeb><li value=Zeb>x</ol>",
        '<p x="a>b" y=\'"\' title="Zeb">x</p>',
        "<p\ttitle\n=\n'Zeb'/>x</p Zeb>",
        "<input type=hidden value=Zeb>",
        "<base href=Zeb><link href=Zeb><meta content=Zeb>",
        "<p>x</p><p title='Zeb",
        "<p>x</p><script>Zeb",
        "<p>x</p><!-- Zeb",
    ],
)
def test_what_markup_alone_says_is_gone(body: str) -> None:
    document = opened(f"<p>before</p>{body}")
    assert "Zeb" not in text_of_blocks(document.blocks)
    assert "Zeb" not in written(document)


def test_what_follows_a_scripts_end_is_text() -> None:
    assert text("<script>x</script>Zeb") == "Zeb"
    assert text("<!-- x -->Zeb") == "Zeb"
    assert text("<!-->Zeb") == "Zeb"
    assert text("<p title='>'>Zeb</p>") == "Zeb"


def test_later_declarations_win_and_small_or_white_text_is_text() -> None:
    assert text("<p style='display:none;display:block'>a</p>") == "a"
    assert text("<p style='color:#fff;font-size:1px'>a</p>") == "a"
    assert text("<style>.h{display:none}</style><p class=h>a</p>") == "a"


def test_insertions_are_accepted_or_dropped() -> None:
    body = "<p>a <ins cite=x datetime=2024>b</ins> c</p>"
    assert body_of(written(opened(body))) == "<p>a b c</p>"
    document = opened(body, Choices(insertions="drop"))
    assert text_of_blocks(document.blocks) == "a c"
    assert left_out(document) == {"insertion": 1}


def test_comments_of_an_office_program_stay_without_their_author_or_go() -> None:
    body = (
        "<p>x</p><div style='mso-element:comment'><span style='mso-comment-author:\"Zeb Zebsson\"'>"
        "<p>remark<a class=msocomoff>[ZZ1]</a></p></span></div>"
    )
    document = opened(body)
    assert [(block.text, block.place) for block in document.blocks] == [("x", "body"), ("remark", "comment")]
    assert "Zeb Zebsson" in document.hidden
    assert not re.search("Zeb|ZZ1", written(document))
    dropped = opened(body, Choices(comments="drop"))
    assert text_of_blocks(dropped.blocks) == "x"
    assert left_out(dropped)["comment"] == 1


def test_what_only_the_page_knew_is_told() -> None:
    page = (
        "<title>Zeb A</title><meta name=author content='Zeb B'><meta property=og:title content='Zeb C'>"
        "<meta name=viewport content=width><!--[if mso]><o:Author>Zeb D</o:Author><![endif]-->"
        "<a href='mailto:zeb@example.org' title='Zeb E'>x</a><img alt='Zeb F' src='data:image/png;base64,AA'>"
        "<input value='Zeb G'><p data-client='Zeb H' data-n=12>x</p><a href='#top'>x</a>"
    )
    told = opened(page).hidden
    assert told == sorted(told, key=told.index)
    assert {f"Zeb {letter}" for letter in "ABCDEFGH"} | {"mailto:zeb@example.org"} == set(told)


# pictures


def png(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (3, 3), colour).save(out, "PNG", pnginfo=None)
    return out.getvalue()


def data_uri(raw: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(raw).decode()}"


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "[Picture left out]"), ("ru", "[Изображение убрано]"), ("sv", "[Bild borttagen]")],
)
def test_a_label_stands_in_the_place_of_a_picture(language: str, label: str) -> None:
    document = opened(f"<p>a<img src='{data_uri(png())}'>b</p>")
    assert text_of_blocks(document.blocks) == "ab"
    page = written(document, language=language)
    assert f'a<span class="left-out">{label}</span>b' in page
    assert f'<html lang="{language}">' in page
    assert "data:image" not in page


def test_a_picture_of_a_dot_needs_no_label() -> None:
    document = opened("<p>a<img width=1 height='1' src='https://zeb.example/track'></p>")
    assert body_of(written(document)) == "<p>a</p>"
    assert left_out(document) == {"picture": 1}


def test_pictures_are_kept_as_pixels_if_they_are_in_the_page() -> None:
    raw = png() + b"Zeb after the end"
    source = data_uri(raw)
    document = opened(f"<img src='{source}' alt=Zeb srcset=Zeb>", Choices(images=True))
    sources = re.findall(r'<img src="data:image/png;base64,([^"]+)" alt="">', written(document))
    assert len(sources) == 1
    assert b"Zeb" not in base64.b64decode(sources[0])
    assert left_out(document) == {}


@pytest.mark.parametrize(
    "source",
    [
        "https://zeb.example/x.png",
        "file:///x.png",
        "cid:x",
        "data:image/svg+xml,<svg/>",
        "data:image/png;base64,!!",
        "data:text/html,x",
        "x.png",
        "",
    ],
)
def test_other_pictures_are_never_kept(source: str) -> None:
    document = opened(f"<img src='{source}'>", Choices(images=True))
    assert "<img" not in written(document)
    assert left_out(document) == {"picture": 1}


# the page that is written


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_the_written_page_is_whole_neutral_and_loads_nothing() -> None:
    page = written(opened("<title>Zeb</title><p>x</p>"), language="sv")
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>Fall</title>" in page
    tags = Tags()
    tags.feed(page)
    policy = next(attrs["content"] for _, attrs in tags.seen if "http-equiv" in attrs)
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert not {key for _, attrs in tags.seen for key in attrs} & {"href", "src", "onclick", "action"}


def test_structure_survives_with_its_few_attributes() -> None:
    body = (
        '<h2>a</h2><table><thead><tr><th colspan="2">b</th></tr></thead><tbody><tr><td rowspan="3">c</td></tr>'
        '</tbody></table><ol start="4"><li>d</li></ol><p lang="ru" dir="ltr"><em>e</em><sub>f</sub></p>'
    )
    assert body_of(written(opened(body))) == body


def test_nothing_of_a_page_shows_in_its_repr() -> None:
    assert "Zeb" not in repr(opened("<title>Zeb</title><p>Zeb</p>"))


# pages that are meant to take long


@pytest.mark.parametrize(
    "raw",
    [
        b"<div>" * 100_000,
        b"<b><font>" * 100_000,
        b"<x-y hidden>" * 100_000,
        b"<i>" * 290 + b"<p>x" * 100_000,
        b"<p></p>" * 300_000,
    ],
)
def test_pages_nested_or_cut_up_beyond_any_write_up_are_refused(raw: bytes) -> None:
    with pytest.raises(FileProblem) as problem:
        open_html(raw, "case.html", Choices())
    assert problem.value.key in ("file_damaged", "file_too_large")


@pytest.mark.parametrize(
    "raw",
    [
        b"&" * 300_000,
        b"<" * 300_000,
        b"<!--" * 300_000,
        b"<script>" * 100_000,
        b'<p title="' * 100_000,
        b"<p " + b" ".join(b"a%d=1" % number for number in range(100_000)) + b">",
        b'<p style="' + b"/*" * 200_000 + b'">',
        b"&amp;" * 200_000 + b"&lt;" * 200_000,
    ],
)
def test_pages_that_are_slow_for_parsers_are_read_all_the_same(raw: bytes) -> None:
    document = open_html(raw, "case.html", Choices())
    document.written([[] for _ in document.blocks], "en")


def test_deep_but_honest_nesting_is_kept_whole() -> None:
    assert text("<blockquote>" * 250 + "deep" + "</blockquote>" * 250) == "deep"
    document = opened("<ul><li>" * 140 + "deep")
    assert text(written(document)) == "deep"


def test_characters_that_no_document_holds_are_left_out() -> None:
    assert text("<p>a\x01b&#2;c&#xFFFF;d\ufdd0e&#xD800;f</p>") == "abcde\ufffdf"
