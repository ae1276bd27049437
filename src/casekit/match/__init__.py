"""Stage 6: from the vector of a case to the groups and peers that can help, ranked and with reasons.

Profile                what a group or peer states of itself
load_profiles(path)    profiles from JSON Lines; a bad row is refused with its line and reason
Matcher                ranks profiles for an anonymised case
Match                  one profile with its similarity, themes, format fit, reasons and rank
ThemeModel             theme and format probabilities of a vector
"""

from __future__ import annotations

from casekit.match.matcher import CaseEncoder, Match, Matcher
from casekit.match.profile import Profile, load_profiles
from casekit.match.themes import ThemeModel

__all__ = ["CaseEncoder", "Match", "Matcher", "Profile", "ThemeModel", "load_profiles"]
