"""A mail: its subject and text are seen, every other header and part is not."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message

from casekit.read.proof.blobs import read_blob
from casekit.read.proof.reading import Reading, Unproved
from casekit.read.proof.tags import read_tags


def read_mail(data: bytes, into: Reading) -> None:
    """A written .eml.

    Raises:
        Unproved: it is no mail that can be taken apart.
    """
    try:
        message = message_from_bytes(data, policy=policy.compat32)
    except (RecursionError, ValueError, LookupError):
        raise Unproved from None
    subject: list[str] = []
    bodies: list[list[str]] = []
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop()
        _read_headers(part, subject, into)
        into.free.update(_letters(text) for text in (part.preamble, part.epilogue) if text)
        inner = part.get_payload()
        if isinstance(inner, list):
            waiting += [one for one in reversed(inner) if isinstance(one, Message)]
        else:
            _read_body(part, bodies, into)
    first, *others = bodies or [[]]
    into.shown += [subject + first, *others]
    into.echoes.append(data.decode("utf-8", "replace"))


def _read_headers(part: Message, subject: list[str], into: Reading) -> None:
    for name, value in part.raw_items():
        text = _decoded(value)
        if name.lower() == "subject" and not subject:
            subject.append(text)
        elif name.lower().startswith("content-") and "name" not in text.lower():
            into.format.add(text)
        elif (name.lower(), text) != ("mime-version", "1.0"):
            into.free.update((name, text))


def _read_body(part: Message, bodies: list[list[str]], into: Reading) -> None:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    kind = part.get_content_type()
    if kind not in ("text/plain", "text/html"):
        read_blob(content, into)
        return
    try:
        text = content.decode(str(part.get_content_charset("utf-8")), "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    bodies.append(read_tags(text, "html", into) if kind == "text/html" else text.splitlines())


def _letters(text: str) -> str:
    """The text with the bytes read that its parser left as they are."""
    raw = text.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1251", "replace") + " " + raw.decode("cp1252", "replace")


def _decoded(value: str) -> str:
    """A header with its encoded words undone."""
    value = _letters(value)
    try:
        parts = decode_header(value)
    except (ValueError, LookupError):
        return value
    texts: list[str] = []
    for raw, charset in parts:
        try:
            texts.append(raw.decode(charset or "ascii", "replace") if isinstance(raw, bytes) else raw)
        except LookupError:
            texts.append(raw.decode("latin-1"))
    return "".join(texts)
