"""De-identify case write-ups in Russian, English and Swedish, and match them to those who can help.

Importing casekit loads nothing heavy; each public name is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casekit.case import AnonymisedCase, Entity, EntityType, Mention
    from casekit.config import Policy
    from casekit.conflicts import ConflictKey
    from casekit.errors import CasekitError, FileProblem, InputError, LanguageError, LeakError, PolicyError
    from casekit.match import Match, Matches, Profile, Request, assign, form_groups, load_profiles
    from casekit.pipeline import Anonymiser, Matcher, anonymise, draft_profile

_HOME = {
    "casekit.case": ("AnonymisedCase", "Entity", "EntityType", "Mention"),
    "casekit.config": ("Policy",),
    "casekit.conflicts": ("ConflictKey",),
    "casekit.errors": (
        "CasekitError",
        "FileProblem",
        "InputError",
        "LanguageError",
        "LeakError",
        "PolicyError",
    ),
    "casekit.match": ("Match", "Matches", "Profile", "Request", "assign", "form_groups", "load_profiles"),
    "casekit.pipeline": ("Anonymiser", "Matcher", "anonymise", "draft_profile"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}
__version__ = "0.1.0"
__all__ = [
    "AnonymisedCase",
    "Anonymiser",
    "CasekitError",
    "ConflictKey",
    "Entity",
    "EntityType",
    "FileProblem",
    "InputError",
    "LanguageError",
    "LeakError",
    "Match",
    "Matcher",
    "Matches",
    "Mention",
    "Policy",
    "PolicyError",
    "Profile",
    "Request",
    "anonymise",
    "assign",
    "draft_profile",
    "form_groups",
    "load_profiles",
]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(_MODULE_OF[name]), name)
    raise AttributeError(f"module 'casekit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
