"""Persons by their role in the case: [Client's mother], [мать клиента], [klientens mor]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casekit.case import EntityType, Mention, Who
from casekit.lang import Language
from casekit.replace.operators import Placeholders
from casekit.replace.roles import label


class Roles:
    """Writes persons by role, others by number; the second of one role gets a 2."""

    def __init__(
        self,
        mentions: Sequence[Mention],
        who: Mapping[str, Who],
        language: Language,
        placeholders: Placeholders,
    ) -> None:
        self._placeholders = placeholders
        client = next((one for one in who.values() if one.role == "client"), None)
        self._labels: dict[str, str] = {}
        counts: dict[str, int] = {}
        for mention in mentions:
            told = who.get(mention.entity_id)
            if mention.type is not EntityType.PERSON or told is None or told.role is None:
                continue
            if mention.entity_id not in self._labels:
                words = label(told.role, told, client, language)
                if words is not None:
                    counts[words] = counts.get(words, 0) + 1
                    number = f" {counts[words]}" if counts[words] > 1 else ""
                    self._labels[mention.entity_id] = f"[{words}{number}]"

    def write(self, mention: Mention, surface: str) -> str:
        """The role in brackets, or the numbered placeholder of somebody whose role is not told."""
        return self._labels.get(mention.entity_id) or self._placeholders(mention, surface)
