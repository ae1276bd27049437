"""The commands and their options."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

import casekit
from casekit.case import EntityType
from casekit.cli import conflicts, groups, index, matching, service, show
from casekit.cli.cases import STANDARD, read_anonymised
from casekit.cli.options import AsJson, Rules, Source, Tongue
from casekit.cli.output import check_free, write_new
from casekit.cli.words import words
from casekit.config import BUNDLED, load_policy, load_settings
from casekit.errors import CasekitError, FileProblem, LeakError
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


@app.command(help=say("help.anonymise"))
def anonymise(
    source: Source,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="OUT", help=say("help.output"))
    ] = None,
    language: Tongue = "auto",
    policy: Rules = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.json", help=say("help.report"))
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help=say("help.force"))] = False,
    as_json: AsJson = False,
) -> None:
    """Anonymise one write-up."""
    path = None if source == STANDARD else Path(source)
    target = _target(path, output)
    if target is not None and report is not None and target.absolute() == report.absolute():
        raise FileProblem("the text and the report need two names", key="file_twice")
    for wanted in (target, report):
        if wanted is not None:
            check_free(wanted, path, force=force)
    result = read_anonymised(path, language, policy)
    if target is not None:
        write_new(target, result.text, force=force)
    elif not as_json:
        show.raw(result.text)
    if report is not None:
        write_new(report, json.dumps(show.report(result), ensure_ascii=False, indent=2) + "\n", force=force)
    if as_json:
        show.json_line(show.outcome(result, target))
    else:
        show.summary(result, target)


app.command("anonymize", help=say("help.anonymise"), hidden=True)(anonymise)
app.command("match", help=say("help.match"))(matching.match)
app.command("themes", help=say("help.themes"))(matching.themes)
app.command("assign", help=say("help.assign"))(groups.assign)
app.command("form", help=say("help.form"))(groups.form)
app.add_typer(index.app, name="index", help=say("help.index"))
app.add_typer(groups.profile, name="profile", help=say("help.profile"))
app.add_typer(conflicts.app, name="conflicts", help=say("help.conflicts"))
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


def _target(path: Path | None, output: str | None) -> Path | None:
    """Where the text goes; ``None`` is standard output."""
    if output is not None:
        return None if output == STANDARD else Path(output)
    return None if path is None else path.with_name(f"{path.stem}.anon.txt")


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
