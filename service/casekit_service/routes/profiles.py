"""``/v1/profiles``: what groups and peers state of themselves, kept for one tenant."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import ValidationError

import casekit
from casekit_service import examples, problems
from casekit_service.engines import Held
from casekit_service.gate import guarded
from casekit_service.lines import check_lines, lines
from casekit_service.once import Written, earlier, once
from casekit_service.parts import Parts, reply
from casekit_service.problems import ProblemError
from casekit_service.schemas import (
    FieldError,
    ImportResponse,
    ProfileId,
    ProfileIn,
    ProfilePage,
    ProfileWritten,
    Receipt,
    plain,
)
from casekit_service.storage import Put, StorageError, Store, StoredProfile

reading = APIRouter(route_class=guarded("match"), tags=["profiles"])
writing = APIRouter(route_class=guarded("admin"), tags=["profiles"])
importing = APIRouter(route_class=guarded("admin", large=True, streamed=True), tags=["profiles"])

Id = Annotated[ProfileId, Path(description="letters, digits and . _ ~ -")]
IfMatch = Annotated[str | None, Header(description="the ETag that the profile must still have")]
IfNoneMatch = Annotated[
    str | None, Header(description="'*': the profile must not exist yet; or a known ETag")
]
GoodOnly = Annotated[bool, Query(alias="partial", description="take the good lines although others are bad")]
Key = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        description="the same key and request have the same answer for 24 hours",
    ),
]
_ETAG = {"ETag": problems.header("names this state of the profile, for If-Match and If-None-Match")}
#: texts embedded in one turn of a thread, so that others get theirs
_AT_ONCE = 64


@reading.get("/v1/profiles", response_model=ProfilePage, responses=problems.responses("invalid", "storage"))
async def pages(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    """The tenant's profiles in the order of their ids, a page at a time."""
    parts, tenant = Parts.of(request), request.state.caller.tenant
    after = None if cursor is None else _after(cursor)

    def read(store: Store) -> tuple[Sequence[StoredProfile], int]:
        with store.snapshot():
            return store.profiles(tenant, after=after, limit=limit + 1), store.index_version(tenant)

    found, request.state.index_version = await parts.database.run(read)
    items = [ProfileIn.model_validate(one.row) for one in found[:limit]]
    following = _cursor(str(items[-1].id)) if len(found) > limit else None
    return reply(ProfilePage(items=items, next=following), sparse=True)


@reading.get(
    "/v1/profiles/{id}",
    response_model=ProfileIn,
    responses={
        **problems.responses("not_found", "invalid", "storage"),
        200: {"headers": _ETAG},
        304: {"description": "The profile is as If-None-Match knows it", "headers": _ETAG},
    },
)
async def get(id: Id, request: Request, if_none_match: IfNoneMatch = None) -> Response:
    """One profile with its ETag."""
    parts, tenant = Parts.of(request), request.state.caller.tenant

    def read(store: Store) -> tuple[StoredProfile | None, int]:
        with store.snapshot():
            return store.profile(tenant, id), store.index_version(tenant)

    found, request.state.index_version = await parts.database.run(read)
    if found is None:
        raise ProblemError("not_found")
    headers = {"ETag": found.etag}
    if if_none_match is not None and _names(if_none_match, found.etag, weak=True):
        return Response(status_code=304, headers=headers)
    return reply(ProfileIn.model_validate(found.row), headers=headers, sparse=True)


