"""Russian names in every case, and back: what form a name stands in, and another name put into that form.

A form that more than one reading explains needs no decision when the other name belongs to the same
``paradigm``: whatever looks the same for one looks the same for the other. The paradigms:

1      -а, -я (Анна, Никита, Соня); ``1ия`` Мария; ``1ие`` Зульфия; ``1ка`` with a vowel that comes (Сашка, Сашек)
2      masculine in a consonant, -й, -ь (Иван, Сергей, Игорь, Шмидт); ``2ий`` Юрий; ``ич`` Петрович
3      feminine in -ь (Любовь, Айгуль)
0      does not decline (Дарико, Жаклин, Черных, Шевченко, a woman named Шмидт)
ов ова ский ская   surnames of a man and of a woman; ``вна`` Петровна
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any, Literal

from casekit.lang import get_language, pool
from casekit.lang.forms import PLAIN, Case, Form, Gender, Kind, Number, capitals
from casekit.lang.paradigms import CASES, NUMBERS, Paradigm, by_ending, by_last, cells, table
from casekit.lang.ru.morphology import fold
from casekit.lang.ru.origins import given_words, places, spellings

__all__ = [
    "bases",
    "capitals",
    "derive",
    "derived",
    "full_patronymic",
    "gender_of",
    "paradigm",
    "patronymic",
    "readings",
    "write",
    "written",
]

Group = Literal["given", "surname", "patronymic"]
_GROUPS: dict[Kind, Group] = {
    "given": "given",
    "short": "given",
    "surname": "surname",
    "patronymic": "patronymic",
}
_BOTH: tuple[Gender, ...] = ("m", "f")
_MALE: tuple[Gender, ...] = ("m",)
_FEMALE: tuple[Gender, ...] = ("f",)
_VOWELS = "аеиоуыэюя"
_HARDS = "бвдзлмнпрстф"
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_LETTERS = f"{_VOWELS}{_CONSONANTS}йь"
_SYLLABLE = re.compile(f"[{_VOWELS}]")
_WORD = re.compile(r"[а-яё'\u2019]+")
_INDECLINABLE = " ".join("-" * len(CASES))

# Possessive adjectives: what a man, woman, thing or several of them are called that belong to the person.
# The accusative of a man and of several follows nominative or genitive: read as these, not written.
_POSSESSED: dict[Literal["m", "f", "n"] | None, str] = {
    "m": "- ого|а ому|у ? ым ом",
    "f": "а ой|ою ой|ою у ой|ою ой|ою",
    "n": "о ого|а ому|у о ым ом",
    None: "ы ых ым ? ыми ых",
}


def _possessive(suffix: str) -> Iterator[tuple[Form, str]]:
    """Cells of the adjective made by a suffix (ин); a suffix with ``?`` is read and not written."""
    if not suffix:
        return
    sure, stem = ("?", suffix[1:]) if suffix.startswith("?") else ("", suffix)
    for agrees, row in _POSSESSED.items():
        for case, cell in zip(CASES, row.split(), strict=True):
            if cell == "?":
                continue
            endings = [stem + ("" if e == "-" else e) for e in cell.split("|")]
            form = Form(case, "sing" if agrees else "plur", possessive=True, agrees=agrees)
            yield form, sure + "|".join(endings)


def _noun(
    name: str,
    base: str,
    fits: str,
    rows: tuple[str, str],
    *,
    genders: tuple[Gender, ...] = _BOTH,
    possessive: str = "",
    address: str = "",
    last: str = "",
) -> Paradigm:
    """A paradigm; ``address`` is the ending of the short vocative (``-`` for none: Маш)."""
    found = [*cells(*rows), *_possessive(possessive)]
    if address:
        found.append((Form(vocative=True), address))
    return table(name, base, fits, last or fold(base[-1:]), found, genders=genders, fold=fold)


def _first(base: str, fits: str, y: str, ins: str, many: str, possessive: str, address: str) -> Paradigm:
    """First declension: ``base`` is all that changes (а, ья, ька), ``y`` the ending of the genitive."""
    stem, soft = base[:-1], base[-1] == "я"
    e, u, am = ("е", "ю", "ям") if soft else ("е", "у", "ам")
    singular = f"{base} {y} {stem}{e} {stem}{u} {ins} {stem}{e}"
    plural = f"{y} {many} {stem}{am} {many} {stem}{am}и {stem}{am[0]}х"
    name = "1ка" if base.endswith("ка") else "1"
    return _noun(name, base, fits, (singular, plural), possessive=possessive, address=address)


_IYA = ("ия ии ии ию ией|иею ии", "ии ий иям ий иями иях")
_FIRST = (
    _noun("1ия", "ия", "ия$", _IYA, possessive="иин"),
    _first("ья", "ья$", "ьи", "ьей|ьёй|ьею", "ий", "ьин", "?ь"),
    _first("я", "[аеоуэюы]я$", "и", "ей|ею", "й", "ин", "й"),
    _first("я", f"[{_HARDS}]я$", "и", "ей|ею", "ь", "ин", "ь"),
    _first("я", "йя$", "и", "ей|ею", "-", "ин", "-"),
    _first("ька", "ька$", "ьки", "ькой|ькою", "ек", "ькин", "?ьк"),
    _first("йка", "йка$", "йки", "йкой|йкою", "ек", "йкин", "?йк"),
    _first("ка", "[жшчщ]ка$", "ки", "кой|кою", "ек", "кин", "?к"),
    _first("ка", "[бвгдзлмнпрстфх]ка$", "ки", "кой|кою", "ок", "кин", "?к"),
    _first("а", "[гкх]а$", "и", "ой|ою", "-", "ин", "-"),
    _first("а", "[жшчщ]а$", "и", "ей|ею|ой", "-", "ин", "-"),
    _first("а", "ца$", "ы", "ей|ею|ой", "-", "ын", "-"),
    _first("а", f"[{_HARDS}]а$", "ы", "ой|ою", "-", "ин", "-"),
)
_STRESSED_IYA = ("ия ии ие|ии ию ией|иёй ие|ии", "ии ий иям ий иями иях")
_LEV = ("ев ьва ьву ьва ьвом ьве", "ьвы ьвов ьвам ьвов ьвами ьвах")
_PAVEL = ("ел ла лу ла лом ле", "лы лов лам лов лами лах")
_PYOTR = ("ётр етра етру етра етром етре", "етры етров етрам етров етрами етрах")
_OK = ("ок ка ку ка ком ке", "ки ков кам ков ками ках")
_YOK = ("ёк ька ьку ька ьком ьке", "ьки ьков ькам ьков ьками ьках")
_HARD = ("- а у а ом е", "ы ов ам ов ами ах")
_VELAR = ("- а у а ом е", "и ов ам ов ами ах")
_HUSHING = ("- а у а ем|ом е", "и ей ам ей ами ах")
_TS = ("- а у а ем|ом е", "ы ев ам ев ами ах")
_IY = ("ий ия ию ия ием ии", "ии иев иям иев иями иях")
_YOT = ("й я ю я ем|ём е", "и ев|ёв ям ев|ёв ями ях")
_SOFT = ("ь я ю я ем|ём е", "и ей ям ей ями ях")
_THIRD = ("ь и и ь ью и", "и ей ям ей ями ях")
_NONE = (_INDECLINABLE, _INDECLINABLE)


def _second(hushing: str = _HUSHING[0], *, possessive: bool = True) -> tuple[Paradigm, ...]:
    """Masculine words in a consonant, -й or -ь; nothing is certain of a vowel that may go (-ец, -ок)."""
    ov, ev = ("?ов", "?ев") if possessive else ("", "")
    return (
        _noun("2ий", "ий", "ий$", _IY, genders=_MALE, possessive="?иев" if possessive else ""),
        _noun("2", "й", "[аеоуэюыя]й$", _YOT, genders=_MALE, possessive=ev),
        _noun("2", "ь", f"[{_HARDS}]ь$", _SOFT, genders=_MALE, possessive=ev),
        _noun("2", "", "[гкх]$", _VELAR, genders=_MALE, possessive=ov, last="гкх"),
        _noun("2", "", "[жшчщ]$", (hushing, _HUSHING[1]), genders=_MALE, possessive=ev, last="жшчщ"),
        _noun("2", "", "ц$", _TS, genders=_MALE, possessive=ev, last="ц"),
        _noun("2", "", f"[{_HARDS}]$", _HARD, genders=_MALE, possessive=ov, last=_HARDS),
    )


#: short names in -ёк; Марек keeps its vowel
_YOK_FITS = "^(?:сан|ван|вит|вас|пет|игор|кол|жен|сен|тол|мит|лен|юр|ген|ол|серег)ек$"
_STRESSED_FITS = "^(?:ал|альф|гал|гульф|зульф|нур|раф|сан|саф|таз|шамс)ия$"
_GIVEN = (
    _noun("1ие", "ия", _STRESSED_FITS, _STRESSED_IYA, possessive="иин"),
    *_FIRST,
    _noun("2", "ев", "^лев$", _LEV, genders=_MALE, possessive="?ьвов"),
    _noun("2", "ел", "^павел$", _PAVEL, genders=_MALE, possessive="?лов"),
    _noun("2", "ётр", "^петр$", _PYOTR, genders=_MALE, possessive="?етров"),
    _noun("2", "ок", f"[{_CONSONANTS}]ок$", _OK, genders=_MALE, possessive="?ков"),
    _noun("2", "ёк", _YOK_FITS, _YOK, genders=_MALE, possessive="?ьков"),
    *_second(),
    _noun("3", "ь", f"[{_HARDS}]ь$", _THIRD, genders=_FEMALE),
    _noun("0", "", f"[{_CONSONANTS}й]$", _NONE, genders=_FEMALE, last=_CONSONANTS + "й"),
    _noun("0", "", "[еиоуыэю]$", _NONE, last="еиоуыэю"),
)
#: given names that are declined in more than one way, or not at all, by different people
_UNSURE_GIVEN = re.compile(
    r"(?:данило|гаврило|михайло|павло|петро|дмитро|левко|марко|самойло|кирило|николь|мишель|аннабель|рашель"
    r"|изабель|ассоль|айша|ханша)"
)

_OV = r"(?:[оеё]в|[аеиоуыэюя].*[иы]н)"
_OV_MAN = ("- а у а ым е", "ы ых ым ых ыми ых")
_OV_WOMAN = ("а ой|ою ой|ою у ой|ою ой|ою", "ы ых ым ых ыми ых")
_SKY_MANY = "ие их им их ими их"
_SKY_MAN = ("ого ому ого им ом", _SKY_MANY)
_SHY_MAN = ("его ему его им ем", _SKY_MANY)
_YI_MAN = ("ого ому ого ым ом", "ые ых ым ых ыми ых")
_SKY_WOMAN = ("ая ой|ою ой|ою ую ой|ою ой|ою", _SKY_MANY)
_SHY_WOMAN = ("ая ей|ею ей|ею ую ей|ею ей|ею", _SKY_MANY)
#: Кравца and Кравеца, Кравцом and Кравцем: read, not written
_KRAVETS = "ец ?ца|еца ?цу|ецу ?ца|еца ?цом|цем|ецем ?це|еце"
_KRAVETS_MANY = "?цы|ецы ?цов|цев|ецев ?цам|ецам ?цов|цев|ецев ?цами|ецами ?цах|ецах"
_YI_WOMAN = ("ая ой|ою ой|ою ую ой|ою ой|ою", "ые ых ым ых ыми ых")


def _adjectives(fits: str, bases_: str, man: tuple[str, str], woman: tuple[str, str]) -> Iterator[Paradigm]:
    """Surnames that are adjectives; a woman's may be given by the form of a man."""
    for base in bases_.split():
        rows = (f"{base} {man[0]}", man[1])
        yield _noun("ский", base, f"{fits}{base}$", rows, genders=_MALE)
        yield _noun("ская", base, f"{fits}{base}$", woman, genders=_FEMALE)
    yield _noun("ская", "ая", f"{fits}ая$", woman, genders=_FEMALE)


