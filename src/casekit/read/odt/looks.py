"""What the styles of a document say that decides what is read: hidden text, cut pictures, fonts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from casekit.read.markup import Element
from casekit.read.odt.names import q

_NUMBER = re.compile(r"\d*\.?\d+")
#: styles that inherit from one another; a circle of them ends too
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class _Look:
    parent: str
    shown: bool | None
    cut: bool | None


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles that hold in one part of a document."""

    _looks: Mapping[tuple[str, str], _Look] = field(repr=False)

    def shown(self, family: str, name: str) -> bool | None:
        """Whether text in this style is shown; None if the style does not say."""
        for look in self._chain(family, name):
            if look.shown is not None:
                return look.shown
        return None

    def cut(self, name: str) -> bool:
        """Whether a picture in this style shows less than it holds."""
        for look in self._chain("graphic", name):
            if look.cut is not None:
                return look.cut
        return False

    def _chain(self, family: str, name: str) -> Iterable[_Look]:
        for _ in range(_DEEPEST):
            look = self._looks.get((family, name))
            if look is None:
                return
            yield look
            name = look.parent


def looks_of(styles: Iterable[Element]) -> Looks:
    """The looks that these elements, each of which holds styles, define; the later win."""
    found: dict[tuple[str, str], _Look] = {}
    for holder in styles:
        for style in holder.iterchildren(q("style:style")):
            key = (style.get(q("style:family"), ""), style.get(q("style:name"), ""))
            found[key] = _Look(style.get(q("style:parent-style-name"), ""), _shown(style), _cut(style))
    return Looks(found)


def _shown(style: Element) -> bool | None:
    for properties in style.iterchildren(q("style:text-properties")):
        display = properties.get(q("text:display"))
        if display is not None:
            return display != "none"
    return None


def _cut(style: Element) -> bool | None:
    for properties in style.iterchildren(q("style:graphic-properties")):
        clip = properties.get(q("fo:clip"))
        if clip is not None:
            return any(float(number) > 0 for number in _NUMBER.findall(clip))
    return None


def fonts_of(roots: Iterable[Element]) -> dict[str, str]:
    """The family of every font that the parts declare, by the name that styles use."""
    return {
        face.get(q("style:name"), ""): face.get(q("svg:font-family"), "")
        for root in roots
        for declarations in root.iterchildren(q("office:font-face-decls"))
        for face in declarations.iterchildren(q("style:font-face"))
    }
