"""Advisory locks beside a database: one service at a time, and nobody inside while the file is replaced.

They are files of their own: opening and closing the database itself would drop SQLite's own locks on it.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from casekit_service.storage.errors import busy, unwritable


class Locks:
    """Locks that this process holds; freed by ``close`` and with the process."""

    def __init__(self) -> None:
        self._files: list[int] = []

    @classmethod
    def of_user(cls, path: Path, *, service: bool) -> Locks:
        """Say that the database is used, by the one service or by a command beside it.

        Raises:
            FileProblem: another service runs, the database is being replaced, or a lock cannot be made.
        """
        shared = (".use", fcntl.LOCK_SH)
        return cls()._take(path, ((".lock", fcntl.LOCK_EX), shared) if service else (shared,))

    @classmethod
    def of_replacer(cls, path: Path) -> Locks:
        """Keep everybody out.

        Raises:
            FileProblem: somebody uses the database, or a lock cannot be made.
        """
        return cls()._take(path, ((".lock", fcntl.LOCK_EX), (".use", fcntl.LOCK_EX)))

    def _take(self, path: Path, wanted: tuple[tuple[str, int], ...]) -> Locks:
        try:
            for suffix, how in wanted:
                file = path.with_name(path.name + suffix)
                self._files.append(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
                fcntl.flock(self._files[-1], how | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            raise busy(path.name) from None
        except OSError:
            self.close()
            raise unwritable(path.name) from None
        return self

    def close(self) -> None:
        """Free what is held."""
        while self._files:
            os.close(self._files.pop())
