"""``casekit anonymise FOLDER -o OUT``: all write-ups of a folder, by several processes, and again after a stop."""

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

import typer

import casekit
from casekit.cli import show
from casekit.cli.disclosure import EXIT_RISK
from casekit.cli.journal import Done, Journal, digest, settings_digest
from casekit.cli.naming import another_name
from casekit.cli.output import write_new
from casekit.cli.words import words
from casekit.config import check_style, load_policy, load_settings
from casekit.errors import CasekitError, FileProblem, InputError
from casekit.files import anonymise_file
from casekit.keys import read_key
from casekit.read import FORMATS, SUFFIXES, Choices, read_bytes

#: the exit code when some files could not be done
EXIT_SOME = 3
EXIT_INTERRUPTED = 130
say = words()


@dataclass(frozen=True, slots=True)
class Asked:
    """What every file of the folder is anonymised with."""

    policy: str
    style: str
    language: str | None
    project_key: Path | None
    conflict_key: Path | None
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
    error: tuple[str, dict[str, Any]] | None = None


def anonymise_folder(
    folder: Path,
    output: str | None,
    *,
    language: str,
    policy: str | None,
    style: str | None,
    project_key: Path | None,
    choices: Choices,
    workers: int,
    accept_risk: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Write a clean file for each file of the folder and its folders; one that fails stops no other.

    Raises:
        InputError: there is no folder for the results, it lies in the folder of the originals, or there is
            nothing to do.
        typer.Exit: some files could not be done, or should not be shared as they are.
    """
    out = _checked(folder, output)
    settings = load_settings()
    named = project_key or (Path(settings.project_key) if settings.project_key else None)
    asked = Asked(
        policy or settings.policy,
        check_style(style or settings.style),
        None if language == "auto" else language,
        named,
        None if settings.conflict_key is None else Path(settings.conflict_key),
        choices,
        accept_risk,
    )
    files = _files(folder)
    journal = Journal(out.with_name(f"{out.name}.journal"), _fingerprint(asked))
    out.mkdir(exist_ok=True)
    try:
        told = _run(files, folder, out, asked, journal, workers=workers, force=force)
    except KeyboardInterrupt:
        typer.echo(say("words.folder_interrupted"), err=True)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    _finish(told, out, as_json=as_json)


@dataclass
class Told:
    """What came of the whole folder; names of files are for the person at the screen alone."""

    written: list[tuple[str, str]] = field(default_factory=list)
    again: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    risky: list[str] = field(default_factory=list)


def _run(
    files: Sequence[Path],
    folder: Path,
    out: Path,
    asked: Asked,
    journal: Journal,
    *,
    workers: int,
    force: bool,
) -> Told:
    told = Told()
    todo: list[Path] = []
    for path in files:
        if (done := journal.done(_digest_of(path), out)) is None:
            todo.append(path)
        else:
            told.again += 1
            told.written.append((_shown(path, folder), done.output))
    with show.files_done(len(files), told.again) as step:
        for path, outcome in _outcomes(todo, asked, workers):
            _take(path, outcome, folder, out, journal, told, force=force)
            step()
    return told


def _take(
    path: Path, outcome: Outcome, folder: Path, out: Path, journal: Journal, told: Told, *, force: bool
) -> None:
    """Write what came of one file, or note why not."""
    shown = _shown(path, folder)
    if outcome.error is not None:
        key, params = outcome.error
        told.failed.append((shown, say.problem(key, params)))
        return
    if not outcome.data:
        told.risky.append(shown)
        return
    try:
        target = _target(path, outcome, out, journal, force=force)
        if not _holds(target, outcome.data):
            write_new(target, outcome.data, force=force)
        journal.add(outcome.source, Done(target.name, digest(outcome.data)))
    except CasekitError as error:
        told.failed.append((shown, say.error(error)))
    else:
        told.written.append((shown, target.name))


def _target(path: Path, outcome: Outcome, out: Path, journal: Journal, *, force: bool) -> Path:
    """The original's name unless it tells something or another clean file has it."""
    plain = out / f"{path.stem}.anon.{outcome.format}"
    free = force or not plain.exists() or _holds(plain, outcome.data)
    if not outcome.name_tells and plain.name not in journal.names and free:
        return plain
    return another_name(out, outcome.language, outcome.format, force=force, taken=journal.names)


def _holds(path: Path, data: bytes) -> bool:
    """Whether a run that was stopped wrote just that and could not note it any more."""
    return path.is_file() and path.read_bytes() == data


def _outcomes(files: Sequence[Path], asked: Asked, workers: int) -> Iterator[tuple[Path, Outcome]]:
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
                pending[pool.submit(_in_process, path)] = path
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
            conflict_key=asked.conflict_key,
        )

    def __call__(self, path: Path) -> Outcome:
        """What came of the file; never an error, which would hold what the process has."""
        try:
            source = _digest_of(path)
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
        return Outcome(source, made.data, made.format, made.case.language, made.name_tells, level)


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


def _finish(told: Told, out: Path, *, as_json: bool) -> None:
    if as_json:
        show.json_line(
            {
                "output": str(out),
                "written": [{"file": source, "output": target} for source, target in told.written],
                "done_before": told.again,
                "failed": [{"file": source, "reason": reason} for source, reason in told.failed],
                "not_shared": told.risky,
            }
        )
    else:
        show.folder(told.written, told.again, told.failed, told.risky, out)
    if told.failed:
        raise typer.Exit(EXIT_SOME)
    if told.risky:
        raise typer.Exit(EXIT_RISK)


def _checked(folder: Path, output: str | None) -> Path:
    """The folder for the results."""
    if output in (None, "-"):
        raise InputError("name the folder for the results", key="folder_output")
    out = Path(str(output)).absolute()
    if out.resolve().is_relative_to(folder.resolve()) or folder.resolve().is_relative_to(out.resolve()):
        raise FileProblem("originals and results are not kept together", key="folder_beside", name=out.name)
    if (out.exists() and not out.is_dir()) or not out.parent.is_dir():
        raise FileProblem(f"{out.name!r} cannot be written", key="file_unwritable", name=out.name)
    return out


def _files(folder: Path) -> list[Path]:
    """The files of the folder and its folders in order, without what word processors keep beside open files."""
    found = sorted(path for path in folder.rglob("*") if _is_case(path))
    if not found:
        raise FileProblem("there are no write-ups", key="no_cases", formats=", ".join(FORMATS))
    return found


def _is_case(path: Path) -> bool:
    return (
        path.suffix.lower() in SUFFIXES
        and not path.name.startswith(("~$", "."))
        and not path.stem.endswith((".anon", ".restored"))
        and path.is_file()
    )


def _digest_of(path: Path) -> str:
    """The hash of a file's content; empty when it cannot be read, which its worker will tell."""
    try:
        return digest(read_bytes(path))
    except FileProblem:
        return ""


def _fingerprint(asked: Asked) -> str:
    """The hash of the settings; of a key its hash, not its place."""
    key = asked.project_key and digest(read_key(asked.project_key))
    policy = load_policy(asked.policy)
    operators = {str(type_): name for type_, name in policy.operators.items()}
    steps = {str(type_): name for type_, name in policy.generalise.items()}
    thresholds = {str(type_): value for type_, value in policy.thresholds.items()}
    return settings_digest(
        {
            "casekit": casekit.__version__,
            "rules": [operators, steps, thresholds],
            "style": asked.style,
            "language": asked.language,
            "choices": [asked.choices.insertions, asked.choices.comments, asked.choices.images],
            "key": key,
        }
    )


def _shown(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder))
