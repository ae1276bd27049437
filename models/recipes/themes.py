"""Train the theme and format probabilities and write them to ``models/themes/``.

    python models/recipes/themes.py --work PATH/TO/scratch

Needs scikit-learn and the shipped embedder (train that one first). First a logistic regression a label on
our own sentences of practice, by which every piece of a text is judged; then, on the vector of a whole text
and the mean and maximum of its pieces' judgements, one regression a theme and one over the formats, on
annotated write-ups in three languages together, and others for the profiles of groups; beside them the
wording of the texts (hashed character n-grams). A sixth of the training texts, whose labels neither the
embedder nor these regressions saw, calibrates their sum (Platt 1999); what was predicted for it is left in
the scratch folder for ``ranking.py``. Prints figures on that sixth and on the test split (authors who wrote
nothing of the training split); beside a lexical baseline they stand in ``benchmarks/theme_reading.py``. Two
minutes on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.preprocessing import normalize
from threadpoolctl import threadpool_limits

from casekit.embed import Passages, embed_passages, load_embedder
from casekit.match.profile import FORMATS
from casekit.match.themes import OTHERS, REACTION, THEMES, Head, features, sigmoid
from casekit.match.wording import BUCKETS, Wording, ngrams

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
from theme_reading import calibration_error
from theme_texts import LANGUAGES, Text, announcements, cases, left_out, profiles, sentences

OUT = Path(__file__).parents[1] / "themes"
#: regularisation (smaller is stronger)
SENTENCE_C, CASE_C, FORMAT_C, PROFILE_C = 0.008, 0.01, 0.01, 0.01
WORDING_C = 10.0
#: what a case counts beside a profile
CASE_WEIGHT = 0.3


def passages_of(texts: Sequence[Text], work: Path) -> list[Passages]:
    """The texts in pieces with their vectors, kept in the scratch folder by embedder and text."""
    embedder = load_embedder()
    folder = work / "passages"
    folder.mkdir(parents=True, exist_ok=True)
    key = hashlib.blake2b(
        "\0".join([embedder.name, *(t.text for t in texts)]).encode(), digest_size=12
    ).hexdigest()
    model = hashlib.blake2b(embedder.encode(["Hej! Привет! Hello!"]).tobytes(), digest_size=6).hexdigest()
    path = folder / f"{model}-{key}.npz"
    if not path.exists():
        made = [embed_passages(text.text, embedder) for text in texts]
        np.savez(
            path,
            vectors=np.concatenate([p.vectors for p in made]),
            weights=np.concatenate([p.weights for p in made]),
            sizes=np.array([len(p.texts) for p in made]),
        )
    stored = np.load(path)
    ends = np.cumsum(stored["sizes"])[:-1]
    parts = zip(np.split(stored["vectors"], ends), np.split(stored["weights"], ends), strict=True)
    return [Passages((), vectors, weights, ()) for vectors, weights in parts]


def fit_head(
    labels: Sequence[str],
    rows: np.ndarray,
    truth: np.ndarray,
    strength: float,
    weight: np.ndarray | None = None,
) -> Head:
    """One logistic regression a label on standardised columns, folded back into plain weights."""
    mean, deviation = rows.mean(0), rows.std(0) + 1e-6
    scaled = (rows - mean) / deviation
    weights, bias = [], []
    for column in truth.T:
        model = LogisticRegression(C=strength, max_iter=400)
        model.fit(scaled, column, sample_weight=weight)
        weights.append(model.coef_[0] / deviation)
        bias.append(float(model.intercept_[0]) - float(weights[-1] @ mean))
    return Head(tuple(labels), np.array(weights, dtype=np.float32), np.array(bias, dtype=np.float32))


def fit_formats(rows: np.ndarray, formats: np.ndarray, strength: float, weight: np.ndarray) -> Head:
    """A multinomial regression over the formats."""
    mean, deviation = rows.mean(0), rows.std(0) + 1e-6
    model = LogisticRegression(C=strength, max_iter=400)
    model.fit((rows - mean) / deviation, formats, sample_weight=weight)
    weights = model.coef_ / deviation
    return Head(FORMATS, weights.astype(np.float32), (model.intercept_ - weights @ mean).astype(np.float32))


def truth_of(texts: Sequence[Text], labels: Sequence[str]) -> np.ndarray:
    """Zero or one a text and label."""
    return np.array([[int(label in text.labels) for label in labels] for text in texts])


def formats_of(texts: Sequence[Text]) -> np.ndarray:
    """The number of each text's format."""
    return np.array([FORMATS.index(text.format or "") for text in texts])


