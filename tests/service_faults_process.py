"""The command line with light models, for a service that is started and killed often.

``python service_faults_process.py ARGUMENTS`` is ``casekit ARGUMENTS``. Commands, storage, embedder and index are the
real ones; only what reads write-ups is not, for its models take seconds to load. The environment may say:

``FAULTS_QUIET``  seconds that the index waits for further changes before it is written
``FAULTS_STALL``  seconds after which a reader that does not read is let go
``FAULTS_KILL``   a file: once it exists, the process is killed while it writes a file of an index

On SIGUSR1 the database becomes read-only, on SIGUSR2 writable again.
"""

from __future__ import annotations

import os
import re
import signal
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import casekit
import casekit.match.folder
import casekit_service.server
from casekit.cli import main
from casekit.stopping import step
from casekit_service import database, engines

_WAIT = re.compile(r"wait ([0-9.]+)")
_LARGE = re.compile(r"large ([0-9]+)")


class Light:
    """Gives texts back as they are; ``wait 2`` in one takes two seconds, ``large 100`` answers 100 characters more."""

    def __init__(self, policy: str = "share", *, conflict_key: object = None) -> None:
        self.policy = policy

    def with_policy(self, policy: str) -> Light:
        return Light(policy)

    def anonymise(self, text: str, language: str | None = None, **_: object) -> casekit.AnonymisedCase:
        """Not anonymised at all."""
        if wait := _WAIT.search(text):
            until = time.monotonic() + float(wait[1])
            while time.monotonic() < until:
                step()
                time.sleep(0.01)
        if large := _LARGE.search(text):
            text += "." * int(large[1])
        length = len(text)
        return casekit.AnonymisedCase(text, language or "en", (), self.policy, length, length, {})


def _kill_while_writing(trigger: Path) -> None:
    def fsync(number: int) -> None:
        if trigger.exists():
            os.kill(os.getpid(), signal.SIGKILL)
        os.fsync(number)

    vars(casekit.match.folder)["os"] = SimpleNamespace(fsync=fsync)


def _become_read_only_on_signals() -> None:
    plain = database.Database.__init__

    def opened(self: database.Database, path: Path) -> None:
        plain(self, path)
        for number, how in ((signal.SIGUSR1, "ON"), (signal.SIGUSR2, "OFF")):
            signal.signal(number, partial(_switch, self, how))

    database.Database.__init__ = opened  # type: ignore[method-assign]


def _switch(opened: database.Database, how: str, *_: Any) -> None:
    opened.store.run(f"PRAGMA query_only = {how}")


if __name__ == "__main__":
    casekit.Anonymiser = Light  # type: ignore[assignment, misc]
    if quiet := os.environ.get("FAULTS_QUIET"):
        engines._QUIET_SECONDS = float(quiet)
    if stall := os.environ.get("FAULTS_STALL"):
        server = casekit_service.server
        server.serve = partial(server.serve, stall_seconds=float(stall))
    if trigger := os.environ.get("FAULTS_KILL"):
        _kill_while_writing(Path(trigger))
    _become_read_only_on_signals()
    main()
