"""Calendar dates, day and month, month and year, seasons and holidays with a year, and years.

Not taken: yesterday, weekdays by themselves, times, durations, a bare month (HIPAA's "dates but the year" and
the case-report practice of keeping the season are the policy's matter, not detection's).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.detect.numerals import alternatives, cardinal, ordinal
from casekit.detect.windows import around, matches
from casekit.lang import Language

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:1[89]\d{2}|20[0-4]\d)"
_SHORT_YEAR = r"(?:['’´-]\d{2}(?!\d))"
_NUMERIC: tuple[tuple[str, float], ...] = (
    (rf"(?<![\w.:/-]){_YEAR}[-./]{_MONTH}[-./]{_DAY}(?![\w/-]|\.\d)", 0.97),
    (rf"(?<![\w.:/-]){_DAY}[./-]{_MONTH}[./-](?:{_YEAR}|\d{{2}})(?![\w/-]|\.\d)", 0.95),
    (rf"(?<![\w.:/-]){_MONTH}[/-]{_DAY}[/-](?:{_YEAR}|\d{{2}})(?![\w/-]|\.\d)", 0.95),
    (rf"(?<![\w.:/-]){_MONTH}[./]{_YEAR}(?![\w/-]|\.\d)", 0.85),
    (rf"(?<![\w.:/-]){_YEAR}-(?:0[1-9]|1[0-2])(?![\w/-]|\.\d)", 0.8),
    (r"(?<![\w.:/-])(?:0[1-9]|[12]\d|3[01])/(?:0[1-9]|1[0-2])(?![\w/%-]|[.,]\d)", 0.6),
    (rf"(?<![\w.:/-]){_DAY}\.(?-i:XI{{0,2}}|I{{1,3}}|IV|VI{{0,3}}|IX)(?:\.(?:{_YEAR}|\d{{2}}))?(?!\w)", 0.8),
    (r"(?<![\w.:/+-])[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w/-]|[.,]\d)", 0.55),
)


#: a score: 8/10 is a date only after a word that announces one
_OF_TEN = re.compile(r"(?:\d|10)/10")


@cache
def _on(language: Language) -> re.Pattern[str]:
    """Words right before a day, and the start of a line."""
    table = language.table("dates")
    words = alternatives((*table["on"], *table.get("weekdays", ())))
    return re.compile(rf"(?:(?<!\w)(?:{words})|^|\n)[ \t]*\Z", re.IGNORECASE)


class DateRecognizer:
    """Finds dates by the grammar of the language they are written in."""

    name = "dates"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield dates in digits and words."""
        windows = around(document.numbers, document)
        for pattern, confidence in _patterns(document.language):
            for match in matches(pattern, document.text, windows):
                group = "d" if "d" in pattern.groupindex else 0
                start, end = match.span(group)
                if _OF_TEN.fullmatch(match[group]) and not _on(document.language).search(
                    document.text[max(0, start - 16) : start]
                ):
                    continue
                if match[group].endswith(".") and document.language.code != "ru":
                    end -= 1
                yield Span(start, end, EntityType.DATE_TIME, self.name, confidence)


@cache
def _patterns(language: Language) -> tuple[tuple[re.Pattern[str], float], ...]:
    table = language.table("dates")
    own = _GRAMMARS[language.code](language, {key: alternatives(table[key]) for key in table})
    return tuple((re.compile(p, re.IGNORECASE), c) for p, c in (*_NUMERIC, *own))


