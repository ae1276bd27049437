"""The application: its parts, its routes, what happens at its start and its end."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

import casekit
from casekit_service import problems, schemas
from casekit_service.database import Database
from casekit_service.engines import Engines, StoppingError
from casekit_service.gate import Gate
from casekit_service.jobs import Jobs
from casekit_service.observe import Metrics, Observer
from casekit_service.parts import Parts
from casekit_service.routes import anonymise, assign, health, match, profiles
from casekit_service.settings import Settings, load_settings
from casekit_service.storage import StorageError
from casekit_service.work import Workers

_LOG = logging.getLogger("casekit_service")
_ROUTERS = (
    anonymise.one, anonymise.many, match.router, profiles.reading, profiles.writing, profiles.importing,
    assign.large, assign.router, health.open_to_all, health.with_key, health.scraped,
)  # fmt: skip
#: how often what is older than a day is forgotten
_PRUNE_SECONDS = 3600.0
_DESCRIPTION = """\
De-identifies case write-ups in Russian, English and Swedish and finds the group or peers who can help.

Texts are read in memory and never stored or logged. The result is pseudonymised, still personal data: it has to be
read by a person before it is shared. Every answer has the headers X-Request-Id, Casekit-Models, Casekit-Rules and
Casekit-Index; errors are problem details (RFC 9457) and never repeat what was sent, in the language of Accept-Language.
"""
_HEADERS = {
    "X-Request-Id": "names this request in the log",
    "Casekit-Models": "changes when a model does",
    "Casekit-Rules": "changes when a rule or a word list does",
    "Casekit-Index": "counts the changes of the tenant's profiles; - where none are used",
}
#: telemetry of the web framework would follow what is sent
_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; models load in the background, ``/readyz`` tells when they are there.

    Raises:
        InputError: a setting cannot be used, or the database cannot be opened.
    """
    settings = settings or load_settings()
    check_files(settings)
    database = Database(settings.database)
    parts = Parts(
        settings=settings,
        database=database,
        engines=Engines(settings),
        workers=Workers(settings.workers, settings.queue),
        jobs=Jobs(database, settings.max_jobs),
        gate=Gate(settings, database),
        metrics=Metrics(),
    )
    # the interactive pages would load their scripts from the network
    app = FastAPI(
        title="casekit",
        version=casekit.__version__,
        description=_DESCRIPTION,
        lifespan=_lifespan(parts),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=_NO_TELEMETRY,
    )
    app.state.parts = parts
    app.add_middleware(Observer, metrics=parts.metrics)
    problems.install(app)
    for router in _ROUTERS:
        app.include_router(router)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    return app


def check_files(settings: Settings) -> None:
    """Refuse settings that name files which cannot be used, before anything is loaded.

    Raises:
        InputError: a file is missing or is not what it should be.
    """
    if settings.conflict_key is not None:
        casekit.ConflictKey.read(settings.conflict_key)
    if settings.themes is not None:
        casekit.load_own_themes(settings.themes)


def _lifespan(parts: Parts) -> Any:
    stopping = threading.Event()

    def stopped() -> None:
        if stopping.is_set():
            raise StoppingError

    def load() -> None:
        parts.engines.load(parts.database.store, stopped)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await parts.database.run(lambda store: store.interrupt_jobs())
        loading = asyncio.get_running_loop().run_in_executor(None, load)
        pruning = asyncio.create_task(_prune(parts.database))
        yield
        stopping.set()
        pruning.cancel()
        await asyncio.gather(loading, pruning, return_exceptions=True)
        await asyncio.to_thread(_close, parts)

    return lifespan


def _close(parts: Parts) -> None:
    parts.jobs.close()
    parts.workers.close()
    parts.engines.close()
    parts.database.close()


async def _prune(database: Database) -> None:
    while True:
        try:
            await database.run(lambda store: store.prune(time.time()))
            await database.run(lambda store: store.scrub())  # what a reader beside the service held up
        except StorageError as error:
            _LOG.warning("pruning_failed", extra={"error": type(error).__name__})
        await asyncio.sleep(_PRUNE_SECONDS)


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document: made once, with the schemas that only errors and lines use, and the key."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        parts = made.setdefault("components", {})
        known = parts.setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            known.pop(unused, None)
        for model in (schemas.Problem, schemas.BatchLine, schemas.AnonymiseRequest):
            made_of = model.model_json_schema(ref_template="#/components/schemas/{model}")
            known.update(made_of.pop("$defs", {}))
            known[model.__name__] = made_of
        parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        parts["headers"] = {name: problems.header(told) for name, told in _HEADERS.items()}
        in_all = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS}
        for path, operations in made["paths"].items():
            for operation in operations.values():
                for answer in operation["responses"].values():
                    answer["headers"] = {**answer.get("headers", {}), **in_all}
                if path not in ("/healthz", "/readyz"):
                    operation["security"] = [{"key": []}]
        app.openapi_schema = made
    return app.openapi_schema
