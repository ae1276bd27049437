"""Styles: those of Word keep their names, one's own are numbered; and which of them hide text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from casekit.read.docx.names import child, children, is_on, root_of, value, w
from casekit.read.docx.whitelist import Converter, copy_listed
from casekit.read.markup import Element

_STYLE, _ID = w("style"), w("styleId")
_ACCENT = r"( Accent [1-6])?"
_BUILT_IN = re.compile(
    "normal|(heading|toc|index) [1-9]|normal indent|footnote text|annotation text|header|footer|index heading"
    "|caption|table of figures|envelope (address|return)|(footnote|annotation|endnote) reference|endnote text"
    "|line number|page number|table of authorities|macro|toa heading|list|list (bullet|number)( [2-5])?"
    "|list [2-5]|title|closing|signature|default paragraph font|body text( [23])?|list continue( [2-5])?"
    "|message header|subtitle|salutation|date|body text (first indent( 2)?|indent( [23])?)|note heading"
    "|block text|hyperlink|followedhyperlink|strong|emphasis|document map|plain text|e-mail signature"
    "|html (top|bottom) of form|normal \\(web\\)|html (acronym|address|cite|code|definition|keyboard"
    "|preformatted|sample|typewriter|variable)|normal table|annotation subject|no list"
    "|(1 / 1\\.1 / 1\\.1\\.1)|(1 / a / i)|article / section|outline list [1-3]"
    "|table (simple|classic|colorful|columns|grid|list|3d effects|web|subtle) [1-8]"
    "|table (contemporary|elegant|professional|grid|theme|normal)|balloon text|placeholder text|no spacing"
    f"|(light|medium|colorful) (shading|list|grid)( [1-3])?{_ACCENT}|dark list{_ACCENT}"
    f"|revision|list paragraph|(intense )?quote|(subtle|intense) (emphasis|reference)|book title|bibliography"
    f"|toc heading|plain table [1-5]|grid table light|(grid|list) table [1-7]( light| dark| colorful)?{_ACCENT}"
    "|mention|smart hyperlink|hashtag|unresolved mention|smart link",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a file: new ids and names by old id, and whose text is hidden."""

    ids: Mapping[str, str] = field(repr=False)
    names: Mapping[str, str] = field(repr=False)
    hides: Mapping[str, bool]
    defaults: Mapping[str, str] = field(repr=False)
    hidden_by_default: bool = False

    def kinds(self) -> dict[str, Converter]:
        """How references to styles are converted."""
        return {"style": self.ids.get}

    def hidden(self, style: str | None, kind: str) -> bool:
        """Whether the style, or without one the default of its kind, hides its text."""
        known = style if style in self.ids else self.defaults.get(kind)
        return known is not None and self.hides.get(known, False)


def styles_of(root: Element | None) -> Styles:
    """What the style part says; without one there are no styles."""
    found: dict[str, Element] = {}
    for style in children(root, _STYLE):
        found.setdefault(style.get(_ID, ""), style)
    found.pop("", None)
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    taken: set[str] = set()
    own = 0
    for old, style in found.items():
        name = value(child(style, w("name"))) or ""
        new = re.sub(r"\W", "", name.title())
        if not _BUILT_IN.fullmatch(name) or new in taken:
            own += 1
            name, new = f"Style {own}", f"Style{own}"
        ids[old], names[old] = new, name
        taken.add(new)
    default = child(root, w("docDefaults"), w("rPrDefault"), w("rPr"))
    return Styles(ids, names, _hiding(found), _defaults(found), hides(default) is True)


def hides(properties: Element | None) -> bool | None:
    """Whether run properties hide text, show it, or say nothing."""
    said = [one for tag in ("specVanish", "vanish") if (one := child(properties, w(tag))) is not None]
    return any(is_on(one) for one in said) if said else None


def clean_styles(root: Element | None, styles: Styles) -> Element:
    """The style part with new names and ids, and nothing that is not listed."""
    clean = root_of(w("styles"))
    for defaults in children(root, w("docDefaults")):
        copy_listed(defaults, clean, styles.kinds())
    seen: set[str] = set()
    for style in children(root, _STYLE):
        old = style.get(_ID, "")
        if old in styles.ids and old not in seen:
            seen.add(old)
            copy_listed(style, clean, {**styles.kinds(), "name": _always(styles.names[old])})
    return clean


def _always(name: str) -> Converter:
    return lambda _: name


def _defaults(found: Mapping[str, Element]) -> dict[str, str]:
    on = {"1", "true", "on"}
    return {s.get(w("type"), ""): old for old, s in found.items() if s.get(w("default"), "").lower() in on}


def _hiding(found: Mapping[str, Element]) -> dict[str, bool]:
    """Which styles hide text, by themselves or by the style they are based on."""
    known: dict[str, bool] = {}
    for start in found:
        path: dict[str, None] = {}
        at: str | None = start
        said: bool | None = None
        while at is not None and at in found and at not in path:
            if at in known:
                said = known[at]
                break
            path[at] = None
            said = hides(child(found[at], w("rPr")))
            if said is not None:
                break
            at = value(child(found[at], w("basedOn")))
        known.update(dict.fromkeys(path, bool(said)))
    return known
