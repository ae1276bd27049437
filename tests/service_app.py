"""The service in this process, ready, with keys for two tenants: what the tests of its routes share.

A test module has one application of its own::

    @pytest.fixture(scope="module")
    def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
        with running(tmp_path_factory.mktemp("service")) as made:
            yield made

    def test_it(service: Service) -> None:
        assert service.alpha.get("/v1/meta").status_code == 200

The models are loaded once in a test run and shared by all applications; ``models=False`` loads none.
"""

from __future__ import annotations

import asyncio
import functools
import json
import queue
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

from fastapi import FastAPI
from fastapi.testclient import TestClient

import casekit
from casekit_service import Settings, create_app
from casekit_service.engines import Engines, Held
from casekit_service.parts import Parts
from casekit_service.storage import SCOPES, Store

T = TypeVar("T")
#: an answer of httpx or httpx2, whichever starlette's client is made of
Answer = Any
#: far longer than anything here takes on a busy machine
PATIENCE_SECONDS = 60.0
LINES = "application/x-ndjson"
_Anonymiser = casekit.Anonymiser
_open_matcher = casekit.Matcher.open


@dataclass(frozen=True)
class Caller:
    """Somebody with a key; the methods are those of an HTTP client."""

    client: TestClient
    key: str
    tenant: str

    @property
    def headers(self) -> dict[str, str]:
        """The header that a request of theirs has."""
        return {"Authorization": f"Bearer {self.key}"}

    def request(self, method: str, path: str, **more: Any) -> Answer:
        more["headers"] = {**self.headers, **(more.get("headers") or {})}
        return self.client.request(method, path, **more)

    def get(self, path: str, **more: Any) -> Answer:
        return self.request("GET", path, **more)

    def put(self, path: str, **more: Any) -> Answer:
        return self.request("PUT", path, **more)

    def post(self, path: str, **more: Any) -> Answer:
        return self.request("POST", path, **more)

    def delete(self, path: str, **more: Any) -> Answer:
        return self.request("DELETE", path, **more)

    def send_lines(self, path: str, lines: Sequence[Any] | bytes, **more: Any) -> Answer:
        """Post NDJSON: values, one a line, or bytes as they are."""
        body = (
            lines if isinstance(lines, bytes) else "".join(json.dumps(one) + "\n" for one in lines).encode()
        )
        more["headers"] = {"Content-Type": LINES, **(more.get("headers") or {})}
        return self.post(path, content=body, **more)


@dataclass(frozen=True)
class Service:
    """An application that runs, and two tenants that may do everything."""

    client: TestClient
    folder: Path
    alpha: Caller
    beta: Caller

    @property
    def app(self) -> FastAPI:
        """The application itself."""
        assert isinstance(self.client.app, FastAPI)
        return self.client.app

    @property
    def parts(self) -> Parts:
        """What the application is made of: ``parts.engines``, ``parts.database``, ``parts.workers`` ..."""
        found = self.app.state.parts
        assert isinstance(found, Parts)
        return found

    def store(self, work: Callable[[Store], T]) -> T:
        """Run something on the store of the running application."""
        return self.parts.database.run_here(work)

    def caller(self, tenant: str, *, scopes: Sequence[str] = SCOPES, name: str | None = None) -> Caller:
        """A new key of a tenant (named ``name``, else at random), and who has it."""
        chosen = name or f"key-{time.monotonic_ns()}"
        key = self.store(lambda store: store.create_key(chosen, tenant=tenant, scopes=tuple(scopes)))
        return Caller(self.client, key, tenant)

    def run(self, work: Callable[..., Awaitable[T]], *args: Any) -> T:
        """Run an async function on the event loop of the application."""
        portal = self.client.portal
        assert portal is not None
        return portal.call(work, *args)


@contextmanager
def running(
    folder: Path, *, models: bool = True, ready: bool = True, app: FastAPI | None = None, **settings: Any
) -> Iterator[Service]:
    """The service with its database in ``folder``; a second one on the same folder finds what the first stored.

    Two workers and no limit of requests a minute unless the settings say otherwise. ``models=False``: nothing is
    loaded and the service is ready at once, for tests of what needs no models. ``ready=False``: do not wait.
    """
    chosen = {"workers": 2, "requests_per_minute": 0, "concurrent_per_key": 0, **settings}
    with shared_models() if models else no_models():
        made = app or create_app(Settings(database=folder / "casekit.sqlite3", **chosen))
        with TestClient(made, raise_server_exceptions=False) as client:
            store = made.state.parts.database.run_here
            alpha, beta = (Caller(client, store(_key_maker(name)), name) for name in ("alpha", "beta"))
            if ready:
                wait_for(lambda: client.get("/readyz").status_code == 200)
            yield Service(client, folder, alpha, beta)


