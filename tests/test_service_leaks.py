"""Whatever is sent, and wherever: no error, log line, metric or file holds it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from casekit_service.storage import SCOPES, Store
from service_app import profile, wait_for
from service_leaks_requests import BOTH, LIMITS, MARKER, Sent, broken, check, in_files, requests, traces

#: a tenant, whose name is no business of logs and metrics either
TENANT = "sauerkraut"
#: how long what never comes whole is waited for
PATIENCE = {"body_seconds": 1, "head_seconds": 1, "idle_seconds": 1}
START = "from casekit.cli import main; main()"
NAMES = {
    "time", "level", "logger", "event", "error", "status", "seconds", "characters", "lines", "queue", "port",
    "count", "request_id", "route", "method", "key_id", "reason", "host",
}  # fmt: skip


@dataclass
class Process:
    """``casekit serve`` with a folder of its own for all that it writes."""

    folder: Path
    key: str = field(repr=False)
    process: subprocess.Popen[bytes]
    port: int = 0

    def exchange(self, sent: bytes) -> bytes:
        """What comes back until the connection is closed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as made:
            made.sendall(sent)
            got = b""
            try:
                while part := made.recv(65_536):
                    got += part
            except ConnectionResetError:
                pass
            return got

    def get(self, method: str, path: str) -> bytes:
        """The body of an answer that is none of an error."""
        head, _, body = self.exchange(Sent(method, path).raw(self.key)).partition(b"\r\n\r\n")
        assert b" 200 " in head.splitlines()[0], head
        return body

    def told(self) -> bytes:
        """What it has written to standard output and standard error."""
        return (self.folder / "out").read_bytes() + (self.folder / "err").read_bytes()


@contextmanager
def _process(folder: Path) -> Iterator[Process]:
    database = folder / "data" / "casekit.sqlite3"
    with Store.open(database) as store:
        key = store.create_key("key", tenant=TENANT, scopes=SCOPES)
    (folder / "tmp").mkdir()
    settings = {
        "database": database,
        "log_level": "debug",
        "requests_per_minute": 0,
        "workers": 2,
        **LIMITS,
        **PATIENCE,
    }
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CASEKIT_")},
        **{f"CASEKIT_SERVICE_{name.upper()}": str(value) for name, value in settings.items()},
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder / "home"),
    }
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        command = [sys.executable, "-c", START, "serve", "--port", "0"]
        process = subprocess.Popen(command, stdout=out, stderr=err, env=environment, cwd=folder / "tmp")
    made = Process(folder, key, process)
    try:
        wait_for(lambda: b'"listening"' in made.told())
        made.port = int(re.findall(rb'"port": (\d+)', made.told())[0])
        wait_for(lambda: b" 200 " in made.exchange(Sent("GET", "/readyz").raw(key)).splitlines()[0])
        yield made
    finally:
        process.kill()
        process.wait()


def test_a_process_keeps_nothing_of_what_was_sent(tmp_path: Path) -> None:
    with _process(tmp_path) as service:
        for sent in requests():
            check(service.exchange(sent.raw(service.key)))
        for raw in broken():
            assert not traces(service.exchange(raw))
        for number in range(3):
            body = json.dumps(profile(MARKER, description=f"{BOTH} talks.", place=BOTH)).encode()
            sent = Sent(
                "PUT", f"/v1/profiles/{MARKER}{number}", (("Content-Type", "application/json"),), body
            )
            assert b" 201 " in service.exchange(sent.raw(service.key)).splitlines()[0]
        for one in json.loads(service.get("GET", "/v1/profiles?limit=500"))["items"]:
            service.get("DELETE", f"/v1/profiles/{one['id']}")
        metrics = service.get("GET", "/metrics")
        assert not traces(metrics) and TENANT.encode() not in metrics
        assert not in_files(tmp_path)
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(60) == 0
        assert not in_files(tmp_path)
        # what onnxruntime may leave there at its start: a time and a random number
        assert {file.name for file in (tmp_path / "tmp").iterdir()} == set()
        _check_log(service.told().decode())


def _check_log(text: str) -> None:
    """Each line but the one for a person is JSON of known fields, and none names the tenant."""
    assert TENANT not in text
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert len(lines) > 1_000
    assert len(text.splitlines()) - len(lines) <= 1
    assert set().union(*lines) <= NAMES
