"""Whom bare initials stand for: K., A-S, MSP, and the short labels of speakers (PA for Parisa)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from casekit.lang.forms import Gender
from casekit.link.persons import Person

#: how much more often the chosen one of several must be named
_CLEARLY = 2


def named_by_code(
    people: Sequence[Person],
    may_be_one: Callable[[Person, Person], bool],
    answers: Callable[[Person, Person], bool],
) -> Iterator[tuple[int, int]]:
    """Each person of whom only initials are known, and the one whose names begin so.

    ``answers``: whether the first speaks right after the second was addressed.
    """
    named = [i for i, person in enumerate(people) if not person.code and not person.family]
    for i, person in enumerate(people):
        if not person.code or not person.initials:
            continue  # figures or signs alone are nobody's initials
        code = next(iter(sorted(person.initials)))
        titled = any(m.clue.title for m in person.mentions)
        gender = _spoken_gender(person)
        levels = {}
        for j in named:
            other = people[j]
            level = _level(code, other, titled)
            if not level and not titled and _begins(code, other):
                level = 1 if answers(person, other) else 0
            elif level == 2 and answers(person, other):
                level = 3
            if (
                level
                and may_be_one(person, other)
                and not (gender and other.gender and gender != other.gender)
            ):
                levels[j] = level
        chosen = _chosen(levels, people)
        if chosen is not None:
            yield i, chosen


def _begins(code: str, person: Person) -> bool:
    return not person.given and any(word[0] == code[0] for word in person.loose)


def _spoken_gender(person: Person) -> Gender | None:
    """The gender that most verbs beside the initials tell; several must agree."""
    votes = Counter(m.clue.gender for m in person.mentions if m.clue.gender and m.clue.certainty == 1)
    for gender, count in votes.most_common(1):
        if count >= _CLEARLY and count > _CLEARLY * (sum(votes.values()) - count):
            return gender
    return None


def _chosen(levels: dict[int, int], people: Sequence[Person]) -> int | None:
    top = max(levels.values(), default=0)
    near = [j for j, level in levels.items() if level == top]
    if len(near) == 1:
        return near[0]
    ranked = sorted(near, key=lambda j: -len(people[j].mentions))
    if len(ranked) > 1 and len(people[ranked[0]].mentions) > _CLEARLY * len(people[ranked[1]].mentions):
        return ranked[0]
    return None


def stands_for(code: str, person: Person) -> bool:
    """Whether initials are a person's own, beyond a guess."""
    return _level(code, person, False) > 1


def _level(code: str, person: Person, titled: bool) -> int:
    """3 all names in some order, 2 the given name, 1 its first letters or a guess."""
    given = {f.written for f in chain(person.given.values(), person.loose.values())}
    surnames = {f.written for f in person.surname.values()}
    if len(code) == 1:
        if titled:
            return 3 * any(s[0] == code for s in surnames)
        return 2 * any(g[0] == code for g in given)
    if code in _sequences(person):
        return 3
    if any(_first(g) == code for g in given):
        return 2
    if any(g.startswith(code) for g in given):
        return 1
    titled_name = any(m.clue.title for m in person.mentions) and not person.given
    return 1 * (len(code) == 2 and titled_name and any(w[0] == code[1] for w in person.loose))


def _first(word: str) -> str:
    return "".join(piece[0] for piece in word.replace("-", " ").split())


def _sequences(person: Person) -> set[str]:
    """The initials of the names in the usual orders."""
    given = {_first(f.written) for f in person.given.values()} | {f.written[0] for f in person.given.values()}
    middle = "".join(_first(w) for w in person.middle)
    father = {_first(w) for w in person.patronymic}
    surname = {_first(w) for w in person.surname} | {w[0] for w in person.surname} | person.tails
    found: set[str] = set()
    for g in given:
        for s in surname or {""}:
            found |= {g + s, g + middle + s, s + g, s + g + middle}
            for p in father:
                found |= {g + p, g + p + s, s + g + p}
    return {code for code in found if len(code) > 1}
