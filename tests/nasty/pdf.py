"""Every place of a PDF where a name can stand."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import partial

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NullObject,
    RectangleObject,
)
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from nasty import pdf_text
from nasty.leak import MARKERS, Leak
from nasty.pdf_add import Add, field, note, page, root, stream, words
from nasty.pdf_base import changed, line, pdf
from nasty.pictures import JPEGS

_INFO = [
    "Title",
    "Author",
    "Subject",
    "Keywords",
    "Creator",
    "Producer",
    "CreationDate",
    "ModDate",
    "Company",
    "SourceModified",
]


def _info(key: str, writer: PdfWriter, marker: str) -> None:
    writer.add_metadata({f"/{key}": marker})


def _info_key(writer: PdfWriter, marker: str) -> None:
    writer.add_metadata({f"/{marker}": "x"})


def _xmp_of(marker: str) -> bytes:
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="'
        'http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:creator>{marker}</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def _attachment(writer: PdfWriter, marker: str) -> None:
    writer.add_attachment(f"{marker}.txt", marker.encode())


def _script(writer: PdfWriter, marker: str) -> None:
    action = writer._add_object(words(S="/JavaScript", JS=f"app.alert('{marker}')"))
    writer.root_object[NameObject("/Names")] = words(JavaScript=words(Names=[marker, action]))


def _outline(writer: PdfWriter, marker: str) -> None:
    writer.add_outline_item(title=marker, page_number=0)


def _destination(writer: PdfWriter, marker: str) -> None:
    writer.add_named_destination(marker, 0)


def _labels(writer: PdfWriter, marker: str) -> None:
    writer.set_page_label(0, 0, "/D", prefix=marker)


def _layer(writer: PdfWriter, marker: str, visible: bool = False) -> DictionaryObject:
    group = writer._add_object(words(Type="/OCG", Name=marker))
    shown = words(ON=[group] if visible else [], OFF=[] if visible else [group], Order=[group])
    writer.root_object[NameObject("/OCProperties")] = words(OCGs=[group], D=shown)
    return group


def _marked(before: str, after: str = "EMC") -> Add:
    """The page's content between operators of marked content; ``@`` is the marker in hexadecimal digits."""

    def add(writer: PdfWriter, marker: str) -> None:
        digits = b"\xfe\xff" + marker.encode("utf-16-be")
        data = f"{before.replace('@', digits.hex())}\n".encode() + writer.pages[0].get_contents().get_data()
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream(data + f"\n{after}\n".encode()))

    return add


def _spoken(writer: PdfWriter, marker: str) -> None:
    """The text that is drawn last is said to be another."""
    data = writer.pages[0].get_contents().get_data()
    at = data.rindex(b"BT")
    spoken = f"/Span <</ActualText <feff{marker.encode('utf-16-be').hex()}>>> BDC\n".encode()
    page = stream(data[:at] + spoken + data[at:] + b"\nEMC\n")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(page)


def _tagged(writer: PdfWriter, marker: str) -> None:
    element = words(
        Type="/StructElem",
        S="/Figure",
        Alt=marker,
        ActualText=marker,
        T=marker,
        E=marker,
        ID=marker,
        Lang=marker,
    )
    tree = words(
        Type="/StructTreeRoot", K=[writer._add_object(element)], RoleMap=words(**{"x": f"/{marker}"})
    )
    writer.root_object[NameObject("/StructTreeRoot")] = writer._add_object(tree)


def _orphan(writer: PdfWriter, marker: str) -> None:
    writer.add_metadata({"/Title": NullObject()})
    writer._add_object(stream(marker.encode()))
    writer._add_object(words(Note=marker))


def _identifier(writer: PdfWriter, marker: str) -> None:
    data = ByteStringObject(marker.encode())
    writer._ID = ArrayObject([data, data])


def _font_name(writer: PdfWriter, marker: str) -> None:
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        font.get_object()[NameObject("/BaseFont")] = NameObject(f"/{marker}")