@dataclass(frozen=True, eq=False)
class Data:
    """Texts with their features."""

    texts: list[Text]
    rows: np.ndarray

    @classmethod
    def of(cls, texts: list[Text], passages: Sequence[Passages], sentence: Head) -> Data:
        """Features by the judgements of the sentence head."""
        return cls(texts, np.stack([features(p.vectors, p.weights, sentence) for p in passages]))

    @property
    def weight(self) -> np.ndarray:
        """What each text counts."""
        return np.array([text.weight for text in self.texts])

    def some(self, places: Sequence[int] | np.ndarray) -> Data:
        """Those texts alone."""
        return Data([self.texts[i] for i in places], self.rows[places])


def fit_case_heads(train: Data) -> dict[str, Head]:
    """The heads for cases."""
    return {
        "case_themes": fit_head(THEMES, train.rows, truth_of(train.texts, THEMES), CASE_C, train.weight),
        "case_others": fit_head(OTHERS, train.rows, truth_of(train.texts, OTHERS), CASE_C, train.weight),
        "case_formats": fit_formats(train.rows, formats_of(train.texts), FORMAT_C, train.weight),
    }


def fit_profile_heads(train: Data, beside: Data) -> dict[str, Head]:
    """The heads for profiles; cases stand beside them."""
    rows = np.concatenate([train.rows, beside.rows])
    weight = np.concatenate([train.weight, CASE_WEIGHT * beside.weight])
    both = train.texts + beside.texts
    return {
        "profile_themes": fit_head(THEMES, rows, truth_of(both, THEMES), PROFILE_C, weight),
        "profile_others": fit_head(OTHERS, rows, truth_of(both, OTHERS), PROFILE_C, weight),
        "profile_formats": fit_formats(train.rows, formats_of(train.texts), PROFILE_C, train.weight),
    }


def probabilities(head: Head, rows: np.ndarray, told: np.ndarray) -> np.ndarray:
    """One probability a row and label from meaning and wording; the formats' sum to one."""
    logits = head.logits(rows) + told
    if head.labels != FORMATS:
        return sigmoid(logits)
    values = np.exp(logits - logits.max(1, keepdims=True))
    return values / values.sum(1, keepdims=True)


def wording_rows(texts: Sequence[Text]) -> tuple[csr_matrix, np.ndarray]:
    """Damped counts of every text, one row each, and how many texts hold a bucket."""
    parts = [ngrams(text.text) for text in texts]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in parts)])
    buckets = np.concatenate([buckets for buckets, _ in parts])
    values = np.concatenate([often for _, often in parts])
    rows = csr_matrix((values, buckets, ends), shape=(len(texts), BUCKETS))
    return rows, np.bincount(buckets, minlength=BUCKETS)


