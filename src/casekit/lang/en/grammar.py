"""English names in a sentence: possessives with and without apostrophe, families, words made of places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from casekit.lang import get_language, pool
from casekit.lang.en.morphology import fold
from casekit.lang.forms import PLAIN, Form, Gender, Kind
from casekit.lang.forms import capitals as capitals

POSSESSIVE = Form(possessive=True)
BARE = Form(possessive=True, bare=True)
PLURAL = Form(number="plur")
PLURAL_POSSESSIVE = Form(number="plur", possessive=True)
PLURAL_BARE = Form(number="plur", possessive=True, bare=True)
_FORMS = (PLAIN, POSSESSIVE, BARE, PLURAL, PLURAL_POSSESSIVE, PLURAL_BARE)
_NAMES = frozenset({"given", "short", "patronymic", "surname"})
_NONE: frozenset[Form] = frozenset()

#: paradigm → its names; the first that fits, in this order; a hard ch (Koch) is as any other end
_PARADIGMS = {
    "silent s": re.compile(r"(?:ois|ais|eux|eaux|esnes|puis|lessis)$"),
    "-ses": re.compile(r"(?:[sgz]es|jesus)$"),
    "s": re.compile(r"s$"),
    "other": re.compile(r"(?:[^o]och|bach|zach|doch|loch)$"),
    "-ich": re.compile(r"ich$"),
    "sibilant": re.compile(r"(?:x|z|sh|ch)$"),
}
#: paradigms whose plural has -es; of those in the second set it is not known
_ES = frozenset({"-ses", "s", "sibilant"})
_NO_PLURAL = frozenset({"silent s", "-ich"})
_GOES_ON = re.compile(r"\s(?:in|on|at|of|by|near|from|for|with|to|outside|inside|without|between)\s")
_MARK = re.compile(r"(?:'s|(?<=[sxz])')$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){0,3}[^\W\d_]\.?")
_INITIAL_S = re.compile(r"[A-Z]{1,3}s")
_KNOWN = {"given": "mfd", "short": "mfd", "patronymic": "mfds", "surname": "sS", "place": "lL"}
_FREQUENT = {"given": "g", "short": "gd", "patronymic": "gS", "surname": "S", "place": "L"}
#: names that end in s of themselves more often than not
_STAYS = re.compile(r"(?:(?<!o)us|ss|is|kins|opoulos)$")
_PARTICLES = frozenset(
    {"van", "der", "den", "de", "la", "le", "von", "du", "upon", "on", "of", "under", "the"}
)
#: two letters that nobody can say as a word: TJ, CJ, but Ng, Cy and Ty
_LETTERS_NAME = re.compile(r"(?!ng|st)[b-df-hj-np-tv-xz]{2}")
_INNER = re.compile(r"\b(?:mc(?=[a-z]{3})|o'(?=[a-z]{3})|d'(?=[a-z]{3}))[a-z]")

_FATHER = re.compile(r"(?:(?P<f>ovna|evna|ichna)|(?P<m>ovich|evich|ovych|evych))(?:'?s)?$")
#: a surname that only women bear; men's endings say nothing where women bear them too (Anna Kowalski)
_DAUGHTER = re.compile(
    r"(?:dotter|dottir|skaja|skaya|ovaja|ovaya|iene|aite|[sc]ka"
    r"|(?<!casan)(?<!villan)(?<!cord)ov[aá]|(?<!nu)(?<!cu)ev[aá])s?$"
)

#: places whose people have a word of their own
_PEOPLE = {
    "London": "Londoner",
    "Dublin": "Dubliner",
    "Belfast": "Belfaster",
    "Birmingham": "Brummie",
    "Manchester": "Mancunian",
    "Liverpool": "Liverpudlian",
    "Glasgow": "Glaswegian",
    "Aberdeen": "Aberdonian",
    "Dundee": "Dundonian",
    "Newcastle": "Novocastrian",
    "Bristol": "Bristolian",
    "Oxford": "Oxonian",
    "Cambridge": "Cantabrigian",
    "Leeds": "Loiner",
    "Bath": "Bathonian",
    "Plymouth": "Plymothian",
    "New York": "New Yorker",
    "Boston": "Bostonian",
    "Chicago": "Chicagoan",
    "Los Angeles": "Angeleno",
    "San Francisco": "San Franciscan",
    "Philadelphia": "Philadelphian",
    "Toronto": "Torontonian",
    "Vancouver": "Vancouverite",
    "Montreal": "Montrealer",
    "Sydney": "Sydneysider",
    "Melbourne": "Melburnian",
    "Brisbane": "Brisbanite",
    "Wellington": "Wellingtonian",
    "Paris": "Parisian",
    "Berlin": "Berliner",
    "Rome": "Roman",
    "Vienna": "Viennese",
    "Lagos": "Lagosian",
    "Nairobi": "Nairobian",
    "Johannesburg": "Joburger",
    "Texas": "Texan",
    "California": "Californian",
    "Yorkshire": "Yorkshireman",
    "Cornwall": "Cornishman",
}
_HYPHENED = re.compile(
    r"(?P<place>[^\W\d_][\w .'\u2019-]*?)-(?P<rest>based|born|bred|raised|educated|trained|area|wide)"
)


def readings(word: str, kind: Kind, gender: Gender | None = None, base: str | None = None) -> frozenset[Form]:
    """All forms in which this surface may stand; empty when it is no form of the base, or none we understand."""
    if kind == "initial":
        return _initial_readings(word, base)
    if not word or not word[0].isalpha():
        return _NONE
    if base is not None:
        return _readings_of(base, _key(word), kind)
    ranked = _ranked(word, kind, gender)
    best = max(rank for rank, _ in ranked)
    return _NONE.union(*(_readings_of(stem, _key(word), kind) for rank, stem in ranked if rank == best))


def write(base: str, kind: Kind, form: Form, gender: Gender | None = None) -> str | None:
    """The base put into the form, in proper capitals; None for a form that it does not have, or has in two ways."""
    if form not in _FORMS or not base:
        return None
    if kind == "initial":
        return _initial(base.upper(), form)
    name = base if kind == "phrase" else _proper(base)
    if form.number == "plur":
        return _plural(name, form) if kind in _NAMES else None
    if form == PLAIN:
        return name
    class_ = paradigm(base, kind, gender)
    if class_ == "phrase goes on" or (form.bare and class_ == "silent s"):
        return None
    if form.bare:
        return name if class_ in ("s", "-ses", "phrase s") else name + "s"
    return name + ("'" if class_ in ("-ses", "phrase s") else "'s")


def written(base: str, kind: Kind, forms: Iterable[Form], gender: Gender | None = None) -> str | None:
    """The one surface of the base in all these forms; None when there is none or more than one."""
    surfaces = {write(base, kind, form, gender) for form in forms}
    return surfaces.pop() if len(surfaces) == 1 else None


def paradigm(base: str, kind: Kind, gender: Gender | None = None) -> str:
    """The class of names that are told apart by the same forms: by the sound at the end."""
    if kind == "initial":
        return "initial"
    if kind == "phrase" and _GOES_ON.search(base):
        return "phrase goes on"
    if kind == "phrase" and re.search(r"[^su]s$", base):
        return "phrase s"
    folded = fold(base)
    return next((name for name, ending in _PARADIGMS.items() if ending.search(folded)), "other")


def bases(word: str, kind: Kind, gender: Gender | None = None) -> tuple[str, ...]:
    """Dictionary forms the word may come from, most likely first: annas → Anna, Annas; Doyles → Doyle."""
    if kind == "initial":
        return (re.sub(r"(?:['\u2019]s|(?<=[A-Z])s)$", "", word).upper(),)
    ranked = sorted(_ranked(word, kind, gender), key=lambda pair: -pair[0])
    return tuple(dict.fromkeys(_proper(stem) for _, stem in ranked if stem))


def gender_of(words: Sequence[str], kinds: Sequence[Kind]) -> Gender | None:
    """What patronymic, surname ending and given name say; None when they disagree or say nothing."""
    said = {_said(word, kind) for word, kind in zip(words, kinds, strict=True)} - {None}
    return said.pop() if len(said) == 1 else None


def patronymic(father: str, gender: Gender | None = None, *, short: bool = False) -> str | None:
    """English has none."""
    return None


def derived(word: str) -> tuple[str, str] | None:
    """The place a word is made of and how: Leeds-based → ("Leeds", "-based"), Londoners → ("London", "people:plur")."""
    hyphened = _HYPHENED.fullmatch(word)
    if hyphened and _is_place(hyphened["place"]):
        return hyphened["place"], "-" + hyphened["rest"]
    marked = fold(word)
    folded = _MARK.sub("", marked)
    possessive = " poss" if folded != marked else ""
    for place, people in _PEOPLE.items():
        one, many = fold(people), fold(_people(people, "plur"))
        if folded in (one, many):
            cell = "sing/plur" if one == many else "sing" if folded == one else "plur"
            return place, f"people:{cell}{possessive}"
    return None


def derive(base: str, pattern: str) -> str | None:
    """The word of that pattern made of another place; None when not sure."""
    if pattern.startswith("-"):
        return base + pattern
    people = next((own for place, own in _PEOPLE.items() if fold(place) == fold(base)), None)
    cells = pattern.removeprefix("people:").removesuffix(" poss").split("/")
    words = {_people(people, cell) for cell in cells} if people else set()
    if len(words) != 1:
        return None
    word = words.pop()
    if not pattern.endswith(" poss"):
        return word
    return word + ("'" if word.endswith("s") else "'s")


def _is_place(phrase: str) -> bool:
    """Whether these words can only be a place here; a place that is an ordinary word too needs its capital."""
    letters = set(get_language("en").lexicon.exact(phrase))
    if " " in phrase:
        return all(word[0].isupper() or word in _PARTICLES for word in phrase.split())
    return bool(letters & set("lL")) and "W" not in letters and (phrase[0].isupper() or "w" not in letters)


def _people(one: str, cell: str) -> str:
    if cell == "sing" or one.endswith("ese"):
        return one
    return one[:-3] + "men" if one.endswith("man") and one != "Roman" else one + "s"


def _readings_of(base: str, seen: str, kind: Kind) -> frozenset[Form]:
    """The forms whose surface is the folded word; an s-name's possessive is read with and without its s."""
    found = {form for form in _FORMS if _seen(base, kind, form) == seen}
    marked = _MARK.sub("", seen)
    if marked != seen and marked == _key(base) and _GOES_ON.search(base) is None:
        found.add(POSSESSIVE)
    return frozenset(found)