def _revised(marker: str) -> bytes:
    """The name stands only in the text of an earlier revision."""
    raw = pdf(lambda canvas, name: line(canvas, f"Then {name} called."), marker)
    new = PdfReader(io.BytesIO(pdf(None, marker))).pages[0].get_contents()
    writer = PdfWriter(io.BytesIO(raw), incremental=True)
    page = writer.pages[0]
    page[NameObject("/Contents")] = writer._add_object(stream(new.get_data()))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _secret(marker: str) -> bytes:
    """A file that opens without a password but has an owner's, and a title."""

    def add(writer: PdfWriter, name: str) -> None:
        writer.add_metadata({"/Title": name})
        writer.encrypt("", "owner", algorithm="RC4-128")

    return changed(add, marker)


def _commented(marker: str) -> bytes:
    return re.sub(
        rb"^(%PDF-1\.\d[^\n]*\n)", lambda m: m[1] + b"% " + marker.encode() + b"\n", pdf(None, marker)
    )


def _far_away(canvas: Canvas, marker: str) -> None:
    line(canvas, f"Then {marker} called.", -400)
    line(canvas, f"Then {marker} called.", 640, 900)


def _cropped(writer: PdfWriter, marker: str) -> None:
    writer.pages[0].cropbox = RectangleObject((0, 500, 595, 842))


def _low(canvas: Canvas, marker: str) -> None:
    line(canvas, f"Then {marker} called.", 200)


def _pictured(make: Callable[[str], bytes], canvas: Canvas, marker: str) -> None:
    canvas.drawImage(ImageReader(io.BytesIO(make(marker))), 72, 300, 48, 32)


def _raw_picture(writer: PdfWriter, marker: str) -> None:
    data = JPEGS["JPEG XMP"](marker)
    entries = {
        "Width": 24,
        "Height": 16,
        "BitsPerComponent": 8,
        "ColorSpace": "/DeviceRGB",
        "Filter": "/DCTDecode",
    }
    image = stream(data, Type="/XObject", Subtype="/Image", Alt=marker, Metadata=words(x=marker), **entries)
    resources = writer.pages[0]["/Resources"].get_object()
    resources[NameObject("/XObject")] = DictionaryObject({NameObject("/I"): writer._add_object(image)})
    _marked("q 48 0 0 32 72 300 cm /I Do Q", "")(writer, marker)


