"""The written file is searched for what was replaced: what is planted is found, what is harmless passes."""

from __future__ import annotations

import base64
import gzip
import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from html import escape
from urllib.parse import quote

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from reportlab.pdfgen.canvas import Canvas

from casekit.case import AnonymisedCase, EntityType, Mention
from casekit.errors import LeakError
from casekit.read.archive import packed
from casekit.read.proof import prove

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("style", "style"),
        ("draw", "drawing"),
        ("meta", "meta"),
        ("svg", "svg-compatible"),
        ("table", "table"),
    )
)
REPLACED = re.compile(r"\[\[(\w+)\|([^|\]]*)\|([^|\]]*\])\]\]")


class Story:
    """A text and its case, from ``[[TYPE|surface|replacement]]``."""

    def __init__(self, markup: str, language: str) -> None:
        self.language, self.mentions = language, []
        text, result, at = "", "", 0
        for match in REPLACED.finditer(markup):
            text, result = text + markup[at : match.start()], result + markup[at : match.start()]
            start = len(text)
            text, result, at = text + match[2], result + match[3], match.end()
            self.mentions.append((start, len(text), EntityType(match[1]), match[3]))
        self.text, self.result = text + markup[at:], result + markup[at:]

    @property
    def case(self) -> AnonymisedCase:
        mentions = tuple(
            Mention(start, end, type_, f"e{number}", "test", replacement=replacement)
            for number, (start, end, type_, replacement) in enumerate(self.mentions)
        )
        length = len(self.text)
        return AnonymisedCase(self.result, self.language, mentions, "share", length, length, {})

    def prove(self, data: bytes, format: str, *hidden: str) -> None:
        prove(data, format, document_text=self.text, case=self.case, hidden=hidden)


RU = Story(
    "[[PERSON|Анну Кудеяровскую|[Клиентка]]] направили в марте. Вера помогает ей.\n"
    "Звонила [[PERSON|Вера|[Мать]]] из [[LOCATION|Кологрива|[Город]]], телефон "
    "[[PHONE_NUMBER|+7 916 123-45-67|[Телефон]]].",
    "ru",
)
EN = Story(
    "[[PERSON|Mark Hollingbery|[Client]]] came in May. He may come again; Winnicott helps.\n"
    "His sister [[PERSON|May|[Sister]]] wrote from [[LOCATION|Georgia|[Place]]], "
    "[[EMAIL_ADDRESS|may.holl@example.org|[E-mail]]], [[ID_NUMBER|AB-1234567-8|[Number]]].",
    "en",
)
SV = Story(
    "[[PERSON|Åsa Zebulonsson|[Klient]]] bor i [[LOCATION|Lund|[Ort]]], "
    "[[ADDRESS|Storgatan 12, 222 22 Lund|[Adress]]].\n"
    "[[PERSON|Bo|[Bror]]] är 57 år. Personnummer [[ID_NUMBER|19850312-1234|[Nummer]]].",
    "sv",
)


def paragraphs(text: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.split("\n"))


def docx(
    text: str,
    body: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    stored: frozenset[str] = frozenset(),
) -> bytes:
    document = f"<w:document {W}><w:body>{paragraphs(text)}{body}</w:body></w:document>"
    all_parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "word/document.xml": document,
        **(parts or {}),
    }
    return packed({k: v.encode() if isinstance(v, str) else v for k, v in all_parts.items()}, stored)


def odt(text: str, body: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    content = (
        f"<office:document-content {ODF}><office:body><office:text>{lines}{body}"
        "</office:text></office:body></office:document-content>"
    )
    all_parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        **(parts or {}),
    }
    return packed({k: v.encode() if isinstance(v, str) else v for k, v in all_parts.items()})


def html(text: str, body: str = "", head: str = "") -> bytes:
    lines = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
    return (
        "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Case</title>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>body {{ font-family: Georgia, serif; margin: 2em }}</style>{head}</head>"
        f"<body>{lines}{body}</body></html>"
    ).encode()


