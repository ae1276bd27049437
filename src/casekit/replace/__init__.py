"""Stage 4: mentions → ``AnonymisedCase``; the only stage that makes one."""

from __future__ import annotations

from casekit.replace.replacing import replace

__all__ = ["replace"]
