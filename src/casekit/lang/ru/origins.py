"""What a Russian reader hears in a name: where it comes from and when newborns were given it.

The pool of invented names (``surrogates.tsv``) is asked first, then the endings of surnames. Nothing here says
what a person is: a surrogate shall only sound like the name that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from casekit.lang import pool
from casekit.lang.forms import Kind
from casekit.lang.ru.morphology import fold


@cache
def given_words() -> Mapping[str, str]:
    """The given names of the pool and their short forms, by folded form."""
    given = [name for name in pool.names("ru") if name.kind == "given"]
    return {fold(word): word for name in given for word in (name.base, *(form for _, form in name.short))}


@cache
def spellings() -> Mapping[str, str]:
    """Given names and short names with ё, by folded form."""
    return {folded: word for folded, word in given_words().items() if "ё" in word.lower()}


#: place, its adjective, a man and a woman who live there
_PLACES = """
Иваново ивановский ивановец
Кемерово кемеровский кемеровчанин кемеровчанка
Сочи сочинский сочинец
Тольятти тольяттинский тольяттинец
Чебоксары чебоксарский чебоксарец
Астрахань астраханский астраханец астраханка
Вологда вологодский вологжанин вологжанка
Казань казанский казанец казанка
Калуга калужский калужанин калужанка
Кострома костромской костромич костромичка
Москва московский москвич москвичка
Одесса одесский одессит одесситка
Пенза пензенский пензенец
Пермь пермский пермяк пермячка
Рязань рязанский рязанец рязанка
Самара самарский самарец
Тверь тверской тверичанин тверичанка
Тула тульский туляк тулячка
Тюмень тюменский тюменец
Уфа уфимский уфимец уфимка
Архангельск архангельский архангелогородец
Барнаул барнаульский барнаулец
Берлин берлинский берлинец
Брянск брянский брянец
Владивосток владивостокский владивостокец
Владимир владимирский владимирец
Волгоград волгоградский волгоградец
Воронеж воронежский воронежец
Екатеринбург екатеринбургский екатеринбуржец екатеринбурженка
Ижевск ижевский ижевчанин ижевчанка
Иркутск иркутский иркутянин иркутянка
Калининград калининградский калининградец
Киев киевский киевлянин киевлянка
Киров кировский кировчанин кировчанка
Краснодар краснодарский краснодарец
Красноярск красноярский красноярец красноярка
Курск курский курянин курянка
Липецк липецкий липчанин липчанка
Лондон лондонский лондонец
Магнитогорск магнитогорский магнитогорец
Минск минский минчанин минчанка
Мурманск мурманский мурманчанин мурманчанка
Новосибирск новосибирский новосибирец
Омск омский омич омичка
Орёл орловский орловец
Оренбург оренбургский оренбуржец
Париж парижский парижанин парижанка
Псков псковский
Ростов-на-Дону ростовский ростовчанин ростовчанка
Санкт-Петербург петербургский петербуржец петербурженка
Саратов саратовский саратовец
Смоленск смоленский смолянин смолянка
Ставрополь ставропольский ставрополец
Сургут сургутский сургутянин сургутянка
Ташкент ташкентский ташкентец
Томск томский томич томичка
Хабаровск хабаровский хабаровчанин хабаровчанка
Харьков харьковский харьковчанин харьковчанка
Челябинск челябинский челябинец
Ярославль ярославский ярославец
"""


@cache
def places() -> Mapping[str, Mapping[str, str]]:
    """What is made from a place, by ``adjective``, ``resident_m``, ``resident_f``."""
    names = ("adjective", "resident_m", "resident_f")
    rows = (line.split() for line in _PLACES.split("\n") if line)
    return {place: dict(zip(names, made, strict=False)) for place, *made in rows}


#: what a folded surname begins or ends with, a woman's as well as a man's; the first that fits counts
_SURNAMES = (
    (r"(?:дзе|швили|[лтрн]иани|[лрн]ия|[гкдн]ава|(?<!ь)янц?|оглы|кызы|заде)$", "caucasian"),
    (
        r"^(?:магоме[дт]|гаджи|алихан|ахмедхан|омар|темирхан|рамазан|шамхал|муртазали|гусейн|мамед|керим|хизри"
        r"|абдулмуслим|умалат|эльмурз|бейбулат|исмаил)[а-я]*[ое]ва?$",
        "caucasian",
    ),
    (r"(?:улл|[уе]тдин|ахмет|мухамет)(?:ин|ов)а?$", "tatar"),
    (
        r"^(?:мухамет|нигмат|габд|гарип|гайн|хабибр|фатых|мингаз|минних|шайх|зинн|гильм|галим|галиахм|бадретд"
        r"|сафиу|файзр|хайр[еу]т)[а-я]*(?:ин|[ое]в)а?$",
        "tatar",
    ),
    (
        r"(?:[а-я]{2}баев|[а-я]{2}беков|берд[ыи]ев|джанов|[а-я]{2}муратов|ходжаев|хужаев|ниязов)а?$",
        "central_asian",
    ),
    (
        r"^(?:ташмат|турсун|юлдаш|эргаш|рахмон|холмат|нурмаг|нурмат|абдурахм|абдулло|сатт?ор|шодмон|бобож|жумаб|джур|тохт)"
        r"[а-я]*[ое]ва?$|(?:улы|зода|угли)$",
        "central_asian",
    ),
    (r"^(?:доржи|цырен|бадма|намсара|жамсаран|санжи|гомбо|цыден|ринчин|даши)[а-я]*ева?$", "buryat"),
    (r"(?:енко|[чщ]ук|[а-я]юк|йко|чко|ський|ська)$", "ukrainian"),
    (r"(?:[ео]вич|енок|онок)$", "belarusian"),
    (r"(?:штейн|баум|блат|берг|блюм|фарб|вейс|[нлр]зон|фельд|гольд|[рлдстц]ман)$", "jewish"),
    (r"(?:мейер|майер|ауэр|шульц|бах|хардт|вальд|гарт|штадт|[шлц]лер)$", "german"),
    (r"(?:йнен|[ои]нен)$", "finnish"),
    (r"(?:иньш|сонс|ускас|юнас|айтис|вичюс)$", "baltic"),
    (r"(?:иди|пуло|акис)$", "greek"),
    (r"(?:яну|еску)$", "moldovan"),
    (r"(?:льск|дзинск|ушевск|ышевск|ажевск)(?:ий|ая)$", "polish"),
    (r"(?:[ое]ва?|[аеиоуыэюя].*[иы]на?|[сц]кий|[сц]кая|ых|[кгшчщжн]их|[оы]й|ая)$", "russian"),
)
#: the same of a folded given name
_GIVEN = (
    (r"(?:гюль|бек|джон|бону|хон|ойбек)$|^нур.*(?:гуль|лан|жан)$", "central_asian"),
    (r"(?:улла|утдин|фия|нур|гуль)$|^гуль", "tatar"),
    (r"(?:магомед|бика|илхан|мурза)$", "caucasian"),
    (r"(?:слав|слава|мила)$", "russian"),
)
_SURNAME_RULES = tuple((re.compile(pattern), origin) for pattern, origin in _SURNAMES)
_GIVEN_RULES = tuple((re.compile(pattern), origin) for pattern, origin in _GIVEN)
_PATRONYMIC_ORIGIN = re.compile(r"(?:оглы|кызы|гызы)$")


def origin_of(word: str, kind: Kind) -> str | None:
    """What a name sounds like (russian, tatar, jewish …), None when it is not known or several are."""
    folded = fold(word)
    if kind == "patronymic":
        return "caucasian" if _PATRONYMIC_ORIGIN.search(folded) else None
    told = {name.origin for name in _known(folded, kind)}
    if told:
        return told.pop() if len(told) == 1 else None
    rules = _SURNAME_RULES if kind == "surname" else _GIVEN_RULES
    return next((origin for pattern, origin in rules if pattern.search(folded)), None)


def _known(folded: str, kind: Kind) -> tuple[pool.PoolName, ...]:
    if kind == "surname":
        man = folded.removesuffix("ая") + "ий" if folded.endswith("ая") else folded.removesuffix("а")
        return pool.known("ru", folded, kind) or pool.known("ru", man, kind)
    return pool.known("ru", folded, "given") or pool.known("ru", folded, "short")


def generation_of(given: str) -> tuple[int, int] | None:
    """The decades in which newborns got the name, as the years they begin and end with."""
    spans = [name.decades for name in pool.known("ru", given, "given") if name.decades]
    return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None
