"""The parts of a .docx file and how they point at one another."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from casekit.errors import FileProblem
from casekit.read.archive import damaged, unpacked
from casekit.read.docx.names import PACKAGE, R, W
from casekit.read.docx.removed import Removed
from casekit.read.markup import Element, parse_xml

_TYPES = "[content_types].xml"
_RELATION = f"{{{PACKAGE}/relationships}}Relationship"
_STRICT = b"purl.oclc.org/ooxml/"
_PROPERTIES = frozenset(
    {
        *("creator", "lastModifiedBy", "title", "subject", "description", "keywords", "category"),
        *("contentStatus", "Company", "Manager", "HyperlinkBase", "Template"),
    }
)
#: the texts among a file's own properties
_OWN = frozenset({"lpwstr", "lpstr", "bstr"})


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part points at: ``kind`` is the last word of its type; ``target`` a path, or an address outside."""

    kind: str
    target: str = field(repr=False)
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a file by path in lower case without the first slash, and the path of its document."""

    name: str
    parts: Mapping[str, bytes] = field(repr=False)
    main: str

    def relations(self, path: str) -> dict[str, Relation]:
        """What the part points at, by id."""
        folder, _, base = path.rpartition("/")
        return _relations(self.parts, f"{folder}/_rels/{base}.rels".lstrip("/"), folder, self.name)

    def root(self, path: str) -> Element | None:
        """The parsed part, if there is one."""
        content = self.parts.get(path)
        return None if content is None else parse_xml(content, self.name)

    def related(self, kind: str) -> str | None:
        """The path of the first part of that kind that the document points at."""
        found = (r.target for r in self.relations(self.main).values() if r.kind == kind and not r.outside)
        return next((target for target in found if target in self.parts), None)


def open_package(raw: bytes, name: str) -> Package:
    """The package of a .docx file.

    Raises:
        FileProblem: it is too large, encrypted, damaged, holds macros, or is of the strict kind.
    """
    found = unpacked(raw, name)
    parts = {path.replace("\\", "/").lstrip("/").lower(): part for path, part in found.items()}
    if len(parts) < len(found):  # two parts of one name: which one is read would be a guess
        raise damaged(name)
    types = parts.get(_TYPES)
    if types is None:
        raise damaged(name)
    if b"macroenabled" in types.lower().replace(b"\0", b"") or any("vbaproject" in path for path in parts):
        raise FileProblem(
            f"{name!r} holds macros; save it as .docx without macros first", key="file_macros", name=name
        )
    main = _main(parts, name)
    if _STRICT in parts[main][:20_000]:
        raise _strict(name)
    package = Package(name, parts, main)
    root = package.root(main)
    if root is None or root.tag != f"{{{W}}}document":
        raise damaged(name)
    return package


def note_properties(package: Package, removed: Removed) -> None:
    """Note what the file says about itself: properties, people, and addresses it points at."""
    for path in package.parts:
        if path.startswith("docprops/") and path.endswith(".xml"):
            for element in _lenient(package, path):
                local = element.tag.rpartition("}")[2]
                if local in _PROPERTIES or (local in _OWN and path == "docprops/custom.xml"):
                    removed.knew(element.text)
        elif path.endswith("/people.xml"):
            for element in _lenient(package, path):
                removed.note_attributes(element)
        elif path.endswith(".rels"):
            for relation in _relations(package.parts, path, "", package.name, lenient=True).values():
                if relation.outside:
                    removed.knew(relation.target)


def _lenient(package: Package, path: str) -> list[Element]:
    """The elements of a part that is dropped: a damaged one is no reason to refuse the file."""
    try:
        root = package.root(path)
    except FileProblem:
        return []
    return [] if root is None else list(root.iter("*"))


def _main(parts: Mapping[str, bytes], name: str) -> str:
    relations = _relations(parts, "_rels/.rels", "", name)
    if any(relation.kind == "officeDocument" and not relation.outside for relation in relations.values()):
        targets = [r.target for r in relations.values() if r.kind == "officeDocument" and r.target in parts]
        if targets:
            return targets[0]
    raise _strict(name) if _STRICT in parts.get("_rels/.rels", b"") else damaged(name)


def _strict(name: str) -> FileProblem:
    return FileProblem(
        f"{name!r} is a Strict Open XML document; save it as an ordinary Word document first",
        key="file_strict",
        name=name,
    )


def _relations(
    parts: Mapping[str, bytes], path: str, folder: str, name: str, *, lenient: bool = False
) -> dict[str, Relation]:
    content = parts.get(path)
    if content is None:
        return {}
    try:
        root = parse_xml(content, name)
    except FileProblem:
        if lenient:
            return {}
        raise
    return {
        element.get("Id", ""): _relation(element, folder)
        for element in root.iter(_RELATION)
        if element.get("Id")
    }


def _relation(element: Element, folder: str) -> Relation:
    kind = element.get("Type", "").rpartition("/")[2] if _known(element.get("Type", "")) else ""
    target = element.get("Target", "")
    if element.get("TargetMode", "").lower() == "external":
        return Relation(kind, target, outside=True)
    path = unquote(target.partition("#")[0]).replace("\\", "/").lower()
    whole = path if path.startswith("/") else posixpath.join(folder, path)
    return Relation(kind, posixpath.normpath(whole).lstrip("/"))


def _known(kind: str) -> bool:
    return kind.startswith(R)
