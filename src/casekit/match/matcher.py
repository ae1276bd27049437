"""Ranks the profiles of groups and peers for an anonymised case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casekit.case import AnonymisedCase
from casekit.errors import InputError
from casekit.lang import Language, get_language
from casekit.match.index import ProfileIndex
from casekit.match.matches import Match, Matches
from casekit.match.passages import CaseEncoder, Passages
from casekit.match.profile import Profile
from casekit.match.rank import Ranking, Signals, diversified, expected_jaccard
from casekit.match.reasons import against, reasons
from casekit.match.risk import find_risks
from casekit.match.rules import Request, barriers
from casekit.match.themes import THEMES, OwnTheme, Reading, ThemeModel, own_probabilities, stated


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """One case as everything below needs it."""

    case: AnonymisedCase
    passages: Passages
    reading: Reading
    vector: NDArray[np.float32]
    #: what speaks of the professional and the relationship, for Balint groups
    reaction: NDArray[np.float32]


class Matcher:
    """Holds profiles with their vectors; loads its models once, and matching is thread-safe.

    ``theme_encoder`` makes the vectors for the theme model where ``encoder`` is not the embedder that the
    model was trained on; without a fitting one, themes and formats are left out of the ranking. ``index`` and
    ``readings`` are those of an earlier matcher of the same profiles, models and own themes.
    """

    def __init__(
        self,
        profiles: Iterable[Profile],
        encoder: CaseEncoder,
        *,
        theme_encoder: CaseEncoder | None = None,
        theme_model: ThemeModel | None = None,
        ranking: Ranking | None = None,
        own_themes: Sequence[OwnTheme] = (),
        index: ProfileIndex | None = None,
        readings: Sequence[Reading] | None = None,
    ) -> None:
        self._encoder = encoder
        self._model = theme_model or ThemeModel.open()
        self._ranking = ranking or Ranking.open()
        fitting = [e for e in (encoder, theme_encoder) if e and e.name == self._model.embedder]
        self._theme_encoder = fitting[0] if fitting else None
        self._own = tuple((theme, self._examples(theme)) for theme in own_themes)
        self._hold(tuple(profiles), index, readings)

    def over(self, profiles: Iterable[Profile]) -> Matcher:
        """Another matcher of the same models over other profiles.

        Only texts that this one does not have are embedded and read; this one stays as it is.

        Raises:
            InputError: two profiles have the same id.
        """
        wanted = tuple(profiles)
        have = {profile.text: number for number, profile in enumerate(self.profiles)}
        places = [have.get(profile.text) for profile in wanted]
        made = {n: self._seen(p) for n, p in enumerate(wanted) if places[n] is None}
        rows = [made[n][0] if at is None else self._vectors[at] for n, at in enumerate(places)]
        readings = [made[n][1] if at is None else self.readings[at] for n, at in enumerate(places)]
        other = copy(self)
        other._hold(wanted, _index_of(rows, self._encoder.dimensions), readings)
        return other

    def _hold(
        self,
        profiles: tuple[Profile, ...],
        index: ProfileIndex | None,
        readings: Sequence[Reading] | None,
    ) -> None:
        if len({profile.id for profile in profiles}) < len(profiles):
            raise InputError("two profiles have the same id")
        made = [] if index is not None and readings is not None else list(map(self._seen, profiles))
        self.profiles = profiles
        self.index = _index_of([v for v, _ in made], self._encoder.dimensions) if index is None else index
        if len(self.index) != len(profiles) or self.index.dimensions != self._encoder.dimensions:
            raise InputError("the index does not belong to these profiles and this embedder")
        self._vectors = self.index.vectors(range(len(profiles)))
        self._usual = self._vectors.mean(axis=0) if len(profiles) > 1 else np.float32(0)
        self.readings = tuple(readings if readings is not None else (reading for _, reading in made))
        self._themes = [_stated_or_read(p, one) for p, one in zip(profiles, self.readings, strict=True)]

    @property
    def embedder(self) -> str:
        """The name of the embedder whose vectors the index holds."""
        return self._encoder.name

    @property
    def vectors(self) -> NDArray[np.float32]:
        """The unit vectors of the profiles, one a row. Personal data: never handed on."""
        return self._vectors

    @property
    def profile_themes(self) -> NDArray[np.float64]:
        """Probabilities of the main themes of each profile, of shape ``(profiles, 3)``."""
        rows = [[0.5] * len(THEMES) if themes is None else themes for themes in self._themes]
        return np.array(rows, dtype=np.float64).reshape(-1, len(THEMES))

    def threshold(self, case: AnonymisedCase, profile: Profile) -> float:
        """The rank from which on the profile is proposed for a case of that language."""
        return self._ranking.threshold(case.language, _own_language(profile, case.language))

    def read(self, case: AnonymisedCase) -> Reading:
        """What the case is about and which format it asks for.

        Raises:
            TypeError: ``case`` is not an ``AnonymisedCase``.
        """
        return self._asked(case).reading

    def match(
        self,
        result: AnonymisedCase,
        k: int = 3,
        languages: Sequence[str] | None = None,
        format: str = "any",
        *,
        request: Request | None = None,
        reader: str | None = None,
    ) -> Matches:
        """The best ``k`` suitable profiles, best first, near-duplicates of a better one put behind.

        With ``k`` the number of profiles (or more), all that pass the asker's conditions are ranked, and
        ``suitable`` says which to propose; with a smaller ``k`` the others are left out, and ``nearest``
        still names the best. Profiles with a conflict of interest are never in the answer.

        ``languages`` and ``format`` are the most usual conditions; ``request`` holds all of them.
        ``reader`` is the language of the reasons, that of the case when ``None``.

        Raises:
            TypeError: ``result`` is not an ``AnonymisedCase``.
            InputError: ``k`` or a condition makes no sense.
        """
        if k < 1:
            raise InputError("k is the number of matches wanted, one or more")
        asked = self._asked(result)
        wanted = _request(request, languages, format)
        told = get_language(reader or result.language)
        risks = find_risks(asked.passages.shown, get_language(result.language))
        free = [n for n, p in enumerate(self.profiles) if not p.conflicts & result.conflict_marks]
        allowed = [n for n in free if not wanted.excludes(self.profiles[n])]
        ranked = list(self._ranked(asked, allowed, wanted, bool(risks)))
        everything = k >= len(self.profiles)
        chosen = ranked if everything else self._few([r for r in ranked if r[1].suitable], k)
        nearest = ranked[:1]
        explained = {n: self._explained(asked, n, match, wanted, told) for n, match in [*chosen, *nearest]}
        return Matches(
            found=tuple(explained[number] for number, _ in chosen),
            nearest=explained[nearest[0][0]] if nearest else None,
            reading=asked.reading,
            risks=risks,
            hints=tuple(self._hints(asked, wanted, ranked, free, told)),
        )

    def scores(self, case: AnonymisedCase) -> NDArray[np.float64]:
        """The rank of every profile for a case, of shape ``(profiles,)``; −1 for a conflict of interest.

        Raises:
            TypeError: ``case`` is not an ``AnonymisedCase``.
        """
        asked, found = self._asked(case), np.full(len(self.profiles), -1.0)
        free = [n for n, p in enumerate(self.profiles) if not p.conflicts & case.conflict_marks]
        for number, match in self._ranked(asked, free, Request(), False):
            found[number] = match.rank_score
        return found

    def _asked(self, case: AnonymisedCase) -> _Asked:
        if not isinstance(case, AnonymisedCase):
            raise TypeError(f"an AnonymisedCase is needed, not {type(case).__name__}; anonymise it first")
        passages = self._encoder.case(case)
        encoder = self._theme_encoder
        if encoder is None:
            return _Asked(case, passages, Reading.empty(), passages.vector, passages.vector)
        read = passages if encoder is self._encoder else encoder.case(case)
        reading = self._model.read(read)
        own = own_probabilities(self._own, read.vectors)
        share = self._model.reaction(read.vectors)
        reaction = passages.vector
        if len(read.texts) == len(passages.texts) and share.any():
            reaction = _unit((passages.weights * share) @ passages.vectors)
        return _Asked(
            case, passages, replace(reading, others={**reading.others, **own}), passages.vector, reaction
        )

    def _ranked(
        self, asked: _Asked, allowed: Sequence[int], request: Request, risk: bool
    ) -> Iterator[tuple[int, Match]]:
        """Every allowed profile with its rank, best first."""
        # all that pass are ranked: themes may lift what similarity alone puts far down
        cosines = dict(self.index.search(asked.vector, len(allowed), allowed=allowed))
        found = [(n, self._match(asked, n, cosine, request, risk)) for n, cosine in cosines.items()]
        yield from sorted(found, key=lambda pair: (-pair[1].rank_score, -pair[1].similarity, pair[0]))

    def _match(self, asked: _Asked, number: int, cosine: float, request: Request, risk: bool) -> Match:
        profile, signals = self.profiles[number], self._signals(asked, number, cosine, request)
        score = self._ranking.score(signals)
        found = barriers(profile, request, risk=risk)
        match = Match(
            profile=profile,
            similarity=cosine,
            themes=MappingProxyType({**asked.reading.themes, **asked.reading.others}),
            format_fit=signals.format,
            theme_overlap=signals.themes,
            rank_score=score,
            suitable=False,
            barriers=found,
        )
        return replace(match, suitable=not found and self._fits(match, asked.case.language))

    def _signals(self, asked: _Asked, number: int, cosine: float, request: Request) -> Signals:
        profile, reading = self.profiles[number], asked.reading
        known, stated = self.readings[number], self._themes[number]
        if profile.format == "balint":
            # a Balint group is about the professional's reaction and the relationship, not the diagnosis
            cosine = (cosine + float(self._vectors[number] @ asked.reaction)) / 2
        scale = self._ranking.scale(asked.case.language, _own_language(profile, asked.case.language))
        others = (
            _meeting(reading.others, _others(profile, known)) if known.others and reading.others else None
        )
        themes = None
        if stated is not None and reading.themes:
            themes = expected_jaccard([reading.themes[t] for t in THEMES], stated, others or 0.0)
        return Signals(
            similarity=scale.place(cosine),
            themes=themes,
            others=others,
            format=_format_fit(profile, known.formats, reading.formats),
            wishes=request.wishes_met(profile),
        )

    def _fits(self, match: Match, language: str) -> bool:
        """Whether enough of the profile fits, whatever bars it."""
        return match.rank_score >= self._ranking.threshold(language, _own_language(match.profile, language))

    def _few(self, ranked: Sequence[tuple[int, Match]], k: int) -> list[tuple[int, Match]]:
        vectors = self._vectors[[number for number, _ in ranked]]
        return [ranked[place] for place in diversified([m.rank_score for _, m in ranked], vectors, k)]

    def _explained(
        self, asked: _Asked, number: int, match: Match, request: Request, reader: Language
    ) -> Match:
        profile, shown = self.profiles[number], asked.passages.shown
        # nearer to this profile than to profiles in general
        closeness = asked.passages.vectors @ (self._vectors[number] - self._usual)
        carried = shown[int(closeness.argmax())] if len(shown) else ""
        passed = [name for name in request.stated if name not in match.barriers]
        formats, spoken = asked.reading.formats, asked.case.language
        pro = reasons(profile, match.themes, formats, carried, spoken, passed, reader)
        weak = not match.suitable and not match.barriers
        return replace(match, reasons=(*pro, *against(match.barriers, profile, weak=weak, reader=reader)))

    def _hints(
        self,
        asked: _Asked,
        request: Request,
        ranked: Sequence[tuple[int, Match]],
        free: Sequence[int],
        reader: Language,
    ) -> Iterator[str]:
        """What would change the answer."""
        words = reader.table("matching")
        if ranked and not any(match.suitable for _, match in ranked):
            nearest = ranked[0][1].profile
            yield words["hints"]["none"].format(title=nearest.title or nearest.id)
        barred = sum(bool(m.barriers) and self._fits(m, asked.case.language) for _, m in ranked)
        if barred:
            yield words["hints"]["barred"].format(count=barred)
        excluded: dict[tuple[str, ...], list[int]] = {}
        for number in free:
            failed = request.excludes(self.profiles[number])
            if failed:
                excluded.setdefault(failed, []).append(number)
        for failed, numbers in excluded.items():
            count = sum(match.suitable for _, match in self._ranked(asked, numbers, request, False))
            if count:
                names = ", ".join(words["filters"][name] for name in failed)
                yield words["hints"]["filtered"].format(count=count, filters=names)
        if len(free) < len(self.profiles):
            yield words["hints"]["conflict"]

    def _seen(self, profile: Profile) -> tuple[NDArray[np.float32], Reading]:
        """The vector of a profile, and what its text is about."""
        passages = self._encoder.profile(profile.text)
        encoder = self._theme_encoder
        if encoder is None:
            return passages.vector, Reading.empty()
        read = passages if encoder is self._encoder else encoder.profile(profile.text)
        reading = self._model.read_profile(read)
        own = own_probabilities(self._own, read.vectors)
        return passages.vector, replace(reading, others={**reading.others, **own})

    def _examples(self, theme: OwnTheme) -> NDArray[np.float32]:
        encoder = self._theme_encoder or self._encoder
        return np.stack([encoder.profile(text).vector for text in (theme.sentence, *theme.examples)])


def _index_of(rows: Sequence[NDArray[np.float32]], dimensions: int) -> ProfileIndex:
    index = ProfileIndex(dimensions)
    index.add(range(len(rows)), np.stack(rows) if rows else np.zeros((0, dimensions), dtype=np.float32))
    return index


def _request(request: Request | None, languages: Sequence[str] | None, format: str) -> Request:
    """The conditions of both ways to state them together."""
    wanted = request or Request()
    if languages is not None:
        chosen = {languages} if isinstance(languages, str) else set(languages)
        wanted = replace(wanted, languages=frozenset(chosen))
    return wanted if format == "any" else replace(wanted, format=format)


def _own_language(profile: Profile, case_language: str) -> str:
    """The language in which the profile is taken to speak: that of the case when it knows it."""
    return case_language if case_language in profile.languages else profile.languages[0]


def _format_fit(profile: Profile, read: Mapping[str, float], asked: Mapping[str, float]) -> float | None:
    """The probability that the case asks for the profile's format, stated or as read from its text."""
    if not asked:
        return None
    if profile.format is not None:
        return asked[profile.format]
    return sum(chance * asked[name] for name, chance in read.items()) if read else None


def _stated_or_read(profile: Profile, reading: Reading) -> list[float] | None:
    """The main themes of a profile as it states them, else as its text tells; ``None``: not known."""
    if not reading.themes:
        return None
    return [reading.themes[theme] for theme in THEMES] if profile.themes is None else stated(profile.themes)


def _others(profile: Profile, reading: Reading) -> dict[str, float]:
    """The other themes of a profile: as its text tells, and those that it states for certain."""
    named = {name: 1.0 for name in profile.themes or () if name not in THEMES}
    return {**reading.others, **named}


def _meeting(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """How far two sets of theme probabilities meet, 0..1: Jaccard's index with minima and maxima."""
    names = one.keys() | other.keys()
    most = sum(max(one.get(name, 0.0), other.get(name, 0.0)) for name in names)
    return sum(min(one.get(name, 0.0), other.get(name, 0.0)) for name in names) / most if most else 0.0


def _unit(vector: NDArray[Any]) -> NDArray[np.float32]:
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length if length > 0 else vector, dtype=np.float32)
