"""How well cases find their groups, for every pair of languages, against simple baselines.

    python benchmarks/match.py --cases en.jsonl ru.jsonl sv.jsonl --groups groups.en.jsonl groups.ru.jsonl ...

Cases are gold write-ups (``markup``) or texts with bracketed placeholders (``text``), with ``id lang themes
format``; groups are profiles as JSON Lines. Relevance of a group for a case: Jaccard of their themes, times
1.5 where the format is the same; two empty sets of themes share nothing. nDCG@5 with linear gain, over the
groups of one language at a time; cases without any relevant group among them are left out of that pair.
Intervals are 95 % of 2,000 bootstrap resamples over cases. Gold mentions are replaced by placeholders; with
``--anonymise`` casekit's own pipeline does it on the raw text, and what that costs beside the raw text is told.

Further: ``--parallel`` cases that are translations of one another (``id`` = group of translations) must rank
the same groups (Kendall's tau); abstention is counted on cases none of whose themes any group has; conflicts
of interest are planted and counted.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from casekit.case import AnonymisedCase, EntityType, Mention
from casekit.embed import CaseEmbedder, load_embedder
from casekit.match import Matcher, Profile
from casekit.match.profile import READERS, profile_from
from casekit.match.themes import THEMES

TOP = 5
LANGUAGES = ("en", "ru", "sv")
_MARK = re.compile(r"\[\[([A-Z]+)\|([^|\]]*)\|([^\]]*)\]\]|\{\{KEEP\|([^}]*)\}\}")
_BRACKETED = re.compile(r"\[[^\[\]\n]{1,80}\]")
Scorer = Callable[["Gold", Sequence[Profile]], np.ndarray]


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


def bracketed(text: str, language: str) -> AnonymisedCase:
    """A text whose author wrote placeholders in brackets, as the case it stands for."""
    mentions = tuple(
        Mention(m.start(), m.end(), EntityType.PERSON, f"m{n}", "gold", replacement=m[0])
        for n, m in enumerate(_BRACKETED.finditer(text))
    )
    return AnonymisedCase(text, language, mentions, "gold", len(text), len(text), {})


def untouched(markup: str, language: str) -> AnonymisedCase:
    """The raw text as if nothing had to be replaced: what anonymisation is compared with, here alone."""
    text = _MARK.sub(lambda m: m[3] or m[4] or "", markup)
    return AnonymisedCase(text, language, (), "none", len(text), len(text), {})


def read_cases(
    paths: Iterable[Path], anonymise: bool, split: str | None = None, *, raw: bool = False
) -> list[Gold]:
    """The cases of files in the gold notation or with bracketed placeholders."""
    found = []
    engine = None
    if anonymise:
        from casekit import Anonymiser

        engine = Anonymiser()
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if split is not None and row.get("split") != split:
                continue
            themes = frozenset(name for name, flag in row["themes"].items() if flag)
            if "text" in row:
                case = bracketed(row["text"], row["lang"])
            elif raw:
                case = untouched(row["markup"], row["lang"])
            elif engine is not None:
                case = engine.anonymise(untouched(row["markup"], row["lang"]).text, language=row["lang"])
            else:
                case = gold_anonymised(row["markup"], row["lang"])
            found.append(Gold(row["id"], row["lang"], themes, row["format"], case))
    return found


def read_groups(paths: Iterable[Path], split: str | None = None) -> list[Profile]:
    """The profiles of files that may hold more fields (split, other themes) than a profile has."""
    found = []
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if split is None or row.get("split") == split:
                known = {
                    k: v for k, v in row.items() if k in READERS and not (k == "languages" and "lang" in row)
                }
                found.append(profile_from({**known, **({"lang": row["lang"]} if "lang" in row else {})}))
    return found


def relevance(gold: Gold, profile: Profile) -> float:
    """Jaccard of the themes, times 1.5 where the format is the same."""
    themes = (profile.themes or frozenset()) & set(THEMES)
    together = gold.themes | themes
    jaccard = len(gold.themes & themes) / len(together) if together else 0.0
    return jaccard * (1.5 if gold.format == profile.format else 1.0)


def ndcg(relevances: np.ndarray, ranks: np.ndarray) -> float:
    """nDCG@5 with linear gain; equal ranks keep the order of the file."""
    discounts = 1 / np.log2(np.arange(2, min(TOP, len(relevances)) + 2))
    ranked = relevances[np.argsort(-ranks, kind="stable")][: len(discounts)]
    ideal = np.sort(relevances)[::-1][: len(discounts)]
    return float(ranked @ discounts / (ideal @ discounts))


def expected_random(relevances: np.ndarray) -> float:
    """The mean of nDCG@5 over all orders."""
    discounts = 1 / np.log2(np.arange(2, min(TOP, len(relevances)) + 2))
    ideal = np.sort(relevances)[::-1][: len(discounts)]
    return float(relevances.mean() * discounts.sum() / (ideal @ discounts))


def silent(profiles: Sequence[Profile]) -> list[Profile]:
    """The same profiles, saying nothing but their text."""
    return [replace(profile, themes=None, format=None) for profile in profiles]


def casekit_scorer(profiles: Sequence[Profile], *, stated: bool) -> Scorer:
    """The matcher's rank, with what profiles state or from their text alone."""
    shown = profiles if stated else silent(profiles)
    matcher = Matcher(shown, CaseEmbedder(load_embedder()))
    place = {profile.id: number for number, profile in enumerate(shown)}
    held: dict[str, np.ndarray] = {}

    def ranks(gold: Gold, chosen: Sequence[Profile]) -> np.ndarray:
        if gold.id not in held:
            held[gold.id] = matcher.scores(gold.case)
        return held[gold.id][[place[profile.id] for profile in chosen]]

    return ranks


