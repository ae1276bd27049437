"""The README runs: its Python, its examples, its commands; its figures are the committed ones."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from casekit.pipeline import Anonymiser
from conftest import ROOT
from deidentify import table

README = (ROOT / "README.md").read_text("utf-8")
ROWS = re.findall(r"^\| ((?:My client|Клиентка|Klienten).*?) \| (.*?) \|$", README, re.MULTILINE)
COMMANDS = (
    "anonymise",
    "assign",
    "conflicts mark",
    "conflicts new-key",
    "database backup",
    "database check",
    "database restore",
    "form",
    "index add",
    "index build",
    "index info",
    "index remove",
    "keys create",
    "keys list",
    "keys revoke",
    "languages",
    "match",
    "profile from-text",
    "project new-key",
    "restore",
    "review",
    "risk",
    "serve",
    "themes",
    "types",
)


@pytest.mark.parametrize(("before", "after"), ROWS)
def test_the_examples_are_what_casekit_writes(anonymiser: Anonymiser, before: str, after: str) -> None:
    assert anonymiser.anonymise(before).text == after


def test_there_is_an_example_in_each_language() -> None:
    assert len(ROWS) == 3


def test_the_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_in_the_readme_exists(command: str) -> None:
    code = "from casekit.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split(), "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    lines = [line for line in README.splitlines() if line.strip().startswith(f"casekit {command}")]
    assert lines
    for option in re.findall(r"(?<= )--?[a-z]+", " ".join(lines)):
        assert option in done.stdout


def test_every_command_is_in_the_readme() -> None:
    from casekit.cli.app import app

    named = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback and not c.hidden}
    for group in app.registered_groups:
        assert group.typer_instance is not None
        inside = group.typer_instance.registered_commands
        named |= {f"{group.name} {c.name or c.callback.__name__}" for c in inside if c.callback}
    assert named == set(COMMANDS)


def test_the_figures_are_those_of_the_committed_results() -> None:
    match = re.search(r"<!-- figures: (\S+) -->\n(.*?)\n<!-- end of figures -->", README, re.DOTALL)
    assert match
    report = json.loads((ROOT / match[1]).read_text("utf-8"))
    assert match[2] == table(report["results"])


def test_the_figures_of_files_are_the_committed_ones() -> None:
    block = re.search(r"<!-- files -->\n(.*?)<!-- end of files -->", README, re.DOTALL)
    assert block
    rows = {
        row["name"]: row for row in json.loads((ROOT / "benchmarks/results/files.json").read_text("utf-8"))
    }
    for line in block[1].strip().splitlines()[2:]:
        told, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        pages, what = re.findall(r"\d+", told)[0], "mebibytes" if "MiB" in told else "seconds"
        for code, cell in zip(("en", "ru", "sv"), cells, strict=True):
            assert float(cell) == round(rows[f"{pages} pages {code} .docx"][what], 0 if "MiB" in told else 2)
