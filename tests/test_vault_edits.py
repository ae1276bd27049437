"""A returned text that colleagues edited, inflected or quoted: the fitting originals, and never a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.vault import Vault, restore
from vault_cases import made

_EN = (
    "My client [[PERSON|1|Anna Doyle]] is [[AGE|1|34]] and lives in [[LOCATION|1|Leeds]]. "
    "[[PERSON|1|Anna]] told me that [[PERSON|2|Lars]] had left. She works as a [[OCCUPATION|1|midwife]] "
    "and rings [[PHONE|1|0113 496 0321]] at night."
)
_SV = (
    "Min klient [[PERSON|1|Anna Ek]] är [[AGE|1|34 år]] och bor i [[LOCATION|1|Lund]]. [[PERSON|1|Annas]] man "
    "[[PERSON|2|Lars]] har flyttat. Hon säger att [[PERSON|1|Anna]] inte orkar längre med allt detta."
)
_RU = (
    "Ко мне пришла [[PERSON|1|Анна Петровна]], ей [[AGE|1|34 года]]. Я предложила [[PERSON|1|Анне]] рассказать о муже. "
    "С [[PERSON|2|Олегом]] они живут в [[LOCATION|1|Казани]] уже десять лет, и [[PERSON|1|Анну]] это тяготит."
)
CASES = {
    "en": ("en", _EN, None),
    "sv": ("sv", _SV, None),
    "ru": ("ru", _RU, None),
    "en invented": (
        "en",
        _EN,
        {
            "Anna Doyle": "Helen Carter",
            "Anna": "Helen",
            "Lars": "Thomas",
            "34": "30–39",
            "Leeds": "a large city in the north",
            "midwife": "health worker",
            "0113 496 0321": "0113 496 0999",
        },
    ),
    "sv invented": (
        "sv",
        _SV,
        {
            "Anna Ek": "Karin Berg",
            "Annas": "Karins",
            "Anna": "Karin",
            "Lars": "Mats",
            "34 år": "30–39 år",
            "Lund": "en större stad",
        },
    ),
    "ru invented": (
        "ru",
        _RU,
        {
            "Анна Петровна": "Ирина Сергеевна",
            "Анне": "Ирине",
            "Анну": "Ирину",
            "Олегом": "Глебом",
            "34 года": "30–39 лет",
            "Казани": "крупном городе",
        },
    ),
}
#: case, returned text, restored text, what is inexact, what is not placed
EDITS: list[tuple[str, str, str, list[str], list[str]]] = [
    ("en", "I wonder about [Person 2].", "I wonder about Lars.", [], []),
    ("en", "I wonder about [person 2].", "I wonder about Lars.", [], []),
    ("en", "I wonder about [PERSON 2].", "I wonder about Lars.", [], []),
    ("en", "I wonder about Person 2.", "I wonder about Lars.", [], []),
    ("en", "I wonder about [Person\u00a02].", "I wonder about Lars.", [], []),
    ("en", "I wonder about [Person\n2].", "I wonder about Lars.", [], []),
    ("en", "I wonder about [ Person 2 ].", "I wonder about Lars.", [], []),
    ("en", "I wonder about [Person_2].", "I wonder about Lars.", [], []),
    ("en", "I wonder about [Person2].", "I wonder about Lars.", [], []),
    ("en", "I wonder about \\[Person 2\\].", "I wonder about Lars.", [], []),
    ("en", "I wonder about **[Person 2]**.", "I wonder about **Lars**.", [], []),
    ("en", "In [Person 2]'s view", "In Lars's view", [], []),
    ("en", "In [Person 2’s] view", "In Lars’s view", [], []),
    ("en", "[Person 2] and [Person 3]", "Lars and [Person 3]", [], ["[Person 3]"]),
    ("en", "[Person 2][Person 2]", "LarsLars", [], []),
    ("en", "we both took place 1", "we both took place 1", [], ["place 1"]),
    ("en", "I think [Person 1] left.", "I think Anna Doyle left.", ["[Person 1]"], []),
    (
        "en",
        "> [Person 1] told me that\n> [Person 2] had left",
        "> Anna told me that\n> Lars had left",
        [],
        [],
    ),
    ("en", "Call [Phone 1] then.", "Call 0113 496 0321 then.", [], []),
    ("en", "At [Age 1] in [Place 1]", "At 34 in Leeds", [], []),
    ("en", "Nobody is named here.", "Nobody is named here.", [], []),
    ("en invented", "Helen's husband", "Anna's husband", [], []),
    ("en invented", "Helens husband", "Annas husband", [], []),
    ("en invented", "HELEN! helen", "ANNA! anna", [], []),
    ("en invented", "Ms Carter came.", "Ms Doyle came.", [], []),
    ("en invented", "with Thomas' car", "with Lars' car", [], []),
    ("en invented", "Many are 30–39 here.", "Many are 30–39 here.", [], ["30–39"]),
    ("en invented", "is 30-39 and lives in a", "is 34 and lives in a", [], []),
    (
        "en invented",
        "She works as a health worker and rings 0113-496-0999 at night",
        "She works as a midwife and rings 0113 496 0321 at night",
        [],
        [],
    ),
    ("en invented", "another health worker too", "another health worker too", [], ["health worker"]),
    ("sv", "Jag undrar över [Person 2].", "Jag undrar över Lars.", [], []),
    ("sv", "[Person 2]s syn", "Lars syn", [], []),
    ("sv", "[Ort 1]s gator", "Lunds gator", [], []),
    ("sv", "[person 2]:s syn", "Lars syn", [], []),
    ("sv", "Vad vill [Person 1]?", "Vad vill Anna?", ["[Person 1]"], []),
    ("sv", "att [Person 1] inte orkar längre", "att Anna inte orkar längre", [], []),
    ("sv invented", "Karins mamma och Mats", "Annas mamma och Lars", [], []),
    ("sv invented", "karin berg", "anna ek", [], []),
    ("sv invented", "Fru Bergs röst", "Fru Eks röst", [], []),
    ("sv invented", "bor i en större stad. Karins", "bor i Lund. Annas", [], []),
    ("sv invented", "Det är en större stad.", "Det är en större stad.", [], ["en större stad"]),
    ("ru", "Думаю о [Человек 2].", "Думаю о Олег.", ["[Человек 2]"], []),
    ("ru", "Думаю про [человека 2].", "Думаю про Олега.", [], []),
    ("ru", "Слово [Человеку 2]!", "Слово Олегу!", [], []),
    ("ru", "Горжусь [Человеком 1].", "Горжусь Анной.", [], []),
    ("ru", "«Я предложила [Человек 1] рассказать»", "«Я предложила Анне рассказать»", [], []),
    ("ru", "они живут в\r\n[Место 1] уже", "они живут в\r\nКазани уже", [], []),
    ("ru", "в группе человек 2", "в группе человек 2", [], ["человек 2"]),
    ("ru", "Неясен [Человек 7]", "Неясен [Человек 7]", [], ["[Человек 7]"]),
    ("ru invented", "Ирину жаль", "Анну жаль", [], []),
    ("ru invented", "Ириной Сергеевной занимаются", "Анной Петровной занимаются", [], []),
    ("ru invented", "к Ирине Сергеевне", "к Анне Петровне", [], []),
    ("ru invented", "Глеб и Глеба, ГЛЕБУ, глебом", "Олег и Олега, ОЛЕГУ, олегом", [], []),
    ("ru invented", "Иришке трудно", "Анне трудно", ["Иришке"], []),
    ("ru invented", "Ирин, держись", "Анн, держись", [], []),
    ("ru invented", "ей 30-39 лет. Я предложила", "ей 34 года. Я предложила", [], []),
    ("ru invented", "Всем 30–39 лет", "Всем 30–39 лет", [], ["30–39 лет"]),
    ("ru invented", "Мы тоже в крупном городе.", "Мы тоже в крупном городе.", [], ["крупном городе"]),
]


@pytest.fixture(scope="module")
def vaults() -> dict[str, Vault]:
    return {name: Vault.of(*made(markup, code, given)) for name, (code, markup, given) in CASES.items()}


@pytest.mark.parametrize(("name", "edited", "expected", "inexact", "unplaced"), EDITS)
def test_an_edited_text_gets_the_fitting_originals(
    vaults: dict[str, Vault], name: str, edited: str, expected: str, inexact: list[str], unplaced: list[str]
) -> None:
    done = restore(edited, vaults[name], trusted=True)
    assert done.text == expected
    assert [trace.shown for trace in done.inexact] == inexact
    assert [trace.shown for trace in done.unplaced] == unplaced


_PIECES = st.sampled_from(
    [
        "[Person 1]",
        "[",
        "]",
        "\\[",
        "Person 2",
        "[person",
        "1",
        "2]",
        "'s",
        "s",
        "Helen",
        "HELENS",
        "Ириной",
        "Сергеевне",
    ]
    + [
        "[Человека 2]",
        "Глебу",
        "Karins",
        "30–39",
        "34",
        " ",
        "\n",
        "\r\n",
        ". ",
        "***",
        "told me that",
        "муже",
        "и\u0306",
    ]
)


@given(st.lists(_PIECES, max_size=14).map("".join), st.sampled_from(sorted(CASES)))
@settings(deadline=None, max_examples=300)
def test_whatever_comes_back_is_read(vaults: dict[str, Vault], edited: str, name: str) -> None:
    done = restore(edited, vaults[name], trusted=True)
    assert len(done.inexact) <= done.placed
    assert all(trace.shown in edited for trace in (*done.inexact, *done.unplaced))
    if not done.placed:
        assert done.text == edited