@writing.put(
    "/v1/profiles/{id}",
    response_model=ProfileWritten,
    status_code=200,
    responses={
        **problems.responses(
            *problems.WITH_BODY, "changed", "unusable", "key_reused", "too_many_profiles", "busy", "deadline"
        ),
        200: {"headers": _ETAG},
        201: {"description": "The profile is new", "model": ProfileWritten, "headers": _ETAG},
    },
    openapi_extra=examples.PROFILE,
)
async def put(
    id: Id,
    profile: ProfileIn,
    request: Request,
    if_match: IfMatch = None,
    if_none_match: IfNoneMatch = None,
    idempotency_key: Key = None,
) -> Response:
    """Make a profile or replace it; once answered, it is on disk and matched."""
    parts, tenant = Parts.of(request), request.state.caller.tenant
    parts.engines.check_ready()
    if profile.id not in (None, id):
        error = FieldError(field="body.id", detail="differs from the id in the address")
        raise ProblemError("invalid", errors=[error])
    row = plain(profile.model_copy(update={"id": id}))

    def write(store: Store) -> Written:
        _check_condition(store.profile(tenant, id), if_match, if_none_match)
        (made,) = store.put_profiles(tenant, [row])
        _check_count(store, tenant, parts.settings.max_profiles)
        version = store.index_version(tenant)
        body = ProfileWritten(created=made.created, index_version=version)
        return Written(201 if made.created else 200, {"ETag": made.etag}, plain(body))

    return await _held(request, [row], write, idempotency_key, await request.body())


@writing.delete(
    "/v1/profiles/{id}",
    response_model=Receipt,
    responses=problems.responses("not_found", "invalid", "changed", "key_reused", "deadline", "storage"),
)
async def delete(id: Id, request: Request, if_match: IfMatch = None, idempotency_key: Key = None) -> Response:
    """Erase a profile from the database, the index and stored results; the answer is a receipt."""
    parts, tenant = Parts.of(request), request.state.caller.tenant
    parts.engines.check_ready()

    def write(store: Store) -> Written:
        known = store.profile(tenant, id)
        if known is None:
            raise ProblemError("not_found")
        _check_condition(known, if_match, None)
        erasure = store.erase_profile(tenant, id)
        assert erasure is not None
        version = store.index_version(tenant)
        receipt = Receipt(receipt=erasure.receipt, erased_at=erasure.erased_at, index_version=version)
        return Written(200, {}, plain(receipt))

    async with parts.engines.writing(tenant):
        written = await once(parts.database, request, idempotency_key, b"", write)
        request.state.index_version = written.body["index_version"]
        gone, version = await parts.database.run(
            lambda store: (store.profile(tenant, id) is None, store.index_version(tenant))
        )
        if gone:  # also when the answer is that of an earlier time, which may have ended before this
            await asyncio.to_thread(parts.engines.erase, tenant, id, version)
        written.body["scrubbed"] = await parts.database.run(_scrubbed)
        return written.response()


@importing.post(
    "/v1/profiles:import",
    response_model=ImportResponse,
    responses=problems.responses(
        "too_slow", "too_large", "too_many_lines", "wrong_type", "invalid", "profiles", "key_reused",
        "too_many_profiles", "busy", "deadline",
    ),
    openapi_extra=examples.IMPORT,
)  # fmt: skip
async def import_lines(
    request: Request,
    good_only: GoodOnly = False,
    idempotency_key: Key = None,
) -> Response:
    """Make or replace many profiles, one JSON object a line: all of them, or none when a line is bad."""
    parts, tenant = Parts.of(request), request.state.caller.tenant
    parts.engines.check_ready()
    check_lines(request)
    rows, refused, body = await _rows(request, parts.settings.max_profiles)
    if refused and not good_only:
        raise ProblemError("profiles", errors=refused[:100])

    def write(store: Store) -> Written:
        put = store.put_profiles(tenant, rows)
        _check_count(store, tenant, parts.settings.max_profiles)
        return Written(200, {}, plain(_imported(put, refused, store.index_version(tenant))))

    return await _held(request, rows, write, idempotency_key, body)


