"""Names in OpenDocument: namespaces, the styles every writer has, fonts, and new names for all others."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import count

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = {
    "office": _OASIS + "office:1.0",
    "style": _OASIS + "style:1.0",
    "text": _OASIS + "text:1.0",
    "table": _OASIS + "table:1.0",
    "draw": _OASIS + "drawing:1.0",
    "fo": _OASIS + "xsl-fo-compatible:1.0",
    "svg": _OASIS + "svg-compatible:1.0",
    "dr3d": _OASIS + "dr3d:1.0",
    "form": _OASIS + "form:1.0",
    "meta": _OASIS + "meta:1.0",
    "manifest": _OASIS + "manifest:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
#: the namespaces that a written part declares
WRITTEN = {
    prefix: NAMESPACES[prefix]
    for prefix in ("office", "style", "text", "table", "draw", "fo", "svg", "xlink", "dc")
}
_PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as text."""
    return frozenset(text.split())


@lru_cache(maxsize=2048)
def q(name: str) -> str:
    """The name as lxml writes it: ``text:p`` → ``{urn:…}p``."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def short(tag: str) -> str:
    """The name with the usual prefix, whatever prefix the file uses; empty for an unknown namespace."""
    uri, _, local = tag[1:].partition("}")
    prefix = _PREFIXES.get(uri, "") if tag.startswith("{") else ""
    return f"{prefix}:{local}" if prefix else ""


#: styles that LibreOffice and OpenOffice give every document, as people see them
_STYLES = """
Standard|Default|Text body|First line indent|Hanging indent|Text body indent|Salutation|Signature|List Indent
Marginalia|Heading|Title|Subtitle|List|Header|Header left|Header right|Header and Footer|Footer|Footer left
Footer right|Table Contents|Table Heading|Caption|Illustration|Table|Text|Figure|Drawing|Frame contents|Footnote
Endnote|Addressee|Sender|Index|Index Heading|Index Separator|Contents Heading|User Index Heading
Illustration Index Heading|Illustration Index 1|Figure Index Heading|Figure Index 1|Object index heading
Object index 1|Table index heading|Table index 1|Bibliography Heading|Bibliography 1|Quotations
Preformatted Text|Horizontal Line|List Contents|List Heading|Comment|Appendix|Footnote Symbol|Page Number
Caption characters|Drop Caps|Numbering Symbols|Bullet Symbols|Internet link|Visited Internet Link|Placeholder
Index Link|Endnote Symbol|Line numbering|Main index entry|Footnote anchor|Endnote anchor|Rubies
Vertical Numbering Symbols|Emphasis|Citation|Strong Emphasis|Source Text|Example|User Entry|Variable|Definition
Teletype|Default Paragraph Font|Frame|Graphics|OLE|Formula|Watermark|Labels|No List|Outline|First Page|Left Page
Right Page|Envelope|HTML|Landscape|Numbering 123|Numbering ABC|Numbering abc|Numbering IVX|Numbering ivx
"""
_STYLE = re.compile(
    r"(?:Heading|Contents|User Index|Index|List|Numbering) \d{1,2}"
    r"|(?:List|Numbering) \d (?:Start|End|Cont\.)|WW8Num\d{1,4}(?:z\d)?"
)
_STANDARD = frozenset(name for line in _STYLES.split("\n") for name in line.split("|") if name)
_HEX = re.compile(r"_([0-9a-f]{1,4})_")

#: fonts of signs, whose letters are none
SYMBOL_FONTS = frozenset(
    ("Symbol", "OpenSymbol", "StarSymbol", "StarBats", "Wingdings", "Wingdings 2", "Wingdings 3", "Webdings")
)


class Names:
    """New names in the place of those that people gave, the same for the same name in all of a document."""

    def __init__(self) -> None:
        self._styles: dict[str, str] = {}
        self._given: dict[tuple[str, str], str] = {}
        self._numbers: dict[str, count[int]] = {}

    def style(self, name: str) -> str:
        """A style's name; those of every writer stay."""
        plain = name.replace("_20_", " ")
        if plain in _STANDARD or _STYLE.fullmatch(plain):
            return plain.replace(" ", "_20_")
        return self._styles.setdefault(name, f"Style_20_{len(self._styles) + 1}")

    def given(self, kind: str, name: str) -> str:
        """The new name of what is called ``name`` among its kind, such as ``list``."""
        key = (kind, name)
        if key not in self._given:
            self._given[key] = self.fresh(kind)
        return self._given[key]

    def fresh(self, kind: str) -> str:
        """A name that nothing of this kind has yet."""
        return f"{kind}{next(self._numbers.setdefault(kind, count(1)))}"


def display_name(name: str) -> str:
    """A style's name as people see it."""
    return _HEX.sub(lambda found: chr(int(found[1], 16)), name)
