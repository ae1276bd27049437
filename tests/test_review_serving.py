"""The server of the review page: who may ask, what is answered, and what never leaves it."""

from __future__ import annotations

import json
import logging
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from casekit.errors import FileProblem, InputError, LeakError
from casekit.lang import SUPPORTED, get_language
from casekit.review import serving
from casekit.review.decisions import Decision, decision_from
from casekit.review.door import HEADERS, Door
from casekit.review.serving import Doings, Saved, create_app, serve
from conftest import ROOT

PAGE = ROOT / "src" / "casekit" / "review" / "page"
PORT = 8123
HOME = f"http://127.0.0.1:{PORT}"
MARKER = "Zwiebelkuchen"
OURS = {"Origin": HOME, "X-Casekit": "review"}
RISK = {"level": "low", "headline": "", "reasons": [], "estimate": None}


class FakeReview:
    """A review that remembers what it was asked to do."""

    def __init__(self) -> None:
        self.version = 0
        self.asked: list[Any] = []
        self.fault: Exception | None = None
        self.level = "low"

    def do(self, decision: Decision) -> None:
        if self.fault is not None:
            raise self.fault
        self._note(decision)

    def undo(self) -> None:
        self._note("undo")

    def redo(self) -> None:
        self._note("redo")

    def state(self, interface: str) -> dict[str, Any]:
        return {
            "version": self.version,
            "text": MARKER,
            "file": {"name": "clean.docx", "format": "docx"},
            "said_in": interface,
            "risk": {**RISK, "level": self.level},
        }

    def _note(self, what: Any) -> None:
        self.version += 1
        self.asked.append(what)


class Served:
    """The application with a browser that has come in by the token."""

    def __init__(self, doings: Doings | None = None, interface: str = "sv") -> None:
        self.review = FakeReview()
        self.door = Door(PORT)
        self.stopped = False
        self.doings = doings or Doings(download=lambda: ("case.txt", b"clean"), save=saved_for_browser)
        app = create_app(self.review, self.doings, self.door, interface=interface, stop=self._stop)
        self.browser = TestClient(app, base_url=HOME, follow_redirects=False)

    def _stop(self) -> None:
        self.stopped = True

    def enter(self) -> Served:
        assert self.browser.get(f"/?token={self.door.token}").status_code == 303
        return self

    def post(self, path: str, body: Any = None, headers: Mapping[str, str] = OURS) -> Any:
        sent = {"version": self.review.version, "interface": "en", **(body or {})}
        return self.browser.post(path, json=sent, headers=dict(headers))

    def decide(self, **decision: Any) -> Any:
        return self.post("/decide", {"decision": decision})


def saved_for_browser(passphrase: str | None) -> Saved:
    return Saved("case.review", f"sealed with {passphrase}".encode())


@pytest.fixture
def served() -> Served:
    return Served().enter()


# who may come in


def test_the_token_opens_the_page_once() -> None:
    served = Served()
    first = served.browser.get(f"/?token={served.door.token}")
    assert (first.status_code, first.headers["location"]) == (303, "/")
    assert served.browser.get("/").status_code == 200
    again = served.browser.get(f"/?token={served.door.token}")
    assert again.status_code == 403
    assert "set-cookie" not in again.headers


def test_a_wrong_token_opens_nothing_and_leaves_the_right_one_good() -> None:
    served = Served()
    for wrong in ("", "x", served.door.token[:-1], served.door.token + "x", served.door.session, "å"):
        refused = served.browser.get("/", params={"token": wrong})
        assert refused.status_code == 403
        assert "set-cookie" not in refused.headers
    served.enter()


def test_the_refusal_is_told_in_plain_words_of_every_language() -> None:
    refused = Served().browser.get("/?token=wrong").text
    for code in SUPPORTED:
        assert get_language(code).table("review")["closed"]["title"] in refused
    assert MARKER not in refused


def test_the_cookie_is_for_this_server_and_no_script() -> None:
    served = Served()
    cookie = served.browser.get(f"/?token={served.door.token}").headers["set-cookie"]
    name, _, attributes = cookie.partition("=")
    assert str(PORT) in name
    assert {"httponly", "samesite=strict"} <= {one.strip().lower() for one in attributes.split(";")}
    assert "domain" not in cookie.lower()


