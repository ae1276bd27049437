"""Only an anonymised case is embedded, and its placeholders do not speak."""

from __future__ import annotations

import numpy as np
import pytest

from casekit.case import AnonymisedCase, Case, EntityType, Mention
from casekit.embed import CaseEmbedder, embed_case, embed_text, load_embedder
from casekit.embed.cases import without_placeholders

SECRET = "Anna Lindgren bor på Storgatan 3"


def anonymised(text: str, *replacements: str) -> AnonymisedCase:
    mentions = tuple(
        Mention(4 * n, 4 * n + 3, EntityType.PERSON, f"p{n}", "test", replacement=replacement)
        for n, replacement in enumerate(replacements)
    )
    return AnonymisedCase(
        text=text,
        language="en",
        mentions=mentions,
        policy="share",
        original_length=len(text) + 100,
        characters_seen=len(text) + 100,
        operators={},
    )


@pytest.mark.parametrize("raw", [SECRET, Case(SECRET), SECRET.encode(), None, [SECRET]])
def test_nothing_but_an_anonymised_case_is_embedded(raw: object) -> None:
    with pytest.raises(TypeError) as caught:
        embed_case(raw, load_embedder())  # type: ignore[arg-type]
    assert "Lindgren" not in str(caught.value)
    assert "anonymise" in str(caught.value)


def test_the_matchers_door_is_the_same_door() -> None:
    with pytest.raises(TypeError):
        CaseEmbedder(load_embedder()).case(SECRET)  # type: ignore[arg-type]


def test_placeholders_are_left_out() -> None:
    case = anonymised("[Person 1] met [Person 2]; [Person 1] cried.", "[Person 1]", "[Person 2]")
    assert without_placeholders(case)(case.text).split() == ["met", ";", "cried."]


def test_a_person_is_shown_the_placeholders_that_are_not_read() -> None:
    case = anonymised("[Person 1] cannot sleep.", "[Person 1]")
    passages = CaseEmbedder(load_embedder()).case(case)
    assert passages.shown == ("[Person 1] cannot sleep.",)
    assert passages.texts[0].split() == ["cannot", "sleep."]


def test_the_authors_own_brackets_stay() -> None:
    case = anonymised("[Person 1] said [long pause] nothing.", "[Person 1]")
    assert "[long pause]" in without_placeholders(case)(case.text)


def test_surrogates_and_generalised_values_stay() -> None:
    case = anonymised("Maria is in her forties.", "Maria", "in her forties")
    assert without_placeholders(case)(case.text) == case.text


def test_the_number_of_mentions_does_not_move_the_vector() -> None:
    embedder = load_embedder()
    few = embed_case(anonymised("[Person 1] cannot sleep.", "[Person 1]"), embedder)
    many = embed_case(anonymised("[Person 1] [Person 1] [Person 1] cannot sleep.", "[Person 1]"), embedder)
    np.testing.assert_allclose(few, many, atol=1e-6)
    np.testing.assert_allclose(few, embed_text("cannot sleep.", embedder), atol=1e-6)


def test_many_brackets_take_linear_time() -> None:
    names = [f"[Person {n}]" for n in range(20_000)]
    text = "[" * 200_000 + " ".join(names)
    assert "Person" not in without_placeholders(anonymised(text, *names))(text)
