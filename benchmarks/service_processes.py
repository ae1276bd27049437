"""What the benchmark starts on this machine: the service, Presidio's services, the library alone. Linux only.

Every process ends with the block that started it, or when the benchmark itself dies.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from service_client import HOST, Connection, encoded

PREFIX = "CASEKIT_SERVICE_"
HERE = Path(__file__).parent
_LIBC = ctypes.CDLL(None)
_DIE_WITH_PARENT = 1


@dataclass(frozen=True)
class Server:
    """A process that answers at a port."""

    pid: int
    port: int
    key: str = ""


@dataclass(frozen=True)
class Memory:
    """Bytes of a process and its children; ``unique`` are pages that no other process maps."""

    resident: int
    unique: int


@contextmanager
def casekit_service(casekit: Path, settings: Mapping[str, str], *, patience: float = 120) -> Iterator[Server]:
    """The service with a database of its own, which is deleted afterwards, and a key.

    Raises:
        RuntimeError: it does not come up, or no key can be made.
    """
    with tempfile.TemporaryDirectory(prefix="casekit-bench-") as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        own = {PREFIX + name.upper(): value for name, value in settings.items()}
        environment = kept | own | {PREFIX + "DATABASE": str(Path(folder) / "casekit.sqlite3")}
        key = _key(casekit, environment)
        port = free_port()
        command = [str(casekit), "serve", "--host", HOST, "--port", str(port)]
        with _process(command, port, "/readyz", environment, patience) as pid:
            yield Server(pid, port, key)


def _key(casekit: Path, environment: Mapping[str, str]) -> str:
    made = subprocess.run(
        [str(casekit), "keys", "create", "bench"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    if made.returncode or not made.stdout.split():
        raise RuntimeError(f"`casekit keys create` ended with {made.returncode}")
    return made.stdout.split()[-1]


@contextmanager
def presidio_services(workers: int, *, patience: float = 120) -> Iterator[tuple[Server, Server]]:
    """Presidio's analyzer and anonymizer, each with so many workers.

    Raises:
        RuntimeError: one of them does not come up.
    """
    with _gunicorn("analyzer", workers, patience) as one, _gunicorn("anonymizer", workers, patience) as two:
        yield one, two


@contextmanager
def _gunicorn(name: str, workers: int, patience: float) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--chdir", str(HERE), "-w", str(workers)]
    command += ["-b", f"{HOST}:{port}", f"presidio_services:{name}()"]
    with tempfile.TemporaryDirectory(prefix="casekit-bench-") as folder:
        environment = os.environ | {"XDG_RUNTIME_DIR": folder}  # its control socket, else in the home
        with _process(command, port, "/health", environment, patience) as pid:
            yield Server(pid, port)


def presidio_missing() -> list[str]:
    """The packages of Presidio's services that are not installed."""
    return [name for name in ("flask", "gunicorn", "presidio_analyzer") if find_spec(name) is None]


class Direct:
    """The process of ``service_direct.py``."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.withheld = frozenset(self._answer()["withheld"])

    def run(self, way: str) -> float:
        """Cases a second of a block, ``one`` or ``many``."""
        assert self._process.stdin is not None
        self._process.stdin.write(way + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        return float(answer["cases"] / answer["seconds"])

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process that calls the library has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def direct(corpus: Path, passes: int, seed: int) -> Iterator[Direct]:
    """The library in a process of its own, warm, with the same texts."""
    command = [sys.executable, str(HERE / "service_direct.py"), "--corpus", str(corpus)]
    command += ["--passes", str(passes), "--seed", str(seed)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=_end_with_parent
    )
    try:
        yield Direct(process)
    finally:
        _stop(process)


@contextmanager
def _process(
    command: Sequence[str],
    port: int,
    ready: str,
    environment: Mapping[str, str],
    patience: float,
) -> Iterator[int]:
    """A server, from when it is ready until the block ends."""
    process = subprocess.Popen(
        command,
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_end_with_parent,
    )
    try:
        asyncio.run(_until_ready(process, port, ready, patience))
        yield process.pid
    finally:
        _stop(process)


async def _until_ready(process: subprocess.Popen[bytes], port: int, path: str, patience: float) -> None:
    connection = Connection(port)
    end = time.monotonic() + patience
    while time.monotonic() < end and process.poll() is None:
        try:
            status, _ = await asyncio.wait_for(connection.exchange(encoded("GET", path)), 5)
        except (OSError, EOFError, asyncio.TimeoutError):
            status = 0
        if status == 200:
            await connection.close()
            return
        await asyncio.sleep(0.2)
    await connection.close()
    state = "is not ready in time" if process.poll() is None else f"ended with {process.returncode}"
    raise RuntimeError(f"a server that the benchmark started {state}; start it by hand to see why")


def _end_with_parent() -> None:
    _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def _stop(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    """Ask it to end, and end it after 20 seconds."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def free_port() -> int:
    """A port of the loopback that nobody listens at."""
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def allow_connections() -> int:
    """Raise the number of open files to what the machine allows; servers started later have it too."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def memory(pid: int) -> Memory:
    """What a process and its children hold now.

    Raises:
        RuntimeError: the process has ended.
    """
    resident = unique = 0
    for one in _family(pid):
        sizes = _sizes(one)
        if not sizes and one == pid:
            raise RuntimeError("the service has ended while it was asked")
        resident += sizes.get("Rss", 0)
        unique += sizes.get("Private_Clean", 0) + sizes.get("Private_Dirty", 0)
    return Memory(resident, unique)


def _sizes(pid: int) -> dict[str, int]:
    """Bytes by kind of page; nothing of a process that is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return {}
    return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines}


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path("/proc").glob(f"{pid}/task/*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))
