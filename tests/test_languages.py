"""A language is a folder with the same files, the same keys, the same places to fill in."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import casekit
from casekit.case import EntityType
from casekit.config import OPERATORS
from casekit.errors import LanguageError
from casekit.lang import SUPPORTED, get_language
from casekit.read.document import LEFT_OUT, LeftOut

FOLDER = Path(casekit.__file__).parent / "lang"


def test_every_language_has_the_same_files() -> None:
    listings = {
        code: {path.name for path in (FOLDER / code).iterdir() if path.name != "__pycache__"}
        for code in SUPPORTED
    }
    assert listings["en"] == listings["ru"] == listings["sv"]


@pytest.mark.parametrize(
    "table", ["messages", "matching", "placeholders", "names", "keep", "phones", "documents", "review"]
)
def test_every_language_has_the_same_keys(table: str) -> None:
    keys = [_keys(dict(get_language(code).table(table))) for code in SUPPORTED]
    assert keys[0] == keys[1] == keys[2]


def _keys(table: dict[str, object], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in table.items():
        found |= _keys(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key}
    return found


def test_messages_have_the_same_places_to_fill_in() -> None:
    def places(code: str) -> dict[str, set[str]]:
        table = get_language(code).table("messages")
        return {
            f"{section}.{key}": {name for _, name, _, _ in Formatter().parse(text) if name}
            for section, texts in table.items()
            for key, text in texts.items()
        }

    assert places("en") == places("ru") == places("sv")


@pytest.mark.parametrize("code", SUPPORTED)
def test_types_and_operators_have_words(code: str) -> None:
    table = get_language(code).table("messages")
    assert set(table["types"]) == {str(type_) for type_ in EntityType}
    assert set(table["operators"]) == {*OPERATORS, "role"}
    assert set(table["languages"]) == set(SUPPORTED)


def test_every_error_key_has_a_message() -> None:
    source = "\n".join(
        p.read_text("utf-8") for p in Path(casekit.__file__).parent.rglob("*.py") if p.name != "reasons.py"
    )
    used = set(re.findall(r'key="([a-z_]+)"', source)) | set(
        re.findall(r'^    key = "([a-z_]+)"', source, re.M)
    )
    assert used and used <= set(get_language("en").table("messages")["errors"])


def test_everything_that_is_left_out_of_a_file_has_a_sentence() -> None:
    assert set(get_language("en").table("messages")["left_out"]) == LEFT_OUT
    with pytest.raises(ValueError, match="called 'spoon'"):
        LeftOut("spoon")


def test_an_unknown_language_is_answered_with_those_that_exist() -> None:
    with pytest.raises(LanguageError, match="en, ru, sv"):
        get_language("fi")


@pytest.mark.parametrize(
    ("code", "word", "kinds"),
    [
        ("ru", "Анне", "f"),
        ("ru", "Петровной", "p"),
        ("ru", "Казани", "l"),
        ("sv", "Ingelas", "f"),
        ("sv", "Lund", "l"),
        ("en", "Kate", "d"),
        ("en", "Oxford", "l"),
    ],
)
def test_the_lexicon_knows_a_word_in_its_forms(code: str, word: str, kinds: str) -> None:
    known = get_language(code).lexicon.kinds(word)
    assert set(kinds) <= set(known.lower())


@pytest.mark.parametrize(
    ("code", "form", "base"),
    [
        ("ru", "петровой", "петров"),
        ("ru", "машин", "маша"),
        ("ru", "соней", "соня"),
        ("sv", "k:s", "k"),
        ("sv", "annas", "anna"),
        ("en", "anna's", "anna"),
        ("en", "joneses", "jones"),
    ],
)
def test_inflection_is_undone(code: str, form: str, base: str) -> None:
    assert base in get_language(code).morphology.bases(form)


@pytest.mark.parametrize("code", SUPPORTED)
def test_folding_is_stable(code: str) -> None:
    fold = get_language(code).morphology.fold
    for word in ("Élodie", "Ёлкина", "Åsa", "Zoë", "O’Brien"):
        assert fold(fold(word)) == fold(word)
