"""The shipped embedder: unit rows, one space for three languages, nothing heavy to run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from casekit.embed import Embedder, load_embedder
from casekit.errors import FileProblem

#: invented; each line says one thing in three languages
MEANINGS = {
    "en": [
        "The boy refuses to go to school in the morning.",
        "She has not slept since her husband died.",
        "May I tell the police what the client said?",
        "We drink coffee and talk about work in the kitchen.",
        "He started to drink again after the divorce.",
        "The train to the city was late because of the snow.",
    ],
    "ru": [
        "Мальчик утром отказывается идти в школу.",
        "Она не спит с тех пор, как умер её муж.",
        "Могу ли я рассказать полиции, что сказал клиент?",
        "Мы пьём кофе на кухне и говорим о работе.",
        "После развода он снова начал пить.",
        "Поезд в город опоздал из-за снега.",
    ],
    "sv": [
        "Pojken vägrar att gå till skolan på morgonen.",
        "Hon har inte sovit sedan hennes man dog.",
        "Får jag berätta för polisen vad klienten sade?",
        "Vi dricker kaffe i köket och pratar om arbetet.",
        "Han började dricka igen efter skilsmässan.",
        "Tåget till staden var sent på grund av snön.",
    ],
}


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


def test_rows_are_float32_of_unit_length(embedder: Embedder) -> None:
    rows = embedder.encode(MEANINGS["ru"])
    assert rows.shape == (6, embedder.dimensions)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_a_row_does_not_depend_on_its_neighbours(embedder: Embedder) -> None:
    together = embedder.encode(MEANINGS["sv"])
    alone = np.concatenate([embedder.encode([text]) for text in MEANINGS["sv"]])
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize(("one", "other"), [("en", "ru"), ("en", "sv"), ("ru", "sv")])
def test_a_translation_is_the_nearest_text(embedder: Embedder, one: str, other: str) -> None:
    similarity = embedder.encode(MEANINGS[one]) @ embedder.encode(MEANINGS[other]).T
    assert similarity.argmax(axis=1).tolist() == list(range(6))


def test_capitals_and_stress_marks_say_nothing(embedder: Embedder) -> None:
    plain, shouted, stressed = embedder.encode(["Она всё плачет.", "ОНА ВСЕ ПЛАЧЕТ.", "Она́ всё пла́чет."])
    np.testing.assert_allclose(plain, shouted, atol=1e-6)
    np.testing.assert_allclose(plain, stressed, atol=1e-6)


@pytest.mark.parametrize("text", ["", "   ", "\u2603\U0001f600"])
def test_a_text_without_words_gives_zeros(embedder: Embedder, text: str) -> None:
    assert not embedder.encode([text]).any()


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.encode([]).shape == (0, embedder.dimensions)


def test_a_text_longer_than_the_layers_hold_is_read_to_its_end(embedder: Embedder) -> None:
    start = "Vi drack kaffe och talade om vädret och om arbetet. " * 12
    without, with_end = embedder.encode([start, start + "Mamman slår barnet och barnet är rädd. " * 6])
    assert without @ with_end < 0.95
    assert embedder.encode(["x" * 20_000]).shape == (1, embedder.dimensions)


def test_a_folder_is_a_name_too(embedder: Embedder) -> None:
    from casekit.config import model_path

    again = load_embedder(str(model_path("embedder")))
    np.testing.assert_array_equal(again.encode(["hej"]), embedder.encode(["hej"]))


def test_a_broken_folder_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"kind": "layers", "name": "x"}', "utf-8")
    with pytest.raises(FileProblem, match="cannot be read"):
        load_embedder(str(tmp_path))


def test_running_it_imports_no_training_library() -> None:
    code = (
        "import sys; from casekit.embed import load_embedder; load_embedder().encode(['hej']);"
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers', 'sentence_transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_importing_the_stage_loads_no_tokenizer() -> None:
    code = "import sys, casekit.embed; sys.exit('tokenizers' in sys.modules or 'onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_no_telemetry_and_no_thread_of_its_own() -> None:
    """The runtime's own switch is called before the first session."""
    code = (
        "import onnxruntime as o; calls = []; o.disable_telemetry_events = lambda: calls.append(1);"
        "from casekit.embed import load_embedder; load_embedder(); import sys; sys.exit(not calls)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_runtime_leaves_no_file_and_asks_no_network(tmp_path: Path) -> None:
    """onnxruntime's telemetry writes into these folders and looks up a collector unless told not to."""
    code = (
        "import socket\n"
        "def refuse(*_, **__): raise SystemExit('the network was asked')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from casekit.embed import load_embedder\n"
        "load_embedder().encode(['a sentence'])\n"
    )
    places = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, **places})
    assert list(tmp_path.rglob("*")) == []
