"""Ages in digits, words, compounds and inflections; durations are told apart by their surroundings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.detect.numerals import alternatives, cardinal
from casekit.detect.windows import around, matches
from casekit.lang import Language

_DIGITS = r"(?:1[01]\d|[1-9]?\d)(?:[.,½]\d?|½)?"


class AgeRecognizer:
    """Finds ages by the grammar of the language they are written in."""

    name = "ages"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield ages; what reads as a duration, a dose or a score is passed over."""
        duration = _duration(document.language)
        windows = around(document.numbers, document)
        for pattern, confidence in _patterns(document.language):
            for match in matches(pattern, document.text, windows):
                start, end = match.span("a")
                if match["a"].casefold() in document.language.table("ages")["never"]:
                    continue
                if confidence < 0.8 and duration.search(document.text[max(0, start - 24) : start]):
                    continue
                yield Span(start, end, EntityType.AGE, self.name, confidence)


@cache
def _patterns(language: Language) -> tuple[tuple[re.Pattern[str], float], ...]:
    table = {key: alternatives(words) for key, words in language.table("ages").items()}
    number = rf"(?:{_DIGITS}|{cardinal(language)})"
    own = _GRAMMARS[language.code](number, table)
    return tuple((re.compile(p, re.IGNORECASE), c) for p, c in own)


@cache
def _duration(language: Language) -> re.Pattern[str]:
    """Words right before a number of years that make it a duration."""
    return re.compile(
        rf"(?<!\w)(?:{alternatives(language.table('ages')['duration'])})[^\S\n]*$", re.IGNORECASE
    )


def _english(number: str, t: dict[str, str]) -> list[tuple[str, float]]:
    unit = r"(?:years?|yrs?|months?|mos?|weeks?|days?)"
    decade = r"(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|teens|[1-9]0['’]?s)"
    bare = rf"(?P<a>{number})(?![\w%:/-]|[.,]\d| (?:%|mg|ml|sessions?|times?|per|minutes?|hours?|years|months|weeks|days|o'clock|points?|other|of|or so|people|children|kids|am|pm))"
    return [
        (rf"(?<![\w.])(?P<a>{number}[ -]{unit}[ -]old)s?(?!\w)", 0.95),
        (rf"(?<![\w.])(?P<a>{number} ?(?:y/?o|yo|yrs? old|y\.o\.?))(?!\w)", 0.93),
        (
            rf"(?<!\w)(?:aged?|age of|age:|Age) ?(?:about |around |just )?(?P<a>{number})(?![\w/%]|[.,]\d)",
            0.9,
        ),
        (
            rf"(?<!\w)(?:(?:in|into|is) )?(?:his|her|their|my|our|the) (?P<a>(?:early|mid|late)?[ -]?{decade})(?!\w)",
            0.9,
        ),
        (rf"(?<!\w)(?P<a>(?:early|mid|late)[ -]{decade})(?!\w)", 0.88),
        (rf"(?<!\w)(?:turn(?:s|ed|ing)?|is nearly|nearly|only|just turned|will be|would be|at) {bare}", 0.62),
        (
            rf"(?<!\w)(?:she|he|they|i|who)(?:['’]s|['’]m|['’]re| is| was| am| are| were)(?: (?:now|only|just|about|already|nearly|almost))? {bare}",
            0.75,
        ),
        (rf"(?<!\w)(?:{t['persons']})(?: \w+)?(?:,| is| was|['’]s) {bare}", 0.66),
        (r"(?<=\w) \((?:[mf][, /]? ?)?(?P<a>(?:[1-9]|[1-9]\d))(?:[, /]? ?[mf])?(?=[,;)])", 0.8),
        (r"(?<![\w/])(?:f|m|male|female|nb)[ /,](?P<a>[1-9]\d?)(?![\w/%:-]|[.,]\d)", 0.75),
        (r"(?<![\w/.])(?P<a>[1-9]\d?) ?/? ?(?:f|m)(?![\w'’])(?= |,|\.|;|\))", 0.7),
        (r"(?:(?-i:[A-Z][a-zé'’-]+)),? (?P<a>(?:[2-9]|[1-9]\d))(?=,|\)|;| and |\.(?:\s|$))", 0.66),
        (rf"(?<!\w)(?P<a>{number} (?:months?|weeks?|days?) old)(?!\w)", 0.9),
        (rf"(?<=\w) \((?P<a>{number})(?=[,;)])(?!\w)", 0.66),
        (rf"(?<!\w)how old (?:are|is|were|was) \w+\?[\s—–\"”-]*(?:\w+:\s*)?(?P<a>{number})(?!\w)", 0.85),
        (
            rf"(?<!\w)(?:when|since|until|till|by|before|after|from) (?:she|he|they|i|we) (?:was|were|is|turned|am) {bare}",
            0.8,
        ),
        (
            r"(?<!\w)(?:kids|children|sons|daughters|boys|girls|siblings|twins)[^.\n]{0,20}?(?:,|\(|aged) ?(?P<a>\d{1,2})(?=,| and| &|\))",
            0.7,
        ),
        (
            r"(?<!\w)(?:kids|children|sons|daughters|boys|girls|siblings)[^.\n]{0,30}?\d{1,2}(?:,| and| &) (?:and )?(?P<a>\d{1,2})(?![\w%])",
            0.7,
        ),
    ]


