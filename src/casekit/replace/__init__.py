"""Stage 4: mentions → ``AnonymisedCase``; the only stage that makes one."""

from __future__ import annotations

from casekit.replace.acting import is_replaced, survivors
from casekit.replace.leaks import Leak
from casekit.replace.replacing import Rewriter, leak_error, replace

__all__ = ["Leak", "Rewriter", "is_replaced", "leak_error", "replace", "survivors"]
