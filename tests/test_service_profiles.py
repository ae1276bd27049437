"""Profiles over HTTP: made, replaced, read and erased, under the conditions that a client states."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from casekit_service.problems import ProblemError
from service_app import Service, kind_of, profile, running

MARKER = "Zwiebelkuchen"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("service"), models=False) as made:
        yield made


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """The address of a profile that no other test has."""
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
    return f"/v1/profiles/{name[:100]}"


def test_a_profile_is_made_replaced_and_left(service: Service, address: str) -> None:
    made = service.alpha.put(address, json=profile("First"))
    assert (made.status_code, made.json()["created"]) == (201, True)
    replaced = service.alpha.put(address, json=profile("Second"))
    assert (replaced.status_code, replaced.json()["created"]) == (200, False)
    again = service.alpha.put(address, json=profile("Second"))
    assert again.headers["etag"] == replaced.headers["etag"] != made.headers["etag"]
    versions = [one.json()["index_version"] for one in (made, replaced, again)]
    assert versions[0] < versions[1] == versions[2]
    assert [int(one.headers["casekit-index"]) for one in (made, replaced, again)] == versions


def test_a_profile_comes_back_as_it_was_stated(service: Service, address: str) -> None:
    stated = profile(
        "Балинт 🙂",
        format="balint",
        themes=["distress"],
        size_max=8,
        open=True,
        fee="200 kr",
        texts=["One.", "Two."],
    )
    written = service.alpha.put(address, json=stated)
    read = service.alpha.get(address)
    assert read.json() == {**stated, "id": address.rpartition("/")[2], "kind": "group"}
    assert read.headers["etag"] == written.headers["etag"]
    assert read.headers["casekit-index"] == written.headers["casekit-index"]
    assert service.alpha.put(address, json=read.json()).headers["etag"] == read.headers["etag"]


def test_a_profile_is_erased_with_a_receipt(service: Service, address: str) -> None:
    version = service.alpha.put(address, json=profile()).json()["index_version"]
    receipt = service.alpha.delete(address)
    assert receipt.status_code == 200
    assert {"receipt", "erased_at", "index_version"} <= set(receipt.json())
    assert receipt.json()["index_version"] == version + 1
    assert kind_of(service.alpha.get(address)) == "not_found"
    assert kind_of(service.alpha.delete(address)) == "not_found"
    assert service.alpha.put(address, json=profile()).status_code == 201


def test_a_known_etag_saves_the_body(service: Service, address: str) -> None:
    etag = service.alpha.put(address, json=profile()).headers["etag"]
    for known in (etag, f'"other", {etag}', "*"):
        answer = service.alpha.get(address, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag
    for known in ('"other"', ""):
        assert service.alpha.get(address, headers={"If-None-Match": known}).status_code == 200


def test_a_weak_etag_serves_to_read_but_not_to_write(service: Service, address: str) -> None:
    """RFC 9110: If-None-Match compares weakly, If-Match strongly."""
    etag = service.alpha.put(address, json=profile()).headers["etag"]
    assert service.alpha.get(address, headers={"If-None-Match": f"W/{etag}"}).status_code == 304
    answer = service.alpha.put(address, json=profile("B"), headers={"If-Match": f"W/{etag}"})
    assert kind_of(answer) == "changed"


def test_if_match_writes_over_what_is_known_only(service: Service, address: str) -> None:
    def put(title: str, condition: str) -> Any:
        return service.alpha.put(address, json=profile(title), headers={"If-Match": condition})

    assert kind_of(put("A", "*")) == "changed"
    assert kind_of(put("A", '"none"')) == "changed"
    first = service.alpha.put(address, json=profile("A")).headers["etag"]
    second = put("B", first)
    assert second.status_code == 200
    assert kind_of(put("C", first)) == "changed"
    assert service.alpha.get(address).json()["title"] == "B"
    assert put("C", f'"none", {second.headers["etag"]}').status_code == 200
    assert put("D", "*").status_code == 200


def test_if_none_match_makes_what_is_new_only(service: Service, address: str) -> None:
    def put(title: str) -> Any:
        return service.alpha.put(address, json=profile(title), headers={"If-None-Match": "*"})

    assert put("A").status_code == 201
    assert kind_of(put("B")) == "changed"
    assert service.alpha.get(address).json()["title"] == "A"
    service.alpha.delete(address)
    assert put("B").status_code == 201


def test_if_match_erases_what_is_known_only(service: Service, address: str) -> None:
    first = service.alpha.put(address, json=profile("A")).headers["etag"]
    second = service.alpha.put(address, json=profile("B")).headers["etag"]
    assert kind_of(service.alpha.delete(address, headers={"If-Match": first})) == "changed"
    assert service.alpha.get(address).status_code == 200
    assert service.alpha.delete(address, headers={"If-Match": second}).status_code == 200
    assert kind_of(service.alpha.delete(address, headers={"If-Match": second})) == "not_found"


def test_of_many_who_know_the_same_one_writes(service: Service, address: str) -> None:
    etag = service.alpha.put(address, json=profile()).headers["etag"]
    start = threading.Barrier(8)

    def put(number: int) -> int:
        start.wait()
        answer = service.alpha.put(address, json=profile(f"T{number}"), headers={"If-Match": etag})
        return int(answer.status_code)

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(put, range(8))) == [200] + [412] * 7


def test_the_id_in_the_body_is_that_of_the_address(service: Service, address: str) -> None:
    own = address.rpartition("/")[2]
    assert service.alpha.put(address, json=profile(id=own)).status_code == 201
    answer = service.alpha.put(address, json=profile(id=f"{own}x"))
    assert kind_of(answer) == "invalid"
    assert [one["field"] for one in answer.json()["errors"]] == ["body.id"]


@pytest.mark.parametrize("name", ["a b", "ä", "-a", ".a", "a" * 129, "a%00", "%F0%9F%99%82", "a:b", "a@b"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_id_that_no_profile_can_have(service: Service, method: str, name: str) -> None:
    body = {"json": profile()} if method == "PUT" else {}
    answer = service.alpha.request(method, f"/v1/profiles/{name}", **body)
    assert kind_of(answer) == "invalid"
    assert [one["field"] for one in answer.json()["errors"]] == ["path.id"]


@pytest.mark.parametrize("name", ["a", "0", "A._~-", "a" * 128, "a..b"])
def test_an_id_may_have_these(service: Service, name: str) -> None:
    assert service.alpha.put(f"/v1/profiles/{name}", json=profile()).status_code == 201
    assert service.alpha.get(f"/v1/profiles/{name}").json()["id"] == name
    assert service.alpha.delete(f"/v1/profiles/{name}").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": None}, "body.title"),
        ({"description": 1}, "body.description"),
        ({"languages": []}, "body.languages"),
        ({"languages": ["english"]}, "body.languages.0"),
        ({"languages": [MARKER]}, "body.languages.0"),
        ({MARKER: 1}, "body"),
        ({"format": MARKER}, "body.format"),
        ({"size_max": -1}, "body.size_max"),
        ({"size_max": "8"}, "body.size_max"),
        ({"conflicts": [MARKER]}, "body.conflicts.0"),
        ({"texts": [MARKER, None]}, "body.texts.1"),
        ({"title": MARKER * 100}, "body.title"),
    ],
)
def test_a_profile_that_cannot_be(service: Service, address: str, wrong: dict[str, Any], field: str) -> None:
    answer = service.alpha.put(address, json=profile(**wrong) | wrong)
    assert kind_of(answer) == "invalid"
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert MARKER not in answer.text
    assert kind_of(service.alpha.get(address)) == "not_found"


def test_what_the_library_refuses_is_told(service: Service, address: str) -> None:
    answer = service.alpha.put(address, json=profile(size_now=9, size_min=8, size_max=2))
    assert kind_of(answer) == "unusable"
    assert answer.json()["errors"]


def test_no_more_profiles_than_the_operator_allows(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("few"), models=False, max_profiles=2) as service:
        for name in ("a", "b"):
            assert service.alpha.put(f"/v1/profiles/{name}", json=profile()).status_code == 201
        refused = service.alpha.put("/v1/profiles/c", json=profile())
        assert kind_of(refused) == "too_many_profiles" and "2" in refused.json()["detail"]
        assert kind_of(service.alpha.get("/v1/profiles/c")) == "not_found"
        assert service.alpha.put("/v1/profiles/a", json=profile("B")).status_code == 200
        assert service.beta.put("/v1/profiles/c", json=profile()).status_code == 201
        service.alpha.delete("/v1/profiles/a")
        assert service.alpha.put("/v1/profiles/c", json=profile()).status_code == 201


def test_profiles_outlive_the_application(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("twice")
    with running(folder, models=False) as service:
        written = service.alpha.put("/v1/profiles/a", json=profile())
    with running(folder, models=False) as service:
        read = service.alpha.get("/v1/profiles/a")
        assert read.headers["etag"] == written.headers["etag"]
        assert service.alpha.get("/v1/meta").json()["index_version"] == written.json()["index_version"]


def test_a_write_does_not_wait_for_ever_behind_another(tmp_path: Path) -> None:
    with running(tmp_path, models=False, deadline_seconds=0.2) as service:

        async def behind() -> None:
            async with service.parts.engines.writing("alpha"), service.parts.engines.writing("alpha"):
                raise AssertionError("two writes at once")

        with pytest.raises(ProblemError) as refused:
            service.run(behind)
    assert refused.value.kind == "deadline"