async def _held(
    request: Request,
    rows: Sequence[dict[str, Any]],
    write: Callable[[Store], Written],
    key: str | None,
    body: bytes,
) -> Response:
    """Embed the rows, write them, and use the new matcher from then on; in this order nothing can be half done."""
    parts, tenant = Parts.of(request), request.state.caller.tenant
    async with parts.engines.writing(tenant):
        known = await earlier(parts.database, request, key, body)
        if known is not None:
            request.state.index_version = known.body["index_version"]
            return known.response()
        matcher = await _embedded(parts, tenant, [casekit.profile_from(row) for row in rows])
        written = await once(parts.database, request, key, body, write)
        parts.engines.hold(tenant, Held(matcher, written.body["index_version"]))
        request.state.index_version = written.body["index_version"]
        return written.response()


async def _embedded(parts: Parts, tenant: str, profiles: Sequence[casekit.Profile]) -> casekit.Matcher:
    """The tenant's matcher with these profiles in it or in the place of those with their ids."""
    matcher = parts.engines.held(tenant).matcher
    known = {profile.id: profile for profile in matcher.profiles}
    for start in range(0, len(profiles), _AT_ONCE):
        known |= {profile.id: profile for profile in profiles[start : start + _AT_ONCE]}
        wanted = [known[id] for id in sorted(known)]
        matcher = await parts.workers.run(
            partial(matcher.over, wanted), seconds=parts.settings.deadline_seconds, patient=start > 0
        )
    return matcher


async def _rows(request: Request, most: int) -> tuple[list[dict[str, Any]], list[FieldError], bytes]:
    """The good rows, what is wrong with the others, and the body as it was sent."""
    rows: dict[str, dict[str, Any]] = {}
    refused: list[FieldError] = []
    body = bytearray()
    async for number, line in lines(request, most):
        body += line + b"\n"
        try:
            profile = ProfileIn.model_validate_json(line)
            if profile.id is None:
                raise casekit.InputError("missing: id")
            if profile.id in rows:
                raise casekit.InputError("the id came before")
            row = plain(profile)
            casekit.profile_from(row)
            rows[profile.id] = row
        except ValidationError as error:
            refused += [one.model_copy(update={"line": number}) for one in problems.where(error.errors())[:3]]
        except casekit.InputError as error:
            refused.append(FieldError(line=number, detail=str(error)))
    return list(rows.values()), refused, bytes(body)


def _imported(put: Sequence[Put], refused: Sequence[FieldError], version: int) -> ImportResponse:
    created = sum(one.created for one in put)
    changed = sum(one.changed for one in put) - created
    return ImportResponse(
        created=created,
        changed=changed,
        unchanged=len(put) - created - changed,
        refused=list(refused[:100]),
        index_version=version,
    )


def _check_condition(known: StoredProfile | None, if_match: str | None, if_none_match: str | None) -> None:
    """If-Match and If-None-Match of RFC 9110, sections 13.1.1 and 13.1.2."""
    etag = None if known is None else known.etag
    if if_match is not None and (etag is None or not _names(if_match, etag)):
        raise ProblemError("changed")
    if if_none_match is not None and etag is not None and _names(if_none_match, etag, weak=True):
        raise ProblemError("changed")


def _names(condition: str, etag: str, *, weak: bool = False) -> bool:
    """Whether a condition names that ETag; ``*`` names any. ``weak``: as a proxy that packed the answer names it."""
    named = (part.strip() for part in condition.split(","))
    return condition.strip() == "*" or etag in (one.removeprefix("W/") if weak else one for one in named)


def _check_count(store: Store, tenant: str, most: int) -> None:
    if store.count(tenant) > most:
        raise ProblemError("too_many_profiles", limit=most)


def _scrubbed(store: Store) -> bool:
    """Whether nothing of what was erased is left; without room for that it is done later."""
    try:
        return store.scrub()
    except StorageError:
        return False


def _cursor(id: str) -> str:
    return base64.urlsafe_b64encode(id.encode()).decode().rstrip("=")


def _after(cursor: str) -> str:
    """The id after which a page begins; any text is an id to begin after, and tells nothing of others."""
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        error = FieldError(field="query.cursor", detail="is none that was given out")
        raise ProblemError("invalid", errors=[error]) from None
