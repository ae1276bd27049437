"""Languages as folders: ``lang/<code>/`` holds the same file names in each, read here and nowhere else.

A fourth language is a fourth folder. Language is not country: ``sv`` is a language, ``se`` a country.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Mapping
from functools import cache, cached_property
from importlib import import_module
from importlib.resources import files
from types import ModuleType
from typing import Any

from casekit.errors import LanguageError
from casekit.lang.lexicon import Lexicon

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SUPPORTED = ("en", "ru", "sv")


class Language:
    """What is true of one language, read from its folder on first use and kept."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._folder = files("casekit.lang") / code
        self._tables: dict[str, Mapping[str, Any]] = {}
        self._lists: dict[str, tuple[str, ...]] = {}

    def __repr__(self) -> str:
        return f"Language({self.code!r})"

    def table(self, name: str) -> Mapping[str, Any]:
        """The content of ``<name>.toml``."""
        if name not in self._tables:
            self._tables[name] = tomllib.loads((self._folder / f"{name}.toml").read_text("utf-8"))
        return self._tables[name]

    def lines(self, name: str) -> tuple[str, ...]:
        """The lines of ``<name>.txt`` without comments (``#``) and blanks."""
        if name not in self._lists:
            text = (self._folder / f"{name}.txt").read_text("utf-8")
            stripped = (line.split("#", 1)[0].strip() for line in text.splitlines())
            self._lists[name] = tuple(line for line in stripped if line)
        return self._lists[name]

    def blob(self, name: str) -> bytes:
        """The bytes of a data file of any other format."""
        return (self._folder / name).read_bytes()

    @cached_property
    def morphology(self) -> ModuleType:
        """The module with ``fold(word)`` and ``bases(word)``."""
        return import_module(f"casekit.lang.{self.code}.morphology")

    @cached_property
    def grammar(self) -> ModuleType:
        """The module that reads and writes the forms of names and phrases."""
        return import_module(f"casekit.lang.{self.code}.grammar")

    @cached_property
    def origins(self) -> ModuleType:
        """The module with ``origin_of(word, kind)`` and ``generation_of(given)``."""
        return import_module(f"casekit.lang.{self.code}.origins")

    @cached_property
    def districts(self) -> Mapping[str, str]:
        """Folded names of small places, and the town whose district each lies in."""
        text = gzip.decompress(self.blob("districts.tsv.gz")).decode("utf-8")
        rows = (line.split("\t") for line in text.splitlines())
        return {name: centre for name, centre in rows}

    @cached_property
    def homonyms(self) -> frozenset[str]:
        """Folded ordinary words that are also names; lower-case they are no name."""
        return frozenset(map(self.morphology.fold, self.lines("homonyms")))

    @cached_property
    def lexicon(self) -> Lexicon:
        """Names, places and ordinary words."""
        return Lexicon.from_bytes(self.blob("lexicon.tsv.gz"), self.morphology.fold, self.morphology.bases)


@cache
def get_language(code: str) -> Language:
    """The language of that code.

    Raises:
        LanguageError: the code is not supported; the message lists those that are.
    """
    if code not in SUPPORTED:
        raise LanguageError(
            f"this language is not supported; choose one of {', '.join(SUPPORTED)}",
            key="language_unknown",
            supported=", ".join(SUPPORTED),
        )
    return Language(code)
