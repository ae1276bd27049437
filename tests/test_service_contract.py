"""The service does what its OpenAPI document says: every route, with valid and invalid data made from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from casekit_service.problems import STATUS
from casekit_service.schemas import BatchLine
from service_app import LINES, Service, kind_of, profile, running, wait_for

Case = schemathesis.Case[Any]
MARKER = "Zwiebelkuchen"
ROUTES = (
    "POST /v1/anonymise",
    "POST /v1/anonymise/batch",
    "POST /v1/match",
    "POST /v1/themes",
    "GET /v1/profiles",
    "GET /v1/profiles/{id}",
    "PUT /v1/profiles/{id}",
    "DELETE /v1/profiles/{id}",
    "POST /v1/profiles:import",
    "POST /v1/assign",
    "GET /v1/jobs/{job_id}",
    "DELETE /v1/jobs/{job_id}",
    "GET /v1/jobs/{job_id}/result",
    "GET /healthz",
    "GET /readyz",
    "GET /v1/meta",
    "GET /metrics",
)
OPEN = ("GET /healthz", "GET /readyz")
#: whose body a line of these is
LINE_OF = {
    "POST /v1/anonymise/batch": "POST /v1/anonymise",
    "POST /v1/profiles:import": "PUT /v1/profiles/{id}",
}
#: what valid data may be refused for: what it means or meets, which no schema can say
BY_MEANING = {"language", "changed", "key_reused", "unusable", "profiles", "unreadable", "wrong_type"}
CONFIG = {
    "generation": {"with-security-parameters": False},
    "checks": {
        "negative_data_rejection": {"expected-statuses": [400, 404, 405, 408, 412, 413, 415, 422]},
    },
}
CASES = settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@schemathesis.serializer(LINES)
def _lines(_: schemathesis.SerializationContext, value: Any) -> bytes:
    return "".join(json.dumps(one, default=repr) + "\n" for one in value).encode()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("contract"), max_jobs=1_000) as made:
        yield made


@pytest.fixture(scope="module")
def document(service: Service) -> dict[str, Any]:
    found: dict[str, Any] = service.client.get("/openapi.json").json()
    return found


@pytest.fixture
def there(service: Service) -> dict[str, str]:
    """Ids in addresses of things that exist: a profile, and a job that is done."""
    assert service.alpha.put("/v1/profiles/known", json=profile()).status_code in (200, 201)
    job = service.alpha.post("/v1/assign", json={"cases": [{"text": "She cries.", "language": "en"}]}).json()
    wait_for(lambda: service.alpha.get(f"/v1/jobs/{job['id']}").json()["state"] == "done")
    return {"id": "known", "job_id": job["id"]}


def _operation(document: dict[str, Any], route: str) -> Any:
    method, path = route.split(" ")
    described = schemathesis.openapi.from_dict(document, config=schemathesis.Config.from_dict(CONFIG))
    return described[path][method]


def _cases(
    document: dict[str, Any], route: str, mode: GenerationMode, ids: dict[str, str]
) -> SearchStrategy[Case]:
    """Requests of the route; valid ones are of things that exist."""
    operation = _operation(document, route)
    names = [name for name in ids if f"{{{name}}}" in route]
    known = {name: ids[name] for name in names} if mode is GenerationMode.POSITIVE and names else None
    if route not in LINE_OF:
        made: SearchStrategy[Case] = operation.as_strategy(mode, path_parameters=known)
        return made.map(_meant) if mode is GenerationMode.POSITIVE else made
    line = _operation(document, LINE_OF[route])
    json_only = line.as_strategy(mode, media_type="application/json")
    bodies = st.lists(json_only.map(lambda case: case.body), max_size=3)
    return bodies.map(lambda body: operation.Case(body=body, media_type=LINES))


def _meant(case: Case) -> Case:
    """The same, without what only means something after another answer."""
    if isinstance(case.query, dict):
        case.query.pop("cursor", None)
    if isinstance(case.body, dict) and "id" in case.path_parameters:
        case.body.pop("id", None)
    return case


def _sent(service: Service, case: Case) -> Any:
    """The answer to the request, sent as its bytes."""
    given_to = case.as_transport_kwargs(base_url="http://testserver", headers=service.alpha.headers)
    wanted = ("method", "url", "headers", "files", "data", "json", "params", "cookies")
    request: Any = requests.Request(**{name: given_to[name] for name in wanted if name in given_to}).prepare()
    headers = {name: value for name, value in request.headers.items() if value is not None}
    return service.client.request(request.method, request.url, content=request.body, headers=headers)


def _check(case: Case, answer: Any) -> None:
    """Everything that the document promises of an answer."""
    case.validate_response(answer, excluded_checks=[ignored_auth, positive_data_acceptance])
    if answer.status_code >= 400:
        assert answer.status_code == STATUS[kind_of(answer)]
    if answer.headers["content-type"].startswith(LINES):
        for line in answer.text.splitlines():
            told = BatchLine.model_validate_json(line)
            assert (told.result is None) != (told.error is None)


def _planted(value: Any) -> Any:
    """The same with a name that nobody has in every string."""
    if isinstance(value, str):
        return MARKER + value
    if isinstance(value, list):
        return [_planted(one) for one in value]
    if isinstance(value, dict):
        return {name: _planted(one) for name, one in value.items()}
    return value


def _plant(case: Case) -> None:
    case.body = _planted(case.body)
    case.path_parameters = _planted(dict(case.path_parameters or {}))
    case.query = _planted(dict(case.query or {}))
    case.headers.update({name: _planted(value) for name, value in dict(case.headers or {}).items()})


def _of_errors(answer: Any) -> str:
    """All that an answer says of errors."""
    if answer.status_code >= 400:
        return f"{answer.headers} {answer.text}"
    if answer.headers["content-type"].startswith(LINES):
        return "".join(line for line in answer.text.splitlines() if "error" in json.loads(line))
    return "".join(map(str, answer.json()["refused"])) if '"refused":' in answer.text else ""


def test_every_route_is_described(document: dict[str, Any]) -> None:
    told = {f"{method.upper()} {path}" for path, found in document["paths"].items() for method in found}
    assert told == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
def test_valid_data_is_taken(
    service: Service, document: dict[str, Any], there: dict[str, str], route: str
) -> None:
    @CASES
    @given(case=_cases(document, route, GenerationMode.POSITIVE, there))
    def check(case: Case) -> None:
        answer = _sent(service, case)
        _check(case, answer)
        gone = route.startswith("DELETE") and answer.status_code == 404
        assert answer.status_code < 400 or gone or kind_of(answer) in BY_MEANING, answer.text

    check()


@pytest.mark.parametrize("route", ROUTES)
def test_invalid_data_is_refused(
    service: Service, document: dict[str, Any], there: dict[str, str], route: str
) -> None:
    operation = _operation(document, route)
    if not (operation.body or operation.query or operation.path_parameters):
        return

    @CASES
    @given(case=_cases(document, route, GenerationMode.NEGATIVE, there))
    def check(case: Case) -> None:
        _check(case, _sent(service, case))

    check()


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("route", ROUTES)
def test_errors_hold_nothing_that_was_sent(
    service: Service, document: dict[str, Any], there: dict[str, str], route: str, mode: GenerationMode
) -> None:
    operation = _operation(document, route)
    if not (operation.body or operation.query or operation.path_parameters):
        return

    @CASES
    @given(case=_cases(document, route, mode, there))
    def check(case: Case) -> None:
        _plant(case)
        answer = _sent(service, case)
        assert MARKER not in _of_errors(answer)
        assert answer.status_code < 500
        assert str(answer.status_code) in document["paths"][operation.path][operation.method]["responses"]

    check()


@pytest.mark.parametrize("route", [route for route in ROUTES if route not in OPEN])
def test_every_route_wants_a_key_and_says_so(service: Service, document: dict[str, Any], route: str) -> None:
    method, path = route.split(" ")
    assert document["paths"][path][method.lower()]["security"] == [{"key": []}]
    answer = service.client.request(method, path)
    assert kind_of(answer) == "no_key"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("route", ROUTES)
def test_examples_of_three_languages_are_taken(
    service: Service, document: dict[str, Any], route: str
) -> None:
    method, path = route.split(" ")
    body = document["paths"][path][method.lower()].get("requestBody")
    if body is None:
        return
    (kind,) = (kind for kind in body["content"] if not kind.startswith("multipart"))
    examples = body["content"][kind]["examples"]
    assert set(examples) == {"en", "ru", "sv"}
    for code, example in examples.items():
        content = example["value"] if kind == LINES else json.dumps(example["value"])
        answer = service.alpha.request(
            method,
            path.format(id=f"example-{code}"),
            content=content.encode(),
            headers={"Content-Type": kind},
        )
        assert answer.status_code < 300, answer.text
        assert not _of_errors(answer)


def test_an_address_names_all_its_methods(service: Service, document: dict[str, Any]) -> None:
    for path, found in document["paths"].items():
        answer = service.alpha.request("PATCH", path.format(id="a", job_id="0" * 32))
        assert kind_of(answer) == "wrong_method"
        assert set(answer.headers["allow"].split(", ")) == {method.upper() for method in found}
