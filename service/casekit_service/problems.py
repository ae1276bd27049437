"""Errors as problem details (RFC 9457); nothing that was sent comes back."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import casekit
from casekit_service.schemas import Problem

_LOG = logging.getLogger("casekit_service")
MEDIA_TYPE = "application/problem+json"


#: what the description of the interface says of errors
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": text, "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
    for status, text in (
        (413, "The text is too long"),
        (422, "The request or the text cannot be used"),
        (500, "The result was withheld, or something went wrong"),
        (503, "Not ready, or started without groups"),
    )
}


class TooLongError(Exception):
    """The text is longer than the operator allows."""


class NotReadyError(Exception):
    """What the request needs is not there, such as groups to match with."""


def problem(status: int, title: str, detail: str) -> JSONResponse:
    """One problem as a response."""
    body = Problem(title=title, status=status, detail=detail)
    return JSONResponse(body.model_dump(), status_code=status, media_type=MEDIA_TYPE)


def _where(error: RequestValidationError) -> str:
    """The fields that are wrong and how, without their values."""
    schema_fields = {"body", "text", "language", "policy", "k", "format", "languages"}
    parts = []
    for item in error.errors():
        path = ".".join(str(p) for p in item["loc"] if isinstance(p, int) or p in schema_fields)
        parts.append(f"{path or 'body'}: {item['type'].replace('_', ' ')}")
    return "; ".join(dict.fromkeys(parts))


def install(app: FastAPI) -> None:
    """Answer every error of an application with problem details."""

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        return problem(422, "The request does not fit the schema", _where(error))

    @app.exception_handler(TooLongError)
    async def too_long(_: Request, error: TooLongError) -> JSONResponse:
        return problem(413, "The text is too long", str(error))

    @app.exception_handler(NotReadyError)
    async def not_ready(_: Request, error: NotReadyError) -> JSONResponse:
        return problem(503, "Not ready", str(error))

    @app.exception_handler(casekit.LeakError)
    async def leak(_: Request, error: casekit.LeakError) -> JSONResponse:
        return problem(
            500, "The result was withheld", "a replaced identifier also stood elsewhere in the text"
        )

    @app.exception_handler(casekit.CasekitError)
    async def unusable(_: Request, error: casekit.CasekitError) -> JSONResponse:
        return problem(422, "The text cannot be used", str(error))

    @app.exception_handler(HTTPException)
    async def http(_: Request, error: HTTPException) -> JSONResponse:
        return problem(
            error.status_code,
            "The request cannot be answered",
            _PHRASES.get(error.status_code, "see the title"),
        )


class Quiet:
    """Answers what nobody expected with its kind alone; passed on, it would be logged with its message."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http":
                raise
            _LOG.error("a request failed with %s", type(error).__name__)
            if not started:
                answer = problem(500, "Something went wrong", f"an error of the kind {type(error).__name__}")
                await answer(scope, receive, send)


_PHRASES = {
    404: "there is nothing at this address",
    405: "this address does not take that method",
    400: "the request could not be read",
}