def _seen(base: str, kind: Kind, form: Form) -> str | None:
    surface = write(base, kind, form, None)
    return None if surface is None else _key(surface)


def _key(word: str) -> str:
    """As two spellings are compared; the capital of a Turkish ı is that of i."""
    return fold(word).replace("ı", "i")


def _initial_readings(word: str, base: str | None) -> frozenset[Form]:
    plain = re.sub(r"['\u2019][sS]$", "", word)
    bare = plain == word and _INITIAL_S.fullmatch(word)
    letters = re.sub(r"\W", "", word[:-1] if bare else plain).casefold()
    if base and letters != re.sub(r"\W", "", base).casefold():
        return _NONE
    if bare:
        return frozenset({BARE, PLURAL, PLURAL_BARE})
    if not _INITIALS.fullmatch(plain):
        return _NONE
    return frozenset({PLAIN if plain == word else POSSESSIVE})


def _initial(letters: str, form: Form) -> str:
    if form == PLAIN:
        return letters
    if form == POSSESSIVE:
        return letters + "'s"
    return letters.rstrip(".") + ("s'" if form == PLURAL_POSSESSIVE else "s")


def _plural(name: str, form: Form) -> str | None:
    class_ = paradigm(name, "surname", None)
    if class_ in _NO_PLURAL:
        return None
    many = name + ("es" if class_ in _ES else "s")
    return many + "'" if form == PLURAL_POSSESSIVE else many


