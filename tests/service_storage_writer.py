"""Puts profiles and says which are stored, until it is killed: ``python service_storage_writer.py DATABASE ROUND``."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from casekit_service.storage import Store


def say(line: str) -> None:
    """Acknowledge what is stored."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with Store.open(Path(sys.argv[1]), exclusive=True) as store:
        for number in count():
            pair = [{"id": f"{sys.argv[2]}-{number}-{half}", "title": "x" * 500} for half in "ab"]
            store.put_profiles("t", pair)
            say(f"{number}")
            if number % 5 == 4:
                store.erase_profile("t", f"{sys.argv[2]}-{number - 1}-a")
                say(f"erased {number - 1}")
