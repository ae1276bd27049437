"""How many people live where a value says, from ``lang/*/places.tsv.gz`` and ``population.toml``."""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from casekit.disclosure.wording import says
from casekit.lang import Language, get_language

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_WORD = re.compile(r"[\w'’]+(?:-[\w'’]+)*")
#: forms of a place's name that are tried
_MOST_FORMS = 64
#: classes of size (``places.tsv.gz``) that are small places whatever their number of people
_SMALL = 1


@dataclass(frozen=True, slots=True)
class Known:
    """What GeoNames tells of a place's name: region (or country) and class of size; ``small`` is below 20,000."""

    region: str
    size: int
    small: bool

    @property
    def country(self) -> str:
        return self.region[:2]


@dataclass(frozen=True, slots=True)
class People:
    """How many people live where the output says, and what kind of place that is."""

    count: float
    basis: str
    country: str


def find_place(surface: str, language: Language) -> Known | None:
    """What is known of the place, in whatever form its name stands; ``None`` when it is in no list."""
    for form in _forms(surface, language):
        row = _row(form, language.code)
        small = form in language.districts
        if row is not None:
            return Known(row[0], row[1], small or row[1] <= _SMALL)
        if small:
            return Known(str(language.table("shares")["country"]), _SMALL, True)
    return None


def people_of(value: str, surface: str, language: Language, *, kept: bool) -> People | None:
    """How many people live where the value says; ``None`` when it says nothing of a place.

    A coarser value never counts fewer people than a finer one of the same surface.
    """
    numbers, home = population(), str(language.table("shares")["country"])
    known = find_place(surface, language)
    exact = _exact(surface, known, language)
    if kept:
        return exact
    sizes = language.table("generalise")["places"]["sizes"]
    size = says(sizes, value)
    part = _part(value, language)
    country = (part or "")[:2] or (known.country if known else home)
    inside = float(numbers["countries"].get(country, numbers["countries"][home]))
    share = language.table("shares")["sizes"][sizes.index(size)] if size else 1.0
    if part is not None and "-" in part:
        region = float(numbers["regions"].get(part, inside / 10))
        return People(max(region * share, exact.count), "size_region" if size else "region", country)
    if size is None and part is None:
        return None
    return People(max(inside * share, exact.count), "size" if size else "country", country)


def is_small(surface: str, language: Language) -> bool:
    """Whether the surface names a place below 20,000 people, as far as GeoNames tells."""
    known = find_place(surface, language)
    return known is not None and known.small


@cache
def population() -> Mapping[str, Any]:
    """The table ``population.toml``."""
    return tomllib.loads((files("casekit.disclosure") / "population.toml").read_text("utf-8"))


def _exact(surface: str, known: Known | None, language: Language) -> People:
    numbers, home = population(), str(language.table("shares")["country"])
    if known is not None:
        many = numbers["places"][known.size]
        return People(min(many, numbers["small"]) if known.small else many, "place", known.country)
    country = _country(surface, language)
    if country is not None:
        return People(float(numbers["countries"].get(country, numbers["large"])), "country", country)
    region = _region(surface, language)
    if region is not None:
        return People(float(numbers["regions"].get(region, numbers["large"])), "region", region[:2])
    large = "L" in language.lexicon.kinds(surface)
    return People(numbers["large" if large else "unknown"], "place", home)


def _region(surface: str, language: Language) -> str | None:
    """The region that a name such as Lancashire, Поволжье or Småland means."""
    fold, forms = language.morphology.fold, set(_forms(surface, language))
    for key, names in language.table("regions")["names"].items():
        if any(fold(name) in forms for name in names):
            return str(key)
    return None


def _forms(surface: str, language: Language) -> Iterator[str]:
    """The folded name in its own form, then in every base form of its words."""
    fold, bases = language.morphology.fold, language.morphology.bases
    words = [fold(word) for word in _WORD.findall(surface)][:4]
    if not words:
        return
    yield " ".join(words)
    choices = [(word, *bases(word)) for word in words]
    for number, form in enumerate(product(*choices)):
        if number == _MOST_FORMS:
            return
        yield " ".join(form)


@cache
def _places(code: str) -> str:
    """The table as text with a bar on both sides of every name: far smaller than a dictionary."""
    text = gzip.decompress(get_language(code).blob("places.tsv.gz")).decode("utf-8")
    return "\n".join(
        "\t".join([*line.split("\t")[:2], f"|{line.split(chr(9))[2]}|"]) for line in text.splitlines()
    )


def _row(name: str, code: str) -> tuple[str, int] | None:
    text = _places(code)
    at = text.find(f"|{name}|")
    if at < 0:
        return None
    region, size, _ = text[text.rfind("\n", 0, at) + 1 : at + 1].split("\t", 2)
    return region, int(size)


def _part(value: str, language: Language) -> str | None:
    """The region or country that a value names: a key such as ``SE-skane`` or ``SE``."""
    folded = value.casefold()
    parts = {phrase: key for key, phrase in language.table("regions")["parts"].items()}
    named = max((p for p in parts if p.casefold() in folded), key=len, default=None)
    return parts[named] if named else _country(value, language)


@cache
def _countries(code: str) -> tuple[tuple[str, str], ...]:
    """Folded names of countries, alone and as they stand after a place, the longest first."""
    lines = get_language(code).blob("countries.tsv").decode("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    names = [(name.casefold(), row[0]) for row in rows for name in row[1:3]]
    return tuple(sorted(names, key=lambda pair: -len(pair[0])))


def _country(value: str, language: Language) -> str | None:
    words = _spaced(value.casefold())
    for name, code in _countries(language.code):
        if _spaced(name) in words:
            return code
    forms = set(_forms(value, language))
    return next((code for name, code in _countries(language.code) if name in forms), None)


def _spaced(text: str) -> str:
    """The words with a blank on both sides of each; a pattern of its own for every name would be slow."""
    return f" {' '.join(_WORD.findall(text))} "
