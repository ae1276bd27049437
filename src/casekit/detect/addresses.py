"""Street addresses: street, house, flat, and postcode and town in the same run, as one span; a street alone too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.detect.numerals import cardinal
from casekit.detect.windows import around, matches
from casekit.lang import Language, get_language

_UP = "A-ZА-ЯЁÅÄÖÉÜÁÍÓÚ"
_NAME = rf"[{_UP}0-9][\w'’.-]{{0,30}}"


def _any(words: Sequence[str]) -> str:
    return "|".join(sorted((re.escape(w).replace(r"\ ", " ") for w in words), key=len, reverse=True))


def _english(table: dict[str, list[str]]) -> list[str]:
    street, unit = _any(table["streets"]), _any(table["units"])
    number = rf"(?:\d{{1,5}}(?:[-/]\d{{1,4}})?[A-Da-d]?|(?:{cardinal(get_language('en'))}))"
    flat = rf"(?:(?:{unit})\.? ?#?(?:\d[\w/]{{0,5}}|[A-Za-z](?:\d[\w/]{{0,4}})?)(?!\w)|#\w{{1,5}}|\d{{1,2}}(?:st|nd|rd|th) floor)"
    upper = _any([s.upper() for s in table["streets"]])
    postcode = r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]\d[\dW] ?[A-Z0-9]{4}|(?:[A-Z]{2,3} )?\d{4,5}(?:-\d{4})?)"
    town = rf"(?:,? (?:{_NAME}(?: {_NAME}){{0,2}},? ){{0,2}}{postcode}(?!\w))"
    way = rf"(?:[NSEW]\.? )?(?:{_NAME} ){{1,3}}(?:{street})(?!\w)\.?(?: [NSEW]{{1,2}}(?!\w))?"
    return [
        rf"(?<!\w)(?:{flat},? ){{0,2}}{number},? {way}(?:,? {flat})?(?:{town}|,? (?:[Ii]n )?{_NAME}(?: {_NAME})?(?=[,.;)\n]|$))?",
        rf"(?<!\w)\d{{1,5}}[A-D]? (?:[A-Z'’-]{{3,20}} ){{1,3}}(?:{upper})(?!\w)",
        rf"(?<!\w){flat}, {_NAME}(?: {_NAME}){{0,2}} (?:House|Court|Towers?|Lodge|Buildings?|Mansions?|Hall|Point|Apartments)(?:,? {way})?(?:,? {_NAME})?{town}?",
        rf"(?<!\w)(?:{flat},? ){number} {_NAME}(?: {_NAME}){{0,2}}{town}",
        rf"(?<!\w)(?:(?:{flat}|[Rr]oom \w{{1,5}}),? )?(?:(?:\d{{1,4}} )?(?:[Tt]he )?{_NAME}(?: {_NAME}){{0,2}}, ){{1,4}}(?:{_NAME} )?(?:[A-Z]\d[\dW] [A-Z0-9]{{4}}|[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?!\w)",
        r"(?<!\w)(?:at|from|of) (?P<a>(?:number|no\.?) \d{1,4}[a-d]?)(?!\w)",
        rf"(?<!\w)(?:p\.? ?o\.? box) \d{{1,6}}{town}?",
        rf"(?<!\w){number} (?:[a-z'’]{{3,14}} ){{1,2}}(?:street|road|avenue|lane|drive|close|crescent|court|terrace|highway|st|rd|ave|ln|dr|cres)(?!\w)(?:,? (?:{flat}))?(?:, [a-z]{{3,14}}(?=[.,;)\n]|$))?",
        r"(?<!\w)(?:on|in|at|of|off) (?P<a>(?!the |a |my |her |his |our |their )(?:[a-z]{3,14} ){1,2}(?:street|road|avenue|lane|crescent|highway|rd|ave|ln|cres))(?!\w)",
        rf"(?<!\w){number} [a-z'’]{{4,14}} (?:house|court|mansions|towers|lodge|buildings)(?!\w)",
        rf"(?<!\w)(?:{_NAME} ){{1,2}}(?:{_any(table['street_alone'])})(?!\w)",
        r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?!\w)|(?<!\w)[A-Z]\d[A-Z] \d[A-Z]\d(?!\w)",
    ]


def _swedish(table: dict[str, list[str]]) -> list[str]:
    ends = _any(table["streets"])
    house = rf"(?:\d{{1,4}}(?: ?[A-Ha-h])?(?!\w)(?::\d{{1,4}}| \d{{1,3}}(?!\d| ?\d\d))?(?:[-–]\d{{1,3}})?|(?:{cardinal(get_language('sv'))})(?!\w))"
    flat = rf"(?:,? (?:(?:{_any(table['units'])})\.? ?\d{{1,5}}(?: ?tr)?|\d ?tr(?:appor)?(?: (?:[öo]\.? ?g|n\.? ?b)\.?)?))"
    sure, generic = _any(table["sure"]), _any(table["generic"])
    town = rf"(?:,? (?:SE-)?\d{{3}} ?\d{{2}}(?!\d)(?: [{_UP}][\w-]{{1,20}}(?: [{_UP}][\w-]{{1,20}})?)?)"
    care_of = rf"(?:c/o [{_UP}][\w-]{{1,20}}(?: [{_UP}][\w-]{{1,20}})?,? )?"
    lead = rf"(?:(?:[{_UP}][\w.-]{{1,20}} ){{0,2}})"
    return [
        rf"(?<!\w){care_of}{lead}\w{{2,25}}(?:{ends})s? {house}{flat}{{0,2}}(?:{town}|(?:,| i) [{_UP}][\w-]{{2,20}})?",
        r"(?<!\w)[a-zåäö]{3,20} (?:[a-zåäö]{1,12})?(?:gata|gatan|gränd|gränden|torget|allén|stigen|backen) \d{1,4}(?!\w|[.:]\d)",
        rf"(?<!\w){care_of}[{_UP}]\w{{2,20}}(?: [{_UP}a-zåäö]\w{{1,20}})? {house}{flat}{{0,2}}{town}",
        rf"(?<!\w)(?:[{_UP}][\w.-]{{1,20}} ){{0,2}}[{_UP}]\w{{1,25}}(?:{sure})(?!\w)",
        rf"(?<!\w)(?:på|vid|till|från|hörnet) (?P<a>(?!(?:{generic}))[a-zåäö]{{2,20}}(?:gatan|vägen|gränden|stigen|allén)s?)(?!\w)",
        rf"(?<!\w)(?:[{_UP}]\w{{1,20}} )(?:{_any(table['street_alone'])})(?: {house})?(?!\w)",
        rf"(?<!\w)box \d{{1,5}}{town}?",
        rf"(?<![\w-])(?:SE-)?\d{{3}} \d{{2}} [{_UP}][\w-]{{2,20}}",
    ]


def _russian(table: dict[str, list[str]]) -> list[str]:
    words = [word for word in table["streets"] if len(word) > 4 and "-" not in word]
    short = [word for word in table["streets"] if word not in words]
    kind = rf"(?:(?:{_any(short)})(?:\. ?| )|(?:{_any(words)}) )"
    ending = _any(table["streets"])
    name = rf"(?:(?:\d{{1,3}}(?:-?[а-я]{{1,3}})? |им(?:ени|\.) )?[{_UP}0-9][\w-]{{1,25}}(?: [{_UP}][\w-]{{1,25}}){{0,2}})"
    low = r"(?:[а-яё][\w-]{2,20})"
    house = r"(?:,? ?(?:д(?:ом|оме|ома|\.)?|вл\.?) ?)?\d{1,4}(?: ?[а-гА-Г])?(?: ?[/–-] ?\d{1,4})?(?:к\d{1,2})?(?: ?[А-Га-г](?!\w))?"
    adjective = r"(?:ск|цк|нн|н|ов|ев)(?:ая|ой|ую|ий|ый)"
    part = rf"(?:,? ?(?:{_any(table['units'])})\.? ?№? ?\d{{1,4}} ?[а-г]?(?!\w))"
    spoken = rf"(?:{cardinal(get_language('ru'))})"
    town = rf"(?:\d{{6}},? )?(?:(?:г\.|город|пос\.|с\.|дер\.) ?[{_UP}][\w-]{{2,20}},? )?"
    return [
        rf"(?<!\w){town}(?:{kind}){name}(?:,? ?{house}(?!\w)){part}{{0,4}}",
        rf"(?<!\w){town}(?:{kind}){low}(?: {low})?,? ?(?:д(?:ом|\.)? ?)?\d{{1,4}}(?!\w){part}{{0,4}}",
        rf"(?<!\w)[{_UP}][\w-]{{2,25}}(?: [{_UP}][\w-]{{2,25}})? (?:{ending})(?!\w)\.?(?:,? ?{house}(?!\w){part}{{0,4}})?",
        rf"(?<!\w)(?:{kind}){name}(?!\w)",
        rf"(?<!\w)[{_UP}][\w-]{{2,25}},? \d{{1,4}}(?:[/-]\d{{1,3}})? ?[а-г]?{part}{{1,4}}",
        rf"(?<!\w)[{_UP}][\w-]{{2,25}}(?: [{_UP}][\w-]{{2,25}})?,? (?:дом )?{spoken}(?:,? (?:корпус|квартира|кв\.?|подъезд|этаж) {spoken}){{1,3}}(?!\w)",
        rf"(?<!\w)(?:{kind}){low}(?: {low})?,? (?:дом )?{spoken}(?: дробь {spoken})?(?:,? (?:корпус|квартира|кв\.?|подъезд|этаж) {spoken})*(?!\w)",
        rf"(?<!\w)(?:на|по|адрес) (?P<a>{low} {spoken} дробь {spoken})(?!\w)",
        rf"(?<![\w№])(?<!№ )\d{{6}},? (?:[^,\n;\d]{{2,40}},? ?){{1,4}}{house}(?!\w){part}{{0,4}}",
        rf"(?<!\w)(?:на|по|с|адрес:?) (?P<a>[{_UP}а-яё][\w-]{{3,20}}{adjective},? \d{{1,3}}(?:[/–-]\d{{1,3}})?(?: ?[а-г](?!\w))?{part}{{0,3}})(?!\w| (?:лет|год|раз|час|класс|мин|%|сесс|встреч|балл|рубл|строк|страниц))",
        rf"(?<!\w)(?:г\.|дер\.|пос\.|с\.|д\.) ?[{_UP}][\w-]{{2,20}}, (?:[{_UP}][\w-]{{2,20}},? ){{1,2}}{house}(?!\w){part}{{0,4}}",
        rf"(?<!\w)(?:на|по|в|с) (?P<a>[\w-]{{4,25}},? дом (?:\d{{1,4}}|{spoken})(?!\w){part}{{0,3}})",
        r"(?<!\w)(?:в|из) (?P<a>дом(?:е|а) №? ?\d{1,4})(?!\w)",
        r"(?<!\w)(?P<a>[а-яё-]{3,22}(?:ск|н|ов|ев)(?:ий|ом|ого|ая|ой|ую|ый) (?:проспект|улиц|бульвар|переул|набережн|площад)\w{0,4}(?:,? \d{1,4}(?:[/–-]\d{1,4})?)?)",
        rf"(?<!\w)(?:дом|д\.|д) ?\d{{1,4}}[а-г]?{part}{{1,4}}",
        r"(?<!\w)(?:кв\.|квартира) ?\d{1,4}(?!\w)",
    ]


_GRAMMARS = {"en": _english, "sv": _swedish, "ru": _russian}


@cache
def _patterns(language: Language) -> tuple[re.Pattern[str], ...]:
    table = language.table("addresses")
    patterns = _GRAMMARS[language.code]({key: list(table[key]) for key in table})
    return tuple(re.compile(p) for p in patterns)


@cache
def _ways(language: Language) -> tuple[str, ...]:
    """What the words for streets and flats end in, folded."""
    table, fold = language.table("addresses"), language.morphology.fold
    words = {fold(word) for key in ("streets", "units") for word in table[key]}
    return tuple(sorted(word for word in words if len(word) > 1))


def _labelled(document: Document) -> Iterator[Span]:
    """What stands after the label "Address:" up to the end of the line, when it holds a number or a comma."""
    for match in _label(document.language).finditer(document.text):
        if any(c.isdigit() or c == "," for c in match["a"]):
            yield Span(*match.span("a"), EntityType.ADDRESS, AddressRecognizer.name, 0.7)


@cache
def _label(language: Language) -> re.Pattern[str]:
    labels = _any(language.table("addresses")["labels"])
    end = r"(?=$|[;|\n]|\.\s|\s{2,}|[,.]? (?:tel|тел|tfn|ph|mob)\b)"
    return re.compile(rf"(?<!\w)(?:{labels})[ ]?[:–—-] ?(?P<a>[^\n;|]{{5,90}}?){end}", re.IGNORECASE)


class AddressRecognizer:
    """Finds street addresses by the grammar of the language they are written in."""

    name = "addresses"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield whole addresses first; a street alone is less sure."""
        ways = _ways(document.language)
        telling = (w for w in document.words if w.folded.endswith(ways) or not w.folded.isalpha())
        near = around(telling, document, reach=96)
        for pattern in _patterns(document.language):
            for match in matches(pattern, document.text, near):
                group = "a" if "a" in pattern.groupindex else 0
                surface = match[group].rstrip(" ,.")
                has_house = any(c.isdigit() for c in surface)
                confidence = 0.88 if has_house else 0.66
                start = match.start(group)
                yield Span(start, start + len(surface), EntityType.ADDRESS, self.name, confidence)
        yield from _labelled(document)
