"""What the application is made of, as routes reach it."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import Request, Response
from pydantic import BaseModel

from casekit_service.database import Database
from casekit_service.engines import Engines, Held
from casekit_service.gate import Gate
from casekit_service.jobs import Jobs
from casekit_service.observe import Metrics
from casekit_service.problems import ProblemError
from casekit_service.settings import Settings
from casekit_service.work import Workers


@dataclass(frozen=True)
class Parts:
    """Made once with the application."""

    settings: Settings
    database: Database
    engines: Engines
    workers: Workers
    jobs: Jobs
    gate: Gate
    metrics: Metrics = field(default_factory=Metrics)

    @staticmethod
    def of(request: Request) -> Parts:
        """Those of the application that got the request."""
        parts = request.app.state.parts
        assert isinstance(parts, Parts)
        return parts

    def check_length(self, text: str) -> None:
        """Raises:
        ProblemError: the text is longer than the operator allows.
        """
        if len(text) > self.settings.max_characters:
            raise ProblemError("too_long", limit=self.settings.max_characters)

    def held(self, request: Request) -> Held:
        """The matcher of the caller's tenant; the answer tells its version."""
        held = self.engines.held(request.state.caller.tenant)
        request.state.index_version = held.version
        return held


def reply(
    model: BaseModel, status: int = 200, headers: dict[str, str] | None = None, *, sparse: bool = False
) -> Response:
    """A model as JSON, written once; ``sparse`` leaves out what nobody stated."""
    return Response(model.model_dump_json(exclude_unset=sparse), status, headers, "application/json")
