"""Every place of an e-mail where a name can stand."""

from __future__ import annotations

import base64
from email.header import Header
from functools import partial
from urllib.parse import quote

from nasty.docx_base import docx
from nasty.html import page
from nasty.leak import KEPT, MARKERS, Leak
from nasty.pictures import JPEGS, PNGS

_TEXT = "\r\n".join(KEPT)
_PLAIN = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit"
_HEADERS = [
    "From",
    "To",
    "Cc",
    "Bcc",
    "Reply-To",
    "Sender",
    "Resent-From",
    "Resent-To",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Received",
    "Return-Path",
    "X-Originating-IP",
    "X-Mailer",
    "User-Agent",
    "Organization",
    "Comments",
    "Keywords",
    "Delivered-To",
    "Authentication-Results",
    "DKIM-Signature",
    "List-Id",
    "List-Unsubscribe",
    "Thread-Topic",
    "Thread-Index",
    "X-MS-Has-Attach",
    "Disposition-Notification-To",
    "Face",
    "Date",
    "Content-Description",
    "Content-ID",
    "Content-Location",
    "Importance",
    "X-@X@",
    "MIME-Version",
    "Content-Language",
    "Apparently-To",
    "Errors-To",
    "Envelope-To",
    "X-Google-DKIM-Signature",
    "ARC-Seal",
    "Autocrypt",
    "Content-Disposition",
]


def message(
    marker: str, *, headers: str = "", subject: str = "A case", kind: str = _PLAIN, body: str = _TEXT
) -> bytes:
    """The message; the marker stands in what is given."""
    top = (
        f"From: a@example.org\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n{headers}{kind}\r\n\r\n{body}\r\n"
    )
    return top.replace("@M@", marker).encode()


def encoded(marker: str, coding: str = "b") -> str:
    """The marker as encoded words."""
    if coding == "q":
        return "=?utf-8?q?" + "".join(f"={byte:02X}" for byte in marker.encode()) + "?="
    return f"=?utf-8?b?{base64.b64encode(marker.encode()).decode()}?="


def header(name: str, marker: str) -> bytes:
    """A message that has the marker in a header, as encoded words and in an address."""
    value = f"{encoded(marker)} <{quote(marker)}@example.org> {marker if marker.isascii() else ''}"
    return message(marker, headers=f"{name.replace('@X@', 'Client')}: {value}\r\n")


def split_header(marker: str) -> bytes:
    """A folded header that is cut within the name."""
    words = Header("x" * 40 + marker + "y" * 40, "utf-8", maxlinelen=40).encode()
    return message(marker, headers=f"X-Note: {words}\r\n")


def part(kind: str, content: bytes, more: str = "", coding: str = "base64") -> str:
    """One part of a message of several."""
    data = base64.encodebytes(content).decode() if coding == "base64" else content.decode()
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\n{more}\r\n{data}"


def several(
    parts: list[str], marker: str, kind: str = "mixed", edge: str = "cut", around: tuple[str, str] = ("", "")
) -> bytes:
    """A message of several parts."""
    inside = "".join(f"--{edge}\r\n{one}\r\n" for one in parts)
    return message(
        marker,
        kind=f'Content-Type: multipart/{kind}; boundary="{edge}"',
        body=f"{around[0]}\r\n{inside}--{edge}--\r\n{around[1]}",
    )


_FIRST = part("text/plain; charset=utf-8", _TEXT.encode(), coding="8bit")


def attached(kind: str, make: object, more: str, marker: str) -> bytes:
    """A message with an attachment."""
    content = make(marker) if callable(make) else make
    return several([_FIRST, part(kind, content, more)], marker)


def alternative(marker: str) -> bytes:
    """The marker stands only in the HTML alternative of a plain text that is the rest."""
    other = part("text/html; charset=utf-8", page("<p>Then @M@ called.</p>", "", marker))
    return several([_FIRST, other], marker, "alternative")


def only_html(body: str, head: str, marker: str) -> bytes:
    """A message of HTML alone."""
    return several([part("text/html; charset=utf-8", page(body, head, marker))], marker, "related")


