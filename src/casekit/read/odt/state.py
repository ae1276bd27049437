"""What is shared while all parts of one document are cleaned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

from casekit.read.document import Choices
from casekit.read.images import clean_image
from casekit.read.markup import Element
from casekit.read.odt.names import WRITTEN, Names, q
from casekit.read.odt.styles import LABEL_STYLE

#: marks in a cleaned part, gone before it is written: a label to be, one in a line of text, an author to be
LABEL, INLINE, AUTHOR = "{urn:casekit}label", "{urn:casekit}inline", "{urn:casekit}author"


class Pictures:
    """The pictures that a result has, by the path they get in it."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._paths: dict[str, str | None] = {}
        self.kept: dict[str, bytes] = {}

    def path_of(self, href: str) -> str | None:
        """Where the cleaned picture of a reference is; None if there is none or it cannot be cleaned."""
        path = unquote(href).removeprefix("./")
        if path not in self._paths:
            self._paths[path] = self._clean(self._parts.get(path))
        return self._paths[path]

    def _clean(self, raw: bytes | None) -> str | None:
        cleaned = clean_image(raw) if raw is not None else None
        if cleaned is None:
            return None
        path = f"Pictures/{len(self.kept) + 1}.{cleaned[1]}"
        self.kept[path] = cleaned[0]
        return path


@dataclass(slots=True)
class State:
    """New names, pictures, authors and what was left out, over all parts."""

    choices: Choices
    pictures: Pictures = field(repr=False)
    names: Names = field(default_factory=Names, repr=False)
    left_out: Counter[str] = field(default_factory=Counter)
    authors: dict[str, int] = field(default_factory=dict, repr=False)
    comments: set[str] = field(default_factory=set, repr=False)

    def author(self, name: str) -> int:
        """The number of a person who wrote comments, from 1."""
        return self.authors.setdefault(name, len(self.authors) + 1)

    def label(self, kind: str, drawing: Element) -> Element:
        """Text that says what stood here; its words are set when the document is written."""
        self.left_out[kind] += 1
        attributes = {q("text:style-name"): LABEL_STYLE, LABEL: kind}
        if drawing.get(q("text:anchor-type")) == "as-char":
            attributes[INLINE] = "true"
        return etree.Element(q("text:span"), attributes, nsmap=WRITTEN)
