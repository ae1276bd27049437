"""Text boxes, pictures and objects: built anew from their places and sizes, nothing of theirs is copied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from casekit.read.docx.names import PIC, TEXTBOX, WP, WPG, WPS, A, O, R, V, child, made, top_most, w
from casekit.read.markup import Element

_DRAWING, _PICT, _OBJECT = w("drawing"), w("pict"), w("object")
_BLIP, _IMAGEDATA = f"{{{A}}}blip", f"{{{V}}}imagedata"
_SHAPE = f"{{{WPS}}}wsp"
_LINES = re.compile(r"line|straightConnector1")
#: EMU (English metric units) of a point; the size of what says none; the largest size, 55 cm
_POINT, _WIDE, _HIGH, _MOST = 12_700, 3_600_000, 1_080_000, 20_000_000
_UNITS = {"pt": 1.0, "in": 72.0, "cm": 28.3465, "mm": 2.83465, "px": 0.75, "pc": 12.0, "": 0.75}
_LENGTH = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,5}(?:\.\d{1,4})?)(pt|in|cm|mm|px|pc|)\s*(?=;|$)")
_UNSEEN = re.compile(r"(?:^|;)\s*(visibility\s*:\s*hidden|display\s*:\s*none)", re.IGNORECASE)
_FROM = re.compile(
    r"page|margin|column|paragraph|line|character|(left|right|top|bottom|inside|outside)Margin"
)
_ALIGN = re.compile(r"left|right|center|top|bottom|inside|outside")
_WRAPS = ("wrapSquare", "wrapTight", "wrapThrough", "wrapTopAndBottom", "wrapNone")
_NAMES = {
    f"{{{WP}}}inline": (f"{{{WP}}}docPr",),
    f"{{{WP}}}anchor": (f"{{{WP}}}docPr",),
    f"{{{WPS}}}wsp": (f"{{{WPS}}}cNvPr",),
    f"{{{PIC}}}pic": (f"{{{PIC}}}nvPicPr", f"{{{PIC}}}cNvPr"),
}
_EXTENTS = {
    f"{{{space}}}{name}": (f"{{{space}}}spPr", f"{{{A}}}xfrm", f"{{{A}}}ext")
    for space, name in ((WPS, "wsp"), (PIC, "pic"))
}
_VML_SHAPES = [
    f"{{{V}}}{name}" for name in ("shape", "rect", "roundrect", "oval", "group", "line", "polyline")
]
_YES = ("1", "true", "on")
#: the attributes of an old picture that cut or change what is seen of it
_CHANGED = ("crop", "gain", "blacklevel", "chromakey", "recolortarget")
_WHOLE = re.compile(r"-?\d{1,9}")

Kind = Literal["textbox", "picture", "image", "object", "text", "unseen"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something drawn: what it is, where what it holds is found, and its size in EMU (914,400 an inch)."""

    kind: Kind
    source: Element
    width: int = _WIDE
    height: int = _HIGH


def is_drawn(element: Element) -> bool:
    """Whether a child of a run is drawn rather than text."""
    return element.tag in (_DRAWING, _PICT, _OBJECT) or element.tag.endswith("}contentPart")


def is_inline(element: Element) -> bool:
    """Whether a drawing stands in the line of text like a letter."""
    return child(element, f"{{{WP}}}anchor") is None and "absolute" not in _style(element)


def parts_of(element: Element) -> Iterator[Drawn]:
    """What a drawing consists of, as far as it can be shown again; what it hides is told as ``unseen``."""
    for drawn in _shown(element):
        yield Drawn("unseen", drawn.source) if _is_unseen(drawn.source, element) else drawn


def _shown(element: Element) -> list[Drawn]:
    if element.tag not in (_DRAWING, _PICT):
        return [Drawn("object" if element.tag == _OBJECT else "picture", element)]
    pictures = [one for one in element.iter(_BLIP, _IMAGEDATA) if not _inside(one, TEXTBOX, element)]
    words = [t for t in element.iter(f"{{{V}}}textpath") if t.get("string", "").strip()]
    found = [Drawn("textbox", box, *_size(box, element)) for box in top_most(element, TEXTBOX)]
    found += [Drawn("text", one) for one in words]
    found += [Drawn("image", one, *_size(one, element)) for one in pictures]
    found += [Drawn("object", one) for one in element.iter(f"{{{WPG}}}graphicFrame")]
    if found or _is_line(element):
        return found
    named = next((one for one in element.iter(f"{{{WP}}}docPr", *_VML_SHAPES)), element)
    return [Drawn("object" if _is_object(element) else "picture", named)]


