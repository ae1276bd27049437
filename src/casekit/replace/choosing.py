"""Chooses invented names: always the same for the same name and key, and none that gives somebody away.

Case-report practice (Norcross, "Case reports: confidentiality"): an invented name never shares the initial of
the real one and is no nickname of it. Here it also keeps gender, origin and rough generation, is no name or word
of the text, and sounds like no other invented name of it. Names are ordered by a keyed hash of the real and the
invented one together, and the first that may be taken is: no table is kept, and without the key the order
tells nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from copy import copy
from functools import cache, lru_cache

from casekit.lang import Language
from casekit.lang.forms import Gender, Kind
from casekit.lang.pool import PoolName, known, names
from casekit.replace.copies import detached

_WORD = re.compile(r"[^\W\d_]+")
Test = Callable[[PoolName], bool]
#: the origin of a name of which nothing is known: that of most people in the country
_USUAL = {"en": "english", "ru": "russian", "sv": "nordic"}
_SOUNDS = (
    ("[аеёиоуыэюяaeiouyåäöьъh]", ""), ("[bбпp]", "p"), ("[dдтt]", "t"), ("[gгкqck]", "k"), ("[vвwфf]", "f"),
    ("[zзсsцжшщчj]", "s"), ("м", "m"), ("н", "n"), ("л", "l"), ("р", "r"), ("[хx]", "h"), (r"(.)\1+", r"\1"),
)  # fmt: skip


class Chooser:
    """Chooses for one document; what was chosen once is taken."""

    def __init__(self, language: Language, key: bytes, spoken: Iterable[str]) -> None:
        self._language = language
        self._key = key
        self._fold = language.morphology.fold
        #: folded words of the text and the file's name: none of them may be an invented name
        self._spoken = frozenset(spoken)
        self._taken = Taken()

    def copied(self) -> Chooser:
        """The same, to go on apart from this one."""
        made = copy(self)
        made._taken = detached(self._taken, "_names", "_marks", "_shorter")
        return made

    def given(
        self, real: str, gender: Gender | None, *, initials: frozenset[str], fits: Test
    ) -> PoolName | None:
        """A given name for a real one (in its dictionary form; a nickname will do); ``fits`` asks about its forms."""
        kept = self._language.origins.generation_of(real)
        near: list[Test] = [lambda name: _same_time(name, kept)] if kept else []
        return self._first("given", real, gender, initials, fits, near)

    def surname(
        self, real: str, gender: Gender | None, *, initials: frozenset[str], fits: Test
    ) -> PoolName | None:
        """A surname for a real one."""
        return self._first("surname", real, gender, initials, fits, [])

    def _first(
        self,
        kind: Kind,
        real: str,
        gender: Gender | None,
        initials: frozenset[str],
        fits: Test,
        near: list[Test],
    ) -> PoolName | None:
        language = self._language
        origin = language.origins.origin_of(real, kind) or _USUAL[language.code]
        class_ = str(language.grammar.paradigm(real, kind, gender)) or None
        folded = self._fold(real)
        #: classes of which one name did not fit: what one looks like in a form, the others do too
        unfit: set[str] = set()

        @cache
        def free(name: PoolName) -> bool:
            return self._may(name, initials) and not _rhymes(_folded(language, name)[0], folded)

        def fitting(name: PoolName) -> bool:
            own = _class_of(language, name.base, kind, gender)
            if own in unfit or not fits(name):
                unfit.update({own} - {""})
                return False
            return True

        # what matters least is given up first
        rounds = [
            (origin, class_, near),
            (origin, class_, []),
            (origin, None, []),
            (None, class_, []),
            (None, None, []),
        ]
        for origin_, wanted, tests in rounds:
            pool = _pool(language, kind, gender, origin_, wanted)
            kept = [name for name in pool if all(test(name) for test in tests)] if tests else pool
            for name in sorted(kept, key=self._order(kind, folded)):
                if free(name) and fitting(name):
                    self._take(name)
                    return name
        return None

    def _order(self, kind: Kind, real: str) -> Callable[[PoolName], bytes]:
        """The keyed hash of a real name together with an invented one."""

        def order(name: PoolName) -> bytes:
            told = f"{kind}\0{real}\0{name.base}\0{name.gender}".encode()
            return hashlib.blake2b(told, key=self._key, digest_size=8, person=b"surrogate").digest()

        return order

    def _may(self, name: PoolName, initials: frozenset[str]) -> bool:
        base, forms, letters = _folded(self._language, name)
        if not initials.isdisjoint(letters) or not forms.isdisjoint(self._spoken):
            return False
        return not self._taken.has_alike(base)

    def take(self, word: str) -> None:
        """Let no name be chosen from now on that is easily mistaken for the word."""
        folded = self._fold(word)
        if folded:
            self._taken.add(folded)

    def _take(self, name: PoolName) -> None:
        self._taken.add(_folded(self._language, name)[0])


class Taken:
    """Folded names; tells whether one is ``alike`` to any of them without asking each."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._marks: set[str] = set()
        self._shorter: set[str] = set()

    def add(self, name: str) -> None:
        """Take a name."""
        self._names.add(name)
        self._marks |= _marks(name)
        self._shorter |= _shorter(name)

    def has_alike(self, name: str) -> bool:
        """Whether the name is easily mistaken for one that is taken."""
        if name in self._shorter or not self._marks.isdisjoint(_marks(name)):
            return True
        return not self._names.isdisjoint(_shorter(name))


