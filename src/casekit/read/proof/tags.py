"""XML and HTML taken apart without a parser: nothing is resolved, nothing is repaired, nothing is skipped.

The parsers that wrote the file are not asked again. What stands between tags is text, what stands in them is
names and values; text over which tags are strewn is put together.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Literal

from casekit.read.proof.reading import Reading
from casekit.read.proof.words import listed

Kind = Literal["word", "open", "html", "other"]

_PART = re.compile(
    r"""<!--(?P<comment>.*?)(?:-->|\Z)
    | <!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)
    | <\?(?P<pi>.*?)(?:\?>|\Z)
    | <(?P<end>/?)(?P<name>[^\s<>"'/=]+)(?P<rest>[^<>"']*(?:"[^"<]*"[^<>"']*|'[^'<]*'[^<>"']*)*)>
    """,
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")
_RAW = re.compile(
    r"(<(?P<tag>script|style|title|textarea)\b[^>]*>)(.*?)(</(?P=tag)\s*>|\Z)", re.DOTALL | re.I
)

#: elements between which text is not one string
_PARAGRAPHS = {"word": frozenset({"p"}), "open": frozenset({"p", "h"})}
_BREAKS = {
    "word": listed("br cr tab ptab noBreakHyphen sym"),
    "open": listed("s tab line-break"),
    "other": frozenset(),
}
_INLINE = listed(
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd label mark q rp rt ruby s samp small span strike "
    "strong sub sup tt u var wbr"
)
#: elements inside a paragraph of OpenDocument whose text is not its text
_ASIDE = listed(
    "creator date date-string initials title desc creator-initials sender-initials note-citation name "
    "binary-data"
)
#: elements whose text belongs to the format
_FORMAT_TEXT = listed(
    "Application AppVersion Template generator language revision DocSecurity Pages Words Characters Lines "
    "Paragraphs TotalTime ScaleCrop LinksUpToDate SharedDoc HyperlinksChanged CharactersWithSpaces created "
    "modified creation-date editing-cycles editing-duration style bold-style number text"
)
#: attributes that people fill
_FREE = listed(
    "author initials creator descr desc description title alt tooltip summary caption placeholder alias comment "
    "comments keywords subject company manager userName displayText aria-label aria-description string-value "
    "user subtype-name formula condition label content-desc password srcdoc"
)
#: elements whose name or value people choose
_NAMED = listed(
    "docPr cNvPr bookmarkStart bookmarkEnd docVar section frame text-box table bookmark bookmark-start bookmark-end "
    "reference-mark reference-mark-start reference-mark-end annotation annotation-end image custom-shape object "
    "variable-decl variable-set variable-get user-field-decl user-field-get user-defined control form tag "
    "attr customXml smartTag sequence-decl meta-field input a layer"
)
_VALUED = listed(
    "tag alias tblCaption tblDescription statusText helpText default listEntry listItem docVar docPart "
    "placeholder dataBinding attachedTemplate query udl src connectString entryMacro exitMacro option input"
)
#: elements and attributes that name fonts and styles
_FONT_ELEMENTS = listed(
    "font font-face altName style lsdException pStyle rStyle tblStyle basedOn next link name defaultTabStop "
    "latin ea cs sym styleLink numStyleLink"
)
_FONT_ATTRIBUTES = listed("typeface ascii hAnsi cs eastAsia class")


@dataclass
class _State:
    """Where in a part the walk is."""

    kind: Kind
    into: Reading
    paragraphs: list[str] = field(default_factory=list)
    #: open paragraphs and asides; text outside of them is not seen
    buffers: list[tuple[str, list[str]]] = field(default_factory=list)
    #: text of the paragraph that is not seen
    unseen: list[str] = field(default_factory=list)
    last: str = ""
    seen: set[str] = field(default_factory=set)


def read_tags(text: str, kind: Kind, into: Reading) -> list[str]:
    """The paragraphs of a part; all else of it is put into the reading.

    ``other`` is a part that no clean file has: nothing in it is taken for the format's.
    """
    state = _State(kind, into)
    if kind == "html":
        state.buffers.append(("", []))
        text = _RAW.sub(lambda match: _raw(match, state), text)
    at = 0
    for match in _PART.finditer(text):
        if match.start() > at:
            _text(text[at : match.start()], state)
        at = match.end()
        if match["name"] is not None:
            _tag(match[0], match["name"], match["end"] == "/", match["rest"], state)
        elif match["data"] is not None:
            _text(html.escape(match["data"], quote=False), state)
        else:
            into.free.add(_undeclared(match["comment"] or match["pi"] or ""))
    if at < len(text):
        _text(text[at:], state)
    while state.buffers:
        _close(state)
    _end_unseen(state)
    return state.paragraphs


def _undeclared(text: str) -> str:
    """A comment or instruction, but for the one that every XML begins with."""
    return "" if re.fullmatch(r"xml version=.{0,80}", text) else text


def _raw(match: re.Match[str], state: _State) -> str:
    """The text of elements in which tags are none."""
    target = state.into.fonts if match["tag"].lower() == "style" else state.into.free
    target.add(html.unescape(match[3]))
    return match[1] + match[4]


def _text(raw: str, state: _State) -> None:
    text = html.unescape(raw) if "&" in raw else raw
    if state.kind == "html":
        state.buffers[-1][1].append(text)
    elif state.kind == "word" and state.last == "t":
        if state.buffers:
            state.buffers[-1][1].append(text)
        else:
            state.paragraphs.append(text)
    elif state.kind == "open" and state.buffers:
        state.buffers[-1][1].append(text)
    elif not text.isspace():
        format_ = state.kind != "other" and state.last in _FORMAT_TEXT
        (state.into.format if format_ else state.into.free).add(text)
        state.unseen.append(text)


def _tag(whole: str, name: str, closes: bool, rest: str, state: _State) -> None:
    local = name.rpartition(":")[2]
    state.last = "/" if closes else local
    if whole not in state.seen:
        state.seen.add(whole)
        _names_and_values(name, local, rest, whole, state)
    if state.kind == "html":
        local = local.lower()
        if local not in _INLINE:
            _close(state)
            state.buffers.append(("", []))
        return
    opens = local in _PARAGRAPHS.get(state.kind, ()) or (state.kind == "open" and local in _ASIDE)
    if opens and closes and state.buffers and state.buffers[-1][0] == local:
        _close(state)
    elif opens and not closes and not rest.endswith("/") and (local not in _ASIDE or state.buffers):
        state.buffers.append((local, []))
    if state.buffers and not closes and local in _BREAKS[state.kind]:
        state.buffers[-1][1].append(" ")


def _close(state: _State) -> None:
    local, parts = state.buffers.pop()
    _end_unseen(state)
    text = "".join(parts)
    if not text or text.isspace():
        return
    if local in _ASIDE:
        state.into.free.add(text)
    else:
        state.paragraphs.append(text)


def _end_unseen(state: _State) -> None:
    """A field or a deletion may be spread over runs."""
    if len(state.unseen) > 1:
        state.into.free.add("".join(state.unseen))
    state.unseen.clear()


def _names_and_values(name: str, local: str, rest: str, whole: str, state: _State) -> None:
    state.into.format.add(name)
    for attribute, quoted in _ATTRIBUTE.findall(rest):
        value = html.unescape(quoted[1:-1])
        own = attribute.rpartition(":")[2]
        state.into.format.add(attribute)
        foreign = state.kind == "other" and not attribute.startswith("xmlns")
        if foreign or _free(local, own, value, whole):
            state.into.free.add(value)
        elif local in _FONT_ELEMENTS or own in _FONT_ATTRIBUTES or "font" in own or "style" in own:
            state.into.fonts.add(value)
        else:
            state.into.format.add(value)
    left = _ATTRIBUTE.sub(" ", rest)
    if left.strip(" /"):
        state.into.free.add(html.unescape(left))


def _free(element: str, attribute: str, value: str, whole: str) -> bool:
    if attribute in _FREE or attribute.startswith("data-") or "mailto:" in value:
        return True
    if attribute in ("name", "id", "value", "key") and element in _NAMED:
        return not (attribute == "id" and value.isdigit())
    if attribute in ("val", "value", "name") and element in _VALUED:
        return True
    if attribute in ("Target", "href", "src"):
        return 'TargetMode="External"' in whole or "://" in value
    if element == "meta" and attribute == "content":
        return not re.search(r'http-equiv=|name="(?:viewport|referrer|color-scheme|generator)"', whole)
    return False
