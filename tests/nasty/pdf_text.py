"""PDF: places of a text that a reader sees, or that a program reads as text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from reportlab.lib.colors import black, white
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from nasty.pdf_base import BOLD, PLAIN, Draw, line, pdf


def _sentence(canvas: Canvas, marker: str) -> None:
    line(canvas, f"Then {marker} called.")


def _hyphenated(canvas: Canvas, marker: str) -> None:
    line(canvas, f"He had said on the way to the school that {marker[:5]}-")
    line(canvas, f"{marker[5:]} called him about the house and the garden.", 625)


def _half_bold(canvas: Canvas, marker: str) -> None:
    x = 72.0
    for text, font in (("Then ", PLAIN), (marker[:5], BOLD), (marker[5:], PLAIN), (" called.", PLAIN)):
        line(canvas, text, x=x, font=font)
        x += stringWidth(text, font, 12)


def _letter_by_letter(canvas: Canvas, marker: str) -> None:
    x = 72.0
    for letter in f"Then {marker} called.":
        if letter != " ":
            line(canvas, letter, x=x)
        x += stringWidth(letter, PLAIN, 12)


def _spaced(canvas: Canvas, marker: str) -> None:
    text = canvas.beginText(72, 640)
    text.setFont(PLAIN, 12)
    text.setCharSpace(0.8)
    text.textLine(f"Then {marker} called.")
    canvas.drawText(text)


def _mode(mode: int, canvas: Canvas, marker: str) -> None:
    text = canvas.beginText(72, 640)
    text.setFont(PLAIN, 12)
    text.setTextRenderMode(mode)
    text.textLine(f"Then {marker} called.")
    canvas.drawText(text)


def _white(canvas: Canvas, marker: str) -> None:
    canvas.setFillColor(white)
    _sentence(canvas, marker)
    canvas.setFillColor(black)


def _tiny(canvas: Canvas, marker: str) -> None:
    line(canvas, f"Then {marker} called.", size=1)


def _under_a_box(canvas: Canvas, marker: str) -> None:
    _sentence(canvas, marker)
    canvas.rect(90, 630, 120, 24, fill=1)


def _columns(canvas: Canvas, marker: str) -> None:
    for number in range(6):
        line(canvas, f"Left column, line {number}, of the first.", 640 - 14 * number)
        line(
            canvas,
            f"Then {marker} called." if number == 3 else "Right column says other.",
            640 - 14 * number,
            330,
        )


def _cells(canvas: Canvas, marker: str) -> None:
    for number, row in enumerate((("Who", "What"), (marker, "called"), ("she", "answered"))):
        for column, text in enumerate(row):
            line(canvas, text, 640 - 16 * number, 72 + 180 * column)


def _turned(canvas: Canvas, marker: str) -> None:
    canvas.saveState()
    canvas.translate(300, 300)
    canvas.rotate(90)
    line(canvas, f"Then {marker} called.", 0, 0)
    canvas.restoreState()


def _form(canvas: Canvas, marker: str) -> None:
    canvas.beginForm("inside")
    _sentence(canvas, marker)
    canvas.endForm()
    canvas.doForm("inside")


def _twice(canvas: Canvas, marker: str) -> None:
    _sentence(canvas, marker)
    line(canvas, f"Then {marker} called.", x=72.3)


def _margin(y: float, canvas: Canvas, marker: str) -> None:
    line(canvas, f"Case of {marker}", y, size=9)


_DRAWN: dict[str, Draw] = {
    "line": _sentence,
    "cut at the end of a line": _hyphenated,
    "split, half bold": _half_bold,
    "letter by letter": _letter_by_letter,
    "letters set apart": _spaced,
    "white text": _white,
    "text of one point": _tiny,
    "text under a black box": _under_a_box,
    "text that a scanner added": partial(_mode, 3),
    "outlined text": partial(_mode, 1),
    "two columns": _columns,
    "cells": _cells,
    "turned text": _turned,
    "text of a form": _form,
    "text drawn twice": _twice,
}
VISIBLE: list[tuple[str, Callable[[str], bytes]]] = [
    *((name, partial(pdf, draw)) for name, draw in _DRAWN.items()),
    ("header of pages", partial(pdf, partial(_margin, 815), pages=4)),
    ("footer of pages", partial(pdf, partial(_margin, 25), pages=4)),
]
EITHER: list[tuple[str, Callable[[str], bytes]]] = [("text that clips", partial(pdf, partial(_mode, 7)))]