def _ranked(word: str, kind: Kind, gender: Gender | None) -> list[tuple[int, str]]:
    """The stems a word may have with what is known of each: 2 frequent, 1 known, 0 unknown; likely ones first."""
    straight = word.replace("\u2019", "'")
    if straight[-2:].lower() == "'s":
        return [(0, straight[:-2])]
    if straight.endswith("'"):
        return _without_s(straight[:-1], kind, gender)
    if len(straight) < 3 or straight[-1] not in "sS" or not straight[-2].isalpha():
        return [(0, straight)]
    return _without_s(straight, kind, gender)


def _without_s(word: str, kind: Kind, gender: Gender | None) -> list[tuple[int, str]]:
    stems = (
        [word, word[:-1], word[:-2]] if re.search(r"(?:[sxz]|sh|ch)es$", fold(word)) else [word, word[:-1]]
    )
    if not _STAYS.search(fold(word)):
        stems = [*stems[1:], word]
    ranked = [(_rank(stem, kind, gender), stem) for stem in stems if len(stem) > 1] or [(0, word)]
    best = max(rank for rank, _ in ranked)
    if best and (best, word) in ranked:
        ranked.sort(key=lambda pair: pair[1] != word)
    return ranked


def _rank(stem: str, kind: Kind, gender: Gender | None) -> int:
    letters = get_language("en").lexicon.exact(stem)
    if gender and kind in ("given", "short") and _given_gender(stem, kind) not in (gender, None):
        return 0
    if pool.known("en", stem, kind):
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
    genders = {name.gender for name in pool.known("en", word, kind)}
    if not genders:
        letters = get_language("en").lexicon.exact(word)
        genders = {"m" if letter == "m" else "f" for letter in letters if letter in "mf"}
    if not genders and "-" in word:
        genders = {_given_gender(part, kind) for part in word.split("-") if len(part) > 1}
    return genders.pop() if len(genders) == 1 else None


def _proper(name: str) -> str:
    """Title case, with McKay and O'Neill, for what is written in small letters or in capitals throughout."""
    if name != name.lower() and (name != name.upper() or len(name) < 2):
        return name
    if _LETTERS_NAME.fullmatch(name.lower()):
        return name.upper()
    words = name.lower().split(" ")
    return " ".join(word if word in _PARTICLES and len(words) > 1 else _titled(word) for word in words)


def _titled(word: str) -> str:
    """Both capitals of mcKay and o'Neill, one in each part of a double name."""
    inner = _INNER.sub(lambda m: m[0][:-1] + m[0][-1].upper(), word)
    first, *rest = inner.split("-")
    parts = [first[:1].upper() + first[1:]]
    parts += [part if part in _PARTICLES else part[:1].upper() + part[1:] for part in rest]
    return "-".join(parts)
