"""``casekit risk``: what risk remains when a case is shared, and the stop for ``casekit anonymise``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from casekit.case import AnonymisedCase
from casekit.cli import show
from casekit.cli.cases import STANDARD, read_case
from casekit.cli.options import AsJson, Rules, Source, Style, Tongue
from casekit.cli.words import words
from casekit.disclosure import Candidate, Disclosure, DisclosureWords, FileFacts, Reason, assess

#: the exit code of a case that should not be shared as it is
EXIT_RISK = 5
#: rows of a table; what is beyond is counted
_MOST_ROWS = 25
#: reasons that are told after anonymising
_FIRST = 5
#: characters shown on each side of a stretch of the text
_AROUND = 40
_COLOURS = {"low": "green", "look_again": "yellow", "do_not_share": "red"}
say = words()


@cache
def tell() -> DisclosureWords:
    """The report's words in the language of the person at the screen."""
    return DisclosureWords(say.code)


def risk(
    source: Source,
    language: Tongue = "auto",
    policy: Rules = None,
    style: Style = None,
    as_json: AsJson = False,
) -> None:
    """Anonymise one write-up in memory and show what risk remains; nothing is written."""
    path = None if source == STANDARD else Path(source)
    read = read_case(path, language, policy, style=style)
    found = examined(read.text, read.case, name=None if path is None else path.name)
    if not as_json:
        typer.echo(tell().word("judged", style=read.case.style, policy=read.case.policy), err=True)
    if as_json:
        show.json_line(as_dict(found))
    else:
        report(found, read.case)
    if found.level == "do_not_share":
        raise typer.Exit(EXIT_RISK)


def examined(text: str, case: AnonymisedCase, *, name: str | None) -> Disclosure:
    """The report on a case that is to be shared in a file of that name."""
    return assess(text, case, candidates=case.unsure, file=FileFacts(name=name))


def stop_at_high_risk(text: str, case: AnonymisedCase, *, name: str | None, accepted: bool) -> Disclosure:
    """The report on a case before it is written under that name.

    Raises:
        typer.Exit: the level is the highest and the author did not accept it; the report was shown.
    """
    found = examined(text, case, name=name)
    if found.level == "do_not_share" and not accepted:
        report(found, case, stderr=True)
        typer.echo(tell().word("stopped"), err=True)
        raise typer.Exit(EXIT_RISK)
    return found


def report(found: Disclosure, case: AnonymisedCase, *, stderr: bool = False) -> None:
    """The report as a person reads it: the level, then what to look at, most harmful first."""
    console = Console(stderr=stderr, highlight=False)
    colour = _COLOURS[found.level]
    console.print(f"[bold]{tell().word('title')}: [{colour}]{tell().word(found.level)}[/{colour}][/bold]")
    console.print(tell().level(found), markup=False)
    if found.reasons:
        console.print(_reasons(found.reasons, case.text))
    if found.unsure:
        console.print(_unsure(found.unsure))
    if found.estimate is not None:
        console.print(f"[bold]{tell().word('estimate')}[/bold]")
        for line in tell().estimate(found.estimate):
            console.print(line, markup=False)
    console.print(_counted("replaced", found.replaced), markup=False)
    if found.kept:
        console.print(_counted("kept", found.kept), markup=False)
    console.print(tell().word("still_personal"), markup=False)


def _reasons(reasons: tuple[Reason, ...], output: str) -> Table:
    table = Table(
        tell().word("level"), tell().word("why"), tell().word("where"), title=tell().word("reasons")
    )
    for reason in reasons[:_MOST_ROWS]:
        colour = _COLOURS[reason.severity]
        level = f"[{colour}]{tell().word(reason.severity)}[/{colour}]"
        table.add_row(level, escape(tell().reason(reason)), _shown(reason, output))
    if len(reasons) > _MOST_ROWS:
        table.add_row("", tell().word("more", count=len(reasons) - _MOST_ROWS), "")
    return table


