"""``casekit serve``, ``casekit keys`` and ``casekit database``: the HTTP service and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from casekit.cli import show
from casekit.cli.options import AsJson, Force
from casekit.cli.words import words
from casekit.errors import FileProblem, InputError, MissingExtra

say = words()
keys = typer.Typer(no_args_is_help=True)
database = typer.Typer(no_args_is_help=True)
SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE.toml", help=say("help.service_settings"))
]
_COLUMNS = ("name", "tenant", "scopes", "created", "revoked")
_HEADINGS = (*_COLUMNS[:-1], "revoked_at")
KeyName = Annotated[str, typer.Argument(metavar="NAME", help=say("help.key_name"))]


def serve(
    host: Annotated[str | None, typer.Option("--host", help=say("help.host"))] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help=say("help.port"))] = None,
    settings: SettingsFile = None,
    check: Annotated[bool, typer.Option("--check", help=say("help.serve_check"))] = False,
) -> None:
    """Run the HTTP service until it is told to stop."""
    chosen = _settings(settings)
    running = _part("running")
    if check:
        running.check(chosen)
        typer.echo(say("words.settings_good"), err=True)
        return
    running.run(
        chosen,
        host=host or chosen.host,
        port=chosen.port if port is None else port,
        on_bound=lambda at, number: typer.echo(say("words.serving", host=at, port=number), err=True),
    )


@keys.command("create", help=say("help.keys_create"))
def create(
    name: KeyName,
    tenant: Annotated[str | None, typer.Option("--tenant", metavar="TENANT", help=say("help.tenant"))] = None,
    scope: Annotated[
        list[str] | None, typer.Option("--scope", metavar="SCOPE", help=say("help.scope"))
    ] = None,
    settings: SettingsFile = None,
) -> None:
    """Make a key and show it once."""
    storage = _part("storage")
    scopes = tuple(scope or ("anonymise", "match", "admin"))
    unknown = [one for one in scopes if one not in storage.SCOPES]
    if unknown:
        raise InputError(
            f"scopes are {', '.join(storage.SCOPES)}", key="scope_unknown", scopes=", ".join(storage.SCOPES)
        )
    with _store(settings) as store:
        made = store.create_key(name, tenant=tenant or name, scopes=scopes)
    typer.echo(say("words.key_made", name=name, tenant=tenant or name, scopes=", ".join(scopes)))
    typer.echo(made)


@keys.command("list", help=say("help.keys_list"))
def list_keys(settings: SettingsFile = None, as_json: AsJson = False) -> None:
    """List keys; what they are is stored nowhere."""
    with _store(settings) as store:
        found = store.keys()
    if as_json:
        show.json_line({"keys": [{name: getattr(one, name) for name in _COLUMNS} for one in found]})
    else:
        cells = [
            (one.name, one.tenant, ", ".join(one.scopes), one.created, one.revoked or "") for one in found
        ]
        show.rows([say(f"words.key_{name}") for name in _HEADINGS], cells)


@keys.command("revoke", help=say("help.keys_revoke"))
def revoke(name: KeyName, settings: SettingsFile = None) -> None:
    """Make a key useless, at once."""
    with _store(settings) as store:
        if not store.revoke_key(name):
            raise InputError("there is no such key", key="key_unknown")
    typer.echo(say("words.key_revoked", name=name), err=True)


@database.command("backup", help=say("help.database_backup"))
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.backup_file"))],
    settings: SettingsFile = None,
) -> None:
    """Copy the database while it is in use."""
    _part("storage").backup(_settings(settings).database, target)
    typer.echo(say("words.done", name=target), err=True)


@database.command("restore", help=say("help.database_restore"))
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.backup_file"))],
    settings: SettingsFile = None,
    force: Force = False,
) -> None:
    """Put a backup in the place of the database."""
    chosen = _settings(settings)
    done = _part("storage").restore(source, chosen.database, force=force)
    told = say("words.restored", name=chosen.database, erased=done.erased, revoked=done.revoked)
    typer.echo(told, err=True)
    if force and not done.carried:
        typer.echo(say("words.restored_alone"), err=True)


@database.command("check", help=say("help.database_check"))
def check(settings: SettingsFile = None) -> None:
    """Read the whole database."""
    chosen = _settings(settings)
    with _store(settings) as store:
        store.verify()
    typer.echo(say("words.database_good", name=chosen.database), err=True)


@contextmanager
def _store(settings: Path | None) -> Iterator[Any]:
    """The store that the settings name.

    Raises:
        FileProblem: it cannot be opened, or refuses what is asked of it.
    """
    storage, path = _part("storage"), _settings(settings).database
    try:
        with storage.Store.open(path) as store:
            yield store
    except storage.StorageError:
        raise FileProblem(
            f"{path.name!r} cannot be written", key="database_unwritable", name=path.name
        ) from None


def _settings(file: Path | None) -> Any:
    return _part("settings").load_settings(file)


def _part(name: str) -> Any:
    """A part of the service, which is installed with an extra."""
    try:
        return import_module(f"casekit_service.{name}")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("casekit"):
            raise
        raise MissingExtra(
            "the service needs more packages: pip install 'casekit[service]'", key="extra_service"
        ) from None
