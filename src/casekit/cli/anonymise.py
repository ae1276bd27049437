"""``casekit anonymise``: one write-up, or a folder of them, in one of three styles, with or without a vault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from casekit.case import AnonymisedCase
from casekit.cli import show
from casekit.cli.cases import STANDARD, Read, read_case
from casekit.cli.disclosure import places_as_dict, stop_at_high_risk, tell_level
from casekit.cli.folder import anonymise_folder
from casekit.cli.naming import another_name, as_text, plain_target
from casekit.cli.options import (
    AsJson,
    Insertions,
    KeepImages,
    NoComments,
    ProjectKey,
    Rules,
    Style,
    Tongue,
    TrackedInsertions,
    choices,
)
from casekit.cli.output import check_free, write_new
from casekit.cli.review import read_reviewed
from casekit.cli.vault import PassphraseFile, check_vault, new_passphrase, write_with_vault
from casekit.cli.words import words
from casekit.disclosure import Disclosure
from casekit.errors import FileProblem, InputError
from casekit.files import clean, name_tells, proved_text
from casekit.keys import create_key
from casekit.vault import Vault, seal

say = words()
project = typer.Typer(no_args_is_help=True)


def anonymise(
    source: Annotated[str, typer.Argument(metavar="FILE|FOLDER|-", help=say("help.file_or_folder"))],
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="OUT", help=say("help.output"))
    ] = None,
    language: Tongue = "auto",
    policy: Rules = None,
    style: Style = None,
    project_key: ProjectKey = None,
    insertions: TrackedInsertions = Insertions.ACCEPT,
    no_comments: NoComments = False,
    keep_images: KeepImages = False,
    reviewed: Annotated[
        Path | None, typer.Option("--review", metavar="FILE", help=say("help.reviewed"))
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help=say("help.workers"))] = 1,
    vault: Annotated[Path | None, typer.Option("--vault", metavar="FILE", help=say("help.vault"))] = None,
    vault_here: Annotated[bool, typer.Option("--vault-here", help=say("help.vault_here"))] = False,
    passphrase_file: PassphraseFile = None,
    accept_risk: Annotated[bool, typer.Option("--accept-risk", help=say("help.accept_risk"))] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.json", help=say("help.report"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help=say("help.force"))] = False,
    as_json: AsJson = False,
) -> None:
    """Anonymise one write-up, or all of a folder."""
    chosen = choices(insertions, no_comments=no_comments, keep_images=keep_images)
    path = None if source == STANDARD else Path(source)
    if path is not None and path.is_dir():
        if vault is not None or report is not None or reviewed is not None:
            raise InputError("a vault, a report and a review are of one file", key="folder_alone")
        anonymise_folder(
            path,
            output,
            language=language,
            policy=policy,
            style=style,
            project_key=project_key,
            choices=chosen,
            workers=workers,
            accept_risk=accept_risk,
            force=force,
            as_json=as_json,
        )
        return
    target = _target(path, output)
    _check_targets(path, target, report, vault, force=force, vault_here=vault_here)
    _check_inputs((target, report, vault), (reviewed, project_key, passphrase_file))
    passphrase = None if vault is None else new_passphrase(passphrase_file)
    if reviewed is None:
        read = read_case(path, language, policy, style=style, project_key=project_key, choices=chosen)
    elif path is None or style is not None or language != "auto":
        raise InputError("a review has a file, a style and a language of its own", key="review_alone")
    else:
        read = read_reviewed(
            path,
            reviewed,
            policy,
            project_key=project_key,
            chosen=chosen,
            passphrase_file=passphrase_file,
        )
    if path is not None and output is None and name_tells(path.name, read.text, read.case, read.engine):
        target = another_name(path.parent, read.case.language, read.document.format, force=force)
    shared = None if target is None else target.name
    risk = stop_at_high_risk(read.text, read.case, name=shared, accepted=accept_risk)
    data = _data(read, target, path)

    def write() -> None:
        _write(read.case, data, risk, target, report, force=force, as_json=as_json)

    if vault is None or passphrase is None:
        write()
    else:
        sealed = seal(Vault.of(read.text, read.case), passphrase)
        write_with_vault(vault, sealed, write)
    _tell(read, risk, target, vault, images=keep_images, as_json=as_json)


@project.command("new-key", help=say("help.project_new_key"))
def new_key(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.key_file"))],
) -> None:
    """Make a key for invented names that stay the same."""
    create_key(file)
    typer.echo(say("words.project_key_done", name=file), err=True)


def _write(
    result: AnonymisedCase,
    data: bytes,
    risk: Disclosure,
    target: Path | None,
    report: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Write the file, then the report; a new file without its report is taken back."""
    there = target is not None and target.exists()
    if target is not None:
        write_new(target, data, force=force)
    try:
        if report is not None:
            blob = {**show.report(result), "risk": places_as_dict(risk)}
            write_new(report, json.dumps(blob, ensure_ascii=False, indent=2) + "\n", force=force)
        if target is None and as_json:
            show.json_line(_outcome(result, risk, None))
        elif target is None:
            show.raw(result.text)
    except BaseException:
        if target is not None and not there:
            target.unlink(missing_ok=True)
        raise


def _data(read: Read, target: Path | None, path: Path | None) -> bytes:
    """What is written: the clean file, or its text."""
    text = None if target is None else as_text(target, path, read.document.format, read.case.text)
    if text is None:
        return clean(read.document, read.text, read.case)
    return proved_text(read.document, read.text, read.case)


def _tell(
    read: Read, risk: Disclosure, target: Path | None, vault: Path | None, *, images: bool, as_json: bool
) -> None:
    if as_json:
        if target is not None:
            left = {one.key: one.count for one in read.document.left_out}
            show.json_line({**_outcome(read.case, risk, target), "left_out": left})
        return
    show.summary(read.case, target)
    if target is not None:
        show.left_out(read.document.left_out)
        if images:
            typer.echo(say("words.images_kept"), err=True)
    tell_level(risk)
    if vault is not None:
        typer.echo(say("words.vault_done", name=vault), err=True)


def _outcome(result: AnonymisedCase, risk: Disclosure, target: Path | None) -> dict[str, Any]:
    return {**show.outcome(result, target), "risk": places_as_dict(risk)}


def _check_targets(
    source: Path | None,
    target: Path | None,
    report: Path | None,
    vault: Path | None,
    *,
    force: bool,
    vault_here: bool,
) -> None:
    """Refuse what cannot be written before any work is done."""
    named = [one.absolute() for one in (target, report, vault) if one is not None]
    if len(set(named)) < len(named):
        raise FileProblem("the text, the report and the vault need names of their own", key="file_twice")
    for wanted in (target, report):
        if wanted is not None:
            check_free(wanted, source, force=force)
    if vault is not None:
        check_vault(vault, target, here=vault_here)


def _check_inputs(outputs: Sequence[Path | None], inputs: Sequence[Path | None]) -> None:
    """Refuse to write over a file that the command reads."""
    for wanted in filter(None, outputs):
        for given in filter(None, inputs):
            if wanted.exists() and given.exists() and wanted.samefile(given):
                raise FileProblem("the output would overwrite an input", key="file_same")


def _target(path: Path | None, output: str | None) -> Path | None:
    """Where the file goes; ``None`` is standard output, as text."""
    if output is not None:
        return None if output == STANDARD else Path(output)
    return None if path is None else plain_target(path)
