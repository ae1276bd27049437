"""``casekit index``: profiles and their vectors as a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import casekit
from casekit.cli import show
from casekit.cli.options import AsJson, Embedder
from casekit.cli.words import words
from casekit.config import load_settings
from casekit.errors import FileProblem, InputError
from casekit.match import Profile, is_index, load_profiles, open_index, read_profiles, stored_embedder

say = words()
app = typer.Typer(no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help=say("help.index_folder"))]


@app.command(help=say("help.index_build"))
def build(
    source: Annotated[Path, typer.Argument(metavar="FILE|FOLDER", help=say("help.groups"))],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FOLDER", help=say("help.index_output"))
    ] = None,
    embedder: Embedder = None,
    force: Annotated[bool, typer.Option("--force", "-f", help=say("help.force"))] = False,
) -> None:
    """Make an index from a file of profiles, or make the vectors of an index again."""
    rebuilt = is_index(source)
    folder = source if output is None and rebuilt else output
    if folder is None:
        raise FileProblem("name the folder of the index with -o", key="index_output")
    if not (rebuilt and output is None):
        _check_free(folder, force=force)
    _save(read_profiles(source) if rebuilt else load_profiles(source), folder, embedder)


@app.command(help=say("help.index_add"))
def add(
    folder: Folder,
    source: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.groups"))],
    embedder: Embedder = None,
) -> None:
    """Add profiles; one with an id that is there takes its place."""
    new = {profile.id: profile for profile in load_profiles(source)}
    kept = [profile for profile in read_profiles(folder) if profile.id not in new]
    _save((*kept, *new.values()), folder, embedder)


@app.command(help=say("help.index_remove"))
def remove(
    folder: Folder,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help=say("help.index_ids"))],
    embedder: Embedder = None,
) -> None:
    """Remove profiles and their vectors."""
    profiles = read_profiles(folder)
    unknown = set(ids) - {profile.id for profile in profiles}
    if unknown:
        raise InputError(
            f"not in the index: {', '.join(sorted(unknown))}",
            key="index_unknown",
            ids=", ".join(sorted(unknown)),
        )
    _save([profile for profile in profiles if profile.id not in ids], folder, embedder)


@app.command(help=say("help.index_info"))
def info(folder: Folder, as_json: AsJson = False) -> None:
    """Check an index and say what it holds."""
    stored = open_index(folder)
    languages = sorted({code for profile in stored.profiles for code in profile.languages})
    data = {
        "profiles": len(stored.profiles),
        "languages": languages,
        "embedder": stored.embedder,
        "dimensions": stored.index.dimensions,
    }
    if as_json:
        show.json_line(data)
    else:
        show.pairs({say(f"words.index_{key}"): value for key, value in data.items()})


def _check_free(folder: Path, *, force: bool) -> None:
    """Refuse a folder before any work is done; one that holds something else is never written into."""
    try:
        there = folder.exists()
        foreign = there and not is_index(folder) and (not folder.is_dir() or any(folder.iterdir()))
    except OSError:
        raise FileProblem(
            f"{folder.name!r} cannot be written", key="file_unwritable", name=folder.name
        ) from None
    if foreign or (there and not force):
        raise FileProblem(f"{folder.name!r} exists already", key="file_exists", name=folder.name)


def _save(profiles: tuple[Profile, ...] | list[Profile], folder: Path, embedder: str | None) -> None:
    stored = stored_embedder(folder) if is_index(folder) else None
    matcher = casekit.Matcher.open(profiles, embedder or load_settings().embedder)
    if embedder is None and stored not in (None, matcher.embedder):
        raise InputError(
            f"the index was made with the embedder {stored!r}; name it with --embedder",
            key="index_embedder",
            embedder=stored,
        )
    matcher.save(folder)
    typer.echo(say("words.index_done", count=len(profiles), name=folder), err=True)
