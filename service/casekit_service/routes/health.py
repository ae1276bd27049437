"""How the service is: for whoever runs it, and what it can do."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

import casekit
from casekit_service import problems
from casekit_service.gate import guarded
from casekit_service.parts import Parts, reply
from casekit_service.schemas import Meta, Status
from casekit_service.storage import SCOPES

open_to_all = APIRouter(tags=["health"])
with_key = APIRouter(route_class=guarded(None), tags=["health"])
scraped = APIRouter(route_class=guarded("metrics"), tags=["health"])


@open_to_all.head("/healthz", include_in_schema=False)
@open_to_all.get("/healthz", response_model=Status)
async def healthz() -> Response:
    """Whether the process lives; answered under full load too."""
    return reply(Status(status="alive"))


@open_to_all.head("/readyz", include_in_schema=False)
@open_to_all.get("/readyz", response_model=Status, responses=problems.of("not_ready"))
async def readyz(request: Request) -> Response:
    """Whether the models are loaded and texts are taken."""
    Parts.of(request).engines.check_ready()
    return reply(Status(status="ready"))


@with_key.get("/v1/meta", response_model=Meta, responses=problems.responses())
async def meta(request: Request) -> Response:
    """Languages, types, policies, and the versions of models and rules."""
    parts, about = Parts.of(request), casekit.about()
    parts.engines.check_ready()
    return reply(
        Meta(
            version=casekit.__version__,
            models=about.models,
            rules=about.rules,
            index_version=parts.held(request).version,
            embedder=parts.engines.base.embedder,
            languages=list(about.languages),
            types=list(about.types),
            policies=list(about.policies),
            styles=list(about.styles),
            scopes=[scope for scope in SCOPES if scope in request.state.caller.scopes],
            max_characters=parts.settings.max_characters,
        )
    )


@scraped.get("/metrics", response_class=Response, responses=problems.responses())
async def metrics(request: Request) -> Response:
    """Counts and durations in the format of Prometheus; for keys with the scope 'metrics'."""
    parts = Parts.of(request)
    shown = parts.metrics
    shown.running.set(parts.workers.running)
    shown.waiting.set(parts.workers.waiting)
    shown.ready.set(parts.engines.ready)
    return Response(generate_latest(shown.registry), media_type=CONTENT_TYPE_LATEST)
