"""Documents with everything that must survive, and what they are built of, counted without the product."""
# ruff: noqa: E501 (a file is one row of a table)

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml import etree

from nasty.docx_base import NS, Part, docx, para, run
from nasty.docx_pictures import picture
from nasty.docx_text import p, table
from nasty.leak import MARKERS, REPLACEMENT
from nasty.odt_base import odt
from nasty.odt_base import para as odt_para
from nasty.odt_text import frame
from nasty.odt_text import table as odt_table
from nasty.pictures import PNGS

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ITEM = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
_NUMBERS = (
    f'<w:numbering {NS}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
    + "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="%{level + 1}."/></w:lvl>'
        for level, kind in enumerate(("decimal", "lowerLetter"))
    )
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_NOTES = f'<w:footnotes {NS}><w:footnote w:id="1">{para("A note on @M@.")}</w:footnote></w:footnotes>'
_HEADER = f"<w:hdr {NS}>{para('Case @M@')}</w:hdr>"


@dataclass(frozen=True)
class Rich:
    """A document and a count of what it is built of."""

    name: str
    make: Callable[[], bytes] = field(repr=False)
    built: Callable[[bytes], object] = field(repr=False)


def _word() -> bytes:
    shown = picture("word/media/image1.png", PNGS["plain"])
    body = (
        para("Who @M@ is", '<w:pStyle w:val="Heading1"/>')
        + p(
            run("Then "),
            run("@A@", "<w:b/>"),
            run("@Z@", "<w:b/>"),
            run(" called.", "<w:i/><w:u w:val='single'/>"),
        )
        + para("First, @M@", _ITEM.format(0))
        + para("within", _ITEM.format(1))
        + para("Second", _ITEM.format(0))
        + table((para("@M@"), para("b")), (table((para("c"), para("@M@"))) + para(""), para("d")))
        + p(run("Noted"), '<w:r><w:footnoteReference w:id="1"/></w:r>', run(", and again."))
        + str(shown["body"])
        + p(run("one"), '<w:r><w:br w:type="page"/></w:r>', run("two"))
        + '<w:p><w:pPr><w:jc w:val="center"/><w:sectPr><w:type w:val="nextPage"/></w:sectPr></w:pPr></w:p>'
    )
    parts = (
        Part("word/numbering.xml", _NUMBERS, "numbering", "x2"),
        Part("word/footnotes.xml", _NOTES, "footnotes", "x3"),
        Part("word/header1.xml", _HEADER, "header", "x4"),
        *shown["parts"],
    )
    section = '<w:headerReference w:type="default" r:id="x4"/><w:pgSz w:w="11906" w:h="16838"/>'
    return docx(MARKERS[0], body, section=section, parts=parts)


def _word_built(raw: bytes) -> dict[str, object]:
    root = _part(raw, "word/document.xml")
    paragraphs = list(root.iter(f"{_W}p"))
    return {
        "tables": [_depth(found, f"{_W}tbl") for found in root.iter(f"{_W}tbl")],
        "cells": [len(row.findall(f"{_W}tc")) for row in root.iter(f"{_W}tr")],
        "items": [(_value(found, "ilvl"), _value(found, "numId")) for found in root.iter(f"{_W}numPr")],
        "levels": [_value(found, "numFmt") for found in _part(raw, "word/numbering.xml").iter(f"{_W}lvl")],
        "headings": [number for number, found in enumerate(paragraphs) if _is_heading(raw, found)],
        "notes": [
            number
            for number, found in enumerate(paragraphs)
            if found.find(f".//{_W}footnoteReference") is not None
        ],
        "bold": _said(found for found in root.iter(f"{_W}r") if found.find(f"{_W}rPr/{_W}b") is not None),
        "looks": [
            len(list(root.iter(f"{_W}{tag}")))
            for tag in ("i", "u", "jc", "sectPr", "headerReference", "pgSz")
        ],
        "pictures": [number for number, found in enumerate(paragraphs) if _pictured(found)],
        "pages": len([found for found in root.iter(f"{_W}br") if found.get(f"{_W}type") == "page"]),
        "paragraphs": len(paragraphs),
    }


def _said(elements: Iterable[etree._Element]) -> str:
    """The text of the elements, the name where it was replaced."""
    text = "".join("".join(element.itertext()) for element in elements)
    return text.replace(REPLACEMENT, MARKERS[0])


