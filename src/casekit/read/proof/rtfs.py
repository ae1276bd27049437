"""RTF taken apart: the text that is seen, and what stands in groups that are not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from casekit.read.proof.blobs import read_blob
from casekit.read.proof.reading import Reading, Unproved
from casekit.read.proof.words import listed

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^a-zA-Z\r\n])|(\\\r?\n)|([{}])|([^\\{}\r\n]+)|[\r\n]"
)
_BREAKS = listed("par line cell row sect page column tab pard")
_ASIDE = listed(
    "info fonttbl stylesheet colortbl listtable listoverridetable revtbl rsidtbl pict object fldinst bkmkstart "
    "bkmkend atnid atnauthor annotation xe tc template userprops docvar themedata datastore generator"
)
_FORMAT = listed("fonttbl stylesheet colortbl listtable listoverridetable rsidtbl generator")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}\s*){8,}")
_BINARY = re.compile(r"\\bin(\d{1,9}) ?")


@dataclass
class _Group:
    """What holds until the closing brace."""

    #: whether its text is not seen, and whether it is the format's
    aside: bool = False
    format: bool = False
    unicode_skip: int = 1


@dataclass
class _State:
    into: Reading
    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    shown: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    code: str = "cp1252"
    skip: int = 0
    starred: bool = False
    high: int = 0


def read_rtf(data: bytes, into: Reading) -> None:
    r"""A written .rtf.

    Raises:
        Unproved: it does not begin with ``{\rtf``.
    """
    if not data.startswith(b"{\\rtf"):
        raise Unproved
    raw = data.decode("latin-1")
    state = _State(into)
    for match in _TOKEN.finditer(raw):
        _token(match, state)
    _end_aside(state, False)
    into.shown.append("".join(state.shown).splitlines())
    into.echoes.append(data.decode("utf-8", "replace"))
    for size, begin in ((int(match[1]), match.end()) for match in _BINARY.finditer(raw)):
        read_blob(data[begin : begin + size], into)
    for run in _HEX.findall(raw):
        digits = re.sub(r"\s", "", run)
        read_blob(bytes.fromhex(digits[: len(digits) // 2 * 2]), into)


def _token(match: re.Match[str], state: _State) -> None:
    word, number, byte, sign, newline, brace, text = match.groups()
    if brace:
        _brace(brace, state)
    elif word:
        _control(word, int(number) if number else None, state)
    elif newline:
        _put("\n", state)
    elif byte:
        _put(bytes([int(byte, 16)]).decode(state.code, "replace"), state)
    elif sign == "*":
        state.starred = True
    elif sign:
        _put({"~": " ", "_": "-", "-": "\u00ad"}.get(sign, sign), state)
    elif text:
        _put(text, state)


def _brace(brace: str, state: _State) -> None:
    state.skip, state.starred = 0, False
    if brace == "{":
        state.groups.append(replace(state.groups[-1]))
    elif len(state.groups) > 1:
        group = state.groups.pop()
        if group.aside:
            _end_aside(state, group.format)


def _control(word: str, number: int | None, state: _State) -> None:
    group = state.groups[-1]
    if state.starred or word in _ASIDE:
        group.aside, group.format = True, group.format or word in _FORMAT
        state.starred = False
    elif word == "u" and number is not None:
        _unicode(number, state)
        state.skip = group.unicode_skip
    elif word == "uc" and number is not None:
        group.unicode_skip = max(0, min(number, 10))
    elif word == "ansicpg" and number in (1250, 1251, 1252, 1257):
        state.code = f"cp{number}"
    elif word in _BREAKS:
        _put("\n", state, whole=True)


def _unicode(number: int, state: _State) -> None:
    """Letters beyond the first 65,536 come in two halves."""
    code = number & 0xFFFF
    if 0xD800 <= code < 0xDC00:
        state.high = code
        return
    if 0xDC00 <= code < 0xE000:
        code = 0x10000 + ((state.high - 0xD800) << 10) + code - 0xDC00 if state.high else 0xFFFD
    state.high = 0
    _put(chr(code), state, whole=True)


def _put(text: str, state: _State, *, whole: bool = False) -> None:
    """Add text, without what stands for a letter that was already given by its number."""
    if state.skip and not whole:
        dropped = min(state.skip, len(text))
        state.skip -= dropped
        text = text[dropped:]
    (state.aside if state.groups[-1].aside else state.shown).append(text)


def _end_aside(state: _State, format_: bool) -> None:
    text = "".join(state.aside)
    state.aside.clear()
    if text.strip():
        (state.into.fonts if format_ else state.into.free).add(text)
