"""Ranks the profiles of groups and peers for an anonymised case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from casekit.case import AnonymisedCase
from casekit.errors import InputError
from casekit.lang import get_language
from casekit.match.index import ProfileIndex
from casekit.match.profile import FORMATS, Profile
from casekit.match.rank import SUITABLE, Signals, rank_score
from casekit.match.reasons import reasons
from casekit.match.themes import ThemeModel, overlap, stated


class CaseEncoder(Protocol):
    """Turns cases and profiles into unit vectors of one space (``casekit.embed.CaseEmbedder`` is one)."""

    name: str
    dimensions: int

    def case(self, case: AnonymisedCase) -> NDArray[np.float32]: ...

    def profiles(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Match:
    """One profile for one case.

    ``similarity`` is the cosine of the two texts (higher is closer). ``themes`` are the probabilities of
    the case, empty without a theme model. ``format_fit`` is the probability that the case asks for the
    profile's format, ``None`` where that is not known. ``rank_score`` (0..1) orders the matches, see
    ``casekit.match.rank``. ``suitable`` is false when the profile is closed or full, or ranks so low that
    nothing should be proposed. ``reasons`` are sentences in the language of the case.
    """

    profile: Profile
    similarity: float
    themes: Mapping[str, float]
    format_fit: float | None
    theme_overlap: float | None
    rank_score: float
    suitable: bool
    reasons: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the models say of one case."""

    themes: Mapping[str, float]
    formats: Mapping[str, float]


class Matcher:
    """Holds profiles with their vectors; loads its models once, and matching is thread-safe.

    ``theme_encoder`` makes the vectors for the theme model where ``encoder`` is not the embedder that the
    model was trained on; without a fitting one, themes and formats are left out of the ranking.
    """

    def __init__(
        self,
        profiles: Iterable[Profile],
        encoder: CaseEncoder,
        *,
        theme_encoder: CaseEncoder | None = None,
        theme_model: ThemeModel | None = None,
    ) -> None:
        self.profiles = tuple(profiles)
        if len({profile.id for profile in self.profiles}) < len(self.profiles):
            raise InputError("two profiles have the same id")
        self._encoder = encoder
        self._model = theme_model or ThemeModel.open()
        fitting = [e for e in (encoder, theme_encoder) if e and e.name == self._model.embedder]
        self._theme_encoder = fitting[0] if fitting else None
        texts = [profile.text for profile in self.profiles]
        vectors = encoder.profiles(texts)
        self._index = ProfileIndex(encoder.dimensions)
        self._index.add(range(len(texts)), vectors)
        self._themes = self._profile_themes(texts, vectors)

    def match(
        self,
        result: AnonymisedCase,
        k: int = 3,
        languages: Sequence[str] | None = None,
        format: str = "any",
        *,
        available: bool = False,
    ) -> tuple[Match, ...]:
        """The ``k`` best profiles, best first; fewer when fewer pass the filters.

        ``languages`` leaves profiles that speak one of them (``None``: all, a case may go to a group of
        another language), ``format`` those of one format, ``available`` those neither closed nor full.
        With ``k`` the number of profiles all are ranked, and ``suitable`` says which to propose.

        Raises:
            TypeError: ``result`` is not an ``AnonymisedCase``.
            InputError: ``k`` or ``format`` makes no sense.
        """
        if not isinstance(result, AnonymisedCase):
            raise TypeError(f"an AnonymisedCase is needed, not {type(result).__name__}; anonymise it first")
        if k < 1:
            raise InputError("k is the number of matches wanted, one or more")
        if format not in ("any", *FORMATS):
            raise InputError(f"the format is one of any, {', '.join(FORMATS)}")
        allowed = list(self._passing(languages, format, available))
        vector = self._encoder.case(result)
        reading = self._read(result, vector)
        # all that pass are ranked: themes may lift what similarity alone puts far down
        found = self._index.search(vector, len(allowed), allowed=allowed)
        ranked = sorted(
            ((self._signals(number, similarity, reading), number) for number, similarity in found),
            key=lambda pair: (-rank_score(pair[0]), -pair[0].similarity, pair[1]),
        )
        return tuple(self._match(number, signals, reading, result) for signals, number in ranked[:k])

    def _passing(self, languages: Sequence[str] | None, format: str, available: bool) -> Iterator[int]:
        wanted = {languages} if isinstance(languages, str) else set(languages or ())
        for number, profile in enumerate(self.profiles):
            if languages is not None and not wanted.intersection(profile.languages):
                continue
            if format not in ("any", profile.format) or (available and not profile.available):
                continue
            yield number

    def _profile_themes(
        self, texts: list[str], vectors: NDArray[np.float32]
    ) -> list[Mapping[str, float] | None]:
        """What each profile is about: as stated, else as predicted from its text."""
        if self._theme_encoder is None:
            return [None] * len(texts)
        if self._theme_encoder is not self._encoder:
            vectors = self._theme_encoder.profiles(texts)
        return [
            self._model.themes(vector)
            if profile.themes is None
            else stated(profile.themes, self._model.labels)
            for profile, vector in zip(self.profiles, vectors, strict=True)
        ]

    def _read(self, case: AnonymisedCase, vector: NDArray[np.float32]) -> _Reading:
        if self._theme_encoder is None:
            return _Reading({}, {})
        if self._theme_encoder is not self._encoder:
            vector = self._theme_encoder.case(case)
        return _Reading(self._model.themes(vector), self._model.formats(vector))

    def _signals(self, number: int, similarity: float, reading: _Reading) -> Signals:
        themes, format = self._themes[number], self.profiles[number].format
        return Signals(
            similarity=similarity,
            themes=None if themes is None else overlap(reading.themes, themes),
            format=None if format is None else reading.formats.get(format),
        )

    def _match(self, number: int, signals: Signals, reading: _Reading, case: AnonymisedCase) -> Match:
        profile, score = self.profiles[number], rank_score(signals)
        return Match(
            profile=profile,
            similarity=signals.similarity,
            themes=MappingProxyType(dict(reading.themes)),
            format_fit=signals.format,
            theme_overlap=signals.themes,
            rank_score=score,
            suitable=profile.available and score >= SUITABLE,
            reasons=reasons(profile, reading.themes, reading.formats, get_language(case.language)),
        )
