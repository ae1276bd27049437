"""A review kept in a file: it continues as it was, opens for nobody else, and holds no word of the case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casekit.case import EntityType
from casekit.config import load_policy
from casekit.errors import InputError
from casekit.keys import create_key
from casekit.pipeline import Anonymiser
from casekit.review import Review
from casekit.vault import crypt

PASSPHRASE = "four words of mine"
TEXT = {
    "en": "Anna Smith, 34, came with her daughter Grace from Whitby. Perhaps Zorblat rang. Mrs Smith was calm.",
    "ru": "Анна Петрова, 34 года, пришла с дочерью Верой из Сызрани. Петровой стало легче.",
    "sv": "Anna Karlsson, 34 år, kom med dottern Maja från Växjö. Annas mor ringde.",
}
DECISIONS: tuple[dict[str, Any], ...] = (
    {"do": "style", "style": "surrogate"},
    {"do": "keep", "entity": "location-1"},
    {"do": "step", "entity": "age-1", "step": "decade"},
    {"do": "split", "spots": [[0, 10]]},
    {"do": "rename", "entity": "person-1", "name": "Quilla Zeb"},
    {"do": "mark", "start": 66, "end": 73, "type": "PERSON", "everywhere": True},
)


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files that are not encrypted, so that a test can look into them and change them."""
    monkeypatch.setattr(crypt, "encrypt", lambda data, passphrase: data)
    monkeypatch.setattr(crypt, "decrypt", lambda blob, passphrase: blob)
    monkeypatch.setattr(crypt, "content_size", lambda blob: 4096)
    yield


def begun(anonymiser: Anonymiser, code: str = "en", **options: Any) -> Review:
    return Review.start(TEXT[code], anonymiser, language=code, **options)


def decided(anonymiser: Anonymiser, **options: Any) -> Review:
    found = begun(anonymiser, **options)
    if "Zorblat" in {found.text[m.start : m.end] for m in found.case.mentions}:
        found.do({"do": "reject", "start": 66, "end": 73, "everywhere": True})
    for decision in DECISIONS:
        found.do(decision)
    return found


def fails(key: str, blob: bytes, text: str, anonymiser: Anonymiser, passphrase: str = PASSPHRASE) -> None:
    with pytest.raises(InputError) as caught:
        Review.resume(blob, passphrase, text, anonymiser)
    assert caught.value.key == key
    assert caught.value.__cause__ is None
    assert not any(word in str(caught.value) for word in ("Anna", "Quilla", "Zorblat"))


def changed(blob: bytes, **values: Any) -> bytes:
    return json.dumps({**json.loads(blob), **values}).encode()


def test_a_review_continues_as_it_was(anonymiser: Anonymiser) -> None:
    found = decided(anonymiser, file_name="note.docx")
    found.undo()
    blob = found.saved(PASSPHRASE)
    again = Review.resume(blob, PASSPHRASE, TEXT["en"], anonymiser)
    assert again.state("sv") == found.state("sv") and again.can_redo
    again.redo()
    found.redo()
    assert again.state("en") == found.state("en")
    while found.can_undo:
        found.undo()
        again.undo()
        assert again.state("en") == found.state("en")


@pytest.mark.parametrize("code", TEXT)
def test_a_review_continues_in_every_language(anonymiser: Anonymiser, plain: None, code: str) -> None:
    found = begun(anonymiser, code, style="surrogate")
    found.do({"do": "keep", "entity": "age-1"})
    again = Review.resume(found.saved(PASSPHRASE), PASSPHRASE, TEXT[code], anonymiser)
    assert again.state(code) == found.state(code)


