"""What a case is about and which format it asks for: logistic regressions on its vectors and its wording.

Every piece of a text is first judged alone (a child, a danger, a dilemma, the author's own feeling), then
the text as a whole from its vector and from the mean and the strongest of those judgements: one sentence
about a gift makes an ethical question of a long story. What its wording says (``casekit.match.wording``) is
added to what it means.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casekit.config import model_path
from casekit.errors import FileProblem, InputError
from casekit.match.passages import Passages
from casekit.match.wording import Wording

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

THEMES = ("child_family", "distress", "ethics")
OTHERS = (
    "couple", "addiction", "grief", "trauma", "career", "burnout", "psychosomatic", "illness", "elderly",
    "migration", "violence", "psychosis", "eating", "sexuality", "neurodevelopmental", "team", "faith", "loneliness",
)  # fmt: skip
#: what a sentence is judged by, beside the themes: whether it speaks of the author's own reaction
REACTION = "reaction"
_HEADS = tuple(f"{kind}_{what}" for kind in ("case", "profile") for what in ("themes", "others", "formats"))
#: cosine at which a theme of the user's own is as likely as not, and how fast that changes
_OWN_MIDDLE, _OWN_SLOPE = 0.45, 12.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text is about. Each theme has a probability of its own (a text may have several or none);
    the formats' probabilities sum to one."""

    themes: Mapping[str, float]
    others: Mapping[str, float]
    formats: Mapping[str, float]

    @classmethod
    def empty(cls) -> Reading:
        """Nothing is known."""
        return cls({}, {}, {})


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A linear layer with a name for each output."""

    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.weights.ndim != 2 or self.weights.shape[0] != len(self.labels):
            raise ValueError("one row of weights a label is needed")
        if self.bias.shape != (len(self.labels),):
            raise ValueError("one bias a label is needed")

    def logits(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """One value a label for each row, before squashing."""
        return np.asarray(features.astype(np.float64) @ self.weights.T + self.bias)

    def probabilities(self, features: NDArray[np.float32]) -> dict[str, float]:
        """The probability of each label, independent of one another."""
        return dict(zip(self.labels, sigmoid(self.logits(features)).tolist(), strict=True))


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logits as probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))))


def features(
    vectors: NDArray[np.float32], weights: NDArray[np.float32], sentence: Head
) -> NDArray[np.float32]:
    """A text as one row: its unit vector, and the mean and maximum of its pieces' judgements."""
    pooled = weights @ vectors
    length = float(np.linalg.norm(pooled))
    judged = sigmoid(sentence.logits(vectors)) if len(vectors) else np.zeros((1, len(sentence.labels)))
    mean = weights @ judged if len(vectors) else judged[0]
    parts = (pooled / length if length > 0 else pooled, mean, judged.max(axis=0))
    return np.concatenate(parts).astype(np.float32)


