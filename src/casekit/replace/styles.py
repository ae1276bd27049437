"""Which operator a mention gets by policy and style, and what is done where that one cannot.

``placeholder``: numbered brackets. ``role``: persons by their role and quasi-identifiers made coarser, both in
brackets. ``surrogate``: invented names and numbers, and coarser quasi-identifiers, as part of the sentence. An
operator that a policy names itself goes before the style, and what was decided about an entity before both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from copy import copy

from casekit.case import DIRECT, EntityType, Mention, Note
from casekit.changes import KEEP, PLACEHOLDER, STYLED, Changes, Met
from casekit.config import Policy, check_style
from casekit.lang import Language
from casekit.replace.acting import is_replaced
from casekit.replace.by_role import Roles
from casekit.replace.choosing import Chooser, spoken_words
from casekit.replace.fictional import Fictional
from casekit.replace.operators import BROUGHT, Placeholders, mask, redact
from casekit.replace.persons import Persons
from casekit.replace.quasi import Quasi
from casekit.replace.renaming import Renaming

_PLAIN = {"mask": mask, "redact": redact}
#: what a style makes of an operator ``placeholder``, for direct and for quasi-identifiers
_STYLED = {
    "placeholder": ("placeholder", "placeholder"),
    "role": ("role", "generalise"),
    "surrogate": ("surrogate", "generalise"),
}
Written = tuple[str | None, Note | None]


def operator_of(type_: EntityType, policy: Policy, style: str, *, acted: bool = False) -> str:
    """What is done with a type; ``acted``: although the policy keeps it."""
    name = policy.operators[type_]
    if name == "placeholder" or (acted and name == "keep"):
        styled = _STYLED[style][0 if type_ in DIRECT else 1]
        return styled if styled != "role" or type_ is EntityType.PERSON else "placeholder"
    return name


class Writer:
    """Writes the mentions of one text; what it once gave to an entity, the entity keeps."""

    def __init__(
        self,
        text: str,
        first: Met,
        policy: Policy,
        language: Language,
        *,
        style: str,
        seed: bytes,
        file_name: str,
    ) -> None:
        self._text = text
        self._first = first
        self._policy = policy
        self._language = language
        self._style = check_style(style)
        self._brackets = style != "surrogate"
        self._seed = seed if len(seed) <= hashlib.blake2b.MAX_KEY_SIZE else hashlib.blake2b(seed).digest()
        self._file_name = file_name
        self._changes = Changes()
        brought = [mention for mention in first.mentions if mention.recognizer == BROUGHT]
        self._placeholders = Placeholders(language.table("placeholders"), text, brought)
        self._persons: Persons | None = None
        self._fictional: Fictional | None = None
        self._quasi: Quasi | None = None
        self._roles: Roles | None = None
        self._equip({self.operator(mention.type) for mention in first.mentions})

    def _equip(self, used: set[str]) -> None:
        """Make what the operators need and was not needed before."""
        text, first, language = self._text, self._first, self._language
        if "surrogate" in used and self._persons is None:
            key = hashlib.blake2b(b"names", key=self._seed, digest_size=32).digest()
            chooser = Chooser(language, key, spoken_words(f"{text} {self._file_name}", language))
            self._persons = Persons(text, _people(first.mentions), first.who, language, chooser)
            self._fictional = Fictional(language, key)
        if used & {"generalise", "shift"} and self._quasi is None:
            # with a key that is the same for many texts, each still moves its dates by its own offset
            told = text.encode("utf-8", "surrogatepass")
            own = hashlib.blake2b(told, key=self._seed, digest_size=32).digest()
            self._quasi = Quasi(text, first.mentions, self._policy, language, own)
        if "role" in used and self._roles is None:
            self._roles = Roles(first.mentions, first.who, language, self._placeholders)

    def reserve(self) -> None:
        """Give every entity of the first linking what it could ever need, so that it is no other's later."""
        self._equip({self.operator(mention.type, acted=True) for mention in self._first.mentions})
        for mention in self._first.mentions:
            self._reserve(mention)

    def revised(self, changes: Changes) -> Writer:
        """A writer for what was changed, which gives the same to all who had something from this one."""
        made = copy(self)
        made._placeholders = self._placeholders.copied()
        made._persons = self._persons and self._persons.copied()
        made._fictional = self._fictional and self._fictional.copied()
        made._roles = self._roles and self._roles.copied()
        made._changes = changes
        made._equip(made._asked(changes))
        for batch in changes.met[1:]:
            made._learn(batch)
        return made

    def _learn(self, batch: Met) -> None:
        self._equip({self.operator(mention.type, acted=True) for mention in batch.mentions})
        if self._persons is not None:
            self._persons.reserve(batch.names)
            self._persons.learn(_people(batch.mentions), batch.who)
        if self._roles is not None:
            self._roles.learn(batch.mentions, batch.who)
        for mention in batch.mentions:
            self._reserve(mention)

    def _reserve(self, mention: Mention) -> None:
        if mention.recognizer != BROUGHT:
            self._placeholders(mention)
            if mention.type.direct:
                self._done(mention, self.operator(mention.type, acted=True))

    def _asked(self, changes: Changes) -> set[str]:
        """The operators that decisions ask for."""
        asked = {self.operator(m.type, acted=True) for m in changes.known if m.entity_id in changes.steps}
        if changes.names and not self._brackets:
            asked |= {"surrogate", "generalise"}
        if set(changes.steps.values()) - {KEEP, PLACEHOLDER, STYLED}:
            asked.add("generalise")
        return asked

    def operator(self, type_: EntityType, *, acted: bool = False) -> str:
        """What is done with a type; ``acted``: although the policy keeps it."""
        return operator_of(type_, self._policy, self._style, acted=acted)

    def write(self, mention: Mention) -> Written:
        """What stands in the place of the mention (None: it stays), and what could not be done as asked."""
        if mention.recognizer == BROUGHT:
            return self._text[mention.start : mention.end], None
        if not is_replaced(mention, self._policy, self._changes):
            return None, None
        name = self._changes.names.get(mention.entity_id)
        if name is not None:
            return self._named(mention, name), None
        step = self._changes.steps.get(mention.entity_id)
        if step == PLACEHOLDER:
            return self._placeholders(mention), None
        if step is None or step == STYLED:
            return self._done(mention, self.operator(mention.type, acted=step == STYLED))
        return self._generalised(mention, "generalise", step)

    def _done(self, mention: Mention, operator: str) -> Written:
        surface = self._text[mention.start : mention.end]
        if operator in _PLAIN:
            return _PLAIN[operator](mention, surface), None
        if operator == "role":
            return self._by_role(mention)
        if operator == "surrogate":
            return self._invented(mention, surface)
        if operator in ("generalise", "shift"):
            return self._generalised(mention, operator, None)
        return self._placeholders(mention), None

    def _named(self, mention: Mention, name: str) -> str:
        """The reviewer's own name: in brackets where all else is, else in the form of the mention."""
        if self._brackets:
            return f"[{name}]"
        return Renaming(self._text, self._language, self._persons, self._quasi).write(mention, name)

    def _by_role(self, mention: Mention) -> Written:
        told = self._roles.write(mention) if self._roles else None
        if told is not None:
            return told, None
        return self._placeholders(mention), _note(mention, "role", "placeholder", "role_unknown")

    def _invented(self, mention: Mention, surface: str) -> Written:
        person = mention.type is EntityType.PERSON
        assert self._persons is not None and self._fictional is not None
        made = self._persons.write(mention) if person else self._fictional.write(mention, surface)
        if made is not None:
            return made, None
        reason = "name_not_inflected" if person else "not_invented"
        return self._placeholders(mention), _note(mention, "surrogate", "placeholder", reason)

    def _generalised(self, mention: Mention, operator: str, step: str | None) -> Written:
        assert self._quasi is not None
        phrase = self._quasi.generalised(mention, "shift" if operator == "shift" else step)
        if phrase is None:
            reason = _note(mention, operator, "placeholder", "not_understood")
            return self._placeholders(mention), reason
        note = phrase.note and _note(mention, phrase.asked, phrase.step, phrase.note)
        if self._brackets:
            return f"[{phrase.text}]" if phrase.text else self._placeholders(mention), note or None
        fitted = self._quasi.fitted(mention, phrase)
        if fitted is None:
            return self._placeholders(mention), _note(
                mention, operator, "placeholder", "phrase_not_inflected"
            )
        return fitted, note or None


def _people(mentions: Sequence[Mention]) -> list[Mention]:
    return [m for m in mentions if m.type is EntityType.PERSON and m.recognizer != BROUGHT]


def _note(mention: Mention, asked: str, done: str, reason: str) -> Note:
    return Note(mention.start, mention.end, mention.type, mention.entity_id, asked, done, reason)
