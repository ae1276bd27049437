"""Whether a reviewer's own pseudonym may stand for somebody: it gives nobody away and is nobody else's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from casekit.case import AnonymisedCase, EntityType, Mention
from casekit.changes import Changes
from casekit.errors import InputError
from casekit.review.forms import Words, words_of

_LONGEST = 80
_NAMES = (EntityType.PERSON, EntityType.LOCATION, EntityType.ORGANIZATION, EntityType.ADDRESS)


def cleaned(name: str) -> str:
    """The name without blanks and brackets around it.

    Raises:
        InputError: nothing is left, or it is too long or has signs that a name has not.
    """
    bare = " ".join(re.sub(r"\A\s*\[(.*)\]\s*\Z", r"\1", name).split())
    controls = any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") for sign in bare)
    if not any(map(str.isalnum, bare)) or len(bare) > _LONGEST or controls or re.search(r"[\[\]<>]", bare):
        raise InputError(
            f"a pseudonym has letters or digits, at most {_LONGEST} signs and no brackets",
            key="review_name_bad",
            most=_LONGEST,
        )
    return bare


def check_free(name: str, id_: str, words: Words, changes: Changes, cases: Iterable[AnonymisedCase]) -> None:
    """That a pseudonym shares no word with a name of the text, and is not that of another entity in any case.

    Raises:
        InputError: it does or is.
    """
    type_ = changes.entity(id_)[0].type
    surfaces = {words.text[m.start : m.end].casefold() for m in _all(changes)}
    names = _named_words(_all(changes), words)
    if name.casefold() in surfaces or any(_is_told(word, names, words) for word in _telling(name, type_)):
        raise InputError("this pseudonym shares a word with a name of the text", key="review_name_taken")
    others = {(type_, other) for one, other in changes.names.items() if one != id_}
    for case in cases:
        others |= {(m.type, m.replacement) for m in case.mentions if m.entity_id != id_ and m.replacement}
    if any(
        _is_alike(name, other, words, person=type_ is kind is EntityType.PERSON) for kind, other in others
    ):
        raise InputError("this pseudonym is another's already", key="review_name_used")


def _is_alike(name: str, other: str, words: Words, *, person: bool) -> bool:
    """Whether two pseudonyms are one; persons are told apart by the first word of what they are called."""
    bare = other.strip("[]")
    if name.casefold() == bare.casefold():
        return True
    if not person or bare != other:
        return False
    firsts = [words.keys(found[0].text) for found in (words_of(n, 0, len(n)) for n in (name, other)) if found]
    return len(firsts) == 2 and not firsts[0].isdisjoint(firsts[1])


def check_apart(new: Iterable[Mention], words: Words, changes: Changes) -> None:
    """That no pseudonym of the reviewer's shares a word with what is a name from now on.

    Raises:
        InputError: one does.
    """
    names = _named_words(new, words)
    told = (
        word for name in changes.names.values() for word in words_of(name, 0, len(name)) if len(word.text) > 1
    )
    if any(words.keys(word.text) & names for word in told):
        raise InputError("a pseudonym of the reviewer shares a word with this", key="review_name_meets")


def _all(changes: Changes) -> Iterator[Mention]:
    """Every mention that ever was."""
    for batch in changes.met:
        yield from batch.mentions


def _named_words(mentions: Iterable[Mention], words: Words) -> frozenset[str]:
    """The words of names among the mentions in all their forms; of places and workplaces no ordinary ones."""
    found = {
        word.text
        for mention in mentions
        if mention.type in _NAMES
        for word in words_of(words.text, mention.start, mention.end)
        if len(word.text) > 1
        and not word.text.isdigit()
        and (mention.type is EntityType.PERSON or not words.is_ordinary(word.text))
    }
    return frozenset().union(*map(words.keys, found))


def _telling(name: str, type_: EntityType) -> Iterator[str]:
    """The words of a pseudonym that can be a name's: of a person's all, else those of a capital."""
    for word in words_of(name, 0, len(name)):
        if len(word.text) > 1 and (type_ is EntityType.PERSON or word.text[0].isupper()):
            yield word.text


def _is_told(word: str, names: frozenset[str], words: Words) -> bool:
    """Whether a word is one of a name of the text, or might be: it stands there and is no ordinary word."""
    keys = words.keys(word)
    if keys & names:
        return True
    return not words.is_ordinary(word) and words.language.morphology.fold(word) in words.spoken
