"""A new package of the clean parts: names, types and relations are ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from casekit.read.archive import packed
from casekit.read.docx.names import PACKAGE, A, R, tidy
from casekit.read.markup import Element, xml_bytes

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = {
    "document": f"{_WORD}.document.main+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
}
_DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_PROPERTIES = f'{_DECLARED}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"/>'
_EMBED = f"{{{R}}}embed"


@dataclass(frozen=True, slots=True)
class Part:
    """A part to be written: ``kind`` is its relation's, ``name`` that of its file without ``.xml``."""

    kind: str
    name: str
    root: Element = field(repr=False)

    @property
    def path(self) -> str:
        """Where it stands below ``word/``."""
        return f"theme/{self.name}.xml" if self.kind == "theme" else f"{self.name}.xml"


def package_of(parts: list[Part], pictures: Mapping[str, tuple[bytes, str]]) -> bytes:
    """The file of a document, the parts it refers to, and its pictures by relation's id with their kind."""
    files: dict[str, bytes] = {}
    for part in parts:
        files[f"word/{part.path}"] = xml_bytes(tidy(part.root))
        beside = parts[1:] if part.kind == "document" else []
        used = sorted({blip.get(_EMBED, "") for blip in part.root.iter(f"{{{A}}}blip")})
        relations = [_relation(p.name, p.kind, p.path) for p in beside]
        relations += [_relation(one, "image", f"media/{one}.{pictures[one][1]}") for one in used]
        if relations:
            files[f"word/_rels/{part.name}.xml.rels"] = _relations(relations)
    for one, (content, kind) in pictures.items():
        files[f"word/media/{one}.{kind}"] = content
    kinds = sorted({kind for _, kind in pictures.values()})
    first = {"[Content_Types].xml": _content_types(parts, kinds), "_rels/.rels": _relations(_TOP)}
    stored = frozenset(path for path in files if path.startswith("word/media/"))
    return packed({**first, "docProps/core.xml": _PROPERTIES.encode(), **files}, stored)


def _relation(number: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{number}" Type="{R}/{kind}" Target="{target}"/>'


_TOP = [
    _relation("document", "officeDocument", "word/document.xml"),
    f'<Relationship Id="core" Type="{PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/>',
]


def _relations(relations: list[str]) -> bytes:
    inner = "".join(relations)
    return f'{_DECLARED}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'.encode()


def _content_types(parts: list[Part], kinds: list[str]) -> bytes:
    usual = "".join(f'<Default Extension="{kind}" ContentType="image/{kind}"/>' for kind in kinds)
    usual += (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    usual += '<Default Extension="xml" ContentType="application/xml"/>'
    own = "".join(
        f'<Override PartName="/word/{part.path}" ContentType="{_type(part.kind)}"/>' for part in parts
    )
    own += f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/>'
    return f'{_DECLARED}<Types xmlns="{PACKAGE}/content-types">{usual}{own}</Types>'.encode()


def _type(kind: str) -> str:
    return _TYPES.get(kind, f"{_WORD}.{kind}+xml")
