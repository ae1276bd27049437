"""What a rich text says: paragraphs of runs, rows of cells, and the stories beside the body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal, cast

from casekit.read.document import Place

#: a place in a paragraph that has no text of its own
Sign = Literal["page", "page_number", "picture", "object"]


_SWITCHES = {"b": "bold", "i": "italic", "strike": "struck", "striked": "struck"}


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks; ``size`` in half points."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    struck: bool = False
    raised: Literal["", "super", "sub"] = ""
    size: int = 24


def looked(look: Look, word: str, number: int | None) -> Look:
    """The look after a control word."""
    on = number != 0
    if word in _SWITCHES:
        return replace(look, **cast("dict[str, Any]", {_SWITCHES[word]: on}))
    if word in ("super", "sub", "nosupersub"):
        raised = word if on and word != "nosupersub" else ""
        return replace(look, raised=cast(Literal["", "super", "sub"], raised))
    if word == "fs":
        return replace(look, size=min(max(number or 24, 12), 144))
    if word.startswith("ul") and word != "ulc":
        return replace(look, underline=on and word != "ulnone")
    return look


@dataclass(slots=True)
class Run:
    """Text of one look."""

    look: Look
    text: str = field(repr=False)


@dataclass(slots=True)
class Picture:
    """A picture whose pixels are kept, its size in twips."""

    data: bytes = field(repr=False)
    kind: str
    width: int
    height: int


@dataclass(slots=True)
class Paragraph:
    """A paragraph; its note is a story that stands at one place of it."""

    items: list[Run | Story | Picture | Sign] = field(default_factory=list)
    place: Place = "body"

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs())

    def runs(self) -> Iterator[Run]:
        """Its text by looks."""
        return (item for item in self.items if isinstance(item, Run))

    def add(self, text: str, look: Look) -> None:
        """Go on with text of this look."""
        last = self.items[-1] if self.items else None
        if isinstance(last, Run) and last.look == look:
            last.text += text
        elif text:
            self.items.append(Run(look, text))


@dataclass(slots=True)
class Row:
    """A row of a table: the paragraphs of each cell."""

    cells: list[list[Paragraph]] = field(default_factory=list)


@dataclass(slots=True)
class Story:
    """A text of its own: the body, a header, a note, a text box."""

    place: Place
    parts: list[Paragraph | Row] = field(default_factory=list)
    now: Paragraph = field(default_factory=Paragraph)
    #: the paragraphs of the cell that is read, and the cells of the row so far
    cell: list[Paragraph] = field(default_factory=list)
    row: list[list[Paragraph]] = field(default_factory=list)
    #: text boxes that stand at the paragraph that is read
    boxes: list[Story] = field(default_factory=list)

    def end_paragraph(self, *, in_table: bool) -> None:
        """The paragraph that is read ends; text boxes at it follow."""
        self.now.place = "table" if in_table and self.place == "body" else self.place
        done = [self.now, *(one for box in self.boxes for one in box.flat())]
        self.now, self.boxes = Paragraph(), []
        if in_table:
            self.cell += done
        else:
            self.end_row()
            self.parts += done

    def end_cell(self) -> None:
        """A cell ends, and the paragraph in it."""
        self.end_paragraph(in_table=True)
        self.row.append(self.cell)
        self.cell = []

    def end_row(self) -> None:
        """A row ends, also one that is not said to end."""
        if self.cell:
            self.row.append(self.cell)
        if self.row:
            self.parts.append(Row(self.row))
        self.cell, self.row = [], []

    def end(self) -> None:
        """Nothing more comes."""
        if self.now.items or self.boxes:
            self.end_paragraph(in_table=bool(self.row or self.cell))
        self.end_row()

    def flat(self) -> list[Paragraph]:
        """All paragraphs, those of cells in their order."""
        self.end()
        found: list[Paragraph] = []
        for part in self.parts:
            found += [part] if isinstance(part, Paragraph) else [one for cell in part.cells for one in cell]
        return found