def themes_scorer(profiles: Sequence[Profile]) -> Scorer:
    """The expected overlap of stated themes alone."""
    matcher = Matcher(profiles, CaseEmbedder(load_embedder()))
    held: dict[str, dict[str, float]] = {}

    def ranks(gold: Gold, chosen: Sequence[Profile]) -> np.ndarray:
        if gold.id not in held:
            matches = matcher.match(gold.case, k=len(profiles))
            held[gold.id] = {match.profile.id: match.theme_overlap or 0.0 for match in matches}
        return np.array([held[gold.id][profile.id] for profile in chosen])

    return ranks


def similarity_scorer(profiles: Sequence[Profile]) -> Scorer:
    """The cosine alone."""
    encoder = CaseEmbedder(load_embedder())
    vectors = {profile.id: encoder.profile(profile.text).vector for profile in profiles}
    held: dict[str, np.ndarray] = {}

    def ranks(gold: Gold, chosen: Sequence[Profile]) -> np.ndarray:
        if gold.id not in held:
            held[gold.id] = encoder.case(gold.case).vector
        return np.stack([vectors[profile.id] for profile in chosen]) @ held[gold.id]

    return ranks


def tfidf_scorer(profiles: Sequence[Profile], cases: Sequence[Gold]) -> Scorer:
    """Character n-grams, TF-IDF, cosine."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    vectoriser.fit([p.text for p in profiles] + [g.case.text for g in cases])

    def ranks(gold: Gold, chosen: Sequence[Profile]) -> np.ndarray:
        made = vectoriser.transform([p.text for p in chosen]) @ vectoriser.transform([gold.case.text]).T
        return np.asarray(made.todense()).ravel()

    return ranks


def bm25_scorer(
    profiles: Sequence[Profile], cases: Sequence[Gold], k1: float = 1.2, b: float = 0.75
) -> Scorer:
    """Okapi BM25 over words (Robertson et al. 1994), the case as the query."""
    from sklearn.feature_extraction.text import CountVectorizer

    vectoriser = CountVectorizer().fit([p.text for p in profiles] + [g.case.text for g in cases])

    def ranks(gold: Gold, chosen: Sequence[Profile]) -> np.ndarray:
        counts = vectoriser.transform([p.text for p in chosen]).toarray().astype(float)
        query = vectoriser.transform([gold.case.text]).toarray()[0]
        held = (counts > 0).sum(0)
        rarity = np.log(1 + (len(chosen) - held + 0.5) / (held + 0.5))
        length = counts.sum(1, keepdims=True)
        saturated = counts * (k1 + 1) / (counts + k1 * (1 - b + b * length / length.mean()))
        return saturated @ (rarity * np.minimum(query, 1))

    return ranks


def interval(values: Sequence[float]) -> str:
    """The mean with its 95 % bootstrap interval."""
    rng = np.random.default_rng(1)
    means = rng.choice(np.array(values), (2000, len(values))).mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return f"{np.mean(values):.3f} ({low:.2f}–{high:.2f})"


def scorers(cases: Sequence[Gold], profiles: Sequence[Profile]) -> dict[str, Scorer]:
    """Ours and the baselines by name."""
    return {
        "casekit, stated": casekit_scorer(profiles, stated=True),
        "casekit, text only": casekit_scorer(profiles, stated=False),
        "themes only": themes_scorer(profiles),
        "similarity only": similarity_scorer(profiles),
        "char TF-IDF": tfidf_scorer(profiles, cases),
        "BM25": bm25_scorer(profiles, cases),
    }


def pair_values(
    cases: Sequence[Gold], profiles: Sequence[Profile], made: dict[str, Scorer]
) -> dict[str, Any]:
    """nDCG@5 of every case by pair of languages and scorer."""
    found: dict[str, Any] = {}
    for case_language in LANGUAGES:
        for language in LANGUAGES:
            chosen = [p for p in profiles if p.languages[0] == language]
            asked = [g for g in cases if g.language == case_language]
            truth = {g.id: np.array([relevance(g, p) for p in chosen]) for g in asked}
            asked = [g for g in asked if truth[g.id].any()]
            if not asked:
                continue
            values = {
                name: [ndcg(truth[g.id], rank(g, chosen)) for g in asked] for name, rank in made.items()
            }
            values["random"] = [expected_random(truth[g.id]) for g in asked]
            found[f"{case_language} → {language}"] = values
    return found


def table(values: dict[str, Any]) -> str:
    """One row a pair of languages, as Markdown."""
    names = list(next(iter(values.values())))
    lines = [f"| cases → groups | cases | {' | '.join(names)} |", f"|---|--:|{'--:|' * len(names)}"]
    for pair, columns in values.items():
        cells = [interval(columns[name]) for name in names]
        lines.append(f"| {pair} | {len(columns[names[0]])} | {' | '.join(cells)} |")
    return "\n".join(lines)


def abstention(cases: Sequence[Gold], profiles: Sequence[Profile]) -> str:
    """How often "no suitable group" is right.

    For each case and language of groups twice: among all its groups, and among those alone that share no
    theme with it. Abstaining is right where no group shares a theme.
    """
    lines = [
        "| cases → groups | abstained | right (precision) | none fits | seen (recall) |",
        "|---|--:|--:|--:|--:|",
    ]
    for case_language in LANGUAGES:
        for language in LANGUAGES:
            chosen = [p for p in profiles if p.languages[0] == language]
            matcher = Matcher(chosen, CaseEmbedder(load_embedder()))
            counts = defaultdict(int)
            for gold in (g for g in cases if g.language == case_language):
                matches = list(matcher.match(gold.case, k=len(chosen)))
                fits = [m.rank_score >= matcher.threshold(gold.case, m.profile) for m in matches]
                shares = [relevance(gold, m.profile) > 0 for m in matches]
                for some in (range(len(matches)), [i for i, s in enumerate(shares) if not s]):
                    abstained, none_fits = not any(fits[i] for i in some), not any(shares[i] for i in some)
                    counts["abstained"] += abstained
                    counts["none"] += none_fits
                    counts["both"] += abstained and none_fits
            precision = counts["both"] / counts["abstained"] if counts["abstained"] else float("nan")
            recall = counts["both"] / counts["none"] if counts["none"] else float("nan")
            figures = (counts["abstained"], f"{precision:.3f}", counts["none"], f"{recall:.3f}")
            lines.append(f"| {case_language} → {language} | {' | '.join(map(str, figures))} |")
    return "\n".join(lines)


def kendall(path: Path, profiles: Sequence[Profile]) -> str:
    """Mean Kendall's tau-b between the rankings of one case in two languages, over all groups."""
    from scipy.stats import kendalltau

    matcher = Matcher(profiles, CaseEmbedder(load_embedder()))
    held: dict[str, dict[str, np.ndarray]] = defaultdict(dict)
    for gold in read_cases([path], False):
        held[gold.id][gold.language] = matcher.scores(gold.case)
    lines = ["| the same case in | cases | Kendall's tau |", "|---|--:|--:|"]
    for one, other in combinations(LANGUAGES, 2):
        values = [kendalltau(r[one], r[other]).statistic for r in held.values() if one in r and other in r]
        lines.append(f"| {one} and {other} | {len(values)} | {interval(values)} |")
    return "\n".join(lines)