PATHS = ("/", "/state", "/words/en", "/page.js", "/download", "/nothing", "/favicon.ico")


@pytest.mark.parametrize("path", PATHS)
def test_without_the_cookie_nothing_is_told(path: str) -> None:
    refused = Served().browser.get(path)
    assert refused.status_code == 403
    assert MARKER not in refused.text


@pytest.mark.parametrize("path", ["/decide", "/undo", "/redo", "/save", "/close"])
def test_without_the_cookie_nothing_is_done(path: str) -> None:
    served = Served()
    assert served.post(path, {"decision": {"do": "keep", "entity": "x"}}).status_code == 403
    assert not served.review.asked
    assert not served.stopped


def test_a_cookie_of_another_review_is_not_enough() -> None:
    served, other = Served(), Served()
    served.browser.cookies.set(served.door.cookie, other.door.session)
    assert served.browser.get("/state").status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", "localhost", ""]
)
def test_another_host_name_is_refused(served: Served, host: str) -> None:
    refused = served.browser.get("/state", headers={"Host": host})
    assert refused.status_code == 421
    assert MARKER not in refused.text
    assert served.browser.get(f"/?token={Served().door.token}", headers={"Host": host}).status_code == 421


def test_localhost_is_another_name_of_this_machine(served: Served) -> None:
    assert served.browser.get("/state", headers={"Host": f"localhost:{PORT}"}).status_code == 200


@pytest.mark.parametrize("path", ["/decide", "/undo", "/redo", "/save", "/close"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Casekit": "review"},
        {"Origin": HOME},
        {"Origin": "http://evil.example", "X-Casekit": "review"},
        {"Origin": f"http://localhost:{PORT}", "X-Casekit": "review"},
        {"Origin": f"https://127.0.0.1:{PORT}", "X-Casekit": "review"},
        {"Origin": "null", "X-Casekit": "review"},
    ],
)
def test_what_the_page_could_not_have_sent_changes_nothing(
    served: Served, path: str, headers: dict[str, str]
) -> None:
    assert served.post(path, {"decision": {"do": "keep", "entity": "x"}}, headers).status_code == 403
    assert not served.review.asked
    assert not served.stopped


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(served: Served, method: str) -> None:
    assert served.browser.request(method, "/state").status_code in (403, 405)


# what every answer carries


def _answers(served: Served) -> Iterator[Any]:
    yield from (served.browser.get(path) for path in PATHS)
    yield Served().browser.get("/?token=wrong")
    yield Served().browser.get("/state")
    yield served.browser.get("/state", headers={"Host": "evil.example"})
    yield served.post("/undo", headers={})
    yield served.post("/undo")
    yield served.browser.post("/state", headers=OURS)
    yield served.browser.post("/decide", content=b"x" * 70_000, headers=OURS)
    served.review.fault = RuntimeError(MARKER)
    yield served.decide(do="keep", entity="person-1")


def test_every_answer_is_closed_to_the_rest_of_the_browser(served: Served) -> None:
    statuses = set()
    for answer in _answers(served):
        statuses.add(answer.status_code)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (answer.status_code, name)
    assert {200, 204, 403, 404, 405, 413, 421, 500} <= statuses


