"""Intervision groups out of peers: hard conditions that always hold, and a worth that is made as large as it goes.

Groups are grown greedily, the peers who can meet the fewest first, and then bettered by moves and swaps
until none betters them (local search, as in graph partitioning after Kernighan & Lin, 1970). That peers of
one mind on the topic and of several schools and levels learn most from each other is the rule of the trade,
not a finding of ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from casekit.errors import InputError
from casekit.match.clocks import minutes_apart
from casekit.match.profile import Profile
from casekit.match.rules import level_of
from casekit.match.themes import THEMES

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]
_Mask = NDArray[np.bool_]

#: what two members bring each other, as shares of one: alike in themes and texts, different in the rest
WEIGHTS = {"themes": 0.4, "texts": 0.3, "levels": 0.15, "approaches": 0.15}
#: what counts where one of two says nothing of level or approach
_UNKNOWN = 0.5
#: mean probability from which on a theme is the group's
_LIKELY = 0.5
#: how far apart clocks may be in a group that meets online, in minutes, in winter and in summer
_APART = 180
#: what a peer more or less in a group costs against even sizes
_UNEVEN = 0.05
#: gain that counts as one, so that rounding does not go round in circles
_GAIN = 1e-9
#: rounds of improvement, and beginnings of which the best is taken
_ROUNDS, _STARTS = 30, 3


@dataclass(frozen=True, slots=True)
class ProposedGroup:
    """A group that could meet; ``members`` are the numbers of the peers.

    ``languages`` are those that all members speak, ``themes`` those of the known themes whose mean
    probability is at least one half. ``worth`` (0..1) is the mean over all pairs of members of 0.4 × how
    far their themes meet (minima by maxima), 0.3 × the cosine of their texts (below 0 as 0), 0.15 × whether
    their levels differ and 0.15 × how far their approaches differ; where one says nothing of level or
    approach, that counts half. ``levels`` and ``approaches`` count the members that state one.
    """

    members: tuple[int, ...]
    languages: tuple[str, ...]
    themes: tuple[str, ...]
    worth: float
    levels: Mapping[str, int]
    approaches: Mapping[str, int]


def form_groups(
    peers: Sequence[Profile],
    vectors: NDArray[np.float32],
    themes: NDArray[np.float64],
    *,
    size_min: int = 6,
    size_max: int = 10,
    seed: int = 0,
) -> tuple[tuple[ProposedGroup, ...], tuple[int, ...]]:
    """Propose groups, the first the one of the first peer, and name the peers who are left over.

    ``vectors`` (peers × dimensions) are unit rows, ``themes`` (peers × 3) probabilities in the order of
    ``THEMES``. In every group all members share a language, no two share a mark of conflict, and all can
    meet: the clocks of members who do not meet offline only are at most three hours apart (an unknown time
    zone counts as near), and where a member meets offline only, all state the same place and nobody meets
    online only. First the most peers are placed, as far as the search finds, then the worth is raised and
    sizes are evened out. ``seed`` decides between ways that seem as good; the same seed, the same groups.

    Raises:
        InputError: sizes or shapes make no sense, or a profile is not a peer's.
    """
    _check(peers, vectors, themes, size_min, size_max)
    pool = _Peers.of(peers, vectors, themes)
    orders = (np.random.default_rng([seed, start]).permutation(len(peers)) for start in range(_STARTS))
    best = max((_divided(pool, size_min, size_max, order) for order in orders), key=_Division.reached)
    groups = sorted(tuple(np.flatnonzero(best.label == n).tolist()) for n in range(best.groups))
    told = tuple(_told(group, peers, pool, themes) for group in groups if group)
    return told, tuple(np.flatnonzero(best.label < 0).tolist())


def _check(
    peers: Sequence[Profile], vectors: NDArray[np.float32], themes: _Floats, low: int, high: int
) -> None:
    if not 2 <= low <= high:
        raise InputError("a group has at least two members, and size_min is not above size_max")
    if vectors.ndim != 2 or len(vectors) != len(peers) or not np.isfinite(vectors).all():
        raise InputError(f"vectors have one row of numbers a peer: {len(peers)}")
    if themes.shape != (len(peers), len(THEMES)) or not ((themes >= 0) & (themes <= 1)).all():
        raise InputError(f"themes have {len(THEMES)} probabilities a peer")
    for number, peer in enumerate(peers):
        if peer.kind != "peer":
            raise InputError(f"profile {number} is not a peer's; only peers are formed into groups")


@dataclass(frozen=True, slots=True, eq=False)
class _Peers:
    """What the search knows: the worth of each pair, who may not meet, who speaks what."""

    worth: _Floats
    barred: _Mask
    speaks: _Mask
    languages: tuple[str, ...]

    @classmethod
    def of(cls, peers: Sequence[Profile], vectors: NDArray[np.float32], themes: _Floats) -> _Peers:
        languages = tuple(sorted({code for peer in peers for code in peer.languages}))
        speaks = np.array([[code in peer.languages for code in languages] for peer in peers], dtype=np.bool_)
        return cls(
            _pair_worth(peers, vectors, themes),
            _barred(peers),
            speaks.reshape(len(peers), len(languages)),
            languages,
        )

    def __len__(self) -> int:
        return len(self.worth)


def _pair_worth(peers: Sequence[Profile], vectors: NDArray[np.float32], themes: _Floats) -> _Floats:
    least = np.minimum(themes[:, None], themes[None]).sum(2)
    most = np.maximum(themes[:, None], themes[None]).sum(2)
    levels = [frozenset({level} if (level := level_of(peer)) else ()) for peer in peers]
    parts = {
        "themes": least / np.maximum(most, 1e-12),
        "texts": np.clip(vectors.astype(np.float64) @ vectors.T.astype(np.float64), 0, 1),
        "levels": _difference(levels),
        "approaches": _difference([frozenset(_approaches(peer)) for peer in peers]),
    }
    worth = sum((WEIGHTS[name] * part for name, part in parts.items()), np.zeros((len(peers), len(peers))))
    worth = (worth + worth.T) / 2
    np.fill_diagonal(worth, 0)
    return worth


def _difference(sets: Sequence[frozenset[str]]) -> _Floats:
    """One minus Jaccard's index of each two sets; an empty one says nothing."""
    words = sorted(frozenset().union(*sets))
    table = np.array([[word in one for word in words] for one in sets], dtype=np.float64)
    table = table.reshape(len(sets), len(words))
    sizes = table.sum(1)
    meet = table @ table.T
    join = sizes[:, None] + sizes[None] - meet
    known = (sizes > 0)[:, None] & (sizes > 0)[None]
    return np.where(known, 1 - meet / np.maximum(join, 1), _UNKNOWN)


