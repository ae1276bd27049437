"""What must not stand in a written file: the words of names in every form, phrases, and long numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from casekit.case import AnonymisedCase, EntityType
from casekit.lang import Language, get_language
from casekit.lang.lexicon import ORDINARY
from casekit.read.proof.vocabulary import format_words, standard_names
from casekit.read.proof.words import bare, numbers, pieces, plain, tokens, words

#: what is said to be found when the file knew it and the text did not
METADATA = "METADATA"
_NAMES = (EntityType.PERSON, EntityType.LOCATION, EntityType.ORGANIZATION)
_PHRASES = (
    *_NAMES,
    EntityType.ADDRESS,
    EntityType.EMAIL_ADDRESS,
    EntityType.URL,
    EntityType.USERNAME,
    EntityType.ID_NUMBER,
    EntityType.PHONE_NUMBER,
)
_FEWEST_DIGITS = 7
#: letters of a word that is told from chance where no sentence stands around it
_TELLING = 4
#: a length in office units, a matrix, a path; and what mixes letters and digits, such as a hash
_MEASURE = re.compile(r"[\s\d.,+-]{1,11}|[A-Za-z]?[\d\s.,;:%LMCZlmcz-]+")
_IDENTIFIER = re.compile(r"\b(?:\d+[A-Za-z]|[A-Za-z]+\d)\w*")
_CYRILLIC = re.compile("[\u0400-\u04ff]")

#: what was found: a kind (word, phrase, number) and the folded shape of it
Hit = tuple[str, str]


@dataclass
class Sought:
    """Folded words, phrases by their first word, and digits; each with the type that is reported.

    ``anywhere`` are the phrases that are told from chance where no sentence stands around them.
    """

    languages: tuple[Language, Language]
    words: dict[str, str] = field(default_factory=dict, repr=False)
    phrases: dict[str, dict[tuple[str, ...], str]] = field(default_factory=dict, repr=False)
    anywhere: set[tuple[str, ...]] = field(default_factory=set, repr=False)
    numbers: dict[str, str] = field(default_factory=dict, repr=False)
    _folds: dict[str, str] = field(default_factory=dict, repr=False)
    _types: dict[str, str | None] = field(default_factory=dict, repr=False)

    def fold(self, word: str) -> str:
        """The word without what forms of writing differ in."""
        if word not in self._folds:
            self._folds[word] = self._language(word).morphology.fold(word)
        return self._folds[word]

    def type_of(self, word: str) -> str | None:
        """The type of the name that the word is a form of; ``None`` when it is none."""
        if word not in self._types:
            folded = self.fold(word)
            forms = (folded, *self._language(word).morphology.bases(folded))
            self._types[word] = next((self.words[form] for form in forms if form in self.words), None)
        return self._types[word]

    def hits(self, text: str) -> Counter[Hit]:
        """How often each thing stands in a text that people read."""
        flat = plain(text)
        found: Counter[Hit] = Counter()
        for word, count in Counter(words(flat)).items():
            if len(word) > 1 and self.type_of(word):
                found["word", self.fold(word)] += count
        for phrase, _ in self._phrases(flat):
            found["phrase", " ".join(phrase)] += 1
        for number in self._numbers(flat):
            found["number", number] += 1
        return found

    def free_hits(self, text: str) -> Iterator[tuple[Hit, str]]:
        """What stands in text that nobody is meant to see, whatever the word may mean besides."""
        flat = plain(text)
        for run in set(words(flat)):
            for word in pieces(run):
                type_ = self._exact(word) if len(word) < _TELLING else self.type_of(word)
                if type_ and len(word) > 1 and (word is run or len(word) >= _TELLING):
                    yield ("word", self.fold(word)), type_
        for phrase, type_ in self._phrases(flat):
            if phrase in self.anywhere:
                yield ("phrase", " ".join(phrase)), type_
        for number in self._numbers(flat):
            yield ("number", number), self.numbers[number]

    def format_hits(self, text: str, *, fonts: bool) -> Iterator[tuple[Hit, str]]:
        """What stands in names and values of the format; words that are the format's own are none.

        With ``fonts`` the names of fonts and of usual styles are the format's own, too.
        """
        known = standard_names() if fonts else frozenset()
        flat = plain(text)
        for run in set(words(flat)):
            for word in pieces(run):
                own = word.lower() in format_words() or (word.lower(),) in known
                if len(word) >= _TELLING and not own and (type_ := self.type_of(word)):
                    yield ("word", self.fold(word)), type_
        for phrase, type_ in self._phrases(flat):
            own = (len(phrase) == 1 or type_ == METADATA) and all(map(_common, phrase))
            if phrase in self.anywhere and not own and phrase not in known:
                yield ("phrase", " ".join(phrase)), type_
        if self.numbers and not _MEASURE.fullmatch(flat):
            for number in numbers(_IDENTIFIER.sub(" ", flat)):
                if number in self.numbers:
                    yield ("number", number), self.numbers[number]

    def _exact(self, word: str) -> str | None:
        return self.words.get(self.fold(word))

    def _language(self, word: str) -> Language:
        return self.languages[1] if _CYRILLIC.search(word) else self.languages[0]

    def _phrases(self, flat: str) -> Iterator[tuple[tuple[str, ...], str]]:
        if not self.phrases:
            return
        folded = [self.fold(token) for token in tokens(flat)]
        for at, token in enumerate(folded):
            for phrase, type_ in self.phrases.get(token, {}).items():
                if tuple(folded[at : at + len(phrase)]) == phrase:
                    yield phrase, type_

    def _numbers(self, flat: str) -> Iterator[str]:
        if self.numbers:
            for digits in numbers(flat):
                yield from (number for number in self.numbers if number in digits)


def sought_in(text: str, case: AnonymisedCase, hidden: Iterable[str]) -> Sought:
    """What was replaced in the text, and what only the file knew."""
    own = get_language(case.language)
    latin = own if own.code != "ru" else get_language("en")
    sought = Sought((latin, get_language("ru")))
    for mention in case.mentions:
        if mention.replacement is not None:
            _add(sought, plain(text[mention.start : mention.end]), mention.type)
    for string in hidden:
        _add_hidden(sought, plain(string).strip())
    return sought


def _add(sought: Sought, surface: str, type_: EntityType) -> None:
    found = tokens(surface)
    if type_ is EntityType.PERSON or (type_ in _NAMES and len(found) == 1 and surface[:1].isupper()):
        _add_words(sought, words(surface), str(type_))
    digits = re.sub(r"\D", "", surface)
    if type_ in (EntityType.PHONE_NUMBER, EntityType.ID_NUMBER) and len(digits) >= _FEWEST_DIGITS:
        sought.numbers.setdefault(digits, str(type_))
    telling = type_ in _PHRASES or (type_ is EntityType.DATE_TIME and len(found) > 2)
    _add_phrase(sought, found, str(type_), telling=telling)


def _add_words(sought: Sought, found: Sequence[str], type_: str) -> None:
    for word in found:
        if len(word) > 1:
            folded = sought.fold(word)
            language = sought._language(word)
            sought.words.setdefault(folded, type_)
            sought.words.setdefault(bare(folded), type_)
            for base in language.morphology.bases(folded):
                name = set(language.lexicon.exact(base)) - ORDINARY
                if len(base) >= _TELLING and (name or language.code == "ru"):
                    sought.words.setdefault(base, type_)
    long = [sought.fold(word) for word in found if len(word) > 2]
    if len(long) == 2:  # written in one, as in addresses
        sought.words.setdefault("".join(long), type_)
        sought.words.setdefault("".join(reversed(long)), type_)


def _add_phrase(sought: Sought, found: Sequence[str], type_: str, *, telling: bool) -> None:
    """A phrase counts when it has a word, or numbers of together five digits."""
    letters = sum(len(token) for token in found if token.isalpha())
    digits = sum(len(token) for token in found if token.isdigit())
    if letters < 3 and (digits < 5 or len(found) < 2):
        return
    phrase = tuple(sought.fold(token) for token in found)
    sought.phrases.setdefault(phrase[0], {}).setdefault(phrase, type_)
    if telling and letters + digits >= _TELLING:
        sought.anywhere.add(phrase)


def _add_hidden(sought: Sought, string: str) -> None:
    """A string of the file, if it says more than a format does; those of its words that are names."""
    found = tokens(string)
    telling = [token for token in found if not _common(token)]
    phrase = tuple(token.lower() for token in found)
    if any(token.isalpha() for token in telling) or (len(found) > 2 and phrase not in standard_names()):
        _add_phrase(sought, found, METADATA, telling=True)
    _add_words(sought, [word for word in words(string) if _is_name(sought, word)], METADATA)
    for number in numbers(string):
        sought.numbers.setdefault(number, METADATA)


def _common(token: str) -> bool:
    """Whether a word may stand in any file."""
    word = token.lower()
    return len(word) < _TELLING or word in format_words() or (word,) in standard_names()


def _is_name(sought: Sought, word: str) -> bool:
    """Whether a word that nobody read is a name: it has a capital and is no ordinary word, or is in a list of names."""
    if len(word) < _TELLING or not word[0].isupper() or _common(word):
        return False
    kinds = set(sought._language(word).lexicon.exact(word))
    return bool(kinds - ORDINARY - {"o"}) or (not kinds and not word.isupper())
