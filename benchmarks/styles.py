"""What each style costs and keeps: meaning, themes, fallbacks, the way back, and time beside detection.

For each language and style over write-ups of a corpus in the gold notation: the cosine of the embedder's vectors
of raw and anonymised text; the share of the three main themes told alike; the share of replaced mentions that fell
back to a placeholder; how many results the vault restores exactly; how many invented words share the first letter
of the real one; and the time of linking and replacing as a share of the time of detection.

    python benchmarks/styles.py --cases models/corpus --split test
"""

from __future__ import annotations

import argparse
import json
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from casekit.case import AnonymisedCase, EntityType
from casekit.config import STYLES
from casekit.embed import CaseEmbedder, load_embedder
from casekit.lang import get_language
from casekit.link import link
from casekit.match import ThemeModel
from casekit.pipeline import Anonymiser
from casekit.read import split_by_language
from casekit.replace import replace
from casekit.vault import Vault, restore
from gold import GoldCase, read_cases

HERE = Path(__file__).parent
SEED = b"thirty-two bytes of a fixed seed"
_WORD = re.compile(r"[^\W\d_]+(?:['’:-][^\W\d_]+)*")


@dataclass(frozen=True)
class Figures:
    """One style in one language; shares are 0..1."""

    cases: int
    mentions: int
    cosine: float
    cosine_worst_tenth: float
    themes_alike: float
    fell_back: float
    restored_exactly: float
    same_initials: int
    link_and_replace_share: float


def measure(engine: Anonymiser, cases: list[GoldCase], style: str, language: str) -> Figures:
    """The figures of one style."""
    encoder, model = CaseEmbedder(load_embedder()), ThemeModel.open()
    cosines, alike, back, mentions, exact, initials = [], [], 0, 0, 0, 0
    for case in cases:
        made = engine.anonymise(case.text, language, style=style, seed=SEED, assess=False)
        raw, kept = encoder.profile(case.text), encoder.case(made)
        cosines.append(float(raw.vector @ kept.vector))
        before, after = model.read(raw).themes, model.read(kept).themes
        alike += [(before[theme] >= 0.5) == (after[theme] >= 0.5) for theme in before]
        mentions += sum(m.replacement is not None for m in made.mentions)
        back += sum(note.done == "placeholder" for note in made.notes)
        exact += restore(made.text, Vault.of(case.text, made)).text == case.text
        initials += _same_initials(case.text, made)
    worst = sorted(cosines)[: max(1, len(cosines) // 10)]
    return Figures(
        cases=len(cases),
        mentions=mentions,
        cosine=round(float(np.mean(cosines)), 3),
        cosine_worst_tenth=round(float(np.mean(worst)), 3),
        themes_alike=round(float(np.mean(alike)), 3),
        fell_back=round(back / max(1, mentions), 3),
        restored_exactly=round(exact / len(cases), 3),
        same_initials=initials,
        link_and_replace_share=round(_share(engine, cases, style, language), 3),
    )


def _same_initials(text: str, made: AnonymisedCase) -> int:
    """Invented words that begin like the real one in their place."""
    found = 0
    for mention in made.mentions:
        if mention.type is EntityType.PERSON and not (mention.replacement or "[").startswith("["):
            real = _WORD.findall(text[mention.start : mention.end])
            new = _WORD.findall(mention.replacement or "")
            found += sum(a[0].casefold() == b[0].casefold() for a, b in zip(real, new, strict=False))
    return found


def _share(engine: Anonymiser, cases: list[GoldCase], style: str, code: str) -> float:
    """The time of linking and replacing over that of detection, the best of three rounds."""
    language, shares = get_language(code), []
    for _ in range(3):
        detecting = rest = 0.0
        for case in cases:
            extents = [(s.start, s.end, s.language) for s in split_by_language(case.text, code)]
            started = time.perf_counter()
            found = engine._detector.detect(case.text, extents, thresholds=engine.policy.thresholds)
            middle = time.perf_counter()
            linked = link(case.text, found.spans, language)
            replace(
                case.text,
                linked.mentions,
                engine.policy,
                language,
                who=linked.who,
                style=style,
                seed=SEED,
                characters_seen=0,
                allowed=found.kept,
            )
            detecting += middle - started
            rest += time.perf_counter() - middle
        shares.append(rest / detecting)
    return min(shares)


def table(results: dict[str, dict[str, Any]]) -> str:
    """The figures as a Markdown table, a column a style, a block a language."""
    lines = ["| | " + " | ".join(STYLES) + " |", "|---|" + "--:|" * len(STYLES)]
    for language, by_style in results.items():
        for name in by_style[STYLES[0]]:
            values = " | ".join(str(by_style[style][name]) for style in STYLES)
            lines.append(f"| {language}: {name.replace('_', ' ')} | {values} |")
    return "\n".join(lines)


def main() -> None:
    """Measure every style in every language and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--cases", type=Path, default=HERE.parent / "models" / "corpus")
    parser.add_argument("--split", default="test")
    parser.add_argument("--policy", default="share")
    parser.add_argument("--out", type=Path, default=HERE / "results")
    given = parser.parse_args()
    engine = Anonymiser(given.policy)
    results: dict[str, dict[str, Any]] = {}
    for language in ("en", "ru", "sv"):
        cases = list(read_cases(given.cases / f"{language}.jsonl", given.split))
        results[language] = {style: asdict(measure(engine, cases, style, language)) for style in STYLES}
        print(language, json.dumps(results[language], indent=1))
    setup = {"cases": given.cases.name, "split": given.split, "policy": given.policy, "seed": "fixed"}
    name = f"styles.{given.cases.name}-{given.split}"
    blob = json.dumps({"setup": setup, "results": results}, indent=2) + "\n"
    (given.out / f"{name}.json").write_text(blob, "utf-8")
    (given.out / f"{name}.md").write_text(f"# Styles\n\n{setup}\n\n{table(results)}\n", "utf-8")


if __name__ == "__main__":
    main()