def _approaches(peer: Profile) -> list[str]:
    """The approaches in a peer's own words, such as ``"CBT, gestalt"``, each once."""
    words = (word.strip().casefold() for word in re.split(r"[,;/+&\n]", peer.approach or ""))
    return sorted({word for word in words if word})


def _barred(peers: Sequence[Profile]) -> _Mask:
    barred = np.zeros((len(peers), len(peers)), dtype=np.bool_)
    for one, other in combinations(range(len(peers)), 2):
        barred[one, other] = barred[other, one] = _cannot_meet(peers[one], peers[other])
    return barred


def _cannot_meet(one: Profile, other: Profile) -> bool:
    if one.conflicts & other.conflicts:
        return True
    modes = {one.mode, other.mode}
    if "offline" in modes:
        here, there = _place(one), _place(other)
        return "online" in modes or not here or here != there
    return minutes_apart(one.time_zone, other.time_zone) > _APART


def _place(peer: Profile) -> str:
    return " ".join((peer.place or "").casefold().split())


class _Division:
    """Peers in groups, with sums by which a change is judged without counting anew.

    ``label`` is −1 for those left over; that is also the last column of every table, which stays at zero, so
    that being left over is a group without conditions and without worth.
    """

    def __init__(self, peers: _Peers, low: int, high: int) -> None:
        self.peers, self.low, self.high = peers, low, high
        self.label: _Ints = np.full(len(peers), -1, dtype=np.int64)
        most = len(peers) // low + 1
        #: of each peer and group: worth with all members together, and members whom the peer may not meet
        self.near: _Floats = np.zeros((len(peers), most))
        self.bars: _Ints = np.zeros((len(peers), most), dtype=np.int64)
        #: of each group: members, members that speak a language, worth of all pairs together
        self.size: _Ints = np.zeros(most, dtype=np.int64)
        self.spoken: _Ints = np.zeros((most, peers.speaks.shape[1]), dtype=np.int64)
        self.pairs: _Floats = np.zeros(most)
        self.groups = 0

    def reached(self) -> tuple[int, float]:
        """How many are placed, and the worth of the groups by their sizes, less what is uneven."""
        return int((self.label >= 0).sum()), float(self._values().sum() - _UNEVEN * (self.size**2).sum())

    def put(self, changes: Mapping[int, int]) -> None:
        """Give peers another group."""
        touched = {int(self.label[peer]) for peer in changes} | set(changes.values())
        for peer, group in changes.items():
            self.label[peer] = group
        for group in touched - {-1}:
            members = np.flatnonzero(self.label == group)
            self.near[:, group] = self.peers.worth[:, members].sum(1)
            self.bars[:, group] = self.peers.barred[:, members].sum(1)
            self.size[group] = len(members)
            self.spoken[group] = self.peers.speaks[members].sum(0)
            self.pairs[group] = self.near[members, group].sum() / 2

    def fitting(self, peer: int) -> _Mask:
        """Which groups the peer could join as they are."""
        shared = ((self.spoken == self.size[:, None]) & self.peers.speaks[peer]).any(1)
        room = (self.size >= self.low) & (self.size < self.high)
        fits: _Mask = shared & room & (self.bars[peer] == 0)
        return fits

    def replacing(self, peer: int) -> _Mask:
        """Whose place the peer could take, if they leave."""
        groups, speaks = self.label, self.peers.speaks
        left = self.spoken[groups] - speaks == (self.size[groups] - 1)[:, None]
        free = self.bars[peer, groups] == self.peers.barred[peer]
        able: _Mask = (groups < 0) | (free & (speaks[peer] & left).any(1))
        return able

    def replaced(self, peer: int) -> _Mask:
        """Who could take the place of the peer, if the peer leaves."""
        group = int(self.label[peer])
        if group < 0:
            return np.ones(len(self.label), dtype=np.bool_)
        left = self.spoken[group] - self.peers.speaks[peer] == self.size[group] - 1
        free = self.bars[:, group] == self.peers.barred[peer]
        able: _Mask = free & (self.peers.speaks & left).any(1)
        return able

    def swap_gains(self, peer: int) -> _Floats:
        """What it brings to swap the peer with each other one; −∞ where that cannot be."""
        own, theirs, worth = int(self.label[peer]), self.label, self.peers.worth[peer]
        share = np.where(self.size > 1, 2 / np.maximum(self.size - 1, 1), 0.0)
        gains = share[own] * (self.near[:, own] - worth - self.near[peer, own])
        at = np.arange(len(theirs))
        gains = gains + share[theirs] * (self.near[peer, theirs] - worth - self.near[at, theirs])
        allowed = (theirs != own) & self.replaced(peer) & self.replacing(peer)
        return np.where(allowed, gains, -np.inf)

    def move_gains(self, peer: int) -> _Floats:
        """What it brings to move the peer to each group; −∞ where that cannot be."""
        own, size = int(self.label[peer]), self.size
        joined = 2 * (self.pairs + self.near[peer]) / np.maximum(size, 1) - self._values()
        gains = joined - _UNEVEN * (2 * size + 1)
        if own >= 0:
            if size[own] <= self.low:
                return np.full(len(size), -np.inf)
            left = 2 * (self.pairs[own] - self.near[peer, own]) / (size[own] - 2) - self._values()[own]
            gains = gains + left + _UNEVEN * (2 * size[own] - 1)
        allowed = self.fitting(peer) & (np.arange(len(size)) != own)
        return np.where(allowed, gains, -np.inf)

    def _values(self) -> _Floats:
        """Of each group, the sum over its members of the mean worth with the others."""
        return 2 * self.pairs / np.maximum(self.size - 1, 1)


