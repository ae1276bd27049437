"""Rules that join a lone word with the one person of whose name it is another form: shortened, misspelt, possessive."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from casekit.lang.lexicon import GIVEN, SURNAME
from casekit.link.gathering import Gathering
from casekit.link.names import field_of
from casekit.link.nicknames import diminutive_of, stems
from casekit.link.persons import Mentioned, Person
from casekit.link.similar import is_cyrillic, one_edit, sound

_SHORTEST_EDIT = 5
_SHORTEST_SOUND = 4
_BEGINNING = 3
_FINITE = re.compile(r"(?:[аеиоуыяю]л(?:а|о|и|ся)?|л[аои]сь|[аеиоуыюя]т(?:ся)?|ться)$")
_POSSESSIVE = re.compile(r"(?:[оеё]в|ин)(?:а|у|ым|е|ой|о|ого|ому|ом|ы|ых|ыми)?$")
_NEXT = re.compile(r"[ \u00a0]([а-яё-]{3,})")
_KIN_NOUNS = frozenset({"брат", "мать", "адвокат", "кровать", "тетрадь"})


def by_full_spelling(now: Gathering) -> Iterator[tuple[int, int]]:
    """Two full names that agree in one field and nearly in the other."""
    by_word: dict[str, list[int]] = defaultdict(list)
    for i, person in enumerate(now.people):
        if person.given and (person.surname or person.patronymic):
            for word in sorted({*person.given, *person.surname, *person.patronymic}):
                by_word[word].append(i)
    for near in by_word.values():
        for at, i in enumerate(near[:8]):
            for j in near[at + 1 : 8]:
                a, b = now.people[i], now.people[j]
                second = (
                    (a.patronymic, b.patronymic) if a.patronymic and b.patronymic else (a.surname, b.surname)
                )
                if _nearly(a.given, b.given) and _nearly(*second):
                    yield i, j


def _nearly(own: Iterable[str], theirs: Iterable[str]) -> bool:
    return any(a == b or alike(a, b) for a in own for b in theirs)


def alike(a: str, b: str) -> bool:
    """Whether two written words may be one, misspelt or spelt in another way."""
    if min(len(a), len(b)) >= _SHORTEST_EDIT and one_edit(a, b):
        return True
    heard = sound(a)
    return len(heard) >= _SHORTEST_SOUND and heard == sound(b)


def lone_words(person: Person) -> set[str]:
    """The words of a person of whom only lone words are known; nothing of others."""
    if person.other or any(not m.name.lone for m in person.mentions):
        return set()
    return {m.name.lone.written for m in person.mentions if m.name.lone}


def _words(person: Person) -> set[str]:
    return {*person.given, *person.surname, *person.loose, *person.patronymic}


def _others(now: Gathering, word: str, person: Person) -> list[str]:
    """A person's words that are no form of a word: persons of one word were left apart for a reason."""
    keys = field_of(word, now.story.language).keys
    fields = (
        *person.given.values(),
        *person.surname.values(),
        *person.loose.values(),
        *person.patronymic.values(),
    )
    return [one.written for one in fields if keys.isdisjoint(one.keys)]


Test = Callable[[Gathering, str, Person], bool]


def _only_fitting(
    now: Gathering, test: Test, initial: Callable[[str], Iterable[str]], *, families: bool = False
) -> Iterator[tuple[int, int]]:
    """Each person of lone words with the one other person for whom the test holds."""
    index: dict[str, list[int]] = defaultdict(list)
    for j, person in enumerate(now.people):
        if not person.family and not person.code:
            for mark in sorted({mark for word in _words(person) for mark in initial(word)}):
                index[mark].append(j)
    for i, person in enumerate(now.people):
        for word in () if person.family and not families else sorted(lone_words(person)):
            marks = dict.fromkeys(mark for mark in initial(word))
            near = dict.fromkeys(j for mark in marks for j in index[mark] if j != i)
            fitting = [
                j
                for j in near
                if test(now, word, now.people[j]) and (families or now.may_be_one(person, now.people[j]))
            ]
            if len(fitting) == 1:
                yield i, fitting[0]


def _letters(now: Gathering, word: str) -> set[str]:
    return set(now.story.language.lexicon.exact(word))


