"""The whole: write-ups in three languages, offline, quiet, thread-safe, the same under any hash seed."""

from __future__ import annotations

import dataclasses
import logging
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import casekit
from casekit.pipeline import Anonymiser
from conftest import ROOT

EXAMPLES = {code: (ROOT / "examples" / f"{code}.txt").read_text("utf-8") for code in ("en", "ru", "sv")}
SECRETS = {
    "en": [
        "Bridget",
        "Delaney",
        "Okafor",
        "Rory",
        "Larch Grove",
        "0724",
        "example.org",
        "LCS/24",
        "943 476",
        "Whitby",
    ],
    "ru": ["тимоф", "рябинин", "гоголя", "155-01-38", "oksana_ryab", "козлов", "зинаид", "шилов", "сызран"],
    "sv": [
        "Tindra",
        "Ekholm",
        "Sjögren",
        "110317",
        "Bergslagsgatan",
        "174 06",
        "exempel.se",
        "Gun-Britt",
        "Åmål",
    ],
}


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_loses_its_identifiers_and_keeps_its_theory(anonymiser: Anonymiser, code: str) -> None:
    result = anonymiser.anonymise(EXAMPLES[code])
    assert result.language == code
    for secret in SECRETS[code]:
        assert secret.casefold() not in result.text.casefold()
    kept = {
        "en": ["Winnicott", "SDQ was 24"],
        "ru": ["винникотту", "люшера"],
        "sv": ["Winnicott", "sertralin 25 mg"],
    }
    assert all(term in result.text for term in kept[code])


@pytest.mark.parametrize("code", EXAMPLES)
def test_offsets_are_those_of_the_original(anonymiser: Anonymiser, code: str) -> None:
    text = EXAMPLES[code]
    result = anonymiser.anonymise(text)
    rebuilt, at = "", 0
    for mention in result.mentions:
        rebuilt += text[at : mention.start] + (mention.replacement or text[mention.start : mention.end])
        at = mention.end
    assert rebuilt + text[at:] == result.text
    assert result.original_length == len(text)


def test_the_result_tells_what_was_done_and_holds_no_original(anonymiser: Anonymiser) -> None:
    result = anonymiser.anonymise("Anna Karlsson ringde. Annas mor heter Gunnel.", "sv")
    assert [e.id for e in result.entities] == ["person-1", "person-2"]
    assert [len(e.mentions) for e in result.entities] == [2, 1]
    summary = result.summary()
    assert summary.coverage == 1.0
    assert summary.entities == {"PERSON": 2} and summary.mentions == {"PERSON": 3}
    assert "Karlsson" not in repr(result) and "Gunnel" not in repr(result)


def test_the_language_is_found_piece_by_piece(anonymiser: Anonymiser) -> None:
    text = (
        "Hon heter Maja Lindqvist och bor i Växjö med sin mamma och två syskon. Jag har träffat henne sedan "
        "i höstas, och varje gång talar hon om skolan och om kamraterna som inte vill vara med henne.\n\n"
        "Dear colleague, my client Callum Doyle, aged 34, called me from Sheffield last night.\n"
    )
    result = anonymiser.anonymise(text)
    assert result.language == "sv"
    for secret in ("Maja", "Lindqvist", "Växjö", "Callum", "Doyle", "34", "Sheffield"):
        assert secret not in result.text


def test_one_off_is_the_same_as_an_anonymiser(anonymiser: Anonymiser) -> None:
    text = "Callum Doyle called from Sheffield."
    assert casekit.anonymise(text, language="en").text == anonymiser.anonymise(text, "en").text


def test_many_come_in_order_and_only_a_few_are_held(anonymiser: Anonymiser) -> None:
    asked = 0

    def texts():  # type: ignore[no-untyped-def]
        nonlocal asked
        for number in range(40):
            asked += 1
            yield f"Callum called on {number + 1} May 2021 about case {number}."

    results = anonymiser.anonymise_many(texts(), workers=2, language="en")
    first = next(results)
    assert asked <= 5
    rest = list(results)
    assert [r.text.endswith(f"case {n}.") for n, r in enumerate([first, *rest])] == [True] * 40
    with pytest.raises(ValueError, match="at least one worker"):
        next(anonymiser.anonymise_many([], workers=0))


def test_threads_share_one_anonymiser(anonymiser: Anonymiser) -> None:
    texts = [EXAMPLES[code] for code in ("en", "ru", "sv")] * 3
    alone = [anonymiser.anonymise(text).text for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: anonymiser.anonymise(text).text, texts))
    assert together == alone


def test_the_output_does_not_depend_on_the_hash_seed() -> None:
    code = (
        "import pathlib, casekit; e = casekit.Anonymiser();"
        "texts = [pathlib.Path(f'examples/{c}.txt').read_text('utf-8') for c in ('en', 'ru', 'sv')];"
        "print('\\n'.join(e.anonymise(text).text for text in texts))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_nothing_asks_the_network_and_nothing_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", forbidden)
    monkeypatch.setattr(socket, "create_connection", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with caplog.at_level(logging.DEBUG):
        engine = Anonymiser()
        for text in EXAMPLES.values():
            engine.anonymise(text)
        engine.anonymise("Write to anna@mail.example.com or www.annas-page.com", "en")
    words = {word for text in EXAMPLES.values() for word in text.split() if len(word) > 5}
    assert not [record for record in caplog.records if words & set(record.getMessage().split())]
    assert list(tmp_path.iterdir()) == []


def test_no_error_quotes_the_text(anonymiser: Anonymiser) -> None:
    with pytest.raises(casekit.LanguageError) as caught:
        anonymiser.anonymise("Der Patient Heinrich Zwiebelkuchen kommt aus Hamburg und ist sehr traurig.")
    assert "Zwiebelkuchen" not in str(caught.value)
    with pytest.raises(TypeError, match="not bytes"):
        anonymiser.anonymise(b"Anna")  # type: ignore[arg-type]


def test_what_the_leak_check_finds_is_taken_in(
    anonymiser: Anonymiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = anonymiser._detector.detect

    def only_the_first(*arguments: object, **options: object) -> object:
        detection = whole(*arguments, **options)  # type: ignore[arg-type]
        return dataclasses.replace(detection, spans=detection.spans[:1])

    monkeypatch.setattr(anonymiser._detector, "detect", only_the_first)
    result = anonymiser.anonymise("My client Callum came. The bag of Callum stayed.", "en")
    assert result.text == "My client [Person 1] came. The bag of [Person 1] stayed."
    assert [mention.recognizer for mention in result.mentions][1] == "leak_check"
