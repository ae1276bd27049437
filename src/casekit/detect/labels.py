"""Initials that stand for found persons: labels of speech, legends, genitives ("JG: …", "N = Ngozi", "K:s fru")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

from casekit.case import EntityType, Span

NAME = "propagation"
_UP = "A-ZА-ЯЁÅÄÖ"
#: letters of one name that can make initials
_MOST_PARTS = 4
_LOW = "a-zа-яёåäö"
_LETTERS = rf"(?:[{_UP}](?:-?[{_UP}]){{0,2}}|[{_UP}][{_LOW}])"
_SPEAKER = re.compile(
    rf"(?m)^[ \t>*–—-]*(?:\[?\d{{1,2}}[:.]\d{{2}}\]?[ ]+)?(?P<l>{_LETTERS})\.?:|(?<=[.!?)] )(?P<m>{_LETTERS})\.?:(?= )"
)
_INITIAL = re.compile(rf"(?<![\w.'’-])(?P<l>{_LETTERS})(?P<s>:s)?(?![\w'’-])")
_LEGEND = re.compile(rf"(?<!\w)([{_UP}]{{1,3}}) ?=(?= ?\w)")
#: labels of the one who writes and of the parts of a note: therapist, терапевт, психолог, консультант, question …
_ROLES = frozenset("TТПКIQAВО")
#: as many lines must a lone letter open that often heads a paragraph (S, O, A, P; hypothesis, form)
_OFTEN = {"S": 3, "H": 3, "F": 3, "P": 3, "Р": 3, "С": 3}
#: capitals that are words of their own in one of our languages
_WORDS = frozenset("IAÅÖЯАВКСОУИ")


def initials_of(surface: str) -> set[str]:
    """Every way to write a name by initials: "Jhon Jairo Gutiérrez" gives J, JJ, JG, JJG; "Parisa" P and PA."""
    parts = re.findall(r"[^\W\d_]+", surface)
    letters = [part[0].upper() for part in parts if part[0].isupper() or len(part) > 2][:_MOST_PARTS]
    if not letters:
        return set()
    first, *others = letters
    several = {first + "".join(chosen) for size in (1, 2) for chosen in combinations(others, size) if chosen}
    return {first, parts[0][:2].upper(), parts[0][:2].capitalize(), *several}


def speakers(text: str, initials: Iterable[str]) -> Iterator[Span]:
    """Initials that stand for a found person: a label of speech and its further places, or before a genitive."""
    known = set(initials)
    labels = Counter((match["l"] or match["m"]).replace("-", "") for match in _SPEAKER.finditer(text))
    named = {label for label, times in labels.items() if label in known and times >= _enough(label)}
    named |= {m[1] for m in _LEGEND.finditer(text) if m[1] in known and m[1] in labels}
    for match in _INITIAL.finditer(text):
        letters, end = match["l"].replace("-", ""), match.end("l")
        if match["s"] and (len(letters) == 1 or letters in known):
            yield Span(match.start(), match.end(), EntityType.PERSON, NAME, 0.6)
        elif letters in named and not (letters in _WORDS and not text.startswith((":", "=", ".:"), end)):
            yield Span(match.start(), end, EntityType.PERSON, NAME, 0.6)


def _enough(label: str) -> float:
    return float("inf") if label in _ROLES else _OFTEN.get(label, 2)
