"""Ages: a band of five years, a decade or school stage, a part of life; above 89 always "90+" (HIPAA)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from casekit.generalise.parts import Ask, Generalised, capitalised, read_number
from casekit.lang import Language

_OLDEST = 89
#: ages (years) at which youth, grown-up life and old age begin
_GROWN, _OLD = 20, 60
#: a part of a year or a month that is left out: 4½, 5.5, six and a half, 13 y 2 m, 7 лет 9 мес
_FRACTION = re.compile(
    r"[.,]\d+|½|[ -]?(?:and (?:a |one |three )?(?:half|quarters?)|with|с половиной|с небольшим|с копейками|с хвостиком"
    r"|och (?:en |ett )?halv\w*)"
    r"|(?:,? (?:and|och|и))? (?:\d+ ?|\w+ )(?:months?|mos?|m|mån\w*|мес\w*\.?|м\.?)(?=\W|$)|;\d+",
    re.IGNORECASE,
)
_INFANT = {
    "en": r"[ -]?(?:months?|mos?|weeks?|wks?|days?)\b|/(?:52|12)\b",
    "ru": r"[ -]?(?:ти|и|х)?-?(?:мес|недел|дн|дней|день|суток)|[а-я]*(?:месячн|недельн|дневн)",
    "sv": r"[ -]?(?:mån|veck|v\b|dag)",
}
_DAYS = {"en": r"weeks?|wks?|days?|/52", "ru": r"недел|дн|суток|день", "sv": r"veck|v\b|dag"}
_ROUGH = {
    "en": r"(?:early|mid|late|nearly|almost|over)\b",
    "ru": r"\b(?:под|за|далеко за)\b|с копейками|с хвостиком|с небольшим",
    "sv": r"\b(?:närmare|nästan|tidiga|sena|mitten)\b|årsålder",
}
_TAIL = {
    "en": r"[ -]years?[ -]olds?|[ -]years?|(?: ?-?y/?o| ?yo| yrs?(?: old)?| ?y\.o\.?| y\b)",
    "ru": r"[ -]?(?:ти|и|х|ух|ех|ми)?-?летн\w+| ?(?:лет|год|г|л)\w*\.?",
    "sv": r"[ -]?år(?:ig|ing)\w*| år\w*",
}
_GENITIVE_BEFORE = re.compile(
    r"(?<!\w)(?:с|со|до|от|после|около|старше|младше|моложе|возрасте|из)\s+\Z", re.IGNORECASE
)
_NOUN_BEFORE = re.compile(r"[а-яё]{3,}(?:а|я|ь|т|н|к|р|ц|л|й|е)\s+\Z")


#: endings of a hard adjective and of a soft one
_SOFT = {
    "ый": "ий", "ая": "яя", "ое": "ее", "ые": "ие", "ого": "его", "ому": "ему", "ым": "им", "ом": "ем", "ой": "ей",
    "ую": "юю", "ых": "их", "ыми": "ими",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Age:
    """An age as read: years, whether only a decade is known, and what stands after the number."""

    years: int
    rough: bool
    infant: bool
    tail: str
    written: str


def generalise(ask: Ask, step: str) -> Generalised | None:
    """The age at that step; ``None`` when it is not understood."""
    age = _read(ask)
    if age is None:
        return _decade_word(ask, step)
    if step == "exact":
        text = _put("90+", 95, age, ask) if age.years > _OLDEST else ask.surface
        return Generalised(text, False, step, step, "age_above_89" if age.years > _OLDEST else None)
    if age.infant and age.years < 1 and step == "band":
        return Generalised(_infant(age, ask), False, step, step)
    done, note = ("decade", "age_decade") if age.rough and step == "band" else (step, None)
    text = _text(age, done, ask)
    if age.years > _OLDEST and done != "life":
        note = "age_above_89"
    return Generalised(text, False, done, step, note)


def _read(ask: Ask) -> _Age | None:
    code, surface = ask.language.code, ask.surface
    number = read_number(surface, ask.language)
    if number is None or number.value > 119:
        return None
    rest, low = surface[number.end :], surface.casefold().replace("ё", "е")
    following = rest.casefold().replace("ё", "е")
    years, infant = number.value, re.match(_INFANT[code], following) is not None
    if infant:
        years = 0 if re.search(_DAYS[code], following) else years // 12
    rough = re.search(_ROUGH[code], low) is not None
    if code == "ru" and re.search(r"\bпод\b", low):
        years = max(0, years - 1)
    tail = re.match(_TAIL[code], _FRACTION.sub("", following))
    if infant:
        return _Age(years, False, True, _years_for_months(code, following, surface), surface)
    kept = "" if tail is None else _FRACTION.sub("", rest)[: tail.end()]
    return _Age(years, rough, False, kept, surface)


def _years_for_months(code: str, following: str, surface: str) -> str:
    """What stands after a number of years where the original has a number of months, weeks or days."""
    if code == "ru":
        ending = re.search(r"(?:месячн|недельн|дневн)(\w+)", following)
        return f"летн{_SOFT.get(ending[1], ending[1])}" if ending else " года"
    if code == "sv":
        return " år"
    if not surface.casefold().endswith("old"):
        return " years"
    return "-year-old" if "-" in following else " years old"


def _decade_word(ask: Ask, step: str) -> Generalised | None:
    """Thirties, late fifties, teens: the decade without its part."""
    table = ask.language.table("generalise")["ages"]
    word = re.sub(r"^.*?(\w+)\W*$", r"\1", ask.surface.casefold())
    if word not in table["decades"]:
        return None
    if step == "exact":
        return Generalised(ask.surface, False, step, step)
    done, note = ("decade", "age_decade") if step == "band" else (step, None)
    return Generalised(word if done == "decade" else table["adult_years"], False, done, step, note)


def _bounds(years: int, step: str, language: Language) -> tuple[int, int | None]:
    """The first and last year of the band, decade or stage, or part of life; ``None``: no last one."""
    stages = language.table("generalise")["ages"]["stage"]
    if step == "life":
        return _life(years, stages)[1]
    if years > _OLDEST:
        return _OLDEST + 1, None
    if years >= _GROWN:
        size = 5 if step == "band" else 10
        return years // size * size, years // size * size + size - 1
    stage = next(s for s in stages if s["first"] <= years <= s["last"])
    if step == "decade":
        return stage["first"], stage["last"]
    low, high = next(b for b in stage["bands"] if b[0] <= years <= b[1])
    return low, high


def _life(years: int, stages: list[Any]) -> tuple[int, tuple[int, int | None]]:
    """Which part of life, and its first and last year."""
    young = next(s["first"] for s in stages if s["first"] >= 10 and s["last"] > 12)
    starts = (0, stages[1]["first"], young, _GROWN, _OLD)
    at = max(i for i, start in enumerate(starts) if years >= start)
    return at, (starts[at], starts[at + 1] - 1 if at < 4 else None)


def _text(age: _Age, step: str, ask: Ask) -> str:
    low, high = _bounds(age.years, step, ask.language)
    word = _word(age, step, ask)
    if word:
        return capitalised(word, ask)
    return _put(f"{low}+" if high is None else f"{low}–{high}", low + 5 if high is None else high, age, ask)


def _word(age: _Age, step: str, ask: Ask) -> str | None:
    """The name of the stage or part of life, where the age stands by itself between marks."""
    alone = re.search(r"[(,;–—]\s*\Z", ask.before) and re.match(r"\s*[),;.–—]|\s*\Z", ask.after)
    if not alone or "летн" in age.tail or step == "band":
        return None
    table = ask.language.table("generalise")["ages"]
    if step == "life":
        return str(table["life"][_life(age.years, table["stage"])[0]])
    return next((str(s["name"]) for s in table["stage"] if s["first"] <= age.years <= s["last"]), None)


def _put(numbers: str, last: int, age: _Age, ask: Ask) -> str:
    """The numbers with the unit of the original, in the form the numbers and the sentence ask for."""
    code, tail = ask.language.code, age.tail
    if code == "ru":
        return _russian(numbers, last, age, ask)
    if code == "sv":
        if "årsålder" in age.written.casefold():
            start = "i " if age.written.casefold().startswith("i ") else ""
            return f"{start}åldern {numbers}"
        return (
            f"{numbers}-{tail.lstrip(' -')}"
            if re.search("år(?:ig|ing)", tail)
            else numbers + tail.replace("åring", "-åring")
        )
    joined = tail.startswith("-") or tail.lstrip().startswith("y")
    return numbers + (tail if joined or tail.startswith(" ") else f" {tail}" if tail else "")


def _russian(numbers: str, last: int, age: _Age, ask: Ask) -> str:
    tail = age.tail.lstrip(" -").casefold().replace("ё", "е")
    if adjective := re.search(r"летн\w+", age.tail, re.IGNORECASE):
        return f"{numbers}-{adjective[0].lower()}"
    inverted = age.written.casefold().startswith("лет ")
    if not tail and not inverted:
        return numbers
    for oblique in ("годам", "годами", "годах", "летам"):
        if tail == oblique:
            return f"{numbers} {oblique}"
    return f"{numbers} {_years(last, genitive=inverted or _genitive(age, ask))}"


def _genitive(age: _Age, ask: Ask) -> bool:
    """Whether "лет" is the genitive plural of the phrase and not what the number governs."""
    unit = age.tail.lstrip(" -").casefold()
    if unit.startswith("год") or not unit:
        return False
    last = age.years % 10 if not 11 <= age.years % 100 <= 14 else 0
    if unit.startswith("лет") and 1 <= last <= 4:
        return True
    if re.search(
        r"(?:десяти|дцати|сорока|девяноста|[еёо]х|(?<!ца)пяти|шести|семи|восьми|девяти)\s",
        age.written.casefold(),
    ):
        return True
    return bool(_GENITIVE_BEFORE.search(ask.before)) or (last == 0 and _follows_noun(ask))


def _follows_noun(ask: Ask) -> bool:
    datives = ask.language.table("ages")["datives"]
    return bool(_NOUN_BEFORE.search(ask.before)) and ask.word_before not in (
        *datives,
        "всего",
        "было",
        "уже",
        "сейчас",
    )


def _years(last: int, *, genitive: bool) -> str:
    if genitive or 11 <= last % 100 <= 14 or last % 10 in (0, 5, 6, 7, 8, 9):
        return "лет"
    return "год" if last % 10 == 1 else "года"


def _infant(age: _Age, ask: Ask) -> str:
    """An age in months, weeks or days."""
    under = str(ask.language.table("generalise")["ages"]["under_one"])
    low = age.written.casefold().replace("ё", "е")
    if ask.language.code == "ru" and (ending := re.search(r"(?:месячн|недельн|дневн)(\w+)", low)):
        return "грудн" + ("ой" if ending[1] == "ый" else ending[1])
    if ask.language.code == "en" and low.endswith("old"):
        return f"{under} old" if " old" in low else under.replace(" ", "-") + "-old"
    return capitalised(under, ask)
