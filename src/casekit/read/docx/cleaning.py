"""A package of unknown content → clean trees of all parts that stay."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from itertools import count

from casekit.read.document import Choices, Place
from casekit.read.docx.changes import settle_changes
from casekit.read.docx.content import P, Story, copy_blocks, copy_section
from casekit.read.docx.fields import settle_fields
from casekit.read.docx.hidden import take_out_hidden
from casekit.read.docx.names import add, child, root_of, take_out, w
from casekit.read.docx.package import Package, Relation
from casekit.read.docx.parts import clean_numbering, clean_settings, clean_theme, notes_of, separators
from casekit.read.docx.removed import Removed
from casekit.read.docx.styles import clean_styles, styles_of
from casekit.read.docx.whitelist import plain
from casekit.read.docx.wrappers import resolve_alternatives, unwrap_all
from casekit.read.docx.writing import Part
from casekit.read.images import clean_image, crop
from casekit.read.markup import Element

#: the parts that hold text beside the document, in the order they are read
PLACES: dict[str, Place] = {
    "document": "body",
    "footnotes": "footnote",
    "endnotes": "endnote",
    "comments": "comment",
    "header": "header",
    "footer": "footer",
}
_ID, _AUTHOR, _BACKGROUND = w("id"), w("author"), w("background")
_RANGES = (w("commentRangeStart"), w("commentRangeEnd"))
_Sides = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Clean:
    """The parts of a file, the document first, and its pictures by the id of their relation."""

    parts: list[Part] = field(repr=False)
    pictures: dict[str, tuple[bytes, str]] = field(repr=False)


class Cleaner:
    """Cleans one file; what it drops is noted in ``removed``."""

    def __init__(self, package: Package, choices: Choices, removed: Removed) -> None:
        self._package, self._choices, self._removed = package, choices, removed
        self._style_root = self._root("styles")
        self._styles = styles_of(self._style_root)
        self._numbers = partial(next, count(1))
        self._pictures: dict[str, tuple[bytes, str]] = {}
        self._named: dict[tuple[str, _Sides], str | None] = {}
        self._headers: dict[tuple[str, str], str] = {}
        self._notes: dict[str, dict[str, Element]] = {}
        self._used: dict[str, dict[str, None]] = {}

    def clean(self) -> Clean:
        """The clean trees of the whole file."""
        self._notes = {kind: self._found(kind) for kind in ("footnote", "endnote", "comment")}
        document = self._document()
        notes = [part for kind in ("footnote", "endnote") for part in self._note_part(kind)]
        told = [*notes, *self._comment_part(), *self._header_parts()]
        for part in (document, *told):
            self._prune(part.root)
        return Clean([document, *told, *self._untold({part.name for part in notes})], self._pictures)

    def _root(self, kind: str) -> Element | None:
        path = self._package.related(kind)
        return None if path is None else self._package.root(path)

    def _settled(self, root: Element) -> Element:
        self._removed.note_attributes(root)
        resolve_alternatives(root)
        unwrap_all(root, self._removed)
        settle_changes(root, self._choices, self._removed)
        settle_fields(root, self._removed)
        take_out_hidden(root, self._styles, self._removed)
        return root

    def _found(self, kind: str) -> dict[str, Element]:
        root = self._root(f"{kind}s")
        notes = {} if root is None else notes_of(self._settled(root), kind)
        if kind == "comment" and self._choices.comments == "drop":
            self._removed.left("comment", len(notes))
            return {}
        return notes

    def _story(self, path: str | None, *kinds: str, boxes: bool = True) -> Story:
        """What copying a part needs to know; notes of these kinds may be referred to."""
        relations = {} if path is None else self._package.relations(path)
        return Story(
            self._styles.kinds(),
            self._removed,
            self._numbers,
            partial(self._picture, relations),
            notes={kind: frozenset(self._notes[kind]) for kind in kinds},
            used=self._used,
            boxes=boxes,
        )

    def _document(self) -> Part:
        path = self._package.main
        root = self._package.root(path)
        assert root is not None
        source = child(self._settled(root), w("body"))
        story = self._story(path, "footnote", "endnote", "comment")
        story.header = partial(self._header, self._package.relations(path))
        document = root_of(w("document"))
        colour = plain(_attribute(child(root, _BACKGROUND), w("color")))
        if colour is not None:
            add(document, _BACKGROUND, {w("color"): colour})
        body = add(document, w("body"))
        if source is None:
            add(body, P)
        else:
            copy_blocks(source, body, story)
            section = child(source, w("sectPr"))
            if section is not None:
                copy_section(section, body, story)
        return Part("document", "document", document)

    def _header(self, relations: dict[str, Relation], kind: str, number: str) -> str | None:
        relation = relations.get(number)
        if relation is None or relation.kind != kind or relation.target not in self._package.parts:
            return None
        return self._headers.setdefault((kind, relation.target), f"{kind}{len(self._headers) + 1}")

    def _picture(self, relations: dict[str, Relation], number: str, sides: _Sides) -> str | None:
        """The id of a picture's relation in the new file; None if the picture does not stay."""
        relation = relations.get(number)
        raw = None if relation is None or relation.outside else self._package.parts.get(relation.target)
        if raw is None or relation is None or not self._choices.images:
            return None
        key = (relation.target, sides)
        if key not in self._named:
            cleaned = crop(raw, *sides) if any(sides) else clean_image(raw)
            self._named[key] = None if cleaned is None else f"picture{len(self._pictures) + 1}"
            if cleaned is not None:
                self._pictures[f"picture{len(self._pictures) + 1}"] = cleaned
        return self._named[key]

    def _note_part(self, kind: str) -> list[Part]:
        used = [number for number in self._notes[kind] if number in self._used.get(kind, {})]
        if not used:
            return []
        root = root_of(w(f"{kind}s"))
        root.extend(separators(kind))
        story = self._story(self._package.related(f"{kind}s"), "comment", boxes=False)
        for number in used:
            copy_blocks(self._notes[kind][number], add(root, w(kind), {_ID: number}), story)
        return [Part(f"{kind}s", f"{kind}s", root)]

    def _comment_part(self) -> list[Part]:
        used = [number for number in self._notes["comment"] if number in self._used.get("comment", {})]
        if not used:
            return []
        root = root_of(w("comments"))
        story = self._story(self._package.related("comments"), boxes=False)
        people: dict[str, str] = {}
        for number in used:
            source = self._notes["comment"][number]
            person = people.setdefault(source.get(_AUTHOR, ""), str(len(people) + 1))
            names = {_ID: number, _AUTHOR: person, w("initials"): person}
            copy_blocks(source, add(root, w("comment"), names), story)
        return [Part("comments", "comments", root)]

    def _header_parts(self) -> list[Part]:
        parts = []
        for (kind, path), name in sorted(self._headers.items(), key=lambda item: item[0][0] == "footer"):
            source = self._package.root(path)
            assert source is not None
            root = root_of(w("hdr") if kind == "header" else w("ftr"))
            copy_blocks(self._settled(source), root, self._story(path))
            parts.append(Part(kind, name, root))
        return parts

    def _untold(self, notes: set[str]) -> list[Part]:
        """The parts without text."""
        kinds = self._styles.kinds()
        numbering, theme = self._root("numbering"), self._root("theme")
        parts = [
            Part("styles", "styles", clean_styles(self._style_root, self._styles)),
            Part("fontTable", "fontTable", root_of(w("fonts"))),
            Part("settings", "settings", clean_settings(self._root("settings"), kinds, notes)),
        ]
        if numbering is not None:
            parts.append(Part("numbering", "numbering", clean_numbering(numbering, kinds)))
        if theme is not None:
            parts.append(Part("theme", "theme1", clean_theme(theme)))
        return parts

    def _prune(self, root: Element) -> None:
        """Take out the ends of comments that are not there, or have but one end."""
        ends: dict[str, list[Element]] = {}
        for mark in root.iter(*_RANGES):
            ends.setdefault(mark.get(_ID, ""), []).append(mark)
        for number, marks in ends.items():
            if number not in self._used.get("comment", {}) or [one.tag for one in marks] != list(_RANGES):
                for mark in marks:
                    take_out(mark)


def _attribute(element: Element | None, name: str) -> str:
    return "" if element is None else element.get(name, "")
