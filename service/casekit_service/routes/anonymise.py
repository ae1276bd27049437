"""``/v1/anonymise``: one write-up as JSON or as a file, or many, line by line."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

import casekit
from casekit_service import examples, problems
from casekit_service.gate import disconnected, guarded
from casekit_service.lines import LINES, check_lines, lines, media_type
from casekit_service.parts import Parts, reply
from casekit_service.problems import ProblemError
from casekit_service.schemas import (
    AnonymiseRequest,
    AnonymiseResponse,
    BatchLine,
    MentionOut,
    NoteOut,
    RiskReport,
    Summary,
    WhoOut,
)
from casekit_service.uploads import upload

one = APIRouter(route_class=guarded("anonymise"), tags=["anonymise"])
many = APIRouter(route_class=guarded("anonymise", large=True, streamed=True), tags=["anonymise"])
T = TypeVar("T")
#: a line with its number, or what ended the reading there
_Taken = tuple[int, "bytes | ProblemError"]


@one.post(
    "/v1/anonymise",
    response_model=AnonymiseResponse,
    responses=problems.responses(
        *problems.WITH_BODY, "wrong_type", "too_long", "language", "busy", "deadline", "leak"
    ),
    openapi_extra=examples.ANONYMISE,
)
async def anonymise(request: Request) -> Response:
    """Replace what identifies people; offsets in ``mentions`` are those of the text sent."""
    Parts.of(request).engines.check_ready()
    kind = media_type(request)
    if kind == "multipart/form-data":
        asked = AnonymiseRequest.model_validate(await upload(request))
    elif kind == "application/json":
        asked = AnonymiseRequest.model_validate_json(await request.body())
    else:
        raise ProblemError("wrong_type")
    request.state.characters = len(asked.text)
    return reply(await _anonymised(request, asked, lambda: disconnected(request)))


@many.post(
    "/v1/anonymise/batch",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "One line for each line of the request, in its order",
            "content": {LINES: {"schema": {"$ref": "#/components/schemas/BatchLine"}}},
        },
        **problems.responses("too_large", "wrong_type"),
    },
    openapi_extra=examples.BATCH,
)
async def batch(request: Request) -> StreamingResponse:
    """Many write-ups, one JSON object a line; answered in order, a bad line with an error of its own."""
    Parts.of(request).engines.check_ready()
    check_lines(request)
    return _Lines(_answers(request), media_type=LINES)


async def _anonymised(
    request: Request,
    asked: AnonymiseRequest,
    gone: Callable[[], Awaitable[None]] | None,
    *,
    patient: bool = False,
) -> AnonymiseResponse:
    parts = Parts.of(request)
    parts.check_length(asked.text)
    reader = problems.reader(request.scope)
    result = await parts.workers.run(
        lambda: _answer(parts.engines.anonymised(asked), asked, reader),
        seconds=parts.settings.deadline_seconds,
        gone=gone,
        patient=patient,
    )
    parts.metrics.characters.inc(len(asked.text))
    return result


class _Lines(StreamingResponse):
    """Starlette would read the rest of the body while it looks out for a client that leaves; here it is ours."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.stream_response(send)


async def _answers(request: Request) -> AsyncIterator[bytes]:
    """A line of the answer for each line of the request; as many are under way as there are threads.

    The body is taken in as it comes, whether or not the client reads the answer meanwhile: one that sends
    everything first would wait for ever. The limit of the body bounds what is held.
    """
    taken: asyncio.Queue[_Taken | None] = asyncio.Queue()
    under_way: asyncio.Queue[asyncio.Task[BatchLine] | None] = asyncio.Queue(
        Parts.of(request).settings.workers
    )
    taking = asyncio.create_task(_take(request, taken))
    beginning = asyncio.create_task(_begin(request, taken, under_way))
    begun: list[asyncio.Task[Any]] = [taking, beginning]
    count = 0
    try:
        while (task := await _unless(taking, under_way.get())) is not None:
            begun.append(task)
            count += 1
            yield _dumped(await _unless(taking, task))
            begun.remove(task)
    finally:
        request.state.lines = count
        beginning.cancel()
        while not under_way.empty():
            left = under_way.get_nowait()
            begun += [left] if left is not None else []
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)


