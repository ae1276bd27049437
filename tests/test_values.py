"""Value types check themselves at birth; span algebra keeps its promises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.case import AnonymisedCase, Case, Entity, EntityType, Mention, Span
from casekit.spans import Cover, contains, disjoint, overlaps

EXTENTS = st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda t: (t[0], t[0] + t[1]))


def _span(start: int, end: int, confidence: float = 1.0) -> Span:
    return Span(start, end, EntityType.PERSON, "test", confidence)


@pytest.mark.parametrize(
    ("start", "end", "confidence"), [(3, 3, 1.0), (-1, 2, 1.0), (0, 1, 1.5), (0, 1, -0.1)]
)
def test_a_bad_span_is_refused(start: int, end: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="span|confidence"):
        _span(start, end, confidence)


def test_raw_text_does_not_show_in_a_representation() -> None:
    assert "Anna" not in repr(Case("Anna called."))


def test_an_entity_holds_only_its_own_mentions() -> None:
    one = Mention(0, 2, EntityType.PERSON, "person-1", "test")
    with pytest.raises(ValueError, match="every mention"):
        Entity("person-2", EntityType.PERSON, (one,))
    with pytest.raises(ValueError, match="at least one"):
        Entity("person-1", EntityType.PERSON, ())


def test_mentions_of_a_case_are_disjoint_and_inside() -> None:
    first = Mention(0, 4, EntityType.PERSON, "person-1", "test")
    second = Mention(3, 6, EntityType.PERSON, "person-2", "test")
    with pytest.raises(ValueError, match="disjoint"):
        AnonymisedCase("", "en", (first, second), "share", 10, 10, {})
    with pytest.raises(ValueError, match="after the original"):
        AnonymisedCase("", "en", (first,), "share", 3, 3, {})


def test_direct_and_quasi_identifiers_are_told_apart() -> None:
    assert EntityType.PERSON.direct
    assert not EntityType.AGE.direct
    assert sum(type_.direct for type_ in EntityType) == 7


@given(st.lists(EXTENTS, max_size=20))
def test_disjoint_spans_are_the_best_of_what_overlaps(extents: list[tuple[int, int]]) -> None:
    spans = [_span(start, end) for start, end in extents]
    kept = disjoint(spans, lambda s: (s.end - s.start,))
    assert all(a.end <= b.start for a, b in zip(kept, kept[1:], strict=False))
    for span in spans:
        rivals = [other for other in kept if overlaps(span, other)]
        assert rivals and max(r.end - r.start for r in rivals) >= span.end - span.start


@given(st.lists(EXTENTS, max_size=12), EXTENTS)
def test_a_cover_answers_like_the_naive_loop(extents: list[tuple[int, int]], probe: tuple[int, int]) -> None:
    kept = disjoint([_span(*e) for e in extents], lambda s: (s.end - s.start,))
    naive = any(overlaps(_span(*probe), span) for span in kept)
    assert Cover(kept).touches(*probe) == naive


def test_contains_is_about_whole_extents() -> None:
    assert contains(_span(2, 9), _span(2, 5))
    assert not contains(_span(2, 9), _span(1, 5))
