"""What risk of recognition remains in an anonymised case: singling out, linkability, inference (GDPR's three).

Not to be mixed up with ``casekit.match.risk``, which looks for signs of danger to the people in a case.
"""

from __future__ import annotations

from casekit.disclosure.assessing import assess, why_unsure
from casekit.disclosure.report import (
    LEVELS,
    RULES,
    Candidate,
    Disclosure,
    Estimate,
    Factor,
    FileFacts,
    Level,
    Reason,
)
from casekit.disclosure.words import DisclosureWords

__all__ = [
    "LEVELS",
    "RULES",
    "Candidate",
    "Disclosure",
    "DisclosureWords",
    "Estimate",
    "Factor",
    "FileFacts",
    "Level",
    "Reason",
    "assess",
    "why_unsure",
]
