"""The benchmark counts what it says: gold notation, recall, precision, kept terms, links."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from casekit.case import EntityType, Mention
from gold import GoldCase, parse, read_cases, read_entities
from metrics import Counts

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
    counts = Counts()
    found = [Mention(m.start, m.end, m.type, m.entity, "test") for m in mentions]
    counts.add(GoldCase("1", "en", text, mentions, keep), found)
    assert counts.entity_recall(direct=True) == counts.mention_recall(direct=False) == 1.0
    assert counts.precision == counts.clean_share == counts.link_f1 == 1.0
    assert counts.keep_touched_share == 0.0


def test_misses_and_mistakes_are_counted() -> None:
    text, mentions, keep = parse(MARKUP)
    counts = Counts()
    found = _found(
        text,
        ("Anna Ek", EntityType.PERSON, "a"),
        ("Tom", EntityType.PERSON, "a"),
        ("Leeds", EntityType.PERSON, "b"),
        ("Balint", EntityType.PERSON, "c"),
    )
    counts.add(GoldCase("1", "en", text, mentions, keep), found)
    assert counts.mention_recall(direct=True) == pytest.approx(2 / 4)
    assert counts.entity_recall(direct=True) == pytest.approx(1 / 3)
    assert counts.entity_recall(direct=False) == 1.0
    assert counts.precision == pytest.approx(15 / 21)
    assert counts.keep_touched_share == 1.0
    assert counts.clean_share == 0.0
    assert counts.links_gold == 1 and counts.links_right == 0
