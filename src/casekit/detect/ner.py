"""The named-entity model we train: a convolutional token labeller over lexicon features (spaCy, thinc).

Each token gets a probability for every label ``O``, ``B-<TYPE>``, ``I-<TYPE>``; spans are decoded with a
threshold below one half, so that recall is bought where it is cheap, and carry their probability.
This is the only module that imports spaCy.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.attrs import IS_SPACE, NORM, PREFIX, SHAPE, SUFFIX
from spacy.language import Language as Pipeline
from spacy.ml.models.tok2vec import MaxoutWindowEncoder, MultiHashEmbed, build_Tok2Vec_model
from spacy.tokens import Doc, Span
from spacy.vectors import Vectors
from spacy.vocab import Vocab
from thinc.api import Model, Softmax, chain, with_array

from casekit.case import EntityType
from casekit.case import Span as CaseSpan
from casekit.config import model_path
from casekit.detect.document import Document, Reading, read
from casekit.detect.forward import Forward, FrequentRows, Maxout
from casekit.detect.placeholders import outside
from casekit.detect.plausible import plausible
from casekit.lang import Language, get_language

TYPES = tuple(str(t) for t in EntityType)
LABELS = ("O", *(f"{prefix}-{type_}" for type_ in TYPES for prefix in "BI"))
ATTRIBUTES = ("NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG", "LEMMA")
#: a token belongs to an entity when the probability of ``O`` is below this
OUTSIDE_BELOW = 0.75
#: where the confidences of ``doc.ents`` are kept
CONFIDENCES = "casekit.confidences"
#: floret's settings: n-grams of a folded word, each in two rows of the table
_FLORET = {"minn": 3, "maxn": 5, "hash_count": 2, "hash_seed": 2166136261, "bow": "<", "eow": ">"}
_STEM = 5
_ENDLESS = re.compile(r"\S{150,}")
#: what of a new word is worked out: what the labeller reads, and what the tokenizer asks
_OF_A_WORD = frozenset({NORM, PREFIX, SUFFIX, SHAPE, IS_SPACE})
#: strings that may come and go before a vocabulary is made anew
_PASSING = 100_000


@Pipeline.component("casekit_lexicon")
def lexicon_features(doc: Doc) -> Doc:
    """Write what the lexicon knows of each token where the labeller reads it (tag, lemma and norm)."""
    return write_features(doc, get_language(doc.lang_), {})


def write_features(doc: Doc, language: Language, readings: dict[str, Reading]) -> Doc:
    """As ``lexicon_features``, with words that were read before; new ones are added."""
    features: dict[str, tuple[str, str, str]] = {}
    for token in doc:
        text = token.text
        if text not in features:
            if text not in readings:
                readings[text] = read(text, language)
            folded, letters, _ = readings[text]
            features[text] = (folded or text, "".join(sorted(letters)) or "-", folded[:_STEM] or text)
        token.norm_, token.tag_, token.lemma_ = features[text]
    return doc


def build_model(*, width: int = 96, depth: int = 5) -> Model[list[Doc], list[Any]]:
    """Hash embeddings of form, affixes, shape, stem and lexicon letters beside the subword vectors of the
    vocabulary; residual convolutions; softmax.
    """
    embed = MultiHashEmbed(
        width=width,
        attrs=list(ATTRIBUTES),
        rows=[5000, 1000, 2500, 1000, 1000, 5000],
        include_static_vectors=True,
    )
    encode = MaxoutWindowEncoder(width=width, window_size=1, maxout_pieces=3, depth=depth)
    tok2vec = build_Tok2Vec_model(embed, encode)
    return chain(tok2vec, with_array(Softmax(nO=len(LABELS), nI=width)))


def subword_vectors(table: Any) -> Vectors:
    """Vectors of folded words from a floret table (rows, dimensions)."""
    return Vectors(mode="floret", data=np.asarray(table, dtype=np.float32), attr="NORM", **_FLORET)


class TokenLabeller:
    """Labels tokens and sets ``doc.ents``; the confidence of each stands in ``doc.user_data``."""

    def __init__(self, model: Model[list[Doc], list[Any]], vocab: Vocab) -> None:
        self.model = model
        self.vocab = vocab

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 16) -> Iterator[Doc]:
        """Label documents in batches."""
        for batch in spacy.util.minibatch(docs, batch_size):  # type: ignore[no-untyped-call]
            for doc, probabilities in zip(batch, self.model.predict(batch), strict=True):
                found = decode(probabilities)
                doc.set_ents([Span(doc, start, end, label=label) for start, end, label, _ in found])
                doc.user_data[CONFIDENCES] = [confidence for *_, confidence in found]
                yield doc

    @cached_property
    def forward(self) -> Forward:
        """The trained model as a numpy function of token features."""
        nodes: list[Any] = list(self.model.walk(order="dfs_pre"))
        norms = [node for node in nodes if node.has_param("G")]
        static = next(node for node in nodes if node.name == "static_vectors")
        *maxouts, softmax = (node for node in nodes if node.has_param("W") and node is not static)
        mixer, *layers = (
            Maxout.of(*(node.get_param(name) for node, name in ((m, "W"), (m, "b"), (n, "G"), (n, "b"))))
            for m, n in zip(maxouts, norms, strict=True)
        )
        hashed = next(node for node in nodes if node.name.startswith("with_array(ints-getitem")).layers[0]
        vectors = self.vocab.vectors  # and not the vocabulary, which may be made anew
        words = FrequentRows(
            lambda keys: vectors.get_batch(keys) @ static.get_param("W").T,
            (int(self.vocab.strings[word]) for word in get_language(self.vocab.lang).lexicon.frequent()),
        )
        return Forward(hashed.predict, words, mixer, layers, softmax.get_param("W"), softmax.get_param("b"))

    def to_disk(self, path: Path, exclude: Sequence[str] = ()) -> None:
        """Write the weights in half precision, the subword vectors in bytes, and what the labels are."""
        Path(path).mkdir(parents=True, exist_ok=True)
        weights: dict[str, Any] = {
            key: node.get_param(name).astype("float16") for key, node, name in _parameters(self.model)
        }
        np.savez_compressed(Path(path) / "weights.npz", **weights)
        table = np.asarray(self.vocab.vectors.data)
        scales = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-9) / 127
        np.savez_compressed(
            Path(path) / "vectors.npz",
            rows=np.rint(table / scales).astype("int8"),
            scales=scales.astype("float16"),
        )
        (Path(path) / "labels.json").write_text(json.dumps(LABELS), "utf-8")

    def from_disk(self, path: Path, exclude: Sequence[str] = ()) -> TokenLabeller:
        """Read what ``to_disk`` wrote.

        Raises:
            ValueError: the model was trained for other labels.
        """
        if tuple(json.loads((Path(path) / "labels.json").read_text("utf-8"))) != LABELS:
            raise ValueError("the model was trained with other labels; train it again")
        with np.load(Path(path) / "weights.npz", allow_pickle=False) as weights:
            for key, node, name in _parameters(self.model):
                node.set_param(name, weights[key].astype("float32"))
        with np.load(Path(path) / "vectors.npz", allow_pickle=False) as vectors:
            self.vocab.vectors = subword_vectors(vectors["rows"] * vectors["scales"].astype("float32"))
        return self


def _parameters(model: Model[Any, Any]) -> Iterator[tuple[str, Model[Any, Any], str]]:
    """Every parameter of a model in a fixed order: its key, its layer, its name there."""
    for number, node in enumerate(model.walk()):
        for name in sorted(node.param_names):
            if node.has_param(name):
                yield f"{number}.{name}", node, name


@Pipeline.factory("casekit_labeller", default_config={"width": 96, "depth": 5, "dimensions": 96})
def make_labeller(nlp: Pipeline, name: str, width: int, depth: int, dimensions: int) -> TokenLabeller:
    """Make an untrained labeller; training it is the recipe's work."""
    if nlp.vocab.vectors.attr != NORM:  # until the trained table is read
        nlp.vocab.vectors = subword_vectors(np.zeros((1, dimensions)))
    model = build_model(width=width, depth=depth)
    model.initialize(X=[nlp.make_doc("a")])
    return TokenLabeller(model, nlp.vocab)


