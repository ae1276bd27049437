"""A picture keeps its visible pixels and nothing else."""

from __future__ import annotations

import io
import logging
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from casekit.read import images
from casekit.read.images import clean_image, crop

MARKER = "Zebulonsson"
RAW = MARKER.encode()


def picture(mode: str = "RGB", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """Red in the left half, blue in the right."""
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (size[0] // 2, 0, size[0], size[1]))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(result: tuple[bytes, str] | None) -> Image.Image:
    assert result is not None
    image = Image.open(io.BytesIO(result[0]))
    image.load()
    assert image.format is not None and image.format.lower() == result[1]
    return image


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[0x013B] = MARKER  # the artist
    tags[0x0112] = orientation
    return tags


def near(pixel: object, expected: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 12 for a, b in zip(pixel[:3], expected, strict=True))


def test_the_pixels_survive_in_every_format_that_is_decoded() -> None:
    for kind in images.FORMATS:
        raw = saved(picture(), kind, **({"lossless": True} if kind == "WEBP" else {}))
        image = opened(clean_image(raw)).convert("RGB")
        assert image.size == (40, 20)
        assert near(image.getpixel((5, 10)), (200, 30, 30)) and near(image.getpixel((35, 10)), (30, 30, 200))


def test_a_photograph_stays_a_jpeg_and_the_rest_becomes_png() -> None:
    kinds = {kind: clean_image(saved(picture(), kind)) for kind in images.FORMATS}
    assert {kind: found and found[1] for kind, found in kinds.items()} == {
        kind: "jpeg" if kind == "JPEG" else "png" for kind in images.FORMATS
    }


def png_with_text() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", MARKER)
    info.add_text("Comment", MARKER, zip=True)
    info.add_itxt("Title", MARKER)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{MARKER}</x>")
    return saved(picture(), "PNG", pnginfo=info)


def jpeg_with_comment() -> bytes:
    return saved(picture(), "JPEG", comment=RAW, exif=exif(), xmp=b"<x>" + RAW + b"</x>")


def jpeg_with_segments() -> bytes:
    raw = saved(picture(), "JPEG")
    segment = b"".join(
        b"\xff" + bytes([mark]) + struct.pack(">H", len(RAW) + 2) + RAW for mark in (0xE5, 0xED, 0xEE, 0xEF)
    )
    return raw[:2] + segment + raw[2:]


def with_profile(kind: str) -> bytes:
    return saved(picture(), kind, icc_profile=b"\0" * 128 + RAW)


@pytest.mark.parametrize(
    "raw",
    [
        png_with_text(),
        jpeg_with_comment(),
        jpeg_with_segments(),
        with_profile("PNG"),
        with_profile("JPEG"),
        with_profile("TIFF"),
        saved(picture(), "TIFF", exif=exif(), description=MARKER),
        saved(picture(), "WEBP", exif=exif(), xmp=RAW),
        saved(picture("P"), "GIF", comment=RAW),
        saved(picture(), "PNG") + RAW,
        saved(picture(), "JPEG") + RAW,
        saved(picture(), "BMP") + RAW,
    ],
)
def test_nothing_but_pixels_comes_through(raw: bytes) -> None:
    planted = raw + b"".join(_inflated(raw))
    assert RAW in planted or MARKER.encode("utf-16-le") in planted
    result = clean_image(raw)
    image = opened(result)
    assert result is not None and RAW not in result[0]
    assert not image.getexif()
    known = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert set(image.info) <= known
    if result[1] == "png":
        assert _chunks(result[0]) <= {b"IHDR", b"IDAT", b"IEND"}


def _inflated(raw: bytes) -> list[bytes]:
    """What the compressed text and profiles of a PNG hold."""
    found = []
    for at in range(len(raw) - 1):
        if raw[at] == 0x78:
            try:
                found.append(zlib.decompressobj().decompress(raw[at:]))
            except zlib.error:
                continue
    return found


def _chunks(raw: bytes) -> set[bytes]:
    found, at = set(), 8
    while at < len(raw):
        found.add(raw[at + 4 : at + 8])
        at += 12 + int.from_bytes(raw[at : at + 4], "big")
    assert at == len(raw)
    return found


def test_the_thumbnail_inside_exif_goes() -> None:
    tags = exif()
    raw = saved(picture(), "JPEG", exif=tags.tobytes() + saved(picture(), "JPEG"))
    result = clean_image(raw)
    assert result is not None and raw.count(b"\xff\xd8") > result[0].count(b"\xff\xd8") == 1


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "WEBP", "PNG"])
def test_only_the_first_frame_is_kept(kind: str) -> None:
    second = Image.new("RGB", (40, 20), (0, 200, 0))
    raw = saved(picture(), kind, save_all=True, append_images=[second])
    with Image.open(io.BytesIO(raw)) as before:
        assert getattr(before, "n_frames", 1) == 2
    image = opened(clean_image(raw))
    assert getattr(image, "n_frames", 1) == 1
    assert near(image.convert("RGB").getpixel((5, 10)), (200, 30, 30))


