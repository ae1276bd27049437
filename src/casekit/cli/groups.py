"""``casekit assign``, ``casekit form`` and ``casekit profile``: many cases, many peers, new groups."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

import casekit
from casekit.cli import show, show_matches
from casekit.cli.cases import STANDARD, case_files, read_many, read_source
from casekit.cli.matching import open_matcher
from casekit.cli.options import AsJson, Embedder, Force, Groups, Key, Rules, Source, Tongue
from casekit.cli.output import check_free, write_new
from casekit.cli.words import words
from casekit.errors import FileProblem, InputError
from casekit.match import Assignment, Profile

say = words()
profile = typer.Typer(no_args_is_help=True)


def assign(
    cases: Annotated[list[Path], typer.Argument(metavar="FILE|FOLDER...", help=say("help.assign_cases"))],
    groups: Groups,
    capacity: Annotated[int, typer.Option("--capacity", min=1, help=say("help.capacity"))] = 3,
    constraints: Annotated[
        Path | None, typer.Option("--constraints", metavar="FILE.csv", help=say("help.constraints"))
    ] = None,
    conflict_key: Key = None,
    embedder: Embedder = None,
    language: Tongue = "auto",
    policy: Rules = None,
    as_json: AsJson = False,
) -> None:
    """Assign many cases to many groups at once."""
    files = case_files(cases)
    matcher = open_matcher(groups, embedder, None, conflict_key)
    known = matcher.profiles
    rules = _constraints(constraints, [path.name for path in files], known)
    made = list(read_many(files, language, policy, conflict_key))
    found = casekit.assign_cases(matcher, made, capacity=capacity, constraints=rules)
    if as_json:
        show.json_line(_as_dict([path.name for path in files], known, found))
        return
    placed = [None if group is None else known[group] for group in found.groups]
    notes = [_note(found, case, known) for case in range(len(files))]
    show_matches.assignment([path.name for path in files], placed, found.ranks, notes)


def form(
    peers: Annotated[Path, typer.Argument(metavar="FILE", help=say("help.peers"))],
    size_min: Annotated[int, typer.Option("--size-min", min=2, help=say("help.size_min"))] = 6,
    size_max: Annotated[int, typer.Option("--size-max", min=2, help=say("help.size_max"))] = 10,
    as_json: AsJson = False,
) -> None:
    """Propose intervision groups out of peers."""
    stated = casekit.load_profiles(peers)
    groups = [one.id for one in stated if one.kind != "peer"]
    if groups:
        raise InputError(f"not a peer: {', '.join(groups)}", key="not_peers", ids=", ".join(groups))
    matcher = casekit.Matcher.open(stated)
    known = matcher.profiles
    found, left = casekit.form_groups(
        known, matcher.vectors, matcher.profile_themes, size_min=size_min, size_max=size_max
    )
    if as_json:
        rows = [
            {
                "members": [known[n].id for n in one.members],
                "languages": list(one.languages),
                "themes": list(one.themes),
                "worth": round(one.worth, 4),
            }
            for one in found
        ]
        show.json_line({"groups": rows, "left_over": [known[n].id for n in left]})
    else:
        show_matches.proposed(known, found, left)


@profile.command("from-text", help=say("help.from_text"))
def from_text(
    source: Source,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.jsonl", help=say("help.draft_output"))
    ] = None,
    id: Annotated[str, typer.Option("--id", help=say("help.draft_id"))] = "draft",
    language: Tongue = "auto",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Propose a profile from an announcement, for a person to confirm."""
    text, path = read_source(source), None if source == STANDARD else Path(source)
    if output is not None:
        check_free(output, path, force=force)
    draft = casekit.draft_profile(text, None if language == "auto" else language)
    row = replace(draft.profile, id=id).as_row()
    if output is not None:
        write_new(output, json.dumps(row, ensure_ascii=False) + "\n", force=force)
    if as_json:
        show.json_line({"profile": row, "confidence": {k: round(v, 4) for k, v in draft.confidence.items()}})
    else:
        show_matches.fields({k: v for k, v in row.items() if k != "description"}, draft.confidence)
        typer.echo(say("words.confirm"), err=True)


def _constraints(path: Path | None, cases: Sequence[str], groups: Sequence[Profile]) -> NDArray[np.int8]:
    """Rows ``case,group,-1|0|1`` as a matrix."""
    found = np.zeros((len(cases), len(groups)), dtype=np.int8)
    if path is None:
        return found
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise FileProblem(f"{path.name!r} cannot be read", key="file_unreadable", name=path.name) from None
    ids, seen = [group.id for group in groups], set()
    separator = ";" if text.count(";") > text.count(",") else ","
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter=separator), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[:2] == ["case", "group"]):
            continue
        try:
            case, group, value = cells
            pair = cases.index(case), ids.index(group)
            found[pair] = {"-1": -1, "0": 0, "1": 1, "+1": 1}[value]
            if pair in seen:
                raise ValueError
            seen.add(pair)
        except (ValueError, KeyError):
            raise InputError(
                f"{path.name}, line {number}: a row is the file name of a case, the id of a group, and -1, 0 or 1, "
                "once for each pair",
                key="constraint_bad",
                name=path.name,
                line=number,
            ) from None
    return found


def _note(found: Assignment, case: int, groups: Sequence[Profile]) -> str:
    if case in found.unplaced_reasons:
        return say(f"unplaced.{found.unplaced_reasons[case]}")
    others = ", ".join(groups[one.group].title or groups[one.group].id for one in found.alternates[case])
    return say("words.alternates", names=others) if others else ""


def _as_dict(cases: Sequence[str], groups: Sequence[Profile], found: Assignment) -> dict[str, object]:
    rows = []
    for number, name in enumerate(cases):
        group, rank = found.groups[number], found.ranks[number]
        rows.append(
            {
                "case": name,
                "group": None if group is None else groups[group].id,
                "rank_score": None if rank is None else round(rank, 4),
                "reason": found.unplaced_reasons.get(number),
                "alternates": [
                    {"group": groups[one.group].id, "rank_score": round(one.rank, 4), "reason": one.reason}
                    for one in found.alternates[number]
                ],
            }
        )
    return {"assignments": rows, "closed": [groups[n].id for n in found.closed]}
