"""PDFium runs in a process of its own: a file that makes it hang, grow or crash takes only that process along."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any

from casekit.errors import FileProblem
from casekit.read.archive import check_size, damaged, encrypted, too_large
from casekit.read.pdf.runs import Page, Pages, Run

#: seconds for a whole file; a page of text needs about 0.02
MOST_SECONDS = 300.0
_CODE = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]);"
    "from casekit.read.pdf.pages import answer; answer()"
)
_ERRORS = {"damaged": damaged, "encrypted": encrypted, "too_large": too_large}


def pages_of(raw: bytes, name: str) -> Pages:
    """The pages of a PDF file.

    Raises:
        FileProblem: it is damaged, encrypted or too large, or takes too long.
    """
    check_size(raw, name)
    if b"%PDF-" not in raw[:1024]:
        raise damaged(name)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _CODE, json.dumps([path for path in sys.path if path])],
            input=raw,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=MOST_SECONDS,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        raise too_large(name) from None
    if done.returncode:
        raise damaged(name)
    return _read(done.stdout, name)


def _read(answer: bytes, name: str) -> Pages:
    lines = answer.splitlines()
    end: dict[str, Any] = json.loads(lines[-1]) if lines else {"error": "damaged"}
    if "error" in end:
        raise _problem(str(end["error"]), name)
    return Pages(
        tuple(_page(json.loads(line)) for line in lines[:-1]), end["attachments"], tuple(end["people"])
    )


def _problem(error: str, name: str) -> FileProblem:
    return _ERRORS[error](name)


def _page(found: dict[str, Any]) -> Page:
    return Page(
        tuple(tuple(Run(*run) for run in sheet) for sheet in found["sheets"]),
        found["bottom"],
        found["top"],
        found["pictures"],
        found["picture"],
        Counter(found["annotations"]),
    )
