"""What is counted, from gold and predicted spans. Only letters and digits count as covered or missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
    mentions: Counter[EntityType] = field(default_factory=Counter)
    mentions_found: Counter[EntityType] = field(default_factory=Counter)
    predicted: int = 0
    predicted_right: int = 0
    keep: int = 0
    keep_touched: int = 0
    links_gold: int = 0
    links_predicted: int = 0
    links_right: int = 0

    def entity_recall(self, *, direct: bool) -> float:
        """Share of gold entities of which no mention is left readable."""
        return _ratio(self.entities_found[direct], self.entities[direct])

    def mention_recall(self, *, direct: bool) -> float:
        """Share of gold mentions whose every letter and digit is covered."""
        types = [type_ for type_ in EntityType if type_.direct == direct]
        return _ratio(sum(self.mentions_found[t] for t in types), sum(self.mentions[t] for t in types))

    @property
    def precision(self) -> float:
        """Share of predicted characters that lie in a gold mention of any type."""
        return _ratio(self.predicted_right, self.predicted)

    @property
    def keep_touched_share(self) -> float:
        """Share of terms that must stay of which a letter was taken."""
        return _ratio(self.keep_touched, self.keep)

    @property
    def clean_share(self) -> float:
        """Share of cases without one readable direct identifier."""
        return _ratio(self.clean_cases, self.cases)

    @property
    def link_f1(self) -> float:
        """Harmonic mean of precision and recall over pairs of person mentions of one entity."""
        precision = _ratio(self.links_right, self.links_predicted)
        recall = _ratio(self.links_right, self.links_gold)
        return 2 * precision * recall / (precision + recall) if precision + recall > 0 else float("nan")

    def add(self, case: GoldCase, found: Sequence[Found]) -> None:
        """Count one case."""
        covered = _mask(len(case.text), found)
        gold = _mask(len(case.text), case.mentions)
        hit = {m: _covers(covered, case.text, m) for m in case.mentions}
        self.cases += 1
        self.clean_cases += all(ok for mention, ok in hit.items() if mention.type.direct)
        whole: dict[tuple[bool, str, EntityType], bool] = {}
        for mention, ok in hit.items():
            key = (mention.type.direct, mention.entity, mention.type)
            whole[key] = whole.get(key, True) and ok
            self.mentions[mention.type] += 1
            self.mentions_found[mention.type] += ok
        for (direct, _, _), ok in whole.items():
            self.entities[direct] += 1
            self.entities_found[direct] += ok
        self.predicted += sum(covered)
        self.predicted_right += sum(c and g for c, g in zip(covered, gold, strict=True))
        self.keep += len(case.keep)
        self.keep_touched += sum(any(covered[start:end]) for start, end in case.keep)
        self._add_links(case, found)

    def _add_links(self, case: GoldCase, found: Sequence[Found]) -> None:
        persons = [m for m in case.mentions if m.type is EntityType.PERSON]
        predicted = [_entity_of(mention, found, at) for at, mention in enumerate(persons)]
        for (a, ours), (b, theirs) in combinations(zip(persons, predicted, strict=True), 2):
            same_gold, same_found = a.entity == b.entity, ours == theirs
            self.links_gold += same_gold
            self.links_predicted += same_found
            self.links_right += same_gold and same_found


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
    """The entity of the prediction that covers most of a mention; a missed mention is alone."""
    best, most = f"missed-{number}", 0
    for other in found:
        shared = min(other.end, mention.end) - max(other.start, mention.start)
        if shared > most and other.type is EntityType.PERSON:
            best, most = other.entity_id, shared
    return best
