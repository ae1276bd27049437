"""Composes the stages and holds no logic of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from casekit.case import AnonymisedCase
from casekit.config import Policy, load_policy
from casekit.detect import Detector
from casekit.lang import get_language
from casekit.link import link
from casekit.read import split_by_language
from casekit.replace import replace


class Anonymiser:
    """Finds identifiers, links them to entities and replaces them; loads its models once, thread-safe."""

    def __init__(self, policy: str | Path | Policy = "share") -> None:
        self.policy = policy if isinstance(policy, Policy) else load_policy(policy)
        self._detector = Detector()

    def anonymise(self, text: str, language: str | None = None) -> AnonymisedCase:
        """Replace what the policy says in one write-up.

        ``language`` is told piece by piece when ``None``.

        Raises:
            LanguageError: the text is in none of the supported languages.
            LeakError: an original survived in the output; nothing is returned.
        """
        if not isinstance(text, str):
            raise TypeError(f"a write-up is text, not {type(text).__name__}")
        stretches = split_by_language(text, language)
        detection = self._detector.detect(text, [(s.start, s.end, s.language) for s in stretches])
        main = get_language(_main_language(stretches, language))
        mentions = link(text, detection.spans, main)
        return replace(
            text,
            mentions,
            self.policy,
            main,
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
