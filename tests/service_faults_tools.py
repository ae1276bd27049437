"""A service as a process of its own, that tests start, ask, kill and look into."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from casekit_service.storage import SCOPES, Store

#: far longer than anything here takes on a busy machine
PATIENCE_SECONDS = 60.0
CASE = {"text": "Her mother and father fight over custody; the boy stays away from school.", "k": 100}
LIGHT = [sys.executable, str(Path(__file__).with_name("service_faults_process.py"))]
REAL = [sys.executable, "-c", "from casekit.cli import main; main()"]


@dataclass(frozen=True)
class Answer:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


class Service:
    """A service whose data lie in ``folder``; it has a key of the tenant ``a`` that may do everything."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.folder = folder
        self.database = folder / "casekit.sqlite3"
        self.log = folder.with_name(f"{folder.name}.log")
        self.settings = {"requests_per_minute": 0, "concurrent_per_key": 0, "workers": 2, **settings}
        self.key = self.make_key("first", "a")
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def make_key(self, name: str, tenant: str) -> str:
        with Store.open(self.database) as store:
            return store.create_key(name, tenant=tenant, scopes=SCOPES)

    @property
    def environment(self) -> dict[str, str]:
        """That of this service's commands; names in capitals are set as they are."""
        plain = {name: text for name, text in os.environ.items() if not name.startswith("CASEKIT_")}
        told = {
            name if name.isupper() else f"CASEKIT_SERVICE_{name.upper()}": str(value)
            for name, value in {"database": self.database, **self.settings}.items()
        }
        return {**plain, "OMP_NUM_THREADS": "1", "CASEKIT_INTERFACE": "en", "COLUMNS": "300", **told}

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """What the real command says with the settings of this service."""
        return subprocess.run(
            [*REAL, *arguments],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_SECONDS,
        )

    def start(self, *, ready: bool = True) -> None:
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [*LIGHT, "serve", "--port", "0"], env=self.environment, stdout=log, stderr=log
            )
        wait_for(lambda: self._bound() or self._process is None or self._process.poll() is not None)
        found = self._bound()
        assert found, self.log.read_text("utf-8")
        self.port = int(found[1])
        if ready:
            wait_for(lambda: self.ask("GET", "/readyz").status == 200)

    def _bound(self) -> re.Match[str] | None:
        return re.search(r"http://127\.0\.0\.1:(\d+)", self.log.read_text("utf-8"))

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    def kill(self) -> None:
        """Without a word before."""
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)

    def stop(self) -> int:
        """In order; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)

    def end(self) -> None:
        """Whatever has become of it."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def connect(self, sent: bytes = b"") -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        made.sendall(sent)
        return made

    def ask(
        self, method: str, path: str, body: object = None, *, key: str | None = None, **headers: str
    ) -> Answer:
        """The answer to one request: a value is sent as JSON, bytes as lines; ``If_Match="x"`` is a header."""
        made = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        sent = {"Authorization": f"Bearer {key or self.key}"}
        sent |= {name.replace("_", "-"): text for name, text in headers.items()}
        if body is not None:
            sent["Content-Type"] = "application/x-ndjson" if isinstance(body, bytes) else "application/json"
        try:
            data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
            made.request(method, path, data, sent)
            answer = made.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            made.close()

    def head(self, path: str, length: int, kind: str = "application/json") -> bytes:
        """The head of a request that says it sends so many bytes."""
        lines = (
            f"POST {path} HTTP/1.1",
            "Host: here",
            f"Authorization: Bearer {self.key}",
            f"Content-Type: {kind}",
        )
        return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode()

    def events(self, name: str) -> int:
        """How often something was logged."""
        return self.log.read_text("utf-8").count(f'"event": "{name}"')

    def index(self, tenant: str = "a") -> Path:
        """The folder of a tenant's index."""
        (found,) = self.folder.glob(f"casekit.index/*/{tenant}")
        return found


Make = Callable[..., Service]


@contextmanager
def services(folder: Path) -> Iterator[Make]:
    """Makes services, started unless ``start=False``, whose data lie in the folder; all end at the end."""
    made: list[Service] = []

    def one(place: Path | None = None, *, start: bool = True, **settings: object) -> Service:
        made.append(Service(place or folder / f"data{len(made)}", **settings))
        if start:
            made[-1].start()
        return made[-1]

    try:
        yield one
    finally:
        for service in made:
            service.end()


