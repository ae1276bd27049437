"""``/v1/match`` and ``/v1/themes``: one case."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

import casekit
from casekit_service import examples, problems
from casekit_service.gate import disconnected, guarded
from casekit_service.parts import Parts, reply
from casekit_service.schemas import (
    MatchOut,
    MatchRequest,
    MatchResponse,
    RiskOut,
    ThemesRequest,
    ThemesResponse,
)

router = APIRouter(route_class=guarded("match"), tags=["match"])
_PROBLEMS = problems.responses(*problems.WITH_BODY, "too_long", "language", "busy", "deadline", "leak")


@router.post("/v1/match", response_model=MatchResponse, responses=_PROBLEMS, openapi_extra=examples.MATCH)
async def match(asked: MatchRequest, request: Request) -> Response:
    """Rank the tenant's groups and peers for a case; a raw text is anonymised first and never stored."""

    def work(matcher: casekit.Matcher, case: casekit.AnonymisedCase) -> MatchResponse:
        found = matcher.match(case, k=asked.k, request=_request(asked), reader=asked.reader)
        return MatchResponse(
            **_read(case.language, found),
            matches=[_match(one) for one in found],
            no_suitable_group=found.abstained,
            nearest=_match(found.nearest) if found.nearest else None,
            hints=list(found.hints),
        )

    parts = Parts.of(request)
    parts.engines.check_ready()
    parts.check_length(asked.read.text)
    matcher = parts.held(request).matcher
    answer = await parts.workers.run(
        lambda: work(matcher, parts.engines.read(asked.read)),
        seconds=parts.settings.deadline_seconds,
        gone=lambda: disconnected(request),
    )
    return reply(answer)


@router.post("/v1/themes", response_model=ThemesResponse, responses=_PROBLEMS, openapi_extra=examples.THEMES)
async def themes(asked: ThemesRequest, request: Request) -> Response:
    """Say what a case is about, which format it asks for, and whether it speaks of danger."""

    def work() -> ThemesResponse:
        case = parts.engines.read(asked.read)
        return ThemesResponse(**_read(case.language, parts.engines.base.match(case)))

    parts = Parts.of(request)
    parts.engines.check_ready()
    parts.check_length(asked.read.text)
    answer = await parts.workers.run(
        work, seconds=parts.settings.deadline_seconds, gone=lambda: disconnected(request)
    )
    return reply(answer)


def _request(asked: MatchRequest) -> casekit.Request:
    return casekit.Request(
        languages=None if asked.languages is None else frozenset(asked.languages),
        format=asked.format or "any",
        mode=asked.mode,
        level=asked.level,
        available=asked.available,
        approaches=tuple(wish for wish in asked.approaches if wish.strip()),
        populations=tuple(wish for wish in asked.populations if wish.strip()),
        place=asked.place if asked.place and asked.place.strip() else None,
        supervised=asked.supervised,
    )


def _read(language: str, found: casekit.Matches) -> dict[str, Any]:
    reading = found.reading
    return {
        "language": language,
        "themes": dict(reading.themes),
        "other_themes": dict(reading.others),
        "formats": dict(reading.formats),
        "risks": [RiskOut(kind=risk.kind, sentence=risk.sentence) for risk in found.risks],
    }


def _match(found: casekit.Match) -> MatchOut:
    return MatchOut(
        id=found.profile.id,
        title=found.profile.title,
        languages=list(found.profile.languages),
        format=found.profile.format,
        rank_score=found.rank_score,
        similarity=found.similarity,
        theme_overlap=found.theme_overlap,
        format_fit=found.format_fit,
        suitable=found.suitable,
        barriers=list(found.barriers),
        reasons=list(found.reasons),
    )
