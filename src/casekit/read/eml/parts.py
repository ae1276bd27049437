"""The parts of a message: which of them were written for a reader, and which are left out."""

from __future__ import annotations

import email
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from email.policy import compat32

from casekit.errors import FileProblem
from casekit.read.archive import damaged, encrypted, too_large
from casekit.read.charsets import text_in
from casekit.read.document import Choices, text_of_blocks
from casekit.read.eml.bodies import body_text
from casekit.read.eml.headers import KNOWN, Mail, headers_of, known_only_there
from casekit.read.html import HtmlDocument, declared_encoding, document_of

#: parts inside one another that are read, and multiparts of a message
DEEPEST, MOST_PARTS = 30, 1000
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
#: a header of contents with its lines; the parser takes a time that grows with the square of its parameters
_CONTENT = re.compile(rb"^content-[a-z-]{1,40}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_LONGEST = 10_000
_FILE_NAME = re.compile(r"name=\s*\"?([^\";]{1,300})", re.IGNORECASE)
_SEALED = frozenset(
    (
        "multipart/encrypted",
        "application/pgp-encrypted",
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
    )
)
_SIGNATURES = frozenset(
    ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
)
_SEALED_TEXT = re.compile(r"^-----BEGIN PGP MESSAGE-----", re.MULTILINE)


@dataclass(slots=True)
class Letter:
    """What a message says; ``bodies`` are in its order."""

    subject: str = field(default="", repr=False)
    bodies: list[str | HtmlDocument] = field(default_factory=list, repr=False)
    forwarded: list[Letter] = field(default_factory=list, repr=False)
    hidden: list[str] = field(default_factory=list, repr=False)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, other: Letter) -> None:
        """Take over what a part of it says."""
        self.bodies += other.bodies
        self.forwarded += other.forwarded
        self.forget(other)

    def forget(self, other: Letter) -> None:
        """Take over only what a part knows and leaves out."""
        self.hidden += other.hidden
        self.left_out += other.left_out


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the parts of the message in the file ``name``."""

    name: str
    choices: Choices

    def letter(self, message: Mail, depth: int = 0) -> Letter:
        """The message with all that is in it."""
        headers = list(headers_of(message, self.name))
        subjects = [text for key, text in headers if key == "subject"]
        letter = Letter(subject=subjects[0] if subjects else "")
        letter.hidden += [*known_only_there(headers), *subjects[1:]]
        letter.add(self.part(message, depth, whole=True))
        return letter

    def part(self, part: Mail, depth: int, *, whole: bool = False) -> Letter:
        """One part; ``whole`` says that it is all that the message has."""
        kind = part.get_content_type()
        if kind in _SEALED and "certs-only" not in str(part.get("content-type", "")):
            raise encrypted(self.name)
        if depth > DEEPEST:
            return Letter(left_out=Counter(attachment=1))
        if kind in ("message/rfc822", "message/global") and part.is_multipart():
            return Letter(forwarded=[self.letter(inner, depth + 1) for inner in _children(part)])
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            return self._several(part, kind, depth)
        return self._leaf(part, kind, whole=whole)

    def _several(self, part: Mail, kind: str, depth: int) -> Letter:
        letters = [self.part(child, depth + 1) for child in _children(part)]
        if kind == "multipart/alternative":
            return _fullest(letters)
        if kind == "multipart/related" and letters:
            return _with_pictures(letters)
        whole = Letter()
        for letter in letters:
            whole.add(letter)
        return whole

    def _leaf(self, part: Mail, kind: str, *, whole: bool) -> Letter:
        headers = list(headers_of(part, self.name))
        names = _file_names(part, headers)
        hidden = [*names, *known_only_there(pair for pair in headers if pair[0] == "content-id")]
        attached = bool(names) or "attachment" in str(part.get("content-disposition", "")).lower()
        if kind in _SIGNATURES:
            return Letter(hidden=hidden)
        if (attached and not whole) or kind not in ("text/plain", "text/html", "multipart/mixed"):
            is_picture = part.get_content_maintype() == "image"
            return Letter(hidden=hidden, left_out=Counter({"picture" if is_picture else "attachment": 1}))
        letter = self._written(part, kind)
        letter.hidden += hidden
        return letter

    def _written(self, part: Mail, kind: str) -> Letter:
        """A part that was written for a reader."""
        try:
            text = self._text(part, is_page=kind == "text/html")
        except FileProblem:  # bytes that are no text
            return Letter(left_out=Counter(attachment=1))
        if kind == "text/html":
            page = document_of(text, self.name, self.choices)
            out = Counter({left.key: left.count for left in page.left_out})
            return Letter(bodies=[page] if page.blocks else [], hidden=list(page.hidden), left_out=out)
        text, files = body_text(text, flowed=_parameter(part, "format"), joined=_parameter(part, "delsp"))
        if _SEALED_TEXT.search(text):
            raise encrypted(self.name)
        return Letter(bodies=[text] if text else [], left_out=Counter(attachment=files))

    def _text(self, part: Mail, *, is_page: bool) -> str:
        raw = _bytes(part)
        label = _charset(part) or (declared_encoding(raw) if is_page else None)
        try:
            return text_in(raw, label, self.name)
        except FileProblem:
            return text_in(raw.replace(b"\x00", b""), label, self.name)


def parsed(raw: bytes, name: str) -> Mail:
    """The message in these bytes.

    Raises:
        FileProblem: it has no header of a message, or more parts than any.
    """
    if sum(1 for _ in zip(range(MOST_PARTS + 1), _BOUNDARY.finditer(raw), strict=False)) > MOST_PARTS:
        raise too_large(name)
    if any(len(found[0]) > _LONGEST for found in _CONTENT.finditer(raw)):
        raise damaged(name)
    try:
        message: Mail = email.message_from_bytes(raw.lstrip(b"\xef\xbb\xbf\r\n \t"), policy=compat32)
    except Exception:  # the parser is recursive, and raises much on what is no message
        raise damaged(name) from None
    if not any(key.lower() in KNOWN for key in message):
        raise damaged(name)
    return message


def _children(part: Mail) -> Sequence[Mail]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _fullest(letters: Sequence[Letter]) -> Letter:
    """Of alternatives the plain text, unless it is a stub beside the page."""
    plain = next((one for one in letters if one.bodies and all(isinstance(b, str) for b in one.bodies)), None)
    pages = [one for one in letters if one.bodies and one is not plain]
    best = plain
    if best is None or (pages and 2 * _length(best) < _length(pages[-1])):
        best = pages[-1] if pages else Letter()
    for letter in letters:
        if letter is not best:
            best.hidden += letter.hidden
            best.forwarded += letter.forwarded
            best.left_out["attachment"] += letter.left_out["attachment"]
            best.left_out["picture"] = max(best.left_out["picture"], letter.left_out["picture"])
    best.left_out = +best.left_out
    return best


def _length(letter: Letter) -> int:
    return sum(len(body if isinstance(body, str) else text_of_blocks(body.blocks)) for body in letter.bodies)


def _with_pictures(letters: Sequence[Letter]) -> Letter:
    """A page with the files that belong to it; its pictures are counted once."""
    whole, others = letters[0], Letter()
    for letter in letters[1:]:
        others.forget(letter)
        whole.forwarded += letter.forwarded
    pictures = max(whole.left_out["picture"], others.left_out["picture"])
    whole.forget(others)
    whole.left_out["picture"] = pictures
    whole.left_out = +whole.left_out
    return whole


def _bytes(part: Mail) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except Exception:  # as above, on broken encodings
        return b""
    return payload if isinstance(payload, bytes) else b""


def _charset(part: Mail) -> str | None:
    try:
        return part.get_content_charset()
    except Exception:
        return None


def _file_names(part: Mail, headers: Sequence[tuple[str, str]]) -> list[str]:
    """The names that a part has as a file, as they stand and decoded (RFC 2231)."""
    found = [name for key, text in headers if key.startswith("content-") for name in _FILE_NAME.findall(text)]
    with suppress(Exception):  # the parser of parameters raises much
        found.append(part.get_filename() or "")
    return [name.strip() for name in found if name.strip() and "\ufffd" not in name]


def _parameter(part: Mail, name: str) -> bool:
    """Whether a parameter of the content type is set: ``format=flowed``, ``delsp=yes``."""
    try:
        return str(part.get_param(name, "")).lower() in ("flowed", "yes")
    except Exception:
        return False
