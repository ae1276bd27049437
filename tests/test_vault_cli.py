"""``casekit restore``, and a vault and an output that are there both or not at all."""

from __future__ import annotations

import getpass
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casekit.cli import vault as commands
from casekit.cli.anonymise import _write
from casekit.disclosure import assess
from casekit.errors import FileProblem, InputError
from vault_cases import MARKUP, PASSPHRASE, SEALED, made

ORIGINAL, CASE = made(MARKUP, "en")
RISK = assess(ORIGINAL, CASE)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the anonymised text, its vault and the passphrase."""
    (tmp_path / "case.anon.txt").write_bytes(CASE.text.encode())
    (tmp_path / "case.vault").write_bytes(SEALED)
    (tmp_path / "pass.txt").write_text(f"{PASSPHRASE}\nsecond line\n", "utf-8")
    return tmp_path


def _restore(
    cwd: Path, *arguments: str, stdin: bytes = b"", interface: str = "en", **environment: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from casekit.cli import main; main()", "restore", *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        start_new_session=True,
        env={**os.environ, "CASEKIT_INTERFACE": interface, "COLUMNS": "200", "NO_COLOR": "1", **environment},
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    )


_GIVEN = ("--vault", "case.vault", "--passphrase-file", "pass.txt")


def test_the_restored_text_stands_beside_the_anonymised_one(desk: Path) -> None:
    done = _restore(desk, "case.anon.txt", *_GIVEN)
    assert done.returncode == 0, done.stderr
    out = desk / "case.anon.restored.txt"
    assert out.read_bytes() == ORIGINAL.encode()
    assert (out.stat().st_mode & 0o777) == 0o600 or os.name == "nt"
    assert "Put back: 4" in done.stderr and "Anna" not in done.stderr
    again = _restore(desk, "case.anon.txt", *_GIVEN)
    assert again.returncode == 3 and "--force" in again.stderr
    assert _restore(desk, "case.anon.txt", *_GIVEN, "--force").returncode == 0


def test_what_is_not_placed_is_told_by_line_and_placeholder(desk: Path) -> None:
    edited = CASE.text.replace("so.", "so.\nWhere is place 1, and [Person 1]?")
    done = _restore(desk, "-", *_GIVEN, "--json", stdin=edited.encode())
    told = json.loads(done.stdout)
    assert told["text"].startswith(ORIGINAL.strip()) and told["placed"] == 5
    assert told["unplaced"] == [{"shown": "place 1", "line": 3, "type": "LOCATION"}]
    assert told["inexact"] == [{"shown": "[Person 1]", "line": 3, "type": "PERSON"}]
    spoken = _restore(desk, "-", *_GIVEN, stdin=edited.encode(), interface="sv")
    assert "rad 3: place 1" in spoken.stderr and "rad 3: [Person 1]" in spoken.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("missing.txt", *_GIVEN), "missing.txt"),
        (("case.anon.txt", "--vault", "none", "--passphrase-file", "pass.txt"), "none"),
        (("case.anon.txt", "--vault", "case.anon.txt", "--passphrase-file", "pass.txt"), "no vault"),
        (("case.anon.txt", "--vault", "case.vault", "--passphrase-file", "none.txt"), "none.txt"),
        (("case.anon.txt", "--vault", "case.vault"), "passphrase is needed"),
        (("case.anon.txt", *_GIVEN, "-o", "case.vault", "--force"), "case.vault"),
        (("case.anon.txt", *_GIVEN, "-o", "case.anon.txt", "--force"), "overwrite"),
        (("other.txt", *_GIVEN), "another document"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_written(
    desk: Path, arguments: tuple[str, ...], word: str
) -> None:
    (desk / "other.txt").write_text("[Person 1] met [Person 2] in quite another story of mine.", "utf-8")
    before = {path.name: path.read_bytes() for path in desk.iterdir()}
    done = _restore(desk, *arguments)
    assert done.returncode == 3 and word in done.stderr, done.stderr
    assert {path.name: path.read_bytes() for path in desk.iterdir()} == before
    assert "Anna" not in done.stderr + done.stdout and PASSPHRASE not in done.stderr


def test_a_passphrase_may_stand_in_the_environment(desk: Path) -> None:
    wrong = _restore(desk, "case.anon.txt", "--vault", "case.vault", CASEKIT_PASSPHRASE="not this one")
    assert wrong.returncode == 3 and "does not open" in wrong.stderr
    done = _restore(desk, "case.anon.txt", "--vault", "case.vault", "-o", "-", CASEKIT_PASSPHRASE=PASSPHRASE)
    assert done.stdout == ORIGINAL


# --- making ---


def _typing(monkeypatch: pytest.MonkeyPatch, *typed: str) -> None:
    answers = iter(typed)
    monkeypatch.delenv(commands.VARIABLE, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(answers))


def test_a_new_passphrase_is_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    _typing(monkeypatch, PASSPHRASE, PASSPHRASE)
    assert commands.new_passphrase(None) == PASSPHRASE


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ((PASSPHRASE, PASSPHRASE + "s"), "passphrase_differs"),
        (("short",), "passphrase_short"),
        (("",), "passphrase_missing"),
        ((PASSPHRASE, ""), "passphrase_missing"),
    ],
)
def test_a_passphrase_that_will_not_do_is_refused(
    monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...], key: str
) -> None:
    _typing(monkeypatch, *typed)
    with pytest.raises(InputError) as caught:
        commands.new_passphrase(None)
    assert caught.value.key == key


def test_a_passphrase_is_never_read_where_it_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def echoing(prompt: str) -> str:
        warnings.warn("it would be seen", getpass.GetPassWarning, stacklevel=2)
        raise AssertionError("it was read")

    monkeypatch.delenv(commands.VARIABLE, raising=False)
    monkeypatch.setattr(getpass, "getpass", echoing)
    with pytest.raises(InputError) as caught:
        commands.known_passphrase(None)
    assert caught.value.key == "passphrase_missing"


@pytest.mark.parametrize("content", [b"", b"\nlater\n", b"\xff\xfe\x00"])
def test_a_passphrase_file_without_one_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pass.txt"
    path.write_bytes(content)
    with pytest.raises(FileProblem):
        commands.new_passphrase(path)


def test_a_vault_is_not_kept_with_the_output(tmp_path: Path) -> None:
    out, inside, away = tmp_path / "out", tmp_path / "out" / "deep", tmp_path / "away"
    for folder in (out, inside, away):
        folder.mkdir()
    (tmp_path / "link").symlink_to(inside)
    target = out / "case.anon.txt"
    for vault in (out / "v", inside / "v", out / "deep" / ".." / "v", tmp_path / "link" / "v"):
        with pytest.raises(FileProblem) as caught:
            commands.check_vault(vault, target, here=False)
        assert caught.value.key == "vault_beside"
        commands.check_vault(vault, target, here=True)
    commands.check_vault(away / "v", target, here=False)
    commands.check_vault(out / "v", None, here=False)
    (away / "v").touch()
    (away / "dangling").symlink_to(tmp_path / "nowhere")
    for taken in (away / "v", away / "dangling"):
        with pytest.raises(FileProblem) as caught:
            commands.check_vault(taken, target, here=True)
        assert caught.value.key == "vault_exists"
    with pytest.raises(FileProblem) as caught:
        commands.check_vault(tmp_path / "none" / "v", target, here=False)
    assert caught.value.key == "file_unwritable"


def test_a_vault_and_its_output_are_both_there(tmp_path: Path) -> None:
    vault, seen = tmp_path / "v", []
    commands.write_with_vault(vault, SEALED, lambda: seen.append(vault.read_bytes()))
    assert seen == [SEALED] == [vault.read_bytes()]
    assert (vault.stat().st_mode & 0o777) == 0o600 or os.name == "nt"
    assert [path.name for path in tmp_path.iterdir()] == ["v"]


@pytest.mark.parametrize("error", [FileProblem("full"), OSError(28, "full"), KeyboardInterrupt()])
def test_without_an_output_there_is_no_vault(tmp_path: Path, error: BaseException) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(type(error)):
        commands.write_with_vault(tmp_path / "v", SEALED, fail)
    assert not list(tmp_path.iterdir())


def _full(*arguments: Any, **options: Any) -> None:
    raise OSError(28, "no space left")


@pytest.mark.parametrize("call", ["fsync", "fdopen"])
def test_without_a_vault_there_is_no_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    monkeypatch.setattr(os, call, _full)
    with pytest.raises(FileProblem) as caught:
        commands.write_with_vault(tmp_path / "v", SEALED, lambda: pytest.fail("it was written"))
    assert caught.value.key == "file_unwritable"
    assert not list(tmp_path.iterdir())


def test_a_vault_that_appeared_meanwhile_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = tmp_path / "v"
    vault.write_bytes(b"precious")
    links: list[Callable[..., None]] = [os.link, _full]
    for link in links:
        monkeypatch.setattr(os, "link", link)
        with pytest.raises(FileProblem) as caught:
            commands.write_with_vault(vault, SEALED, lambda: pytest.fail("it was written"))
        assert caught.value.key == "vault_exists"
        assert vault.read_bytes() == b"precious" and len(list(tmp_path.iterdir())) == 1


def test_a_file_system_without_links_holds_a_vault_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", _full)
    commands.write_with_vault(tmp_path / "v", SEALED, lambda: None)
    assert (tmp_path / "v").read_bytes() == SEALED and len(list(tmp_path.iterdir())) == 1


def test_a_text_that_could_not_be_printed_as_json_leaves_no_vault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(_: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("casekit.cli.show.json_line", closed)
    vault = tmp_path / "case.vault"
    with pytest.raises(BrokenPipeError):
        commands.write_with_vault(
            vault, b"sealed", lambda: _write(CASE, b"", RISK, None, None, force=False, as_json=True)
        )
    assert not vault.exists()
