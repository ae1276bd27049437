"""Plain text of messages: paragraphs that were wrapped for sending, files pasted into the text."""

from __future__ import annotations

import re

from casekit.read.charsets import without_controls
from casekit.read.eml.headers import decoded_words

#: a file as text between the lines (uuencode); no line of it has small letters
_PASTED = re.compile(r"^begin [0-7]{3,4} [^\n]{1,300}\n(?:[\x20-\x60]{0,61}\n)*end[ \t]*$\n?", re.MULTILINE)
_QUOTES = re.compile(r">*")


def body_text(text: str, *, flowed: bool, joined: bool) -> tuple[str, int]:
    """The text as a reader sees it, and how many pasted files were taken out of it.

    ``flowed`` says that lines which end with a blank go on in the next (RFC 3676), ``joined`` that this blank
    is no part of the text.
    """
    text = without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))
    text, files = _PASTED.subn("", text)
    if flowed:
        text = _unwrapped(text, joined=joined)
    return decoded_words(text).strip("\n").rstrip(), files


def _unwrapped(text: str, *, joined: bool) -> str:
    lines: list[str] = []
    parts: list[str] = []
    depth = -1  # how deeply the line that goes on is quoted; -1: none does
    for line in text.split("\n"):
        marks = _QUOTES.match(line)
        quotes = len(marks[0]) if marks else 0
        content = line[quotes:].removeprefix(" ")
        if depth != quotes and parts:
            lines.append("".join(parts))
            parts = []
        if not parts and quotes:
            parts.append(">" * quotes + " ")
        goes_on = content.endswith(" ") and content != "-- "
        parts.append(content[:-1] if goes_on and joined else content)
        depth = quotes if goes_on else -1
        if not goes_on:
            lines.append("".join(parts))
            parts = []
    return "\n".join([*lines, *(["".join(parts)] if parts else [])])
