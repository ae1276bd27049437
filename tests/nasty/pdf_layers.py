"""The layers of a PDF: the objects, streams and page texts of each of its revisions."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject, TextStringObject

_END = re.compile(rb"%%EOF")


def pdf_layers(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """What each revision of the PDF holds, with the name of the place."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    for number, found in enumerate(_END.finditer(raw), 1):
        try:
            reader = PdfReader(io.BytesIO(raw[: found.end()]))
            pages = list(reader.pages)
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError):
            continue
        for page in pages:
            yield f"text of revision {number}", page.extract_text().encode(errors="ignore")
        for identifier in sorted(
            set().union(*(set(ids) for ids in reader.xref.values()), reader.xref_objStm)
        ):
            yield from _object(f"object {identifier} of revision {number}", reader, identifier)


def _object(where: str, reader: PdfReader, identifier: int) -> Iterator[tuple[str, bytes]]:
    try:
        thing = reader.get_object(identifier)
    except (PyPdfError, ValueError, KeyError, TypeError):
        return
    if thing is None:
        return
    yield where, "\n".join(_strings(thing)).encode(errors="ignore")
    if isinstance(thing, StreamObject):
        try:
            yield f"stream of {where}", thing.get_data()
        except (PyPdfError, ValueError, KeyError, TypeError, NotImplementedError):
            return


def _strings(thing: object) -> Iterator[str]:
    if isinstance(thing, DictionaryObject):
        for key, value in thing.items():
            yield str(key)
            yield from _strings(value)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            yield from _strings(value)
    elif isinstance(thing, TextStringObject):
        yield str(thing)
    elif isinstance(thing, bytes):
        yield thing.decode("utf-8", "ignore") + thing.decode("utf-16-be", "ignore")
    elif thing is not None:
        yield str(thing)
