"""What is installed here: languages, types, policies, and which models and rules an answer was made with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casekit.case import EntityType
from casekit.config import BUNDLED, STYLES, model_path
from casekit.lang import SUPPORTED

_MODELS = ("ner", "embedder", "themes")


@dataclass(frozen=True, slots=True)
class About:
    """``models`` and ``rules`` are twelve hexadecimal digits that change when a file of theirs does."""

    models: str
    rules: str
    languages: tuple[str, ...] = SUPPORTED
    types: tuple[str, ...] = tuple(map(str, EntityType))
    policies: tuple[str, ...] = BUNDLED
    styles: tuple[str, ...] = STYLES


@cache
def about() -> About:
    """What is installed; rules are everything in the package that is no model: code, lexicons, policies.

    Raises:
        FileNotFoundError: a model is not installed.
    """
    package = Path(__file__).parent
    models = (file for name in _MODELS for file in _files(model_path(name)))
    rules = (file for file in _files(package) if "_models" not in file.relative_to(package).parts)
    return About(_digest(models), _digest(rules))


def _files(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.rglob("*")) if p.is_file() and "__pycache__" not in p.parts)


def _digest(files: Iterator[Path]) -> str:
    digest = hashlib.blake2b(digest_size=6)
    for file in files:
        content = hashlib.blake2b(file.read_bytes(), digest_size=32).digest()
        digest.update(file.name.encode() + b"\0" + content)
    return digest.hexdigest()
