"""Styles, built anew from those of a document: only what shapes text and pages, under neutral names."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from casekit.read.fonts import known_font
from casekit.read.markup import Element
from casekit.read.odt.names import SYMBOL_FONTS, WRITTEN, Names, display_name, q, short, words
from casekit.read.odt.values import kept_attributes

#: the style of the text that stands for what was left out
LABEL_STYLE = "LeftOut"
#: elements of styles that stay, with those of their children that stay too
_KEPT = words(
    """
    style:style style:default-style style:page-layout style:paragraph-properties style:text-properties
    style:section-properties style:graphic-properties style:table-properties style:table-column-properties
    style:table-row-properties style:table-cell-properties style:list-level-properties
    style:list-level-label-alignment style:page-layout-properties style:header-style style:footer-style
    style:header-footer-properties style:tab-stops style:tab-stop style:drop-cap style:columns style:column
    style:column-sep style:footnote-sep text:list-style text:outline-style text:outline-level-style
    text:list-level-style-number text:list-level-style-bullet text:notes-configuration
    text:linenumbering-configuration
    """
)
_BULLET = "•"
#: the kinds of styles that shape what is kept
_FAMILIES = words("paragraph text section table table-column table-row table-cell graphic")
#: the two ways to name a font, for each kind of script
_FONTS = {
    "style:font-name": "fo:font-family",
    "style:font-name-asian": "style:font-family-asian",
    "style:font-name-complex": "style:font-family-complex",
}


def add_styles(source: Element, target: Element, names: Names, fonts: Mapping[str, str]) -> None:
    """Build the styles that ``source`` holds into ``target``; ``fonts`` are families by declared name."""
    for child in source.iterchildren():
        name = short(str(child.tag))
        if name == "text:list-level-style-image":
            _add_bullet(child, target, names)
        elif name in _KEPT:
            _add(child, name, target, names, fonts)


def _add(source: Element, name: str, target: Element, names: Names, fonts: Mapping[str, str]) -> None:
    attributes = kept_attributes(source, name, names)
    if name in ("style:style", "style:default-style") and source.get(q("style:family")) not in _FAMILIES:
        return
    if name == "style:text-properties":
        attributes |= _font_families(source, fonts)
    if source.get(q("style:display-name")) and q("style:name") in attributes:
        attributes[q("style:display-name")] = display_name(attributes[q("style:name")])
    element = etree.SubElement(target, q(name), attributes, nsmap=WRITTEN)
    add_styles(source, element, names, fonts)
    _make_readable(element)


def _make_readable(level: Element) -> None:
    """Put a common bullet where a sign is one of a font that does not stay."""
    sign = level.get(q("text:bullet-char"), "")
    if (
        "\ue000" <= sign <= "\uf8ff"
        and level.find(f"{q('style:text-properties')}[@{q('fo:font-family')}]") is None
    ):
        level.set(q("text:bullet-char"), _BULLET)


def _add_bullet(source: Element, target: Element, names: Names) -> None:
    """A level of a list whose sign was a picture."""
    name = "text:list-level-style-bullet"
    attributes = kept_attributes(source, name, names) | {q("text:bullet-char"): _BULLET}
    level = etree.SubElement(target, q(name), attributes, nsmap=WRITTEN)
    add_styles(source, level, names, {})


def _font_families(properties: Element, fonts: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for by_name, by_family in _FONTS.items():
        named = properties.get(q(by_name))
        family = fonts.get(named, named) if named is not None else properties.get(q(by_family))
        known = known_font(family) if family else None
        if known is not None:
            found[q(by_family)] = f"'{known}'" if " " in known else known
            if known in SYMBOL_FONTS and by_family == "fo:font-family":
                found[q("style:font-charset")] = "x-symbol"
    return found


def add_label_style(automatic: Element) -> None:
    """Add the bordered style of labels to a part's automatic styles."""
    style = etree.SubElement(
        automatic,
        q("style:style"),
        {q("style:name"): LABEL_STYLE, q("style:family"): "text"},
        nsmap=WRITTEN,
    )
    border = {q("fo:border"): "0.75pt solid #000000", q("fo:padding"): "0.05cm"}
    etree.SubElement(style, q("style:text-properties"), border, nsmap=WRITTEN)
