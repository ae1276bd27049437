"""Takes a written file apart and judges what was found."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from casekit.case import AnonymisedCase
from casekit.errors import FileProblem, LeakError
from casekit.read.document import Choices
from casekit.read.proof.blobs import letters_of, read_runs, text_of_bytes
from casekit.read.proof.mails import read_mail
from casekit.read.proof.pdfs import read_pdf
from casekit.read.proof.reading import Reading, Unproved
from casekit.read.proof.rtfs import read_rtf
from casekit.read.proof.shapes import other_shapes
from casekit.read.proof.sought import Hit, Sought, sought_in
from casekit.read.proof.tags import read_tags
from casekit.read.proof.vocabulary import format_words, standard_names, without_labels, without_schemes
from casekit.read.proof.words import letters, plain, words
from casekit.read.proof.zips import read_office

#: what is said to be found where the file shows text that the case has not
UNSEEN = "TEXT"
#: letters of a word that counts as text
_WORD = 3


def prove(
    data: bytes, format: str, *, document_text: str, case: AnonymisedCase, hidden: Sequence[str]
) -> None:
    """Search a written file of a format (``docx``, ``odt``, …) for what was replaced and for what only the file knew.

    ``document_text`` is the original text, ``hidden`` what the original file knew beside it.

    Raises:
        LeakError: something was found (key ``leak_in_file``, with ``count``, ``types`` and ``where``), or the
            file cannot be taken apart (key ``leak_unproved``); it must not be kept.
    """
    try:
        reading = _read(data, format)
    except Unproved:
        raise LeakError(
            "the written file cannot be opened again, so it was not kept", key="leak_unproved", format=format
        ) from None
    sought = sought_in(document_text, case, hidden)
    found = dict(_leaks(reading, sought, case.text))
    if found:
        types = ", ".join(sorted({type_ for type_, _ in found.values()}))
        raise LeakError(
            f"{len(found)} things that were replaced or left out ({types}) still stand in the written file; "
            "it was not kept",
            key="leak_in_file",
            count=len(found),
            types=types,
            where=", ".join(sorted({where for _, where in found.values()})),
        )


def _read(data: bytes, format: str) -> Reading:
    into = Reading()
    if format == "docx":
        read_office(data, "word", into)
    elif format == "odt":
        read_office(data, "open", into)
    elif format == "pdf":
        read_pdf(data, _lines_of_pdf(data), into)
    elif format == "rtf":
        read_rtf(data, into)
    elif format == "eml":
        read_mail(data, into)
    else:
        text = text_of_bytes(data) or data.decode("utf-8", "replace")
        if "\ufffd" in text:
            into.blobs.append(data)
        into.echoes.append(html.unescape(text))
        into.shown.append(read_tags(text, "html", into) if format in ("html", "htm") else text.splitlines())
    read_runs(into)
    return into


def _lines_of_pdf(data: bytes) -> list[str]:
    from casekit.read.pdf import open_pdf  # brings PDFium

    try:
        return [block.text for block in open_pdf(data, "written.pdf", Choices()).blocks]
    except FileProblem:
        raise Unproved from None


def _leaks(reading: Reading, sought: Sought, kept: str) -> Iterator[tuple[Hit, tuple[str, str]]]:
    """What was found, its type and in what kind of place."""
    allowed = sought.hits(kept)
    for shown in reading.shown:
        paragraphs = [without_labels(paragraph) for paragraph in shown]
        yield from _more("text", sought.hits("\n".join(paragraphs)) - allowed, sought)
        yield from _unseen(paragraphs, kept)
    for echo in reading.echoes:
        more = sought.hits(without_labels(without_schemes(echo))) - allowed
        yield from _more("text", _telling(more, kept), sought)
    for text in _with_shapes(map(without_labels, reading.free)):
        yield from ((hit, (type_, "hidden text")) for hit, type_ in sought.free_hits(without_schemes(text)))
    for fonts, texts in ((False, reading.format), (True, reading.fonts)):
        for text in _with_shapes(map(without_labels, texts)):
            found = sought.format_hits(without_schemes(text), fonts=fonts)
            yield from ((hit, (type_, "format")) for hit, type_ in found)
    for blob in reading.blobs:
        yield from ((hit, (type_, "bytes")) for hit, type_ in _in_blob(blob, sought))


def _more(where: str, found: Counter[Hit], sought: Sought) -> Iterator[tuple[Hit, tuple[str, str]]]:
    for kind, shape in found:
        if kind == "word":
            type_ = sought.type_of(shape) or UNSEEN
        elif kind == "number":
            type_ = sought.numbers[shape]
        else:
            phrase = tuple(shape.split())
            type_ = sought.phrases[phrase[0]][phrase]
        yield (kind, shape), (type_, where)


def _telling(found: Counter[Hit], kept: str) -> Counter[Hit]:
    """Without words of the format, and pieces of words that the case has: fonts change in the middle of a word."""
    known = letters(plain(kept)) if found else ""
    return Counter(
        {
            (kind, shape): count
            for (kind, shape), count in found.items()
            if kind == "number" or (len(shape) > 3 and not _of_format(shape) and letters(shape) not in known)
        }
    )


def _of_format(shape: str) -> bool:
    return shape in format_words() or tuple(shape.split()) in standard_names()


def _unseen(paragraphs: Iterable[str], kept: str) -> Iterator[tuple[Hit, tuple[str, str]]]:
    """Text that the case does not have: nobody looked for names in it."""
    paragraphs = [plain(paragraph) for paragraph in paragraphs]
    more = Counter(words("\n".join(paragraphs).casefold()))
    more.subtract(words(plain(kept).casefold()))
    extra = {word for word, count in more.items() if count > 0 and len(word) >= _WORD}
    if not extra:
        return
    known = letters(plain(kept))
    for paragraph in paragraphs:
        own = letters(paragraph)
        if not extra.isdisjoint(words(paragraph.casefold())) and own not in known:
            yield ("text", own), (UNSEEN, "text")


def _with_shapes(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        if text and not text.isspace():
            yield text
            yield from other_shapes(text)


def _in_blob(blob: bytes, sought: Sought) -> Iterator[tuple[Hit, str]]:
    found = letters_of(blob)
    for run in found.words:
        yield from sought.format_hits(run, fonts=True)
    for run in found.runs:
        yield from ((hit, type_) for hit, type_ in sought.format_hits(run, fonts=True) if hit[0] != "word")
