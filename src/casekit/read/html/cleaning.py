"""The allowlist for HTML, by the parser that browsers' rules are written for (html5ever, by way of nh3)."""

from __future__ import annotations

import nh3

from casekit.read.html.elements import KEPT, REMOVED

#: the classes of this package: places of pictures and objects, comments, and the labels in their place
CLASSES = {"picture", "object", "comment", "left-out"}
_ATTRIBUTES = {"td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}}
#: characters that no text has, see charsets.without_controls
_STAND_INS = (("&amp;", "\ufdd0"), ("&lt;", "\ufdd1"), ("&gt;", "\ufdd2"))
_EVERYWHERE = {"lang", "dir"}


def well_formed(markup: str) -> str:
    """The reduced markup as a browser would understand it, with ``hidden`` still on what is hidden."""
    return _clean(markup, set(KEPT), {"hidden"})


def only_allowed(markup: str) -> str:
    """The markup of a clean file: nothing in it but what the allowlist has."""
    return _clean(markup, set(KEPT) - {"ins", "del"}, set())


def _clean(markup: str, tags: set[str], more: set[str]) -> str:
    """The parser takes a time that grows with the square of the entities in one text, so it sees none."""
    for entity, stand_in in _STAND_INS:
        markup = markup.replace(entity, stand_in)
    markup = _allowed(markup, tags, more)
    for entity, stand_in in _STAND_INS:
        markup = markup.replace(stand_in, entity)
    return markup


def _allowed(markup: str, tags: set[str], more: set[str]) -> str:
    return nh3.clean(
        markup,
        tags=tags | {"img"},
        clean_content_tags=set(REMOVED) | {"script", "style"},
        attributes={"*": _EVERYWHERE | more, "img": {"src", "alt"}, **_ATTRIBUTES},
        allowed_classes={"span": CLASSES, **{tag: {"comment"} for tag in tags - {"span"}}},
        url_schemes={"data"},
        url_relative="deny",
        link_rel=None,
        strip_comments=True,
    )
