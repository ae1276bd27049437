"""Lists, settings, theme and notes: the parts beside the text, built from what is known of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from casekit.read.docx.names import VAL, A, add, child, children, made, root_of, value, w
from casekit.read.docx.whitelist import Converter, copy_listed, font, plain
from casekit.read.markup import Element

_SIMPLE_BEFORE = (
    *("mirrorMargins", "alignBordersAndEdges", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter"),
    *("gutterAtTop", "defaultTabStop", "autoHyphenation", "consecutiveHyphenLimit", "hyphenationZone"),
    *("doNotHyphenateCaps", "evenAndOddHeaders", "bookFoldRevPrinting", "bookFoldPrinting"),
    *("bookFoldPrintingSheets", "noPunctuationKerning", "characterSpacingControl"),
)
_SPACING = ("doNotCompress", "compressPunctuation", "compressPunctuationAndJapaneseKana")
_COMPATIBLE = frozenset(
    {
        *("compatibilityMode", "overrideTableStyleFontSizeAndJustification", "enableOpenTypeFeatures"),
        *("doNotFlipMirrorIndents", "differentiateMultirowTableHeaders", "useWord2013TrackBottomHyphenation"),
        *("allowHyphenationAtTrackBottom", "allowTextAfterFloatingTableBreak"),
    }
)
_COLOURS = ("dk1", "lt1", "dk2", "lt2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")
_OFFICE = "000000 FFFFFF 44546A E7E6E6 4472C4 ED7D31 A5A5A5 FFC000 5B9BD5 70AD47 0563C1 954F72"
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_NOTE = re.compile(r"-?\d{1,9}")
_SEPARATORS = {"separator": "-1", "continuationSeparator": "0"}


def clean_numbering(root: Element | None, kinds: Mapping[str, Converter]) -> Element:
    """The part of lists, without pictures as bullets and without the marks that tell where a list is from."""
    clean = root_of(w("numbering"))
    for tag, number in ((w("abstractNum"), w("abstractNumId")), (w("num"), w("numId"))):
        for element in children(root, tag):
            if plain(element.get(number, "")) is not None:
                copy_listed(element, clean, {**kinds, "name": lambda _: None})
    known = {one.get(w("abstractNumId")) for one in children(clean, w("abstractNum"))}
    for one in children(clean, w("num")):
        if value(child(one, w("abstractNumId"))) not in known:
            clean.remove(one)
    return clean


def clean_settings(root: Element | None, kinds: Mapping[str, Converter], notes: Iterable[str]) -> Element:
    """The settings that a page looks by; nothing about who wrote it, where, or from what."""
    clean = root_of(w("settings"))
    for name in _SIMPLE_BEFORE:
        _copy_simple(root, clean, name)
    for kind in ("footnote", "endnote"):
        _copy_notes(root, clean, kind, kinds, separated=kind in notes)
    compat = add(clean, w("compat"))
    for setting in children(child(root, w("compat")), w("compatSetting")):
        name, said = setting.get(w("name"), ""), setting.get(VAL, "")
        if name in _COMPATIBLE and said.isdecimal() and len(said) < 3:
            uri = "http://schemas.microsoft.com/office/word"
            add(compat, w("compatSetting"), {w("name"): name, w("uri"): uri, VAL: said})
    mapping = child(root, w("clrSchemeMapping"))
    if mapping is not None:
        names = (
            "bg1",
            "t1",
            "bg2",
            "t2",
            *(f"accent{n}" for n in range(1, 7)),
            "hyperlink",
            "followedHyperlink",
        )
        said_ones = {w(name): v for name in names if (v := plain(mapping.get(w(name), ""))) is not None}
        add(clean, w("clrSchemeMapping"), said_ones)
    for name in ("decimalSymbol", "listSeparator"):
        sign = value(child(root, w(name)))
        if sign in (".", ",", ";"):
            add(clean, w(name), {VAL: sign})
    return clean


def _copy_simple(root: Element | None, clean: Element, name: str) -> None:
    element = child(root, w(name))
    said = value(element)
    if element is not None and (said is None or said in _SPACING or plain(said) is not None):
        add(clean, element.tag, {} if said is None else {VAL: said})


def _copy_notes(
    root: Element | None, clean: Element, kind: str, kinds: Mapping[str, Converter], *, separated: bool
) -> None:
    old = child(root, w(f"{kind}Pr"))
    copied = None if old is None else copy_listed(old, clean, kinds)
    if separated:
        copied = add(clean, w(f"{kind}Pr")) if copied is None else copied
        for number in _SEPARATORS.values():
            add(copied, w(kind), {w("id"): number})


def clean_theme(root: Element | None) -> Element:
    """A theme of no name with the colours and known fonts of the one given."""
    elements = child(root, f"{{{A}}}themeElements")
    colours = child(elements, f"{{{A}}}clrScheme")
    fonts = child(elements, f"{{{A}}}fontScheme")
    scheme = "".join(
        f'<a:{name}><a:srgbClr val="{_colour(child(colours, f"{{{A}}}{name}"), usual)}"/></a:{name}>'
        for name, usual in zip(_COLOURS, _OFFICE.split(), strict=True)
    )
    faces = "".join(
        f'<a:{size}Font><a:latin typeface="{_face(child(fonts, f"{{{A}}}{size}Font"), usual)}"/>'
        f'<a:ea typeface=""/><a:cs typeface=""/></a:{size}Font>'
        for size, usual in (("major", "Calibri Light"), ("minor", "Calibri"))
    )
    line = f'<a:ln w="6350">{_FILL}<a:prstDash val="solid"/></a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return made(
        f'<a:theme name="Theme"><a:themeElements><a:clrScheme name="Colours">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="Fonts">{faces}</a:fontScheme><a:fmtScheme name="Formats">'
        f"<a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )


def _colour(element: Element | None, usual: str) -> str:
    for one in [] if element is None else element.iterchildren("*"):
        said = one.get("lastClr", one.get("val", ""))
        if _COLOUR.fullmatch(said):
            return said
    return usual


def _face(element: Element | None, usual: str) -> str:
    latin = child(element, f"{{{A}}}latin")
    return usual if latin is None else font(latin.get("typeface", "")) or usual


def notes_of(root: Element | None, kind: str) -> dict[str, Element]:
    """The footnotes, endnotes or comments of a part by id, without what separates notes from the text."""
    found: dict[str, Element] = {}
    for note in children(root, w(kind)):
        number = note.get(w("id"), "")
        if _NOTE.fullmatch(number) and note.get(w("type"), "normal") == "normal":
            found.setdefault(number, note)
    return {
        number: note
        for number, note in found.items()
        if number not in _SEPARATORS.values() or kind == "comment"
    }


def separators(kind: str) -> list[Element]:
    """The lines that stand between text and notes."""
    return [
        made(f'<w:{kind} w:type="{name}" w:id="{number}"><w:p><w:r><w:{name}/></w:r></w:p></w:{kind}>')
        for name, number in _SEPARATORS.items()
    ]
