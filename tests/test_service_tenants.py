"""No tenant sees, matches or can guess what is another's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from service_app import Answer, Caller, Service, kind_of, profile, running, wait_for

SECRET = "Zwiebelkuchen"
TEXT = {"text": "Parents fight over custody; the boy is afraid and stays away from school.", "language": "en"}
#: headers that differ between any two answers
_OWN = ("x-request-id",)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("service")) as made:
        for number in range(5):
            made.alpha.put(f"/v1/profiles/{SECRET}-{number}", json=profile(SECRET, description=TEXT["text"]))
        made.beta.put("/v1/profiles/own", json=profile("Own"))
        yield made


@pytest.fixture(scope="module")
def job(service: Service) -> str:
    """The address of a job of alpha's that is done."""
    answer = service.alpha.post("/v1/assign", json={"cases": [TEXT]}, headers={"Idempotency-Key": SECRET})
    address = str(answer.headers["location"])
    wait_for(lambda: service.alpha.get(address).json()["state"] == "done")
    assert SECRET in service.alpha.get(f"{address}/result").text
    return address


def _told(answer: Answer) -> tuple[int, dict[str, str], Any]:
    """What an answer tells, without the id of the request."""
    headers = {name: value for name, value in answer.headers.items() if name not in _OWN}
    body = answer.json() if answer.content else None
    if isinstance(body, dict):
        body.pop("request_id", None)
    return answer.status_code, headers, body


@contextmanager
def _statements(service: Service) -> Iterator[list[str]]:
    """What the database was asked meanwhile, without ids, texts and numbers."""
    seen: list[str] = []

    def note(statement: str) -> None:
        if "keys" not in statement:
            seen.append(re.sub(r"'[^']*'|\b\d+(\.\d+)?\b", "?", statement))

    service.store(lambda store: store._connection.set_trace_callback(note))
    try:
        yield seen
    finally:
        service.store(lambda store: store._connection.set_trace_callback(None))


#: requests for something, by its address
ASKED: list[tuple[str, Callable[[Caller, str], Answer]]] = [
    ("get", lambda caller, id: caller.get(f"/v1/profiles/{id}")),
    ("get known", lambda caller, id: caller.get(f"/v1/profiles/{id}", headers={"If-None-Match": "*"})),
    ("delete", lambda caller, id: caller.delete(f"/v1/profiles/{id}")),
    ("delete known", lambda caller, id: caller.delete(f"/v1/profiles/{id}", headers={"If-Match": "*"})),
    ("put known", lambda caller, id: caller.put(
        f"/v1/profiles/{id}", json=profile(), headers={"If-Match": "*"})),
    ("assign", lambda caller, id: caller.post("/v1/assign", json={
        "cases": [TEXT], "constraints": [{"case": 0, "profile": id, "must": True}]})),
]  # fmt: skip


@pytest.mark.parametrize(("name", "ask"), ASKED, ids=[name for name, _ in ASKED])
def test_what_is_anothers_is_not_there(
    service: Service, name: str, ask: Callable[[Caller, str], Answer]
) -> None:
    answers, asked = [], []
    for id in (f"{SECRET}-0", f"{SECRET}-9"):
        with _statements(service) as statements:
            answer = ask(service.beta, id)
        assert answer.status_code >= 400 and SECRET not in answer.text
        answers.append(_told(answer))
        asked.append(statements)
    assert answers[0] == answers[1]
    assert asked[0] == asked[1] and (asked[0] or name == "assign")
    assert service.alpha.get(f"/v1/profiles/{SECRET}-0").status_code == 200


@pytest.mark.parametrize(("method", "end"), [("GET", ""), ("GET", "/result"), ("DELETE", "")])
def test_a_job_of_another_is_not_there(service: Service, job: str, method: str, end: str) -> None:
    answers, asked = [], []
    for address in (job, f"/v1/jobs/{'0' * 32}"):
        with _statements(service) as statements:
            answer = service.beta.request(method, address + end)
        assert kind_of(answer) == "not_found"
        answers.append(_told(answer))
        asked.append(statements)
    assert answers[0] == answers[1] and asked[0] == asked[1] != []
    assert service.alpha.get(job).json()["state"] == "done"


