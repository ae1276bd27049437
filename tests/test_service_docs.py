"""The README of the service runs: its commands, its curl, its Python; its tables are what the service has."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from casekit_service import problems
from casekit_service.settings import Settings
from conftest import ROOT

README = (ROOT / "service" / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```(?:\n```text\n(.*?)^```)?", README, re.DOTALL | re.MULTILINE)
CURL = [(code, answer) for kind, code, answer in BLOCKS if kind == "sh"]
PYTHON = [code for kind, code, _ in BLOCKS if kind == "python"]
COMMANDS = [
    line
    for kind, code, _ in BLOCKS
    if kind == "console"
    for line in code.splitlines()
    if line.startswith("casekit ")
]
SECONDS = 60.0
#: how much a probability may differ from the one shown
CLOSE = 0.02


@dataclass(frozen=True)
class Running:
    """`casekit serve` as the README starts it, with its keys and its log."""

    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    url: str
    keys: dict[str, str]
    log: Path

    def given(self, tenant: str) -> dict[str, str]:
        """What the README's commands find in their environment."""
        return {
            **self.environment,
            "URL": self.url,
            "KEY": self.keys[tenant],
            "MONITOR_KEY": self.keys["monitor"],
        }

    def requests(self, *, since: int = 0) -> list[dict[str, Any]]:
        """The requests that the log tells of, after so many."""
        lines = [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line[:1] == "{"]
        return [line for line in lines if line.get("event") == "request"][since:]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A machine on which nothing of the service was set, with `casekit` on its path."""
    folder = tmp_path_factory.mktemp("docs")
    program = folder / "casekit"
    code = "from casekit.cli import main; main()"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "{code}" "$@"\n', "utf-8")
    program.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASEKIT_")}
    return {
        **kept,
        "PATH": f"{folder}{os.pathsep}{kept['PATH']}",
        "CASEKIT_INTERFACE": "en",
        "CASEKIT_SERVICE_DATABASE": str(folder / "data" / "casekit.sqlite3"),
        "CASEKIT_SERVICE_PORT": "0",
        "OMP_NUM_THREADS": "1",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


@pytest.fixture(scope="module")
def running(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service after the commands of the README that do not stop it."""
    folder = tmp_path_factory.mktemp("service")
    keys = {}
    for line in COMMANDS:
        words = shlex.split(line, comments=True)
        if words not in (["casekit", "serve"], _restore()):
            told = _done(words, environment, folder)
            if words[1:3] == ["keys", "create"]:
                keys[words[3]] = told.split()[-1]
    keys["python"] = _done(["casekit", "keys", "create", "python"], environment, folder).split()[-1]
    log = folder / "log"
    with log.open("wb") as errors:
        process = subprocess.Popen(["casekit", "serve"], cwd=folder, env=environment, stderr=errors)
    stopper = threading.Timer(180.0, process.kill)
    stopper.start()
    try:
        url = _listening(process, log)
        yield Running(process, environment, url, keys, log)
    finally:
        stopper.cancel()
        process.kill()
        process.wait()


def _restore() -> list[str]:
    return next(shlex.split(line, comments=True) for line in COMMANDS if "database restore" in line)


def _done(words: list[str], environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        words,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        encoding="utf-8",
    )
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


def _listening(process: subprocess.Popen[bytes], log: Path) -> str:
    """The address, once the service is ready."""
    wait = threading.Event()
    for _ in range(int(SECONDS * 10)):
        found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8"))
        if found and _get(found[0], "/readyz")[0] == 200:
            return found[0]
        assert process.poll() is None, log.read_text("utf-8")
        wait.wait(0.1)
    raise AssertionError("the service was not ready in time")


