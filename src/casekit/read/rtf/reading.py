"""A reader of rich text: its text with what a reader sees of it, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from casekit.read.archive import damaged, too_large
from casekit.read.charsets import without_controls
from casekit.read.document import Choices, Place
from casekit.read.rtf.letters import Fonts, joined
from casekit.read.rtf.pictures import PictureData
from casekit.read.rtf.state import State
from casekit.read.rtf.story import Look, Sign, Story
from casekit.read.rtf.words import CHARACTERS, READ, SKIPPED, STORIES, SYMBOLS, TELLING

#: groups inside one another, and tokens of a file
DEEPEST, MOST_TOKENS = 5_000, 30_000_000
_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,40})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>.)"
    rb"|(?P<group>[{}])"
    rb"|(?P<text>[^\\{}\r\n]+)"
    rb"|(?P<blank>[\r\n]+|\\)",
    re.DOTALL,
)
_ENCODING = ("uc", "f", "fcharset", "cpg", "ansicpg", "mac", "pc", "pca", "deff", "fonttbl")
#: the arguments of a field, without its switches
_ARGUMENT = re.compile(r"(?<=\")[^\"]{2,500}(?=\")|(?<![\S\"])(?![A-Z]+\b)[^\s\"\\]{3,500}")
_LETTERS = re.compile(r"[^\W\d_]{2}")
#: what every table of revisions begins with
_NOBODY = "Unknown"
#: the same inside of what is left out, where text comes in one piece with its line ends
_SKIPPED_TOKEN = re.compile(_TOKEN.pattern.replace(rb"\r\n]+)", rb"]+)"), re.DOTALL)


#: signs of fonts such as Symbol and Wingdings, which are bullets nearly always
_SIGNS = dict.fromkeys(range(0xF020, 0xF100), "•")


@dataclass(slots=True)
class Reader:
    """Reads one file; ``stories`` are those beside the body, in their order."""

    raw: bytes = field(repr=False)
    name: str
    choices: Choices
    body: Story = field(default_factory=lambda: Story("body"))
    stories: list[Story] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list, repr=False)
    left_out: Counter[str] = field(default_factory=Counter)
    fonts: Fonts = field(default_factory=Fonts)
    state: State = field(init=False)
    stack: list[State] = field(default_factory=list)
    letters: bytearray = field(default_factory=bytearray)
    text: list[str] = field(default_factory=list)
    to_skip: int = 0
    was_gone: str = ""  # why the text just before was left out

    def __post_init__(self) -> None:
        self.state = State(self.body)

    def read(self) -> None:
        """Read it all.

        Raises:
            FileProblem: it is nested too deeply, or has more in it than any write-up.
        """
        at, tokens, end = 0, 0, len(self.raw)
        while at < end:
            pattern = _SKIPPED_TOKEN if self.state.ignored and self.state.sink is None else _TOKEN
            token = pattern.match(self.raw, at)
            assert token is not None
            at = token.end()
            tokens += 1
            if tokens > MOST_TOKENS:
                raise too_large(self.name)
            if token["group"] == b"}" and not self._close():
                break
            at = self._take(token, at)
        self._flush()
        self.left_out["cut_off"] += bool(self.stack)
        while self.stack:
            self._close()
        self.body.end()

    def _take(self, token: re.Match[bytes], at: int) -> int:
        """Do what a token says; where to go on."""
        if token["text"] is not None:
            self._letters(token["text"])
        elif token["hex"] is not None:
            self._letters(bytes.fromhex(token["hex"].decode("ascii")))
        elif token["group"] == b"{":
            self._open()
        elif token["word"] is not None:
            number = int(token["number"]) if token["number"] is not None else None
            word = token["word"].decode("ascii")
            if word == "bin":
                return self._binary(at, max(number or 0, 0))
            self._word(word, number)
        elif token["symbol"] is not None:
            self._symbol(token["symbol"].decode("latin-1"))
        return at

    def _binary(self, at: int, length: int) -> int:
        if self.state.data is not None:
            self.state.data.add(self.raw[at : at + length].hex().encode("ascii"))
        return min(at + length, len(self.raw))

    # groups

    def _open(self) -> None:
        self._flush()
        self.to_skip = 0
        if len(self.stack) >= DEEPEST:
            raise damaged(self.name)
        self.stack.append(self.state)
        self.state = self.state.copy()

    def _close(self) -> bool:
        """End a group; whether there is more of the document."""
        self._flush()
        self.to_skip = 0
        if not self.stack:
            return False
        ended, self.state = self.state, self.stack.pop()
        if ended.ends:
            ended.story.end()
        if ended.sink is not None and ended.sink is not self.state.sink:
            self._told(ended.told, "".join(ended.sink))
        elif ended.sink is not None and ended.told == "docvar":
            ended.sink.append(";")
        if ended.data is not None and ended.data is not self.state.data:
            self._picture(ended.data)
        return bool(self.stack)

    def _told(self, word: str, text: str) -> None:
        """Keep what a group told, but for what every file of its kind tells."""
        if word != "fldinst":
            parts = (part.strip() for part in text.split(";"))
            self.hidden += [part for part in parts if _LETTERS.search(part) and part != _NOBODY]
            return
        kind, _, rest = text.strip().partition(" ")
        self.left_out["link"] += kind.upper() == "HYPERLINK"
        self.hidden += [part for part in _ARGUMENT.findall(rest) if _LETTERS.search(part)]
        if kind.upper() == "PAGE" and not self.state.ignored:
            self._sign("page_number")
            self.state.is_page = True

    def _picture(self, data: PictureData) -> None:
        if self._gone():
            return
        picture = data.cleaned() if self.choices.images else None
        if picture is not None:
            self.state.story.now.items.append(picture)
        else:
            self._sign("picture")
            self.left_out["picture"] += 1

    # text

    def _letters(self, raw: bytes) -> None:
        state = self.state
        if self.to_skip:
            skipped = min(self.to_skip, len(raw))
            self.to_skip -= skipped
            raw = raw[skipped:]
        if state.data is not None:
            state.data.add(raw)
        elif not state.ignored or state.sink is not None:
            self.letters += raw

    def _characters(self, text: str) -> None:
        """Text that needs no code page."""
        if self.to_skip:
            self.to_skip -= 1
            return
        if not self.state.ignored or self.state.sink is not None:
            self._decode()
            self.text.append(text)

    def _decode(self) -> None:
        if self.letters:
            self.text.append(self.fonts.decoded(bytes(self.letters), self.state.font))
            self.letters.clear()

    def _flush(self) -> None:
        """Give what was read to where it belongs."""
        self._decode()
        if not self.text:
            return
        text = without_controls(joined("".join(self.text))).translate(_SIGNS)
        self.text.clear()
        state = self.state
        if state.sink is not None:
            state.sink.append(text)
        elif not state.ignored and text:
            gone = self._gone()
            if not gone:
                state.story.now.add(text, state.look)
            elif gone != self.was_gone and text.strip():
                self.left_out[gone] += 1
            self.was_gone = gone

    def _gone(self) -> str:
        return self.state.gone(self.choices.insertions)

    def _sign(self, sign: Sign) -> None:
        if not self._gone():
            self.state.story.now.items.append(sign)

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self.state.star = True
        elif symbol in "\r\n":
            self._word("par", None)
        elif symbol in SYMBOLS:
            self._characters(SYMBOLS[symbol])

    # control words

    def _word(self, word: str, number: int | None) -> None:
        state, star = self.state, self.state.star
        state.star = False
        if word == "u":
            self._unit(number)
        elif word in CHARACTERS:
            self._characters(CHARACTERS[word])
        elif word in _ENCODING:
            self._encoding(word, number)
        elif word == "ud" and state.ignored == "upr":
            state.ignored = ""
        elif state.data is not None:
            state.data.measure(word, number or 0)
        elif not self._group_word(word, star) and not state.ignored:
            self._flush()
            state.look_word(word, number)
            self._structure(word)

    def _unit(self, number: int | None) -> None:
        self.to_skip = 0
        if number is not None and -0x10000 < number < 0x110000:
            self._characters(chr(number % 0x10000 if number < 0 else number))
        self.to_skip = self.state.skips

    def _encoding(self, word: str, number: int | None) -> None:
        self._decode()
        if word == "uc":
            self.state.skips = min(max(number or 0, 0), 100)
        elif word == "f":
            self.state.font = number
        elif word == "fonttbl":
            self.state.ignored, self.state.in_fonts = "fonttbl", True
        elif word not in ("fcharset", "cpg") or self.state.in_fonts:
            self.fonts.word(word, number or 0, self.state.font)

    def _group_word(self, word: str, star: bool) -> bool:
        """Whether it is a word that says what the group is."""
        state = self.state
        if word in TELLING:
            state.ignored, state.told, state.sink = state.ignored or word, word, []
        elif word in SKIPPED:
            self.left_out["comment"] += word == "annotation" and not state.ignored
            state.ignored, state.sink = state.ignored or word, None
        elif word == "object":
            self._object()
        elif word == "pict":
            self._pict()
        elif word in STORIES and not state.ignored:
            self._story(STORIES[word])
        elif word == "fldrslt" and state.is_page:
            state.ignored = word
        elif star and word not in READ:
            state.ignored, state.sink = state.ignored or word, None
        else:
            return word in READ
        return True

    def _object(self) -> None:
        if not self.state.ignored:
            self._flush()
            self._sign("object")
            self.left_out["object"] += 1
            self.state.ignored = "object"

    def _pict(self) -> None:
        state = self.state
        if state.ignored in ("", "sv"):  # a picture in the text, or one that fills a shape
            self._flush()
            state.data = PictureData()
        state.ignored, state.sink = state.ignored or "pict", None

    def _story(self, place: Place) -> None:
        """The group is a text of its own; a note of a note stands after the paragraph it belongs to."""
        self._flush()
        state, outer = self.state, self.state.story
        gone = self._gone()
        if gone:
            self.left_out[gone] += 1
            state.ignored = "story"
            return
        story = Story(place)
        if place == "footnote" and outer is self.body:
            outer.now.items.append(story)
            self.stories.append(story)
        elif place in ("footnote", "textbox"):
            outer.boxes.append(story)
        else:
            self.stories.append(story)
        state.story, state.look, state.in_table, state.ends = story, Look(), False, True

    def _structure(self, word: str) -> None:
        story, state = self.state.story, self.state
        if word == "par" or (word == "sect" and story.now.items):
            gone = self._gone()
            if not gone or (gone == "hidden_text" and story.now.items):
                story.end_paragraph(in_table=state.in_table)
        elif word == "nestcell":
            story.end_paragraph(in_table=True)
        elif word == "cell":
            story.end_cell()
        elif word == "row":
            story.end_row()
        elif word in ("pard", "intbl"):
            state.in_table = word == "intbl"
        elif word == "ftnalt" and story.place == "footnote":
            story.place = "endnote"
        elif word == "page" and not self._gone():
            if any(story.now.runs()):
                story.end_paragraph(in_table=state.in_table)
            self._sign("page")
        elif word == "chpgn":
            self._sign("page_number")
