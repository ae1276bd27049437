"""Tells from the mentions what an entity is called in the dictionary form, and which invented words stand for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from casekit.case import EntityType
from casekit.lang.forms import Gender, Kind
from casekit.vault.naming import NAME, fold, grammar, kinds_of
from casekit.vault.record import Identity, Part, Replaced

#: how many dictionary forms of a word are tried
_MOST_BASES = 3
_KINDS: tuple[Kind, ...] = ("given", "surname", "short", "patronymic")


def identify(replaced: Iterable[Replaced], code: str) -> dict[str, Identity]:
    """The identity of every entity, by its id, in order of first mention."""
    grouped: dict[str, list[Replaced]] = {}
    for mention in replaced:
        grouped.setdefault(mention.entity_id, []).append(mention)
    return {id_: _identity(id_, mentions, code) for id_, mentions in grouped.items()}


def is_bracketed(replacement: str) -> bool:
    """Whether a replacement shows that it is one: [Person 1], [a large city]."""
    return replacement.startswith("[") and replacement.endswith("]")


def _identity(id_: str, mentions: Sequence[Replaced], code: str) -> Identity:
    if mentions[0].type is not EntityType.PERSON:
        bases = Counter(_place(one.original, one.type, code) for one in mentions)
        return Identity(id_, bases.most_common(1)[0][0])
    words = [NAME.findall(one.original) for one in mentions]
    genders = Counter(grammar(code).gender_of(name, kinds_of(code, name)) for name in words if name)
    gender = next((one for one, _ in genders.most_common() if one), None)
    bases = Counter(_base(one.original, gender, code) for one in mentions)
    return Identity(id_, bases.most_common(1)[0][0], gender, _parts(mentions, gender, code))


def _place(surface: str, type_: EntityType, code: str) -> str:
    """The dictionary form of a place of one word; all else as it is."""
    if type_ is not EntityType.LOCATION or not NAME.fullmatch(surface):
        return surface
    bases = grammar(code).bases(surface, "place", None)
    return grammar(code).capitals(surface, bases[0]) if bases else surface


def _base(surface: str, gender: Gender | None, code: str) -> str:
    """The dictionary form of a person's name, word by word; what is between the words stays."""
    found = list(NAME.finditer(surface))
    kinds = kinds_of(code, [match[0] for match in found])
    out, at = [], 0
    for match, kind in zip(found, kinds, strict=True):
        bases = grammar(code).bases(match[0], kind, gender) if kind != "initial" else ()
        word = grammar(code).capitals(match[0], bases[0]) if bases else match[0]
        out += [surface[at : match.start()], word]
        at = match.end()
    return "".join([*out, surface[at:]])


def _parts(mentions: Sequence[Replaced], gender: Gender | None, code: str) -> tuple[Part, ...]:
    """For every pair of words, of the dictionary forms that fit both, the one that fits most pairs."""
    fitting: list[list[Part]] = []
    for mention in mentions:
        if is_bracketed(mention.replacement):
            continue
        old, new = NAME.findall(mention.original), NAME.findall(mention.replacement)
        if len(old) == len(new):
            for kind, before, after in zip(kinds_of(code, old), old, new, strict=True):
                fitting.append(list(dict.fromkeys(_candidates(before, after, kind, gender, code))))
    votes: Counter[Part] = Counter()
    for parts in fitting:
        for rank, part in enumerate(parts):
            votes[part] += 60 // (rank + 1)
    best = [max(parts, key=lambda part: votes[part]) for parts in fitting if parts]
    return tuple(dict.fromkeys(best))


def _candidates(old: str, new: str, kind: Kind, gender: Gender | None, code: str) -> Iterator[Part]:
    if kind == "initial":
        return
    language = grammar(code)
    for tried in dict.fromkeys((kind, *_KINDS)):
        for base in language.bases(old, tried, gender)[:_MOST_BASES]:
            forms = language.readings(old, tried, gender, base)
            for invented in language.bases(new, tried, gender)[:_MOST_BASES]:
                if forms & language.readings(new, tried, gender, invented):
                    yield Part(tried, base, invented)


def fitting_form(word: str, part: Part, gender: Gender | None, code: str) -> str | None:
    """The original of an invented word, in the form in which that stands; ``None`` when not sure."""
    language = grammar(code)
    forms = language.readings(word, part.kind, gender, part.invented)
    return language.written(part.original, part.kind, forms, gender) if forms else None


def is_form_of(word: str, part: Part, gender: Gender | None, code: str) -> bool:
    """Whether the word is the invented one in some form."""
    if fold(code, word) == fold(code, part.invented):
        return True
    return bool(grammar(code).readings(word, part.kind, gender, part.invented))
