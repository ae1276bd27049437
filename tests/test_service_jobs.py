"""Assignments as jobs: begun, told, ended, cancelled, kept across a restart as far as they can be."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

import casekit
from casekit.stopping import step
from casekit_service.problems import ProblemError
from service_app import PATIENCE_SECONDS, Caller, Service, kind_of, profile, running, wait_for

ENDED = ("done", "failed", "cancelled", "interrupted")
CASES = [
    {"text": "Callum's mother and father fight over custody; the boy is afraid and stays away from school."},
    {"text": "A patient gave me a gift and I do not know whether to tell anybody."},
    {"case": {"text": "[Person 1] cannot sleep since his mother died.", "language": "en"}},
]
GROUPS = [
    profile("Children", id="children", description="Children and parents: divorce, custody, school refusal."),
    profile("Ethics", id="ethics", description="Professional ethics: gifts, secrecy, dual relations."),
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("service"), max_cases=5, max_jobs=3, max_characters=2_000) as made:
        made.alpha.send_lines("/v1/profiles:import", GROUPS).raise_for_status()
        yield made


def _begun(caller: Caller, **asked: Any) -> str:
    answer = caller.post("/v1/assign", json={"cases": CASES, **asked})
    assert answer.status_code == 202, answer.text
    body = answer.json()
    assert body["state"] == "queued" and body["progress"] == 0.0
    assert answer.headers["location"] == f"/v1/jobs/{body['id']}"
    return str(answer.headers["location"])


def _state(caller: Caller, address: str) -> dict[str, Any]:
    found: dict[str, Any] = caller.get(address).json()
    return found


def _ended(caller: Caller, address: str) -> dict[str, Any]:
    wait_for(lambda: _state(caller, address)["state"] in ENDED)
    return _state(caller, address)


def _result(caller: Caller, address: str) -> list[dict[str, Any]]:
    assert _ended(caller, address)["state"] == "done"
    placed: list[dict[str, Any]] = caller.get(f"{address}/result").json()["assignments"]
    return placed


@contextmanager
def _held(service: Service) -> Iterator[Callable[[], None]]:
    """Cases are read only once the function given is called; a stop is noticed while they wait."""
    go = threading.Event()
    read = service.parts.engines.read

    def slow(case: Any) -> casekit.AnonymisedCase:
        while not go.wait(0.01):
            step()
        return read(case)

    with mock.patch.object(service.parts.engines, "read", slow):
        try:
            yield go.set
        finally:
            go.set()


def test_every_case_goes_to_one_group(service: Service) -> None:
    address = _begun(service.alpha)
    told = _ended(service.alpha, address)
    assert told["state"] == "done" and told["progress"] == 1.0
    assert told["created"] <= told["finished"] and told["error"] is None
    placed = _result(service.alpha, address)
    assert [one["case"] for one in placed] == [0, 1, 2]
    assert [one["profile"] for one in placed[:2]] == ["children", "ethics"]
    assert all(0 <= one["rank_score"] <= 1 for one in placed[:2])


def test_a_group_takes_no_more_than_its_places(service: Service) -> None:
    placed = _result(service.alpha, _begun(service.alpha, cases=[CASES[0]] * 3, capacity=1))
    taken = [one["profile"] for one in placed if one["profile"]]
    assert len(taken) == len(set(taken))
    for one in placed:
        if one["profile"] is None:
            assert one["reason"] in ("full", "no_group_fits")


def test_constraints_are_kept(service: Service) -> None:
    wanted = [
        {"case": 0, "profile": "ethics", "must": True},
        {"case": 1, "profile": "ethics", "must": False},
        {"case": 1, "profile": "children", "must": False},
    ]
    placed = _result(service.alpha, _begun(service.alpha, constraints=wanted))
    assert placed[0]["profile"] == "ethics"
    assert placed[1]["profile"] is None and placed[1]["reason"]


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ({"cases": []}, "invalid"),
        ({"cases": [{}]}, "invalid"),
        ({"cases": [{"text": "a", "k": 1}]}, "invalid"),
        ({"capacity": 0}, "invalid"),
        ({"constraints": [{"case": -1, "profile": "ethics", "must": True}]}, "invalid"),
        ({"constraints": [{"case": 0, "profile": "Callum Doyle", "must": True}]}, "invalid"),
        ({"constraints": [{"case": 3, "profile": "ethics", "must": True}]}, "unusable"),
        ({"constraints": [{"case": 0, "profile": "Doyle", "must": True}]}, "unusable"),
        ({"constraints": [{"case": 0, "profile": "ethics", "must": True}] * 2}, "unusable"),
        ({"cases": [CASES[0]] * 6}, "too_many_cases"),
        ({"cases": [{"text": "a" * 2_001}]}, "too_long"),
    ],
)
def test_an_assignment_that_cannot_be(service: Service, asked: dict[str, Any], kind: str) -> None:
    answer = service.alpha.post("/v1/assign", json={"cases": CASES, **asked})
    assert kind_of(answer) == kind and "Doyle" not in answer.text


def test_a_case_in_another_language_fails_the_job(service: Service) -> None:
    german = {"text": "Der Patient kommt aus Hamburg und ist sehr traurig, weil seine Mutter gestorben ist."}
    address = _begun(service.alpha, cases=[CASES[0], german])
    told = _ended(service.alpha, address)
    assert told["state"] == "failed"
    assert told["error"]["type"] == "urn:casekit:problem:language"
    assert kind_of(service.alpha.get(f"{address}/result")) == "not_ready_result"


def test_the_error_of_a_job_is_in_the_language_of_the_reader(service: Service) -> None:
    german = {"text": "Der Patient kommt aus Hamburg und ist sehr traurig, weil seine Mutter gestorben ist."}
    address = _begun(service.alpha, cases=[german])
    _ended(service.alpha, address)
    told = service.alpha.get(address, headers={"Accept-Language": "sv"}).json()["error"]
    assert told["title"] == "Språket kan inte användas"


def test_an_unexpected_error_fails_the_job(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    def fails(_: object) -> None:
        raise RuntimeError("Zwiebelkuchen")

    with mock.patch.object(service.parts.engines, "read", fails):
        address = _begun(service.alpha)
        told = _ended(service.alpha, address)
    assert told["error"]["type"] == "urn:casekit:problem:unexpected"
    assert "Zwiebelkuchen" not in str(told) + "".join(str(vars(one)) for one in caplog.records)


def test_a_job_is_queued_runs_and_tells_its_progress(service: Service) -> None:
    with _held(service) as go:
        first, second = _begun(service.alpha), _begun(service.alpha)
        wait_for(lambda: _state(service.alpha, first)["state"] == "running")
        assert _state(service.alpha, second)["state"] == "queued"
        told = _state(service.alpha, first)
        assert told["progress"] < 1 and told["finished"] is None
        assert kind_of(service.alpha.get(f"{first}/result")) == "not_ready_result"
        go()
        assert _ended(service.alpha, second)["state"] == "done"


def test_a_job_that_runs_or_waits_is_cancelled(service: Service) -> None:
    with _held(service):
        first, second = _begun(service.alpha), _begun(service.alpha)
        wait_for(lambda: _state(service.alpha, first)["state"] == "running")
        for address in (second, first):
            answer = service.alpha.delete(address)
            assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
            assert answer.json()["finished"] is not None
        wait_for(lambda: not service.parts.jobs._jobs)  # the thread is free, although nothing was read
    for address in (first, second):
        assert service.alpha.delete(address).json()["state"] == "cancelled"
        assert kind_of(service.alpha.get(f"{address}/result")) == "not_ready_result"


def test_a_job_that_has_ended_stays_as_it_is(service: Service) -> None:
    address = _begun(service.alpha)
    _ended(service.alpha, address)
    assert service.alpha.delete(address).json()["state"] == "done"
    assert service.alpha.get(f"{address}/result").status_code == 200


def test_too_many_jobs_are_refused(service: Service) -> None:
    with _held(service) as go:
        addresses = [_begun(service.alpha) for _ in range(2)]
        refused = service.alpha.post("/v1/assign", json={"cases": CASES})
        assert kind_of(refused) == "busy" and int(refused.headers["retry-after"]) > 0
        other = service.caller("patient")
        other.send_lines("/v1/profiles:import", GROUPS)
        address = _begun(other)  # the last place is for a tenant that has none
        assert kind_of(service.caller("late").post("/v1/assign", json={"cases": CASES})) == "busy"
        go()
        for mine in addresses:
            _ended(service.alpha, mine)
        _ended(other, address)
    wait_for(lambda: not service.parts.jobs._jobs)
    _ended(service.alpha, _begun(service.alpha))


@pytest.mark.parametrize("name", ["0" * 32, "a" * 31, "A" * 32, "a" * 33, "Callum", "%2e%2e"])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_job_that_is_none(service: Service, method: str, name: str) -> None:
    answer = service.alpha.request(method, f"/v1/jobs/{name}")
    assert kind_of(answer) == ("not_found" if name == "0" * 32 else "invalid")


def test_erasing_a_profile_takes_the_results_that_name_it(service: Service) -> None:
    caller = service.caller("erasing")
    caller.send_lines("/v1/profiles:import", GROUPS)
    address = _begun(caller)
    _result(caller, address)
    assert "ethics" in caller.get(f"{address}/result").text
    caller.delete("/v1/profiles/ethics")
    assert kind_of(caller.get(f"{address}/result")) == "erased"
    assert _state(caller, address)["state"] == "done"


def test_a_profile_erased_while_the_job_runs_is_in_no_result(service: Service) -> None:
    caller = service.caller("meanwhile")
    caller.send_lines("/v1/profiles:import", GROUPS)
    with _held(service) as go:
        address = _begun(caller)
        wait_for(lambda: _state(caller, address)["state"] == "running")
        caller.delete("/v1/profiles/ethics")
        go()
        _ended(caller, address)
    assert "ethics" not in caller.get(f"{address}/result").text


def test_no_job_begins_with_a_profile_whose_erasure_is_under_way(service: Service) -> None:
    caller, engines = service.caller("gamma"), service.parts.engines
    caller.send_lines("/v1/profiles:import", GROUPS)
    erase, erasing, go = engines.erase, threading.Event(), threading.Event()

    def slow(*args: Any) -> None:
        erasing.set()
        go.wait(PATIENCE_SECONDS)
        erase(*args)

    with mock.patch.object(engines, "erase", slow):
        deleting = threading.Thread(target=caller.delete, args=["/v1/profiles/ethics"])
        deleting.start()
        erasing.wait(PATIENCE_SECONDS)
        early = caller.post("/v1/assign", json={"cases": CASES})
        go.set()
        deleting.join()
    assert kind_of(early) == "busy" and early.headers["retry-after"] == "1"
    assert "ethics" not in str(_result(caller, _begun(caller)))


def test_requests_at_once_begin_no_more_jobs_than_may_wait(service: Service) -> None:
    async def at_once() -> list[str]:
        jobs, told = service.parts.jobs, []
        with ExitStack() as stack:
            for tenant in ("one", "one", "one", "two", "three"):
                try:
                    stack.enter_context(jobs.room(tenant))
                    told.append("room")
                except ProblemError as problem:
                    told.append(problem.kind)
        return told

    # the last place is for a tenant that has none
    assert service.run(at_once) == ["room", "room", "busy", "room", "busy"]


def test_a_restart_ends_what_ran_and_keeps_what_is_done(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        service.alpha.send_lines("/v1/profiles:import", GROUPS)
        done = _begun(service.alpha)
        result = _result(service.alpha, done)
        with mock.patch.object(service.parts.engines, "read", _endless):
            addresses = [_begun(service.alpha), _begun(service.alpha)]
            wait_for(lambda: _state(service.alpha, addresses[0])["state"] == "running")
            service.client.__exit__(None, None, None)
    with running(tmp_path) as service:
        assert [_state(service.alpha, one)["state"] for one in addresses] == ["interrupted"] * 2
        assert _result(service.alpha, done) == result


def _endless(_: object) -> None:
    while True:
        step()
        threading.Event().wait(0.01)
