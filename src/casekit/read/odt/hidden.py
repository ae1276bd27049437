"""What a document says about people where one does not read: its properties, authors, link targets, alt texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from casekit.read.markup import Element
from casekit.read.odt.names import q, short, words

_TEXTS = tuple(q(name) for name in ("dc:creator", "svg:title", "svg:desc", "table:title", "table:desc"))
#: attributes that hold words of people, by the elements they are looked for on; "" is any
_ATTRIBUTES = {
    "": ("office:title", "xlink:title", "draw:name", "text:description"),
    "text:user-field-decl": ("office:string-value",),
    "text:variable-set": ("office:string-value",),
    "text:section-source": ("text:section-name",),
    "text:hidden-text": ("text:string-value",),
    "text:conditional-text": ("text:string-value-if-true", "text:string-value-if-false"),
    "meta:template": ("xlink:title", "xlink:href"),
    "form:text": ("form:value", "form:current-value", "form:label"),
    "form:textarea": ("form:value", "form:current-value"),
}
#: names that programs give: a word or two and a number
_GIVEN = re.compile(r"[^\W\d]+(?: [^\W\d]+)? ?\d*")
#: targets inside the file
_INSIDE = re.compile(r"#|(?:\./)?(?:Pictures|Object|ObjectReplacements|media)\b|\s*$", re.IGNORECASE)
#: two letters: a number or a sign says nothing
_TELLING = re.compile(r"[^\W\d_].*[^\W\d_]", re.DOTALL)
#: properties about the program and the clock
_TECHNICAL = words(
    """
    meta:generator dc:language meta:document-statistic meta:editing-cycles meta:editing-duration
    meta:creation-date dc:date meta:print-date
    """
)


def hidden_strings(meta: Element | None, parts: Iterable[Element]) -> tuple[str, ...]:
    """The strings, each once, in the order they were met."""
    found: dict[str, None] = {}
    strings = _of_properties(meta) if meta is not None else iter(())
    for text in (*strings, *(text for part in parts for text in _of_part(part))):
        stripped = text.strip()
        if _TELLING.search(stripped):
            found.setdefault(stripped)
    return tuple(found)


def _of_properties(meta: Element) -> Iterator[str]:
    for element in meta.iter():
        if short(str(element.tag)) in _TECHNICAL:
            continue
        if not len(element) and element.text not in ("true", "false"):
            yield element.text or ""
        yield from _of_attributes(element)


def _of_part(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag in _TEXTS:
            yield "".join(map(str, element.itertext()))
        yield from _of_attributes(element)


def _of_attributes(element: Element) -> Iterator[str]:
    name = short(str(element.tag))
    for attribute in (*_ATTRIBUTES[""], *_ATTRIBUTES.get(name, ())):
        value = element.get(q(attribute), "")
        if attribute != "draw:name" or not _GIVEN.fullmatch(value):
            yield value
    target = element.get(q("xlink:href"), "")
    if not _INSIDE.match(target):
        yield target
