"""PDF files: what their pages show is read as people read it; the file that is written has nothing else."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
import zlib
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import font_source_sans_pro
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf.annotations import FreeText, Link, Text
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from casekit.errors import FileProblem
from casekit.read.document import Choices, Document, Edit, LeftOut, text_of_blocks
from casekit.read.pdf import apart, open_pdf, pages
from casekit.read.pdf.hyphens import as_one
from casekit.read.pdf.sheet import drawable, glyphs_missing
from casekit.read.pdf.writing import Piece, written

Draw = Callable[[Canvas], object]
FONT, BOLD, SIZE = "TestSans", "TestSansBold", 12
pdfmetrics.registerFont(TTFont(FONT, font_source_sans_pro.font_files_ttf["SourceSansPro"]))
pdfmetrics.registerFont(TTFont(BOLD, font_source_sans_pro.font_files_ttf["SourceSansProBold"]))
LONG = (
    "Anna Petrova came to the first meeting with her husband and was silent for a long time before she said "
    "that nothing had been the same after they moved to Lund in the spring and that her mother did not call"
)


def pdf_of(*draws: Draw) -> bytes:
    """A file with a page for each drawing."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for draw in draws:
        canvas.setFont(FONT, SIZE)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines_at(*lines: str, x: float = 72, y: float = 700, pitch: float = 15) -> Draw:
    def draw(canvas: Canvas) -> None:
        for number, line in enumerate(lines):
            canvas.drawString(x, y - number * pitch, line)

    return draw


def both(*draws: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        for one in draws:
            one(canvas)

    return draw


def width_of(text: str) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, SIZE))


def wrapped(text: str, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def stream_of(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), entries, data)


