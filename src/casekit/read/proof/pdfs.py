"""A PDF: its text as PDFium sees it, and every object and stream of the file, those that nothing refers to too."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator

from casekit.read.proof.blobs import read_blob
from casekit.read.proof.reading import Reading, Unproved

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/[A-Za-z0-9]+)")
_NAME = re.compile(rb"/([^\s/<>\[\](){}%]+)")
#: the body of a stream begins at most so far after the words that describe it
_DICTIONARY = 4096
_MOST = 300_000_000
#: a literal without brackets in it, one level of them, and a string of hexadecimal digits
_STRING = re.compile(rb"\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*)\)|(?<!<)<([0-9A-Fa-f\s]+)>", re.DOTALL)
_ESCAPE = re.compile(rb"\\([nrtbf()\\]|[0-7]{1,3}|\r?\n)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_TEXT = re.compile(rb"\bT[jJ]\b|\bBT\s.{0,2000}['\"]\s", re.DOTALL)
_STRING_OR_REMARK = re.compile(_STRING.pattern + rb"|(?P<remark>%[^\r\n]*)", re.DOTALL)
_PROPERTIES = re.compile(rb"<<(?:[^<>]|<[^<>]*>|<<[^<>]*>>)*>>")
_CODES = re.compile(rb"<[0-9A-Fa-f\s]+>")


def read_pdf(data: bytes, shown: list[str], into: Reading) -> None:
    """A written PDF whose lines, as seen, are ``shown``.

    Raises:
        Unproved: it is no PDF.
    """
    if b"%PDF-" not in data[:1024] or b"/Encrypt" in data:
        raise Unproved
    into.shown.append(shown)
    painted: list[list[bytes]] = []
    tables: list[dict[int, str]] = []
    at = 0
    for start, end, filters in _streams(data):
        _read_objects(data[at:start], into)
        content = _unpacked(data[start:end], filters)
        into.spend(len(content))
        at = end
        if b"begincmap" in content:
            tables.append(_letters(content))
            into.format.add(_name_text(_CODES.sub(b" ", content)))
        elif filters.startswith(b"objects"):
            _read_objects(content, into)
        elif _TEXT.search(content):
            painted.append(_painted(content))
            _read_asides(content, into)
        else:
            read_blob(content, into)
    _read_objects(data[at:], into)
    strings = [string for page in painted for string in page]
    into.echoes.append("\n".join(string.decode("cp1252", "replace") for string in strings))
    for table in tables:
        into.echoes += [b"\n".join(strings).decode("latin-1").translate(table | {10: "\n"})]
        into.echoes += [
            "\n".join(string.decode("utf-16-be", "replace").translate(table) for string in strings)
        ]


def _streams(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Start, end and filters of every stream in the bytes of the file."""
    at = 0
    while match := _STREAM.search(data, at):
        start = match.end()
        before = data[max(at, match.start() - _DICTIONARY) : match.start()]
        before = before[before.rfind(b" obj") + 1 :]
        size = _LENGTH.search(before)
        end = start + int(size[1]) if size else data.find(b"endstream", start)
        if end < start or b"endstream" not in data[end : end + 20]:
            end = data.find(b"endstream", start)
        end = len(data) if end < start else end
        found = _FILTER.search(before)
        kind = b"objects" if b"/ObjStm" in before else b""
        yield start, end, kind + (found[1] if found else b"")
        at = end


def _unpacked(raw: bytes, filters: bytes) -> bytes:
    """The stream without its filters; one that casekit does not know is left on it."""
    for name in _NAME.findall(filters):
        try:
            if name in (b"FlateDecode", b"Fl"):
                raw = zlib.decompressobj().decompress(raw.lstrip(b"\r\n"), _MOST)
            elif name in (b"ASCII85Decode", b"A85"):
                raw = base64.a85decode(re.sub(rb"\s", b"", raw).split(b"~>")[0])
            elif name in (b"ASCIIHexDecode", b"AHx"):
                digits = re.sub(rb"[^0-9A-Fa-f]", b"", raw.split(b">")[0])
                raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
            else:
                return raw
        except (zlib.error, ValueError):
            return raw
    return raw


def _read_objects(raw: bytes, into: Reading) -> None:
    """Strings are free text; names, and what else stands there, belong to the format."""
    for literal, digits in _STRING.findall(raw):
        string = _from_hex(digits) if digits else _ESCAPE.sub(_unescape, literal)
        text = _string(string)
        if text is None:
            into.blobs.append(string)
        else:
            into.free.add(text)
    rest = _STRING.sub(b" ", raw)
    rest = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), rest)
    into.fonts.update(_name_text(name) for name in set(_NAME.findall(rest)))
    for line in _NAME.sub(b" ", rest).splitlines():
        if re.search(rb"[A-Za-z\x80-\xff]{3}", line):
            into.format.add(_name_text(line))


def _read_asides(content: bytes, into: Reading) -> None:
    """What a page's stream says beside what it paints: properties of marked content, comments."""
    for properties in _PROPERTIES.findall(content):
        _read_objects(properties, into)
    for match in _STRING_OR_REMARK.finditer(content):
        if remark := match["remark"]:
            into.free.add(_name_text(remark))
            _read_objects(remark, into)


def _painted(content: bytes) -> list[bytes]:
    """The strings of a page's stream, those of one operator put together."""
    parts: list[bytes] = []
    at = 0
    for match in _STRING.finditer(content):
        literal, digits = match.groups()
        string = _from_hex(digits) if digits else _ESCAPE.sub(_unescape, literal)
        # numbers alone stand between the strings of one operator
        if parts and not re.search(rb"[A-Za-z'\"]", content[at : match.start()]):
            parts[-1] += string
        else:
            parts.append(string)
        at = match.end()
    return parts


def _letters(content: bytes) -> dict[int, str]:
    """What each code of a font stands for, out of its table."""
    table: dict[int, str] = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", content, re.DOTALL):
        for code, letter in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            table[int(code, 16)] = _from_hex(letter).decode("utf-16-be", "replace")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", content, re.DOTALL):
        for low, high, rest in re.findall(
            rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f]+>|\[[^\]]*\])", block
        ):
            letters = re.findall(rb"<([0-9A-Fa-f]+)>", rest)
            first = int(low, 16)
            for code in range(first, min(int(high, 16), first + 0xFFFF) + 1):
                at = code - first
                if rest.startswith(b"["):
                    table[code] = (
                        _from_hex(letters[at]).decode("utf-16-be", "replace") if at < len(letters) else ""
                    )
                else:
                    table[code] = chr(min(int(letters[0][-4:], 16) + at, 0xFFFF))
    return table


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if code in _ESCAPED:
        return _ESCAPED[code]
    if code.isdigit():
        return bytes([int(code, 8) & 0xFF])
    return b"" if code.endswith(b"\n") else code


def _string(raw: bytes) -> str | None:
    """The text of a string; ``None`` for one of bytes."""
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", "replace")
    if not raw.isascii() or re.search(rb"[\x00-\x08\x0e-\x1f]", raw):
        return None
    return raw.decode("ascii")


def _from_hex(digits: bytes) -> bytes:
    packed = re.sub(rb"\s", b"", digits)
    return bytes.fromhex((packed + b"0" * (len(packed) % 2)).decode("ascii"))


def _name_text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
