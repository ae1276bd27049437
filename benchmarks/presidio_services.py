"""Presidio's two services as this benchmark runs them: the routes of its REST applications, on our pipelines.

    gunicorn --chdir benchmarks -w 1 -b 127.0.0.1:5001 "presidio_services:analyzer()"
    gunicorn --chdir benchmarks -w 1 -b 127.0.0.1:5002 "presidio_services:anonymizer()"

Presidio's wheels hold its engines and not these applications. As there, ``/analyze`` is a batch of one text with
the predefined recognizers and ``/anonymize`` takes what it found; one worker each is what its images start.
The spaCy pipelines are those that ``deidentify.py`` gives to Presidio's engine. Flask and gunicorn are needed for
this alone and are no dependency of casekit: ``pip install flask gunicorn``.
"""

from __future__ import annotations

import json
from typing import Any

LANGUAGES = ("en", "ru", "sv")


def analyzer() -> Any:
    """The application that finds: ``POST /analyze`` with ``text`` and ``language``."""
    from flask import Flask, Response, request
    from presidio_analyzer import AnalyzerRequest, BatchAnalyzerEngine

    engine = _analyzer_engine()
    batches = BatchAnalyzerEngine(engine)
    app = Flask("presidio-analyzer")
    _add_health(app)

    @app.post("/analyze")
    def analyze() -> Response:
        asked: Any = AnalyzerRequest(request.get_json())
        engine.get_supported_entities(asked.language)
        (found,) = batches.analyze_iterator([asked.text], asked.language, **_options(asked))
        for result in found:
            del result.recognition_metadata
        body = json.dumps(found, default=lambda result: result.to_dict(), sort_keys=True)
        return Response(body, content_type="application/json")

    return app


def anonymizer() -> Any:
    """The application that replaces: ``POST /anonymize`` with ``text`` and ``analyzer_results``."""
    from flask import Flask, Response, request
    from presidio_anonymizer import AnonymizerEngine
    from presidio_anonymizer.services.app_entities_convertor import AppEntitiesConvertor as Convertor

    engine: Any = AnonymizerEngine()  # type: ignore[no-untyped-call]
    app = Flask("presidio-anonymizer")
    _add_health(app)

    @app.post("/anonymize")
    def anonymize() -> Response:
        asked = request.get_json()
        operators = Convertor.operators_config_from_json(asked.get("anonymizers"))
        found = Convertor.analyzer_results_from_json(asked.get("analyzer_results"))
        result = engine.anonymize(asked["text"], found, operators)
        return Response(result.to_json(), content_type="application/json")

    return app


def _options(asked: Any) -> dict[str, Any]:
    names = (
        "correlation_id",
        "score_threshold",
        "entities",
        "return_decision_process",
        "ad_hoc_recognizers",
        "context",
        "allow_list",
        "allow_list_match",
        "regex_flags",
    )
    return {name: getattr(asked, name) for name in names}


def _add_health(app: Any) -> None:
    @app.get("/health")  # type: ignore[untyped-decorator]
    def health() -> str:
        return "up"


def _analyzer_engine() -> Any:
    """Presidio as it comes, in three languages; its public-suffix list is the one in its package."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    from casekit.config import model_path
    from casekit.detect import ner

    class Shipped(SpacyNlpEngine):
        def __init__(self) -> None:
            super().__init__()
            self.nlp: Any = {code: ner.load_pipeline(model_path("ner") / code) for code in LANGUAGES}

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    nlp = Shipped()
    languages = list(LANGUAGES)
    registry = RecognizerRegistry(supported_languages=languages)
    registry.load_predefined_recognizers(languages=languages, nlp_engine=nlp)
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=languages)
