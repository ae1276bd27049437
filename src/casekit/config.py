"""Where things are and how they are set: model paths, policies and settings."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from casekit.case import EntityType
from casekit.errors import FileProblem, InputError, PolicyError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

#: what can be done with an identifier; ``casekit.replace.operators`` holds the doing
OPERATORS = ("placeholder", "redact", "mask", "keep", "generalise", "surrogate", "shift")
#: how far each quasi-identifier can be generalised, from fine to coarse; ``casekit.generalise`` holds the doing
STEPS: Mapping[EntityType, tuple[str, ...]] = MappingProxyType(
    {
        EntityType.AGE: ("exact", "band", "decade", "life"),
        EntityType.DATE_TIME: ("shift", "month", "season", "relative", "none"),
        EntityType.LOCATION: ("size_region", "size", "country", "none"),
        EntityType.ORGANIZATION: ("kind", "sector", "none"),
        EntityType.OCCUPATION: ("group", "level", "none"),
        EntityType.NRP: ("keep", "general", "remove"),
    }
)
#: the step of each type where a policy names none
DEFAULT_STEPS: Mapping[EntityType, str] = MappingProxyType(
    {
        EntityType.AGE: "band",
        EntityType.DATE_TIME: "shift",
        EntityType.LOCATION: "size_region",
        EntityType.ORGANIZATION: "kind",
        EntityType.OCCUPATION: "group",
        EntityType.NRP: "general",
    }
)
BUNDLED = ("minimal", "share", "strict")
#: how replaced words look; ``casekit.replace.styles`` says what each does
STYLES = ("placeholder", "role", "surrogate")
_KEYS = {"name", "description", "operators", "thresholds", "generalise"}


@dataclass(frozen=True)
class Policy:
    """What is done with each type, how sure a find must be (0..1) to be acted on, and how far types are generalised."""

    name: str
    operators: Mapping[EntityType, str]
    description: str = ""
    thresholds: Mapping[EntityType, float] = field(default_factory=dict)
    generalise: Mapping[EntityType, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.operators.values():
            if name not in OPERATORS:
                raise PolicyError(f"unknown operator {name!r}; there are {', '.join(OPERATORS)}")
        for value in self.thresholds.values():
            if not 0.0 <= value <= 1.0:
                raise PolicyError(f"a threshold lies in 0..1, got {value}")
        object.__setattr__(self, "operators", MappingProxyType(dict(self.operators)))
        for type_, name in self.operators.items():
            if name not in _possible(type_):
                raise PolicyError(f"{type_} cannot have {name!r}; it can have {', '.join(_possible(type_))}")
        for type_, step in self.generalise.items():
            if step not in STEPS.get(type_, ()):
                raise PolicyError(_no_step(type_, step))
        object.__setattr__(self, "thresholds", MappingProxyType(dict(self.thresholds)))
        object.__setattr__(self, "generalise", MappingProxyType({**DEFAULT_STEPS, **self.generalise}))

    def operator(self, type_: EntityType, confidence: float) -> str:
        """The operator for a find of that type and confidence."""
        if confidence < self.thresholds.get(type_, 0.0):
            return "keep"
        return self.operators[type_]

    @property
    def digest(self) -> str:
        """The same for policies that do the same, whatever their names."""
        rules = [
            {str(type_): rule for type_, rule in sorted(table.items())}
            for table in (self.operators, self.thresholds, self.generalise)
        ]
        return sha256(json.dumps(rules).encode()).hexdigest()


def check_style(name: str) -> str:
    """The name, when there is such a style.

    Raises:
        PolicyError: there is none; the message says which there are.
    """
    if name not in STYLES:
        known = ", ".join(STYLES)
        raise PolicyError(
            f"there is no style {name!r}; there are {known}", key="style_unknown", name=name, styles=known
        )
    return name


def _possible(type_: EntityType) -> tuple[str, ...]:
    """The operators that a type can have."""
    made = ("surrogate",) if type_.direct else ("generalise",)
    return (
        "placeholder",
        "redact",
        "mask",
        "keep",
        *made,
        *(("shift",) if type_ is EntityType.DATE_TIME else ()),
    )


def _no_step(type_: EntityType, step: object) -> str:
    ladder = STEPS.get(type_)
    if ladder is None:
        return f"{type_} is not generalised; types that are: {', '.join(STEPS)}"
    return f"unknown step {step!r} for {type_}; there are {', '.join(ladder)}"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user sets once for all commands; an option of a command goes before.

    ``embedder`` is a sentence-transformers model by name or folder (``None``: the shipped one), ``policy`` a
    bundled policy or a file, ``style`` how replaced words look, ``themes`` a file of the user's own themes,
    ``project_key`` and ``conflict_key`` key files.
    """

    embedder: str | None = None
    policy: str = "share"
    style: str = "placeholder"
    project_key: str | None = None
    themes: str | None = None
    conflict_key: str | None = None


