"""Web pages: read as a browser shows them, written as a small complete page that loads nothing.

What a style sheet hides by a class is text like any other: it is read and anonymised, and then shown.
"""

from __future__ import annotations

import base64
import binascii
import copy
import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from lxml import etree

from casekit.lang import get_language
from casekit.read.archive import check_size
from casekit.read.charsets import text_in
from casekit.read.document import Block, Choices, Edit, LeftOut
from casekit.read.flow import rewrite
from casekit.read.html.cleaning import only_allowed, well_formed
from casekit.read.html.scan import scanned
from casekit.read.html.tree import blocks_of, paragraphs, parsed, take_out
from casekit.read.markup import Element

_CHARSET = re.compile(
    rb"<meta[^>]{0,500}charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}encoding=[\"']([\w.:-]+)", re.I
)
#: bytes in which a page says its encoding; browsers look at 1024
_HEAD = 4096
_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ max-width: 45em; margin: 2em auto; padding: 0 1em; font-family: sans-serif; line-height: 1.5 }}
table {{ border-collapse: collapse }} td, th {{ border: 1px solid; padding: 0.2em 0.5em; vertical-align: top }}
blockquote {{ border-left: 3px solid; margin-left: 0; padding-left: 1em }} img {{ max-width: 100% }}
.left-out {{ border: 1px solid; padding: 0.2em 0.5em }} .comment {{ border-left: 3px double; padding-left: 1em }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class HtmlDocument:
    """A page as a tree of text."""

    blocks: Sequence[Block] = field(repr=False)
    hidden: Sequence[str] = field(repr=False)
    left_out: Sequence[LeftOut]
    _root: Element = field(repr=False)
    format: str = "html"

    def written(self, edits: Sequence[Sequence[Edit]], language: str) -> bytes:
        """A page of the text with the edits done, in UTF-8."""
        root = copy.deepcopy(self._root)
        for paragraph, done in zip(paragraphs(root), edits, strict=True):
            rewrite(paragraph.pieces(), done)
        words = get_language(language).table("documents")
        _label(root, words["picture"], words["object"])
        inner = "".join([html.escape(root.text or "", quote=False), *map(_markup, root)])
        title = html.escape(words["case"])
        page = _PAGE.format(language=language, title=title, body=only_allowed(inner))
        return page.encode("utf-8")


def open_html(raw: bytes, name: str, choices: Choices) -> HtmlDocument:
    """The page in a .html file.

    Raises:
        FileProblem: it is too large or nested too deeply, or is no text.
    """
    check_size(raw, name)
    return document_of(text_in(raw, declared_encoding(raw), name), name, choices)


def document_of(text: str, name: str, choices: Choices) -> HtmlDocument:
    """The page that is this markup; ``name`` is that of its file.

    Raises:
        FileProblem: it is too large or nested too deeply.
    """
    scan = scanned(text, name, images=choices.images)
    root = parsed(well_formed(scan.markup))
    gone = take_out(root, insertions=choices.insertions == "accept", comments=choices.comments == "keep")
    gone += scan.left_out + _clean_pictures(root)
    left_out = [LeftOut(key, count) for key, count in sorted(gone.items())]
    hidden = list(dict.fromkeys(text for text in scan.hidden if text))
    return HtmlDocument(blocks_of(paragraphs(root)), hidden, left_out, root)


def declared_encoding(raw: bytes) -> str | None:
    """The encoding that a page says it is in."""
    match = _CHARSET.search(raw[:_HEAD])
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def _clean_pictures(root: Element) -> Counter[str]:
    """Give pictures their pixels only, and a place for a label to those that cannot be cleaned."""
    gone: Counter[str] = Counter()
    for element in list(root.iter("img")):
        source = _cleaned(element.get("src", ""))
        element.attrib.clear()
        if source is None:
            element.tag = "span"
            element.set("class", "picture")
            gone["picture"] += 1
        else:
            element.set("src", source)
            element.set("alt", "")
    return gone


def _cleaned(source: str) -> str | None:
    from casekit.read.images import clean_image

    head, comma, data = source.partition(",")
    if not comma or not head.lower().startswith("data:"):
        return None
    raw = unquote_to_bytes(data)
    if head.lower().rstrip().endswith("base64"):
        try:
            raw = base64.b64decode(raw)
        except (binascii.Error, ValueError):
            return None
    cleaned = clean_image(raw)
    if cleaned is None:
        return None
    return f"data:image/{cleaned[1]};base64,{base64.b64encode(cleaned[0]).decode('ascii')}"


def _label(root: Element, picture: str, thing: str) -> None:
    """Say in words what was left out, in its place."""
    for element in list(root.iter("span")):
        kind = element.get("class")
        if kind in ("picture", "object"):
            element.set("class", "left-out")
            element.text = picture if kind == "picture" else thing


def _markup(element: Element) -> str:
    return str(etree.tostring(element, method="html", encoding="unicode"))
