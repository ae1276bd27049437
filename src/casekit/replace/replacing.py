"""Puts what the policy and the style say in the place of every mention; all other text survives byte for byte."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from casekit.case import AnonymisedCase, EntityType, Mention, Note, Span, Who
from casekit.config import Policy
from casekit.conflicts import ConflictKey
from casekit.errors import LeakError
from casekit.lang import Language
from casekit.replace.leaks import find_leaks
from casekit.replace.operators import BROUGHT
from casekit.replace.styles import Writer


def replace(
    text: str,
    mentions: Sequence[Mention],
    policy: Policy,
    language: Language,
    *,
    characters_seen: int,
    who: Mapping[str, Who] | None = None,
    style: str = "placeholder",
    seed: bytes = b"",
    file_name: str = "",
    allowed: Sequence[tuple[int, int]] = (),
    unsure: Sequence[Span] = (),
    conflict_key: ConflictKey | None = None,
) -> AnonymisedCase:
    """The anonymised case of a text whose mentions are disjoint and in text order.

    ``who`` is what is known of the persons; the secret ``seed`` decides which invented names stand for which
    real ones and how far dates move; no invented name stands in the text or in ``file_name``. ``allowed`` are
    extents of terms that stay although they look like a replaced name. With a key the case carries marks of
    what was replaced, so that conflicts of interest can be seen without names.

    Raises:
        LeakError: a replaced surface survives somewhere in the output; nothing is returned.
        PolicyError: there is no such style.
    """
    known = who or {}
    writer = Writer(text, mentions, known, policy, language, style=style, seed=seed, file_name=file_name)
    parts: list[str] = []
    done: list[Mention] = []
    notes: list[Note] = []
    kept: list[tuple[int, int]] = []
    at = 0
    for mention in mentions:
        replacement, note = writer.write(mention)
        if note is not None:
            notes.append(note)
        if replacement is None:
            done.append(mention)
            continue
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
        operators={str(t): writer.operator(t) for t in EntityType},
        conflict_marks=conflict_key.marks_of_case(replaced, language) if conflict_key else frozenset(),
        who=known,
        style=style,
        notes=tuple(notes),
        unsure=tuple(unsure),
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
