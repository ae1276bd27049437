"""Bytes of any kind: what is packed is unpacked, what is text is read, of all else the runs of letters are taken."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from casekit.read.proof.reading import Reading
from casekit.read.proof.shapes import packed_runs
from casekit.read.proof.tags import read_tags

_PNG, _JPEG, _GZIP, _ZIP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"\x1f\x8b", b"PK\x03\x04"
_FONTS = (b"\x00\x01\x00\x00", b"OTTO", b"true", b"ttcf")
#: tables of a font that hold shapes and numbers, and the one that says who made it
_FONT_TABLES = frozenset(
    b"cmap glyf loca hmtx head hhea maxp post name OS/2 cvt_ fpgm prep gasp GDEF GPOS GSUB kern CFF_ VORG".split()
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
#: how deep packed things lie in one another
_DEEPEST = 6
_MOST_UNPACKED = 300_000_000
#: bytes of base64 that hold no file
_SHORT = 48

#: runs of letters in UTF-16 of both orders, in UTF-8, and in encodings of one byte a letter
_WIDE = (
    (re.compile(rb"(?:[A-Za-z\xc0-\xff]\x00|[\x10-\x4f\x51]\x04){3,}"), "utf-16-le"),
    (re.compile(rb"(?:\x00[A-Za-z\xc0-\xff]|\x04[\x10-\x4f\x51]){3,}"), "utf-16-be"),
)
_UTF8 = re.compile(rb"(?:[\xc3\xd0\xd1][\x80-\xbf]|[A-Za-z]){4,}")
_NARROW = re.compile(rb"[A-Za-z\xa8\xb8\xc0-\xff]{4,}")
_NARROW_CODES = ("cp1252", "cp1251", "koi8-r")
#: a run of one byte a letter that is shorter than this comes about by chance in packed pictures
_TELLING = 6
_READABLE = re.compile(rb"[\x20-\x7e]{6,}")
_READABLE_BYTES = frozenset(b"\x00\t\n\r" + bytes(range(0x20, 0x7F)))


@dataclass(frozen=True)
class Letters:
    """Words of a blob, and its readable runs."""

    words: frozenset[str]
    runs: tuple[str, ...]


def read_blob(data: bytes, into: Reading, depth: int = 0) -> None:
    """Put what the bytes hold into the reading; all text of it is free text."""
    from casekit.read.proof.zips import read_foreign_zip  # each reads what the other finds

    into.spend(len(data))
    if not data or depth > _DEEPEST:
        into.blobs += [data] if data else []
        return
    if _ZIP in data[:4096]:
        read_foreign_zip(data, into, depth + 1)
    elif data.startswith(_GZIP) or data[:1] == b"\x78":
        read_packed(data, into, depth + 1)
    else:
        text = text_of_bytes(data)
        if text is None:
            for part in _searchable(data):
                _read_part(part, data, into, depth)
        else:
            read_foreign_text(text, into)


def read_foreign_text(text: str, into: Reading) -> None:
    """Text that no clean file needs to have: as it stands, and without its tags."""
    into.free.add(text)
    if "<" in text:
        into.free.update(read_tags(text, "other", into))
        into.free.add("".join(re.split(r"<[^<>]*>", text)))


def read_runs(into: Reading) -> None:
    """Put what is written in base64 or hexadecimal anywhere but in seen text into the reading, too."""
    done: set[str] = set()
    for _ in range(_DEEPEST):
        texts = (into.free | into.format | into.fonts) - done
        done |= texts
        for inner in {inner for text in texts for inner in packed_runs(text)}:
            if len(inner) < _SHORT:
                into.blobs.append(inner)
            else:
                read_blob(inner, into)


def read_packed(data: bytes, into: Reading, depth: int) -> None:
    """A stream of gzip or zlib; what is none is taken as it is."""
    unpacker = zlib.decompressobj(wbits=47)  # both kinds of header
    try:
        content = unpacker.decompress(data, _MOST_UNPACKED)
    except zlib.error:
        into.blobs.append(data)
        return
    read_blob(content, into, depth)
    if data.startswith(_GZIP):
        into.blobs.append(data[:512])  # the name and comment in its header
    if unpacker.unused_data:
        read_blob(unpacker.unused_data, into, depth)


def text_of_bytes(data: bytes) -> str | None:
    """The text that the bytes are; ``None`` when they are something else."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_CONTROLS.findall(text[:20_000])) * 50 <= min(len(text), 20_000):
            return text
    return None


def letters_of(data: bytes) -> Letters:
    """The runs of letters in bytes that are no text, in every encoding of our languages."""
    found: set[str] = set()
    for pattern, encoding in _WIDE:
        found.update(run.decode(encoding, "ignore") for run in set(pattern.findall(data)))
    found.update(run.decode("utf-8", "ignore") for run in set(_UTF8.findall(data)) if not run.isascii())
    for match in _NARROW.finditer(data):
        if len(match[0]) >= _TELLING or _among_text(data, match.start(), match.end()):
            found.update(match[0].decode(code, "replace") for code in _NARROW_CODES)
    runs = [run.decode("ascii") for run in _READABLE.findall(data)]
    runs += [run.decode("utf-16-le") for run in set(re.findall(rb"(?:[\x20-\x7e]\x00){6,}", data))]
    return Letters(frozenset(found), tuple(runs))


def _among_text(data: bytes, start: int, end: int) -> bool:
    """Whether bytes before or after can be read as text, too."""
    for side in (data[max(0, start - 12) : start], data[end : end + 12]):
        if sum(byte in _READABLE_BYTES for byte in side) * 5 >= len(side) * 4:
            return True
    return False


def _searchable(data: bytes) -> Iterator[bytes]:
    """The bytes but for those that hold pixels or the shapes of letters."""
    if data.startswith(_PNG):
        yield from _png(data)
    elif data.startswith(_JPEG):
        yield from _jpeg(data)
    elif data.startswith(_FONTS):
        yield from _font(data)
    else:
        yield data


def _read_part(part: bytes, whole: bytes, into: Reading, depth: int) -> None:
    """A part of a picture may be packed or text again."""
    if part is whole:
        into.blobs.append(part)
    elif part:
        read_blob(part, into, depth + 1)


def _png(data: bytes) -> Iterator[bytes]:
    at = len(_PNG)
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        at += 12 + size
        if kind in (b"IHDR", b"IDAT", b"PLTE", b"tRNS"):
            continue
        yield body
        for split in range(2, min(len(body), 200)):  # zTXt, iTXt and iCCP are packed after their keyword
            if body[split : split + 1] == b"\x78" and body[split - 1 : split] == b"\x00":
                yield body[split:]
        if kind == b"IEND":
            break
    yield data[at:]


def _jpeg(data: bytes) -> Iterator[bytes]:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] not in (0xDB, 0xC0, 0xC2, 0xC4):
            yield data[at + 4 : at + 2 + size]
        at += 2 + size
    end = data.find(b"\xff\xd9", at)
    yield b"" if end < 0 else data[end + 2 :]


def _font(data: bytes) -> Iterator[bytes]:
    """What lies in no table that every font has."""
    covered = [(0, 12 + 16 * int.from_bytes(data[4:6], "big"))]
    for at in range(12, covered[0][1], 16):
        if data[at : at + 4].replace(b" ", b"_") in _FONT_TABLES:
            start, size = (int.from_bytes(data[at + i : at + i + 4], "big") for i in (8, 12))
            covered.append((start, start + size))
    at = 0
    for start, end in sorted(covered):
        yield data[at:start] if start > at else b""
        at = max(at, end)
    yield data[at:]
