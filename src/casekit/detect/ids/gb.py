"""United Kingdom numbers: NHS (Scotland: CHI), National Insurance, driving licence, plates."""

from __future__ import annotations

import re

from casekit.detect.ids.base import NumberRule, labels, stdnum

RULES = (
    NumberRule("UK_NHS", re.compile(r"(?<![\w-])\d{3}[ -]\d{3}[ -]\d{4}(?![\w-])"), stdnum("gb.nhs"), 0.8, 0.0, labels("nhs", "chi", "h&c")),
    NumberRule("UK_NHS", re.compile(r"(?<![\w-])\d{10}(?![\w-])"), stdnum("gb.nhs"), 0.5, 0.0, labels("nhs", "chi")),
    NumberRule("UK_NINO", re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Za-z][A-CEGHJ-NPR-TW-Za-z] ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d](?!\w)"), None, 0.0, 0.9, labels("ni", "nino", "national insurance")),
    NumberRule("UK_NINO", re.compile(r"(?<!\w)[A-Za-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Da-d](?!\w)"), None, 0.0, 0.6, labels("ni", "nino", "national insurance")),
    NumberRule("UK_DRIVING_LICENCE", re.compile(r"(?<!\w)[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}(?!\w)"), None, 0.0, 0.9, labels("licen[cs]e")),
    NumberRule("UK_PLATE", re.compile(r"(?<!\w)[A-Z]{2}\d{2} ?[A-Z]{3}(?!\w)"), None, 0.0, 0.8, labels("reg", "plate", "registration", "car")),
)  # fmt: skip