class ThemeModel:
    """Probabilities for the vectors of one embedder; another embedder's vectors mean nothing to it."""

    def __init__(
        self, embedder: str, sentence: Head, heads: Mapping[str, Head], wording: Wording | None = None
    ) -> None:
        if set(heads) != set(_HEADS) or REACTION not in sentence.labels:
            raise ValueError("a head is missing")
        self.embedder = embedder
        self._sentence = sentence
        self._heads = dict(heads)
        self._wording = wording

    @classmethod
    def open(cls, folder: Path | None = None) -> ThemeModel:
        """Read ``themes.json``, ``themes.npz`` and ``wording.npz`` of the folder, the shipped ones when ``None``.

        Raises:
            FileProblem: a file is missing or malformed.
        """
        try:
            folder = folder or model_path("themes")
            data: Any = json.loads((folder / "themes.json").read_text("utf-8"))
            with np.load(folder / "themes.npz", allow_pickle=False) as arrays:
                made = {
                    name: Head(tuple(labels), arrays[f"{name}.weights"], arrays[f"{name}.bias"])
                    for name, labels in data["heads"].items()
                }
            with np.load(folder / "wording.npz", allow_pickle=False) as arrays:
                wording = Wording(tuple(data["wording"]), **arrays)
            return cls(str(data["embedder"]), made.pop("sentence"), made, wording)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise FileProblem(f"the theme model cannot be read ({type(error).__name__})") from None

    def read(self, passages: Passages) -> Reading:
        """What a case is about and which format it asks for."""
        return self._read("case", passages)

    def read_profile(self, passages: Passages) -> Reading:
        """What a group is about and which format it has."""
        return self._read("profile", passages)

    def _read(self, kind: str, passages: Passages) -> Reading:
        row = features(passages.vectors, passages.weights, self._sentence)
        told = {} if self._wording is None else self._wording.logits("\n".join(passages.texts))
        logits = {
            what: {
                label: float(value) + told.get(f"{kind}_{what}.{label}", 0.0)
                for label, value in zip(head.labels, head.logits(row), strict=True)
            }
            for what in ("themes", "others", "formats")
            for head in (self._heads[f"{kind}_{what}"],)
        }
        chances = np.exp(np.array(list(logits["formats"].values())) - max(logits["formats"].values()))
        return Reading(
            {label: float(sigmoid(np.array(value))) for label, value in logits["themes"].items()},
            {label: float(sigmoid(np.array(value))) for label, value in logits["others"].items()},
            dict(zip(logits["formats"], (chances / chances.sum()).tolist(), strict=True)),
        )

    def reaction(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each piece, how far it speaks of the author's own reaction to the client, 0..1."""
        judged = sigmoid(self._sentence.logits(vectors))
        return np.asarray(judged[:, self._sentence.labels.index(REACTION)], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class OwnTheme:
    """A theme that the user added: its name, one sentence that says what it is, and a few examples."""

    name: str
    sentence: str
    examples: tuple[str, ...] = ()


def load_own_themes(path: Path) -> tuple[OwnTheme, ...]:
    """Themes of a TOML file: a table a theme, with ``sentence`` and a list ``examples``.

    Raises:
        FileProblem: the file cannot be read.
        InputError: it is not such a file; the message names the theme.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise FileProblem(f"{path.name!r} cannot be read", key="file_unreadable", name=path.name) from None
    except tomllib.TOMLDecodeError:
        raise InputError(f"{path.name}: this is not TOML") from None
    return tuple(_own_theme(path.name, name, value) for name, value in table.items())


def _own_theme(file: str, name: str, value: Any) -> OwnTheme:
    if name in (*THEMES, *OTHERS):
        raise InputError(f"{file}: the theme {name} is there already")
    if not isinstance(value, Mapping) or set(value) - {"sentence", "examples"}:
        raise InputError(f"{file}: a theme has a sentence and examples")
    sentence, examples = value.get("sentence"), value.get("examples", [])
    texts = [sentence, *examples] if isinstance(examples, list) else [None]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise InputError(
            f"{file}: the theme {name} needs a sentence, and its examples are a list of sentences"
        )
    return OwnTheme(name, str(sentence), tuple(examples))


def own_probabilities(
    themes: Sequence[tuple[OwnTheme, NDArray[np.float32]]], vectors: NDArray[np.float32]
) -> dict[str, float]:
    """The probability of each theme of the user's own: how near the nearest piece comes to an example."""
    found = {}
    for theme, examples in themes:
        nearest = float((vectors @ examples.T).max()) if len(vectors) else 0.0
        found[theme.name] = 1 / (1 + float(np.exp(-_OWN_SLOPE * (nearest - _OWN_MIDDLE))))
    return found


def stated(themes: frozenset[str]) -> list[float]:
    """What a profile says of itself as probabilities of 0 and 1, in the order of ``THEMES``."""
    return [float(theme in themes) for theme in THEMES]
