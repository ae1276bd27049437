"""Options that several commands share."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.words import words
from casekit.read import Choices

say = words()


class Insertions(str, Enum):
    """What becomes of tracked insertions."""

    ACCEPT = "accept"
    DROP = "drop"


Source = Annotated[str, typer.Argument(metavar="FILE|-", help=say("help.file"))]
Tongue = Annotated[str, typer.Option("--language", "-l", help=say("help.language"))]
Rules = Annotated[str | None, typer.Option("--policy", "-p", help=say("help.policy"))]
Style = Annotated[str | None, typer.Option("--style", "-s", help=say("help.style"))]
AsJson = Annotated[bool, typer.Option("--json", help=say("help.json"))]
Groups = Annotated[Path, typer.Option("--groups", "-g", metavar="FILE|FOLDER", help=say("help.groups"))]
Embedder = Annotated[str | None, typer.Option("--embedder", metavar="NAME|FOLDER", help=say("help.embedder"))]
OwnThemes = Annotated[Path | None, typer.Option("--themes", metavar="FILE.toml", help=say("help.own_themes"))]
Key = Annotated[Path | None, typer.Option("--conflict-key", metavar="FILE", help=say("help.conflict_key"))]
Force = Annotated[bool, typer.Option("--force", "-f", help=say("help.force"))]
ProjectKey = Annotated[
    Path | None, typer.Option("--project-key", metavar="FILE", help=say("help.project_key"))
]
TrackedInsertions = Annotated[Insertions, typer.Option("--insertions", help=say("help.insertions"))]
NoComments = Annotated[bool, typer.Option("--no-comments", help=say("help.no_comments"))]
KeepImages = Annotated[bool, typer.Option("--keep-images", help=say("help.keep_images"))]


def choices(insertions: Insertions, *, no_comments: bool, keep_images: bool) -> Choices:
    """The options about a file together."""
    return Choices(insertions.value, "drop" if no_comments else "keep", keep_images)
