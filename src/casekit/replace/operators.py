"""What can be done with one mention. An operator sees the mention, never its neighbours.

``redact`` and ``mask`` are presidio-anonymizer's; this is the only module that imports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from casekit.case import Mention
from casekit.changes import number_of
from casekit.replace.copies import detached

#: the recognizer of a placeholder that the text brought along, as the detecting stage names it
BROUGHT = "placeholder"
_BRACKETED = re.compile(r"\[[^\[\]\n]{1,40}\]")


class Placeholders:
    """Numbered placeholders in the language of the text, one for each entity, numbered by type.

    A placeholder that the original text already contains is never used; new ones are numbered after those
    among ``brought``, the mentions that are placeholders themselves.
    """

    def __init__(self, labels: Mapping[str, str], text: str, brought: Iterable[Mention] = ()) -> None:
        self._labels = labels
        #: brackets that the text has already
        self.taken = frozenset(_BRACKETED.findall(text))
        self._given: dict[str, str] = {}
        self._next: dict[str, int] = {}
        for mention in brought:
            label = labels[str(mention.type)]
            self._next[label] = max(self._next.get(label, 0), number_of(mention.entity_id))
            self._given.setdefault(mention.entity_id, text[mention.start : mention.end])

    def copied(self) -> Placeholders:
        """The same, to go on apart from this one."""
        return detached(self, "_given", "_next")

    def __call__(self, mention: Mention) -> str:
        """The placeholder of the mention's entity, such as ``[Person 2]``."""
        if mention.entity_id not in self._given:
            self._given[mention.entity_id] = self._unused(self._labels[str(mention.type)])
        return self._given[mention.entity_id]

    def _unused(self, label: str) -> str:
        while True:
            self._next[label] = self._next.get(label, 0) + 1
            candidate = f"[{label} {self._next[label]}]"
            if candidate not in self.taken:
                return candidate


def redact(mention: Mention, surface: str) -> str:
    """Nothing remains of the surface."""
    from presidio_anonymizer.operators import Redact

    return str(Redact().operate(surface, {}))


def mask(mention: Mention, surface: str) -> str:
    """Every character becomes an asterisk; its length remains visible."""
    from presidio_anonymizer.operators import Mask

    params = {"masking_char": "*", "chars_to_mask": len(surface), "from_end": False}
    return str(Mask().operate(surface, params))
