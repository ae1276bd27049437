"""A PDF is read in the order in which people read it, and rebuilt from its text alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import font_source_sans_pro
import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from casekit.errors import FileProblem
from casekit.read import Choices, Edit, by_block, extents, open_document, text_of_blocks
from nasty.pictures import PNGS

FONT = "Reading"
pdfmetrics.registerFont(
    TTFont(FONT, str(Path(font_source_sans_pro.__file__).parent / "files" / "SourceSansPro-Regular.ttf"))
)
PROSE = [
    "Клиентка Анна Петровна Соколова пришла с опозданием и долго молчала.",
    "Klienten ringde på måndagen och berättade om sin mor i Växjö.",
    "As Winnicott says, there is no such thing as a baby; PHQ-9 was 17.",
]


def page(*draws: Callable[[Canvas], object]) -> bytes:
    """A file with a page for each drawing."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for draw in draws:
        canvas.setFont(FONT, 11)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines(texts: list[str], x: float = 60, top: float = 780, step: float = 15) -> Callable[[Canvas], None]:
    """Draw the lines one below the other."""

    def draw(canvas: Canvas) -> None:
        for at, text in enumerate(texts):
            canvas.drawString(x, top - at * step, text)

    return draw


def text_of(raw: bytes) -> str:
    return text_of_blocks(open_document(raw, "case.pdf").blocks)


def test_lines_of_a_paragraph_are_one_string() -> None:
    rows = [
        "Det var en regnig kväll när klienten Maja",
        "Lindqvist ringde och grät. Hon hade inte",
        "sovit på länge.",
    ]
    assert "Maja Lindqvist ringde och grät. Hon hade inte sovit på länge." in text_of(page(lines(rows)))


def test_words_that_were_broken_are_joined_and_double_names_keep_their_hyphen() -> None:
    text = text_of(
        page(lines(["Hon talade om sin upp-", "växt och om Anna-", "Lena som kom på kvällen och stannade."]))
    )
    assert "uppväxt" in text and "Anna-Lena" in text


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"left line {n} goes on about the" for n in range(12)]
    right = [f"right line {n} tells of another" for n in range(12)]

    def draw(canvas: Canvas) -> None:
        for n in range(12):  # drawn across, as many programs do
            lines([left[n]], 60, 780 - n * 15)(canvas)
            lines([right[n]], 320, 780 - n * 15)(canvas)

    text = text_of(page(draw))
    assert text.index("left line 11") < text.index("right line 0")


def test_cells_of_a_row_stand_on_one_line() -> None:
    def draw(canvas: Canvas) -> None:
        for n, (name, value) in enumerate([("Name", "Callum Doyle"), ("Town", "Leeds"), ("Age", "34")]):
            canvas.drawString(60, 780 - 20 * n, name)
            canvas.drawString(260, 780 - 20 * n, value)

    assert "Name\tCallum Doyle" in text_of(page(draw))


def test_a_paragraph_goes_on_over_a_page_and_repeated_margins_stand_once() -> None:
    body = [f"this is line {n} of a story that fills the whole page and then" for n in range(44)]

    def draw(number: int, texts: list[str]) -> Callable[[Canvas], None]:
        def on(canvas: Canvas) -> None:
            canvas.drawString(60, 815, "Case of Callum Doyle")
            lines(texts)(canvas)
            canvas.drawString(280, 30, f"Page {number}")

        return on

    document = open_document(
        page(
            draw(1, body),
            draw(2, ["went on with Callum", "who said no more."]),
            draw(3, ["The end came soon."]),
        ),
        "case.pdf",
    )
    text = text_of_blocks(document.blocks)
    assert text.count("Case of Callum Doyle") == 1
    assert any(block.place == "header" for block in document.blocks)
    assert "and then went on with Callum who said no more." in text


