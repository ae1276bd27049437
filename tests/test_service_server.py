"""How the service runs: its address, its end, connections that try to hold it, and logs that hold nothing."""

from __future__ import annotations

import json
import logging
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import casekit
from casekit_service.logs import JsonLines
from casekit_service.server import _bind, serve
from conftest import ROOT

MARKER = "Zwiebelkuchen"
SECONDS = 20.0
APP = """
import asyncio, ctypes, sys
from casekit_service import logs
from casekit_service.server import _bind, serve

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        if "refuse" in sys.argv:
            raise ValueError("Zwiebelkuchen")
        await send({"type": "lifespan.startup.complete"})
        await receive()
        print("shut down", flush=True)
        await send({"type": "lifespan.shutdown.complete"})
        return
    headers = []
    body = [b"fine"]
    path = scope["path"]
    if path == "/slow":
        print("begun", flush=True)
        await asyncio.sleep(1.0)
    elif path == "/endless":
        print("begun", flush=True)
        await asyncio.sleep(60)
    elif path == "/body":
        more = True
        while more:
            message = await receive()
            more = message.get("more_body", False)
        if message["type"] == "http.disconnect":
            print("gone", flush=True)
    elif path == "/large":
        body = [bytes(65536)] * 640
    elif path == "/whole":
        body = [bytes(40_000_000)]
    elif path == "/crash":
        raise ValueError("Zwiebelkuchen") from KeyError("Zwiebelkuchen")
    elif path == "/forgotten":
        asyncio.get_running_loop().call_soon(int, "Zwiebelkuchen")
    elif path == "/dumpable":
        body = [b"%d" % ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)]
    elif path == "/connections":
        import gc
        from casekit_service.connections import BoundedProtocol
        gc.collect()
        body = [b"%d" % sum(isinstance(one, BoundedProtocol) for one in gc.get_objects())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for part in body:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
    if path == "/large":
        print("written", flush=True)

logs.configure("debug")
serve(app, host="127.0.0.1", port=0, drain_seconds=int(sys.argv[1]), head_seconds=float(sys.argv[2]),
      idle_seconds=1, stall_seconds=0.5, on_bound=lambda host, port: print(port, flush=True))
print("returned", flush=True)
"""


class Running:
    """A service in a process of its own."""

    def __init__(
        self, *, drain: int = 5, head: float = 1.0, files: int | None = None, extra: str = ""
    ) -> None:
        # whoever runs the tests in the background ignores SIGINT, and so would their children
        code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n" + APP
        if files is not None:
            code = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({files}, {files}))\n" + code
        command = [sys.executable, "-W", "error", "-c", code, str(drain), str(head), extra]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.port = int(self.line())

    def line(self) -> str:
        """The next line that the service prints."""
        assert self.process.stdout is not None
        assert select.select([self.process.stdout], [], [], SECONDS)[0], "the service says nothing"
        return self.process.stdout.readline().strip()

    def connect(self, sent: bytes = b"") -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS)
        made.sendall(sent)
        return made

    def get(self, path: str) -> bytes:
        with self.connect(f"GET {path} HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n".encode()) as made:
            return _all(made)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Exit code, the rest of the output, and the log."""
        self.process.send_signal(how)
        out, log = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, out, log


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    made: list[Running] = []

    def one(**how: Any) -> Running:
        made.append(Running(**how))
        return made[-1]

    yield one
    for running in made:
        if running.process.poll() is None:
            running.process.kill()
        running.process.communicate()


def _all(connection: socket.socket) -> bytes:
    """Everything until the service closes; a reset is an end too."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def _lines(log: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.splitlines()]


