"""Learn how signals mix into a rank, and from which rank on a group is proposed: ``models/themes/ranking.json``.

    python models/recipes/ranking.py --work PATH/TO/scratch

Run ``themes.py`` first: it leaves in the scratch folder what models that had not seen a text say of it. Every
case of that held-out sixth meets random selections of fifteen profiles of one language, as a platform would
have them, once with what they state and once with their text alone. Weights and the lift of the right format are
those of the highest mean nDCG@5 over the nine pairs of languages (relevance as in ``benchmarks/match.py``);
similarity and the other themes keep a share of at least 0.15 together, since that relevance knows three themes
and a person reads more (it costs 0.003).
A pair's scale is mean and deviation of the cosine between cases and profiles that share no theme. A pair's
threshold is the lowest at which "no suitable group" is said in 0.94 of the cases where no group shares a theme
and is right as often; above it, a group that may be of use is rather shown than not.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from casekit.match.profile import FORMATS
from casekit.match.themes import THEMES, ThemeModel
from theme_texts import LANGUAGES, Text, cases, profiles
from themes import OUT, passages_of

GROUPS = 15
DRAWS = 6
ENOUGH = 0.94


@dataclass(frozen=True, eq=False)
class Pair:
    """Cases of one language against profiles of another, every signal as a matrix (cases × profiles)."""

    cosine: np.ndarray
    stated_themes: np.ndarray
    read_themes: np.ndarray
    others: np.ndarray
    stated_format: np.ndarray
    read_format: np.ndarray
    relevance: np.ndarray


def subset_chances(chances: np.ndarray) -> np.ndarray:
    """The chance of each of the eight sets of themes, one row a text."""
    sets = np.array(list(product((0, 1), repeat=chances.shape[1])))
    return np.prod(np.where(sets[None] > 0, chances[:, None], 1 - chances[:, None]), axis=2)


def jaccards(none: float) -> np.ndarray:
    """Jaccard's index of every two sets of themes."""
    sets = np.array(list(product((0.0, 1.0), repeat=len(THEMES))))
    meet = sets @ sets.T
    join = sets.sum(1)[:, None] + sets.sum(1)[None] - meet
    return np.where(join > 0, meet / np.maximum(join, 1), none)


def expected(case: np.ndarray, profile: np.ndarray, none: np.ndarray) -> np.ndarray:
    """The expected Jaccard index of every case and profile; two empty sets count as ``none``."""
    one, other = subset_chances(case), subset_chances(profile)
    return one @ jaccards(0.0) @ other.T + np.outer(one[:, 0], other[:, 0]) * none


def fuzzy(case: np.ndarray, profile: np.ndarray) -> np.ndarray:
    """Jaccard's index with minima and maxima."""
    low = np.minimum(case[:, None], profile[None]).sum(2)
    return low / np.maximum(np.maximum(case[:, None], profile[None]).sum(2), 1e-9)


def relevance(one: list[Text], other: list[Text]) -> np.ndarray:
    """Jaccard of the themes, times 1.5 where the format is the same."""
    mine, theirs = (np.array([t.themes for t in texts], float) for texts in (one, other))
    meet = mine @ theirs.T
    join = mine.sum(1)[:, None] + theirs.sum(1)[None] - meet
    same = np.array([[a.format == b.format for b in other] for a in one])
    return meet / np.maximum(join, 1) * np.where(same, 1.5, 1.0)


def pairs(work: Path) -> Iterator[tuple[str, Pair]]:
    """All nine pairs of languages with their signals, by readings of models that had not seen the texts."""
    held = np.load(work / "held-out.npz")
    all_cases, all_profiles = cases(), profiles()
    case_at = {name: n for n, name in enumerate(held["cases"].tolist())}
    profile_at = {name: n for n, name in enumerate(held["profiles"].tolist())}
    case_passages = dict(zip([t.id for t in all_cases], passages_of(all_cases, work), strict=True))
    profile_passages = dict(zip([t.id for t in all_profiles], passages_of(all_profiles, work), strict=True))
    model = ThemeModel.open()
    for one, other in product(LANGUAGES, LANGUAGES):
        mine = [t for t in all_cases if t.language == one and t.id in case_at and t.weight >= 1]
        theirs = [t for t in all_profiles if t.language == other and t.id in profile_at]
        at, there = [case_at[t.id] for t in mine], [profile_at[t.id] for t in theirs]
        plain, reaction = [], []
        for text in mine:
            passages = case_passages[text.id]
            plain.append(passages.vector)
            pooled = (passages.weights * model.reaction(passages.vectors)) @ passages.vectors
            reaction.append(pooled / max(float(np.linalg.norm(pooled)), 1e-9))
        vectors = np.stack([profile_passages[t.id].vector for t in theirs])
        cosine, felt = np.stack(plain) @ vectors.T, np.stack(reaction) @ vectors.T
        balint = np.array([t.format == "balint" for t in theirs])
        others = fuzzy(held["case_others"][at], held["profile_others"][there])
        stated = np.array([t.themes for t in theirs], float)
        formats = [FORMATS.index(t.format or "") for t in theirs]
        yield (
            f"{one}-{other}",
            Pair(
                np.where(balint[None], (cosine + felt) / 2, cosine),
                expected(held["case_themes"][at], stated, others),
                expected(held["case_themes"][at], held["profile_themes"][there], others),
                others,
                held["case_formats"][at][:, formats],
                held["case_formats"][at] @ held["profile_formats"][there].T,
                relevance(mine, theirs),
            ),
        )


