"""A folder of write-ups: every file gets a clean one, one that fails stops no other, a stopped run goes on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from casekit.cli import folder as command
from casekit.cli import working
from casekit.cli.journal import Done, Journal, digest
from casekit.errors import FileProblem

CALLUM = "My client Callum Doyle called on Monday. Callum cried for a long time, and so did I.\n"
MAJA = "Klienten Maja Lindqvist ringde på måndagen. Maja grät länge, och hennes mor tröstade henne inte.\n"
IGOR = "Клиент Игорь Соколов пришёл без опоздания. Игорь долго молчал, и мне было тревожно за него.\n"


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    (folder / "older").mkdir(parents=True)
    (folder / "one.txt").write_text(CALLUM, "utf-8")
    (folder / "older" / "samtal.md").write_text(MAJA, "utf-8")
    (folder / "Соколов Игорь.txt").write_text(IGOR, "utf-8")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 nothing")
    (folder / "~$one.docx").write_bytes(b"lock")
    (folder / "table.xlsx").write_bytes(b"another format")
    return folder


def run(*arguments: str, cwd: Path, interface: str = "en") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from casekit.cli import main; main()", "anonymise", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "CASEKIT_INTERFACE": interface, "COLUMNS": "200", "NO_COLOR": "1"},
    )


def test_every_file_gets_a_clean_one_and_a_broken_one_is_told(cases: Path) -> None:
    done = run("cases", "-o", "out", "--json", cwd=cases.parent)
    assert done.returncode == command.EXIT_SOME, done.stderr
    told = json.loads(done.stdout)
    names = {row["file"]: row["output"] for row in told["written"]}
    assert names == {
        "one.txt": "one.anon.txt",
        "older/samtal.md": "samtal.anon.md",
        "Соколов Игорь.txt": "Случай 1.anon.txt",
    }
    assert [row["file"] for row in told["failed"]] == ["broken.docx"] and "damaged" in told["failed"][0][
        "reason"
    ]
    out = cases.parent / "out"
    assert sorted(path.name for path in out.iterdir()) == sorted(names.values())
    texts = "".join(path.read_text("utf-8") for path in out.iterdir())
    assert "[Person 1]" in texts and "[Человек 1]" in texts
    assert not any(name in texts for name in ("Callum", "Maja", "Игорь", "Соколов"))
    assert told["skipped"] == ["table.xlsx"]


def test_what_there_is_to_know_of_single_files_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "page.html").write_text(f"<p>{CALLUM}</p><p>His twins came too.</p><img src='x.png'>", "utf-8")
    (folder / f"{'long' * 60}.txt").write_text(CALLUM, "utf-8")
    done = run("cases", "-o", "out", "--keep-images", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "page.html: Pictures left out: 1" in done.stderr and "page.html: look again" in done.stderr
    assert "Pictures were kept" in done.stderr
    assert any(path.name.startswith("longlong") for path in (tmp_path / "out").iterdir())


def test_what_is_done_is_done_once_and_again_when_it_changed(cases: Path) -> None:
    run("cases", "-o", "out", cwd=cases.parent)
    out = cases.parent / "out"
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    (out / "samtal.anon.md").unlink()
    (cases / "one.txt").write_text(CALLUM + "Callum phoned again the week after that.\n", "utf-8")
    again = json.loads(run("cases", "-o", "out", "--json", cwd=cases.parent).stdout)
    assert again["done_before"] == 1
    names = {row["file"]: row["output"] for row in again["written"]}
    assert names["Соколов Игорь.txt"] == "Случай 1.anon.txt"
    assert (out / names["older/samtal.md"]).is_file()
    assert "phoned again" in (out / names["one.txt"]).read_text("utf-8")
    assert (out / "Случай 1.anon.txt").stat().st_mtime_ns == before["Случай 1.anon.txt"]
    assert (out / "one.anon.txt").read_text("utf-8").count("\n") == 1, "an earlier result is not overwritten"
    other = json.loads(run("cases", "-o", "out", "--style", "role", "--json", cwd=cases.parent).stdout)
    assert other["done_before"] == 0


def test_the_journal_holds_no_name_and_stands_beside_the_results(cases: Path) -> None:
    run("cases", "-o", "out", cwd=cases.parent)
    text = (cases.parent / "out.journal").read_text("utf-8")
    assert len(text.splitlines()) == 4
    for word in ("Callum", "Maja", "Соколов", "one.txt", "older", "\\u0421\\u043e\\u043a"):
        assert word not in text.replace("one.anon.txt", "")


def test_several_processes_make_the_same_files(cases: Path) -> None:
    run("cases", "-o", "single", cwd=cases.parent)
    done = run("cases", "-o", "double", "--workers", "2", cwd=cases.parent)
    assert "broken.docx" in done.stderr and "Traceback" not in done.stderr
    single, double = cases.parent / "single", cases.parent / "double"
    assert {p.name: p.read_bytes() for p in single.iterdir()} == {
        p.name: p.read_bytes() for p in double.iterdir()
    }


def test_one_project_key_gives_one_name_in_all_files(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    for number in range(3):
        (tmp_path / "cases" / f"{number}.txt").write_text(CALLUM * (number + 1), "utf-8")
    made = subprocess.run(
        [sys.executable, "-c", "from casekit.cli import main; main()", "project", "new-key", "my.key"],
        cwd=tmp_path,
        capture_output=True,
    )
    assert made.returncode == 0
    run("cases", "-o", "out", "--style", "surrogate", "--project-key", "my.key", cwd=tmp_path)
    first = {path.read_text("utf-8").split(" called")[0] for path in (tmp_path / "out").iterdir()}
    assert len(first) == 1 and "Callum" not in first.pop()


def test_a_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    names = [f"session {letter}" for letter in "abcdefghijkl"]
    (tmp_path / "cases").mkdir()
    for name in names:
        (tmp_path / "cases" / f"{name}.txt").write_text(f"This is {name}.\n{CALLUM * 100}", "utf-8")
    code = "from casekit.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "anonymise", "cases", "-o", "out"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        env={**os.environ, "CASEKIT_INTERFACE": "en"},
    )
    journal = tmp_path / "out.journal"
    while process.poll() is None and not (journal.exists() and journal.read_bytes().count(b"\n") > 2):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    kept = {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.anon.txt")}
    assert 2 <= len(kept) < len(names)
    done = json.loads(run("cases", "-o", "out", "--json", cwd=tmp_path).stdout)
    assert len(done["written"]) == len(names) and done["done_before"] >= 2
    assert all((tmp_path / "out" / name).read_bytes() == content for name, content in kept.items())
    assert all((tmp_path / "out" / row["output"]).is_file() for row in done["written"])


def test_ctrl_c_leaves_what_is_done_and_says_how_to_go_on(
    cases: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(files: Sequence[Path], *_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "outcomes", interrupted)
    monkeypatch.chdir(cases.parent)
    monkeypatch.setattr(sys, "argv", ["casekit", "anonymise", "cases", "-o", "out"])
    from casekit.cli import main

    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 130
    assert "go on" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("cases",), "with -o"),
        (("cases", "-o", "-"), "with -o"),
        (("cases", "-o", "cases"), "among the originals"),
        (("cases", "-o", "cases/out"), "among the originals"),
        (("cases", "-o", "."), "among the originals"),
        (("cases", "-o", "none/out"), "cannot be written"),
        (("empty", "-o", "out"), "no write-ups"),
        (("cases", "-o", "out", "--vault", "v"), "one file"),
        (("cases", "-o", "out", "--report", "r.json"), "one file"),
        (("cases", "-o", "out", "--project-key", "none.key"), "none.key"),
        (("cases", "-o", "out", "--style", "blank"), "no style"),
    ],
)
def test_mistakes_give_a_sentence_and_write_nothing(
    cases: Path, arguments: tuple[str, ...], words: str
) -> None:
    (cases.parent / "empty").mkdir()
    done = run(*arguments, cwd=cases.parent)
    assert done.returncode == 3 and words in done.stderr and "Traceback" not in done.stderr
    assert not (cases.parent / "out").exists() and not (cases.parent / "out.journal").exists()


def test_a_file_that_takes_its_process_down_is_told_and_the_others_are_done(
    cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed:
        def result(self) -> object:
            raise BrokenProcessPool

    class Pool:
        def __init__(self, fatal: bool) -> None:
            self.fatal = fatal

        def submit(self, _: object, path: Path) -> object:
            return Killed() if path.name == "one.txt" or self.fatal else Whole(path)

        def shutdown(self, **_: object) -> None: ...

        def __enter__(self) -> Pool:
            return self

        def __exit__(self, *_: object) -> None: ...

    class Whole:
        def __init__(self, path: Path) -> None:
            self.path = path

        def result(self) -> working.Outcome:
            return working.Outcome("x", b"clean", "txt", "en")

    monkeypatch.setattr(working, "_pool", lambda *_: Pool(False))
    monkeypatch.setattr(working, "wait", lambda pending, **_: type("W", (), {"done": [next(iter(pending))]}))
    files = [cases / "one.txt", cases / "older" / "samtal.md", cases / "Соколов Игорь.txt"]
    found = dict(working.outcomes(files, None, 2))  # type: ignore[arg-type]
    assert found[files[0]].error == ("file_killed", {"name": "one.txt"})
    assert all(found[path].data == b"clean" for path in files[1:])


def test_a_torn_line_of_the_journal_is_no_line(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", "s")
    journal.add("a", Done("a.txt", digest(b"a")))
    with (tmp_path / "j").open("a") as stream:
        stream.write('{"source": "b", "sett')
    journal = Journal(tmp_path / "j", "s")
    journal.add("c", Done("c.txt", digest(b"c")))
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / "c.txt").write_bytes(b"c")
    journal = Journal(tmp_path / "j", "s")
    assert journal.done("a", tmp_path) and journal.done("c", tmp_path) and not journal.done("b", tmp_path)
    assert not Journal(tmp_path / "j", "other").done("a", tmp_path)
    (tmp_path / "a.txt").write_bytes(b"edited")
    assert not journal.done("a", tmp_path)


@pytest.mark.parametrize("content", [b"my notes\n", b"\xff\x00", b'{"casekit_journal": 99}\n', b"[1]\n"])
def test_a_file_that_is_no_journal_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "j").write_bytes(content)
    with pytest.raises(FileProblem):
        Journal(tmp_path / "j", "s")
    assert (tmp_path / "j").read_bytes() == content


def test_a_journal_names_files_of_its_folder_only(tmp_path: Path) -> None:
    row = {"source": "a", "settings": "s", "output": "../secret", "content": digest(b"x")}
    (tmp_path / "j").write_text(f'{{"casekit_journal": 1}}\n{json.dumps(row)}\n', "utf-8")
    assert Journal(tmp_path / "j", "s").done("a", tmp_path) is None


def test_a_locked_file_is_told(cases: Path) -> None:
    shutil.rmtree(cases / "older")
    (cases / "broken.docx").unlink()
    (cases / "gone.txt").symlink_to(cases / "nowhere.txt")
    done = run("cases", "-o", "out", cwd=cases.parent)
    assert done.returncode == 0 and "Traceback" not in done.stderr
