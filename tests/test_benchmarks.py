"""The benchmark counts what it says: gold notation, recall, precision, kept terms, links."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from casekit.case import EntityType, Mention
from gold import GoldCase, parse, read_cases, read_entities
from metrics import Counts, intervals

MARKUP = (
    "[[PERSON|p1|Anna Ek]] rang [[PHONE|t1|020 7946 0018]]; [[PERSON|p2|Tom]] and [[PERSON|p1|Anna]] in "
    "[[LOCATION|l|Leeds]] with {{KEEP|Balint}}."
)


def _found(text: str, *surfaces: tuple[str, EntityType, str]) -> list[Mention]:
    found, at = [], 0
    for surface, type_, entity in surfaces:
        start = text.index(surface, at)
        at = start + len(surface)
        found.append(Mention(start, at, type_, entity, "test"))
    return found


def test_the_notation_is_read(tmp_path: Path) -> None:
    text, mentions, keep = parse(MARKUP)
    assert text == "Anna Ek rang 020 7946 0018; Tom and Anna in Leeds with Balint."
    assert [text[m.start : m.end] for m in mentions] == ["Anna Ek", "020 7946 0018", "Tom", "Anna", "Leeds"]
    assert mentions[1].type is EntityType.PHONE_NUMBER
    assert [text[a:b] for a, b in keep] == ["Balint"]
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps({"id": "1", "lang": "en", "markup": MARKUP}) + "\n\n", "utf-8")
    assert [case.text for case in read_cases(path)] == [text]
    corpus = tmp_path / "corpus.jsonl.gz"
    row = {"id": "1", "text": "Anna rang.", "spans": [[0, 4, "PERSON"], [5, 9, "MISC"]]}
    corpus.write_bytes(gzip.compress(json.dumps(row).encode()))
    assert [len(case.mentions) for case in read_entities(corpus, "en")] == [1]


def test_everything_found_is_perfect() -> None:
    text, mentions, keep = parse(MARKUP)
    found = [Mention(m.start, m.end, m.type, m.entity, "test") for m in mentions]
    counts = Counts.of(GoldCase("1", "en", text, mentions, keep), found)
    assert counts.direct_entity_recall == counts.quasi_mention_recall == 1.0
    assert counts.precision_by_characters == counts.cases_without_leaked_direct == counts.link_f1 == 1.0
    assert counts.keep_touched_share == 0.0


def test_misses_and_mistakes_are_counted() -> None:
    text, mentions, keep = parse(MARKUP)
    found = _found(
        text,
        ("Anna Ek", EntityType.PERSON, "a"),
        ("Tom", EntityType.PERSON, "a"),
        ("Leeds", EntityType.PERSON, "b"),
        ("Balint", EntityType.PERSON, "c"),
    )
    counts = Counts.of(GoldCase("1", "en", text, mentions, keep), found)
    assert counts.direct_mention_recall == pytest.approx(2 / 4)
    assert counts.direct_entity_recall == pytest.approx(1 / 3)
    assert counts.quasi_entity_recall == 1.0
    assert counts.precision_by_characters == pytest.approx(15 / 21)
    assert counts.keep_touched_share == 1.0
    assert counts.cases_without_leaked_direct == 0.0
    assert counts.links_gold == 1 and counts.links_right == 0


def test_counts_add_up_and_intervals_hold_the_figure() -> None:
    text, mentions, keep = parse(MARKUP)
    case = GoldCase("1", "en", text, mentions, keep)
    everything = [Mention(m.start, m.end, m.type, m.entity, "test") for m in mentions]
    cases = [Counts.of(case, everything), Counts.of(case, [])] * 10
    total = sum(cases, start=Counts())
    assert total.cases == 20 and total.direct_entity_recall == pytest.approx(0.5)
    low, high = intervals(cases, ["direct_entity_recall"])["direct_entity_recall"]
    assert 0.2 < low < 0.5 < high < 0.8


def test_what_needs_no_mask_is_no_mention(tmp_path: Path) -> None:
    def span(start: int, end: int, type_: str, mask: str) -> list[object]:
        return [start, end, type_, type_, {"identifier_type": mask, "entity_id": f"e{start}"}]

    spans = [
        span(3, 5, "PERSON", "DIRECT"),
        span(9, 15, "LOCATION", "NO_MASK"),
        span(17, 21, "MISC", "QUASI"),
    ]
    row = {"text": "Mr Ek v. Sweden, 2001", "spans": spans}
    path = tmp_path / "court.jsonl"
    path.write_text(json.dumps(row), "utf-8")
    (case,) = read_entities(path, "en")
    assert [(m.entity, m.direct) for m in case.mentions] == [("e3", True), ("e17", False)]
