"""Signs of danger: found in three languages, not found where they are denied or only sound alike."""

from __future__ import annotations

import pytest

from casekit.lang import SUPPORTED, get_language
from casekit.match.risk import KINDS, find_risks


@pytest.mark.parametrize(
    ("language", "sentence", "kind"),
    [
        ("en", "She said she wants to die and has written a goodbye letter.", "suicidality"),
        ("en", "He has fresh cuts on his arms.", "self_harm"),
        ("en", "The stepfather hits the boy when he comes late.", "child_danger"),
        ("en", "Her husband threatened to kill her.", "violence"),
        ("ru", "Говорит, что не хочет жить и пишет прощальное письмо.", "suicidality"),
        ("ru", "Девочка режет руки.", "self_harm"),
        ("ru", "Папа бьёт сына ремнём.", "child_danger"),
        ("ru", "Муж угрожал убить её.", "violence"),
        ("sv", "Hon vill inte leva längre.", "suicidality"),
        ("sv", "Flickan skär sig.", "self_harm"),
        ("sv", "Pappan slår pojken när han dricker.", "child_danger"),
        ("sv", "Mannen har hotat att döda henne.", "violence"),
    ],
)
def test_danger_is_seen(language: str, sentence: str, kind: str) -> None:
    found = find_risks(["Något annat.", sentence], get_language(language))
    assert kind in {risk.kind for risk in found}
    assert all(risk.sentence == sentence for risk in found)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "He denies suicidal thoughts."),
        ("en", "No suicidal ideation."),
        ("en", "We laughed, and she bought a cutting board."),
        ("ru", "Суицидальные мысли отрицает."),
        ("ru", "Суицидальных мыслей нет."),
        ("ru", "Разговор о работе и об отпуске."),
        ("sv", "Förnekar suicidtankar."),
        ("sv", "Inga självmordstankar."),
        ("sv", "Vi talade om arbetet."),
    ],
)
def test_denied_or_harmless(language: str, sentence: str) -> None:
    assert find_risks([sentence], get_language(language)) == ()


def test_a_denial_holds_for_its_own_clause() -> None:
    found = find_risks(["She denies a plan, but she wants to die."], get_language("en"))
    assert [risk.kind for risk in found] == ["suicidality"]


@pytest.mark.parametrize("code", SUPPORTED)
def test_every_kind_has_phrases_and_words(code: str) -> None:
    language = get_language(code)
    assert set(language.table("risk")["phrases"]) == set(KINDS) == set(language.table("matching")["risks"])
