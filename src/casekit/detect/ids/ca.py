"""Canadian numbers: social insurance number and provincial health cards by label."""

from __future__ import annotations

import re

from casekit.detect.ids.base import NumberRule, labels, stdnum

RULES = (
    NumberRule("CA_SIN", re.compile(r"(?<![\w-])\d{3}[ -]\d{3}[ -]\d{3}(?![ -]?\d)"), stdnum("ca.sin"), 0.8, 0.5, labels("sin", "social insurance")),
    NumberRule("CA_HEALTH_CARD", re.compile(r"(?<![\w-])\d{4}[ -]\d{3}[ -]\d{3}(?:[ -]?[A-Z]{2})?(?![\w-])"), None, 0.0, 0.6, labels("health card", "ohip", "phn", "carecard")),
)  # fmt: skip