_SURNAME = (
    _noun("ов", "", f"{_OV}$", _OV_MAN, genders=_MALE, last="вн"),
    _noun("ов", "а", "[оеё]ва$", _OV_MAN, genders=_MALE),
    _noun("ова", "", f"{_OV}$", _OV_WOMAN, genders=_FEMALE, last="вн"),
    _noun("ова", "а", f"{_OV}а$", _OV_WOMAN, genders=_FEMALE),
    *_adjectives("[кгх]", "ий ой", _SKY_MAN, _SKY_WOMAN),
    *_adjectives("[шщ]", "ий", _SHY_MAN, _SHY_WOMAN),
    *_adjectives("[жшчщ]", "ой", _SKY_MAN, _SKY_WOMAN),
    *_adjectives("[аеиоуыэюя].*[бвдзлмнпрстф]", "ый ой", _YI_MAN, _YI_WOMAN),
    _noun("0", "", "(?:ых|[кгшчщжн]их|[еиоуыэю]|[иуоеэ]а)$", _NONE, last="хаеиоуыэю"),
    _noun("0", "", f"[{_CONSONANTS}йь]$", _NONE, genders=_FEMALE, last=_CONSONANTS + "йь"),
    _noun("2", "ец", "^кравец$", (_KRAVETS, _KRAVETS_MANY), genders=_MALE),
    _noun("2", "", "ач$", ("- а у а ?ом|ем е", _HUSHING[1]), genders=_MALE, last="ч"),
    _noun("2", "", "[жшщ]$|[^и]ч$", ("- а у а ?ем|ом е", _HUSHING[1]), genders=_MALE, last="жшчщ"),
    *_second(possessive=False),
    _noun("1ия", "ия", f"[{_LETTERS}]ия$", _IYA),
    _noun("1", "я", f"[{_LETTERS}]я$", ("я и е ю ей|ёй|ею е", "и ?ь|й ям ?ь|й ями ях")),
    _noun("1", "а", "[гкх]а$", ("а и е у ой|ою е", "и ?-|ок|ек ам ?-|ок|ек ами ах")),
    _noun("1", "а", "[жшчщ]а$", ("а и е у ?ой|ей е", "и ?- ам ?- ами ах")),
    _noun("1", "а", "ца$", ("а ы е у ?ой|ей е", "ы ?- ам ?- ами ах")),
    _noun("1", "а", "[аеиоуыэюя][бвдзлмнпрстф]а$", ("а ы е у ой|ою е", "ы - ам - ами ах")),
    _noun("1", "а", f"[{_HARDS}]а$", ("а ы е у ой|ою е", "ы ?- ам ?- ами ах")),
)
#: endings of surnames that lose a vowel for some people (Заяц, Воробей) or are of two kinds (Топчий)
_UNSURE_MAN = (
    "ец", "бей", "вей", "ень", "оть", "ний", "жий", "чий", "ел", "тих", "дих", "бих", "вих", "мих", "сих",
)  # fmt: skip
_UNSURE_MEN = frozenset({"лев", "заяц", "журавль", "хохол", "щегол", "чехол", "лоб", "ров"})
#: those of both genders that do not decline for some people (Дюма), are of two kinds or of another language
_UNSURE_ENDINGS = ("жая", "шая", "чая", "щая", "ська", "цька")
_UNSURE = frozenset({"дюма", "петипа", "золя", "тома", "бокий", "покой", "устой", "хубулая", "чикобая"})
#: surnames in -ов, -ин that came from other languages: Чаплином, с Чарли Чаплином
_FOREIGN = re.compile(
    r"(?:чаплин|дарвин|мартин|бенджамин|франклин|кронин|остин|берлин|гершвин|хичин|флотов|бюлов|вирхов|роллин|гудвин"
    r"|болдуин|ирвин|калвин|кальвин|мелвин|колдуин|раскин|гагерн|рабин)"
)
#: surnames in -ова, -ина that are nouns, of men too
_NOUNS = re.compile(
    r"(?:голова|сова|вдова|дова|корова|полова|калина|малина|былина|дубина|перина|глина|щетина|кручина|долина|година"
    r"|рябина|осина|скотина|тишина|судьбина|ватина|паутина|солонина|холостина|деревина|вершина)"
)