async def _take(request: Request, taken: asyncio.Queue[_Taken | None]) -> None:
    """Put in every line as it comes; what ends the reading early is the last one. Ends when the client has gone."""
    number = 0
    try:
        async for number, line in lines(request, Parts.of(request).settings.max_batch_lines):
            taken.put_nowait((number, line))
    except ProblemError as problem:
        taken.put_nowait((number + 1, problem))
    taken.put_nowait(None)
    await disconnected(request)


async def _unless(taking: asyncio.Task[None], awaited: Awaitable[T]) -> T:
    """What is awaited.

    Raises:
        ClientDisconnect: nobody waits for it any more.
    """
    future = asyncio.ensure_future(awaited)
    try:
        await asyncio.wait({taking, future}, return_when=asyncio.FIRST_COMPLETED)
        if not future.done():
            raise ClientDisconnect
        return future.result()
    finally:
        future.cancel()


async def _begin(
    request: Request,
    taken: asyncio.Queue[_Taken | None],
    under_way: asyncio.Queue[asyncio.Task[BatchLine] | None],
) -> None:
    """Begin with each line once there is room, in order."""
    while (item := await taken.get()) is not None:
        await under_way.put(asyncio.create_task(_line(request, *item)))
    await under_way.put(None)


async def _line(request: Request, number: int, line: bytes | ProblemError) -> BatchLine:
    """The answer to one line, or what was wrong with it."""
    try:
        if isinstance(line, ProblemError):
            raise line
        asked = AnonymiseRequest.model_validate_json(line)
        return BatchLine(line=number, result=await _anonymised(request, asked, None, patient=True))
    except Exception as error:
        problem = problems.known(error) or ProblemError("unexpected")
        request.state.reason, request.state.error = problem.kind, type(error).__name__
        language, request_id = problems.reader(request.scope), request.state.request_id
        return BatchLine(line=number, error=problems.body_of(problem, language, request_id))


def _dumped(line: BatchLine) -> bytes:
    """A result with all its fields, a problem with those that it has."""
    told = (
        line.model_dump_json(exclude_none=True)
        if line.result is None
        else line.model_dump_json(exclude={"error"})
    )
    return told.encode() + b"\n"


def _answer(result: casekit.AnonymisedCase, asked: AnonymiseRequest, reader: str) -> AnonymiseResponse:
    """What is sent back; the original text is not in it."""
    mentions = [
        MentionOut(
            start=mention.start,
            end=mention.end,
            type=str(mention.type),
            subtype=mention.subtype,
            entity_id=mention.entity_id,
            replacement=mention.replacement,
            recognizer=mention.recognizer,
            confidence=mention.confidence,
        )
        for mention in result.mentions
    ]
    return AnonymiseResponse(
        text=result.text,
        language=result.language,
        style=asked.style,
        mentions=mentions,
        who={id_: WhoOut(**dataclasses.asdict(one)) for id_, one in result.who.items()},
        notes=[NoteOut(**{**dataclasses.asdict(note), "type": str(note.type)}) for note in result.notes],
        conflict_marks=sorted(result.conflict_marks),
        risk=None if result.risk is None else _risk(result, reader),
        summary=Summary.model_validate(result.summary().as_dict()),
    )


def _risk(result: casekit.AnonymisedCase, reader: str) -> RiskReport:
    """The report in sentences; what they quote is in the answer's text anyway."""
    found, words = result.risk, casekit.DisclosureWords(reader)
    return RiskReport(
        level=found.level,
        reasons=[words.reason(reason) for reason in found.reasons],
        expected_people=found.estimate.expected if found.estimate else None,
    )