def decode(probabilities: Any) -> list[tuple[int, int, str, float]]:
    """Spans ``(start, end, type, confidence)`` in tokens from an array (tokens, labels).

    A token is inside an entity when ``O`` has less than ``OUTSIDE_BELOW``; its type is the one with most
    probability; a new span begins where the type changes or ``B`` outweighs ``I``.
    """
    outside = probabilities[:, 0]
    pairs = probabilities[:, 1:].reshape(len(probabilities), len(TYPES), 2)
    by_type = pairs.sum(axis=2)
    best = by_type.argmax(axis=1)
    found: list[tuple[int, int, str, float]] = []
    for at in np.flatnonzero(outside < OUTSIDE_BELOW).tolist():
        type_, begins = int(best[at]), pairs[at, best[at], 0] > pairs[at, best[at], 1]
        inside = float(1.0 - outside[at])
        if found and found[-1][1] == at and found[-1][2] == TYPES[type_] and not begins:
            start, _, label, confidence = found[-1]
            found[-1] = (start, at + 1, label, max(confidence, inside))
        else:
            found.append((at, at + 1, TYPES[type_], inside))
    return found


def new_pipeline(code: str, vectors: Any = None) -> Pipeline:
    """An untrained pipeline of that language: tokenizer, lexicon features, labeller.

    ``vectors`` is a floret table (rows, dimensions) trained on words folded as the detector folds them.
    """
    nlp = spacy.blank(code)
    if vectors is not None:
        nlp.vocab.vectors = subword_vectors(vectors)
    nlp.add_pipe("casekit_lexicon")
    nlp.add_pipe("casekit_labeller")
    return nlp


