"""Replacing: the same entity the same placeholder, everything else byte for byte, no surface left over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.case import EntityType, Mention
from casekit.config import load_policy
from casekit.errors import LeakError
from casekit.lang import get_language
from casekit.replace import replace
from casekit.replace.leaks import find_leaks
from conftest import marked


def _mentions(markup: str) -> tuple[str, list[Mention]]:
    gold = marked(markup)
    return gold.text, [
        Mention(s, e, t, f"{t.lower().replace('_', '-')}-{i}", "test") for s, e, t, i in gold.mentions
    ]


def _replaced(markup: str, code: str = "en") -> str:
    text, mentions = _mentions(markup)
    return replace(text, mentions, load_policy("share"), get_language(code), characters_seen=len(text)).text


@pytest.mark.parametrize(
    ("code", "markup", "expected"),
    [
        (
            "en",
            "[[PERSON|1|Anna]] and [[PERSON|2|Tom]], [[PERSON|1|Anna]].",
            "[Person 1] and [Person 2], [Person 1].",
        ),
        ("ru", "[[PERSON|1|Анна]], [[AGE|1|34 года]]", "[Человек 1], [Возраст 1]"),
        ("sv", "[[PERSON|1|Anna]] i [[LOCATION|1|Lund]]", "[Person 1] i [Ort 1]"),
        ("en", "[[PERSON|1|Anna]][[PERSON|2|Tom]]", "[Person 1][Person 2]"),
    ],
)
def test_placeholders_are_numbered_in_the_language_of_the_text(code: str, markup: str, expected: str) -> None:
    assert _replaced(markup, code) == expected


def test_a_placeholder_that_stands_in_the_text_already_is_not_used_again() -> None:
    out = _replaced("Yesterday [Person 1] rang [[PERSON|1|Anna]].")
    assert out.count("[Person 1]") == 1
    assert "Anna" not in out


@given(
    st.lists(
        st.tuples(st.sampled_from(["Anna", "Tom", "Ida"]), st.text("xyz \r\n\t\u00ad", max_size=6)),
        max_size=9,
    )
)
def test_what_is_not_replaced_survives_byte_for_byte(parts: list[tuple[str, str]]) -> None:
    markup = "".join(f"[[PERSON|{name}|{name}]]{gap}" for name, gap in parts)
    text, mentions = _mentions(markup)
    policy = load_policy("share")
    result = replace(text, mentions, policy, get_language("en"), characters_seen=len(text))
    rest, at = result.text, 0
    for mention in result.mentions:
        assert mention.replacement is not None
        gap = text[at : mention.start]
        assert rest.startswith(gap + mention.replacement)
        rest, at = rest[len(gap) + len(mention.replacement) :], mention.end
    assert rest == text[at:]
    replacements = {m.entity_id: m.replacement for m in result.mentions}
    assert len(set(replacements.values())) == len(replacements)


@pytest.mark.parametrize(
    ("code", "markup"),
    [
        ("en", "[[PERSON|1|Callum]] came. The bag of Callum stayed."),
        ("ru", "[[PERSON|1|Катя]] ушла, а сумка Кати осталась"),
        ("sv", "[[PERSON|1|Saga Ek]] kom, men Sagas väska stod kvar"),
        ("en", "[[PHONE_NUMBER|1|020 7946 0018]] or 02079460018"),
        ("en", "[[EMAIL_ADDRESS|1|a.b@example.com]] or a.b@example.com"),
    ],
)
def test_a_surface_left_elsewhere_withholds_the_output(code: str, markup: str) -> None:
    text, mentions = _mentions(markup)
    with pytest.raises(LeakError) as caught:
        replace(text, mentions, load_policy("share"), get_language(code), characters_seen=len(text))
    for surface in ("Callum", "Кат", "Saga", "7946", "a.b@"):
        assert surface not in str(caught.value)
    assert caught.value.params["count"] == 1


def test_a_term_of_theory_is_no_leak() -> None:
    text, mentions = _mentions("Dr [[PERSON|1|Balint]] called, as in Balint groups.")
    at = text.rindex("Balint")
    policy, language = load_policy("share"), get_language("en")
    result = replace(text, mentions, policy, language, characters_seen=9, allowed=[(at, at + 6)])
    assert result.text == "Dr [Person 1] called, as in Balint groups."


def test_an_ordinary_word_is_no_leak() -> None:
    text, mentions = _mentions("[[PERSON|1|Will]] said he will come. Will you?")
    done = [
        Mention(m.start, m.end, EntityType.PERSON, "person-1", "test", replacement="[Person 1]")
        for m in mentions
    ]
    assert find_leaks(text, done, [(4, len(text))], get_language("en")) == []
