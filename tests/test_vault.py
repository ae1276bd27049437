"""The vault: back to the very text, sealed, and nothing that leads back without it."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.case import AnonymisedCase, EntityType, Mention
from casekit.cli import show
from casekit.errors import InputError
from casekit.pipeline import Anonymiser
from casekit.vault import Vault, restore
from casekit.vault.align import NOWHERE, align
from casekit.vault.tokens import prints
from conftest import ROOT, marked
from vault_cases import MARKUP, made


def _corpus(code: str) -> list[str]:
    lines = (ROOT / "models" / "corpus" / f"{code}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["markup"] for line in lines[::8]]


@pytest.fixture(scope="module")
def vault() -> Vault:
    return Vault.of(*made(MARKUP, "en"))


# --- going back ---


@given(
    st.lists(
        st.tuples(
            st.text("ab \r\n*[]1é\u00ad\u0301ñ", max_size=5),
            st.sampled_from(["Anna", "Tom Ek", "Åsa", "Лев"]),
            st.sampled_from(["[Person 1]", "[Person 2]", "Helen", "", "****", "30–34", "Helen Carter"]),
        ),
        max_size=8,
    ),
    st.text("xy .\n", max_size=4),
)
@settings(deadline=None)
def test_an_unedited_text_goes_back_to_the_very_original(
    parts: list[tuple[str, str, str]], rest: str
) -> None:
    text, out = "", ""
    mentions: list[Mention] = []
    for gap, surface, replacement in parts:
        start = len(text) + len(gap)
        text, out = text + gap + surface, out + gap + replacement
        mentions.append(
            Mention(start, len(text), EntityType.PERSON, surface, "test", replacement=replacement)
        )
    case = AnonymisedCase(out + rest, "en", tuple(mentions), "own", len(text + rest), len(text + rest), {})
    told = Vault.of(text + rest, case)
    assert restore(case.text, told).text == text + rest
    assert Vault.from_dict(json.loads(json.dumps(told.as_dict()))) == told


@pytest.mark.parametrize("code", ["en", "ru", "sv"])
def test_case_write_ups_go_back_also_through_a_word_processor(code: str) -> None:
    for markup in _corpus(code):
        text, case = made(markup, code)
        told = Vault.of(text, case)
        assert restore(case.text, told).text == text
        for edit in (
            lambda s: s + "\n",
            lambda s: s.replace("\n", "\r\n"),
            lambda s: s.replace("]", "] "),
            lambda s: "> " + s.replace(". ", ".\u00a0"),
        ):
            done = restore(edit(case.text), told)
            assert not (done.inexact or done.unplaced)
            assert re.sub(r"[\s>]+", "", done.text) == re.sub(r"[\s>]+", "", text)


@pytest.mark.parametrize("code", ["en", "ru", "sv"])
def test_sentences_left_out_change_no_other(code: str) -> None:
    chance = random.Random(7)
    for markup in _corpus(code):
        pieces = [one for one in re.split(r"(?<=[.!?]) +(?![^\[]*\]\])|\n+", markup) if one]
        text, case = made("\n".join(pieces), code)
        lines = list(zip(text.split("\n"), case.text.split("\n"), strict=False))
        if len(text.split("\n")) != len(case.text.split("\n")):
            continue
        left = [line for line in lines if chance.random() < 0.7]
        if not left:
            continue
        done = restore("\n".join(new for _, new in left), Vault.of(text, case), trusted=True)
        doubtful = {trace.line - 1 for trace in (*done.inexact, *done.unplaced)}
        for at, (got, (old, _)) in enumerate(zip(done.text.split("\n"), left, strict=True)):
            assert got == old or at in doubtful


def test_a_pipeline_result_goes_back_under_every_bundled_policy(anonymiser: Anonymiser) -> None:
    text = marked(_corpus("en")[3]).text
    for policy in ("minimal", "share", "strict"):
        case = anonymiser.with_policy(policy).anonymise(text, "en")
        assert restore(case.text, Vault.of(text, case)).text == text


def test_masks_are_undone_in_place_and_removed_words_are_told() -> None:
    text, case = made(MARKUP, "en", {"Tom": "***", "Leeds": ""})
    told = Vault.of(text, case)
    assert restore(case.text, told).text == text
    done = restore(case.text.replace("rang", "called"), told)
    assert done.text == text.replace("rang", "called").replace("Leeds", "")
    assert [(t.shown, t.line, t.type) for t in done.unplaced] == [("", 2, EntityType.LOCATION)]
    shuffled = restore("Anybody may say ***. [Person 1] rang. Then something else.", told, trusted=True)
    assert "***" in shuffled.text and "Tom" not in shuffled.text


def test_what_is_not_in_the_text_is_only_counted(vault: Vault) -> None:
    done = restore("> of [Place 1] told [Person 1] so.", vault)
    assert (done.text, done.placed, done.absent) == ("> of Leeds told Anna so.", 2, 1)
    assert not done.unplaced


def test_two_people_with_one_generalisation_are_never_mixed_up() -> None:
    markup = "One is [[AGE|1|34]] years old, we heard. The other one is [[AGE|2|36]] in May, she wrote."
    text, case = made(markup, "en", {"34": "30–39", "36": "30–39"})
    done = restore(case.text + "\nBoth are 30–39.", Vault.of(text, case))
    assert done.text == text + "\nBoth are 30–39."
    assert [(t.shown, t.line) for t in done.unplaced] == [("30–39", 2)]


def test_an_invented_name_that_is_an_ordinary_word_is_left_where_it_may_be_one() -> None:
    text, case = made("[[PERSON|1|Анна]] молчит, и все ждут.", "ru", {"Анна": "Вера"})
    told = Vault.of(text, case)
    done = restore("Вера молчит, и все ждут. Помогает вера. Вера важна. Но Вера молчит.", told)
    assert done.text == "Анна молчит, и все ждут. Помогает вера. Вера важна. Но Анна молчит."
    assert [t.shown for t in done.unplaced] == ["вера", "Вера"]


# --- another document ---


def test_a_text_of_another_document_is_refused(vault: Vault) -> None:
    for other in ("[Person 1] came late and we talked about [Person 2] of [Place 1].", "", "Hello"):
        with pytest.raises(InputError) as caught:
            restore(other, vault)
        assert caught.value.key == "vault_other"
    assert restore("Is [Person 2] well?", vault, trusted=True).text == "Is Tom well?"


@pytest.mark.parametrize("code", ["en", "ru", "sv"])
def test_no_write_up_of_the_corpus_belongs_to_the_vault_of_another(code: str) -> None:
    cases = [made(markup, code) for markup in _corpus(code)]
    vaults = [Vault.of(text, case) for text, case in cases]
    for at, (_, case) in enumerate(cases):
        with pytest.raises(InputError):
            restore(case.text, vaults[at - 1])


def test_a_vault_is_made_of_the_text_of_its_case() -> None:
    text, case = made(MARKUP, "en")
    for wrong in (text + " ", text.replace("rang", "came"), ""):
        with pytest.raises(ValueError):
            Vault.of(wrong, case)


# --- without the vault ---


def test_nothing_in_the_output_leads_back_without_the_vault(anonymiser: Anonymiser) -> None:
    text = "My client Callum Doyle of 14 Maple Avenue, Leeds LS8 2AB, rang 0113 496 0321. Callum cried."
    case = anonymiser.anonymise(text, "en")
    out = (repr(case) + json.dumps(show.report(case)) + case.text).lower()
    secrets = ["Callum Doyle", "Callum", "Doyle", "14 Maple Avenue", "0113 496 0321", text]
    for secret in [*secrets, *map(str.lower, secrets)]:
        assert secret.lower() not in out
        for maker in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.blake2b):
            made_of = maker(secret.encode())
            assert made_of.hexdigest()[:12] not in out
            assert base64.b64encode(made_of.digest()).decode()[:12].lower() not in out


# --- laying texts side by side ---


@given(st.lists(st.integers(0, 6), max_size=30), st.lists(st.integers(0, 6), max_size=30))
def test_aligned_words_are_equal_and_in_order(old: list[int], new: list[int]) -> None:
    places = align(old, new)
    found = [place for place in places if place != NOWHERE]
    assert found == sorted(set(found))
    assert all(old[place] == new[at] for at, place in enumerate(places) if place != NOWHERE)


@given(st.lists(st.integers(0, 9), max_size=40))
def test_equal_texts_are_aligned_throughout(words: list[int]) -> None:
    assert align(words, words) == list(range(len(words)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[Person 1]", "person1"),
        ("30–34 år", "30-34\u00a0ÅR"),
        ("Пётр", "петр"),
        ("й", "и\u0306"),
        ("ka\u00adrin", "Karin"),
    ],
)
def test_words_are_compared_without_what_word_processors_change(one: str, other: str) -> None:
    assert prints(one) == prints(other)


def test_a_long_text_takes_seconds() -> None:
    sentences = [
        f"Day {n}: [[PERSON|{n % 40}|Callum{n % 40}]] told of item {n * 7919 % 9973}." for n in range(4000)
    ]
    text, case = made("\n".join(sentences), "en")
    done = restore(case.text.replace("told", "spoke", 50), Vault.of(text, case))
    assert done.placed == 4000 and done.text == text.replace("told", "spoke", 50)
