"""How far a replacement reaches in a returned text: brackets, quotes, and endings that somebody added."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casekit.vault.tokens import tokens

_OPEN = re.compile(r"\\?\[[ \u00a0]*$")
_CLOSED = re.compile(r"(?P<ending>['\u2019]?s)?[ \u00a0]*\\?\]")
_ADDED = {
    "en": re.compile(r"(?:['\u2019\u02bc]s?|s)(?!\w)"),
    "sv": re.compile(r"(?:[:'\u2019]?s)(?!\w)"),
    "ru": re.compile(r"[-\u2010\u2011'\u2019]?[а-яё]{1,3}(?!\w)"),
}
_OPENS = re.compile(r"(?:^|[.!?…:\n\r])[\s\"'«»“”„(\[—–*#>-]*$")
_ALIKE = (frozenset("\"'«»“”„‘’‚‹›"), frozenset("-\u2010\u2011\u2012–—−"), frozenset(" \u00a0\u202f\u2009"))


@dataclass(frozen=True, slots=True)
class Spot:
    """An extent of characters; ``ending`` is what was added to the replacement and lies inside the extent."""

    start: int
    end: int
    bracketed: bool
    ending: str = ""


def spot(text: str, start: int, end: int, replacement: str) -> Spot:
    """The extent of a replacement whose words stand at ``[start, end)``."""
    if replacement.startswith("["):
        return _bracketed(text, start, end)
    words = tokens(replacement)
    before, after = replacement[: words[0].start], replacement[words[-1].end :]
    while before and start and _alike(before[-1], text[start - 1]):
        before, start = before[:-1], start - 1
    while after and end < len(text) and _alike(after[0], text[end]):
        after, end = after[1:], end + 1
    return Spot(start, end, False)


def added(text: str, end: int, code: str) -> str:
    """The ending that follows a replacement without a blank, empty if none does."""
    match = _ADDED[code].match(text, end)
    return match[0] if match else ""


def with_ending(surface: str, ending: str, code: str) -> str:
    """The surface with an English or Swedish genitive ending, once: Anna's, Annas, Lars."""
    if not ending:
        return surface
    last = surface[-1].lower()
    if code == "sv":
        return surface if last in "sxz" else surface + ending
    return surface if surface.lower().endswith(("'s", "\u2019s", "s'", "s\u2019")) else surface + ending


def opens_sentence(text: str, start: int) -> bool:
    """Whether a sentence or line begins here, where a capital tells nothing."""
    return bool(_OPENS.search(text[max(0, start - 12) : start])) or start == 0


def _bracketed(text: str, start: int, end: int) -> Spot:
    before, after = _OPEN.search(text, max(0, start - 4), start), _CLOSED.match(text, end)
    ending = (after["ending"] or "") if after else ""
    return Spot(
        before.start() if before else start,
        after.end() if after else end,
        bool(before or after),
        ending,
    )


def _alike(one: str, other: str) -> bool:
    return one == other or any(one in group and other in group for group in _ALIKE)
