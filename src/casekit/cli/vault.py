"""``casekit restore``, and what ``casekit anonymise --vault`` needs: the passphrase and the file of a vault.

A passphrase is typed, read from a file, or found in ``CASEKIT_PASSPHRASE``; it is never an argument, because
other programs see those.
"""

from __future__ import annotations

import getpass
import os
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from casekit.cli import show
from casekit.cli.cases import STANDARD, open_source
from casekit.cli.naming import as_text, named
from casekit.cli.options import AsJson, Force
from casekit.cli.output import check_free, write_new
from casekit.cli.words import words
from casekit.errors import FileProblem, InputError
from casekit.read import Choices, Edit, by_block, text_of_blocks
from casekit.vault import FEWEST_CHARACTERS, Restored, Trace, open_vault
from casekit.vault import restore as restore_text

VARIABLE = "CASEKIT_PASSPHRASE"
#: bytes of the longest passphrase file that is read
_LONGEST = 4096
say = words()
PassphraseFile = Annotated[
    Path | None, typer.Option("--passphrase-file", metavar="FILE", help=say("help.passphrase_file"))
]


def restore(
    source: Annotated[str, typer.Argument(metavar="ANON_FILE|-", help=say("help.restore_file"))],
    vault: Annotated[Path, typer.Option("--vault", metavar="FILE", help=say("help.restore_vault"))],
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="OUT", help=say("help.restore_output"))
    ] = None,
    passphrase_file: PassphraseFile = None,
    trust: Annotated[bool, typer.Option("--trust", help=say("help.restore_trust"))] = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Put the originals back into an anonymised text."""
    path = None if source == STANDARD else Path(source)
    target = _target(path, output)
    if target is not None:
        _check_target(target, path, vault, force=force)
    blob = _read(vault)
    document = open_source(source, Choices(images=True))
    text = text_of_blocks(document.blocks)
    opened = open_vault(blob, known_passphrase(passphrase_file))
    restored = restore_text(text, opened, trusted=trust)
    if target is not None:
        edits = by_block(document.blocks, [Edit(*edit) for edit in restored.edits])
        data = as_text(target, path, document.format, restored.text)
        write_new(target, document.written(edits, opened.language) if data is None else data, force=force)
    elif not as_json:
        show.raw(restored.text)
    if as_json:
        where = {"text": restored.text} if target is None else {"output": str(target)}
        show.json_line({**where, **_as_dict(restored)})
    else:
        _tell(restored, target)


def known_passphrase(file: Path | None) -> str:
    """The passphrase of an existing vault.

    Raises:
        InputError: there is none, and no terminal to ask on.
    """
    return _given(file) or _asked(say("words.passphrase"))


def new_passphrase(file: Path | None) -> str:
    """The passphrase of a vault to be made, typed twice.

    Raises:
        InputError: it is too short, the two differ, or there is none and no terminal to ask on.
    """
    given = _given(file)
    passphrase = given or _asked(say("words.passphrase_new"))
    if len(passphrase.strip()) < FEWEST_CHARACTERS:
        raise InputError(
            f"a passphrase has at least {FEWEST_CHARACTERS} characters",
            key="passphrase_short",
            fewest=FEWEST_CHARACTERS,
        )
    if not given and _asked(say("words.passphrase_again")) != passphrase:
        raise InputError("the two passphrases differ", key="passphrase_differs")
    return passphrase


def check_vault(vault: Path, output: Path | None, *, here: bool) -> None:
    """Refuse a path before any work is done; ``here`` allows the folder of the output.

    Raises:
        FileProblem: the file exists, its folder does not, or it would lie where the output does.
    """
    if vault.exists() or vault.is_symlink():
        raise FileProblem(f"{vault.name!r} exists already", key="vault_exists", name=vault.name)
    if not vault.parent.is_dir():
        raise FileProblem(f"{vault.name!r} cannot be written", key="file_unwritable", name=vault.name)
    if output is None or here:
        return
    if vault.parent.resolve().is_relative_to(output.parent.resolve()):
        raise FileProblem("a vault is not kept with the output", key="vault_beside", name=vault.name)


def write_with_vault(vault: Path, sealed: bytes, write_output: Callable[[], None]) -> None:
    """Write the vault, then the output; when either fails, neither is there.

    Raises:
        FileProblem: the vault exists or cannot be written; else what ``write_output`` raises.
    """
    _write_vault(vault, sealed)
    try:
        write_output()
    except BaseException:
        vault.unlink(missing_ok=True)
        raise


def _write_vault(path: Path, sealed: bytes) -> None:
    """For nobody but the owner to read, whole, and never over something that is there."""
    passing: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".casekit-", dir=path.parent)
        passing = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(sealed)
            stream.flush()
            os.fsync(stream.fileno())
        _place(passing, path)
    except FileExistsError:
        raise FileProblem(f"{path.name!r} exists already", key="vault_exists", name=path.name) from None
    except OSError:
        raise FileProblem(f"{path.name!r} cannot be written", key="file_unwritable", name=path.name) from None
    finally:
        if passing is not None:
            passing.unlink(missing_ok=True)


def _place(passing: Path, path: Path) -> None:
    """Give the file its name unless that is taken, also where the file system has no links (USB sticks)."""
    try:
        os.link(passing, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError from None
        passing.rename(path)


def _given(file: Path | None) -> str:
    """The passphrase of the file (its first line) or of the environment, empty if there is none."""
    if file is None:
        return os.environ.get(VARIABLE, "")
    try:
        with file.open("rb") as stream:
            lines = stream.read(_LONGEST).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise FileProblem(f"{file.name!r} cannot be read", key="file_unreadable", name=file.name) from None
    if not lines or not lines[0]:
        raise FileProblem(f"{file.name!r} is empty", key="empty", name=file.name)
    return lines[0]


def _asked(prompt: str) -> str:
    """What a person types without seeing it; never what would be echoed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            typed = getpass.getpass(f"{prompt}: ")
    except (EOFError, OSError, getpass.GetPassWarning):
        typed = ""
    if not typed:
        raise InputError("a passphrase is needed", key="passphrase_missing", variable=VARIABLE)
    return typed