def _swedish(number: str, t: dict[str, str]) -> list[tuple[str, float]]:
    bare = rf"(?P<a>{number})(?![\w%:/-]|[.,]\d| (?:mg|ml|gånger|procent|%|år sedan|minuter|timmar|dagar|veckor|månader|poäng|kronor|kr|st|till|av|i|barn|andra|på))"
    return [
        (rf"(?<![\w.])(?P<a>{number}[ -]?(?:årige?a?s?|åringe?n?s?|åringar(?:na)?|åriga|årig))(?!\w)", 0.95),
        (rf"(?<![\w.])(?P<a>{number} års?(?:(?:ig|ing)\w*)?) (?:gam\w+|ung\w*|fyllda)(?!\w)", 0.95),
        (rf"(?<![\w.])(?P<a>{number} (?:år|månader|mån|veckor|dagar)) gam\w+(?!\w)", 0.95),
        (
            rf"(?<!\w)(?:fyll(?:er|de|a|t|des)|blir|blev|bli|blivit)(?: (?:nyss|snart|just|nu|hon|han|jag|hen))? {bare}(?! år (?:sedan|sen))",
            0.82,
        ),
        (
            rf"(?<!\w)(?:fyll(?:er|de|a|t)|blir|blev|bli|blivit)(?: \w+)? (?P<a>{number} år)(?! (?:sedan|sen|i)\b)",
            0.85,
        ),
        (
            rf"(?<!\w)(?:(?:ålder|åldern)(?: av)?:? (?=\w)|vid (?=1[3-9]|[2-9]\d))(?P<a>{number}(?: år)?)(?: års)?(?![\w%:]|[.,]\d)",
            0.7,
        ),
        (rf"(?<!\w)vid (?P<a>{number} års) ålder", 0.92),
        (rf"(?:(?-i:[A-ZÅÄÖ][a-zåäöé-]+)), (?P<a>{number})(?=,|\)|;)", 0.66),
        (rf"(?<!\w)som fyll(?:er|de|t) (?P<a>{number})(?!\w)(?! år sedan)", 0.85),
        (rf"(?<!\w)(?P<a>{number}) fyller (?:han|hon|hen|jag|barnet)(?!\w)", 0.8),
        (rf"(?<!\w)hur gam\w+ (?:är|var) \w+\?[\s—–\"”-]*(?:\w+:\s*)?(?P<a>{number}(?: år)?)(?!\w)", 0.85),
        (
            rf"(?<!\w)(?:är|var|som)(?: (?:nu|bara|snart|nästan|cirka|ca|drygt|knappt|väl))? (?P<a>{number}(?: år)?)(?![\w%:/-]|[.,]\d| (?:år i|år som|år sedan|år på|stycken|gånger|av|i|mg|dagar|veckor|månader|personer|barn|till|procent|år inom|års))",
            0.66,
        ),
        (rf"(?:(?-i:[A-ZÅÄÖ][\w-]+)|{t['persons']}), (?P<a>{number} år)(?=[,.;)\n]| och)", 0.85),
        (r"(?<=\w) \((?P<a>[1-9]\d?(?: år)?)(?=[,;)])", 0.8),
        (r"(?:(?-i:[A-ZÅÄÖ][a-zåäöé-]+)),? (?P<a>[1-9]\d?)(?: år)?(?=,|\)|;| och |\.(?:\s|$))", 0.66),
        (
            r"(?<!\w)(?P<a>(?:i )?(?:tidiga |sena )?(?:tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio)års?åldern)(?!\w)",
            0.9,
        ),
        (r"(?<!\w)(?P<a>(?:tidiga|sena|mitten av)? ?[2-9]0[ -]?års?åldern)(?!\w)", 0.9),
        (rf"(?<!\w)(?:{t['persons']})(?: \w+)?,? (?P<a>{number} år)(?! (?:sedan|sen|i)\b)", 0.8),
        (
            r"(?<!\w)(?:pojke|flicka|man|kvinna|kille|tjej|son|dotter|pat|klient)\.?,? (?P<a>\d{1,2})(?![\w%:/-]|[.,]\d)",
            0.7,
        ),
        (
            rf"(?<!\w)(?:när|då|sedan|tills|innan|sen) (?:hon|han|hen|jag|de|vi|\w+) (?:var|är|blev|fyllde) (?P<a>{number}(?: år)?)(?!\w)",
            0.85,
        ),
        (
            r"(?<!\w)(?:barn|barnen|söner|döttrar|syskon|pojkar|flickor)[^.\n]{0,20}?(?:,|\(|om) ?(?P<a>\d{1,2})(?=,| och|\))",
            0.7,
        ),
        (
            r"(?<!\w)(?:barn|barnen|söner|döttrar|syskon|pojkar|flickor)[^.\n]{0,30}?\d{1,2}(?:,| och) (?P<a>\d{1,2}(?: år)?)(?![\w%])",
            0.7,
        ),
    ]