def rtf_escaped(text: str) -> str:
    out = []
    for letter in text:
        if letter in "\\{}":
            out.append("\\" + letter)
        elif letter == "\n":
            out.append("\\par\n")
        else:
            out.append(letter if ord(letter) < 128 else f"\\u{ord(letter)}?")
    return "".join(out)


def rtf(text: str, more: str = "", head: str = "") -> bytes:
    fonts = r"{\fonttbl{\f0\froman\fcharset0 Georgia;}{\f1\fswiss Mark Script;}}"
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{fonts}{head}\\pard {rtf_escaped(text)}{more}\\par}}".encode(
        "ascii"
    )


def eml(text: str, headers: Mapping[str, str] | None = None, attached: bytes = b"") -> bytes:
    subject, _, body = text.partition("\n")
    message = EmailMessage()
    message["Subject"] = subject
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(body)
    if attached:
        message.add_attachment(attached, maintype="application", subtype="octet-stream")
    return message.as_bytes()


def pdf(
    text: str, draw: Callable[[Canvas], None] = lambda _: None, *, compress: bool = True, info: str = ""
) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=int(compress), invariant=1)
    for put in (canvas.setAuthor, canvas.setTitle, canvas.setSubject, canvas.setCreator, canvas.setProducer):
        put("")
    if info:
        canvas.setKeywords(info)
    for number, line in enumerate(text.split("\n")):
        canvas.drawString(72, 700 - 40 * number, line)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def png(**texts: str) -> bytes:
    info = PngInfo()
    for key, value in texts.items():
        info.add_text(key, value, zip=True)
    out = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def zip_with(change: Callable[[zipfile.ZipFile], None]) -> bytes:
    out = io.BytesIO(docx(RU.result))
    with zipfile.ZipFile(out, "a") as archive:
        change(archive)
    return out.getvalue()


