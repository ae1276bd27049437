"""The work on the files of a folder, in one process or several; nothing is written here."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any

import casekit
from casekit.cli.journal import digest
from casekit.config import load_policy
from casekit.errors import CasekitError, FileProblem
from casekit.files import anonymise_file
from casekit.read import Choices, LeftOut, read_bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """What every file of the folder is anonymised with."""

    policy: str
    style: str
    language: str | None
    project_key: Path | None
    choices: Choices
    accept_risk: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file: the clean one, or why there is none as a message of ``[errors]``."""

    source: str
    data: bytes = field(default=b"", repr=False)
    format: str = ""
    language: str = ""
    name_tells: bool = False
    level: str = "low"
    reasons: int = 0
    left_out: tuple[LeftOut, ...] = ()
    error: tuple[str, dict[str, Any]] | None = None


def outcomes(files: Sequence[Path], asked: Asked, workers: int) -> Iterator[tuple[Path, Outcome]]:
    """What came of each file as it is done; never more in hand than twice the workers."""
    if workers == 1 or len(files) < 2:
        work = _Worker(asked)
        yield from ((path, work(path)) for path in files)
        return
    waiting = iter(files)
    pending: dict[Future[Outcome], Path] = {}
    pool = _pool(asked, workers)
    try:
        while True:
            for path in islice(waiting, 2 * workers - len(pending)):
                try:
                    pending[pool.submit(_in_process, path)] = path
                except BrokenProcessPool:
                    yield from _alone([path, *pending.values()], asked)
                    pending.clear()
                    pool = _pool(asked, workers)
            if not pending:
                return
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                path = pending.pop(future)
                try:
                    yield path, future.result()
                except BrokenProcessPool:
                    # a process was killed, which takes the pool with it: each file in hand once more, alone
                    again = [path, *pending.values()]
                    pending.clear()
                    yield from _alone(again, asked)
                    pool = _pool(asked, workers)
                    break
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _alone(files: Sequence[Path], asked: Asked) -> Iterator[tuple[Path, Outcome]]:
    """Each file in a process of its own; one that takes its process down is told as such."""
    for path in files:
        with _pool(asked, 1) as pool:
            try:
                yield path, pool.submit(_in_process, path).result()
            except BrokenProcessPool:
                yield path, Outcome("", error=("file_killed", {"name": path.name}))


def _pool(asked: Asked, workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start, initargs=(asked,))


class _Worker:
    """Anonymises files one after another with one engine."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._engine = casekit.Anonymiser(
            load_policy(asked.policy),
            style=asked.style,
            project_key=asked.project_key,
        )

    def __call__(self, path: Path) -> Outcome:
        """What came of the file; never an error, which would hold what the process has."""
        try:
            source = digest_of(path)
            made = anonymise_file(
                path, self._engine, language=self._asked.language, choices=self._asked.choices
            )
        except CasekitError as error:
            return Outcome("", error=(error.key, {"detail": str(error), **error.params}))
        except Exception as error:  # one file's surprise is no other's
            return Outcome("", error=("unexpected", {"kind": type(error).__name__}))
        level = str(made.case.risk.level)
        if level == "do_not_share" and not self._asked.accept_risk and not _only_its_name(made.case.risk):
            return Outcome(source, level=level)
        return Outcome(
            source,
            made.data,
            made.format,
            made.case.language,
            made.name_tells,
            level,
            len(made.case.risk.reasons),
            made.left_out,
        )


def _only_its_name(risk: Any) -> bool:
    """Whether nothing but the original's name asks not to share; the clean file has another."""
    return all(reason.where == "file" for reason in risk.reasons if reason.severity == "do_not_share")


_worker: Callable[[Path], Outcome]


def _start(asked: Asked) -> None:
    """Make a process ready; the first process alone hears Ctrl-C, and when it dies this one goes too."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _worker = _Worker(asked)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _in_process(path: Path) -> Outcome:
    return _worker(path)


def digest_of(path: Path) -> str:
    """The hash of a file's content; empty when it cannot be read, which its worker will tell."""
    try:
        return digest(read_bytes(path))
    except FileProblem:
        return ""
