"""Identifying numbers: check digits, layouts, labels that vouch for a failed check."""

from __future__ import annotations

import pytest

from casekit.case import Span
from casekit.detect.document import Document
from casekit.detect.ids import RULES, IdNumberRecognizer
from casekit.detect.ids.au import medicare
from casekit.detect.ids.base import luhn
from casekit.detect.ids.ru import snils
from casekit.lang import get_language


def _found(text: str, code: str = "en") -> list[Span]:
    return sorted(IdNumberRecognizer().find(Document(text, get_language(code))), key=lambda s: s.start)


def _best(text: str, code: str = "en") -> tuple[str, str | None]:
    best = max(_found(text, code), key=lambda s: (s.confidence, s.end - s.start))
    return text[best.start : best.end], best.subtype


@pytest.mark.parametrize(
    ("code", "text", "surface", "subtype"),
    [
        ("sv", "personnummer 811228-9874", "811228-9874", "SE_PERSONNUMMER"),
        ("sv", "Hon är 19811228-9874.", "19811228-9874", "SE_PERSONNUMMER"),
        ("sv", "född 811228+9874", "811228+9874", "SE_PERSONNUMMER"),
        ("sv", "pnr 8112289874", "8112289874", "SE_PERSONNUMMER"),
        ("sv", "samordningsnummer 701063-2391", "701063-2391", "SE_SAMORDNINGSNUMMER"),
        ("sv", "org.nr 556016-0680", "556016-0680", "SE_ORGANISATIONSNUMMER"),
        ("sv", "bankgiro 5050-1055", "5050-1055", "SE_BANKGIRO"),
        ("sv", "Dnr SN 2025-0417", "SN 2025-0417", "SE_DIARIENUMMER"),
        ("ru", "СНИЛС 112-233-445 95", "112-233-445 95", "RU_SNILS"),
        ("ru", "ИНН 500100732259", "500100732259", "RU_INN"),
        ("ru", "паспорт 4509 123456", "4509 123456", "RU_PASSPORT"),
        ("ru", "ОГРН 1027700132195", "1027700132195", "RU_OGRN"),
        ("en", "SSN 536-90-4399", "536-90-4399", "US_SSN"),
        ("en", "NHS number 943 476 5919", "943 476 5919", "UK_NHS"),
        ("en", "NI number AB 12 34 56 C", "AB 12 34 56 C", "UK_NINO"),
        ("en", "PPS 1234567FA", "1234567FA", "IE_PPS"),
        ("en", "Medicare 2123 45670 1", "2123 45670 1", "AU_MEDICARE"),
        ("en", "SIN 046 454 286", "046 454 286", "CA_SIN"),
        ("en", "IBAN GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 32", "IBAN"),
        ("en", "paid with 4111 1111 1111 1111", "4111 1111 1111 1111", "CARD"),
        ("en", "PAN ABCPE1234F", "ABCPE1234F", "IN_PAN"),
    ],
)
def test_a_number_is_found_with_its_kind(code: str, text: str, surface: str, subtype: str) -> None:
    assert _best(text, code) == (surface, subtype)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("sv", "personnummer 811228-9875"),
        ("ru", "СНИЛС 112-233-445 96"),
        ("en", "NHS number 943 476 5918"),
        ("en", "SSN 000-12-3456"),
    ],
)
def test_a_failed_check_digit_in_its_context_is_still_masked(code: str, text: str) -> None:
    surface, _ = _best(text, code)
    assert text.endswith(surface)


@pytest.mark.parametrize("text", ["PHQ-9 17", "50 mg", "20 minutes", "session 12", "in 2019", "WAIS-IV 104"])
def test_doses_scores_and_years_are_no_numbers_of_anybody(text: str) -> None:
    assert not [span for span in _found(text) if span.confidence >= 0.5]


def test_a_number_dictated_letter_by_letter() -> None:
    text = "her student number is p two six eight one four, she said"
    span = next(s for s in _found(text) if s.subtype == "SPOKEN")
    assert text[span.start : span.end] == "p two six eight one four"


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (snils, "112-233-445 95", "112-233-445 59"),
        (medicare, "2123456701", "2123456711"),
        (luhn, "8112289874", "8112289847"),
    ],
)
def test_check_digits(check: object, good: str, bad: str) -> None:
    assert callable(check)
    assert check(good)
    assert not check(bad)


def test_every_rule_names_its_kind() -> None:
    assert all(rule.subtype.isupper() for rule in RULES)
    assert len(RULES) > 40