_PATRONYMIC = (
    _noun("ич", "", "^(?:иль|лук|фом|кузьм)ич$", ("- а у а ом|ем е", _HUSHING[1]), genders=_MALE, last="ч"),
    _noun("ич", "", "[иы]ч$", _HUSHING, genders=_MALE, last="ч"),
    _noun("вна", "на", "[вч]на$", ("на ны не ну ной|ною не", "ны ен нам ен нами нах"), genders=_FEMALE),
    _noun("вна", "на", "на$", ("на ны не ну ной|ною не", "ны ?ен нам ?ен нами нах"), genders=_FEMALE),
    _noun("0", "", "[ыиоу]$", _NONE, last="ыиоу"),
)
_TABLES: dict[Group, tuple[Paradigm, ...]] = {"given": _GIVEN, "surname": _SURNAME, "patronymic": _PATRONYMIC}
_ADJECTIVES = ("ов", "ова", "ский", "ская")
_BY_LAST = {group: by_last(tables) for group, tables in _TABLES.items()}
_BY_ENDING = {group: by_ending(tables) for group, tables in _TABLES.items()}
_LONGEST = {
    group: max(len(ending) for one in tables for ending in one.meanings) for group, tables in _TABLES.items()
}
_EVERY_CASE = frozenset(Form(case, number) for case in CASES for number in NUMBERS)


