"""What people and programs see: tables on standard error, JSON on standard output."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from casekit.case import AnonymisedCase, EntityType
from casekit.cli.words import words
from casekit.config import Policy
from casekit.lang import SUPPORTED, get_language
from casekit.read import LeftOut

say = words()
#: characters above which a person would wait long enough to want a bar
_LONG = 50_000


@contextmanager
def progress(characters: int) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on standard error for a long text on a terminal, else nothing."""
    if characters < _LONG or not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn(say("words.working")), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=characters)
        yield lambda done, total: bar.update(task, completed=done)


def summary(result: AnonymisedCase, target: Path | None) -> None:
    """The table of what was found, where it went, and what risk remains."""
    console = Console(stderr=True, highlight=False)
    counts = result.summary()
    if counts.mentions:
        table = Table(*(say(f"words.{key}") for key in ("type", "entities", "mentions", "how")))
        for type_ in counts.mentions:
            how = say(f"operators.{counts.operators[type_]}")
            table.add_row(
                say(f"types.{type_}"), str(counts.entities[type_]), str(counts.mentions[type_]), how
            )
        console.print(table)
    line = say(
        "words.summary",
        language=say(f"languages.{counts.language}"),
        policy=counts.policy,
        replaced=counts.replaced_characters,
        characters=counts.characters,
        coverage=f"{counts.coverage:.0%}",
    )
    console.print(line, markup=False)
    for reason, count in Counter(note.reason for note in result.notes).most_common():
        console.print(f"– {say(f'notes.{reason}')} ({count})", markup=False)
    console.print(say("words.risk" if counts.mentions else "words.nothing"), markup=False)
    if target is not None:
        console.print(say("words.done", name=target), markup=False)


def languages() -> None:
    """Code, name and an example placeholder of every language."""
    table = Table(*(say(f"words.{key}") for key in ("code", "language", "example")))
    for code in SUPPORTED:
        example = f"[{get_language(code).table('placeholders')['PERSON']} 1]"
        table.add_row(code, say(f"languages.{code}"), example.replace("[", r"\["))
    Console().print(table)


def types(policy: Policy) -> None:
    """Every type and what the policy does with it."""
    table = Table(
        say("words.code"), say("words.type"), f"{say('words.does')} ({policy.name.replace('[', '(')})"
    )
    for type_ in EntityType:
        table.add_row(str(type_), say(f"types.{type_}"), say(f"operators.{policy.operators[type_]}"))
    Console().print(table)


def pairs(rows: Mapping[str, object]) -> None:
    """A table of names and values."""
    table = Table(show_header=False)
    for name, value in rows.items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        table.add_row(name, shown.replace("[", r"\["))
    Console(highlight=False).print(table)


def rows(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """A table with a row each."""
    table = Table(*headings)
    for row in cells:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    Console(highlight=False).print(table)


def counted(paths: Sequence[Path]) -> Iterator[Path]:
    """The paths one by one, with a bar on standard error for several of them on a terminal."""
    if len(paths) < 2 or not sys.stderr.isatty():
        yield from paths
        return
    columns = (TextColumn(say("words.working")), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(paths)


@contextmanager
def files_done(files: int, before: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error for the files of a folder, with their rate and the time that is left."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    columns = (
        TextColumn(say("words.working")),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=files, completed=before, rate="")

        def step() -> None:
            bar.advance(task)
            speed = bar.tasks[0].speed or 0.0
            bar.update(task, rate=say("words.rate", rate=f"{60 * speed:.0f}") if speed else "")

        yield step


def left_out(parts: Sequence[LeftOut]) -> None:
    """What the file had and the clean one does not have."""
    for part in parts:
        typer.echo(f"– {say(f'left_out.{part.key}', count=part.count)}", err=True)


def report(result: AnonymisedCase) -> dict[str, Any]:
    """What was replaced where, without the original words; offsets are code points of the original."""
    mentions = [
        {
            "start": mention.start,
            "end": mention.end,
            "type": str(mention.type),
            "subtype": mention.subtype,
            "entity_id": mention.entity_id,
            "replacement": mention.replacement,
            "recognizer": mention.recognizer,
            "confidence": round(mention.confidence, 4),
        }
        for mention in result.mentions
    ]
    who = {id_: dataclasses.asdict(one) for id_, one in result.who.items()}
    notes = [{**dataclasses.asdict(note), "type": str(note.type)} for note in result.notes]
    return {
        "summary": result.summary().as_dict(),
        "style": result.style,
        "mentions": mentions,
        "who": who,
        "notes": notes,
    }


def outcome(result: AnonymisedCase, target: Path | None) -> dict[str, Any]:
    """The result for a program; the text itself only when it was not written to a file."""
    where = {"text": result.text} if target is None else {"output": str(target)}
    return {**where, **report(result)}


def raw(text: str) -> None:
    """Text on standard output in UTF-8, with the line ends it has, whatever the terminal is set to."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def json_line(data: dict[str, Any]) -> None:
    """One JSON object on standard output."""
    raw(json.dumps(data, ensure_ascii=False) + "\n")
