"""PDF files drawn by hand, with sentences that must survive; pypdf adds what a canvas cannot."""

from __future__ import annotations

import io
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from nasty.leak import KEPT

PLAIN, BOLD = "NastySans", "NastySansBold"
Draw = Callable[[Canvas, str], None]


def _fonts() -> None:
    folder = Path(str(files("font_source_sans_pro"))) / "files"
    for name, file in ((PLAIN, "SourceSansPro-Regular.ttf"), (BOLD, "SourceSansPro-Bold.ttf")):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, folder / file))


def line(
    canvas: Canvas, text: str, y: float = 640, x: float = 72, font: str = PLAIN, size: float = 12
) -> None:
    """One line of text."""
    canvas.setFont(font, size)
    canvas.drawString(x, y, text)


def pdf(draw: Draw | None, marker: str, pages: int = 1) -> bytes:
    """The file; each page says what is kept, and then what ``draw`` draws."""
    _fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    for page in range(pages):
        if page == 0:
            for number, sentence in enumerate(KEPT):
                line(canvas, sentence, 760 - 30 * number)
        else:
            line(canvas, f"Something else was said on day {page}.", 760)
        if draw:
            draw(canvas, marker)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def changed(add: Callable[[PdfWriter, str], None], marker: str, draw: Draw | None = None) -> bytes:
    """An ordinary file to which something is added."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(draw, marker))))
    add(writer, marker)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
