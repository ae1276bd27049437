"""Many write-ups in one request: in order, a bad line costs one line, and a client may be slow or go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from service_app import LINES, Exchange, Service, kind_of, running, wait_for

PATH = "/v1/anonymise/batch"
MARKER = "Zwiebelkuchen"
MOST_LINES = 40
MOST_BYTES = 60_000
HEADERS = {"Content-Type": LINES}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    limits: dict[str, Any] = {
        "max_batch_lines": MOST_LINES,
        "max_batch_bytes": MOST_BYTES,
        "max_characters": 20_000,
    }
    with running(tmp_path_factory.mktemp("service"), **limits) as made:
        yield made


def _case(number: int) -> dict[str, Any]:
    return {"text": f"Callum said it {number} times." + " He cried." * (number % 3 * 20), "language": "en"}


def _lines(body: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in body.decode().splitlines()]


def _kinds(told: list[dict[str, Any]]) -> list[str | None]:
    """What became of each line: ``None`` for a result."""
    return [
        None if "result" in one else one["error"]["type"].removeprefix("urn:casekit:problem:") for one in told
    ]


def test_lines_are_answered_in_their_order(service: Service) -> None:
    answer = service.alpha.send_lines(PATH, [_case(number) for number in range(30)])
    assert answer.status_code == 200 and answer.headers["content-type"] == LINES
    told = _lines(answer.content)
    assert [one["line"] for one in told] == list(range(1, 31))
    for number, one in enumerate(told):
        assert one["result"]["text"].startswith(f"[Person 1] said it {number} times.")
        assert set(one) == {"line", "result"}


def test_a_line_is_answered_as_if_it_were_alone(service: Service) -> None:
    asked = [
        {"text": "Callum lives in Leeds.", "policy": "minimal"},
        {"text": "Anna Svensson grät i Lund."},
        {"text": "Анна Соколова живёт в Казани.", "language": "ru"},
    ]
    told = _lines(service.alpha.send_lines(PATH, asked).content)
    alone = [service.alpha.post("/v1/anonymise", json=one).json() for one in asked]
    assert [one["result"] for one in told] == alone


def test_a_bad_line_is_one_error_line(service: Service) -> None:
    bad = [
        b'{"text": "Callum cried.", "language": "en"}',
        b'{"txt": "' + MARKER.encode() + b'"}',
        b"",
        MARKER.encode(),
        b'"' + MARKER.encode() + b'"',
        b"\xff\xfe",
        b'{"text": "Der Patient kommt aus Hamburg und ist sehr traurig, weil seine Mutter gestorben ist."}',
        b'{"text": "' + b"a" * 20_001 + b'"}',
        b'{"text": "Callum cried.", "language": "en"}\r',
    ]
    answer = service.alpha.send_lines(PATH, b"\n".join(bad), headers={"Accept-Language": "sv"})
    told = _lines(answer.content)
    assert [one["line"] for one in told] == [1, 2, 4, 5, 6, 7, 8, 9]
    invalid = ["invalid"] * 4
    assert _kinds(told) == [None, *invalid, "language", "too-long", None]
    assert told[1]["error"]["title"] == "Begäran följer inte schemat"
    assert told[1]["error"]["request_id"] == answer.headers["x-request-id"]
    assert {one.get("field") for one in told[1]["error"]["errors"]} == {"text", None}
    assert MARKER not in answer.text


@pytest.mark.parametrize("body", [b"", b"\n", b" \n\r\n\t\n"])
def test_nothing_is_answered_with_nothing(service: Service, body: bytes) -> None:
    answer = service.alpha.send_lines(PATH, body)
    assert answer.status_code == 200 and answer.content == b""


def test_the_last_line_needs_no_end(service: Service) -> None:
    line = json.dumps(_case(1)).encode()
    for body in (line, line + b"\n", b"\n" + line, line + b"\n\n"):
        assert _kinds(_lines(service.alpha.send_lines(PATH, body).content)) == [None]


def test_too_many_lines_end_the_answer(service: Service) -> None:
    told = _lines(service.alpha.send_lines(PATH, [_case(0)] * (MOST_LINES + 5)).content)
    assert _kinds(told) == [*[None] * MOST_LINES, "too-many-lines"]
    assert [one["line"] for one in told] == list(range(1, MOST_LINES + 2))


def test_a_length_that_is_too_large_is_refused_at_once(service: Service) -> None:
    assert kind_of(service.alpha.send_lines(PATH, b"a" * (MOST_BYTES + 1))) == "too_large"


def test_a_body_that_grows_too_large_ends_the_answer(service: Service) -> None:
    """No length is stated, as in a chunked request."""
    exchange = Exchange(service.alpha, "POST", PATH, headers=HEADERS)
    exchange.send(json.dumps(_case(0)).encode() + b"\n", more=True)
    exchange.send(b'{"text": "' + b"a" * MOST_BYTES, more=True)
    status, body = exchange.answer()
    assert status == 200
    assert _kinds(_lines(body)) == [None, "too-large"]


@pytest.mark.parametrize("kind", [LINES, "application/jsonl", "application/ndjson; charset=utf-8"])
def test_every_name_of_the_format_is_known(service: Service, kind: str) -> None:
    assert service.alpha.send_lines(PATH, [_case(0)], headers={"Content-Type": kind}).status_code == 200


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_another_format_is_refused(service: Service, kind: str) -> None:
    assert kind_of(service.alpha.send_lines(PATH, [_case(0)], headers={"Content-Type": kind})) == "wrong_type"


def test_an_answer_begins_before_the_body_has_ended(service: Service) -> None:
    exchange = Exchange(service.alpha, "POST", PATH, headers=HEADERS)
    exchange.send(json.dumps(_case(1)).encode() + b"\n", more=True)
    assert exchange.next()["status"] == 200
    assert _kinds(_lines(exchange.next()["body"])) == [None]
    exchange.send(json.dumps(_case(2)).encode())
    assert [one["line"] for one in _lines(exchange.answer()[1])] == [2]


def test_lines_may_be_cut_anywhere(service: Service) -> None:
    whole = "".join(
        json.dumps({"text": "Åsa grät.", "language": "sv"}, ensure_ascii=False) + "\n" for _ in range(3)
    )
    exchange = Exchange(service.alpha, "POST", PATH, headers=HEADERS)
    for byte in whole.encode():
        exchange.send(bytes([byte]), more=True)
    exchange.send(b"")
    assert [one["result"]["text"] for one in _lines(exchange.answer()[1])] == ["[Person 1] grät."] * 3


def test_a_client_may_send_everything_before_it_reads(service: Service) -> None:
    exchange = Exchange(service.alpha, "POST", PATH, headers=HEADERS)
    exchange.send(json.dumps(_case(0)).encode() + b"\n", more=True)
    first = exchange.next(), exchange.next()
    exchange.stop_reading()
    for number in range(1, 30):
        exchange.send(json.dumps(_case(number)).encode() + b"\n", more=True)
    exchange.send(b"")
    wait_for(exchange.all_taken)
    exchange.read_again()
    assert [one["line"] for one in _lines(first[1]["body"] + exchange.answer()[1])] == list(range(1, 31))


@pytest.mark.parametrize("finished", [True, False])
def test_a_client_that_leaves_ends_the_work(service: Service, finished: bool) -> None:
    exchange = Exchange(service.alpha, "POST", PATH, headers=HEADERS)
    body = b"".join(
        json.dumps({"text": "Callum cried. " * 1_000, "language": "en"}).encode() + b"\n" for _ in range(4)
    )
    exchange.send(body, more=not finished)
    exchange.next()
    exchange.leave()
    exchange.ended.result(60)
    wait_for(lambda: service.parts.workers.held == 0)
    assert service.alpha.send_lines(PATH, [_case(0)]).status_code == 200


def test_a_body_that_does_not_come_ends_the_answer(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("slow"), body_seconds=0.5) as service:
        exchange = Exchange(service.alpha, "POST", PATH, headers=HEADERS)
        exchange.send(json.dumps(_case(0)).encode() + b"\n" + b'{"text"', more=True)
        status, body = exchange.answer()
        assert status == 200 and _kinds(_lines(body)) == [None, "too-slow"]


def test_many_lines_leave_the_queue_to_others(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A batch waits for its turn instead of being refused."""
    with running(tmp_path_factory.mktemp("narrow"), workers=1, queue=0) as service:
        told = _lines(service.alpha.send_lines(PATH, [_case(number) for number in range(20)]).content)
        assert _kinds(told) == [None] * 20