def fit_wording(train: Data, groups: Data, short: Sequence[Text]) -> Wording:
    """One logistic regression a theme and one over the formats, for cases and for profiles."""
    texts = [*train.texts, *groups.texts, *short]
    rows, held = wording_rows(texts)
    # what stands in fewer than three texts says nothing
    rarity = np.where(held < 3, 0.0, 1 + np.log((1 + len(texts)) / (1 + held)))
    rows = normalize(rows @ diags(rarity)).tocsr()
    groups_from, short_from = len(train.texts), len(train.texts) + len(groups.texts)
    weight = {
        "case": np.concatenate([train.weight, np.full(len(groups.texts), 0.2), np.full(len(short), 0.2)]),
        "profile": np.concatenate([CASE_WEIGHT * train.weight, groups.weight, np.full(len(short), 0.2)]),
    }
    own = {"case": slice(0, groups_from), "profile": slice(groups_from, short_from)}
    labels, columns, biases = [], [], []
    for kind, some in own.items():
        for theme in THEMES:
            truth = [int(theme in text.labels) for text in texts]
            model = LogisticRegression(C=WORDING_C, max_iter=300).fit(rows, truth, sample_weight=weight[kind])
            labels.append(f"{kind}_themes.{theme}")
            columns.append(model.coef_[0])
            biases.append(model.intercept_[0])
        chosen = LogisticRegression(C=WORDING_C, max_iter=300)
        chosen.fit(rows[some], formats_of(texts[some]), sample_weight=weight[kind][some])
        labels += [f"{kind}_formats.{name}" for name in FORMATS]
        columns += list(chosen.coef_)
        biases += list(chosen.intercept_)
    made = np.stack(columns, axis=1)
    scale = np.maximum(np.abs(made).max(0), 1e-9) / 127
    quantised = np.round(made / scale).astype(np.int8)
    return Wording(
        tuple(labels),
        quantised,
        scale.astype(np.float32),
        np.array(biases, np.float32),
        rarity.astype(np.float32),
    )


def told_by(wording: Wording, kind: str, labels: Sequence[str], texts: Sequence[Text]) -> np.ndarray:
    """The wording's logits of some labels, zero where it has none."""
    names = [f"{kind}.{label}" for label in labels]
    if names[0] not in wording.labels:
        return np.zeros((len(texts), len(names)))
    return np.stack([wording.some(text.text, names) for text in texts])


def calibrated(head: Head, held: Data, told: np.ndarray) -> tuple[Head, float]:
    """The head with its logits stretched and shifted, and how much the wording's ``told`` counts, for unseen texts.

    One positive slope for all labels of the head, one for the wording, one shift a label, by maximum likelihood.
    """
    logits, weight, several = head.logits(held.rows), held.weight[:, None], head.labels != FORMATS
    truth = truth_of(held.texts, head.labels) if several else np.eye(len(FORMATS))[formats_of(held.texts)]

    def loss(values: np.ndarray) -> float:
        made = np.exp(values[0]) * logits + np.exp(values[1]) * told + values[2:]
        norm = np.logaddexp(0, made) if several else truth * logsumexp(made, axis=1, keepdims=True)
        penalty = 2.0 * (values[2:] ** 2).sum() + 0.1 * (values[:2] ** 2).sum()
        return float((weight * (norm - truth * made)).sum() + penalty)

    found = minimize(loss, np.array([-0.5, -0.5] + [0.0] * len(head.labels))).x
    slope = np.float32(np.exp(found[0]))
    fitted = Head(head.labels, head.weights * slope, (head.bias * slope + found[2:]).astype(np.float32))
    return fitted, float(np.exp(found[1]))


def calibrate(heads: dict[str, Head], held: Data, wording: Wording) -> tuple[dict[str, Head], Wording]:
    """All heads and the wording, so that their sum is calibrated."""
    scale, bias = wording.scale.copy(), wording.bias.copy()
    fitted = {}
    for name, head in heads.items():
        fitted[name], share = calibrated(head, held, told_by(wording, name, head.labels, held.texts))
        mine = [n for n, label in enumerate(wording.labels) if label.startswith(f"{name}.")]
        scale[mine] *= np.float32(share)
        bias[mine] *= np.float32(share)
    return fitted, replace(wording, scale=scale, bias=bias)


