"""E-mail addresses, links, handles and IP addresses, also as people say them aloud. Asks no network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.detect.windows import REACH, Window, around, joined, matches
from casekit.lang import Language
from casekit.lang.lexicon import GIVEN, ORDINARY

_L = r"[^\W_]"
_EMAIL = re.compile(rf"(?<![\w.+-])[\w.+%-]{{1,64}}@(?:[\w-]{{1,63}}\.){{1,5}}{_L}{{2,24}}(?!\w)")
_SCHEME = re.compile(r"(?:https?://|ftp://|www\.)[^\s<>\"'«»“”]{2,300}", re.IGNORECASE)
#: a host with a top-level domain in use or reserved, with or without a path
_TLDS = "com|be|net|org|info|biz|edu|gov|io|me|app|dev|blog|online|site|xyz|club|link|page|chat|tv|cc|co|gg|ly|eu|uk|us|ie|au|nz|ca|in|za|se|nu|no|dk|fi|de|fr|nl|pl|it|es|ee|lv|lt|ru|su|by|kz|ua|рф|рус|онлайн|сайт|example|test|invalid|local"
_HOST = re.compile(
    rf"(?<![\w@.-])(?:{_L}[\w-]{{0,62}}\.){{1,4}}(?:{_TLDS})(?![\w-])(?:/[^\s<>\"'«»“”,;)]{{0,200}})?",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@./])@[^\W\d][\w.]{1,40}")
_DISCORD = re.compile(r"(?<![\w#])[\w.]{2,32}#\d{4}(?!\d)")
#: coined words that prose does not have: an underscore inside, or dots with digits
_COINED = re.compile(
    r"(?<![\w@./:-])(?:live:[\w.]+\w|[A-Za-z][\w.]*_[\w.]*\w|[a-z]{2,}\.[a-z]*\d+[\w.]*|[a-z]{3,}(?:\.[a-z]{2,})+\.?\d{1,4})(?![\w@/-])"
)
_IPV4 = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\d|\.\d)")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}(?::?[0-9a-fA-F]{1,4})(?![\w:])")
_SIGN = re.compile(r"[@#_]|://|www|live:|\w[.:]\w")
_TRAILING = ".,;:!?)]}»”\"'…"


class ContactRecognizer:
    """Finds what leads to a person on the net."""

    name = "contacts"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield e-mails, links, handles and IP addresses."""
        text, language = document.text, document.language
        near = _near(text)
        for rule in (_emails, _links, _handles, _coined, _addresses_of_machines):
            yield from rule(text, near)
        spoken = frozenset(language.table("contacts")["dot"])
        dots = around((word for word in document.words if word.folded in spoken), document)
        yield from _spoken_emails(text, joined([*near, *dots]), language)
        latin = language.code == "ru"
        coined = (word for word in document.words if _may_be_coined(word.text, latin))
        yield from _announced_handles(text, joined([*near, *around(coined, document)]), language)


def _near(text: str) -> list[Window]:
    """Stretches around the signs that addresses on the net are made of."""
    return joined(
        [(max(0, m.start() - REACH), min(len(text), m.end() + REACH)) for m in _SIGN.finditer(text)]
    )


def _may_be_coined(word: str, latin: bool) -> bool:
    return not word.isalpha() or not (word.islower() or word.istitle()) or (latin and word.isascii())


def _span(start: int, end: int, type_: EntityType, confidence: float, subtype: str | None = None) -> Span:
    return Span(start, end, type_, ContactRecognizer.name, confidence, subtype)


def _emails(text: str, near: Sequence[Window]) -> Iterator[Span]:
    if "@" in text:
        for match in matches(_EMAIL, text, near):
            yield _span(*match.span(), EntityType.EMAIL_ADDRESS, 0.99)


def _links(text: str, near: Sequence[Window]) -> Iterator[Span]:
    for pattern, confidence in ((_SCHEME, 0.99), (_HOST, 0.9)):
        for match in matches(pattern, text, near):
            surface = match[0].rstrip(_TRAILING)
            if pattern is _HOST and not _is_host(surface):
                continue
            yield _span(match.start(), match.start() + len(surface), EntityType.URL, confidence)


