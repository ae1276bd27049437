"""HTML as a stream of tags, cut as a browser cuts it, reduced to the tags and attributes that are kept.

This comes before the parser: it bounds what the parser is given, and takes out what has no place in a tree of
text (scripts, styles, comments, all attributes but a few), and notes what only the markup knew.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field

from casekit.read.archive import damaged, too_large
from casekit.read.charsets import without_controls
from casekit.read.html.attributes import Attributes, is_hidden, kept_attributes, known_only_here, note_class
from casekit.read.html.elements import (
    BOXED,
    FIELDS,
    FORMATTING,
    KEPT,
    LONE,
    MULTIPLE,
    RAW,
    REMOVED,
    SHOWN_RAW,
    VOID,
)

#: tags of a file, elements inside one another, and what open formatting may be repeated to
MOST_TAGS, DEEPEST, MOST_REPEATED = 500_000, 300, 20_000_000
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(
    r"[\s/]*(?:(?P<end>>)|(?P<name>[^\s/>][^\s/>=]*)(?:\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s>\"'][^\s>]*|))?)"
)
_COMMENT_END = re.compile(r"--!?>")
_OFFICE = re.compile(
    r"<o:(?:Author|LastAuthor|Company|Manager|Title|Subject|Keywords|Description)>([^<]{1,500})<",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Scan:
    """The reduced markup, what only the markup knew, and what was taken out, counted."""

    name: str
    images: bool
    parts: list[str] = field(default_factory=list, repr=False)
    hidden: list[str] = field(default_factory=list, repr=False)
    left_out: Counter[str] = field(default_factory=Counter)
    tags: int = 0
    depth: int = 0
    formatting: int = 0
    open: Counter[str] = field(default_factory=Counter)
    #: for elements that are not kept, whether each that is open hides its content
    wrappers: dict[str, list[bool]] = field(default_factory=dict)

    @property
    def markup(self) -> str:
        """The reduced markup."""
        return "".join(self.parts)


def scanned(text: str, name: str, *, images: bool) -> Scan:
    """The text of a page, reduced.

    Raises:
        FileProblem: it has more tags, or more of them inside one another, than any write-up.
    """
    scan = Scan(name, images)
    text = without_controls(text)
    scan.hidden += [html.unescape(found).strip() for found in _OFFICE.findall(text)]
    at = 0
    while (lower := text.find("<", at)) >= 0:
        scan.parts.append(_plain(text[at:lower]))
        at = _after(scan, text, lower)
    scan.parts.append(_plain(text[at:]))
    return scan


def _plain(text: str) -> str:
    """Text with the characters that its entities stand for, as markup."""
    return html.escape(html.unescape(text) if "&" in text else text, quote=False)


def _after(scan: Scan, text: str, at: int) -> int:
    """Read what begins with the ``<`` at ``at``; where to go on."""
    if text.startswith("<!--", at):
        end = _COMMENT_END.search(text, at + 2)
        return end.end() if end else len(text)
    tag = _TAG.match(text, at)
    if tag:
        return _read_tag(scan, text, tag)
    if text[at + 1 : at + 2] in ("!", "?", "/"):
        end_at = text.find(">", at)
        return end_at + 1 if end_at >= 0 else len(text)
    scan.parts.append("&lt;")
    return at + 1


def _read_tag(scan: Scan, text: str, tag: re.Match[str]) -> int:
    closing, name = bool(tag[1]), tag[2].lower()
    attributes, at = _attributes(text, tag.end())
    if at < 0:  # the file ends inside of the tag
        return len(text)
    scan.tags += 1
    if scan.tags > MOST_TAGS:
        raise too_large(scan.name)
    if closing:
        _close(scan, name)
        return at
    _note(scan, name, attributes)
    _open(scan, name, attributes)
    return _skip_raw(scan, text, name, at)


def _attributes(text: str, at: int) -> tuple[Attributes, int]:
    """The attributes of a tag, the first of each name as in a browser, and where the tag ends or -1."""
    found: Attributes = {}
    while match := _ATTRIBUTE.match(text, at):
        at = match.end()
        if match["end"]:
            return found, at
        value = match["value"] or ""
        if not value and text[at : at + 1] in ('"', "'"):  # a quote that is never closed
            return found, -1
        found.setdefault(match["name"].lower(), html.unescape(_unquoted(value)))
    return found, -1


def _unquoted(value: str) -> str:
    return value[1:-1] if value[:1] in ('"', "'") else value


def _note(scan: Scan, name: str, attributes: Attributes) -> None:
    """Keep in mind what is about to be lost."""
    scan.hidden += known_only_here(name, attributes)
    target = attributes.get("href", "").strip()
    if name == "a" and target and not target.startswith("#"):
        scan.left_out["link"] += 1
    if name in FIELDS and attributes.get("type", "").lower() not in ("hidden", "submit", "button"):
        scan.left_out["field"] += 1
    if name in BOXED and name != "img":
        scan.left_out["picture" if name == "svg" else "object"] += 1


def _open(scan: Scan, name: str, attributes: Attributes) -> None:
    if name in BOXED and not is_hidden(attributes):
        scan.parts.append(f'<span class="{"picture" if name == "svg" else "object"}"></span>')
    if name == "img":
        scan.parts.append(_picture(scan, attributes))
    elif name in KEPT or name in REMOVED:
        kept = kept_attributes(name, attributes)
        note = note_class(attributes)
        shown = "".join(f' {key}="{html.escape(value)}"' for key, value in kept.items())
        scan.parts.append(f"<{name}{shown}{' hidden' if is_hidden(attributes) else ''}{note}>")
        _count_open(scan, name)
    elif name not in LONE and name not in RAW:
        hides = is_hidden(attributes)
        scan.wrappers.setdefault(name, []).append(hides)
        if hides:
            scan.parts.append("<span hidden>")
            _count_open(scan, "span")


def _picture(scan: Scan, attributes: Attributes) -> str:
    """A place for the picture; pictures that are hidden or no larger than a dot have none."""
    source = attributes.get("src", "")
    if is_hidden(attributes) or _is_dot(attributes):
        scan.left_out["picture"] += 1
        return ""
    if scan.images and source.lower().startswith("data:"):
        return f'<img src="{html.escape(source)}">'
    scan.left_out["picture"] += 1
    return '<span class="picture"></span>'


def _is_dot(attributes: Attributes) -> bool:
    return any(
        attributes.get(side, "").strip().removesuffix("px") in ("0", "1", "2") for side in ("width", "height")
    )


def _count_open(scan: Scan, name: str) -> None:
    if name not in VOID and name not in MULTIPLE:
        scan.open[name] += 1
        scan.depth += 1
        scan.formatting += name in FORMATTING
    if scan.depth > DEEPEST or scan.formatting * scan.tags > MOST_REPEATED:
        raise damaged(scan.name)


def _close(scan: Scan, name: str) -> None:
    if name not in KEPT and name not in REMOVED:
        if not (scan.wrappers.get(name) and scan.wrappers[name].pop()):
            return
        name = "span"
    scan.parts.append(f"</{name}>")
    if scan.open[name] > 0:
        scan.open[name] -= 1
        scan.depth -= 1
        scan.formatting -= name in FORMATTING


def _skip_raw(scan: Scan, text: str, name: str, at: int) -> int:
    """Past the content of an element whose content is no markup."""
    if name not in RAW:
        return at
    end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, at)
    stop = end.start() if end and name != "plaintext" else len(text)
    content = text[at:stop]
    if name == "title":
        scan.hidden.append(html.unescape(content).strip())
    if name == "textarea" and content.strip():
        scan.hidden.append(html.unescape(content).strip())
    if name in SHOWN_RAW:
        scan.parts.append(f"<pre>{html.escape(content, quote=False)}</pre>")
    return stop
