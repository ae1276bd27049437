"""Indian numbers: Aadhaar and PAN."""

from __future__ import annotations

import re

from casekit.detect.ids.base import NumberRule, labels, stdnum

RULES = (
    NumberRule("IN_AADHAAR", re.compile(r"(?<![\w-])[2-9]\d{3}[ -]\d{4}[ -]\d{4}(?![ -]?\d)"), stdnum("in_.aadhaar"), 0.9, 0.75, labels("aadhaar", "aadhar", "uid")),
    NumberRule("IN_PAN", re.compile(r"(?<!\w)[A-Z]{3}[ABCFGHLJPTK][A-Z]\d{4}[A-Z](?!\w)"), stdnum("in_.pan"), 0.9, 0.85, labels("pan")),
)  # fmt: skip
