"""The detecting stage as one object: segments, recognizers, keep list, resolving, propagation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from casekit.case import EntityType, Span
from casekit.detect.calibration import calibrated
from casekit.detect.document import Document
from casekit.detect.normalise import View, normalise
from casekit.detect.placeholders import outside, placeholders
from casekit.detect.propagate import Found, corrected, gather, propagate
from casekit.detect.resolve import choose, resolve, undecided, weigh
from casekit.detect.segments import segments
from casekit.lang import SUPPORTED, get_language
from casekit.spans import Cover, disjoint
from casekit.stopping import step

#: characters from which on a text is cut into words twice, so that not all its words are held at once
_LONG = 200_000


@dataclass(frozen=True)
class Detection:
    """What was found in a text, in its own offsets and order.

    ``spans`` are disjoint; ``kept`` are extents of terms that stay although they may look like a name;
    ``unsure`` are disjoint finds below their threshold that touch no span and no kept term.
    """

    spans: tuple[Span, ...]
    kept: tuple[tuple[int, int], ...]
    characters_seen: int
    unsure: tuple[Span, ...] = ()


class _First(NamedTuple):
    """What the first pass leaves of one segment, in the segment's normalised text; ``made`` if it fits in memory."""

    spans: list[Span]
    terms: list[tuple[int, int]]
    unsure: list[Span]
    made: tuple[View, Document] | None


class Detector:
    """Finds identifiers; loads its models once and may be shared between threads."""

    def __init__(
        self, languages: Sequence[str] = SUPPORTED, recognizers: Sequence[str] | None = None
    ) -> None:
        from casekit.detect.engine import Engine
        from casekit.detect.keep import KeepList
        from casekit.detect.recognizers import default_recognizers

        self._engine = Engine(default_recognizers(recognizers), languages)
        self._keep = KeepList()

    def detect(
        self,
        text: str,
        stretches: Iterable[tuple[int, int, str]],
        progress: Callable[[int, int], None] | None = None,
        *,
        thresholds: Mapping[EntityType, float] | None = None,
    ) -> Detection:
        """Find identifiers in a text whose stretches ``(start, end, language)`` cover it.

        Runs twice over the text: once to find, once to find again what was found anywhere. A find below the
        threshold of its type (0..1; one half where none is given) is dropped.
        ``progress`` is told how many characters of how many have been searched.
        """
        extents = [
            (start, end, language)
            for first, last, language in stretches
            for start, end in segments(text, first, last)
        ]
        found = Found()
        by_segment = []
        for start, end, language in extents:
            step()
            by_segment.append(
                self._first_pass(text[start:end], language, found, thresholds, keep=len(text) < _LONG)
            )
            if progress is not None:
                progress(end, len(text))
        spans: list[Span] = []
        kept: list[tuple[int, int]] = []
        unsure: list[Span] = []
        for (start, end, language), first in zip(extents, by_segment, strict=True):
            step()
            view, document = first.made or _document(text[start:end], language)
            known = corrected(document, found, first.spans)
            again = calibrated(
                propagate(document, found, [*known, *document.placeholders]), document.language.code
            )
            complete = sorted([*known, *again], key=lambda s: s.start)
            final = [*resolve(complete, document.text, thresholds), *document.placeholders]
            spans += [_placed(span, view, start) for span in sorted(final, key=lambda s: s.start)]
            kept += [(a + start, b + start) for a, b in (view.original(*term) for term in first.terms)]
            unsure += [_placed(span, view, start) for span in _left(first, final)]
        return Detection(
            tuple(spans), tuple(kept), sum(end - start for start, end, _ in extents), tuple(unsure)
        )

    def candidates(self, document: Document) -> tuple[list[Span], list[tuple[int, int]]]:
        """What the recognizers found and no kept term explains, uncalibrated; and the extents of those terms."""
        terms = self._keep.extents(document)
        found = outside(self._engine.find(document), document.placeholders)
        return self._keep.filter(found, terms, document.text), terms

    def _first_pass(
        self,
        segment: str,
        language: str,
        found: Found,
        thresholds: Mapping[EntityType, float] | None,
        *,
        keep: bool,
    ) -> _First:
        view, document = _document(segment, language)
        candidates, terms = self.candidates(document)
        weighed = weigh(calibrated(candidates, language))
        spans = choose(weighed, document.text, thresholds)
        gather(found, spans, document)
        return _First(spans, terms, undecided(weighed, thresholds), (view, document) if keep else None)


def _left(first: _First, final: Sequence[Span]) -> list[Span]:
    """The undecided finds that touch no span of the end and no kept term; of overlapping ones the surest."""
    if not first.unsure:
        return []
    taken = Cover(final)
    free = [span for span in first.unsure if not taken.touches(span.start, span.end)]
    free = [span for span in free if all(b <= span.start or span.end <= a for a, b in first.terms)]
    return disjoint(free, lambda span: (span.type.direct, span.confidence))


def _document(segment: str, language: str) -> tuple[View, Document]:
    view = normalise(segment)
    return view, Document(view.text, get_language(language), placeholders(view.text))


def _placed(span: Span, view: View, offset: int) -> Span:
    """The span in offsets of the original text."""
    start, end = view.original(span.start, span.end)
    return replace(span, start=start + offset, end=end + offset)
