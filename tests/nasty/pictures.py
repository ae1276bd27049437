"""Small pictures that say more than their pixels."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image
from PIL.PngImagePlugin import PngInfo

_SIZE = (24, 16)


def _saved(kind: str, **rest: object) -> bytes:
    out = io.BytesIO()
    picture = Image.new("RGB", _SIZE, (200, 180, 40))
    picture.putpixel((0, 0), (1, 2, 3))
    picture.save(out, kind, **rest)
    return out.getvalue()


def _png_text(marker: str) -> bytes:
    info = PngInfo()
    info.add_itxt("Comment", marker)
    info.add_itxt("Author", marker, zip=True)
    return _saved("PNG", pnginfo=info)


def _png_chunk(marker: str) -> bytes:
    raw = _saved("PNG")
    data = b"teXt" + marker.encode()
    chunk = struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    return raw[:33] + chunk + raw[33:]


def _exif(marker: str) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = marker.encode()
    return exif.tobytes()


def _thumbnailed(marker: str) -> bytes:
    """A JPEG whose second application segment holds another JPEG, with a comment."""
    inner = _saved("JPEG", comment=marker.encode())
    raw = _saved("JPEG")
    return raw[:2] + b"\xff\xec" + struct.pack(">H", len(inner) + 2) + inner + raw[2:]


def _xmp(marker: str) -> bytes:
    return f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><creator>{marker}</creator></x:xmpmeta>".encode()


PNGS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda marker: _saved("PNG"),
    "PNG text": _png_text,
    "PNG chunk": _png_chunk,
    "PNG EXIF": lambda marker: _saved("PNG", exif=_exif(marker)),
    "PNG tail": lambda marker: _saved("PNG") + marker.encode(),
}
JPEGS: dict[str, Callable[[str], bytes]] = {
    "JPEG EXIF": lambda marker: _saved("JPEG", exif=_exif(marker)),
    "comment": lambda marker: _saved("JPEG", comment=marker.encode()),
    "JPEG XMP": lambda marker: _saved("JPEG", xmp=_xmp(marker)),
    "JPEG thumbnail": _thumbnailed,
    "JPEG tail": lambda marker: _saved("JPEG") + marker.encode(),
}