def with_extra(extra: bytes) -> Callable[[zipfile.ZipFile], None]:
    def change(archive: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo("word/header1.xml")
        info.extra = struct.pack("<HH", 0x7777, len(extra)) + extra
        archive.writestr(info, f"<w:hdr {W}/>")

    return change


def with_comment(archive: zipfile.ZipFile) -> None:
    archive.comment = "Анна Кудеяровская".encode("cp1251")


def with_gap(data: bytes, text: bytes) -> bytes:
    """Something before the first part, where no reader of zip files looks."""
    return text + data


def run(*texts: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts) + "</w:p>"


def element(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def ole(text: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 4 + text.encode("utf-16-le") + bytes(512)


def pdf_revised(data: bytes, object_: bytes) -> bytes:
    """An object that nothing refers to, as an earlier revision leaves it."""
    at = data.index(b"xref\n")
    return data[:at] + b"99 0 obj\n" + object_ + b"\nendobj\n" + data[at:]


MIXED = Story("[[PERSON|Анну Кудеяровскую|[Client]]] came.", "ru")
FULL = "Анна Кудеяровская"
BASE64 = base64.b64encode(FULL.encode()).decode()
#: name → (story, format, data)
LEAKS: dict[str, tuple[Story, str, bytes]] = {
    # seen text
    "a name left in place": (RU, "docx", docx(RU.text)),
    "a name in another form": (RU, "docx", docx(RU.result + "\nпро Анной")),
    "a name over two runs": (RU, "docx", docx(RU.result, run("Кудея", "ровской"))),
    "a name over a soft hyphen": (RU, "docx", docx(RU.result, run("Кудея\u00adровской"))),
    "a name over formatting within a text box": (
        RU,
        "docx",
        docx(
            RU.result,
            f"<w:p><w:r><w:t>Ан</w:t></w:r><w:r><w:txbxContent>{run('x')}</w:txbxContent></w:r><w:r><w:t>на</w:t></w:r></w:p>",
        ),
    ),
    "an ambiguous name once more than it was kept": (EN, "docx", docx(EN.result + "\nMay")),
    "a name of two letters": (SV, "docx", docx(SV.result + "\nBo")),
    "a name in entities": (RU, "docx", docx(RU.result, run("&#1040;&#1085;&#1085;&#x430;"))),
    "a name in decomposed letters": (SV, "docx", docx(SV.result, run(unicodedata.normalize("NFD", "Åsas")))),
    "a name in capitals": (SV, "odt", odt(SV.result + "\nZEBULONSSON")),
    "a phone number in another grouping": (RU, "docx", docx(RU.result + "\n8 / +7(916)1234567")),
    "text that nobody read": (EN, "docx", docx(EN.result, run("She lives beyond the harbour."))),
    "text of a part that nobody read": (
        EN,
        "docx",
        docx(EN.result, parts={"word/header3.xml": f"<w:hdr {W}>{run('Confidential, ward seven')}</w:hdr>"}),
    ),
    # hidden text of word files
    "deleted text": (
        EN,
        "docx",
        docx(EN.result, element("<w:del><w:r><w:delText>May</w:delText></w:r></w:del>")),
    ),
    "a field": (EN, "docx", docx(EN.result, element("<w:r><w:instrText>AUTHOR Mark</w:instrText></w:r>"))),
    "a percent-encoded target": (
        RU,
        "docx",
        docx(
            RU.result,
            parts={
                "word/_rels/document.xml.rels": "<Relationships><Relationship Id='r1' TargetMode='External' "
                f"Target='https://example.org/{quote(FULL)}'/></Relationships>"
            },
        ),
    ),
    "a target that is a word of the format": (
        EN,
        "docx",
        docx(
            EN.result,
            parts={
                "word/_rels/document.xml.rels": '<Relationships><Relationship Id="r1" TargetMode="External" '
                'Target="https://example.org/mark"/></Relationships>'
            },
        ),
    ),
    "an author": (RU, "docx", docx(RU.result, element(f'<w:ins w:author="{FULL}"/>'))),
    "an author who is a word of the format": (
        EN,
        "docx",
        docx(EN.result, element('<w:ins w:author="Mark"/>')),
    ),
    "an alt text": (
        SV,
        "docx",
        docx(SV.result, element('<wp:docPr id="1" name="Picture 1" descr="Bo i Lund"/>')),
    ),
    "a bookmark": (
        SV,
        "docx",
        docx(SV.result, element('<w:bookmarkStart w:id="1" w:name="_AsaZebulonsson"/>')),
    ),
    "a style": (
        SV,
        "docx",
        docx(
            SV.result,
            parts={"word/styles.xml": f'<w:styles {W}><w:style w:styleId="Zebulonsson1"/></w:styles>'},
        ),
    ),
    "a font": (
        RU,
        "docx",
        docx(
            RU.result,
            parts={"word/fontTable.xml": f'<w:fonts {W}><w:font w:name="Почерк Кудеяровской"/></w:fonts>'},
        ),
    ),
    "a custom property": (
        EN,
        "docx",
        docx(
            EN.result,
            parts={
                "docProps/custom.xml": "<Properties><property><vt:lpwstr>Mark</vt:lpwstr></property></Properties>"
            },
        ),
    ),
    "a core property": (
        SV,
        "docx",
        docx(
            SV.result,
            parts={"docProps/core.xml": "<cp:coreProperties><dc:creator>Bo</dc:creator></cp:coreProperties>"},
        ),
    ),
    "custom XML with escaped names": (
        RU,
        "docx",
        docx(RU.result, parts={"customXml/item1.xml": "<a k='_x0410__x043d__x043d__x0430_'/>"}),
    ),
    "an element's name": (EN, "docx", docx(EN.result, element("<w:Hollingbery/>"))),
    "a comment of XML": (RU, "docx", docx(RU.result, f"<!-- {FULL} -->")),
    "an instruction of XML": (RU, "docx", docx(RU.result, f"<?mso {FULL}?>")),
    "a number in a tag": (SV, "docx", docx(SV.result, element('<w:tag w:val="198503121234"/>'))),
    "an address in a property": (
        SV,
        "docx",
        docx(
            SV.result,
            parts={
                "docProps/app.xml": "<Properties><Company>storgatan 12,222 22 lund</Company></Properties>"
            },
        ),
    ),
    "JSON": (
        RU,
        "docx",
        docx(RU.result, parts={"customXml/x.json": '{"a": "\\u0410\\u043d\\u043d\\u0430"}'}),
    ),
    # packed things
    "a part's name": (EN, "docx", docx(EN.result, parts={"word/media/Hollingbery.png": png()})),
    "a picture's text": (
        RU,
        "docx",
        docx(RU.result, parts={"word/media/image1.png": png(Author="Mark", Title="Кудеяровская")}),
    ),
    "bytes after a picture": (
        EN,
        "docx",
        docx(EN.result, parts={"word/media/image1.png": png() + b"  Mark Hollingbery  "}),
    ),
    "a Word file within": (RU, "docx", docx(RU.result, parts={"word/embeddings/a.docx": docx(RU.text)})),
    "gzip": (RU, "docx", docx(RU.result, parts={"word/x.emz": gzip.compress(FULL.encode())})),
    "an OLE object in UTF-16": (RU, "docx", docx(RU.result, parts={"word/embeddings/o.bin": ole(FULL)})),
    "bytes in windows-1251": (
        RU,
        "docx",
        docx(RU.result, parts={"word/o.bin": bytes(range(256)) + FULL.encode("cp1251") + bytes(8)}),
    ),
    "bytes in UTF-16 of the other order": (
        RU,
        "docx",
        docx(RU.result, parts={"word/o.bin": bytes(range(255)) + FULL.encode("utf-16-be") + bytes(8)}),
    ),
    "bytes in windows-1252": (
        SV,
        "docx",
        docx(
            SV.result, parts={"word/o.bin": bytes(range(256)) + b"\0" + "Zebulonsson, Åsa".encode("cp1252")}
        ),
    ),
    "base64": (
        RU,
        "docx",
        docx(
            RU.result,
            parts={"word/settings.xml": f"<w:settings {W}><w:x w:y='{BASE64}'/></w:settings>"},
        ),
    ),
    "a comment of the zip": (RU, "docx", zip_with(with_comment)),
    "an extra field": (RU, "docx", zip_with(with_extra(FULL.encode()))),
    "bytes before the zip": (RU, "docx", with_gap(docx(RU.result), FULL.encode())),
    # OpenDocument
    "an OpenDocument span": (RU, "odt", odt(RU.result, "<text:p>Ан<text:span>на</text:span></text:p>")),
    "an annotation's author": (
        EN,
        "odt",
        odt(
            EN.result,
            "<text:p>x<office:annotation><dc:creator>Mark</dc:creator></office:annotation></text:p>",
        ),
    ),
    "a frame's name": (SV, "odt", odt(SV.result, '<text:p><draw:frame draw:name="Bo"/></text:p>')),
    "a description": (
        EN,
        "odt",
        odt(EN.result, "<text:p><draw:frame><svg:desc>May at sea</svg:desc></draw:frame></text:p>"),
    ),
    "a name of a style": (
        RU,
        "odt",
        odt(
            RU.result,
            parts={
                "styles.xml": '<office:styles><style:style style:display-name="Кудеяровской"/></office:styles>'
            },
        ),
    ),
    "a name of meta": (
        SV,
        "odt",
        odt(
            SV.result,
            parts={"meta.xml": "<office:meta><meta:initial-creator>Bo</meta:initial-creator></office:meta>"},
        ),
    ),
    "a thumbnail's text": (RU, "odt", odt(RU.result, parts={"Thumbnails/thumbnail.png": png(Title=FULL)})),
    # HTML
    "a name half bold": (RU, "html", html(RU.result, "<p><b>Кудея</b>ровская</p>")),
    "a title": (EN, "html", html(EN.result).replace(b"<title>Case", b"<title>Mark")),
    "a meta": (EN, "html", html(EN.result, head='<meta name="author" content="Mark">')),
    "an alternative text": (SV, "html", html(SV.result, '<img alt="Bo">')),
    "a data attribute": (EN, "html", html(EN.result, '<p data-client="Mark"></p>')),
    "a mail address": (EN, "html", html(EN.result, '<a href="mailto:may.holl%40example.org"></a>')),
    "a script": (RU, "html", html(RU.result, "<script>var a='\\u0410\\u043d\\u043d\\u0430'</script>")),
    "a style sheet": (EN, "html", html(EN.result, head="<style>.hollingbery { color: red }</style>")),
    "a comment": (RU, "html", html(RU.result, f"<!-- {escape(FULL)} -->")),
    "a picture in the page": (
        RU,
        "html",
        html(RU.result, f'<img src="data:image/png;base64,{base64.b64encode(png(Title=FULL)).decode()}">'),
    ),
    # RTF
    "RTF numbers of letters": (RU, "rtf", rtf(RU.result + "\nАнна")),
    "RTF bytes": (SV, "rtf", rtf(SV.result, r"\par \'c5sa")),
    "RTF over groups": (EN, "rtf", rtf(EN.result, r"\par {\b Hollin}{\i gbery}")),
    "RTF author": (EN, "rtf", rtf(EN.result, head=r"{\info{\author Mark}}")),
    "RTF field": (
        EN,
        "rtf",
        rtf(EN.result, r'{\field{\*\fldinst HYPERLINK "mailto:may.holl@example.org"}{\fldrslt x}}'),
    ),
    "RTF picture": (
        EN,
        "rtf",
        rtf(EN.result, "{\\pict\\pngblip " + (png() + b"   Hollingbery   ").hex() + "}"),
    ),
    # mail
    "a sender": (EN, "eml", eml(EN.result, {"From": "Mark <m@example.org>"})),
    "an encoded word": (RU, "eml", eml(RU.result, {"X-Client": FULL})),
    "an attachment": (RU, "eml", eml(RU.result, attached=docx(RU.text))),
    "an attachment's name": (
        EN,
        "eml",
        eml(EN.result, attached=b"x").replace(
            b"Content-Disposition: attachment", b'Content-Disposition: attachment; filename="Mark.txt"'
        ),
    ),
    "a quoted-printable body": (SV, "eml", eml(SV.result + "\nZebulonsson " + "å" * 70)),
    "bytes around the parts": (EN, "eml", eml(EN.result, attached=b"x") + b"\nMark Hollingbery\n"),
    # PDF
    "a PDF's text": (EN, "pdf", pdf(EN.text)),
    "a PDF's text outside of the page": (
        EN,
        "pdf",
        pdf(EN.result, lambda c: c.drawString(72, -400, "Hollingbery")),
    ),
    "a PDF's text in pieces": (
        EN,
        "pdf",
        pdf(
            EN.result,
            lambda c: (
                c.drawString(72, 100, "Holling"),
                c.drawString(72 + c.stringWidth("Holling"), 100, "bery"),
            ),
        ),
    ),
    "a PDF's text that nobody read": (
        EN,
        "pdf",
        pdf(EN.result, lambda c: c.drawString(72, 72, "Confidential harbour")),
    ),
    "a PDF's keywords": (EN, "pdf", pdf(EN.result, info="Mark")),
    "a PDF's keywords in UTF-16": (MIXED, "pdf", pdf(MIXED.result, info=FULL)),
    "a PDF's bookmark": (
        EN,
        "pdf",
        pdf(EN.result, lambda c: (c.bookmarkPage("a"), c.addOutlineEntry("Mark", "a"))),
    ),
    "a PDF's link": (
        EN,
        "pdf",
        pdf(EN.result, lambda c: c.linkURL("mailto:may.holl@example.org", (0, 0, 9, 9))),
    ),
    "a PDF's earlier revision": (
        EN,
        "pdf",
        pdf_revised(
            pdf(EN.result),
            b"<< /Length 60 /Filter /FlateDecode >> stream\n"
            + zlib.compress(b"BT (Hollingbery) Tj ET")
            + b"\nendstream",
        ),
    ),
    "a PDF's string without compression": (EN, "pdf", pdf_revised(pdf(EN.result), b"<< /T (Ma\\162k) >>")),
    "a PDF's hexadecimal string": (
        MIXED,
        "pdf",
        pdf_revised(pdf(MIXED.result), b"<< /T <FEFF" + FULL.encode("utf-16-be").hex().encode() + b"> >>"),
    ),
    "a PDF's metadata": (
        EN,
        "pdf",
        pdf_revised(
            pdf(EN.result),
            b"<< /Length 40 >> stream\n<x:xmpmeta><dc:creator>Mark</dc:creator></x:xmpmeta>\nendstream",
        ),
    ),
    "a PDF's name": (EN, "pdf", pdf_revised(pdf(EN.result), b"<< /Mark#20Hollingbery 1 >>")),
}


@pytest.mark.parametrize("name", LEAKS)
def test_what_is_planted_is_found(name: str) -> None:
    story, format_, data = LEAKS[name]
    with pytest.raises(LeakError) as caught:
        story.prove(data, format_)
    assert caught.value.key == "leak_in_file"
    assert caught.value.params["count"]
    assert (caught.value.params["types"] == "TEXT") == ("nobody read" in name)


THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office Theme"><a:latin '
    'typeface="Georgia" panose="02040502050405020303"/><a:font script="Mong" typeface="Mongolian Baiti"/>'
    '<a:srgbClr val="1F497D"/><a:prstGeom prst="heart"/></a:theme>'
)
STYLES = (
    f'<w:styles {W}><w:docDefaults><w:rFonts w:ascii="Times New Roman" w:hAnsi="David"/><w:lang w:val="sv-SE"/>'
    '</w:docDefaults><w:latentStyles><w:lsdException w:name="Table Grid"/><w:lsdException w:name="Mark Text"/>'
    '</w:latentStyles><w:style w:type="paragraph" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:styleId="Style1"><w:name w:val="Style 1"/><w:basedOn w:val="Normal"/></w:style></w:styles>'
)
SETTINGS = (
    f'<w:settings {W}><w:zoom w:percent="57"/><w:defaultTabStop w:val="1134"/><w:rsid w:val="00A91234567"/>'
    '<w:themeFontLang w:val="en-US"/></w:settings>'
)
FORMAT_NAMES = Story(
    "[[PERSON|Mark Page|[A]]] and [[PERSON|Georgia|[B]]] saw [[PERSON|Art|[C]]], [[PERSON|Will|[D]]], "
    "[[PERSON|Roman|[E]]], [[PERSON|Normal|[F]]], [[PERSON|Heart|[G]]], [[PERSON|David|[H]]] and "
    "[[PERSON|Author|[I]]] at [[ORGANIZATION|Microsoft|[J]]], [[LOCATION|Lang|[K]]]; he is [[AGE|57|[L]]], in "
    "[[PERSON|Table Grid|[M]]] from [[DATE_TIME|1134|[N]]], tel [[PHONE_NUMBER|5486400|[O]]], "
    "[[ID_NUMBER|91234567|[P]]], [[PERSON|Se|[Q]]], [[PERSON|Styles|[R]]], [[USERNAME|header|[S]]].",
    "en",
)
COUNTED = '<w:r><w:instrText xml:space="preserve"> PAGE \\* MERGEFORMAT </w:instrText></w:r>'
SIZES = element('<wp:extent cx="5486400" cy="3200400"/><w:bookmarkStart w:id="57" w:name="Bookmark1"/>')
HARMLESS: dict[str, tuple[Story, str, bytes, tuple[str, ...]]] = {
    "a case as it is": (RU, "docx", docx(RU.result), ()),
    "a kept word that is also a replaced name": (EN, "docx", docx(EN.result), ()),
    "words of the format": (
        FORMAT_NAMES,
        "docx",
        docx(
            FORMAT_NAMES.result,
            element(COUNTED) + SIZES,
            {"word/theme/theme1.xml": THEME, "word/styles.xml": STYLES, "word/settings.xml": SETTINGS},
        ),
        (),
    ),
    "text over runs and paragraphs in another order": (
        EN,
        "docx",
        docx("\n".join(reversed(EN.result.split("\n"))), "<w:p><w:r><w:t></w:t></w:r></w:p>"),
        (),
    ),
    "a kept word over two runs": (
        EN,
        "docx",
        docx(EN.result.replace(" Winnicott helps.", ""), run("Winni", "cott helps.")),
        (),
    ),
    "labels of what was left out": (
        FORMAT_NAMES,
        "docx",
        docx(
            FORMAT_NAMES.result + "\n[Picture left out]\n[Objekt borttaget]\n[Страница 3: изображение убрано]"
        ),
        (),
    ),
    "authors that are numbered": (
        FORMAT_NAMES,
        "docx",
        docx(FORMAT_NAMES.result, element('<w:commentRangeStart w:id="1"/><w:ins w:author="Author 1"/>')),
        ("Author", "Mark Page"),
    ),
    "pictures": (EN, "docx", docx(EN.result, parts={"word/media/image1.png": png()}), ()),
    "what the file knew and the text says, too": (
        EN,
        "docx",
        docx(EN.result),
        ("Winnicott", "He may come again"),
    ),
    "what the file knew and every file has": (
        EN,
        "docx",
        docx(EN.result, parts={"word/styles.xml": STYLES, "word/theme/theme1.xml": THEME}),
        (
            "Normal",
            "Style 1",
            "Table Grid",
            "Picture 1",
            "word/document.xml",
            "http://www.w3.org",
            "Office Theme",
            "1",
        ),
    ),
    "neutral properties": (
        FORMAT_NAMES,
        "docx",
        docx(
            FORMAT_NAMES.result,
            parts={
                "docProps/app.xml": "<Properties xmlns='http://schemas.openxmlformats.org/officeDocument/2006/"
                "extended-properties'><Application>Microsoft Office Word</Application></Properties>",
                "docProps/core.xml": "<cp:coreProperties xmlns:cp='http://schemas.openxmlformats.org/package/2006/"
                "metadata/core-properties'/>",
            },
        ),
        (),
    ),
    "an OpenDocument": (
        FORMAT_NAMES,
        "odt",
        odt(
            FORMAT_NAMES.result,
            '<text:p text:style-name="Normal">[Picture left out]</text:p>',
            {
                "styles.xml": f'<office:document-styles {ODF}><style:font-face style:name="Georgia" '
                'svg:font-family="Georgia" style:font-family-generic="roman"/><style:style style:name="Standard" '
                'style:family="paragraph"/><style:style style:name="Table_20_Grid"/></office:document-styles>',
                "meta.xml": f"<office:document-meta {ODF}><office:meta><meta:generator>LibreOffice/7.4"
                "</meta:generator></office:meta></office:document-meta>",
            },
        ),
        (),
    ),
    "an OpenDocument with notes": (
        EN,
        "odt",
        odt(
            EN.result,
            '<text:p><text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1'
            "</text:note-citation><text:note-body/></text:note></text:p>",
        ),
        (),
    ),
    "a page": (FORMAT_NAMES, "html", html(FORMAT_NAMES.result), ()),
    "a page with a kept picture": (
        EN,
        "html",
        html(EN.result, f'<img src="data:image/png;base64,{base64.b64encode(png()).decode()}">'),
        (),
    ),
    "RTF": (FORMAT_NAMES, "rtf", rtf(FORMAT_NAMES.result), ()),
    "RTF in Cyrillic": (RU, "rtf", rtf(RU.result, head=r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}}"), ()),
    "a mail": (FORMAT_NAMES, "eml", eml(FORMAT_NAMES.result), ()),
    "a mail in base64": (RU, "eml", eml(RU.result), ()),
    "a mail in quoted-printable": (SV, "eml", eml(SV.result), ()),
    "a PDF": (FORMAT_NAMES, "pdf", pdf(FORMAT_NAMES.result), ()),
    "a PDF with numbered pages": (
        EN,
        "pdf",
        pdf(EN.result, lambda c: c.drawString(280, 30, "Page 1 of 1")),
        (),
    ),
    "a PDF without compression": (EN, "pdf", pdf(EN.result, compress=False), ()),
    "plain text": (SV, "txt", SV.result.encode(), ()),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_harmless_passes(name: str) -> None:
    story, format_, data, hidden = HARMLESS[name]
    story.prove(data, format_, *hidden)


# what only the file knew

KNOWN: dict[str, tuple[Story, str, bytes, str]] = {
    "an author": (
        EN,
        "docx",
        docx(EN.result, element('<w:ins w:author="Torkelsson"/>')),
        "Birgitta Torkelsson",
    ),
    "a company of ordinary words": (
        EN,
        "docx",
        docx(
            EN.result,
            parts={"docProps/app.xml": "<Properties><Company>The Blue House</Company></Properties>"},
        ),
        "The Blue House",
    ),
    "the target of a link": (
        EN,
        "html",
        html(EN.result, '<a href="https://example.org/case?id=7&amp;n=Torkelsson"></a>'),
        "https://example.org/case?id=7&n=Torkelsson",
    ),
    "a number": (
        SV,
        "odt",
        odt(SV.result, '<text:p><draw:frame draw:name="1988-0312-77"/></text:p>'),
        "19880312-77",
    ),
    "a title that is seen": (EN, "docx", docx(EN.result + "\nTorkelsson"), "About Torkelsson"),
    "an alternative text in another form": (
        RU,
        "docx",
        docx(RU.result, element('<wp:docPr id="1" name="Picture 1" title="у Кологривской"/>')),
        "Дом Кологривских",
    ),
}


@pytest.mark.parametrize("name", KNOWN)
def test_what_only_the_file_knew_is_found(name: str) -> None:
    story, format_, data, hidden = KNOWN[name]
    with pytest.raises(LeakError):
        story.prove(data, format_, hidden)


def test_ordinary_words_of_what_the_file_knew_are_no_leak() -> None:
    data = docx(EN.result, element('<w:bookmarkStart w:id="1" w:name="_plan"/><w:tag w:val="notes"/>'))
    EN.prove(
        data, "docx", "A plan for May, with notes", "Winnicott", "document.docx", "Normal.dotm", "python-docx"
    )


# what the error says


def test_the_error_counts_and_says_what_kind_and_where_but_no_text() -> None:
    data = docx(RU.text, element('<w:ins w:author="Вера Кудеяровская"/>'))
    with pytest.raises(LeakError) as caught:
        RU.prove(data, "docx")
    params = caught.value.params
    assert params["types"] == "LOCATION, PERSON, PHONE_NUMBER, TEXT"
    assert params["where"] == "hidden text, text"
    assert int(str(params["count"])) > 3
    said = f"{caught.value!r} {caught.value} {params}"
    assert not any(word in said for word in ("Кудеяровск", "Анн", "916", "Кологрив"))
    assert caught.value.__context__ is None


@pytest.mark.parametrize("format_", ["docx", "odt", "pdf", "rtf"])
@pytest.mark.parametrize(
    "data", [b"", b"x", bytes(5000), docx(EN.result)[:-300]], ids=["empty", "x", "zeros", "half"]
)
def test_a_file_that_cannot_be_taken_apart_is_not_proved(format_: str, data: bytes) -> None:
    with pytest.raises(LeakError) as caught:
        EN.prove(data, format_)
    assert caught.value.key == "leak_unproved"


def test_an_encrypted_pdf_is_not_proved() -> None:
    with pytest.raises(LeakError) as caught:
        EN.prove(pdf_revised(pdf(EN.result), b"<< /Encrypt 5 0 R >>"), "pdf")
    assert caught.value.key == "leak_unproved"


def test_what_unpacks_without_end_is_not_proved() -> None:
    zeros = gzip.compress(bytes(250_000_000), 1)
    data = docx(EN.result, parts={f"word/{n}.gz": zeros for n in range(5)})
    with pytest.raises(LeakError) as caught:
        EN.prove(data, "docx")
    assert caught.value.key == "leak_unproved"


def test_a_case_without_replacements_shows_its_text_and_no_more() -> None:
    story = Story("She came in May.", "en")
    story.prove(docx(story.result), "docx")
    with pytest.raises(LeakError):
        story.prove(docx(story.result, run("So did he.")), "docx")