def test_a_new_profile_is_new_although_another_has_its_id(service: Service) -> None:
    caller = service.caller("gamma")
    made = [caller.put(f"/v1/profiles/{id}", json=profile()) for id in (f"{SECRET}-1", f"{SECRET}-8")]
    assert [one.status_code for one in made] == [201, 201]
    assert (
        made[0].headers["etag"].strip('"')
        not in service.alpha.get(f"/v1/profiles/{SECRET}-1").headers["etag"]
    )
    assert service.alpha.get(f"/v1/profiles/{SECRET}-1").json()["title"] == SECRET
    caller.delete(f"/v1/profiles/{SECRET}-1")
    assert service.alpha.get(f"/v1/profiles/{SECRET}-1").json()["title"] == SECRET


def test_pages_and_counts_are_those_of_the_tenant(service: Service) -> None:
    assert [one["id"] for one in service.beta.get("/v1/profiles").json()["items"]] == ["own"]
    nobody = service.caller("nobody")
    assert nobody.get("/v1/profiles").json() == {"items": [], "next": None}
    cursor = service.alpha.get("/v1/profiles", params={"limit": 2}).json()["next"]
    page = service.beta.get("/v1/profiles", params={"cursor": cursor})
    assert [one["id"] for one in page.json()["items"]] == ["own"]  # an id to begin after, and nothing more
    with _statements(service) as full:
        service.alpha.get("/v1/profiles", params={"cursor": cursor})
    with _statements(service) as empty:
        nobody.get("/v1/profiles", params={"cursor": cursor})
    assert full == empty != []


def test_the_index_version_counts_the_own_changes_only(service: Service) -> None:
    caller = service.caller("delta")
    before = caller.get("/v1/meta")
    service.alpha.put(f"/v1/profiles/{SECRET}-0", json=profile(SECRET, fee=str(before)))
    after = caller.get("/v1/meta")
    assert before.json()["index_version"] == after.json()["index_version"] == 0
    assert before.headers["casekit-index"] == after.headers["casekit-index"] == "0"
    assert caller.put("/v1/profiles/a", json=profile()).json()["index_version"] == 1


@pytest.mark.parametrize("k", [1, 10_000])
def test_matches_are_of_the_own_profiles(service: Service, k: int) -> None:
    for tenant, expected in (("beta", {"own"}), ("nobody-else", set())):
        caller = service.beta if tenant == "beta" else service.caller(tenant)
        answer = caller.post("/v1/match", json={**TEXT, "k": k})
        assert {one["id"] for one in answer.json()["matches"]} == expected
        assert SECRET not in answer.text


def test_a_match_does_not_depend_on_what_others_have(service: Service) -> None:
    caller = service.caller("epsilon")
    caller.put("/v1/profiles/a", json=profile())
    before = caller.post("/v1/match", json=TEXT).json()
    service.beta.put("/v1/profiles/more", json=profile("More", description=TEXT["text"]))
    assert caller.post("/v1/match", json=TEXT).json() == before
    service.beta.delete("/v1/profiles/more")


def test_an_assignment_is_to_the_own_profiles(service: Service, job: str) -> None:
    address = service.beta.post("/v1/assign", json={"cases": [TEXT]}).headers["location"]
    wait_for(lambda: service.beta.get(address).json()["state"] == "done")
    assert SECRET not in service.beta.get(f"{address}/result").text


def test_the_keys_of_requests_are_those_of_the_tenant(service: Service, job: str) -> None:
    """The same key and body as alpha's: done anew, and as if the key had never been used."""
    answers = [
        service.beta.post("/v1/assign", json={"cases": [TEXT]}, headers={"Idempotency-Key": key})
        for key in (SECRET, "never used")
    ]
    assert [one.status_code for one in answers] == [202, 202]
    assert not any("idempotency-replayed" in one.headers for one in answers)
    assert answers[0].headers["location"] != job


def test_all_keys_of_a_tenant_see_the_same(service: Service) -> None:
    other = service.caller("alpha")
    assert other.get("/v1/profiles").json() == service.alpha.get("/v1/profiles").json()
    assert other.put("/v1/profiles/from-another-key", json=profile()).status_code == 201
    assert service.alpha.delete("/v1/profiles/from-another-key").status_code == 200