def by_sound(now: Gathering) -> Iterator[tuple[int, int]]:
    """The same name in another spelling or alphabet: Ilias and Ilyas, Sergey and Сергей."""

    def test(now: Gathering, word: str, person: Person) -> bool:
        heard = _sounds(now, word)
        return any(
            len(a) >= _SHORTEST_SOUND - (is_cyrillic(word) != is_cyrillic(other)) and a in _sounds(now, other)
            for other in _others(now, word, person)
            for a in heard
        )

    yield from _only_fitting(now, test, lambda word: _sounds(now, word))


def _sounds(now: Gathering, word: str) -> set[str]:
    """How a word and its base forms sound; of a nickname also the full names, to be met in another alphabet."""
    bases = now.story.language.morphology.bases(word) if is_cyrillic(word) else ()
    known = [b for b in bases if _letters(now, b) & (GIVEN | SURNAME)]
    # Swedish and German write ch for the х of Михаил
    heard = {sound(form) for form in (word, *known)}
    return heard | {sound(word.replace("ch", "h"))} if "ch" in word else heard


def by_shortening(now: Gathering) -> Iterator[tuple[int, int]]:
    """A lone word that is the beginning or the end of one person's given name: Niko, Lali, Kajsan."""

    def test(now: Gathering, word: str, person: Person) -> bool:
        letters = _letters(now, word)
        own = "g" in letters and "d" not in letters
        names = (*person.given, *person.loose)
        if any(word in (f"{full}ie", f"{full}y", f"{full[:-1]}ie", f"{full[:-1]}y") for full in names):
            return now.story.language.code == "en" and len(word) > 4
        return not own and any(_shortened(now, word, full) for full in names)

    yield from _only_fitting(now, test, lambda word: {word[:2], word[-3:], f"~{sound(word)[:2]}"})


def _shortened(now: Gathering, word: str, full: str) -> bool:
    if word == full:
        return False
    if full in diminutive_of(word, now.story.language):
        return True
    if len(full) < 4:
        return False
    if len(word) >= 4 and len(full) > len(word) + 1 and full.endswith(word):
        return not _letters(now, word) & GIVEN
    heard = sound(full)
    for stem in stems(word, now.story.language):
        if len(stem) < (2 if stem == word else 3) or len(word) > len(full) + 3:
            continue
        if full.startswith(stem) or (len(stem) > 2 and heard.startswith(sound(stem))):
            return True
    return False


def by_beginning(now: Gathering) -> Iterator[tuple[int, int]]:
    """A coined word that begins like one person's given name: Runkku of Runar, Joggi of Joakim."""

    def test(now: Gathering, word: str, person: Person) -> bool:
        coined = not _letters(now, word) & {"m", "f", "s", "S", "g", "W"}
        begin = sound(word)[:_BEGINNING]
        return (
            coined
            and len(begin) == _BEGINNING
            and any(
                sound(full)[:_BEGINNING] == begin and len(full) > _BEGINNING
                for full in (*person.given, *person.loose)
            )
        )

    yield from _only_fitting(now, test, lambda word: {sound(word)[:_BEGINNING]})


def by_misspelling(now: Gathering) -> Iterator[tuple[int, int]]:
    """A word in no list of names, one edit away from a name of one person in the text."""

    def test(now: Gathering, word: str, person: Person) -> bool:
        if len(word) < _SHORTEST_EDIT or _letters(now, word) & (GIVEN | SURNAME):
            return False
        return any(
            len(other) >= _SHORTEST_EDIT and one_edit(word, other) for other in _others(now, word, person)
        )

    yield from _only_fitting(now, test, lambda word: {word[:2], word[-3:]})


def by_possessive(now: Gathering) -> Iterator[tuple[int, int]]:
    """A Russian adjective made of a given name, before what is possessed: Родионова мама, Устиньины занятия."""
    if now.story.language.code != "ru":
        return

    def test(now: Gathering, word: str, person: Person) -> bool:
        stem = _POSSESSIVE.sub("", word)
        return any(
            stem in (given, given.rstrip("аяйь"), given[:-1]) for given in (*person.given, *person.loose)
        )

    for i, j in _only_fitting(now, test, lambda word: {word[:3]}, families=True):
        if all(_before_noun(now, m) for m in now.people[i].mentions):
            now.people[i].family = False
            yield i, j


def _before_noun(now: Gathering, mentioned: Mentioned) -> bool:
    word = mentioned.name.lone
    following = _NEXT.match(now.story.after(mentioned.at))
    if not word or not following or not _POSSESSIVE.search(word.written):
        return False
    return not _FINITE.search(following[1]) or following[1] in _KIN_NOUNS