def _get(url: str, path: str) -> tuple[int, bytes]:
    with closing(HTTPConnection(url.removeprefix("http://"), timeout=SECONDS)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_every_route_is_called_by_curl_and_answers_as_shown(running: Running) -> None:
    _need_curl()
    before = len(running.requests())
    for number, (code, shown) in enumerate(CURL):
        # pipefail alone would miss what a later command of the block makes good
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", code],
            cwd=ROOT,
            env=running.given("platform"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            encoding="utf-8",
        )
        assert done.returncode == 0, (number, code, done.stderr)
        assert shown, f"block {number} shows no answer"
        _check_shown(shown, done.stdout)
    _check_called(running, before)


def test_every_route_is_called_by_the_python(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in running.given("python").items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(ROOT)
    before, names = len(running.requests()), dict[str, Any]()
    for block in PYTHON:
        exec(compile(block, "service/README.md", "exec"), names)
    _check_called(running, before, 412)
    written = list(Path(running.environment["CASEKIT_SERVICE_DATABASE"]).parent.rglob("*"))
    assert any(file.suffix == ".jsonl" for file in written)  # of the index
    assert not [file.name for file in written if file.stat().st_mode & 0o077]


def test_what_the_readme_backs_up_can_be_restored(running: Running) -> None:
    folder = running.log.parent
    elsewhere = {**running.environment, "CASEKIT_SERVICE_DATABASE": str(folder / "restored.sqlite3")}
    _done(_restore(), elsewhere, folder)
    assert "platform" in _done(["casekit", "keys", "list"], elsewhere, folder)


def test_every_problem_is_in_the_table_with_its_status() -> None:
    rows = re.findall(r"^\| ((?:`[a-z-]+`(?:, )?)+) \| (\d{3}) \| .+ \|$", README, re.MULTILINE)
    listed = [
        (name.replace("-", "_"), int(status))
        for names, status in rows
        for name in re.findall(r"[a-z-]+", names)
    ]
    assert len(listed) == len(dict(listed))
    assert dict(listed) == dict(problems.STATUS)


def test_every_setting_is_in_the_table_with_its_default() -> None:
    table = README.partition("| name | default | meaning |")[2].partition("\n\n")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \| [^|]+ \|$", table, re.MULTILINE))
    assert list(rows) == list(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        if field.default_factory is not None:
            assert "`" not in rows[name]
        else:
            assert rows[name] == ("not set" if field.default is None else f"`{field.default}`"), name


def test_files_and_sections_that_the_readme_names_exist() -> None:
    headings = {
        re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in re.findall(r"^#+ (.+)$", README, re.M)
    }
    for target in re.findall(r"\]\(([^)]+)\)", README):
        if target.startswith("#"):
            assert target[1:] in headings
        else:
            assert (ROOT / "service" / target).is_file(), target
    for named in re.findall(r"examples/[\w.]+", README):
        assert (ROOT / named).is_file()


def _need_curl() -> None:
    if shutil.which("curl") is None or shutil.which("bash") is None:
        pytest.skip("curl or bash is missing")
    told = subprocess.run(["curl", "--help", "all"], capture_output=True, encoding="utf-8")
    if "--fail-with-body" not in told.stdout:
        pytest.skip("this curl is older than --fail-with-body")


def _check_called(running: Running, since: int, *refused: int) -> None:
    """Every route of the description was called with success, and only what was meant to be was refused."""
    routes = _routes(running)  # a request more: a line of the log may follow its answer
    requests = [one for one in running.requests(since=since) if one["route"] != "unmatched"]
    assert {one["status"] for one in requests if one["status"] >= 400} == set(refused)
    assert {(one["route"], one["method"]) for one in requests if one["status"] < 400} == routes


def _routes(running: Running) -> set[tuple[str, str]]:
    document = json.loads(_get(running.url, "/openapi.json")[1])
    return {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}


def _check_shown(shown: str, real: str) -> None:
    """Every answer that is shown is the real one, but for what ``…`` leaves out."""
    if shown[0] not in "{[":
        assert shown == real
        return
    shown = re.sub(r"…(?=\})", '"…": 0', re.sub(r'(?<!")…(?=\])', '"…"', shown))
    for expected, found in zip(_values(shown), _values(real), strict=True):
        _check_fits(expected, found)


def _values(text: str) -> list[Any]:
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(text.rstrip()):
        value, at = decoder.raw_decode(text, at + re.match(r"\s*", text[at:]).end())  # type: ignore[union-attr]
        found.append(value)
    return found


def _check_fits(shown: Any, real: Any) -> None:
    assert type(shown) is type(real), (shown, real)
    if isinstance(shown, dict):
        assert shown.keys() - {"…"} <= real.keys() if "…" in shown else shown.keys() == real.keys(), (
            shown,
            real,
        )
        for name in shown.keys() - {"…"}:
            _check_fits(shown[name], real[name])
    elif isinstance(shown, list):
        whole = shown[-1:] != ["…"]
        expected = shown if whole else shown[:-1]
        assert len(real) == len(expected) if whole else len(real) >= len(expected), (shown, real)
        for one, other in zip(expected, real, strict=False):
            _check_fits(one, other)
    elif isinstance(shown, float):
        assert real == pytest.approx(shown, abs=CLOSE)
    elif isinstance(shown, str) and shown.endswith("…"):
        assert real.startswith(shown[:-1]), (shown, real)
    else:
        assert shown == real
