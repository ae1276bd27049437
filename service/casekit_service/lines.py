"""NDJSON: bytes as they come, cut into lines."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import Request

from casekit_service.problems import ProblemError

LINES = "application/x-ndjson"
_KINDS = (LINES, "application/jsonl", "application/ndjson")


def check_lines(request: Request) -> None:
    """Raises:
    ProblemError: the content type is not that of lines of JSON.
    """
    if media_type(request) not in _KINDS:
        raise ProblemError("wrong_type")


def media_type(request: Request) -> str:
    """The content type without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def lines(request: Request, most: int) -> AsyncIterator[tuple[int, bytes]]:
    """The number of each line, from 1, and the line itself; empty ones are passed over.

    Raises:
        ProblemError: there are more than ``most``, or the body is too large or too slow.
    """
    number, held = 0, bytearray()
    async for chunk in request.stream():
        held += chunk
        if b"\n" not in chunk:
            continue
        *whole, held = held.split(b"\n")
        for line in whole:
            number += 1
            if line.strip():
                yield _counted(number, most), bytes(line)
    if held.strip():
        yield _counted(number + 1, most), bytes(held)


def _counted(number: int, most: int) -> int:
    if number > most:
        raise ProblemError("too_many_lines", limit=most)
    return number
