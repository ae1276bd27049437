"""Phrases around a name: the word of a role with its adjectives, and whose relation it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from casekit.link.kinship import UNOWNED
from casekit.link.role_text import Token
from casekit.link.role_words import ANY, RoleWord, RoleWords

OwnerKind = Literal["none", "author", "ours", "them", "self", "m", "f", "entity", "client", "weak", "unknown"]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose relation it is: an entity, the client, a pronoun standing at token ``at``, or nobody that is told.

    ``relations`` lead on from there: of "her mother's brother" the owner is "her" with ``("mother",)``.
    """

    kind: OwnerKind
    at: int
    entity: str = ""
    relations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """That the text calls the entity of token ``at`` by the word of a role, which stands at token ``word_at``."""

    entity: str
    at: int
    word_at: int
    role: str
    owner: Owner
    kind: Literal["relation", "strong", "weak", "title"] = "relation"
    plural: bool = False


class Phrases:
    """Reads roles and owners at the tokens of one text."""

    def __init__(self, tokens: Sequence[Token], words: RoleWords, code: str) -> None:
        self.tokens = tokens
        self.words = words
        self.code = code

    def word(self, at: int) -> str:
        """The folded word at a token, empty beyond the ends and for names."""
        return self.tokens[at].folded if 0 <= at < len(self.tokens) else ""

    def role_ending(self, k: int) -> tuple[int, RoleWord | None, Literal["relation", "strong", "weak"]]:
        """The word of a role that ends at a token: its first token, the word, what kind of word."""
        for start in (k - 1, k):
            key = self.word(k) if start == k else f"{self.word(start)}_{self.word(k)}"
            if start < 0 or (start < k and not self.word(start)):
                continue
            if key in self.words.strong:
                return start, self.words.strong[key], "strong"
            if key in self.words.roles:
                return start, self.words.roles[key], "relation"
            if key in self.words.weak:
                return start, self.words.weak[key], "weak"
        return k, None, "relation"

    def role_starting(self, k: int) -> tuple[int, RoleWord | None, Literal["relation", "strong", "weak"]]:
        for end in (k + 1, k):
            start, word, kind = self.role_ending(end)
            if word and start == k:
                return end, word, kind
        return k, None, "relation"

    def over_adjectives(self, k: int) -> int:
        while k >= 0 and (
            self.words.has("adjectives", self.word(k))
            or self.words.has("former", self.word(k))
            or self.words.has("adjectives", f"{self.word(k - 1)}_{self.word(k)}")
        ):
            k -= 2 if self.words.has("adjectives", f"{self.word(k - 1)}_{self.word(k)}") else 1
        return k

    def with_adjectives(self, start: int, role: str) -> str:
        """The role with the words before it: an ex-husband is a former partner, a двоюродный брат a cousin."""
        k, first = start - 1, self.over_adjectives(start - 1)
        while k > first:
            if self.words.has("former", self.word(k)) and role in ("husband", "wife", "partner"):
                return "former_partner"
            if self.words.has("cousin", self.word(k)) and role in ("brother", "sister"):
                return "cousin"
            k -= 1
        return role

    def owner(self, k: int, *, deep: bool = True) -> Owner:
        """Who owns the relation, by the token before its word."""
        nobody = Owner("none", k)
        if not 0 <= k < len(self.tokens):
            return nobody
        token, word = self.tokens[k], self.word(k)
        if word in self.words.owners:
            return Owner(self.words.owners[word], k)  # type: ignore[arg-type]
        with_at = self.code == "ru" and self.word(k - 1) == "у"
        if with_at and word in ("него", "нее", "ней"):
            return Owner("m" if word == "него" else "f", k)
        if with_at and token.entity and "gen" in token.cases:
            return Owner("entity", k, token.entity)
        if token.entity and token.genitive:
            return Owner("entity", k, token.entity)
        if with_at or self.code != "ru":
            of = self.words.genitives.get(word)
            if of and deep:
                return self._owner_of_word(k, of)
            if of:
                return Owner("client" if of.role == "client" else "unknown", k)
            if word in self.words.weak_genitives:
                return Owner("weak", k)
        return Owner("unknown", k) if self._someones(word) else nobody

    def _someones(self, word: str) -> bool:
        """Whether a word has the form of an owner of whom nothing is known: the victim's, offrets."""
        if self.code == "en":
            return word.endswith(("'s", "s'"))
        return self.code == "sv" and len(word) > 4 and word.endswith(("ens", "ets", "ans", "arnas", "ernas"))

    def _owner_of_word(self, k: int, word: RoleWord) -> Owner:
        """The owner "the client's", or of a relation of somebody: "her mother's"."""
        if word.role == "client":
            further = self.owner(self.over_adjectives(k - 1), deep=False).kind
            return Owner("none" if further in ("m", "f", "entity", "self", "them") else "client", k)
        of = self.owner(self.over_adjectives(k - 1), deep=False)
        if of.kind == "none" and word.role in UNOWNED:
            of = Owner("client", k)
        if of.kind in ("none", "author", "ours") or of.relations:
            return Owner("author", k)
        return replace(of, relations=(word.role,))

    def owner_behind(self, k: int) -> tuple[int, Owner | None]:
        """An owner that stands behind the word of the role: мать Ани, mother of Anna, mamma till Anna, мать ее."""
        token, word = self.tokens[k], self.word(k)
        if self.code == "ru":
            if word in ("его", "ее"):
                return k - 1, Owner(self.words.owners[word], k)  # type: ignore[arg-type]
            if token.entity and "gen" in token.cases and token.cases != ANY:
                return k - 1, Owner("entity", k, token.entity)
            if word in self.words.genitives:
                role = self.words.genitives[word]
                owner = Owner("client", k, relations=() if role.role == "client" else (role.role,))
                return (k - 1, owner) if role.role == "client" or role.role in UNOWNED else (k, None)
            if word in self.words.weak_genitives:
                return k - 1, Owner("weak", k)
            return k, None
        before = k - 1
        if self.words.has("determiners", self.word(before)) or self.word(before) in self.words.owners:
            before -= 1
        if not self.words.has("of", self.word(before)):
            return k, None
        if token.entity:
            return before - 1, Owner("entity", k, token.entity)
        if word in self.words.strong:
            return before - 1, Owner("client", k)
        return k, None

    def owner_after(self, last: int, owner: Owner) -> tuple[int, Owner]:
        """An owner that follows the word of the role, with the token it ends at."""
        k = last + 1
        if owner.kind != "none" or k >= len(self.tokens):
            return last, owner
        if self.code == "ru":
            token, word = self.tokens[k], self.word(k)
            if token.entity and "gen" in token.cases and token.cases != ANY:
                return k, Owner("entity", k, token.entity)
            if word in self.words.genitives and self.words.genitives[word].role == "client":
                return k, Owner("client", k)
            if word in self.words.weak_genitives:
                return k, Owner("weak", k)
            return last, owner
        if not self.words.has("of", self.word(k)):
            return last, owner
        k += 1
        while self.words.has("determiners", self.word(k)) or self.word(k) in self.words.owners:
            k += 1
        if k < len(self.tokens) and self.tokens[k].entity:
            return k, Owner("entity", k, self.tokens[k].entity)
        if self.word(k) in self.words.strong:
            return k, Owner("client", k)
        return last, owner
