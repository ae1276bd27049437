"""A file sent by a form: its text, read in memory and nowhere else."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

import casekit
from casekit_service.problems import ProblemError

_FIELDS = 8
#: documents unpack to many times their size, which a service for many callers does not do
_TEXT = (".txt", ".md", ".text", ".markdown")
_TRUTH: dict[Any, bool] = {"true": True, "false": False}


class _InMemory(MultiPartParser):
    """Starlette writes large files to a temporary file; the body is bounded, so memory holds every one."""

    spool_max_size = 2**40

    def close(self) -> None:
        """Give the memory back, whatever came of the form."""
        for file in self._files_to_close_on_error:
            file.close()


async def upload(request: Request) -> dict[str, Any]:
    """The fields of the form, with the text of ``file`` as ``text``.

    Raises:
        ProblemError: there is no form, no file in it, or no text that can be read in the file.
    """
    parser = _InMemory(request.headers, request.stream(), max_files=1, max_fields=_FIELDS)
    try:
        form = await parser.parse()
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise ProblemError("unreadable")
        fields, raw = _fields(form), await file.read()
    except (MultiPartException, UnicodeError):
        raise ProblemError("unreadable") from None
    finally:
        parser.close()
    # the name of a file may name a person: only its ending is used
    suffix = PurePath(file.filename or "").suffix.lower()
    if suffix not in _TEXT:
        raise ProblemError("wrong_type")
    try:
        return {**fields, "text": casekit.text_of(raw, f"file{suffix}")}
    except casekit.FileProblem:
        raise ProblemError("unreadable") from None


def _fields(form: FormData) -> dict[str, Any]:
    """What stands beside the file; an empty field is not given, and ``assess`` is true or false as in JSON."""
    given: dict[str, Any] = {
        name: value for name, value in form.items() if name != "file" and value not in ("", None)
    }
    if given.get("assess") in _TRUTH:
        given["assess"] = _TRUTH[given["assess"]]
    return given
