"""Composes the stages and holds no logic of its own."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from casekit.case import AnonymisedCase, EntityType, Span
from casekit.config import Policy, load_policy
from casekit.detect import Detection, Detector
from casekit.embed import CaseEmbedder, load_embedder
from casekit.errors import LeakError
from casekit.lang import Language, get_language
from casekit.link import link
from casekit.match import Matcher, Profile, load_profiles
from casekit.read import Stretch, split_by_language
from casekit.replace import replace
from casekit.spans import Cover, disjoint

#: how often what the leak check finds is taken in before its error is raised
_RESCUES = 2


class Anonymiser:
    """Finds identifiers, links them to entities and replaces them; loads its models once, thread-safe."""

    def __init__(self, policy: str | Path | Policy = "share") -> None:
        self.policy = policy if isinstance(policy, Policy) else load_policy(policy)
        self._detector = Detector()

    def with_policy(self, policy: str | Path | Policy) -> Anonymiser:
        """Another anonymiser of the same models with a policy of its own."""
        other = object.__new__(Anonymiser)
        other.policy = policy if isinstance(policy, Policy) else load_policy(policy)
        other._detector = self._detector
        return other

    def anonymise(
        self,
        text: str,
        language: str | None = None,
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> AnonymisedCase:
        """Replace what the policy says in one write-up.

        ``language`` is told piece by piece when ``None``; ``progress`` is told how many characters of how
        many have been searched.

        Raises:
            LanguageError: the text is in none of the supported languages.
            LeakError: an original survived in the output; nothing is returned.
        """
        if not isinstance(text, str):
            raise TypeError(f"a write-up is text, not {type(text).__name__}")
        stretches = split_by_language(text, language)
        extents = [(s.start, s.end, s.language) for s in stretches]
        detection = self._detector.detect(text, extents, progress, thresholds=self.policy.thresholds)
        main = get_language(_main_language(stretches, language))
        spans = list(detection.spans)
        for _ in range(_RESCUES):
            try:
                return self._replaced(text, spans, detection, main)
            except LeakError as leak:
                spans = _with_leaks(spans, leak)
        return self._replaced(text, spans, detection, main)

    def _replaced(
        self, text: str, spans: Sequence[Span], detection: Detection, language: Language
    ) -> AnonymisedCase:
        return replace(
            text,
            link(text, spans, language),
            self.policy,
            language,
            characters_seen=detection.characters_seen,
            allowed=detection.kept,
        )

    def anonymise_many(
        self, texts: Iterable[str], workers: int = 2, language: str | None = None
    ) -> Iterator[AnonymisedCase]:
        """The results in the order of the texts; at most twice as many texts as workers are held at once."""
        if workers < 1:
            raise ValueError("anonymise_many needs at least one worker")
        pending: deque[Future[AnonymisedCase]] = deque()
        with ThreadPoolExecutor(workers, thread_name_prefix="casekit") as pool:
            try:
                for text in texts:
                    pending.append(pool.submit(self.anonymise, text, language))
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


def open_matcher(profiles: str | Path | Iterable[Profile], embedder: str | None = None) -> Matcher:
    """A matcher over profiles, or over those of a JSON Lines file.

    ``embedder`` is the shipped one when ``None``, else a sentence-transformers model by name or folder.

    Raises:
        InputError: a profile or the file cannot be used.
    """
    known = load_profiles(profiles) if isinstance(profiles, (str, Path)) else profiles
    shipped = CaseEmbedder(load_embedder())
    chosen = shipped if embedder is None else CaseEmbedder(load_embedder(embedder))
    return Matcher(known, chosen, theme_encoder=shipped)


def _with_leaks(spans: Sequence[Span], leak: LeakError) -> list[Span]:
    """The spans and, as further ones, the places where a replaced surface survived."""
    survivors = [Span(start, end, EntityType(type_), "leak_check") for start, end, type_ in leak.extents]
    cover = Cover(spans)
    new = [span for span in survivors if not cover.touches(span.start, span.end)]
    return sorted(
        [*spans, *disjoint(new, lambda span: (span.end - span.start,))], key=lambda span: span.start
    )


def _main_language(stretches: Iterable[Stretch], language: str | None) -> str:
    """The language of most characters; English for an empty text."""
    sizes: Counter[str] = Counter()
    for stretch in stretches:
        sizes[stretch.language] += stretch.end - stretch.start
    return language or (sizes.most_common(1)[0][0] if sizes else "en")
