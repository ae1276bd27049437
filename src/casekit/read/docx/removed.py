"""What of a document its clean copy does not have."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from casekit.read.document import LeftOut
from casekit.read.docx.names import local_name
from casekit.read.markup import Element

#: what stands as an author where Word has taken the name out, and our own labels
_NOBODY = re.compile(r"((unknown )?author|автор|författare)( \d+)?|unknown|normal(\.dotm?)?", re.IGNORECASE)
#: what programs call a picture or a shape
_USUAL = re.compile(r"[^\W\d_]+([ -][^\W\d_]+)?( \d+)?")
_ALT = ("descr", "title", "alt", "tooltip")


@dataclass(slots=True)
class Removed:
    """A list of what was dropped, filled while a document is cleaned."""

    _hidden: dict[str, None] = field(default_factory=dict, repr=False)
    _counts: Counter[str] = field(default_factory=Counter)

    def knew(self, text: str | None) -> None:
        """Note a string that only the file knew; one without a word or number is none."""
        said = (text or "").strip()
        if sum(sign.isalnum() for sign in said) > 1 and not _NOBODY.fullmatch(said):
            self._hidden.setdefault(said)

    def left(self, key: str, count: int = 1) -> None:
        """Count something that the result does not have."""
        self._counts[key] += count

    @property
    def hidden(self) -> tuple[str, ...]:
        """The strings, each once, in the order they were found."""
        return tuple(self._hidden)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The counts by key."""
        return tuple(LeftOut(key, count) for key, count in sorted(self._counts.items()) if count)

    def note_attributes(self, root: Element) -> None:
        """Note authors, alternative texts and tool tips of a part."""
        for element in root.iter("*"):
            for name, said in element.attrib.items():
                local = str(name).rpartition("}")[2]
                if local == "author" or local in _ALT:
                    self.knew(str(said))
            named = element.get("name", "")
            if local_name(element) in ("docPr", "cNvPr") and not _USUAL.fullmatch(named):
                self.knew(named)
            if local_name(element) in ("alias", "tag", "tblCaption", "tblDescription", "docVar"):
                self.knew(next((str(v) for k, v in element.attrib.items() if str(k).endswith("}val")), None))
