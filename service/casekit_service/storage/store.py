"""The store: one SQLite file, the truth of the service."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from types import TracebackType

import casekit
from casekit_service.storage.errors import StorageDamaged, StorageError, damaged
from casekit_service.storage.files import left_behind, make_file, make_folder, open_file
from casekit_service.storage.keys import Keys
from casekit_service.storage.locks import Locks
from casekit_service.storage.profiles import Profiles


class Store(Keys, Profiles):
    """Keys, profiles, erasures, jobs and remembered answers; no text of a case and no vector, ever."""

    @classmethod
    def open(cls, path: Path, *, exclusive: bool = False) -> Store:
        """The store in a file, made when there is none; ``exclusive`` for the one service that runs.

        Raises:
            FileProblem: the file is damaged, of a newer casekit, somebody else's, in use, or cannot be written.
        """
        make_folder(path)
        if exclusive:
            _sweep(path)
        locks = Locks.of_user(path, service=exclusive)
        try:
            if not path.exists():
                make_file(path)
            store = cls(open_file(path), path, locks)
        except BaseException:
            locks.close()
            raise
        if exclusive:
            with suppress(StorageError):
                store.scrub()  # what an erasure left behind when the process was killed after it
        return store

    def verify(self) -> None:
        """Read the whole file; its structure was checked when it was opened.

        Raises:
            FileProblem: a profile is not the one that was stored.
            StorageError: the database refused.
        """
        try:
            self.read_profiles()
        except StorageDamaged:
            raise damaged(self.path.name) from None

    def prune(self, now: float) -> None:
        """Drop answers and ended jobs that are more than 24 h away from ``now`` (seconds of the wall clock).

        What a clock that was wrong has stamped with the future goes too.

        Raises:
            StorageError: the database refused.
        """
        with self.transaction():
            self._prune_answers(now)
            self._prune_jobs(now)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _sweep(path: Path) -> None:
    """Remove what a restore left behind when its process was killed; nothing while somebody uses the database."""
    if not left_behind(path):
        return
    with suppress(casekit.FileProblem, OSError):
        locks = Locks.of_replacer(path)
        try:
            for one in left_behind(path):
                one.unlink(missing_ok=True)
        finally:
            locks.close()