def test_the_text_is_not_searched_again(
    anonymiser: Anonymiser, plain: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = decided(anonymiser)
    blob = found.saved(PASSPHRASE)

    def searched(*given: object, **named: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Anonymiser, "examine", searched)
    told: list[tuple[int, int]] = []
    again = Review.resume(
        blob, PASSPHRASE, TEXT["en"], anonymiser, progress=lambda done, all_: told.append((done, all_))
    )
    assert again.state("en") == found.state("en")
    assert told[-1][0] == told[-1][1] == len(told) >= len(DECISIONS)


def test_no_word_of_the_case_is_in_the_file(anonymiser: Anonymiser, plain: None) -> None:
    blob = decided(anonymiser).saved(PASSPHRASE)
    for word in (b"Anna", b"Smith", b"Grace", b"Whitby", b"Zorblat", b"Perhaps"):
        assert word not in blob
    assert b"Quilla" in blob, "a pseudonym of the reviewer is kept"


def test_the_file_tells_nothing_without_the_passphrase(anonymiser: Anonymiser) -> None:
    blob = decided(anonymiser).saved(PASSPHRASE)
    assert blob.startswith(b"age-encryption.org/v1\n")
    assert b"review" not in blob and b"Quilla" not in blob and b"person-1" not in blob
    assert (crypt.content_size(blob) or 1) % 4096 == 0
    fails("review_passphrase", blob, TEXT["en"], anonymiser, "four other words")
    fails("review_damaged", blob[:-1], TEXT["en"], anonymiser)
    fails("review_damaged", blob[:-40] + bytes(40), TEXT["en"], anonymiser)
    fails("review_damaged", b"", TEXT["en"], anonymiser)


def test_a_passphrase_is_long_enough(anonymiser: Anonymiser) -> None:
    with pytest.raises(InputError) as caught:
        begun(anonymiser).saved("short")
    assert caught.value.key == "passphrase_short"


def test_a_review_of_another_text_is_not_continued(anonymiser: Anonymiser, plain: None) -> None:
    blob = decided(anonymiser).saved(PASSPHRASE)
    fails("review_other", blob, TEXT["en"] + " ", anonymiser)
    fails("review_other", blob, TEXT["sv"], anonymiser)


def test_a_newer_file_says_so_and_a_vault_is_no_review(anonymiser: Anonymiser, plain: None) -> None:
    blob = decided(anonymiser).saved(PASSPHRASE)
    fails("review_newer", changed(blob, review=2), TEXT["en"], anonymiser)
    fails("review_damaged", changed(blob, review=0), TEXT["en"], anonymiser)
    fails("review_damaged", b'{"vault":1}', TEXT["en"], anonymiser)
    fails("review_damaged", b"[" * 100_000, TEXT["en"], anonymiser)


PERSON = ["person-1", [[0, 4, "given"]], 0, 4, "PERSON", "ner", 1.0, None]


@pytest.mark.parametrize(
    "values",
    [
        {"mentions": [[*PERSON[:2], 0, 4000, *PERSON[4:]]]},
        {"mentions": [[*PERSON[:2], 4, 0, *PERSON[4:]]]},
        {"mentions": [PERSON, PERSON]},
        {"mentions": [[*PERSON[:4], "NAME", *PERSON[5:]]]},
        {"mentions": [[1, *PERSON[1:]]]},
        {"mentions": [["person-1", [[0, 9, "given"]], *PERSON[2:]]]},
        {"mentions": [["person-1", [[0, 4, "nick"]], *PERSON[2:]]]},
        {"mentions": [[*PERSON[:6], 7.0, None]]},
        {"mentions": [[*PERSON[:6], float("nan"), None]]},
        {"mentions": None},
        {"who": [["person-1", "x", False, None]]},
        {"who": [["person-1", None, 0, None]]},
        {"unsure": [[0, 4, "PERSON", "ner", 0.4]]},
        {"unsure": [[0, 4, "PERSON", "ner", 0.4, 1]]},
        {"kept": [[0, 4000]]},
        {"kept": [[0]]},
        {"language": "de"},
        {"style": "poetry"},
        {"policy": None},
        {"seed": "00"},
        {"seed": None},
        {"seed": "zz"},
        {"project": "00"},
        {"done": 99},
        {"done": -1},
        {"version": -1},
        {"version": "1"},
        {"seen": "1"},
        {"decisions": [{"do": "dance"}]},
        {"decisions": [{"do": "keep", "entity": "person-99"}]},
        {"decisions": {"do": "keep"}},
        {"file_name": None},
    ],
)
def test_a_file_that_was_made_up_is_damaged(
    anonymiser: Anonymiser, plain: None, values: dict[str, Any]
) -> None:
    blob = begun(anonymiser).saved(PASSPHRASE)
    fails("review_damaged", changed(blob, **values), TEXT["en"], anonymiser)


def test_the_invented_names_stay_from_one_day_to_the_next(anonymiser: Anonymiser, plain: None) -> None:
    found = begun(anonymiser, style="surrogate", file_name="Karen.docx")
    blob = found.saved(PASSPHRASE)
    again = Review.resume(blob, PASSPHRASE, TEXT["en"], anonymiser, file_name="Another.docx")
    assert again.case.text == found.case.text
    assert again.state("en")["file"]["name"] == "Another.docx"
    assert begun(anonymiser, style="surrogate").case.text != found.case.text, (
        "each review has a seed of its own"
    )


def test_with_the_key_of_a_project_the_file_does_not_hold_it(
    anonymiser: Anonymiser, plain: None, tmp_path: Path
) -> None:
    key = create_key(tmp_path / "one.key")
    create_key(tmp_path / "two.key")
    keyed = Anonymiser(project_key=tmp_path / "one.key")
    found = begun(keyed, style="surrogate")
    blob = found.saved(PASSPHRASE)
    assert key.hex().encode() not in blob
    assert Review.resume(blob, PASSPHRASE, TEXT["en"], keyed).case.text == found.case.text
    fails("review_key", blob, TEXT["en"], anonymiser)
    fails("review_key", blob, TEXT["en"], Anonymiser(project_key=tmp_path / "two.key"))


def test_the_policy_of_the_review_goes_before_that_of_the_day(
    anonymiser: Anonymiser, plain: None, tmp_path: Path
) -> None:
    found = begun(anonymiser.with_policy("minimal"))
    blob = found.saved(PASSPHRASE)
    again = Review.resume(blob, PASSPHRASE, TEXT["en"], anonymiser)
    assert again.case.policy == "minimal" and again.state("en") == found.state("en")
    fails("review_policy", changed(blob, policy="my own"), TEXT["en"], anonymiser)


def test_what_is_saved_is_what_was_found_then(anonymiser: Anonymiser, plain: None) -> None:
    found = begun(anonymiser)
    blob = found.saved(PASSPHRASE)
    rows = [row for row in json.loads(blob)["mentions"] if row[4] == str(EntityType.PERSON)]
    less = changed(blob, mentions=[rows[0]])
    again = Review.resume(less, PASSPHRASE, TEXT["en"], anonymiser)
    assert [m.entity_id for m in again._board.changes.known] == ["person-1"]


def test_two_policies_without_a_name_are_told_apart_by_their_rules(anonymiser: Anonymiser) -> None:
    own = replace(load_policy("share"), name="own")
    other = replace(own, operators={**own.operators, EntityType.PERSON: "keep"})
    blob = Review.start("Callum Doyle rang.", anonymiser.with_policy(own)).saved(PASSPHRASE)
    assert Review.resume(blob, PASSPHRASE, "Callum Doyle rang.", anonymiser.with_policy(own))
    with pytest.raises(InputError) as refused:
        Review.resume(blob, PASSPHRASE, "Callum Doyle rang.", anonymiser.with_policy(other))
    assert refused.value.key == "review_policy"
