"""Errors that nobody expects and loggers that tell everything: what was sent is in neither."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import casekit
from casekit_service import logs
from casekit_service.engines import Engines
from casekit_service.storage import Store
from service_app import Service, kind_of, profile, running, wait_for
from service_leaks_requests import BOTH, CYRILLIC, LIMITS, MARKER, Sent, check, in_files, requests, traces

CASE = {"text": f"My client {MARKER} cried in Leeds.", "language": "en"}
#: loggers of the client in these tests, which is no part of the service
CLIENT = ("httpx", "httpx2", "httpcore", "httpcore2")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("leaks"), **LIMITS) as made:
        yield made


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], str]]:
    """Everything that any logger was told since, down to DEBUG, but for those of the client."""
    caplog.set_level(logging.DEBUG)
    levels = {one: one.level for one in _loggers()}
    for one in levels:
        one.setLevel(logging.NOTSET)

    def told() -> str:
        plain = logging.Formatter()
        ours = [one for one in caplog.records if one.name.partition(".")[0] not in CLIENT]
        return "\n".join(f"{vars(one)} {plain.format(one)}" for one in ours)

    yield told
    for one, level in levels.items():
        one.setLevel(level)


def _answer(service: Service, sent: Sent) -> bytes:
    """The answer as it would be on the wire."""
    got = service.client.request(
        sent.method, sent.target, content=sent.body, headers=sent.with_key(service.alpha.key)
    )
    head = b"\r\n".join(name + b": " + value for name, value in got.headers.raw)
    return b"HTTP/1.1 %d x\r\n" % got.status_code + head + b"\r\n\r\n" + got.content


def test_no_logger_is_told_what_was_sent(service: Service, records: Callable[[], str]) -> None:
    for sent in requests():
        check(_answer(service, sent))
    told = records()
    assert told.count("casekit_service") > 1_000
    assert not traces(told)


class UnlikelyError(Exception):
    """An error that nobody expects, with a name in its message and its cause."""


def _broken(*_: object, **__: object) -> Any:
    try:
        raise KeyError(BOTH)
    except KeyError as cause:
        raise UnlikelyError(BOTH, {MARKER: BOTH}) from cause


#: where an error is made, and a request that meets it
BREAKS: tuple[tuple[object, str, str, str, dict[str, Any]], ...] = (
    (Engines, "anonymised", "POST", "/v1/anonymise", {"json": CASE}),
    (casekit, "text_of", "POST", "/v1/anonymise", {"files": {"file": (f"{MARKER}.txt", BOTH.encode())}}),
    (Engines, "read", "POST", "/v1/match", {"json": CASE}),
    (Engines, "read", "POST", "/v1/themes", {"json": CASE}),
    (casekit.Matcher, "match", "POST", "/v1/match", {"json": CASE}),
    (casekit.Matcher, "over", "PUT", "/v1/profiles/a", {"json": profile(MARKER)}),
    (casekit, "profile_from", "PUT", "/v1/profiles/a", {"json": profile(MARKER)}),
    (Store, "put_profiles", "PUT", "/v1/profiles/a", {"json": profile(MARKER)}),
    (
        Store,
        "remember",
        "PUT",
        "/v1/profiles/a",
        {"json": profile(MARKER), "headers": {"Idempotency-Key": f"{MARKER} again"}},
    ),
    (Store, "profile", "GET", f"/v1/profiles/{MARKER}", {}),
    (Store, "profiles", "GET", "/v1/profiles", {"params": {"cursor": "YQ"}}),
    (Store, "erase_profile", "DELETE", "/v1/profiles/there", {}),
    (Engines, "erase", "DELETE", "/v1/profiles/there", {}),
    (Store, "create_job", "POST", "/v1/assign", {"json": {"cases": [CASE]}}),
    (Store, "job", "GET", "/v1/jobs/" + "0" * 32, {}),
    (Store, "principal", "GET", f"/v1/profiles/{MARKER}", {}),
)


@pytest.mark.parametrize(("owner", "name", "method", "path", "more"), BREAKS)
def test_an_unexpected_error_is_told_by_its_kind_alone(
    service: Service, records: Callable[[], str], monkeypatch: pytest.MonkeyPatch,
    owner: object, name: str, method: str, path: str, more: dict[str, Any],
) -> None:  # fmt: skip
    assert service.alpha.put("/v1/profiles/there", json=profile("There")).status_code in (200, 201)
    monkeypatch.setattr(owner, name, _broken)
    answer = service.alpha.request(method, path, **more)
    assert kind_of(answer) == "unexpected"
    assert not traces(answer.text + str(answer.headers))
    assert "UnlikelyError" not in answer.text
    told = records()
    assert "UnlikelyError" in told and not traces(told)
    assert not traces(service.alpha.get("/metrics").text)


def test_a_line_that_fails_says_as_little(
    service: Service, records: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engines, "anonymised", _broken)
    answer = service.alpha.send_lines("/v1/anonymise/batch", [CASE, CASE])
    assert [json.loads(line)["error"]["status"] for line in answer.text.splitlines()] == [500, 500]
    assert not traces(answer.text) and not traces(records())


@pytest.mark.parametrize("name", ["casekit.assign_cases", "casekit_service.engines.Engines.read"])
def test_a_job_that_fails_says_as_little(
    tmp_path: Path, records: Callable[[], str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(name, _broken)
    with running(tmp_path) as service:
        job = service.alpha.post("/v1/assign", json={"cases": [CASE]}).json()
        wait_for(lambda: service.alpha.get(f"/v1/jobs/{job['id']}").json()["state"] == "failed")
        answer = service.alpha.get(f"/v1/jobs/{job['id']}")
    assert answer.json()["error"]["status"] == 500
    told = records()
    assert "job_failed" in told and not traces(answer.text + told)
    assert not in_files(tmp_path)


def test_work_that_fails_when_nobody_waits_says_as_little(
    tmp_path: Path, records: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = threading.Event()

    def late(*_: object) -> Any:
        done.wait(60)
        _broken()

    monkeypatch.setattr(Engines, "anonymised", late)
    with running(tmp_path, models=False, deadline_seconds=0.2) as service:
        assert kind_of(service.alpha.post("/v1/anonymise", json=CASE)) == "deadline"
        done.set()
        wait_for(lambda: service.parts.workers.held == 0)
    assert not traces(records())


@contextmanager
def _configured() -> Iterator[None]:
    """The service's own logging, taken back afterwards."""
    root, hooks = logging.root, (sys.excepthook, threading.excepthook, sys.unraisablehook)
    before = (root.handlers[:], root.level, logging.getLogRecordFactory(), logging.getLoggerClass())
    each = {one: (one.handlers[:], one.propagate, one.level) for one in _loggers()}
    raising = logging.raiseExceptions
    try:
        logs.configure("debug")
        yield
    finally:
        root.handlers[:], level, factory, kind = before
        root.setLevel(level)
        logging.setLogRecordFactory(factory)
        logging.setLoggerClass(kind)
        logging.captureWarnings(False)
        logging.raiseExceptions = raising
        for one, (handlers, propagate, its_level) in each.items():
            one.handlers[:], one.propagate = handlers, propagate
            one.setLevel(its_level)
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def _loggers() -> list[logging.Logger]:
    return [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]


def test_the_log_of_the_service_holds_no_error(
    service: Service, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with _configured():
        with monkeypatch.context() as patched:
            patched.setattr(Engines, "anonymised", _broken)
            service.alpha.post("/v1/anonymise", json=CASE)
        try:
            _broken()
        except UnlikelyError:
            logging.getLogger("casekit_service").exception(BOTH, extra={"route": BOTH, MARKER: BOTH})
            logging.getLogger(f"other.{CYRILLIC}").exception("%s", BOTH, stack_info=True)
        failing = threading.Thread(target=_broken)
        failing.start()
        failing.join()
    out, told = capfd.readouterr()
    assert not traces(out + told)
    lines = [json.loads(line) for line in told.splitlines()]
    assert [line["error"] for line in lines if "error" in line] == ["UnlikelyError"] * 4