_ADDED: dict[str, Add] = {
    **{f"info {key}": partial(_info, key) for key in _INFO},
    "key of the info": _info_key,
    "XMP": root("Metadata", lambda marker: stream(_xmp_of(marker), Type="/Metadata", Subtype="/XML")),
    "XMP of a page": page(
        "Metadata", lambda marker: stream(_xmp_of(marker), Type="/Metadata", Subtype="/XML")
    ),
    "note": note(Subtype="/Text", Contents="@", T="@", Subj="@", NM="@", RC="<p>@</p>"),
    "text on the page by an annotation": note(Subtype="/FreeText", Contents="@", DA="/F 9 Tf", DS="@"),
    "highlighting": note(
        Subtype="/Highlight", Contents="@", T="@", QuadPoints=[72, 420, 200, 420, 72, 400, 200, 400]
    ),
    "stamp": note(Subtype="/Stamp", Name="/@", Contents="@"),
    "hidden annotation": note(Subtype="/Text", Contents="@", F=2),
    "link": note(Subtype="/Link", A={"S": "/URI", "URI": "https://@.example"}, Contents="@"),
    "redaction that was not done": note(Subtype="/Redact", OverlayText="@", Contents="@"),
    "attached by an annotation": note(
        Subtype="/FileAttachment",
        FS={"Type": "/Filespec", "F": "@", "UF": "@"},
        Contents="@",
        Name="/PushPin",
    ),
    "value of a field": field(FT="/Tx", T="@", TU="@", TM="@", V="@", DV="@", DA="/F 9 Tf"),
    "choices of a field": field(FT="/Ch", T="x", Opt=["@"], V="@", Ff=131072),
    "signature": field(
        FT="/Sig", T="sig", TU="@", V={"Type": "/Sig", "Name": "@", "Reason": "@", "Location": "@"}
    ),
    "attachment": _attachment,
    "script": _script,
    "script on opening": root("OpenAction", lambda marker: words(S="/JavaScript", JS=f"say('{marker}')")),
    "action of a page": page("AA", lambda marker: words(O=words(S="/URI", URI=f"https://{marker}.example"))),
    "outline": _outline,
    "name of a destination": _destination,
    "old destination": root("Dests", lambda marker: words(**{marker: [0, "/Fit"]})),
    "label of a page": _labels,
    "name of a layer": lambda writer, marker: _layer(writer, marker) and None,
    "language": root("Lang", lambda marker: marker),
    "address of the file": root("URI", lambda marker: words(Base=f"https://{marker}.example")),
    "tags": _tagged,
    "data of a program": root("PieceInfo", lambda marker: words(App=words(Private=words(Who=marker)))),
    "data of a program in a page": page(
        "PieceInfo", lambda marker: words(App=words(Private=words(Who=marker)))
    ),
    "thread": root("Threads", lambda marker: [words(I=words(Title=marker, Author=marker))]),
    "collection": root("Collection", lambda marker: words(D=marker, Schema=words(x=words(N=marker)))),
    "intent of output": root("OutputIntents", lambda marker: [words(Info=marker, OutputCondition=marker)]),
    "permissions": root("Perms", lambda marker: words(UR3=words(Name=marker, Reason=marker))),
    "thumbnail": page(
        "Thumb",
        lambda marker: stream(
            marker.encode(), Width=1, Height=1, ColorSpace="/DeviceGray", BitsPerComponent=8
        ),
    ),
    "unknown key of the catalogue": root("Own", lambda marker: words(Who=marker)),
    "unknown key of a page": page("Own", lambda marker: words(Who=marker)),
    "alt text in the content": _marked("/Figure <</Alt <@> /E <@>>> BDC"),
    "property of marked content": _marked("/Own <</Who <@>>> BDC"),
    "comment in the content": _marked("% @", ""),
    "orphan objects": _orphan,
    "identifier of the file": _identifier,
    "name of a font": _font_name,
    "picture as it was": _raw_picture,
}
_HIDDEN: list[tuple[str, Callable[[str], bytes]]] = [
    *((name, partial(changed, add)) for name, add in _ADDED.items()),
    ("earlier revision", _revised),
    ("title of a file that has an owner's password", _secret),
    ("comment after the head", _commented),
    ("tail after the end", lambda marker: pdf(None, marker) + marker.encode()),
    ("text beyond the page", partial(pdf, _far_away)),
    ("text that is cropped", partial(changed, _cropped, draw=_low)),
    ("picture, comment", partial(pdf, partial(_pictured, JPEGS["comment"]))),
]


def _in_layer(visible: bool, marker: str) -> bytes:
    """Text of a layer that is on or off."""

    def add(writer: PdfWriter, name: str) -> None:
        group = _layer(writer, "notes", visible)
        writer.pages[0]["/Resources"].get_object()[NameObject("/Properties")] = words(L=group)
        _marked("/OC /L BDC", "EMC")(writer, name)

    return changed(add, marker, lambda canvas, name: line(canvas, f"Then {name} called."))


LEAKS = [
    Leak(name, "pdf", make, marker, visible)
    for visible, rows in (
        (True, [*pdf_text.VISIBLE, ("text of a layer", partial(_in_layer, True))]),
        (False, _HIDDEN),
        (
            None,
            [
                *pdf_text.EITHER,
                ("text of a layer that is off", partial(_in_layer, False)),
                (
                    "text for a program",
                    partial(changed, _spoken, draw=lambda canvas, name: line(canvas, "Then someone called.")),
                ),
            ],
        ),
    )
    for name, make in rows
    for marker in MARKERS
]
