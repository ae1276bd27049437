"""Spellings that are nearly one: one edit apart, sounding alike, or in another alphabet."""

from __future__ import annotations

import re

from casekit.link.remembering import remembered

_LATIN = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюя",
        re.split(" ", "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh sh  i  e iu ia"),
        strict=True,
    )
)
#: longer runs first; what is left of a name is how it sounds, coarsely
_SOUNDS = (
    *(("shch", "s"), ("sjtj", "s"), ("sch", "s"), ("zh", "s"), ("zj", "s"), ("sh", "s"), ("sj", "s")),
    *(
        ("tsch", "4"),
        ("tch", "4"),
        ("tj", "4"),
        ("chr", "kr"),
        ("ch", "4"),
        ("kh", "h"),
        ("ck", "k"),
        ("ph", "f"),
    ),
    *(
        ("th", "t"),
        ("ts", "5"),
        ("tz", "5"),
        ("yo", "e"),
        ("ou", "u"),
        ("ae", "e"),
        ("qu", "kv"),
        ("x", "ks"),
    ),
    *(("q", "k"), ("w", "v"), ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("y", "i"), ("j", "i")),
    *(("å", "o"), ("ä", "e"), ("ö", "o"), ("z", "s"), ("dt", "t"), ("ei", "ai"), ("ie", "i")),
)


@remembered
def sound(folded: str) -> str:
    """How a folded word sounds, the same for both alphabets and the usual ways to spell (Сергей, Sergej)."""
    if "-" in folded:
        return "".join(re.sub(r"(?<=..)e$", "", sound(piece)) for piece in folded.split("-") if piece)
    word = "".join(_LATIN.get(c, c) for c in folded if c.isalpha())
    if word.startswith(("ye", "je")):
        word = word[1:]
    for run, plain in _SOUNDS:
        word = word.replace(run, plain)
    single = "".join(c for at, c in enumerate(word) if not at or c != word[at - 1])
    kept = single[:1] + single[1:].replace("h", "")
    return kept[:-1] if len(kept) > 4 and kept[-1] == "e" else kept


def one_edit(a: str, b: str) -> bool:
    """Whether two words differ by one letter: another, one more, one less, or two neighbours that changed places."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        return a[at:] == b[at + 1 :]
    return a[at + 1 :] == b[at + 1 :] or (
        a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
    )


def is_cyrillic(word: str) -> bool:
    """Whether a word begins with a Cyrillic letter."""
    return "\u0400" <= word[:1] <= "\u04ff"
