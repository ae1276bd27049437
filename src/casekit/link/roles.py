"""The role of each person, only where the text gives it with good evidence; a wrong role is worse than none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from casekit.case import Mention, Who
from casekit.lang import Language
from casekit.lang.forms import Gender
from casekit.link.authors import authors
from casekit.link.kinship import (
    AUTHORS,
    GENDERED,
    KIN,
    NEAR,
    TRADES,
    chained,
    converse,
    general,
    of_gender,
)
from casekit.link.role_owners import Owners
from casekit.link.role_phrases import Finding
from casekit.link.role_reading import Reader
from casekit.link.role_text import Token, tokens_of
from casekit.link.role_words import RoleWords, role_words

#: the client, where no name is known for them
CLIENT = "client"
#: points that make somebody the client whom no word calls so, and by how many anybody else must stay behind
_ENOUGH = 4
_AHEAD = 2

#: (owner, relations from the owner to the bearer, bearer)
Edge = tuple[str, tuple[str, ...], str]


def roles(
    text: str, mentions: Sequence[Mention], language: Language, who: Mapping[str, Who]
) -> Mapping[str, str]:
    """The role key of each entity that has one, in the order of the entities' first mention.

    ``mentions`` are those of every type; ``who`` tells genders and families by entity id.
    """
    tokens = tokens_of(text, mentions, language, who)
    if not any(token.entity for token in tokens):
        return {}
    words = role_words(language)
    findings = Reader(tokens, words, language.code).findings()
    named = _strong(findings)
    writers = authors(text, mentions, tokens, language)
    clients = named or _weak(tokens, findings, words, writers)
    owners = Owners(tokens, words, findings, clients, who)
    edges = [edge for f in findings if f.kind == "relation" for edge in _edges(f, owners)]
    told: dict[str, set[str]] = defaultdict(set)
    for entity in clients:
        told[entity].add("client")
    for entity, role in _relations(edges, clients, who):
        told[entity].add(f"client.{role}")
    for entity, role in _trades(findings, owners, clients, words, tokens):
        told[entity].add(role)
    for entity in writers:
        told[entity].add("therapist")
    decided = {t.entity: _decided(told[t.entity], who.get(t.entity)) for t in tokens if t.entity in told}
    blocked = {f.entity for f in findings if f.role in KIN and f.owner.kind in ("author", "ours")}
    return {id_: role for id_, role in decided.items() if role and id_ not in blocked}


def _strong(findings: Iterable[Finding]) -> frozenset[str]:
    """Those whom the text calls client or patient, of the author and not of somebody else."""
    return frozenset(
        f.entity for f in findings if f.kind == "strong" and f.owner.kind in ("none", "author", "ours")
    )


def _weak(
    tokens: Sequence[Token], findings: Sequence[Finding], words: RoleWords, writers: frozenset[str]
) -> frozenset[str]:
    """The one whom the write-up is plainly about, where no word says client: by several signs at once."""
    taken = {f.entity for f in findings if f.kind in ("relation", "title")} | writers
    times = Counter(t.entity for t in tokens if t.entity)
    if not times:
        return frozenset()
    points: Counter[str] = Counter()
    points.update(dict.fromkeys((f.entity for f in findings if f.kind == "weak"), 2))
    first = next((t.entity for t in tokens if t.entity and t.entity not in taken), "")
    points[first] += 1
    spoken = {t.entity for at, t in enumerate(tokens) if t.entity and _speaks(tokens, at)}
    if len(spoken) > 1:
        return frozenset()
    (most, count), *others = times.most_common(2)
    if count > 1 and (not others or count > others[0][1]):
        points[most] += 1
    for entity in {tokens[at].entity for at in range(len(tokens)) if tokens[at].entity and _aged(tokens, at)}:
        points[entity] += 2
    first_at = {t.entity: len(tokens) - 1 - k for k, t in enumerate(reversed(tokens))}
    taken |= {e for e in times if points[e] < 5 and _among_colleagues(tokens, first_at[e], words)}
    ranked = [(points[e], e) for e in times if e not in taken and (e in (first, most) or count == 1)]
    best = max(ranked, default=(0, ""), key=lambda pair: pair[0])
    close = [e for p, e in ranked if p > best[0] - _AHEAD]
    sure = best[0] >= _ENOUGH and len(close) == 1 and not _beside(tokens, best[1], taken, words)
    return frozenset({best[1]}) if sure else frozenset()


def _beside(tokens: Sequence[Token], entity: str, taken: Collection[str], words: RoleWords) -> bool:
    """Whether another person with an age is told of right behind somebody's first mention: a couple."""
    places = [k for k, token in enumerate(tokens) if token.entity == entity]
    if any(_conjoined(tokens, k, words) for at in places for k in (at - 1, at + 1)):
        return True
    at = places[0]
    stops = 0
    for k in range(at + 1, min(len(tokens), at + 40)):
        stops += tokens[k].stops
        if stops > 1:
            return False
        other = tokens[k].entity
        if other and other != entity and other not in taken and _aged(tokens, k):
            return True
    return False


