"""Attributes of HTML: what hides an element, the few that are kept, what only they knew."""

from __future__ import annotations

import re

Attributes = dict[str, str]

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)")
_ZERO = re.compile(r"0*\.?0*(px|pt|em|rem|%|cm|mm|in)?")
#: what may stand in the attributes that are kept: nothing that could name a person
_FORMS = {
    "colspan": re.compile(r"[1-9]\d{0,2}"),
    "rowspan": re.compile(r"[1-9]\d{0,3}"),
    "start": re.compile(r"-?\d{1,4}"),
    "lang": re.compile(r"[a-zA-Z]{2}(-[a-zA-Z]{2})?"),
    "dir": re.compile(r"ltr|rtl|auto"),
}
_CELLS = ("td", "th")
_MEANT = {"colspan": _CELLS, "rowspan": _CELLS, "start": ("ol",)}
#: attributes with words for people or the way to something
_TELLING = (
    "href",
    "src",
    "alt",
    "title",
    "aria-label",
    "aria-description",
    "placeholder",
    "value",
    "label",
    "summary",
    "cite",
    "action",
)
#: what a page says about itself, where that is words
_META = re.compile(
    r"(?:dc\.|dcterms\.|og:|twitter:|article:)?"
    r"(?:author|creator|title|description|keywords|subject|publisher|contributor|owner|copyright|company|"
    r"manager|reply-to|changedby|last-?modified-?by|originator)$",
    re.IGNORECASE,
)
_COMMENT_AUTHOR = re.compile(r"mso-comment-author:\s*[\"']?([^\"';]+)", re.IGNORECASE)
#: less tells nothing: a number of the markup, a size
_LETTERS = re.compile(r"[^\W\d_]{2}")
#: what office programs put beside comments: marks with the initials of who wrote them
_COMMENT_MARKS = ("msocomanchor", "msocomoff")


def styles_of(attributes: Attributes) -> dict[str, str]:
    """The declarations of a style attribute, the last of each name, without blanks, escapes and comments."""
    if "style" not in attributes:
        return {}
    plain = _ESCAPE.sub(_unescaped, _COMMENT.sub("", attributes["style"]))
    pairs = (part.partition(":") for part in plain.lower().split(";"))
    return {
        name.strip(): "".join(value.replace("!important", "").split()) for name, mark, value in pairs if mark
    }


def _unescaped(match: re.Match[str]) -> str:
    if match[2]:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if number < 0x110000 else ""


def is_hidden(attributes: Attributes) -> bool:
    """Whether a browser would not show the element."""
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    if any(word in _COMMENT_MARKS for word in attributes.get("class", "").lower().split()):
        return True
    styles = styles_of(attributes)
    return (
        styles.get("display") == "none"
        or styles.get("visibility") in ("hidden", "collapse")
        or styles.get("content-visibility") == "hidden"
        or styles.get("mso-hide") == "all"
        or any(_ZERO.fullmatch(styles.get(name) or "1") is not None for name in ("opacity", "font-size"))
    )


def kept_attributes(name: str, attributes: Attributes) -> Attributes:
    """The attributes that stay on an element of this name."""
    return {
        key: attributes[key]
        for key, form in _FORMS.items()
        if key in attributes and name in _MEANT.get(key, (name,)) and form.fullmatch(attributes[key])
    }


def note_class(attributes: Attributes) -> str:
    """The mark of an element that holds a comment of an office program, for the parser."""
    return ' class="comment"' if styles_of(attributes).get("mso-element") == "comment" else ""


def known_only_here(name: str, attributes: Attributes) -> list[str]:
    """What the attributes of a tag tell people; the reader of the text does not see it."""
    if name == "meta":
        said = attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or ""
        return [attributes["content"].strip()] if _META.fullmatch(said) and "content" in attributes else []
    found = [
        value.strip()
        for key, value in attributes.items()
        if (key in _TELLING or key.startswith("data-")) and not value.lstrip().lower().startswith("data:")
    ]
    found += [author.strip() for author in _COMMENT_AUTHOR.findall(attributes.get("style", ""))]
    return [value for value in found if value[:1] != "#" and _LETTERS.search(value)]