def ranks(pair: Pair, scale: tuple[float, float], mix: dict[str, float], *, stated: bool) -> np.ndarray:
    """The rank of every case and profile, as ``casekit.match.rank.Ranking.score`` has it."""
    placed = 1 / (1 + np.exp(-np.clip((pair.cosine - scale[0]) / scale[1], -30, 30)))
    themes = pair.stated_themes if stated else pair.read_themes
    topic = mix["similarity"] * placed + mix["themes"] * themes + mix["others"] * pair.others
    topic /= mix["similarity"] + mix["themes"] + mix["others"]
    fit = pair.stated_format if stated else pair.read_format
    return topic * (1 + mix["lift"] * fit) / (1 + mix["lift"])


def selections(pair: Pair, seed: int) -> Iterator[tuple[int, np.ndarray]]:
    """Each case with random selections of profiles."""
    rng = np.random.default_rng(seed)
    for number in range(len(pair.relevance)):
        for _ in range(DRAWS):
            yield number, rng.permutation(pair.relevance.shape[1])[:GROUPS]


def mean_ndcg(pair: Pair, made: np.ndarray, seed: int = 1) -> float:
    """Mean nDCG@5 over the selections that hold something relevant."""
    discounts = 1 / np.log2(np.arange(2, 7))
    found = []
    for number, some in selections(pair, seed):
        truth = pair.relevance[number, some]
        ideal = np.sort(truth)[::-1][:5] @ discounts
        if ideal > 0:
            found.append(truth[np.argsort(-made[number, some], kind="stable")][:5] @ discounts / ideal)
    return float(np.mean(found))


def threshold(pair: Pair, made: np.ndarray, seed: int = 1) -> tuple[float, float, float]:
    """The threshold, and its precision and recall of "no suitable group"."""
    best, none = [], []
    for number, some in selections(pair, seed):
        truth = pair.relevance[number, some]
        best.append(made[number, some].max())
        none.append(not truth.any())
        if truth.any() and (truth == 0).any():
            best.append(made[number, some][truth == 0].max())
            none.append(True)
    tops, empty = np.array(best), np.array(none)
    candidates = []
    for value in np.linspace(0.02, 0.8, 157):
        abstained = tops < value
        if abstained.any():
            precision, recall = empty[abstained].mean(), abstained[empty].mean()
            f1 = 2 * precision * recall / max(precision + recall, 1e-9)
            good = min(precision, recall) >= ENOUGH
            candidates.append((good, -value if good else f1, value, precision, recall))
    _, _, value, precision, recall = max(candidates)
    return float(value), float(precision), float(recall)


def main() -> None:
    """Choose, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args()
    known = dict(pairs(options.work))
    scales = {}
    for name, pair in known.items():
        apart = pair.cosine[pair.relevance == 0]
        scales[name] = (float(apart.mean()), float(apart.std()))
    scales["any"] = tuple(np.mean(list(scales.values()), axis=0).tolist())
    tried = []
    for similarity, others, lift in product((0.1, 0.2, 0.3), (0.05, 0.1), (0.5, 0.7)):
        mix = {"similarity": similarity, "themes": 1 - similarity - others, "others": others, "lift": lift}
        values = {
            stated: np.mean([mean_ndcg(p, ranks(p, scales[n], mix, stated=stated)) for n, p in known.items()])
            for stated in (True, False)
        }
        tried.append((values[True] + values[False], values, mix))
    _, values, mix = max(tried, key=lambda t: t[0])
    for _, tried_values, tried_mix in sorted(tried, key=lambda t: -t[0])[:12]:
        print(f"  {tried_mix}: {tried_values[True]:.4f}, {tried_values[False]:.4f}")
    print(f"chosen {mix}: nDCG@5 stated {values[True]:.3f}, text only {values[False]:.3f}")
    thresholds: dict[str, Any] = {}
    for name, pair in known.items():
        found = threshold(pair, ranks(pair, scales[name], mix, stated=True))
        thresholds[name] = round(found[0], 4)
        figures = [mean_ndcg(pair, ranks(pair, scales[name], mix, stated=s)) for s in (True, False)]
        print(
            f"{name}: nDCG@5 stated {figures[0]:.3f}, text only {figures[1]:.3f}; "
            f"abstains below {found[0]:.3f}: precision {found[1]:.3f}, recall {found[2]:.3f}"
        )
    thresholds["any"] = round(float(np.mean(list(thresholds.values()))), 4)
    data = {
        "weights": {name: round(mix[name], 3) for name in ("similarity", "themes", "others") if mix[name]},
        "lift": mix["lift"],
        "scales": {name: [round(v, 4) for v in value] for name, value in scales.items()},
        "thresholds": thresholds,
    }
    (OUT / "ranking.json").write_text(json.dumps(data, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
