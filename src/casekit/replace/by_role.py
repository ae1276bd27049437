"""Persons by their role in the case: [Client's mother], [мать клиента], [klientens mor]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casekit.case import EntityType, Mention, Who
from casekit.lang import Language
from casekit.replace.copies import detached
from casekit.replace.operators import Placeholders
from casekit.replace.roles import label


class Roles:
    """Writes persons by role; the second of one role gets a 2."""

    def __init__(
        self,
        mentions: Sequence[Mention],
        who: Mapping[str, Who],
        language: Language,
        placeholders: Placeholders,
    ) -> None:
        self._placeholders = placeholders
        self._language = language
        self._client = next((one for one in who.values() if one.role == "client"), None)
        self._labels: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self.learn(mentions, who)

    def copied(self) -> Roles:
        """The same, to go on apart from this one."""
        return detached(self, "_labels", "_counts")

    def learn(self, mentions: Sequence[Mention], who: Mapping[str, Who]) -> None:
        """Give every person a label whose role is told and who has none."""
        for mention in mentions:
            told = who.get(mention.entity_id)
            if mention.type is not EntityType.PERSON or told is None or told.role is None:
                continue
            if mention.entity_id not in self._labels:
                words = label(told.role, told, self._client, self._language)
                if words is not None:
                    self._labels[mention.entity_id] = self._unused(words)

    def write(self, mention: Mention) -> str | None:
        """The role in brackets; None for somebody whose role is not told."""
        return self._labels.get(mention.entity_id)

    def _unused(self, words: str) -> str:
        """The label, with a number where it is taken, be it by the author's own brackets."""
        counts = self._counts
        while True:
            counts[words] = counts.get(words, 0) + 1
            made = f"[{words}{f' {counts[words]}' if counts[words] > 1 else ''}]"
            if made not in self._placeholders.taken:
                return made