def raw_pdf(
    content: bytes, *, resources: bytes = b"", catalog: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """A file of hand-written objects: F is Helvetica, G is the first of ``more``, which begins with object 6."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R/G 6 0 R>>%s>>>>" % resources,
        content if content.startswith(b"<<") else stream_of(content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    )
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    )


GLYPHS_ONLY = (
    b"<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+Foo/Encoding/Identity-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType2/BaseFont/AAAAAA+Foo/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    b"/FontDescriptor<</Type/FontDescriptor/FontName/AAAAAA+Foo/Flags 4/FontBBox[0 0 1 1]/ItalicAngle 0/Ascent 1"
    b"/Descent 0/CapHeight 1/StemV 1>>/DW 500>>]%s>>"
)


def letters_of(pairs: dict[int, str]) -> bytes:
    """A table that says which letters glyphs are, as a stream."""
    rows = b"".join(
        b"<%04x> <%s> " % (code, text.encode("utf-16-be").hex().encode()) for code, text in pairs.items()
    )
    return stream_of(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange "
        b"<0000> <FFFF> endcodespacerange %d beginbfchar %sendbfchar endcmap end end" % (len(pairs), rows)
    )


def opened(raw: bytes) -> Document:
    return open_pdf(raw, "case.pdf", Choices())


def texts(raw: bytes) -> list[str]:
    return [block.text for block in opened(raw).blocks]


def problem(raw: bytes) -> str:
    with pytest.raises(FileProblem) as caught:
        opened(raw)
    assert caught.value.params["name"] == "case.pdf"
    return caught.value.key


def rewritten(document: Document, language: str = "en") -> bytes:
    return document.written([[] for _ in document.blocks], language)


def changed(raw: bytes, change: Callable[[pypdf.PdfWriter], object]) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(raw))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_of(raw: bytes) -> pypdf.PageObject:
    return pypdf.PdfReader(io.BytesIO(raw)).pages[0]


def streams(raw: bytes) -> bytes:
    """Everything in a file, with its streams unpacked."""
    reader = pypdf.PdfReader(io.BytesIO(raw))
    found = [raw]
    for number in range(1, len(reader.xref[0]) + 1):
        body = reader.get_object(number)
        if isinstance(body, pypdf.generic.StreamObject):
            found.append(body.get_data())
    return b"\n".join(found)


# lines and paragraphs


def test_a_name_over_two_lines_is_one_string() -> None:
    lines = wrapped(LONG.replace("husband and was", "husband Erik Andersson"), 300)
    assert texts(pdf_of(lines_at(*lines))) == [" ".join(lines)]


def test_a_gap_between_lines_parts_paragraphs() -> None:
    raw = pdf_of(both(lines_at(*wrapped(LONG, 300)), lines_at(*wrapped(LONG, 300), y=600)))
    assert texts(raw) == [LONG, LONG]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Вчера пришла Анна Пет-", "рова."), "Вчера пришла Анна Петрова."),
        (("Сер\xad", "геев"), "Сергеев"),
        (("Пет\xadрова", "пришла"), "Петрова пришла"),
        (("Anna-", "Lena"), "Anna-Lena"),
        (("какой-", "нибудь"), "какой-нибудь"),
        (("Ростов-", "на-Дону"), "Ростов-на-Дону"),
        (("mor-", "och farföräldrar"), "mor- och farföräldrar"),
        (("070-", "123 45 67"), "070-123 45 67"),
        (("Anna -", "Petrova"), "Anna - Petrova"),
        (("https://example.com/anna/", "petrova"), "https://example.com/anna/petrova"),
        (("anna@example.", "com och"), "anna@example.com och"),
        (("slutade så.", "sedan"), "slutade så. sedan"),
    ],
)
def test_broken_words_are_put_together(lines: tuple[str, ...], text: str) -> None:
    assert as_one(lines) == text


def test_a_hyphenated_name_in_a_file_is_whole() -> None:
    lines = (
        "Вчера после обеда к нам на приём снова пришла Анна Пет-",
        "рова и долго говорила о своей работе.",
    )
    assert "Анна Петрова и" in text_of_blocks(opened(pdf_of(lines_at(*lines))).blocks)


def test_letters_drawn_in_any_order_are_read_as_they_stand() -> None:
    text = "Anna Petrova met Lena Andersson on Monday."

    def draw(canvas: Canvas) -> None:
        places = [(72 + width_of(text[:at]), letter) for at, letter in enumerate(text)]
        for x, letter in sorted(places, key=lambda place: (place[1], -place[0])):
            if letter != " ":
                canvas.drawString(x, 700, letter)

    assert texts(pdf_of(draw)) == [text]


def test_a_name_in_two_fonts_is_one_name() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Then Petro")
        canvas.setFont(BOLD, SIZE)
        canvas.drawString(72 + width_of("Then Petro"), 700, "va came.")

    assert texts(pdf_of(draw)) == ["Then Petrova came."]


def test_spaced_type_is_words() -> None:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(72, 700)
        line.setCharSpace(5)
        line.textOut("Anna Petrova")
        canvas.drawText(line)

    assert texts(pdf_of(draw)) == ["Anna Petrova"]


def test_a_raised_number_is_no_part_of_a_name() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Petrova")
        canvas.setFont(FONT, 7)
        canvas.drawString(72 + width_of("Petrova"), 704, "1")

    assert texts(pdf_of(draw)) == ["Petrova 1"]


def test_text_drawn_twice_in_one_place_is_read_once() -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0.0, 0.4, 1.5):
            canvas.drawString(72 + shift, 700 - shift, "Anna Petrova came.")

    assert texts(pdf_of(draw)) == ["Anna Petrova came."]


def test_text_that_is_seen_and_recognised_in_one_place_is_read_once() -> None:
    def recognised(canvas: Canvas) -> None:
        line = canvas.beginText(74, 698)
        line.setTextRenderMode(3)
        line.setFont(FONT, 11.5, 15)
        for part in wrapped(LONG, 300):
            line.textLine(part)
        canvas.drawText(line)

    assert texts(pdf_of(both(lines_at(*wrapped(LONG, 300)), recognised))) == [LONG]


def test_text_over_other_text_does_not_break_its_lines() -> None:
    lines = wrapped(LONG, 300)

    def over(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 1, 1)
        lines_at(*(f"zq {line}" for line in lines), x=74, y=699)(canvas)

    text = text_of_blocks(opened(pdf_of(both(lines_at(*lines), over))).blocks)
    assert LONG in text
    assert text.count("zq") == len(lines)


def test_a_large_first_letter_belongs_to_its_word() -> None:
    def draw(canvas: Canvas) -> None:
        lines_at("nna Petrova came to the first meeting with", "her husband and was silent", x=100)(canvas)
        lines_at("until she spoke about it all again.", x=100, y=670)(canvas)
        lines_at("And then much more was said about it by her.", y=655)(canvas)
        canvas.setFont(FONT, 42)
        canvas.drawString(72, 678, "A")

    assert texts(pdf_of(draw))[0].startswith("Anna Petrova came")


# columns, tables, lists


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = wrapped(f"{LONG}.", 200), wrapped(f"{LONG.replace('Anna', 'Lena')}.", 200)
    rows = (
        lines_at(line, x=x, y=700 - 15 * at)
        for at, pair in enumerate(zip(left, right, strict=True))
        for x, line in zip((60, 300), pair, strict=True)
    )
    title = lines_at("A title that is written over both of the columns of this page", y=740)
    by_column = pdf_of(both(title, lines_at(*left, x=60), lines_at(*right, x=300)))
    by_row = pdf_of(both(title, *rows))
    for raw in (by_column, by_row):
        assert texts(raw)[1:] == [" ".join(left), " ".join(right)]


def test_a_name_over_the_end_of_a_column_is_one_string() -> None:
    left = [*wrapped(LONG, 200)[:4], "and there he met doctor Anna"]
    right = ["Petrova who", *wrapped(LONG, 200)[:5]]
    found = text_of_blocks(opened(pdf_of(both(lines_at(*left, x=60), lines_at(*right, x=300)))).blocks)
    assert "doctor Anna Petrova who" in found


def test_cells_are_parted_by_tabs_and_wrapped_cells_are_whole() -> None:
    draw = both(
        lines_at("Before the table there is this text of a whole line, long enough to be one.", y=740),
        lines_at("Situation"),
        lines_at("Thought", x=260),
        lines_at("Mother asks about Anna", "Petrova again", y=678),
        lines_at("She never trusts Lena", "Andersson at all", x=260, y=678),
    )
    assert [block.text for block in opened(pdf_of(draw)).blocks if block.place == "table"] == [
        "Situation\tThought",
        "Mother asks about Anna Petrova again\tShe never trusts Lena Andersson at all",
    ]


def test_a_cell_in_the_middle_of_its_row_does_not_break_the_next_cell() -> None:
    wide = "She never trusts Anna"
    next_ = 72 + width_of(wide) + 8
    draw = both(
        lines_at(wide, "Petrova with it"),
        lines_at("Anger 80", x=next_, y=692.5),
        lines_at("Everybody looks", y=660),
        lines_at("Shame", x=next_, y=660),
    )
    assert texts(pdf_of(draw)) == [
        "She never trusts Anna Petrova with it\tAnger 80",
        "Everybody looks\tShame",
    ]


def test_a_cell_at_the_foot_of_its_row_does_not_break_the_next_cell() -> None:
    draw = both(
        lines_at("School", y=670),
        lines_at("Mother asks about Anna", "Petrova once again", "and again", x=260),
        lines_at("Home", y=640),
        lines_at("Nothing", x=260, y=640),
    )
    assert texts(pdf_of(draw)) == [
        "School\tMother asks about Anna Petrova once again and again",
        "Home\tNothing",
    ]


def test_cells_that_are_drawn_across_are_whole_below_an_empty_one() -> None:
    places = (
        ("Name", 72, 700), ("Thought", 160, 700), ("Feeling", 330, 700),
        ("Lena", 72, 670), ("She trusts only Anna", 160, 670), ("Anger at Erik", 330, 670),
        ("Petrova in this", 160, 655), ("Andersson", 330, 655),
    )  # fmt: skip
    draw = both(*(lines_at(text, x=x, y=y) for text, x, y in places))
    assert texts(pdf_of(draw))[1] == "Lena\tShe trusts only Anna Petrova in this\tAnger at Erik Andersson"


def test_tables_of_other_columns_do_not_cut_each_others_cells() -> None:
    first = (
        ("a first one", 64),
        ("second two", 163),
        ("third", 274),
        ("fourth four", 353),
        ("fifth five", 456),
    )
    cells = (
        (("seven eight", "nine"), 64),
        (("We met Anna", "Petrova of all"), 190),
        (("ten of many here", "more"), 315),
        (("then of them", "now"), 441),
    )
    draw = both(
        *(lines_at(text, x=x, y=742) for text, x in first),
        *(lines_at(*lines, x=x, y=706) for lines, x in cells),
    )
    assert "We met Anna Petrova of all" in text_of_blocks(opened(pdf_of(draw)).blocks)


def test_narrow_columns_of_a_table_are_told_by_the_order_of_drawing() -> None:
    wide = "She never trusts Anna"
    next_ = 72 + width_of(wide) + 5
    draw = both(
        lines_at(wide, "Petrova with it"),
        lines_at("Anger 80", x=next_),
        lines_at("Everybody looks", y=660),
        lines_at("Shame", x=next_, y=660),
    )
    assert texts(pdf_of(draw)) == [
        "She never trusts Anna Petrova with it\tAnger 80",
        "Everybody looks\tShame",
    ]


def test_the_last_line_of_a_paragraph_stays_with_it_before_a_table() -> None:
    lines = [*wrapped(LONG, 400)[:2], "and with Anna"]
    cells = (("Name", 72, 640), ("Lena", 300, 640), ("Born", 72, 625), ("1980", 300, 625))
    draw = both(lines_at(*lines), *(lines_at(text, x=x, y=y) for text, x, y in cells))
    assert texts(pdf_of(draw)) == [" ".join(lines), "Name\tLena", "Born\t1980"]


def test_list_items_stay_apart() -> None:
    items = ["• Anna is the mother.", "• Boris is the father.", "1. First came Lena.", "2. Then came Erik."]
    assert texts(pdf_of(lines_at(*items))) == items
    same = ["• Anna is the mother", "• Anna is the mother", "• Anna is the mother"]
    assert texts(pdf_of(lines_at(*same))) == same


# pages


def page_with(number: int, *lines: str, header: str = "Journal of Anna Petrova") -> Draw:
    return both(
        lines_at(header, y=800), lines_at(*lines, y=740), lines_at(f"Page {number} of 3", x=280, y=30)
    )


def test_headers_are_kept_once_and_page_numbers_go() -> None:
    document = opened(pdf_of(*(page_with(n, f"Text {'of the page ' * n}.") for n in (1, 2, 3))))
    assert [(block.text, block.place) for block in document.blocks if block.place != "body"] == [
        ("Journal of Anna Petrova", "header")
    ]
    assert "Page" not in text_of_blocks(document.blocks)


def test_a_line_that_differs_from_page_to_page_is_no_header() -> None:
    raw = pdf_of(*(page_with(n, "Text.", header=f"Case {n * n + 7}") for n in (1, 2, 3)))
    assert {"Case 8", "Case 11", "Case 16"} <= set(texts(raw))


def test_a_name_over_the_end_of_a_page_is_one_string_also_with_notes_between() -> None:
    first = [*wrapped(LONG, 400)[:2], "and then they asked whether she knew a woman who was called Lena"]
    rest = ["Andersson, which she did not, and neither did the others who", "had come with her."]

    def note(canvas: Canvas) -> None:
        canvas.setFont(FONT, 8)
        lines_at("1 A note at the foot of the page.", y=100)(canvas)

    for page in (lines_at(*first), both(lines_at(*first), note)):
        assert "Lena Andersson, which" in text_of_blocks(opened(pdf_of(page, lines_at(*rest))).blocks)


def test_a_word_that_is_broken_by_the_end_of_a_page_is_one_word() -> None:
    first, rest = [*wrapped(LONG, 400)[:2], "and there was Anna-"], ["Lena, who", "had come with her."]
    assert "Anna-Lena, who" in text_of_blocks(opened(pdf_of(lines_at(*first), lines_at(*rest))).blocks)


def test_turned_text_and_turned_pages_are_read() -> None:
    def margin(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.drawString(200, -40, "Petrova in the margin")

    def turned(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(500, 100)
        canvas.rotate(90)
        lines_at(*wrapped(LONG, 300), x=0, y=0)(canvas)

    upright = lines_at("Upright text of Anna, more of it.")
    assert texts(pdf_of(both(upright, margin))) == [
        "Upright text of Anna, more of it.",
        "Petrova in the margin",
    ]
    assert texts(pdf_of(turned)) == [LONG]


# what can be hidden


def test_invisible_and_white_text_is_text() -> None:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(72, 700)
        line.setTextRenderMode(3)
        line.textOut("Invisible Anna.")
        line.setTextRenderMode(0)
        canvas.drawText(line)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, 600, "White Lena.")

    assert texts(pdf_of(draw)) == ["Invisible Anna.", "White Lena."]


def test_layers_that_are_switched_off_are_text_and_their_names_are_gone() -> None:
    raw = raw_pdf(
        b"/OC /L BDC BT /F 12 Tf 20 200 Td (Hidden Anna.) Tj ET EMC BT /F 12 Tf 20 100 Td (Shown.) Tj ET",
        resources=b"/Properties<</L 6 0 R>>",
        catalog=b"/OCProperties<</OCGs[6 0 R]/D<</OFF[6 0 R]>>>>",
        more=(b"<</Type/OCG/Name(Layer of Karin)>>",),
    )
    assert texts(raw) == ["Hidden Anna.", "Shown."]
    assert b"Karin" not in streams(rewritten(opened(raw)))


def test_text_outside_the_page_and_outside_what_it_shows_is_gone() -> None:
    raw = pdf_of(
        both(lines_at("Shown."), lines_at("Off page Anna.", x=-300), lines_at("Cropped Lena.", y=50))
    )

    def crop(writer: pypdf.PdfWriter) -> None:
        writer.pages[0].cropbox.lower_left = (0, 100)

    assert texts(changed(raw, crop)) == ["Shown."]


def test_what_stands_for_other_text_is_read_as_it_is_copied() -> None:
    raw = raw_pdf(b"/Span <</ActualText (Anna came)>> BDC BT /F 12 Tf 20 200 Td (XYZW) Tj ET EMC")
    assert "".join(texts(raw)).replace(" ", "") == "Annacame"


def test_notes_fields_links_attachments_and_metadata_are_told_and_gone() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "The case.")
        canvas.acroForm.textfield(name="who", value="Secret Fieldsson", x=72, y=600, width=200, height=20)
        canvas.bookmarkPage("here")
        canvas.addOutlineEntry("Outline of Petrova", "here")

    def add(writer: pypdf.PdfWriter) -> None:
        writer.add_annotation(0, Text(rect=(50, 50, 90, 90), text="Call Annaberg", title_bar="Karin Holm"))
        writer.add_annotation(0, FreeText(rect=(50, 150, 90, 190), text="Call Annaberg"))
        writer.add_annotation(0, Link(rect=(50, 50, 90, 90), url="https://example.com/annaberg"))
        writer.add_attachment("annaberg.txt", b"Annaberg")
        writer.add_metadata({"/Author": "Maria Sundin", "/Title": "Annaberg", "/Keywords": "Annaberg"})
        writer.xmp_metadata = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Annaberg</x:xmpmeta>"

    document = opened(changed(pdf_of(draw), add))
    assert [block.text for block in document.blocks] == ["The case."]
    assert {"Karin Holm", "Maria Sundin", "annaberg.txt"} <= set(document.hidden)
    assert set(document.left_out) == {
        LeftOut("attachment", 1),
        LeftOut("comment", 2),
        LeftOut("form_field", 1),
        LeftOut("link", 1),
    }
    clean = streams(rewritten(document))
    for secret in (
        b"nnaberg",
        b"Fieldsson",
        b"Karin",
        b"Sundin",
        b"Outline",
        b"/Annot",
        b"/Metadata",
        b"/Names",
    ):
        assert secret not in clean


def test_names_that_programs_give_to_nobody_are_not_hidden_names() -> None:
    def anonymous(writer: pypdf.PdfWriter) -> None:
        writer.metadata = {"/Author": "(anonymous)"}

    assert tuple(opened(changed(pdf_of(lines_at("Text.")), anonymous)).hidden) == ()


def test_an_earlier_version_of_a_file_is_gone() -> None:
    old = pdf_of(lines_at("Old Annaberg."))
    writer = pypdf.PdfWriter(io.BytesIO(old), incremental=True)
    data = page_of(pdf_of(lines_at("New text."))).get_contents().get_data()
    content = pypdf.generic.StreamObject()
    content.set_data(data)
    writer.pages[0][pypdf.generic.NameObject("/Contents")] = writer._add_object(content)
    out = io.BytesIO()
    writer.write(out)
    document = opened(out.getvalue())
    assert out.getvalue().startswith(old)
    assert "Annaberg" not in text_of_blocks(document.blocks)
    assert "Annaberg" not in "".join(texts(rewritten(document)))


# what is refused


def picture(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), (200, 200, 200))), 0, 0, 595, 842)


def test_a_scan_is_refused_and_a_scan_with_its_text_recognised_is_read() -> None:
    def recognised(canvas: Canvas) -> None:
        picture(canvas)
        line = canvas.beginText(72, 700)
        line.setTextRenderMode(3)
        for part in wrapped(LONG, 300):
            line.textLine(part)
        canvas.drawText(line)

    assert problem(pdf_of(picture, picture)) == "file_scanned"
    assert problem(pdf_of(both(picture, lines_at("Scanned by a phone")))) == "file_scanned"
    assert texts(pdf_of(recognised)) == [LONG]


def test_a_page_that_is_a_picture_is_told_and_labelled_in_its_place() -> None:
    page = lines_at(*wrapped(LONG + ".", 300))
    document = opened(pdf_of(page, picture, page))
    assert list(document.left_out) == [LeftOut("picture_page", 1)]
    for language, label in (
        ("en", "[Page 2: picture left out]"),
        ("ru", "[Страница 2: изображение убрано]"),
        ("sv", "[Sida 2: bild borttagen]"),
    ):
        assert texts(rewritten(document, language)) == [f"{LONG}.", label, f"{LONG}."]


def test_glyphs_without_letters_are_refused() -> None:
    shifted = b"BT /G 12 Tf 20 200 Td <" + b"00240051005100440003" * 6 + b"> Tj ET"
    assert problem(raw_pdf(shifted, more=(GLYPHS_ONLY % b"",))) == "file_no_letters"
    assert problem(pdf_of(lines_at("(cid:12)(cid:44)(cid:3)"))) == "file_no_letters"


def test_a_few_glyphs_without_letters_are_never_taken_for_others() -> None:
    content = b"BT /F 12 Tf 20 200 Td (The case of) Tj /G 12 Tf 90 0 Td <00240051> Tj ET"
    document = opened(raw_pdf(content, more=(GLYPHS_ONLY % b"",)))
    assert "$" not in text_of_blocks(document.blocks)
    assert list(document.left_out) == [LeftOut("glyph", 2)]


def test_a_blank_that_the_font_does_not_tell_is_a_blank() -> None:
    known = pdfmetrics.getFont(FONT).face.charToGlyph
    codes = b"".join(b"%04x" % known[ord(letter)] for letter in "Anna Petrova")
    data = zlib.compress(Path(font_source_sans_pro.font_files_ttf["SourceSansPro"]).read_bytes())
    more = (
        (GLYPHS_ONLY % b"/ToUnicode 7 0 R").replace(b"/StemV 1", b"/StemV 1/FontFile2 8 0 R"),
        letters_of({known[ord(letter)]: letter for letter in "AnaPetrov"}),
        stream_of(data, b"/Filter/FlateDecode"),
    )
    assert texts(raw_pdf(b"BT /G 12 Tf 20 200 Td <%s> Tj ET" % codes, more=more)) == ["Anna Petrova"]


def test_passwords() -> None:
    raw = pdf_of(lines_at("Text."))
    assert problem(changed(raw, lambda writer: writer.encrypt("secret"))) == "file_encrypted"
    assert texts(changed(raw, lambda writer: writer.encrypt("", "owner"))) == ["Text."]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"%PDF-1.7\njunk",
        b"%PDF-1.4\n%%EOF",
        pdf_of(lines_at("Text."))[:1500],
        raw_pdf(b"").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
        raw_pdf(b"").replace(b"/Kids[3 0 R]/Count 1", b"/Kids[3 0 R]/Count 2"),
    ],
    ids=["empty", "no pdf", "junk", "no pages", "cut", "loop", "missing page"],
)
def test_damaged_files(raw: bytes) -> None:
    assert problem(raw) == "file_damaged"


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_SECONDS", 2.0)
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 300 300]"
    twice = tuple(
        stream_of(b"/X Do /X Do", form + b"/Resources<</XObject<</X %d 0 R>>>>" % (7 + at))
        for at in range(27)
    )
    last = stream_of(b"BT /F 12 Tf 20 20 Td (a) Tj ET", form + b"/Resources<</Font<</F 5 0 R>>>>")
    raw = raw_pdf(b"/X Do /X Do", resources=b"/XObject<</X 6 0 R>>", more=(*twice, last))
    assert problem(raw) == "file_too_large"


def test_a_file_that_takes_the_process_along_is_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = '{"attachments": 0, "people": []}'
    monkeypatch.setattr(apart, "_CODE", f"import os; print({answer!r}, flush=True); os.abort()")
    assert problem(pdf_of(lines_at("Text."))) == "file_damaged"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a process to its memory")
def test_the_process_is_kept_to_its_memory() -> None:
    code = (
        "from casekit.read.pdf import pages; pages.MOST_MEMORY = 900_000_000; pages._limit_memory(); "
        "bytearray(1_000_000_000)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert b"MemoryError" in done.stderr


def test_limits_of_pages_and_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = pdf_of(lines_at("Text."), lines_at("Text."))
    for limit in ("MOST_PAGES", "MOST_CHARACTERS"):
        with monkeypatch.context() as patch:
            patch.setattr(pages, limit, 1)
            with pytest.raises(pages.TooLargeError):
                list(pages.answers(raw))


def test_nothing_that_is_shown_of_a_document_or_an_error_holds_its_text(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    raw = pdf_of(lines_at("Anna Petrova."))
    for bad in (raw[:1500], changed(raw, lambda writer: writer.encrypt("secret"))):
        with pytest.raises(FileProblem) as caught:
            opened(bad)
        assert "Anna" not in f"{caught.value} {caught.value.params}"
    assert "Anna" not in f"{opened(raw)!r}{caplog.text}{''.join(capfd.readouterr())}"


# writing


def test_edits_are_done_and_the_document_can_be_written_again() -> None:
    document = opened(pdf_of(lines_at("Anna Petrova came home.")))
    once = document.written([[Edit(0, 12, "[PERSON_1]"), Edit(18, 18, "back ")]], "en")
    assert texts(once) == ["[PERSON_1] came back home."]
    assert texts(rewritten(document)) == ["Anna Petrova came home."]
    with pytest.raises(ValueError, match="disjoint"):
        document.written([[Edit(0, 5, "x"), Edit(3, 8, "y")]], "en")
    with pytest.raises(ValueError, match="zip"):
        document.written([], "en")


def test_a_paragraph_that_is_edited_away_leaves_nothing() -> None:
    document = opened(pdf_of(both(lines_at("Anna."), lines_at("Stays.", y=600))))
    assert texts(document.written([[Edit(0, 5, "")], []], "en")) == ["Stays."]


def test_headings_are_written_larger_and_bold() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 20)
        canvas.drawString(72, 760, "The heading")
        canvas.setFont(FONT, SIZE)
        lines_at(*wrapped(LONG, 300))(canvas)

    clean = rewritten(opened(pdf_of(draw)))
    sizes: dict[str, float] = {}
    page_of(clean).extract_text(
        visitor_text=lambda text, _, __, font, size: sizes.setdefault(text.strip(), size)
    )
    assert sizes["The heading"] > 1.4 * 11
    assert b"Bold" in clean


def test_markup_and_paths_in_a_text_are_only_text() -> None:
    text = '<b>x</b> &amp; <img src="file:///etc/hostname"/> <a href="http://127.0.0.1:9/">y</a> %s {0} \\n'
    assert texts(written([Piece(0)], [text], "en")) == [text]


def test_the_same_text_is_written_as_the_same_bytes_without_names_or_dates_of_today() -> None:
    raw = [written([Piece(0)], ["Anna"], "sv") for _ in range(2)]
    assert raw[0] == raw[1]
    info = pypdf.PdfReader(io.BytesIO(raw[0])).metadata
    assert info is not None
    assert {value for key, value in info.items() if "Date" not in key and key != "/Trapped"} == {""}
    assert info.creation_date_raw == "D:20000101000000+00'00'"
    assert b"/Lang (sv)" in raw[0]


def test_settings_in_the_users_folder_are_not_run(tmp_path: Path) -> None:
    mark = tmp_path / "was_run"
    (tmp_path / ".reportlab_settings").write_text(f"open({str(mark)!r}, 'w')\ninvariant = 0\n", "utf-8")
    code = "from casekit.read.pdf.writing import Piece, written; written([Piece(0)], ['x'], 'en')"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "HOME": str(tmp_path)})
    assert not mark.exists()


def test_glyphs_that_the_font_has_not_become_a_box_and_are_counted() -> None:
    assert drawable("Анна Åsa → № „“ ₽ \u2011 ●") == "Анна Åsa → № „“ ₽ - •"
    assert drawable("a😀日\u200d\ufe0f\u2009b") == "a☐☐ b"
    assert glyphs_missing("a😀日\ufe0f□") == 2
    assert drawable("И\u0306") == "Й"


def test_characters_beyond_the_first_plane_ligatures_and_bullets_are_read() -> None:
    letters = letters_of({1: "😀", 2: "\ufb01", 3: "\uf0b7"})
    raw = raw_pdf(
        b"BT /G 12 Tf 20 200 Td <000300010002> Tj ET", more=(GLYPHS_ONLY % b"/ToUnicode 7 0 R", letters)
    )
    document = opened(raw)
    assert text_of_blocks(document.blocks) == "•😀fi"
    assert list(document.left_out) == [LeftOut("glyph", 1)]


WORDS = (
    "Анна", "Петрова", "пришла", "на", "встречу", "Anna", "Åsa", "Öberg", "mor-", "och", "12", "3.", "-", "–", "•",
    "1.", "a)", "Lena.", "Вера!", "i", "а", "(ja)", "anna-lena", "кто-то", "-нибудь", "Q?", "е\u0308ж",
)  # fmt: skip
LONG_WORDS = ("х" * 120, "www.example.com/" + "a" * 90, "x-" * 60)
Told = list[tuple[str, float, bool]]


def _text(words: tuple[str, ...], most: int) -> st.SearchStrategy[str]:
    joined = st.lists(st.sampled_from(words), min_size=1, max_size=most).map(" ".join)
    return joined.map(lambda text: f"{text}x" if text.endswith("-") else text)


def _paragraphs(fewest: int) -> st.SearchStrategy[Told]:
    one = st.tuples(_text(WORDS + LONG_WORDS, 60), st.sampled_from([1.0, 1.0, 1.4, 1.9]), st.booleans())
    return st.lists(one, min_size=fewest, max_size=12)


def _rows(columns: int) -> st.SearchStrategy[Told]:
    row = st.lists(_text(WORDS, 12), min_size=columns, max_size=columns).map("\t".join)
    return st.lists(row.map(lambda text: (text, 1.0, False)), max_size=8)


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.tuples(_paragraphs(0), st.integers(2, 5).flatmap(_rows), _paragraphs(1)))
def test_what_is_written_is_read_again(parts: tuple[Told, Told, Told]) -> None:
    told = [(f"k{at}z {text}", scale, bold) for at, (text, scale, bold) in enumerate(chain(*parts))]
    pieces = [Piece(at, scale=scale, bold=bold) for at, (_, scale, bold) in enumerate(told)]
    raw = written(pieces, [text for text, *_ in told], "ru")

    def plain(parts: list[str]) -> str:
        return re.sub(r"\s+", "", unicodedata.normalize("NFC", "".join(parts)))

    assert plain(texts(raw)) == plain([text for text, *_ in told])


def test_a_table_is_a_table_again() -> None:
    rows = [
        "Situation\tThought\tFeeling",
        f"{LONG}\tShe said: {LONG}\tAnger 80",
        "School\tNobody came\tShame",
    ]
    assert texts(written([Piece(at) for at in range(3)], rows, "en")) == rows


def test_a_long_document_is_read_and_written() -> None:
    told = [f"{at} {LONG}." for at in range(400)]
    document = opened(written([Piece(at) for at in range(400)], told, "en"))
    assert re.sub(r"\s+", " ", text_of_blocks(document.blocks)) == " ".join(told)
    assert len(pypdf.PdfReader(io.BytesIO(rewritten(document))).pages) > 20
