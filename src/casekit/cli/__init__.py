"""The command line: parses, calls, prints.

Exit codes: 0 done, 1 unexpected error, 2 usage, 3 input that cannot be used, 4 leak, 130 interrupted.
"""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; an interruption while it still loads is told like any other."""
    try:
        from casekit.cli.app import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()
