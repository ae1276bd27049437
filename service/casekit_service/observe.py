"""Around every request: an id, versions in the answer, one log line, metrics, and no error that says too much."""

from __future__ import annotations

import logging
import secrets
import time
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import casekit
from casekit_service.problems import STATUS, ProblemError, known, response

_LOG = logging.getLogger("casekit_service")
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"})


class Metrics:
    """Counts and durations; labels are routes, methods and statuses, never anything of a request."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        made: dict[str, Any] = {"registry": self.registry}
        self.requests = Counter(
            "casekit_requests", "Requests answered", ["route", "method", "status"], **made
        )
        self.seconds = Histogram(
            "casekit_request_seconds", "Time to answer", ["route"], buckets=_BUCKETS, **made
        )
        self.refused = Counter("casekit_refused", "Requests refused or failed", ["reason"], **made)
        self.characters = Counter("casekit_characters", "Characters anonymised", **made)
        self.running = Gauge("casekit_work_running", "Texts being read", **made)
        self.waiting = Gauge("casekit_work_waiting", "Texts waiting for a thread", **made)
        self.ready = Gauge("casekit_ready", "Whether the models are loaded", **made)


class Observer:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = secrets.token_hex(16)
        started, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], *_headers(state)]}
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            state["reason"] = "client_gone"
        except Exception as error:
            problem = known(error) or ProblemError("unexpected")
            state["reason"], state["error"] = problem.kind, type(error).__name__
            if not status:
                await response(problem, scope)(scope, receive, watched)
        finally:
            self._told(scope, state, status or STATUS["client_gone"], time.perf_counter() - started)

    def _told(self, scope: Scope, state: dict[str, Any], status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(route, method, status).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        told = {"route": route, "method": method, "status": status, "seconds": round(seconds, 4)}
        for name in ("request_id", "key_id", "reason", "error", "characters", "lines"):
            if name in state:
                told[name] = state[name]
        if "reason" in state:
            self._metrics.refused.labels(state["reason"]).inc()
        level = logging.ERROR if status >= 500 and state.get("reason") == "unexpected" else logging.INFO
        _LOG.log(level, "request", extra=told)


def _headers(state: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    about = casekit.about()
    made = {
        "X-Request-Id": state["request_id"],
        "Casekit-Models": about.models,
        "Casekit-Rules": about.rules,
        "Casekit-Index": str(state.get("index_version", "-")),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return [(name.lower().encode(), value.encode()) for name, value in made.items()]
