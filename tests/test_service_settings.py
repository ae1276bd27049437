"""What an operator sets: from the environment before a file; what is unknown or wrong is named, not its value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

import casekit
from casekit.conflicts import ConflictKey
from casekit_service import Settings, create_app, load_settings

MARKER = "Zwiebelkuchen"


def test_without_anything_it_listens_to_this_machine_only() -> None:
    chosen = load_settings(environment={})
    assert (chosen.host, chosen.port) == ("127.0.0.1", 8000)
    assert chosen.database.name == "casekit.sqlite3" and chosen.database.is_absolute()
    assert chosen.workers >= 1 and chosen.conflict_key is None


def test_the_environment_is_read() -> None:
    chosen = load_settings(
        environment={
            "CASEKIT_SERVICE_PORT": "81",
            "CASEKIT_SERVICE_DEADLINE_SECONDS": "1.5",
            "CASEKIT_SERVICE_DATABASE": "/data/one.sqlite3",
            "CASEKIT_SERVICE_LOG_LEVEL": "debug",
            "CASEKIT_INTERFACE": "sv",
            "PATH": MARKER,
        }
    )
    assert (chosen.port, chosen.deadline_seconds, chosen.log_level) == (81, 1.5, "debug")
    assert chosen.database == Path("/data/one.sqlite3") and chosen.index == Path("/data/one.index")


def test_a_file_is_read_and_the_environment_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "service.toml"
    file.write_text('port = 81\nhost = "::1"\nrequests_per_minute = 0\n', "utf-8-sig")
    for chosen in (
        load_settings(file, environment={"CASEKIT_SERVICE_PORT": "82"}),
        load_settings(environment={"CASEKIT_SERVICE_PORT": "82", "CASEKIT_SERVICE_SETTINGS": str(file)}),
    ):
        assert (chosen.host, chosen.port, chosen.requests_per_minute) == ("::1", 82, 0)
    other = tmp_path / "other.toml"
    other.write_text("port = 83\n", "utf-8")
    assert load_settings(other, environment={"CASEKIT_SERVICE_SETTINGS": str(file)}).port == 83


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", MARKER),
        ("port", "70000"),
        ("port", ""),
        ("workers", "0"),
        ("workers", "1.5"),
        ("max_characters", "-1"),
        ("deadline_seconds", "0"),
        ("deadline_seconds", MARKER),
        ("log_level", MARKER),
        ("embeder", MARKER),
        ("settings_", MARKER),
    ],
)
def test_what_is_wrong_is_named_without_its_value(tmp_path: Path, name: str, value: str) -> None:
    file = tmp_path / "service.toml"
    file.write_text(f'{name} = "{value}"\n', "utf-8")
    in_environment = {f"CASEKIT_SERVICE_{name.upper()}": value}
    for given, environment in ((None, in_environment), (file, {})):
        with pytest.raises(casekit.InputError) as refused:
            load_settings(given, environment)
        assert refused.value.key == "service_settings"
        told = str(refused.value) + str(refused.value.params)
        assert name in told and MARKER not in told
        assert refused.value.__cause__ is None and refused.value.__suppress_context__


def test_everything_that_is_wrong_is_named() -> None:
    with pytest.raises(casekit.InputError) as refused:
        load_settings(
            environment={"CASEKIT_SERVICE_PORT": "x", "CASEKIT_SERVICE_QUEUE": "x", "CASEKIT_SERVICE_NO": "x"}
        )
    assert all(name in str(refused.value) for name in ("port", "queue", "no"))


@pytest.mark.parametrize(
    "raw", [b"port", f"{MARKER} = ".encode(), b'port = "' + MARKER.encode(), b"[a]\n[a]\n"]
)
def test_a_file_that_is_no_toml(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "service.toml"
    file.write_bytes(raw)
    with pytest.raises(casekit.InputError) as refused:
        load_settings(file, environment={})
    assert refused.value.key == "service_settings" and MARKER not in str(refused.value)
    assert "service.toml" in str(refused.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    undecodable = tmp_path / "latin.toml"
    undecodable.write_bytes(b"# \xe4\n")
    for file in (tmp_path / "none.toml", tmp_path, undecodable):
        with pytest.raises(casekit.FileProblem) as refused:
            load_settings(file, environment={})
        assert refused.value.key == "file_unreadable"


def test_settings_stay_as_they_are() -> None:
    chosen = Settings()
    with pytest.raises(ValidationError):
        chosen.port = 1


def test_files_that_cannot_be_used_are_told_before_anything_is_made(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text(MARKER, "utf-8")
    chosen: tuple[dict[str, Any], ...] = (
        {"conflict_key": tmp_path / "none"},
        {"conflict_key": wrong},
        {"themes": tmp_path / "none"},
        {"themes": wrong},
    )
    for settings in chosen:
        with pytest.raises(casekit.InputError) as refused:
            create_app(Settings(database=tmp_path / "data" / "casekit.sqlite3", **settings))
        assert MARKER not in str(refused.value)
    assert not (tmp_path / "data").exists()


def test_a_conflict_key_and_themes_that_can_be_used(tmp_path: Path) -> None:
    ConflictKey.create(tmp_path / "key")
    app = create_app(Settings(database=tmp_path / "casekit.sqlite3", conflict_key=tmp_path / "key"))
    app.state.parts.database.close()
    assert (tmp_path / "casekit.sqlite3").stat().st_mode & 0o777 == 0o600
