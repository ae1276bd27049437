"""Who is who by the names themselves: full names first, lone words afterwards."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from casekit.lang.forms import Gender
from casekit.link.clues import Clue
from casekit.link.names import Field, Name
from casekit.link.similar import is_cyrillic

#: candidates that are compared for one key
_NEAREST = 4


@dataclass(frozen=True)
class Mentioned:
    """A name in its place: ``gender`` with its certainty (3 title or patronymic, 2 kinship, 1 the given name)."""

    at: int
    name: Name
    clue: Clue
    gender: Gender | None = None
    certainty: int = 0
    #: that of whoever bears the word as a surname (Петровой)
    surname_gender: Gender | None = None
    #: the surname of a couple whose second half alone bears it: Alasdair and Morag Reid
    shared: Field | None = None
    #: the mentions that "and" joins to it
    joined: frozenset[int] = frozenset()


@dataclass
class Person:
    """All that is known of one person's names so far, and where the person was named."""

    mentions: list[Mentioned] = field(default_factory=list)
    given: dict[str, Field] = field(default_factory=dict)
    middle: dict[str, Field] = field(default_factory=dict)
    patronymic: dict[str, Field] = field(default_factory=dict)
    surname: dict[str, Field] = field(default_factory=dict)
    loose: dict[str, Field] = field(default_factory=dict)
    shared: dict[str, Field] = field(default_factory=dict)
    initials: set[str] = field(default_factory=set)
    tails: set[str] = field(default_factory=set)
    kin: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    gender: Gender | None = None
    certainty: int = 0
    age: str = ""
    other: bool = False
    family: bool = False
    places: list[int] = field(default_factory=list)

    def learn(self, mentioned: Mentioned) -> None:
        """Add a mention."""
        name = mentioned.name
        self.mentions.append(mentioned)
        for own, known in (
            (name.given, self.given),
            (name.patronymic, self.patronymic),
            (name.surname, self.surname),
            (name.loose, self.loose),
            (mentioned.shared, self.shared),
            *((middle, self.middle) for middle in name.middle),
        ):
            if own:
                known.setdefault(own.written, own)
        if name.initials:
            self.initials.add(name.initials)
        if name.tail:
            self.tails.add(name.tail)
        if mentioned.clue.titled:
            self.titles.add(mentioned.clue.titled)
        if mentioned.clue.kin:
            self.kin.add(mentioned.clue.kin)
        if mentioned.certainty > self.certainty:
            self.gender, self.certainty = mentioned.gender, mentioned.certainty
        self.age = self.age or name.age or (mentioned.clue.age if name.surname or name.loose else "")
        self.other = self.other or mentioned.clue.other
        self.family = self.family or name.family
        insort(self.places, mentioned.at)

    def absorb(self, other: Person) -> None:
        """Add all that is known of another, who is the same."""
        family = self.family and other.family
        for mentioned in other.mentions:
            self.learn(mentioned)
        self.family = family

    @property
    def full(self) -> bool:
        """Whether more than lone words is known."""
        return any(m.name.fullness >= 4 for m in self.mentions)

    @property
    def code(self) -> bool:
        """Whether nothing but initials is known."""
        return not any(m.name.fields for m in self.mentions)

    def nearness(self, at: int) -> int:
        """Sort key: persons named before the place come first, the latest of them at the top."""
        before = bisect_left(self.places, at)
        return self.places[before - 1] + 1 if before else -self.places[0]


def group(mentions: Sequence[Mentioned]) -> list[Person]:
    """The persons, in the order in which they were made."""
    people = _People()
    for mentioned in sorted(mentions, key=lambda m: (-m.name.fullness - bool(m.shared), m.at)):
        people.assign(mentioned)
    return people.persons


class _People:
    """Persons with an index by key, so that a name is compared only with those it shares a key with."""

    def __init__(self) -> None:
        self.persons: list[Person] = []
        self._by_key: dict[str, list[int]] = defaultdict(list)

    def assign(self, mentioned: Mentioned) -> None:
        ranked = [(rank(mentioned, self.persons[i]), -i) for i in self._candidates(mentioned.name)]
        top = max((r for r in ranked if r[0]), default=None) or self._only_bearer(mentioned)
        if top:
            chosen = -top[1]
        else:
            self.persons.append(Person())
            chosen = len(self.persons) - 1
        self.persons[chosen].learn(mentioned)
        for key in _keys(mentioned):
            known = self._by_key[key]
            if chosen not in known[-_NEAREST:] and chosen not in known[:_NEAREST]:
                known.append(chosen)

    def _only_bearer(self, mentioned: Mentioned) -> tuple[Rank, int] | None:
        """The one person with a surname, though the given name is rather of the other gender than the title."""
        if not (mentioned.name.lone and mentioned.clue.title):
            return None
        near = [
            i
            for i in self._candidates(mentioned.name)
            if not self.persons[i].family and best(mentioned.name.lone, self.persons[i].surname) > 1
        ]
        if len(near) != 1 or self.persons[near[0]].certainty > 1:
            return None
        found = rank(dataclasses.replace(mentioned, gender=None), self.persons[near[0]])
        return (found, -near[0]) if found else None

    def _candidates(self, name: Name) -> list[int]:
        keys = _keys(Mentioned(0, name, Clue()))
        found = (
            i
            for key in keys
            for near in (self._by_key.get(key, []),)
            for i in (*near[:_NEAREST], *near[-_NEAREST:])
        )
        return list(dict.fromkeys(found))


