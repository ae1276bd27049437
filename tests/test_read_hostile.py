"""Files made to harm are refused in words for their owner or opened within bounds; nothing leaves or stays."""

from __future__ import annotations

import io
import random
import resource
import signal
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from casekit.errors import FileProblem
from casekit.lang import get_language
from casekit.read import open_document, text_of_blocks
from casekit.read.archive import MOST_PACKED, MOST_PARTS, packed, unpacked
from casekit.read.markup import parse_xml

#: what a file may take beside what the tests hold already, in bytes, and how long
MOST_MEMORY, MOST_SECONDS = 3_000_000_000, 60
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
#: the errors that people are told in words
TOLD = get_language("sv").table("messages")["errors"]
FORMATS = ("docx", "odt", "rtf", "pdf", "html", "eml", "txt")


@pytest.fixture(autouse=True)
def bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No network, no file written, an end to time and memory."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a document reached for the network")

    def late(*_: object) -> None:
        raise AssertionError("a document took too long")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    before = signal.signal(signal.SIGALRM, late)
    resource.setrlimit(resource.RLIMIT_AS, (now + MOST_MEMORY, hard))
    signal.alarm(MOST_SECONDS)
    yield
    signal.alarm(0)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    signal.signal(signal.SIGALRM, before)
    assert list(tmp_path.iterdir()) == []


def outcome(raw: bytes, name: str) -> str:
    """The key of the refusal, or ``opened`` for a file that is read and written again."""
    try:
        document = open_document(raw, name)
        document.written([[] for _ in document.blocks], "en")
    except FileProblem as problem:
        assert problem.key.startswith("file_") and problem.key in TOLD
        assert "came" not in f"{problem!r} {problem.__cause__!r}"
        return problem.key
    return "opened"


# files as they should be


