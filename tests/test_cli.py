"""The command line as a person and a program use it: files, exit codes, words in three languages."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import casekit
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
        (("anonymise", "case.docx"), 3, "damaged"),
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
    assert 1 < len(matches) <= 4
    assert [m["rank_score"] for m in matches] == sorted((m["rank_score"] for m in matches), reverse=True)
    assert "en-career" not in {m["id"] for m in matches}
    assert len({language for m in matches for language in m["languages"]}) > 1
    assert all(m["reasons"] for m in matches)
    table = _run("match", "examples/sv.txt", "--groups", groups, "--top", "4", cwd=ROOT)
    assert "Tindra" not in table.stdout and matches[0]["title"].split()[0] in table.stdout


def test_an_index_is_built_changed_and_told(tmp_path: Path) -> None:
    groups = ROOT / "examples" / "groups.jsonl"
    lines = groups.read_text("utf-8").splitlines()
    (tmp_path / "one.jsonl").write_text(lines[0] + "\n", "utf-8")
    (tmp_path / "rest.jsonl").write_text("\n".join(lines[1:]) + "\n", "utf-8")
    assert _run("index", "build", "one.jsonl", "-o", "index", cwd=tmp_path).returncode == 0
    assert _run("index", "build", "one.jsonl", "-o", "index", cwd=tmp_path).returncode == 3
    assert _run("index", "add", "index", "rest.jsonl", cwd=tmp_path).returncode == 0
    first = json.loads(lines[0])["id"]
    assert _run("index", "remove", "index", first, cwd=tmp_path).returncode == 0
    assert "Not in the index" in _run("index", "remove", "index", first, cwd=tmp_path).stderr
    told = json.loads(_run("index", "info", "index", "--json", cwd=tmp_path).stdout)
    assert told["profiles"] == len(lines) - 1
    (vectors,) = (tmp_path / "index").glob("vectors-*")
    vectors.write_bytes(vectors.read_bytes()[:-1])
    assert "is damaged" in _run("index", "info", "index", cwd=tmp_path).stderr
    assert _run("index", "build", "index", cwd=tmp_path).returncode == 0
    assert "Profiles" in _run("index", "info", "index", cwd=tmp_path).stdout


def test_themes_of_a_case_and_its_danger(tmp_path: Path) -> None:
    (tmp_path / "case.txt").write_text(
        "Callum Doyle, 9, is afraid to go home. The stepfather hits the boy. What would you do?", "utf-8"
    )
    told = json.loads(_run("themes", "case.txt", "--json", cwd=tmp_path).stdout)
    assert told["themes"]["child_family"] > 0.5 and told["risks"][0]["kind"] == "child_danger"
    shown = _run("themes", "case.txt", cwd=tmp_path, interface="sv")
    assert "barn och familj" in shown.stdout and "Callum" not in shown.stdout


def test_a_conflict_of_interest_is_seen_without_names(tmp_path: Path) -> None:
    assert _run("conflicts", "new-key", "key", cwd=tmp_path).returncode == 0
    statement = b"workplace: Fernhill Surgery\n"
    made = _run("conflicts", "mark", "-", "--key", "key", "-l", "en", cwd=tmp_path, stdin=statement)
    marks = json.loads(made.stdout)["conflicts"]
    assert "Fernhill" not in made.stdout
    row = {
        "id": "g",
        "title": "Circle",
        "description": "Adults and fear.",
        "languages": ["en"],
        "conflicts": marks,
    }
    (tmp_path / "g.jsonl").write_text(json.dumps(row), "utf-8")
    (tmp_path / "case.txt").write_text("My client works at Fernhill Surgery and is full of fear.", "utf-8")
    shown = {}
    for key in ((), ("--conflict-key", "key")):
        done = _run("match", "case.txt", "-g", "g.jsonl", "--json", *key, cwd=tmp_path)
        shown[key] = json.loads(done.stdout)["nearest"]
    assert shown[()]["id"] == "g" and shown["--conflict-key", "key"] is None
    bad = _run("conflicts", "mark", "-", "--key", "key", "-l", "en", cwd=tmp_path, stdin=b"friend: Anna")
    assert bad.returncode == 3 and "KIND: NAME" in bad.stderr and "Anna" not in bad.stderr


def test_cases_are_assigned_and_constraints_hold(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    for number, name in enumerate(("en", "ru", "sv")):
        text = (ROOT / "examples" / f"{name}.txt").read_text("utf-8")
        (tmp_path / "cases" / f"{number}.txt").write_text(text, "utf-8")
    groups = ROOT / "examples" / "groups.jsonl"
    first = json.loads(groups.read_text("utf-8").splitlines()[0])["id"]
    (tmp_path / "rules.csv").write_text(f"0.txt,{first},1\n1.txt,{first},-1\n", "utf-8")
    arguments = ("assign", "cases", "-g", str(groups), "--constraints", "rules.csv")
    done = _run(*arguments, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = {row["case"]: row["group"] for row in json.loads(done.stdout)["assignments"]}
    assert rows["0.txt"] == first and rows["1.txt"] != first
    assert "0.txt" in _run(*arguments, cwd=tmp_path).stdout
    (tmp_path / "rules.csv").write_text("0.txt,nowhere,1\n", "utf-8")
    assert "line 1" in _run(*arguments, cwd=tmp_path).stderr


def test_cases_beside_their_results_count_once_and_names_must_differ(tmp_path: Path) -> None:
    groups = str(ROOT / "examples" / "groups.jsonl")
    text = (ROOT / "examples" / "en.txt").read_text("utf-8")
    for name in ("a/en.txt", "a/en.anon.txt", "b/en.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    told = json.loads(_run("assign", "a", "-g", groups, "--json", cwd=tmp_path).stdout)
    assert [row["case"] for row in told["assignments"]] == ["en.txt"]
    twice = _run("assign", "a", "b", "-g", groups, cwd=tmp_path)
    assert twice.returncode == 3 and "named en.txt" in twice.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("match", "case.txt", "-g", "groups.jsonl", "--languages", ","), "codes"),
        (("match", "case.txt", "-g", "nowhere.jsonl"), "no file nowhere.jsonl"),
        (("match", "case.txt", "-g", "."), "holds no index"),
        (("form", "groups.jsonl"), "not a peer"),
        (("index", "build", "groups.jsonl", "-o", "mine", "--force"), "exists already"),
        (("profile", "from-text", "latin.bin"), "not of a format"),
    ],
)
def test_mistakes_in_matching_give_a_sentence(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    shutil.copyfile(ROOT / "examples" / "groups.jsonl", tmp_path / "groups.jsonl")
    (tmp_path / "case.txt").write_text("Hello there, a boy is afraid.", "utf-8")
    (tmp_path / "latin.bin").write_bytes(b"\xff\x00")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", "utf-8")
    done = _run(*arguments, cwd=tmp_path)
    assert done.returncode == 3 and words in done.stderr and "Traceback" not in done.stderr
    assert (tmp_path / "mine" / "notes.txt").read_text("utf-8") == "mine"


def test_standard_input_in_another_encoding(tmp_path: Path) -> None:
    text = "Интервизорская группа, встречаемся онлайн раз в месяц, нас шестеро.".encode("cp1251")
    done = _run("profile", "from-text", "-", "-l", "ru", "--json", cwd=tmp_path, stdin=text)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["profile"]["mode"] == "online"


def test_a_profile_out_of_an_announcement(tmp_path: Path) -> None:
    (tmp_path / "post.txt").write_text(
        "Dear colleagues, our intervision group meets online every month. We are six now and have room for two more.",
        "utf-8",
    )
    done = _run("profile", "from-text", "post.txt", "-o", "draft.jsonl", "--id", "g9", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["profile"]["format"] == "intervision" and told["profile"]["size_max"] == 8
    assert 0 < told["confidence"]["format"] <= 1
    (profile,) = casekit.load_profiles(tmp_path / "draft.jsonl")
    assert profile.id == "g9" and profile.mode == "online"
    again = _run("profile", "from-text", "post.txt", "-o", "draft.jsonl", cwd=tmp_path)
    assert again.returncode == 3 and "exists already" in again.stderr


def test_peers_become_groups(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"p{n}",
            "kind": "peer",
            "title": f"Peer {n}",
            "description": "Children and school.",
            "languages": ["en"],
        }
        for n in range(7)
    ]
    (tmp_path / "peers.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    told = json.loads(_run("form", "peers.jsonl", "--json", cwd=tmp_path).stdout)
    assert len(told["groups"][0]["members"]) >= 6
    assert "Peer 1" in _run("form", "peers.jsonl", cwd=tmp_path).stdout


def test_text_and_report_need_two_names(case: Path) -> None:
    done = _run("anonymise", "case.txt", "-o", "x", "--report", "x", cwd=case.parent)
    assert done.returncode == 3 and "names of their own" in done.stderr
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
