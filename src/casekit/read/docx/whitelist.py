"""Properties, lists, styles and formulas copied by a list of what a clean file may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from casekit.read.docx.names import VAL, M, W, add
from casekit.read.fonts import known_font
from casekit.read.markup import Element

#: what a value of a kind becomes; None: it does not stay
Converter = Callable[[str], "str | None"]
_SPACES = {"w": W, "m": M}
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,4})?(%|mm|cm|in|pt|pc|pi)?|[01]{12}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}")
_HEXADECIMAL = re.compile(r"(?=.*\d)[0-9A-Fa-f]{4}")
_SHADE = re.compile(r"[0-9A-Fa-f]{1,2}")
_LANGUAGE = re.compile(r"[a-z]{2}(-(Latn|Cyrl))?(-[A-Z]{2})?|x-none")
_COUNTER = re.compile(r"%[1-9]")
_WORD = re.compile(r"[^\W\d_]{2,}|\d{4,}")


@cache
def _elements() -> Mapping[str, Mapping[str, str]]:
    """Element → attribute → kind, all by qualified name."""
    found = {}
    for line in _lines("elements.txt"):
        prefix, name, *attributes = line.split()
        space = _SPACES[prefix]
        pairs = (attribute.partition(":")[::2] for attribute in attributes)
        found[f"{{{space}}}{name}"] = {f"{{{space}}}{one}": kind or "plain" for one, kind in pairs}
    return MappingProxyType(found)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in _lines(name) for word in line.split())


def _lines(name: str) -> Iterator[str]:
    text = files("casekit.read.docx").joinpath(name).read_text("utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def plain(value: str) -> str | None:
    """A number, a measure, a colour, or a word of the format; nothing that somebody could have written."""
    known = _NUMBER.fullmatch(value) or _HEXADECIMAL.fullmatch(value) or value in _words("words.txt")
    return value if known else None


def font(value: str) -> str | None:
    """The name of a font that comes with an office program or a system."""
    return known_font(value)


def level(value: str) -> str:
    """The text before a number of a list: counters, signs, and words such as *Chapter*."""
    pieces = _COUNTER.split(value)
    counters = _COUNTER.findall(value)
    known = _words("levels.txt")
    kept = [_WORD.sub(lambda word: word[0] if word[0].casefold() in known else "", one) for one in pieces]
    return "".join(text + counter for text, counter in zip(kept, [*counters, ""], strict=True))[:40]


_KINDS: Mapping[str, Converter] = MappingProxyType(
    {
        "plain": plain,
        "font": font,
        "level": level,
        "char": lambda value: value[:1],
        "shade": lambda value: value if _SHADE.fullmatch(value) else None,
        "lang": lambda value: value if _LANGUAGE.fullmatch(value) else None,
    }
)


def attributes_of(element: Element, kinds: Mapping[str, Converter]) -> dict[str, str] | None:
    """The attributes of a listed element that stay; None if it is not listed or would lose its value."""
    listed = _elements().get(element.tag)
    if listed is None:
        return None
    kept: dict[str, str] = {}
    for name, value in element.attrib.items():
        kind = listed.get(str(name))
        if kind is None:
            continue
        convert = kinds.get(kind) or _KINDS.get(kind)
        known = convert(str(value)) if convert is not None else None
        if known is not None:
            kept[str(name)] = known
        elif name in (VAL, f"{{{M}}}val"):
            return None
    return kept


def copy_listed(source: Element, target: Element, kinds: Mapping[str, Converter]) -> Element | None:
    """A copy of the element below ``target`` with all that is listed; None if the element itself is not."""
    attributes = attributes_of(source, kinds)
    if attributes is None:
        return None
    copied = add(target, source.tag, attributes)
    for one in source.iterchildren("*"):
        copy_listed(one, copied, kinds)
    return copied
