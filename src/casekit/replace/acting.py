"""Whether a mention is replaced at all, and what of the replaced survives elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from casekit.case import Mention
from casekit.changes import KEEP, Changes, Extent
from casekit.config import Policy
from casekit.lang import Language
from casekit.replace.leaks import Leak, find_leaks
from casekit.replace.operators import BROUGHT


def is_replaced(mention: Mention, policy: Policy, changes: Changes) -> bool:
    """Whether something else stands in the place of the mention: as decided for its entity, else by the policy."""
    step = changes.steps.get(mention.entity_id)
    if mention.recognizer == BROUGHT:
        return True
    if step is not None or mention.entity_id in changes.names:
        return step != KEEP
    return policy.operator(mention.type, mention.confidence) != "keep"


def survivors(
    text: str, changes: Changes, policy: Policy, language: Language, allowed: Sequence[Extent] = ()
) -> list[Leak]:
    """Where something that is replaced still stands, in text order; ``allowed`` places and what was left are none."""
    done = [m for m in changes.known if is_replaced(m, policy, changes)]
    sought = [replace(m, replacement="") for m in done if m.recognizer != BROUGHT]
    return find_leaks(text, sought, between(text, done), language, [*allowed, *changes.stays()])


def between(text: str, mentions: Sequence[Mention]) -> list[Extent]:
    """The stretches of the text outside the mentions, which are disjoint and in text order."""
    ends = [0, *(m.end for m in mentions)]
    return list(zip(ends, [*(m.start for m in mentions), len(text)], strict=True))
