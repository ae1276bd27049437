"""Probabilities of themes and formats."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from casekit.embed import embed_passages, load_embedder
from casekit.errors import FileProblem
from casekit.match import Reading, ThemeModel
from casekit.match.themes import OTHERS, REACTION, THEMES, Head, features

#: invented; what each is about, in three languages
PLAIN = {
    "child_family": (
        "The parents fight over custody, and their little daughter no longer wants to visit her father.",
        "Родители делят опеку, и маленькая дочь больше не хочет ходить к отцу.",
        "Föräldrarna bråkar om vårdnaden och den lilla dottern vill inte längre gå till sin pappa.",
    ),
    "distress": (
        "She wakes at four with panic, cries all day and says that she sees no reason to live.",
        "Она просыпается в четыре от паники, весь день плачет и говорит, что не видит смысла жить.",
        "Hon vaknar klockan fyra med panik, gråter hela dagen och säger att livet saknar mening.",
    ),
    "ethics": (
        "My client gave me an expensive gift and asks me to lie to the court. What of confidentiality?",
        "Клиентка подарила мне дорогой подарок и просит солгать суду. Как быть с конфиденциальностью?",
        "Klienten gav mig en dyr gåva och ber mig ljuga för domstolen. Hur blir det med tystnadsplikten?",
    ),
}


def read(text: str) -> Reading:
    return ThemeModel.open().read(embed_passages(text, load_embedder()))


@pytest.mark.parametrize("theme", PLAIN)
def test_a_plain_text_gets_its_theme_in_every_language(theme: str) -> None:
    for text in PLAIN[theme]:
        found = read(text).themes
        assert max(found, key=lambda name: found[name]) == theme


def test_probabilities_lie_in_0_to_1_and_formats_sum_to_1() -> None:
    found = read("Vi vill ha en handledare till arbetsgruppen.")
    assert tuple(found.themes) == THEMES
    assert tuple(found.others) == OTHERS
    assert all(0 <= value <= 1 for value in (*found.themes.values(), *found.others.values()))
    assert set(found.formats) == {"balint", "intervision", "supervision"}
    assert sum(found.formats.values()) == pytest.approx(1)


def test_one_sentence_among_many_is_heard() -> None:
    rest = "We talked about the garden, the bus and the price of shoes. " * 8
    without, with_gift = read(rest), read(rest + "Then she gave me an expensive watch. May I keep her gift?")
    assert with_gift.themes["ethics"] > without.themes["ethics"] + 0.1


def test_the_authors_own_reaction_is_told_from_the_clients_story() -> None:
    texts = (
        "I notice that I get irritated and sleepy with her, and I dread the hour.",
        "Jag märker att jag blir irriterad på honom och vill slippa träffa honom.",
        "The boy is nine and goes to school in the next village.",
    )
    vectors = load_embedder().encode(texts)
    own_en, own_sv, story = ThemeModel.open().reaction(vectors)
    assert min(own_en, own_sv) > story


def test_the_model_belongs_to_the_shipped_embedder() -> None:
    assert ThemeModel.open().embedder == load_embedder().name


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", json.dumps({"embedder": "x", "heads": {"sentence": ["a"]}})]
)
def test_a_broken_model_is_a_clear_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "themes.json").write_text(content, "utf-8")
    with pytest.raises(FileProblem):
        ThemeModel.open(tmp_path)
    np.savez(tmp_path / "themes.npz", x=np.zeros(1))
    with pytest.raises(FileProblem):
        ThemeModel.open(tmp_path)
    with pytest.raises(FileProblem):
        ThemeModel.open(tmp_path / "absent")


def test_features_are_the_vector_and_the_judgements() -> None:
    sentence = Head(("a", REACTION), np.eye(2, dtype=np.float32) * 100, np.zeros(2, dtype=np.float32))
    vectors = np.array([[1, 0], [0, 1]], dtype=np.float32)
    row = features(vectors, np.array([0.75, 0.25], dtype=np.float32), sentence)
    pooled = np.array([0.75, 0.25]) / np.linalg.norm([0.75, 0.25])
    np.testing.assert_allclose(row, [*pooled, 0.875, 0.625, 1, 1], atol=1e-5)
    empty = features(np.zeros((0, 2), np.float32), np.zeros(0, np.float32), sentence)
    assert empty.shape == row.shape and not empty[:2].any()


def test_a_large_logit_does_not_overflow() -> None:
    with np.errstate(all="raise"):
        head = Head(("a",), np.full((1, 3), 1e6, np.float32), np.zeros(1, np.float32))
        assert head.probabilities(np.ones(3, dtype=np.float32))["a"] == pytest.approx(1)