def _keys(mentioned: Mentioned) -> list[str]:
    name = mentioned.name
    if not name.fields:
        return [f"{name.initials}."]
    fields = (*name.fields, mentioned.shared) if mentioned.shared else name.fields
    return sorted({key for one in fields for key in one.all})


Rank = tuple[int, ...]


def rank(mentioned: Mentioned, person: Person) -> Rank | None:
    """How well a mention may name a person, more is better; None where something contradicts."""
    name = mentioned.name
    if (name.family != person.family and not _by_family_word(name, person)) or (
        name.age and name.age != person.age
    ):
        return None
    if not name.fields:
        if not person.code or name.initials not in person.initials:
            return None
        apart = mentioned.gender and person.gender and mentioned.gender != person.gender
        return None if apart else (True, 1, person.nearness(mentioned.at))
    if mentioned.clue.other and person.places[0] < mentioned.at:
        return None
    found = _lone_rank(mentioned, person) if name.lone else _full_rank(name, person)
    if found is None or _contradicted(mentioned, person, found):
        return None
    if found[0] < 4 and not mentioned.joined.isdisjoint(person.places):
        return None
    level, by_given = found
    if by_given or not name.lone:
        return (not person.other, level, by_given, person.nearness(mentioned.at))
    if mentioned.clue.title:
        same_title = mentioned.clue.titled in person.titles
        return (not person.other, level, 0, same_title, person.nearness(mentioned.at))
    # of two with one surname, the one who was introduced first bears it alone
    return (not person.other, level, 0, 0, -person.places[0])


def _by_family_word(name: Name, person: Person) -> bool:
    """Whether a lone word is the very one that the text used for a family (Stenmarks)."""
    return person.family and bool(
        name.lone and name.lone.written in person.surname and name.lone.written.endswith("s")
    )


def best(own: Field | None, theirs: dict[str, Field]) -> int:
    """The best agreement of a field with any of those known."""
    return max((own.agrees(other) for other in theirs.values()), default=0) if own else 0


def _lone_rank(mentioned: Mentioned, person: Person) -> tuple[int, int] | None:
    name = mentioned.name
    own = name.lone
    if name.patronymic:
        found = best(own, person.patronymic)
        return (found, 1) if found > 2 else None
    as_given = max(best(own, person.given), best(own, person.loose))
    as_surname = max(best(own, person.surname), best(own, person.shared) - 1, best(own, person.patronymic))
    as_middle = min(best(own, person.middle), 2)
    if name.surname:  # a family
        return (as_surname, 0) if as_surname > 2 else None
    if as_surname >= 1 and (mentioned.clue.title or as_surname > max(as_given, as_middle)):
        return (as_surname, 0) if not mentioned.clue.title else (as_surname + 4, 0)
    level = max(as_given, as_middle)
    return (level, 1) if level else None


def _full_rank(name: Name, person: Person) -> tuple[int, int] | None:
    """Of names of more than one word: no field contradicts and at least one agrees."""
    agreed = 0
    for own, theirs in (
        (name.given, person.given),
        (name.surname, person.surname),
        (name.patronymic, person.patronymic),
    ):
        found = best(own, theirs)
        if own and theirs and not found:
            return (3, 1) if _contained(name, person) else None
        agreed = max(agreed, found)
    if not agreed:
        agreed = max(
            best(name.given, person.loose), best(name.surname, person.loose), best(name.loose, person.given)
        )
    if not agreed or not initials_agree(name, person):
        return None
    if not person.given and not name.given and name.initials and not person.initials:
        return None if person.patronymic and not name.patronymic else (agreed, 1)
    return (agreed, 1)


def _contained(name: Name, person: Person) -> bool:
    """Whether all words of one full name are among those of the other, whatever they are there (Si Hui, Tan Si Hui)."""
    own = {field_.written for field_ in name.fields}
    theirs = [{field_.written for field_ in m.name.fields} for m in person.mentions]
    return any(len(own & words) > 1 and (own <= words or words <= own) for words in theirs)


def _contradicted(mentioned: Mentioned, person: Person, found: tuple[int, int]) -> bool:
    level, by_given = found
    gender, certainty = mentioned.gender, mentioned.certainty
    if not by_given and mentioned.surname_gender and certainty < 3:
        gender, certainty = mentioned.surname_gender, 2
    if gender and person.gender and gender != person.gender:
        low, high = sorted((certainty, person.certainty))
        if low > 1 or (low and (level <= 2 if by_given else high > 1)):
            return True
    clue = mentioned.clue
    if not by_given and clue.age != person.age and (clue.age or mentioned.name.age):
        return True
    introduced = clue.kin_before and (clue.title or not by_given) and person.places[0] < mentioned.at
    if (
        introduced
        and mentioned.surname_gender is None
        and level < 4
        and is_cyrillic(mentioned.name.fields[0].written)
    ):
        return False  # the wife of Gai
    return bool(introduced and clue.kin not in person.kin)


def initials_agree(name: Name, person: Person) -> bool:
    """Whether the initials beside a surname contradict what is known of the person."""
    if name.tail and person.surname:
        return any(name.tail == field_.written[0] for field_ in person.surname.values())
    if name.tail or (name.surname and name.given and person.tails):
        return not person.tails or bool(person.tails & {name.tail, (name.surname or name.given).written[0]})  # type: ignore[union-attr]
    known = {key[0] for field_ in person.given.values() for key in (field_.written, *field_.full)}
    if name.initials and not name.given:
        if known:
            return name.initials[0] in known
        return not person.initials or any(i[0] == name.initials[0] for i in person.initials)
    if name.given and person.initials and not known:
        letters = {key[0] for key in (name.given.written, *name.given.full)}
        return any(i[0] in letters for i in person.initials)
    return True