def load_settings(path: Path | None = None) -> Settings:
    """The settings of a TOML file: the given one, else the one ``CASEKIT_SETTINGS`` names, else ``casekit.toml`` here.

    Raises:
        InputError: the file cannot be read, a key is unknown, or a value is not text.
    """
    named = path or (Path(os.environ["CASEKIT_SETTINGS"]) if os.environ.get("CASEKIT_SETTINGS") else None)
    file = named or Path("casekit.toml")
    if named is None and not file.is_file():
        return Settings()
    try:
        table = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        raise FileProblem(f"{file.name!r} cannot be read", key="file_unreadable", name=file.name) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file.name}: this is not TOML: {error}") from None
    known = [one.name for one in fields(Settings)]
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise InputError(f"{file.name}: unknown settings {', '.join(unknown)}; there are {', '.join(known)}")
    if not all(isinstance(value, str) for value in table.values()):
        raise InputError(f"{file.name}: every setting is a text between quotes")
    return Settings(**table)


def load_policy(name_or_path: str | Path) -> Policy:
    """A bundled policy by name, or one of your own by the path of its TOML file.

    Raises:
        PolicyError: there is no such policy, or the file is not one; the message says what exists.
    """
    if name_or_path in BUNDLED:
        return _parsed((files("casekit") / "policies" / f"{name_or_path}.toml").read_text("utf-8"))
    path = Path(name_or_path)
    if path.suffix.lower() != ".toml":
        raise PolicyError(
            f"no policy {path.name!r}; choose {', '.join(BUNDLED)} or the path of a .toml file",
            key="policy_unknown",
            name=path.name,
            policies=", ".join(BUNDLED),
        )
    try:
        return _parsed(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(
            f"the policy file {path.name!r} cannot be read", key="file_unreadable", name=path.name
        ) from error


def _parsed(text: str) -> Policy:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"the policy is not valid TOML: {error}") from error
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise PolicyError(f"unknown keys {', '.join(unknown)}; a policy has {', '.join(sorted(_KEYS))}")
    operators = _by_type(table.get("operators", {}), "operators")
    missing = [str(t) for t in EntityType if t not in operators]
    if missing:
        raise PolicyError(f"a policy says what happens to every type; missing: {', '.join(missing)}")
    thresholds = _by_type(table.get("thresholds", {}), "thresholds")
    if not all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in thresholds.values()):
        raise PolicyError("a threshold is a number in 0..1")
    steps = _by_type(table.get("generalise", {}), "generalise")
    name, description = str(table.get("name", "own")), str(table.get("description", ""))
    return Policy(name, operators, description, thresholds, steps)


def _by_type(table: Any, key: str) -> dict[EntityType, Any]:
    if not isinstance(table, dict):
        raise PolicyError(f"{key} is a table of type = value")
    unknown = sorted(set(table) - {str(t) for t in EntityType})
    if unknown:
        raise PolicyError(f"unknown types in {key}: {', '.join(unknown)}; there are {', '.join(EntityType)}")
    return {EntityType(name): value for name, value in table.items()}


def model_path(name: str) -> Path:
    """The folder of a shipped model: inside an installed wheel, else ``models/`` of the checkout.

    Raises:
        FileNotFoundError: neither place has it.
    """
    package = Path(__file__).parent
    for root in (package / "_models", package.parents[1] / "models"):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"the model {name!r} is not installed; reinstall casekit")
