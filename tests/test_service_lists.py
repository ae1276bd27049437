"""Many profiles at once: pages with cursors, and lines imported all or none."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from conftest import ROOT
from service_app import LINES, Caller, Exchange, Service, kind_of, profile, running

IMPORT = "/v1/profiles:import"
MARKER = "Zwiebelkuchen"
MOST = 60


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    limits: dict[str, Any] = {"max_profiles": MOST, "max_batch_bytes": 100_000}
    with running(tmp_path_factory.mktemp("service"), models=False, **limits) as made:
        yield made


@pytest.fixture
def caller(service: Service, request: pytest.FixtureRequest) -> Caller:
    """A tenant of the test's own, without profiles."""
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
    return service.caller(name[:64])


def _rows(names: Sequence[str], title: str = "Group") -> list[dict[str, Any]]:
    return [profile(title, id=name) for name in names]


def _ids(caller: Caller) -> list[str]:
    return [one["id"] for one in caller.get("/v1/profiles", params={"limit": 500}).json()["items"]]


def test_pages_follow_each_other(caller: Caller) -> None:
    names = sorted(f"{letter}{number}" for letter in "aBzÄ"[:3] for number in range(4))
    caller.send_lines(IMPORT, _rows(names[::-1]))
    pages, cursor = [], None
    while True:
        query = {"limit": 5} | ({"cursor": cursor} if cursor else {})
        body = caller.get("/v1/profiles", params=query).json()
        pages.append([one["id"] for one in body["items"]])
        cursor = body["next"]
        if cursor is None:
            break
    assert [len(page) for page in pages] == [5, 5, 2]
    assert sum(pages, []) == names


@pytest.mark.parametrize(("count", "limit"), [(0, 1), (4, 4), (4, 5), (4, 500)])
def test_the_last_page_has_no_next(caller: Caller, count: int, limit: int) -> None:
    caller.send_lines(IMPORT, _rows([f"p{number}" for number in range(count)]))
    body = caller.get("/v1/profiles", params={"limit": limit}).json()
    assert len(body["items"]) == count and body["next"] is None


def test_pages_stay_in_step_while_profiles_come_and_go(caller: Caller) -> None:
    caller.send_lines(IMPORT, _rows(["b", "d", "f", "h"]))
    first = caller.get("/v1/profiles", params={"limit": 2}).json()
    caller.delete("/v1/profiles/d")
    caller.put("/v1/profiles/a", json=profile())
    caller.put("/v1/profiles/e", json=profile())
    second = caller.get("/v1/profiles", params={"limit": 9, "cursor": first["next"]}).json()
    assert [one["id"] for one in second["items"]] == ["e", "f", "h"]


def test_an_item_of_a_page_is_the_profile(caller: Caller) -> None:
    caller.put("/v1/profiles/a", json=profile(fee="200 kr"))
    page = caller.get("/v1/profiles")
    alone = caller.get("/v1/profiles/a")
    assert page.json()["items"] == [alone.json()]
    assert page.headers["casekit-index"] == alone.headers["casekit-index"] == "1"


@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 501},
        {"limit": MARKER},
        {"limit": ""},
        {"cursor": "%"},
        {"cursor": MARKER},
        {"cursor": "a" * 401},
        {"cursor": "_w"},
        {"cursor": "ä"},
    ],
)
def test_a_query_that_cannot_be(caller: Caller, query: dict[str, Any]) -> None:
    answer = caller.get("/v1/profiles", params=query)
    assert kind_of(answer) == "invalid" and MARKER not in answer.text
    assert [one["field"] for one in answer.json()["errors"]] == [f"query.{next(iter(query))}"]


def test_a_cursor_of_odd_characters_is_only_a_place(caller: Caller) -> None:
    caller.send_lines(IMPORT, _rows(["a"]))
    for text in ("", "\0", "'; --", "Я", "\U0001f642"):
        cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        assert caller.get("/v1/profiles", params={"cursor": cursor}).status_code == 200


