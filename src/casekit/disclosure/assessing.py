"""The report on one anonymised case, from everything that raises the risk of recognition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from casekit.case import AnonymisedCase, Span
from casekit.disclosure.linking import file_facts, signatures
from casekit.disclosure.output import Output
from casekit.disclosure.phrases import rare_facts_and_hints
from casekit.disclosure.report import Candidate, Disclosure, FileFacts, Reason, ordered, together
from casekit.disclosure.singling import estimate, singling_out
from casekit.lang import get_language
from casekit.spans import Cover

#: characters of context that a candidate is shown in, on each side
CONTEXT = 40
_MODELS = frozenset({"ner", "slovnet"})
_LISTS = frozenset({"names", "places", "occupations", "organisations", "demographics"})


def assess(
    text: str,
    case: AnonymisedCase,
    *,
    candidates: Sequence[Span] = (),
    file: FileFacts | None = None,
    language: str | None = None,
    kept: Sequence[tuple[int, int]] = (),
) -> Disclosure:
    """What risk remains when the case is shared: of the original ``text``, its result, and what was not sure enough.

    ``candidates`` are finds below their threshold; ``file`` is what the shared file tells beside its text;
    ``language`` is that of the case when ``None``; ``kept`` are the extents, in the original, of direct identifiers
    that a person decided to leave.

    Raises:
        ValueError: the text is not the one that the case was made of.
    """
    if len(text) != case.original_length:
        raise ValueError("the case was made of another text")
    output = Output(text, case, get_language(language or case.language))
    unsure = _unsure(output, candidates)
    found = estimate(output)
    reasons = [*_left(output), *_kept(output, kept), *_unsure_reasons(unsure), *singling_out(output, found)]
    reasons += [
        *rare_facts_and_hints(output),
        *signatures(output),
        *(file_facts(output, file) if file else ()),
    ]
    return Disclosure(
        language=output.language.code,
        reasons=ordered([*reasons, *together(reasons)]),
        replaced=_counts(output, kept=False),
        kept=_counts(output, kept=True),
        unsure=unsure,
        estimate=found,
    )


def _left(output: Output) -> Iterator[Reason]:
    """Direct identifiers that the policy left in the text."""
    for left in output.mentions:
        if left.kept and left.mention.type.direct and left.mention.replacement is None:
            yield Reason("direct_left", "output", left.start, left.end, left.value)


def _kept(output: Output, places: Sequence[tuple[int, int]]) -> Iterator[Reason]:
    """Direct identifiers that a person left in the text."""
    for start, end in places:
        at = output.place_of(start)
        yield Reason("direct_kept", "output", at, at + end - start, output.original[start:end])


def _unsure(output: Output, candidates: Sequence[Span]) -> tuple[Candidate, ...]:
    """The candidates that no mention covers: direct before quasi, then the surer."""
    text, taken = output.original, Cover(output.case.mentions)
    free = (
        span
        for span in candidates
        if not taken.touches(span.start, span.end) and any(map(str.isalnum, text[span.start : span.end]))
    )
    ranked = sorted(free, key=lambda span: (not span.type.direct, -span.confidence, span.start))
    return tuple(_candidate(output, span) for span in ranked)


def _candidate(output: Output, span: Span) -> Candidate:
    """The candidate among the words of the output, where nothing of the replaced ones is left."""
    text, start = output.text, output.place_of(span.start)
    end = start + span.end - span.start
    before, surface, after = text[max(0, start - CONTEXT) : start], text[start:end], text[end : end + CONTEXT]
    return Candidate(
        span.start, span.end, span.type, span.confidence, why_unsure(span), before, surface, after
    )


def why_unsure(span: Span) -> Literal["model", "list", "shape"]:
    """Why a find below its threshold was one at all; ``Candidate`` says what the words mean."""
    if span.recognizer in _MODELS:
        return "model"
    return "list" if span.recognizer in _LISTS else "shape"


def _unsure_reasons(unsure: Sequence[Candidate]) -> Iterator[Reason]:
    for one in unsure:
        if one.type.direct:
            yield Reason("unsure_direct", "original", one.start, one.end, one.surface)


def _counts(output: Output, *, kept: bool) -> dict[str, int]:
    found = Counter(
        str(left.mention.type) for left in output.mentions if (left.mention.replacement is None) is kept
    )
    return dict(sorted(found.items()))
