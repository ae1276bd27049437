"""Word: pictures, charts, diagrams and objects, which lie in parts of their own."""

from __future__ import annotations

from nasty.docx_base import NS, Link, Part, docx, para
from nasty.docx_text import drawn, p
from nasty.pictures import JPEGS, PNGS


def part(path: str, content: object, kind: str = "", type: str = "", **rest: str) -> dict[str, object]:
    """A recipe of one part."""
    return {"parts": (Part(path, content, kind, type=type, **rest),)}


def inner_docx(marker: str) -> bytes:
    return docx(marker, para("Inside: @M@."))


def ole(marker: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + marker.encode("utf-16-le")


def bytes_of(template: str, encoding: str = "utf-8") -> object:
    return lambda marker: template.replace("@M@", marker).encode(encoding)


def embedded(path: str, content: object, program: str = "@M@") -> dict[str, object]:
    body = p(
        '<w:r><w:object><v:shape id="o1" style="width:9pt"/><o:OLEObject Type="Embed" ProgID="'
        f'{program}" ShapeID="o1" r:id="x1"/></w:object></w:r>'
    )
    return {"body": body, **part(path, content, "package" if path.endswith("docx") else "oleObject")}


def chart() -> dict[str, object]:
    graphic = (
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="x1"/>'
        "</a:graphicData>"
    )
    cache = (
        f"<c:chartSpace {NS}><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>@M@</a:t></a:r></a:p></c:rich></c:tx>"
        "</c:title><c:plotArea><c:ser><c:cat><c:strCache><c:pt><c:v>@M@</c:v></c:pt></c:strCache></c:cat></c:ser>"
        '</c:plotArea></c:chart><c:externalData r:id="x1"/></c:chartSpace>'
    )
    book = Part("word/embeddings/book.docx", inner_docx, "package", of="word/charts/chart1.xml")
    chart = Part("word/charts/chart1.xml", cache, "chart")
    return {"body": p(f"<w:r>{drawn(graphic)}</w:r>"), "parts": (chart, book)}


def diagram() -> dict[str, object]:
    graphic = (
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram"><dgm:relIds r:dm="x1"/>'
        "</a:graphicData>"
    )
    data = (
        f"<dgm:dataModel {NS}><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>@M@</a:t></a:r></a:p></dgm:t></dgm:pt>"
        "</dgm:ptLst></dgm:dataModel>"
    )
    return {
        "body": p(f"<w:r>{drawn(graphic)}</w:r>"),
        "parts": (Part("word/diagrams/data1.xml", data, "diagramData"),),
    }


def picture(path: str, content: object, inside: str = "") -> dict[str, object]:
    """A picture in the body; ``inside`` stands in its fill."""
    graphic = (
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="1" name="@M@.png" descr="@M@" title="@M@"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="x1">{inside}</a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr/>'
        "</pic:pic></a:graphicData>"
    )
    return {"body": p(f"<w:r>{drawn(graphic)}</w:r>"), **part(path, content, "image")}


def pictures() -> dict[str, dict[str, object]]:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>@M@</title><text>@M@</text></svg>'
    extension = (
        '<a:extLst><a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}"><asvg:svgBlip xmlns:asvg="'
        'http://schemas.microsoft.com/office/drawing/2016/SVG/main" r:embed="x2"/></a:ext></a:extLst>'
    )
    png = picture("word/media/image1.png", PNGS["plain"], extension)
    vector = Part("word/media/image2.svg", svg, "image", "x2", "image/svg+xml")
    linked = (
        '<a:graphicData><pic:pic><pic:blipFill><a:blip r:link="x9"/></pic:blipFill></pic:pic></a:graphicData>'
    )
    old = p(
        '<w:r><w:pict><v:shape><v:imagedata r:id="x1" o:title="@M@" o:href="@M@"/></v:shape></w:pict></w:r>'
    )
    return {
        **{f"picture, {name}": picture("word/media/image1.png", make) for name, make in PNGS.items()},
        **{f"picture, {name}": picture("word/media/image1.jpeg", make) for name, make in JPEGS.items()},
        "name of a picture's part": picture("word/media/@M@.png", PNGS["plain"]),
        "vector picture": {"body": png["body"], "parts": (*png["parts"], vector)},
        "linked picture": {
            "body": p(f"<w:r>{drawn(linked)}</w:r>"),
            "links": (Link("image", "https://example.org/@PERCENT@.png"),),
        },
        "title of a VML picture": {"body": old, **part("word/media/image1.png", PNGS["plain"], "image")},
        "metafile": picture("word/media/image1.emf", bytes_of("\x01\x00\x00\x00@M@", "utf-16-le")),
    }
