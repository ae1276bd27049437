"""Nothing of a text outlives the call that it was given to, and no store grows with the words it has seen."""

from __future__ import annotations

import functools
import gc
import random
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from spacy.strings import StringStore

import casekit
from casekit.case import EntityType
from casekit.config import load_policy
from casekit.conflicts import ConflictKey
from casekit.detect import ner
from casekit.detect.document import _FREQUENT, Document, read
from casekit.lang import SUPPORTED, get_language
from casekit.match.clocks import minutes_apart
from casekit.pipeline import Anonymiser
from casekit.read.opening import text_of
from conftest import ROOT

#: the part that all made-up words of a language share, from its end to its beginning: else this module would hold it
_BACKWARDS = {"en": "nutqolV", "ru": "пузрывЖ", "sv": "lojxirW"}
_CASES = {
    "en": "My client Anna {M}berg, 34, works at {M}tex Ltd in {M}sham. Mrs {M}berg's mother rang from 020 7946 0018, "
    "wrote to anna.{M}berg@example.org and lives at 12 {M} Road. She said that the {m}ing hurts. #{M}4711.",
    "ru": "Клиентка Анна {M}ская, 34 года, работает в ООО «{M}маш» в городе {M}ске. С Анной {M}ской пришёл муж. "
    "Адрес: ул. {M}ова, д. 5, тел. 8 927 155-01-38. Она {m}ла плохо, а я чувствую вину. №{M}-4711.",
    "sv": "Klienten Maja {M}berg, 34, arbetar på {M}tex AB i {M}by. Maja {M}bergs mor ringde från 070-174 06 35. "
    "Hon bor på {M}gatan 5 och skrev till maja.{M}berg@example.org. Hon {m}ade illa. Dnr {M}-4711.",
}
_ANNOUNCEMENTS = {
    "en": "Balint group in {M}sham, London, led by Anna {M}berg. We meet in {M}sham on Tuesdays for GPs. Time: {M}+3.",
    "ru": "Балинтовская группа в городе {M}ске, ведёт Анна {M}ская. Встречаемся очно в г. {M}ск, город Москва.",
    "sv": "Balintgrupp i {M}by, leds av Maja {M}berg. Vi ses i {M}by, i Lund på tisdagar, för läkare.",
}
#: calls with words that were never met before, and the calls before them in which everything is loaded
_FRESH, _FIRST = 300, 60
#: objects and entries that may come for reasons of their own; one word kept of each call would be more
_FEW = 200


@dataclass(frozen=True)
class Scan:
    """What is alive: objects, entries of caches and string stores, and the kinds of those that hold a marker."""

    objects: int
    cached: int
    stored: int
    holding: tuple[str, ...]


def _marker(language: str) -> str:
    return _BACKWARDS[language][::-1]


def _filled(template: str, language: str) -> str:
    word = _marker(language)
    return template.format(M=word, m=word.lower())


def _scan() -> Scan:
    """Every object that Python can reach, and what spaCy's stores spell."""
    cores = tuple(_marker(language)[1:] for language in SUPPORTED)
    coded = tuple(core.encode() for core in cores)
    own = {id(core) for core in (*cores, *coded)}
    caches: list[Any] = []
    stores: list[StringStore] = []
    holding: list[str] = []
    seen: set[int] = set()
    gc.collect()
    for thing in _reachable(seen):
        if isinstance(thing, (str, bytes)):
            sought: tuple[Any, ...] = cores if isinstance(thing, str) else coded
            if any(core in thing for core in sought) and id(thing) not in own:
                holding.append(f"{type(thing).__name__} of {len(thing)}")
        elif isinstance(thing, StringStore):
            stores.append(thing)
            holding += ["StringStore" for spelt in thing if any(core in spelt for core in cores)]
        elif isinstance(thing, functools._lru_cache_wrapper):
            caches.append(thing)
    return Scan(
        objects=len(seen),
        cached=sum(cache.cache_info().currsize for cache in caches),
        stored=sum(map(len, stores)),
        holding=tuple(holding),
    )


def _reachable(seen: set[int]) -> Iterator[Any]:
    waiting = gc.get_objects()
    seen |= {id(seen), id(waiting)}
    while waiting:
        thing = waiting.pop()
        if id(thing) not in seen:
            seen.add(id(thing))
            yield thing
            if not isinstance(thing, (str, bytes, int, float)):
                waiting += gc.get_referents(thing)


