"""What holds inside of a group of rich text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from casekit.read.rtf.pictures import PictureData
from casekit.read.rtf.story import Look, Story, looked


@dataclass(slots=True)
class State:
    """What a group takes over from the one around it, and may change until it ends."""

    story: Story
    look: Look = Look()
    font: int | None = None
    skips: int = 1  # characters that stand for the one before (\uc)
    ignored: str = ""  # why text is left out
    told: str = ""  # what its text tells of the file, which goes to the sink
    sink: list[str] | None = None
    data: PictureData | None = None
    star: bool = False
    hidden: bool = False
    deleted: bool = False
    inserted: bool = False
    in_table: bool = False
    ends: bool = False  # whether its story ends with the group
    in_fonts: bool = False
    is_page: bool = False  # whether the field is the number of the page

    def copy(self) -> State:
        """What holds at the start of a group inside."""
        return replace(self, star=False, ends=False, data=None)

    def look_word(self, word: str, number: int | None) -> None:
        """Follow a control word about how text looks, and whether it is there."""
        on = number != 0
        if word == "plain":
            self.look = Look()
            self.hidden = self.deleted = self.inserted = False
        elif word in ("v", "webhidden"):
            self.hidden = on
        elif word in ("deleted", "mvf"):
            self.deleted = on
        elif word in ("revised", "mvt"):
            self.inserted = on
        else:
            self.look = looked(self.look, word, number)

    def gone(self, insertions: str) -> str:
        """Why text is not part of the document, as a key of what is left out; nothing if it is."""
        if self.deleted:
            return "deletion"
        if self.hidden:
            return "hidden_text"
        return "insertion" if self.inserted and insertions == "drop" else ""
