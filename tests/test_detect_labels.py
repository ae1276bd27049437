"""Initials that stand for persons, ages that follow names, measured confidences."""

from __future__ import annotations

import pytest

from casekit.case import EntityType, Span
from casekit.detect import Detector, calibration
from casekit.detect.document import Document
from casekit.detect.labels import initials_of, speakers
from casekit.detect.person_ages import ages_of_persons
from casekit.detect.resolve import resolve
from casekit.lang import SUPPORTED, get_language


def _surfaces(text: str, spans: list[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("name", "some"),
    [
        ("Jhon Jairo Gutiérrez", {"J", "JJ", "JG", "JJG"}),
        ("Tor-Björn", {"T", "TB"}),
        ("Parisa", {"P", "PA", "Pa"}),
        ("Анна", {"А", "АН"}),
    ],
)
def test_a_name_gives_its_initials(name: str, some: set[str]) -> None:
    assert some <= initials_of(name)


def test_initials_of_a_found_person_are_found_where_that_person_speaks() -> None:
    text = "JG: Ja.\nT: Hur då?\nJG: Som JG sade.\nT: Hm."
    assert _surfaces(text, list(speakers(text, initials_of("Jairo Gomez")))) == ["JG", "JG", "JG"]


def test_initials_of_nobody_and_of_the_one_who_writes_stay() -> None:
    text = "BO: Ja.\nT: Hur då?\nBO: Nej.\nT: Hm.\nKBT: 3"
    assert not list(speakers(text, initials_of("Jairo Torres")))


@pytest.mark.parametrize(
    ("code", "text", "name", "ages"),
    [
        ("en", "Ottoline, sixteen, rows.", "Ottoline", ["sixteen"]),
        ("en", "Tom, 5 sessions.", "Tom", []),
        ("en", "Tom (28) left.", "Tom", ["28"]),
        ("sv", "Elsa och Melker, sju och fyra, i Lima", "Melker", ["sju", "fyra"]),
        ("sv", "Noa 3.5 poäng", "Noa", []),
        ("ru", "Роман, сорока двух, автор", "Роман", ["сорока двух"]),
    ],
)
def test_a_bare_number_after_a_name_is_an_age(code: str, text: str, name: str, ages: list[str]) -> None:
    start = text.index(name)
    person = Span(start, start + len(name), EntityType.PERSON, "names", 0.9)
    found = list(ages_of_persons(Document(text, get_language(code)), [person]))
    assert _surfaces(text, found) == ages


def test_calibration_rises_and_stays_a_probability() -> None:
    for code in SUPPORTED:
        assert calibration._lines()[code]
        for raws, rights in calibration._lines()[code].values():
            assert list(raws) == sorted(raws) and list(rights) == sorted(rights)
            assert 0.0 <= rights[0] <= rights[-1] <= 1.0


def test_a_measured_confidence_lies_on_the_line() -> None:
    line = ((0.2, 0.6, 1.0), (0.1, 0.5, 0.9))
    assert [calibration._at(line, raw) for raw in (0.0, 0.4, 0.6, 1.0)] == pytest.approx([0.1, 0.3, 0.5, 0.9])


def test_a_recognizer_without_measurements_keeps_its_word() -> None:
    span = Span(0, 3, EntityType.PERSON, "somebody's own", 0.7)
    assert calibration.calibrated([span], "sv") == [span]


def test_a_threshold_is_that_of_the_type() -> None:
    spans = [Span(0, 4, EntityType.PERSON, "x", 0.4), Span(6, 9, EntityType.AGE, "x", 0.4)]
    assert resolve(spans, "Anna, 9 år", {EntityType.AGE: 0.3}) == spans[1:]


def test_the_policy_decides_how_sure_a_find_must_be() -> None:
    detector, text = Detector(["en"], ["names"]), "Dr Abernathy rang."
    extent = [(0, len(text), "en")]
    assert detector.detect(text, extent, thresholds={EntityType.PERSON: 0.1}).spans
    assert not detector.detect(text, extent, thresholds={EntityType.PERSON: 1.0}).spans