def test_the_policy_of_the_page_allows_its_own_files_alone() -> None:
    rules = dict(one.strip().split(" ", 1) for one in HEADERS["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == "'none'"
    assert {rules[name] for name in ("script-src", "style-src", "img-src", "connect-src")} == {"'self'"}
    assert {rules[name] for name in ("base-uri", "form-action", "frame-ancestors", "font-src")} == {"'none'"}
    assert HEADERS["Cache-Control"] == "no-store"


# what can be asked


def test_a_decision_is_done_and_answered_with_the_state(served: Served) -> None:
    answer = served.decide(do="reject", start=1, end=4, everywhere=False)
    assert answer.json()["version"] == 1
    assert served.review.asked == [decision_from({"do": "reject", "start": 1, "end": 4})]


def test_undo_and_redo(served: Served) -> None:
    assert served.post("/undo").json()["version"] == 1
    assert served.post("/redo").json()["version"] == 2
    assert served.review.asked == ["undo", "redo"]


@pytest.mark.parametrize("path", ["/decide", "/undo", "/redo"])
@pytest.mark.parametrize("version", [-1, 1, None, "0", [], True])
def test_what_was_decided_about_another_version_is_not_done(served: Served, path: str, version: Any) -> None:
    answer = served.post(path, {"version": version, "decision": {"do": "keep", "entity": "x"}})
    assert answer.status_code == 409
    assert answer.json()["error"] == get_language("en").table("review")["errors"]["review_stale"]
    assert not served.review.asked


@pytest.mark.parametrize("decision", [None, 1, "accept", ["accept"], {}, {"do": "x"}, {"do": "undo"}])
def test_what_is_no_decision_is_refused(served: Served, decision: Any) -> None:
    assert served.post("/decide", {"decision": decision}).status_code == 422
    assert not served.review.asked


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 60_000])
def test_a_body_that_is_no_object_is_refused(served: Served, body: bytes) -> None:
    assert served.browser.post("/decide", content=body, headers=OURS).status_code == 409
    assert not served.review.asked


def test_a_body_larger_than_any_decision_is_refused(served: Served) -> None:
    assert served.decide(do="x" * 70_000).status_code == 413
    assert not served.review.asked


def test_the_state_comes_in_the_language_that_is_asked_for(served: Served) -> None:
    assert served.browser.get("/state?interface=ru").json()["said_in"] == "ru"
    for unknown in ("", "?interface=xx", "?interface=../en"):
        assert served.browser.get(f"/state{unknown}").json()["interface"] == "sv"


def test_the_page_shows_the_name_of_the_file_that_is_reviewed() -> None:
    doings = Doings(download=lambda: ("", b""), save=saved_for_browser, title="Anna.docx")
    state = Served(doings).enter().browser.get("/state").json()
    assert state["file"] == {"name": "Anna.docx", "format": "docx"}


def test_what_is_left_out_is_told() -> None:
    doings = Doings(
        download=lambda: ("", b""), save=saved_for_browser, left_out=lambda code: [f"pictures ({code})"]
    )
    state = Served(doings).enter().browser.get("/state?interface=en").json()
    assert state["left_out"] == ["pictures (en)"]


def test_an_error_is_told_as_a_sentence_in_the_readers_language(served: Served) -> None:
    served.review.fault = InputError("detail", key="passphrase_short", fewest=12)
    answer = served.decide(do="keep", entity="person-1")
    assert answer.status_code == 422
    said = get_language("en").table("messages")["errors"]["passphrase_short"].format(fewest=12)
    assert answer.json() == {"error": said, "key": "passphrase_short"}


