"""Russian word forms: folding for look-up, and the base forms a form may come from.

The ending tables over-generate on purpose: a candidate counts only when the lexicon knows it.
"""

from __future__ import annotations

import re
import unicodedata

#: ending of an oblique form → endings of the possible base forms, longest first
ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # surnames in -ов/-ев/-ин, their feminines and plurals
    *((f"{s}{e}", (s,)) for s in ("ов", "ев", "ин", "ын") for e in ("ыми", "ого", "ому", "ым", "ых", "ом", "ой", "ою", "ы", "а", "у", "е")),
    # adjectival surnames and their feminines
    ("скими", ("ский",)), ("ского", ("ский",)), ("скому", ("ский",)), ("ским", ("ский",)), ("ском", ("ский",)),
    ("ские", ("ский",)), ("ских", ("ский",)), ("ской", ("ский", "ской")), ("скою", ("ский",)),
    ("ская", ("ский",)), ("скую", ("ский",)), ("цкого", ("цкий",)), ("цкому", ("цкий",)), ("цким", ("цкий",)),
    ("цкой", ("цкий", "цкой")), ("цкая", ("цкий",)), ("цкую", ("цкий",)), ("цкие", ("цкий",)), ("цких", ("цкий",)),
    ("ого", ("ый", "ой", "ий")), ("ому", ("ый", "ой", "ий")), ("его", ("ий",)), ("ему", ("ий",)),
    ("ая", ("ый", "ой", "ий")), ("ую", ("ый", "ой", "ая")), ("ые", ("ый", "ой")), ("ых", ("ый", "ой", "ых")),
    # first declension, soft
    ("иею", ("ия",)), ("ией", ("ия", "ий")), ("ии", ("ия", "ий")), ("ию", ("ия", "ий")), ("ия", ("ий",)),
    ("ием", ("ий",)), ("ие", ("ий",)), ("ьею", ("ья",)), ("ьей", ("ья",)), ("ьи", ("ья",)), ("ью", ("ья", "ь")), ("ье", ("ья",)),
    ("ьем", ("ий",)), ("ья", ("ий",)),
    ("ями", ("я", "ь", "й")), ("ях", ("я", "ь", "й")), ("ям", ("я", "ь", "й")),
    ("ею", ("я", "а")), ("ей", ("я", "а", "ь", "й", "ея")), ("ем", ("й", "ь", "")), ("ём", ("й", "ь")),
    ("ам", ("а", "")), ("ами", ("а", "")), ("ах", ("а", "")),
    ("ою", ("а",)), ("ой", ("а", "ая", "ый")), ("ом", ("", "о")), ("ым", ("ый", "")), ("им", ("ий",)),
    ("ю", ("я", "й", "ь")), ("я", ("й", "ь")), ("и", ("я", "а", "ь", "й")), ("е", ("а", "я", "", "й", "ь")),
    ("ы", ("а", "")), ("у", ("а", "")), ("а", ("", "о")),
)  # fmt: skip
_PLAIN = re.compile(r"[\x00-\x7fа-я]*")
_LONGEST = max(len(ending) for ending, _ in ENDINGS)
_TABLE: dict[str, tuple[str, ...]] = {}
for _ending, _bases in ENDINGS:
    _TABLE[_ending] = tuple(dict.fromkeys(_TABLE.get(_ending, ()) + _bases))

#: consonants after which a vocative or a possessive is formed (Саш!, Машин, Сонина)
_POSSESSIVE = ("иными", "иного", "иному", "иной", "иным", "иных", "ину", "ина", "ины", "ино", "ин")


def fold(word: str) -> str:
    """Lower case, ё as е, stress marks and other diacritics removed, й kept."""
    folded = word.casefold().replace("ё", "е")
    if _PLAIN.fullmatch(folded):
        return folded
    text = unicodedata.normalize("NFC", folded).replace("ё", "е").replace("\u2019", "'")
    return "".join(c for c in text if not unicodedata.combining(c))


def bases(folded: str) -> tuple[str, ...]:
    """Possible base forms of a folded word, the most specific ending first.

    Covers six cases and both numbers of nouns and adjectival surnames, feminine surnames, the
    everyday vocative (Маш, Лен) and possessive adjectives (Сонин, Машиной).
    """
    found: list[str] = []
    for size in range(min(_LONGEST, len(folded) - 2), 0, -1):
        for ending in _TABLE.get(folded[-size:], ()):
            found.append(folded[:-size] + ending)
    for suffix in _POSSESSIVE:
        if folded.endswith(suffix) and len(folded) > len(suffix) + 2:
            stem = folded[: -len(suffix)]
            found += [stem + "а", stem + "я"]
            break
    if folded and folded[-1] in "бвгджзклмнпрстфхцчшщнь":
        stem = folded.rstrip("ь")
        found += [stem + "а", stem + "я"]
    return tuple(b for b in dict.fromkeys(found) if b != folded and len(b) > 1)
