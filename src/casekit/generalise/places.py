"""Places: how large (GeoNames) and in which part of the country, how large, the country, nothing.

Sizes are by people: under 1,000, 10,000, 50,000, 200,000, a million, and above. A part of a country is named only
if at least half a million people live in it. A country is kept at the finest step and becomes a part of the
world after that.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from casekit.generalise.parts import Ask, Generalised, capitalised, fitted
from casekit.lang import Language

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
#: base forms that are tried for one word
_MOST_BASES = 12
_SOFT_ADJECTIVE = re.compile(r"(\w{2,}[гкхжчшщнкд])(?:ем|ом|его|ого|ей|ой|ему|ому|им|ым|юю|ую)")
_PLURAL = re.compile(r"(\w{2,}?)(?:ах|ях|ам|ям|ами|ями|ей|их|ых|им|ым|ими|ыми)")
_FLEETING = re.compile(r"(\w{2,}[бвгджзлмнпрстчш])(к|ц)(?:е|а|у|ом|ем)")
_POSSESSIVE = re.compile(r"['’]s?\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """A known place: its part of a country or its country, and its class of size; ``None``: a region by name."""

    region: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its name, how it stands after "a town", and the part of the world."""

    name: str
    located: str
    world: str


@cache
def _countries(language: Language) -> Mapping[str, Country]:
    rows = (line.split("\t") for line in language.blob("countries.tsv").decode("utf-8").splitlines())
    return {code: Country(name, located, world) for code, name, located, world in rows}


@cache
def _country_names(language: Language) -> Mapping[str, str]:
    return {_key(country.name, language): code for code, country in _countries(language).items()}


@cache
def _places(language: Language) -> Mapping[str, Place]:
    """Every known name, folded; regions by name go before towns."""
    found: dict[str, Place] = {}
    for line in gzip.decompress(language.blob("places.tsv.gz")).decode("utf-8").splitlines():
        region, size, names = line.split("\t")
        place = Place(region, int(size))
        found.update(dict.fromkeys(names.split("|"), place))
    for region, names in language.table("regions")["names"].items():
        found.update({_key(name, language): Place(region, None) for name in names})
    return found


def _key(name: str, language: Language) -> str:
    return " ".join(name_part for name_part in language.morphology.fold(name).split())


def _forms(surface: str, language: Language) -> Iterator[str]:
    """The folded name, then with its words in base forms: the last one, all of them."""
    key = _key(surface, language)
    yield key
    bare = _POSSESSIVE.sub("", key)
    if bare != key:
        yield bare
    words = bare.split(" ")
    bases = [(word, *_bases(word, language)) for word in words]
    for last in bases[-1]:
        yield " ".join([*words[:-1], last])
    if len(words) == 2:
        yield from (f"{first} {last}" for first in bases[0][1:] for last in bases[1])


def _bases(word: str, language: Language) -> list[str]:
    """The base forms of a word, in Russian also of soft adjectives, plurals and a vowel that comes and goes."""
    found = list(language.morphology.bases(word)[:_MOST_BASES])
    if language.code == "ru":
        if soft := _SOFT_ADJECTIVE.fullmatch(word):
            found += [soft[1] + ending for ending in ("ий", "яя", "ее", "ый", "ая", "ое")]
        if plural := _PLURAL.fullmatch(word):
            found += [plural[1] + ending for ending in ("и", "ы", "ие", "ые")]
        if word and word[-1] in "бвгджзклмнпрстфхцчшщ":
            found += [word + "ы", word + "и"]
        if fleeting := _FLEETING.fullmatch(word):
            found += [f"{fleeting[1]}{vowel}{fleeting[2]}" for vowel in "ое"]
    return found


def find(surface: str, language: Language) -> Place | str | None:
    """The place of that name, the code of a country, or ``None``."""
    forms = list(_forms(surface, language))
    exact = _look_up(forms[0], language)
    if exact is not None:
        return exact
    found = [entry for form in forms[1:] for entry in [_look_up(form, language)] if entry is not None]
    home = tuple(language.table("regions")["home"])
    return min(found, key=lambda entry: _unlikely(entry, home), default=None)


def _unlikely(entry: Place | str, home: tuple[str, ...]) -> int:
    """Countries before regions, those before towns at home, those before towns elsewhere."""
    if isinstance(entry, str):
        return 0
    return 1 if entry.size is None else 2 if entry.region.startswith(home) else 3


def _look_up(form: str, language: Language) -> Place | str | None:
    """What a folded name stands for."""
    countries, places = _country_names(language), _places(language)
    if form in countries:
        return countries[form]
    place = places.get(form)
    return place.region if place and form in _whole(language) else place


@cache
def _whole(language: Language) -> frozenset[str]:
    """Other names of whole countries: the UK, Holland, Америка."""
    known = language.table("regions")["names"].items()
    codes = _countries(language)
    return frozenset(_key(name, language) for region, names in known if region in codes for name in names)


def generalise(ask: Ask, step: str) -> Generalised | None:
    """The place at that step; an unknown one becomes a place of unknown size, with a note."""
    words = ask.language.table("generalise")["places"]
    if _before_noun(ask):
        return None
    if step == "none":
        return Generalised(fitted(words["none"], ask), True, step, step)
    found = find(ask.surface, ask.language)
    if found is None:
        return Generalised(fitted(words["unknown"], ask), True, "none", step, "place_unknown")
    if isinstance(found, str):
        return _country(found, ask, step)
    if step == "country":
        return _named_country(found, ask)
    noun = words["region"] if found.size is None else words["sizes"][found.size]
    where = _located(found.region, ask.language) if step == "size_region" else ""
    if where and _repeats(where, ask.surface, ask.language):
        where = _countries(ask.language)[found.region.partition("-")[0]].located
    return Generalised(fitted(f"{noun} {where}".strip(), ask), True, step, step)


def _before_noun(ask: Ask) -> bool:
    """Whether an English name stands between an article and a noun, where no phrase fits: a London flat."""
    if ask.language.code != "en" or not re.match(r" [a-z]{3,}", ask.after):
        return False
    follows = ask.after.split()[0]
    return ask.word_before in ("a", "an", "his", "her", "my", "our", "their") and follows not in (
        "and",
        "but",
        "where",
    )


def _repeats(where: str, surface: str, language: Language) -> bool:
    """Whether the part of the country would name the very place."""
    stem = language.morphology.fold(surface)[:5]
    return any(word.startswith(stem) for word in _WORD.findall(language.morphology.fold(where)))


def _located(region: str, language: Language) -> str:
    parts = language.table("regions")["parts"]
    if region in parts:
        return str(parts[region])
    country = _countries(language).get(region.partition("-")[0])
    return country.located if country else ""


def _country(code: str, ask: Ask, step: str) -> Generalised:
    if step == "size_region":
        return Generalised(ask.surface, False, step, step)
    world = ask.language.table("regions")["world"][_countries(ask.language)[code].world]
    noun = ask.language.table("generalise")["places"]["country"]
    return Generalised(fitted(f"{noun} {world}", ask), True, "country", step)


def _named_country(place: Place, ask: Ask) -> Generalised:
    country = _countries(ask.language).get(place.region.partition("-")[0])
    if country is None:
        unknown = ask.language.table("generalise")["places"]["unknown"]
        return Generalised(fitted(unknown, ask), True, "none", "country", "place_unknown")
    name = country.located.partition(" ")[2] if ask.language.code == "en" else country.name
    return Generalised(capitalised(name, ask), True, "country", "country")
