"""Organisations: their kind, their sector, nothing; name and number are always left out."""

from __future__ import annotations

import re
from functools import cache

from casekit.generalise.parts import Ask, Generalised, fitted
from casekit.lang import Language

_QUOTES = str.maketrans(dict.fromkeys('«»„“”"', " "))


@cache
def _kinds(language: Language) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each kind and the pattern of its key words, in the order in which they are asked."""
    keys = language.table("organisation_kinds")["keys"].items()
    return tuple((kind, re.compile("|".join(f"(?:{key})" for key in words))) for kind, words in keys)


def kind_of(surface: str, language: Language) -> str | None:
    """The kind of an organisation by the key words in its name."""
    text = language.morphology.fold(surface.translate(_QUOTES)).strip()
    return next((kind for kind, pattern in _kinds(language) if pattern.search(text)), None)


def generalise(ask: Ask, step: str) -> Generalised | None:
    """The organisation at that step; one of unknown kind is "an organisation", with a note."""
    table = ask.language.table("organisation_kinds")
    kind = None if step == "none" else kind_of(ask.surface, ask.language)
    if kind is None:
        unknown = step != "none"
        text = fitted(table["unknown"][step], ask)
        return Generalised(text, True, "none", step, "kind_unknown" if unknown else None)
    if step == "kind":
        return Generalised(fitted(table["texts"][kind], ask), True, step, step)
    sector = next(name for name, kinds in table["of"].items() if kind in kinds)
    return Generalised(fitted(table["sectors"][sector], ask), True, step, step)
