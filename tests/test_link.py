"""Who is who: forms of one name are one entity, two people stay two."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.case import Span
from casekit.lang import get_language
from casekit.link import link
from conftest import marked

CASES = [
    (
        "ru",
        "[[PERSON|1|Анна Петровна]] ушла. [[PERSON|1|Анне]] позвонили, [[PERSON|1|Ане]] и [[PERSON|1|А. П.]]",
    ),
    ("ru", "[[PERSON|1|Соколов Игорь Ильич]] и [[PERSON|2|Соколова Вера]]: [[PERSON|1|Игоря]] нет"),
    ("ru", "[[PERSON|1|Катя]] и [[PERSON|2|Лена]], потом [[PERSON|1|Екатерина]] и [[PERSON|2|Лены]] мама"),
    ("sv", "[[PERSON|1|Anna]] kom. [[PERSON|1|Annas]] mor [[PERSON|2|Lena]] och [[PERSON|3|Lars]] teg."),
    ("sv", "[[PERSON|1|Anna Lindström]] och [[PERSON|2|Erik Lindström]]; [[PERSON|1|Anna]] grät"),
    ("en", "[[PERSON|1|Katherine Doyle]] rang. [[PERSON|1|Kate]] cried, [[PERSON|2|Tom]] did not."),
    (
        "en",
        "[[PERSON|1|Bill Marsh]] and [[PERSON|2|Joan Marsh]]: [[PERSON|1|William]] left [[PERSON|2|Joan]]",
    ),
    ("en", "[[LOCATION|1|Leeds]] and [[LOCATION|2|Otley]], then [[LOCATION|1|Leeds]]"),
    ("sv", "[[PHONE_NUMBER|1|070-174 06 35]] och [[PHONE_NUMBER|1|+46 70 174 06 35]]"),
    ("ru", "[[LOCATION|1|Казань]], в [[LOCATION|1|Казани]], из [[LOCATION|2|Перми]]"),
]


@pytest.mark.parametrize(("code", "markup"), CASES)
def test_forms_of_one_name_are_one_entity(code: str, markup: str) -> None:
    gold = marked(markup)
    spans = [Span(start, end, type_, "test") for start, end, type_, _ in gold.mentions]
    linked = link(gold.text, spans, get_language(code))
    found = defaultdict(set)
    for mention, (*_, entity) in zip(linked, gold.mentions, strict=True):
        found[entity].add(mention.entity_id)
    assert all(len(ids) == 1 for ids in found.values())
    assert len({next(iter(ids)) for ids in found.values()}) == len(found)


def test_ids_are_numbered_in_order_of_first_mention() -> None:
    gold = marked("[[PERSON|1|Tom]] [[AGE|2|34]] [[PERSON|3|Joan]]")
    spans = [Span(start, end, type_, "test") for start, end, type_, _ in gold.mentions]
    assert [m.entity_id for m in link(gold.text, spans, get_language("en"))] == [
        "person-1",
        "age-1",
        "person-2",
    ]


@given(st.lists(st.sampled_from(["Tom", "Joan", "Bill", "Marsh", "Mr", "K."]), min_size=1, max_size=12))
def test_linking_never_fails_and_keeps_the_order(names: list[str]) -> None:
    text, spans = "", []
    for name in names:
        start = len(text)
        text += name + ", "
        spans.append(Span(start, start + len(name), marked("[[PERSON|1|x]]").mentions[0][2], "test"))
    linked = link(text, spans, get_language("en"))
    assert [(m.start, m.end) for m in linked] == [(s.start, s.end) for s in spans]
    same = [m.entity_id for m, n in zip(linked, names, strict=True) if n == names[0]]
    assert len(set(same)) == 1
