"""From overlapping candidates to disjoint spans: weigh, join, subtract what must be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from casekit.case import EntityType, Span

#: candidates below this stay out, once others have supported them, where no policy says otherwise
THRESHOLD = 0.5
#: candidates below this are not even worth a person's look
LEAST = 0.15

_MODELS = frozenset({"ner", "slovnet"})
#: a closing quotation mark goes with its opening one
_CLOSING = {"»": "«", "”": "“"}
#: an abbreviation or initial, whose full stop belongs to it
_SHORT = re.compile(r"(?:^|[ .(])[^\W\d_]{1,4}\.$")
#: an English possessive stays outside the span
_POSSESSIVE = ("'s", "’s")
#: when candidates of different types overlap, a higher rank takes the shared stretch
_RANK = {
    EntityType.EMAIL_ADDRESS: 7,
    EntityType.URL: 7,
    EntityType.USERNAME: 6,
    EntityType.ADDRESS: 5,
    EntityType.ID_NUMBER: 5,
    EntityType.PHONE_NUMBER: 5,
    EntityType.DATE_TIME: 3,
    EntityType.ORGANIZATION: 2,
}


def resolve(
    candidates: Iterable[Span], text: str, thresholds: Mapping[EntityType, float] | None = None
) -> list[Span]:
    """Disjoint spans in text order that cover every letter of every candidate above its type's threshold.

    Overlapping candidates of one type are joined; where types disagree, the higher rank, then the longer,
    then the more confident keeps its extent and the other keeps what letters remain.
    """
    return choose(weigh(candidates), text, thresholds)


def weigh(candidates: Iterable[Span]) -> list[Span]:
    """The candidates, each as sure as it and what other recognizers found in its place make it."""
    return [span for same in _by_type(list(candidates)) for span in _supported(same)]


def undecided(weighed: Iterable[Span], thresholds: Mapping[EntityType, float] | None = None) -> list[Span]:
    """Weighed candidates that are below the threshold of their type, yet worth a person's look."""
    limits = thresholds or {}
    return [span for span in weighed if LEAST <= span.confidence < limits.get(span.type, THRESHOLD)]


def choose(
    weighed: Iterable[Span], text: str, thresholds: Mapping[EntityType, float] | None = None
) -> list[Span]:
    """As ``resolve``, for candidates that are weighed already."""
    limits = thresholds or {}
    chosen = [span for span in weighed if span.confidence >= limits.get(span.type, THRESHOLD)]
    joined = [span for same in _by_type(chosen) for span in _join(same)]
    joined.sort(key=lambda s: (-_rank(s), s.start - s.end, -s.confidence, s.start))
    taken: list[Span] = []
    for groups in _clusters(joined):
        taken += _subtract(groups, text)
    return sorted(taken, key=lambda s: s.start)


def _rank(span: Span) -> int:
    """What a rule of its own grammar found takes precedence over a trained model's guess at such a type."""
    return 1 if span.recognizer in _MODELS else _RANK.get(span.type, 1)


def _by_type(spans: Sequence[Span]) -> list[list[Span]]:
    groups: dict[EntityType, list[Span]] = {}
    for span in sorted(spans, key=lambda s: (s.start, -s.end, -s.confidence)):
        groups.setdefault(span.type, []).append(span)
    return list(groups.values())


def _supported(spans: Sequence[Span]) -> list[Span]:
    """Each span with its confidence raised by overlapping ones of other recognizers (noisy or)."""
    raised: list[Span] = []
    for at, span in enumerate(spans):
        doubt = 1.0 - span.confidence
        voices = {span.recognizer}
        for other in (*reversed(spans[max(0, at - 4) : at]), *spans[at + 1 : at + 5]):
            if other.recognizer not in voices and other.start < span.end and span.start < other.end:
                voices.add(other.recognizer)
                doubt *= 1.0 - other.confidence
        raised.append(replace(span, confidence=min(1.0, 1.0 - doubt)))
    return raised


def _join(spans: Sequence[Span]) -> list[Span]:
    """Spans of one type in text order, overlapping ones united under the best ranked, most confident."""
    united: list[Span] = []
    for span in spans:
        if united and span.start < united[-1].end:
            last = united[-1]
            best = max(last, span, key=lambda s: (_rank(s), s.confidence, s.end - s.start))
            united[-1] = replace(best, start=last.start, end=max(last.end, span.end))
        else:
            united.append(span)
    return united


def _clusters(ranked: Sequence[Span]) -> list[list[Span]]:
    """Groups of spans that touch one another, each still in ranked order."""
    order = sorted(range(len(ranked)), key=lambda i: (ranked[i].start, ranked[i].end))
    groups: list[list[int]] = []
    reach = -1
    for i in order:
        if ranked[i].start >= reach:
            groups.append([])
        groups[-1].append(i)
        reach = max(reach, ranked[i].end)
    return [[ranked[i] for i in sorted(group)] for group in groups]


def _subtract(ranked: Sequence[Span], text: str) -> list[Span]:
    """Each span less what better ones took; a remainder stays when it holds a letter or digit."""
    taken: list[Span] = []
    for span in ranked:
        pieces = [(span.start, span.end)]
        for other in taken:
            pieces = [p for piece in pieces for p in _without(piece, other)]
        for start, end in pieces:
            if text[start:end] in _POSSESSIVE:
                continue
            trimmed = _trim(text, start, end)
            if trimmed:
                taken.append(replace(span, start=trimmed[0], end=trimmed[1]))
    return taken


def _without(piece: tuple[int, int], other: Span) -> list[tuple[int, int]]:
    start, end = piece
    if other.end <= start or end <= other.start:
        return [piece]
    return [(a, b) for a, b in ((start, other.start), (other.end, end)) if a < b]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The piece without outer characters that are no letter or digit, ``None`` when nothing is left."""
    while start < end and not text[start].isalnum() and text[start] not in "+@(":
        start += 1
    while start < end and not text[end - 1].isalnum() and text[end - 1] not in ").":
        end -= 1
    if text[start:end].endswith(".") and not _SHORT.search(text, start, end):
        end -= 1
    if text[end : end + 1] in _CLOSING and text.count(_CLOSING[text[end]], start, end):
        end += 1
    if text[start:end].endswith(_POSSESSIVE) and end - start > len(_POSSESSIVE[0]) + 1:
        end -= len(_POSSESSIVE[0])
    return (start, end) if any(c.isalnum() for c in text[start:end]) else None