def _is_unseen(source: Element, drawing: Element) -> bool:
    """Whether the shape that holds ``source``, or one that it is part of, is marked as not shown."""
    shape: Element | None = source
    while shape is not None:
        named = child(shape, *_NAMES[shape.tag]) if shape.tag in _NAMES else None
        if _UNSEEN.search(shape.get("style", "")) or (named is not None and named.get("hidden") in _YES):
            return True
        shape = None if shape is drawing else shape.getparent()
    return False


def _inside(element: Element, tag: str, root: Element) -> bool:
    above = element.getparent()
    while above is not None and above is not root and above.tag != tag:
        above = above.getparent()
    return above is not None and above.tag == tag


def _is_object(element: Element) -> bool:
    """Whether it shows data of another program rather than something drawn."""
    uris = [data.get("uri", "") for data in element.iter(f"{{{A}}}graphicData")]
    drawn = ("/picture", "Shape", "Group", "Canvas", "Ink")
    return any(True for _ in element.iter(f"{{{O}}}OLEObject")) or any(not u.endswith(drawn) for u in uris)


def _is_line(element: Element) -> bool:
    """Whether it is nothing but lines, or the definition of a shape, and can go without a word."""
    if element.tag == _PICT:
        shapes = [one for one in element.iter("*") if one.getparent() is element]
        return all(s.tag in (f"{{{V}}}shapetype", f"{{{V}}}line") or s.get(f"{{{O}}}hr") for s in shapes)
    shapes = list(element.iter(_SHAPE))
    forms = [form.get("prst", "") for form in element.iter(f"{{{A}}}prstGeom")]
    return bool(shapes) and len(forms) == len(shapes) and all(map(_LINES.fullmatch, forms))


def _style(element: Element) -> str:
    return ";".join(one.get("style", "") for one in element.iter("*") if one.tag.startswith(f"{{{V}}}"))


def _size(source: Element, drawing: Element) -> tuple[int, int]:
    """The size in EMU of the shape that holds ``source``, at most that of what it stands in."""
    placed = next(drawing.iterchildren(f"{{{WP}}}inline", f"{{{WP}}}anchor"), None)
    extent = child(placed, f"{{{WP}}}extent")
    shape = source.getparent()
    while shape is not None and shape is not drawing:
        own = child(shape, *_EXTENTS[shape.tag]) if shape.tag in _EXTENTS else None
        if own is not None:
            outer = extent if extent is not None else own
            return min(_emu(own, "cx"), _emu(outer, "cx")), min(_emu(own, "cy"), _emu(outer, "cy"))
        if lengths := {k: (n, u) for k, n, u in _LENGTH.findall(shape.get("style", ""))}:
            return _points(lengths.get("width"), _WIDE), _points(lengths.get("height"), _HIGH)
        shape = shape.getparent()
    return (_WIDE, _HIGH) if extent is None else (_emu(extent, "cx"), _emu(extent, "cy"))


def _emu(extent: Element, name: str) -> int:
    said = extent.get(name, "")
    return min(max(int(said), _POINT), _MOST) if _WHOLE.fullmatch(said) else _HIGH


def _points(length: tuple[str, str] | None, default: int) -> int:
    if length is None:
        return default
    return min(max(round(float(length[0]) * _UNITS[length[1]] * _POINT), _POINT), _MOST)


def text_box(drawn: Drawn, drawing: Element, number: int) -> Element:
    """An empty text box in the place of ``drawn``."""
    line = '<a:ln w="6350"><a:solidFill><a:srgbClr val="808080"/></a:solidFill></a:ln>'
    size = f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{drawn.width}" cy="{drawn.height}"/></a:xfrm>'
    shape = (
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>{size}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"{line}</wps:spPr><wps:txbx><w:txbxContent/></wps:txbx><wps:bodyPr><a:spAutoFit/></wps:bodyPr></wps:wsp>"
    )
    placed = _placed(drawn, drawing, number, f'<a:graphicData uri="{WPS}">{shape}</a:graphicData>')
    return made(f'<mc:AlternateContent><mc:Choice Requires="wps">{placed}</mc:Choice></mc:AlternateContent>')


def image(drawn: Drawn, drawing: Element, number: int, relation: str) -> Element:
    """The picture that the relation points at, in the place of ``drawn``."""
    extent = f'<a:off x="0" y="0"/><a:ext cx="{drawn.width}" cy="{drawn.height}"/>'
    size = f"<a:xfrm{_turned(drawn.source)}>{extent}</a:xfrm>"
    picture = (
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr>{size}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )
    uri = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    return made(_placed(drawn, drawing, number, f'<a:graphicData uri="{uri}">{picture}</a:graphicData>'))