def _conjoined(tokens: Sequence[Token], k: int, words: RoleWords) -> bool:
    """Whether a token is an "and" between two names."""
    inside = 0 < k < len(tokens) - 1 and tokens[k].folded in words.sets["conjunctions"]
    return inside and not tokens[k - 1].folded and not tokens[k + 1].folded


def _among_colleagues(tokens: Sequence[Token], at: int, words: RoleWords) -> bool:
    """Whether a colleague is spoken of shortly before a name."""
    near = (words.roles.get(token.folded) for token in tokens[max(0, at - 30) : at])
    return any(word is not None and word.role == "colleague" for word in near)


def _speaks(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name is the label of a line of speech."""
    opens = at == 0 or tokens[at - 1].folded in "\n]("
    return opens and at + 1 < len(tokens) and tokens[at + 1].folded in (":", ")")


def _aged(tokens: Sequence[Token], at: int) -> bool:
    """Whether an age stands directly behind a name, before the sentence ends."""
    for token in tokens[at + 1 : at + 5]:
        if token.age:
            return True
        if token.stops or token.entity or token.genitive:
            return False
    return False


def _edges(finding: Finding, owners: Owners) -> Iterable[Edge]:
    owner = owners.of(finding)
    if owner and owner != finding.entity and finding.role in KIN | NEAR | TRADES | {"colleague", "therapist"}:
        yield owner, (*finding.owner.relations, finding.role), finding.entity


def _relations(
    edges: Sequence[Edge], clients: frozenset[str], who: Mapping[str, Who]
) -> Iterable[tuple[str, str]]:
    """What each person is to the client, over at most two steps."""
    reached: dict[str, set[str]] = defaultdict(set)
    sure = clients | {CLIENT}
    for owner, relations, bearer in edges:
        role = _one(relations, bearer, who)
        if owner in sure and role and bearer not in clients:
            reached[bearer].add(role)
    for owner, relations, bearer in edges:
        back = _back(owner, relations, who) if bearer in clients and owner not in sure else None
        if back:
            reached[owner].add(back)
    steps = [(o, r[0], b) for o, r, b in edges if len(r) == 1 and o not in sure and b not in clients]
    once = {entity: next(iter(found)) for entity, found in reached.items() if len(found) == 1}
    for owner, relation, bearer in steps:
        role = chained(once.get(owner, ""), of_gender(relation, _gender(bearer, who)))
        if role:
            reached[bearer].add(role)
        back = _back(owner, (relation,), who) if bearer in once else None
        further = chained(once[bearer], back) if back else None
        if further and owner not in once:
            reached[owner].add(further)
    return [(entity, role) for entity, found in reached.items() for role in sorted(found)]


def _one(relations: tuple[str, ...], bearer: str, who: Mapping[str, Who]) -> str | None:
    last = of_gender(relations[-1], _gender(bearer, who))
    if len(relations) == 1:
        return last
    return chained(relations[0], last) if len(relations) == 2 else None


def _back(owner: str, relations: tuple[str, ...], who: Mapping[str, Who]) -> str | None:
    """What the owner of a relation is to its bearer."""
    back = converse(relations[0]) if len(relations) == 1 else None
    return of_gender(back, _gender(owner, who)) if back else None


def _trades(
    findings: Sequence[Finding],
    owners: Owners,
    clients: frozenset[str],
    words: RoleWords,
    tokens: Sequence[Token],
) -> Iterable[tuple[str, str]]:
    """Roles in the case that are no relation to the client: the judge, the author's colleague."""
    school = any(t.folded in words.sets["school"] for t in tokens)
    for f in findings:
        kind = f.owner.kind
        if f.entity in clients or f.kind not in ("relation", "title"):
            continue
        if f.role in ("colleague", "supervisor") and kind in ("none", "author", "ours"):
            yield f.entity, f.role
        elif f.role == "boss" and kind in ("author", "ours"):
            yield f.entity, "manager"
        elif f.role == "headmaster" and not school:
            continue
        elif f.role in TRADES and (
            kind in ("none", "ours", "them") or (kind != "author" and not owners.of(f))
        ):
            yield f.entity, f.role


def _gender(entity: str, who: Mapping[str, Who]) -> Gender | None:
    return who[entity].gender if entity in who else None


def _decided(told: set[str], who: Who | None) -> str | None:
    """The one role of a person; none where two contradict each other or the person's gender."""
    found = {role for role in told if not _generalises(role, told)}
    if any(role.startswith("client.") for role in found):
        found -= TRADES
    if "therapist" in found:
        found -= TRADES | {"colleague"}
    elif found & (AUTHORS - {"therapist"}):
        found -= TRADES
    if found & TRADES and len(found) > 1:
        found -= {"doctor"}
    if len(found) != 1:
        return None
    role = found.pop()
    gender = GENDERED.get(role.rpartition(".")[2])
    if gender and who and who.gender and who.gender != gender:
        return None
    return role


def _generalises(role: str, told: set[str]) -> bool:
    """Whether a role says the same as another that was told, but less: parent beside mother."""
    last = role.removeprefix("client.")
    return any(other != role and general(other.removeprefix("client.")) == last for other in told)
