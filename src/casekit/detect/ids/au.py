"""Australian numbers: Medicare and tax file number."""

from __future__ import annotations

import re

from casekit.detect.ids.base import NumberRule, labels, stdnum


def medicare(surface: str) -> bool:
    """The check digit of a Medicare card (weights 1 3 7 9 1 3 7 9, modulo 10; first digit 2 to 6)."""
    digits = [int(c) for c in surface if c.isdigit()][:10]
    weights = (1, 3, 7, 9, 1, 3, 7, 9)
    total = sum(d * w for d, w in zip(digits[:8], weights, strict=True)) if len(digits) == 10 else -1
    return total >= 0 and 2 <= digits[0] <= 6 and total % 10 == digits[8]


RULES = (
    NumberRule("AU_MEDICARE", re.compile(r"(?<![\w-])[2-6]\d{3}[ -]?\d{5}[ -]?\d(?:[ /-]\d)?(?![\w-])"), medicare, 0.8, 0.0, labels("medicare")),
    NumberRule("AU_TFN", re.compile(r"(?<![\w-])\d{3}[ -]?\d{3}[ -]?\d{2,3}(?![\w-])"), stdnum("au.tfn"), 0.0, 0.0, labels("tfn", "tax file")),
)  # fmt: skip
