"""Persons whom weaker signs show to be one: what the text says, initials, shortened and misspelt names.

Each rule is asked only of persons that the rules before left apart; a rule proposes a pair only where one person
alone fits, and what contradicts is never joined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from casekit.link.codes import named_by_code, stands_for
from casekit.link.gathering import Gathering
from casekit.link.names import field_of
from casekit.link.persons import Mentioned, Person
from casekit.link.same import Story, coordinated, in_fields, told_same
from casekit.link.similar import sound
from casekit.link.variants import (
    by_beginning,
    by_full_spelling,
    by_misspelling,
    by_possessive,
    by_shortening,
    by_sound,
    lone_words,
)


def gather(
    story: Story, mentions: Sequence[Mentioned], people: list[Person], handles: Sequence[str]
) -> list[Person]:
    """The persons after every rule."""
    now = Gathering(story, mentions, people, handles, frozenset(coordinated(story)))
    now.join(_told(now), told=True)
    for rule in RULES:
        now.join(list(rule(now)))
    return now.people


def _told(now: Gathering) -> Iterator[tuple[int, int]]:
    pairs = [*told_same(now.story, now.mentions), *_born(now), *_legend(now)]
    for i, j in pairs:
        a, b = now.person_at(i), now.person_at(j)
        if a != b:
            yield a, b


def _born(now: Gathering) -> Iterator[tuple[int, int]]:
    """A maiden name in a field of its own, and the nearest name before with the same given name."""
    for before, at, field_ in in_fields(now.story, [m.name for m in now.mentions]):
        own = now.mentions[at].name.given
        if field_ == "further":
            yield before, at
        elif field_ == "surname" and own:
            for earlier in range(before, -1, -1):
                given = now.mentions[earlier].name.given
                if given and own.agrees(given) > 1:
                    yield earlier, at
                    break


def _legend(now: Gathering) -> Iterator[tuple[int, int]]:
    """Initials beside the name that they stand for: (AM, Agda-Mi, 41), Gethin (G)."""
    for at in range(1, len(now.mentions)):
        near = now.person_at(at - 1), now.person_at(at)
        if len(now.story.between(at)) > 4 or near[0] == near[1]:
            continue
        for code, other in (near, near[::-1]):
            person = now.people[code]
            if person.code and any(stands_for(own, now.people[other]) for own in sorted(person.initials)):
                yield at - 1, at


def by_code(now: Gathering) -> Iterator[tuple[int, int]]:
    """Initials stand for the one person whose names begin so."""

    def answers(code: Person, other: Person) -> bool:
        """Whether a label speaks in the line after one in which the other is addressed."""
        places = set(other.places)
        return any(at - 1 in places and _addressed(now, at - 1) for at in code.places)

    yield from named_by_code(now.people, now.may_be_one, answers)


def _addressed(now: Gathering, at: int) -> bool:
    """A name set off by commas at the end or the beginning of what one says, before the next speaker's label."""
    between = now.story.between(at + 1)
    if between.count("\n") != 1 or now.story.after(at + 1, 1) != ":":
        return False
    span = now.story.spans[at]
    before = now.story.text[max(0, span.start - 3) : span.start]
    return bool(re.match(r"[,.?!]", between)) and bool(
        re.search(r"(?:[,:\u2013\u2014-]\s*|[.?!]\s|\n)$", before)
    )


def by_handle(now: Gathering) -> Iterator[tuple[int, int]]:
    """An address that joins a given name and a surname tells that they are one person's (anna.berg@)."""
    language = now.story.language
    for handle in now.handles:
        pieces = [sound(piece) for piece in re.split(r"[\W\d_]+", handle) if len(piece) > 2]
        if len(pieces) < 2:
            continue
        named = [
            i
            for i, person in enumerate(now.people)
            if any(
                sound(key) in pieces
                for word in sorted(lone_words(person))
                for key in field_of(word, language).keys
            )
        ]
        if len(named) == 2:
            yield named[0], named[1]


def by_initials(now: Gathering) -> Iterator[tuple[int, int]]:
    """A surname with initials and the one person without surname whose names begin so (Шило Т. В.)."""
    short = [i for i, p in enumerate(now.people) if p.surname and p.initials and not p.given and not p.family]
    named = [i for i, p in enumerate(now.people) if p.given and not p.surname and (p.patronymic or p.tails)]
    fitting = [
        (i, j)
        for i in short
        for j in named
        if _begins(now.people[i], now.people[j]) and now.may_be_one(now.people[i], now.people[j])
    ]
    for i, j in fitting:
        if sum(i == a for a, _ in fitting) == 1 == sum(j == b for _, b in fitting):
            yield i, j


def _begins(short: Person, named: Person) -> bool:
    """Whether initials are those of given name and patronymic, and the surname that of a single letter."""
    given = {field.written[0] for field in named.given.values()}
    fathers = {written[0] for written in named.patronymic}
    tails = {written[0] for written in short.surname}
    if named.tails and not named.tails & tails:
        return False
    return any(
        code[0] in given and (len(code) == 1 or not fathers or code[1] in fathers) for code in short.initials
    )


RULES: tuple[Callable[[Gathering], Iterator[tuple[int, int]]], ...] = (
    by_handle,
    by_full_spelling,
    by_possessive,
    by_sound,
    by_misspelling,
    by_shortening,
    by_beginning,
    by_initials,
    by_code,
)
