"""What was masked or removed: known by nothing but its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casekit.vault.originals import Originals
from casekit.vault.record import Replaced
from casekit.vault.returned import Edit, Returned, is_opaque

_MASK = re.compile(r"\*+")


def masks(returned: Returned, originals: Originals) -> Iterator[Edit]:
    """Asterisks between the same two words as before are undone; all else of the kind is told as not placed."""
    gaps: dict[int, list[Replaced]] = {}
    for mention, extent in zip(returned.vault.replaced, returned.extents, strict=True):
        if is_opaque(mention):
            gaps.setdefault(extent.first, []).append(mention)
    for place, mentions in gaps.items():
        yield from _gap(returned, place, mentions)


def _gap(returned: Returned, place: int, mentions: Sequence[Replaced]) -> Iterator[Edit]:
    """The mentions between two neighbouring words of the anonymised text."""
    before, after = returned.found.get(place - 1), returned.found.get(place)
    if before is None and after is None:
        return
    start = 0 if before is None else returned.tokens[before].end
    end = len(returned.text) if after is None else returned.tokens[after].start
    masked = [mention for mention in mentions if mention.replacement]
    runs = list(_MASK.finditer(returned.text, start, end)) if start <= end else []
    joined = (before is not None or place == 0) and (after is not None or place == len(returned.old))
    neighbours = (
        joined
        and (after if after is not None else len(returned.words)) - (before if before is not None else -1)
        == 1
    )
    if neighbours and [len(run[0]) for run in runs] == [len(mention.replacement) for mention in masked]:
        for mention, run in zip(masked, runs, strict=True):
            yield Edit(*run.span(), mention.entity_id, mention.type, mention.original)
        mentions = [mention for mention in mentions if not mention.replacement]
    at = start if before is not None else end
    for mention in mentions:
        yield Edit(at, at, mention.entity_id, mention.type, None)
