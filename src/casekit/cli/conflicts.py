"""``casekit conflicts``: a key, and marks in place of names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from casekit.cli import show
from casekit.cli.cases import read_source
from casekit.cli.words import words
from casekit.conflicts import KINDS, ConflictKey
from casekit.errors import InputError
from casekit.lang import get_language

say = words()
app = typer.Typer(no_args_is_help=True)


@app.command("new-key", help=say("help.new_key"))
def new_key(path: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.key_file"))]) -> None:
    """Make a key."""
    ConflictKey.create(path)
    typer.echo(say("words.key_done", name=path), err=True)


@app.command(help=say("help.mark"))
def mark(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help=say("help.mark_file"))],
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help=say("help.key_file"))],
    language: Annotated[str, typer.Option("--language", "-l", help=say("help.mark_language"))],
) -> None:
    """Print the marks of statements, one ``kind: name`` a line, as a JSON list for a profile's ``conflicts``."""
    text = read_source(source)
    maker, spoken = ConflictKey.read(key), get_language(language)
    found: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        kind, _, name = line.partition(":")
        try:
            found |= maker.marks(kind.strip().lower(), name, spoken)
        except InputError:
            raise InputError(
                f"line {number}: write KIND: NAME, where KIND is one of {', '.join(KINDS)}; "
                "a client needs a first name and a surname",
                key="mark_bad",
                line=number,
                kinds=", ".join(KINDS),
            ) from None
    show.json_line({"conflicts": sorted(found)})
