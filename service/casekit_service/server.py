"""How the service runs: sockets, the process it lives in, and how it stops."""

from __future__ import annotations

import asyncio
import ctypes
import errno
import logging
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

import casekit
from casekit_service import logs
from casekit_service.connections import MOST_HEAD_BYTES, Limits, bounded

_LOG = logging.getLogger("casekit_service")
_BACKLOG = 4_096
#: files and sockets that are kept for other things than connections
_SPARE_FILES = 256
_NO_SUCH_ADDRESS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4


def serve(
    app: Any,
    *,
    host: str,
    port: int,
    drain_seconds: int,
    head_seconds: float,
    idle_seconds: int,
    stall_seconds: float = 30.0,
    on_bound: Callable[[str, int], None] | None = None,
) -> None:
    """Answer requests with the ASGI application until SIGTERM; then finish what was begun, and return.

    ``on_bound`` gets the host and the real port once connections are taken (``port`` 0 is any free one). Begun
    requests have ``drain_seconds``. SIGINT stops in the same way and ends as ``KeyboardInterrupt``.

    Raises:
        casekit.InputError: the address is taken, or is none to listen on.
        SystemExit: the application refused to start.
    """
    sockets = _bind(host, port)
    real_port = sockets[0].getsockname()[1]
    try:
        harden()
        limits = Limits(head_seconds, stall_seconds, _most_connections())
        server = uvicorn.Server(_config(app, limits, drain_seconds, idle_seconds))
        with _stops_on_sigterm(server):
            if on_bound is not None:
                on_bound(host, real_port)
            _LOG.info("listening", extra={"host": host, "port": real_port})
            asyncio.run(_run(server, sockets))
            _LOG.info("stopped")
    finally:
        for one in sockets:
            one.close()


def harden() -> bool:
    """Allow as many open files as may be, and no core dump; False where the system may still write one.

    Limits are inherited by processes that this one starts; that it cannot be dumped is not, once they exec.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    except (OSError, ValueError):  # no limit at all is more than some systems take
        _LOG.warning("open_files_limited")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "linux":
        return False
    prctl = ctypes.CDLL(None).prctl
    prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)  # a core pattern with a pipe does not ask the limit
    if prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) == 0:
        return True
    _LOG.warning("core_dumps_possible")
    return False


def _config(app: Any, limits: Limits, drain_seconds: int, idle_seconds: int) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="asyncio",
        http=bounded(limits),
        ws="none",
        lifespan="on",
        interface="asgi3",
        workers=1,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_keep_alive=idle_seconds,
        timeout_graceful_shutdown=drain_seconds,
        h11_max_incomplete_event_size=MOST_HEAD_BYTES,
    )


async def _run(server: uvicorn.Server, sockets: list[socket.socket]) -> None:
    logs.watch_loop(asyncio.get_running_loop())
    try:
        await server.serve(sockets=sockets)
    finally:
        for connection in list(server.server_state.connections):
            connection.transport.abort()


@contextmanager
def _stops_on_sigterm(server: uvicorn.Server) -> Iterator[None]:
    """Let SIGTERM stop the server and no more: uvicorn raises it again at its end, for whoever was asked before."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, server.handle_exit)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _most_connections() -> int:
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return sys.maxsize
    return max(files - _SPARE_FILES, files // 2)


def _bind(host: str, port: int) -> list[socket.socket]:
    """A listening socket for each address of the host, all on one port."""
    bound: list[socket.socket] = []
    absent: OSError | None = None
    try:
        for family, address in _addresses(host, port):
            real_port = bound[0].getsockname()[1] if bound else port
            try:
                bound.append(_listen(family, (address[0], real_port, *address[2:])))
            except OSError as error:
                if error.errno not in _NO_SUCH_ADDRESS:  # localhost without IPv6
                    raise
                absent = error
        if absent and not bound:
            raise absent
    except (OSError, ValueError, OverflowError) as error:
        for one in bound:
            one.close()
        raise _refusal(error, host, port) from None
    return bound


def _addresses(host: str, port: int) -> list[tuple[int, Any]]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    return list(dict.fromkeys((int(family), address) for family, _, _, _, address in found))


def _listen(family: int, address: Any) -> socket.socket:
    # named, or asyncio would not know it for TCP and leave small answers waiting 40 ms (Nagle's algorithm)
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)
        made.listen(_BACKLOG)
    except BaseException:
        made.close()
        raise
    return made


def _refusal(error: Exception, host: str, port: int) -> casekit.InputError:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        message, key = "something else listens on this address", "address_taken"
    else:
        message, key = "this address cannot be listened on", "address_bad"
    return casekit.InputError(message, key=key, host=host, port=port)
