"""The zip files of Word and OpenDocument: every part, every name, and what lies between the parts."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from casekit.read.proof.blobs import read_blob, text_of_bytes
from casekit.read.proof.reading import Reading, Unproved
from casekit.read.proof.tags import Kind, read_tags

#: parts that a clean file has; in no other is anything taken for the format's
_KNOWN = {
    "word": re.compile(
        r"\[Content_Types\]\.xml|(?:.+/)?_rels/[^/]*\.rels|docProps/(?:core|app)\.xml|word/(?:document|styles"
        r"|numbering|settings|webSettings|fontTable|footnotes|endnotes|comments|(?:header|footer|theme/theme)\d*)\.xml"
    ),
    "open": re.compile(r"(?:content|styles|meta|settings)\.xml|META-INF/manifest\.xml"),
}
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    LookupError,
    OverflowError,
    ValueError,
)
_LOCAL = struct.Struct("<4s22xHH")
_ENTRY, _ENTRY_MARK = struct.Struct("<28xHHH"), b"PK\x01\x02"


def read_office(data: bytes, kind: Kind, into: Reading) -> None:
    """A written .docx (``word``) or .odt (``open``).

    Raises:
        Unproved: it is no whole zip file.
    """
    shown: list[str] = []
    for path, content in _parts(data, into):
        into.fonts.add(path)
        if path == "mimetype":
            into.format.add(content.decode("ascii", "replace"))
            continue
        text = text_of_bytes(content)
        if text is None or not _KNOWN[kind].fullmatch(path):
            read_blob(content, into)
            continue
        into.spend(len(content))
        shown += read_tags(text, kind, into)
    into.shown.append(shown)


def read_foreign_zip(data: bytes, into: Reading, depth: int) -> None:
    """A zip file within a file: none belongs there, so that all of it is searched."""
    try:
        for path, content in _parts(data, into):
            into.free.add(path)
            read_blob(content, into, depth)
    except Unproved:
        into.blobs.append(data)


def _parts(data: bytes, into: Reading) -> list[tuple[str, bytes]]:
    """Paths and contents; names that a file has twice, comments and what lies between are put into the reading."""
    found: list[tuple[str, bytes]] = []
    spare = bytearray(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            into.free.add(archive.comment.decode("utf-8", "replace"))
            into.blobs.append(archive.comment)
            for info in archive.infolist():
                into.spend(info.file_size)
                with archive.open(info) as part:
                    found.append((info.filename, part.read(info.file_size) if info.file_size else b""))
                into.free.add(info.comment.decode("utf-8", "replace"))
                into.blobs += [info.comment, info.extra]
                _blank(spare, info)
            _blank_directory(spare, archive.start_dir)
    except _BROKEN:
        raise Unproved from None
    into.blobs.append(bytes(spare))
    return found


def _blank(spare: bytearray, info: zipfile.ZipInfo) -> None:
    """Take the content and the name of a part, which are searched elsewhere, out of the bytes of the file."""
    start = info.header_offset
    _, name_size, extra_size = _LOCAL.unpack_from(spare, start)
    begin = start + _LOCAL.size
    content = begin + name_size + extra_size
    for low, high in ((begin, begin + name_size), (content, content + info.compress_size)):
        spare[low:high] = bytes(high - low)


def _blank_directory(spare: bytearray, at: int) -> None:
    """Take the names out of the directory that begins there."""
    while spare[at : at + 4] == _ENTRY_MARK:
        name_size, extra_size, comment_size = _ENTRY.unpack_from(spare, at)
        begin = at + _ENTRY.size + 12
        spare[begin : begin + name_size] = bytes(name_size)
        at = begin + name_size + extra_size + comment_size
