"""Probabilities of themes and formats, and how sets of them meet."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.embed import embed_text, load_embedder
from casekit.errors import FileProblem
from casekit.match import ThemeModel
from casekit.match.themes import THEMES, overlap

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

probabilities = st.fixed_dictionaries({name: st.floats(min_value=0, max_value=1) for name in THEMES})


@pytest.mark.parametrize("theme", PLAIN)
def test_a_plain_text_gets_its_theme_in_every_language(theme: str) -> None:
    embedder, model = load_embedder(), ThemeModel.open()
    for text in PLAIN[theme]:
        found = model.themes(embed_text(text, embedder))
        assert max(found, key=lambda name: found[name]) == theme


def test_probabilities_lie_in_0_to_1_and_formats_sum_to_1() -> None:
    embedder, model = load_embedder(), ThemeModel.open()
    vector = embed_text("Vi vill ha en handledare till arbetsgruppen.", embedder)
    assert tuple(model.themes(vector)) == THEMES == model.labels
    assert all(0 <= value <= 1 for value in model.themes(vector).values())
    assert set(model.formats(vector)) == {"balint", "intervision", "supervision"}
    assert sum(model.formats(vector).values()) == pytest.approx(1)


def test_the_model_belongs_to_the_shipped_embedder() -> None:
    assert ThemeModel.open().embedder == load_embedder().name


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", json.dumps({"embedder": "x", "themes": {}, "formats": {}})]
)
def test_a_broken_model_is_a_clear_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "themes.json").write_text(content, "utf-8")
    with pytest.raises(FileProblem):
        ThemeModel.open(tmp_path)
    with pytest.raises(FileProblem):
        ThemeModel.open(tmp_path / "absent")


@given(probabilities, probabilities)
def test_overlap_is_symmetric_and_bounded(one: dict[str, float], other: dict[str, float]) -> None:
    assert 0 <= overlap(one, other) <= 1 + 1e-9
    assert overlap(one, other) == pytest.approx(overlap(other, one))
    assert overlap(one, one) == pytest.approx(1)


def test_overlap_of_certain_themes_is_jaccard() -> None:
    child = {"child_family": 1.0, "distress": 0.0, "ethics": 0.0}
    both = {"child_family": 1.0, "distress": 1.0, "ethics": 0.0}
    none = dict.fromkeys(THEMES, 0.0)
    assert overlap(child, both) == pytest.approx(1 / 2)
    assert overlap(child, none) == 0
    assert overlap(none, none) == 1


def test_a_large_logit_does_not_overflow() -> None:
    from casekit.match.themes import Head

    head = Head(("a", "b"), np.full((2, 3), 1e6), np.zeros(2))
    model = ThemeModel("x", head, head)
    with np.errstate(all="raise"):
        assert model.themes(np.ones(3, dtype=np.float32))["a"] == pytest.approx(1)
        assert model.formats(np.ones(3, dtype=np.float32))["a"] == pytest.approx(0.5)