def _eventually(true: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_taken_address_is_told(start: Callable[..., Running]) -> None:
    port = start().port
    with pytest.raises(casekit.InputError) as caught:
        _serve("127.0.0.1", port)
    assert (caught.value.key, caught.value.params) == ("address_taken", {"host": "127.0.0.1", "port": port})


@pytest.mark.parametrize(
    ("host", "port"),
    [("192.0.2.1", 0), ("127.0.0.1", 70_000), ("127.0.0.1", -1), ("a" * 300, 0)],
)
def test_an_address_that_is_none_is_told(host: str, port: int) -> None:
    with pytest.raises(casekit.InputError) as caught:
        _serve(host, port)
    assert caught.value.key == "address_bad"


def _serve(host: str, port: int) -> None:
    serve(None, host=host, port=port, drain_seconds=1, head_seconds=1, idle_seconds=1)


def test_an_application_that_does_not_start_ends_the_service(start: Callable[..., Running]) -> None:
    _, log = (running := start(extra="refuse")).process.communicate(timeout=SECONDS)
    assert running.process.returncode == 3
    assert MARKER not in log and {"ValueError"} == {line["error"] for line in _lines(log) if "error" in line}


def test_the_process_may_open_files_and_leaves_no_core(start: Callable[..., Running]) -> None:
    running = start()
    limits = Path(f"/proc/{running.process.pid}/limits")
    if limits.exists():
        found = {line[:26].strip(): line[26:].split()[:2] for line in limits.read_text().splitlines()}
        assert found["Max core file size"] == ["0", "0"]
        assert found["Max open files"][0] == found["Max open files"][1]
    if sys.platform == "linux":
        assert running.get("/dumpable").endswith(b"0\r\n0\r\n\r\n")


def test_the_end_waits_for_what_was_begun(start: Callable[..., Running]) -> None:
    running = start()
    with running.connect() as idle, running.connect(b"GET /slow HTTP/1.1\r\nhost: here\r\n\r\n") as slow:
        assert running.line() == "begun"
        began = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert _all(idle) == b"" and time.monotonic() - began < 0.9
        with pytest.raises(ConnectionRefusedError):
            running.connect()
        assert b"200" in _all(slow)
    out, log = running.process.communicate(timeout=SECONDS)
    assert running.process.returncode == 0 and out.split("\n") == ["shut down", "returned", ""]
    assert [line.get("event") for line in _lines(log)] == ["listening", "stopped"]


def test_the_end_does_not_wait_for_ever(start: Callable[..., Running]) -> None:
    running = start(drain=1)
    with running.connect(b"GET /endless HTTP/1.1\r\nhost: here\r\n\r\n"):
        assert running.line() == "begun"
        began = time.monotonic()
        code, out, _ = running.stop()
    assert code == 0 and "shut down" in out and time.monotonic() - began < 4


def test_an_interrupt_ends_in_order_too(start: Callable[..., Running]) -> None:
    running = start()
    assert b"fine" in running.get("/")
    code, out, log = running.stop(signal.SIGINT)
    assert code in (-signal.SIGINT, 130) and out == "shut down\n"
    assert _lines(log)[-1]["error"] == "KeyboardInterrupt"


def test_idle_connections_hold_nobody_up(start: Callable[..., Running]) -> None:
    running = start(head=3.0)
    began = time.monotonic()
    idle = [running.connect() for _ in range(1_000)]
    before = time.monotonic()
    assert b"fine" in running.get("/")
    assert time.monotonic() - before < 1.0
    for one in idle:
        assert _all(one) == b""
        one.close()
    assert 2.5 < time.monotonic() - began < 3.0 + SECONDS
    assert int(running.get("/connections").split()[-2]) == 1


def test_a_slow_head_is_cut_off(start: Callable[..., Running]) -> None:
    running = start()
    with running.connect() as slow:
        _drip(slow, b"GET / HTTP/1.1\r\nhost: " + b"a" * 100)
    with running.connect(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n") as kept:
        assert b"200" in kept.recv(65536)
        _drip(kept, b"GET / HTTP/1.1\r\nhost: " + b"a" * 100)


def _drip(connection: socket.socket, data: bytes) -> None:
    """Send a byte every fifth of a second until the service closes, about a second later."""
    began = time.monotonic()
    for byte in data:
        try:
            connection.sendall(bytes([byte]))
        except OSError:
            break
        if select.select([connection], [], [], 0.2)[0] and not _all(connection).rstrip(b"0\r\n"):
            break
    assert 0.8 < time.monotonic() - began < 4


def test_a_connection_that_is_kept_is_closed_when_idle(start: Callable[..., Running]) -> None:
    running = start(head=10.0)
    with running.connect(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n") as kept:
        began = time.monotonic()
        assert b"fine" in _all(kept)
        assert 0.8 < time.monotonic() - began < 4


def test_a_large_body_arrives_whole_with_its_head(start: Callable[..., Running]) -> None:
    body = b"x" * 2_000_000
    head = b"POST /body HTTP/1.1\r\nhost: here\r\ncontent-length: %d\r\nx: %s\r\n\r\n" % (
        len(body),
        b"y" * 15_000,
    )
    with start().connect(head + body) as made:
        assert b"fine" in _all(made)


def test_two_requests_at_once_are_answered_in_order(start: Callable[..., Running]) -> None:
    with start().connect(
        b"GET /slow HTTP/1.1\r\nhost: here\r\n\r\nGET / HTTP/1.1\r\nhost: here\r\n\r\n"
    ) as both:
        assert _all(both).count(b"HTTP/1.1 200") == 2


def test_a_body_that_goes_on_after_the_answer_is_cut_off(start: Callable[..., Running]) -> None:
    running = start()
    with running.connect(b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 1000000\r\n\r\n") as sender:
        assert b"200" in sender.recv(65536)
        _drip(sender, b"x" * 200)


def test_a_client_that_vanishes_leaves_nothing(start: Callable[..., Running]) -> None:
    running = start()
    for sent in (b"", b"GET / HT", b"POST /body HTTP/1.1\r\nhost: here\r\ncontent-length: 9\r\n\r\nabc"):
        gone = running.connect(sent)
        time.sleep(0.2)
        gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes([1, 0, 0, 0, 0, 0, 0, 0]))
        gone.close()
    assert running.line() == "gone"
    _eventually(lambda: int(running.get("/connections").split()[-2]) == 1)


@pytest.mark.parametrize("path", ["/large", "/whole"])
def test_a_reader_that_does_not_read_is_let_go(start: Callable[..., Running], path: str) -> None:
    running = start()
    with running.connect(f"GET {path} HTTP/1.1\r\nhost: here\r\n\r\n".encode()) as deaf:
        _eventually(lambda: int(running.get("/connections").split()[-2]) == 1)
        assert len(_all(deaf)) < 40_000_000
    assert running.stop()[0] == 0


@pytest.mark.parametrize("path", ["/large", "/whole"])
def test_a_reader_that_takes_its_time_gets_everything(start: Callable[..., Running], path: str) -> None:
    running = start()
    count = 0
    with running.connect(f"GET {path} HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n".encode()) as slow:
        while part := slow.recv(4_000_000):
            count += len(part)
            time.sleep(0.1)
    assert count >= 40_000_000


def test_files_are_kept_free(start: Callable[..., Running]) -> None:
    running = start(head=2.0, files=100)
    some = [running.connect() for _ in range(60)]
    assert _eventually_closed(some) >= 10
    for one in some:
        assert _all(one) == b""
        one.close()
    assert b"fine" in running.get("/")
    assert not [line for line in _lines(running.stop()[2]) if line["level"] != "INFO"]


def _eventually_closed(connections: list[socket.socket]) -> int:
    time.sleep(0.5)
    return len(select.select(connections, [], [], 0)[0])


BAD = {
    "garbage": b"\x00\x16\x03" + MARKER.encode() + b"\r\n\r\n",
    "no_host": f"GET /{MARKER} HTTP/1.1\r\n\r\n".encode(),
    "long_head": f"GET / HTTP/1.1\r\nhost: here\r\nx: {MARKER * 2000}\r\n\r\n".encode(),
    "long_address": b"GET /" + MARKER.encode() * 2000,
    "bad_chunk": f"POST /body HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n{MARKER}\r\n".encode(),
    "late_chunk": b"POST / HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n",
    "upgrade": f"GET / HTTP/1.1\r\nhost: here\r\nconnection: upgrade\r\nupgrade: {MARKER}\r\n\r\n".encode(),
    "crash": f"GET /crash?{MARKER} HTTP/1.1\r\nhost: here\r\n\r\n".encode(),
    "forgotten": f"GET /forgotten?{MARKER} HTTP/1.1\r\nhost: here\r\n\r\n".encode(),
}
STATUS = {"upgrade": b"200", "forgotten": b"200", "late_chunk": b"200", "crash": b"500"}


@pytest.mark.parametrize("kind", BAD)
def test_bad_requests_are_refused_and_not_logged(start: Callable[..., Running], kind: str) -> None:
    running = start()
    with running.connect(BAD[kind]) as made:
        if kind == "late_chunk":
            time.sleep(0.3)
            made.sendall(f"{MARKER}\r\n".encode())
        answer = _all(made)
    assert MARKER.encode() not in answer
    assert not answer or answer.startswith(b"HTTP/1.1 " + STATUS.get(kind, b"400"))
    assert b"fine" in running.get("/")
    code, _, log = running.stop()
    assert code == 0 and MARKER not in log
    told = [line.get("event") or line.get("error") for line in _lines(log)][1:-1]
    expected = {"upgrade": [], "crash": ["ValueError"], "forgotten": ["background_task_failed"]}
    assert told == expected.get(kind, ["request_unreadable"])


LOGS = """
import asyncio, gc, logging, sys, threading, time, warnings
from casekit_service import logs

before = logging.getLogger("before")
before.addHandler(logging.StreamHandler())
logs.configure("debug")
M = "Zwiebelkuchen"
after = logging.getLogger("after")
after.addHandler(logging.StreamHandler())
before.addHandler(logging.StreamHandler())
ours = logging.getLogger("casekit_service.part")
plain = logging.getLogger("casekit_service")

class Nested:
    def __repr__(self):
        raise ValueError(M)
    __str__ = __repr__

def fail(*_):
    try:
        raise KeyError(M)
    except KeyError as error:
        raise ValueError(M, {"text": M}) from error

for logger in (before, after, ours, plain, logging.getLogger(), logging.getLogger(M + " " + M)):
    logger.warning(M)
    logger.warning("said %s", M)
    logger.warning("said %s %d", M)
    logger.warning(Nested(), Nested())
    logger.error("said", exc_info=ValueError(M), stack_info=True)
    try:
        fail()
    except ValueError:
        logger.exception("it failed " + M)
    extra = dict.fromkeys(["request_id", "route", "method", "status", "seconds", "reason", "error", "x"], M + " ")
    logger.info("extras", extra=extra)
    logger.info("numbers", extra={"status": M, "seconds": float("nan"), "queue": True, "host": M + "\\n"})
    logger.log(33, "odd")
plain.info("request", extra={
    "request_id": "0b5a8e7c44d1", "route": "/v1/profiles/{id}", "method": "GET", "status": 200, "seconds": 0.25,
    "characters": 9, "lines": 1, "queue": 0, "key_id": "0123456789ab", "reason": "too_long", "error": "ValueError",
    "host": "::1", "port": 8000, "count": 3})
plain.info("shout\\n" + M)
warnings.warn(M)
thread = threading.Thread(target=fail, name=M)
thread.start()
thread.join()

class Dying:
    def __del__(self):
        fail()

Dying()
gc.collect()

async def main():
    logs.watch_loop(asyncio.get_running_loop())
    asyncio.get_running_loop().call_soon(fail)
    async def forgotten():
        fail()
    task = asyncio.create_task(forgotten(), name=M)
    await asyncio.sleep(0.05)
    del task
    gc.collect()

asyncio.run(main(), debug=True)
sys.stderr.flush()
fail()
"""


def test_nothing_said_or_raised_anywhere_reaches_the_log() -> None:
    done = subprocess.run([sys.executable, "-c", LOGS], capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 1
    assert MARKER not in done.stdout + done.stderr
    lines = _lines("\n".join(line for line in done.stderr.splitlines() if line))
    assert lines[-1]["event"] == "stopped_by_error" and lines[-1]["error"] == "ValueError"
    events = {line.get("event") for line in lines}
    assert {"thread_failed", "error_ignored", "background_task_failed", "said", "extras"} <= events
    assert not [x for x in lines if "event" in x and x["logger"] in ("before", "after", "root")]
    assert {"before", "after", "root", "other", "py.warnings", "casekit_service.part"} <= {
        x["logger"] for x in lines
    }
    full = next(line for line in lines if line.get("event") == "request")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", full.pop("time"))
    assert full == {
        "level": "INFO", "logger": "casekit_service", "event": "request",
        "request_id": "0b5a8e7c44d1", "route": "/v1/profiles/{id}", "method": "GET", "status": 200, "seconds": 0.25,
        "characters": 9, "lines": 1, "queue": 0, "key_id": "0123456789ab", "reason": "too_long", "error": "ValueError",
        "host": "::1", "port": 8000, "count": 3,
    }  # fmt: skip


def test_the_formatter_alone_lets_nothing_through() -> None:
    record = logging.LogRecord("library", logging.ERROR, MARKER, 1, MARKER, (MARKER,), None, MARKER, MARKER)
    record.exc_info = (ValueError, ValueError(MARKER), None)
    line = json.loads(JsonLines().format(record))
    assert {**line, "time": ""} == {"time": "", "level": "ERROR", "logger": "library", "error": "ValueError"}


@pytest.mark.parametrize(
    "unit", sorted((ROOT / "service" / "deploy").glob("*.service")), ids=lambda path: path.name
)
def test_the_unit_is_one(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    copy = tmp_path / unit.name
    copy.write_text(
        unit.read_text("utf-8").replace("/opt/casekit/bin/casekit", shutil.which("true") or ""), "utf-8"
    )
    done = subprocess.run(
        ["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, timeout=SECONDS
    )
    assert done.returncode == 0 and unit.name not in done.stderr, done.stderr


def test_small_answers_do_not_wait() -> None:
    """asyncio switches Nagle's algorithm off only for sockets that say that they are TCP."""
    sockets = _bind("127.0.0.1", 0)
    try:
        assert [one.proto for one in sockets] == [socket.IPPROTO_TCP]
    finally:
        for one in sockets:
            one.close()
