"""Pages → runs by PDFium, in a process of its own. This is the only module that imports pypdfium2."""

from __future__ import annotations

import ctypes
import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

from casekit.read.pdf.glyphs import Glyph, Style, clean, height_of, sheets_of, style_of
from casekit.read.pdf.runs import UNKNOWN

#: pages and characters of a file, and bytes that PDFium may take
MOST_PAGES, MOST_CHARACTERS, MOST_MEMORY = 3_000, 10_000_000, 2_500_000_000
#: points that PDFium gives as the extent of a glyph that draws nothing
_NOTHING = 0.02
#: points below which a picture is an ornament
_ORNAMENT = 24.0
#: drawn lines and curves from which on a page without text shows something
_DRAWING = 20
#: properties that tell of the people
_TELLING = ("Author", "Title", "Subject", "Keywords")
_KINDS = {
    pdfium.FPDF_ANNOT_LINK: "link",
    pdfium.FPDF_ANNOT_WIDGET: "form_field",
    pdfium.FPDF_ANNOT_XFAWIDGET: "form_field",
    pdfium.FPDF_ANNOT_FILEATTACHMENT: "attachment",
    pdfium.FPDF_ANNOT_POPUP: "",
}


class TooLargeError(Exception):
    pass


def answer() -> None:
    """Read a file from standard input, write its pages to standard output: JSON, a page per line, totals last."""
    _limit_memory()
    raw = sys.stdin.buffer.read()
    out = sys.stdout
    try:
        for line in answers(raw):
            out.write(json.dumps(line) + "\n")
    except (TooLargeError, MemoryError):
        out.write('\n{"error": "too_large"}\n')
    except pypdfium2.PdfiumError:
        error = pdfium.FPDF_GetLastError()
        locked = error in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        out.write(json.dumps({"error": "encrypted" if locked else "damaged"}) + "\n")


def _limit_memory() -> None:
    """Ask the system to end this process if it takes too much, where it can."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    except (ImportError, ValueError, OSError):
        return


def answers(raw: bytes) -> Iterator[dict[str, Any]]:
    document = pypdfium2.PdfDocument(raw)
    if not len(document):
        yield {"error": "damaged"}
        return
    if len(document) > MOST_PAGES:
        raise TooLargeError
    people = Counter(document.get_metadata_value(key).strip() for key in _TELLING)
    people.update(_attachments(document))
    left = MOST_CHARACTERS
    for number in range(len(document)):
        page = document[number]
        found = _page(page, left, people)
        left -= found.pop("characters")
        page.close()
        yield found
    attached = pdfium.FPDFDoc_GetAttachmentCount(document)
    yield {"attachments": attached, "people": [name for name in people if name]}


def _attachments(document: Any) -> Iterator[str]:
    """The names of attached files."""
    for at in range(pdfium.FPDFDoc_GetAttachmentCount(document)):
        attached = pdfium.FPDFDoc_GetAttachment(document, at)
        length = pdfium.FPDFAttachment_GetName(attached, None, 0)
        buffer = (ctypes.c_ushort * (length // 2 + 1))()
        pdfium.FPDFAttachment_GetName(attached, buffer, length)
        yield _told(buffer)


def _page(page: Any, most: int, people: Counter[str]) -> dict[str, Any]:
    text = page.get_textpage()
    count = text.count_chars()
    if count > most:
        raise TooLargeError
    box = _visible(page)
    glyphs = list(_glyphs(text, count, box))
    sheets = sheets_of(glyphs)
    bottom, top = height_of(box, glyphs)
    pictures, picture = _pictures(page, box, sum(len(glyph.text.strip()) for glyph in glyphs))
    text.close()
    return {
        "characters": count,
        "sheets": sheets,
        "bottom": bottom,
        "top": top,
        "pictures": pictures,
        "picture": picture,
        "annotations": _annotations(page, people),
    }


def _visible(page: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of what a reader sees of the page."""
    crop, media = page.get_cropbox(), page.get_mediabox()
    return max(crop[0], media[0]), max(crop[1], media[1]), min(crop[2], media[2]), min(crop[3], media[3])


