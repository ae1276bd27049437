"""A search of a file for a word in any shape, which knows nothing of the product.

Every layer of the file is unpacked (zip in zip, deflate, base64, hexadecimal, ASCII85, MIME, PDF objects of every
revision), read in every likely encoding, and compared without tags, escapes, white space and punctuation. The
beginning and the end of the word count as the word, as half a name is a leak too.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from functools import lru_cache
from quopri import decodestring
from urllib.parse import unquote

from nasty.pdf_layers import pdf_layers

#: layers in layers, letters that are enough of a word, bytes that one stream is unpacked to
_DEEPEST, _ENOUGH, _MOST = 5, 6, 4_000_000
_ENCODINGS = ("utf-8", "cp1251", "koi8-r", "utf-16-le", "utf-16-be")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_\-](?:[A-Za-z0-9+/_\-]|\r?\n){15,}={0,2}")
_BREAKS, _CAPITAL = re.compile(rb"[\r\n]"), re.compile(rb"[A-Z]")
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]\s*){16,}")
_DEFLATED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_FONT = b"\x00\x01\x00\x00"
_ASCII85 = re.compile(rb"[!-uz\s]{20,}~>")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){3}")
_TAGS = re.compile(r"<[^<>]*>")
_RTF_UNICODE = re.compile(r"\\u(-?\d+) ?(?:\\'[0-9A-Fa-f]{2}|\?)?")
_RTF_BYTE = re.compile(r"\\'([0-9A-Fa-f]{2})")
_RTF_WORD = re.compile(r"\\[a-zA-Z]+-?\d* ?|[{}\r\n]")
_BACKSLASH_U = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-9A-Fa-f]{3,6}) ?)")
_ENCODED_WORDS = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?]*\?=(?:\s*=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)*")
_LONG_HEADER = re.compile(rb"^[A-Za-z-]+:", re.MULTILINE)


@lru_cache(4096)
def places(raw: bytes, word: str) -> list[str]:
    """Where the word, or half of it, stands in the file; empty where it does not."""
    needles = _needles(word)
    return sorted({where for where, text in _told(raw, 0) if any(needle in text for needle in needles)})


def stands(raw: bytes, word: str) -> bool:
    """Whether the word, or half of it, stands in the file; quicker than to tell where."""
    needles = _needles(word)
    return any(needle in text for text in _decoded(raw) for needle in needles) or bool(places(raw, word))


def says(raw: bytes, sentence: str) -> bool:
    """Whether the whole sentence stands somewhere in the file."""
    needle = _squeezed(sentence)
    return any(needle in text for _, text in _told(raw, 0))


def _needles(word: str) -> set[str]:
    whole = _squeezed(word)
    return {whole} if len(whole) <= _ENOUGH else {whole[:_ENOUGH], whole[-_ENOUGH:]}


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(4096)
def _told(raw: bytes, depth: int) -> tuple[tuple[str, str], ...]:
    """The texts of a layer and of those in it; most files share most of their layers."""
    found = [("", text) for text in _decoded(raw)]
    if depth < _DEEPEST:
        for name, inner in _inner(raw):
            found += [(f"{name} > {deeper}", text) for deeper, text in _told(inner, depth + 1)]
    return tuple(dict.fromkeys(found))


def _decoded(layer: bytes) -> Iterator[str]:
    for encoding in _likely(layer):
        for start in (0, 1) if encoding.startswith("utf-16") else (0,):
            yield from {_squeezed(text) for text in _shapes(layer[start:].decode(encoding, "ignore"))}


def _likely(layer: bytes) -> Sequence[str]:
    """UTF-8 alone for what is nothing else."""
    try:
        text = layer.decode("utf-8")
    except UnicodeDecodeError:
        return _ENCODINGS
    return _ENCODINGS if _BINARY.search(text) else _ENCODINGS[:1]


def _shapes(text: str) -> Iterator[str]:
    for shape in (text, _TAGS.sub("", text)):
        yield shape
        plain = html.unescape(shape) if "&" in shape else shape
        yield plain
        if _PERCENT.search(plain):
            yield unquote(plain)
            yield unquote(plain, "cp1251")
        if "\\" in shape:
            yield _without_rtf(shape)
            yield _BACKSLASH_U.sub(lambda m: _letter(int(m[1] or m[2] or m[3], 16)), shape)
        if "=?" in shape:
            yield _ENCODED_WORDS.sub(lambda m: _words(m[0]), shape)
        if re.search(r"=[0-9A-F]{2}|=\r?\n", shape):
            yield decodestring(shape.encode()).decode("utf-8", "ignore")


def _letter(code: int) -> str:
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _without_rtf(text: str) -> str:
    text = _RTF_UNICODE.sub(lambda m: _letter(int(m[1]) % 0x10000) if len(m[1]) < 7 else "", text)
    text = _RTF_BYTE.sub(lambda m: bytes([int(m[1], 16)]).decode("cp1251", "ignore"), text)
    return _RTF_WORD.sub("", text)


def _words(text: str) -> str:
    try:
        parts = decode_header(text)
    except (HeaderParseError, ValueError, binascii.Error):
        return text
    return "".join(
        part if isinstance(part, str) else part.decode(charset or "utf-8", "ignore")
        for part, charset in parts
    )


def _inner(raw: bytes) -> Iterator[tuple[str, bytes]]:
    if b"PK\x05\x06" in raw and raw.startswith(b"PK"):
        yield from _zipped(raw)
        return
    if raw.startswith(_FONT):
        return
    if raw.startswith(b"%PDF"):
        yield from pdf_layers(raw)
    if _LONG_HEADER.match(raw) and (b"MIME-Version" in raw or b"Subject" in raw):
        yield from _mime(raw)
    for found in _DEFLATED.finditer(raw):
        yield from _tried("deflated", _inflated, raw[found.start() :])
    for letters in {_BREAKS.sub(b"", found[0]).rstrip(b"=") for found in _BASE64.finditer(raw)}:
        if len(_CAPITAL.findall(letters)) < 2:  # a path, such as those of namespaces
            continue
        for start in range(4):
            yield "base64", _unbase64(letters[start:])
    for found in _HEX.finditer(raw):
        digits = re.sub(rb"\s", b"", found[0])
        for start in range(2):
            yield (
                "hexadecimal",
                bytes.fromhex(digits[start : start + (len(digits) - start) // 2 * 2].decode()),
            )
    for found in _ASCII85.finditer(raw):
        yield from _tried("ASCII85", base64.a85decode, found[0][:-2])


def _unbase64(letters: bytes) -> bytes:
    letters = letters.translate(bytes.maketrans(b"-_", b"+/"))
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    return base64.b64decode(letters + b"=" * (-len(letters) % 4))


def _inflated(raw: bytes) -> bytes:
    return zlib.decompressobj(47).decompress(raw, _MOST)


def _tried(name: str, unpack: Callable[[bytes], bytes], raw: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        yield name, unpack(raw)
    except (ValueError, zlib.error):
        return


def _zipped(raw: bytes) -> Iterator[tuple[str, bytes]]:
    yield "bytes before the zip", raw[: raw.index(b"PK")]
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        yield "comment of the zip", archive.comment
        for info in archive.infolist():
            yield f"name of {info.filename}", info.filename.encode()
            yield f"extra of {info.filename}", info.extra + info.comment
            yield info.filename, archive.read(info)


def _mime(raw: bytes) -> Iterator[tuple[str, bytes]]:
    for part in message_from_bytes(raw, policy=policy.default).walk():
        yield "headers", "\n".join(f"{key}: {value}" for key, value in part.items()).encode(errors="ignore")
        yield "file name", (part.get_filename() or "").encode(errors="ignore")
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield part.get_content_type(), content
