"""What the tests of English and Swedish names have in common: golden rows, and laws over the whole pool."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from casekit.lang import get_language, pool
from casekit.lang.forms import Form, Gender, Kind

GOLDEN = Path(__file__).parent / "golden"


class Row(NamedTuple):
    """One golden case; ``surface`` is None where the form does not exist or is not sure."""

    kind: Any
    gender: Gender | None
    base: str
    form: Form
    surface: str | None


def rows(code: str) -> list[Row]:
    """The golden cases of a language, ``-`` for nothing."""
    lines = (GOLDEN / f"inflection.{code}.tsv").read_text("utf-8").splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return [
        Row(kind, None if gender == "-" else gender, base, form(spelled), None if surface == "-" else surface)
        for kind, gender, base, spelled, surface in cells
    ]


def form(spelled: str) -> Form:
    """``plur poss bare`` as a form."""
    words = spelled.split()
    cases = [w for w in words if w in ("gen", "dat", "acc", "ins", "loc")]
    return Form(
        case=cases[0] if cases else "nom",  # type: ignore[arg-type]
        number="plur" if "plur" in words else "sing",
        possessive="poss" in words,
        vocative="voc" in words,
        bare="bare" in words,
    )


def pool_forms(code: str, grammar: ModuleType, forms: tuple[Form, ...]) -> list[tuple[Any, Form, str]]:
    """Every name of the pool in every form that it has."""
    found = []
    for name in pool.names(code):
        for one in forms:
            surface = grammar.write(name.base, name.kind, one, name.gender)
            if surface is not None:
                found.append((name, one, surface))
    return found


def check_readings(code: str, grammar: ModuleType, forms: tuple[Form, ...]) -> None:
    """A form is read back, with and without the base, small and capital; the base is among the likely ones."""
    for name, one, surface in pool_forms(code, grammar, forms):
        for seen in (surface, surface.lower(), surface.upper()):
            assert one in grammar.readings(seen, name.kind, name.gender, name.base), (seen, one)
        likely = grammar.bases(surface, name.kind, name.gender)
        assert name.base in likely[:3], (surface, likely)
        again = grammar.readings(surface, name.kind, name.gender, likely[likely.index(name.base)])
        assert one in again


def check_paradigms(code: str, grammar: ModuleType, forms: tuple[Form, ...]) -> None:
    """Forms that look the same for one name of a class look the same for every other of that class."""
    patterns: dict[tuple[str, str], set[tuple[int | None, ...]]] = defaultdict(set)
    for name in pool.names(code):
        surfaces = [grammar.write(name.base, name.kind, one, name.gender) for one in forms]
        firsts = tuple(None if s is None else surfaces.index(s) for s in surfaces)
        patterns[name.kind, grammar.paradigm(name.base, name.kind, name.gender)].add(firsts)
    assert patterns
    for class_, found in patterns.items():
        assert len(found) == 1, class_


def check_pool(code: str) -> None:
    """Enough names of both genders, known letters and classes, and no name twice."""
    names = pool.names(code)
    count: dict[Kind | Gender, int] = defaultdict(int)
    for name in names:
        count["surname" if name.kind == "surname" else name.gender or "initial"] += 1
        assert (name.gender is None) == (name.kind == "surname")
        assert (name.decades is None) == (name.kind == "surname")
        assert all(register in pool.REGISTERS and nick for register, nick in name.short)
    assert count["m"] >= 150 and count["f"] >= 150 and count["surname"] >= 250 and not count["initial"]
    fold = get_language(code).morphology.fold
    assert len({(name.kind, name.gender, fold(name.base)) for name in names}) == len(names)
    homonyms = get_language(code).homonyms
    assert not [name.base for name in names if fold(name.base) in homonyms]


def check_origins(code: str, origins: ModuleType, rules: tuple[tuple[Any, str], ...], kind: str) -> None:
    """Every origin that an ending speaks of is one from which the pool has names to give."""
    offered = {name.origin for name in pool.names(code) if name.kind == kind}
    assert {origin for _, origin in rules} <= offered
    for name in pool.names(code):
        assert origins.origin_of(name.base, name.kind) == name.origin or name.gender is not None