def _shown(reason: Reason, output: str) -> Text:
    """The stretch in its context, or what the file has."""
    if reason.where != "output":
        return Text(reason.excerpt, style="bold")
    before = output[max(0, reason.start - _AROUND) : reason.start]
    return _in_context(before, reason.excerpt, output[reason.end : reason.end + _AROUND])


def _unsure(unsure: tuple[Candidate, ...]) -> Table:
    table = Table(
        *(tell().word(key) for key in ("what", "sure", "why", "where")), title=tell().word("unsure")
    )
    for one in unsure[:_MOST_ROWS]:
        context = _in_context(one.before, one.surface, one.after)
        table.add_row(say(f"types.{one.type}"), f"{one.confidence:.0%}", escape(tell().why(one.why)), context)
    if len(unsure) > _MOST_ROWS:
        table.add_row("", "", tell().word("more", count=len(unsure) - _MOST_ROWS), "")
    return table


def _in_context(before: str, stretch: str, after: str) -> Text:
    text = Text(f"…{_one_line(before)}", style="dim")
    text.append(_one_line(stretch), style="bold not dim")
    return text.append(f"{_one_line(after)}…")


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _counted(key: str, counts: Mapping[str, int]) -> str:
    if not counts:
        return tell().word("nothing_replaced")
    named = (f"{say(f'types.{type_}')} {count}" for type_, count in counts.items())
    return tell().word(key, counts=", ".join(named))


def tell_level(found: Disclosure) -> None:
    """The level and the first reasons, for somebody who has just anonymised a text."""
    console = Console(stderr=True, highlight=False)
    console.print(
        f"{tell().word('title')}: {tell().word(found.level)}", markup=False, style=_COLOURS[found.level]
    )
    for reason in found.reasons[:_FIRST]:
        console.print(f"– {tell().reason(reason)}", markup=False)


def places_as_dict(found: Disclosure) -> dict[str, Any]:
    """The report for a program, without any word of the text."""
    return {
        "level": found.level,
        "reasons": [
            {"key": r.key, "severity": r.severity, "where": r.where, "start": r.start, "end": r.end}
            for r in found.reasons
        ],
        "unsure": [
            {"start": c.start, "end": c.end, "type": str(c.type), "confidence": c.confidence, "why": c.why}
            for c in found.unsure
        ],
        "expected_people": found.estimate.expected if found.estimate else None,
    }


def as_dict(found: Disclosure) -> dict[str, Any]:
    """The report for a program, with the sentences that a person would read and the stretches of the text."""
    return {
        "level": found.level,
        "advice": tell().level(found),
        "language": found.language,
        "reasons": [_reason_dict(reason) for reason in found.reasons],
        "unsure": [_candidate_dict(one) for one in found.unsure],
        "replaced": dict(found.replaced),
        "kept": dict(found.kept),
        "estimate": _estimate_dict(found),
    }


def _reason_dict(reason: Reason) -> dict[str, Any]:
    place = {"start": reason.start, "end": reason.end} if reason.where in ("output", "original") else {}
    return {
        "key": reason.key,
        "severity": reason.severity,
        "sentence": tell().reason(reason),
        "where": reason.where,
        **place,
        "excerpt": reason.excerpt,
    }


def _candidate_dict(one: Candidate) -> dict[str, Any]:
    return {
        "start": one.start,
        "end": one.end,
        "type": str(one.type),
        "confidence": round(one.confidence, 4),
        "why": one.why,
        "context": [one.before, one.surface, one.after],
    }


def _estimate_dict(found: Disclosure) -> dict[str, Any] | None:
    estimate = found.estimate
    if estimate is None:
        return None
    return {
        "expected": round(estimate.expected, 2),
        "people": round(estimate.people),
        "basis": estimate.basis,
        "country": estimate.country,
        "factors": [{"trait": one.key, "share": one.share} for one in estimate.factors],
        "sentences": tell().estimate(estimate),
    }
