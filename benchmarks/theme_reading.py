"""How well themes and formats are told, beside a lexical baseline.

    python benchmarks/theme_reading.py                        # the test split of our own short cases
    python benchmarks/theme_reading.py --write-ups            # the dense ones, with the second reader's labels
    python benchmarks/theme_reading.py --cases en.jsonl ru.jsonl sv.jsonl

Cases are gold write-ups (``markup``) or texts with bracketed placeholders (``text``), with ``id lang themes
format``; gold mentions are replaced by placeholders first. Macro-F1 over the three themes at a probability of one
half, each theme's F1, the expected calibration error over ten equal bins of all themes together, and the share
of formats told right; with 95 % of 2,000 bootstrap resamples over cases. The baseline is logistic regression on
character n-grams (TF-IDF), one model over all languages, trained on the same texts as the shipped model.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from casekit.embed import CaseEmbedder, load_embedder
from casekit.match import ThemeModel
from casekit.match.profile import FORMATS
from casekit.match.themes import THEMES

sys.path.append(str(Path(__file__).parents[1] / "models" / "recipes"))
from match import Gold, read_cases
from theme_texts import CORPUS, LANGUAGES, cases, rows, sentences


def calibration_error(truth: np.ndarray, themes: np.ndarray) -> float:
    """Expected calibration error over ten equal bins, all themes together."""
    bins = np.minimum((themes * 10).astype(int), 9)
    inside = [bins == number for number in np.unique(bins)]
    return float(sum(b.mean() * abs(truth[b].mean() - themes[b].mean()) for b in inside))


def macro_f1(truth: np.ndarray, themes: np.ndarray) -> np.ndarray:
    """F1 of each theme at a probability of one half."""
    return np.asarray(f1_score(truth, themes >= 0.5, average=None, zero_division=0))


def interval(values: Sequence[float]) -> str:
    """95 % of the resampled values."""
    low, high = np.percentile(values, [2.5, 97.5])
    return f"({low:.2f}–{high:.2f})"


def row(name: str, truth: np.ndarray, themes: np.ndarray, formats: np.ndarray, told: np.ndarray) -> str:
    """One line of the table. ``formats`` are numbers, ``told`` probabilities."""
    rng = np.random.default_rng(1)
    draws = [rng.integers(0, len(truth), len(truth)) for _ in range(2000)]
    marks, right = macro_f1(truth, themes), formats == told.argmax(1)
    spread = interval([macro_f1(truth[d], themes[d]).mean() for d in draws])
    spread_formats = interval([right[d].mean() for d in draws])
    each = " · ".join(f"{mark:.2f}" for mark in marks)
    return (
        f"| {name} | {len(truth)} | {marks.mean():.3f} {spread} | {each} | {calibration_error(truth, themes):.3f} "
        f"| {right.mean():.3f} {spread_formats} |"
    )


def shipped(golds: Sequence[Gold]) -> tuple[np.ndarray, np.ndarray]:
    """What the shipped model says: probabilities of themes and of formats."""
    encoder, model = CaseEmbedder(load_embedder()), ThemeModel.open()
    themes, formats = [], []
    for gold in golds:
        passages = encoder.case(gold.case)
        reading = model.read(passages)
        themes.append([reading.themes[theme] for theme in THEMES])
        formats.append([reading.formats[name] for name in FORMATS])
    return np.array(themes), np.array(formats)


def lexical(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The baseline, trained on the training split of our corpus and its sentences."""
    train = [case for case in cases() if case.split == "train"]
    short = sentences()
    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
    seen = vectoriser.fit_transform([t.text for t in (*train, *short)])
    unseen = vectoriser.transform(texts)
    weight = np.array([1.0] * len(train) + [0.2] * len(short))
    columns = []
    for theme in THEMES:
        truth = [int(theme in t.labels) for t in (*train, *short)]
        model = LogisticRegression(C=10, max_iter=500).fit(seen, truth, sample_weight=weight)
        columns.append(model.predict_proba(unseen)[:, 1])
    formats = LogisticRegression(C=10, max_iter=500)
    formats.fit(seen[: len(train)], [FORMATS.index(t.format or "") for t in train])
    return np.stack(columns, axis=1), formats.predict_proba(unseen)


def table(golds: Sequence[Gold]) -> str:
    """Two lines a language."""
    names = " · ".join(THEMES)
    lines = [
        f"| | cases | macro-F1 | {names} | calibration error | format accuracy |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    ours, baseline = shipped(golds), lexical([gold.case.text for gold in golds])
    for code in LANGUAGES:
        some = np.array([n for n, gold in enumerate(golds) if gold.language == code])
        if len(some):
            truth = np.array([[int(theme in golds[n].themes) for theme in THEMES] for n in some])
            formats = np.array([FORMATS.index(golds[n].format) for n in some])
            for name, (themes, told) in (("casekit", ours), ("character n-grams", baseline)):
                lines.append(row(f"{code}, {name}", truth, themes[some], formats, told[some]))
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=Path, nargs="+", help="files instead of our own test split")
    parser.add_argument("--write-ups", action="store_true", help="the write-ups of the corpus' test split")
    options = parser.parse_args()
    if options.write_ups:
        golds = [second_reading(g) for g in read_cases(_files(""), False, "test")]
    else:
        golds = read_cases(options.cases or _files("themes"), False, None if options.cases else "test")
    print(table(golds))


def _files(folder: str) -> list[Path]:
    return [CORPUS / folder / f"{code}.jsonl" for code in LANGUAGES]


def second_reading(gold: Gold) -> Gold:
    """The case with the themes and format of the second reader, as it is used everywhere but in its own file."""
    row = next(row for row in rows(CORPUS / "second" / "themes.jsonl") if row["id"] == gold.id)
    themes = frozenset(theme for theme, flag in row["themes"].items() if flag)
    return replace(gold, themes=themes, format=row["format"])


if __name__ == "__main__":
    main()