def _read(vault: Path) -> bytes:
    try:
        return vault.read_bytes()
    except FileNotFoundError:
        raise FileProblem(f"there is no file {vault.name!r}", key="file_missing", name=vault.name) from None
    except OSError:
        raise FileProblem(f"{vault.name!r} cannot be read", key="file_unreadable", name=vault.name) from None


def _target(path: Path | None, output: str | None) -> Path | None:
    """Where the text goes; ``None`` is standard output."""
    if output is not None:
        return None if output == STANDARD else Path(output)
    return None if path is None else path.with_name(named(path, path.suffix.lower()[1:], "restored"))


def _check_target(target: Path, source: Path | None, vault: Path, *, force: bool) -> None:
    if target.exists() and vault.exists() and target.samefile(vault):
        raise FileProblem("the output would overwrite the vault", key="vault_exists", name=target.name)
    check_free(target, source, force=force)


def _tell(restored: Restored, target: Path | None) -> None:
    lines = [say("words.vault_placed", placed=restored.placed, absent=restored.absent)]
    for key, traces in (("vault_inexact", restored.inexact), ("vault_unplaced", restored.unplaced)):
        if traces:
            lines.append(say(f"words.{key}", count=len(traces)))
            lines += [_line(trace) for trace in traces]
    if target is not None:
        lines.append(say("words.done", name=target))
    for line in lines:
        typer.echo(line, err=True)


def _line(trace: Trace) -> str:
    shown = " ".join(trace.shown.split()) or say(f"types.{trace.type}")
    return say("words.vault_line", line=trace.line, shown=shown)


def _as_dict(restored: Restored) -> dict[str, object]:
    return {
        "placed": restored.placed,
        "absent": restored.absent,
        "inexact": _rows(restored.inexact),
        "unplaced": _rows(restored.unplaced),
    }


def _rows(traces: Sequence[Trace]) -> list[dict[str, object]]:
    return [{"shown": one.shown, "line": one.line, "type": str(one.type)} for one in traces]
