"""The detecting stage as one object: segments, recognizers, keep list, resolving, propagation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from casekit.case import EntityType, Span
from casekit.detect.calibration import calibrated
from casekit.detect.document import Document
from casekit.detect.normalise import View, normalise
from casekit.detect.placeholders import outside, placeholders, veiled
from casekit.detect.propagate import Found, corrected, gather, propagate
from casekit.detect.resolve import resolve
from casekit.detect.segments import segments
from casekit.lang import SUPPORTED, get_language
from casekit.stopping import step

#: characters from which on a text is cut into words twice, so that not all its words are held at once
_LONG = 200_000


@dataclass(frozen=True)
class Detection:
    """What was found in a text, in its own offsets and order.

    ``spans`` are disjoint; ``kept`` are extents of terms that stay although they may look like a name.
    """

    spans: tuple[Span, ...]
    kept: tuple[tuple[int, int], ...]
    characters_seen: int


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
        for (start, end, language), (own, terms, made) in zip(extents, by_segment, strict=True):
            step()
            view, document = made or _document(text[start:end], language)
            known = corrected(document, found, own)
            again = calibrated(
                propagate(document, found, [*known, *document.placeholders]), document.language.code
            )
            complete = sorted([*known, *again], key=lambda s: s.start)
            disjoint = [*resolve(complete, document.text, thresholds), *document.placeholders]
            spans += [_placed(span, view, start) for span in sorted(disjoint, key=lambda s: s.start)]
            kept += [(a + start, b + start) for a, b in (view.original(*term) for term in terms)]
        return Detection(tuple(spans), tuple(kept), sum(end - start for start, end, _ in extents))

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
    ) -> tuple[list[Span], list[tuple[int, int]], tuple[View, Document] | None]:
        view, document = _document(segment, language)
        candidates, terms = self.candidates(document)
        spans = resolve(calibrated(candidates, language), document.text, thresholds)
        gather(found, spans, document)
        return spans, terms, (view, document) if keep else None


def _document(segment: str, language: str) -> tuple[View, Document]:
    view = normalise(segment)
    places = placeholders(view.text)
    return view, Document(veiled(view.text, places), get_language(language), places)


def _placed(span: Span, view: View, offset: int) -> Span:
    """The span in offsets of the original text."""
    start, end = view.original(span.start, span.end)
    return replace(span, start=start + offset, end=end + offset)
