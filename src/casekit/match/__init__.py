"""Stage 6: from the vector of a case to the groups and peers that can help, ranked and with reasons.

Profile                what a group or peer states of itself
load_profiles(path)    profiles from JSON Lines, CSV or YAML; a bad row is refused with its line and reason
draft_profile(text)    a profile proposed from a free announcement, for a person to confirm
Matcher                ranks profiles for an anonymised case
Match, Matches         one profile with its reasons and rank; all of them with what else is to be said
Request                what the asker wants beside the case
ThemeModel             theme and format probabilities of a text
save_index, open_index an index as a folder, checked by hashes
assign(...)            many cases to many groups at once
assign_cases(...)      the same with what a matcher knows of its groups
form_groups(...)       intervision groups out of peers
"""

from __future__ import annotations

from casekit.match.announcement import Draft, draft_profile
from casekit.match.assign import Assignment, assign
from casekit.match.folder import (
    StoredIndex,
    is_index,
    open_index,
    read_profiles,
    save_index,
    stored_embedder,
)
from casekit.match.form import ProposedGroup, form_groups
from casekit.match.load import load_profiles
from casekit.match.matcher import Matcher
from casekit.match.matches import Match, Matches
from casekit.match.passages import CaseEncoder
from casekit.match.placing import assign_cases
from casekit.match.profile import Profile, profile_from
from casekit.match.rank import Ranking
from casekit.match.risk import Risk
from casekit.match.rules import Request, with_place_marks
from casekit.match.themes import OwnTheme, Reading, ThemeModel, load_own_themes

__all__ = [
    "Assignment",
    "CaseEncoder",
    "Draft",
    "Match",
    "Matcher",
    "Matches",
    "OwnTheme",
    "Profile",
    "ProposedGroup",
    "Ranking",
    "Reading",
    "Request",
    "Risk",
    "StoredIndex",
    "ThemeModel",
    "assign",
    "assign_cases",
    "draft_profile",
    "form_groups",
    "is_index",
    "load_own_themes",
    "load_profiles",
    "open_index",
    "profile_from",
    "read_profiles",
    "save_index",
    "stored_embedder",
    "with_place_marks",
]
