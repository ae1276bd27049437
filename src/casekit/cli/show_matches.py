"""What people and programs see of matches, themes, assignments and proposed groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from casekit.cli.words import words
from casekit.lang import get_language
from casekit.match import Match, Matches, Profile, ProposedGroup, Reading

say = words()
#: themes below this are not shown to people
_SHOWN = 0.2


def plain(text: str) -> str:
    """Text that rich must not take for its own marks."""
    return text.replace("[", r"\[")


def table(found: Matches) -> None:
    """The ranked groups with their reasons, signs of danger, and what would change the answer."""
    console = Console(highlight=False)
    if found.nearest is None and not found.hints:
        console.print(say("words.no_groups"), markup=False)
    _risks(console, found)
    shown = found.found or ((found.nearest,) if found.nearest else ())
    if shown:
        columns = ("place", "language", "score", "why")
        rows = Table("", *(say(f"words.{key}") for key in columns), show_lines=True)
        for number, one in enumerate(shown, start=1):
            number_shown = str(number) if one.suitable else "–"
            cells = (number_shown, one.profile.title or one.profile.id, ", ".join(one.profile.languages))
            rows.add_row(*map(plain, (*cells, f"{one.rank_score:.2f}", "\n".join(one.reasons))))
        console.print(rows)
    for hint in found.hints:
        console.print(hint, markup=False)


def as_dict(found: Matches) -> dict[str, Any]:
    """All of it as plain data."""
    return {
        "matches": [match_as_dict(one) for one in found],
        "no_suitable_group": found.abstained,
        "nearest": match_as_dict(found.nearest) if found.nearest else None,
        "hints": list(found.hints),
        **reading_as_dict(found),
    }


def match_as_dict(found: Match) -> dict[str, Any]:
    """One match as plain data."""
    return {
        "id": found.profile.id,
        "title": found.profile.title,
        "languages": list(found.profile.languages),
        "format": found.profile.format,
        "rank_score": round(found.rank_score, 4),
        "similarity": round(found.similarity, 4),
        "theme_overlap": None if found.theme_overlap is None else round(found.theme_overlap, 4),
        "format_fit": None if found.format_fit is None else round(found.format_fit, 4),
        "suitable": found.suitable,
        "barriers": list(found.barriers),
        "reasons": list(found.reasons),
    }


def reading(found: Matches) -> None:
    """The themes and formats of a case with their probabilities, and signs of danger."""
    console = Console(highlight=False)
    _risks(console, found)
    rows = Table(say("words.theme"), say("words.probability"))
    for name, value in _likely(found.reading):
        rows.add_row(plain(name), f"{value:.0%}")
    console.print(rows)
    formats = Table(say("words.format"), say("words.probability"))
    names = get_language(say.code).table("matching")["formats"]
    for label, value in sorted(found.reading.formats.items(), key=lambda pair: -pair[1]):
        formats.add_row(names[label], f"{value:.0%}")
    console.print(formats)


def reading_as_dict(found: Matches) -> dict[str, Any]:
    """Themes, formats and signs of danger as plain data."""
    read = found.reading
    parts = {"themes": read.themes, "other_themes": read.others, "formats": read.formats}
    rounded = {key: {name: round(p, 4) for name, p in part.items()} for key, part in parts.items()}
    risks = [{"kind": risk.kind, "sentence": risk.sentence} for risk in found.risks]
    return {**rounded, "risks": risks}


def assignment(
    names: Sequence[str],
    groups: Sequence[Profile | None],
    ranks: Sequence[float | None],
    notes: Sequence[str],
) -> None:
    """Which case goes where."""
    rows = Table(*(say(f"words.{key}") for key in ("case", "place", "score", "why")))
    for name, group, rank, note in zip(names, groups, ranks, notes, strict=True):
        title = (group.title or group.id) if group else "–"
        rows.add_row(*map(plain, (name, title, "" if rank is None else f"{rank:.2f}", note)))
    Console(highlight=False).print(rows)


def proposed(peers: Sequence[Profile], found: Sequence[ProposedGroup], left: Sequence[int]) -> None:
    """The proposed groups, a row each, and who is left over."""
    console = Console(highlight=False)
    rows = Table(
        "", *(say(f"words.{key}") for key in ("members", "language", "themes", "score")), show_lines=True
    )
    for number, group in enumerate(found, start=1):
        members = "\n".join(peers[n].title or peers[n].id for n in group.members)
        cells = (str(number), members, ", ".join(group.languages), ", ".join(map(theme, group.themes)))
        rows.add_row(*map(plain, (*cells, f"{group.worth:.2f}")))
    console.print(rows)
    if left:
        console.print(say("words.left_over", names=", ".join(peers[n].id for n in left)), markup=False)


def fields(row: Mapping[str, Any], confidence: Mapping[str, float]) -> None:
    """A draft profile, a row a field, with how sure each is."""
    rows = Table(*(say(f"words.{key}") for key in ("field", "value", "confidence")))
    for name, value in row.items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        sure = f"{confidence[name]:.0%}" if name in confidence else ""
        rows.add_row(*map(plain, (name, shown, sure)))
    Console(highlight=False).print(rows)


def theme(label: str) -> str:
    """A theme in the reader's language; a theme of the user's own keeps its name."""
    return str(get_language(say.code).table("matching")["themes"].get(label, label))


def _likely(read: Reading) -> list[tuple[str, float]]:
    main = [(theme(name), value) for name, value in read.themes.items()]
    others = sorted(read.others.items(), key=lambda pair: -pair[1])
    return main + [(theme(name), value) for name, value in others if value >= _SHOWN]


def _risks(console: Console, found: Matches) -> None:
    told = get_language(say.code).table("matching")["risks"]
    for risk in found.risks:
        console.print(f"! {told[risk.kind]}: {risk.sentence}", markup=False, style="bold")
