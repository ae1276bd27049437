"""Who may come in and what they may do; what is counted of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from casekit_service.storage import SCOPES
from service_app import LINES, Caller, Service, kind_of, profile, running

SECRET = "A" * 43
#: a route, what it takes, and the scope that it needs (None: any)
ROUTES: list[tuple[str, str, dict[str, Any], str | None]] = [
    ("POST", "/v1/anonymise", {"json": {"text": "Fine.", "language": "en"}}, "anonymise"),
    ("POST", "/v1/anonymise/batch", {"content": b"", "headers": {"Content-Type": LINES}}, "anonymise"),
    ("POST", "/v1/match", {"json": {"text": "Fine.", "language": "en"}}, "match"),
    ("POST", "/v1/themes", {"json": {"text": "Fine.", "language": "en"}}, "match"),
    ("POST", "/v1/assign", {"json": {"cases": [{"text": "Fine.", "language": "en"}]}}, "match"),
    ("GET", f"/v1/jobs/{'0' * 32}", {}, "match"),
    ("GET", f"/v1/jobs/{'0' * 32}/result", {}, "match"),
    ("DELETE", f"/v1/jobs/{'0' * 32}", {}, "match"),
    ("GET", "/v1/profiles", {}, "match"),
    ("GET", "/v1/profiles/a", {}, "match"),
    ("PUT", "/v1/profiles/a", {"json": profile()}, "admin"),
    ("DELETE", "/v1/profiles/none", {}, "admin"),
    ("POST", "/v1/profiles:import", {"content": b"", "headers": {"Content-Type": LINES}}, "admin"),
    ("GET", "/v1/meta", {}, None),
    ("GET", "/metrics", {}, "metrics"),
]
_NAMES = [f"{method} {path[:24]}" for method, path, _, _ in ROUTES]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("service")) as made:
        yield made


@pytest.fixture(scope="module")
def narrow(service: Service) -> dict[str, Caller]:
    """For each scope somebody who has it alone."""
    return {scope: service.caller("alpha", scopes=[scope]) for scope in SCOPES}


def test_every_route_is_in_the_table(service: Service) -> None:
    paths = service.client.get("/openapi.json").json()["paths"]
    described = {
        (method.upper(), re.sub(r"\{[a-z_]+\}", "*", path))
        for path, methods in paths.items()
        for method in methods
    }
    told = {
        (method, re.sub(r"0{32}", "*", re.sub(r"/profiles/\w+", "/profiles/*", path)))
        for method, path, _, _ in ROUTES
    }
    assert described == told | {("GET", "/healthz"), ("GET", "/readyz")}


@pytest.mark.parametrize(("method", "path", "sent", "scope"), ROUTES, ids=_NAMES)
def test_a_scope_opens_its_routes_only(
    service: Service,
    narrow: dict[str, Caller],
    method: str,
    path: str,
    sent: dict[str, Any],
    scope: str | None,
) -> None:
    for held, caller in narrow.items():
        answer = caller.request(method, path, **sent)
        if scope in (None, held):
            assert answer.status_code in (200, 201, 202) or kind_of(answer) == "not_found"
        else:
            assert kind_of(answer) == "wrong_scope"


@pytest.mark.parametrize(("method", "path", "sent", "scope"), ROUTES, ids=_NAMES)
def test_nobody_comes_in_without_a_key(
    service: Service, method: str, path: str, sent: dict[str, Any], scope: str | None
) -> None:
    key = service.alpha.key
    own = dict(sent.get("headers", {}))
    rest = {name: value for name, value in sent.items() if name != "headers"}
    wrong: list[dict[str, str]] = [{}]
    wrong += [
        {"Authorization": value}
        for value in (
            "", "Bearer", "Bearer ", f"Basic {key}", key, f"Bearer {key}x", f"Bearer {key[:-1]}",
            f"Bearer {key.upper()}",
            f"Bearer ck_{'0' * 12}_{SECRET}", f"Bearer {key[:16]}{SECRET}", f"Bearer {key} {key}", "Bearer \xe9\xff",
        )
    ]  # fmt: skip
    answers = []
    for headers in wrong:
        given = {name: value.encode("latin-1") for name, value in {**own, **headers}.items()}
        answer = service.client.request(method, path, headers=given, **rest)
        assert kind_of(answer) == "no_key"
        assert answer.headers["www-authenticate"] == "Bearer"
        answers.append({**answer.json(), "request_id": None})
    assert all(one == answers[0] for one in answers)


def test_a_key_may_be_written_in_any_case_of_bearer(service: Service) -> None:
    for kind in ("bearer", "BEARER", "Bearer"):
        headers = {"Authorization": f"{kind} {service.alpha.key} "}
        assert service.client.get("/v1/meta", headers=headers).status_code == 200


def test_a_key_in_the_address_is_none(service: Service) -> None:
    for name in ("key", "api_key", "access_token", "authorization"):
        assert kind_of(service.client.get("/v1/meta", params={name: service.alpha.key})) == "no_key"


def test_a_revoked_key_is_useless_at_once(service: Service) -> None:
    caller = service.caller("alpha", name="to-revoke")
    assert caller.get("/v1/meta").status_code == 200
    assert service.store(lambda store: store.revoke_key("to-revoke"))
    assert kind_of(caller.get("/v1/meta")) == "no_key"
    again = service.caller("alpha", name="to-revoke")
    assert again.get("/v1/meta").status_code == 200 and kind_of(caller.get("/v1/meta")) == "no_key"


def test_a_key_is_read_before_a_body_is(service: Service) -> None:
    answer = service.client.post("/v1/anonymise", content=b"{" * 3_000_000)
    assert kind_of(answer) == "no_key"


def test_keys_are_stored_as_hashes(service: Service) -> None:
    service.store(lambda store: store.scrub())
    for file in service.folder.glob("casekit.sqlite3*"):
        raw = file.read_bytes()
        for caller in (service.alpha, service.beta):
            assert caller.key.split("_", 2)[2].encode() not in raw


def test_metrics_count_and_name_nobody(service: Service, narrow: dict[str, Caller]) -> None:
    caller = service.caller("tenant-of-metrics", name="key-of-metrics")
    caller.put("/v1/profiles/profile-of-metrics", json=profile("title-of-metrics"))
    caller.get("/v1/profiles/profile-of-metrics")
    caller.get("/v1/path-of-metrics")
    caller.request("ODD", "/v1/meta")
    caller.post("/v1/anonymise", json={"text": "Callum cried.", "language": "en"})
    caller.post("/v1/anonymise", json={})
    answer = narrow["metrics"].get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    text = answer.text
    for line in (
        'casekit_requests_total{method="GET",route="/v1/profiles/{id}",status="200"}',
        'casekit_requests_total{method="GET",route="unmatched",status="404"}',
        'casekit_requests_total{method="other",route="/v1/meta",status="405"}',
        'casekit_refused_total{reason="invalid"}',
        'casekit_request_seconds_bucket{le="0.1",route="/v1/anonymise"}',
        "casekit_ready 1.0",
        "casekit_work_running 0.0",
    ):
        assert line in text, line
    assert float(re.findall(r"casekit_characters_total ([\d.]+)", text)[0]) >= 13
    for word in ("of-metrics", "alpha", "beta", "Callum", caller.key[3:15], answer.headers["x-request-id"]):
        assert word not in text
