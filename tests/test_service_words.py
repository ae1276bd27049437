"""The words of problems: the same in three languages, and each with places that are filled."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

import casekit_service
from casekit import about
from casekit_service import problems
from casekit_service.problems import STATUS, ProblemError, body_of, reader, words

LANGUAGES = about().languages
SOURCE = Path(casekit_service.__file__).parent


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _raised() -> list[tuple[str, set[str]]]:
    """Every kind of problem that is raised with the names of its numbers, as the source states it."""
    found = []
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ProblemError":
                kinds = {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)}
                names = {one.arg for one in node.keywords if one.arg} - {"retry_after", "errors"}
                found += [(kind, names) for kind in kinds if isinstance(kind, str) and kind in STATUS]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_words(language: str) -> None:
    told = words(language)
    assert set(told) == set(STATUS)
    for kind, one in told.items():
        assert set(one) == {"title", "detail"}
        assert all(text.strip() == text and text for text in one.values()), kind
        assert not _places(one["title"])
        assert _places(one["detail"]) == _places(words("en")[kind]["detail"]), kind


def test_every_language_has_words_of_its_own() -> None:
    for kind in STATUS:
        assert len({words(code)[kind]["detail"] for code in LANGUAGES}) == len(LANGUAGES), kind


def test_what_is_raised_fills_the_places() -> None:
    raised = _raised()
    assert len({kind for kind, _ in raised}) > 20
    for kind, names in raised:
        assert _places(words("en")[kind]["detail"]) == names, kind
    stated = {name for kind in STATUS for name in _places(words("en")[kind]["detail"])}
    for kind in STATUS:
        for code in LANGUAGES:
            params: dict[str, Any] = dict.fromkeys(stated, 7)
            body = body_of(ProblemError(kind, **params), code)
            assert body.status == STATUS[kind] and "{" not in body.detail
            assert body.type == "urn:casekit:problem:" + kind.replace("_", "-")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"), ("sv", "sv"), ("SV-se", "sv"), ("ru, en", "ru"), ("en, ru", "en"), ("de;q=1, sv;q=0.1", "sv"),
        ("de", "en"), ("*", "en"), (";;;,,,", "en"), ("\xff", "en"), (" ru ;q=0.2", "ru"), ("svenska", "en"),
        ("ru;q=0.2, sv;q=0.9", "sv"), ("sv;q=0, ru", "ru"), ("sv;q=x, ru;q=0.1", "ru"),
    ],
)  # fmt: skip
def test_the_language_of_the_reader(accepted: str, language: str) -> None:
    assert reader({"headers": [(b"accept-language", accepted.encode("latin-1"))]}) == language


def test_without_a_wish_it_is_english() -> None:
    assert reader({}) == reader({"headers": []}) == "en"


def test_what_the_framework_refuses_has_words() -> None:
    assert {problems._OF_STATUS[status] for status in problems._OF_STATUS} <= set(STATUS)
