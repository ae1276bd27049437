"""Irish numbers: Personal Public Service number."""

from __future__ import annotations

import re

from casekit.detect.ids.base import NumberRule, labels, stdnum

RULES = (
    NumberRule("IE_PPS", re.compile(r"(?<!\w)\d{7}[A-Wa-w][A-IWa-iw]?(?!\w)"), stdnum("ie.pps"), 0.9, 0.75, labels("pps", "ppsn")),
)  # fmt: skip