def spoken_words(text: str, language: Language) -> frozenset[str]:
    """Every folded word of a text, its dictionary forms, and the full and short names that belong to it."""
    fold, bases = language.morphology.fold, language.morphology.bases
    words = {fold(word) for word in _WORD.findall(text)}
    words |= {base for word in words for base in bases(word)}
    found = set(words)
    for word in words:
        for name in (*known(language.code, word, "given"), *known(language.code, word, "short")):
            found |= {fold(name.base), *(fold(form) for _, form in name.short)}
    return frozenset(found)


def _rhymes(one: str, other: str) -> bool:
    """Whether two names sound alike but for how they begin: Марина, Карина."""
    return len(one) > 3 and len(other) > 3 and one[-4:] == other[-4:] and abs(len(one) - len(other)) < 2


@cache
def _pool(
    language: Language, kind: Kind, gender: Gender | None, origin: str | None, class_: str | None
) -> tuple[PoolName, ...]:
    """The names of a kind for somebody of that gender, of one origin and paradigm where these are given."""
    return tuple(
        name
        for name in names(language.code)
        if name.kind == kind
        and (gender is None or name.gender in (None, gender))
        and origin in (None, name.origin)
        and class_ in (None, _class_of(language, name.base, kind, gender))
    )


@cache
def _folded(language: Language, name: PoolName) -> tuple[str, frozenset[str], frozenset[str]]:
    """A name of the pool folded, the same with its nicknames, and the first letters of all of them."""
    base = language.morphology.fold(name.base)
    forms = frozenset({base, *(language.morphology.fold(form) for _, form in name.short)})
    return base, forms, frozenset(form[0] for form in forms)


@cache
def _class_of(language: Language, base: str, kind: Kind, gender: Gender | None) -> str:
    """The paradigm of a name of the pool."""
    return str(language.grammar.paradigm(base, kind, gender))


def _same_time(name: PoolName, decades: tuple[int, int]) -> bool:
    """Whether newborns got both names in the same years."""
    return name.decades is not None and name.decades[0] < decades[1] and decades[0] < name.decades[1]


def alike(one: str, other: str) -> bool:
    """Whether two folded names are easily mistaken for each other: same sound, same beginning, one letter apart."""
    return one == other or sound(one) == sound(other) or one[:4] == other[:4] or _one_apart(one, other)


@lru_cache(maxsize=1 << 14)
def _marks(name: str) -> frozenset[str]:
    """What names of one sound, one beginning or with one other letter have in common."""
    gaps = (f"{name[:at]}*{name[at + 1 :]}" for at in range(len(name)))
    return frozenset({f"={sound(name)}", f"^{name[:4]}", *gaps})


def _shorter(name: str) -> set[str]:
    """The name without one of its letters, for each of them."""
    return {name[:at] + name[at + 1 :] for at in range(len(name))}


@cache
def _sounds() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), code) for pattern, code in _SOUNDS)


def sound(folded: str) -> str:
    """What is left of a name when vowels go and consonants that sound alike become one; its first letter stays."""
    rest = folded
    for pattern, code in _sounds():
        rest = pattern.sub(code, rest)
    vowel = folded[0] if folded[0] not in "bcdfghjklmnpqrstvwxzбвгджзклмнпрстфхцчшщ" else ""
    return vowel + rest


def _one_apart(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]
