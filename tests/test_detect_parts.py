"""The parts of detection: weighing, propagation, kept terms, model finds, the fast forward pass."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.case import EntityType, Span
from casekit.config import model_path
from casekit.detect import Detector, ner, registry
from casekit.detect.document import Document
from casekit.detect.keep import KeepList
from casekit.detect.plausible import plausible
from casekit.detect.propagate import Found, gather, propagate
from casekit.detect.recognizers import SHIPPED
from casekit.detect.resolve import resolve
from casekit.detect.segments import LONGEST, segments
from casekit.detect.windows import around, matches
from casekit.lang import SUPPORTED, get_language

TEXT = "Anna Petrova lives at Mill Lane 4 and works there."
SPANS = st.builds(
    lambda start, size, type_, confidence: Span(
        start, min(start + size, len(TEXT)), type_, "test", confidence
    ),
    st.integers(0, len(TEXT) - 2),
    st.integers(1, 20),
    st.sampled_from([EntityType.PERSON, EntityType.ADDRESS, EntityType.LOCATION]),
    st.floats(0, 1),
)


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector()


def _document(text: str, code: str = "en") -> Document:
    return Document(text, get_language(code))


@given(st.lists(SPANS, max_size=12))
def test_resolved_spans_are_disjoint_and_cover_every_sure_letter(spans: list[Span]) -> None:
    resolved = resolve(spans, TEXT)
    assert all(a.end <= b.start for a, b in zip(resolved, resolved[1:], strict=False))
    covered = {i for span in resolved for i in range(span.start, span.end)}
    for span in spans:
        if span.confidence >= 0.5:
            letters = [i for i in range(span.start, span.end) if TEXT[i].isalnum()]
            assert not letters or set(letters) <= covered


def test_two_recognizers_support_each_other() -> None:
    weak = [Span(0, 4, EntityType.PERSON, name, 0.4) for name in ("names", "ner")]
    assert not resolve(weak[:1], TEXT)
    assert resolve(weak, TEXT)[0].confidence == pytest.approx(0.64)


def test_an_english_possessive_stays_outside() -> None:
    text = "Anna's mother"
    assert resolve([Span(0, 6, EntityType.PERSON, "names")], text)[0].end == 4


@pytest.mark.parametrize(
    ("code", "found", "text", "surfaces"),
    [
        ("ru", "Анна Соколова", "Вчера Анне позвонили, Соколовой дома не было.", ["Анне", "Соколовой"]),
        ("sv", "Maja", "Majas syster kom, och maja grät.", ["Majas", "maja"]),
        ("en", "Callum", "It was callum and CALLUM and Callum's bag.", ["callum", "CALLUM", "Callum's"]),
    ],
)
def test_what_is_found_once_is_found_in_every_form(
    code: str, found: str, text: str, surfaces: list[str]
) -> None:
    known = Found()
    gather(known, [Span(0, len(found), EntityType.PERSON, "ner")], _document(found, code))
    spans = propagate(_document(text, code), known, [])
    assert [text[s.start : s.end] for s in sorted(spans, key=lambda s: s.start)] == surfaces


def test_an_ordinary_word_is_not_the_name_it_looks_like() -> None:
    known = Found()
    gather(known, [Span(0, 4, EntityType.PERSON, "ner")], _document("Will"))
    assert propagate(_document("She will come; I will not."), known, []) == []
    assert propagate(_document("Then she told Will."), known, [])


@pytest.mark.parametrize(
    ("code", "text", "term"),
    [
        ("en", "as Winnicott wrote", "Winnicott"),
        ("en", "The Beck Depression Inventory gave 29", "Beck"),
        ("ru", "по Винникотту это холдинг", "Винникотту"),
        ("sv", "enligt Winnicotts tanke", "Winnicotts"),
        ("en", "see section 47 of the Children Act", "section 47"),
        ("sv", "11 KAP. 1 § SoL", "11 KAP"),
    ],
)
def test_a_term_is_kept(code: str, text: str, term: str) -> None:
    extents = KeepList().extents(_document(text, code))
    at = text.index(term)
    assert any(start <= at and at + len(term) <= end for start, end in extents)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Dr Balint phoned"),
        ("en", "my client Bowlby phoned"),
        ("ru", "доктор Балинт позвонил"),
        ("sv", "fru Winnicott ringde"),
        ("en", "Mr Beck rang again"),
        ("en", "Katie Winnicott rang"),
    ],
)
def test_a_person_of_that_name_is_no_term(code: str, text: str) -> None:
    assert KeepList().extents(_document(text, code)) == []


@pytest.mark.parametrize(
    ("type_", "text", "sure"),
    [
        (EntityType.PERSON, "nonsense", False),
        (EntityType.PERSON, "Callum", True),
        (EntityType.ID_NUMBER, "number", False),
        (EntityType.ID_NUMBER, "A7741FK", True),
        (EntityType.AGE, "a child", False),
        (EntityType.DATE_TIME, "qualified", False),
        (EntityType.DATE_TIME, "March 2024", True),
        (EntityType.ADDRESS, "home", False),
    ],
)
def test_a_model_find_must_look_like_its_type(type_: EntityType, text: str, sure: bool) -> None:
    document = _document(f"There was {text} and More Words Here.")
    span = Span(10, 10 + len(text), type_, "ner", 1.0)
    assert bool([s for s in plausible([span], document) if s.confidence >= 0.5]) is sure


@pytest.mark.parametrize("code", SUPPORTED)
def test_the_fast_forward_pass_gives_the_numbers_of_the_spacy_model(code: str) -> None:
    pipeline = ner.load_pipeline(model_path("ner") / code)
    labeller = pipeline.get_pipe("casekit_labeller")
    doc = ner.lexicon_features(pipeline.make_doc("Anna Petrova, 34, bor i Lund. Её мама звонила 3 May."))
    slow = labeller.model.predict([doc])[0]
    fast = labeller.forward(doc.to_array(list(ner.ATTRIBUTES)))
    assert np.allclose(slow, fast, atol=1e-4)
    assert fast.sum(axis=1) == pytest.approx(np.ones(len(doc)), abs=1e-4)


@given(st.text(st.sampled_from("ab1. \n"), max_size=400))
def test_windows_find_what_the_whole_text_has(text: str) -> None:
    import re

    document, pattern = _document(text), re.compile(r"(?<!\w)\w{0,3}\d\w{0,3}(?!\w)")
    near = around((w for w in document.words if any(c.isdigit() for c in w.text)), document, reach=10)
    assert [m.span() for m in matches(pattern, text, near)] == [m.span() for m in pattern.finditer(text)]


@given(st.integers(0, 4 * LONGEST), st.integers(0, 50))
def test_segments_cover_the_text_without_gaps(size: int, start: int) -> None:
    text = ("word " * (size // 5 + 1))[: size + start]
    cut = list(segments(text, min(start, len(text)), len(text)))
    assert all(0 < end - begin <= LONGEST for begin, end in cut)
    edges = [begin for begin, _ in cut] + [len(text)] if cut else []
    assert all(cut[i][1] == edges[i + 1] for i in range(len(cut)))


def test_an_own_recognizer_plugs_in_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    class Codeword:
        name = "codeword"
        languages = None

        def find(self, document: Document) -> list[Span]:
            at = document.text.find("zebra")
            return [Span(at, at + 5, EntityType.USERNAME, self.name)] if at >= 0 else []

    monkeypatch.setattr(registry, "_FACTORIES", dict(registry._FACTORIES))
    registry.register(Codeword, name="codeword")
    found = Detector(["en"], ["codeword"]).detect("The zebra called.", [(0, 17, "en")]).spans
    assert [(s.start, s.end) for s in found] == [(4, 9)]
    with pytest.raises(ValueError, match="registered already"):
        registry.register(Codeword, name="codeword")
    with pytest.raises(ValueError, match="there are contacts"):
        registry.create("nobody")


def test_the_shipped_recognizers_are_these() -> None:
    assert list(SHIPPED) == [
        "contacts", "phones", "id_numbers", "addresses", "dates", "ages", "occupations", "demographics",
        "organisations", "places", "names", "initials", "ner", "slovnet",
    ]  # fmt: skip


def test_every_character_is_seen(detector: Detector) -> None:
    text = "Anna rang. " * 2_000
    detection = detector.detect(text, [(0, len(text), "en")])
    assert detection.characters_seen == len(text)
    assert len(detection.spans) == 2_000
