"""Whose mother, whose brother: the entity that an owner's pronoun, name or silence stands for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from casekit.case import Who
from casekit.lang.forms import Gender
from casekit.link.kinship import GENDERED, KIN, OF_ADULTS, UNOWNED
from casekit.link.role_phrases import Finding, Owner
from casekit.link.role_text import Token
from casekit.link.role_words import RoleWords

#: the client, where no name is known for them
_CLIENT = "client"
GENDERS: tuple[Gender, ...] = ("m", "f")
#: how many tokens and ends of sentences a pronoun reaches back over
_REACH = 50
_SENTENCES = 1


class Owners:
    """Resolves owners within one text."""

    def __init__(
        self,
        tokens: Sequence[Token],
        words: RoleWords,
        findings: Sequence[Finding],
        clients: frozenset[str],
        who: Mapping[str, Who],
    ) -> None:
        self._tokens = tokens
        self._words = words
        self._clients = clients
        self._who = who
        self._by_name = {f.at: f for f in findings if f.kind in ("relation", "title")}
        self._word_places = {f.word_at for f in findings}
        self._client = next(iter(clients)) if len(clients) == 1 else ""
        places = [k for k, t in enumerate(tokens) if t.folded in words.strong]
        named = [k for k, t in enumerate(tokens) if t.entity and t.entity == self._client]
        self._strong = bool(places)
        #: the token by which the client has been spoken of
        self._spoken_of = min([*places, *named], default=len(tokens))
        #: by gender the token where somebody else is first named whom a pronoun may mean
        self._another = {g: self._first_other(g) for g in GENDERS}
        self._of_child = any(
            f.entity in clients and tokens[f.word_at].folded in words.sets["children"] for f in findings
        )

    def of(self, finding: Finding) -> str:
        """The owner's entity id, ``client`` for one without a name, empty where it is not sure."""
        owner = finding.owner
        if owner.kind == "entity":
            return "" if owner.entity == finding.entity else owner.entity
        if owner.kind == "client":
            return self._client or _CLIENT
        if owner.kind == "weak":
            return "" if self._strong or (self._clients and not self._of_child) else self._client or _CLIENT
        if owner.kind in ("m", "f"):
            return self._pronoun(owner, finding, owner.kind)
        if owner.kind == "self":
            return self._subject(finding)
        if owner.kind == "them":
            return _CLIENT if len(self._clients) > 1 and finding.role in KIN else ""
        if owner.kind == "none" and finding.role in UNOWNED:
            return self._unsaid(finding)
        return ""

    def _pronoun(self, owner: Owner, finding: Finding, gender: Gender) -> str:
        near = self._candidates(owner.at, gender, finding, _SENTENCES)
        if len(near) == 1:
            return near.pop()
        if near:
            return ""
        known = self._who.get(self._client)
        told = known.gender == gender if known else not self._clients
        alone = self._spoken_of < owner.at <= self._another[gender]
        return (self._client or _CLIENT) if told and alone else ""

    def _first_other(self, gender: Gender) -> int:
        for k, token in enumerate(self._tokens):
            other = token.entity and token.entity != self._client and self._may_be(token.entity, gender)
            told = self._by_name.get(k)
            owned = told is not None and told.owner.kind in GENDERS
            if (other and not owned) or self._unnamed_kin(k) == gender:
                return k
        return len(self._tokens)

    def _candidates(self, at: int, gender: Gender, finding: Finding, sentences: int) -> set[str]:
        """Whom a pronoun of that gender may mean: those named before it, and kin without a name."""
        found: set[str] = set()
        stops = 0
        for k in range(at - 1, max(-1, at - 1 - _REACH), -1):
            token = self._tokens[k]
            stops += token.stops
            if stops > sentences:
                break
            if token.entity and token.entity != finding.entity:
                listed = self._listed(k, at) and (stops == 0 or finding.role not in OF_ADULTS)
                if self._may_be(token.entity, gender) and not listed:
                    found.add(token.entity)
            elif token.folded in self._words.strong and not self._next_to_name(k):
                if not self._client or self._may_be(self._client, gender):
                    found.add(self._client or _CLIENT)
            elif k < at - 1 and self._unnamed_kin(k) == gender:
                found.add(f"?{token.folded}")
        return found

    def _unnamed_kin(self, k: int) -> Gender | None:
        """The gender of a relation that is told without a name."""
        word = self._words.roles.get(self._tokens[k].folded)
        if word is None or k in self._word_places or self._next_to_name(k):
            return None
        return GENDERED.get(word.role)

    def _may_be(self, entity: str, gender: Gender) -> bool:
        known = self._who.get(entity)
        return known is None or known.gender in (None, gender)

    def _listed(self, k: int, at: int) -> bool:
        """Whether the name was itself told as somebody's by the same pronoun: her mother Karin and her brother."""
        told = self._by_name.get(k)
        if told is None or told.owner.kind not in ("m", "f", "none", "client"):
            return False
        return told.owner.kind != "none" and self._tokens[told.owner.at].folded == self._tokens[at].folded

    def _next_to_name(self, k: int) -> bool:
        return any(0 <= i < len(self._tokens) and self._tokens[i].entity for i in (k + 1, k + 2))

    def _subject(self, finding: Finding) -> str:
        """Whom "sin", "свой" go back to: the only person named before in the sentence."""
        found = self._sentence(finding.word_at)
        found.discard(finding.entity)
        return found.pop() if len(found) == 1 else ""

    def _sentence(self, at: int) -> set[str]:
        found: set[str] = set()
        for k in range(at - 1, max(-1, at - 1 - _REACH), -1):
            token = self._tokens[k]
            if token.stops:
                break
            if token.entity:
                found.add(token.entity)
            elif token.folded in self._words.strong and not self._next_to_name(k):
                found.add(self._client or _CLIENT)
        return found

    def _unsaid(self, finding: Finding) -> str:
        """Whose "mother" is without a word on it: the client's, if nobody else is spoken of."""
        if len(self._clients) > 1:
            return ""
        before = self._others(finding)
        if before:
            return ""
        known = self._who.get(self._client)
        fits = {"husband": "f", "wife": "m"}.get(finding.role)
        if finding.role in OF_ADULTS and (
            self._of_child or (fits and known and known.gender not in (None, fits))
        ):
            return ""
        if self._client:
            return self._client if self._spoken_of < finding.at else ""
        return _CLIENT if self._strong else ""

    def _others(self, finding: Finding) -> Collection[str]:
        """Persons in the sentence before the word who are not the client nor told without an owner themselves."""
        found = set()
        for k in range(finding.word_at - 1, max(-1, finding.word_at - 1 - _REACH), -1):
            token = self._tokens[k]
            if token.stops:
                break
            told = self._by_name.get(k)
            bare = told is not None and told.owner.kind == "none" and told.role in KIN
            if token.entity and token.entity != self._client and not bare and token.entity != finding.entity:
                found.add(token.entity)
        return found
