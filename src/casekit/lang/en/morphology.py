"""English word forms: folding for look-up, and the base forms a form may come from."""

from __future__ import annotations

import unicodedata


def fold(word: str) -> str:
    """Lower case, apostrophes unified, every diacritic removed (Siân → sian)."""
    folded = word.casefold().replace("\u2019", "'")
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFD", folded)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def bases(folded: str) -> tuple[str, ...]:
    """Base forms of a folded word: possessive and family plural undone (annas, anna's, joneses)."""
    if folded.endswith(("'s", "s'")):
        return (folded[:-2], folded[:-1])
    if folded.endswith("es") and len(folded) > 5:
        return (folded[:-2], folded[:-1])
    if folded.endswith("s") and len(folded) > 4:
        return (folded[:-1],)
    return ()