def _glyphs(text: Any, count: int, box: tuple[float, float, float, float]) -> Iterator[Glyph]:
    """The glyphs on the page in the order they were drawn; those outside the visible box are left out."""
    styles: dict[int, Style] = {}
    rect, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    high = 0
    for at in range(count):
        if pdfium.FPDFText_IsGenerated(text, at) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        high = 0
        pdfium.FPDFText_GetLooseCharBox(text, at, rect)
        left, right, bottom, top = rect.left, rect.right, rect.bottom, rect.top
        middle_x, middle_y = (left + right) / 2, (bottom + top) / 2
        if not (box[0] <= middle_x <= box[2] and box[1] <= middle_y <= box[3]):
            continue
        letter = clean(code, unmapped=pdfium.FPDFText_HasUnicodeMapError(text, at) == 1)
        if letter == UNKNOWN:
            letter = _blank_if_empty(text, at)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        style = _style(text, at, styles)
        yield Glyph(letter, middle_x, middle_y, right - left, top - bottom, x.value, y.value, style)


def _blank_if_empty(text: Any, at: int) -> str:
    """A blank for a glyph without a letter that shows nothing: fonts often do not tell what their blank is."""
    sides = [ctypes.c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(text, at, *sides)
    left, right, bottom, top = (side.value for side in sides)
    return UNKNOWN if min(right - left, top - bottom) > _NOTHING else " "


def _style(text: Any, at: int, known: dict[int, Style]) -> Style:
    """The style of a glyph, the same for all glyphs that were drawn together."""
    drawn = pdfium.FPDFText_GetTextObject(text, at)
    key = ctypes.cast(drawn, ctypes.c_void_p).value or 0
    if key not in known:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(text, at, matrix)
        bold = pdfium.FPDFText_GetFontWeight(text, at) >= 650 or _named_bold(drawn)
        size = pdfium.FPDFText_GetFontSize(text, at)
        known[key] = style_of(size, (matrix.a, matrix.b, matrix.c, matrix.d), bold=bold)
    return known[key]


def _named_bold(drawn: Any) -> bool:
    font = pdfium.FPDFTextObj_GetFont(drawn) if drawn else None
    if not font:
        return False
    name = ctypes.create_string_buffer(200)
    pdfium.FPDFFont_GetBaseFontName(font, name, 200)
    return any(word in name.value.lower() for word in (b"bold", b"black", b"heavy"))


def _pictures(page: Any, box: tuple[float, float, float, float], letters: int) -> tuple[int, bool]:
    """How many pictures the page has, and whether it is one with next to no text."""
    covered, pictures, drawn = 0.0, 0, 0
    for thing in page.get_objects(max_depth=4):
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            if right - left > _ORNAMENT and top - bottom > _ORNAMENT:
                pictures += 1
                covered += (right - left) * (top - bottom)
        elif thing.type in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING):
            drawn += 1
    whole = (box[2] - box[0]) * (box[3] - box[1])
    shows = pictures or drawn >= _DRAWING
    return pictures, bool((not letters and shows) or (letters < 60 and covered > 0.5 * whole))


def _annotations(page: Any, people: Counter[str]) -> dict[str, int]:
    """How many of each kind; whoever wrote a comment is added to ``people``."""
    found: Counter[str] = Counter()
    for at in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        kind = _KINDS.get(pdfium.FPDFAnnot_GetSubtype(annotation), "comment")
        found[kind] += 1
        if kind in ("comment", "attachment"):
            people[_author(annotation)] += 1
        pdfium.FPDFPage_CloseAnnot(annotation)
    del found[""]
    return dict(found)


def _author(annotation: Any) -> str:
    length = pdfium.FPDFAnnot_GetStringValue(annotation, b"T", None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    pdfium.FPDFAnnot_GetStringValue(annotation, b"T", buffer, length)
    return _told(buffer)


def _told(buffer: Any) -> str:
    """The text that PDFium wrote there; names of files it gives as bytes, which may be UTF-16 with its mark."""
    text = bytes(buffer).decode("utf-16-le", "ignore").rstrip("\0")
    if text.startswith("\xfe\xff"):
        text = text[2:].encode("latin-1", "ignore").decode("utf-16-be", "ignore")
    return text.split("\0")[0].strip()