def _english(language: Language, t: dict[str, str]) -> list[tuple[str, float]]:
    day = rf"(?:{_DAY}(?:st|nd|rd|th)?|{ordinal(language)})"
    month, weekday = rf"(?:{t['months']})\.?", rf"(?:(?:{t['weekdays']})\.?,? (?:the )?)?"
    year = rf"(?:,? ?(?:of )?(?:{_YEAR}|{_SHORT_YEAR}))?"
    spoken = rf"(?:nineteen|twenty)[ -](?:hundred|oh[ -]\w{{3,5}}|{cardinal(language)})|two thousand(?: and)? {cardinal(language)}"
    return [
        (rf"(?<![\w/]){weekday}(?:the )?{day}(?: ?(?:-|–|to|and) ?{day})? (?:of )?{month}(?!\w){year}", 0.92),
        (
            rf"(?<![\w/]){weekday}(?:{t['sure_months']}|(?-i:May|March))\.? (?:the )?{day}(?: ?(?:-|–|to) ?{_DAY})?(?![\w:]){year}",
            0.9,
        ),
        (rf"(?<!\w)(?:{t['months']}),? (?:of )?(?:{_YEAR}|{_SHORT_YEAR})(?!\w)", 0.92),
        (
            rf"(?<!\w)(?:(?:early|late|mid)[ -])?(?:{t['seasons']}|{t['holidays']}),? (?:of )?(?:{_YEAR}|{_SHORT_YEAR})(?!\w)",
            0.9,
        ),
        (rf"(?<!\w)(?:{t['year_words']}) (?P<d>{_YEAR})(?![\w-])", 0.85),
        (
            rf"(?<![\w.,/#-])(?:{_YEAR})(?:[-–/](?:{_YEAR}|\d{{2}}))?(?![\w/-]|[.,]\d| (?:mg|ml|kr|calor|steps))",
            0.7,
        ),
        (rf"(?<!\w){_SHORT_YEAR}(?!\w)", 0.5),
        (rf"(?<!\w)(?:in|since|from|of|until|by) (?P<d>{spoken})(?!\w)", 0.7),
        (r"(?<!\w)(?:the )?(?:(?:early|late|mid)[ -])?(?:['’]|19|20)\d0s(?!\w)", 0.6),
        (
            rf"(?<!\w)(?:on|to|until|till|from|is|since|by|dated|before|after|for) (?P<d>{_DAY}/{_MONTH})(?![\w/%-]|[.,]\d)",
            0.66,
        ),
        (rf"(?<!\w)(?:{t['months']})\.? {_DAY}/\d{{2}}(?!\w)", 0.9),
        (
            rf"(?<!\w)(?:{t['sure_months']}) (?:the )?(?:{spoken}|{ordinal(language)}|{cardinal(language)})(?!\w)",
            0.7,
        ),
        (
            rf"(?<!\w)nineteen[ -](?:hundred|oh|{cardinal(language)})(?!\w)(?! (?:years|months|weeks|days|people|times|minutes|per))",
            0.55,
        ),
        (
            rf"(?<!\w)(?:on|by|until|from|since) (?P<d>the {_DAY}(?:st|nd|rd|th))(?!\w| (?:of|session|floor|grade|time|week|day|month|year))",
            0.5,
        ),
    ]


def _swedish(language: Language, t: dict[str, str]) -> list[tuple[str, float]]:
    day = rf"(?:{_DAY}(?::?e|:?a)?|{ordinal(language)})"
    weekday = rf"(?:(?:{t['weekdays']}) (?:den )?)?"
    year = rf"(?:,? ?(?:{_YEAR}|{_SHORT_YEAR}))?"
    spoken = rf"(?:nittonhundra|tjugohundra)(?:{cardinal(language)})?|tvåtusen(?:{cardinal(language)})?"
    return [
        (rf"(?<![\w/]){weekday}{day}(?: ?(?:-|–|till|och) ?{day})? (?:{t['months']})\.?(?!\w){year}", 0.92),
        (rf"(?<!\w)(?:{t['months']}),? (?:år )?(?:{_YEAR}|{_SHORT_YEAR})(?!\w)", 0.92),
        (rf"(?<!\w)(?:{t['seasons']}|{t['holidays']}),? (?:år )?(?:{_YEAR}|{_SHORT_YEAR})(?!\w)", 0.9),
        (rf"(?<!\w)(?:{t['weekdays']}) (?:den )?{_DAY}[/.]{_MONTH}(?![\w/]|\.\d)", 0.9),
        (rf"(?<![\w./:-]){_DAY}/{_MONTH}(?:[ -]?{_YEAR}|[-/]\d{{2}})?(?![\w/-]|[.,]\d)", 0.75),
        (rf"(?<!\w)(?:{t['year_words']}) (?P<d>{_YEAR}|[-’']\d{{2}}(?!\d))(?![\w-])", 0.8),
        (r"(?<!\w)(?:född|födda|f\.|årskull) (?P<d>\d{2})(?![\w.:,-]\d|\w)", 0.8),
        (
            rf"(?<![\w.,/#-])(?:{_YEAR})(?:[-–/](?:{_YEAR}|\d{{2}}))?(?![\w/-]|[.,]\d| (?:mg|ml|kr|kronor|steg))",
            0.7,
        ),
        (r"(?<=\s)-\d{2}(?![\w,.-]\d|\w)", 0.5),
        (rf"(?<!\w)(?:{spoken})(?!\w)", 0.8),
        (r"(?<!\w)(?:19|20)?\d0-tal(?:et|ets)?(?!\w)", 0.6),
        (rf"(?<!\w)den {_DAY}:?e(?!\w)", 0.55),
        (
            rf"(?<!\w)(?:den|till|från|före|efter|sedan|{t['weekdays']}s?) (?P<d>{_DAY}/{_MONTH})(?![\w/]|[.,]\d| (?:poäng|procent|mg))",
            0.7,
        ),
        (rf"(?<!\w)den (?P<d>{_DAY}\.{_MONTH})(?![\w/]|[.,]\d)", 0.7),
        (rf"(?<!\w)(?:v\.?|vecka) ?\d{{1,2}}(?:,? (?:år )?|[-/]){_YEAR}(?!\w)", 0.8),
    ]


