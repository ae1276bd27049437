"""Refused early, stopped in time, and alive under load."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

import casekit
from casekit.stopping import step
from casekit_service.gate import Limits
from casekit_service.problems import ProblemError
from service_app import LINES, Caller, Exchange, Service, kind_of, profile, running, wait_for

TEXT = {"text": "Callum cried.", "language": "en"}
JSON = {"Content-Type": "application/json"}
#: some minutes of work on one core
LONG = "My client Callum Doyle, aged 34, lives at 14 Maple Avenue in Leeds and cried. " * 12_000


def _asked(caller: Caller, asked: Any = TEXT) -> Exchange:
    """A write-up sent by somebody who waits for the answer."""
    exchange = Exchange(caller, "POST", "/v1/anonymise", headers=JSON)
    exchange.send(json.dumps(asked).encode())
    return exchange


@contextmanager
def _held(service: Service) -> Iterator[Callable[[], None]]:
    """No text is read until the function given is called; a stop is noticed meanwhile."""
    go = threading.Event()
    anonymised = service.parts.engines.anonymised

    def slow(asked: Any) -> casekit.AnonymisedCase:
        while not go.wait(0.01):
            step()
        return anonymised(asked)

    with mock.patch.object(service.parts.engines, "anonymised", slow):
        try:
            yield go.set
        finally:
            go.set()


def test_requests_a_minute_are_counted_by_key(tmp_path: Path) -> None:
    with running(tmp_path, models=False, requests_per_minute=3) as service:
        answers = [service.alpha.get("/v1/profiles") for _ in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert kind_of(answers[3]) == "rate" and 1 <= int(answers[3].headers["retry-after"]) <= 20
        assert kind_of(service.alpha.put("/v1/profiles/a", json=profile())) == "rate"
        for other in (service.beta, service.caller("alpha")):
            assert other.get("/v1/profiles").status_code == 200
        assert service.client.get("/healthz").status_code == 200


def test_a_key_that_may_not_is_not_counted(tmp_path: Path) -> None:
    with running(tmp_path, models=False, requests_per_minute=1) as service:
        only = service.caller("alpha", scopes=["match"])
        assert kind_of(only.put("/v1/profiles/a", json=profile())) == "wrong_scope"
        assert only.get("/v1/profiles").status_code == 200
        assert kind_of(only.get("/v1/profiles")) == "rate"


def test_requests_come_back_steadily() -> None:
    with mock.patch("casekit_service.gate.time.monotonic") as now:
        now.return_value = 1_000.0
        limits = Limits(60, 0)
        for _ in range(60):
            limits.enter("key")
        with pytest.raises(ProblemError) as refused:
            limits.enter("key")
        assert refused.value.retry_after == 1
        now.return_value += 2.0
        limits.enter("key")
        limits.enter("key")
        with pytest.raises(ProblemError):
            limits.enter("key")
        now.return_value += 3_600.0
        for _ in range(60):
            limits.enter("key")
        with pytest.raises(ProblemError):
            limits.enter("key")


def test_the_memory_of_keys_is_bounded_and_keeps_those_that_run() -> None:
    with mock.patch("casekit_service.gate._REMEMBERED", 3):
        limits = Limits(60, 1)
        limits.enter("runs")
        for number in range(20):
            limits.enter(f"k{number}")
            limits.leave(f"k{number}")
        assert len(limits._uses) <= 3
        with pytest.raises(ProblemError):
            limits.enter("runs")


def test_requests_at_once_are_counted_by_key(tmp_path: Path) -> None:
    with running(tmp_path, concurrent_per_key=1) as service:
        exchange = Exchange(service.alpha, "POST", "/v1/anonymise/batch", headers={"Content-Type": LINES})
        exchange.send(json.dumps(TEXT).encode() + b"\n", more=True)
        exchange.next(), exchange.next()
        refused = service.alpha.get("/v1/meta")
        assert kind_of(refused) == "concurrency" and refused.headers["retry-after"] == "1"
        assert service.beta.get("/v1/meta").status_code == 200
        exchange.send(b"")
        exchange.answer()
        assert service.alpha.get("/v1/meta").status_code == 200


def test_a_place_comes_back_however_a_request_ends(tmp_path: Path) -> None:
    with running(tmp_path, concurrent_per_key=1, body_seconds=0.3, max_characters=1_000) as service:
        alpha = service.alpha

        def free() -> None:
            assert alpha.get("/v1/meta").status_code == 200

        for answer in (
            alpha.post("/v1/anonymise", json={}),
            alpha.post("/v1/anonymise", json={"text": "a" * 1_001}),
            alpha.post("/v1/anonymise", content=b"a" * 100_000, headers=JSON),
            alpha.post("/v1/anonymise", content=b"a", headers={"Content-Type": "text/plain"}),
            alpha.get("/v1/profiles/none"),
            alpha.send_lines("/v1/anonymise/batch", [TEXT], headers={"Content-Type": "text/plain"}),
        ):
            assert answer.status_code >= 400
            free()
        for method, path, kind in (
            ("POST", "/v1/anonymise", "application/json"),
            ("POST", "/v1/anonymise/batch", LINES),
            ("POST", "/v1/profiles:import", LINES),
        ):
            for leaves in (True, False):
                exchange = Exchange(alpha, method, path, headers={"Content-Type": kind})
                exchange.send(b'{"text"', more=True)
                if leaves:
                    exchange.leave()
                exchange.ended.result(60)
                free()
        with mock.patch.object(service.parts.engines, "anonymised", side_effect=RuntimeError):
            assert kind_of(alpha.post("/v1/anonymise", json=TEXT)) == "unexpected"
            free()


@pytest.mark.parametrize("path", ["/v1/anonymise", "/v1/match", "/v1/assign", "/v1/profiles/a"])
def test_a_body_is_bounded_while_it_comes(tmp_path: Path, path: str) -> None:
    method = "PUT" if path.endswith("/a") else "POST"
    with running(tmp_path, models=False, max_characters=100, max_batch_bytes=10_000) as service:
        limit = 10_000 if path == "/v1/assign" else service.parts.settings.max_body_bytes
        exchange = Exchange(service.alpha, method, path, headers=JSON)
        exchange.send(b" " * limit, more=True)
        wait_for(exchange.all_taken)
        assert not exchange.ended.done()
        exchange.send(b" ", more=True)
        status, body = exchange.answer()
        assert status == 413 and json.loads(body)["type"] == "urn:casekit:problem:too-large"
        stated = service.alpha.request(method, path, content=b" " * (limit + 1), headers=JSON)
        assert kind_of(stated) == "too_large"


def test_a_body_that_does_not_come_is_not_waited_for(tmp_path: Path) -> None:
    with running(tmp_path, models=False, body_seconds=0.5) as service:
        exchange = Exchange(service.alpha, "POST", "/v1/anonymise", headers=JSON)
        for _ in range(3):
            exchange.send(b" ", more=True)
        status, body = exchange.answer()
        assert status == 408 and json.loads(body)["type"] == "urn:casekit:problem:too-slow"


def test_a_request_beyond_the_queue_is_refused(tmp_path: Path) -> None:
    with running(tmp_path, workers=1, queue=1) as service, _held(service) as go:
        waiting = [_asked(service.alpha), _asked(service.beta)]
        wait_for(lambda: service.parts.workers.held == 2)
        for path in ("/v1/anonymise", "/v1/match", "/v1/themes"):
            refused = service.alpha.post(path, json=TEXT)
            assert kind_of(refused) == "busy" and int(refused.headers["retry-after"]) >= 1
        assert service.client.get("/healthz").status_code == 200
        assert service.alpha.get("/v1/profiles").status_code == 200
        go()
        assert [one.answer()[0] for one in waiting] == [200, 200]
        wait_for(lambda: service.parts.workers.held == 0)
        assert service.alpha.post("/v1/anonymise", json=TEXT).status_code == 200


def test_a_text_that_takes_too_long_is_given_up_and_its_thread_is_free(tmp_path: Path) -> None:
    with running(tmp_path, workers=1, queue=2, deadline_seconds=0.5, max_characters=1_000_000) as service:
        for path in ("/v1/anonymise", "/v1/match", "/v1/themes"):
            answer = service.alpha.post(path, json={"text": LONG, "language": "en"})
            assert kind_of(answer) == "deadline" and int(answer.headers["retry-after"]) >= 1
        wait_for(lambda: service.parts.workers.held == 0, seconds=20)
        with _held(service):
            assert kind_of(service.alpha.post("/v1/anonymise", json=TEXT)) == "deadline"
            wait_for(lambda: service.parts.workers.held == 0, seconds=20)


def test_what_waited_too_long_is_never_begun(tmp_path: Path) -> None:
    with running(tmp_path, workers=1, queue=2, deadline_seconds=0.5) as service:
        begun: list[str] = []
        go = threading.Event()

        def stuck(asked: Any) -> None:
            begun.append(asked.text)
            go.wait()

        with mock.patch.object(service.parts.engines, "anonymised", stuck):
            first = _asked(service.alpha, {"text": "first"})
            wait_for(lambda: begun == ["first"])
            second = _asked(service.alpha, {"text": "second"})
            assert [one.answer()[0] for one in (first, second)] == [503, 503]
            assert service.parts.workers.held >= 1  # the thread is not free before it is
            go.set()
            wait_for(lambda: service.parts.workers.held == 0)
        assert begun == ["first"]


@pytest.mark.parametrize("path", ["/v1/anonymise", "/v1/match", "/v1/themes"])
def test_the_work_stops_when_its_client_has_gone(tmp_path: Path, path: str) -> None:
    with running(tmp_path, workers=1, max_characters=1_000_000) as service:
        exchange = Exchange(service.alpha, "POST", path, headers=JSON)
        exchange.send(json.dumps({"text": LONG, "language": "en"}).encode())
        wait_for(lambda: service.parts.workers.running == 1)
        exchange.leave()
        exchange.ended.result(20)
        wait_for(lambda: service.parts.workers.held == 0, seconds=20)
        assert service.alpha.post("/v1/anonymise", json=TEXT).status_code == 200
        assert 'reason="client_gone"} 1.0' in service.alpha.get("/metrics").text


def test_health_is_answered_under_full_load(tmp_path: Path) -> None:
    with running(tmp_path, queue=4, max_characters=1_000_000) as service:
        asked = [_asked(service.alpha, {"text": LONG, "language": "en"}) for _ in range(6)]
        wait_for(lambda: service.parts.workers.held == 6)
        times = []
        for _ in range(20):
            started = time.monotonic()
            assert service.client.get("/healthz").status_code == 200
            assert service.client.get("/readyz").status_code == 200
            times.append(time.monotonic() - started)
        assert sorted(times)[10] < 2.0
        assert service.parts.workers.waiting == 4 and not any(one.ended.done() for one in asked)
        for one in asked:
            one.leave()
        wait_for(lambda: service.parts.workers.held == 0)


def test_many_at_once_are_all_answered_or_refused(tmp_path: Path) -> None:
    with running(tmp_path, queue=2) as service, ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: service.alpha.post("/v1/anonymise", json=TEXT), range(36)))
        assert {one.status_code for one in answers} <= {200, 429}
        assert len({one.text for one in answers if one.status_code == 200}) == 1
        wait_for(lambda: service.parts.workers.held == 0)
        assert service.parts.workers.waiting == service.parts.workers.running == 0
