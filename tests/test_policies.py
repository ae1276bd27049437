"""Policies: three bundled ones, and those a user writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from casekit.case import DIRECT, QUASI, EntityType
from casekit.config import BUNDLED, DEFAULT_STEPS, OPERATORS, Policy, load_policy, model_path
from casekit.errors import PolicyError
from casekit.pipeline import Anonymiser

WHOLE = "[operators]\n" + "".join(f'{type_} = "redact"\n' for type_ in EntityType)
TEXT = "Anna Karlsson, 34, called from 020 7946 0018 about Oxford."


@pytest.mark.parametrize("name", BUNDLED)
def test_a_bundled_policy_says_what_happens_to_every_type(name: str) -> None:
    policy = load_policy(name)
    assert policy.name == name
    assert set(policy.operators) == set(EntityType)
    assert all(policy.operators[type_] != "keep" for type_ in DIRECT)


def test_minimal_leaves_quasi_identifiers(anonymiser: Anonymiser) -> None:
    assert all(load_policy("minimal").operators[type_] == "keep" for type_ in QUASI)
    minimal = anonymiser.with_policy("minimal").anonymise(TEXT, "en")
    assert "34" in minimal.text and "Oxford" in minimal.text
    assert "Karlsson" not in minimal.text and "7946" not in minimal.text


def test_a_policy_of_ones_own(tmp_path: Path, anonymiser: Anonymiser) -> None:
    lines = [
        f'{type_} = "{"mask" if type_ is EntityType.PHONE_NUMBER else "redact"}"' for type_ in EntityType
    ]
    path = tmp_path / "own.toml"
    path.write_text('name = "own"\n[operators]\n' + "\n".join(lines), "utf-8")
    result = anonymiser.with_policy(path).anonymise(TEXT, "en")
    assert "Anna" not in result.text and "[Person" not in result.text
    assert "***" in result.text
    assert result.policy == "own"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x = ", "not valid TOML"),
        ('surprise = 1\n[operators]\nPERSON = "redact"', "unknown keys surprise"),
        ('[operators]\nPERSON = "redact"', "missing: ADDRESS"),
        ('[operators]\nPERSONS = "redact"', "unknown types in operators: PERSONS"),
        ('operators = "all"', "is a table"),
        (f'{WHOLE}[generalise]\nAGE = "season"', "unknown step 'season' for AGE; there are exact, band"),
        (f'{WHOLE}[generalise]\nPERSON = "band"', "PERSON is not generalised"),
        (f'{WHOLE}[generalise]\nAGES = "band"', "unknown types in generalise: AGES"),
    ],
)
def test_a_bad_policy_says_what_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(PolicyError, match=complaint):
        load_policy(path)


def test_an_unknown_policy_is_answered_with_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="minimal, share, strict"):
        load_policy("everything")
    with pytest.raises(PolicyError, match="cannot be read"):
        load_policy(tmp_path / "none.toml")


def test_a_policy_without_steps_has_those_of_every_day() -> None:
    assert Policy("own", {EntityType.PERSON: "keep"}).generalise == DEFAULT_STEPS
    own = Policy("own", {EntityType.PERSON: "keep"}, generalise={EntityType.AGE: "life"})
    assert own.generalise == {**DEFAULT_STEPS, EntityType.AGE: "life"}


def test_an_unknown_operator_or_threshold_is_refused() -> None:
    with pytest.raises(PolicyError, match=", ".join(OPERATORS)):
        Policy("own", {EntityType.PERSON: "explode"})
    with pytest.raises(PolicyError, match="threshold"):
        Policy("own", {EntityType.PERSON: "keep"}, thresholds={EntityType.PERSON: 2.0})


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="'nothing'"):
        model_path("nothing")
