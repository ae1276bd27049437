"""Russian persons, places and organisations by slovnet, natasha's compact tagger.

Its weights and word vectors are those that natasha ships (MIT); slovnet and navec only read them. This is
the only module that imports them.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from casekit.case import EntityType, Span
from casekit.config import model_path
from casekit.detect.document import Document
from casekit.detect.placeholders import outside
from casekit.detect.plausible import plausible
from casekit.detect.threads import one_thread
from casekit.detect.windows import Window, joined
from casekit.lang.lexicon import GIVEN, PLACE

_TYPES = {"PER": EntityType.PERSON, "LOC": EntityType.LOCATION, "ORG": EntityType.ORGANIZATION}
#: what the lexicon knows as a name or place and not only as a rare surname
_NAMES = GIVEN | PLACE | {"S", "p"}
_CONFIDENCE = {"PER": 0.7, "LOC": 0.65, "ORG": 0.55}


_SENTENCE = re.compile(r"[^\n]+?(?:[.!?…]+[»\")]*(?=\s)|(?=\n)|$)")


def _telling(document: Document) -> list[Window]:
    """Sentences with a capital that their beginning does not explain; those that meet are read together."""
    capitals = [w.start for w in document.words if w.capitalised and not (w.sentence_start and w.ordinary)]
    sentences = (match.span() for match in _SENTENCE.finditer(document.text))
    told = [(a, b) for a, b in sentences if bisect_left(capitals, a) < bisect_left(capitals, b)]
    return joined(told)


def _only_opens(span: Span, document: Document) -> bool:
    """Whether beside placeholders, which newspapers lack, no more than the start of a sentence speaks for a find."""
    words = document.words_in(span.start, span.end) if document.placeholders else ()
    return bool(words) and all(word.sentence_start and not word.letters & _NAMES for word in words)


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
            tagger = self._loaded()
            spans = [
                Span(start + s.start, start + s.stop, _TYPES[s.type], self.name, _CONFIDENCE[s.type])
                for start, end in _telling(document)
                for s in tagger(document.text[start:end]).spans
                if s.start < s.stop
            ]
        found = plausible(outside(spans, document.placeholders), document)
        yield from (span for span in found if not _only_opens(span, document))

    def _loaded(self) -> Any:
        if self._tagger is None:
            from navec import Navec
            from slovnet import NER

            self._tagger = NER.load(self._folder / "slovnet_ner_news_v1.tar")
            self._tagger.navec(Navec.load(self._folder / "navec_news_v1_1B_250K_300d_100q.tar"))
        return self._tagger