def _fits(base: str, group: Group, gender: Gender) -> Paradigm | None:
    """The paradigm of a folded dictionary form, None when it is not certain."""
    skip: tuple[str, ...] = ()
    if group == "given" and _UNSURE_GIVEN.fullmatch(base):
        return None
    if group == "surname":
        if _unsure_surname(base, gender):
            return None
        skip = _ADJECTIVES if _FOREIGN.fullmatch(base) or _NOUNS.fullmatch(base) else ()
    for one in _BY_LAST[group].get((gender, base[-1:]), ()):
        if one.name not in skip and one.fits.search(base):
            return one
    return None


def _unsure_surname(base: str, gender: Gender) -> bool:
    if base in _UNSURE or base.endswith(_UNSURE_ENDINGS):
        return True
    if gender == "f" or base == "кравец":
        return False
    if base.endswith(("ина", "ына")):
        return not _NOUNS.fullmatch(base)
    flees = base.endswith(("ок", "ек")) and not base.endswith("бек") and len(_SYLLABLE.findall(base)) > 1
    return flees or base in _UNSURE_MEN or base.endswith(_UNSURE_MAN)


def _genders(base: str, group: Group, gender: Gender | None) -> tuple[Gender, ...]:
    """The genders that a folded dictionary form can have."""
    if gender:
        return (gender,)
    if group == "patronymic":
        return _MALE if base.endswith("ч") else _FEMALE if base.endswith("а") else _BOTH
    if group == "surname":
        woman = base.endswith(("ова", "ева", "ская", "цкая")) and not _NOUNS.fullmatch(base)
        return _FEMALE if woman else _BOTH
    male, female = (_given_level(base, g) for g in _BOTH)
    return _BOTH if male == female else _MALE if male > female else _FEMALE


def _given_level(base: str, gender: Gender) -> int:
    """How surely a given or short name is that of a man or of a woman: 0 not at all, 3 in the pool."""
    lexicon = get_language("ru").lexicon
    named = {name.gender for name in pool.known("ru", base, "given")}
    if named:
        return 3 if gender in named else 0
    full = _full_names().get(base, ())
    told = {name.gender for name in pool.known("ru", base, "short")} | set("".join(map(lexicon.exact, full)))
    if told:
        return 3 if gender in told else 0
    letters = lexicon.exact(base)
    return 0 if gender not in letters else 2 if "g" in letters else 1


@cache
def _full_names() -> dict[str, tuple[str, ...]]:
    lines = get_language("ru").blob("nicknames.tsv").decode("utf-8").splitlines()
    return {short: tuple(full.split()) for short, full in (line.split("\t") for line in lines)}


def _paradigms(base: str, group: Group, gender: Gender | None) -> tuple[Paradigm, ...]:
    """One paradigm for each gender that is possible; empty when one of them is not certain."""
    found: list[Paradigm] = []
    for one in (_fits(base, group, g) for g in _genders(base, group, gender)):
        if one is None:
            return ()
        if one not in found:
            found.append(one)
    return tuple(found)


def _title(base: str) -> str:
    """Capitals of a name; those inside a word (Д'Артаньян) stay."""
    if base != base.lower() and base != base.upper():
        return base
    return "-".join(part[:1].upper() + part[1:].lower() for part in base.split("-"))


def _word(word: str) -> str | None:
    """The folded word, None for what is not one Russian word."""
    folded = fold(word)
    return folded if len(folded) == len(word) > 1 and _WORD.fullmatch(folded) else None


def paradigm(base: str, kind: Kind, gender: Gender | None = None) -> str:
    """The class of a dictionary form, ``""`` when it is not certain: see the module.

    Of a surname without a gender it is that of a man and that of a woman (``ов/ова``).
    """
    if kind == "initial":
        return "0"
    if kind in ("place", "phrase"):
        return _pattern(_phrase_forms(base, kind))
    names: list[str] = []
    for part, fixed in _parts(base):
        folded = _word(part)
        found = _paradigms(folded, _GROUPS[kind], gender) if folded and not fixed else ()
        if not found and not fixed:
            return ""
        names.append("/".join(dict.fromkeys(one.name for one in found)) or "0")
    return "-".join(names)


#: parts of double names that do not decline, and those that keep the part before them from it
_FIXED_FIRST = frozenset({"жан", "бонч", "тер", "сан", "дель"})
_FIXED_LAST = frozenset({"заде", "оглы", "кызы", "зода", "улы"})


def _parts(name: str) -> tuple[tuple[str, bool], ...]:
    """The parts of a double name, and whether each stays as it is: Жан-Пьера, Турсун-заде."""
    parts = name.split("-")
    if len(parts) == 1:
        return ((name, False),)
    fixed = fold(parts[-1]) in _FIXED_LAST
    return tuple((part, fixed or fold(part) in _FIXED_FIRST) for part in parts)


def write(base: str, kind: Kind, form: Form, gender: Gender | None = None) -> str | None:
    """The dictionary form of a name, place or phrase put into another form, None when that is not certain."""
    if kind == "initial":
        return None if form.possessive or form.vocative else base
    if kind in ("place", "phrase"):
        return _phrase_forms(base, kind).get(form)
    parts = _parts(_title(base))
    if len(parts) > 1 and (form.possessive or form.vocative):
        return None
    done = [part if fixed else _write(part, _GROUPS[kind], form, gender) for part, fixed in parts]
    return None if None in done else "-".join(one for one in done if one)


def _write(base: str, group: Group, form: Form, gender: Gender | None) -> str | None:
    folded = _word(base)
    found = {one.write(base, form) for one in _paradigms(folded, group, gender)} if folded else set()
    surface = found.pop() if len(found) == 1 else None
    return surface and surface[0].upper() + surface[1:]


