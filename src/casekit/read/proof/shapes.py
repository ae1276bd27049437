"""Other ways to write a text, undone: percent signs, escapes of JSON and of names in XML, base64, entities."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_JSON = re.compile(r"\\u([0-9A-Fa-f]{4})")
_NAME = re.compile(r"_x?([0-9A-Fa-f]{2,4})_")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2}|=\r?\n)")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/_-]{4}[\r\n]{0,2}){3,}(?:[A-Za-z0-9+/_-]{2,3}={0,2})?")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{2}){6,}(?![0-9A-Za-z])")
_PUNYCODE = re.compile(r"xn--[a-z0-9-]{2,60}", re.I)


def other_shapes(text: str) -> Iterator[str]:
    """The text as each of the ways to write it that it may be in would have it; not the text itself."""
    if _PERCENT.search(text):
        yield from _decoded(unquote_to_bytes(text.encode("utf-8", "replace")))
        yield from _decoded(unquote_to_bytes(text.replace("+", " ").encode("utf-8", "replace")))
    if "\\u" in text:
        yield _JSON.sub(lambda found: chr(int(found[1], 16)), text)
    if _NAME.search(text):
        yield _NAME.sub(lambda found: chr(int(found[1], 16)), text)
    if "&" in text:
        yield html.unescape(html.unescape(text))
    if len(_QUOTED.findall(text)) > 2:
        yield from _decoded(binascii.a2b_qp(text.encode("utf-8", "replace")))
    for host in _PUNYCODE.findall(text):
        yield _international(host)


def packed_runs(text: str) -> Iterator[bytes]:
    """What the runs of base64 and of hexadecimal digits in the text hold, each of them once."""
    yield from (bytes.fromhex(run) for run in set(_HEX.findall(text)))
    for run in set(_BASE64.findall(text)):
        packed = run.replace("\r", "").replace("\n", "").replace("-", "+").replace("_", "/").rstrip("=")
        try:
            yield base64.b64decode(packed + "=" * (-len(packed) % 4))
        except (binascii.Error, ValueError):
            continue


def _decoded(raw: bytes) -> Iterator[str]:
    try:
        yield raw.decode("utf-8")
    except UnicodeDecodeError:
        yield raw.decode("cp1251", "replace")
        yield raw.decode("cp1252", "replace")


def _international(host: str) -> str:
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return ""
