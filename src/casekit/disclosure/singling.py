"""Singling out: how many people fit what the output still tells, and the rule of the small place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from casekit.case import EntityType
from casekit.disclosure import ages, jobs
from casekit.disclosure.geography import People, is_small, people_of, population
from casekit.disclosure.output import Left, Output
from casekit.disclosure.report import FEW, FEWEST, Estimate, Factor, Reason
from casekit.disclosure.wording import says
from casekit.lang import Language, get_language

#: an age that is told and not understood is one year of eighty
_UNREAD_AGE = 1 / 80


def estimate(output: Output) -> Estimate:
    """How many people one would expect to fit the output.

    Of each kind of trait the rarest value counts, and all count as one person's, independent of one another.
    """
    people = _people(output)
    factors = [
        found for find in (_age, _work, _organisation, _belonging) if (found := find(output)) is not None
    ]
    factors += _family(output)
    gender = output.language.table("shares")["gender"]
    if _told(output.language.code, "gender").search(output.text):
        factors.append(Factor("gender", float(gender["share"])))
    return Estimate(people.count, people.basis, tuple(factors), people.country)


def singling_out(output: Output, found: Estimate) -> Iterator[Reason]:
    """The reasons that lie in how few people fit, and in small places."""
    people = {"people": f"{found.expected:.2f}"}
    if found.expected < FEWEST:
        yield Reason("few_people", params=people)
    elif found.expected < FEW:
        yield Reason("not_many_people", params=people)
    yield from _small_places(output)


def _small_places(output: Output) -> Iterator[Reason]:
    telling = _telling(output)
    for left in output.told(EntityType.LOCATION):
        if not is_small(left.surface, output.language):
            continue
        people = people_of(left.value, left.surface, output.language, kept=left.kept)
        if left.kept:
            key = "small_place_and_more" if telling else "small_place"
            yield Reason(key, "output", left.start, left.end, left.value)
        elif telling and people is not None and people.basis == "size_region":
            yield Reason("small_place_near", "output", left.start, left.end, left.value)


def _telling(output: Output) -> bool:
    """Whether the output also tells unusual work or names an organisation."""
    work = output.told(EntityType.OCCUPATION)
    unusual = any(jobs.is_unusual(left.surface, output.language) for left in work)
    return unusual or any(left.kept for left in output.told(EntityType.ORGANIZATION))


def _people(output: Output) -> People:
    """Where the output places the people: of several places the one with the fewest."""
    language = output.language
    told = (
        people_of(left.value, left.surface, language, kept=left.kept)
        for left in output.told(EntityType.LOCATION)
    )
    found = [people for people in told if people is not None]
    home = str(language.table("shares")["country"])
    prior = People(float(population()["countries"][home]), "prior", home)
    return min(found, key=lambda people: people.count, default=prior)


def _age(output: Output) -> Factor | None:
    return _rarest("age", output.told(EntityType.AGE), lambda left: _age_share(left, output.language))


def _age_share(left: Left, language: Language) -> float:
    years = ages.years_of(left.value, language)
    if years is None:
        return _UNREAD_AGE if left.kept else 1.0
    return ages.share_of(years, language)


def _work(output: Output) -> Factor | None:
    language = output.language
    return _rarest(
        "occupation",
        output.told(EntityType.OCCUPATION),
        lambda left: jobs.share_of(left.value, left.surface, language, kept=left.kept),
    )


def _organisation(output: Output) -> Factor | None:
    people = _people(output).count
    return _rarest(
        "organisation",
        output.told(EntityType.ORGANIZATION),
        lambda left: _organisation_share(left, people, output.language),
    )


def _organisation_share(left: Left, people: float, language: Language) -> float:
    shares, kinds = language.table("shares")["organisation"], language.table("organisation_kinds")
    if left.kept:
        return min(float(shares["people"]) / people, float(shares["kind"]))
    kind, sector = says(kinds["texts"].values(), left.value), says(kinds["sectors"].values(), left.value)
    if kind is not None and (sector is None or len(kind) >= len(sector)):
        return float(shares["kind"])
    return float(shares["sector"]) if sector is not None else 1.0


def _belonging(output: Output) -> Factor | None:
    return _rarest("belonging", output.told(EntityType.NRP), lambda left: _nrp_share(left, output.language))


def _nrp_share(left: Left, language: Language) -> float:
    shares = language.table("shares")["belonging"]
    if not left.kept:
        return float(shares["general"])
    return float(shares["majority" if _told(language.code, "majority").search(left.surface) else "named"])


def _family(output: Output) -> list[Factor]:
    """Each family form that the words of the output tell."""
    found = []
    for form, table in output.language.table("shares")["family"].items():
        match = _family_patterns(output.language.code)[form].search(output.text)
        if match:
            found.append(Factor(f"family_{form}", float(table["share"]), match[0]))
    return found


def _rarest(key: str, told: list[Left], share: object) -> Factor | None:
    assert callable(share)
    factors = [Factor(key, share(left), left.value) for left in told]
    return min((f for f in factors if f.share < 1), key=lambda factor: factor.share, default=None)


@cache
def _told(code: str, what: str) -> re.Pattern[str]:
    shares = get_language(code).table("shares")
    patterns = shares["gender"]["told"] if what == "gender" else shares["belonging"]["majority_words"]
    return re.compile("|".join(patterns), re.IGNORECASE)


@cache
def _family_patterns(code: str) -> dict[str, re.Pattern[str]]:
    forms = get_language(code).table("shares")["family"]
    return {form: re.compile("|".join(table["patterns"]), re.IGNORECASE) for form, table in forms.items()}
