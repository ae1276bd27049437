"""Rich text written from what was read: nothing but text, its looks, rows, notes, headers and footers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from casekit.read.rtf.story import Look, Paragraph, Picture, Row, Run, Sign, Story

_LANGUAGES = {"en": 1033, "ru": 1049, "sv": 1053}
_HEAD = (
    r"{\rtf1\ansi\ansicpg1252\uc1\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}}"
    r"\deflang%d\paperw11906\paperh16838\margl1418\margr1418\margt1418\margb1418" + "\n"
)
#: twips between the margins, and cells of a row that Word takes
_WIDTH, _MOST_CELLS = 9070, 60
_BORDER = "".join(rf"\clbrdr{side}\brdrs\brdrw10" for side in "tlbr")
_PLAIN = {
    "\\": r"\\",
    "{": r"\{",
    "}": r"\}",
    "\t": r"\tab ",
    "\n": r"\line ",
    "\u00a0": r"\~",
    "\u2011": r"\_",
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes one file; ``texts`` are the texts of edited runs by ``id``, ``words`` the labels."""

    texts: Mapping[int, str] = field(repr=False)
    words: Mapping[str, str]
    language: str

    def written(self, body: Story, stories: Sequence[Story]) -> bytes:
        """The file, in ASCII."""
        parts = [_HEAD % _LANGUAGES.get(self.language, 1033)]
        for place in ("header", "footer"):
            inside = [self._parts(story.parts) for story in stories if story.place == place]
            if inside:
                parts.append(f"{{\\{place} {''.join(inside)}}}\n")
        parts.append(self._parts(body.parts))
        return "".join([*parts, "}\n"]).encode("ascii")

    def _parts(self, parts: Sequence[Paragraph | Row]) -> str:
        done = [self._row(part) if isinstance(part, Row) else self._paragraph(part) for part in parts]
        if parts and isinstance(parts[-1], Row):
            done.append("\\pard\\plain\\par\n")  # nothing may end with a table
        return "".join(done)

    def _paragraph(
        self, paragraph: Paragraph, start: str = r"\pard\plain\f0\fs24 ", end: str = "\\par\n"
    ) -> str:
        return start + self._items(paragraph) + end

    def _row(self, row: Row) -> str:
        count = len(row.cells)
        if count > _MOST_CELLS:
            return "".join(self._paragraph(one) for cell in row.cells for one in cell)
        sides = (rf"{_BORDER}\cellx{_WIDTH * (number + 1) // count}" for number in range(count))
        return rf"\trowd\trgaph108{''.join(sides)}" + "".join(map(self._cell, row.cells)) + "\\row\n"

    def _cell(self, cell: Sequence[Paragraph]) -> str:
        start = r"\pard\plain\intbl\f0\fs24 "
        inside = [self._paragraph(one, start, "\\par\n") for one in cell[:-1]]
        last = cell[-1] if cell else Paragraph()
        return "".join([*inside, self._paragraph(last, start, "\\cell\n")])

    def _items(self, paragraph: Paragraph) -> str:
        return "".join(map(self._item, paragraph.items))

    def _item(self, item: Run | Story | Picture | Sign) -> str:
        if isinstance(item, Run):
            return _run(self.texts.get(id(item), item.text), item.look)
        if isinstance(item, Story):
            return self._note(item)
        if isinstance(item, Picture):
            return _picture(item)
        if item in ("page", "page_number"):
            return r"\page " if item == "page" else r"\chpgn "
        return rf"{{\chbrdr\brdrs\brdrw10 {escaped(self.words[item])}}}"

    def _note(self, note: Story) -> str:
        inside = r"\par ".join(self._items(paragraph) for paragraph in note.flat())
        kind = r"\ftnalt" if note.place == "endnote" else ""
        return rf"{{\super\chftn}}{{\footnote{kind}\pard\plain\f0\fs20 {{\super\chftn}}{inside}}}"


def escaped(text: str) -> str:
    """The text in ASCII."""
    return "".join(
        _PLAIN[letter] if letter in _PLAIN else letter if letter.isascii() else _units(letter)
        for letter in text
    )


def _units(letter: str) -> str:
    raw = letter.encode("utf-16-le", "replace")
    numbers = (int.from_bytes(raw[at : at + 2], "little", signed=True) for at in range(0, len(raw), 2))
    return "".join(rf"\u{number}?" for number in numbers)


def _run(text: str, look: Look) -> str:
    if not text:
        return ""
    if look == Look():
        return escaped(text)
    switches = {r"\b": look.bold, r"\i": look.italic, r"\ul": look.underline, r"\strike": look.struck}
    words = "".join(word for word, on in switches.items() if on)
    raised = f"\\{look.raised}" if look.raised else ""
    return rf"{{{words}{raised}\fs{look.size} {escaped(text)}}}"


def _picture(picture: Picture) -> str:
    size = rf"\picwgoal{picture.width}\pichgoal{picture.height}" if picture.width and picture.height else ""
    kind = "pngblip" if picture.kind == "png" else "jpegblip"
    return rf"{{\*\shppict{{\pict\{kind}{size} {picture.data.hex()}}}}}"