def written(base: str, kind: Kind, forms: Iterable[Form], gender: Gender | None = None) -> str | None:
    """The one surface that a dictionary form has in all these forms, None when there are several or none."""
    surfaces = {write(base, kind, form, gender) for form in forms}
    return surfaces.pop() if len(surfaces) == 1 else None


def readings(word: str, kind: Kind, gender: Gender | None = None, base: str | None = None) -> frozenset[Form]:
    """All forms in which a name may stand here; empty when it is no form that is understood."""
    if kind == "initial":
        return _EVERY_CASE if len(word) == 1 else frozenset()
    if kind in ("place", "phrase"):
        return _phrase_readings(word, kind, base)
    group = _GROUPS[kind]
    if base is None:
        found = [_read(word, one, group, gender) for one in bases(word, kind, gender, known=True)]
        return frozenset().union(*found)
    forms = _read(word, base, group, gender)
    if kind == "patronymic" and not forms:
        return _read(word, _short_patronymics().get(fold(base), ""), group, gender)
    return forms


def _read(word: str, base: str, group: Group, gender: Gender | None) -> frozenset[Form]:
    """The forms in which every part of a word is the same part of a dictionary form."""
    surfaces, parts = word.split("-"), _parts(base)
    if len(surfaces) != len(parts):
        return frozenset()
    found: list[frozenset[Form]] = []
    for surface, (part, fixed) in zip(surfaces, parts, strict=True):
        folded, stem = _word(surface), _word(part)
        if folded is None or stem is None:
            return frozenset()
        if fixed:
            found.append(_EVERY_CASE if folded == stem else frozenset())
            continue
        found.append(frozenset().union(*(one.read(stem, folded) for one in _paradigms(stem, group, gender))))
    return frozenset.intersection(*found) & (_EVERY_CASE if len(parts) > 1 else found[0])


def bases(word: str, kind: Kind, gender: Gender | None = None, *, known: bool = False) -> tuple[str, ...]:
    """Likely dictionary forms with the capitals of a name, the most likely first.

    With ``known`` only those that are in a list of names, when any is.
    """
    if kind == "initial":
        return (word.upper(),)
    if kind in ("place", "phrase"):
        return _phrase_bases(word)
    group = _GROUPS[kind]
    if "-" in word:
        parts = [(p,) if fixed else bases(p, kind, gender)[:4] for p, fixed in _parts(word)]
        doubles = map("-".join, product(*parts))
        return tuple(one for one in doubles if _read(word, one, group, gender))
    folded = _word(word)
    if folded is None:
        return ()
    ranked = sorted(_candidates(folded, word.lower(), kind, gender), key=lambda one: one[0], reverse=True)
    if known and ranked and ranked[0][0][0] > 0:
        ranked = [one for one in ranked if one[0][0] > 0]
    return tuple(dict.fromkeys(_spelled(base, group) for _, base in ranked))


def _spelled(base: str, group: Group) -> str:
    """With the capitals of a name, and ё where a given name has it."""
    return spellings().get(fold(base), _title(base)) if group == "given" else _title(base)


def _candidates(
    folded: str, lower: str, kind: Kind, gender: Gender | None
) -> Iterator[tuple[tuple[int, int], str]]:
    """Dictionary forms of which the word is a form: how well each is known, how likely the form is."""
    group = _GROUPS[kind]
    for one_gender in (gender,) if gender else _BOTH:
        fitting: dict[str, tuple[Paradigm | None, int]] = {}
        for size in range(min(_LONGEST[group], len(folded) - 1) + 1):
            stem, ending = len(folded) - size, folded[len(folded) - size :]
            for one in _BY_ENDING[group].get((one_gender, ending), ()):
                base = folded[:stem] + one.base.replace("ё", "е")
                if base not in fitting:
                    fitting[base] = _fitting(base, kind, one_gender)
                if fitting[base][0] is one:
                    likely = 3 if one.name == "0" else max(map(_likelihood, one.meanings[ending]))
                    yield (fitting[base][1], likely), lower[:stem] + one.base


def _fitting(base: str, kind: Kind, gender: Gender) -> tuple[Paradigm | None, int]:
    """The paradigm of what may be a dictionary form, and how well it is known; a shape of surnames counts."""
    one = _fits(base, _GROUPS[kind], gender) if len(base) > 1 and _SYLLABLE.search(base) else None
    if one is None or _of_another(one, gender):
        return None, 0
    known = _known(base, kind, gender)
    return one, known or (2 if one.name in _ADJECTIVES else 0)


def _of_another(one: Paradigm, gender: Gender) -> bool:
    """Whether a woman's surname is given by a man's form, or the other way round: no dictionary form of hers."""
    woman = one.base in ("а", "ая")
    return one.name in _ADJECTIVES and woman != (gender == "f")


def _likelihood(form: Form) -> int:
    if form == PLAIN:
        return 4
    if form.number == "plur":
        return 0
    return 1 if form.possessive or form.vocative else 2


def _known(base: str, kind: Kind, gender: Gender) -> int:
    """How well a dictionary form is known as a name of its kind: 0 not at all, 3 a frequent one."""
    lexicon = get_language("ru").lexicon
    letters = lexicon.exact(base)
    if kind == "patronymic":
        return 1
    if kind == "surname":
        man = _man(base) if gender == "f" else base
        letters += lexicon.exact(man)
        return 3 if "S" in letters else 2 if "s" in letters or pool.known("ru", man, kind) else 0
    nickname = any(gender in lexicon.exact(full) for full in _full_names().get(base, ()))
    if kind == "short" and nickname:
        return 3
    if gender in letters:
        return 3 if "g" in letters else 2
    return 2 if nickname or base in given_words() else 0


def _man(base: str) -> str:
    """The surname of a woman as that of a man."""
    if base.endswith(("ова", "ева", "ина", "ына")):
        return base[:-1]
    return f"{base[:-2]}ий" if base.endswith("кая") else base


