"""What is counted, from gold and predicted spans. Only letters and digits count as covered or missed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from itertools import combinations
from typing import Protocol

from casekit.case import EntityType
from gold import GoldCase, GoldMention


class Found(Protocol):
    """A predicted mention with its entity."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def entity_id(self) -> str: ...
    @property
    def type(self) -> EntityType: ...


@dataclass
class Counts:
    """Sums over cases; every ratio is a property, ``nan`` where nothing was counted."""

    cases: int = 0
    clean_cases: int = 0
    entities: Counter[bool] = field(default_factory=Counter)
    entities_found: Counter[bool] = field(default_factory=Counter)
    direct_mentions: Counter[bool] = field(default_factory=Counter)
    direct_mentions_found: Counter[bool] = field(default_factory=Counter)
    mentions: Counter[EntityType] = field(default_factory=Counter)
    mentions_found: Counter[EntityType] = field(default_factory=Counter)
    predicted: int = 0
    predicted_right: int = 0
    persons_predicted: int = 0
    persons_right: int = 0
    keep: int = 0
    keep_touched: int = 0
    links_gold: int = 0
    links_predicted: int = 0
    links_right: int = 0

    @property
    def direct_entity_recall(self) -> float:
        """Share of directly identifying gold entities of which no mention is left readable."""
        return _ratio(self.entities_found[True], self.entities[True])

    @property
    def quasi_entity_recall(self) -> float:
        """Share of indirectly identifying gold entities of which no mention is left readable."""
        return _ratio(self.entities_found[False], self.entities[False])

    @property
    def direct_mention_recall(self) -> float:
        """Share of directly identifying gold mentions whose every letter and digit is covered."""
        return _ratio(self.direct_mentions_found[True], self.direct_mentions[True])

    @property
    def quasi_mention_recall(self) -> float:
        """Share of indirectly identifying gold mentions whose every letter and digit is covered."""
        return _ratio(self.direct_mentions_found[False], self.direct_mentions[False])

    @property
    def precision_by_characters(self) -> float:
        """Share of predicted characters that lie in a gold mention of any type."""
        return _ratio(self.predicted_right, self.predicted)

    @property
    def keep_touched_share(self) -> float:
        """Share of terms that must stay of which a letter was taken."""
        return _ratio(self.keep_touched, self.keep)

    @property
    def cases_without_leaked_direct(self) -> float:
        """Share of cases without one readable direct identifier."""
        return _ratio(self.clean_cases, self.cases)

    @property
    def person_recall(self) -> float:
        """Share of gold persons' mentions whose every letter is covered, under whatever type."""
        return _ratio(self.mentions_found[EntityType.PERSON], self.mentions[EntityType.PERSON])

    @property
    def person_precision(self) -> float:
        """Share of predicted persons that share a letter with a gold person."""
        return _ratio(self.persons_right, self.persons_predicted)

    @property
    def link_f1(self) -> float:
        """Harmonic mean of precision and recall over pairs of person mentions of one entity."""
        precision = _ratio(self.links_right, self.links_predicted)
        recall = _ratio(self.links_right, self.links_gold)
        return 2 * precision * recall / (precision + recall) if precision + recall > 0 else float("nan")

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    @classmethod
    def of(cls, case: GoldCase, found: Sequence[Found]) -> Counts:
        """What is counted in one case."""
        counts = cls(cases=1)
        covered = _mask(len(case.text), found)
        gold = _mask(len(case.text), case.mentions)
        hit = {m: _covers(covered, case.text, m) for m in case.mentions}
        counts.clean_cases = int(all(ok for mention, ok in hit.items() if mention.direct))
        whole: dict[tuple[bool, str, EntityType], bool] = {}
        for mention, ok in hit.items():
            key = (mention.direct, mention.entity, mention.type)
            whole[key] = whole.get(key, True) and ok
            counts.mentions[mention.type] += 1
            counts.mentions_found[mention.type] += ok
            counts.direct_mentions[mention.direct] += 1
            counts.direct_mentions_found[mention.direct] += ok
        for (direct, _, _), ok in whole.items():
            counts.entities[direct] += 1
            counts.entities_found[direct] += ok
        counts.predicted = sum(covered)
        counts.predicted_right = sum(c and g for c, g in zip(covered, gold, strict=True))
        counts.keep = len(case.keep)
        counts.keep_touched = sum(any(covered[start:end]) for start, end in case.keep)
        counts._add_persons(case, found)
        return counts

    def _add_persons(self, case: GoldCase, found: Sequence[Found]) -> None:
        persons = [m for m in case.mentions if m.type is EntityType.PERSON]
        where = _mask(len(case.text), persons)
        ours = [f for f in found if f.type is EntityType.PERSON]
        self.persons_predicted = len(ours)
        self.persons_right = sum(any(where[f.start : f.end]) for f in ours)
        linked = [_entity_of(mention, ours, at) for at, mention in enumerate(persons)]
        for (a, left), (b, right) in combinations(zip(persons, linked, strict=True), 2):
            same_gold, same_found = a.entity == b.entity, left == right
            self.links_gold += same_gold
            self.links_predicted += same_found
            self.links_right += same_gold and same_found


def intervals(
    cases: Sequence[Counts], figures: Sequence[str], *, resamples: int = 500, seed: int = 1
) -> dict[str, tuple[float, float]]:
    """The middle 95 % of figures over cases drawn again with replacement (percentile bootstrap, Efron 1979)."""
    rng = random.Random(seed)
    drawn = [sum(rng.choices(cases, k=len(cases)), start=Counts()) for _ in range(resamples)]
    found = {}
    for figure in figures:
        values = sorted(getattr(counts, figure) for counts in drawn)
        found[figure] = (values[int(0.025 * resamples)], values[int(0.975 * resamples) - 1])
    return found


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _mask(length: int, spans: Iterable[Found | GoldMention]) -> bytearray:
    mask = bytearray(length)
    for span in spans:
        mask[span.start : span.end] = b"\1" * (span.end - span.start)
    return mask


def _covers(covered: bytearray, text: str, mention: GoldMention) -> bool:
    return all(covered[i] or not text[i].isalnum() for i in range(mention.start, mention.end))


def _entity_of(mention: GoldMention, found: Sequence[Found], number: int) -> str:
    """The entity of the predicted person that covers most of a mention; a missed mention is alone."""
    best, most = f"missed-{number}", 0
    for other in found:
        shared = min(other.end, mention.end) - max(other.start, mention.start)
        if shared > most:
            best, most = other.entity_id, shared
    return best
