"""United States numbers: SSN, ITIN, driving licence by label."""

from __future__ import annotations

import re

from casekit.detect.ids.base import NumberRule, labels, stdnum

RULES = (
    NumberRule("US_SSN", re.compile(r"(?<![\w-])\d{3}[- ]\d{2}[- ]\d{4}(?![\w-])"), stdnum("us.ssn"), 0.9, 0.8, labels("ssn", "social", "social security")),
    NumberRule("US_SSN", re.compile(r"(?<![\w-])(?:[xX*]{3}[- ]?[xX*]{2}[- ]?)\d{4}(?![\w-])"), None, 0.0, 0.85, labels("ssn", "social")),
    NumberRule("US_SSN", re.compile(r"(?<![\w-])\d{9}(?![\w-])"), None, 0.0, 0.0, labels("ssn", "social")),
    NumberRule("US_DRIVING_LICENCE", re.compile(r"(?<![\w-])[A-Z]\d{3}[- ]?\d{3,4}[- ]?\d{2,5}(?:[- ]\d{1,3})?(?![\w-])"), None, 0.0, 0.0, labels("licen[cs]e", "dl", "driver")),
)  # fmt: skip
