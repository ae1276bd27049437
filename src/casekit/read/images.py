"""Pictures as nothing but the pixels that one sees: decoded, copied, and encoded anew."""

from __future__ import annotations

import io
import logging
import math
import warnings
from collections.abc import Callable

from PIL import Image

#: the raster formats that are decoded; drawings (EMF, WMF, SVG, EPS) hold text and scripts
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
#: bytes and pixels of a picture that is decoded
MOST_BYTES, MOST_PIXELS = 100_000_000, 60_000_000
#: a pixel with less opacity (of 255) shows nothing of its colour
_FAINT = 16
_JPEG_QUALITY = 90
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Pillow logs the values of tags, such as the artist, at the level of debugging
logging.getLogger("PIL").setLevel(logging.WARNING)


def clean_image(raw: bytes) -> tuple[bytes, str] | None:
    """The picture as ``(bytes, "png" | "jpeg")`` of its pixels alone, upright; None if it cannot be cleaned.

    Of several frames or pages the first is taken. What is not visible goes: metadata, profiles, comments,
    thumbnails, what follows the end of the picture, and the colour of transparent pixels.
    """
    return _guarded(raw, _upright)


def crop(raw: bytes, left: float, top: float, right: float, bottom: float) -> tuple[bytes, str] | None:
    """As ``clean_image``, without the given fractions (0 to 1) of width and height at each side.

    A side below zero cuts nothing. None also if nothing would be left, or if the picture says that it is
    turned: formats do not agree on which side is then meant.
    """
    sides = (left, top, right, bottom)
    if not all(math.isfinite(side) for side in sides):
        return None
    return _guarded(raw, lambda image: _cut(image, *(min(max(side, 0.0), 1.0) for side in sides)))


def _guarded(raw: bytes, shape: Callable[[Image.Image], Image.Image | None]) -> tuple[bytes, str] | None:
    if len(raw) > MOST_BYTES:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _cleaned(raw, shape)
    except Exception:  # decoders raise nearly anything on a damaged picture, and their words may quote it
        return None


def _cleaned(raw: bytes, shape: Callable[[Image.Image], Image.Image | None]) -> tuple[bytes, str] | None:
    with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
        if image.width * image.height > MOST_PIXELS:
            return None
        kind = "jpeg" if image.format in ("JPEG", "MPO") else "png"
        image.load()
        shaped = shape(image)
        return None if shaped is None else (_encoded(_pixels(shaped, kind), kind), kind)


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # a damaged tag turns nothing
        return 1


def _upright(image: Image.Image) -> Image.Image:
    turn = _TURNS.get(_orientation(image))
    return image if turn is None else image.transpose(turn)


def _cut(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image | None:
    if _orientation(image) in _TURNS:
        return None
    box = (
        math.ceil(left * image.width),
        math.ceil(top * image.height),
        math.floor((1 - right) * image.width),
        math.floor((1 - bottom) * image.height),
    )
    return image.crop(box) if box[0] < box[2] and box[1] < box[3] else None


def _pixels(image: Image.Image, kind: str) -> Image.Image:
    """A picture of the same pixels that knows nothing else of the one given."""
    if kind == "png" and image.has_transparency_data:
        return _without_faint(image.convert("RGBA"))
    plain = _plain(image)
    return Image.frombytes(plain.mode, plain.size, plain.tobytes())


def _plain(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("L" if image.mode in ("1", "L", "LA", "F") else "RGB")


def _without_faint(image: Image.Image) -> Image.Image:
    """The pixels that show, on transparent white."""
    shown = image.getchannel("A").point(lambda value: 255 if value >= _FAINT else 0)
    fresh = Image.new("RGBA", image.size, (255, 255, 255, 0))
    fresh.paste(image, mask=shown)
    return fresh


def _encoded(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "jpeg":
        image.save(out, "JPEG", quality=_JPEG_QUALITY)
    else:
        image.save(out, "PNG")
    return out.getvalue()
