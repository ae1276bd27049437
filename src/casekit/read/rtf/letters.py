"""The letters of rich text: bytes in the code page of their font, and units of UTF-16."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

#: the code page of each character set of fonts; 0 is that of Western Europe, 1 that of the document
_CHARSETS = {
    77: "mac_roman",
    89: "mac_cyrillic",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
WESTERN = "cp1252"
_PARTS = re.compile(rb"[A-Za-z\x80-\xff]+|[^A-Za-z\x80-\xff]+")


def code_page(number: int) -> str | None:
    """Python's name of a Windows code page."""
    name = {10000: "mac_roman", 10007: "mac_cyrillic", 65001: "utf-8", 1361: "johab"}.get(
        number, f"cp{number}"
    )
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


@dataclass(slots=True)
class Fonts:
    """The code page of the document and those of its fonts."""

    page: str = WESTERN
    charsets: dict[int, int] = field(default_factory=dict)
    pages: dict[int, str] = field(default_factory=dict)
    default: int | None = None

    def word(self, word: str, number: int, font: int | None) -> None:
        """Follow a control word; ``font`` is the one that it is about, if it is about one."""
        if word == "deff":
            self.default = number
        elif word == "fcharset" and font is not None:
            self.charsets[font] = number
        elif word == "cpg" and font is not None:
            self.pages[font] = code_page(number) or WESTERN
        elif word not in ("fcharset", "cpg"):
            pages = {"ansicpg": code_page(number or 1252), "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
            self.page = pages[word] or WESTERN

    def decoded(self, raw: bytes, font: int | None) -> str:
        """The text of bytes in a font.

        Many programs say that a font is Western and use it in the code page of the document. A word of which
        most letters are beyond ASCII is then in that code page: words of our Western languages are not so.
        """
        font = self.default if font is None else font
        charset = None if font is None else self.charsets.get(font)
        page = self.page if charset in (None, 1) else _CHARSETS.get(charset or 0, WESTERN)
        if font is not None and font in self.pages:
            page = self.pages[font]
        elif charset == 0 and self.page != WESTERN:
            return "".join(self._word(match[0]) for match in _PARTS.finditer(raw))
        return raw.decode(page, "replace")

    def _word(self, raw: bytes) -> str:
        high = sum(byte >= 0x80 for byte in raw)
        return raw.decode(self.page if 2 * high > len(raw) else WESTERN, "replace")


def joined(text: str) -> str:
    """The text with halves of pairs put together; a half alone becomes U+FFFD."""
    if not any("\ud800" <= letter <= "\udfff" for letter in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
