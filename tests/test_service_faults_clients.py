"""The whole service, as a process, with clients that hold on, clocks that jump, its end, and a long life."""

from __future__ import annotations

import json
import resource
import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

import casekit
from casekit_service import Settings, create_app
from casekit_service.storage import SCOPES, Store
from service_faults_process import Light
from service_faults_tools import (
    CASE,
    PATIENCE_SECONDS,
    Make,
    Service,
    ids,
    lines,
    profile,
    services,
    wait_for,
)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    with services(tmp_path) as one:
        yield one


# Clients that hold on


def _status(connection: socket.socket) -> bytes:
    return connection.recv(65536).partition(b"\r\n")[0]


def test_a_body_that_comes_too_slowly_gives_its_place_back(make: Make) -> None:
    service = make(body_seconds=1.5, concurrent_per_key=1)
    body = json.dumps({"text": "We talk. " * 100}).encode()
    with service.connect(service.head("/v1/anonymise", len(body))) as slow:
        wait_for(lambda: service.ask("GET", "/v1/meta").status == 429)
        for byte in body:
            with suppress(OSError):
                slow.sendall(bytes([byte]))
            if select.select([slow], [], [], 0.1)[0]:
                break
        assert b"408" in _status(slow)
    assert service.ask("GET", "/v1/meta").status == 200


def test_connections_half_open_give_their_place_back(make: Make) -> None:
    service = make(body_seconds=1, head_seconds=1, concurrent_per_key=3)
    body = service.head("/v1/anonymise", 1000)
    half = [service.connect(body + b'{"text"') for _ in range(3)]
    half += [service.connect(body[:60]) for _ in range(3)]
    wait_for(lambda: service.ask("GET", "/v1/meta").status == 429)
    half.pop(0).close()  # one says that it goes, the others say nothing
    wait_for(lambda: service.ask("GET", "/v1/meta").status == 200)
    for one in half:
        with suppress(ConnectionResetError):
            while one.recv(65536):
                pass
        one.close()
    wait_for(lambda: [service.ask("GET", "/v1/meta").status for _ in range(3)] == [200] * 3)


def _batch(service: Service, count: int, size: int) -> socket.socket:
    body = lines(*({"text": f"number {n} large {size}"} for n in range(count)))
    return service.connect(service.head("/v1/anonymise/batch", len(body), "application/x-ndjson") + body)


def test_a_batch_that_nobody_reads_is_ended(make: Make) -> None:
    service = make(concurrent_per_key=1, FAULTS_STALL=0.5)
    before = _memory(service)
    with _batch(service, 900, 100_000) as deaf:
        wait_for(lambda: service.ask("GET", "/v1/meta").status == 429)
        wait_for(lambda: service.ask("GET", "/v1/meta").status == 200)
        assert _memory(service) < before + 60_000  # of 90,000 kB that nobody took
        got = 0
        with suppress(ConnectionResetError):
            while part := deaf.recv(1 << 20):
                got += len(part)
        assert got < 90_000_000


def test_a_batch_that_is_read_slowly_comes_whole_and_in_order(make: Make) -> None:
    service = make(FAULTS_STALL=0.5)
    got = bytearray()
    with _batch(service, 100, 100_000) as slow:
        while not got.endswith(b"0\r\n\r\n"):
            part = slow.recv(1 << 19)
            assert part
            got += part
            time.sleep(0.05)
    numbers = [int(found.partition(b",")[0]) for found in bytes(got).split(b'{"line":')[1:]]
    assert numbers == list(range(1, 101))


