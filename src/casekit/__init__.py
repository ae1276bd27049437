"""De-identify case write-ups in Russian, English and Swedish, and match them to those who can help.

Importing casekit loads nothing heavy; each public name is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casekit.case import AnonymisedCase, Entity, EntityType, Mention
    from casekit.config import Policy
    from casekit.match import Match, Matcher, Profile
    from casekit.pipeline import Anonymiser, anonymise

_HOME = {
    "AnonymisedCase": "casekit.case",
    "Anonymiser": "casekit.pipeline",
    "Entity": "casekit.case",
    "EntityType": "casekit.case",
    "Match": "casekit.match",
    "Matcher": "casekit.match",
    "Mention": "casekit.case",
    "Policy": "casekit.config",
    "Profile": "casekit.match",
    "anonymise": "casekit.pipeline",
}
__version__ = "0.1.0"
__all__ = [
    "AnonymisedCase",
    "Anonymiser",
    "Entity",
    "EntityType",
    "Match",
    "Matcher",
    "Mention",
    "Policy",
    "Profile",
    "anonymise",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'casekit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
