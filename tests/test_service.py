"""The service as a whole: one write-up anonymised, how it is, what it tells of itself, errors in three languages."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

import casekit
from casekit_service import Settings, create_app
from casekit_service.engines import Engines
from casekit_service.storage import Store
from service_app import Service, kind_of, running, wait_for

SECRET = "Callum Zwiebelkuchen"
TEXT = f"My client {SECRET}, aged 34, lives in Sheffield and cannot sleep since his mother died."
VERSIONED = ("x-request-id", "casekit-models", "casekit-rules", "casekit-index")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("service"), max_characters=5_000) as made:
        yield made


def test_health_and_readiness_need_no_key(service: Service) -> None:
    assert service.client.get("/healthz").json() == {"status": "alive"}
    assert service.client.get("/readyz").json() == {"status": "ready"}


def test_a_write_up_is_anonymised(service: Service) -> None:
    answer = service.alpha.post("/v1/anonymise", json={"text": TEXT, "language": "en"})
    assert answer.status_code == 200
    body = answer.json()
    assert body["text"].startswith("My client [Person 1], aged [Age 1], lives in [Place 1]")
    first = body["mentions"][0]
    assert TEXT[first["start"] : first["end"]] == SECRET
    assert first["type"] == "PERSON" and first["replacement"] == "[Person 1]"
    assert 0 < first["confidence"] <= 1
    assert body["summary"]["coverage"] == 1.0
    assert body["summary"]["policy"] == "share" and body["style"] == "placeholder"
    assert body["conflict_marks"] == []
    assert SECRET not in answer.text


def test_the_policy_is_the_one_asked_for(service: Service) -> None:
    def anonymised(policy: str) -> str:
        answer = service.alpha.post("/v1/anonymise", json={"text": TEXT, "policy": policy})
        assert answer.json()["summary"]["policy"] == policy
        return str(answer.json()["text"])

    assert "Sheffield" in anonymised("minimal")
    assert "Sheffield" not in anonymised("strict")
    for policy in casekit.about().policies:
        assert SECRET not in anonymised(policy)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Клиентка Анна Соколова, 34 года, бухгалтер из Казани. Она не спит."),
        ("sv", "Klienten Maja Lindqvist, 34, är tandsköterska i Hultsfred. Hon sover inte."),
        ("en", TEXT),
    ],
)
def test_the_language_is_told_or_taken(service: Service, language: str, text: str) -> None:
    for asked in ({"text": text}, {"text": text, "language": language}):
        body = service.alpha.post("/v1/anonymise", json=asked).json()
        assert body["language"] == language
        assert body["summary"]["entities"]["PERSON"] == 1


@pytest.mark.parametrize(
    "text", ["", " \n", "🙂", "a\u0000b", "\ud83d\ude42".encode("utf-16", "surrogatepass").decode("utf-16")]
)
def test_a_text_without_words_stays_as_it_is(service: Service, text: str) -> None:
    answer = service.alpha.post("/v1/anonymise", json={"text": text, "language": "en"})
    assert answer.status_code == 200
    assert answer.json()["text"] == text


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        ({}, "invalid"),
        ({"text": 12, "note": SECRET}, "invalid"),
        ({"text": TEXT, "policy": SECRET}, "invalid"),
        ({"text": TEXT, "language": "de"}, "invalid"),
        ({"text": TEXT, "style": "poetic"}, "invalid"),
        ({"text": TEXT, SECRET: 1}, "invalid"),
        ([TEXT], "invalid"),
        ({"text": SECRET * 1_000}, "too_long"),
        ({"text": SECRET * 20_000}, "too_large"),
        ({"text": f"Der Patient {SECRET} kommt aus Hamburg und ist sehr traurig."}, "language"),
    ],
)
def test_an_error_never_echoes_what_was_sent(
    service: Service, caplog: pytest.LogCaptureFixture, payload: Any, kind: str
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = service.alpha.post("/v1/anonymise", json=payload)
    assert kind_of(answer) == kind
    told = answer.text + "".join(str(vars(one)) for one in caplog.records if one.name.startswith("casekit"))
    for piece in SECRET.split():
        assert piece not in told


def test_which_field_is_wrong_is_told(service: Service) -> None:
    errors = service.alpha.post("/v1/anonymise", json={"policy": "none"}).json()["errors"]
    assert {one["field"] for one in errors} == {"text", "policy"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{text",
        b"nothing",
        b"\xff\xfe{}",
        b'{"text": "a' + b"\xe9" + b'"}',
        b'{"text": "\\ud800"}',
    ],
)
def test_a_body_that_is_no_json_or_no_text(service: Service, body: bytes) -> None:
    answer = service.alpha.post("/v1/anonymise", content=body, headers={"Content-Type": "application/json"})
    assert kind_of(answer) == "invalid"


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "", "application/jsonx"])
def test_another_content_type_is_refused(service: Service, kind: str) -> None:
    answer = service.alpha.post("/v1/anonymise", content=TEXT.encode(), headers={"Content-Type": kind})
    assert kind_of(answer) == "wrong_type"


def test_a_content_type_may_have_parameters(service: Service) -> None:
    kind = "Application/JSON; charset=utf-8"
    answer = service.alpha.post("/v1/anonymise", content=b'{"text": "Fine."}', headers={"Content-Type": kind})
    assert answer.status_code == 200


def test_every_answer_tells_versions_and_an_id_of_its_own(service: Service) -> None:
    answers = [
        service.client.get("/healthz"),
        service.alpha.get("/v1/meta"),
        service.alpha.get("/v1/nothing"),
        service.client.get("/v1/meta"),
        service.alpha.post("/v1/anonymise", json={"text": "Fine.", "language": "en"}),
    ]
    for answer in answers:
        assert all(answer.headers[name] for name in VERSIONED)
        assert answer.headers["casekit-models"] == casekit.about().models
        assert answer.headers["casekit-rules"] == casekit.about().rules
        assert answer.headers["cache-control"] == "no-store"
    assert len({answer.headers["x-request-id"] for answer in answers}) == len(answers)


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/", "not_found"),
        ("GET", "/v1/anonymise/", "not_found"),
        ("GET", f"/v1/{SECRET}", "not_found"),
        ("GET", "/docs", "not_found"),
        ("GET", "/v1/anonymise", "wrong_method"),
        ("POST", "/healthz", "wrong_method"),
        ("DELETE", "/v1/profiles", "wrong_method"),
    ],
)
def test_an_address_or_method_that_is_none(service: Service, method: str, path: str, kind: str) -> None:
    answer = service.alpha.request(method, path)
    assert kind_of(answer) == kind
    if kind == "wrong_method":
        assert answer.headers["allow"]


def test_the_reader_gets_their_language(service: Service) -> None:
    def title(accepted: str) -> str:
        answer = service.client.get("/v1/nothing", headers={"Accept-Language": accepted})
        return str(answer.json()["title"])

    assert title("sv") == title("sv-SE,en;q=0.5") == "Finns inte"
    assert title("ru-RU") == "Не найдено"
    assert title("") == title("de, fr;q=0.3") == title("en-GB") == "Not found"
    assert title("de, ru;q=0.3") == "Не найдено"
    assert title("*") == "Not found"


def test_meta_tells_what_there_is(service: Service) -> None:
    body = service.alpha.get("/v1/meta").json()
    about = casekit.about()
    assert body["languages"] == ["en", "ru", "sv"]
    assert body["policies"] == list(about.policies) and body["types"] == list(about.types)
    assert (body["models"], body["rules"], body["version"]) == (
        about.models,
        about.rules,
        casekit.__version__,
    )
    assert body["max_characters"] == 5_000
    assert body["scopes"] == ["anonymise", "match", "admin", "metrics"]
    only = service.caller("alpha", scopes=["match"])
    assert only.get("/v1/meta").json()["scopes"] == ["match"]


def test_an_unexpected_error_tells_an_id_only(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    def fails(_: object) -> None:
        raise RuntimeError(SECRET) from ValueError(SECRET)

    with mock.patch.object(service.parts.engines, "anonymised", fails), caplog.at_level(logging.DEBUG):
        answer = service.alpha.post("/v1/anonymise", json={"text": TEXT})
    assert kind_of(answer) == "unexpected"
    ours = [one for one in caplog.records if one.name == "casekit_service"]
    assert [one.error for one in ours if one.levelno == logging.ERROR] == ["RuntimeError"]  # type: ignore[attr-defined]
    assert SECRET not in answer.text + "".join(str(vars(one)) for one in ours)


def test_what_would_leak_is_withheld(service: Service) -> None:
    def leaks(_: object) -> None:
        raise casekit.LeakError(SECRET)

    with mock.patch.object(service.parts.engines, "anonymised", leaks):
        answer = service.alpha.post("/v1/anonymise", json={"text": TEXT})
    assert kind_of(answer) == "leak" and SECRET not in answer.text


def test_it_is_alive_while_it_loads_and_ready_afterwards(tmp_path: Path) -> None:
    loads = threading.Event()
    load = Engines._load

    def slow(engines: Engines, store: Store) -> None:
        loads.wait()
        load(engines, store)

    with mock.patch.object(Engines, "_load", slow), running(tmp_path, ready=False) as service:
        assert service.client.get("/healthz").status_code == 200
        for answer in (
            service.client.get("/readyz"),
            service.alpha.get("/v1/meta"),
            service.alpha.post("/v1/anonymise", json={"text": TEXT}),
            service.alpha.send_lines("/v1/anonymise/batch", [{"text": TEXT}]),
            service.alpha.post("/v1/match", json={"text": TEXT}),
            service.alpha.delete("/v1/profiles/a"),
        ):
            assert kind_of(answer) == "not_ready"
            assert int(answer.headers["retry-after"]) > 0
        loads.set()
        wait_for(lambda: service.client.get("/readyz").status_code == 200)
        assert service.alpha.post("/v1/anonymise", json={"text": TEXT}).status_code == 200


def test_models_that_cannot_be_loaded_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fails(*_: object) -> None:
        raise OSError(SECRET)

    with mock.patch.object(Engines, "_load", fails), running(tmp_path, ready=False) as service:
        wait_for(lambda: service.parts.engines.failed)
        answer = service.client.get("/readyz")
        assert kind_of(answer) == "no_models" and SECRET not in answer.text
        assert service.client.get("/healthz").status_code == 200
    (told,) = [one for one in caplog.records if one.levelno >= logging.ERROR]
    assert told.msg == "loading_failed" and SECRET not in str(vars(told))


def test_a_stop_does_not_wait_for_loading(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def endless(_: Engines, __: Store) -> None:
        while True:
            wait_for(lambda: True)
            casekit_step()

    from casekit.stopping import step as casekit_step

    with mock.patch.object(Engines, "_load", endless), running(tmp_path, ready=False) as service:
        assert service.client.get("/healthz").status_code == 200
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]


def test_two_applications_do_not_share_a_database(tmp_path: Path) -> None:
    with running(tmp_path, models=False):
        with pytest.raises(casekit.FileProblem) as refused:
            create_app(Settings(database=tmp_path / "casekit.sqlite3"))
        assert refused.value.key == "database_busy"


def test_the_interface_is_described(service: Service) -> None:
    described = service.client.get("/openapi.json").json()
    paths = described["paths"]
    assert set(paths) == {
        "/healthz", "/readyz", "/metrics", "/v1/meta", "/v1/anonymise", "/v1/anonymise/batch", "/v1/match",
        "/v1/themes", "/v1/assign", "/v1/jobs/{job_id}", "/v1/jobs/{job_id}/result", "/v1/profiles",
        "/v1/profiles/{id}", "/v1/profiles:import",
    }  # fmt: skip
    errors = paths["/v1/anonymise"]["post"]["responses"]
    assert {"401", "403", "413", "415", "422", "429", "500", "503"} <= set(errors)
    assert set(errors["422"]["content"]) == {"application/problem+json"}
    named = set(re.findall(r"#/components/schemas/(\w+)", service.client.get("/openapi.json").text))
    assert named <= set(described["components"]["schemas"])


def test_balancers_may_ask_for_the_head_alone(service: Service) -> None:
    for path in ("/healthz", "/readyz"):
        answer = service.alpha.request("HEAD", path)
        assert answer.status_code == 200 and answer.content == b""