def _key_maker(tenant: str) -> Callable[[Store], str]:
    return lambda store: store.create_key(f"key-{time.monotonic_ns()}", tenant=tenant, scopes=SCOPES)


@contextmanager
def shared_models() -> Iterator[None]:
    """Applications made inside load the models of the first one; the values are frozen, so nothing is shared else."""
    with (
        mock.patch.object(casekit, "Anonymiser", _anonymiser),
        mock.patch.object(casekit.Matcher, "open", _matcher),
    ):
        yield


@contextmanager
def no_models() -> Iterator[None]:
    """Applications made inside load nothing: profiles are kept and listed, a text cannot be read."""

    def load(engines: Engines, store: Store) -> None:
        engines._base = Listed()  # type: ignore[assignment]
        for tenant in store.tenants():
            rows = [casekit.profile_from(row) for row in store.rows(tenant)]
            engines._held[tenant] = Held(engines.base.over(rows), store.index_version(tenant))
        engines.ready = True

    with mock.patch.object(Engines, "_load", load):
        yield


@dataclass(frozen=True)
class Listed:
    """Stands where a matcher would: it holds profiles and ranks nothing."""

    profiles: tuple[casekit.Profile, ...] = ()
    embedder: str = "none"

    def over(self, profiles: Iterable[casekit.Profile]) -> Listed:
        return Listed(tuple(profiles))

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ids.json").write_text(json.dumps([one.id for one in self.profiles]), "utf-8")


@functools.cache
def _anonymiser(policy: str = "share", *, conflict_key: Path | None = None) -> casekit.Anonymiser:
    return _Anonymiser(policy, conflict_key=conflict_key)


@functools.cache
def _matcher(
    source: Path | tuple[()],
    embedder: str | None = None,
    *,
    own_themes: Path | None = None,
    conflict_key: Path | None = None,
) -> casekit.Matcher:
    return _open_matcher(source, embedder, own_themes=own_themes, conflict_key=conflict_key)


def wait_for(done: Callable[[], object], *, seconds: float = PATIENCE_SECONDS) -> None:
    """Look again and again until it is so."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "it did not become so in time"
        time.sleep(0.02)


def profile(title: str = "Group", **more: Any) -> dict[str, Any]:
    """The smallest profile, with more."""
    return {"title": title, "description": "We meet and talk about our work.", "languages": ["en"], **more}


def kind_of(answer: Answer) -> str:
    """The kind of the problem that was answered, as in ``problems.STATUS``; checks that it is one."""
    assert answer.headers["content-type"] == "application/problem+json", answer.status_code
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["request_id"] == answer.headers["x-request-id"]
    return str(body["type"]).removeprefix("urn:casekit:problem:").replace("-", "_")


class Exchange:
    """One request spoken message by message, for clients that are slow, silent or gone."""

    def __init__(
        self, caller: Caller, method: str, path: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        portal = caller.client.portal
        assert portal is not None
        self._call = portal.call
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._got: queue.Queue[dict[str, Any]] = queue.Queue()
        self._reads = asyncio.Event()
        self._reads.set()
        path, _, query = path.partition("?")
        named = {"host": "testserver", **caller.headers, **(headers or {})}
        app: Any = caller.client.app
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in named.items()],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }
        #: done when the application has finished with the request
        self.ended = portal.start_task_soon(app, scope, self._give, self._take)

    async def _give(self) -> dict[str, Any]:
        return await asyncio.wait_for(self._sent.get(), PATIENCE_SECONDS)

    async def _take(self, message: dict[str, Any]) -> None:
        await asyncio.wait_for(self._reads.wait(), PATIENCE_SECONDS)
        self._got.put(message)

    def send(self, body: bytes, *, more: bool = False) -> None:
        """A part of the body, the last one unless there is ``more``."""
        self._call(self._sent.put, {"type": "http.request", "body": body, "more_body": more})

    def all_taken(self) -> bool:
        """Whether the application has taken in all that was sent."""
        return self._sent.empty()

    def leave(self) -> None:
        """Close the connection."""
        self._call(self._sent.put, {"type": "http.disconnect"})

    def stop_reading(self) -> None:
        """Take nothing of the answer any more; what the service writes waits."""
        self._call(_sync(self._reads.clear))

    def read_again(self) -> None:
        """Take the answer again."""
        self._call(_sync(self._reads.set))

    def next(self) -> dict[str, Any]:
        """The next message of the answer."""
        return self._got.get(timeout=PATIENCE_SECONDS)

    def answer(self) -> tuple[int, bytes]:
        """Status and the rest of the body, once the application has finished."""
        self.ended.result(PATIENCE_SECONDS)
        found = [self._got.get_nowait() for _ in range(self._got.qsize())]
        status = next((one["status"] for one in found if one["type"] == "http.response.start"), 0)
        return status, b"".join(one.get("body", b"") for one in found)


def _sync(work: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        work()

    return run