_MAN_PATRONYMIC = re.compile(r".*[иы]ч(?:а|у|ем|ом|е)?")
_WOMAN_PATRONYMIC = re.compile(r".{2,}н(?:а|ы|е|у|ой|ою)|.*ичн.{1,2}")
_MAN_SURNAME = re.compile(r".*(?:[оеё]в|[иы]н|[оеё]ве|[оеё]вым|иным|[сц]кий|[сц]кого|[сц]кому|[сц]ком)")
_WOMAN_SURNAME = re.compile(r".*(?:[оеё]вой|[иы]ной|[сц]кая|[сц]кую|[сц]кой)")


def gender_of(words: Sequence[str], kinds: Sequence[Kind]) -> Gender | None:
    """The gender that patronymic, surname and given name tell; None when they say nothing or disagree."""
    told = {_gender_of(word, kind) for word, kind in zip(words, kinds, strict=True)} - {None}
    return told.pop() if len(told) == 1 else None


def _gender_of(word: str, kind: Kind) -> Gender | None:
    folded = fold(word)
    if kind == "patronymic":
        if folded.endswith(("кызы", "гызы")) or _WOMAN_PATRONYMIC.fullmatch(folded):
            return "f"
        return "m" if folded.endswith(("оглы", "улы")) or _MAN_PATRONYMIC.fullmatch(folded) else None
    if kind == "surname":
        if _WOMAN_SURNAME.fullmatch(folded):
            return "f"
        man = _MAN_SURNAME.fullmatch(folded) and not _FOREIGN.fullmatch(folded)
        return "m" if man and _word(folded) else None
    if kind in ("given", "short"):
        male, female = (_given_certainty(word, kind, g) for g in _BOTH)
        if male[0] != female[0]:
            return "m" if male > female else "f"
        return "m" if _surer(male, female) else "f" if _surer(female, male) else None
    return None


def _given_certainty(word: str, kind: Kind, gender: Gender) -> tuple[bool, int, bool]:
    """Whether a name of that gender can stand here in the singular, how surely it is of it, if as it is."""
    found = [(False, 0, False)]
    for base in bases(word, kind, gender, known=True):
        level = _given_level(fold(base), gender)
        if level > 1:
            forms = _read(word, base, "given", gender)
            found.append((any(_likelihood(form) > 1 for form in forms), level, PLAIN in forms))
    return max(found)


def _surer(one: tuple[bool, int, bool], other: tuple[bool, int, bool]) -> bool:
    """Whether nothing speaks for the other, or the one is a name of the pool as it is and the other is not."""
    return one[1] > 1 and (other[1] < 2 or (one[1:] == (3, True) and other[1] < 3))


#: fathers whose patronymic follows no rule: what stands before -ич, -на
_FATHERS = {
    "лев": "Львов", "павел": "Павлов", "петр": "Петров", "яков": "Яковлев", "михаил": "Михайлов",
    "илья": "Иль", "никита": "Никит", "кузьма": "Кузьм", "фома": "Фом", "лука": "Лук", "савва": "Савв",
    "данила": "Данилов", "гаврила": "Гаврилов", "иаков": "Иаковлев", "гавриил": "Гавриилов", "муса": "Мусаев",
    "шалва": "Шалвов", "геннадий": "Геннадьев", "иса": "Исаев", "наби": "Набиев",
    "али": "Алиев", "вали": "Валиев", "гиви": "Гивиев", "аркадий": "Аркадьев",
}  # fmt: skip
#: daughters of Илья and his like: Ильинична, but Никитична
_INICHNA = frozenset({"илья", "фома", "лука", "кузьма"})
#: fathers whose patronymic people shorten: what they say to a son and to a daughter
_SHORTENED = {
    "александр": ("Саныч", "Санна"), "алексей": ("Алексеич", "Алексевна"), "анатолий": ("Анатолич", "Анатольна"),
    "андрей": ("Андреич", "Андревна"), "борис": ("Борисыч", "Борисна"), "василий": ("Василич", "Васильна"),
    "виктор": ("Викторыч", "Викторна"), "григорий": ("Григорьич", "Григорьна"), "дмитрий": ("Дмитрич", "Дмитревна"),
    "иван": ("Иваныч", "Иванна"), "кирилл": ("Кириллыч", "Кирилна"), "максим": ("Максимыч", "Максимна"),
    "михаил": ("Михалыч", "Михална"), "николай": ("Николаич", "Николавна"), "павел": ("Палыч", "Пална"),
    "семен": ("Семёныч", "Семённа"), "сергей": ("Сергеич", "Сергевна"), "степан": ("Степаныч", "Степанна"),
    "юрий": ("Юрич", "Юрьна"), "федор": ("Фёдорыч", "Фёдорна"), "антон": ("Антоныч", "Антонна"),
    "тимофей": ("Тимофеич", "Тимофевна"), "матвей": ("Матвеич", "Матвевна"), "игнатий": ("Игнатич", "Игнатьна"),
}  # fmt: skip


def patronymic(father: str, gender: Gender | None = None, *, short: bool = False) -> str | None:
    """The patronymic of a child of that father, in its everyday short form on demand; None when not certain."""
    if gender is None:
        return None
    folded = _word(father)
    if folded is None:
        return None
    if short:
        pair = _SHORTENED.get(folded)
        return pair[_BOTH.index(gender)] if pair else None
    stem = _FATHERS.get(folded) or _father_stem(_title(father), folded)
    if stem is None:
        return None
    if gender == "m":
        return f"{stem}ич"
    if stem.endswith("в") and folded != "савва":
        return f"{stem}на"
    return f"{stem}инична" if folded in _INICHNA else f"{stem}ична"


#: Василий, Иннокентий, but not Дмитрий, Георгий
_SOFTENED = re.compile(f"(?:[{_VOWELS}][{_HARDS}]|нт)ий$")