def _russian(number: str, t: dict[str, str]) -> list[tuple[str, float]]:
    years = r"(?:лет|года|год|годика|годиков|годам|годами|годах|летам|г\.?|л\.?)"
    baby = r"(?:месяц\w{0,3}|мес\.?|недел\w{1,2}|дн\w{1,2})"
    dative = t["datives"]
    return [
        (rf"(?<![\w.])(?P<a>{_DIGITS}[ -]?(?:ти|и|х|ух|ёх|ех|ми)?-?летн\w{{2,4}})(?!\w)", 0.95),
        (rf"(?<!\w)(?P<a>(?:{t['compound']})летн\w{{2,4}})(?!\w)", 0.95),
        (
            rf"(?<!\w)(?P<a>(?:{t['compound']})месячн\w{{2,4}}|\d{{1,2}}-?(?:ти|и|х)?-?месячн\w{{2,4}})(?!\w)",
            0.9,
        ),
        (
            rf"(?<![\w.,])(?:{dative})(?: (?:сейчас|уже|всего|только|было|будет|скоро|исполнилось|почти|тогда|около|примерно|где-то|недавно))*:? (?P<a>{number}(?: (?:с половиной|с небольшим))?(?: {years})?)(?![\w%/-]|[.,]\d| (?:мг|мл|балл|раз|минут|час|сесси|недел|месяц|дн|%|руб|тысяч|челов))",
            0.85,
        ),
        (
            rf"(?<!\w)(?:исполни\w{{3,5}}|стукнуло|исполняется|возраст\w{{0,2}}:?|в свои|в мои|лет до|до) (?P<a>{number}(?: {years})?)(?![\w%/-]|[.,]\d)",
            0.72,
        ),
        (rf"(?<!\w)(?P<a>лет (?:под|за|около|до)? ?{number}(?:-{number})?)(?!\w)", 0.8),
        (
            r"(?<![\w.,])(?P<a>(?:под|за|около|чуть за|далеко за) (?:двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто|[2-9]0))(?! (?:мг|лет|минут|час|раз|сесс|балл|тысяч|руб))(?!\w)",
            0.55,
        ),
        (
            rf"(?<![\w.,-])(?P<a>{number}(?: с половиной)? {years})(?![\w]| (?:назад|тому|стаж|спустя|подряд|работ|жив|брак|вместе|лишения|терапи|опыт|практик|учёбы|учебы|службы|семейн|отношений|абстин|трезв|без |ремисс|не |в |мы |я |как |он |она |они |прожи|и ни|молч|мечта))",
            0.66,
        ),
        (rf"(?<=\w),? \((?P<a>[1-9]\d?(?: {years})?)(?=[,;)])", 0.82),
        (
            rf"(?<!\w)сколько (?:тебе|вам|ему|ей|им)(?: лет)?\?[\s—–\"»-]*(?:\w\.?:\s*)?(?P<a>{number}(?: {years})?)(?!\w)",
            0.85,
        ),
        (
            r"(?<!\w)(?:в|с) (?P<a>1[3-9]|[2-9]\d)(?= (?:было|был|была|были|начал|ушл|уеха|уш[её]л|родил|вышл|женил|впервые|остал|потерял|стал|бросил)|\)|[,;] |\.\s)(?![.,:]\d)",
            0.55,
        ),
        (r"(?:(?-i:[А-ЯЁ][а-яё-]+)),? (?P<a>[1-9]\d?)(?=,|\)|;| и |\.(?:\s|$))", 0.66),
        (rf"(?:(?-i:[А-ЯЁ]?[а-яё-]+)), (?P<a>{number} {years})(?=[,.;)\n]| и )", 0.85),
        (
            r"(?<!\w)(?P<a>полтора (?:года|годика)|полутора лет|полгода(?= (?:ребенку|ребёнку|сыну|дочке|дочери|малышу)))(?!\w)",
            0.6,
        ),
        (rf"(?<!\w)(?:в|с|к|до|после|лет с) (?P<a>{number} {years})(?! (?:назад|тому|лишения))(?!\w)", 0.6),
        (
            rf"(?<!\w)(?P<a>(?:[1-9]\d?|{t['compound']}) {baby})(?= (?:от роду|ребен|ребён|малыш|дочк|сын))",
            0.7,
        ),
        (rf"(?<!\w)(?:{t['persons']})(?: \w+)?,? (?P<a>{number} {years})(?! (?:назад|тому))(?!\w)", 0.8),
        (rf"(?<!\w)(?:{t['persons']})(?: \w+)?,? (?P<a>[1-9]\d?)(?=[,.;)]| и )(?![.,]\d)", 0.7),
        (r"(?<!\w)(?P<a>(?:1[3-9]|[1-9]\d?) ?(?:лет|л|г)\.?)(?= ?(?:,|\)|;|$))", 0.7),
    ]


_GRAMMARS = {"en": _english, "sv": _swedish, "ru": _russian}
