"""Who is who: names gathered into persons, full names first, lone words afterwards."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from casekit.link.names import Keys, Name

#: letters that a nickname shares with the name it is made of
_PREFIX = 3


@dataclass
class Person:
    """All that is known of one person's names so far, and where the person was named."""

    given: set[str] = field(default_factory=set)
    patronymic: set[str] = field(default_factory=set)
    surname: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    family: bool = False
    places: list[int] = field(default_factory=list)

    def learn(self, name: Name, place: int) -> None:
        """Add a mention."""
        self.given |= name.given
        self.patronymic |= name.patronymic
        self.surname |= name.surname
        self.loose |= name.loose
        self.whole |= name.whole
        if name.initials:
            self.initials.add(name.initials)
        self.family = self.family or name.family
        insort(self.places, place)

    def nearness(self, name: Name, place: int) -> tuple[bool, bool, int]:
        """Sort key: persons named with the very word, then those named before the place, the latest first."""
        before = bisect_left(self.places, place)
        same_word = not name.whole.isdisjoint(self.whole)
        return (same_word, bool(before), self.places[before - 1] if before else -self.places[0])


def group(names: Sequence[Name]) -> list[int]:
    """For each name, in text order, the number of its person (numbers by order of making)."""
    people = _People()
    order = sorted(range(len(names)), key=lambda i: (-_fullness(names[i]), i))
    assigned = [-1] * len(names)
    for i in order:
        assigned[i] = people.assign(names[i], i)
    return assigned


def _fullness(name: Name) -> int:
    """How much a name tells: full names are placed before the lone words that refer to them."""
    fields = sum(bool(f) for f in (name.given, name.patronymic, name.surname))
    return 4 * (fields > 1) + 2 * bool(name.loose or fields) + bool(name.initials and fields)


class _People:
    """Persons with an index by key, so that a name is compared only with those it shares a key with."""

    def __init__(self) -> None:
        self.persons: list[Person] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_initial: dict[str, list[int]] = defaultdict(list)
        self._by_prefix: dict[str, list[int]] = {}

    def assign(self, name: Name, place: int) -> int:
        candidates = self._candidates(name)
        fitting = [i for i in candidates if fits(name, self.persons[i])] or self._by_abbreviation(name)
        if fitting:
            chosen = max(fitting, key=lambda i: (self.persons[i].nearness(name, place), -i))
        else:
            self.persons.append(Person())
            chosen = len(self.persons) - 1
        self.persons[chosen].learn(name, place)
        self._index(chosen, name)
        return chosen

    def _candidates(self, name: Name) -> list[int]:
        if name.keys:
            return list(dict.fromkeys(i for key in sorted(name.keys) for i in self._by_key[key]))
        return list(self._by_initial[name.initials[:1]])

    def _by_abbreviation(self, name: Name) -> list[int]:
        """The one person whose given name begins like a lone nickname, or has both of the initials."""
        if name.short:
            found = self._by_prefix.get(name.short[:_PREFIX], [])
            return found if len(found) == 1 and not self.persons[found[0]].family else []
        if len(name.initials) == 2 and name.surname:
            near = dict.fromkeys(self._by_initial[name.initials[0]])
            return [i for i in near if _spelt_out(name.initials, self.persons[i])]
        return []

    def _index(self, number: int, name: Name) -> None:
        for key in name.written:
            known = self._by_prefix.setdefault(key[:_PREFIX], [])
            if number not in known:
                known.append(number)
        for key in sorted(name.keys):
            if number not in self._by_key[key][-3:]:
                self._by_key[key].append(number)
        for keys in (name.given or name.loose or name.surname, name.surname):
            for initial in {k[0] for k in keys}:
                if number not in self._by_initial[initial][-3:]:
                    self._by_initial[initial].append(number)
        if name.initials:
            self._by_initial[name.initials[0]].append(number)


def fits(name: Name, person: Person) -> bool:
    """Whether a mention may name this person: no field contradicts and at least one agrees."""
    if name.family != person.family:
        return False
    if not name.keys:
        return _initials_fit(name.initials, person)
    if name.loose:
        return _shares(name.loose, person.given | person.loose | person.surname | person.patronymic)
    for own, theirs in (
        (name.given, person.given),
        (name.surname, person.surname),
        (name.patronymic, person.patronymic),
    ):
        if own and theirs and not _shares(own, theirs):
            return False
    agreed = (
        _shares(name.given, person.given | person.loose)
        or _shares(name.surname, person.surname | person.loose)
        or (_shares(name.patronymic, person.patronymic) and not name.surname)
    )
    return agreed and _initials_agree(name, person)


def _shares(own: Keys, theirs: set[str]) -> bool:
    return not own.isdisjoint(theirs)


def _initials_fit(initials: str, person: Person) -> bool:
    """Whether bare initials can stand for the person, by given name, patronymic and surname in any order."""
    if initials in person.initials:
        return True
    letters = {k[0] for k in person.given | person.patronymic | person.surname | person.loose}
    return bool(initials) and all(i in letters for i in initials)


def _spelt_out(initials: str, person: Person) -> bool:
    """Whether given name and patronymic, known without a surname, begin with these two initials."""
    given, patronymic = ({k[0] for k in keys} for keys in (person.given, person.patronymic))
    return not person.surname and initials[0] in given and initials[1] in patronymic


def _initials_agree(name: Name, person: Person) -> bool:
    """Whether the initials beside a surname contradict what is known of the person."""
    if name.initials and person.given:
        return name.initials[0] in {k[0] for k in person.given}
    if name.given and person.initials:
        return any(i[0] in {k[0] for k in name.given} for i in person.initials)
    return True