@pytest.mark.parametrize("code", range(3))
def test_what_is_written_is_read_again(code: int) -> None:
    document = open_document(page(lines(PROSE), lines(PROSE[::-1])), "case.pdf")
    text = text_of_blocks(document.blocks)
    start = text.index(PROSE[code].split()[0])
    edits = by_block(document.blocks, [Edit(start, start + len(PROSE[code].split()[0]), "[Person 1]")])
    written = document.written(edits, "sv")
    assert written == document.written(edits, "sv")
    expected = text[:start] + "[Person 1]" + text[start + len(PROSE[code].split()[0]) :]
    assert text_of(written).split() == expected.split()


def test_nothing_but_text_is_in_the_new_file() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(page(lines(PROSE))))
    writer.add_metadata({"/Title": "Zebulonsson, session 4", "/Author": "Dr Tistelgren"})
    writer.add_attachment("Zebulonsson.txt", b"Zebulonsson")
    writer.add_outline_item(title="About Zebulonsson", page_number=0)
    out = io.BytesIO()
    writer.write(out)
    document = open_document(out.getvalue(), "case.pdf")
    assert {"Zebulonsson, session 4", "Dr Tistelgren", "Zebulonsson.txt"} <= set(document.hidden)
    assert {one.key for one in document.left_out} >= {"attachment"}
    written = document.written([[] for _ in document.blocks], "en")
    read = PdfReader(io.BytesIO(written))
    assert not read.attachments and not read.outline and "/Names" not in read.trailer["/Root"]
    assert b"Zebulonsson" not in written and "Zebulonsson" not in str(read.metadata)
    assert not {"/CreationDate", "/ModDate"} & set(read.metadata or {}) or "2000" in str(read.metadata)


def picture(canvas: Canvas) -> None:
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(io.BytesIO(PNGS["plain"]("Zebulonsson"))), 0, 0, *A4)


def test_a_scan_is_refused_and_one_scanned_page_is_told() -> None:
    with pytest.raises(FileProblem) as refused:
        open_document(page(picture, picture), "scan.pdf")
    assert refused.value.key == "file_scanned"
    document = open_document(page(lines(PROSE), picture, lines(PROSE)), "case.pdf")
    assert ("picture_page", 1) in {(one.key, one.count) for one in document.left_out}
    written = document.written([[] for _ in document.blocks], "ru")
    assert "[Страница 2: изображение убрано]" in text_of(written)


@pytest.mark.parametrize(
    ("password", "key"), [("secret", "file_encrypted"), ("", None)], ids=["a password", "the empty one"]
)
def test_a_file_that_needs_a_password_is_refused(password: str, key: str | None) -> None:
    writer = PdfWriter(clone_from=io.BytesIO(page(lines(PROSE))))
    writer.encrypt(password, "owner")
    out = io.BytesIO()
    writer.write(out)
    if key is None:
        assert "Winnicott" in text_of(out.getvalue())
        return
    with pytest.raises(FileProblem) as refused:
        open_document(out.getvalue(), "case.pdf")
    assert refused.value.key == key


@pytest.mark.parametrize(
    "raw", [b"", b"%PDF-1.7\n", b"no pdf at all", b"%PDF-1.7\n" + bytes(range(256)) * 20]
)
def test_what_is_no_pdf_is_refused(raw: bytes) -> None:
    with pytest.raises(FileProblem) as refused:
        open_document(raw, "case.pdf")
    assert refused.value.key == "file_damaged"


def test_signs_that_the_font_has_not_are_shown_and_told() -> None:
    document = open_document(page(lines(PROSE)), "case.pdf", Choices())
    start, end = extents(document.blocks)[0]
    written = document.written(by_block(document.blocks, [Edit(start, end, "子供 went home")]), "en")
    assert "went home" in text_of(written) and "\u2610" in text_of(written)


def test_many_pages_are_read_and_written() -> None:
    document = open_document(page(*[lines(PROSE * 10)] * 120), "long.pdf")
    assert text_of_blocks(document.blocks).count("Winnicott") == 1200
    assert len(document.written([[] for _ in document.blocks], "en")) > 10_000
