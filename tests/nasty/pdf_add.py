"""What is added to a PDF: objects out of plain values, in the catalogue, in a page, as annotations and fields."""

from __future__ import annotations

from collections.abc import Callable

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    TextStringObject,
)

Add = Callable[[PdfWriter, str], None]


def words(**entries: object) -> DictionaryObject:
    """A dictionary of PDF objects; strings are text, those with a slash are names."""
    return DictionaryObject({NameObject(f"/{key}"): _thing(value) for key, value in entries.items()})


def _thing(value: object) -> object:
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    if isinstance(value, int) and not isinstance(value, NumberObject):
        return NumberObject(value)
    if isinstance(value, dict) and not isinstance(value, DictionaryObject):
        return words(**value)
    if isinstance(value, list):
        return ArrayObject([_thing(item) for item in value])
    return value


def stream(content: bytes, **entries: object) -> DecodedStreamObject:
    """A stream with a dictionary."""
    made = DecodedStreamObject()
    made.set_data(content)
    made.update(words(**entries))
    return made


def root(key: str, make: Callable[[str], object]) -> Add:
    """Something in the catalogue."""
    return lambda writer, marker: writer.root_object.update(
        {NameObject(f"/{key}"): _kept(writer, make(marker))}
    )


def page(key: str, make: Callable[[str], object]) -> Add:
    """Something in the first page."""
    return lambda writer, marker: writer.pages[0].update({NameObject(f"/{key}"): _kept(writer, make(marker))})


def _kept(writer: PdfWriter, thing: object) -> object:
    return writer._add_object(thing) if isinstance(thing, DecodedStreamObject) else _thing(thing)


def note(**entries: object) -> Add:
    """An annotation; ``@`` in a string is the marker."""

    def add(writer: PdfWriter, marker: str) -> None:
        said = {key: _said(value, marker) for key, value in entries.items()}
        note = words(Type="/Annot", **said)
        note[NameObject("/Rect")] = RectangleObject((72, 400, 200, 420))
        if note.get("/Subtype") == "/FreeText":
            note[NameObject("/AP")] = DictionaryObject(
                {NameObject("/N"): writer._add_object(_appearance(marker))}
            )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    return add


def _said(value: object, marker: str) -> object:
    if isinstance(value, dict) and not isinstance(value, DictionaryObject):
        return {key: _said(inner, marker) for key, inner in value.items()}
    if isinstance(value, list):
        return [_said(inner, marker) for inner in value]
    return value.replace("@", marker) if isinstance(value, str) else value


def _appearance(marker: str) -> DecodedStreamObject:
    font = words(F=words(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica"))
    text = f"BT /F 9 Tf 2 4 Td ({marker}) Tj ET".encode()
    return stream(text, Type="/XObject", Subtype="/Form", BBox=[0, 0, 128, 20], Resources=words(Font=font))


def field(**entries: object) -> Add:
    """A field of a form, with its widget on the page."""

    def add(writer: PdfWriter, marker: str) -> None:
        note(Subtype="/Widget", **entries)(writer, marker)
        fields = writer.pages[0]["/Annots"]
        form = words(DR=words(), XFA=stream(f"<xdp>{marker}</xdp>".encode()))
        form[NameObject("/Fields")] = fields
        form[NameObject("/XFA")] = writer._add_object(form["/XFA"])
        writer.root_object[NameObject("/AcroForm")] = form

    return add
