"""Long texts: nothing is cut off, every paragraph counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.embed import embed_text, load_embedder
from casekit.embed.base import Vectors
from casekit.embed.chunks import chunks


class CountingEmbedder:
    """One dimension a letter; remembers the longest text that it was given."""

    name = "counting"
    dimensions = 26
    chunk_characters = 80

    def __init__(self) -> None:
        self.longest = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.longest = max(self.longest, *map(len, texts))
        rows = np.zeros((len(texts), 26), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text:
                if "a" <= letter <= "z":
                    row[ord(letter) - ord("a")] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


@given(st.text(alphabet="ab .!?\n«»", max_size=300), st.integers(min_value=1, max_value=40))
def test_every_character_is_in_one_chunk_and_none_is_too_long(text: str, limit: int) -> None:
    made = list(chunks(text, limit))
    assert "".join("".join(made).split()) == "".join(text.split())
    assert all(0 < len(chunk) <= limit for chunk in made)


def test_sentences_stay_whole_where_they_fit() -> None:
    assert list(chunks("Hon kom. Hon gick!\nVarför? Ingen vet.", 20)) == [
        "Hon kom. Hon gick!",
        "Varför? Ingen vet.",
    ]


def test_the_embedders_limit_holds() -> None:
    embedder = CountingEmbedder()
    embed_text("one two three. " * 200, embedder)
    assert embedder.longest <= embedder.chunk_characters


def test_the_last_paragraph_counts_as_much_as_the_first() -> None:
    paragraphs = ["a" * 70] * 9
    first = embed_text("\n".join(["b" * 70, *paragraphs]), CountingEmbedder())
    last = embed_text("\n".join([*paragraphs, "b" * 70]), CountingEmbedder())
    assert first[1] == pytest.approx(last[1])
    assert last[1] > 0.1


def test_a_heading_counts_less_than_a_paragraph() -> None:
    vector = embed_text("b\n" + "a " * 39 + "\n" + "c " * 39, CountingEmbedder())
    assert vector[1] < vector[0] / 10


def test_the_tenth_paragraph_moves_a_case_towards_its_topic() -> None:
    embedder = load_embedder()
    topic = embed_text("The child is afraid of school and stays at home.", embedder)
    office = ["We compared two printers and wrote the invoice for the new office chairs."] * 9
    without = embed_text("\n\n".join(office), embedder)
    with_child = embed_text("\n\n".join([*office, "My little daughter is afraid of her school."]), embedder)
    assert with_child @ topic > without @ topic + 0.02


@pytest.mark.parametrize("text", ["", " \n\n ", "\u2603"])
def test_nothing_known_gives_zeros(text: str) -> None:
    assert not embed_text(text, load_embedder()).any()
