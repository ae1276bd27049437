"""What an operator sets: ``CASEKIT_SERVICE_*`` in the environment before a TOML file; unknown names are refused."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

import casekit

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PREFIX = "CASEKIT_SERVICE_"
_FILE = "SETTINGS"


class Settings(BaseModel):
    """All settings with their defaults; times in seconds, sizes in bytes unless a name says otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    #: the one SQLite file; the index is a cache beside it
    database: Path = Field(default_factory=lambda: platformdirs.user_data_path("casekit") / "casekit.sqlite3")
    #: a sentence-transformers model by name or folder, the shipped one when not set
    embedder: str | None = None
    #: a TOML file of themes of the platform's own
    themes: Path | None = None
    #: a key file made by ``casekit conflicts new-key``
    conflict_key: Path | None = None
    #: threads that read texts at once, and requests that may wait for one
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1, le=64)
    queue: int = Field(default=32, ge=0, le=10_000)
    max_characters: int = Field(default=200_000, ge=1, le=5_000_000)
    max_batch_bytes: int = Field(default=16_000_000, ge=1_000)
    max_batch_lines: int = Field(default=1_000, ge=1)
    #: profiles of one tenant
    max_profiles: int = Field(default=10_000, ge=1)
    #: cases of one assignment, and assignments that may wait
    max_cases: int = Field(default=2_000, ge=1)
    max_jobs: int = Field(default=8, ge=1)
    #: of one key; 0 means no limit
    requests_per_minute: int = Field(default=600, ge=0)
    concurrent_per_key: int = Field(default=16, ge=0)
    #: to answer one text, to send a body, to send the head of a request, between two requests, to finish at a stop
    deadline_seconds: float = Field(default=30, gt=0)
    body_seconds: float = Field(default=30, gt=0)
    head_seconds: float = Field(default=20, gt=0)
    idle_seconds: int = Field(default=60, ge=1)
    drain_seconds: int = Field(default=30, ge=1)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @property
    def index(self) -> Path:
        """The folder of the rebuildable vectors of profiles."""
        return self.database.with_name(f"{self.database.stem}.index")

    @property
    def max_body_bytes(self) -> int:
        """A text in JSON: a character may take twelve bytes, as a pair of escapes; and the other fields."""
        return self.max_characters * 12 + 8_192


def load_settings(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a TOML file (the given one, else that of ``CASEKIT_SERVICE_SETTINGS``) and the environment.

    Raises:
        InputError: the file cannot be read, a name is unknown or a value makes no sense; names what, not values.
    """
    given = {
        name[len(PREFIX) :].lower(): value for name, value in environment.items() if name.startswith(PREFIX)
    }
    named = given.pop(_FILE.lower(), None)
    path = file or (Path(named) if named else None)
    table = _table(path) if path is not None else {}
    try:
        return Settings(**{**table, **given})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise casekit.InputError(
            f"the settings cannot be used: {wrong}", key="service_settings", detail=wrong
        ) from None


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise casekit.FileProblem(
            f"{path.name!r} cannot be read", key="file_unreadable", name=path.name
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise casekit.InputError(
            f"{path.name}: this is not TOML: {error}", key="service_settings", detail=f"{path.name}: {error}"
        ) from None
