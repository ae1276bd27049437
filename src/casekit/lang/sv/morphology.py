"""Swedish word forms: folding for look-up, and the base forms a form may come from."""

from __future__ import annotations

import unicodedata

_KEPT = {"a\u030a": "å", "a\u0308": "ä", "o\u0308": "ö"}


def fold(word: str) -> str:
    """Lower case, å ä ö kept, every other diacritic removed (Zoë → zoe, Kovač → kovac)."""
    text = unicodedata.normalize("NFD", word.casefold().replace("\u2019", "'"))
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
