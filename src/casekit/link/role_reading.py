"""What the words directly before and behind a name say of the person: "her mother, Karin", "Lars, Annas pappa"."""

from __future__ import annotations

from dataclasses import replace

from casekit.link.kinship import KIN, TRADES, UNOWNED
from casekit.link.role_phrases import Finding, Owner, Phrases
from casekit.link.role_text import Token
from casekit.link.role_words import ANY, RoleWord

_QUOTES = frozenset("\"'«»“”„‘’")
_SEPARATORS = frozenset(",:(=–—-")
_CLOSING = frozenset(",.;:)(\n!?–—-/=…")
_CLAUSE_ENDS = frozenset(",.;)\n!?–—-…")


class Reader(Phrases):
    """Reads roles beside the names of one text."""

    def findings(self) -> list[Finding]:
        """All that is said directly beside names, in text order."""
        found: list[Finding] = []
        for at, token in enumerate(self.tokens):
            if token.entity:
                for one in (self._before(at), self._behind(at)):
                    if one:
                        found += [one, *self._coordinated(one)]
        return found

    # -- before a name

    def _before(self, at: int) -> Finding | None:
        name = self.tokens[at]
        end, title = self._title(at - 1)
        k, apart = self._joined(end)
        genitive_ok = not apart or not name.genitive
        found = self._role_before(k, at, apart) if genitive_ok and k >= 0 else None
        if found is None and title and (title != "doctor" or self._medical(at)):
            owner = self.owner(self.over_adjectives(end))
            return Finding(name.entity, at, end + 1, title, owner, "title")
        return found

    def _title(self, k: int) -> tuple[int, str]:
        """The token before the titles of a name, and the role that the nearest of them tells."""
        role = ""
        while k >= 0:
            word = self.word(k)
            dot = word == "." and self._abbreviated(self.word(k - 1))
            if dot or word in _QUOTES and self.tokens[k].end != self.tokens[k].start:
                k -= 1
                continue
            if (
                word in self.words.other_titles
                and word not in self.words.roles
                and word not in self.words.titles
            ):
                k -= 1
                continue
            if word in self.words.titles and word not in self.words.roles and not role:
                role = self.words.titles[word]
                k -= 1
                continue
            break
        return k, role

    def _abbreviated(self, word: str) -> bool:
        return len(word) < 5 and (word in self.words.titles or word in self.words.other_titles)

    def _joined(self, k: int) -> tuple[int, str]:
        """Over naming words, commas, brackets and ages back to what stands before; and what joined them."""
        apart = ""
        while k >= 0:
            word = self.word(k)
            if word in _QUOTES or self.tokens[k].age:
                k -= 1
            elif word in _SEPARATORS and (not apart or apart == "named" or word == ","):
                apart = word if apart in ("", "named") else apart
                k -= 1
            elif word == "." and self.word(k - 1) in self.words.strong and len(self.word(k - 1)) < 4:
                k -= 1
            elif self.words.has("naming", f"{self.word(k - 1)}_{word}"):
                apart, k = apart or "named", k - 2
            elif self.words.has("naming", word):
                apart, k = apart or "named", k - 1
            else:
                break
        return k, apart

    def _role_before(self, k: int, at: int, apart: str) -> Finding | None:
        start, word, kind = self.role_ending(k)
        name = self.tokens[at]
        if word and self._agrees(word, name, apart, kind, start):
            owner = self.owner(self.over_adjectives(start - 1))
            return self._checked(
                Finding(name.entity, at, k, self.with_adjectives(start, word.role), owner, kind), apart, at
            )
        owner_at, owned_by = self.owner_behind(k)
        if owned_by is None:
            return None
        start, word, kind = self.role_ending(owner_at)
        if (
            word
            and kind == "relation"
            and (self.code != "ru" or "nom" in name.cases or word.cases & name.cases)
        ):
            return self._checked(Finding(name.entity, at, owner_at, word.role, owned_by), apart, at)
        return None

    def _agrees(self, word: RoleWord, name: Token, apart: str, kind: str, start: int) -> bool:
        """Whether a Russian name stands in apposition to the word, not as whose it is (мать Ани)."""
        if self.code != "ru":
            return True
        before = self.word(start - 1)
        if before in self.words.roles and not self.words.has("former", before):  # брат отца
            return False
        if name.cases == ANY:
            owned = self.owner(self.over_adjectives(start - 1)).kind != "none"
            return bool(apart) or kind != "relation" or owned or word.role in TRADES
        common = word.cases & name.cases
        if not common:
            return apart in (":", "(", "=", "–", "—", "-") and "nom" in name.cases
        if "gen" not in name.cases or "nom" in common or apart or kind != "relation":
            return True
        return word.role not in KIN or self.owner(self.over_adjectives(start - 1)).kind != "none"

    def _checked(self, finding: Finding, apart: str, at: int) -> Finding | None:
        """The finding, where the signs between word and name and what follows allow it."""
        word = self.word(finding.word_at)
        plural = self.words.has("plural", word)
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        ends = following is None or following.folded in _CLOSING or following.age
        if apart == "," and self.word(at + 1) in ("=", "–", "—", "-"):
            return None  # an entry of its own: К. – клиентка, Ж. – это я
        if apart == "," and not plural and not ends:
            return None
        if apart == "," and self.words.has("conjunctions", self.word(at + 1)) and not plural:
            return None
        if apart == "(" and self.word(at + 1) not in (")", ","):
            return None
        if apart == ":" and not (
            following is None or following.age or following.folded in ".\n(;" or self._of_line(at)
        ):
            return None
        if finding.kind == "weak":
            plain = self.over_adjectives(finding.word_at - 1) == finding.word_at - 1
            return finding if plain and finding.owner.kind in ("none", "ours", "author") else None
        if finding.role in TRADES and self._of_deputy(finding.word_at - 1):
            return None
        unowned = finding.kind == "relation" and finding.owner.kind == "none"
        if unowned and self._needs_owner(finding, word, apart):
            return None
        return replace(finding, plural=plural)

    def _of_deputy(self, k: int) -> bool:
        """Whether the word before a trade makes it another's: the deputy principal, bitr. rektor."""
        return any(self.words.has("deputies", self.word(k - dot)) for dot in (0, self.word(k) == "."))

    def _of_line(self, at: int) -> bool:
        """Whether what stands behind a name on a form's line is an age, a number or another entry."""
        return self.word(at + 1) == "," and (
            self.tokens[at + 2].age or self.word(at + 2).isdigit() if at + 2 < len(self.tokens) else True
        )

    def _needs_owner(self, finding: Finding, word: str, apart: str) -> bool:
        if finding.role in KIN:
            formal = apart in (":", "=") or word.istitle()
            return finding.role not in UNOWNED or (word in self.words.sets["owned"] and not formal)
        if finding.role == "supervisor" and apart != ":":
            before = self.word(self.over_adjectives(finding.word_at - 1))
            return not {before, word} & self.words.sets["addressing"]
        return word in self.words.sets["owned"]

    def _medical(self, at: int) -> bool:
        """Whether words of medicine stand near: others are called doctor too."""
        return any(t.folded in self.words.sets["medical"] for t in self.tokens[max(0, at - 14) : at + 14])

    # -- behind a name

    def _behind(self, at: int) -> Finding | None:
        name = self.tokens[at]
        if name.genitive and self.code == "en":
            return None
        k, joint = self._joint(at + 1)
        if not joint:
            return None
        while self.words.has("determiners", self.word(k)):
            k += 1
        definite = self.words.has("determiners", self.word(k - 1)) and self.word(k - 1) in ("the", "den")
        owner = Owner("none", k)
        if self.owner(k).kind != "none" and not (self.code == "ru" and self.word(k) in ("у",)):
            owner = self.owner(k)
            k += 1
        elif self.word(k) in self.words.owners:
            k += 1
        while self.words.has("adjectives", self.word(k)) or self.words.has("former", self.word(k)):
            k += 1
        last, word, kind = self.role_starting(k)
        if word is None or kind == "weak":
            return None
        role = self.with_adjectives(k, word.role)
        last, owner = self.owner_after(last, owner)
        sure = kind == "strong" and self.words.has("copulas", joint) and owner.kind in ("author", "ours")
        if not self._closes(last, joint) and not sure:
            return None
        finding = Finding(name.entity, at, k, role, owner, kind)
        return finding if self._allowed_behind(finding, joint, definite or word.definite) else None

    def _joint(self, k: int) -> tuple[int, str]:
        """Over an age to the sign or word that sets what follows beside the name."""
        if self.word(k) in _QUOTES:
            k += 1
        if self.word(k) in ("(", ",") and k + 1 < len(self.tokens) and self.tokens[k + 1].age:
            k += 2 + (self.word(k + 2) == ")")
        word = self.word(k)
        if word in (",", "(", "=", "–", "—", "/") or self.words.has("copulas", word):
            return k + 1, word
        if word == "-" and self.tokens[k].start > self.tokens[k - 1].end:
            return k + 1, word
        return k, ""

    def _closes(self, last: int, joint: str) -> bool:
        """Whether the apposition ends here and is not the beginning of another person's."""
        following = self.word(last + 1)
        if last + 1 >= len(self.tokens):
            return True
        if joint == "(":
            return following in (")", ",", ";", ".")
        if following not in _CLAUSE_ENDS:
            return False
        following_name = last + 2 < len(self.tokens) and self.tokens[last + 2].entity != ""
        return not (following in (",", "–", "—", "-") and following_name)

    def _allowed_behind(self, finding: Finding, joint: str, definite: bool) -> bool:
        if finding.kind == "strong":
            return finding.owner.kind in ("none", "author", "ours")
        if finding.owner.kind != "none":
            return True
        if finding.role in TRADES:
            return definite and joint in (",", "(")
        formal = joint in ("(", "=")
        return finding.role in UNOWNED and (formal or (joint == "," and definite))

    # -- "her sons, Erik and Lars"

    def _coordinated(self, finding: Finding) -> list[Finding]:
        found: list[Finding] = []
        k = finding.at + 1
        while finding.plural and len(found) < 4:
            while self.word(k) in (",", "(", ")", "") and k < len(self.tokens) and not self.tokens[k].entity:
                k += 1
            if self.words.has("conjunctions", self.word(k)):
                k += 1
            elif self.word(k - 1) != ",":
                break
            if k >= len(self.tokens) or not self.tokens[k].entity or self.tokens[k].genitive:
                break
            found.append(replace(finding, entity=self.tokens[k].entity, at=k))
            k += 1
        return found
