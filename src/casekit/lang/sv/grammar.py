"""Swedish names in a sentence: the genitive, the family, initials, and words made of places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from casekit.lang import get_language, pool
from casekit.lang.forms import PLAIN, Form, Gender, Kind
from casekit.lang.forms import capitals as capitals
from casekit.lang.sv.morphology import fold

POSSESSIVE = Form(possessive=True)
FAMILY = Form(number="plur")
FAMILY_POSSESSIVE = Form(number="plur", possessive=True)
_NONE: frozenset[Form] = frozenset()

_MARKED = re.compile(r"(?:[:'\u2019\u00b4]s|(?<=[sxz])['\u2019])$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){0,3}[^\W\d_]\.?")
_INITIAL_S = re.compile(r"[A-ZÅÄÖ]s")
#: a noun phrase that goes on after its head has no genitive: en mindre ort i Småland
_GOES_ON = re.compile(r"\s(?:i|på|vid|av|från|för|till|med|utan|hos|inom|som|nära|utanför|norr|söder)\s")
_PARTICLES = frozenset({"af", "av", "von", "van", "der", "den", "de", "la", "du", "i", "på"})
#: names that end in s of themselves more often than not
_STAYS = re.compile(r"(?:(?<!o)us|ss|fors|näs|ås|opoulos)$")
_KNOWN = {"given": "mfd", "short": "mfd", "patronymic": "mfds", "surname": "sS", "place": "lL"}
_FREQUENT = {"given": "g", "short": "gd", "patronymic": "gS", "surname": "S", "place": "L"}

_FATHER = re.compile(r"(?:(?P<f>ovna|evna|ichna|itjna)|(?P<m>ovich|evich|ovitj|evitj))s?$")
#: a surname that only women bear; men's endings say nothing where women bear them too (Anna Kowalski)
_DAUGHTER = re.compile(
    r"(?:dotter|dottir|skaja|skaya|ovaja|ovaya|iene|aite|[sc]ka"
    r"|(?<!casan)(?<!villan)(?<!cord)ov[aá]|(?<!nu)(?<!cu)ev[aá])s?$"
)

#: places whose people have a word of their own
_PEOPLE = {
    "stockholm": "stockholmare",
    "göteborg": "göteborgare",
    "helsingborg": "helsingborgare",
    "malmö": "malmöit",
    "västerås": "västeråsare",
    "borås": "boråsare",
    "kalmar": "kalmarit",
    "skåne": "skåning",
    "småland": "smålänning",
    "norrland": "norrlänning",
    "värmland": "värmlänning",
    "gotland": "gotlänning",
    "öland": "ölänning",
    "halland": "hallänning",
    "uppland": "upplänning",
    "sörmland": "sörmlänning",
    "ångermanland": "ångermanlänning",
    "lappland": "lapplänning",
    "åland": "ålänning",
    "jämtland": "jämtlänning",
    "dalsland": "dalslänning",
    "norrbotten": "norrbottning",
    "västerbotten": "västerbottning",
    "österbotten": "österbottning",
    "västergötland": "västgöte",
    "östergötland": "östgöte",
    "blekinge": "blekinging",
    "närke": "närking",
}
_ADJECTIVES = {
    "stockholm": "stockholmsk",
    "göteborg": "göteborgsk",
    "uppsala": "uppsaliensisk",
    "skåne": "skånsk",
    "småland": "småländsk",
    "norrland": "norrländsk",
    "värmland": "värmländsk",
    "gotland": "gotländsk",
    "öland": "öländsk",
    "halland": "halländsk",
    "uppland": "uppländsk",
    "åland": "åländsk",
    "jämtland": "jämtländsk",
    "dalsland": "dalsländsk",
    "norrbotten": "norrbottnisk",
    "västerbotten": "västerbottnisk",
    "österbotten": "österbottnisk",
    "västergötland": "västgötsk",
    "östergötland": "östgötsk",
    "blekinge": "blekingsk",
}
#: what stands before -bo where no rule says so
_STEMS = {"lund": "lunda", "falun": "falu", "halmstad": "halmstad", "ystad": "ystad", "uppsala": "uppsala"}
_LINKED = re.compile(
    r"(?:köping|vall|borg|hamn|holm|berg|sund|stad|vik|ryd|löv|ved|hult|by|säter|fall)$",
)
_OPEN = re.compile(r"(?:[aeiouyåäö]|[sxz]|ås|näs|fors)$")
#: indefinite and definite, singular and plural
_CELLS = ("sing", "sing def", "plur", "plur def")


def readings(word: str, kind: Kind, gender: Gender | None = None, base: str | None = None) -> frozenset[Form]:
    """All forms in which this surface may stand; empty when it is no form of the base, or none we understand."""
    if kind == "initial":
        return _initial_readings(word, base)
    if not word or not word[0].isalpha():
        return _NONE
    if base is not None:
        return _readings_of(base, word, kind)
    ranked = _ranked(word, kind, gender)
    best = max(rank for rank, _ in ranked)
    found = (_readings_of(stem, word, kind) for rank, stem in ranked if rank == best)
    return _NONE.union(*found)


def write(base: str, kind: Kind, form: Form, gender: Gender | None = None) -> str | None:
    """The base put into the form, in proper capitals; None for a form that Swedish does not have."""
    if form not in (PLAIN, POSSESSIVE, FAMILY, FAMILY_POSSESSIVE) or not base:
        return None
    if kind == "phrase":
        return _phrase(base, form)
    if form.number == "plur" and kind != "surname":
        return None
    if kind == "initial":
        return base.upper() if form == PLAIN else base.upper().rstrip(".") + ":s"
    name = _proper(base)
    return name if form == PLAIN or _sibilant(name) else name + "s"


def written(base: str, kind: Kind, forms: Iterable[Form], gender: Gender | None = None) -> str | None:
    """The one surface of the base in all these forms; None when there is none or more than one."""
    surfaces = {write(base, kind, form, gender) for form in forms}
    return surfaces.pop() if len(surfaces) == 1 else None


def paradigm(base: str, kind: Kind, gender: Gender | None = None) -> str:
    """The class of names that are told apart by the same forms: those in s, x, z, and all others."""
    if kind == "initial":
        return "initial"
    if kind == "phrase" and _GOES_ON.search(base):
        return "phrase goes on"
    return "sibilant" if _sibilant(base) else "other"


def bases(word: str, kind: Kind, gender: Gender | None = None) -> tuple[str, ...]:
    """Dictionary forms the word may come from, most likely first: annas → Anna, Annas; Jonas → Jonas, Jona."""
    if kind == "initial":
        return (re.sub(r"(?:[:'\u2019]s|(?<=[A-ZÅÄÖ])s)$", "", word).upper(),)
    ranked = sorted(_ranked(word, kind, gender), key=lambda pair: -pair[0])
    return tuple(dict.fromkeys(_proper(stem) for _, stem in ranked if stem))


def gender_of(words: Sequence[str], kinds: Sequence[Kind]) -> Gender | None:
    """What patronymic, surname ending and given name say; None when they disagree or say nothing."""
    said = {_said(word, kind) for word, kind in zip(words, kinds, strict=True)} - {None}
    return said.pop() if len(said) == 1 else None


def patronymic(father: str, gender: Gender | None = None, *, short: bool = False) -> str | None:
    """Swedish has none in use."""
    return None


def derived(word: str) -> tuple[str, str] | None:
    """The place a word is made of and how: Växjöborna → ("Växjö", "bo:plur def"); None when not sure."""
    folded = fold(word)
    found = _own_words().get(folded)
    if found:
        return found
    for genitive in ("", "s"):
        for ending, cell in (("borna", _CELLS[3]), ("bor", _CELLS[2]), ("bon", _CELLS[1]), ("bo", _CELLS[0])):
            stem = folded.removesuffix(ending + genitive)
            base = _place(stem) if stem != folded else None
            if base:
                return base.title(), f"bo:{cell}{' poss' if genitive else ''}"
    return None


def derive(base: str, pattern: str) -> str | None:
    """The word of that pattern made of another place, in small letters; None when not sure."""
    place = fold(base)
    kind, _, rest = pattern.partition(":")
    cells = rest.removesuffix(" poss").split("/")
    if kind == "bo":
        stem = _stem(place)
        words = {stem + _inflected("bo")[_CELLS.index(cell)] for cell in cells} if stem else set()
    elif kind == "own" and place in _PEOPLE:
        words = {_inflected(_PEOPLE[place])[_CELLS.index(cell)] for cell in cells}
    elif kind == "adjective" and place in _ADJECTIVES:
        words = {_ADJECTIVES[place] + rest}
    else:
        return None
    if len(words) != 1:
        return None
    return words.pop() + ("s" if rest.endswith(" poss") else "")


def _readings_of(base: str, word: str, kind: Kind) -> frozenset[Form]:
    family = {FAMILY, FAMILY_POSSESSIVE} if kind == "surname" else set()
    own, seen = _key(base), _key(word)
    marked = _MARKED.sub("", seen)
    if marked != seen:
        return frozenset({POSSESSIVE}) if marked == own else _NONE
    if kind == "phrase" and _GOES_ON.search(base):
        return frozenset({PLAIN}) if own == seen else _NONE
    if _sibilant(own):
        return frozenset({PLAIN, POSSESSIVE, *family}) if own == seen else _NONE
    if own == seen:
        return frozenset({PLAIN})
    return frozenset({POSSESSIVE, *family}) if own + "s" == seen else _NONE


def _key(word: str) -> str:
    """As two spellings are compared; the capital of a Turkish ı is that of i."""
    return fold(word).replace("ı", "i")


def _initial_readings(word: str, base: str | None) -> frozenset[Form]:
    marked = _MARKED.sub("", word)
    if marked == word and _INITIAL_S.fullmatch(word):
        marked = word[0]
    letters = re.sub(r"\W", "", marked).casefold()
    if not _INITIALS.fullmatch(marked) or (base and letters != re.sub(r"\W", "", base).casefold()):
        return _NONE
    return frozenset({PLAIN if marked == word else POSSESSIVE})


def _ranked(word: str, kind: Kind, gender: Gender | None) -> list[tuple[int, str]]:
    """The stems a word may have with what is known of each: 2 frequent, 1 known, 0 unknown; likely ones first."""
    marked = _MARKED.sub("", word)
    if marked != word:
        return [(0, marked)]
    if len(word) < 3 or word[-1] not in "sS" or not word[-2].isalpha():
        return [(0, word)]
    own, stem = _rank(word, kind, gender), _rank(word[:-1], kind, gender)
    if kind == "place" and stem:
        return [(1, word[:-1])]
    if own == stem == 0 and len(word) > 3 and not _STAYS.search(fold(word)):
        return [(0, word[:-1]), (0, word)]
    return [(own, word), (stem, word[:-1])]


def _rank(stem: str, kind: Kind, gender: Gender | None) -> int:
    letters = get_language("sv").lexicon.exact(stem)
    if gender and kind in ("given", "short") and _given_gender(stem, kind) not in (gender, None):
        return 0
    if pool.known("sv", stem, kind):
        return 2
    if not letters and "-" in stem[1:-1]:
        return _rank(stem.rpartition("-")[2], kind, gender)
    if not set(letters) & set(_KNOWN.get(kind, "")):
        return 0
    return 2 if set(letters) & set(_FREQUENT[kind]) else 1


def _said(word: str, kind: Kind) -> Gender | None:
    if kind in ("given", "short"):
        return _given_gender(bases(word, kind, None)[0], kind) or _given_gender(word, kind)
    if kind == "surname":
        return "f" if len(word) > 5 and _DAUGHTER.search(fold(word)) else None
    father = _FATHER.search(fold(word)) if kind == "patronymic" else None
    return None if not father else "f" if father["f"] else "m"


def _given_gender(word: str, kind: Kind) -> Gender | None:
    """The gender of the pool's name, else of the lexicon's, else of the parts of a double name if they agree."""
    genders = {name.gender for name in pool.known("sv", word, kind)}
    if not genders:
        letters = get_language("sv").lexicon.exact(word)
        genders = {"m" if letter == "m" else "f" for letter in letters if letter in "mf"}
    if not genders and "-" in word:
        genders = {_given_gender(part, kind) for part in word.split("-") if len(part) > 1}
    return genders.pop() if len(genders) == 1 else None


def _phrase(phrase: str, form: Form) -> str | None:
    if form == PLAIN:
        return phrase
    if form != POSSESSIVE or _GOES_ON.search(phrase):
        return None
    return phrase if _sibilant(phrase) else phrase + "s"


def _proper(name: str) -> str:
    """Title case for what is written in small letters or in capitals throughout."""
    if name != name.lower() and (name != name.upper() or len(name) < 2):
        return name
    words = name.lower().split(" ")
    return " ".join(word if word in _PARTICLES and len(words) > 1 else capitals("Aa", word) for word in words)


def _sibilant(name: str) -> bool:
    """Whether a genitive adds nothing: Lars bok, Max rum, Aleš bil."""
    return fold(name)[-1:] in ("s", "x", "z")


def _stem(place: str) -> str | None:
    """The place as it stands before -bo: jönköpings, lunda, växjö."""
    if place in _STEMS:
        return _STEMS[place]
    if _OPEN.search(place):
        return place
    return place + "s" if _LINKED.search(place) else None


def _place(stem: str) -> str | None:
    """The known place of a stem before -bo."""
    for place, own in _STEMS.items():
        if stem == own:
            return place
    lexicon = get_language("sv").lexicon
    for place in (stem.removesuffix("s"), stem):
        letters = lexicon.exact(place)
        if len(place) > 2 and set("lL") & set(letters) and "W" not in letters and _stem(place) == stem:
            return None if set(lexicon.exact(stem + "bo")) & set("lLwWmfsS") else place
    return None


def _inflected(noun: str) -> tuple[str, str, str, str]:
    """The noun in the order of ``_CELLS``."""
    if noun.endswith("are"):
        return noun, noun + "n", noun, noun[:-1] + "na"
    if noun.endswith("it"):
        return noun, noun + "en", noun + "er", noun + "erna"
    if noun.endswith("bo"):
        return noun, noun + "n", noun + "r", noun + "rna"
    stem = noun.removesuffix("e")
    return noun, stem + "en", stem + "ar", stem + "arna"


@cache
def _own_words() -> Mapping[str, tuple[str, str]]:
    """Every form of the tables' words; a form of two cells names both: stockholmare is one or many."""
    return dict(_forms())


def _forms() -> Iterator[tuple[str, tuple[str, str]]]:
    for place, noun in _PEOPLE.items():
        words = _inflected(noun)
        for word in words:
            cells = "/".join(cell for cell, other in zip(_CELLS, words, strict=True) if other == word)
            yield word, (place.title(), f"own:{cells}")
            yield word + "s", (place.title(), f"own:{cells} poss")
    for place, adjective in _ADJECTIVES.items():
        for ending in ("", "t", "a"):
            yield adjective + ending, (place.title(), f"adjective:{ending}")