def cost(raw: Sequence[Gold], profiles: Sequence[Profile], values: dict[str, Any]) -> str:
    """What anonymising the cases costs: nDCG of the raw texts less that of the anonymised ones."""
    names = {"casekit, stated": True, "casekit, text only": False}
    known = pair_values(raw, profiles, {n: casekit_scorer(profiles, stated=s) for n, s in names.items()})
    lines = []
    for name in names:
        lost = [a - b for pair in known for a, b in zip(known[pair][name], values[pair][name], strict=True)]
        lines.append(f"anonymisation costs, {name}: {interval(lost)} nDCG@{TOP}")
    return "\n".join(lines)


def conflicts(profiles: Sequence[Profile], cases: Sequence[Gold]) -> str:
    """Plant a mark in each case and a third of the groups; count the groups that are shown all the same."""
    mark = "m1:" + "0" * 32
    marked = [replace(p, conflicts=frozenset({mark})) if n % 3 == 0 else p for n, p in enumerate(profiles)]
    matcher = Matcher(marked, CaseEmbedder(load_embedder()))
    shown = 0
    for gold in cases:
        case = replace(gold.case, conflict_marks=frozenset({mark}))
        matches = matcher.match(case, k=len(marked))
        proposed = [*matches, *([matches.nearest] if matches.nearest else [])]
        shown += sum(bool(match.profile.conflicts) for match in proposed)
    return (
        f"conflicts of interest planted: {len(cases)} cases × {(len(marked) + 2) // 3} groups; shown: {shown}"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=Path, nargs="+", required=True)
    parser.add_argument("--groups", type=Path, nargs="+", required=True)
    parser.add_argument("--split", help="only cases and groups of this split")
    parser.add_argument("--parallel", type=Path, help="cases in three languages with the same ids")
    parser.add_argument("--anonymise", action="store_true", help="run casekit's pipeline on the raw text")
    options = parser.parse_args()
    profiles = read_groups(options.groups, options.split)
    cases = read_cases(options.cases, options.anonymise, options.split)
    started = time.perf_counter()
    values = pair_values(cases, profiles, scorers(cases, profiles))
    print(f"nDCG@{TOP} of {len(cases)} cases and {len(profiles)} profiles\n\n{table(values)}\n")
    if options.anonymise:
        print(f"{cost(read_cases(options.cases, False, options.split, raw=True), profiles, values)}\n")
    print(f"abstention\n\n{abstention(cases, profiles)}\n")
    if options.parallel:
        print(f"{kendall(options.parallel, profiles)}\n")
    print(conflicts(profiles, cases))
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
