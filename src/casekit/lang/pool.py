"""The pool of invented names of a language (``surrogates.tsv``), and what it tells about a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from casekit.lang import get_language
from casekit.lang.forms import Gender

#: how a nickname sounds
REGISTERS = ("neutral", "tender", "coarse")


@dataclass(frozen=True, slots=True)
class PoolName:
    """One name of the pool; ``decades`` is when newborns got it, ``short`` its (register, nickname) pairs."""

    kind: Literal["given", "surname"]
    base: str
    gender: Gender | None
    origin: str
    decades: tuple[int, int] | None
    short: tuple[tuple[str, str], ...]


@cache
def names(code: str) -> tuple[PoolName, ...]:
    """Every name of the pool, in the order of the file."""
    rows = get_language(code).blob("surrogates.tsv").decode("utf-8").splitlines()[1:]
    return tuple(_read(row.split("\t")) for row in rows)


def known(code: str, word: str, kind: str) -> tuple[PoolName, ...]:
    """The names of the pool that a word is, in any capitals; of a nickname those that it stands for."""
    folded = get_language(code).morphology.fold(word)
    if kind == "short":
        return _shorts(code).get(folded, ())
    return _bases(code).get(("surname" if kind == "surname" else "given", folded), ())


def _read(cells: list[str]) -> PoolName:
    kind, base, gender, origin, decades, short = cells
    first, _, last = decades.partition("-")
    pairs = (pair.partition(":") for pair in short.split())
    return PoolName(
        kind=cast(Literal["given", "surname"], kind),
        base=base,
        gender=None if gender == "-" else cast(Gender, gender),
        origin=origin,
        decades=(int(first), int(last)) if last else None,
        short=tuple((register, form) for register, _, form in pairs),
    )


@cache
def _bases(code: str) -> Mapping[tuple[str, str], tuple[PoolName, ...]]:
    fold = get_language(code).morphology.fold
    found: dict[tuple[str, str], tuple[PoolName, ...]] = {}
    for name in names(code):
        key = (name.kind, fold(name.base))
        found[key] = (*found.get(key, ()), name)
    return found


@cache
def _shorts(code: str) -> Mapping[str, tuple[PoolName, ...]]:
    fold = get_language(code).morphology.fold
    found: dict[str, tuple[PoolName, ...]] = {}
    for name in names(code):
        for _, form in name.short:
            found[fold(form)] = (*found.get(fold(form), ()), name)
    return found
