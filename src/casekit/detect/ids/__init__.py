"""Identifying numbers of the countries our users work in; every country's rules run for every language."""

from __future__ import annotations

from collections.abc import Iterable

from casekit.case import Span
from casekit.detect.document import Document
from casekit.detect.ids import au, ca, common, gb, ie, in_, ru, se, spoken, us
from casekit.detect.ids.base import NAME, NumberRule
from casekit.detect.windows import around

RULES: tuple[NumberRule, ...] = (
    *se.RULES,
    *ru.RULES,
    *us.RULES,
    *gb.RULES,
    *ie.RULES,
    *au.RULES,
    *in_.RULES,
    *ca.RULES,
    *common.RULES,
)


class IdNumberRecognizer:
    """Finds identifying numbers by form, check digits and labels."""

    name = NAME
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield the numbers of every rule, and those in words."""
        windows = around(document.digits, document, reach=24)
        for rule in RULES:
            yield from rule.find(document.text, windows)
        yield from spoken.find(document)