def _is_host(surface: str) -> bool:
    """Whether a dotted word is a host and not two sentences without a blank or an abbreviation (t.ex., т.д.)."""
    host, _, path = surface.partition("/")
    labels = host.split(".")
    if path:
        return all(labels)
    if any(label[0].isupper() for label in labels[1:] if label):
        return False
    return max(map(len, labels[:-1])) > 2 or len(labels) > 2


def _handles(text: str, near: Sequence[Window]) -> Iterator[Span]:
    for match in matches(_HANDLE, text, near):
        surface = match[0].rstrip(".")
        yield _span(match.start(), match.start() + len(surface), EntityType.USERNAME, 0.95)
    for match in matches(_DISCORD, text, near):
        yield _span(*match.span(), EntityType.USERNAME, 0.9)


def _coined(text: str, near: Sequence[Window]) -> Iterator[Span]:
    for match in matches(_COINED, text, near):
        if len(match[0]) > 4:
            yield _span(*match.span(), EntityType.USERNAME, 0.75)


def _addresses_of_machines(text: str, near: Sequence[Window]) -> Iterator[Span]:
    for pattern in (_IPV4, _IPV6):
        for match in matches(pattern, text, near):
            yield _span(*match.span(), EntityType.ID_NUMBER, 0.8, "IP_ADDRESS")


@cache
def _spoken(language: Language) -> re.Pattern[str]:
    """ "name at gmail dot com" in a language: a word, at, one to three words joined by dot."""
    table = language.table("contacts")
    at, dot = ("|".join(map(re.escape, table[key])) for key in ("at", "dot"))
    name = rf"{_L}[\w-]{{1,40}}(?:(?:\.| (?:{dot}) ){_L}[\w-]{{0,40}}){{0,2}}"
    host = rf"(?:{_L}[\w-]{{1,40}}(?:\.| (?:{dot}) )){{1,3}}(?:{_TLDS}|ру|ком|орг|нет)"
    return re.compile(rf"(?<!\w){name} ?[\[(]?(?: |(?<=[\[(]))(?:{at})[\])]? {host}(?!\w)", re.IGNORECASE)


def _spoken_emails(text: str, near: Sequence[Window], language: Language) -> Iterator[Span]:
    for match in matches(_spoken(language), text, near):
        letters = set(language.lexicon.exact(match[0].split(None, 1)[0]))
        if not letters & ORDINARY or letters & GIVEN:
            yield _span(*match.span(), EntityType.EMAIL_ADDRESS, 0.8)


@cache
def _announced(language: Language) -> re.Pattern[str]:
    """A platform's name, a word or two for nickname, and what looks like one."""
    table = language.table("contacts")
    platform, nick = ("|".join(map(re.escape, table[key])) for key in ("platforms", "nick"))
    handle = r"(?P<handle>[A-Za-z][\w.-]{2,40})"
    return re.compile(
        rf"(?<!\w)(?:(?:{platform})(?:[^\S\n]+(?:{nick}))?|(?:{nick}))(?:[^\S\n]*[:,–—-][^\S\n]*|[^\S\n]+)[(«\"“]?{handle}",
        re.IGNORECASE,
    )


def _announced_handles(text: str, near: Sequence[Window], language: Language) -> Iterator[Span]:
    for match in matches(_announced(language), text, near):
        handle = match["handle"].rstrip(".-")
        if _looks_coined(handle, language):
            yield _span(match.start("handle"), match.start("handle") + len(handle), EntityType.USERNAME, 0.8)


def _looks_coined(word: str, language: Language) -> bool:
    """Whether a word has what handles have and prose has not: a digit, a dot, an underscore, mixed case."""
    inner = word[1:]
    marked = any(c.isdigit() or c in "._" for c in inner) or (
        inner != inner.lower() and inner != inner.upper()
    )
    return marked or (language.code == "ru" and len(word) > 3 and word.islower())
