"""The same Idempotency-Key and request have the same answer, whoever asks again and whenever."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from service_app import Caller, Service, kind_of, profile, running

MARKER = "Zwiebelkuchen"
IMPORT = "/v1/profiles:import"
REPLAYED = "idempotency-replayed"
CASES = [{"text": "A patient gave me a gift and I do not know whether to tell anybody."}]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("service"), max_jobs=1_000) as made:
        yield made


@pytest.fixture
def caller(service: Service, request: pytest.FixtureRequest) -> Caller:
    """A tenant of the test's own."""
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
    return service.caller(name[:64])


def _put(caller: Caller, key: str, title: str = "A", **headers: str) -> Any:
    return caller.put("/v1/profiles/a", json=profile(title), headers={"Idempotency-Key": key, **headers})


def _same(first: Any, again: Any) -> None:
    assert REPLAYED not in first.headers and again.headers[REPLAYED] == "true"
    assert (again.status_code, again.content) == (first.status_code, first.content)
    for name in ("etag", "location", "casekit-index"):
        assert again.headers.get(name) == first.headers.get(name)
    assert again.headers["x-request-id"] != first.headers["x-request-id"]


def test_a_profile_is_written_once(caller: Caller) -> None:
    first = _put(caller, "one")
    _same(first, _put(caller, "one"))
    assert first.status_code == 201
    caller.put("/v1/profiles/a", json=profile("B"))
    _same(first, _put(caller, "one"))
    assert caller.get("/v1/profiles/a").json()["title"] == "B"


def test_another_key_is_another_request(caller: Caller) -> None:
    assert [_put(caller, key).status_code for key in ("one", "two")] == [201, 200]


def test_a_key_is_not_taken_for_another_request(caller: Caller) -> None:
    _put(caller, MARKER)
    for answer in (
        _put(caller, MARKER, "B"),
        _put(caller, MARKER, **{"If-Match": "*"}),
        caller.put("/v1/profiles/b", json=profile("A"), headers={"Idempotency-Key": MARKER}),
        caller.delete("/v1/profiles/a", headers={"Idempotency-Key": MARKER}),
        caller.send_lines(IMPORT, [profile(id="c")], headers={"Idempotency-Key": MARKER}),
        caller.post("/v1/assign", json={"cases": CASES}, headers={"Idempotency-Key": MARKER}),
    ):
        assert kind_of(answer) == "key_reused" and MARKER not in answer.text
    assert caller.get("/v1/profiles/a").json()["title"] == "A"
    assert len(caller.get("/v1/profiles").json()["items"]) == 1


def test_a_profile_is_erased_once(caller: Caller) -> None:
    caller.put("/v1/profiles/a", json=profile())
    first, again = (caller.delete("/v1/profiles/a", headers={"Idempotency-Key": "one"}) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert again.headers[REPLAYED] == "true" and first.json()["receipt"] == again.json()["receipt"]
    assert kind_of(caller.delete("/v1/profiles/a")) == "not_found"


def test_an_erasure_sent_again_spares_what_came_after_it(caller: Caller) -> None:
    caller.put("/v1/profiles/a", json=profile("Old"))
    caller.delete("/v1/profiles/a", headers={"Idempotency-Key": "one"})
    caller.put("/v1/profiles/a", json=profile("New"))
    answer = caller.delete("/v1/profiles/a", headers={"Idempotency-Key": "one"})
    assert answer.headers[REPLAYED] == "true"
    assert caller.get("/v1/profiles/a").json()["title"] == "New"
    found = caller.post("/v1/match", json={"text": CASES[0]["text"], "language": "en"}).json()["matches"]
    assert [one["title"] for one in found] == ["New"]


def test_lines_are_imported_once(caller: Caller) -> None:
    rows = [profile(id="a"), profile(id="b")]
    first, again = (caller.send_lines(IMPORT, rows, headers={"Idempotency-Key": "one"}) for _ in range(2))
    _same(first, again)
    assert first.json()["created"] == 2
    other = caller.send_lines(f"{IMPORT}?partial=true", rows, headers={"Idempotency-Key": "one"})
    assert kind_of(other) == "key_reused"


def test_an_assignment_is_begun_once(caller: Caller) -> None:
    caller.put("/v1/profiles/a", json=profile())
    body = {"cases": CASES}
    first, again = (
        caller.post("/v1/assign", json=body, headers={"Idempotency-Key": "one"}) for _ in range(2)
    )
    _same(first, again)
    assert first.status_code == 202


def test_what_was_refused_may_be_tried_again(caller: Caller) -> None:
    assert kind_of(_put(caller, "one", **{"If-Match": "*"})) == "changed"
    assert _put(caller, "one").status_code == 201
    assert kind_of(caller.put("/v1/profiles/b", json={}, headers={"Idempotency-Key": "two"})) == "invalid"
    assert caller.put("/v1/profiles/b", json=profile(), headers={"Idempotency-Key": "two"}).status_code == 201


def test_of_many_at_once_one_is_done(caller: Caller) -> None:
    start = threading.Barrier(8)

    def put(_: int) -> Any:
        start.wait()
        return _put(caller, "one")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(put, range(8)))
    assert {one.status_code for one in answers} == {201}
    assert len({one.content for one in answers}) == 1
    assert sum(REPLAYED in one.headers for one in answers) == 7


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_a_key_that_cannot_be(caller: Caller, key: str) -> None:
    answer = _put(caller, key)
    assert kind_of(answer) == "invalid"
    assert kind_of(caller.get("/v1/profiles/a")) == "not_found"


def test_the_key_of_one_tenant_is_nothing_to_another(service: Service) -> None:
    answers = [_put(caller, "shared", title) for caller, title in ((service.alpha, "A"), (service.beta, "B"))]
    assert [one.status_code for one in answers] == [201, 201]
    assert not any(REPLAYED in one.headers for one in answers)


def test_the_answer_outlives_the_application(tmp_path: Path) -> None:
    with running(tmp_path, models=False) as service:
        first = _put(service.alpha, MARKER)
        erased = service.alpha.put("/v1/profiles/b", json=profile())
        erased = service.alpha.delete("/v1/profiles/b", headers={"Idempotency-Key": "two"})
    with running(tmp_path, models=False) as service:
        _same(first, _put(service.alpha, MARKER))
        assert kind_of(_put(service.alpha, MARKER, "B")) == "key_reused"
        again = service.alpha.delete("/v1/profiles/b", headers={"Idempotency-Key": "two"})
        assert again.json()["receipt"] == erased.json()["receipt"]
    for file in tmp_path.glob("casekit.sqlite3*"):
        assert MARKER.encode() not in file.read_bytes()


def test_an_answer_is_kept_for_a_day(tmp_path: Path) -> None:
    with running(tmp_path, models=False) as service:
        _put(service.alpha, "one")
        (created,) = service.store(lambda store: store.one("SELECT created FROM answers") or (0.0,))
        service.store(lambda store: store.prune(created + 23.9 * 3600))
        assert REPLAYED in _put(service.alpha, "one").headers
        service.store(lambda store: store.prune(created + 24.1 * 3600))
        assert REPLAYED not in _put(service.alpha, "one").headers
