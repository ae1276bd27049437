"""Zip files that are read only after a look at what they would unpack to; written the same way every time."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from casekit.errors import FileProblem

#: bytes of a file, of all it unpacks to, and of one part of it
MOST_PACKED, MOST_UNPACKED, MOST_PART = 200_000_000, 500_000_000, 300_000_000
#: parts of a file, and how far a part may be packed (office files reach 30; bombs 1000)
MOST_PARTS, MOST_RATIO = 20_000, 200
#: a small part may be packed far more without harm
_SMALL = 5_000_000
_ENCRYPTED = 0x1
#: the only two that office files use, and the only ones that unpack no further than they are asked to
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_START = (1980, 1, 1, 0, 0, 0)
#: what the zip library raises for files that are none; its messages hold names of parts and are not passed on
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # also NotImplementedError
    LookupError,
    OverflowError,
    ValueError,
)


def check_size(raw: bytes, name: str) -> None:
    """Refuse what is too large to be a write-up.

    Raises:
        FileProblem: it is.
    """
    if len(raw) > MOST_PACKED:
        raise too_large(name)


def too_large(name: str) -> FileProblem:
    """The error for a file that is, or unpacks to, more than any write-up."""
    return FileProblem(f"{name!r} is too large to be a write-up", key="file_too_large", name=name)


def damaged(name: str) -> FileProblem:
    """The error for a file that does not hold what its format needs."""
    return FileProblem(
        f"{name!r} is damaged or not of the format its ending says", key="file_damaged", name=name
    )


def encrypted(name: str) -> FileProblem:
    """The error for a file that opens only with a password."""
    return FileProblem(
        f"{name!r} is protected by a password; save it without one first", key="file_encrypted", name=name
    )


def unpacked(raw: bytes, name: str) -> dict[str, bytes]:
    """The parts of a zip file by path, in its order; never more than the limits above in memory.

    Raises:
        FileProblem: it is too large or unpacks to too much, is encrypted, or is damaged.
    """
    check_size(raw, name)
    if raw.startswith(_OLE):  # an encrypted office file, or one of before 2007
        raise encrypted(name) if "EncryptedPackage".encode("utf-16-le") in raw else damaged(name)
    parts = _parts(raw, name)
    if parts is None:
        raise damaged(name)
    return parts


def _parts(raw: bytes, name: str) -> dict[str, bytes] | None:
    """``None`` for what is no whole zip file: an error raised outside keeps no name of a part in its context."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = archive.infolist()
            _check_infos(infos, name)
            return {info.filename: _part(archive, info) for info in infos if not info.is_dir()}
    except FileProblem:
        raise
    except _BROKEN:
        return None


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part as long as it says it is; one that lies is cut there and does not match its checksum."""
    with archive.open(info) as part:
        # never read(): without a number it unpacks all there is before it looks at the size
        content = part.read(info.file_size) if info.file_size else b""
    if len(content) != info.file_size:
        raise zipfile.BadZipFile("a part is shorter than it says")
    return content


def _check_infos(infos: list[zipfile.ZipInfo], name: str) -> None:
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise encrypted(name)
    if len(infos) > MOST_PARTS:
        raise too_large(name)
    files = [info for info in infos if not info.is_dir()]
    if len(files) != len({info.filename for info in files}):
        raise damaged(name)
    if any(info.compress_type not in _METHODS for info in files):
        raise damaged(name)
    whole = sum(info.file_size for info in files)
    bomb = any(
        info.file_size > MOST_PART
        or (info.file_size > _SMALL and info.file_size > MOST_RATIO * max(info.compress_size, 1))
        for info in files
    )
    if bomb or whole > MOST_UNPACKED:
        raise too_large(name)


def packed(parts: Mapping[str, bytes], stored: frozenset[str] = frozenset()) -> bytes:
    """A zip file of the parts in their order, without dates or owners; ``stored`` parts are not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in parts.items():
            info = zipfile.ZipInfo(path, _START)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_STORED if path in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()
