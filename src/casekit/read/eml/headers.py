"""Headers of messages: their words decoded, what they know beside the subject, and a subject written anew."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterable, Iterator
from email.message import Message
from typing import TYPE_CHECKING

from casekit.errors import FileProblem
from casekit.read.charsets import declared_text, text_in, without_controls

if TYPE_CHECKING:
    Mail = Message[str, str]
else:
    Mail = Message

_ENCODED = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,30})?\?([bBqQ])\?([^?\n]*)\?=")
_FOLD = re.compile(r"\r?\n[ \t]*|\r")
#: characters of a header that are looked at
_MOST = 20_000
#: bytes of text in one encoded word, whose length is limited to 75
_IN_A_WORD = 42
_NAMED = frozenset(
    (
        "from",
        "to",
        "cc",
        "bcc",
        "reply-to",
        "sender",
        "resent-from",
        "resent-to",
        "resent-cc",
        "return-path",
        "delivered-to",
        "organization",
        "x-sender",
        "comments",
        "keywords",
        "list-id",
    )
)
_IDENTIFIED = frozenset(
    ("message-id", "references", "in-reply-to", "resent-message-id", "content-id", "received")
)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,100}@[^\s<>()\[\],;:\"@]{1,200}")
_QUOTED = re.compile(r"\"([^\"\n]{1,200})\"")
_BETWEEN_NAMES = re.compile(r"[<>,;:\"()]+")
_IDENTIFIER = re.compile(r"<([^<>\s]{1,300})>")
_MACHINE = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<=from )[\w.-]{4,200}")
#: a message has at least one of these
KNOWN = frozenset(("from", "to", "subject", "date", "mime-version", "content-type", "received", "message-id"))


def headers_of(part: Mail, name: str) -> Iterator[tuple[str, str]]:
    """The headers of a part as text on one line each, their names in lower case."""
    for key, value in part.raw_items():
        raw = str(value).encode("utf-8", "surrogateescape")
        try:
            text = text_in(raw[: 20 * _MOST], None, name)
        except FileProblem:
            text = raw.decode("latin-1")
        yield key.lower(), decoded_words(_FOLD.sub(" ", without_controls(text))).strip()


def decoded_words(text: str) -> str:
    """The text with encoded words (RFC 2047) as what they say; a letter may be split over two of them."""
    found: list[str] = []
    raw, label, at = b"", "", 0
    for match in _ENCODED.finditer(text):
        content = _content(match)
        if content is None:
            continue
        between = text[at : match.start()]
        if raw and label == match[1].lower() and not between.strip():
            raw += content
        else:
            found += [_word(raw, label), between if not raw or between.strip() else ""]
            raw, label = content, match[1].lower()
        at = match.end()
    return "".join([*found, _word(raw, label), text[at:]])


def _content(match: re.Match[str]) -> bytes | None:
    content = match[3].encode("utf-8", "replace")
    if match[2] in "qQ":
        return quopri.decodestring(content, header=True)
    try:
        return base64.b64decode(content + b"=" * (-len(content) % 4)) or None
    except binascii.Error:
        return None


def _word(raw: bytes, label: str) -> str:
    text = declared_text(raw, label)
    if text is None:
        text = raw.decode("utf-8", "replace")
    return without_controls(text)


def known_only_there(headers: Iterable[tuple[str, str]]) -> list[str]:
    """Names, addresses and identifiers in headers, which no clean message has."""
    found: list[str] = []
    for key, text in headers:
        text = text[:_MOST]
        found += _ADDRESS.findall(text)
        if key in _NAMED:
            found += _QUOTED.findall(text)
            found += [name for name in _BETWEEN_NAMES.split(text) if "@" not in name]
        if key in _IDENTIFIED:
            found += _IDENTIFIER.findall(text)
        if key in ("received", "x-originating-ip"):
            found += _MACHINE.findall(text)
    return [text.strip() for text in found if len(text.strip()) > 1]


def encoded_header(name: str, text: str) -> bytes:
    """A header line with this text, whatever its letters."""
    text = " ".join(text.split())
    if text.isascii() and len(text) < 66 and "=?" not in text:
        return f"{name}: {text}\r\n".encode("ascii")
    words = (b"=?utf-8?B?" + base64.b64encode(piece) + b"?=" for piece in _pieces(text))
    return name.encode("ascii") + b": " + b"\r\n ".join(words) + b"\r\n"


def _pieces(text: str) -> Iterator[bytes]:
    now = b""
    for letter in text:
        one = letter.encode("utf-8", "replace")
        if len(now) + len(one) > _IN_A_WORD:
            yield now
            now = b""
        now += one
    yield now
