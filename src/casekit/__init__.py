"""De-identify case write-ups in Russian, English and Swedish, and match them to those who can help.

Importing casekit loads nothing heavy; each public name is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casekit.case import AnonymisedCase, Entity, EntityType, Mention, Note, Who
    from casekit.config import Policy
    from casekit.conflicts import ConflictKey
    from casekit.disclosure import Disclosure, DisclosureWords
    from casekit.errors import (
        CasekitError,
        FileProblem,
        InputError,
        LanguageError,
        LeakError,
        MissingExtra,
        PolicyError,
    )
    from casekit.files import AnonymisedFile, anonymise_file
    from casekit.installed import About, about
    from casekit.match import (
        Assignment,
        Match,
        Matches,
        Profile,
        Reading,
        Request,
        assign,
        assign_cases,
        form_groups,
        load_own_themes,
        load_profiles,
        profile_from,
    )
    from casekit.pipeline import Anonymiser, Matcher, anonymise, draft_profile
    from casekit.read import Choices, text_of
    from casekit.stopping import stoppable
    from casekit.vault import Vault, open_vault, restore, seal

_HOME = {
    "casekit.installed": ("About", "about"),
    "casekit.case": ("AnonymisedCase", "Entity", "EntityType", "Mention", "Note", "Who"),
    "casekit.config": ("Policy",),
    "casekit.conflicts": ("ConflictKey",),
    "casekit.disclosure": ("Disclosure", "DisclosureWords"),
    "casekit.errors": (
        "CasekitError",
        "FileProblem",
        "InputError",
        "LanguageError",
        "LeakError",
        "MissingExtra",
        "PolicyError",
    ),
    "casekit.files": ("AnonymisedFile", "anonymise_file"),
    "casekit.match": (
        "Assignment",
        "Match",
        "Matches",
        "Profile",
        "Reading",
        "Request",
        "assign",
        "assign_cases",
        "form_groups",
        "load_own_themes",
        "load_profiles",
        "profile_from",
    ),
    "casekit.pipeline": ("Anonymiser", "Matcher", "anonymise", "draft_profile"),
    "casekit.read": ("Choices", "text_of"),
    "casekit.stopping": ("stoppable",),
    "casekit.vault": ("Vault", "open_vault", "restore", "seal"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}
__version__ = "0.1.0"
__all__ = [
    "About",
    "AnonymisedCase",
    "AnonymisedFile",
    "Anonymiser",
    "Assignment",
    "CasekitError",
    "Choices",
    "ConflictKey",
    "Disclosure",
    "DisclosureWords",
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
    "MissingExtra",
    "Note",
    "Policy",
    "PolicyError",
    "Profile",
    "Reading",
    "Request",
    "Vault",
    "Who",
    "about",
    "anonymise",
    "anonymise_file",
    "assign",
    "assign_cases",
    "draft_profile",
    "form_groups",
    "load_own_themes",
    "load_profiles",
    "open_vault",
    "profile_from",
    "restore",
    "seal",
    "stoppable",
    "text_of",
]


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        return getattr(import_module(_MODULE_OF[name]), name)
    raise AttributeError(f"module 'casekit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
