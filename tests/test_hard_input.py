"""What people really paste: hidden characters, mixed scripts, odd line ends, huge files, nothing at all."""

from __future__ import annotations

import time

import pytest

from casekit.pipeline import Anonymiser

SOFT, ZERO, NBSP = "\u00ad", "\u200b", "\u00a0"


@pytest.mark.parametrize(
    ("code", "text", "hidden"),
    [
        (
            "sv",
            f"Klienten Lind{SOFT}qvist ringde fru Lind{ZERO}qvist.",
            [f"Lind{SOFT}qvist", f"Lind{ZERO}qvist"],
        ),
        ("en", f"Call me on 020{NBSP}7946{NBSP}0018 please.", ["7946"]),
        (
            "sv",
            "Klienten A\u030asa Lindqvist och sonen Bjo\u0308rn Lindqvist.",
            ["sa Lindqvist", "Bjo\u0308rn"],
        ),
        ("sv", "Klienten Åsa Lindqvist och sonen Björn Lindqvist.", ["Åsa", "Björn"]),
        ("ru", "Клиентка Aннa Пeтpoвa ушла домой.", ["Aннa", "Пeтpoвa"]),
        ("en", "My client Callum Doyle\r\ncame late.\r\nCallum left.\r\n", ["Callum", "Doyle"]),
        ("en", "\udcffMy client Callum Doyle \ud83dcame late.", ["Callum", "Doyle"]),
        ("en", "MY CLIENT CALLUM DOYLE CAME LATE AND MRS DOYLE LEFT.", ["CALLUM", "DOYLE"]),
        ("ru", "КЛИЕНТКА АННА ПЕТРОВНА СОКОЛОВА УШЛА ДОМОЙ.", ["АННА", "СОКОЛОВА"]),
        ("ru", "мама лена сказала что сын дима молчит а лена плачет", ["лена", "дима"]),
        ("en", "my client callum doyle came late and callum cried", ["callum", "doyle"]),
    ],
)
def test_names_are_found_however_they_are_written(
    anonymiser: Anonymiser, code: str, text: str, hidden: list[str]
) -> None:
    result = anonymiser.anonymise(text, code)
    for surface in hidden:
        assert surface not in result.text
    at = 0
    for mention in result.mentions:
        assert at <= mention.start < mention.end <= len(text)
        at = mention.end


def test_windows_line_ends_survive(anonymiser: Anonymiser) -> None:
    result = anonymiser.anonymise("First line.\r\nMy client Callum came.\r\n\r\nLast.\r\n", "en")
    assert result.text == "First line.\r\nMy client [Person 1] came.\r\n\r\nLast.\r\n"


@pytest.mark.parametrize("text", ["", " \n\n", "😀😀👩‍👩‍👧", "....", "\u200b\u200b", "1 2 3"])
def test_next_to_nothing_stays_as_it_is(anonymiser: Anonymiser, text: str) -> None:
    result = anonymiser.anonymise(text, "en")
    assert result.text == text
    assert result.summary().coverage == 1.0


def test_one_line_of_a_megabyte(anonymiser: Anonymiser) -> None:
    sentence = "and then the group was silent for a while and nobody spoke "
    text = sentence * 8_000 + "Callum Doyle came. " + sentence * 9_000
    assert len(text) > 1_000_000 and "\n" not in text
    result = anonymiser.anonymise(text, "en")
    assert "Callum" not in result.text
    assert len(result.text) == len(text) - len("Callum Doyle") + len("[Person 1]")


@pytest.mark.parametrize(
    "unit", ["(", "a.", "1-", "Anna ", "@", "www.", "д. ", "8 ", "x_", "а1", "ул ", "St "]
)
def test_no_pattern_runs_away(anonymiser: Anonymiser, unit: str) -> None:
    """Eight times the text takes far less than sixty-four times the time."""

    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        started = time.perf_counter()
        anonymiser.anonymise(text, "ru" if ord(unit[0]) > 1_000 else "en")
        return time.perf_counter() - started

    seconds(1_000)
    small, large = seconds(5_000), seconds(40_000)
    assert large < 30 * small + 2.0
