"""The persons of a text while rules join them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from casekit.link.persons import Mentioned, Person
from casekit.link.same import Story


@dataclass
class Gathering:
    """The persons of a text while they are joined."""

    story: Story
    mentions: Sequence[Mentioned]
    people: list[Person]
    handles: Sequence[str] = ()
    #: pairs of mentions that are two people
    lists: frozenset[tuple[int, int]] = frozenset()
    _of: dict[int, int] = field(default_factory=dict)

    def person_at(self, at: int) -> int:
        """The number of the person of a mention."""
        if not self._of:
            self._of = {m.at: i for i, person in enumerate(self.people) for m in person.mentions}
        return self._of[at]

    def join(self, pairs: Iterable[tuple[int, int]], *, told: bool = False) -> None:
        """Join persons pair by pair; unless the text tells it, only where nothing contradicts."""
        root = list(range(len(self.people)))

        def find(i: int) -> int:
            while root[i] != i:
                i = root[i]
            return i

        for i, j in pairs:
            low, high = sorted((find(i), find(j)))
            if low == high or not (told or self.may_be_one(self.people[low], self.people[high])):
                continue
            self.people[low].absorb(self.people[high])
            root[high] = low
        self.people = [person for i, person in enumerate(self.people) if root[i] == i]
        self._of = {}

    def may_be_one(self, a: Person, b: Person) -> bool:
        if a.family != b.family or a.age != b.age or a.other or b.other:
            return False
        if a.gender and b.gender and a.gender != b.gender:
            return False
        places = set(b.places)
        return not any(
            (at + step in places) and ((min(at, at + step), max(at, at + step)) in self.lists)
            for at in a.places
            for step in (1, -1)
        )
