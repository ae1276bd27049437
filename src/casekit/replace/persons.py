"""Persons under invented names: one identity each, written in the form in which the real name stood."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from casekit.case import Mention, NamePart, Who
from casekit.lang import Language
from casekit.lang.forms import Form, Gender, Kind
from casekit.lang.lexicon import GIVEN, SURNAME
from casekit.lang.pool import PoolName, known
from casekit.replace.choosing import Chooser
from casekit.replace.copies import detached

_NOBODY = Who()
#: kinds that an invented given name stands for; a word of which nothing is known is most likely one
_GIVEN = ("given", "other")
_TENDER = re.compile(r"(?:[еоё]чк|[еёо]ньк|[ую]шк|[ую]л[ья]|[ую]ньк)[аоиуеы]")
#: the surname of a woman that is an adjective
_ADJECTIVE = re.compile(r"(ск|цк)ая$")
_PATRONYMIC_END = re.compile(r"(?:ович|евич|ич|овна|евна|ична|инична)$")


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a name as it stands in the text."""

    text: str = field(repr=False)
    kind: Kind
    gender: Gender | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How one word of a name stands in its sentence."""

    text: str = field(repr=False)
    kind: Kind
    gender: Gender | None
    forms: frozenset[Form]


@dataclass
class _Identity:
    """The invented names of one person, by the folded dictionary forms of the real ones."""

    given: dict[str, PoolName] = field(default_factory=dict)
    #: (real initial, invented initial) of names that are never spelt out
    initials: dict[str, str] = field(default_factory=dict)

    def copied(self) -> _Identity:
        return _Identity(dict(self.given), dict(self.initials))


class Persons:
    """Writes the mentions of all persons of a text.

    Surnames and patronymics are shared: who has one name in the text has one in the result.
    """

    def __init__(
        self,
        text: str,
        mentions: Sequence[Mention],
        who: Mapping[str, Who],
        language: Language,
        chooser: Chooser,
    ) -> None:
        self._text = text
        self._language = language
        self._grammar = language.grammar
        self._fold = language.morphology.fold
        self._chooser = chooser
        self._who: dict[str, Who] = {}
        self._people: defaultdict[str, _Identity] = defaultdict(_Identity)
        self._surnames: dict[str, PoolName] = {}
        self._fathers: dict[str, PoolName] = {}
        #: entity → the father that its patronymic names
        self._children: dict[str, str] = {}
        self._base: dict[tuple[str, str], str] = {}
        self._genders: dict[tuple[int, int, str], Gender | None] = {}
        self._mentions: dict[str, list[Mention]] = {}
        self._kinds: dict[tuple[str, NamePart], Kind] = {}
        self._words: dict[str, list[_Word]] = {}
        self._letters: dict[str, frozenset[str]] = {}
        #: every initial of the text, and those that stand for somebody of whom nothing else is known
        self._seen: frozenset[str] = frozenset()
        self._given_letters: set[str] = set()
        self.learn(mentions, who)

    def copied(self) -> Persons:
        """The same, to go on apart from this one."""
        made = detached(
            self, "_who", "_surnames", "_fathers", "_children", "_base", "_genders", "_mentions", "_kinds", "_words",
            "_letters", "_given_letters",
        )  # fmt: skip
        made._chooser = self._chooser.copied()
        made._people = defaultdict(_Identity, {id_: one.copied() for id_, one in self._people.items()})
        return made

    def learn(self, mentions: Sequence[Mention], who: Mapping[str, Who]) -> None:
        """Invent what the mentions need and nobody before them had; what was invented stays."""
        self._who.update(who)
        met = {mention.entity_id for mention in mentions} & self._mentions.keys()
        together = self._together(mentions)
        new = {(m.entity_id, part) for m in mentions for part in m.parts}
        judged = self._judged([m for id_ in together for m in self._mentions[id_]])
        self._kinds.update((key, kind) for key, kind in judged.items() if key in new)
        words = {id_: [self._word(m, part) for m in own for part in m.parts] for id_, own in together.items()}
        for id_, own in words.items():
            self._words[id_] = [*self._words.get(id_, ()), *own]
            self._letters[id_] = self._initials(self._words[id_])
        self._seen |= self._initials(word for own in words.values() for word in own if word.kind == "initial")
        for id_, own in words.items():
            self._invent(id_, [word for word in own if id_ not in met or not self._is_known(id_, word)])

    def reserve(self, names: Iterable[str]) -> None:
        """Let nobody who is new be called by a word of these names, or one like it."""
        for name in names:
            for word in name.split():
                self._chooser.take(word)

    def _together(self, mentions: Sequence[Mention]) -> dict[str, list[Mention]]:
        """The mentions by entity, which are from now on among those of that entity."""
        together: dict[str, list[Mention]] = {}
        for mention in mentions:
            together.setdefault(mention.entity_id, []).append(mention)
        for id_, own in together.items():
            self._mentions[id_] = [*self._mentions.get(id_, ()), *own]
        return together

    def _is_known(self, id_: str, word: _Word) -> bool:
        """Whether a further word of a person is a form of one that has its invented one."""
        if word.kind not in ("given", "surname"):
            return False
        known = {base for (own, _), base in self._base.items() if own == id_}
        found = next(
            (b for b in self._grammar.bases(word.text, word.kind, word.gender)[:4] if b in known), None
        )
        if found is not None:
            self._base.setdefault((id_, word.text), found)
        return found is not None

    def write(self, mention: Mention) -> str | None:
        """The invented name in the form of the mention; None where a word of it cannot be written with certainty."""
        pieces: list[str] = []
        at = mention.start
        for part in mention.parts:
            word = self._word(mention, part)
            made = self._written(mention.entity_id, word)
            between = self._text[at : part.start]
            if made is None or any(character.isalpha() for character in between):
                return None
            pieces += [between, self._grammar.capitals(word.text, made)]
            at = part.end
        rest = self._text[at : mention.end]
        if not pieces or any(character.isalpha() for character in rest):
            return None
        return "".join([*pieces, rest])

    def standing(self, mention: Mention, part: NamePart) -> Standing:
        """How a word of a mention's name stands; no forms where that is not certain."""
        word = self._word(mention, part)
        if word.kind == "initial":
            base: str | None = self._fold(word.text)[:1].upper()
        else:
            base = self._base.get((mention.entity_id, word.text))
        forms: frozenset[Form] = self._grammar.readings(word.text, word.kind, word.gender, base)
        return Standing(word.text, word.kind, word.gender, forms)

    def _word(self, mention: Mention, part: NamePart) -> _Word:
        kind = self._kinds.get((mention.entity_id, part), "given" if part.kind == "other" else part.kind)
        return _Word(self._text[part.start : part.end], kind, self._gender(mention))

    def _judged(self, mentions: Sequence[Mention]) -> dict[tuple[str, NamePart], Kind]:
        """Words that are, beside the other names of their person, something else than they seem alone.

        A lone Рустамовой or Håkans of a Рустам or Håkan is the possessive of that name; a name in no list,
        of somebody whose given name is known, is a nickname or, where it is in the list of surnames, one of these.
        """
        full: defaultdict[str, set[str]] = defaultdict(set)
        for mention in mentions:
            for part in mention.parts:
                if part.kind == "given":
                    word = self._text[part.start : part.end]
                    full[mention.entity_id].update(
                        self._grammar.bases(word, "given", self._gender(mention))[:1]
                    )
        found: dict[tuple[str, NamePart], Kind] = {}
        for mention in mentions:
            own, gender = full[mention.entity_id], self._gender(mention)
            for part in mention.parts if own else ():
                word = self._text[part.start : part.end]
                if part.kind == "surname" and len(mention.parts) == 1:
                    if any(self._grammar.readings(word, "given", gender, base) for base in own):
                        found[mention.entity_id, part] = "given"
                elif part.kind == "other":
                    letters = set(self._language.lexicon.kinds(word))
                    kind: Kind = "surname" if letters & SURNAME and not letters & GIVEN else "short"
                    found[mention.entity_id, part] = kind
        return found

    def _gender(self, mention: Mention) -> Gender | None:
        """What the form of the name says, before what the sentences around it seem to say."""
        key = (mention.start, mention.end, mention.entity_id)
        if key not in self._genders:
            self._genders[key] = self._told_gender(mention)
        return self._genders[key]

    def _told_gender(self, mention: Mention) -> Gender | None:
        told = self._who.get(mention.entity_id, _NOBODY)
        if told.family:
            return None
        parts = [part for part in mention.parts if part.kind not in ("initial", "other")]
        words = [self._text[part.start : part.end] for part in parts]
        gender: Gender | None = self._grammar.gender_of(words, [part.kind for part in parts])
        return gender or told.gender

    def _initials(self, words: Iterable[_Word]) -> frozenset[str]:
        """The folded first letters of every word of a person's name, which no invented one may have."""
        return frozenset(self._fold(word.text)[:1] for word in words)

    def _invent(self, id_: str, words: Sequence[_Word]) -> None:
        """Choose all that the person needs, full names before nicknames and initials."""
        for base, same in self._by_base(id_, [word for word in words if word.kind == "given"]):
            self._invent_given(id_, base, base, same)
        for base, same in self._by_base(id_, [word for word in words if word.kind == "short"]):
            if not self._people[id_].given:
                gender = same[0].gender
                full = next((name.base for name in known(self._language.code, base, "short")
                             if gender is None or name.gender in (None, gender)), base)  # fmt: skip
                self._invent_given(id_, self._fold(full), full, same, short=True)
        for base, same in self._by_base(id_, [word for word in words if word.kind == "surname"]):
            key = self._surname_key(base)
            if key not in self._surnames:
                fits = self._fits(same, base, "surname")
                letters = self._letters_of(base)
                found = self._chooser.surname(base, same[0].gender, initials=letters, fits=fits)
                if found is not None:
                    self._surnames[key] = found
        for word in words:
            if word.kind == "patronymic":
                self._children[id_] = self._father_key(word)
                if self._children[id_] not in self._fathers:
                    self._invent_father(id_, word)

    def _invent_given(
        self, id_: str, key: str, real: str, words: Sequence[_Word], *, short: bool = False
    ) -> None:
        if self._fold(key) in self._people[id_].given:
            return
        gender = words[0].gender
        fits = self._fits_short(words) if short else self._fits(words, real, "given")
        found = self._chooser.given(real, gender, initials=self._letters[id_], fits=fits)
        if found is not None:
            self._people[id_].given[self._fold(key)] = found

    def _invent_father(self, id_: str, word: _Word) -> None:
        def fits(name: PoolName) -> bool:
            return self._grammar.patronymic(name.base, word.gender) is not None

        key = self._father_key(word)
        found = self._chooser.given(key, "m", initials=self._letters[id_], fits=fits)
        if found is not None:
            self._fathers[key] = found

    def _fits(self, words: Sequence[_Word], real: str, kind: Kind) -> Callable[[PoolName], bool]:
        """Whether a name of the pool can be written wherever the real one stands."""
        read = {(self._grammar.readings(word.text, kind, word.gender, real), word.gender) for word in words}

        def fits(name: PoolName) -> bool:
            return all(
                self._grammar.written(name.base, kind, forms, gender) for forms, gender in read if forms
            )

        return fits

    def _fits_short(self, words: Sequence[_Word]) -> Callable[[PoolName], bool]:
        def fits(name: PoolName) -> bool:
            return all(self._short(name, word) is not None for word in words)

        return fits

    def _by_base(self, id_: str, words: Sequence[_Word]) -> list[tuple[str, list[_Word]]]:
        """The words of one kind by the dictionary form that most of them may come from."""
        found: list[tuple[str, list[_Word]]] = []
        left = list(words)
        while left:
            votes: dict[str, list[int]] = {}
            for word in left:
                for rank, base in enumerate(self._grammar.bases(word.text, word.kind, word.gender)[:4]):
                    votes.setdefault(base, []).append(rank)
            if not votes:
                break
            base = max(votes, key=lambda one: (len(votes[one]), -sum(votes[one])))
            same = [w for w in left if base in self._grammar.bases(w.text, w.kind, w.gender)[:4]]
            for word in same:
                self._base[id_, word.text] = base
            found.append((base, same))
            left = [word for word in left if word not in same and self._bases_known(word)]
        return found

    def _bases_known(self, word: _Word) -> bool:
        return bool(self._grammar.bases(word.text, word.kind, word.gender))

    def _surname_key(self, base: str) -> str:
        """One key for the surname of a man, of a woman and of their family."""
        both = self._grammar.bases(base, "surname", "m")
        return _ADJECTIVE.sub(r"\1ий", str(self._fold(both[0] if both else base)))

    def _letters_of(self, surname: str) -> frozenset[str]:
        """The first letters of the names of everybody who may bear the surname."""
        begins = self._fold(surname)[:4]
        bearers = [own for own in self._words.values() if any(self._fold(w.text)[:4] == begins for w in own)]
        return frozenset().union(*map(self._initials, bearers))

    def _father_key(self, word: _Word) -> str:
        """One key for the patronymics of brothers and sisters."""
        bases = self._grammar.bases(word.text, "patronymic", word.gender) or (word.text,)
        full = getattr(self._grammar, "full_patronymic", lambda _: None)(word.text)
        return _PATRONYMIC_END.sub("", str(self._fold(full or bases[0])))

    def _written(self, id_: str, word: _Word) -> str | None:
        """The invented word for a real one, in its form."""
        if word.kind == "initial":
            return self._initial(id_, word)
        if word.kind == "patronymic":
            return self._patronymic(word)
        base = self._base.get((id_, word.text))
        if base is None:
            return None
        if word.kind == "surname":
            chosen = self._surnames.get(self._surname_key(base))
            return None if chosen is None else self._form(chosen.base, word, base)
        given = self._people[id_].given
        if word.kind == "short":
            return next((made for name in given.values() if (made := self._short(name, word))), None)
        chosen = given.get(self._fold(base))
        return None if chosen is None else self._form(chosen.base, word, base)

    def _form(self, invented: str, word: _Word, real: str) -> str | None:
        forms = self._grammar.readings(word.text, word.kind, word.gender, real)
        made: str | None = self._grammar.written(invented, word.kind, forms, word.gender) if forms else None
        return made

    def _short(self, name: PoolName, word: _Word) -> str | None:
        """A nickname of the invented name that sounds as the real one does, else the name itself, in its form."""
        bases = self._grammar.bases(word.text, "short", word.gender)
        real = bases[0] if bases else word.text
        registers = {r for one in known(self._language.code, real, "short") for r, form in one.short
                     if self._fold(form) == self._fold(real)}  # fmt: skip
        wanted = next(
            iter(sorted(registers)), "tender" if _TENDER.search(self._fold(word.text)) else "neutral"
        )
        # a tender name for a plain one would change what the author says
        fitting = [pair for pair in name.short if pair[0] in (wanted, "neutral")]
        ordered = sorted(fitting, key=lambda pair: pair[0] != wanted)
        if known(self._language.code, real, "given"):
            ordered = []  # a full name too (Марина, Karin)
        forms = self._grammar.readings(word.text, "short", word.gender, real)
        for invented, kind in (*((form, "short") for _, form in ordered), (name.base, "given")):
            made: str | None = self._grammar.written(invented, kind, forms, word.gender)
            if made is not None:
                return made
        return None

    def _patronymic(self, word: _Word) -> str | None:
        father = self._fathers.get(self._father_key(word))
        if father is None:
            return None
        bases = [
            base
            for base in self._grammar.bases(word.text, "patronymic", word.gender)
            if base.endswith(("на", "ич", "ыч"))
        ]
        full = getattr(self._grammar, "full_patronymic", lambda _: None)(word.text)
        invented = self._grammar.patronymic(father.base, word.gender, short=bool(full))
        invented = invented or self._grammar.patronymic(father.base, word.gender)
        return self._form(invented, word, bases[0]) if invented and bases else None

    def _initial(self, id_: str, word: _Word) -> str | None:
        """The first letter of the invented name that the real initial stands for."""
        letter = self._fold(word.text)[:1]
        known_letters = self._people[id_].initials
        if letter not in known_letters:
            known_letters[letter] = self._letter(id_, letter, word)
        forms = self._grammar.readings(word.text, "initial", word.gender, letter.upper())
        if not known_letters[letter]:
            return None
        made: str | None = self._grammar.written(known_letters[letter].upper(), "initial", forms, word.gender)
        return made

    def _letter(self, id_: str, letter: str, word: _Word) -> str:
        real = {self._base[id_, text]: text for (own, text) in self._base if own == id_}
        for base in real:
            if self._fold(base)[:1] == letter:
                chosen = self._people[id_].given.get(self._fold(base)) or self._surnames.get(
                    self._surname_key(base)
                )
                if chosen is not None:
                    return str(self._fold(chosen.base))[:1]
        father = self._children.get(id_, "")
        if father[:1] == letter and father in self._fathers:
            return str(self._fold(self._fathers[father].base))[:1]
        own = self._letters[id_] | self._given_letters
        for initials in (own | self._seen, own):
            found = self._chooser.given(letter, word.gender, initials=initials, fits=lambda _: True)
            if found is not None:
                self._given_letters.add(str(self._fold(found.base))[:1])
                return str(self._fold(found.base))[:1]
        return ""