def _father_stem(father: str, folded: str) -> str | None:
    if _SOFTENED.search(folded):
        return f"{father[:-2]}ьев"
    if folded.endswith(("й", "ь")):
        return f"{father[:-1]}ев"
    if folded[-1] in "жшчщц":
        return f"{father}ев"
    return f"{father}ов" if folded[-1] in _CONSONANTS and not folded.endswith(("ок", "ек")) else None


@cache
def _short_patronymics() -> dict[str, str]:
    """Folded full patronymic → its short form."""
    fathers = ((father, g) for father in _SHORTENED for g in _BOTH)
    pairs = ((patronymic(father, g), patronymic(father, g, short=True)) for father, g in fathers)
    return {fold(full): short for full, short in pairs if full and short}


def full_patronymic(word: str) -> str | None:
    """The full form of a short patronymic in any case (Михалыча: Михайлович), None when it is not known."""
    shorts = set(bases(word, "patronymic"))
    found = [full for full, short in _short_patronymics().items() if short in shorts]
    return _title(found[0]) if len(found) == 1 else None


@cache
def _analyser() -> Any:
    """pymorphy3's analyser; it keeps no word that it is asked about."""
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


_MORPH: dict[Case, str] = {
    "nom": "nomn",
    "gen": "gent",
    "dat": "datv",
    "acc": "accs",
    "ins": "ablt",
    "loc": "loct",
}
_ADJECTIVE = {"ADJF", "PRTF"}


_AND = re.compile(r",? (?:и|или) |, ")


def _phrase_forms(phrase: str, kind: Kind) -> dict[Form, str]:
    """A phrase in every case: кафе или гостиница, родильный дом. Empty when not certain."""
    conjunction = _AND.search(phrase)
    if not conjunction:
        return _simple_forms(phrase, kind)
    first, second = phrase[: conjunction.start()], phrase[conjunction.end() :]
    if not _heads(second.split(" "), kind):
        return _simple_forms(phrase, kind)
    if any(p.tag.POS == "PREP" for token in first.split(" ") for p in _parses(token)):
        return {}
    theirs = _phrase_forms(second, kind)
    return {
        form: f"{surface}{conjunction[0]}{theirs[form]}"
        for form, surface in _simple_forms(first, kind).items()
        if form in theirs
    }


def _simple_forms(phrase: str, kind: Kind) -> dict[Form, str]:
    """Adjectives and the noun they belong to in every case; what follows stays."""
    tokens = phrase.split(" ")
    found: dict[Form, set[str | None]] = {}
    for size, noun in _heads(tokens, kind):
        many = noun.tag.number == "plur"
        for number in _numbers(noun, kind):
            for case in CASES:
                surface = _phrase_in(tokens, size, noun, case, number)
                found.setdefault(Form(case, number), set()).add(surface)
                if many:
                    found.setdefault(Form(case), set()).add(surface)
    single = ((form, surfaces.pop()) for form, surfaces in found.items() if len(surfaces) == 1)
    return {form: surface for form, surface in single if surface}


def _numbers(noun: Any, kind: Kind) -> tuple[Number, ...]:
    """The numbers in which a phrase can stand; there is one Казань only."""
    if noun.tag.number == "plur":
        return ("plur",)
    return ("sing",) if kind == "place" else NUMBERS


def _phrase_in(tokens: list[str], size: int, noun: Any, case: Case, number: Number) -> str | None:
    done = [_inflected(t, noun, case, number, head=i == size) for i, t in enumerate(tokens[: size + 1])]
    return None if None in done else " ".join([*(one or "" for one in done), *tokens[size + 1 :]])


def _heads(tokens: list[str], kind: Kind) -> list[tuple[int, Any]]:
    """Where the noun stands that the phrase is about, and its readings that deserve to be heard."""
    size = 0
    while size < len(tokens) and _adjectives_of(tokens[size]):
        size += 1
    for at in (size, size - 1):
        if 0 <= at < len(tokens):
            nouns = [p for p in _parses(tokens[at]) if "NOUN" in p.tag and "nomn" in p.tag]
            nouns = [p for p in nouns if all(_agreeing(t, p) for t in tokens[:at])]
            nouns = [p for p in nouns if kind == "place" and "Geox" in p.tag] or nouns
            if nouns:
                best = max(p.score for p in nouns)
                return [(at, p) for p in nouns if p.score == best]
    if size == len(tokens):
        return [(size - 1, p) for p in _adjectives_of(tokens[-1])]
    return []


def _parses(token: str) -> list[Any]:
    """What a word of the dictionary can be; names of towns in -ск need not be in it."""
    known = all(map(_analyser().word_is_known, token.split("-")))
    known = known or (token.endswith("ск") and token[:1].isupper())
    return list(_analyser().parse(token)) if known and _WORD.fullmatch(fold(token.replace("-", ""))) else []


def _adjectives_of(token: str) -> list[Any]:
    return [p for p in _parses(token) if p.tag.POS in _ADJECTIVE and "nomn" in p.tag]


def _agreeing(token: str, noun: Any) -> list[Any]:
    found = [p for p in _adjectives_of(token) if p.tag.number == noun.tag.number]
    return [p for p in found if p.tag.number == "plur" or p.tag.gender == noun.tag.gender]


def _inflected(token: str, noun: Any, case: Case, number: Number, *, head: bool) -> str | None:
    """One word of a phrase: the noun itself or an adjective that agrees with it."""
    wanted = {_MORPH[case], number}
    word = noun if head else _agreeing(token, noun)[0]
    if word.tag.POS in _ADJECTIVE:
        if number == "sing":
            wanted.add(noun.tag.gender)
        if case == "acc" and (number == "plur" or noun.tag.gender == "masc"):
            if noun.tag.animacy is None:
                return None
            wanted.add(noun.tag.animacy)
    form = word.inflect(wanted)
    return None if form is None else capitals(token, _keep_e(token, form.word))


def _keep_e(token: str, word: str) -> str:
    """Without ё where the token was typed without it."""
    lower = token.lower()
    return word.replace("ё", "е") if "е" in lower and "ё" not in lower else word