def nested(text: str, headers: str, marker: str, depth: int = 1) -> bytes:
    """A message in a message, as forwarded ones are."""
    inner = message(marker, body=text, headers=headers)
    for _ in range(depth):
        inner = several(
            [_FIRST, f"Content-Type: message/rfc822\r\n\r\n{inner.decode()}"], marker, edge=f"cut{_}"
        )
    return inner


def signed(marker: str) -> bytes:
    """A message with a detached signature."""
    return several([_FIRST, part("application/pgp-signature", marker.encode())], marker, "signed")


def in_coding(coding: str, marker: str) -> bytes:
    """A body in a transfer encoding and a Russian charset."""
    text = f"{KEPT[0]}\n{KEPT[1]}\nThen {marker} called.\n"
    if coding == "base64":
        kind, body = "koi8-r", base64.encodebytes(text.encode("koi8-r")).decode()
    else:
        kind, body = (
            "utf-8",
            "".join(f"={byte:02X}" if byte > 126 or byte == 61 else chr(byte) for byte in text.encode()),
        )
        body = body.replace(marker[:3], f"{marker[:3]}=\r\n") if marker.isascii() else body
    body += "" if coding == "base64" else "Vi talade om s=C3=B6mnen."
    head = f"Content-Type: text/plain; charset={kind}\r\nContent-Transfer-Encoding: {coding}"
    return message(marker, kind=head, body=body)


def external(marker: str) -> bytes:
    """A part that lies elsewhere."""
    body = f'Content-Type: message/external-body; access-type=URL; URL="https://{marker}.example"; name="{marker}"\r\n'
    return several([_FIRST, f"{body}\r\nContent-Type: text/plain\r\nContent-ID: <{marker}>\r\n\r\n"], marker)


_CALLED = f"{_TEXT}\r\nThen @M@ called."
_NAME = 'Content-Disposition: attachment; filename="@M@.pdf"\r\n'
_NAME_CODED = "Content-Disposition: attachment; filename*0*=UTF-8''%41@A@; filename*1*=@Z@\r\n"


def coded_name(marker: str) -> bytes:
    """An attachment whose name is percent-encoded in two parts."""
    half = len(marker) // 2
    more = _NAME_CODED.replace("@A@", quote(marker[:half])).replace("@Z@", quote(marker[half:]))
    return attached("application/pdf", b"%PDF-", more, marker)


