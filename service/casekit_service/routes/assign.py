"""``/v1/assign`` and ``/v1/jobs``: many cases to many groups, as a job."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from casekit_service import examples, problems
from casekit_service.gate import guarded
from casekit_service.jobs import constraints
from casekit_service.once import Written, earlier, once
from casekit_service.parts import Parts, reply
from casekit_service.problems import ProblemError
from casekit_service.routes.profiles import Key
from casekit_service.schemas import AssignRequest, AssignResult, JobOut, JobState
from casekit_service.storage import Job, Store

router = APIRouter(route_class=guarded("match"), tags=["assign"])
large = APIRouter(route_class=guarded("match", large=True), tags=["assign"])
JobId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


@large.post(
    "/v1/assign",
    status_code=202,
    response_model=JobOut,
    responses={
        **problems.responses(
            *problems.WITH_BODY, "too_long", "too_many_cases", "unusable", "key_reused", "busy", "storage"
        ),
        202: {"headers": {"Location": problems.header("where the state of the job is told")}},
    },
    openapi_extra=examples.ASSIGN,
)
async def assign(asked: AssignRequest, request: Request, idempotency_key: Key = None) -> Response:
    """Begin to give every case at most one group; Location is where the state of the job is told."""
    parts, tenant = Parts.of(request), request.state.caller.tenant
    parts.engines.check_ready()
    matcher = parts.held(request).matcher
    known = await earlier(parts.database, request, idempotency_key, await request.body())
    if known is not None:
        return known.response()
    if len(asked.cases) > parts.settings.max_cases:
        raise ProblemError("too_many_cases", limit=parts.settings.max_cases)
    for case in asked.cases:
        parts.check_length(case.read.text)
    constraints(asked.constraints, len(asked.cases), [profile.id for profile in matcher.profiles])

    def write(store: Store) -> Written:
        # an erasure is in the database and not yet in the matcher: the job would name what is gone
        if store.count(tenant) < len(matcher.profiles):
            raise ProblemError("busy", retry_after=1)
        job_id = store.create_job(tenant)
        made = store.job(tenant, job_id)
        assert made is not None
        body = _told(made, 0.0, "en").model_dump(mode="json")
        return Written(202, {"Location": f"/v1/jobs/{job_id}"}, body)

    with parts.jobs.room(tenant):
        written = await once(parts.database, request, idempotency_key, await request.body(), write)
        if not written.replayed:
            parts.jobs.begin(tenant, written.body["id"], asked, matcher, parts.engines.read)
    return written.response()


@router.get(
    "/v1/jobs/{job_id}",
    response_model=JobOut,
    responses=problems.responses("not_found", "invalid", "storage"),
)
async def state(job_id: JobId, request: Request) -> Response:
    """Where a job stands."""
    parts = Parts.of(request)
    return reply(
        _told(await _job(request, job_id), parts.jobs.progress(job_id), problems.reader(request.scope))
    )


@router.get(
    "/v1/jobs/{job_id}/result",
    response_model=AssignResult,
    responses=problems.responses("not_found", "erased", "not_ready_result", "invalid", "storage"),
)
async def result(job_id: JobId, request: Request) -> Response:
    """Which case goes where, once the job is done; kept for 24 hours."""
    found = await _job(request, job_id)
    if found.result is None:
        raise ProblemError("erased" if found.reason == "erased" else "not_ready_result")
    return JSONResponse(found.result)


@router.delete(
    "/v1/jobs/{job_id}",
    response_model=JobOut,
    responses=problems.responses("not_found", "invalid", "storage"),
)
async def cancel(job_id: JobId, request: Request) -> Response:
    """End a job that is not done; one that is done stays as it is."""
    parts, tenant = Parts.of(request), request.state.caller.tenant
    found = await _job(request, job_id)
    if found.state in ("queued", "running"):
        parts.jobs.cancel(job_id)
        await parts.database.run(lambda store: store.set_job(tenant, job_id, "cancelled"))
        found = await _job(request, job_id)
    return reply(_told(found, parts.jobs.progress(job_id), problems.reader(request.scope)))


async def _job(request: Request, job_id: str) -> Job:
    parts, tenant = Parts.of(request), request.state.caller.tenant
    found = await parts.database.run(lambda store: store.job(tenant, job_id))
    if found is None:
        raise ProblemError("not_found")
    return found


def _told(job: Job, progress: float, language: str) -> JobOut:
    error = None
    if job.reason is not None and job.reason in problems.STATUS:
        error = problems.body_of(ProblemError(job.reason), language)
    return JobOut(
        id=job.id,
        state=cast(JobState, job.state),
        progress=progress,
        created=job.created,
        finished=job.finished,
        error=error,
    )