def _placed(drawn: Drawn, drawing: Element, number: int, data: str) -> str:
    extent = f'<wp:extent cx="{drawn.width}" cy="{drawn.height}"/>'
    named = f'<wp:docPr id="{number}" name="Drawing {number}"/><wp:cNvGraphicFramePr/>'
    graphic = f"{named}<a:graphic>{data}</a:graphic>"
    anchor = child(drawing, f"{{{WP}}}anchor")
    if anchor is None or len(list(islice(drawing.iter(TEXTBOX, _BLIP), 2))) > 1:
        gaps = 'distT="0" distB="0" distL="0" distR="0"'
        return f"<w:drawing><wp:inline {gaps}>{extent}{graphic}</wp:inline></w:drawing>"
    flags = " ".join(f'{name}="{_flag(anchor, name)}"' for name in ("behindDoc", "locked", "layoutInCell"))
    gaps = " ".join(f'{name}="{_number(anchor.get(name))}"' for name in ("distT", "distB", "distL", "distR"))
    return (
        f'<w:drawing><wp:anchor {gaps} simplePos="0" relativeHeight="{number}" {flags} allowOverlap="1">'
        f'<wp:simplePos x="0" y="0"/>{_position(anchor, "positionH", "column")}'
        f"{_position(anchor, 'positionV', 'paragraph')}{extent}{_wrap(anchor)}{graphic}</wp:anchor></w:drawing>"
    )


def _flag(anchor: Element, name: str) -> int:
    return int(anchor.get(name) in _YES)


def _number(said: str | None) -> str:
    return said if said is not None and _WHOLE.fullmatch(said) else "0"


def _position(anchor: Element, name: str, default: str) -> str:
    place = child(anchor, f"{{{WP}}}{name}")
    said = "" if place is None else place.get("relativeFrom", "")
    start = f'<wp:{name} relativeFrom="{said if _FROM.fullmatch(said) else default}">'
    aligned = child(place, f"{{{WP}}}align")
    if aligned is not None and _ALIGN.fullmatch(aligned.text or ""):
        return f"{start}<wp:align>{aligned.text}</wp:align></wp:{name}>"
    offset = child(place, f"{{{WP}}}posOffset")
    number = _number(None if offset is None else offset.text)
    return f"{start}<wp:posOffset>{number}</wp:posOffset></wp:{name}>"


def _wrap(anchor: Element) -> str:
    kind = next((name for name in _WRAPS if child(anchor, f"{{{WP}}}{name}") is not None), "wrapNone")
    if kind in ("wrapTight", "wrapThrough"):  # their outline follows what is drawn
        kind = "wrapSquare"
    return f'<wp:{kind} wrapText="bothSides"/>' if kind == "wrapSquare" else f"<wp:{kind}/>"


def relation_of(source: Element) -> str:
    """The id of the relation to the picture's part; ``""`` if the picture is elsewhere."""
    return source.get(f"{{{R}}}{'embed' if source.tag == _BLIP else 'id'}", "")


def crop_of(source: Element) -> tuple[float, float, float, float] | None:
    """What is cut off a picture at its left, top, right and bottom, as fractions.

    None if it cannot be told what is seen of it, for it is changed in colour, tiled, or cut to a shape.
    """
    if source.tag == _IMAGEDATA:
        changed = any(str(name).startswith(_CHANGED) for name in source.attrib)
        return None if changed else (0.0, 0.0, 0.0, 0.0)
    fill = source.getparent()
    stretched = child(fill, f"{{{A}}}stretch", f"{{{A}}}fillRect")
    form = next((one for one in fill.itersiblings(f"{{{PIC}}}spPr")), None) if fill is not None else None
    if (
        any(one.tag != f"{{{A}}}extLst" for one in source)
        or child(fill, f"{{{A}}}tile") is not None
        or (stretched is not None and any(v != "0" for v in stretched.attrib.values()))
        or not _is_rectangle(form)
    ):
        return None
    rectangle = child(fill, f"{{{A}}}srcRect")
    said = ["0"] * 4 if rectangle is None else [rectangle.get(side, "0") for side in "ltrb"]
    if not all(map(_WHOLE.fullmatch, said)):
        return None
    left, top, right, bottom = (int(one) / 100_000 for one in said)
    return left, top, right, bottom


def _is_rectangle(form: Element | None) -> bool:
    if form is None:
        return True
    preset = child(form, f"{{{A}}}prstGeom")
    return child(form, f"{{{A}}}custGeom") is None and (preset is None or preset.get("prst") == "rect")


def _turned(source: Element) -> str:
    """How the picture is turned or mirrored, as attributes."""
    above = source.getparent()
    turn = child(None if above is None else above.getparent(), f"{{{PIC}}}spPr", f"{{{A}}}xfrm")
    if turn is None:
        return ""
    said = [(name, turn.get(name, "")) for name in ("rot", "flipH", "flipV")]
    return "".join(f' {name}="{one}"' for name, one in said if _WHOLE.fullmatch(one))