def test_an_unexpected_error_tells_no_word_of_the_text(
    served: Served, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    served.review.fault = RuntimeError(MARKER)
    answer = served.decide(do="keep", entity="person-1")
    assert answer.status_code == 500
    assert "RuntimeError" in answer.json()["error"]
    told = [answer.text, caplog.text, *capfd.readouterr()]
    assert not any(MARKER in one for one in told)


def test_closing_stops_the_server(served: Served) -> None:
    assert served.post("/close").status_code == 200
    assert served.stopped


# what leaves the page


def test_the_clean_file_is_downloaded_under_its_name() -> None:
    doings = Doings(download=lambda: ('Бригита "1".docx', b"clean"), save=saved_for_browser)
    answer = Served(doings).enter().browser.get("/download")
    assert answer.content == b"clean"
    assert "filename*=UTF-8''%D0%91" in answer.headers["content-disposition"]
    assert '"' not in answer.headers["content-disposition"]


def test_what_should_not_be_shared_is_downloaded_only_by_who_says_so(served: Served) -> None:
    served.review.level = "do_not_share"
    refused = served.browser.get("/download?interface=en")
    assert (refused.status_code, refused.json()["key"]) == (409, "review_risk")
    assert served.browser.get("/download?accept_risk=no").status_code == 409
    assert served.browser.get("/download?accept_risk=yes").content == b"clean"


@pytest.mark.parametrize(
    "error",
    [
        LeakError("an original survived", count=1, types="PERSON", start=5),
        FileProblem("cannot be written", key="file_unwritable", name="case.docx"),
    ],
)
def test_a_file_that_is_not_clean_is_not_downloaded(error: Exception) -> None:
    def download() -> tuple[str, bytes]:
        raise error

    answer = (
        Served(Doings(download=download, save=saved_for_browser))
        .enter()
        .browser.get("/download?interface=en")
    )
    assert answer.status_code == 422
    assert len(answer.json()["error"]) > 10


def test_decisions_are_saved_by_the_browser_or_where_the_command_was_told_to(served: Served) -> None:
    kept = served.post("/save", {"passphrase": "correct horse battery"})
    assert kept.content == b"sealed with correct horse battery"
    assert kept.headers["x-file-name"] == "case.review"
    written = Served(Doings(download=lambda: ("", b""), save=lambda phrase: Saved("on-disk.review"))).enter()
    answer = written.post("/save", {"passphrase": "correct horse battery"})
    assert answer.json() == {"name": "on-disk.review"}
    assert "x-file-name" not in answer.headers


@pytest.mark.parametrize("passphrase", [None, 5, ["x"]])
def test_nothing_is_saved_without_a_passphrase(served: Served, passphrase: Any) -> None:
    answer = served.post("/save", {"passphrase": passphrase})
    assert (answer.status_code, answer.json()["key"]) == (422, "review_no_passphrase")


def test_a_passphrase_that_the_command_has_is_not_taken_from_the_page() -> None:
    doings = Doings(download=lambda: ("", b""), save=saved_for_browser, knows_passphrase=True)
    served = Served(doings).enter()
    assert served.browser.get("/state").json()["knows_passphrase"] is True
    assert served.post("/save", {"passphrase": "another"}).content == b"sealed with None"


# what the page is made of

SOURCES = sorted(PAGE.iterdir(), key=lambda path: path.name)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_file_of_the_page_is_served_as_what_it_is(served: Served, path: Path) -> None:
    kind = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}[path.suffix]
    answer = served.browser.get(f"/{path.name}")
    assert answer.content == path.read_bytes()
    assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize(
    "name", ["serving.py", "..%2fserving.py", "%2e%2e%2f__init__.py", "page", "%00", ".js", "con"]
)
def test_no_other_file_is_served(served: Served, name: str) -> None:
    assert served.browser.get(f"/{name}").status_code == 404


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_the_page_names_no_other_place_and_keeps_nothing(path: Path) -> None:
    source = path.read_text("utf-8")
    banned = (
        r"https?:", r"\binnerHTML", r"\bouterHTML", r"insertAdjacentHTML", r"document\.write", r"\beval\b",
        r"new Function", r"localStorage", r"sessionStorage", r"indexedDB", r"serviceWorker", r"sendBeacon",
        r"WebSocket", r"\bimport\(", r"console\.", r"@import", r"url\(", r"clipboard",
    )  # fmt: skip
    for pattern in banned:
        assert not re.search(pattern, source), pattern


def test_the_page_has_no_code_or_style_in_it_and_is_not_translated_by_others() -> None:
    source = (PAGE / "index.html").read_text("utf-8")
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", source)
    assert re.findall(r"<script[^>]*>", source) == ['<script type="module" src="/page.js">']
    assert 'translate="no"' in source
    assert 'content="notranslate"' in source
    assert "contenteditable" not in source


def test_every_word_of_the_page_exists_in_every_language() -> None:
    wanted = set(re.findall(r'data-(?:say|label)="([\w.]+)"', (PAGE / "index.html").read_text("utf-8")))
    for path in PAGE.glob("*.js"):
        wanted |= set(re.findall(r'"((?:words|done|looks|keys)\.\w+)"', path.read_text("utf-8")))
    assert len(wanted) > 80
    for code in SUPPORTED:
        table = get_language(code).table("review")
        missing = {key for key in wanted if key.split(".")[1] not in table[key.split(".")[0]]}
        assert not missing, code


def test_the_languages_have_the_same_words_with_the_same_places() -> None:
    def places(code: str) -> dict[tuple[str, str], set[str]]:
        table = get_language(code).table("review")
        rows = ((section, name, text) for section, rows in table.items() for name, text in rows.items())
        return {(section, name): set(re.findall(r"\{(\w+)\}", text)) for section, name, text in rows}

    assert places("en") == places("ru") == places("sv")


