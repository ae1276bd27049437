"""``casekit anonymise FOLDER -o OUT``: all write-ups of a folder, by several processes, and again after a stop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer

import casekit
from casekit.cli import show
from casekit.cli.disclosure import EXIT_RISK
from casekit.cli.journal import Done, Journal, digest, settings_digest
from casekit.cli.naming import another_name, named
from casekit.cli.output import write_new
from casekit.cli.words import words
from casekit.cli.working import Asked, Outcome, digest_of, outcomes
from casekit.config import check_style, load_policy, load_settings
from casekit.errors import CasekitError, FileProblem, InputError
from casekit.keys import read_key
from casekit.read import FORMATS, SUFFIXES, Choices, LeftOut

#: the exit code when some files could not be done
EXIT_SOME = 3
EXIT_INTERRUPTED = 130
say = words()


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
        choices,
        accept_risk,
    )
    files, others = _files(folder)
    journal = Journal(out.with_name(f"{out.name}.journal"), _fingerprint(asked))
    out.mkdir(exist_ok=True)
    try:
        told = _run(files, folder, out, asked, journal, workers=workers, force=force)
        told.skipped = [_shown(path, folder) for path in others]
    except KeyboardInterrupt:
        typer.echo(say("words.folder_interrupted"), err=True)
        raise typer.Exit(EXIT_INTERRUPTED) from None
    if choices.images and not as_json:
        typer.echo(say("words.images_kept"), err=True)
    _finish(told, out, as_json=as_json)


@dataclass
class Told:
    """What came of the whole folder; names of files are for the person at the screen alone."""

    written: list[tuple[str, str]] = field(default_factory=list)
    again: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    risky: list[str] = field(default_factory=list)
    look: list[tuple[str, int]] = field(default_factory=list)
    left_out: list[tuple[str, tuple[LeftOut, ...]]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


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
        if (done := journal.done(digest_of(path), out)) is None:
            todo.append(path)
        else:
            told.again += 1
            told.written.append((_shown(path, folder), done.output))
    with show.files_done(len(files), told.again) as step:
        for path, outcome in outcomes(todo, asked, workers):
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
        if outcome.level == "look_again":
            told.look.append((shown, outcome.reasons))
        if outcome.left_out:
            told.left_out.append((shown, outcome.left_out))


def _target(path: Path, outcome: Outcome, out: Path, journal: Journal, *, force: bool) -> Path:
    """The original's name unless it tells something or another clean file has it."""
    plain = out / named(path, outcome.format)
    free = force or not plain.exists() or _holds(plain, outcome.data)
    if not outcome.name_tells and plain.name not in journal.names and free:
        return plain
    return another_name(out, outcome.language, outcome.format, force=force, taken=journal.names)


def _holds(path: Path, data: bytes) -> bool:
    """Whether a run that was stopped wrote just that and could not note it any more."""
    return path.is_file() and path.read_bytes() == data


def _finish(told: Told, out: Path, *, as_json: bool) -> None:
    if as_json:
        show.json_line(
            {
                "output": str(out),
                "written": [{"file": source, "output": target} for source, target in told.written],
                "done_before": told.again,
                "failed": [{"file": source, "reason": reason} for source, reason in told.failed],
                "not_shared": told.risky,
                "look_again": [file for file, _ in told.look],
                "left_out": {file: {one.key: one.count for one in parts} for file, parts in told.left_out},
                "skipped": told.skipped,
            }
        )
    else:
        show_folder(told, out)
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


def _files(folder: Path) -> tuple[list[Path], list[Path]]:
    """The write-ups of the folder and its folders in order, and the files of other formats."""
    found = sorted(path for path in folder.rglob("*") if _is_original(path) and path.is_file())
    cases = [path for path in found if path.suffix.lower() in SUFFIXES]
    if not cases:
        raise FileProblem("there are no write-ups", key="no_cases", formats=", ".join(FORMATS))
    return cases, [path for path in found if path.suffix.lower() not in SUFFIXES]


def _is_original(path: Path) -> bool:
    """Neither a result of ours nor what word processors keep beside an open file."""
    return not path.name.startswith(("~$", ".")) and not path.stem.endswith((".anon", ".restored"))


def show_folder(told: Told, out: Path) -> None:
    """How many files are done, and what there is to know of single ones."""
    lines = [say("words.folder_done", count=len(told.written), before=told.again, name=out)]
    lines += [
        say("words.folder_renamed", file=source, name=target)
        for source, target in told.written
        if Path(source).stem != target.rsplit(".anon.", 1)[0]
    ]
    for file, parts in told.left_out:
        shown = " ".join(say(f"left_out.{one.key}", count=one.count) for one in parts)
        lines.append(say("words.folder_left", file=file, parts=shown))
    lines += [say("words.folder_look", file=file, reasons=count) for file, count in told.look]
    lines += [say("words.folder_risky", file=file) for file in told.risky]
    for file, reason in told.failed:
        told_already = Path(file).name in reason and Path(file).name == file
        lines.append(f"  {reason}" if told_already else say("words.folder_failed", file=file, reason=reason))
    if told.skipped:
        lines.append(say("words.folder_skipped", files=", ".join(told.skipped)))
    if told.written:
        lines.append(say("words.risk"))
    for line in lines:
        typer.echo(line, err=True)


def _fingerprint(asked: Asked) -> str:
    """The hash of the settings; of a key its hash, not its place."""
    key = asked.project_key and digest(read_key(asked.project_key))
    return settings_digest(
        {
            "casekit": casekit.__version__,
            "rules": load_policy(asked.policy).digest,
            "style": asked.style,
            "language": asked.language,
            "choices": [asked.choices.insertions, asked.choices.comments, asked.choices.images],
            "key": key,
        }
    )


def _shown(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder))
