"""Endings of a language that inflects, as tables: written from a form, read back to all forms they may mean.

A cell of a table is an ending; ``-`` is none, ``|`` parts the ending to write from others that are only read,
a leading ``?`` means that nothing in the cell is certain enough to write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from casekit.lang.forms import Case, Form, Gender, Number

CASES: tuple[Case, ...] = get_args(Case)
NUMBERS: tuple[Number, ...] = get_args(Number)


@dataclass(frozen=True, slots=True)
class Paradigm:
    """How words of one shape inflect.

    ``base`` is the ending of the dictionary form that the other endings take the place of; ``fits`` is searched
    in the folded dictionary form; ``last`` holds the letters that a fitting form can end in.
    """

    name: str
    base: str
    fits: re.Pattern[str]
    last: str
    genders: tuple[Gender, ...]
    endings: Mapping[Form, str]
    meanings: Mapping[str, frozenset[Form]]

    def write(self, base: str, form: Form) -> str | None:
        """The dictionary form put into another form, None when that is not certain."""
        ending = self.endings.get(form)
        return None if ending is None else base[: len(base) - len(self.base)] + ending

    def read(self, base: str, word: str) -> frozenset[Form]:
        """The forms in which a folded word may be that folded dictionary form."""
        stem = base[: len(base) - len(self.base)]
        if not word.startswith(stem):
            return frozenset()
        return self.meanings.get(word[len(stem) :], frozenset())


def table(
    name: str,
    base: str,
    fits: str,
    last: str,
    cells: Iterable[tuple[Form, str]],
    *,
    genders: tuple[Gender, ...] = ("m", "f"),
    fold: Callable[[str], str] = str,
) -> Paradigm:
    """A paradigm from its cells; later cells of one form add readings."""
    endings: dict[Form, str] = {}
    meanings: dict[str, set[Form]] = {}
    for form, cell in cells:
        sure, variants = _cell(cell)
        if sure and variants:
            endings.setdefault(form, variants[0])
        for ending in variants:
            meanings.setdefault(fold(ending), set()).add(form)
    read = {ending: frozenset(forms) for ending, forms in meanings.items()}
    return Paradigm(name, base, re.compile(fits), last, genders, endings, read)


def _cell(cell: str) -> tuple[bool, list[str]]:
    variants = [e if e != "-" else "" for e in cell.lstrip("?").split("|") if e]
    return not cell.startswith("?"), variants


def cells(singular: str, plural: str) -> Iterator[tuple[Form, str]]:
    """Six cells of each number, separated by blanks, in the order of ``CASES``."""
    for number, row in zip(NUMBERS, (singular, plural), strict=True):
        for case, cell in zip(CASES, row.split(), strict=True):
            yield Form(case, number), cell


def by_last(paradigms: Iterable[Paradigm]) -> dict[tuple[Gender, str], tuple[Paradigm, ...]]:
    """The paradigms of a gender whose dictionary form can end in a letter, in order."""
    found: dict[tuple[Gender, str], tuple[Paradigm, ...]] = {}
    for one in paradigms:
        for gender in one.genders:
            for letter in one.last:
                found[gender, letter] = (*found.get((gender, letter), ()), one)
    return found


def by_ending(paradigms: Iterable[Paradigm]) -> dict[tuple[Gender, str], tuple[Paradigm, ...]]:
    """The paradigms of a gender that have an ending in some form, in order."""
    found: dict[tuple[Gender, str], tuple[Paradigm, ...]] = {}
    for one in paradigms:
        for gender in one.genders:
            for ending in one.meanings:
                found[gender, ending] = (*found.get((gender, ending), ()), one)
    return found