def test_lines_are_imported(caller: Caller) -> None:
    lines = (ROOT / "examples" / "groups.jsonl").read_bytes()
    count = len(lines.splitlines())
    first = caller.send_lines(IMPORT, lines)
    assert first.json() == {"created": count, "changed": 0, "unchanged": 0, "refused": [], "index_version": 1}
    again = caller.send_lines(IMPORT, lines)
    assert again.json() == {"created": 0, "changed": 0, "unchanged": count, "refused": [], "index_version": 1}
    assert again.headers["casekit-index"] == "1"
    ids = _ids(caller)
    mixed = _rows([ids[0], "new"], "Another") + [json.loads(lines.splitlines()[1])]
    assert caller.send_lines(IMPORT, mixed).json() == {
        "created": 1, "changed": 1, "unchanged": 1, "refused": [], "index_version": 2,
    }  # fmt: skip
    assert _ids(caller) == sorted([*ids, "new"])


BAD = b"\n".join(
    [
        json.dumps(profile(id="good")).encode(),
        MARKER.encode(),
        b"",
        json.dumps(profile()).encode(),
        json.dumps(profile(id="good")).encode(),
        json.dumps({"id": "c", MARKER: 1}).encode(),
        json.dumps(profile(id=f"{MARKER} ")).encode(),
        b'{"id": "\xff"}',
        json.dumps(profile(id="last")).encode(),
    ]
)
WRONG_LINES = {2, 4, 5, 6, 7, 8}


def test_one_bad_line_and_nothing_is_imported(caller: Caller) -> None:
    answer = caller.send_lines(IMPORT, BAD)
    assert kind_of(answer) == "profiles"
    assert {one["line"] for one in answer.json()["errors"]} == WRONG_LINES
    assert MARKER not in answer.text
    assert _ids(caller) == []
    assert caller.get("/v1/profiles").headers["casekit-index"] == "0"


def test_the_good_lines_are_imported_when_that_is_asked(caller: Caller) -> None:
    answer = caller.send_lines(f"{IMPORT}?partial=true", BAD)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["created"], body["index_version"]) == (2, 1)
    assert {one["line"] for one in body["refused"]} == WRONG_LINES
    assert {"line": 4, "detail": "missing: id"} in body["refused"]
    assert {"line": 5, "detail": "the id came before"} in body["refused"]
    assert MARKER not in answer.text
    assert _ids(caller) == ["good", "last"]


def test_the_errors_of_many_lines_are_not_all_told(caller: Caller) -> None:
    assert len(caller.send_lines(IMPORT, b"{}\n" * MOST).json()["errors"]) == 100
    assert len(caller.send_lines(f"{IMPORT}?partial=1", b"{}\n" * MOST).json()["refused"]) == 100


@pytest.mark.parametrize("body", [b"", b"\n \n"])
def test_nothing_to_import_changes_nothing(caller: Caller, body: bytes) -> None:
    answer = caller.send_lines(IMPORT, body)
    assert answer.json() == {"created": 0, "changed": 0, "unchanged": 0, "refused": [], "index_version": 0}


def test_no_more_profiles_than_the_operator_allows(caller: Caller) -> None:
    caller.send_lines(IMPORT, _rows([f"a{number}" for number in range(MOST - 1)]))
    refused = caller.send_lines(IMPORT, _rows(["b1", "b2"]))
    assert kind_of(refused) == "too_many_profiles"
    assert len(_ids(caller)) == MOST - 1
    assert caller.send_lines(IMPORT, _rows(["b1", "a1"])).json()["created"] == 1
    many = caller.send_lines(IMPORT, _rows([f"c{number}" for number in range(MOST + 1)]))
    assert kind_of(many) == "too_many_lines"


def test_a_body_that_grows_too_large_imports_nothing(caller: Caller) -> None:
    exchange = Exchange(caller, "POST", IMPORT, headers={"Content-Type": LINES})
    exchange.send(json.dumps(profile(id="a")).encode() + b"\n", more=True)
    exchange.send(b" " * 100_000, more=True)
    assert exchange.answer()[0] == 413
    assert _ids(caller) == []


def test_a_client_that_leaves_imports_nothing(caller: Caller) -> None:
    exchange = Exchange(caller, "POST", IMPORT, headers={"Content-Type": LINES})
    exchange.send(json.dumps(profile(id="a")).encode() + b"\n", more=True)
    exchange.leave()
    assert exchange.answer() == (0, b"")
    assert _ids(caller) == []


@pytest.mark.parametrize("kind", ["application/json", "text/csv", ""])
def test_another_format_is_refused(caller: Caller, kind: str) -> None:
    assert kind_of(caller.send_lines(IMPORT, _rows(["a"]), headers={"Content-Type": kind})) == "wrong_type"
