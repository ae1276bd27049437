"""Russian persons, places and organisations by slovnet, natasha's compact tagger.

Its weights and word vectors are those that natasha ships (MIT); slovnet and navec only read them. This is
the only module that imports them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from casekit.case import EntityType, Span
from casekit.config import model_path
from casekit.detect.document import Document
from casekit.detect.plausible import plausible
from casekit.detect.threads import one_thread

_TYPES = {"PER": EntityType.PERSON, "LOC": EntityType.LOCATION, "ORG": EntityType.ORGANIZATION}
_CONFIDENCE = {"PER": 0.7, "LOC": 0.65, "ORG": 0.55}


class SlovnetRecognizer:
    """slovnet behind the recognizer protocol; loaded on first use."""

    name = "slovnet"
    languages: frozenset[str] | None = frozenset({"ru"})

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or model_path("ner") / "ru-slovnet"
        self._lock = threading.Lock()
        self._tagger: Any = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield what slovnet marks; it was trained on news and is lost in a text without capitals."""
        if document.chat:
            return
        with self._lock, one_thread():
            markup = self._loaded()(document.text)
        spans = [
            Span(span.start, span.stop, _TYPES[span.type], self.name, _CONFIDENCE[span.type])
            for span in markup.spans
            if span.start < span.stop
        ]
        yield from plausible(spans, document)

    def _loaded(self) -> Any:
        if self._tagger is None:
            from navec import Navec
            from slovnet import NER

            self._tagger = NER.load(self._folder / "slovnet_ner_news_v1.tar")
            self._tagger.navec(Navec.load(self._folder / "navec_news_v1_1B_250K_300d_100q.tar"))
        return self._tagger
