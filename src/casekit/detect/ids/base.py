"""The machinery of identifying numbers: a pattern, a check, and labels that vouch for a failed check."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module

from casekit.case import EntityType, Span
from casekit.detect.windows import Window, matches

NAME = "id_numbers"
#: how far back a label may stand
REACH = 32


@dataclass(frozen=True)
class NumberRule:
    """One kind of number.

    ``check`` answers whether check digits and inner dates hold. ``plain`` is the confidence of a number that
    passes without a label, ``layout`` of one that fails or has no check but is written unmistakably; 0 means
    that only a label makes it one. ``labels`` are folded stems that may stand before it.
    """

    subtype: str
    pattern: re.Pattern[str]
    check: Callable[[str], bool] | None
    plain: float
    layout: float
    labels: re.Pattern[str] | None

    def find(self, text: str, windows: Sequence[Window]) -> Iterator[Span]:
        """Numbers of this kind inside the windows; the span is that of the group ``n`` or of the whole match."""
        for match in matches(self.pattern, text, windows):
            group = "n" if "n" in self.pattern.groupindex else 0
            start, end = match.span(group)
            confidence = self._confidence(match[group], text[max(0, start - REACH) : start])
            if confidence:
                yield Span(start, end, EntityType.ID_NUMBER, NAME, confidence, self.subtype)

    def _confidence(self, surface: str, before: str) -> float:
        valid = self.check is not None and self.check(surface)
        if self.labels is not None and self.labels.search(before):
            return 0.97 if valid else 0.85
        return self.plain if valid else self.layout


def labels(*stems: str) -> re.Pattern[str]:
    """A pattern for any of these stems, followed by at most one more word and punctuation, at the end."""
    joined = "|".join(stems)
    return re.compile(
        rf"(?<!\w)(?:{joined})\w{{0,6}}[.:]?(?:[^\S\n]+[^\W\d]\w{{0,14}}[.:]?)?[^\S\n]*(?:№|#|nr\.?|no\.?|n:o)?[^\S\n]*[(:=–—-]?[^\S\n]*$",
        re.IGNORECASE,
    )


def stdnum(module: str) -> Callable[[str], bool]:
    """The check of a python-stdnum module, loaded on first use."""

    def check(surface: str) -> bool:
        return bool(import_module(f"stdnum.{module}").is_valid(surface))

    return check


def luhn(surface: str) -> bool:
    """Whether the digits of a surface pass the Luhn check (ISO/IEC 7812-1)."""
    return bool(import_module("stdnum.luhn").is_valid(re.sub(r"\D", "", surface)))
