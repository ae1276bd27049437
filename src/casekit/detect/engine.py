"""Presidio's AnalyzerEngine over our own registry: every recognizer of a language, run on one segment.

Presidio's predefined recognizers and its context enhancer stay out: ours read context themselves, and
Presidio's e-mail and URL recognizers would ask the network for the public-suffix list.
This is the only module that imports presidio_analyzer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.detect.registry import Recognizer
from casekit.lang import get_language

_SPAN = "casekit_span"


class _Artifacts(NlpArtifacts):
    """What recognizers are handed: our document instead of tokens and lemmas."""

    def __init__(self, document: Document) -> None:
        tokens: Any = []
        engine: Any = None
        super().__init__([], tokens, [], [], engine, document.language.code)
        self.document = document


class _Documents(NlpEngine):
    """Presidio's NLP step, which here only cuts a text into words."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = list(languages)

    def load(self) -> None:
        """Nothing to load: a language is read on first use."""

    def is_loaded(self) -> bool:
        return True

    def process_text(self, text: str, language: str) -> _Artifacts:
        return _Artifacts(Document(text, get_language(language)))

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **_: Any
    ) -> Iterator[tuple[str, _Artifacts]]:
        for text in texts:
            yield text, self.process_text(text, language)

    def is_stopword(self, word: str, language: str) -> bool:
        return False

    def is_punct(self, word: str, language: str) -> bool:
        return False

    def get_supported_entities(self) -> list[str]:
        return []

    def get_supported_languages(self) -> list[str]:
        return self._languages


class _Adapter(EntityRecognizer):
    """One of our recognizers in one language, in Presidio's clothes."""

    def __init__(self, recognizer: Recognizer, language: str) -> None:
        self._recognizer = recognizer
        super().__init__(
            supported_entities=[f"{type_}/{recognizer.name}" for type_ in EntityType],
            name=recognizer.name,
            supported_language=language,
        )

    def load(self) -> None:
        """Recognizers load when they are made."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any) -> list[RecognizerResult]:
        return [self._result(span) for span in self._recognizer.find(nlp_artifacts.document)]

    def _result(self, span: Span) -> RecognizerResult:
        metadata = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self._recognizer.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
            _SPAN: span,
        }
        # its own entity type a recognizer, so that Presidio's removal of duplicates leaves each its vote
        own_type = f"{span.type}/{self._recognizer.name}"
        return RecognizerResult(
            own_type, span.start, span.end, span.confidence, recognition_metadata=metadata
        )


class _NoEnhancer(ContextAwareEnhancer):
    """Leaves every confidence as its recognizer gave it."""

    def __init__(self) -> None:
        super().__init__(
            context_similarity_factor=0.0,
            min_score_with_context_similarity=0.0,
            context_prefix_count=0,
            context_suffix_count=0,
        )

    def enhance_using_context(
        self, text: str, raw_results: list[RecognizerResult], *_: Any, **__: Any
    ) -> list[RecognizerResult]:
        return raw_results


class Engine:
    """Runs the recognizers of a language over one normalised segment."""

    def __init__(self, recognizers: Sequence[Recognizer], languages: Sequence[str]) -> None:
        adapters = [
            _Adapter(recognizer, language)
            for language in languages
            for recognizer in recognizers
            if recognizer.languages is None or language in recognizer.languages
        ]
        self._analyzer = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers=adapters, supported_languages=list(languages)),
            nlp_engine=_Documents(languages),
            supported_languages=list(languages),
            context_aware_enhancer=_NoEnhancer(),
        )

    def find(self, document: Document) -> list[Span]:
        """All candidates in the document, as its recognizers gave them, in text order."""
        results = self._analyzer.analyze(
            document.text, document.language.code, nlp_artifacts=_Artifacts(document)
        )
        spans = [result.recognition_metadata[_SPAN] for result in results]
        return sorted(spans, key=lambda s: (s.start, -s.end, str(s.type)))