def _russian(language: Language, t: dict[str, str]) -> list[tuple[str, float]]:
    day = rf"(?:{_DAY}(?:-?(?:го|е|ое))?|{ordinal(language)})"
    ends = r"(?:ого|его|ьего|ом|ем|ьем|ый|ий|ой|ому|ему)"
    tens = r"(?:двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто)"
    late = rf"(?:\w{{3,8}}надцат|двадцат|тридцат|сороков|\w{{3,6}}десят|девяност){ends}"
    spoken = rf"(?:(?:перв|втор|трет|четв[её]рт|пят|шест|седьм|восьм|девят|десят){ends}|{late})"
    word_year = rf"(?:{_YEAR}|\d{{2}})(?:-?(?:го|м|ый|й|ом))?(?: ?(?:года|году|год|годом|гг?\.?))"
    year = rf"(?:,? (?:{word_year}|{_YEAR}))?"
    return [
        (rf"(?<![\w/]){day}(?:(?: ?[-–] ?| (?:по|и|до|на) ){day})? (?:{t['months']})(?!\w){year}", 0.92),
        (rf"(?<!\w)(?:{t['months_any']}),? (?:{word_year}|{_YEAR}(?:-?(?:го|м))?)(?!\w)", 0.92),
        (
            rf"(?<!\w)(?:{t['seasons']}|{t['holidays']}),? (?:{word_year}|{_YEAR}(?:-?(?:го|м|й))?|\d{{2}}-(?:го|м))(?!\w)",
            0.9,
        ),
        (
            rf"(?<![\w.,/-])(?:{_YEAR}(?:-?(?:го|м|ый|й|ом))?|\d{{2}}-(?:го|м|й)) ?(?:года|году|год|годом|гг?\.?)(?!\w)",
            0.8,
        ),
        (
            rf"(?<!\w)(?:в|с|до|после|к|от|на) (?P<d>(?:{_YEAR}|\d{{2}})-?(?:м|го|му|й))(?!\w| (?:класс|сесси|неделе|этаж|квартир|кабинет|палат|школ|групп))",
            0.65,
        ),
        (rf"(?<!\w)(?:{t['holidays']})(?: ?[-–] ?|,? )(?:{_YEAR})(?!\w)", 0.85),
        (
            rf"(?<![\w.,/№-])(?:{_YEAR})(?:[-–/](?:{_YEAR}|\d{{2}}))?(?![\w/-]|[.,]\d| (?:мг|мл|руб|р\.|шаг))",
            0.68,
        ),
        (r"(?<![\w.:/-])(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])(?![\w/-]|[.,]\d| (?:мг|мл|балл))", 0.6),
        (r"(?<!\w)(?:19|20)?\d0-(?:х|е|ые|ых)(?: год\w{1,3})?(?!\w)", 0.6),
        (rf"(?<!\w)(?:тысяча девятьсот|две тысячи) (?:{tens} )?{spoken}(?: год(?:а|у|ом|е)?)?(?!\w)", 0.8),
        (
            rf"(?<!\w)(?:(?:{t['holidays']}|{t['seasons']}|{t['months_any']}),? )?(?:{tens} {spoken}|{late}) год(?:а|у|ом|е)(?!\w)",
            0.8,
        ),
        (
            rf"(?<!\w)(?:{t['holidays']}|{t['seasons']}|{t['months_any']}),? (?:{tens} {spoken}|{late})(?!\w)",
            0.72,
        ),
    ]


_GRAMMARS = {"en": _english, "sv": _swedish, "ru": _russian}