def save_pipeline(nlp: Pipeline, path: Path) -> None:
    """Write a trained pipeline without the words it has seen: only tokenizer rules, labels and weights."""
    fresh = new_pipeline(str(nlp.lang), nlp.vocab.vectors.data)
    labellers: list[Any] = [pipeline.get_pipe("casekit_labeller") for pipeline in (nlp, fresh)]
    source, target = (labeller.model for labeller in labellers)
    for (_, node, name), (_, to, _) in zip(_parameters(source), _parameters(target), strict=True):
        to.set_param(name, node.get_param(name))
    path.mkdir(parents=True, exist_ok=True)
    fresh.to_disk(path, exclude=["vectors"])


def load_pipeline(path: Path) -> Pipeline:
    """Load a trained pipeline from its folder."""
    return spacy.load(path)


def _readable(text: str) -> str:
    """The text with blanks for endless runs of characters, over which the tokenizer would take minutes."""
    return _ENDLESS.sub(lambda match: " " * len(match[0]), text)


def _tokens(code: str, vectors: Vectors) -> Pipeline:
    """A tokenizer with a vocabulary of its own, where only the frequent words of the language are."""
    nlp = spacy.blank(code)
    vocab: Any = nlp.vocab
    for attribute in vocab.lex_attr_getters.keys() - _OF_A_WORD:
        del vocab.lex_attr_getters[attribute]
    vocab.vectors = vectors
    nlp.make_doc(" ".join(get_language(code).lexicon.frequent()))
    return nlp


@dataclass
class _Labelling:
    """A trained labeller and the tokenizer before it, through whose vocabulary the words of texts pass.

    spaCy frees the words and keeps the room of each in its tables, which would grow without end; therefore
    the vocabulary is made anew now and then.
    """

    code: str
    forward: Forward
    vectors: Vectors
    tokens: Pipeline
    passed: int = 0

    @classmethod
    def load(cls, path: Path, code: str) -> _Labelling:
        labeller: Any = load_pipeline(path).get_pipe("casekit_labeller")
        vectors = labeller.vocab.vectors
        return cls(code, labeller.forward, vectors, _tokens(code, vectors))

    def find(self, document: Document) -> list[tuple[int, int, str, float]]:
        """Spans ``(start, end, type, confidence)`` in characters; no word of the text stays."""
        if self.passed > _PASSING:
            self.tokens, self.passed = _tokens(self.code, self.vectors), 0
        strings = self.tokens.vocab.strings
        staying = len(strings)
        with self.tokens.memory_zone():
            doc = self.tokens.make_doc(_readable(document.text))
            write_features(doc, document.language, document.readings)
            self.passed += len(strings) - staying
            # the numbers of the pipeline's own component, worked out faster
            features: Any = doc.to_array(list(ATTRIBUTES))
            found = decode(self.forward(features)) if len(doc) else []
            return [(doc[a].idx, doc[b - 1].idx + len(doc[b - 1]), label, c) for a, b, label, c in found]


class NerRecognizer:
    """Our named-entity models behind the recognizer protocol; a model is loaded on first use."""

    name = "ner"
    languages: frozenset[str] | None = None

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or model_path("ner")
        self._models: dict[str, _Labelling] = {}
        self._lock = threading.Lock()

    def find(self, document: Document) -> Iterable[CaseSpan]:
        """Yield the entities of the model."""
        code = document.language.code
        with self._lock:
            if code not in self._models:
                self._models[code] = _Labelling.load(self._folder / code, code)
            found = self._models[code].find(document)
        spans = [CaseSpan(s, e, EntityType(label), self.name, min(1.0, c)) for s, e, label, c in found]
        yield from plausible(outside(spans, document.placeholders), document)
