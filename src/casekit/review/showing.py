"""A review as plain data for a page: the text, what was found in it, what stands there instead, what risk remains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from casekit.case import AnonymisedCase, Entity, EntityType, Mention, Note, Span, Who
from casekit.changes import KEEP, STYLED
from casekit.config import STYLES
from casekit.disclosure import Disclosure, DisclosureWords, Reason, why_unsure
from casekit.lang import get_language
from casekit.pipeline import Anonymiser
from casekit.review.board import BROUGHT, Board, steps_of
from casekit.spans import Cover

if TYPE_CHECKING:
    from casekit.review.session import Review


def state(
    review: Review, board: Board, anonymiser: Anonymiser, interface: str, *, risk: bool = True
) -> dict[str, Any]:
    """The data of a review as it is now; ``risk`` is ``None`` where it is not asked for."""
    tell, case = DisclosureWords(interface), review.case
    return {
        "version": review.version,
        "file": {"name": review.file_name, "format": review.format},
        "language": review.language,
        "style": board.style,
        "styles": list(STYLES),
        "types": [str(type_) for type_ in EntityType],
        "text": review.text,
        "blocks": [list(block) for block in review.blocks],
        "mentions": [_mention(mention, board) for mention in case.mentions],
        "unsure": [_candidate(span, tell) for span in undecided(case, board)],
        "rejected": [_rejected(*place, type_) for place, type_ in sorted(board.changes.left.items())],
        "entities": [_entity(entity, review, board, anonymiser) for entity in case.entities],
        "notes": [_note(note, interface) for note in case.notes],
        "risk": _risk(review.risk, tell) if risk else None,
        "can_undo": review.can_undo,
        "can_redo": review.can_redo,
    }


def undecided(case: AnonymisedCase, board: Board) -> list[Span]:
    """The candidates that nobody decided about, in text order."""
    taken = Cover(case.mentions)
    free = (
        span
        for span in case.unsure
        if (span.start, span.end) not in board.changes.left and not taken.touches(span.start, span.end)
    )
    return sorted(free, key=lambda span: span.start)


def _mention(mention: Mention, board: Board) -> dict[str, Any]:
    return {
        "start": mention.start,
        "end": mention.end,
        "type": str(mention.type),
        "entity": mention.entity_id,
        "confidence": mention.confidence,
        "recognizer": mention.recognizer,
        "replacement": mention.replacement,
        "decided": board.decided.get((mention.start, mention.end)),
    }


def _candidate(span: Span, tell: DisclosureWords) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "type": str(span.type),
        "confidence": span.confidence,
        "why": tell.why(why_unsure(span)),
    }


def _rejected(start: int, end: int, type_: EntityType) -> dict[str, Any]:
    return {"start": start, "end": end, "type": str(type_)}


def _entity(entity: Entity, review: Review, board: Board, anonymiser: Anonymiser) -> dict[str, Any]:
    who = review.case.who.get(entity.id, Who())
    longest = max(entity.mentions, key=lambda m: m.end - m.start)
    brought = any(m.recognizer == BROUGHT for m in entity.mentions)
    return {
        "id": entity.id,
        "type": str(entity.type),
        "original": review.text[longest.start : longest.end],
        "count": len(entity.mentions),
        "role": who.role,
        "gender": who.gender,
        "family": who.family,
        "pseudonym": _pseudonym(entity, longest, board),
        "step": _step(entity, board, anonymiser),
        "steps": [] if brought else list(steps_of(entity.type)),
    }


def _pseudonym(entity: Entity, longest: Mention, board: Board) -> str | None:
    """The reviewer's own, else what stands for the longest mention; ``None`` where it stays."""
    own = board.changes.names.get(entity.id)
    return own if own is not None and board.style == "surrogate" else longest.replacement


def _step(entity: Entity, board: Board, anonymiser: Anonymiser) -> str:
    step = board.changes.steps.get(entity.id)
    if step is not None:
        return step
    return STYLED if any(anonymiser.replaces(m, board.changes) for m in entity.mentions) else KEEP


def _note(note: Note, interface: str) -> dict[str, Any]:
    sentences = get_language(interface).table("messages")["notes"]
    return {"start": note.start, "end": note.end, "text": str(sentences[note.reason])}


def _risk(found: Disclosure, tell: DisclosureWords) -> dict[str, Any]:
    return {
        "level": found.level,
        "headline": tell.level(found),
        "reasons": [_reason(reason, tell) for reason in found.reasons],
        "estimate": None if found.estimate is None else _sentences(tell.estimate(found.estimate)),
    }


def _sentences(lines: Sequence[str]) -> str:
    return " ".join(lines)


def _reason(reason: Reason, tell: DisclosureWords) -> dict[str, Any]:
    return {
        "level": reason.severity,
        "text": tell.reason(reason),
        "start": reason.start,
        "end": reason.end,
        "where": reason.where,
    }
