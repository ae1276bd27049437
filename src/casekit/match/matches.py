"""What the matcher answers: one profile for one case, and all of them with what else is to be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casekit.match.profile import Profile
from casekit.match.risk import Risk
from casekit.match.themes import Reading


@dataclass(frozen=True, slots=True)
class Match:
    """One profile for one case.

    ``similarity`` is the cosine of the two texts (higher is closer). ``themes`` are the probabilities of
    the case. ``format_fit`` is the probability that the case asks for the profile's format (stated, or as its
    text tells) and ``theme_overlap`` the expected share of themes in common, ``None`` without a theme model.
    ``rank_score`` (0..1) orders the matches, see ``casekit.match.rank``. ``barriers`` name what keeps the
    profile from being proposed now; ``suitable`` is false with a barrier, or when too little fits.
    ``reasons`` are sentences for a person; they quote the asker's own case and never another text.
    """

    profile: Profile
    similarity: float
    themes: Mapping[str, float]
    format_fit: float | None
    theme_overlap: float | None
    rank_score: float
    suitable: bool
    barriers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def abstained(self) -> bool:
        """Whether the matcher would rather propose nothing than this."""
        return not self.suitable


@dataclass(frozen=True, slots=True)
class Matches(Sequence[Match]):
    """The matches of a case, best first, and what else is to be said.

    ``nearest`` is the best profile even when it is not suitable, ``None`` without profiles. ``hints`` are
    sentences on what would change the answer, ``risks`` signs of danger in the case.
    """

    found: tuple[Match, ...]
    nearest: Match | None
    reading: Reading
    risks: tuple[Risk, ...] = ()
    hints: tuple[str, ...] = ()

    def __getitem__(self, place: int) -> Match:  # type: ignore[override]
        return self.found[place]

    def __len__(self) -> int:
        return len(self.found)

    @property
    def abstained(self) -> bool:
        """Whether there is no suitable group."""
        return self.nearest is None or not any(match.suitable for match in (*self.found, self.nearest))