def _divided(peers: _Peers, low: int, high: int, order: _Ints) -> _Division:
    division = _Division(peers, low, high)
    _seed(division, order)
    for _ in range(_ROUNDS):
        changed = _place_left(division, order)
        changed |= _improve(division, order)
        if not changed:
            break
    return division


def _seed(division: _Division, order: _Ints) -> None:
    """Grow groups, each around the peer who can meet the fewest of those still free."""
    peers = division.peers
    shared = (peers.speaks.astype(np.int64) @ peers.speaks.T.astype(np.int64)) > 0
    may = shared & ~peers.barred
    waiting = set(order.tolist())
    turn = {peer: place for place, peer in enumerate(order.tolist())}
    while waiting:
        free = division.label < 0
        reach = (may & free).sum(1)
        first = min(waiting, key=lambda peer: (reach[peer], turn[peer]))
        waiting.discard(first)
        grown = _grown(division, first, _target(int(reach[first]), division), free, order)
        if len(grown) >= division.low:
            _open(division, grown)
            waiting.difference_update(grown)


def _target(reach: int, division: _Division) -> int:
    """The size that divides so many peers most evenly into groups of a middle size."""
    middle = (division.low + division.high) / 2
    count = max(1, round(reach / middle))
    return min(division.high, max(division.low, -(-reach // count)))


def _open(division: _Division, members: Sequence[int]) -> None:
    division.put(dict.fromkeys(members, division.groups))
    division.groups += 1


def _grown(division: _Division, first: int, target: int, free: _Mask, order: _Ints) -> list[int]:
    """A group around a peer: always the one who adds most, among those who leave enough to reach the least size.

    ``free`` are those who may be taken, from the left over and from groups above their least size.
    """
    peers, members = division.peers, [first]
    spare = np.maximum(division.size - division.low, 0)
    spoken, candidates = peers.speaks[first].copy(), free & ~peers.barred[first]
    candidates[first] = False
    while len(members) < target:
        candidates &= (peers.speaks & spoken).any(1)
        candidates &= (division.label < 0) | (spare[division.label] > 0)
        tried = order[candidates[order]]
        adds = peers.worth[np.ix_(tried, members)].mean(1)
        for peer in tried[np.argsort(-adds, kind="stable")].tolist():
            after = candidates & ~peers.barred[peer] & (peers.speaks & spoken & peers.speaks[peer]).any(1)
            if len(members) + int(after.sum()) >= division.low:
                break
        else:
            return members
        members.append(peer)
        spoken &= peers.speaks[peer]
        after[peer] = False
        candidates = after
        if division.label[peer] >= 0:
            spare[division.label[peer]] -= 1
    return members


def _place_left(division: _Division, order: _Ints) -> bool:
    """Find places for those left over: in a group, in another's place who finds one, in a group of their own."""
    placed = False
    for peer in [peer for peer in order.tolist() if division.label[peer] < 0]:
        if division.label[peer] < 0:
            placed |= _joined(division, peer) or _made_way(division, peer) or _gathered(division, peer, order)
    return placed


def _joined(division: _Division, peer: int) -> bool:
    gains = division.move_gains(peer)
    if not np.isfinite(gains).any():
        return False
    division.put({peer: int(gains.argmax())})
    return True


def _made_way(division: _Division, peer: int) -> bool:
    for other in np.flatnonzero(division.replacing(peer) & (division.label >= 0)).tolist():
        fits = division.fitting(other)
        fits[division.label[other]] = False
        if fits.any():
            division.put({peer: int(division.label[other]), other: int(fits.argmax())})
            return True
    return False


def _gathered(division: _Division, peer: int, order: _Ints) -> bool:
    members = _grown(division, peer, division.low, np.ones_like(division.label, dtype=np.bool_), order)
    if len(members) < division.low:
        return False
    _open(division, members)
    return True


def _improve(division: _Division, order: _Ints) -> bool:
    """One round of the best move or swap of each peer, where it betters the whole."""
    changed = False
    for peer in order.tolist():
        moves, swaps = division.move_gains(peer), division.swap_gains(peer)
        to, other = int(moves.argmax()), int(swaps.argmax())
        if max(moves[to], swaps[other]) <= _GAIN:
            continue
        if moves[to] >= swaps[other]:
            division.put({peer: to})
        else:
            division.put({peer: int(division.label[other]), other: int(division.label[peer])})
        changed = True
    return changed


def _told(members: tuple[int, ...], peers: Sequence[Profile], pool: _Peers, themes: _Floats) -> ProposedGroup:
    rows = list(members)
    worth = pool.worth[np.ix_(rows, rows)].sum() / (len(rows) * (len(rows) - 1))
    levels = Counter(level for n in rows if (level := level_of(peers[n])) is not None)
    approaches = Counter(word for n in rows for word in _approaches(peers[n]))
    return ProposedGroup(
        members=members,
        languages=tuple(code for n, code in enumerate(pool.languages) if pool.speaks[rows, n].all()),
        themes=tuple(
            name for name, mean in zip(THEMES, themes[rows].mean(0), strict=True) if mean >= _LIKELY
        ),
        worth=float(worth),
        levels=MappingProxyType(dict(sorted(levels.items()))),
        approaches=MappingProxyType(dict(sorted(approaches.items()))),
    )
