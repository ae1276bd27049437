"""Puts what the policy and the style say in the place of every mention; all other text survives byte for byte."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cached_property

from casekit.case import AnonymisedCase, EntityType, Mention, Note, Span, Who
from casekit.changes import Changes, Extent
from casekit.config import Policy
from casekit.conflicts import ConflictKey
from casekit.errors import LeakError
from casekit.lang import Language
from casekit.replace.acting import between
from casekit.replace.leaks import Leak, find_leaks
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
    allowed: Sequence[Extent] = (),
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
    first = Changes.of(mentions, who or {})
    rewriter = Rewriter(text, first, policy, language, style=style, seed=seed, file_name=file_name)
    return rewriter.case(
        first, characters_seen=characters_seen, allowed=allowed, unsure=unsure, conflict_key=conflict_key
    )


_Done = tuple[Mention, str | None, Note | None]


class Rewriter:
    """Replaces in one text and style again and again, as decisions change what is replaced and how.

    What is given to an entity of ``first``, the linking's own result, stands as if nothing had been decided, until
    a decision is about that very entity. Not for more than one thread at a time.
    """

    def __init__(
        self,
        text: str,
        first: Changes,
        policy: Policy,
        language: Language,
        *,
        style: str,
        seed: bytes,
        file_name: str = "",
    ) -> None:
        self._text = text
        self._policy = policy
        self._language = language
        self._style = style
        self._first = first.met[0]
        self._writer = Writer(
            text, self._first, policy, language, style=style, seed=seed, file_name=file_name
        )
        self._written = {mention: self._writer.write(mention) for mention in self._first.mentions}

    def case(
        self,
        changes: Changes,
        *,
        characters_seen: int,
        allowed: Sequence[Extent] = (),
        unsure: Sequence[Span] = (),
        conflict_key: ConflictKey | None = None,
    ) -> AnonymisedCase:
        """The anonymised case after these changes.

        Raises:
            LeakError: a replaced surface survives somewhere in the output; nothing is returned.
        """
        text, language = self._text, self._language
        written = self._rewritten(changes)
        done = tuple(m if to is None else dataclasses.replace(m, replacement=to) for m, to, _ in written)
        replaced = [m for m in done if m.replacement is not None]
        fresh = [m for m in replaced if m.recognizer != BROUGHT]
        _check(text, fresh, between(text, replaced), language, [*allowed, *changes.stays()])
        surfaces = [(m.type, text[m.start : m.end]) for m in fresh]
        present = {m.entity_id for m in done}
        return AnonymisedCase(
            text=_joined(text, written),
            language=language.code,
            mentions=done,
            policy=self._policy.name,
            original_length=len(text),
            characters_seen=characters_seen,
            operators={str(t): self._writer.operator(t) for t in EntityType},
            conflict_marks=conflict_key.marks_of_case(surfaces, language) if conflict_key else frozenset(),
            who={id_: one for id_, one in changes.who.items() if id_ in present},
            style=self._style,
            notes=tuple(note for _, _, note in written if note is not None),
            unsure=tuple(unsure),
        )

    def _rewritten(self, changes: Changes) -> list[_Done]:
        """Each mention with what stands in its place, and the note on it."""
        if len(changes.met) == 1 and not changes.steps and not changes.names:
            return [(mention, *self._written[mention]) for mention in changes.known]
        writer = self._reserved.revised(changes)
        same = self._same(changes)
        return [
            (m, *(self._written[m] if m.entity_id in same and m in self._written else writer.write(m)))
            for m in changes.known
        ]

    @cached_property
    def _reserved(self) -> Writer:
        """The writer after everybody has all that they could ever need."""
        self._writer.reserve()
        return self._writer

    def _same(self, changes: Changes) -> set[str]:
        """The entities about which nothing was decided."""
        touched = changes.steps.keys() | changes.names.keys()
        who = self._first.who
        return {
            m.entity_id
            for m in changes.known
            if m.entity_id not in touched and changes.who.get(m.entity_id) == who.get(m.entity_id)
        }


def _joined(text: str, written: Sequence[_Done]) -> str:
    """The text with the replacements in their places."""
    parts: list[str] = []
    at = 0
    for mention, replacement, _ in written:
        if replacement is not None:
            parts += [text[at : mention.start], replacement]
            at = mention.end
    return "".join([*parts, text[at:]])


def _check(
    text: str,
    mentions: Sequence[Mention],
    kept: Sequence[Extent],
    language: Language,
    allowed: Sequence[Extent],
) -> None:
    leaks = find_leaks(text, mentions, kept, language, allowed)
    if leaks:
        raise leak_error(leaks)


def leak_error(leaks: Sequence[Leak]) -> LeakError:
    """The error that says how many of what survived and where the first is."""
    types = ", ".join(sorted({str(leak.type) for leak in leaks}))
    error = LeakError(
        f"{len(leaks)} replaced identifiers ({types}) also stand elsewhere in the text, "
        f"first at character {leaks[0].start}; nothing was written",
        count=len(leaks),
        types=types,
        start=leaks[0].start,
    )
    error.extents = tuple((leak.start, leak.end, str(leak.type)) for leak in leaks)
    return error