def test_what_is_drawn_under_transparency_goes() -> None:
    image = picture("RGBA")
    for at in range(10):
        image.putpixel((at, 0), (1, 2, 3, 0))
        image.putpixel((at, 1), (1, 2, 3, 5))
        image.putpixel((at, 2), (10, 200, 30, 128))
    fresh = opened(clean_image(saved(image, "PNG")))
    assert {fresh.getpixel((at, row)) for at in range(10) for row in (0, 1)} == {(255, 255, 255, 0)}
    assert fresh.getpixel((0, 2)) == (10, 200, 30, 128)


def test_the_colour_of_a_transparent_palette_entry_goes() -> None:
    image = picture("P")
    raw = saved(image, "PNG", transparency=image.getpixel((5, 5)))
    fresh = opened(clean_image(raw))
    assert fresh.getpixel((5, 5)) == (255, 255, 255, 0) and fresh.getpixel((35, 5))[3] == 255


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_turned_picture_is_put_upright(kind: str) -> None:
    image = opened(clean_image(saved(picture(), kind, exif=exif(6))))
    assert image.size == (20, 40)
    assert near(image.convert("RGB").getpixel((10, 5)), (200, 30, 30))
    assert near(image.convert("RGB").getpixel((10, 35)), (30, 30, 200))


def wide_grey() -> Image.Image:
    return picture("L").convert("I").point(lambda value: value * 256).convert("I;16")


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_a_png_is_read(mode: str) -> None:
    image = wide_grey() if mode == "I;16" else picture(mode)
    fresh = opened(clean_image(saved(image, "PNG"))).convert("L")
    for place in ((5, 10), (35, 10)):
        assert abs(int(fresh.getpixel(place)) - int(picture("L").getpixel(place))) < 40


def test_a_picture_in_black_and_white_is_read() -> None:
    fresh = opened(clean_image(saved(Image.new("1", (4, 4), 1), "PNG")))
    assert fresh.getpixel((1, 1)) == 255


def test_a_photograph_for_print_is_read() -> None:
    image = opened(clean_image(saved(picture("CMYK"), "JPEG")))
    assert image.mode == "RGB" and near(image.getpixel((5, 10)), (200, 30, 30))


def test_the_same_picture_gives_the_same_bytes() -> None:
    raw = jpeg_with_comment()
    assert clean_image(raw) == clean_image(raw)


def test_cropped_pixels_are_gone() -> None:
    result = crop(saved(picture(), "PNG"), 0.5, 0, 0, 0.25)
    image = opened(result)
    assert image.size == (20, 15)
    assert {image.getpixel((x, y)) for x in range(20) for y in range(15)} == {(30, 30, 200)}


def test_no_pixel_of_the_hidden_part_is_left_by_rounding() -> None:
    assert opened(crop(saved(picture(size=(10, 10)), "PNG"), 0.01, 0.01, 0.01, 0.01)).size == (8, 8)


def test_a_side_below_zero_cuts_nothing() -> None:
    assert opened(crop(saved(picture(), "PNG"), -0.5, 0, -1, 0)).size == (40, 20)


@pytest.mark.parametrize("sides", [(0.6, 0, 0.6, 0), (0, 1, 0, 0), (float("nan"), 0, 0, 0), (5, 0, 0, 0)])
def test_a_crop_that_leaves_nothing_gives_no_picture(sides: tuple[float, float, float, float]) -> None:
    assert crop(saved(picture(), "PNG"), *sides) is None


def test_a_crop_of_a_turned_picture_gives_no_picture() -> None:
    assert crop(saved(picture(), "JPEG", exif=exif(6)), 0.5, 0, 0, 0) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><text>Zebulonsson</text></svg>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"\xd7\xcd\xc6\x9a" + bytes(40),  # WMF
        b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(60),
        saved(picture(), "PNG")[:60],
        saved(picture(), "ICO"),
        saved(picture(), "PPM"),
        saved(picture(), "PDF"),
    ],
)
def test_what_is_no_common_picture_or_is_damaged_gives_none(raw: bytes) -> None:
    assert clean_image(raw) is None


def test_a_picture_that_unpacks_to_too_much_gives_none(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = saved(picture(), "PNG")
    huge = raw[:16] + struct.pack(">II", 60_000, 60_000) + raw[24:29]
    huge += struct.pack(">I", zlib.crc32(huge[12:29])) + raw[33:]
    assert clean_image(huge) is None
    monkeypatch.setattr(images, "MOST_PIXELS", 799)
    assert clean_image(raw) is None
    monkeypatch.setattr(images, "MOST_PIXELS", 800)
    assert clean_image(raw) is not None
    monkeypatch.setattr(images, "MOST_BYTES", 10)
    assert clean_image(raw) is None


def test_a_damaged_tag_does_not_lose_the_picture() -> None:
    raw = saved(picture(), "JPEG", exif=exif().tobytes()[:12])
    assert clean_image(raw) is not None


def test_no_tag_of_a_picture_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for raw in (jpeg_with_comment(), saved(picture(), "TIFF", description=MARKER), png_with_text()):
        assert clean_image(raw) is not None
    assert MARKER not in caplog.text