def ids(service: Service) -> list[str]:
    """Those of all profiles of the tenant ``a``."""
    return [one["id"] for one in service.ask("GET", "/v1/profiles?limit=500").json()["items"]]


def profile(title: str, description: str = "We talk about our work.", **more: object) -> dict[str, object]:
    """A small profile."""
    return {"title": title, "description": description, "languages": ["en"], **more}


def lines(*rows: Mapping[str, object]) -> bytes:
    """Rows as NDJSON."""
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def wait_for(true: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Look again and again until it is so."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not become so in time"
        time.sleep(0.02)


def traces(folder: Path, *markers: str | bytes) -> list[str]:
    """The files of a folder in which a marker stands, in any of its spellings, or that have it in their names."""
    found = []
    for file in sorted(folder.rglob("*")):
        try:
            content = file.name.encode() + (file.read_bytes() if file.is_file() else b"")
        except FileNotFoundError:
            continue
        found += [file.name for one in markers if any(text in content for text in _spellings(one))]
    return found


def _spellings(marker: str | bytes) -> set[bytes]:
    if isinstance(marker, bytes):
        return {marker}
    escaped = marker.encode("ascii", "backslashreplace")
    return {marker.encode("utf-8"), escaped, quote(marker).encode("ascii"), marker.encode("utf-16-le")}


#: a title, or None for a profile that is not there
State = str | None


@dataclass
class Writer:
    """Puts, deletes and imports profiles of its own until nobody answers, and knows what was acknowledged."""

    service: Service
    name: str
    chance: random.Random
    acknowledged: dict[str, State] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    #: what was asked for and not answered, and the key that it was asked with
    pending: dict[str, State] = field(default_factory=dict)
    key: str = ""
    count: int = 0

    def run(self) -> threading.Thread:
        thread = threading.Thread(target=self._write)
        thread.start()
        return thread

    def _write(self) -> None:
        while True:
            self.count += 1
            try:
                answer = self._one(self.chance.random())
            except (OSError, http.client.HTTPException):
                return
            assert answer.status in (200, 201, 404), answer.status
            self.acknowledged |= self.pending
            self.pending = {}

    def _one(self, which: float) -> Answer:
        title, place = f"{self.name} {self.count}", f"/v1/profiles/{self.name}-{self.chance.randrange(12)}"
        id, self.key = place.rpartition("/")[2], f"{title} {self.chance.random()}"
        if which < 0.2:
            self.pending = {f"{self.name}-{letter}": title for letter in "xyz"}
            rows = lines(*(profile(title, id=one) for one in self.pending))
            return self.service.ask("POST", "/v1/profiles:import", rows, Idempotency_Key=self.key)
        if which < 0.5:
            self.pending = {id: None}
            return self.service.ask("DELETE", place)
        self.pending = {id: title}
        answer = self.service.ask("PUT", place, profile(title), Idempotency_Key=self.key)
        self.etags[title] = answer.headers.get("etag", "")
        return answer

    def check(self) -> None:
        """Everything acknowledged is there; what was not is there whole or not at all, and can be asked again."""
        found = {id: self._state(id) for id in {**self.acknowledged, **self.pending}}
        before = {id: self.acknowledged.get(id) for id in found}
        assert found in (before, {**before, **self.pending})
        if self.pending and None not in self.pending.values():
            self._ask_again(stored=found != before)
            found |= self.pending
        self.acknowledged, self.pending = found, {}

    def _state(self, id: str) -> State:
        answer = self.service.ask("GET", f"/v1/profiles/{id}")
        if answer.status == 404:
            return None
        title = str(answer.json()["title"])
        assert self.etags.get(title, answer.headers["etag"]) == answer.headers["etag"]
        return title

    def _ask_again(self, *, stored: bool) -> None:
        rows = [profile(str(title), id=id) for id, title in self.pending.items()]
        if len(rows) > 1:
            answer = self.service.ask("POST", "/v1/profiles:import", lines(*rows), Idempotency_Key=self.key)
        else:
            place, plain = f"/v1/profiles/{rows[0].pop('id')}", rows[0]
            answer = self.service.ask("PUT", place, plain, Idempotency_Key=self.key)
        assert answer.status in (200, 201)
        assert ("idempotency-replayed" in answer.headers) == stored
