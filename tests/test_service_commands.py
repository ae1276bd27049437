"""``casekit serve --check``, ``casekit keys`` and ``casekit database`` as an operator uses them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from casekit_service.storage import Store
from service_app import kind_of, profile, running

MARKER = "Zwiebelkuchen"
EXIT_INPUT = 3


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "casekit.sqlite3"


def _run(
    *arguments: str, cwd: Path, interface: str = "en", settings: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    given = {"CASEKIT_SERVICE_DATABASE": str(cwd / "casekit.sqlite3"), **(settings or {})}
    done = subprocess.run(
        [sys.executable, "-c", "from casekit.cli import main; main()", *arguments],
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "CASEKIT_INTERFACE": interface, "COLUMNS": "200", "NO_COLOR": "1", **given},
        timeout=120,
    )
    out, err = (raw.decode("utf-8").replace("\r\n", "\n") for raw in (done.stdout, done.stderr))
    assert "Traceback" not in err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def _fails(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == EXIT_INPUT, done.stderr
    assert done.stdout == ""
    assert all(word in done.stderr for word in words), done.stderr


@pytest.mark.parametrize(
    ("interface", "good", "bad"),
    [
        ("en", "The settings can be used.", "The settings of the service cannot be used: port"),
        ("ru", "Настройки в порядке.", "port"),
        ("sv", "Inställningarna kan användas.", "Tjänstens inställningar kan inte användas: port"),
    ],
)
def test_settings_are_checked(tmp_path: Path, interface: str, good: str, bad: str) -> None:
    done = _run("serve", "--check", cwd=tmp_path, interface=interface)
    assert done.returncode == 0 and done.stderr == f"{good}\n" and done.stdout == ""
    wrong = _run(
        "serve", "--check", cwd=tmp_path, interface=interface, settings={"CASEKIT_SERVICE_PORT": MARKER}
    )
    _fails(wrong, bad)
    assert MARKER not in wrong.stderr


def test_settings_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "service.toml"
    file.write_text('database = "other.sqlite3"\n', "utf-8")
    environment = {"CASEKIT_SERVICE_SETTINGS": str(file)}
    done = _run("keys", "create", "one", "--settings", str(file), cwd=tmp_path, settings=environment)
    assert done.returncode == 0
    assert (tmp_path / "casekit.sqlite3").exists()  # the environment comes first
    file.write_text("databse = 1\n", "utf-8")
    _fails(_run("keys", "list", cwd=tmp_path, settings=environment), "databse")
    _fails(_run("serve", "--check", "--settings", "none.toml", cwd=tmp_path), "none.toml")


def test_keys_are_made_listed_and_revoked(tmp_path: Path, database: Path) -> None:
    made = _run(
        "keys", "create", "school", "--tenant", "north", "--scope", "match", "--scope", "admin", cwd=tmp_path
    )
    assert made.returncode == 0 and made.stderr == ""
    key = made.stdout.split()[-1]
    assert made.stdout.endswith(f"\n{key}\n")
    assert all(word in made.stdout for word in ("school", "north", "match, admin"))
    with Store.open(database) as store:
        found = store.principal(key)
    assert found is not None and (found.tenant, found.scopes) == ("north", frozenset({"match", "admin"}))
    assert key.encode() not in database.read_bytes()

    listed = _run("keys", "list", cwd=tmp_path)
    assert "school" in listed.stdout and "north" in listed.stdout and key not in listed.stdout
    told = json.loads(_run("keys", "list", "--json", cwd=tmp_path).stdout)["keys"]
    assert [(one["name"], one["tenant"], one["revoked"]) for one in told] == [("school", "north", None)]

    revoked = _run("keys", "revoke", "school", cwd=tmp_path)
    assert revoked.returncode == 0 and revoked.stderr == "The key school is no longer valid.\n"
    with Store.open(database) as store:
        assert store.principal(key) is None and store.keys()[0].revoked is not None


def test_a_key_is_for_its_own_name_and_may_do_all_but_metrics(tmp_path: Path, database: Path) -> None:
    key = _run("keys", "create", "school", cwd=tmp_path).stdout.split()[-1]
    with Store.open(database) as store:
        found = store.principal(key)
    assert found is not None and found.tenant == "school"
    assert found.scopes == {"anonymise", "match", "admin"}


@pytest.mark.parametrize(
    ("interface", "words"),
    [
        ("en", ("school", "is in use", "no valid key", "anonymise, match, admin, metrics", "64 Latin")),
        ("ru", ("school", "уже", "нет", "anonymise, match, admin, metrics", "64")),
        ("sv", ("school", "redan", "ingen giltig nyckel", "anonymise, match, admin, metrics", "64 latinska")),
    ],
)
def test_keys_that_cannot_be(tmp_path: Path, interface: str, words: tuple[str, ...]) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return _run("keys", *arguments, cwd=tmp_path, interface=interface)

    assert run("create", "school").returncode == 0
    name, taken, unknown, scopes, letters = words
    _fails(run("create", "school"), name, taken)
    _fails(run("revoke", "none"), unknown)
    _fails(run("create", "two", "--scope", "all"), scopes)
    _fails(run("create", "åäö"), letters)


def test_a_database_is_checked_backed_up_and_restored(tmp_path: Path, database: Path) -> None:
    with running(tmp_path, models=False) as service:
        service.alpha.put("/v1/profiles/kept", json=profile("Kept"))
        service.alpha.put("/v1/profiles/erased", json=profile(MARKER))
        caller = service.caller("alpha", name="to-revoke")
        saved = _run("database", "backup", "saved.sqlite3", cwd=tmp_path)  # while it is in use
        assert saved.returncode == 0 and "saved.sqlite3" in saved.stderr
        _fails(_run("database", "restore", "saved.sqlite3", "--force", cwd=tmp_path), "in use")
        service.alpha.delete("/v1/profiles/erased")
        service.alpha.put("/v1/profiles/kept", json=profile("Changed"))
    assert _run("keys", "revoke", "to-revoke", cwd=tmp_path).returncode == 0
    checked = _run("database", "check", cwd=tmp_path)
    assert checked.returncode == 0 and "is whole" in checked.stderr

    _fails(_run("database", "backup", "saved.sqlite3", cwd=tmp_path), "saved.sqlite3")
    _fails(_run("database", "restore", "saved.sqlite3", cwd=tmp_path), "casekit.sqlite3", "--force")
    _fails(_run("database", "restore", "none.sqlite3", "--force", cwd=tmp_path), "none.sqlite3")
    done = _run("database", "restore", "saved.sqlite3", "--force", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1 profiles" in done.stderr and "1 keys" in done.stderr
    with running(tmp_path, models=False) as service:
        assert [one["title"] for one in service.alpha.get("/v1/profiles").json()["items"]] == ["Kept"]
        assert kind_of(service.client.get("/v1/meta", headers=caller.headers)) == "no_key"


def test_a_damaged_database_says_what_to_do(tmp_path: Path, database: Path) -> None:
    database.write_bytes(b"SQLite format 3\0" + MARKER.encode() * 100)
    for arguments in (
        ("database", "check"),
        ("database", "backup", "saved.sqlite3"),
        ("keys", "list"),
        ("serve", "--check"),
        ("serve", "--port", "0"),
    ):
        done = _run(*arguments, cwd=tmp_path)
        _fails(done, "Restore a backup", "casekit.sqlite3")
        assert MARKER not in done.stderr
    for interface, words in (("ru", "casekit database restore"), ("sv", "Återställ en")):
        _fails(_run("database", "check", cwd=tmp_path, interface=interface), words)
    assert database.read_bytes().startswith(b"SQLite format 3\0" + MARKER.encode())


def test_commands_have_help_in_three_languages(tmp_path: Path) -> None:
    told = [
        _run("keys", "create", "--help", cwd=tmp_path, interface=code).stdout for code in ("en", "ru", "sv")
    ]
    assert len(set(told)) == 3 and all("--scope" in one for one in told)
