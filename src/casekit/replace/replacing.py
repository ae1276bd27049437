"""Puts what the policy says in the place of every mention; all other text survives byte for byte."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from casekit.case import AnonymisedCase, EntityType, Mention
from casekit.config import Policy
from casekit.conflicts import ConflictKey
from casekit.errors import LeakError
from casekit.lang import Language
from casekit.replace.leaks import find_leaks
from casekit.replace.operators import BROUGHT, operators


def replace(
    text: str,
    mentions: Sequence[Mention],
    policy: Policy,
    language: Language,
    *,
    characters_seen: int,
    allowed: Sequence[tuple[int, int]] = (),
    conflict_key: ConflictKey | None = None,
) -> AnonymisedCase:
    """The anonymised case of a text whose mentions are disjoint and in text order.

    ``allowed`` are extents of terms that stay although they look like a replaced name. With a key the case
    carries marks of what was replaced, so that conflicts of interest can be seen without names.

    Raises:
        LeakError: a replaced surface survives somewhere in the output; nothing is returned.
    """
    brought = [mention for mention in mentions if mention.recognizer == BROUGHT]
    available = operators(language.table("placeholders"), text, brought)
    parts: list[str] = []
    done: list[Mention] = []
    kept: list[tuple[int, int]] = []
    at = 0
    for mention in mentions:
        surface = text[mention.start : mention.end]
        if mention.recognizer == BROUGHT:
            replacement = surface
        else:
            name = policy.operator(mention.type, mention.confidence)
            if name == "keep":
                done.append(mention)
                continue
            replacement = available[name](mention, surface)
        kept.append((at, mention.start))
        parts += [text[at : mention.start], replacement]
        done.append(dataclasses.replace(mention, replacement=replacement))
        at = mention.end
    kept.append((at, len(text)))
    parts.append(text[at:])
    fresh = [m for m in done if m.recognizer != BROUGHT and m.replacement is not None]
    _check(text, fresh, kept, language, allowed)
    replaced = [(m.type, text[m.start : m.end]) for m in fresh]
    return AnonymisedCase(
        text="".join(parts),
        language=language.code,
        mentions=tuple(done),
        policy=policy.name,
        original_length=len(text),
        characters_seen=characters_seen,
        operators={str(t): policy.operators[t] for t in EntityType},
        conflict_marks=conflict_key.marks_of_case(replaced, language) if conflict_key else frozenset(),
    )


def _check(
    text: str,
    mentions: Sequence[Mention],
    kept: Sequence[tuple[int, int]],
    language: Language,
    allowed: Sequence[tuple[int, int]],
) -> None:
    leaks = find_leaks(text, mentions, kept, language, allowed)
    if leaks:
        types = ", ".join(sorted({str(leak.type) for leak in leaks}))
        error = LeakError(
            f"{len(leaks)} replaced identifiers ({types}) also stand elsewhere in the text, "
            f"first at character {leaks[0].start}; nothing was written",
            count=len(leaks),
            types=types,
            start=leaks[0].start,
        )
        error.extents = tuple((leak.start, leak.end, str(leak.type)) for leak in leaks)
        raise error