def test_no_word_is_without_use() -> None:
    sources = "".join(path.read_text("utf-8") for path in SOURCES)
    for section in ("words", "done"):
        for name in get_language("en").table("review")[section]:
            assert f"{section}.{name}" in sources or f'"{name}"' in sources, f"{section}.{name}"


def test_the_words_of_the_page_are_served(served: Served) -> None:
    words = served.browser.get("/words/ru").json()
    assert words["words"] == get_language("ru").table("review")["words"]
    assert words["roles"]["client"]["any"]
    assert served.browser.get("/words/xx").status_code == 404
    assert served.browser.get("/words/..%2fru").status_code == 404


# the server itself


class Running:
    """The real server in a thread of its own."""

    def __init__(self) -> None:
        self.address = ""
        bound = threading.Event()

        def on_bound(address: str) -> None:
            self.address = address
            bound.set()

        doings = Doings(download=lambda: ("case.txt", b"clean"), save=saved_for_browser)
        self.thread = threading.Thread(
            target=serve, args=(FakeReview(), doings), kwargs={"on_bound": on_bound}, daemon=True
        )
        self.thread.start()
        assert bound.wait(20)
        self.home, _, self.token = self.address.partition("/?token=")
        self.port = int(self.home.rpartition(":")[2])

    def ask(self, line: str, *headers: str, body: str = "") -> str:
        head = [line, f"Host: 127.0.0.1:{self.port}", "Connection: close", *headers, "", body]
        with socket.create_connection(("127.0.0.1", self.port), 20) as link:
            link.sendall("\r\n".join(head).encode())
            return b"".join(iter(lambda: link.recv(65_536), b"")).decode()

    def enter(self) -> str:
        """Comes in by the token; the answer."""
        return self.ask(f"GET /?token={self.token} HTTP/1.1")

    def close(self, entered: str) -> str:
        """Closes the page as it does itself; the answer, once the server has stopped."""
        cookie = re.search(r"set-cookie: ([^;]+)", entered, re.I)
        assert cookie
        mine = (f"Cookie: {cookie[1]}", f"Origin: {self.home}", "X-Casekit: review", "Content-Length: 2")
        answer = self.ask("POST /close HTTP/1.1", *mine, body="{}")
        self.thread.join(20)
        assert not self.thread.is_alive()
        return answer


def test_the_server_listens_on_this_machine_and_stops_when_the_page_is_closed() -> None:
    running = Running()
    assert running.home == f"http://127.0.0.1:{running.port}"
    entered = running.enter()
    assert entered.startswith("HTTP/1.1 303")
    assert "server:" not in entered.lower()
    assert running.close(entered).startswith("HTTP/1.1 200")


def test_the_socket_is_bound_to_the_loopback_address() -> None:
    with serving._listening(0) as bound:
        assert bound.getsockname()[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        doings = Doings(download=lambda: ("", b""), save=saved_for_browser)
        with pytest.raises(InputError) as refused:
            serve(FakeReview(), doings, port=port, on_bound=lambda address: None)
        assert refused.value.key == "address_taken"


def test_requests_leave_no_trace(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    running = Running()
    entered = running.enter()
    running.ask(f"GET /{MARKER} HTTP/1.1")
    running.ask(f"NONSENSE {MARKER}")
    running.close(entered)
    traces = [caplog.text, *capfd.readouterr()]
    assert not any(MARKER in one or running.token in one for one in traces)


def test_one_thing_at_a_time_is_done_with_a_review() -> None:
    served = Served().enter()
    inside, most = [0], [0]
    work: Callable[[str], dict[str, Any]] = served.review.state

    def watched(interface: str) -> dict[str, Any]:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        threading.Event().wait(0.01)
        inside[0] -= 1
        return work(interface)

    served.review.state = watched  # type: ignore[method-assign]
    threads = [threading.Thread(target=served.browser.get, args=("/state",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_the_state_is_plain_json(served: Served) -> None:
    assert json.loads(served.browser.get("/state").content)["text"] == MARKER