def xml(content: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{content}'.encode()


def docx_parts(body: str = "<w:p><w:r><w:t>She came.</w:t></w:r></w:p>", head: str = "") -> dict[str, bytes]:
    return {
        "[Content_Types].xml": xml(
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.'
            'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
        ),
        "_rels/.rels": xml(
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f'{head}<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>{body}</w:body>'
        "</w:document>".encode(),
    }


def odt_parts(body: str = "<text:p>She came.</text:p>", head: str = "") -> dict[str, bytes]:
    kind = "application/vnd.oasis.opendocument.text"
    return {
        "mimetype": kind.encode(),
        "META-INF/manifest.xml": xml(
            f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="{kind}"/><manifest:file-entry manifest:full-path="content.xml" '
            'manifest:media-type="text/xml"/></manifest:manifest>'
        ),
        "content.xml": f'{head}<office:document-content xmlns:office="{ODF}:office:1.0" xmlns:text="{ODF}:text:1.0" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3"><office:body><office:text>{body}'
        "</office:text></office:body></office:document-content>".encode(),
    }


def docx(body: str = "<w:p><w:r><w:t>She came.</w:t></w:r></w:p>", head: str = "") -> bytes:
    return packed(docx_parts(body, head))


def odt(body: str = "<text:p>She came.</text:p>", head: str = "") -> bytes:
    return packed(odt_parts(body, head))


def pdf(pages: int = 1) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number in range(pages):
        canvas.drawString(72, 700, f"She came, and sat down for the hour number {number}.")
        canvas.drawString(72, 680, "We spoke of sleep, of work and of the house by the sea.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


HTML = b"<!DOCTYPE html><html><head><title>t</title></head><body><p>She <b>came</b>.</p></body></html>"
EML = b"Subject: A case\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nShe came.\r\n"
RTF = rb"{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0 Arial;}}\pard She came. \'c0\u1040?\par}"
FINE = {"docx": docx(), "odt": odt(), "rtf": RTF, "pdf": pdf(), "html": HTML, "eml": EML, "txt": b"She came."}


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_as_it_should_be_is_opened(format_: str) -> None:
    assert outcome(FINE[format_], f"a.{format_}") == "opened"


# damaged


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_breaks_off(format_: str) -> None:
    raw = FINE[format_]
    for part in range(20):
        outcome(raw[: len(raw) * part // 20], f"a.{format_}")


@pytest.mark.parametrize("format_", ["docx", "odt", "pdf"])
def test_a_file_that_breaks_off_is_refused_where_its_end_matters(format_: str) -> None:
    assert outcome(FINE[format_][: len(FINE[format_]) // 2], f"a.{format_}") == "file_damaged"


@pytest.mark.parametrize("format_", FORMATS)
def test_bytes_that_were_flipped(format_: str) -> None:
    chance = random.Random(7)
    for _ in range(12 if format_ == "pdf" else 60):
        raw = bytearray(FINE[format_])
        for _ in range(chance.choice((1, 1, 4, 40))):
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        outcome(bytes(raw), f"a.{format_}")


@pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels", "word/document.xml"])
def test_a_part_that_is_not_what_it_should_be(part: str) -> None:
    for content in (b"", b"<", b"<a/>", b"\xff\xfe", b"\0" * 50, png(), b"<?xml version='1.0'?>", None):
        parts: dict[str, bytes] = docx_parts()
        if content is None:
            del parts[part]
        else:
            parts[part] = content
        outcome(packed(parts), "a.docx")


@pytest.mark.parametrize("part", ["mimetype", "META-INF/manifest.xml", "content.xml"])
def test_a_part_of_an_opendocument_that_is_not_what_it_should_be(part: str) -> None:
    for content in (b"", b"<", b"<a/>", b"\xff\xfe", b"\0" * 50, png(), b"<?xml version='1.0'?>", None):
        parts: dict[str, bytes] = odt_parts()
        if content is None:
            del parts[part]
        else:
            parts[part] = content
        outcome(packed(parts), "a.odt")


@pytest.mark.parametrize("format_", FORMATS)
def test_an_empty_file(format_: str) -> None:
    assert outcome(b"", f"a.{format_}") in ("opened", "file_damaged", "file_no_text", "file_empty")


@pytest.mark.parametrize("format_", ["docx", "odt", "rtf", "pdf"])
def test_a_file_under_a_wrong_ending(format_: str) -> None:
    for other, raw in {**FINE, "png": png()}.items():
        if other != format_:
            assert outcome(raw, f"a.{format_}").startswith("file_"), other


@pytest.mark.parametrize("format_", ["html", "eml", "txt"])
def test_a_picture_is_no_text(format_: str) -> None:
    for raw in (png(), FINE["docx"], bytes(range(256)) * 40):
        outcome(raw, f"a.{format_}")


# encrypted, with macros


def ole(*names: str) -> bytes:
    """An OLE file of a header, one sector of its table and one of its directory."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0
    )
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = b""
    for name in ("Root Entry", *names):
        raw = name.encode("utf-16-le")
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, 2, 1) + bytes(60)
    return (header.ljust(512, b"\0") + table + directory).ljust(4096, b"\0")


def flagged(raw: bytes) -> bytes:
    """A zip file whose parts say that they are encrypted."""
    out = bytearray(raw)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = out.find(mark)
        while start >= 0:
            out[start + at] |= 1
            start = out.find(mark, start + 4)
    return bytes(out)


def locked_odt() -> bytes:
    parts = odt_parts()
    parts["META-INF/manifest.xml"] = parts["META-INF/manifest.xml"].replace(
        b'manifest:media-type="text/xml"/>',
        b'manifest:media-type="text/xml" manifest:size="9"><manifest:encryption-data manifest:checksum-type="SHA1" '
        b'manifest:checksum="x"><manifest:algorithm manifest:algorithm-name="Blowfish CFB"/></manifest:encryption-data>'
        b"</manifest:file-entry>",
    )
    parts["content.xml"] = bytes(range(256))
    return packed(parts)


def locked_pdf(user: str, owner: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt(user, owner, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (ole("EncryptionInfo", "EncryptedPackage"), "a.docx"),
        (flagged(docx()), "a.docx"),
        (flagged(odt()), "a.odt"),
        (locked_odt(), "a.odt"),
        (locked_pdf("secret", "owner"), "a.pdf"),
    ],
    ids=["word", "zip entries of word", "zip entries of opendocument", "opendocument", "pdf"],
)
def test_a_file_with_a_password_is_refused_as_such(raw: bytes, name: str) -> None:
    assert outcome(raw, name) == "file_encrypted"


def test_a_pdf_that_opens_without_a_password_is_opened() -> None:
    assert outcome(locked_pdf("", "owner"), "a.pdf") == "opened"


def test_an_office_file_of_before_2007_is_refused() -> None:
    assert outcome(ole("WordDocument", "1Table"), "a.docx") == "file_damaged"


def with_macros(kind: bytes) -> bytes:
    parts = docx_parts()
    parts["word/vbaProject.bin"] = ole("VBA")
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b".wordprocessingml.document.main", kind
    )
    return packed(parts)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (b".ms-word.document.macroEnabled.main", "a.docx"),
        (b".ms-word.document.macroEnabled.main", "a.docm"),
        (b".wordprocessingml.document.main", "a.docx"),
    ],
)
def test_macros_are_refused_or_gone(kind: bytes, name: str) -> None:
    raw = with_macros(kind)
    result = outcome(raw, name)
    assert result in ("file_macros", "file_damaged")


# too much


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return out.getvalue()


def lying(raw: bytes, path: str, size: int) -> bytes:
    """A zip file in whose directory and header the size of a part is another."""
    out = bytearray(raw)
    name = path.encode()
    for mark, fixed, at in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        start = out.find(mark)
        while start >= 0:
            if out[start + fixed : start + fixed + len(name)] == name:
                out[start + at : start + at + 4] = struct.pack("<I", size)
            start = out.find(mark, start + 4)
    return bytes(out)


def bomb(format_: str, size: int) -> dict[str, bytes]:
    parts = docx_parts() if format_ == "docx" else odt_parts()
    part = "word/document.xml" if format_ == "docx" else "content.xml"
    return {**parts, part: parts[part] + bytes(size)}


@pytest.mark.parametrize("format_", ["docx", "odt"])
def test_a_part_that_is_packed_a_thousand_times(format_: str) -> None:
    assert outcome(zipped(bomb(format_, 80_000_000)), f"a.{format_}") == "file_too_large"


@pytest.mark.parametrize("format_", ["docx", "odt"])
def test_a_part_that_lies_about_its_size(format_: str) -> None:
    part = "word/document.xml" if format_ == "docx" else "content.xml"
    raw = zipped(bomb(format_, 200_000_000))
    assert outcome(lying(raw, part, 500), f"a.{format_}") == "file_damaged"
    assert outcome(lying(FINE[format_], part, 4_000_000), f"a.{format_}") == "file_damaged"
    assert outcome(lying(FINE[format_], part, 0xFFFFFFF0), f"a.{format_}") == "file_too_large"


def test_a_part_that_lies_is_unpacked_no_further_than_it_says() -> None:
    raw = lying(zipped({"a": bytes(400_000_000)}), "a", 100)
    resource.setrlimit(
        resource.RLIMIT_AS, (_memory() + 200_000_000, resource.getrlimit(resource.RLIMIT_AS)[1])
    )
    with pytest.raises(FileProblem) as caught:
        unpacked(raw, "a.docx")
    assert caught.value.key == "file_damaged"


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


@pytest.mark.parametrize("format_", ["docx", "odt"])
def test_many_parts_that_are_large_together(format_: str) -> None:
    parts = docx_parts() if format_ == "docx" else odt_parts()
    noise = random.Random(1).randbytes(30_000)
    parts |= {f"media/{n}.bin": (noise + bytes(4_000_000)) for n in range(130)}
    assert outcome(zipped(parts), f"a.{format_}") == "file_too_large"


@pytest.mark.parametrize("format_", ["docx", "odt"])
def test_too_many_parts(format_: str) -> None:
    parts = docx_parts() if format_ == "docx" else odt_parts()
    parts |= {f"media/{n}": b"" for n in range(MOST_PARTS)}
    assert outcome(packed(parts), f"a.{format_}") == "file_too_large"


def test_a_zip_in_a_zip_is_left_packed() -> None:
    inner = zipped({"a": bytes(50_000_000)})
    for _ in range(3):
        inner = zipped({f"{n}.zip": inner for n in range(10)})
    parts = docx_parts()
    parts["word/embeddings/a.zip"] = inner
    assert outcome(packed(parts), "a.docx") == "opened"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_of_packing_that_has_no_bounds_is_refused(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for path, content in docx_parts().items():
            archive.writestr(path, content)
    assert outcome(out.getvalue(), "a.docx") == "file_damaged"


@pytest.mark.parametrize("format_", ["docx", "odt"])
def test_a_part_that_is_there_twice(format_: str) -> None:
    part = "word/document.xml" if format_ == "docx" else "content.xml"
    out = io.BytesIO(FINE[format_])
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(part, b"<other/>")
    assert outcome(out.getvalue(), f"a.{format_}") == "file_damaged"


@pytest.mark.parametrize(
    "path", ["/etc/x", "../../x", "word/../../../x", "C:\\x", "\\\\host\\x", "word/\u202ex", ""]
)
def test_a_part_whose_path_leads_elsewhere(path: str) -> None:
    for format_, parts in (("docx", docx_parts()), ("odt", odt_parts())):
        outcome(packed({**parts, path: b"<a/>"}), f"a.{format_}")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_of_more_than_200_million_bytes(format_: str) -> None:
    assert outcome(bytes(MOST_PACKED + 1), f"a.{format_}") == "file_too_large"


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_of_nothing_but_zeros(format_: str) -> None:
    outcome(bytes(20_000_000), f"a.{format_}")


def test_a_pdf_whose_stream_is_packed_a_thousand_times() -> None:
    stream = zlib.compress(b" " * 500_000_000, 1)
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>endobj\n"
    body += (
        b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(stream) + stream + b"\nendstream endobj\n"
    )
    outcome(body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF", "a.pdf")


# deep

DEEP = 100_000


def nested(opening: str, inner: str, closing: str, depth: int = DEEP) -> str:
    return opening * depth + inner + closing * depth


def deep_mail(depth: int) -> bytes:
    head = b"MIME-Version: 1.0\r\nSubject: A case\r\n"
    parts = [b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth)]
    return head + b"".join(parts) + b"Content-Type: text/plain\r\n\r\nShe came.\r\n"


def forwarded(depth: int) -> bytes:
    return b"Subject: A case\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" * depth + EML


def deep_pdf(depth: int) -> bytes:
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    objects += [
        b"<</Type/Pages/Count 1/Kids[%d 0 R]%s>>" % (n + 3, b"/Parent %d 0 R" % (n + 1) if n else b"")
        for n in range(depth)
    ]
    objects.append(b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 600 800]>>" % (depth + 1))
    return raw_pdf(objects)


def raw_pdf(objects: list[bytes]) -> bytes:
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n + 1, o) for n, o in enumerate(objects))
    return body + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (len(objects) + 1)


NESTED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "XML of word": ("docx", lambda: docx(nested("<w:sdt>", "", "</w:sdt>"))),
    "tables of word": (
        "docx",
        lambda: docx(nested("<w:tbl><w:tr><w:tc>", "<w:p/>", "</w:tc></w:tr></w:tbl>", 60)),
    ),
    "XML of opendocument": ("odt", lambda: odt(nested("<text:section>", "", "</text:section>"))),
    "spans of opendocument": (
        "odt",
        lambda: odt("<text:p>" + nested("<text:span>", "x", "</text:span>", 180) + "</text:p>"),
    ),
    "elements of a page": ("html", lambda: nested("<div>", "She came.", "</div>").encode()),
    "formatting of a page": ("html", lambda: nested("<b>", "She came.", "</b>").encode()),
    "lists of a page": ("html", lambda: nested("<ul><li>", "She came.", "</li></ul>", DEEP // 2).encode()),
    "tables of a page": (
        "html",
        lambda: nested("<table><tr><td>", "She came.", "</td></tr></table>", 20_000).encode(),
    ),
    "open elements of a page": ("html", lambda: ("<p><a><b><i>" * DEEP + "She came.").encode()),
    "drawings of a page": ("html", lambda: nested("<svg><g>", "She came.", "</g></svg>", 20_000).encode()),
    "groups of RTF": ("rtf", lambda: b"{\\rtf1 " + b"{\\b " * DEEP + b"She came." + b"}" * DEEP + b"}"),
    "open groups of RTF": ("rtf", lambda: b"{\\rtf1 " + b"{" * 1_000_000),
    "closed groups of RTF": ("rtf", lambda: b"{\\rtf1 She came." + b"}" * 1_000_000),
    "tables of RTF": ("rtf", lambda: b"{\\rtf1 " + b"\\trowd\\itap9\\cellx1 x\\nestcell" * 50_000 + b"}"),
    "parts of a mail": ("eml", lambda: deep_mail(10_000)),
    "a few hundred parts of a mail": ("eml", lambda: deep_mail(300)),
    "forwarded mails": ("eml", lambda: forwarded(10_000)),
    "a few hundred forwarded mails": ("eml", lambda: forwarded(300)),
    "comments of a mail's header": (
        "eml",
        lambda: b"From: " + b"(" * DEEP + b"\r\nSubject: x\r\n\r\nShe came.\r\n",
    ),
    "pages of a PDF": ("pdf", lambda: deep_pdf(50_000)),
    "lists of a PDF": (
        "pdf",
        lambda: raw_pdf([b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * DEEP + b"]" * DEEP + b">>"]),
    ),
    "a PDF whose pages are their own parents": (
        "pdf",
        lambda: raw_pdf(
            [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"]
        ),
    ),
}


@pytest.mark.parametrize("name", NESTED)
def test_what_is_deep_is_refused_or_read(name: str) -> None:
    format_, make = NESTED[name]
    outcome(make(), f"a.{format_}")


def test_a_mail_within_mails_is_still_read() -> None:
    document = open_document(forwarded(3), "a.eml")
    assert "She came." in text_of_blocks(document.blocks)


# what reaches out

LAUGHS = "".join(
    f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' if n else '<!ENTITY l0 "ha">'
    for n in range(12)
)
TYPES = {
    "billion laughs": f"<!DOCTYPE a [{LAUGHS}]>",
    "one long entity, often": f'<!DOCTYPE a [<!ENTITY l11 "{"x" * 100_000}">]>',
    "a file": '<!DOCTYPE a [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE a [<!ENTITY l11 SYSTEM "http://127.0.0.1:9/x">]>',
    "a parameter": '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
    "a definition": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
    "an attribute by default": '<!DOCTYPE a [<!ATTLIST a b CDATA "c">]>',
}


@pytest.mark.parametrize("head", TYPES.values(), ids=TYPES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(head: str, encoding: str) -> None:
    for format_, parts, path, body in (
        ("docx", docx_parts, "word/document.xml", "<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>"),
        ("odt", odt_parts, "content.xml", '<text:p text:style-name="&l11;">&l11;</text:p>'),
    ):
        made = parts(body, head)
        made[path] = made[path].decode().encode(encoding)
        assert outcome(packed(made), f"a.{format_}") == "file_damaged"


@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "_rels/.rels", "word/styles.xml", "docProps/core.xml"]
)
def test_a_document_type_in_another_part_is_refused_or_left_out(part: str) -> None:
    parts = docx_parts()
    parts[part] = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
    try:
        document = open_document(packed(parts), "a.docx")
    except FileProblem:
        return
    host = Path("/etc/hostname").read_text().strip()
    assert host not in text_of_blocks(document.blocks)


def test_an_error_of_the_parser_holds_nothing_of_the_file() -> None:
    with pytest.raises(FileProblem) as caught:
        parse_xml(b"<Zebulonsson>Storgatan</Other>", "a.docx")
    assert caught.value.__context__ is None
    with pytest.raises(FileProblem) as caught:
        unpacked(packed({"Zebulonsson.xml": b"x" * 99}).replace(b"Zebulonsson", b"Zebulonssox", 1), "a.docx")
    assert caught.value.__context__ is None


def test_what_is_included_stays_out() -> None:
    body = (
        '<w:p><w:r><w:t>She came.</w:t></w:r></w:p><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" '
        'href="file:///etc/passwd" parse="text"/>'
    )
    document = open_document(docx(body), "a.docx")
    assert "root:" not in text_of_blocks(document.blocks)


RELATIONS = {
    "image": "http://127.0.0.1:9/x.png",
    "hyperlink": "file:///etc/passwd",
    "attachedTemplate": "http://127.0.0.1:9/x.dotm",
    "aFChunk": "http://127.0.0.1:9/x.html",
    "oleObject": "file:///etc/passwd",
    "subDocument": "../../../../etc/passwd",
    "header": "http://127.0.0.1:9/x.xml",
    "footnotes": "file:///etc/passwd",
}


@pytest.mark.parametrize("kind", RELATIONS)
@pytest.mark.parametrize("mode", ["External", "Internal"])
def test_a_relation_to_elsewhere_is_not_followed(kind: str, mode: str) -> None:
    parts = docx_parts(
        '<w:p><w:hyperlink r:id="r9"><w:r><w:t>She came.</w:t></w:r></w:hyperlink></w:p>'
        '<w:altChunk r:id="r9"/><w:subDoc r:id="r9"/><w:sectPr><w:headerReference w:type="default" r:id="r9"/>'
        "</w:sectPr>"
    )
    parts["word/_rels/document.xml.rels"] = xml(
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r9" Type="{OFFICE}/{kind}" '
        f'Target="{RELATIONS[kind]}" TargetMode="{mode}"/></Relationships>'
    )
    raw = packed(parts)
    try:
        document = open_document(raw, "a.docx")
    except FileProblem:
        return
    written = document.written([[] for _ in document.blocks], "en")
    assert b"127.0.0.1" not in b"".join(unpacked(written, "x").values())


@pytest.mark.parametrize(
    "body",
    [
        '<img src="http://127.0.0.1:9/x.png">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        "<style>@import url(http://127.0.0.1:9/x.css)</style>",
        '<iframe src="file:///etc/passwd"></iframe>',
        '<object data="file:///etc/passwd"></object>',
        '<meta http-equiv="refresh" content="0; url=http://127.0.0.1:9/">',
        '<base href="http://127.0.0.1:9/"><a href="x">y</a>',
        '<svg><image href="http://127.0.0.1:9/x.svg"/></svg>',
        "<script>fetch('http://127.0.0.1:9/')</script>",
        '<body background="http://127.0.0.1:9/x.png" onload="x()">',
        '<p style="background: url(http://127.0.0.1:9/x.png)">y</p>',
    ],
)
def test_a_page_brings_nothing_along(body: str) -> None:
    document = open_document(f"<html><body><p>She came.</p>{body}</body></html>".encode(), "a.html")
    written = document.written([[] for _ in document.blocks], "en")
    assert b"127.0.0.1" not in written and b"passwd" not in written


def test_an_opendocument_brings_nothing_along() -> None:
    body = (
        '<text:p><text:a xlink:href="http://127.0.0.1:9/x">She came.</text:a></text:p><text:section text:name="s">'
        '<text:section-source xlink:href="file:///etc/passwd"/><text:p>x</text:p></text:section>'
    )
    document = open_document(odt(body), "a.odt")
    written = document.written([[] for _ in document.blocks], "en")
    everything = b"".join(unpacked(written, "x").values())
    assert b"127.0.0.1" not in everything and b"passwd" not in everything


# much of one kind

LONG = 1_000_000


def stored(parts: Mapping[str, bytes]) -> bytes:
    """A file whose parts are not packed, so that they look like no bomb."""
    return packed(parts, frozenset(parts))


CELLS = (
    f'<table:table xmlns:table="{ODF}:table:1.0"><table:table-row table:number-rows-repeated="1000000000">'
    '<table:table-cell table:number-columns-repeated="1000000000"><text:p>x</text:p></table:table-cell>'
    "</table:table-row></table:table>"
)
MUCH: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty paragraphs of word": ("docx", lambda: stored(docx_parts("<w:p/>" * LONG))),
    "empty paragraphs of opendocument": ("odt", lambda: stored(odt_parts("<text:p/>" * (LONG // 4)))),
    "more elements than any file has": ("docx", lambda: stored(docx_parts("<w:p/>" * 7_000_000))),
    "a long attribute": ("docx", lambda: stored(docx_parts(f'<w:p w:rsidR="{"x" * 20_000_000}"/>'))),
    "many attributes": ("docx", lambda: docx("<w:p " + " ".join(f'a{n}="x"' for n in range(100_000)) + "/>")),
    "a long text": ("docx", lambda: docx(f"<w:p><w:r><w:t>{'x ' * 4_000_000}</w:t></w:r></w:p>")),
    "a text of too many letters": (
        "docx",
        lambda: docx(f"<w:p><w:r><w:t>{'x' * 30_000_000}</w:t></w:r></w:p>"),
    ),
    "many runs": ("docx", lambda: docx("<w:p>" + "<w:r><w:t>x</w:t></w:r>" * 40_000 + "</w:p>")),
    "many deleted runs": (
        "docx",
        lambda: docx("<w:p>" + "<w:del><w:r><w:delText>x</w:delText></w:r></w:del>" * 40_000 + "</w:p>"),
    ),
    "many fields that do not end": (
        "docx",
        lambda: docx("<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 50_000 + "</w:p>"),
    ),
    "many blanks": ("odt", lambda: odt('<text:p><text:s text:c="2000000000"/>x</text:p>')),
    "many repeated cells": ("odt", lambda: odt(f"<text:p>x</text:p>{CELLS}")),
    "many spans": ("odt", lambda: odt("<text:p>" + "<text:span>x</text:span>" * 40_000 + "</text:p>")),
    "many paragraphs of a page": ("html", lambda: b"<p>" * (LONG // 4)),
    "many openings of a page": ("html", lambda: b"<" * LONG),
    "many ampersands": ("html", lambda: b"&" * LONG),
    "many comments that do not end": ("html", lambda: b"<!--" * 250_000),
    "many declarations": ("html", lambda: b"<![CDATA[" * 100_000),
    "many attributes of a page": ("html", lambda: b"<p " + b"a=b " * 250_000 + b">x"),
    "quotes that do not end": ("html", lambda: b"<a href='" * 100_000),
    "spaces": ("html", lambda: b"<p>x" + b" " * LONG + b"y</p>"),
    "styles that do not end": ("html", lambda: b'<p style="' + b"display:" * 100_000 + b'">x'),
    "many lines of a mail": ("eml", lambda: EML + b"\r\n" * LONG),
    "a header of a mail that is long": ("eml", lambda: b"Subject: " + b"x" * LONG + b"\r\n\r\nx\r\n"),
    "a subject of encoded words": (
        "eml",
        lambda: b"Subject: " + b"=?utf-8?q?x?= " * 50_000 + b"\r\n\r\nx\r\n",
    ),
    "a subject that is almost encoded": ("eml", lambda: b"Subject: " + b"=?" * 300_000 + b"\r\n\r\nx\r\n"),
    "an address that is long": (
        "eml",
        lambda: b"From: " + b"a," * 100_000 + b"\r\nTo: " + b"<" * 100_000 + b"\r\nSubject: x\r\n\r\nx\r\n",
    ),
    "many headers of a mail": ("eml", lambda: b"X: y\r\n" * 50_000 + EML),
    "many parts of a mail": (
        "eml",
        lambda: (
            b'Subject: x\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
            + b"--b\r\n\r\nx\r\n" * 20_000
        ),
    ),
    "a boundary that is long": (
        "eml",
        lambda: b'Subject: x\r\nContent-Type: multipart/mixed; boundary="' + b"b" * 100_000 + b'"\r\n\r\nx',
    ),
    "parameters of a mail": (
        "eml",
        lambda: b"Subject: x\r\nContent-Type: text/plain; " + b"a*0=b; " * 20_000 + b"\r\n\r\nx",
    ),
    "many paragraphs of RTF": ("rtf", lambda: b"{\\rtf1 " + b"\\par " * (LONG // 4) + b"}"),
    "many letters of RTF": ("rtf", lambda: b"{\\rtf1 " + b"\\'e5" * 300_000 + b"}"),
    "a number of RTF that is long": (
        "rtf",
        lambda: b"{\\rtf1\\u" + b"9" * 100_000 + b"?\\uc999999999 \\u1040 x}",
    ),
    "a word of RTF that is long": ("rtf", lambda: b"{\\rtf1\\" + b"a" * LONG + b" x}"),
    "bytes of RTF that do not come": ("rtf", lambda: b"{\\rtf1 {\\pict\\bin999999999 x}}"),
    "backslashes": ("rtf", lambda: b"{\\rtf1 " + b"\\" * LONG + b"}"),
    "many pages": ("pdf", lambda: pdf(300)),
    "more pages than any write-up": ("pdf", lambda: pdf(3_200)),
    "one word": ("txt", lambda: b"x" * 5_000_000),
    "brackets": ("txt", lambda: b"[(" * LONG),
}


REFUSED = {
    "more elements than any file has": "file_too_large",
    "many attributes": "file_damaged",
    "a long attribute": "file_damaged",
    "more pages than any write-up": "file_too_large",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_too_much_is_refused_as_such(name: str) -> None:
    format_, make = MUCH[name]
    assert outcome(make(), f"a.{format_}") == REFUSED[name]


@pytest.mark.parametrize("name", sorted(MUCH.keys() - REFUSED.keys()))
def test_much_of_one_kind_is_refused_or_read(name: str) -> None:
    format_, make = MUCH[name]
    outcome(make(), f"a.{format_}")


# letters that are none

ODD: dict[str, tuple[str, bytes]] = {
    "bytes of no letter in word": (
        "docx",
        packed(
            {
                **docx_parts(),
                "word/document.xml": docx_parts()["word/document.xml"].replace(b"came", b"\xff\xfe\x80"),
            }
        ),
    ),
    "a number of no letter in word": (
        "docx",
        docx("<w:p><w:r><w:t>&#xD800;&#0;&#x110000;</w:t></w:r></w:p>"),
    ),
    "zeros in word": ("docx", docx("<w:p><w:r><w:t>a\0b</w:t></w:r></w:p>")),
    "a number of no letter in opendocument": ("odt", odt("<text:p>&#xDFFF;</text:p>")),
    "a number of no letter in a page": (
        "html",
        b"<p>&#xD800; &#0; &#x110000; &#99999999999999; a\0b \xff</p>",
    ),
    "half a letter in a page": ("html", "<p>\ud800</p>".encode("utf-8", "surrogatepass")),
    "an encoding that is none": ("html", b'<meta charset="nonsense"><p>x</p>'),
    "an encoding that runs code elsewhere": ("html", b'<meta charset="idna"><p>x</p>'),
    "halves of letters in RTF": ("rtf", rb"{\rtf1 \u-10240?\u-9216?\u-10240?x\u55357?}"),
    "an encoding of RTF that is none": ("rtf", rb"{\rtf1\ansi\ansicpg99999\'ff\fcharset255 x}"),
    "zeros in RTF": ("rtf", b"{\\rtf1 a\0b\xff}"),
    "an encoding of a mail that is none": (
        "eml",
        b"Subject: =?nonsense?q?=FF?= =?utf-8?b?####?=\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe",
    ),
    "an encoding of a mail that is no encoding": (
        "eml",
        b"Subject: =?hex?q?x?= =?idna?q?=FF?=\r\nContent-Type: text/plain; charset=rot13\r\n\r\nShe came.",
    ),
    "base64 that is none": (
        "eml",
        b"Subject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!A==\r\n",
    ),
    "quoted-printable that is none": (
        "eml",
        b"Subject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=\r\n==\r\n",
    ),
    "zeros in a mail": ("eml", b"Subject: a\0b\r\nFrom: \0\r\n\r\na\0b"),
    "line ends in a subject": ("eml", b"Subject: =?utf-8?q?x=0D=0ABcc:_y@example.org?=\r\n\r\nx"),
    "a mail without a header": ("eml", b"\r\n\r\nx"),
    "a mail without a body": ("eml", b"Subject: x"),
    "half letters of UTF-16": ("txt", b"\xff\xfe\x00\xd8x\x00\x00\xdc"),
}


@pytest.mark.parametrize("name", ODD)
def test_letters_that_are_none_are_refused_or_read(name: str) -> None:
    format_, raw = ODD[name]
    outcome(raw, f"a.{format_}")


def test_a_subject_brings_no_further_header() -> None:
    document = open_document(ODD["line ends in a subject"][1], "a.eml")
    written = document.written([[] for _ in document.blocks], "en")
    assert b"\nBcc:" not in written.replace(b"\r", b"")
