"""Swedish word forms: folding for look-up, and the base forms a form may come from."""

from __future__ import annotations

import re
import unicodedata

_PLAIN = re.compile(r"[\x00-\x7fåäö]*")
_KEPT = {"a\u030a": "å", "a\u0308": "ä", "o\u0308": "ö"}


def fold(word: str) -> str:
    """Lower case, å ä ö kept, every other diacritic removed (Zoë → zoe, Kovač → kovac)."""
    folded = word.casefold().replace("\u2019", "'")
    if _PLAIN.fullmatch(folded):
        return folded
    text = unicodedata.normalize("NFD", folded)
    for decomposed, kept in _KEPT.items():
        text = text.replace(decomposed, kept)
    return "".join(c for c in text if not unicodedata.combining(c))


def bases(folded: str) -> tuple[str, ...]:
    """Base forms of a folded word: genitive undone (annas, k:s, lars', anderssons)."""
    if folded.endswith((":s", "'s")):
        return (folded[:-2],)
    if folded.endswith("'"):
        return (folded[:-1],)
    if folded.endswith("s") and len(folded) > 3:
        return (folded[:-1],)
    return ()
