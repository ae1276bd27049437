"""Occupations: their group (ISCO-08 sub-major groups in plain words), their level (major groups), nothing."""

from __future__ import annotations

import re
from functools import cache

from casekit.generalise.parts import Ask, Generalised, capitalised, fitted
from casekit.lang import Language

#: Swedish jobs of one person that end like several (rektor, professor, doktor)
_SINGULAR = ("ktor", "ssor", "ator", "itor", "utor")


@cache
def _stems(language: Language) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each stem as a pattern, and its group."""
    groups = language.table("occupation_groups")["stems"].items()
    return tuple((group, re.compile(stem)) for group, stems in groups for stem in stems)


def group_of(surface: str, language: Language) -> str | None:
    """The ISCO code of a job's group; the longest stem decides, of equals the one that ends last."""
    folded = language.morphology.fold(surface)
    found = (
        (match.end() - match.start(), match.end(), group)
        for group, stem in _stems(language)
        for match in [stem.search(folded)]
        if match
    )
    best = max(found, default=None)
    return best[2] if best else None


def generalise(ask: Ask, step: str) -> Generalised | None:
    """The job at that step; an unknown one is somebody's work, with a note."""
    table = ask.language.table("occupation_groups")
    group = None if step == "none" else group_of(ask.surface, ask.language)
    if group is None:
        note = "group_unknown" if step != "none" else None
        phrase = table["unknown"]["none"]
        return Generalised(_counted(phrase, ask), True, "none", step, note)
    phrase = table["texts"][group] if step == "group" else table["levels"][group[0]]
    return Generalised(_counted(phrase, ask), True, step, step)


def _counted(phrase: str, ask: Ask) -> str:
    """The phrase in the number of the original, where the language shows it by the phrase's own head."""
    for one, many in ask.language.table("occupation_groups")["plurals"].items():
        if phrase.startswith(f"{one} ") and _plural(ask):
            return capitalised(f"{many}{phrase[len(one) :]}", ask)
    if ask.language.code == "sv" and _definite(ask):
        return capitalised(phrase.replace("en person", "personen", 1), ask)
    return fitted(phrase, ask)


def _plural(ask: Ask) -> bool:
    folded = ask.language.morphology.fold(ask.surface)
    if ask.language.code == "en":
        return folded.endswith(("s", "men", "women", "people")) and not folded.endswith(("ss", "us"))
    if ask.language.code != "sv" or folded.endswith(_SINGULAR):
        return False
    return bool(folded.endswith(("arna", "erna", "orna", "ar", "or", "männen", "män")))


def _definite(ask: Ask) -> bool:
    """Whether the job has the definite ending: läraren, snickarn, polisen, frisörskan."""
    folded = ask.language.morphology.fold(ask.surface)
    known = _listed(ask.language)
    if folded in known or ask.word_before in ask.language.table("generalise")["articles"]["determiners"]:
        return False
    bases = (folded[: -len(ending)] for ending in ("en", "n", "et") if folded.endswith(ending))
    return any(base in known for base in bases) or folded.endswith("aren")


@cache
def _listed(language: Language) -> frozenset[str]:
    return frozenset(map(language.morphology.fold, language.lines("occupations")))
