"""What each decision does to the board; one that cannot be done raises an error and does nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from casekit.case import AnonymisedCase, EntityType, Mention, Span, Who
from casekit.changes import KEEP, REVIEWER, STYLED, Changes, Extent
from casekit.config import check_style
from casekit.errors import InputError
from casekit.pipeline import Anonymiser, Examined
from casekit.review.board import BROUGHT, Board, Decided, check_own, steps_of
from casekit.review.decisions import (
    Accept,
    Decision,
    Keep,
    Mark,
    Merge,
    Reject,
    Rename,
    Retype,
    Split,
    Step,
    Style,
)
from casekit.review.forms import Words
from casekit.review.names import check_apart, check_free, cleaned


class Deciding:
    """Does decisions over one examined text."""

    def __init__(self, anonymiser: Anonymiser, examined: Examined, words: Words) -> None:
        self._anonymiser = anonymiser
        self._examined = examined
        self._words = words
        self._unsure = {(span.start, span.end): span for span in examined.unsure}

    def after(self, board: Board, decision: Decision, cases: Callable[[], list[AnonymisedCase]]) -> Board:
        """The board after a decision; ``cases`` gives the results before it in which a
        pseudonym must be nobody else's.

        Raises:
            InputError: it cannot be done; its key says why.
            LeakError: something would survive for all that is replaced.
        """
        doings: Mapping[type[Any], Callable[[Board, Any], Board]] = {
            Accept: self._accept,
            Reject: self._reject,
            Retype: self._retype,
            Mark: self._mark,
            Merge: self._merge,
            Split: self._split,
            Rename: partial(self._rename, cases=cases),
            Style: self._style,
            Step: self._step,
            Keep: self._keep,
        }
        found = doings[type(decision)](board, decision)
        if found == board:
            raise InputError("this changes nothing", key="review_nothing")
        return found

    def _accept(self, board: Board, one: Accept) -> Board:
        mention = board.mention(one.start, one.end)
        if mention is None:
            return self._take_in(board, one)
        check_own((mention,))
        if one.type not in (None, mention.type):
            return self._retyped(board, [mention], one.type, "accepted")
        if self._is_replaced(mention, board.changes):
            return board
        changes = self._acted(board.changes, mention.entity_id)
        return board.after(changes, _all_are(changes.entity(mention.entity_id), "accepted"))

    def _take_in(self, board: Board, one: Accept) -> Board:
        """A candidate, or a place that was left, becomes a mention."""
        place = one.start, one.end
        candidate = self._unsure.get(place)
        type_ = one.type or board.changes.left.get(place) or (candidate.type if candidate else None)
        if type_ is None or _touching(board.changes.known, [place]):
            raise _no_place()
        if candidate is None and place not in board.changes.left:
            raise _no_place()
        return self._found(board, board.changes, [place], type_, "accepted")

    def _reject(self, board: Board, one: Reject) -> Board:
        mention = board.mention(one.start, one.end)
        if mention is None:
            return self._dismiss(board, one)
        check_own((mention,))
        gone = board.entity(mention.entity_id) if one.everywhere else (mention,)
        return board.after(board.changes.leaving({(m.start, m.end): m.type for m in gone}))

    def _dismiss(self, board: Board, one: Reject) -> Board:
        """A candidate stays as it is; everywhere: all candidates of the same words."""
        candidate = self._unsure.get((one.start, one.end))
        if candidate is None or _touching(board.changes.known, [(one.start, one.end)]):
            raise _no_place()
        chosen = [candidate]
        if one.everywhere:
            chosen = [
                span for span in self._unsure.values() if self._surface(span) == self._surface(candidate)
            ]
        places = {(span.start, span.end): span.type for span in chosen}
        free = {p: t for p, t in places.items() if not _touching(board.changes.known, [p])}
        return board.after(board.changes.leaving(free))

    def _surface(self, span: Span) -> str:
        return self._words.text[span.start : span.end].casefold()

    def _retype(self, board: Board, one: Retype) -> Board:
        mention = board.mention(one.start, one.end)
        if mention is None:
            raise _no_place()
        check_own((mention,))
        if mention.type is one.type:
            return board
        chosen = board.entity(mention.entity_id) if one.everywhere else (mention,)
        return self._retyped(board, chosen, one.type, "retyped")

    def _retyped(
        self, board: Board, mentions: Sequence[Mention], type_: EntityType | None, how: Decided
    ) -> Board:
        """Mentions of another type; those that are of no known entity are one."""
        assert type_ is not None
        places = [(m.start, m.end) for m in mentions]
        made = self._found(board, board.changes.without(mentions), places, type_, how)
        old = {m.entity_id for m in board.changes.known}
        new = [m for m in made.changes.known if (m.start, m.end) in places and m.entity_id not in old]
        if len({m.entity_id for m in new}) < 2:
            return made
        id_ = new[0].entity_id
        return made.after(made.changes.renumbered(new, id_, made.changes.who.get(id_)))

    def _mark(self, board: Board, one: Mark) -> Board:
        place = self._words.trimmed(one.start, one.end) if one.end <= len(self._words.text) else None
        if place is None:
            raise _no_place()
        spots = [place, *(self._words.forms(*place, one.type) if one.everywhere else ())]
        known = board.changes.known
        check_own(tuple(_touching(known, [place])))
        places = _united(place, spots[1:], known)
        same = [p for p in places if (m := board.mention(*p)) is not None and m.type is one.type]
        new = [p for p in places if p not in same]
        if not new:
            return board
        swallowed = _touching(known, new)
        return self._found(board, board.changes.without(swallowed), new, one.type, "marked")

    def _found(
        self, board: Board, changes: Changes, places: Iterable[Extent], type_: EntityType, how: Decided
    ) -> Board:
        """The board with mentions that a reviewer sees, and with what would survive them."""
        spans = [Span(start, end, type_, REVIEWER) for start, end in sorted(places)]
        made = self._anonymiser.extended(self._examined, changes, spans)
        ids = {
            m.entity_id for m in made.known if m.recognizer == REVIEWER and (m.start, m.end) in set(places)
        }
        made = self._all_acted(made, ids)
        new = [m for batch in made.met[len(changes.met) :] for m in batch.mentions]
        check_apart(new, self._words, made)
        return board.after(made, {(span.start, span.end): how for span in spans})

    def _all_acted(self, changes: Changes, ids: Iterable[str]) -> Changes:
        """With these entities replaced, although the policy keeps their type or they were to stay."""
        for id_ in sorted(ids):
            if any(not self._is_replaced(m, changes) for m in changes.entity(id_)):
                changes = self._acted(changes, id_)
        return changes

    def _acted(self, changes: Changes, id_: str) -> Changes:
        return self._anonymiser.extended(self._examined, changes.stepping(id_, STYLED), [])

    def _is_replaced(self, mention: Mention, changes: Changes) -> bool:
        return self._anonymiser.replaces(mention, changes)

    def _merge(self, board: Board, one: Merge) -> Board:
        mentions, target = board.entity(one.entity), board.changes.entity(one.into)
        if not target:
            raise InputError("there is no such person or thing", key="review_entity")
        if mentions[0].type is not target[0].type:
            raise InputError("only two of one type can be one", key="review_merge_types")
        if one.entity == one.into:
            return board
        who = board.changes.who
        both = _one_of_two(who.get(one.into), who.get(one.entity))
        changes = board.changes.renumbered(mentions, one.into, both).forgetting([one.entity])
        return board.after(self._anonymiser.extended(self._examined, changes, []))

    def _split(self, board: Board, one: Split) -> Board:
        found = [board.mention(start, end) for start, end in one.spots]
        mentions = [m for m in found if m is not None]
        if len(mentions) < len(found):
            raise _no_place()
        ids = {m.entity_id for m in mentions}
        if len(ids) > 1:
            raise InputError("only mentions of one person or thing can be split off", key="review_split")
        if len(board.entity(ids.pop())) == len(mentions):
            return board
        mentions.sort(key=lambda m: m.start)
        told = board.changes.who.get(mentions[0].entity_id)
        who = told and Who(told.gender, told.family)
        id_ = board.changes.fresh_id(mentions[0].type)
        changes = board.changes.renumbered(mentions, id_, who)
        return board.after(self._anonymiser.extended(self._examined, changes, []))

    def _rename(self, board: Board, one: Rename, cases: Callable[[], list[AnonymisedCase]]) -> Board:
        board.entity(one.entity)
        name = cleaned(one.name)
        check_free(name, one.entity, self._words, board.changes, cases())
        changes = board.changes.naming(one.entity, name)
        return board.after(self._anonymiser.extended(self._examined, changes, []))

    def _style(self, board: Board, one: Style) -> Board:
        return replace(board, style=check_style(one.style))

    def _step(self, board: Board, one: Step) -> Board:
        type_ = board.entity(one.entity)[0].type
        if one.step not in steps_of(type_):
            raise InputError("this cannot be done with its type", key="review_step")
        kept = self._anonymiser.policy.operators[type_] == "keep"
        step = None if one.step == (KEEP if kept else STYLED) else one.step
        changes = board.changes.stepping(one.entity, step)
        return board.after(self._anonymiser.extended(self._examined, changes, []))

    def _keep(self, board: Board, one: Keep) -> Board:
        return self._step(board, Step(one.entity, KEEP))


def _no_place() -> InputError:
    return InputError("nothing was found in this place", key="review_place")


def _all_are(mentions: Iterable[Mention], how: Decided) -> dict[Extent, Decided]:
    return {(m.start, m.end): how for m in mentions}


def _touching(mentions: Sequence[Mention], places: Iterable[Extent]) -> list[Mention]:
    """The mentions that share a character with any of the places."""
    ordered = sorted(places)
    found, at = [], 0
    for mention in mentions:
        while at < len(ordered) and ordered[at][1] <= mention.start:
            at += 1
        if at < len(ordered) and ordered[at][0] < mention.end:
            found.append(mention)
    return found


def _united(first: Extent, further: Sequence[Extent], known: Sequence[Mention]) -> list[Extent]:
    """The places to be marked, disjoint: what is found already is swallowed, half or whole.

    A further place inside a mention, or one with a placeholder that the text brought along, is none.
    """
    chosen = [_grown(first, known)]
    for place in further:
        touched = _touching(known, [place])
        inside = any(m.start <= place[0] and place[1] <= m.end for m in touched)
        if inside and not any((m.start, m.end) == place for m in touched):
            continue
        if any(m.recognizer == BROUGHT for m in touched):
            continue
        grown = _grown(place, known)
        if all(grown[1] <= start or end <= grown[0] for start, end in chosen):
            chosen.append(grown)
    return sorted(chosen)


def _grown(place: Extent, known: Sequence[Mention]) -> Extent:
    """The place with all of every mention that it touches."""
    touched = _touching(known, [place])
    return min([place[0], *(m.start for m in touched)]), max([place[1], *(m.end for m in touched)])


def _one_of_two(into: Who | None, other: Who | None) -> Who | None:
    """What is known of a person who was taken for two."""
    if into is None or other is None:
        return into or other
    return Who(into.gender or other.gender, into.family and other.family, into.role or other.role)
