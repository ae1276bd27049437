"""The HTTP service: routes, limits, problem details that never echo what was sent."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import casekit
from casekit_service import Settings, create_app
from conftest import ROOT

SECRET = "Callum Zwiebelkuchen"
TEXT = f"My client {SECRET}, aged 34, lives in Sheffield and cannot sleep since his mother died."


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_app(Settings(groups=ROOT / "examples" / "groups.jsonl", max_characters=5_000))
    with TestClient(app, raise_server_exceptions=False) as made:
        for _ in range(600):
            if made.get("/readyz").status_code == 200:
                break
            time.sleep(0.1)
        yield made


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_a_write_up_is_anonymised(client: TestClient) -> None:
    answer = client.post("/v1/anonymise", json={"text": TEXT, "language": "en"})
    assert answer.status_code == 200
    body = answer.json()
    assert body["text"].startswith("My client [Person 1], aged [Age 1], lives in [Place 1]")
    first = body["mentions"][0]
    assert TEXT[first["start"] : first["end"]] == SECRET
    assert body["summary"]["coverage"] == 1.0
    minimal = client.post("/v1/anonymise", json={"text": TEXT, "policy": "minimal"}).json()
    assert "Sheffield" in minimal["text"] and SECRET not in minimal["text"]


def test_a_case_is_matched_and_no_vector_leaves(client: TestClient) -> None:
    body = client.post("/v1/match", json={"text": TEXT, "k": 4, "languages": ["en"]}).json()
    assert body["matches"]
    assert {"en"} <= set(body["matches"][0]["languages"])
    assert SECRET not in str(body) and "vector" not in str(body)


@pytest.mark.parametrize(
    ("path", "payload", "status"),
    [
        ("/v1/anonymise", {"text": 12, "note": SECRET}, 422),
        ("/v1/anonymise", {"text": TEXT, "policy": SECRET}, 422),
        ("/v1/anonymise", {"text": TEXT, SECRET: 1}, 422),
        ("/v1/anonymise", {"text": SECRET * 1_000}, 413),
        ("/v1/anonymise", {"text": SECRET * 20_000}, 413),
        ("/v1/anonymise", {"text": f"Der Patient {SECRET} kommt aus Hamburg und ist sehr traurig."}, 422),
        ("/v1/match", {"text": TEXT, "k": 0}, 422),
        (f"/v1/{SECRET}", {}, 404),
        ("/healthz", {}, 405),
    ],
)
def test_an_error_never_echoes_what_was_sent(
    client: TestClient, caplog: pytest.LogCaptureFixture, path: str, payload: dict[str, object], status: int
) -> None:
    with caplog.at_level(logging.DEBUG, logger="casekit"):
        answer = client.post(path, json=payload)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail"}
    for piece in ("Zwiebelkuchen", "Callum"):
        assert piece not in answer.text
        assert piece not in "".join(r.getMessage() for r in caplog.records if r.name.startswith("casekit"))


def test_a_body_that_is_no_json(client: TestClient) -> None:
    answer = client.post(
        "/v1/anonymise", content=f"{{{SECRET}".encode(), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert "Zwiebelkuchen" not in answer.text


def test_without_groups_there_is_no_matching() -> None:
    with TestClient(create_app(Settings()), raise_server_exceptions=False) as client:
        for _ in range(600):
            if client.get("/readyz").status_code == 200:
                break
            time.sleep(0.1)
        answer = client.post("/v1/match", json={"text": TEXT})
    assert answer.status_code == 503
    assert "without groups" in answer.json()["detail"]


def test_settings_come_from_the_environment() -> None:
    read = Settings.from_environment(
        {"CASEKIT_SERVICE_GROUPS": "g.jsonl", "CASEKIT_SERVICE_MAX_CHARACTERS": "9"}
    )
    assert read == Settings(Path("g.jsonl"), 9)
    with pytest.raises(ValueError, match="CASEKIT_SERVICE_COLOUR"):
        Settings.from_environment({"CASEKIT_SERVICE_COLOUR": "red"})
    with pytest.raises(ValueError, match="above zero"):
        Settings.from_environment({"CASEKIT_SERVICE_MAX_CHARACTERS": "none"})


def test_the_interface_is_described(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {"/v1/anonymise", "/v1/match", "/healthz", "/readyz"}
    errors = paths["/v1/anonymise"]["post"]["responses"]
    assert {"413", "422", "500", "503"} <= set(errors)
    assert set(errors["422"]["content"]) == {"application/problem+json"}


def test_an_unexpected_error_is_told_by_its_kind_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError(SECRET)

    monkeypatch.setattr("casekit_service.app._Engines.anonymise", broken)
    with caplog.at_level(logging.DEBUG), TestClient(create_app(Settings())) as client:
        answer = client.post("/v1/anonymise", json={"text": TEXT})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "KeyError" in answer.text and SECRET not in answer.text
    assert SECRET not in caplog.text


def test_half_a_character_is_refused(client: TestClient) -> None:
    body = b'{"text": "\\ud800 My client Callum Doyle called me from Sheffield."}'
    answer = client.post("/v1/anonymise", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert "Callum" not in answer.text


def test_a_bad_file_of_groups_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(casekit.FileProblem):
        create_app(Settings(groups=tmp_path / "none.jsonl"))
