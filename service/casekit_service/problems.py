"""Errors as problem details (RFC 9457) in the reader's language; nothing that was sent comes back."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

import casekit
from casekit_service import schemas
from casekit_service.storage import StorageError, StorageFull

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def header(description: str, kind: str = "string") -> dict[str, Any]:
    """What the description of the interface says of a header of an answer."""
    return {"description": description, "schema": {"type": kind}}


MEDIA_TYPE = "application/problem+json"
_URN = "urn:casekit:problem:"
#: every problem and the status it is told with
STATUS: Mapping[str, int] = {
    "unreadable": 400,
    "no_key": 401,
    "wrong_scope": 403,
    "not_found": 404,
    "wrong_method": 405,
    "too_slow": 408,
    "not_ready_result": 409,
    "erased": 410,
    "changed": 412,
    "too_long": 413,
    "too_large": 413,
    "too_many_lines": 413,
    "too_many_cases": 413,
    "wrong_type": 415,
    "invalid": 422,
    "language": 422,
    "unusable": 422,
    "key_reused": 422,
    "too_many_profiles": 422,
    "profiles": 422,
    "rate": 429,
    "concurrency": 429,
    "busy": 429,
    "client_gone": 499,
    "leak": 500,
    "unexpected": 500,
    "not_ready": 503,
    "no_models": 503,
    "deadline": 503,
    "storage": 503,
    "storage_full": 507,
}
#: one language of Accept-Language: its code, perhaps a country or script, perhaps how much it is liked
_WISH = re.compile(r"(?P<code>[a-z]+)(-[a-z0-9-]+)?(\s*;\s*q=(?P<weight>[01](\.[0-9]{0,3})?))?")
_OF_STATUS = {400: "unreadable", 404: "not_found", 405: "wrong_method"}
_RETRY = header("seconds to wait before trying again", "integer")
_HEADERS = {
    401: {"WWW-Authenticate": header("Bearer")},
    429: {"Retry-After": _RETRY},
    503: {"Retry-After": _RETRY},
}
#: problems that any route may answer with, and those of routes that take a body
EVERYWHERE = ("no_key", "wrong_scope", "rate", "unexpected", "not_ready", "storage_full")
WITH_BODY = ("unreadable", "too_slow", "too_large", "invalid")


class ProblemError(Exception):
    """A problem to be answered; ``kind`` is a key of ``STATUS`` and ``params`` are numbers for its words."""

    def __init__(
        self,
        kind: str,
        *,
        retry_after: int | None = None,
        errors: Sequence[schemas.FieldError] = (),
        **params: int,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.retry_after = retry_after
        self.errors = tuple(errors)
        self.params = params


def responses(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """What the description of the interface says of the errors of a guarded route."""
    return of(*EVERYWHERE, *kinds)


def of(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """What the description of the interface says of these errors."""
    found: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        title = words("en")[kind]["title"]
        known = found.get(STATUS[kind])
        told = title if known is None else f"{known['description']}; {title}"
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        found[STATUS[kind]] = {
            "description": told,
            "content": content,
            "headers": _HEADERS.get(STATUS[kind], {}),
        }
    return found


@cache
def words(language: str) -> Mapping[str, Mapping[str, str]]:
    """Title and detail of every problem in one language."""
    text = (files("casekit_service") / "words" / f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def body_of(error: ProblemError, language: str, request_id: str | None = None) -> schemas.Problem:
    """The problem as it is sent."""
    told = words(language)[error.kind]
    return schemas.Problem(
        type=_URN + error.kind.replace("_", "-"),
        title=told["title"],
        status=STATUS[error.kind],
        detail=told["detail"].format(**error.params),
        errors=list(error.errors) or None,
        request_id=request_id,
    )


def response(error: ProblemError, scope: Mapping[str, Any]) -> JSONResponse:
    """The problem as a response to the request of that scope."""
    body = body_of(error, reader(scope), scope.get("state", {}).get("request_id"))
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if error.kind == "too_slow":
        headers["Connection"] = "close"  # the rest of the body may never come
    if error.kind == "no_key":
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body.model_dump(exclude_none=True), body.status, headers, MEDIA_TYPE)


def reader(scope: Mapping[str, Any]) -> str:
    """The language that the request likes best of ours, English when it names none of them."""
    accepted = next((value for name, value in scope.get("headers", ()) if name == b"accept-language"), b"")
    wishes = [_WISH.fullmatch(part.strip().lower()) for part in accepted.decode("latin-1").split(",")]
    known = [
        (float(one["weight"] or 1), one["code"])
        for one in wishes
        if one is not None and one["code"] in casekit.about().languages
    ]
    weight, code = max(known, key=lambda one: one[0], default=(0.0, "en"))
    return code if weight else "en"


def known(error: Exception) -> ProblemError | None:
    """The problem that an error is, ``None`` for one that nobody expected."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, StorageError):
        return ProblemError("storage_full" if isinstance(error, StorageFull) else "storage")
    if isinstance(error, casekit.LeakError):
        return ProblemError("leak")
    if isinstance(error, casekit.LanguageError):
        return ProblemError("language")
    if isinstance(error, casekit.InputError):
        return ProblemError("unusable", errors=[schemas.FieldError(detail=str(error))])
    if isinstance(error, (ValidationError, RequestValidationError)):
        return ProblemError("invalid", errors=where(error.errors()))
    return None


def where(errors: Sequence[Any]) -> list[schemas.FieldError]:
    """Which fields are wrong and how, without their values; names that are not ours stay out."""
    found = []
    for item in errors:
        path = [str(p) for p in item["loc"] if isinstance(p, int) or p in schemas.FIELDS]
        detail = item["type"].replace("_", " ")
        if item["type"] == "value_error":
            detail = str(item["ctx"]["error"])
        found.append(schemas.FieldError(field=".".join(path) or None, detail=detail))
    return list({(e.field, e.detail): e for e in found}.values())[:100]


def install(app: FastAPI) -> None:
    """Answer every error of an application with problem details."""

    async def told(request: Request, error: Exception) -> JSONResponse:
        problem = known(error)
        if problem is None:
            raise error
        request.state.reason = problem.kind
        return response(problem, request.scope)

    for kind in (ProblemError, StorageError, casekit.CasekitError, RequestValidationError, ValidationError):
        app.add_exception_handler(kind, told)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        kind = _OF_STATUS.get(error.status_code, "unexpected" if error.status_code >= 500 else "unreadable")
        request.state.reason = kind
        answer = response(ProblemError(kind), request.scope)
        answer.headers.update(error.headers or {})
        # the framework names the methods of one route, and an address may have several
        methods = app.openapi()["paths"].get(getattr(request.scope.get("route"), "path", None))
        if kind == "wrong_method" and methods:
            answer.headers["Allow"] = ", ".join(method.upper() for method in methods)
        return answer
