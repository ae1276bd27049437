"""Train the theme and format probabilities and write them to ``models/themes/themes.json``.

    python models/recipes/themes.py --data PATH/TO/data

Needs scikit-learn and the shipped embedder (train that one first). One logistic regression a theme and one
over the three formats, on the vectors of our own annotated cases in three languages together; beside the
cases stand our own sentences, labelled by their topic. Prints, for each language, cross-validated figures,
figures on the development cases, and the same for a lexical baseline (character n-grams, TF-IDF, logistic
regression). About two minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from casekit.embed import embed_text, load_embedder
from casekit.match.profile import FORMATS
from casekit.match.themes import THEMES

OUT = Path(__file__).parents[1] / "themes"
LANGUAGES = ("en", "ru", "sv")
FOLDS = 10
#: what a topic of our sentences is about; a topic that is not named is left out
TOPIC_THEMES = {
    "adolescent_selfharm": ("child_family", "distress"),
    "addiction": (),
    "autism_adhd_family": ("child_family",),
    "boundaries_gifts_money": ("ethics",),
    "bullying": ("child_family",),
    "burnout_of_professional": ("distress",),
    "career_identity": (),
    "child_anxiety_school": ("child_family", "distress"),
    "colleague_misconduct": ("ethics",),
    "competence_limits": ("ethics",),
    "confidentiality_limits": ("ethics",),
    "consent_of_minor": ("child_family", "ethics"),
    "couple_relationship": (),
    "crisis_line": ("distress",),
    "depression": ("distress",),
    "divorce_custody": ("child_family",),
    "dual_relationship": ("ethics",),
    "duty_to_report": ("ethics",),
    "erotic_transference": ("ethics",),
    "foster_care": ("child_family",),
    "grief_loss": ("distress",),
    "neglect_abuse_reporting": ("child_family", "ethics"),
    "panic_anxiety": ("distress",),
    "parent_child_conflict": ("child_family",),
    "refugee_trauma": ("distress",),
    "record_access_court": ("ethics",),
    "sibling_family_dynamics": ("child_family",),
    "sleep_exhaustion": ("distress",),
    "social_media_contact": ("ethics",),
    "suicidality": ("distress",),
    "trauma_ptsd": ("distress",),
}
_MENTION = re.compile(r"\[\[([A-Z]+)\|[^|\]]*\|([^\]]*)\]\]")
_KEEP = re.compile(r"\{\{KEEP\|([^}]*)\}\}")
_QUASI = {"LOCATION", "ORGANIZATION", "DATE", "AGE", "OCCUPATION", "DEMOGRAPHIC"}


@dataclass(frozen=True, slots=True)
class Case:
    """One annotated case: its text as it is embedded, and once more with the quasi-identifiers kept."""

    group: str
    language: str
    text: str
    fuller: str
    themes: tuple[int, ...]
    format: str


def read_cases(paths: Sequence[Path]) -> list[Case]:
    """The cases of files in the gold notation."""
    cases = []
    for path in sorted(paths):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            markup = _KEEP.sub(r"\1", row["markup"])
            cases.append(
                Case(
                    # the numbers run in parallel over the languages: keep them in one fold
                    group="-".join(row["id"].split("-")[-2:]),
                    language=row["lang"],
                    text=_MENTION.sub(" ", markup),
                    fuller=_MENTION.sub(lambda m: m[2] if m[1] in _QUASI else " ", markup),
                    themes=tuple(int(row["themes"][theme]) for theme in THEMES),
                    format=row["format"],
                )
            )
    return cases


def read_sentences(folder: Path) -> list[tuple[str, tuple[int, ...]]]:
    """Our own sentences with the themes of their topic; those known to be off their topic are left out."""
    off = {
        line.strip()
        for path in folder.glob("*.near-miss-ids.txt")
        for line in path.read_text("utf-8").splitlines()
    }
    found = []
    for path in sorted(folder.glob("sentences-*.tsv")):
        for line in path.read_text("utf-8").splitlines()[1:]:
            number, topic, *texts = line.split("\t")
            if topic in TOPIC_THEMES and number not in off:
                label = tuple(int(theme in TOPIC_THEMES[topic]) for theme in THEMES)
                found += [(text, label) for text in texts]
    return found


def vectors_of(texts: Sequence[str]) -> np.ndarray:
    """One row a text from the shipped embedder."""
    embedder = load_embedder()
    return np.stack([embed_text(text, embedder) for text in texts])


@dataclass(frozen=True, slots=True)
class Settings:
    """How strongly to fit, and how much a sentence and the fuller text of a case weigh beside a case."""

    themes_c: float
    formats_c: float
    sentence_weight: float
    fuller_weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Data:
    """Everything as arrays; ``sentences`` carry no format."""

    cases: list[Case]
    vectors: np.ndarray
    fuller: np.ndarray
    sentence_vectors: np.ndarray
    sentence_themes: np.ndarray

    @property
    def themes(self) -> np.ndarray:
        return np.array([case.themes for case in self.cases])

    @property
    def formats(self) -> np.ndarray:
        return np.array([FORMATS.index(case.format) for case in self.cases])


def fit(data: Data, chosen: np.ndarray, settings: Settings) -> dict[str, Any]:
    """Weights and biases of all outputs, from the chosen cases and all sentences."""
    twice = np.concatenate([data.vectors[chosen], data.fuller[chosen]])
    weight = np.concatenate([np.ones(len(chosen)), np.full(len(chosen), settings.fuller_weight)])
    with_sentences = np.concatenate([twice, data.sentence_vectors])
    sentence_weight = np.full(len(data.sentence_vectors), settings.sentence_weight)
    rows, biases = [], []
    for number in range(len(THEMES)):
        label = np.concatenate([np.tile(data.themes[chosen, number], 2), data.sentence_themes[:, number]])
        model = LogisticRegression(C=settings.themes_c, max_iter=2000)
        model.fit(with_sentences, label, sample_weight=np.concatenate([weight, sentence_weight]))
        rows.append(model.coef_[0])
        biases.append(model.intercept_[0])
    formats = LogisticRegression(C=settings.formats_c, max_iter=2000)
    formats.fit(twice, np.tile(data.formats[chosen], 2), sample_weight=weight)
    return {
        "themes": (np.stack(rows), np.array(biases)),
        "formats": (formats.coef_, formats.intercept_),
    }


def predict(model: dict[str, Any], vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Theme probabilities and the likeliest format of each row."""
    weights, bias = model["themes"]
    themes = 1 / (1 + np.exp(-(vectors @ weights.T + bias)))
    weights, bias = model["formats"]
    return themes, (vectors @ weights.T + bias).argmax(axis=1)


