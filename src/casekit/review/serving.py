"""The review page's server: one page for one person at this machine, and nothing for anybody else.

It listens on 127.0.0.1 alone. A token opens the page once; after that a cookie does. What the page itself could
not have asked is refused, and no answer can be kept, framed or read by another page.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casekit.errors import CasekitError, InputError
from casekit.lang import SUPPORTED
from casekit.review.decisions import Decision, decision_from
from casekit.review.door import HEADERS, HOST, Door, closed_page, page_file, page_words, sentence

MOST_BYTES = 65_536


class Reviewed(Protocol):
    """What the server needs of a review."""

    @property
    def version(self) -> int: ...
    def do(self, decision: Decision) -> object: ...
    def undo(self) -> object: ...
    def redo(self) -> object: ...
    def state(self, interface: str) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved review file: its name and, where the browser is to keep it, its bytes."""

    name: str
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Doings:
    """What the command does for the page: both may raise a ``CasekitError``, which is told in plain words.

    ``download`` gives the name and the bytes of the clean file. ``save`` is given a passphrase, or ``None`` where
    ``knows_passphrase``. ``left_out`` says, in an interface language, what of the file is not in the result.
    ``title`` is the name of the file that is reviewed, where the review goes by that of the clean one.
    """

    download: Callable[[], tuple[str, bytes]]
    save: Callable[[str | None], Saved]
    left_out: Callable[[str], Sequence[str]] = lambda code: ()
    knows_passphrase: bool = False
    title: str | None = field(default=None, repr=False)


