"""The commands and their options."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import casekit
from casekit.case import EntityType
from casekit.cli import anonymise as anonymising
from casekit.cli import conflicts, disclosure, groups, index, matching, service, show, vault
from casekit.cli import review as reviewing
from casekit.cli.options import AsJson, Rules
from casekit.cli.words import words
from casekit.config import BUNDLED, load_policy, load_settings
from casekit.errors import CasekitError, LeakError
from casekit.lang import SUPPORTED

EXIT_UNEXPECTED, EXIT_INPUT, EXIT_LEAK, EXIT_INTERRUPTED = 1, 3, 4, 130
say = words()
app = typer.Typer(
    help=say("help.app"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(casekit.__version__)
        raise typer.Exit()


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("help.version"))
    ] = False,
) -> None:
    """What every command shares."""


app.command("anonymise", help=say("help.anonymise"))(anonymising.anonymise)
app.command("anonymize", help=say("help.anonymise"), hidden=True)(anonymising.anonymise)
app.command("review", help=reviewing.tell("help"))(reviewing.review)
app.command("risk", help=say("help.risk"))(disclosure.risk)
app.command("restore", help=say("help.restore"))(vault.restore)
app.command("match", help=say("help.match"))(matching.match)
app.command("themes", help=say("help.themes"))(matching.themes)
app.command("assign", help=say("help.assign"))(groups.assign)
app.command("form", help=say("help.form"))(groups.form)
app.add_typer(index.app, name="index", help=say("help.index"))
app.add_typer(groups.profile, name="profile", help=say("help.profile"))
app.add_typer(conflicts.app, name="conflicts", help=say("help.conflicts"))
app.add_typer(anonymising.project, name="project", help=say("help.project"))
app.command("serve", help=say("help.serve"))(service.serve)
app.add_typer(service.keys, name="keys", help=say("help.keys"))
app.add_typer(service.database, name="database", help=say("help.database"))


@app.command(help=say("help.languages"))
def languages(as_json: AsJson = False) -> None:
    """List the languages."""
    if as_json:
        show.json_line({"languages": list(SUPPORTED)})
    else:
        show.languages()


@app.command(help=say("help.types"))
def types(policy: Rules = None, as_json: AsJson = False) -> None:
    """List the types and what a policy does with them."""
    chosen = load_policy(policy or load_settings().policy)
    if as_json:
        operators = {str(type_): chosen.operators[type_] for type_ in EntityType}
        show.json_line({"policy": chosen.name, "policies": list(BUNDLED), "types": operators})
    else:
        show.types(chosen)


def main() -> None:
    """Run the command line; a user's mistake gives a sentence and an exit code, never a traceback."""
    try:
        app()
    except LeakError as error:
        _fail(say.error(error), EXIT_LEAK)
    except CasekitError as error:
        _fail(say.error(error), EXIT_INPUT)
    except KeyboardInterrupt:
        _fail(say("errors.interrupted"), EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(EXIT_UNEXPECTED)
    except Exception as error:
        _fail(say("errors.unexpected", kind=type(error).__name__), EXIT_UNEXPECTED)


def _fail(message: str, code: int) -> None:
    typer.echo(message, err=True)
    sys.exit(code)
