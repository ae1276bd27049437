"""Stage 3: spans → mentions that know their entity (who is who)."""

from __future__ import annotations

from casekit.link.extending import extend
from casekit.link.linking import Linked, link

__all__ = ["Linked", "extend", "link"]
