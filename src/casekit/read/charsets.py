"""Text in the encoding that a web page or a message says it is in, which is now and then not true."""

from __future__ import annotations

import codecs
import re

from casekit.read.decoding import decode

#: encodings that browsers and mail programs read as their Windows superset, and names Python does not know
_SAME = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-user-defined": "cp1252",
    "cp-1251": "cp1251",
}
#: codecs of Python that are no encodings of documents
_FOREIGN = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
#: what XML and lxml refuse: controls, halves of pairs, non-characters; a form feed is a blank
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def declared_text(raw: bytes, label: str | None) -> str | None:
    """The text by the encoding of that label; ``None`` if there is no such encoding or it does not fit."""
    encoding = codec(label)
    if encoding is None:
        return None
    try:
        return raw.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def text_in(raw: bytes, label: str | None, name: str) -> str:
    """The text: by a byte order mark, as UTF-8, by the label, or by the best guess.

    UTF-8 goes before the label: text in another encoding is hardly ever valid UTF-8 by chance.

    Raises:
        FileProblem: the bytes are no text.
    """
    if b"\x00" not in raw and not raw.startswith(codecs.BOM_UTF8):
        wide = (codec(label) or "").startswith(("utf-16", "utf-32"))  # not without a NUL
        for encoding in ("" if raw.isascii() else "utf-8", "" if wide else label):
            text = declared_text(raw, encoding)
            if text is not None:
                return text
    return decode(raw, name)


def codec(label: str | None) -> str | None:
    """Python's name of the encoding with this label, if it is one of documents."""
    if not label:
        return None
    wanted = label.strip().strip("\"'").lower()
    wanted = _SAME.get(wanted, wanted)
    if wanted.replace("_", "-") in _FOREIGN:
        return None
    try:
        found = codecs.lookup(wanted).name
        b"".decode(found)
    except (LookupError, ValueError):
        return None
    return found


def without_controls(text: str) -> str:
    """The text without characters that no document can hold."""
    return _UNFIT.sub("", text.replace("\f", " "))
