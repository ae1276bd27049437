"""Bytes → text: the encoding is found, what is no text is refused."""

from __future__ import annotations

import codecs

from casekit.errors import FileProblem

#: encodings of one byte a letter that write-ups in our languages come in
_EIGHT_BIT = ["cp1251", "koi8_r", "cp1252", "latin_1"]
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f\x0b\x1b")
#: bytes that are looked at to tell an encoding
_SAMPLE = 200_000


def decode(raw: bytes, name: str = "input") -> str:
    """The text in these bytes, in UTF-8, UTF-16, windows-1251, KOI8-R, windows-1252 or ISO-8859-1.

    Raises:
        FileProblem: the bytes are no text in any of these encodings.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _decoded(raw, encoding, name)
    wide = _unmarked_utf16(raw)
    if wide:
        return _decoded(raw, wide, name)
    if b"\x00" in raw or _share_of_controls(raw) > 0.01:
        raise _no_text(name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(raw, _eight_bit(raw, name), name)


def _decoded(raw: bytes, encoding: str, name: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise _no_text(name) from error


def _no_text(name: str) -> FileProblem:
    return FileProblem(
        f"{name!r} does not hold text in an encoding casekit knows; save it as UTF-8",
        key="file_no_text",
        name=name,
    )


def _share_of_controls(raw: bytes) -> float:
    sample = raw[:_SAMPLE]
    return sum(byte in _CONTROLS for byte in sample) / len(sample) if sample else 0.0


def _unmarked_utf16(raw: bytes) -> str | None:
    """UTF-16 without a mark: letters of our scripts have a high byte of 0 or 4 in every second place."""
    if len(raw) < 4 or len(raw) % 2:
        return None
    sample = raw[: _SAMPLE // 2 * 2]
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if _wide(high) and 0 not in (sample[0::2] if encoding == "utf-16-le" else sample[1::2]):
            return encoding
    return None


def _wide(high: bytes) -> bool:
    """Whether these can be the high bytes of UTF-16: of our scripts and of blanks, not of blanks alone."""
    letters = sum(byte in (0, 4) for byte in high)
    return letters > 0.5 * len(high) and letters + high.count(32) > 0.97 * len(high)


def _eight_bit(raw: bytes, name: str) -> str:
    """The best guess of charset-normalizer among the one-byte encodings we support."""
    from charset_normalizer import from_bytes

    best = from_bytes(
        raw[:_SAMPLE], cp_isolation=_EIGHT_BIT, threshold=0.5, preemptive_behaviour=False
    ).best()
    if best is None:
        raise _no_text(name)
    if best.encoding == "cp1252" and any(byte in b"\x81\x8d\x8f\x90\x9d" for byte in raw):
        return "latin_1"
    return best.encoding