class Guard:
    """Stands before every route: checks who asks, puts the headers on every answer, lets no error out."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        begun = False

        async def covered(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        try:
            await (self._refusal(scope) or self.app)(scope, receive, covered)
        except ClientDisconnect:
            return
        except Exception as error:  # its message or its traceback may hold words of the text
            if not begun:
                body = {"error": sentence("unexpected", "en", kind=type(error).__name__), "key": "unexpected"}
                await JSONResponse(body, 500)(scope, receive, covered)

    def _refusal(self, scope: Scope) -> Response | None:
        request = Request(scope)
        if not self.door.knows_host(request.headers):
            return JSONResponse({"key": "host"}, 421)
        if scope["method"] not in ("GET", "HEAD") and not self.door.is_ours(request.headers):
            return JSONResponse({"key": "origin"}, 403)
        if request.url.path == "/page.css" or (request.url.path == "/" and "token" in request.query_params):
            return None
        return None if self.door.knows(request.cookies) else HTMLResponse(closed_page(), 403)


class Desk:
    """What the page can ask. One thing at a time is done with the review, beside the loop that answers."""

    def __init__(self, review: Reviewed, doings: Doings, interface: str, stop: Callable[[], None]) -> None:
        self._review = review
        self._doings = doings
        self._interface = interface
        self._stop = stop
        self._lock = threading.Lock()

    def routes(self, door: Door) -> list[Route]:
        async def page(request: Request) -> Response:
            token = request.query_params.get("token")
            return _file("index.html") if token is None else _entered(door, token)

        return [
            Route("/", page),
            Route("/favicon.ico", lambda request: Response(status_code=204)),
            Route("/words/{code}", self.words),
            Route("/state", self.state),
            Route("/decide", self._changing(self._decide), methods=["POST"]),
            Route("/undo", self._changing(lambda body: self._review.undo()), methods=["POST"]),
            Route("/redo", self._changing(lambda body: self._review.redo()), methods=["POST"]),
            Route("/download", self.download),
            Route("/save", self.save, methods=["POST"]),
            Route("/close", self.close, methods=["POST"]),
            Route("/{name}", lambda request: _file(request.path_params["name"])),
        ]

    async def words(self, request: Request) -> Response:
        """All words of the page in one language."""
        code = request.path_params["code"]
        if code not in SUPPORTED:
            return JSONResponse({"key": "language"}, 404)
        return JSONResponse(page_words(code))

    async def state(self, request: Request) -> Response:
        code = self._code(request.query_params.get("interface"))
        return await self._told(code, lambda: JSONResponse(self._state(code)))

    def _changing(
        self, change: Callable[[dict[str, Any]], object]
    ) -> Callable[[Request], Awaitable[Response]]:
        """A route that changes the review, unless it was changed since the page last looked."""

        async def changed(request: Request) -> Response:
            body = await _body(request)
            code = self._code(body.get("interface"))

            def work() -> Response:
                if body.get("version") != self._review.version:
                    return _problem("review_stale", code, 409)
                change(body)
                return JSONResponse(self._state(code))

            return await self._told(code, work)

        return changed

    def _decide(self, body: dict[str, Any]) -> None:
        decision = body.get("decision")
        if not isinstance(decision, dict):
            raise InputError("a decision is an object", key="review_decision")
        self._review.do(decision_from(decision))

    async def download(self, request: Request) -> Response:
        """The clean file; where the report says not to share it, only for a reader who says so all the same."""
        code = self._code(request.query_params.get("interface"))
        accepted = request.query_params.get("accept_risk") == "yes"

        def work() -> Response:
            if not accepted and self._review.state(code)["risk"]["level"] == "do_not_share":
                return _problem("review_risk", code, 409)
            return _attachment(*self._doings.download())

        return await self._told(code, work)

    async def save(self, request: Request) -> Response:
        """The encrypted review file, for the browser to keep or written where the command was told to."""
        body = await _body(request)
        code, passphrase = self._code(body.get("interface")), body.get("passphrase")

        def work() -> Response:
            if not (isinstance(passphrase, str) or self._doings.knows_passphrase):
                return _problem("review_no_passphrase", code, 422)
            saved = self._doings.save(None if self._doings.knows_passphrase else passphrase)
            if saved.content is None:
                return JSONResponse({"name": saved.name})
            return _attachment(saved.name, saved.content)

        return await self._told(code, work)

    async def close(self, request: Request) -> Response:
        return JSONResponse({}, background=BackgroundTask(self._stop))

    def _code(self, asked: object) -> str:
        return asked if isinstance(asked, str) and asked in SUPPORTED else self._interface

    def _state(self, code: str) -> dict[str, Any]:
        state = self._review.state(code)
        if self._doings.title is not None:
            state["file"] = {**state["file"], "name": self._doings.title}
        return {
            **state,
            "interface": code,
            "left_out": list(self._doings.left_out(code)),
            "knows_passphrase": self._doings.knows_passphrase,
        }

    async def _told(self, code: str, work: Callable[[], Response]) -> Response:
        """What the work answers; an error of ours as a sentence, any other without a word of the text."""

        def locked() -> Response:
            with self._lock:
                try:
                    return work()
                except CasekitError as error:
                    return _refused(error, code)
                except Exception as error:
                    return _problem("unexpected", code, 500, kind=type(error).__name__)

        return await run_in_threadpool(locked)


def create_app(
    review: Reviewed,
    doings: Doings,
    door: Door,
    *,
    interface: str = "en",
    stop: Callable[[], None] = lambda: None,
) -> ASGIApp:
    """The page and what it asks for; ``interface`` is the language that the page starts in."""
    desk = Desk(review, doings, interface, stop)
    return Guard(Starlette(routes=desk.routes(door)), door)


def serve(
    review: Reviewed,
    doings: Doings,
    *,
    interface: str = "en",
    port: int = 0,
    on_bound: Callable[[str], None],
) -> None:
    """Answer until the page is closed or SIGINT comes, which ends as ``KeyboardInterrupt``.

    ``on_bound`` is told the address that opens the page. ``port`` 0 is any free one.

    Raises:
        InputError: something else listens on that port.
    """
    with _listening(port) as bound:
        door = Door(bound.getsockname()[1])
        app = create_app(review, doings, door, interface=interface, stop=lambda: _end(server))
        server = uvicorn.Server(_config(app))
        on_bound(door.address)
        server.run(sockets=[bound])


def _end(server: uvicorn.Server) -> None:
    server.should_exit = True


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )


def _listening(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
        made.listen(128)
    except OSError as error:
        made.close()
        raise InputError(
            "something else listens on this port", key="address_taken", host=HOST, port=port
        ) from error
    return made


async def _body(request: Request) -> dict[str, Any]:
    """The object in the body of a request; an empty one where it holds none."""
    held = bytearray()
    async for part in request.stream():
        held += part
        if len(held) > MOST_BYTES:
            raise HTTPException(413)
    try:
        found = json.loads(held)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _entered(door: Door, token: str) -> Response:
    """The cookie for the token, once; then, and for any other token, a page that says why not."""
    if not door.opens(token):
        return HTMLResponse(closed_page(), 403)
    answer = RedirectResponse("/", 303)
    answer.set_cookie(door.cookie, door.session, httponly=True, samesite="strict", path="/")
    return answer


def _file(name: str) -> Response:
    found = page_file(name)
    if found is None:
        return JSONResponse({"key": "absent"}, 404)
    return Response(found[0], media_type=found[1])


def _attachment(name: str, content: bytes) -> Response:
    shown = quote(name, safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{shown}", "X-File-Name": shown}
    return Response(content, media_type="application/octet-stream", headers=headers)


def _refused(error: CasekitError, code: str) -> Response:
    told = sentence(error.key, code, **{"detail": str(error), **error.params})
    return JSONResponse({"error": told, "key": error.key}, 422)


def _problem(key: str, code: str, status: int, **params: object) -> Response:
    return JSONResponse({"error": sentence(key, code, **params), "key": key}, status)
