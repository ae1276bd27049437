"""Routes: thin, imports only casekit's public names."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

import casekit
from casekit_service import problems
from casekit_service.limits import BodyLimit
from casekit_service.schemas import (
    AnonymiseRequest,
    AnonymiseResponse,
    MatchOut,
    MatchRequest,
    MatchResponse,
    MentionOut,
)
from casekit_service.settings import Settings

_LOG = logging.getLogger("casekit_service")


class _Engines:
    """The models, loaded once before the first request is answered."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._anonymisers: dict[str, casekit.Anonymiser] = {}
        self._matcher: casekit.Matcher | None = None
        self.ready = False
        self.failed = False

    def load(self) -> None:
        """Load in the background; a failure is told by ``/readyz`` and logged by its kind."""
        try:
            self._load()
        except Exception as error:
            self.failed = True
            _LOG.error("loading failed with %s", type(error).__name__)

    def _load(self) -> None:
        """Load everything and run it once, so that the first caller does not wait for it."""
        shared = casekit.Anonymiser(policy="share")
        for language, text in (("en", "Warm up."), ("ru", "Прогрев."), ("sv", "Uppvärmning.")):
            shared.anonymise(text, language)
        self._anonymisers = {name: shared.with_policy(name) for name in ("minimal", "share", "strict")}
        if self._settings.groups is not None:
            self._matcher = casekit.Matcher.open(self._settings.groups)
        self.ready = True

    @property
    def state(self) -> str:
        """Why there is no answer yet."""
        return "the models could not be loaded" if self.failed else "the models are still being loaded"

    def anonymise(self, request: AnonymiseRequest) -> casekit.AnonymisedCase:
        if len(request.text) > self._settings.max_characters:
            raise problems.TooLongError(f"at most {self._settings.max_characters} characters are taken")
        if not self.ready:
            raise problems.NotReadyError(self.state)
        return self._anonymisers[request.policy].anonymise(request.text, request.language)

    def match(self, request: MatchRequest) -> tuple[str, casekit.Matches]:
        if self.ready and self._matcher is None:
            raise problems.NotReadyError("the service was started without groups")
        result = self.anonymise(request)
        assert self._matcher is not None
        return result.language, self._matcher.match(
            result, k=request.k, languages=request.languages, format=request.format
        )


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; models load in the background, ``/readyz`` tells when they are there."""
    settings = settings or Settings.from_environment()
    if settings.groups is not None:
        casekit.load_profiles(settings.groups)  # a bad file stops the start, not the first request
    engines = _Engines(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        loading = asyncio.create_task(run_in_threadpool(engines.load))
        yield
        await asyncio.gather(loading, return_exceptions=True)

    # the interactive pages would load their scripts from the network
    app = FastAPI(
        title="casekit", version=casekit.__version__, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.add_middleware(BodyLimit, max_characters=settings.max_characters)
    app.add_middleware(problems.Quiet)
    problems.install(app)

    @app.post("/v1/anonymise", responses=problems.RESPONSES)
    def anonymise(request: AnonymiseRequest) -> AnonymiseResponse:
        """Replace what identifies people; offsets in ``mentions`` are those of the text sent."""
        result = engines.anonymise(request)
        return AnonymiseResponse(
            text=result.text,
            language=result.language,
            mentions=[_mention(mention) for mention in result.mentions],
            summary=result.summary().as_dict(),
        )

    @app.post("/v1/match", responses=problems.RESPONSES)
    def match(request: MatchRequest) -> MatchResponse:
        """Anonymise, then rank the groups; vectors never leave the service."""
        language, found = engines.match(request)
        return MatchResponse(language=language, matches=[_match(one) for one in found])

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """Whether the process lives."""
        return {"status": "alive"}

    @app.get("/readyz", responses={503: {}})
    def readyz(_: Request) -> JSONResponse:
        """Whether the models are loaded."""
        if engines.ready:
            return JSONResponse({"status": "ready"})
        return problems.problem(503, "Not ready", engines.state)

    return app


def _mention(mention: casekit.Mention) -> MentionOut:
    return MentionOut(
        start=mention.start,
        end=mention.end,
        type=str(mention.type),
        subtype=mention.subtype,
        entity_id=mention.entity_id,
        replacement=mention.replacement,
        recognizer=mention.recognizer,
        confidence=mention.confidence,
    )


def _match(found: casekit.Match) -> MatchOut:
    return MatchOut(
        id=found.profile.id,
        title=found.profile.title,
        languages=list(found.profile.languages),
        format=found.profile.format,
        rank_score=found.rank_score,
        similarity=found.similarity,
        themes=dict(found.themes),
        suitable=found.suitable,
        reasons=list(found.reasons),
    )
