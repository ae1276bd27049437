"""How many are in a group, how many it needs and how many it can hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from casekit.match.announcement_text import BLANK, Announcement, Found, Proposal, patterns_of

_MOST = 60
_FIELDS = ("size_now", "size_min", "size_max")
#: so many places are a whole group, fewer may be those that are free
_WHOLE = 5

_Numbers = Mapping[str, int]

#: what the numbers of each list of patterns say, in the order in which the lists are read. Beside sizes: ``room``,
#: how many can still join; ``wanted`` (and ``wanted_min``), how many are looked for, who may be newcomers or
#: all; ``places``, which may be all or the free ones; ``lack``, how many more it takes to begin.
_SIZES: Mapping[str, Callable[[_Numbers], dict[str, int]]] = {
    "free_of": lambda n: {"size_now": n["m"] - n["n"], "size_max": n["m"]},
    "of": lambda n: {"size_now": n["n"], "size_max": n["m"]},
    "full": lambda n: {"size_now": n["n"], "size_max": n["n"]},
    "nth": lambda n: {"size_now": n["o"] - 1, "size_max": n["o"]},
    "total": lambda n: {"size_now": n["n"] + n.get("p", 0)},
    "lack": lambda n: {"lack": n["c"]},
    "wanted": lambda n: {"wanted": n["b"], "wanted_min": n.get("a", n["b"])},
    "range": lambda n: {"size_min": n["a"], "size_max": n["b"]},
    "max": lambda n: {"size_max": n["n"]},
    "min": lambda n: {"size_min": n["n"]},
    "room": lambda n: {"room": n.get("c", n.get("b", n.get("n", 0)))},
    "places": lambda n: {"places": n["n"]},
    "now": lambda n: {"size_now": n["n"] + n.get("one", 0) + n.get("p", 0)},
    "pair": lambda n: {"size_now": 2},
}


def read_sizes(text: Announcement, found: Found) -> dict[str, Proposal]:
    """How many there are, how many are needed and how many can be; each number is used once."""
    read: dict[str, Proposal] = {}
    seen = text.seen("sizes")
    for key, sizes in _SIZES.items():
        for pattern in patterns_of(text.language.code, "sizes", key):
            for match, values in _valid(text, pattern, seen, sizes):
                read = {name: Proposal(value, f"sizes.{key}") for name, value in values.items()} | read
                seen = _used(seen, match)
                break
    return _plausible({name: read[name] for name in _FIELDS if name in read} | _reckoned(read))


def _valid(
    text: Announcement, pattern: re.Pattern[str], seen: str, sizes: Callable[[_Numbers], dict[str, int]]
) -> Iterator[tuple[re.Match[str], dict[str, int]]]:
    """The matches whose numbers can be sizes of a group."""
    for match in pattern.finditer(seen):
        values = sizes({name: text.number(match, name) for name in match.groupdict() if match[name]})
        if all(value >= 2 for field, value in values.items() if field in _FIELDS):
            yield match, values


def _reckoned(read: Mapping[str, Proposal]) -> dict[str, Proposal]:
    """The sizes that follow from how many there are and how many can join."""
    value = {name: proposal.value for name, proposal in read.items()}
    made: dict[str, int] = {}
    now, places = value.get("size_now"), value.get("places", 0)
    room = value.get("room") or value.get("wanted") or (places if now and places <= now else 0)
    if now and room:
        made["size_max"] = now + room
    elif "wanted" in value and 2 <= value["wanted_min"] < value["wanted"]:
        made |= {"size_min": value["wanted_min"], "size_max": value["wanted"]}
    elif places >= max(_WHOLE, now or 0):
        made["size_max"] = places
    if now and "lack" in value:
        made["size_min"] = now + value["lack"]
    rule = "sizes.room" if now and room else "sizes.places"
    return {name: Proposal(size, rule) for name, size in made.items() if name not in read}


def _used(seen: str, match: re.Match[str]) -> str:
    for name in match.groupdict():
        start, end = match.span(name)
        if start >= 0:
            seen = seen[:start] + BLANK * (end - start) + seen[end:]
    return seen


def _plausible(read: dict[str, Proposal]) -> dict[str, Proposal]:
    """Without sizes that contradict each other or are no size of a group."""
    kept = {name: proposal for name, proposal in read.items() if 2 <= proposal.value <= _MOST}
    most = kept.get("size_max")
    for name in ("size_now", "size_min"):
        if most is not None and name in kept and kept[name].value > most.value:
            del kept["size_max" if name == "size_now" else name]
            most = kept.get("size_max")
    return kept
