"""How well announcements become draft profiles, per language and field.

    python benchmarks/announcements.py models/corpus/announcements/*.jsonl --split test

A file holds one object a line: ``id lang text gold``, where ``gold`` has the fields of a profile as far as the
text states them. Printed are how many texts state the field, precision (of the values proposed, how many are
right), recall (of the values stated, how many are proposed rightly) and F1.

Right means: equal; for ``place``, ``fee``, ``time_zone`` and ``approach`` that one contains the other, case
aside. ``populations`` and ``languages`` are lists: their items are counted one by one, two populations agree
when they share the stem (first five letters, four of a shorter word) of a word of four letters or more, a
shorter word whole. ``languages`` without a statement in gold are the language of the text, in gold and draft.
Themes come from a model and are not measured here. ``--rules`` prints instead how often each rule is right.
``--errors`` adds what went wrong.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casekit.match.announcement import Proposal, propose

FIELDS = (
    "kind", "format", "open", "mode", "level", "size_now", "size_min", "size_max", "frequency",
    "place", "fee", "time_zone", "approach", "populations", "languages",
)  # fmt: skip
VERBATIM = ("place", "fee", "time_zone", "approach")
LISTS = ("populations", "languages")


@dataclass
class Tally:
    """Counts of one field; ratios are ``nan`` where nothing was counted."""

    stated: int = 0
    proposed: int = 0
    right: int = 0
    recalled: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else float("nan")

    @property
    def recall(self) -> float:
        return self.recalled / self.stated if self.stated else float("nan")

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, right: int, proposed: int, recalled: int, stated: int) -> None:
        self.right += right
        self.proposed += proposed
        self.recalled += recalled
        self.stated += stated


def agree(field: str, gold: Any, proposed: Any) -> bool:
    """Whether two single values, or two items of a list, say the same."""
    if field in VERBATIM:
        one, other = (" ".join(str(value).casefold().split()) for value in (gold, proposed))
        return one in other or other in one
    if field == "populations":
        return bool(_stems(gold) & _stems(proposed))
    return bool(gold == proposed and type(gold) is type(proposed))


def _stems(words: str) -> set[str]:
    found = re.findall(r"\w+", words.casefold().replace("ё", "е"))
    long = [word for word in found if len(word) > 3] or found
    return {word[:5] if len(word) > 5 else word[:4] for word in long}


def count(field: str, gold: Any, proposed: Any) -> tuple[int, int, int, int]:
    """Right, proposed, recalled, stated."""
    if field not in LISTS:
        hit = gold is not None and proposed is not None and agree(field, gold, proposed)
        return int(hit), int(proposed is not None), int(hit), int(gold is not None)
    gold, proposed = list(gold or ()), list(proposed or ())
    right = sum(any(agree(field, one, other) for one in gold) for other in proposed)
    recalled = sum(any(agree(field, one, other) for other in proposed) for one in gold)
    return right, len(proposed), recalled, len(gold)


def read(paths: Iterable[Path], split: str | None = None) -> list[dict[str, Any]]:
    """The announcements of these files, of one split when it is named."""
    lines = (line for path in paths for line in path.read_text("utf-8").splitlines() if line.strip())
    return [row for row in map(json.loads, lines) if split in (None, row.get("split"))]


def values(row: Mapping[str, Any], found: Mapping[str, Proposal], field: str) -> tuple[Any, Any]:
    """What gold and draft say of the field."""
    gold, proposal = row["gold"].get(field), found.get(field)
    value = proposal.value if proposal else None
    if field == "languages":
        return gold or [row["lang"]], value or (row["lang"],)
    return gold, value


def table(rows: Sequence[Mapping[str, Any]], *, errors: bool) -> list[str]:
    """The lines of the report."""
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    wrong = []
    for row in rows:
        found = propose(row["text"], row["lang"])
        for field in FIELDS:
            gold, value = values(row, found, field)
            counts = count(field, gold, value)
            tallies[row["lang"], field].add(*counts)
            if counts[0] < counts[1] or counts[2] < counts[3]:
                rule = found[field].rule if field in found else "-"
                wrong.append(f"{field}\t{row['id']}\tgold {gold!r}\tdraft {value!r}\t{rule}")
    lines = [f"{'':3}{'field':14}{'in gold':>8}{'precision':>11}{'recall':>8}{'F1':>7}"]
    for (language, field), one in sorted(
        tallies.items(), key=lambda item: (item[0][0], FIELDS.index(item[0][1]))
    ):
        lines.append(
            f"{language:3}{field:14}{one.stated:8}{one.precision:11.2f}{one.recall:8.2f}{one.f1:7.2f}"
        )
    return lines + (sorted(wrong) if errors else [])


def rules(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Each rule with (right + 1) / (proposed + 2), all languages together."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        found = propose(row["text"], row["lang"])
        for field in FIELDS:
            if field in found:
                tallies[found[field].rule].add(*count(field, *values(row, found, field)))
    return [
        f'    "{rule}": {(one.right + 1) / (one.proposed + 2):.2f},  # {one.right} of {one.proposed}'
        for rule, one in sorted(tallies.items())
    ]


def main() -> None:
    """Print the table for the given files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rules", action="store_true", help="print the precision of each rule")
    parser.add_argument("--errors", action="store_true", help="print every value that is wrong or missing")
    parser.add_argument("--split", help="only the announcements of this split")
    given = parser.parse_args()
    rows = read(given.files, given.split)
    print("\n".join(rules(rows) if given.rules else table(rows, errors=given.errors)))


if __name__ == "__main__":
    main()
