"""``casekit match`` and ``casekit themes``: one case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import casekit
from casekit.cli import show, show_matches
from casekit.cli.cases import STANDARD, read_anonymised
from casekit.cli.options import AsJson, Embedder, Groups, Key, OwnThemes, Rules, Source, Tongue
from casekit.cli.words import words
from casekit.config import load_settings
from casekit.errors import InputError
from casekit.match import Request

say = words()


def match(
    source: Source,
    groups: Groups,
    top: Annotated[int, typer.Option("--top", "-k", min=1, help=say("help.top"))] = 3,
    format: Annotated[str, typer.Option("--format", help=say("help.format"))] = "any",
    languages: Annotated[
        str | None, typer.Option("--languages", metavar="ru,sv", help=say("help.languages_of"))
    ] = None,
    mode: Annotated[str | None, typer.Option("--mode", help=say("help.mode"))] = None,
    level: Annotated[str | None, typer.Option("--level", help=say("help.level"))] = None,
    approach: Annotated[list[str] | None, typer.Option("--approach", help=say("help.approach"))] = None,
    place: Annotated[str | None, typer.Option("--place", help=say("help.place"))] = None,
    available: Annotated[bool, typer.Option("--available", help=say("help.available"))] = False,
    supervised: Annotated[bool, typer.Option("--supervised", help=say("help.supervised"))] = False,
    themes: OwnThemes = None,
    conflict_key: Key = None,
    embedder: Embedder = None,
    language: Tongue = "auto",
    policy: Rules = None,
    as_json: AsJson = False,
) -> None:
    """Anonymise one write-up and rank groups for it."""
    request = Request(
        languages=None if languages is None else _languages(languages),
        format=format,
        mode=mode,
        level=level,
        available=available,
        approaches=tuple(wish for wish in approach or () if wish.strip()),
        place=place if place and place.strip() else None,
        supervised=supervised,
    )
    matcher = open_matcher(groups, embedder, themes, conflict_key)
    result = read_anonymised(_path(source), language, policy, conflict_key)
    found = matcher.match(result, k=top, request=request, reader=say.code)
    if as_json:
        show.json_line(show_matches.as_dict(found))
    else:
        show_matches.table(found)


def themes(
    source: Source,
    themes: OwnThemes = None,
    language: Tongue = "auto",
    policy: Rules = None,
    as_json: AsJson = False,
) -> None:
    """Anonymise one write-up and say what it is about."""
    matcher = open_matcher((), None, themes)
    found = matcher.match(read_anonymised(_path(source), language, policy), reader=say.code)
    if as_json:
        show.json_line(show_matches.reading_as_dict(found))
    else:
        show_matches.reading(found)


def open_matcher(
    groups: Path | tuple[()], embedder: str | None, themes: Path | None, key: Path | None = None
) -> casekit.Matcher:
    """The matcher that options and settings ask for."""
    settings = load_settings()
    return casekit.Matcher.open(
        groups,
        embedder or settings.embedder,
        own_themes=themes or settings.themes,
        conflict_key=key or settings.conflict_key,
    )


def _languages(given: str) -> frozenset[str]:
    codes = frozenset(code.strip().lower() for code in given.split(",") if code.strip())
    if not codes or not all(len(code) in (2, 3) and code.isalpha() for code in codes):
        raise InputError("languages are codes such as ru,sv", key="languages_bad")
    return codes


def _path(source: str) -> Path | None:
    return None if source == STANDARD else Path(source)