def show(name: str, texts: Sequence[Text], themes: np.ndarray, formats: np.ndarray | None) -> None:
    """One line a language."""
    for code in LANGUAGES:
        chosen = np.array([number for number, text in enumerate(texts) if text.language == code])
        truth = truth_of([texts[number] for number in chosen], THEMES)
        marks = f1_score(truth, themes[chosen] >= 0.5, average=None, zero_division=0)
        line = (
            f"{name} {code} ({len(chosen)}): macro-F1 {marks.mean():.3f} "
            f"({', '.join(f'{t} {s:.2f}' for t, s in zip(THEMES, marks, strict=True))}), "
            f"calibration error {calibration_error(truth, themes[chosen]):.3f}"
        )
        if formats is not None:
            right = np.mean([FORMATS.index(texts[n].format or "") == formats[n].argmax() for n in chosen])
            line += f", format accuracy {right:.3f}"
        print(line, flush=True)


def write(sentence: Head, heads: dict[str, Head], wording: Wording) -> None:
    """``themes.json`` with the labels, ``themes.npz`` and ``wording.npz`` with the numbers."""
    OUT.mkdir(parents=True, exist_ok=True)
    every = {"sentence": sentence, **heads}
    data = {
        "embedder": load_embedder().name,
        "heads": {name: list(head.labels) for name, head in every.items()},
        "wording": list(wording.labels),
    }
    (OUT / "themes.json").write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    arrays = {
        f"{name}.{part}": getattr(head, part) for name, head in every.items() for part in ("weights", "bias")
    }
    np.savez_compressed(OUT / "themes.npz", **arrays)
    parts = {name: getattr(wording, name) for name in ("weights", "scale", "bias", "rarity")}
    np.savez_compressed(OUT / "wording.npz", **parts)


def split(texts: list[Text], passages: list[Passages], sentence: Head) -> tuple[Data, Data, Data]:
    """Texts to learn from, to calibrate on, and to test on, with their features."""
    data = Data.of(texts, passages, sentence)
    train = [n for n, t in enumerate(texts) if t.split == "train" and not left_out(t)]
    held = [n for n, t in enumerate(texts) if t.split == "train" and left_out(t)]
    return data.some(train), data.some(held), data.some([n for n, t in enumerate(texts) if t.split == "test"])


def report(
    name: str, data: Data, heads: dict[str, Head], wording: Wording, kind: str
) -> dict[str, np.ndarray]:
    """Print the figures of some texts; returns what was predicted."""
    made = {
        k: probabilities(h, data.rows, told_by(wording, k, h.labels, data.texts))
        for k, h in heads.items()
        if k.startswith(kind)
    }
    show(name, data.texts, made[f"{kind}_themes"], made[f"{kind}_formats"])
    return made


def main() -> None:
    """Print all figures, write the model."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args()
    short_texts, case_texts, group_texts = sentences(), cases(), profiles() + announcements()
    short = np.stack([p.vector for p in passages_of(short_texts, options.work)])
    labels = (*THEMES, *OTHERS, REACTION)
    with threadpool_limits(1):
        sentence = fit_head(labels, short, truth_of(short_texts, labels), SENTENCE_C)
        train, held, test = split(case_texts, passages_of(case_texts, options.work), sentence)
        groups, held_groups, test_groups = split(
            group_texts, passages_of(group_texts, options.work), sentence
        )
        wording = fit_wording(train, groups, short_texts)
        of_cases, wording = calibrate(fit_case_heads(train), held, wording)
        of_groups, wording = calibrate(fit_profile_heads(groups, train), held_groups, wording)
    heads = {**of_cases, **of_groups}
    found = report("cases, held out", held, heads, wording, "case")
    found |= report("profiles, held out", held_groups, heads, wording, "profile")
    report("cases, test", test, heads, wording, "case")
    report("profiles, test", test_groups, heads, wording, "profile")
    write(sentence, heads, wording)
    ids = {"cases": [t.id for t in held.texts], "profiles": [t.id for t in held_groups.texts]}
    np.savez(options.work / "held-out.npz", **found, **{k: np.array(v) for k, v in ids.items()})


if __name__ == "__main__":
    main()
