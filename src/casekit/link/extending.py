"""Linking of what is found later: who is who among the mentions that are known stays as it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from casekit.case import EntityType, Mention, Span, Who
from casekit.changes import Changes, entity_id
from casekit.lang import Language
from casekit.link.linking import Linked, link

#: what linking of persons reads beside their names: addresses, ages and placeholders that were in the text
_READ_WITH_PERSONS = frozenset({EntityType.EMAIL_ADDRESS, EntityType.USERNAME, EntityType.AGE})
#: roles that one person of a text has
_ALONE = frozenset({"client", "therapist"})


def extend(text: str, known: Changes, spans: Sequence[Span], language: Language) -> Linked:
    """The mentions of further spans, which touch no known mention, in text order, and who their new entities are.

    A span that the linking of all finds together with known mentions is theirs, of several entities the one with
    most of them. What was a mention before is its entity's again. All others are of new entities, whose ids were
    never given out.
    """
    types = {span.type for span in spans}
    read = types | _READ_WITH_PERSONS if EntityType.PERSON in types else types
    around = [_span(m) for m in known.known if m.type in read]
    whole = link(text, sorted([*around, *spans], key=lambda span: span.start), language)
    new = {(span.start, span.end) for span in spans}
    ids = _ids(whole.mentions, new, known)
    found = [replace(m, entity_id=ids[m.entity_id]) for m in whole.mentions if (m.start, m.end) in new]
    fresh = {ids[id_]: one for id_, one in whole.who.items() if id_ in ids and ids[id_] not in known.who}
    return Linked(tuple(found), {id_: _told(one, known.who) for id_, one in fresh.items()})


def _span(mention: Mention) -> Span:
    return Span(
        mention.start,
        mention.end,
        mention.type,
        mention.recognizer,
        mention.confidence,
        mention.subtype,
    )


def _ids(mentions: Sequence[Mention], new: set[tuple[int, int]], known: Changes) -> dict[str, str]:
    """What the entities of new mentions are called, by the id that the linking of all gives them."""
    known_ids = {(m.start, m.end): m.entity_id for m in known.known}
    former = {(m.start, m.end, m.type): m.entity_id for batch in known.met for m in batch.mentions}
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    earlier: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        if (mention.start, mention.end) not in new:
            votes[mention.entity_id][known_ids[mention.start, mention.end]] += 1
            continue
        was = former.get((mention.start, mention.end, mention.type))
        if was is not None:
            earlier[mention.entity_id][was] += 1
    highest = known.highest()
    ids: dict[str, str] = {}
    for mention in mentions:
        if (mention.start, mention.end) not in new or mention.entity_id in ids:
            continue
        told = votes[mention.entity_id] or earlier[mention.entity_id]
        if told:
            ids[mention.entity_id] = told.most_common(1)[0][0]
            continue
        highest[mention.type] += 1
        ids[mention.entity_id] = entity_id(mention.type, highest[mention.type])
    return ids


def _told(who: Who, known: Mapping[str, Who]) -> Who:
    """What is known of a new person; the part of somebody who is known already is not theirs."""
    taken = who.role in _ALONE and any(one.role == who.role for one in known.values())
    return replace(who, role=None) if taken else who
