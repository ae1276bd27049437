"""The command line as a person and a program use it: files, exit codes, words in three languages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from casekit.errors import FileProblem
from conftest import ROOT

TEXT = "My client Callum Doyle, aged 34, lives at 14 Maple Avenue, Leeds LS8 2AB.\r\nCallum cried.\r\n"


def _run(
    *arguments: str, cwd: Path, stdin: bytes = b"", interface: str = "en"
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from casekit.cli import main; main()", *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "CASEKIT_INTERFACE": interface, "COLUMNS": "200", "NO_COLOR": "1"},
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    )


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.txt"
    path.write_bytes(TEXT.encode())
    return path


def test_the_output_stands_beside_the_input(case: Path) -> None:
    done = _run("anonymise", "case.txt", cwd=case.parent)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    out = case.with_name("case.anon.txt").read_bytes()
    assert out == b"My client [Person 1], aged [Age 1], lives at [Address 1].\r\n[Person 1] cried.\r\n"
    assert case.read_bytes() == TEXT.encode()
    assert "Names of people" in done.stderr and "pseudonymised" in done.stderr
    assert "Callum" not in done.stderr and "anonymous" not in done.stderr
    assert sorted(p.name for p in case.parent.iterdir()) == ["case.anon.txt", "case.txt"]


def test_an_existing_file_is_left_without_force(case: Path) -> None:
    out = case.with_name("case.anon.txt")
    out.write_text("precious", "utf-8")
    refused = _run("anonymize", "case.txt", cwd=case.parent)
    assert refused.returncode == 3
    assert "--force" in refused.stderr and out.read_text("utf-8") == "precious"
    assert _run("anonymise", "case.txt", "--force", cwd=case.parent).returncode == 0
    assert "[Person 1]" in out.read_text("utf-8")


def test_the_original_is_never_overwritten(case: Path) -> None:
    done = _run("anonymise", "case.txt", "-o", "case.txt", "--force", cwd=case.parent)
    assert done.returncode == 3
    assert case.read_bytes() == TEXT.encode()


def test_standard_input_and_output(tmp_path: Path) -> None:
    done = _run("anonymise", "-", "--language", "en", cwd=tmp_path, stdin=TEXT.encode())
    assert done.returncode == 0
    assert done.stdout.startswith("My client [Person 1], aged")


def test_json_and_report_hold_no_original(case: Path) -> None:
    done = _run("anonymise", "case.txt", "--json", "--report", "report.json", cwd=case.parent)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["output"] == "case.anon.txt" and data["summary"]["coverage"] == 1.0
    report = json.loads((case.parent / "report.json").read_text("utf-8"))
    assert {m["type"] for m in report["mentions"]} == {"PERSON", "AGE", "ADDRESS"}
    first = report["mentions"][0]
    assert TEXT[first["start"] : first["end"]] == "Callum Doyle"
    for text in (done.stdout, json.dumps(report)):
        assert "Callum" not in text and "Maple" not in text


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("anonymise", "none.txt"), 3, "no file none.txt"),
        (("anonymise", "case.txt", "--policy", "everything"), 3, "no policy everything"),
        (("anonymise", "case.txt", "--language", "fi"), 3, "not supported"),
        (("anonymise", "case.txt", "-o", "nowhere/out.txt"), 3, "cannot be written"),
        (("anonymise", "picture.txt"), 3, "does not hold text"),
        (("anonymise", "empty.txt"), 3, "is empty"),
        (("anonymise", "case.docx"), 3, "not a format"),
        (("anonymise", "german.txt"), 3, "does not know (de)"),
        (("anonymise",), 2, "Missing argument"),
        (("frobnicate",), 2, "No such command"),
        (("match", "case.txt", "--groups", "broken.jsonl"), 3, "line 1"),
    ],
)
def test_a_mistake_gives_a_sentence_and_a_code(
    case: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    (case.parent / "picture.txt").write_bytes(b"\x89PNG\r\n\x00\x00")
    (case.parent / "empty.txt").write_bytes(b" \n")
    (case.parent / "case.docx").write_bytes(b"PK")
    (case.parent / "german.txt").write_text(
        "Der Patient kommt aus Hamburg und hat vor kurzem seine Mutter verloren.", "utf-8"
    )
    (case.parent / "broken.jsonl").write_text("{", "utf-8")
    before = sorted(p.name for p in case.parent.iterdir())
    done = _run(*arguments, cwd=case.parent)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(p.name for p in case.parent.iterdir()) == before


@pytest.mark.parametrize(
    ("interface", "words"), [("sv", "Det finns ingen fil"), ("ru", "Файла none.txt нет")]
)
def test_the_interface_speaks_three_languages(tmp_path: Path, interface: str, words: str) -> None:
    assert words in _run("anonymise", "none.txt", cwd=tmp_path, interface=interface).stderr


def test_languages_and_types_are_shown(tmp_path: Path) -> None:
    assert json.loads(_run("languages", "--json", cwd=tmp_path).stdout) == {"languages": ["en", "ru", "sv"]}
    types = json.loads(_run("types", "--policy", "minimal", "--json", cwd=tmp_path).stdout)
    assert types["types"]["PERSON"] == "placeholder" and types["types"]["AGE"] == "keep"
    assert "[Человек 1]" in _run("languages", cwd=tmp_path).stdout
    assert "Occupations" in _run("types", cwd=tmp_path).stdout
    assert _run("--version", cwd=tmp_path).stdout.strip() == "0.1.0"


def test_a_case_is_matched_across_languages() -> None:
    groups = str(ROOT / "examples" / "groups.jsonl")
    done = _run("match", "examples/sv.txt", "--groups", groups, "--top", "4", "--json", cwd=ROOT)
    assert done.returncode == 0, done.stderr
    matches = json.loads(done.stdout)["matches"]
    assert len(matches) == 4
    assert [m["rank_score"] for m in matches] == sorted((m["rank_score"] for m in matches), reverse=True)
    assert "en-career" not in {m["id"] for m in matches}
    assert len({language for m in matches for language in m["languages"]}) > 1
    assert all(m["reasons"] for m in matches)
    table = _run("match", "examples/sv.txt", "--groups", groups, cwd=ROOT)
    assert "Tindra" not in table.stdout and matches[0]["title"] in table.stdout


def test_text_and_report_need_two_names(case: Path) -> None:
    done = _run("anonymise", "case.txt", "-o", "x", "--report", "x", cwd=case.parent)
    assert done.returncode == 3 and "two different names" in done.stderr
    assert [p.name for p in case.parent.iterdir()] == ["case.txt"]


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from casekit.cli.output import write_new

    def no_links(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", no_links)
    write_new(tmp_path / "out.txt", "text", force=False)
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]
    assert (tmp_path / "out.txt").read_text("utf-8") == "text"
    with pytest.raises(FileProblem):
        write_new(tmp_path / "out.txt", "other", force=False)


def test_a_taken_name_is_refused_before_any_work(case: Path) -> None:
    from casekit.cli.output import check_free

    with pytest.raises(FileProblem, match="exists already"):
        check_free(case, None, force=False)
    check_free(case, None, force=True)