def folds(cases: Sequence[Case]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Train and test positions; cases of one number are never on both sides."""
    return list(GroupKFold(FOLDS).split(cases, groups=[case.group for case in cases]))


def cross_validated(data: Data, settings: Settings) -> tuple[np.ndarray, np.ndarray]:
    """Predictions for every case from models that never saw it."""
    themes, formats = np.zeros((len(data.cases), len(THEMES))), np.zeros(len(data.cases), dtype=int)
    for train, test in folds(data.cases):
        themes[test], formats[test] = predict(fit(data, train, settings), data.vectors[test])
    return themes, formats


def log_loss(truth: np.ndarray, themes: np.ndarray) -> float:
    """Mean of minus the logarithm of the probability given to the truth."""
    return float(-np.log(np.clip(np.where(truth == 1, themes, 1 - themes), 1e-9, 1)).mean())


def calibration_error(truth: np.ndarray, themes: np.ndarray) -> float:
    """Expected calibration error over ten equal bins, all themes together."""
    bins = np.minimum((themes * 10).astype(int), 9)
    inside = [bins == number for number in np.unique(bins)]
    return float(sum(b.mean() * abs(truth[b].mean() - themes[b].mean()) for b in inside))


def show(name: str, cases: Sequence[Case], themes: np.ndarray, formats: np.ndarray) -> None:
    """One line a language."""
    for code in LANGUAGES:
        chosen = np.array([number for number, case in enumerate(cases) if case.language == code])
        truth = np.array([cases[number].themes for number in chosen])
        scores = f1_score(truth, themes[chosen] >= 0.5, average=None, zero_division=0)
        right = np.mean([FORMATS.index(cases[n].format) == formats[n] for n in chosen])
        print(
            f"{name} {code} ({len(chosen)}): macro-F1 {scores.mean():.3f} "
            f"({', '.join(f'{t} {s:.2f}' for t, s in zip(THEMES, scores, strict=True))}), "
            f"format accuracy {right:.3f}, calibration error {calibration_error(truth, themes[chosen]):.3f}"
        )


def lexical(
    train: Sequence[Case], test: Sequence[Case], sentences: list[tuple[str, tuple[int, ...]]]
) -> tuple[np.ndarray, np.ndarray]:
    """The baseline, with the same cases and sentences: character n-grams, one model over all languages."""
    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
    texts = [case.text for case in train] + [text for text, _ in sentences]
    seen, unseen = vectoriser.fit_transform(texts), vectoriser.transform([case.text for case in test])
    weight = np.array([1.0] * len(train) + [0.2] * len(sentences))
    columns = []
    for number in range(len(THEMES)):
        label = [case.themes[number] for case in train] + [label[number] for _, label in sentences]
        model = LogisticRegression(C=10, max_iter=500).fit(seen, label, sample_weight=weight)
        columns.append(model.predict_proba(unseen)[:, 1])
    formats = LogisticRegression(C=10, max_iter=500)
    formats.fit(seen[: len(train)], [FORMATS.index(case.format) for case in train])
    return np.stack(columns, axis=1), formats.predict(unseen)


def lexical_cross_validated(
    cases: list[Case], sentences: list[tuple[str, tuple[int, ...]]]
) -> tuple[np.ndarray, np.ndarray]:
    """The baseline over the same folds."""
    themes, formats = np.zeros((len(cases), len(THEMES))), np.zeros(len(cases), dtype=int)
    for train, test in folds(cases):
        themes[test], formats[test] = lexical([cases[n] for n in train], [cases[n] for n in test], sentences)
    return themes, formats


def choose(data: Data) -> Settings:
    """The settings of the smallest cross-validated loss (themes) and highest accuracy (formats)."""
    found = []
    for themes_c in (3, 10, 30):
        for sentence_weight in (0.0, 0.1, 0.3):
            settings = Settings(themes_c, themes_c, sentence_weight)
            themes, formats = cross_validated(data, settings)
            found.append((log_loss(data.themes, themes), (formats == data.formats).mean(), settings))
            print(f"{settings}: loss {found[-1][0]:.4f}, format accuracy {found[-1][1]:.3f}", flush=True)
    best = min(found, key=lambda f: f[0])[2]
    return Settings(best.themes_c, max(found, key=lambda f: f[1])[2].formats_c, best.sentence_weight)


def write(model: dict[str, Any], embedder: str) -> None:
    """``themes.json`` with five significant digits."""

    def head(name: str, labels: Sequence[str]) -> dict[str, Any]:
        weights, bias = model[name]
        rounded = [[float(f"{value:.5g}") for value in row] for row in weights]
        return {"labels": list(labels), "weights": rounded, "bias": [float(f"{b:.5g}") for b in bias]}

    data = {"embedder": embedder, "themes": head("themes", THEMES), "formats": head("formats", FORMATS)}
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "themes.json").write_text(json.dumps(data, separators=(",", ":")) + "\n", "utf-8")


def main() -> None:
    """Choose settings by cross-validation, print all figures, write the model of all training cases."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    cases = read_cases(list((options.data / "cases-train").glob("*.jsonl")))
    sentences = read_sentences(options.data / "triples")
    data = Data(
        cases,
        vectors_of([case.text for case in cases]),
        vectors_of([case.fuller for case in cases]),
        vectors_of([text for text, _ in sentences]),
        np.array([label for _, label in sentences]),
    )
    settings = choose(data)
    print(f"chosen: {settings}")
    show("cross-validated", cases, *cross_validated(data, settings))
    show("lexical, cross-validated", cases, *lexical_cross_validated(cases, sentences))
    model = fit(data, np.arange(len(cases)), settings)
    write(model, load_embedder().name)
    development = read_cases([options.data / "dev-cases" / f"{code}.jsonl" for code in LANGUAGES])
    show("development", development, *predict(model, vectors_of([case.text for case in development])))
    show("lexical, development", development, *lexical(cases, development, sentences))


if __name__ == "__main__":
    main()
