"""Which operator a mention gets by policy and style, and what is done where that one cannot.

``placeholder``: numbered brackets. ``role``: persons by their role and quasi-identifiers made coarser, both in
brackets. ``surrogate``: invented names and numbers, and coarser quasi-identifiers, as part of the sentence. An
operator that a policy names itself goes before the style.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from casekit.case import DIRECT, EntityType, Mention, Note, Who
from casekit.config import Policy, check_style
from casekit.lang import Language
from casekit.replace.by_role import Roles
from casekit.replace.choosing import Chooser, spoken_words
from casekit.replace.fictional import Fictional
from casekit.replace.operators import BROUGHT, Placeholders, mask, redact
from casekit.replace.persons import Persons
from casekit.replace.quasi import Quasi

_PLAIN = {"mask": mask, "redact": redact}
#: what a style makes of an operator ``placeholder``, for direct and for quasi-identifiers
_STYLED = {
    "placeholder": ("placeholder", "placeholder"),
    "role": ("role", "generalise"),
    "surrogate": ("surrogate", "generalise"),
}


class Writer:
    """Writes the mentions of one text."""

    def __init__(
        self,
        text: str,
        mentions: Sequence[Mention],
        who: Mapping[str, Who],
        policy: Policy,
        language: Language,
        *,
        style: str,
        seed: bytes,
        file_name: str,
    ) -> None:
        self._text = text
        self._policy = policy
        self._style = check_style(style)
        self._brackets = style != "surrogate"
        seed = seed if len(seed) <= hashlib.blake2b.MAX_KEY_SIZE else hashlib.blake2b(seed).digest()
        brought = [mention for mention in mentions if mention.recognizer == BROUGHT]
        self._placeholders = Placeholders(language.table("placeholders"), text, brought)
        used = {self._operator(mention.type) for mention in mentions}
        if used & {"surrogate"}:
            key = hashlib.blake2b(b"names", key=seed, digest_size=32).digest()
            spoken = spoken_words(f"{text} {file_name}", language)
            people = [m for m in mentions if m.type is EntityType.PERSON and m.recognizer != BROUGHT]
            self._persons = Persons(text, people, who, language, Chooser(language, key, spoken))
            self._fictional = Fictional(language, key)
        if used & {"generalise", "shift"}:
            # with a key that is the same for many texts, each still moves its dates by its own offset
            own = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=seed, digest_size=32).digest()
            self._quasi = Quasi(text, mentions, policy, language, own)
        if "role" in used:
            self._roles = Roles(mentions, who, language, self._placeholders)

    def operator(self, type_: EntityType) -> str:
        """What is done with a type."""
        return self._operator(type_)

    def write(self, mention: Mention) -> tuple[str | None, Note | None]:
        """What stands in the place of the mention (None: it stays), and what could not be done as asked."""
        surface = self._text[mention.start : mention.end]
        if mention.recognizer == BROUGHT:
            return surface, None
        if self._policy.operator(mention.type, mention.confidence) == "keep":
            return None, None
        name = self._operator(mention.type)
        if name in _PLAIN:
            return _PLAIN[name](mention, surface), None
        if name == "role":
            return self._by_role(mention, surface)
        if name == "surrogate":
            return self._invented(mention, surface)
        if name in ("generalise", "shift"):
            return self._generalised(mention, surface, name)
        return self._placeholders(mention, surface), None

    def _operator(self, type_: EntityType) -> str:
        name = self._policy.operators[type_]
        if name == "placeholder":
            styled = _STYLED[self._style][0 if type_ in DIRECT else 1]
            return styled if styled != "role" or type_ is EntityType.PERSON else "placeholder"
        return name

    def _by_role(self, mention: Mention, surface: str) -> tuple[str, Note | None]:
        told = self._roles.write(mention)
        if told is not None:
            return told, None
        return self._placeholders(mention, surface), _note(mention, "role", "placeholder", "role_unknown")

    def _invented(self, mention: Mention, surface: str) -> tuple[str, Note | None]:
        person = mention.type is EntityType.PERSON
        made = self._persons.write(mention) if person else self._fictional.write(mention, surface)
        if made is not None:
            return made, None
        reason = "name_not_inflected" if person else "not_invented"
        return self._placeholders(mention, surface), _note(mention, "surrogate", "placeholder", reason)

    def _generalised(self, mention: Mention, surface: str, name: str) -> tuple[str, Note | None]:
        phrase = self._quasi.generalised(mention, shift=name == "shift")
        if phrase is None:
            reason = _note(mention, name, "placeholder", "not_understood")
            return self._placeholders(mention, surface), reason
        note = phrase.note and _note(mention, phrase.asked, phrase.step, phrase.note)
        if self._brackets:
            return f"[{phrase.text}]" if phrase.text else self._placeholders(mention, surface), note or None
        fitted = self._quasi.fitted(mention, phrase)
        if fitted is None:
            return self._placeholders(mention, surface), _note(
                mention, name, "placeholder", "phrase_not_inflected"
            )
        return fitted, note or None


def _note(mention: Mention, asked: str, done: str, reason: str) -> Note:
    return Note(mention.start, mention.end, mention.type, mention.entity_id, asked, done, reason)
