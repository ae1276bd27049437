"""Placeholders that a text brings along stay as they are, and hide nothing that stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.case import AnonymisedCase, EntityType, Mention, Span
from casekit.config import load_policy
from casekit.conflicts import ConflictKey
from casekit.detect.placeholders import outside, placeholders
from casekit.detect.segments import LONGEST, segments
from casekit.embed.cases import without_placeholders
from casekit.errors import LeakError
from casekit.lang import SUPPORTED, get_language
from casekit.link import link
from casekit.pipeline import Anonymiser
from casekit.replace import replace
from gold import read_cases

CORPUS = Path(__file__).parents[1] / "models" / "corpus"
PLAIN = {
    "en": "{} came in again and we talked about the week and the quarrel at home.",
    "ru": "{} снова на приёме, говорили о прошедшей неделе и о ссоре дома.",
    "sv": "{} kom tillbaka och vi talade om veckan och om grälet hemma.",
}
ALL = [
    (code, f"[{get_language(code).table('placeholders')[type_]} 2]", type_)
    for code, type_ in product(SUPPORTED, EntityType)
]


def found(case: AnonymisedCase) -> list[tuple[str, str, str | None]]:
    return [(str(m.type), m.entity_id, m.replacement) for m in case.mentions]


@pytest.mark.parametrize("code", SUPPORTED)
@pytest.mark.parametrize(("word", "placeholder", "type_"), ALL, ids=[p for _, p, _ in ALL])
@pytest.mark.parametrize("policy", ["minimal", "share", "strict"])
def test_every_placeholder_stays_in_every_language_and_policy(
    anonymiser: Anonymiser, code: str, word: str, placeholder: str, type_: EntityType, policy: str
) -> None:
    text = PLAIN[code].format(placeholder)
    case = anonymiser.with_policy(policy).anonymise(text, code)
    assert case.text == text
    entity = f"{type_.lower().replace('_', '-')}-2"
    assert found(case) == [(str(type_), entity, placeholder)]
    assert case.mentions[0].recognizer == "placeholder"


def test_no_two_types_share_a_word() -> None:
    types: dict[str, EntityType] = {}
    for _, placeholder, type_ in ALL:
        assert types.setdefault(placeholder, type_) is type_
        assert [span.type for span in placeholders(placeholder)] == [type_]


@pytest.mark.parametrize(
    "text",
    ["[sic]", "[2]", "[Anna 3]", "[Person Anna]", "[person 1]", "[Person 0]", "[Person 01]", "[Person]"]
    + [
        "[Number 198501]",
        "[Date 2019]",
        "Person 1",
        "[Person  1]",
        "[Person\n1]",
        "[removed]",
        "[Person 1 Anna]",
    ],
)
def test_other_brackets_are_none(text: str) -> None:
    assert placeholders(text) == ()


def test_a_name_in_other_brackets_is_found(anonymiser: Anonymiser) -> None:
    case = anonymiser.anonymise("She met [Person Anna] and [Callum 3] twice [sic], said Callum.", "en")
    assert "Anna" not in case.text and "Callum" not in case.text
    assert "[sic]" in case.text


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "[Person 1] and [Person 4] met Callum Doyle.", "[Person 1] and [Person 4] met [Person 5]."),
        ("ru", "[Человек 1] и Анна Соколова.", "[Человек 1] и [Человек 2]."),
        ("ru", "[Person 3] и Анна Соколова.", "[Person 3] и [Человек 4]."),
        ("sv", "[Ålder 2]: Maja Lindqvist bor i Hultsfred.", "[Ålder 2]: [Person 1] bor i [Ort 1]."),
        ("en", "[Person 1], 34, came.", "[Person 1], [Age 1], came."),
        ("en", "[Person 1], 34, from [Place 2], [Age 6].", "[Person 1], [Age 7], from [Place 2], [Age 6]."),
        ("en", "Callum Doyle[Person 2]Callum Doyle", "[Person 3][Person 2][Person 3]"),
    ],
)
def test_what_is_new_is_found_and_numbered_after_the_highest(
    anonymiser: Anonymiser, code: str, text: str, expected: str
) -> None:
    case = anonymiser.anonymise(text, code)
    assert case.text == expected
    for mention in case.mentions:
        assert mention.replacement is not None
        number = mention.replacement.rstrip("]").rpartition(" ")[2]
        assert mention.entity_id.endswith(f"-{number}")


def test_one_number_with_two_words_is_two_people(anonymiser: Anonymiser) -> None:
    text = "[Person 1] met [Человек 1] and [Person 2]; [Человек 1] left with Callum Doyle."
    case = anonymiser.anonymise(text, "en")
    assert [m.entity_id for m in case.mentions] == [f"person-{n}" for n in (1, 3, 2, 3, 4)]
    assert case.text.endswith("[Человек 1] left with [Person 4].")


@pytest.mark.parametrize("code", SUPPORTED)
def test_an_anonymised_write_up_stays_as_it_is(anonymiser: Anonymiser, code: str) -> None:
    differ, cases = 0, list(read_cases(CORPUS / f"{code}.jsonl"))[::4]
    for case in cases:
        once = anonymiser.anonymise(case.text, code).text
        differ += anonymiser.anonymise(once, code).text != once
    assert differ <= 0.05 * len(cases)


@pytest.mark.parametrize("code", SUPPORTED)
def test_a_person_left_beside_placeholders_is_found(anonymiser: Anonymiser, code: str) -> None:
    """All but one of the persons are replaced by hand; the one is found as often as before."""
    before = after = 0
    for case in list(read_cases(CORPUS / f"{code}.jsonl"))[::4]:
        persons = sorted({m.entity for m in case.mentions if m.type is EntityType.PERSON})
        if len(persons) < 2:
            continue
        left = persons[len(case.text) % len(persons)]
        spans = [m for m in case.mentions if m.type is EntityType.PERSON]
        text, places = _by_hand(
            case.text, [(m.start, m.end, persons.index(m.entity)) for m in spans], persons.index(left), code
        )
        before += _covers(
            anonymiser.anonymise(case.text, code),
            [(m.start, m.end) for m in spans if m.entity == left],
            case.text,
        )
        after += _covers(anonymiser.anonymise(text, code), places, text)
    assert before > 90 and after >= 0.98 * before


def _by_hand(
    text: str, spans: Sequence[tuple[int, int, int]], left: int, code: str
) -> tuple[str, list[tuple[int, int]]]:
    """The text with every person but one behind a placeholder, and where that one stands."""
    word = get_language(code).table("placeholders")["PERSON"]
    made, places, at = "", [], 0
    for start, end, number in sorted(spans):
        made += text[at:start]
        surface = text[start:end] if number == left else f"[{word} {number + 1}]"
        if number == left:
            places.append((len(made), len(made) + len(surface)))
        made, at = made + surface, end
    return made + text[at:], places


def _covers(case: AnonymisedCase, places: Sequence[tuple[int, int]], text: str) -> bool:
    hidden = {i for m in case.mentions if m.replacement is not None for i in range(m.start, m.end)}
    return all(i in hidden or not text[i].isalnum() for start, end in places for i in range(start, end))


@pytest.mark.parametrize(
    ("code", "text", "name"),
    [
        (
            "en",
            "[person 1] is fine. [Person 1] told me that callum hates [Person 2] and callum cries a lot",
            "callum",
        ),
        ("ru", "[Человек 1] сказала что серёжа опять не спит и серёжа боится [Человек 2]", "серёжа"),
        (
            "sv",
            "[Person 1] säger att lindqvist inte sover och maja lindqvist är rädd för [Person 2]",
            "lindqvist",
        ),
    ],
)
def test_placeholders_are_no_capitals_of_the_author(
    anonymiser: Anonymiser, code: str, text: str, name: str
) -> None:
    assert name not in anonymiser.anonymise(text, code).text


def test_the_leak_check_and_the_marks_take_no_word_from_a_placeholder(tmp_path: Path) -> None:
    key = ConflictKey.create(tmp_path / "key")
    text = "[Person 1] is a Person, and the Place is far from [Place 1]."
    spans = placeholders(text)
    mentions = link(text, spans, get_language("en")).mentions
    case = replace(
        text, mentions, load_policy("strict"), get_language("en"), characters_seen=len(text), conflict_key=key
    )
    assert case.text == text
    assert case.conflict_marks == frozenset()


def test_a_name_that_survives_beside_a_placeholder_is_still_a_leak() -> None:
    text = "[Person 1] saw Callum. The bag of Callum stayed."
    mentions = [
        *link(text, placeholders(text), get_language("en")).mentions,
        Mention(15, 21, EntityType.PERSON, "person-2", "test"),
    ]
    with pytest.raises(LeakError):
        replace(text, mentions, load_policy("share"), get_language("en"), characters_seen=len(text))


def test_they_are_left_out_of_what_is_embedded(anonymiser: Anonymiser) -> None:
    case = anonymiser.anonymise("[Person 1] met [Человек 2] and [long pause] Callum Doyle cried.", "en")
    assert without_placeholders(case)(case.text).split() == ["met", "and", "[long", "pause]", "cried."]


PLACES = placeholders("ab [Person 1] cd [Age 2][Age 3] ef")


@given(st.lists(st.tuples(st.integers(0, 33), st.integers(1, 20)), max_size=8))
def test_what_lies_outside_is_kept_and_nothing_inside(extents: list[tuple[int, int]]) -> None:
    spans = [Span(start, min(start + size, 34), EntityType.PERSON, "test") for start, size in extents]
    inside = {i for place in PLACES for i in range(place.start, place.end)}
    wanted = sorted(i for span in spans for i in range(span.start, span.end) if i not in inside)
    assert sorted(i for piece in outside(spans, PLACES) for i in range(piece.start, piece.end)) == wanted


@pytest.mark.parametrize("gap", ["", " ", ", ", "x", ". "])
def test_no_segment_cuts_a_placeholder(gap: str) -> None:
    text = gap.join(f"[Принадлежность {n % 99 + 1}]" for n in range(2 * LONGEST // 8))
    whole = placeholders(text)
    cut = [span for start, end in segments(text, 0, len(text)) for span in placeholders(text[start:end])]
    assert len(cut) == len(whole)


def test_many_placeholders_take_linear_time(anonymiser: Anonymiser) -> None:
    text = " ".join(f"[Person {n % 900 + 1}] cried." for n in range(4_000))
    start = perf_counter()
    case = anonymiser.anonymise(text, "en")
    assert case.text == text and len(case.entities) == 900
    assert perf_counter() - start < 20
