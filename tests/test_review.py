"""A reviewer's decisions over one case: each alone, any of them in any order, done, undone and done again."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casekit.case import EntityType, Span
from casekit.changes import Changes
from casekit.config import STEPS, STYLES
from casekit.errors import InputError
from casekit.lang import get_language
from casekit.pipeline import Anonymiser, Examined
from casekit.read.document import Block, LeftOut, text_of_blocks
from casekit.review import Review, decision_from
from casekit.review.decisions import as_table
from casekit.review.forms import Words

SEED = b"r" * 32
TEXTS = {
    "en": (
        "Anna Smith, 34, came with her daughter Grace from Whitby. Anna's mother rang on 3 May 2021; "
        "Mrs Smith was worried. Zorblat saw Zorblat's brother. Call 07700 123456."
    ),
    "ru": (
        "Анна Петрова, 34 года, пришла с дочерью Верой из Сызрани. Я звонил Анне 3 мая 2021 года. "
        "Петровой стало легче. Видели Зорблата и Зорблату помогли."
    ),
    "sv": (
        "Anna Karlsson, 34 år, kom med sin dotter Maja från Växjö. Annas mor ringde den 3 maj 2021. "
        "Karlsson var orolig. Zorblat och Zorblats bror var hemma."
    ),
}


@cache
def _examined(anonymiser: Anonymiser, text: str, code: str) -> tuple[Examined, Changes]:
    found = anonymiser.examine(text, code)
    return found, anonymiser.linked(found)


def review(
    anonymiser: Anonymiser, text: str, code: str = "en", *, style: str = "placeholder", **options: Any
) -> Review:
    examined, first = _examined(anonymiser, text, code)
    return Review(text, anonymiser, examined, first, style=style, seed=SEED, **options)


def place(text: str, word: str, nth: int = 0) -> dict[str, int]:
    at = -1
    for _ in range(nth + 1):
        at = text.index(word, at + 1)
    return {"start": at, "end": at + len(word)}


def surfaces(found: Review) -> dict[str, str | None]:
    return {found.text[m.start : m.end]: m.replacement for m in found.case.mentions}


def entity_of(found: Review, word: str) -> str:
    return next(m.entity_id for m in found.case.mentions if word in found.text[m.start : m.end])


def shown(found: Review) -> dict[str, Any]:
    """The state without what tells how it was reached."""
    return {
        key: value
        for key, value in found.state("en").items()
        if key not in ("version", "can_undo", "can_redo")
    }


def refused(found: Review, decision: dict[str, Any], key: str) -> None:
    before = found.state("en")
    with pytest.raises(InputError) as caught:
        found.do(decision)
    assert caught.value.key == key
    assert found.state("en") == before


# what is there before any decision


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("code", TEXTS)
def test_before_any_decision_the_result_is_that_of_the_anonymiser(
    anonymiser: Anonymiser, code: str, style: str
) -> None:
    found = review(anonymiser, TEXTS[code], code, style=style)
    plain = anonymiser.result(found.examined, style=style, seed=SEED)
    assert found.case == dataclasses.replace(plain, risk=None) and found.risk == plain.risk
    assert found.case.text == anonymiser.anonymise(TEXTS[code], code, style=style, seed=SEED).text


def test_the_state_is_json_and_has_all_that_the_page_shows(anonymiser: Anonymiser) -> None:
    found = review(anonymiser, TEXTS["en"], file_name="note.txt")
    state = json.loads(json.dumps(found.state("sv")))
    assert state["file"] == {"name": "note.txt", "format": "txt"}
    assert len(state["types"]) == len(EntityType) and state["styles"] == list(STYLES)
    assert state["blocks"] == [[0, len(TEXTS["en"]), "body"]]
    assert {"level", "headline", "reasons", "estimate"} == set(state["risk"])
    first = state["entities"][0]
    assert (
        first["id"] == "person-1" and first["original"] == "Anna Smith" and first["pseudonym"] == "[Person 1]"
    )
    assert first["steps"] == ["styled", "placeholder", "keep"]
    ages = next(one for one in state["entities"] if one["type"] == "AGE")
    assert ages["steps"] == ["styled", *STEPS[EntityType.AGE], "placeholder", "keep"]
    assert found.state("en", risk=False)["risk"] is None


def test_sentences_are_in_the_language_of_the_interface(anonymiser: Anonymiser) -> None:
    found = review(anonymiser, TEXTS["ru"], "ru", style="role")
    told = {code: found.state(code) for code in TEXTS}
    headlines = {state["risk"]["headline"] for state in told.values()}
    notes = {state["notes"][0]["text"] for state in told.values()}
    assert len(headlines) == 3 and len(notes) == 3


def test_no_word_of_the_case_is_in_the_repr_of_anything(anonymiser: Anonymiser) -> None:
    found = review(anonymiser, TEXTS["en"])
    found.do({"do": "rename", "entity": "person-1", "name": "Quilla Zeb"})
    told = f"{found!r}{found.examined!r}{found._board!r}{found._done!r}"
    assert not {"Anna", "Smith", "Zorblat", "Quilla"} & set(told.replace("'", " ").split())


def test_a_document_is_its_blocks_and_gets_its_edits_by_block(anonymiser: Anonymiser) -> None:
    class Two:
        format = "docx"
        blocks = (Block("Anna Smith came."), Block("She saw Callum Doyle.", "\n\n", "footnote"))
        hidden: tuple[str, ...] = ()
        left_out: tuple[LeftOut, ...] = ()

        def written(self, edits: Any, language: str) -> bytes:
            return b""

    found = Review.start(Two(), anonymiser, language="en", file_name="a.docx", style="placeholder")
    assert found.text == text_of_blocks(Two.blocks) and found.document is not None
    assert found.blocks == [(0, 16, "body"), (18, 39, "footnote")]
    assert found.state("en")["file"] == {"name": "a.docx", "format": "docx"}


# marking what was missed


FORMS = [
    ("en", "Zorblat", "Zorblat rang. Zorblat's dog and the Zorblats' house; zorblat is a word.",
     ["Zorblat", "Zorblat", "Zorblats"]),
    ("ru", "Кудеяра", "Видел Кудеяра. Кудеяр ушёл, Кудеяру звонили, о Кудеяре и с Кудеяром; кудеяр.",
     ["Кудеяра", "Кудеяр", "Кудеяру", "Кудеяре", "Кудеяром"]),
    ("sv", "Zorblat", "Zorblat ringde. Zorblats hund och ZORBLAT; zorblat.", ["Zorblat", "Zorblats", "ZORBLAT"]),
    ("ru", "учителем", "Он работал учителем. Учитель ушёл, учителя искали.", ["учителем", "Учитель", "учителя"]),
    ("en", "Zor  Blat", "Zor  Blat came. Zor\nBlat left, Zor and Blat stayed, Zor Blat's son.",
     ["Zor  Blat", "Zor\nBlat", "Zor Blat"]),
    ("en", "K", "K told. Ask K. OK, Kate and k.", ["K", "K"]),
    ("ru", "Зор-Блату", "Зор-Блату дали. Зор-Блата видели, Зор Блат нет.", ["Зор-Блату", "Зор-Блата"]),
    ("sv", "Zor\u00adblat", "Zor\u00adblat kom. Zorblats bror.", ["Zor\u00adblat", "Zorblats"]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "mark", "text", "expected"), FORMS)
def test_every_form_of_a_marked_word_is_found(code: str, mark: str, text: str, expected: list[str]) -> None:
    words = Words(text, get_language(code))
    at = place(text, mark)
    start, end = at["start"], at["end"]
    found = [(start, end), *words.forms(start, end, EntityType.PERSON)]
    assert [text[a:b] for a, b in found] == expected


def test_a_number_is_found_in_any_layout() -> None:
    text = "Number 12 34-567, later 1234567 and (12) 34 567, not 12345678."
    words = Words(text, get_language("en"))
    found = words.forms(7, 16, EntityType.ID_NUMBER)
    assert [text[a:b] for a, b in found] == ["1234567", "12) 34 567"]


@pytest.mark.parametrize("code", TEXTS)
def test_a_marked_word_is_one_person_everywhere(anonymiser: Anonymiser, code: str) -> None:
    text = {
        "en": "Then quorl came. Quorl spoke with Quorl's wife.",
        "ru": "Потом пришёл Кворл. С Кворлом говорил я. Кворлу трудно.",
        "sv": "Sedan kom Kvorl. Kvorls fru och Kvorl talade.",
    }[code]
    examined = Examined(text, code, (), (), (), len(text))
    found = Review(text, anonymiser, examined, anonymiser.linked(examined), style="placeholder", seed=SEED)
    word = "Quorl" if code == "en" else "Кворл" if code == "ru" else "Kvorl"
    found.do({"do": "mark", **place(text, word), "type": "PERSON", "everywhere": True})
    assert word not in found.case.text
    assert {m.entity_id for m in found.case.mentions} == {"person-1"}
    assert {m["decided"] for m in found.state("en")["mentions"]} == {"marked"}


def bare(anonymiser: Anonymiser, text: str, *spans: Span, code: str = "en", **options: Any) -> Review:
    """A review of a text in which only these spans were found."""
    examined = Examined(text, code, spans, (), (), len(text))
    first = anonymiser.linked(examined)
    return Review(text, anonymiser, examined, first, style="placeholder", seed=SEED, **options)


def test_a_mark_swallows_what_it_covers_and_grows_over_what_it_touches(anonymiser: Anonymiser) -> None:
    text = "We met Dorrit Vex Larchby Green yesterday."
    found = bare(
        anonymiser, text,
        Span(11, 17, EntityType.LOCATION, "ner"),
        Span(18, 31, EntityType.LOCATION, "ner"),
    )  # fmt: skip
    found.do({"do": "mark", "start": 7, "end": 25, "type": "PERSON", "everywhere": False})
    assert [(m.start, m.end, m.type) for m in found.case.mentions] == [(7, 31, EntityType.PERSON)]
    assert found.case.text == "We met [Person 1] yesterday."


def test_a_mark_has_no_blanks_at_its_ends_and_no_english_possessive(anonymiser: Anonymiser) -> None:
    found = bare(anonymiser, "And Zorblat's dog.")
    found.do({"do": "mark", "start": 3, "end": 14, "type": "PERSON", "everywhere": False})
    assert found.case.text == "And [Person 1]'s dog."


def test_a_marked_name_joins_the_person_who_bears_it(anonymiser: Anonymiser) -> None:
    text = "Anna Karlsson kom. Sedan gick karlsson hem."
    found = bare(anonymiser, text, Span(0, 13, EntityType.PERSON, "ner"), code="sv")
    found.do({"do": "mark", **place(text, "karlsson"), "type": "PERSON", "everywhere": False})
    assert [m.entity_id for m in found.case.mentions] == ["person-1", "person-1"]


def test_what_is_marked_here_alone_does_not_survive_elsewhere(anonymiser: Anonymiser) -> None:
    text = "Then Zorblat came. We saw Zorblat again."
    found = bare(anonymiser, text)
    found.do({"do": "mark", **place(text, "Zorblat"), "type": "PERSON", "everywhere": False})
    assert found.case.text == "Then [Person 1] came. We saw [Person 1] again."
    assert [m["decided"] for m in found.state("en")["mentions"]] == ["marked", None]


def test_figures_and_signs_can_be_a_person_too(anonymiser: Anonymiser) -> None:
    text = "Agent 47 met \u2606 and Anna Vexler."
    found = bare(anonymiser, text, Span(19, 30, EntityType.PERSON, "ner"))
    found.do({"do": "mark", "start": 6, "end": 8, "type": "PERSON", "everywhere": True})
    refused(found, {"do": "mark", "start": 13, "end": 14, "type": "PERSON"}, "review_place")
    assert found.case.text == "Agent [Person 2] met \u2606 and [Person 1]."


# leaving what is no identifier


def test_a_rejected_mention_stays_while_the_person_is_replaced_elsewhere(anonymiser: Anonymiser) -> None:
    text = TEXTS["en"]
    found = review(anonymiser, text)
    found.do({"do": "reject", **place(text, "Anna Smith"), "everywhere": False})
    assert found.case.text.startswith("Anna Smith, ") and "Mrs [Person 1] was" in found.case.text
    assert found.state("en")["rejected"] == [{**place(text, "Anna Smith"), "type": "PERSON"}]


def test_a_person_rejected_everywhere_is_no_entity_any_more(anonymiser: Anonymiser) -> None:
    text = TEXTS["en"]
    found = review(anonymiser, text)
    found.do({"do": "reject", **place(text, "Anna Smith"), "everywhere": True})
    assert found.case.text.count("Anna") == 2 and found.case.text.count("Smith") == 2
    assert "person-1" not in {one["id"] for one in found.state("en")["entities"]}
    assert "[Person 2]" in found.case.text, "nobody else gets another number"


def test_what_was_rejected_can_be_accepted_or_marked_again_and_is_who_it_was(anonymiser: Anonymiser) -> None:
    text = TEXTS["en"]
    for again in (
        {"do": "accept", "type": None},
        {"do": "mark", "type": "PERSON", "everywhere": True},
    ):
        found = review(anonymiser, text)
        before = found.case.text
        found.do({"do": "reject", **place(text, "Grace"), "everywhere": True})
        found.do({**again, **place(text, "Grace")})
        assert found.case.text == before and found.state("en")["rejected"] == []
        assert entity_of(found, "Grace") == "person-2"


def test_a_rejected_place_stays_although_a_term_of_theory_lies_in_it(anonymiser: Anonymiser) -> None:
    text = "Then the Beck and Anna Vexler group met, and Vexler left."
    spans = Span(9, 30, EntityType.PERSON, "ner"), Span(45, 51, EntityType.PERSON, "ner")
    examined = Examined(text, "en", spans, (), ((18, 22),), len(text))
    found = Review(text, anonymiser, examined, anonymiser.linked(examined), style="placeholder", seed=SEED)
    found.do({"do": "reject", "start": 9, "end": 30, "everywhere": False})
    assert found.case.text == text[:45] + str(found.case.mentions[0].replacement) + " left."


def with_unsure(anonymiser: Anonymiser) -> Review:
    text = "Perhaps Zorblat came. Then Zorblat left. Vex was there."
    unsure = (
        Span(8, 15, EntityType.PERSON, "ner", 0.4),
        Span(27, 34, EntityType.PERSON, "names", 0.3),
        Span(41, 44, EntityType.LOCATION, "ner", 0.2),
    )
    examined = Examined(text, "en", (), unsure, (), len(text))
    return Review(text, anonymiser, examined, anonymiser.linked(examined), style="placeholder", seed=SEED)


def test_an_unsure_find_is_accepted_as_it_is_or_as_another_type(anonymiser: Anonymiser) -> None:
    found = with_unsure(anonymiser)
    assert [one["why"] for one in found.state("en")["unsure"]] == [
        "the model half saw it", "a list has this word, but it is often an ordinary one", "the model half saw it",
    ]  # fmt: skip
    found.do({"do": "accept", "start": 8, "end": 15, "type": None})
    found.do({"do": "accept", "start": 41, "end": 44, "type": "ORGANIZATION"})
    assert found.case.text == "Perhaps [Person 1] came. Then [Person 1] left. [Organisation 1] was there."
    assert found.state("en")["unsure"] == []
    assert [m["decided"] for m in found.state("en")["mentions"]] == ["accepted", None, "accepted"]


def test_an_unsure_find_that_is_rejected_is_asked_about_no_more(anonymiser: Anonymiser) -> None:
    found = with_unsure(anonymiser)
    before = {reason.key for reason in found.risk.reasons}
    found.do({"do": "reject", "start": 8, "end": 15, "everywhere": True})
    assert [one["start"] for one in found.state("en")["unsure"]] == [41]
    assert [one["start"] for one in found.state("en")["rejected"]] == [8, 27]
    assert "unsure_direct" in before - {reason.key for reason in found.risk.reasons}


def test_a_rejected_find_may_stay_beside_a_replaced_one_of_its_name(anonymiser: Anonymiser) -> None:
    found = with_unsure(anonymiser)
    found.do({"do": "reject", "start": 8, "end": 15, "everywhere": False})
    found.do({"do": "accept", "start": 27, "end": 34, "type": None})
    assert found.case.text.startswith("Perhaps Zorblat came. Then [Person 1] left.")


def test_what_the_policy_keeps_is_accepted_with_all_that_would_tell_it(anonymiser: Anonymiser) -> None:
    text = "She lives in Whitby. Whitby High School is there, and Whitby again."
    spans = (
        Span(13, 19, EntityType.LOCATION, "ner"),
        Span(21, 39, EntityType.ORGANIZATION, "ner"),
        Span(54, 60, EntityType.LOCATION, "ner"),
    )
    examined = Examined(text, "en", spans, (), (), len(text))
    minimal = anonymiser.with_policy("minimal")
    found = Review(text, minimal, examined, minimal.linked(examined), style="placeholder", seed=SEED)
    assert found.case.text == text and {one["step"] for one in found.state("en")["entities"]} == {"keep"}
    found.do({"do": "accept", "start": 13, "end": 19, "type": None})
    assert "Whitby" not in found.case.text
    assert {one["step"] for one in found.state("en")["entities"]} == {"styled"}
    found.do({"do": "step", "entity": "location-1", "step": "keep"})
    assert found.case.text.startswith("She lives in Whitby. [Organisation 1]")


# who is who


def test_retyping_one_mention_or_all(anonymiser: Anonymiser) -> None:
    text = "We saw Larch. Larch is far, and Larch is old."
    spans = [Span(at, at + 5, EntityType.PERSON, "ner") for at in (7, 14, 32)]
    found = bare(anonymiser, text, *spans)
    found.do({"do": "retype", "start": 7, "end": 12, "type": "LOCATION", "everywhere": False})
    assert found.case.text == "We saw [Place 1]. [Person 1] is far, and [Person 1] is old."
    found.do({"do": "retype", "start": 14, "end": 19, "type": "LOCATION", "everywhere": True})
    assert found.case.text == "We saw [Place 1]. [Place 1] is far, and [Place 1] is old."
    assert {m["decided"] for m in found.state("en")["mentions"]} == {"retyped"}
    refused(
        found,
        {"do": "retype", "start": 7, "end": 12, "type": "LOCATION", "everywhere": False},
        "review_nothing",
    )


def test_two_who_are_one_are_merged_and_nobody_else_is_renumbered(anonymiser: Anonymiser) -> None:
    text = "Dorrit met Vex. Later Tamsin rang."
    found = bare(
        anonymiser, text, *(Span(a, b, EntityType.PERSON, "ner") for a, b in ((0, 6), (11, 14), (22, 28)))
    )
    assert found.case.text == "[Person 1] met [Person 2]. Later [Person 3] rang."
    found.do({"do": "merge", "entity": "person-1", "into": "person-2"})
    assert found.case.text == "[Person 2] met [Person 2]. Later [Person 3] rang."
    found.do({"do": "split", "spots": [[0, 6]]})
    assert found.case.text == "[Person 4] met [Person 2]. Later [Person 3] rang."


def test_an_id_that_is_gone_is_nobody_elses(anonymiser: Anonymiser) -> None:
    text = "Then Zorblat came and Vexler left."
    found = bare(anonymiser, text)
    found.do({"do": "mark", **place(text, "Zorblat"), "type": "PERSON", "everywhere": False})
    found.do({"do": "reject", **place(text, "Zorblat"), "everywhere": True})
    found.do({"do": "mark", **place(text, "Vexler"), "type": "PERSON", "everywhere": False})
    assert found.case.text == "Then Zorblat came and [Person 2] left."


def test_a_placeholder_of_the_text_stays_and_others_can_be_told_to_be_it(anonymiser: Anonymiser) -> None:
    text = "[Person 1] came with Zorblat."
    found = Review.start(text, anonymiser, language="en", style="placeholder")
    if "Zorblat" not in surfaces(found):
        found.do({"do": "mark", **place(text, "Zorblat"), "type": "PERSON", "everywhere": False})
    other = entity_of(found, "Zorblat")
    assert next(e for e in found.state("en")["entities"] if e["id"] == "person-1")["steps"] == []
    refused(found, {"do": "merge", "entity": "person-1", "into": other}, "review_brought")
    refused(found, {"do": "rename", "entity": "person-1", "name": "Quilla"}, "review_brought")
    refused(found, {"do": "reject", "start": 0, "end": 10, "everywhere": False}, "review_brought")
    refused(
        found, {"do": "mark", "start": 5, "end": 15, "type": "PERSON", "everywhere": False}, "review_brought"
    )
    found.do({"do": "merge", "entity": other, "into": "person-1"})
    assert found.case.text == "[Person 1] came with [Person 1]."


# how it is replaced


def test_a_pseudonym_stands_in_brackets_or_in_the_form_of_the_sentence(anonymiser: Anonymiser) -> None:
    found = review(anonymiser, TEXTS["ru"], "ru")
    found.do({"do": "rename", "entity": entity_of(found, "Анна"), "name": "Квилла Зебова"})
    assert surfaces(found)["Анне"] == "[Квилла Зебова]"
    found.do({"do": "style", "style": "surrogate"})
    told = surfaces(found)
    assert told["Анна Петрова"] == "Квилла Зебова"
    assert (told["Анне"], told["Петровой"]) == ("Квилле", "Зебовой")


@pytest.mark.parametrize(
    ("code", "text", "span", "name", "expected"),
    [
        ("en", "Anna Smith's son and A. Smith.", (0, 10), "Quilla Zeb", "Quilla Zeb's son and Q. Zeb."),
        ("sv", "Annas bror såg Anna.", (0, 5), "Quilla", "Quillas bror såg Quilla."),
        ("ru", "Пришла Анна Сергеевна.", (7, 21), "Квилла", "Пришла Квилла."),
        ("ru", "Звонили Анне Сергеевне.", (8, 22), "Квилла Юрьевна", "Звонили Квилле Юрьевне."),
        ("sv", "Hos ANNA idag.", (4, 8), "Quilla", "Hos QUILLA idag."),
    ],
)
def test_a_pseudonym_goes_word_for_word(
    anonymiser: Anonymiser, code: str, text: str, span: tuple[int, int], name: str, expected: str
) -> None:
    examined = Examined(text, code, (Span(*span, EntityType.PERSON, "ner"),), (), (), len(text))
    found = Review(text, anonymiser, examined, anonymiser.linked(examined), style="surrogate", seed=SEED)
    if "A. " in text:
        found.do({"do": "mark", **place(text, "A. Smith"), "type": "PERSON", "everywhere": False})
    found.do({"do": "rename", "entity": "person-1", "name": name})
    assert found.case.text == expected
    assert found.state("en")["entities"][0]["pseudonym"] == name


def test_a_place_is_renamed_in_its_case(anonymiser: Anonymiser) -> None:
    found = review(anonymiser, TEXTS["ru"], "ru", style="surrogate")
    found.do({"do": "rename", "entity": entity_of(found, "Сызран"), "name": "Зареченск"})
    assert surfaces(found)["Сызрани"] == "Зареченска"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Anna", "review_name_taken"),
        ("Quilla Smith", "review_name_taken"),
        ("ANNA", "review_name_taken"),
        ("Grace Zeb", "review_name_taken"),
        ("Annas Quill", "review_name_taken"),
        ("Zorblat", "review_name_taken"),
        ("Smith-Quill", "review_name_taken"),
        ("", "review_name_bad"),
        (" [] ", "review_name_bad"),
        ("Qui[lla", "review_name_bad"),
        ("Qui\u200blla", "review_name_bad"),
        ("Q" * 81, "review_name_bad"),
        ("...", "review_name_bad"),
        ("Person 2", "review_name_used"),
    ],
)
def test_a_pseudonym_that_gives_somebody_away_or_is_none_is_refused(
    anonymiser: Anonymiser, name: str, key: str
) -> None:
    refused(review(anonymiser, TEXTS["en"]), {"do": "rename", "entity": "person-1", "name": name}, key)


@pytest.mark.parametrize("style", STYLES)
def test_two_persons_never_get_one_pseudonym(anonymiser: Anonymiser, style: str) -> None:
    found = review(anonymiser, TEXTS["en"], style=style)
    found.do({"do": "rename", "entity": "person-1", "name": "Quilla Zeb"})
    refused(found, {"do": "rename", "entity": "person-2", "name": "quilla zeb"}, "review_name_used")
    invented = review(anonymiser, TEXTS["en"], style="surrogate")
    taken = surfaces(invented)["Grace"]
    refused(found, {"do": "rename", "entity": "person-1", "name": f"{taken} Zeb"}, "review_name_used")


def test_what_is_marked_later_may_not_be_a_pseudonym(anonymiser: Anonymiser) -> None:
    text = "Dorrit is full of hope and mercy. I told hope that."
    found = bare(anonymiser, text, Span(0, 6, EntityType.PERSON, "ner"))
    found.do({"do": "rename", "entity": "person-1", "name": "Hope"})
    decision = {"do": "mark", **place(text, "hope", 1), "type": "PERSON", "everywhere": False}
    refused(found, decision, "review_name_meets")


def test_nobody_new_is_called_by_a_pseudonym_of_the_reviewer(anonymiser: Anonymiser) -> None:
    text = "Dorrit met Karen."
    plain = bare(anonymiser, text, Span(0, 6, EntityType.PERSON, "ner"))
    plain.do({"do": "style", "style": "surrogate"})
    plain.do({"do": "mark", **place(text, "Karen"), "type": "PERSON", "everywhere": False})
    invented = str(surfaces(plain)["Karen"])
    found = bare(anonymiser, text, Span(0, 6, EntityType.PERSON, "ner"))
    found.do({"do": "style", "style": "surrogate"})
    found.do({"do": "rename", "entity": "person-1", "name": invented})
    found.do({"do": "mark", **place(text, "Karen"), "type": "PERSON", "everywhere": False})
    assert surfaces(found)["Dorrit"] == invented != surfaces(found)["Karen"]


def test_a_step_is_for_one_entity_alone(anonymiser: Anonymiser) -> None:
    text = "He is 34 and she is 52."
    ages = Span(6, 8, EntityType.AGE, "ages"), Span(20, 22, EntityType.AGE, "ages")
    found = bare(anonymiser, text, *ages)
    found.do({"do": "step", "entity": "age-1", "step": "decade"})
    assert found.case.text == "He is [30\u201339] and she is [Age 2]."
    found.do({"do": "style", "style": "surrogate"})
    found.do({"do": "step", "entity": "age-2", "step": "placeholder"})
    assert found.case.text.endswith("and she is [Age 2].")
    found.do({"do": "step", "entity": "age-1", "step": "styled"})
    assert found.state("en")["entities"][0]["step"] == "styled"
    refused(found, {"do": "step", "entity": "age-1", "step": "season"}, "review_step")
    refused(found, {"do": "step", "entity": "age-1", "step": "exactly"}, "review_step")


def test_who_is_kept_stays_everywhere_and_the_report_says_so(anonymiser: Anonymiser) -> None:
    found = review(anonymiser, TEXTS["en"])
    found.do({"do": "keep", "entity": "person-1"})
    assert found.case.text.startswith("Anna Smith, [Age 1]") and "Mrs Smith was" in found.case.text
    first = found.state("en")["entities"][0]
    assert first["pseudonym"] is None and first["step"] == "keep"
    assert "direct_left" in {reason.key for reason in found.risk.reasons}
    found.do({"do": "accept", **place(TEXTS["en"], "Anna Smith"), "type": None})
    assert found.case.text.startswith("[Person 1], ")


def test_a_style_changes_all_and_the_numbers_of_persons_stay(anonymiser: Anonymiser) -> None:
    found = review(anonymiser, TEXTS["en"])
    before = found.case.text
    found.do({"do": "style", "style": "surrogate"})
    assert found.case.style == "surrogate" and "[Person" not in found.case.text
    found.do({"do": "style", "style": "placeholder"})
    assert found.case.text == before
    refused(found, {"do": "style", "style": "placeholder"}, "review_nothing")
    refused(found, {"do": "style", "style": "poetry"}, "style_unknown")


# what is no decision


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"do": "dance"},
        {"do": ["keep"]},
        {"do": "keep"},
        {"do": "keep", "entity": 1},
        {"do": "keep", "entity": "person-1", "why": "x"},
        {"do": "reject", "start": 0, "end": 5, "everywhere": 1},
        {"do": "reject", "start": True, "end": 5},
        {"do": "reject", "start": -1, "end": 5},
        {"do": "reject", "start": 5, "end": 5},
        {"do": "reject", "start": 0.0, "end": 5},
        {"do": "mark", "start": 0, "end": 5, "everywhere": False},
        {"do": "mark", "start": 0, "end": 5, "type": None, "everywhere": False},
        {"do": "mark", "start": 0, "end": 5, "type": "NAME", "everywhere": False},
        {"do": "split", "spots": []},
        {"do": "split", "spots": [[1]]},
        {"do": "split", "spots": [[5, 1]]},
        {"do": "split", "spots": "01"},
        {"do": "rename", "entity": "person-1", "name": None},
        {"do": "rename", "entity": "person-1", "name": "x" * 1000},
    ],
)
def test_a_malformed_decision_is_refused(anonymiser: Anonymiser, table: dict[str, Any]) -> None:
    refused(review(anonymiser, TEXTS["en"]), table, "review_decision")


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"do": "accept", "start": 11, "end": 12, "type": None}, "review_place"),
        ({"do": "accept", "start": 0, "end": 10, "type": None}, "review_nothing"),
        ({"do": "reject", "start": 0, "end": 9}, "review_place"),
        ({"do": "reject", "start": 5000, "end": 5001}, "review_place"),
        ({"do": "retype", "start": 0, "end": 4, "type": "AGE"}, "review_place"),
        ({"do": "mark", "start": 100, "end": 9999, "type": "AGE"}, "review_place"),
        ({"do": "mark", "start": 10, "end": 12, "type": "AGE"}, "review_place"),
        ({"do": "mark", "start": 0, "end": 4, "type": "PERSON"}, "review_nothing"),
        ({"do": "merge", "entity": "person-1", "into": "person-99"}, "review_entity"),
        ({"do": "merge", "entity": "person-99", "into": "person-1"}, "review_entity"),
        ({"do": "merge", "entity": "person-1", "into": "age-1"}, "review_merge_types"),
        ({"do": "merge", "entity": "person-1", "into": "person-1"}, "review_nothing"),
        ({"do": "split", "spots": [[0, 4]]}, "review_place"),
        ({"do": "rename", "entity": "person-99", "name": "Quilla"}, "review_entity"),
        ({"do": "step", "entity": "person-99", "step": "keep"}, "review_entity"),
        ({"do": "step", "entity": "person-1", "step": "decade"}, "review_step"),
        ({"do": "keep", "entity": ""}, "review_entity"),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    anonymiser: Anonymiser, table: dict[str, Any], key: str
) -> None:
    refused(review(anonymiser, TEXTS["en"]), table, key)


def test_mentions_of_two_cannot_be_split_off_nor_all_of_one(anonymiser: Anonymiser) -> None:
    found = review(anonymiser, TEXTS["en"])
    spots = {
        id_: [[m.start, m.end] for m in found._board.changes.entity(id_)] for id_ in ("person-1", "person-2")
    }
    refused(found, {"do": "split", "spots": [spots["person-1"][0], spots["person-2"][0]]}, "review_split")
    refused(found, {"do": "split", "spots": spots["person-1"]}, "review_nothing")


def test_a_decision_is_the_same_after_being_plain_data(anonymiser: Anonymiser) -> None:
    for table in (
        {"do": "accept", "start": 0, "end": 3, "type": None},
        {"do": "mark", "start": 0, "end": 3, "type": "AGE", "everywhere": True},
        {"do": "split", "spots": [[0, 3], [4, 5]]},
        {"do": "rename", "entity": "person-1", "name": "Quilla"},
    ):
        assert as_table(decision_from(table)) == table


def test_there_is_nothing_to_undo_or_do_again_at_the_ends(anonymiser: Anonymiser) -> None:
    found = review(anonymiser, TEXTS["en"])
    with pytest.raises(InputError) as undone:
        found.undo()
    with pytest.raises(InputError) as redone:
        found.redo()
    assert (undone.value.key, redone.value.key) == ("review_no_undo", "review_no_redo")


def test_a_new_decision_takes_the_place_of_what_was_undone(anonymiser: Anonymiser) -> None:
    found = review(anonymiser, TEXTS["en"])
    found.do({"do": "keep", "entity": "person-1"})
    found.undo()
    found.do({"do": "keep", "entity": "person-2"})
    assert not found.can_redo and "Grace" in found.case.text and "Anna" not in found.case.text
    assert found.version == 3


# any decisions in any order


def _decision(found: Review, draw: Any) -> dict[str, Any]:
    """Some decision about what is there now; not all of them can be done."""
    mentions, entities = found.case.mentions, found.case.entities
    number = draw(st.integers(0, 999))
    kind = draw(
        st.sampled_from(["reject", "accept", "retype", "mark", "merge", "split", "rename", "style", "step"])
    )
    type_ = str(draw(st.sampled_from([EntityType.PERSON, EntityType.LOCATION, EntityType.AGE])))
    everywhere = draw(st.booleans())
    if kind == "style" or not mentions:
        return {"do": "style", "style": STYLES[number % 3]}
    mention, entity = mentions[number % len(mentions)], entities[number % len(entities)]
    if kind in ("reject", "accept", "retype"):
        left = sorted(found._board.changes.left)
        start, end = left[number % len(left)] if kind == "accept" and left else (mention.start, mention.end)
        more = {"type": type_} if kind == "retype" else {"type": None} if kind == "accept" else {}
        more = more if kind == "accept" else {**more, "everywhere": everywhere}
        return {"do": kind, "start": start, "end": end, **more}
    if kind == "mark":
        word = found._deciding._words.words[number % len(found._deciding._words.words)]
        return {"do": "mark", "start": word.start, "end": word.end, "type": type_, "everywhere": everywhere}
    if kind == "merge":
        return {"do": "merge", "entity": entity.id, "into": entities[(number * 7) % len(entities)].id}
    if kind == "split":
        return {"do": "split", "spots": [[mention.start, mention.end]]}
    if kind == "rename":
        name = f"Qu{'aeio'[number % 4]}ll Zeb" if found.language != "ru" else f"Кв{'аеио'[number % 4]}лл Зеб"
        return {"do": "rename", "entity": entity.id, "name": name}
    steps = next(one["steps"] for one in found.state("en", risk=False)["entities"] if one["id"] == entity.id)
    return {"do": "step", "entity": entity.id, "step": steps[number % len(steps)]}


def _check_survival(found: Review) -> None:
    """What is not replaced survives byte for byte."""
    rebuilt, at = [], 0
    for mention in found.case.mentions:
        assert at <= mention.start < mention.end
        told = mention.replacement
        rebuilt += [
            found.text[at : mention.start],
            found.text[mention.start : mention.end] if told is None else told,
        ]
        at = mention.end
    assert "".join([*rebuilt, found.text[at:]]) == found.case.text


def _untouched(before: Any, after: Any) -> set[str]:
    """The entities of which nothing is known or decided otherwise than before."""
    old, new = before.changes, after.changes
    ids = {m.entity_id for m in old.known} & {m.entity_id for m in new.known}
    return {
        id_
        for id_ in ids
        if all(
            getattr(old, part).get(id_) == getattr(new, part).get(id_) for part in ("who", "names", "steps")
        )
    }


@pytest.mark.parametrize("code", TEXTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_decisions_are_undone_and_done_again(
    anonymiser: Anonymiser, code: str, data: st.DataObject
) -> None:
    found = review(anonymiser, TEXTS[code], code, style=data.draw(st.sampled_from(STYLES)))
    first = shown(found)
    states = [first]
    for _ in range(data.draw(st.integers(1, 7))):
        before, board, case = shown(found), found._board, found.case
        try:
            found.do(_decision(found, data.draw))
        except InputError:
            assert shown(found) == before
            continue
        states.append(shown(found))
        _check_survival(found)
        if found.style == board.style:
            same = _untouched(board, found._board)
            was = {(m.start, m.end, m.entity_id): m.replacement for m in case.mentions}
            for m in found.case.mentions:
                key = (m.start, m.end, m.entity_id)
                assert m.entity_id not in same or was.get(key, m.replacement) == m.replacement
    found._made.clear()
    for state in reversed(states[:-1]):
        found.undo()
        assert shown(found) == state
    assert not found.can_undo and shown(found) == first
    for state in states[1:]:
        found.redo()
        assert shown(found) == state
    assert not found.can_redo


def test_a_name_that_a_reviewer_leaves_is_in_the_risk_report(anonymiser: Anonymiser) -> None:
    review = Review.start("Callum Doyle rang on Monday. He cried for a long time.", anonymiser, language="en")
    assert "direct_kept" not in {reason.key for reason in review.risk.reasons}
    review.do({"do": "reject", "start": 0, "end": 12, "everywhere": False})
    kept = next(reason for reason in review.risk.reasons if reason.key == "direct_kept")
    assert review.case.text[kept.start : kept.end] == kept.excerpt == "Callum Doyle"
    assert review.risk.level != "low"
    review.undo()
    assert "direct_kept" not in {reason.key for reason in review.risk.reasons}
