"""Lines → the string that they are: words that were broken at the end of a line are put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable

_HYPHENS = "-\u2010\u00ad"
#: what stands after a hyphen that is part of the word
_KEPT = frozenset(["то", "нибудь", "либо", "таки", "за", "под", "ка", "де", "с"])
#: after "mor- och farföräldrar" the hyphen stands for the rest of a word
_SUSPENDED = frozenset(["och", "eller", "samt", "till", "resp", "and", "or", "und", "oder", "и", "или"])
_WORD = re.compile(r"[^\W\d_]+")
#: the end of a link or an address that is broken after one of its own signs, and how it goes on
_LINK = re.compile(r"(?:://|www\.|@)\S*[/.?=&_%@-]$")
_GOES_ON = re.compile(r"[a-zа-яё0-9/?=&_%]")


def as_one(lines: Iterable[str]) -> str:
    """The lines as one string: a blank between them, or none where a word was broken."""
    text = ""
    for line in lines:
        text = _with(text, line.strip()) if text else line.strip()
    return text.replace("\xad", "")


def is_broken(text: str) -> bool:
    """Whether a text ends inside a word."""
    return len(text) > 1 and text[-1] in _HYPHENS and text[-2].isalnum()


def _with(text: str, line: str) -> str:
    if not line:
        return text
    if text.endswith("\xad"):
        return text[:-1] + line
    if _LINK.search(text.rsplit(" ", 1)[-1]) and _GOES_ON.match(line):
        return text + line
    if not is_broken(text):
        return f"{text} {line}"
    word = _WORD.match(line)
    if word and word[0] in _SUSPENDED:
        return f"{text} {line}"
    if not word or not word[0][0].islower() or text[-2].isdigit() or _stays(line, word[0]):
        return text + line
    return text[:-1] + line


def _stays(line: str, word: str) -> bool:
    """Whether the hyphen belongs to the word: "какой-нибудь", "Ростов-на-Дону", "mother-in-law"."""
    rest = line[len(word) :]
    return word in _KEPT or (rest[:1] in ("-", "\u2010") and rest[1:2].isalpha())