def test_thousands_of_idle_connections_hold_nobody_up(make: Make) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 4_000:
        pytest.skip("too few files may be opened here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4_000)) if hard > 0 else 4_000, hard))
    try:
        service = make(head_seconds=30)
        idle = [service.connect() for _ in range(2_000)]
        try:
            for _ in range(20):
                assert service.ask("POST", "/v1/anonymise", {"text": "We talk."}).status == 200
            assert not select_closed(idle)
        finally:
            for one in idle:
                one.close()
        assert service.ask("GET", "/healthz").status == 200
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def select_closed(connections: list[socket.socket]) -> list[int]:
    waiting = select.poll()
    for one in connections:
        waiting.register(one, select.POLLIN | select.POLLHUP)
    return [number for number, _ in waiting.poll(0)]


# The clock


class Clock:
    """Stands where ``time.time`` was."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self._real = time.time

    def __call__(self) -> float:
        return self._real() + self.ahead


DAY = 86_400.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "time", made)
    monkeypatch.setattr(casekit, "Anonymiser", Light)
    return made


@pytest.fixture
def client(clock: Clock, tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(database=tmp_path / "casekit.sqlite3", requests_per_minute=60, deadline_seconds=20)
    with TestClient(create_app(settings)) as made:
        wait_for(lambda: made.get("/readyz").status_code == 200)
        yield made


def _with_store(client: TestClient, work: Callable[[Store], Any]) -> Any:
    return client.app.state.parts.database.run_here(work)  # type: ignore[attr-defined]


def _key(client: TestClient, name: str) -> dict[str, str]:
    made = _with_store(client, lambda store: store.create_key(name, tenant="a", scopes=SCOPES))
    return {"Authorization": f"Bearer {made}"}


@pytest.mark.parametrize("ahead", [2 * DAY, -40 * DAY, 4000 * DAY, -10.0])
def test_a_clock_that_jumps_does_no_harm(client: TestClient, clock: Clock, ahead: float) -> None:
    key = _key(client, "key")
    once, row = {**key, "Idempotency-Key": "once"}, profile("Group")
    first = client.put("/v1/profiles/g", json=row, headers=once)
    slow = {"text": "wait 0.3"}
    job = client.post("/v1/assign", json={"cases": [slow]}, headers=key).json()["id"]
    waiting, got = _later(lambda: client.post("/v1/themes", json=slow, headers=key))
    clock.ahead = ahead
    again = client.put("/v1/profiles/g", json=row, headers=once)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    waiting.join(PATIENCE_SECONDS)
    assert got[0].status_code == 200
    wait_for(lambda: _with_store(client, lambda store: store.job("a", job)).state == "done")
    assert client.get(f"/v1/jobs/{job}/result", headers=key).status_code == 200
    _with_store(client, lambda store: store.prune(time.time()))
    later = client.put("/v1/profiles/g", json=row, headers=once)
    assert later.status_code in (200, 201) and later.headers["etag"] == first.headers["etag"]


def test_a_clock_that_jumps_gives_nobody_more_requests(client: TestClient, clock: Clock) -> None:
    eager = _key(client, "eager")
    assert 429 in [client.get("/v1/meta", headers=eager).status_code for _ in range(80)]
    for clock.ahead in (DAY, -DAY):
        answers = [client.get("/v1/meta", headers=eager) for _ in range(60)]
        refused = [int(one.headers["retry-after"]) for one in answers if one.status_code == 429]
        assert len(refused) > 30 and max(refused) <= 1


# The end


def _later(action: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    got: list[Any] = []

    def run() -> None:
        try:
            got.append(action())
        except OSError as error:
            got.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, got


def _wait_for_work(service: Service, count: int) -> None:
    """Until so many texts are being read."""
    told = f"casekit_work_running {count}.0".encode()
    wait_for(lambda: told in service.ask("GET", "/metrics").body)


def test_the_end_waits_for_what_was_begun(make: Make) -> None:
    service = make()
    thread, got = _later(lambda: service.ask("POST", "/v1/anonymise", {"text": "wait 1.5"}))
    _wait_for_work(service, 1)
    assert service.stop() == 0
    thread.join(PATIENCE_SECONDS)
    assert got[0].status == 200 and got[0].json()["text"] == "wait 1.5"


def test_the_end_does_not_wait_for_ever(make: Make) -> None:
    service = make(drain_seconds=1, deadline_seconds=300)
    service.ask("PUT", "/v1/profiles/g", profile("Group"))
    begun = service.ask("POST", "/v1/assign", {"cases": [{"text": "wait 300"}]})
    asked = [_later(lambda: service.ask("POST", "/v1/anonymise", {"text": "wait 300"})) for _ in range(4)]
    _wait_for_work(service, 2)
    began = time.monotonic()
    assert service.stop() == 0
    assert time.monotonic() - began < 20
    for thread, _ in asked:
        thread.join(PATIENCE_SECONDS)
    service.start()
    assert service.ask("GET", begun.headers["location"]).json()["state"] in ("cancelled", "interrupted")
    assert ids(service) == ["g"]


# Long life


def _memory(service: Service) -> int:
    """Kilobytes that the process holds."""
    status = Path(f"/proc/{service.process.pid}/status")
    if not status.exists():
        pytest.skip("this system does not tell what a process holds")
    return int(next(line for line in status.read_text().splitlines() if line.startswith("VmRSS")).split()[1])


def _held(service: Service) -> tuple[int, int]:
    """Threads and open files."""
    process = Path(f"/proc/{service.process.pid}")
    return len(list((process / "task").iterdir())), len(list((process / "fd").iterdir()))


def test_nothing_grows_with_the_number_of_requests(make: Make) -> None:
    service = make()
    asked: list[tuple[str, str, object]] = [
        *[("POST", "/v1/anonymise", {"text": f"Number {number}."}) for number in range(32)],
        *[("POST", "/v1/match", CASE), ("GET", "/v1/profiles", None), ("GET", "/nothing", None)],
        *[("POST", "/v1/anonymise", b"{}"), ("PUT", "/v1/profiles/g", profile("Group"))],
        *[("POST", "/v1/anonymise/batch", lines({"text": "We talk."}, {})), ("GET", "/v1/meta", None)],
        ("DELETE", "/v1/profiles/g", None),
    ]

    def ask(rounds: int) -> None:
        for _ in range(rounds):
            for method, path, body in asked:
                assert service.ask(method, path, body).status < 500

    ask(12)
    memory, (threads, files) = _memory(service), _held(service)
    ask(50)
    more_threads, more_files = _held(service)
    assert _memory(service) < memory + 20_000
    assert more_threads <= threads + 2 and more_files <= files + 3
