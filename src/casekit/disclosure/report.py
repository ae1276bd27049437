"""What the report says: frozen values, and the table of what raises the level how far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from casekit.case import EntityType

Level = Literal["low", "look_again", "do_not_share"]
LEVELS: tuple[Level, ...] = ("low", "look_again", "do_not_share")
#: fewer people than this fit what is left: do not share, look again (k of 10 is a habit of official statistics)
FEWEST, FEW = 10, 100
#: what raises the level, each alone and as far as it says here; the more harmful first
RULES: Mapping[str, Level] = MappingProxyType(
    {
        "direct_left": "do_not_share",
        "few_people": "do_not_share",
        "small_place_and_more": "do_not_share",
        "file_name": "do_not_share",
        "file_title": "do_not_share",
        "rare_media": "do_not_share",
        "rare_known": "do_not_share",
        "rare_crime": "do_not_share",
        "rare_relative": "do_not_share",
        "rare_together": "do_not_share",
        "direct_kept": "look_again",
        "signature_name": "look_again",
        "small_place": "look_again",
        "not_many_people": "look_again",
        "small_place_near": "look_again",
        "rare_only": "look_again",
        "rare_first": "look_again",
        "rare_office": "look_again",
        "rare_award": "look_again",
        "rare_court": "look_again",
        "rare_accident": "look_again",
        "rare_births": "look_again",
        "rare_disease": "look_again",
        "signature_workplace": "look_again",
        "file_author": "look_again",
        "file_company": "look_again",
        "file_place": "look_again",
        "unsure_direct": "look_again",
        "hint_initials": "look_again",
        "hint_email": "look_again",
        "hint_first_letter": "look_again",
        "hint_wordplay": "look_again",
        "hint_name_day": "look_again",
        "hint_named_after": "look_again",
        "hint_nickname": "look_again",
        "hint_university": "look_again",
        "hint_landmark": "look_again",
        "hint_seat": "look_again",
        "hint_dialect": "look_again",
        "hint_local_media": "look_again",
        "hint_club": "look_again",
        "hint_transport": "look_again",
        "hint_feast": "look_again",
        "hint_age": "look_again",
    }
)
_RANK = {key: rank for rank, key in enumerate(RULES)}
#: this many kinds of rare facts that each ask for a second look are together too many
TOGETHER = 3


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file tells beside its text: the name it is shared under, and its properties."""

    name: str | None = field(default=None, repr=False)
    author: str | None = field(default=None, repr=False)
    title: str | None = field(default=None, repr=False)
    company: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that raises the level: a key of ``RULES`` and where it stands.

    ``where`` says what ``start`` and ``end`` count in: the anonymised text (``output``), the original, or nothing
    (``whole``, ``file``). ``excerpt`` is the stretch itself, for the author alone; ``params`` fill the sentence.
    """

    key: str
    where: Literal["output", "original", "whole", "file"] = "whole"
    start: int = 0
    end: int = 0
    excerpt: str = field(default="", repr=False)
    params: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.key not in RULES:
            raise ValueError(f"there is no rule {self.key!r}")
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    @property
    def severity(self) -> Level:
        """The level that this alone asks for."""
        return RULES[self.key]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A find that was not sure enough to be replaced, in offsets of the original.

    ``why`` is ``model`` (a trained model half saw it), ``list`` (a word that a list has, and that may be an
    ordinary one) or ``shape`` (figures, or words that stand like it). The context is that of the anonymised text.
    """

    start: int
    end: int
    type: EntityType
    confidence: float
    why: Literal["model", "list", "shape"]
    before: str = field(repr=False)
    surface: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Factor:
    """One trait that the output tells, and the share (0..1) of the people who have it."""

    key: str
    share: float
    excerpt: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many people fit everything that is left, as if its traits were independent of one another.

    ``people`` live in the place that the output tells; ``basis`` says what that place is (``place``,
    ``size_region``, ``size``, ``country`` or ``prior``: the language's main country).
    """

    people: float
    basis: str
    factors: tuple[Factor, ...]
    country: str

    @property
    def expected(self) -> float:
        """The number of such people that one would expect."""
        found = self.people
        for factor in self.factors:
            found *= factor.share
        return found


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What risk of recognition remains in one anonymised case. Pseudonymised text is still personal data.

    ``replaced`` and ``kept`` count mentions by type; ``reasons`` and ``unsure`` have the most harmful first.
    """

    language: str
    reasons: tuple[Reason, ...]
    replaced: Mapping[str, int]
    kept: Mapping[str, int]
    unsure: tuple[Candidate, ...]
    estimate: Estimate | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "replaced", MappingProxyType(dict(self.replaced)))
        object.__setattr__(self, "kept", MappingProxyType(dict(self.kept)))

    @property
    def level(self) -> Level:
        """The highest level that any reason asks for."""
        return max((reason.severity for reason in self.reasons), key=LEVELS.index, default="low")


def ordered(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Each reason once, the most harmful first, then in the order of the text."""
    once = {(r.key, r.where, r.start, r.end): r for r in reasons}
    return tuple(sorted(once.values(), key=lambda r: (_RANK[r.key], r.start)))


def together(reasons: Sequence[Reason]) -> list[Reason]:
    """The reason that several kinds of rare facts are in one text, when they are."""
    kinds = {r.key for r in reasons if r.key.startswith("rare_") and r.severity == "look_again"}
    return [Reason("rare_together", params={"count": str(len(kinds))})] if len(kinds) >= TOGETHER else []
