"""Who is who: forms of one name are one entity, two people stay two."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.case import EntityType, Span
from casekit.lang import SUPPORTED, get_language
from casekit.link import Linked, link
from casekit.link.similar import one_edit, sound
from conftest import Marked, marked

GOLDEN = Path(__file__).parent / "golden"

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
    linked = link(gold.text, spans, get_language(code)).mentions
    found = defaultdict(set)
    for mention, (*_, entity) in zip(linked, gold.mentions, strict=True):
        found[entity].add(mention.entity_id)
    assert all(len(ids) == 1 for ids in found.values())
    assert len({next(iter(ids)) for ids in found.values()}) == len(found)


def test_ids_are_numbered_in_order_of_first_mention() -> None:
    gold = marked("[[PERSON|1|Tom]] [[AGE|2|34]] [[PERSON|3|Joan]]")
    spans = [Span(start, end, type_, "test") for start, end, type_, _ in gold.mentions]
    assert [m.entity_id for m in link(gold.text, spans, get_language("en")).mentions] == [
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
    linked = link(text, spans, get_language("en")).mentions
    assert [(m.start, m.end) for m in linked] == [(s.start, s.end) for s in spans]
    same = [m.entity_id for m, n in zip(linked, names, strict=True) if n == names[0]]
    assert len(set(same)) == 1


def _golden(name: str) -> list[str]:
    lines = (GOLDEN / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _linked(code: str, gold: Marked) -> Linked:
    spans = [Span(start, end, type_, "test") for start, end, type_, _ in gold.mentions]
    return link(gold.text, spans, get_language(code))


def _same(ids: list[str]) -> list[list[bool]]:
    return [[one == other for other in ids] for one in ids]


def test_golden_texts_are_linked_as_listed() -> None:
    failed = []
    for code in SUPPORTED:
        texts = _golden(f"linking.{code}.txt")
        assert len(texts) >= 80
        for markup in texts:
            gold = marked(markup.replace("\\n", "\n"))
            ids = [m.entity_id for m in _linked(code, gold).mentions]
            if _same(ids) != _same([entity for *_, entity in gold.mentions]):
                told = ", ".join(
                    f"{gold.text[start:end]} {entity}" for start, end, _, entity in gold.mentions
                )
                failed.append(f"{code}: {told}")
    assert sorted(failed) == sorted(_golden("linking.known_failures.txt"))


@pytest.mark.parametrize(
    ("code", "markup", "parts"),
    [
        ("ru", "[[PERSON|1|Анна Петровна Соколова]]", "given patronymic surname"),
        ("ru", "[[PERSON|1|Соколовой Анне Петровне]]", "surname given patronymic"),
        ("ru", "[[PERSON|1|Соколов И. И.]]", "surname initial initial"),
        ("ru", "[[PERSON|1|Анечка]]", "short"),
        ("ru", "[[PERSON|1|Сонин]] портфель, [[PERSON|1|Соня]]", "short, short"),
        ("ru", "[[PERSON|1|Иваныч]]", "patronymic"),
        ("ru", "[[PERSON|1|Пётр Демидов]], [[PERSON|1|Демидову]]", "given surname, surname"),
        ("sv", "[[PERSON|1|Anna-Lena Berg]], [[PERSON|1|Bergs]]", "given surname, surname"),
        ("sv", "[[PERSON|1|Lasse]], fru [[PERSON|2|Lilliestråle]]", "short, surname"),
        ("sv", "[[PERSON|1|E-J Salander]]", "initial surname"),
        ("sv", "[[PERSON|1|K:s]]", "initial"),
        (
            "en",
            "[[PERSON|1|Callum Doyle]], [[PERSON|1|Callum]], Mr [[PERSON|1|Doyle]]",
            "given surname, given, surname",
        ),
        ("en", "[[PERSON|1|Cal\u00adlum]]", "given"),
        ("en", "[[PERSON|1|K. Doyle]]", "initial surname"),
        ("en", "[[PERSON|1|Quxzy]]", "other"),
    ],
)
def test_every_word_of_a_name_has_its_kind(code: str, markup: str, parts: str) -> None:
    gold = marked(markup)
    mentions = _linked(code, gold).mentions
    assert ", ".join(" ".join(part.kind for part in m.parts) for m in mentions) == parts
    for mention in mentions:
        covered = "".join(gold.text[part.start : part.end] for part in mention.parts)
        assert covered.replace(" ", "") == gold.text[mention.start : mention.end].replace(" ", "").replace(
            ".", ""
        )


@pytest.mark.parametrize(
    ("code", "markup", "genders"),
    [
        ("ru", "[[PERSON|1|Анна Петровна]] ушла", "f"),
        ("ru", "[[PERSON|1|Саша]] пришла", "f"),
        ("ru", "[[PERSON|1|Саша]] пришёл. Он устал", "m"),
        ("ru", "брат, [[PERSON|1|Женя]], молчит", "m"),
        ("ru", "[[PERSON|1|Петровы]] приехали", "family"),
        ("sv", "[[PERSON|1|Kim]] kom. Hon grät.", "f"),
        ("sv", "herr [[PERSON|1|Berg]] kom", "m"),
        ("sv", "familjen [[PERSON|1|Berg]] kom", "family"),
        ("en", "[[PERSON|1|Sam]] came. She wept.", "f"),
        ("en", "my brother [[PERSON|1|Alex]] wept", "m"),
        ("en", "Mr [[PERSON|1|Doyle]] and Mrs [[PERSON|2|Doyle]] wept", "m f"),
        ("en", "[[PERSON|1|Qux]] wept", "-"),
    ],
)
def test_the_text_tells_the_gender(code: str, markup: str, genders: str) -> None:
    linked = _linked(code, marked(markup))
    assert set(linked.who) == {m.entity_id for m in linked.mentions}
    found = ["family" if one.family else one.gender or "-" for one in linked.who.values()]
    assert " ".join(found) == genders


@pytest.mark.parametrize(
    ("a", "b"), [("сергей", "sergey"), ("михаил", "mikhail"), ("ilyas", "ilias"), ("anne-sofie", "ann-sofi")]
)
def test_spellings_of_one_name_sound_alike(a: str, b: str) -> None:
    assert sound(a) == sound(b)


def test_one_edit_is_one_letter_or_two_that_changed_places() -> None:
    assert one_edit("elvira", "elvria") and one_edit("elvira", "elvia") and one_edit("elvira", "elviro")
    assert not one_edit("elvira", "elvira") and not one_edit("elvira", "evlria")


WORDS = {
    "en": ["Tom", "Tommy", "Joan Marsh", "J. Marsh", "Mr", "K.", "KD", "Marsh", "Jon"],
    "ru": ["Анна", "Ане", "Петров И. И.", "Петровы", "Саша", "И. И.", "Петрович", "Аннушка"],
    "sv": ["Anna-Lena", "Lena", "Annas", "A-L", "Bergs", "Eva Berg", "Lasse", "Lars"],
}


@given(st.sampled_from(SUPPORTED), st.lists(st.integers(0, 7), min_size=1, max_size=10), st.randoms())
def test_the_order_of_the_spans_does_not_matter(code: str, numbers: list[int], random: object) -> None:
    text, spans = "", []
    for number in numbers:
        word = WORDS[code][number]
        spans.append(Span(len(text), len(text) + len(word), EntityType.PERSON, "test"))
        text += word + "; "
    linked = link(text, spans, get_language(code))
    assert all(m.entity_id in linked.who for m in linked.mentions)
    shuffled = list(spans)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = {m.start: m for m in link(text, shuffled, get_language(code)).mentions}
    assert [again[m.start] for m in linked.mentions] == list(linked.mentions)


def test_linking_is_the_same_under_any_hash_seed() -> None:
    code = (
        "import sys; sys.path[:0] = ['tests', 'benchmarks']\n"
        "from test_link import _golden, _linked\n"
        "from casekit.lang import SUPPORTED\n"
        "from conftest import marked\n"
        "for code in SUPPORTED:\n"
        "    for line in _golden(f'linking.{code}.txt'):\n"
        "        linked = _linked(code, marked(line))\n"
        "        print([(m.entity_id, [p.kind for p in m.parts]) for m in linked.mentions], dict(linked.who))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=GOLDEN.parents[1],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("code", SUPPORTED)
def test_nicknames_are_many_sorted_and_folded(code: str) -> None:
    language = get_language(code)
    rows = [line.split("\t") for line in language.blob("nicknames.tsv").decode("utf-8").splitlines()]
    assert rows == sorted(rows)
    assert all(
        language.morphology.fold(word) == word for row in rows for cell in row for word in cell.split()
    )
    assert sum(len(full.split()) for _, full in rows) >= {"en": 700, "ru": 1500, "sv": 600}[code]


def test_every_language_has_the_same_keys_for_linking() -> None:
    keys = [set(get_language(code).table("linking")) for code in SUPPORTED]
    assert keys[0] == keys[1] == keys[2]
