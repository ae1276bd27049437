"""Rich text: what a reader sees of it is read, in its letters; what one does not see is gone."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from casekit.errors import FileProblem
from casekit.read import Choices, Edit, by_block, text_of_blocks
from casekit.read.rtf import RtfDocument, open_rtf

HEAD = (
    r"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fswiss\fcharset204 Arial;}"
    r"{\f2\fnil Arial;}{\f3\fcharset238 Arial;}{\f4\fnil\fcharset0\cpg1251 Arial;}{\f5\fcharset128 Gothic;}}"
)


def opened(body: str, choices: Choices | None = None) -> RtfDocument:
    return open_rtf(f"{HEAD}{body}}}".encode("latin-1"), "case.rtf", choices or Choices())


def text(body: str, choices: Choices | None = None) -> str:
    return text_of_blocks(opened(body, choices).blocks)


def written(document: RtfDocument, surface: str = "", language: str = "en") -> str:
    whole = text_of_blocks(document.blocks)
    found = re.finditer(re.escape(surface), whole) if surface else []
    edits = [Edit(match.start(), match.end(), "[PERSON_1]") for match in found]
    return document.written(by_block(document.blocks, edits), language).decode("ascii")


def reread(raw: str) -> RtfDocument:
    return open_rtf(raw.encode("ascii"), "case.rtf", Choices())


def left_out(document: RtfDocument) -> dict[str, int]:
    return {one.key: one.count for one in document.left_out}


# letters


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"\f1 \'c0\'ed\'ed\'e0", "Анна"),
        (r"{\f1\'c0}{\f1\b\'ed\'ed\'e0}", "Анна"),
        (r"\f2 \'c0\'ed\'ed\'e0", "Анна"),
        (r"\f4 \'c0\'ed\'ed\'e0", "Анна"),
        (r"\f99 \'c0\'ed\'ed\'e0", "Анна"),
        ("\\f1 \xc0\xed\xed\xe0", "Анна"),
        (r"\f0 Bj\'f6rn \'c5sa \'c0\'ed\'ed\'e0 \'ff", "Björn Åsa Анна я"),
        (r"\f3 \'a3\'f3d\'9f", "Łódź"),
        (r"\f5 \'8e\'52\'93\'63", "山田"),
        (r"\u1040?\u1085?\u1085?\u1072?", "Анна"),
        (r"\u1040\'3f\u1085\'3fx", "Анx"),
        (r"{\uc0\u1040 \u1085 }x", "Анx"),
        (r"{\uc2\u1040\'c0\'ed\u1085??}\u1072?x", "Анаx"),
        (r"\u1040{x}", "Аx"),
        (r"\u8211\endash x", "–x"),
        (r"\u1040\b0\u1085?", "Ан"),
        (r"\u-10179?\u-8704?\u128512?", "😀😀"),
        (r"\u-10179?x", "\ufffdx"),
        (r"\u-4000000000?\u?x", "x"),
        (r"{\upr{ansi}{\*\ud{\u1040?}}}x", "Аx"),
        (r"a\~b\_c\-d\{\}\\e\emdash f\lquote g\bullet h", "a\u00a0b\u2011cd{}\\e\u2014f\u2018g\u2022h"),
        ("a\r\nb\nc", "abc"),
        (r"a\tab b\line c", "a\tb\nc"),
        (r"\'zzx\'", "zzx"),
        ("a\x00\x01b", "ab"),
    ],
)
def test_letters_are_read_in_their_code_page(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (r"\ansi", "Àí"),
        (r"\ansi\ansicpg1251", "Ан"),
        (r"\ansicpg1251\ansi", "Ан"),
        (r"\ansi\ansicpg99999", "Àí"),
        (r"\mac", "¿Ì"),
        (r"\pc", "└φ"),
    ],
)
def test_the_code_page_of_the_file_is_followed(head: str, expected: str) -> None:
    raw = rf"{{\rtf1{head} \'c0\'ed}}".encode()
    assert text_of_blocks(open_rtf(raw, "case.rtf", Choices()).blocks) == expected


# text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"one\par two\par\par three", "one\ntwo\nthree"),
        ("one\\\ntwo", "one\ntwo"),
        (r"one\sect two\page three", "one\ntwo\nthree"),
        (r"\trowd\cellx1\cellx2\intbl a\cell b\cell\row c\cell d\cell\row\pard e", "a\tb\nc\td\ne"),
        (r"\trowd\intbl a\par b\cell c\cell\row\pard e", "a\nb\nc\ne"),
        (r"\trowd\intbl a\cell b\pard\par c", "a\nb\nc"),
        (
            r"\trowd\intbl a{\itap2 b\nestcell c\nestcell{\*\nesttableprops\nestrow}{\nonesttables\par}}\cell\row",
            "ab\nc",
        ),
        (r"a{\field{\*\fldinst HYPERLINK x}{\fldrslt b}}c", "abc"),
        (r"a{\field{\*\fldinst IF}{\fldrslt{\field{\*\fldinst REF}{\fldrslt b}}}}c", "abc"),
        (r"{\listtext\tab 1.\tab}one", "\t1.\tone"),
        (r"{\*\bkmkstart x}a{\*\bkmkend x}b", "ab"),
        (
            r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt box\par}}{\shprslt box}}at\par after",
            "at\nbox\nafter",
        ),
        (r"{\*\do\dptxbx{\dptxbxtext box\par}}at\par after", "at\nbox\nafter"),
        (r"{\v a\v0 b}{\deleted c\deleted0 d}{\v e\plain f}", "bdf"),
        (r"a{\caps b}{\cf1\fs2 c}{\s1\outlinelevel1 d}", "abcd"),
        ("", ""),
    ],
)
def test_text_is_what_a_reader_sees(body: str, expected: str) -> None:
    assert text(body) == expected


def test_notes_headers_and_footers_follow_the_body() -> None:
    body = (
        r"{\header\pard h\par}{\footerf f}one{\footnote\pard\plain n1\par n2}{\footnote\ftnalt e}\par two"
        r"{\footnote n3}"
    )
    document = opened(body)
    assert [(block.text, block.before, block.place) for block in document.blocks] == [
        ("one", "\n", "body"),
        ("two", "\n", "body"),
        ("n1", "\n\n", "footnote"),
        ("n2", "\n", "footnote"),
        ("n3", "\n", "footnote"),
        ("e", "\n\n", "endnote"),
        ("h", "\n\n", "header"),
        ("f", "\n\n", "footer"),
    ]
    again = reread(written(document))
    assert [(block.text, block.place) for block in again.blocks] == [
        (b.text, b.place) for b in document.blocks
    ]


def test_headers_that_sections_repeat_are_read_once() -> None:
    assert text(r"{\header h}a\sect{\header h}{\header other}b") == "a\nb\n\nh\nother"


def test_the_number_of_the_page_stays_a_number_of_the_page() -> None:
    document = opened(
        r"{\footer\pard Page {\field{\*\fldinst{ PAGE  \\* MERGEFORMAT}}{\fldrslt 7}} of \chpgn\par}a"
    )
    assert [block.text for block in document.blocks] == ["a", "Page  of "]
    assert written(document).count(r"\chpgn ") == 2


# edits


def test_a_name_over_several_runs_takes_the_look_of_the_first() -> None:
    document = opened(r"Then {\b\fs28 An}{\i na Pet}rova called.\par ")
    page = written(document, "Anna Petrova")
    assert r"Then {\b\fs28 [PERSON_1]} called.\par" in page
    assert text_of_blocks(reread(page).blocks) == "Then [PERSON_1] called."


def test_looks_survive() -> None:
    document = opened(r"{\b a}{\i b}{\ul c}{\strike d}{\super e}{\sub f}{\fs40 g}{\b x\b0 y}{\ul x\ulnone y}")
    page = written(document)
    for look in (
        r"\b\fs24 a",
        r"\i\fs24 b",
        r"\ul\fs24 c",
        r"\strike\fs24 d",
        r"\super\fs24 e",
        r"\sub\fs24 f",
        r"\fs40 g",
    ):
        assert f"{{{look}}}" in page
    assert r"{\b\fs24 x}y" in page


def test_tables_survive() -> None:
    document = opened(r"\trowd\intbl a\cell b\par c\cell\row\pard\par z")
    page = written(document)
    assert [len(re.findall(rf"\\{word}\b", page)) for word in ("trowd", "cell", "row")] == [1, 2, 1]
    assert text_of_blocks(reread(page).blocks) == text_of_blocks(document.blocks)


def test_a_replacement_is_text_and_never_a_control_word() -> None:
    page = opened("Anna").written([[Edit(0, 4, "{\\v x}\t\n😀\u00a0\u2011")]], "en").decode("ascii")
    assert text_of_blocks(reread(page).blocks) == "{\\v x}\t\n😀\u00a0\u2011"


def test_a_document_is_written_each_time_from_what_was_opened() -> None:
    document = opened(r"An{\b na}")
    first = written(document, "Anna")
    assert written(document, "Anna") == first
    assert text_of_blocks(reread(written(document)).blocks) == "Anna"


LETTERS = st.text(st.sampled_from("ab я{}\\\t\u00e5😀"), min_size=1, max_size=8)


def _units(line: str) -> str:
    raw = line.encode("utf-16-le")
    numbers = (int.from_bytes(raw[at : at + 2], "little", signed=True) for at in range(0, len(raw), 2))
    return "".join(rf"\u{number}?" for number in numbers)


@given(st.lists(LETTERS, min_size=1, max_size=5), st.data())
def test_what_is_written_is_read_as_the_edited_text(lines: list[str], data: st.DataObject) -> None:
    units = "".join(rf"{{\b {_units(line)}}}\par " for line in lines)
    document = opened(units)
    expected, edits = [], []
    for block in document.blocks:
        spots = sorted(data.draw(st.sets(st.integers(0, len(block.text)), max_size=4)))
        done = [Edit(a, b, "X{я") for a, b in zip(spots[::2], spots[1::2], strict=False)]
        edits.append(done)
        new = block.text
        for edit in reversed(done):
            new = new[: edit.start] + edit.text + new[edit.end :]
        expected.append(new)
    assert [block.text for block in document.blocks] == [line for line in lines if line.strip()]
    again = open_rtf(document.written(edits, "ru"), "case.rtf", Choices())
    assert [block.text for block in again.blocks] == [line for line in expected if line.strip()]


# what goes


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (r"{\v Zeb}", "hidden_text"),
        (r"{\v Z{\b eb}}", "hidden_text"),
        (r"\v Zeb\v0 ", "hidden_text"),
        (r"{\v\f1 \'c7\'e5\'e1 Zeb\u90?}", "hidden_text"),
        (r"{\webhidden Zeb}", "hidden_text"),
        (r"{\v{\footnote\pard\plain Zeb}}", "hidden_text"),
        (r"{\deleted\revauthdel1 Zeb}", "deletion"),
        (r"{\deleted{\footnote\pard\plain Zeb}}", "deletion"),
        (r"{\deleted{\shp{\*\shpinst{\shptxt\plain Zeb}}}}", "deletion"),
        (r"{\mvf Zeb}", "deletion"),
        (
            r"{\*\atnid Zeb}{\*\atnauthor Zeb}\chatn{\*\annotation{\*\atndate 1}\pard\plain Zeb{\b Zeb}}",
            "comment",
        ),
        (r"{\object\objemb{\*\objclass Zeb}{\*\objname Zeb}{\*\objdata 5a6562}{\result Zeb}}", "object"),
        (r"{\pict\wmetafile8 5a6562}", "picture"),
        (r"{\pict\wmetafile8\bin5 {Zeb}}", "picture"),
        (r"{\pict{\*\picprop{\sp{\sn wzName}{\sv Zeb}}}\pngblip 00}", "picture"),
        (r"{\*\shppict{\pict\pngblip 5a6562}}{\nonshppict{\pict\wmetafile8 5a6562}}", "picture"),
        (r"{\shp{\*\shpinst{\sp{\sn pib}{\sv{\pict\pngblip 5a6562}}}}}", "picture"),
        (r'{\field{\*\fldinst HYPERLINK "https://Zeb.example" \\o "Zeb"}{\fldrslt x}}', "link"),
        (r"{\field{\*\fldinst{\b HYPER}{LINK mailto:Zeb@example.org}}{\fldrslt x}}", "link"),
    ],
)
def test_what_is_not_text_goes_and_is_counted(body: str, key: str) -> None:
    document = opened(rf"before{body}after\par ")
    assert re.fullmatch("before.*after", text_of_blocks(document.blocks))
    assert "Zeb" not in text_of_blocks(document.blocks)
    assert not re.search("zeb|5a6562", written(document), re.IGNORECASE)
    assert left_out(document)[key] == 1


@pytest.mark.parametrize(
    "body",
    [
        r"{\info{\title Zeb}{\author Zeb}{\*\company Zeb}{\comment Zeb}Zeb}",
        r"{\info{\upr{\author Zeb}{\*\ud{\author Zeb}Zeb}}}",
        r"{\*\userprops{\propname Zeb}\proptype30{\staticval Zeb}Zeb}",
        r"{\*\docvar{Zeb}{Zeb}}",
        r"{\*\template Zeb}{\*\generator Zeb;}{\nextfile Zeb}{\*\windowcaption Zeb}",
        r"{\*\revtbl{Unknown;}{Zeb;}}",
        r"{\*\unknown Zeb{\b Zeb}\par Zeb{\footnote Zeb}{\pict 00}}",
        r"{\stylesheet{\s1 Zeb;}{\*\cs2 Zeb;}}{\colortbl;Zeb}{\fonttbl{\f9\fcharset0{\*\falt Zeb}Zeb;}}",
        r"{\*\listtable{\list{\listname Zeb;}}}{\*\pn{\pntxtb Zeb}{\pntxta Zeb}}",
        r"{\*\bkmkstart Zeb}{\*\bkmkend Zeb}{\xe Zeb}{\tc Zeb}",
        r"{\field{\fldinst MERGEFIELD Zeb}{\fldrslt}}",
        r"{\field{\*\fldinst IF {\field{\*\fldinst X}{\fldrslt Zeb}}}{\fldrslt}}",
        r"{\field{\*\fldinst FORMTEXT{\*\formfield{\*\ffname Zeb}{\*\ffdeftext Zeb}{\*\ffl Zeb}Zeb}}{\fldrslt}}",
        r"{\shp{\*\shpinst{\sp{\sn wzDescription}{\sv Zeb}}}{\shprslt{\*\do{\dptxbxtext Zeb}}}}",
        r"{\*\background{\shp{\*\shpinst{\shptxt Zeb}}}}",
        r"{\*\xmlopen{\xmlname Zeb}{\xmlattrvalue Zeb}}{\*\xmlnstbl{\xmlns1 Zeb}}{\*\datastore 5a6562}",
        r"{\*\ftnsep Zeb}{\*\ftncn Zeb}{\*\mmathPr Zeb}{\*\protusertbl{Zeb}}",
        r"}Zeb{\b Zeb}",
        r"{\bin9999999 Zeb",
    ],
)
def test_what_only_the_file_says_is_gone(body: str) -> None:
    document = opened(rf"before\par {body}")
    assert text_of_blocks(document.blocks) == "before"
    assert not re.search("zeb|5a6562", written(document), re.IGNORECASE)


def test_what_only_the_file_knew_is_told() -> None:
    body = (
        r"{\info{\title Zeb A}{\author Zeb\u1040?}{\upr{\operator ?}{\*\ud{\operator Zeb C}}}{\*\company Zeb D}}"
        r"{\*\userprops{\propname Zeb E}\proptype30{\staticval Zeb F}}{\*\docvar{x1}{Zeb G}}"
        r"{\*\revtbl{Unknown;}{Zeb H;}}{\*\atnauthor Zeb I}{\*\template C:\\\\Zeb J}"
        r"{\shp{\*\shpinst{\sp{\sn wzDescription}{\sv Zeb K}}{\sp{\sn shapeType}{\sv 202}}}}"
        r'{\field{\*\fldinst HYPERLINK "https://zeb.example" \\o "Zeb L"}{\fldrslt x}}'
        r"{\field{\*\fldinst MERGEFIELD ZebM \\* MERGEFORMAT}{\fldrslt x}}"
        r"{\pict{\*\picprop{\sp{\sn wzName}{\sv Zeb N}}}\pngblip 00}"
    )
    told = set(opened(body).hidden)
    assert {f"Zeb {letter}" for letter in "ACDEFGHIKLN"} | {"ZebА", "ZebM", "https://zeb.example"} <= told
    assert not {"Unknown", "202", "MERGEFORMAT", "HYPERLINK"} & told


def test_the_mark_of_a_deleted_paragraph_joins() -> None:
    assert text(r"An{\deleted\par}na") == "Anna"
    assert text(r"An{\revised\par}na") == "An\nna"
    assert text(r"An{\revised\par}na", Choices(insertions="drop")) == "Anna"


def test_insertions_are_accepted_or_dropped() -> None:
    body = r"a {\revised\revauth1 b}{\mvt c} d"
    assert text(body) == "a bc d"
    document = opened(body, Choices(insertions="drop"))
    assert text_of_blocks(document.blocks) == "a  d"
    assert left_out(document) == {"insertion": 1}
    assert r"\revised" not in written(opened(body))


def test_comments_go_whatever_the_choice() -> None:
    body = r"a{\*\annotation Zeb}b"
    for comments in ("keep", "drop"):
        document = opened(body, Choices(comments=comments))  # type: ignore[arg-type]
        assert text_of_blocks(document.blocks) == "ab"
        assert left_out(document) == {"comment": 1}


# pictures


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (3, 3), "red").save(out, kind)
    return out.getvalue() + b"Zeb after the end"


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ["[Picture left out]", "[Object left out]"]),
        ("ru", ["[Изображение убрано]", "[Объект убран]"]),
        ("sv", ["[Bild borttagen]", "[Objekt borttaget]"]),
    ],
)
def test_a_label_stands_in_the_place_of_a_picture_and_an_object(language: str, labels: list[str]) -> None:
    document = opened(rf"a{{\pict\pngblip {picture().hex()}}}b{{\object{{\*\objdata 00}}}}c")
    assert text_of_blocks(document.blocks) == "abc"
    page = written(document, language=language)
    assert text_of_blocks(reread(page).blocks) == f"a{labels[0]}b{labels[1]}c"
    assert r"\pict" not in page


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("binary", [False, True])
def test_pictures_are_kept_as_pixels_alone(kind: str, binary: bool) -> None:
    raw = picture(kind)
    data = f"\\bin{len(raw)} ".encode() + raw if binary else raw.hex("\n", 30).encode()
    properties = r"{\*\picprop{\sp{\sn wzName}{\sv Zeb abcdef}}}"
    start = rf"{HEAD}x{{\pict{properties}\{kind.lower()}blip\picwgoal300\pichgoal200 "
    document = open_rtf(start.encode() + data + b"}}", "case.rtf", Choices(images=True))
    match = re.search(
        rf"\\pict\\{kind.lower()}blip\\picwgoal300\\pichgoal200 ([0-9a-f]+)}}", written(document)
    )
    assert match
    kept = bytes.fromhex(match[1])
    assert b"Zeb" not in kept
    assert Image.open(io.BytesIO(kept)).size == (3, 3)
    assert left_out(document) == {}


@pytest.mark.parametrize("word", [r"\v", r"\deleted"])
def test_pictures_that_are_hidden_or_deleted_are_never_kept(word: str) -> None:
    document = opened(rf"x{{{word}{{\pict\pngblip {picture().hex()}}}}}", Choices(images=True))
    assert r"\pict" not in written(document)


@pytest.mark.parametrize("words", [r"\wmetafile8", r"\emfblip", r"\pngblip\piccropl100", r"\pngblip 00"])
def test_pictures_that_cannot_be_cleaned_are_never_kept(words: str) -> None:
    data = "" if words.endswith("00") else f" {picture().hex()}"
    document = opened(rf"x{{\pict{words}{data}}}", Choices(images=True))
    assert r"\pict" not in written(document)
    assert left_out(document) == {"picture": 1}


# files that are damaged or meant to break


@pytest.mark.parametrize("raw", [b"", b"Zeb", b"{\\html1}", b"\xd0\xcf\x11\xe0", b"PK\x03\x04"])
def test_what_is_no_rich_text_is_refused(raw: bytes) -> None:
    with pytest.raises(FileProblem) as problem:
        open_rtf(raw, "case.rtf", Choices())
    assert problem.value.key == "file_damaged"


def test_groups_too_far_inside_one_another_are_refused() -> None:
    with pytest.raises(FileProblem) as problem:
        opened("{" * 100_000)
    assert problem.value.key == "file_damaged"
    assert text("{" * 1000 + "x" + "}" * 1000) == "x"


@pytest.mark.parametrize(
    "body",
    [
        r"{\footnote x" * 1500,
        r"{\shptxt x" * 1500,
        r"{\header x" * 1500,
        r"{\*\fldinst x" * 1500,
        r"\cell" * 50_000,
        r"\row" * 50_000,
        r"\par " * 50_000,
        r"\u-55357?" * 50_000,
        r"\'" * 50_000,
        r"{\pict " * 1500,
        "}" * 50_000,
        r"\uc999999999 \u1?" + "x" * 1000,
        r"\fs-5\fcharset\f\deff\ansicpg\u\uc\bin\bin-5 x",
        "\\",
    ],
)
def test_strange_files_are_read_as_far_as_they_go(body: str) -> None:
    document = opened(body)
    raw = document.written([[] for _ in document.blocks], "en")
    assert [b.text for b in open_rtf(raw, "case.rtf", Choices()).blocks] == [
        b.text for b in document.blocks
    ] or "pict" in body


@pytest.mark.parametrize("at", range(5, 400, 23))
def test_a_file_cut_short_is_read(at: int) -> None:
    body = r"\f1 \'c0\'ed{\b x}{\footnote n{\i m}}\trowd\intbl a\cell b\cell\row{\pict\bin4 {{{{}{\*\annotation c}"
    document = open_rtf((HEAD + body)[:at].encode(), "case.rtf", Choices())
    written(document)
    assert "cut_off" in {one.key for one in document.left_out}


def test_rows_of_more_cells_than_word_takes_become_paragraphs() -> None:
    page = written(opened(r"\trowd\intbl " + r"x\cell " * 200 + r"\row"))
    assert r"\trowd" not in page
    assert len(reread(page).blocks) == 200


def test_nothing_of_a_file_shows_in_its_repr() -> None:
    assert "Zeb" not in repr(opened(r"{\info{\author Zeb}}{\b Zeb}{\footnote Zeb}"))