def _pictured(paragraph: etree._Element) -> bool:
    drawn = paragraph.find(f".//{_W}drawing") is not None
    return drawn or "left out" in "".join(paragraph.itertext())


def _is_heading(raw: bytes, paragraph: etree._Element) -> bool:
    named = _value(paragraph, "pStyle")
    styles = _part(raw, "word/styles.xml").iter(f"{_W}style")
    return any(_value(style, "name") == "heading 1" for style in styles if style.get(f"{_W}styleId") == named)


def _value(element: etree._Element, tag: str) -> str | None:
    found = element.find(f".//{_W}{tag}")
    return None if found is None else found.get(f"{_W}val")


def _depth(element: etree._Element, tag: str) -> int:
    return len(list(element.iterancestors(tag)))


def _part(raw: bytes, path: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return etree.fromstring(archive.read(path))


def _open_text() -> bytes:
    bold = '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    numbers = '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/></text:list-style>'
    note = '<text:note text:id="n" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>A note on @M@.</text:p></text:note-body></text:note>'
    items = "".join(f"<text:list-item>{odt_para(text)}</text:list-item>" for text in ("First, @M@", "Second"))
    body = (
        '<text:h text:outline-level="1">Who @M@ is</text:h>'
        + odt_para('Then <text:span text:style-name="B">@A@</text:span><text:span>@Z@</text:span> called.')
        + f'<text:list text:style-name="L1">{items}<text:list-item><text:list><text:list-item>{odt_para("within")}</text:list-item></text:list></text:list-item></text:list>'
        + odt_table(
            (odt_para("@M@"), odt_para("b")), (odt_table((odt_para("c"), odt_para("d"))), odt_para("e"))
        )
        + odt_para(f"Noted{note}, and again.")
        + odt_para("Here: " + frame('<draw:image xlink:href="Pictures/1.png" xlink:type="simple"/>'))
        + '<text:section text:name="s"><text:h text:outline-level="2">After</text:h></text:section>'
    )
    header = f"<style:header>{odt_para('Case @M@')}</style:header>"
    return odt(
        MARKERS[0], body, styles=bold + numbers, master=header, parts={"Pictures/1.png": PNGS["plain"]}
    )


_O = "{urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _STYLE, _DRAW = f"{_O}text:1.0}}", f"{_O}table:1.0}}", f"{_O}style:1.0}}", f"{_O}drawing:1.0}}"


def _open_text_built(raw: bytes) -> dict[str, object]:
    root = _part(raw, "content.xml")
    paragraphs = list(root.iter(f"{_TEXT}p", f"{_TEXT}h"))
    bold = {
        found.get(f"{_STYLE}name")
        for found in root.iter(f"{_STYLE}style")
        if any("bold" in value for inner in found for value in inner.attrib.values())
    }
    return {
        "tables": [_depth(found, f"{_TABLE}table") for found in root.iter(f"{_TABLE}table")],
        "cells": [len(row.findall(f"{_TABLE}table-cell")) for row in root.iter(f"{_TABLE}table-row")],
        "items": [_depth(found, f"{_TEXT}list-item") for found in root.iter(f"{_TEXT}list-item")],
        "lists": len(list(root.iter(f"{_TEXT}list-level-style-number"))),
        "headings": [found.get(f"{_TEXT}outline-level") for found in root.iter(f"{_TEXT}h")],
        "notes": [
            number for number, found in enumerate(paragraphs) if found.find(f"{_TEXT}note") is not None
        ],
        "bold": len(
            [found for found in root.iter(f"{_TEXT}span") if found.get(f"{_TEXT}style-name") in bold]
        ),
        "pictures": [number for number, found in enumerate(paragraphs) if _framed(found)],
        "headers": len(list(_part(raw, "styles.xml").iter(f"{_STYLE}header"))),
        "paragraphs": len([found for found in paragraphs if not _inside_frame(found)]),
    }


def _framed(paragraph: etree._Element) -> bool:
    return paragraph.find(f"{_DRAW}frame") is not None or "left out" in "".join(paragraph.itertext())


def _inside_frame(paragraph: etree._Element) -> bool:
    return bool(_depth(paragraph, f"{_DRAW}frame"))


RICH = [Rich("rich.docx", _word, _word_built), Rich("rich.odt", _open_text, _open_text_built)]