def _phrase_readings(phrase: str, kind: Kind, base: str | None) -> frozenset[Form]:
    if base is None and " " not in phrase:
        return _noun_readings(phrase)
    found: set[Form] = set()
    for one in (base,) if base else _phrase_bases(phrase):
        forms = _phrase_forms(one, kind)
        found |= {form for form, surface in forms.items() if fold(surface) == fold(phrase)}
    return frozenset(found)


def _noun_readings(word: str) -> frozenset[Form]:
    """The forms of one noun, as a place where it can be one."""
    nouns = [p for p in _parses(word) if "NOUN" in p.tag]
    nouns = [p for p in nouns if "Geox" in p.tag] or nouns
    case_of = {tag: case for case, tag in _MORPH.items()}
    known = [p for p in nouns if p.tag.case in case_of]
    return frozenset(Form(case_of[p.tag.case], "plur" if p.tag.number == "plur" else "sing") for p in known)


def _phrase_bases(phrase: str) -> tuple[str, ...]:
    """Phrases in the nominative of which this may be a form, those about a place first."""
    tokens = phrase.split(" ")
    size = 0
    while size < len(tokens) and any(p.tag.POS in _ADJECTIVE for p in _parses(tokens[size])):
        size += 1
    found: list[str] = []
    for at in (size, size - 1):
        nouns = [p for p in _parses(tokens[at]) if "NOUN" in p.tag] if 0 <= at < len(tokens) else []
        for noun in sorted(nouns, key=lambda p: "Geox" not in p.tag):
            base = _nominative(tokens, at, noun)
            if base and base not in found and _phrase_readings(phrase, "phrase", base):
                found.append(base)
    return tuple(found)


def _nominative(tokens: list[str], at: int, noun: Any) -> str | None:
    """The phrase about that noun, its adjectives made to agree."""
    head = noun.inflect({"nomn", noun.tag.number})
    if head is None:
        return None
    wanted = {"nomn", head.tag.number} | ({head.tag.gender} if head.tag.number == "sing" else set())
    words: list[str] = []
    for token in tokens[:at]:
        form = next(p for p in _parses(token) if p.tag.POS in _ADJECTIVE).inflect(wanted)
        if form is None:
            return None
        words.append(capitals(token, form.word))
    return " ".join([*words, capitals(tokens[at], head.word), *tokens[at + 1 :]])


def _pattern(forms: dict[Form, str]) -> str:
    """Which forms look the same, spelled as digits: the class of a phrase."""
    seen: list[str] = []
    digits = []
    for form in (Form(case, number) for number in NUMBERS for case in CASES):
        surface = forms.get(form)
        if surface is None:
            digits.append("-")
            continue
        if surface not in seen:
            seen.append(surface)
        digits.append(f"{seen.index(surface):x}")
    return "".join(digits) if seen else ""


_ADJECTIVE_ENDINGS = ("ий", "ой", "ого", "ому", "им", "ом", "ая", "ую", "ое", "ие", "их", "ими", "ою")
_RESIDENTS = (
    _noun("анин", "ин", "[ая]нин$", ("ин ина ину ина ином ине", "е - ам - ами ах"), genders=_MALE, last="н"),
    _noun("2", "ец", "[^аеиоуыэюя]ец$", ("ец ца цу ца цем це", "цы цев цам цев цами цах"), genders=_MALE),
    _noun("2", "", "[иа]ч$", ("- а у а ом е", "и ей ам ей ами ах"), genders=_MALE, last="ч"),
    _noun("2", "", "[гкх]$", _VELAR, genders=_MALE, last="гкх"),
    _noun("1ка", "ка", "чка$", ("ка ки ке ку кой|кою ке", "ки ек кам ек ками ках"), genders=_FEMALE),
    _noun("1ка", "ка", "ка$", ("ка ки ке ку кой|кою ке", "ки ок кам ок ками ках"), genders=_FEMALE),
)


@cache
def _derivations() -> dict[str, tuple[str, str]]:
    """Every form of every word made from a place, folded."""
    found: dict[str, tuple[str, str]] = {}
    for place, made in places().items():
        stem, stressed = made["adjective"][:-2], made["adjective"].endswith("ой")
        for ending in _ADJECTIVE_ENDINGS:
            if not (stressed and ending in ("ой", "ий")):
                found[fold(stem + ending)] = (place, f"adjective {ending}")
        for gender in _BOTH:
            base = made.get(f"resident_{gender}", "")
            one = _resident(fold(base), gender)
            for ending, forms in one.meanings.items() if one else ():
                spelled = ",".join(sorted(f"{form.case}.{form.number}" for form in forms))
                surface = base[: len(base) - len(one.base)] + ending if one else ""
                found[fold(surface)] = (place, f"resident_{gender} {spelled}")
    return found


def derived(word: str) -> tuple[str, str] | None:
    """The place that an adjective or a name of residents is made from, and how: казанского, казанцы.

    The pattern is for ``derive``. None for тверской, which may be a man's or a woman's.
    """
    return _derivations().get(fold(word))


def derive(base: str, pattern: str) -> str | None:
    """The same made from another place, in lower case; None when that is not certain."""
    made = next((words for place, words in places().items() if fold(place) == fold(base)), {})
    what, _, how = pattern.partition(" ")
    word = made.get(what)
    if not word:
        return None
    if what == "adjective":
        return word if how == "ий" else f"{word[:-2]}{how}"
    one = _resident(fold(word), "m" if what.endswith("m") else "f")
    spelled = {tuple(form.split(".")) for form in how.split(",")}
    found = {one.write(word, f) for f in _EVERY_CASE if (f.case, f.number) in spelled} if one else set()
    return found.pop() if len(found) == 1 else None


def _resident(base: str, gender: Gender) -> Paradigm | None:
    return next((p for p in _RESIDENTS if gender in p.genders and p.fits.search(base)), None)
