"""What an operator sets, by environment variables ``CASEKIT_*``; unknown ones of ours are refused."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

_PREFIX = "CASEKIT_SERVICE_"


@dataclass(frozen=True)
class Settings:
    """``groups`` is the JSON Lines file of profiles for ``/v1/match``; ``max_characters`` limits a text."""

    groups: Path | None = None
    max_characters: int = 200_000

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read ``CASEKIT_SERVICE_GROUPS`` and ``CASEKIT_SERVICE_MAX_CHARACTERS``.

        Raises:
            ValueError: a variable of this prefix is unknown, or the limit is no positive number.
        """
        given = {k[len(_PREFIX) :].lower(): v for k, v in environment.items() if k.startswith(_PREFIX)}
        unknown = sorted(set(given) - {field.name for field in fields(cls)})
        if unknown:
            raise ValueError(f"unknown settings: {', '.join(_PREFIX + name.upper() for name in unknown)}")
        limit = given.get("max_characters", str(cls.max_characters))
        if not limit.isdecimal() or int(limit) < 1:
            raise ValueError(f"{_PREFIX}MAX_CHARACTERS is a whole number above zero")
        return cls(Path(given["groups"]) if given.get("groups") else None, int(limit))
