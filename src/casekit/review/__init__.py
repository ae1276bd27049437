"""Looking through a case before it is shared: a reviewer's decisions, replayed into a result."""

from __future__ import annotations

from casekit.review.decisions import Decision, decision_from
from casekit.review.session import Review

__all__ = ["Decision", "Review", "decision_from"]
