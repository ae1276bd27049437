"""How well cases find their groups: nDCG@5 for every pair of languages, against simple baselines.

    python benchmarks/match.py --cases en.jsonl ru.jsonl sv.jsonl --groups groups.en.jsonl groups.ru.jsonl ...

Cases are in the gold notation (DOMAIN: ``id lang themes format markup``), groups are profiles as JSON Lines.
Relevance of a group for a case: Jaccard of their themes, times 1.5 where the format is the same; two empty
sets of themes share nothing. Cases without any relevant group among those of a language are left out of that
pair. Each case is ranked against the groups of one language at a time. Gold mentions are replaced by
placeholders; with ``--anonymise`` casekit's own pipeline does it on the raw text.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from casekit.case import AnonymisedCase, EntityType, Mention
from casekit.embed import CaseEmbedder, load_embedder
from casekit.match import Matcher, Profile, load_profiles

TOP = 5
_MARK = re.compile(r"\[\[([A-Z]+)\|([^|\]]*)\|([^\]]*)\]\]|\{\{KEEP\|([^}]*)\}\}")
Scorer = Callable[["Gold", Sequence[Profile]], "np.ndarray"]


@dataclass(frozen=True)
class Gold:
    """One annotated case, ready to be matched."""

    id: str
    language: str
    themes: frozenset[str]
    format: str
    case: AnonymisedCase


def gold_anonymised(markup: str, language: str) -> AnonymisedCase:
    """The case with every gold mention replaced by a placeholder."""
    text, raw, previous = "", 0, 0
    mentions: list[Mention] = []
    for mark in _MARK.finditer(markup):
        before = markup[previous : mark.start()]
        previous = mark.end()
        text, raw = text + before, raw + len(before)
        if mark[1] is None:
            text, raw = text + mark[4], raw + len(mark[4])
            continue
        placeholder = f"[{mark[1].capitalize()} {mark[2]}]"
        end = raw + max(len(mark[3]), 1)
        mentions.append(Mention(raw, end, EntityType.PERSON, mark[2], "gold", replacement=placeholder))
        text, raw = text + placeholder, end
    rest = markup[previous:]
    length = raw + len(rest)
    return AnonymisedCase(text + rest, language, tuple(mentions), "gold", length, length, {})


def read_cases(paths: Iterable[Path], anonymise: bool) -> list[Gold]:
    """The cases of files in the gold notation."""
    found = []
    make = gold_anonymised
    if anonymise:
        from casekit import Anonymiser

        engine = Anonymiser()

        def make(markup: str, language: str) -> AnonymisedCase:
            return engine.anonymise(_MARK.sub(lambda m: m[3] or m[4] or "", markup), language=language)

    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            themes = frozenset(name for name, flag in row["themes"].items() if flag)
            case = make(row["markup"], row["lang"])
            found.append(Gold(row["id"], row["lang"], themes, row["format"], case))
    return found


def relevance(gold: Gold, profile: Profile) -> float:
    """Jaccard of the themes, times 1.5 where the format is the same."""
    themes = profile.themes or frozenset()
    together = gold.themes | themes
    jaccard = len(gold.themes & themes) / len(together) if together else 0.0
    return jaccard * (1.5 if gold.format == profile.format else 1.0)


def ndcg(relevances: np.ndarray, scores: np.ndarray) -> float:
    """nDCG@5 with linear gain; equal scores keep the order of the file."""
    discounts = 1 / np.log2(np.arange(2, min(TOP, len(relevances)) + 2))
    ranked = relevances[np.argsort(-scores, kind="stable")][: len(discounts)]
    ideal = np.sort(relevances)[::-1][: len(discounts)]
    return float(ranked @ discounts / (ideal @ discounts))


def expected_random(relevances: np.ndarray) -> float:
    """The mean of nDCG@5 over all orders."""
    discounts = 1 / np.log2(np.arange(2, min(TOP, len(relevances)) + 2))
    ideal = np.sort(relevances)[::-1][: len(discounts)]
    return float(relevances.mean() * discounts.sum() / (ideal @ discounts))


def casekit_scorer(profiles: Sequence[Profile], *, stated: bool) -> Scorer:
    """The matcher's rank, with what profiles state or from their text alone."""
    shown = [p if stated else replace(p, themes=None, format=None) for p in profiles]
    matcher = Matcher(shown, CaseEmbedder(load_embedder()))

    def scores(gold: Gold, chosen: Sequence[Profile]) -> np.ndarray:
        matches = matcher.match(gold.case, k=len(shown), languages=chosen[0].languages)
        ranked = {match.profile.id: match.rank_score for match in matches}
        return np.array([ranked[profile.id] for profile in chosen])

    return scores


def similarity_scorer(profiles: Sequence[Profile]) -> Scorer:
    """The cosine alone."""
    encoder = CaseEmbedder(load_embedder())
    vectors = dict(zip([p.id for p in profiles], encoder.profiles([p.text for p in profiles]), strict=True))
    return lambda gold, chosen: np.array([vectors[p.id] for p in chosen]) @ encoder.case(gold.case)


def tfidf_scorer(profiles: Sequence[Profile], cases: Sequence[Gold]) -> Scorer:
    """Character n-grams, TF-IDF, cosine."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    vectoriser.fit([p.text for p in profiles] + [g.case.text for g in cases])

    def scores(gold: Gold, chosen: Sequence[Profile]) -> np.ndarray:
        made = vectoriser.transform([p.text for p in chosen]) @ vectoriser.transform([gold.case.text]).T
        return np.asarray(made.todense()).ravel()

    return scores


def interval(values: Sequence[float]) -> str:
    """The mean with its 95 % bootstrap interval."""
    rng = np.random.default_rng(1)
    means = rng.choice(np.array(values), (2000, len(values))).mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{np.mean(values):.2f} ({low:.2f}–{high:.2f})"


def table(cases: Sequence[Gold], profiles: Sequence[Profile]) -> str:
    """One row a pair of languages, as Markdown."""
    scorers = {
        "casekit, stated": casekit_scorer(profiles, stated=True),
        "casekit, text only": casekit_scorer(profiles, stated=False),
        "similarity only": similarity_scorer(profiles),
        "char TF-IDF": tfidf_scorer(profiles, cases),
    }
    lines = [
        f"| cases → groups | cases | {' | '.join(scorers)} | random |",
        f"|---|--:|{'--:|' * (len(scorers) + 1)}",
    ]
    for case_language in sorted({gold.language for gold in cases}):
        for language in sorted({profile.languages[0] for profile in profiles}):
            chosen = [profile for profile in profiles if profile.languages[0] == language]
            asked = [gold for gold in cases if gold.language == case_language]
            truth = {gold.id: np.array([relevance(gold, p) for p in chosen]) for gold in asked}
            asked = [gold for gold in asked if truth[gold.id].any()]
            cells = [
                interval([ndcg(truth[gold.id], score(gold, chosen)) for gold in asked])
                for score in scorers.values()
            ]
            chance = np.mean([expected_random(truth[gold.id]) for gold in asked])
            lines.append(
                f"| {case_language} → {language} | {len(asked)} | {' | '.join(cells)} | {chance:.2f} |"
            )
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=Path, nargs="+", required=True)
    parser.add_argument("--groups", type=Path, nargs="+", required=True)
    parser.add_argument("--anonymise", action="store_true", help="run casekit's pipeline on the raw text")
    options = parser.parse_args()
    profiles = [profile for path in options.groups for profile in load_profiles(path)]
    print(table(read_cases(options.cases, options.anonymise), profiles))


if __name__ == "__main__":
    main()
