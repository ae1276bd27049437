"""A PDF file that text is put into, in a font of its own. This is the only module that imports reportlab.

Nothing of the machine goes into the file: no settings of the user, no names, no dates; nothing is fetched.
"""

from __future__ import annotations

import io
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType

import font_source_sans_pro

_SETTINGS = ("reportlab_settings", "reportlab.local_rl_settings")


@contextmanager
def _without_user_settings() -> Iterator[None]:
    """Keep reportlab, while it is imported, from running what it takes for its settings in the user's folder."""
    ours = [name for name in _SETTINGS if name not in sys.modules]
    sys.modules.update({name: ModuleType(name) for name in ours})
    try:
        yield
    finally:
        for name in ours:
            sys.modules.pop(name, None)


with _without_user_settings():
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = float(A4[0]), float(A4[1])
_REGULAR, _BOLD = "CasekitText", "CasekitTextBold"
#: what stands where the font has no glyph
MISSING = "☐"
_ALIKE = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "●": "•", "○": "•", "◦": "•", "▪": "•", "‣": "•", "➢": "•", "□": "☐", "▢": "☐",
     "✔": "✓", "☒": "☑", "ʼ": "’", "\t": " "}
)  # fmt: skip


@cache
def _fonts() -> tuple[TTFont, TTFont]:
    files = font_source_sans_pro.font_files_ttf
    fonts = (
        TTFont(_REGULAR, files["SourceSansPro"], shapable=False),
        TTFont(_BOLD, files["SourceSansProBold"], shapable=False),
    )
    for font in fonts:
        pdfmetrics.registerFont(font)
    return fonts


def drawable(text: str) -> str:
    """The text in glyphs that the font has: the same letters, else ones that look alike, else a box."""
    return "".join(_drawable(character) for character in unicodedata.normalize("NFC", text))


def glyphs_missing(text: str) -> int:
    """How many characters of a text become a box."""
    return sum(MISSING in _drawable(character) for character in text if character not in "☐□▢")


@cache
def _drawable(character: str) -> str:
    known = _fonts()[0].face.charToGlyph
    alike = character.translate(_ALIKE)
    if alike == " " or (ord(alike) in known and alike.isprintable()):
        return alike
    if unicodedata.category(character) in ("Cf", "Mn", "Me", "Cc", "Zl", "Zp"):
        return " " if character.isspace() else ""
    plain = unicodedata.normalize("NFKC", character)
    return plain if plain != character and all(c == " " or ord(c) in known for c in plain) else MISSING


class Sheet:
    """Pages that text is drawn on, from the lower left corner in points."""

    def __init__(self, language: str) -> None:
        _fonts()
        self._out = io.BytesIO()
        self._canvas = Canvas(
            self._out, pagesize=A4, invariant=1, pageCompression=1, initialFontName=_REGULAR, lang=language
        )
        for put in ("Author", "Title", "Subject", "Creator", "Producer"):
            getattr(self._canvas, f"set{put}")("")

    def draw(self, text: str, x: float, y: float, size: float, *, bold: bool = False) -> None:
        """Put a line of drawable text on the page."""
        self._canvas.setFont(_BOLD if bold else _REGULAR, size)
        self._canvas.drawString(x, y, text)

    def turn(self) -> None:
        """Begin another page."""
        self._canvas.showPage()

    def content(self) -> bytes:
        """The file; nothing can be drawn after it."""
        self._canvas.save()
        return self._out.getvalue()


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Points that a line of drawable text takes."""
    return float(pdfmetrics.stringWidth(text, _BOLD if bold else _REGULAR, size))