def _markers_pass(anonymiser: Anonymiser, matcher: casekit.Matcher) -> None:
    """Every way through the library, with words that stand nowhere else."""
    texts = {language: _filled(_CASES[language], language) for language in SUPPORTED}
    for policy in ("share", "strict", "minimal"):
        chosen = anonymiser.with_policy(load_policy(policy))
        for language, text in texts.items():
            matcher.match(chosen.anonymise(text, language))
            chosen.anonymise(text)
    list(anonymiser.anonymise_many(list(texts.values())))
    for language, template in _ANNOUNCEMENTS.items():
        casekit.draft_profile(_filled(template, language), language)
    key = ConflictKey(bytes(32))
    for language in SUPPORTED:
        surfaces = [(type_, f"Text {_marker(language)}") for type_ in EntityType]
        key.marks_of_case(surfaces, get_language(language))
        minutes_apart(f"{_marker(language)}+3", "CET")
    text_of(texts["ru"].encode("cp1251"), "a.txt")
    text_of(texts["sv"].encode("latin_1"), "a.txt")
    with pytest.raises(casekit.LanguageError):
        anonymiser.anonymise(
            f"Der Patient {_marker('en')}berg kommt aus Hamburg und ist heute sehr traurig gewesen."
        )


def _fresh_words_pass(anonymiser: Anonymiser, matcher: casekit.Matcher, numbers: range) -> None:
    """Short texts whose names and some of whose words were never met before."""
    for number in numbers:
        language = SUPPORTED[number % 3]
        rng = random.Random(number)
        letters = "бвгдклмнопрстаеиоу" if language == "ru" else "bdfgklmnprstaeiou"
        word = "".join(rng.choice(letters) for _ in range(9))
        text = _CASES[language].format(M=word.title(), m=word)
        case = anonymiser.anonymise(text, language)
        if number % 10 == 0:
            matcher.match(case)
        minutes_apart(word, "CET")


@pytest.fixture(scope="module")
def scans(anonymiser: Anonymiser) -> tuple[Scan, Scan]:
    """What was alive before the calls, and what is after them."""
    matcher = casekit.Matcher.open(ROOT / "examples" / "groups.jsonl")
    _markers_pass(anonymiser, matcher)
    _fresh_words_pass(anonymiser, matcher, range(_FIRST))
    before = _scan()
    _fresh_words_pass(anonymiser, matcher, range(_FIRST, _FIRST + _FRESH))
    return before, _scan()


def test_no_word_of_a_text_stays_in_memory(scans: tuple[Scan, Scan]) -> None:
    before, after = scans
    assert before.holding == after.holding == ()


def test_the_scan_finds_what_is_kept() -> None:
    kept = {1: [(_marker("ru") + "ова",)]}
    assert _scan().holding == ("str of 10",)
    assert len(kept) == 1


def test_no_store_grows_with_the_words_it_has_seen(scans: tuple[Scan, Scan]) -> None:
    before, after = scans
    assert after.objects - before.objects < _FEW
    assert after.cached - before.cached < _FEW
    assert after.stored == before.stored


def test_only_frequent_words_in_their_usual_spelling_are_kept() -> None:
    english, russian = get_language("en"), get_language("ru")
    for word, language in (("with", english), ("wïth", english), ("With", english), ("ещё", russian)):
        assert "W" in read(word, language)[1]
    assert "with" in _FREQUENT["en"] and "ещё" in _FREQUENT["ru"]
    assert not {"wïth", "With"} & set(_FREQUENT["en"])


def _found(recognizer: ner.NerRecognizer, text: str, language: str) -> list[tuple[int, int, str, float]]:
    """Extents, types and confidences, these roughly: the last bits depend on what is multiplied together."""
    spans = recognizer.find(Document(text, get_language(language)))
    return [(span.start, span.end, span.type, round(span.confidence, 3)) for span in spans]


@pytest.mark.parametrize("language", SUPPORTED)
def test_a_vocabulary_made_anew_changes_nothing(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [_filled(_CASES[language], language), "Anna", _filled(_ANNOUNCEMENTS[language], language)]
    usual = ner.NerRecognizer()
    once = [_found(usual, text, language) for text in texts]
    assert any(once)
    monkeypatch.setattr(ner, "_PASSING", 10)
    recognizer = ner.NerRecognizer()
    assert _found(recognizer, texts[0], language) == once[0]
    first = weakref.ref(recognizer._models[language].tokens)
    assert [_found(recognizer, text, language) for text in texts[1:]] == once[1:]
    gc.collect()
    assert first() is None


@pytest.mark.parametrize("language", SUPPORTED)
def test_a_vocabulary_is_left_clean_after_a_failure(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    recognizer, text = ner.NerRecognizer(), _filled(_CASES[language], language)
    expected = _found(recognizer, text, language)
    strings = len(recognizer._models[language].tokens.vocab.strings)

    def broken(_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(ner, "decode", broken)
        with pytest.raises(MemoryError):
            _found(recognizer, text, language)
    assert len(recognizer._models[language].tokens.vocab.strings) == strings
    assert _found(recognizer, text, language) == expected
