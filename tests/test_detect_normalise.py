"""The normalised view reads plainly and leads back to the original."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.detect.normalise import normalise


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Ан\u200bна", "Анна"),
        ("Ли\u00adза", "Лиза"),
        ("+46\u00a070\u202f123", "+46 70 123"),
        ("Zoe\u0308", "Zoë"),
        ("Ма\u0301ша", "Маша"),
        ("Cветa", "Света"),
        ("Mарк", "Марк"),
        ("Реter", "Peter"),
        ("Анна2", "Анна2"),
        ("\ud83dx", "\ufffdx"),
        ("１２", "12"),
    ],
)
def test_reads_plainly(raw: str, plain: str) -> None:
    assert normalise(raw).text == plain


def test_a_name_with_hidden_characters_leads_back_to_all_of_them() -> None:
    raw = "до Ан\u200bни\u0301\u00adка, после"
    view = normalise(raw)
    start = view.text.index("Анника")
    first, last = view.original(start, start + 6)
    assert raw[first:last] == "Ан\u200bни\u0301\u00adка"


@given(st.text(alphabet=st.sampled_from("ab é\u0301\u200b\u00ad\u00a0жЖaе\ud800\r\n1"), max_size=60))
def test_every_character_of_the_view_has_its_own_place(raw: str) -> None:
    view = normalise(raw)
    places = [view.original(at, at + 1) for at in range(len(view.text))]
    assert all(a < b <= len(raw) for a, b in places)
    assert all(before[1] <= after[0] for before, after in zip(places, places[1:], strict=False))


@given(st.text(max_size=80))
def test_visible_text_in_one_script_is_its_own_view(raw: str) -> None:
    view = normalise(unicodedata.normalize("NFC", raw))
    if view.text == raw:
        assert all(view.original(at, at + 1) == (at, at + 1) for at in range(len(raw)))
