"""The command line: parses, calls, prints.

Exit codes: 0 done, 1 unexpected error, 2 usage, 3 input that cannot be used, 4 leak, 130 interrupted.
"""

from __future__ import annotations

from casekit.cli.app import main

__all__ = ["main"]
