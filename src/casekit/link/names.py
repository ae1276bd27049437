"""A person's name taken apart into given name, patronymic, surname, initials: the keys it can match by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from casekit.lang import Language
from casekit.lang.lexicon import GIVEN, ORDINARY, SURNAME
from casekit.link.nicknames import Keys, short_for
from casekit.link.remembering import remembered
from casekit.link.words import Word, is_code, words_of

NOTHING: Keys = frozenset()
_FREQUENT = frozenset("gS")
_PATRONYMIC = re.compile(r"(?:ович|евич|ич|овн|евн|ичн|иничн|ыч)(?:а|у|ем|е|ы|ой|ою)?$")
#: what is left of a patronymic is the father's name, which everyday forms cut short
_FATHER = re.compile(r"ь?(?:[оеё]вич|ич|ыч|[оеё]вн|инишн|иничн|ичн|н)(?:а|у|ем|ом|е|ы|ой|ою)?$")
_FATHERS = {
    "михал": "михайл",
    "сан": "александр",
    "пал": "павл",
    "николав": "никола",
    "сергев": "серге",
    "андрев": "андре",
}
_PLURAL = re.compile(r"(?:[оеё]в|[иы]н)(?:ы|ых|ым|ыми)$|(?:ск|цк)(?:ие|их|им|ими)$")
_PARTICLES = frozenset(
    {"af", "von", "van", "de", "der", "den", "av", "bin", "bint", "ibn", "al", "el", "ter", "la", "le"}
)
_PATRONYMIC_WORDS = frozenset({"оглы", "кызы", "улы", "гызы"})
#: stems of Russian names whose vowel goes in other forms
_FLEETING = {"льв": "лев", "павл": "павел"}
#: combinations of the forms of a double name's halves
_COMBINED = 64


@dataclass(frozen=True)
class Field:
    """One word of a name: the keys of the whole word, of what it is short for, and of the halves of a double name."""

    written: str
    keys: Keys
    full: Keys = NOTHING
    halves: Keys = NOTHING
    #: whether many people are called just so
    common: bool = False
    #: base forms that no list knows, beside others that are known
    rare: Keys = NOTHING

    @property
    def all(self) -> Keys:
        """Every key."""
        return self.keys | self.full | self.halves | self.rare

    def agrees(self, other: Field) -> int:
        """0 not at all, 1 as half of a double name, 2 as nickname, 3 in another form, 4 in the very word."""
        if self.written == other.written:
            return 4
        if not self.keys.isdisjoint(other.keys) or other.written in self.rare or self.written in other.rare:
            return 3
        if not (self.keys.isdisjoint(other.full) and self.full.isdisjoint(other.keys)):
            return 2
        # Ellen and Helen may both be called for a Helena, and are two names
        if not (self.common and other.common) and not self.full.isdisjoint(other.full):
            return 2
        if bool(self.halves) != bool(other.halves) and not (
            self.keys.isdisjoint(other.halves) and self.halves.isdisjoint(other.keys)
        ):
            return 1
        return 0


@dataclass(frozen=True)
class Name:
    """One mention's name; an empty field is unknown, ``loose`` is a lone word that may be any field."""

    given: Field | None = None
    middle: tuple[Field, ...] = ()
    patronymic: Field | None = None
    surname: Field | None = None
    loose: Field | None = None
    #: folded initials before a surname or instead of names; ``tail`` is that of a surname behind a given name
    initials: str = ""
    tail: str = ""
    family: bool = False
    #: "elder", "younger" or nothing
    age: str = ""
    #: a word of a form that a surname in the plural or a Russian possessive adjective may have
    words: tuple[Word, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are known."""
        known = (self.given, *self.middle, self.patronymic, self.surname, self.loose)
        return tuple(field for field in known if field)

    @property
    def lone(self) -> Field | None:
        """The only word of the name, whatever it may be."""
        return self.fields[0] if len(self.fields) == 1 and not self.initials + self.tail else None

    @property
    def fullness(self) -> int:
        """How much a name tells: full names are placed before the lone words that refer to them."""
        told = len(self.fields) - len(self.middle)
        return 4 * (told > 1) + 2 * bool(told) + bool(self.initials + self.tail and told)


def parse(text: str, start: int, end: int, language: Language, *, family: bool = False) -> Name:
    """The name in an extent of a text; ``family``: the words around it speak of several people."""
    words = words_of(text, start, end, language)
    words, age = _without_age(words, language)
    full = [w for w in words if not w.letters]
    if len(words) == 1 and full and is_code(full[0], text):
        bare = full[0].folded.split(":")[0]
        return Name(initials=bare, words=(replace(full[0], letters=bare),))
    initials = "".join(w.letters for w in words)
    if not full:
        return Name(initials=initials, words=tuple(words))
    if len(full) == 1:
        name = _single(full[0], initials, language, family, behind=words[0] is full[0])
    else:
        turned = "," in text[full[0].end : full[1].start]
        name = _several(full, initials, language, turned)
    return replace(name, age=age, words=tuple(words))


def _without_age(words: list[Word], language: Language) -> tuple[list[Word], str]:
    """The words without those that tell father from son (Магди-старший, Jr.), and which of the two it is."""
    table = language.table("linking")
    kept, age = [], ""
    if len(words) > 2 and words[-2].folded == "d" and words[-1].folded in ("ä", "y"):
        return words[:-2], "elder" if words[-1].folded == "ä" else "younger"
    for word in words:
        head, _, tail = word.folded.rpartition("-")
        told = tail if head else word.folded
        which = "elder" if told in table["elder"] else "younger" if told in table["younger"] else ""
        age = which or age
        if not which:
            kept.append(word)
        elif head:
            size = len(head)
            kept.append(Word(word.start, word.start + size, word.text[:size], head))
    return (kept, age) if kept else (words, "")


def _single(word: Word, initials: str, language: Language, family: bool, *, behind: bool) -> Name:
    """The name of one word; ``behind``: initials, if any, stand behind it."""
    letters = set(language.lexicon.kinds(word.folded))
    field = field_of(word.folded, language)
    if is_patronymic(word.folded, letters):
        return Name(patronymic=_father(word.folded, language), initials=initials)
    if (family and not (language.code == "ru" and letters & GIVEN)) or (
        language.code == "ru" and _is_plural(word.folded, letters, language)
    ):
        return Name(surname=field, family=True)
    if not initials:
        return Name(loose=with_full(field, language))
    surname = language.code == "ru" and (not letters & GIVEN or bool(letters & SURNAME))
    if behind and len(initials) == 1 and not surname:
        return Name(given=with_full(field, language), tail=initials)
    return Name(surname=field, initials=initials)


def _is_plural(folded: str, letters: set[str], language: Language) -> bool:
    """Whether a Russian word is a surname of several people: Петровы, but not Марины."""
    if not _PLURAL.search(folded):
        return False
    stem = re.sub(r"(?:ы|ых|ым|ыми)$", "", folded)
    exact = language.lexicon.exact
    return bool(set(exact(stem)) & SURNAME) or not (letters | set(exact(stem + "а"))) & GIVEN


def _several(words: list[Word], initials: str, language: Language, turned: bool) -> Name:
    """Given names first and surname last, unless a comma or the lexicon tells the order is turned."""
    letters = [set(language.lexicon.kinds(word.folded)) for word in words]
    fathers = [
        w
        for at, (w, ls) in enumerate(zip(words, letters, strict=True))
        if (is_patronymic(w.folded, ls) or w.folded in _PATRONYMIC_WORDS) and (at or len(words) > 2)
    ]
    rest = [w for w in words if w not in fathers]
    patronymic = _father(fathers[0].folded, language) if fathers else None
    if not rest:
        return Name(patronymic=patronymic, initials=initials)
    if len(rest) == 1:
        field = field_of(rest[0].folded, language)
        if words[0] == rest[0] or language.code != "ru":
            return Name(given=with_full(field, language), patronymic=patronymic, initials=initials)
        return Name(surname=field, patronymic=patronymic, initials=initials)
    behind = words.index(rest[-1]) < words.index(fathers[0]) if fathers else turned
    turned = behind or (not fathers and _surname_first(rest, language))
    surname, given = _divided(rest, turned)
    if not given:
        return Name(surname=_joined(surname, language), patronymic=patronymic, initials=initials)
    return Name(
        given=with_full(field_of(given[0].folded, language), language),
        middle=tuple(with_full(field_of(w.folded, language), language) for w in given[1:]),
        patronymic=patronymic,
        surname=_joined(surname, language),
        initials=initials,
    )


def _divided(words: list[Word], turned: bool) -> tuple[list[Word], list[Word]]:
    """Surname and given names; a particle (af, von) begins the surname."""
    if turned:
        return words[:1], words[1:]
    at = next((i for i, w in enumerate(words) if w.folded in _PARTICLES), len(words) - 1)
    if at < len(words) - 1 and at > 1:
        at -= words[at].folded == "af"
    return words[at:], words[:at]


def _joined(words: Sequence[Word], language: Language) -> Field:
    """A surname of one word, or of several of which each may stand for it."""
    if len(words) == 1:
        return field_of(words[0].folded, language)
    plain = [field_of(w.folded, language) for w in words if w.folded not in _PARTICLES]
    if len(plain) == 1:
        return plain[0]
    return Field(
        " ".join(w.folded for w in words), plain[0].keys, halves=NOTHING.union(*(f.keys for f in plain))
    )


def _surname_first(words: Sequence[Word], language: Language) -> bool:
    """Whether only the last word can be a given name and the first only a surname."""
    first, last = (set(language.lexicon.kinds(words[at].folded)) for at in (0, -1))
    if first & SURNAME and not first & GIVEN and last & GIVEN and not last & SURNAME:
        return True
    return (
        language.code == "ru"
        and "g" in last
        and "g" not in first
        and bool(not first & GIVEN or first & SURNAME or not last & SURNAME)
    )


def is_patronymic(folded: str, letters: set[str]) -> bool:
    """Whether a word has the form of a Russian patronymic and is no surname in use."""
    return (
        "p" in letters
        or bool(re.search(r"...ыч(?:а|у|ем|е)?$", folded) and len(folded) > 5)
        or (len(folded) > 5 and not letters & (SURNAME | GIVEN) and bool(_PATRONYMIC.search(folded)))
    )


def _father(folded: str, language: Language) -> Field:
    """The field of a patronymic; its full and its everyday form share what they are made of (Иваныч)."""
    field = field_of(folded, language)
    stem = _FATHER.sub("", folded)
    return replace(field, keys=field.keys | {f"{_FATHERS.get(stem, stem)}-"})


def field_of(folded: str, language: Language) -> Field:
    """The field of a word without what it may be short for."""
    return _field_of(folded, language)


@remembered
def _field_of(folded: str, language: Language) -> Field:
    if "-" not in folded:
        keys = _keys_of(folded, language)
        if language.code != "ru":
            return Field(folded, keys)
        return Field(folded, keys, rare=frozenset(language.morphology.bases(folded)) - keys)
    halves = [_keys_of(piece, language) for piece in folded.split("-") if len(piece) > 1]
    forms = islice(product(*(sorted(half) for half in halves)), _COMBINED)
    whole = (
        frozenset("-".join(pieces) for pieces in forms) if len(halves) == len(folded.split("-")) else NOTHING
    )
    return Field(folded, whole | {folded}, halves=NOTHING.union(*halves))


def with_full(field: Field, language: Language) -> Field:
    """The field with what it may be short for."""
    full = short_for(field.written, field.keys, language)
    return replace(field, full=full, common="g" in language.lexicon.exact(field.written))


def keys_of(word: str, language: Language) -> Keys:
    """The folded word and its base forms, those known as a name if any; of a double name also those of its halves."""
    field = field_of(language.morphology.fold(word), language)
    return field.keys | field.halves


def _keys_of(folded: str, language: Language) -> Keys:
    bases = [b for b in language.morphology.bases(folded) if len(b) > 2]
    bases += [_FLEETING[b] for b in bases if b in _FLEETING and language.code == "ru"]
    known = [b for b in bases if set(language.lexicon.exact(b)) - ORDINARY]
    own = set(language.lexicon.exact(folded))
    if language.code != "ru" and own & _FREQUENT:
        return frozenset({folded})
    if language.code != "ru" and own - ORDINARY:
        # a rare name of its own (Annas) unless its base is a frequent one (Anna)
        return frozenset({folded, *(b for b in known if set(language.lexicon.exact(b)) & _FREQUENT)})
    return frozenset({folded, *(known or bases)})
