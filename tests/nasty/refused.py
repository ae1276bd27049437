"""Files that are no write-ups: bombs, damaged, protected, with programs in them, with eyes outside."""
# ruff: noqa: E501 (a file is one row of a table)

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from nasty.docx_base import NS, Part, docx, para, with_part
from nasty.leak import MARKERS
from nasty.odt_base import odt
from nasty.pdf_base import pdf
from nasty.pictures import PNGS

_NAME = MARKERS[0]
_DAMAGED, _LARGE, _LOCKED, _MACROS = {"file_damaged"}, {"file_too_large"}, {"file_encrypted"}, {"file_macros"}
_ENTITY = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_LAUGHS = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "@M@@M@@M@"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'


@dataclass(frozen=True)
class Refused:
    """A file, and the keys of errors that say what it is."""

    id: str
    name: str
    make: Callable[[], bytes] = field(repr=False)
    keys: frozenset[str] | set[str]


def _word(head: str, inside: str) -> bytes:
    xml = f"{head}<w:document {NS}><w:body>{inside}</w:body></w:document>".replace("@M@", _NAME)
    return with_part(docx(_NAME), "word/document.xml", xml.encode())


def _open_text(head: str, inside: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(odt(_NAME, inside))) as archive:
        xml = archive.read("content.xml")
    return with_part(odt(_NAME), "content.xml", head.replace("@M@", _NAME).encode() + xml)


def _deep(opening: str, closing: str, times: int = 5000) -> str:
    return opening * times + _NAME + closing * times


def _locked_bits(raw: bytes) -> bytes:
    """The zip file, each of its parts said to be encrypted."""
    raw = bytearray(raw)
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = raw.find(sign)
        while start >= 0:
            raw[start + at] |= 1
            start = raw.find(sign, start + 4)
    return bytes(raw)


def _twice() -> bytes:
    """Two main parts of one name: two programs would read two texts."""
    out = io.BytesIO(docx(_NAME, para(_NAME)))
    with zipfile.ZipFile(out, "a") as archive:
        archive.fp.seek(0, 2)
        info = zipfile.ZipInfo("word/document.xmL")
        archive.writestr(info, b"<x/>")
    return out.getvalue().replace(b"document.xmL", b"document.xml")


def _macros(kind: str = "main") -> bytes:
    part = Part(
        "word/vbaProject.bin",
        lambda marker: marker.encode(),
        "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
    )
    raw = docx(_NAME, parts=[part])
    if kind == "main":
        return raw
    with zipfile.ZipFile(io.BytesIO(docx(_NAME))) as archive:
        types = archive.read("[Content_Types].xml")
    macro = types.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    return with_part(docx(_NAME), "[Content_Types].xml", macro)


def _locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(None, _NAME))))
    writer.encrypt("secret", "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _scanned() -> bytes:
    from reportlab.lib.utils import ImageReader

    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for _ in range(2):
        canvas.drawImage(ImageReader(io.BytesIO(PNGS["plain"](_NAME))), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _locked_odt() -> bytes:
    data = (
        '<manifest:file-entry manifest:full-path="content2.xml" manifest:media-type="text/xml"><manifest:encryption-data '
        'manifest:checksum="x"><manifest:algorithm manifest:algorithm-name="AES256-CBC"/></manifest:encryption-data>'
        "</manifest:file-entry>"
    )
    return odt(_NAME, manifest=data)


def _office_locked() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )


def _secret_mail(kind: str) -> bytes:
    return f"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n".encode()


def _bomb(make: Callable[[str], bytes], path: str) -> bytes:
    return with_part(make(_NAME), path, b"\0" * 60_000_000)


REFUSED = [
    *(
        Refused(f"{what}.{ending}", f"case.{ending}", make, keys)
        for ending, whole in (("docx", docx), ("odt", odt))
        for what, make, keys in (
            ("nothing", bytes, _DAMAGED),
            ("no zip", partial(str.encode, f"Dear {_NAME}"), _DAMAGED),
            ("cut short", lambda whole=whole: whole(_NAME)[:-40], _DAMAGED),
            ("broken within", lambda whole=whole: _broken(whole(_NAME)), _DAMAGED),
            ("locked by an office program", _office_locked, _LOCKED),
            ("locked zip", lambda whole=whole: _locked_bits(whole(_NAME)), _LOCKED),
            ("empty zip", lambda: b"PK\x05\x06" + bytes(18), _DAMAGED),
            ("bomb", partial(_bomb, whole, "word/media/image1.png"), _LARGE),
        )
    ),
    Refused("two main parts of one name.docx", "case.docx", _twice, _DAMAGED),
    Refused("entity outside.docx", "case.docx", partial(_word, _ENTITY, para("&x;")), _DAMAGED),
    Refused("entities that grow.docx", "case.docx", partial(_word, _LAUGHS, para("&c;")), _DAMAGED),
    Refused(
        "deeply nested.docx",
        "case.docx",
        partial(_word, "", _deep("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>")),
        _DAMAGED,
    ),
    Refused(
        "no markup.docx",
        "case.docx",
        lambda: with_part(docx(_NAME), "word/document.xml", _NAME.encode()),
        _DAMAGED,
    ),
    Refused("another kind of document.docx", "case.docx", partial(odt, _NAME), _DAMAGED),
    Refused("macros.docx", "case.docx", _macros, _MACROS),
    Refused("macros by its type.docx", "case.docx", partial(_macros, "type"), _MACROS),
    Refused("macros.docm", "case.docm", _macros, _MACROS),
    Refused(
        "entity outside.odt",
        "case.odt",
        partial(_open_text, _ENTITY.replace('<?xml version="1.0"?>', ""), ""),
        _DAMAGED,
    ),
    Refused(
        "deeply nested.odt",
        "case.odt",
        lambda: odt(_NAME, _deep("<text:section>", "</text:section>")),
        _DAMAGED,
    ),
    Refused("another kind of document.odt", "case.odt", partial(docx, _NAME), _DAMAGED),
    Refused("locked.odt", "case.odt", _locked_odt, _LOCKED),
    Refused("no RTF.rtf", "case.rtf", partial(str.encode, f"Dear {_NAME}"), _DAMAGED),
    Refused("nothing.rtf", "case.rtf", bytes, _DAMAGED),
    Refused("nothing.pdf", "case.pdf", bytes, _DAMAGED),
    Refused("no PDF.pdf", "case.pdf", partial(str.encode, f"Dear {_NAME}"), _DAMAGED),
    Refused("head alone.pdf", "case.pdf", lambda: pdf(None, _NAME)[:60], _DAMAGED),
    Refused("locked.pdf", "case.pdf", _locked_pdf, _LOCKED),
    Refused("scanned.pdf", "case.pdf", _scanned, {"file_scanned"}),
    Refused(
        "locked by S/MIME.eml",
        "case.eml",
        partial(_secret_mail, "application/pkcs7-mime; smime-type=enveloped-data"),
        _LOCKED,
    ),
    Refused(
        "locked by PGP.eml",
        "case.eml",
        partial(_secret_mail, 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x'),
        _LOCKED,
    ),
]


def _broken(raw: bytes) -> bytes:
    """A zip file with other bytes in the middle of its first packed part."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        biggest = max(archive.infolist(), key=lambda info: info.compress_size)
    start = biggest.header_offset + 60
    return raw[:start] + b"\xff" * 40 + raw[start + 40 :]