_HIDDEN = [
    *((f"header {name}", partial(header, name)) for name in _HEADERS),
    ("folded header", split_header),
    ("header with 8-bit letters", partial(message, headers="X-Who: @M@\r\nFrom: @M@ <b@example.org>\r\n")),
    ("second subject", partial(message, headers="subject: @M@\r\n")),
    ("preamble", lambda marker: several([_FIRST], marker, around=(f"This is {marker}.", ""))),
    ("epilogue", lambda marker: several([_FIRST], marker, around=("", f"This is {marker}."))),
    ("name of the edge", lambda marker: several([_FIRST], marker, edge=quote(marker))),
    ("parameter of the type", partial(message, kind=_PLAIN.replace("utf-8", 'utf-8; name="@M@"; x="@M@"'))),
    ("name of an attachment", partial(attached, "application/pdf", b"%PDF-", _NAME)),
    ("coded name of an attachment", coded_name),
    (
        "description of an attachment",
        partial(attached, "application/pdf", b"%PDF-", "Content-Description: @M@\r\nContent-ID: <@M@>\r\n"),
    ),
    (
        "attached text",
        partial(
            attached,
            "text/plain; charset=utf-8",
            str.encode,
            'Content-Disposition: attachment; filename="a.txt"\r\n',
        ),
    ),
    ("attached document", partial(attached, "application/octet-stream", docx, _NAME)),
    (
        "attached calendar",
        partial(
            attached, "text/calendar", str.encode, 'Content-Disposition: attachment; filename="a.ics"\r\n'
        ),
    ),
    (
        "attached card",
        partial(attached, "text/vcard", str.encode, 'Content-Disposition: attachment; filename="a.vcf"\r\n'),
    ),
    (
        "attached page",
        partial(
            attached,
            "text/html",
            partial(page, "<p>@M@</p>", ""),
            'Content-Disposition: attachment; filename="a.html"\r\n',
        ),
    ),
    ("winmail", partial(attached, "application/ms-tnef", str.encode, "")),
    *(
        (f"attached picture, {name}", partial(attached, "image/png", make, ""))
        for name, make in PNGS.items()
        if name != "plain"
    ),
    *(
        (f"attached picture, {name}", partial(attached, "image/jpeg", make, ""))
        for name, make in JPEGS.items()
    ),
    ("signature", signed),
    ("header of a nested message", partial(nested, _TEXT, "To: @M@ <x@example.org>\r\nX-Who: @M@\r\n")),
    (
        "header of a message two levels down",
        lambda marker: nested(_TEXT, "To: @M@ <x@example.org>\r\n", marker, 2),
    ),
    ("HTML, comment", partial(only_html, "<p>x<!-- @M@ --></p>", "")),
    ("HTML, title", partial(only_html, "<p>x</p>", "<title>@M@</title>")),
    ("HTML, link", partial(only_html, "<a href='mailto:@M@@example.org'>x</a>", "")),
    ("HTML, hidden", partial(only_html, "<p style='display:none'>@M@</p>", "")),
    ("HTML, picture", partial(only_html, "<img src='cid:@M@' alt='@M@'>", "")),
    ("external body", external),
]
_VISIBLE = [
    ("body", partial(message, body=_CALLED)),
    ("quoted reply", partial(message, body=f"{_TEXT}\r\n> @M@ wrote:\r\n> hello")),
    ("signature below", partial(message, body=f"{_TEXT}\r\n-- \r\n@M@")),
    ("subject", partial(message, subject="About @M@")),
    ("subject in encoded words", lambda marker: message(marker, subject=f"About {encoded(marker)}")),
    ("subject in quoted words", lambda marker: message(marker, subject=f"About {encoded(marker, 'q')}")),
    (
        "subject in two encoded words",
        lambda marker: message(marker, subject=f"About {encoded(marker[:5])}\r\n {encoded(marker[5:])}"),
    ),
    ("body in base64 and KOI8-R", partial(in_coding, "base64")),
    ("body in quoted-printable", partial(in_coding, "quoted-printable")),
    ("HTML alone", partial(only_html, "<p>Then @M@ called.</p>", "")),
    ("HTML alone, half bold", partial(only_html, "<p>Then @A@<b>@Z@</b> called.</p>", "")),
    ("nested message", partial(nested, _CALLED, "")),
    ("line folded to flow", partial(message, kind=f"{_PLAIN.splitlines()[0]}; format=flowed", body=_CALLED)),
]
_EITHER = [
    ("only in the alternative", alternative),
    ("message two levels down", lambda marker: nested(_CALLED, "", marker, 2)),
    (
        "second text",
        lambda marker: several(
            [_FIRST, part("text/plain; charset=utf-8", f"Then {marker} called.".encode())], marker
        ),
    ),
    ("subject of a nested message", lambda marker: nested(_TEXT, "Subject: @M@\r\n", marker)),
    (
        "text of an unknown kind",
        lambda marker: several([_FIRST, part("text/x-note", marker.encode())], marker),
    ),
    (
        "delivery report",
        lambda marker: several(
            [_FIRST, part("message/delivery-status", marker.encode(), coding="8bit")], marker, "report"
        ),
    ),
]


def _kept(name: str) -> tuple[str, ...]:
    return KEPT[:2] if "KOI8-R" in name else KEPT


LEAKS = [
    Leak(name, "eml", make, marker, visible, _kept(name))
    for visible, rows in ((True, _VISIBLE), (False, _HIDDEN), (None, _EITHER))
    for name, make in rows
    for marker in MARKERS
]
