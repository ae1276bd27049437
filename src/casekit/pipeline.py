"""Composes the stages and holds no logic of its own."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass, field
from dataclasses import replace as replace_field
from pathlib import Path
from secrets import token_bytes

from casekit.case import AnonymisedCase, Mention, Span
from casekit.changes import STYLED, Changes, Extent
from casekit.config import Policy, check_style, load_policy
from casekit.conflicts import ConflictKey
from casekit.detect import Detector
from casekit.disclosure import Disclosure, FileFacts
from casekit.disclosure import assess as disclosure
from casekit.embed import CaseEmbedder, load_embedder
from casekit.errors import InputError
from casekit.keys import KEY_BYTES, read_key
from casekit.lang import get_language
from casekit.link import Linked, extend, link
from casekit.match import (
    Draft,
    Profile,
    StoredIndex,
    ThemeModel,
    is_index,
    load_own_themes,
    load_profiles,
    open_index,
    save_index,
    with_place_marks,
)
from casekit.match import Matcher as BaseMatcher
from casekit.match import draft_profile as make_draft
from casekit.read import Stretch, split_by_language
from casekit.replace import Leak, is_replaced, leak_error, survivors
from casekit.replace import Rewriter as Rewriter
from casekit.spans import Cover, disjoint

#: how often what the leak check finds is taken in before its error is raised
_RESCUES = 2


@dataclass(frozen=True, slots=True)
class Examined:
    """A text and what was found in it, before anything is linked or replaced.

    ``language`` is the code of its main language; ``spans`` are disjoint; ``unsure`` are finds below their
    threshold, ``kept`` the extents of terms that stay although they may look like a name.
    """

    text: str = field(repr=False)
    language: str
    spans: tuple[Span, ...]
    unsure: tuple[Span, ...]
    kept: tuple[Extent, ...]
    characters_seen: int


class Anonymiser:
    """Finds identifiers, links them to entities and replaces them; loads its models once, thread-safe.

    ``style`` is ``placeholder``, ``role`` or ``surrogate`` (``casekit.replace.styles``). With the file of a
    ``project_key`` the same person has the same invented name in all texts, without one in this text alone.
    With a ``conflict_key`` (or the path of its file) each case carries keyed marks of what was replaced,
    so that a matcher can keep it from groups that know the people.
    """

    def __init__(
        self,
        policy: str | Path | Policy = "share",
        *,
        style: str = "placeholder",
        project_key: str | Path | None = None,
        conflict_key: str | Path | ConflictKey | None = None,
    ) -> None:
        self.policy = policy if isinstance(policy, Policy) else load_policy(policy)
        self.style = check_style(style)
        #: the secret of the project, which makes invented names come again in other texts
        self.project_seed = None if project_key is None else read_key(Path(project_key))
        self._key = None if conflict_key is None else _key(conflict_key)
        self._detector = Detector()

    def with_policy(self, policy: str | Path | Policy) -> Anonymiser:
        """Another anonymiser of the same models with a policy of its own."""
        other = copy(self)
        other.policy = policy if isinstance(policy, Policy) else load_policy(policy)
        return other

    def anonymise(
        self,
        text: str,
        language: str | None = None,
        *,
        style: str | None = None,
        file_name: str = "",
        seed: bytes | None = None,
        assess: bool = True,
        progress: Callable[[int, int], None] | None = None,
    ) -> AnonymisedCase:
        """Replace what the policy says in one write-up.

        ``language`` is told piece by piece when ``None``; ``style`` goes before the anonymiser's. No invented
        name stands in ``file_name``. ``seed`` (secret) makes the invented names of a text without a project
        key come again; they are others each time without it. Without ``assess`` the case has no report on
        its risk, which takes about a fifth of the time. ``progress`` is told how many characters of how many
        have been searched.

        Raises:
            LanguageError: the text is in none of the supported languages.
            LeakError: an original survived in the output; nothing is returned.
            PolicyError: there is no such style.
        """
        check_style(style or self.style)
        examined = self.examine(text, language, progress=progress)
        return self.result(examined, style=style, file_name=file_name, seed=seed, assess=assess)

    def examine(
        self,
        text: str,
        language: str | None = None,
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> Examined:
        """Find identifiers in one write-up, for any number of results; ``anonymise`` says what is what.

        Raises:
            LanguageError: the text is in none of the supported languages.
        """
        if not isinstance(text, str):
            raise TypeError(f"a write-up is text, not {type(text).__name__}")
        stretches = split_by_language(text, language)
        extents = [(s.start, s.end, s.language) for s in stretches]
        found = self._detector.detect(text, extents, progress, thresholds=self.policy.thresholds)
        main = _main_language(stretches, language)
        return Examined(text, main, found.spans, found.unsure, found.kept, found.characters_seen)

    def linked(self, examined: Examined) -> Changes:
        """Who is who in an examined text, before any decision; what would survive replacing is taken in."""
        text, language = examined.text, get_language(examined.language)
        spans = list(examined.spans)
        for turn in range(_RESCUES + 1):
            found = link(text, spans, language)
            changes = Changes.of(found.mentions, found.who)
            leaks = survivors(text, changes, self.policy, language, examined.kept)
            new = _uncovered(spans, leaks)
            if not new or turn == _RESCUES:
                break
            spans = sorted([*spans, *new], key=lambda span: span.start)
        return changes

    def extended(self, examined: Examined, changes: Changes, spans: Sequence[Span]) -> Changes:
        """The changes with further finds, which touch no mention: linked, and replaced wherever they stand.

        What would survive is taken in too; where the policy keeps it, its entity is replaced all the same.

        Raises:
            LeakError: something would survive for all that.
        """
        text, language = examined.text, get_language(examined.language)
        for _ in range(_RESCUES + 1):
            found = extend(text, changes, spans, language) if spans else Linked(())
            changes = changes.adding(found.mentions, found.who)
            leaks = survivors(text, changes, self.policy, language, examined.kept)
            if not leaks:
                return changes
            spans = _uncovered(changes.known, leaks)
            kept = [m for m in changes.known if not is_replaced(m, self.policy, changes)]
            for id_ in _touched(kept, leaks):
                changes = changes.stepping(id_, STYLED)
        raise leak_error(leaks)

    def rewriter(
        self,
        examined: Examined,
        first: Changes,
        *,
        style: str | None = None,
        file_name: str = "",
        seed: bytes | None = None,
    ) -> Rewriter:
        """What replaces in an examined text; ``first`` is what ``linked`` gave for it.

        Raises:
            PolicyError: there is no such style.
        """
        return Rewriter(
            examined.text,
            first,
            self.policy,
            get_language(examined.language),
            style=check_style(style or self.style),
            seed=seed or self.project_seed or token_bytes(KEY_BYTES),
            file_name=file_name,
        )

    def result(
        self,
        examined: Examined,
        changes: Changes | None = None,
        *,
        style: str | None = None,
        file_name: str = "",
        seed: bytes | None = None,
        assess: bool = True,
        rewriter: Rewriter | None = None,
    ) -> AnonymisedCase:
        """The case of an examined text after a reviewer's changes; options are those of ``anonymise``.

        A ``rewriter`` that was made for the text spares the time of making one; style, file name and seed are
        then its own.

        Raises:
            LeakError: an original survived in the output; nothing is returned.
            PolicyError: there is no such style.
        """
        known = self.linked(examined) if changes is None else changes
        if rewriter is None:
            rewriter = self.rewriter(examined, known, style=style, file_name=file_name, seed=seed)
        made = rewriter.case(
            known,
            characters_seen=examined.characters_seen,
            allowed=examined.kept,
            unsure=[span for span in examined.unsure if (span.start, span.end) not in known.left],
            conflict_key=self._key,
        )
        if not assess:
            return made
        return replace_field(made, risk=self.risk(examined, made, file_name=file_name))

    def replaces(self, mention: Mention, changes: Changes) -> bool:
        """Whether something else stands in the place of a mention after these changes."""
        return is_replaced(mention, self.policy, changes)

    def risk(
        self,
        examined: Examined,
        case: AnonymisedCase,
        *,
        file_name: str = "",
        kept: Sequence[tuple[int, int]] = (),
    ) -> Disclosure:
        """What risk remains in a case of an examined text that is shared in a file of that name.

        ``kept`` are the extents of direct identifiers that a person decided to leave.
        """
        file = FileFacts(name=file_name) if file_name else None
        return disclosure(examined.text, case, candidates=case.unsure, file=file, kept=kept)

    def anonymise_many(
        self,
        texts: Iterable[str],
        workers: int = 2,
        language: str | None = None,
        *,
        style: str | None = None,
        assess: bool = True,
    ) -> Iterator[AnonymisedCase]:
        """The results in the order of the texts; at most twice as many texts as workers are held at once.

        ``style`` and ``assess`` are those of ``anonymise``.
        """
        if workers < 1:
            raise ValueError("anonymise_many needs at least one worker")
        pending: deque[Future[AnonymisedCase]] = deque()
        with ThreadPoolExecutor(workers, thread_name_prefix="casekit") as pool:
            try:
                for text in texts:
                    pending.append(pool.submit(self.anonymise, text, language, style=style, assess=assess))
                    if len(pending) >= 2 * workers:
                        yield pending.popleft().result()
                while pending:
                    yield pending.popleft().result()
            finally:
                for future in pending:
                    future.cancel()


def anonymise(text: str, language: str | None = None, policy: str | Path = "share") -> AnonymisedCase:
    """Anonymise one write-up; for more than one, make an ``Anonymiser`` and keep it."""
    return Anonymiser(policy).anonymise(text, language)


class Matcher(BaseMatcher):
    """Ranks groups and peers for anonymised cases; loads its models once, thread-safe."""

    _key: ConflictKey | None = None

    @classmethod
    def open(
        cls,
        source: str | Path | Iterable[Profile],
        embedder: str | None = None,
        *,
        own_themes: str | Path | None = None,
        conflict_key: str | Path | ConflictKey | None = None,
    ) -> Matcher:
        """A matcher over a file of profiles, a folder made by ``casekit index build``, or profiles.

        ``embedder`` is the shipped one when ``None``, else a sentence-transformers model by name or
        folder; an index must have been made with the same. ``own_themes`` is a TOML file of further themes.
        With a ``conflict_key`` groups that meet in a small place are kept from cases of that place.

        Raises:
            InputError: a profile, a theme or a file cannot be used.
        """
        # files first: a bad one is told before any model is loaded
        themes = load_own_themes(Path(own_themes)) if own_themes is not None else ()
        stored = (
            open_index(Path(source)) if isinstance(source, (str, Path)) and is_index(Path(source)) else None
        )
        known = _profiles(source) if stored is None else stored.profiles
        key = None if conflict_key is None else _key(conflict_key)
        shipped = CaseEmbedder(load_embedder())
        chosen = shipped if embedder is None else CaseEmbedder(load_embedder(embedder))
        if stored is not None:
            _check_embedder(stored, chosen.name)
        index = None if stored is None else stored.index
        # themes of the user's own are not in the readings of an index
        readings = None if stored is None or themes else stored.readings
        made = cls(
            _marked(known, key),
            chosen,
            theme_encoder=shipped,
            own_themes=themes,
            index=index,
            readings=readings,
        )
        made._key = key
        return made

    def over(self, profiles: Iterable[Profile]) -> Matcher:
        """Another matcher of the same models over other profiles; this one stays as it is.

        Only texts that this one does not have are embedded and read.

        Raises:
            InputError: two profiles have the same id.
        """
        made = super().over(_marked(profiles, self._key))
        assert isinstance(made, Matcher)
        return made

    def resumed(self, folder: str | Path) -> Matcher:
        """Another matcher of the same models and own themes, over an index that such a one saved.

        Raises:
            FileProblem: there is no index, or a file of it is damaged.
            InputError: it was made with another embedder.
        """
        stored = open_index(Path(folder))
        _check_embedder(stored, self.embedder)
        other = copy(self)
        other._hold(_marked(stored.profiles, self._key), stored.index, stored.readings)
        return other

    def save(self, folder: str | Path) -> None:
        """Write profiles and vectors as an index that ``open`` reads.

        Raises:
            FileProblem: the folder cannot be written; what was there before stays.
        """
        save_index(Path(folder), StoredIndex(self.profiles, self.index, self.readings, self.embedder))


def draft_profile(text: str, language: str | None = None) -> Draft:
    """A profile proposed from an announcement in free text, for a person to confirm.

    Raises:
        LanguageError: the text is in none of the supported languages.
    """
    code = _main_language(split_by_language(text, language), language)
    passages = CaseEmbedder(load_embedder()).profile(text)
    reading = ThemeModel.open().read_profile(passages)
    return make_draft(text, code, themes={**reading.themes, **reading.others})


def _key(key: str | Path | ConflictKey) -> ConflictKey:
    return key if isinstance(key, ConflictKey) else ConflictKey.read(Path(key))


def _marked(profiles: Iterable[Profile], key: ConflictKey | None) -> tuple[Profile, ...]:
    return tuple(profiles) if key is None else with_place_marks(profiles, key)


def _check_embedder(stored: StoredIndex, embedder: str) -> None:
    if stored.embedder != embedder:
        raise InputError(
            f"the index was made with the embedder {stored.embedder!r}; name it, or build the index again"
        )


def _profiles(source: str | Path | Iterable[Profile]) -> tuple[Profile, ...]:
    return load_profiles(source) if isinstance(source, (str, Path)) else tuple(source)


def _uncovered(taken: Sequence[Span] | Sequence[Mention], leaks: Sequence[Leak]) -> list[Span]:
    """As further spans, in text order, the places where a replaced surface survived and nothing was found."""
    survivors = [Span(leak.start, leak.end, leak.type, "leak_check") for leak in leaks]
    cover = Cover(taken)
    new = [span for span in survivors if not cover.touches(span.start, span.end)]
    return disjoint(new, lambda span: (span.end - span.start,))


def _touched(mentions: Sequence[Mention], leaks: Sequence[Leak]) -> list[str]:
    """The entities in whose mentions a replaced surface survived."""
    cover = Cover(disjoint(leaks, lambda leak: (leak.end - leak.start,)))
    return list(dict.fromkeys(m.entity_id for m in mentions if cover.touches(m.start, m.end)))


def _main_language(stretches: Iterable[Stretch], language: str | None) -> str:
    """The language of most characters; English for an empty text."""
    sizes: Counter[str] = Counter()
    for stretch in stretches:
        sizes[stretch.language] += stretch.end - stretch.start
    return language or (sizes.most_common(1)[0][0] if sizes else "en")
