"""Words that clean files hold for their formats' sake, and the labels that casekit itself writes."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from casekit.lang import SUPPORTED, get_language
from casekit.read.proof.words import tokens

#: how writers number what had a name: a style, a bookmark; and fonts and tools that name themselves
_NUMBERED = (
    r"\b(?:Style|Picture|Drawing|Image|Frame|Table|Section|Object|Text ?Box|[Bb]ookmark|comment)"
    r"[ _]?\d+(?:\.\w{1,3})?(?!\w)",
    r"\bReportLab (?:PDF Library|[Gg]enerated PDF document)[^)\n]{0,60}",
)
#: labels that are all there is where they stand
_WHOLE = frozenset({"case", "untitled", "unspecified", "anonymous"})
#: addresses that name formats
_SCHEMES = re.compile(
    r"(?:https?://(?:schemas\.(?:openxmlformats|microsoft)\.(?:org|com)|www\.w3\.org|purl\.o(?:rg|clc\.org)"
    r"|docs\.oasis-open\.org|openoffice\.org|www\.openoffice\.org|jclark\.com|www\.reportlab\.com)[^\s\"'<>]*"
    r"|urn:(?:oasis|schemas-microsoft-com|org:documentfoundation)[^\s\"'<>]*)"
)
#: fields that count pages
_COUNTING = re.compile(r"(?:\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION)(?:\s+\\\*?\s*\w+)*)+\s*")


def without_labels(text: str) -> str:
    """The text without what the writers themselves add."""
    if text.strip().strip("()").casefold() in _whole_labels() or _COUNTING.fullmatch(text):
        return ""
    return _labels().sub(" ", text)


@cache
def _labels() -> re.Pattern[str]:
    """Labels in every language, with any number where they have one."""
    tables = [get_language(code).table("documents") for code in SUPPORTED]
    labels = [str(label) for table in tables for key, label in table.items() if key != "case"]
    patterns = [re.sub(r"\\\{\w+\\\}", r"\\d+", re.escape(label)) for label in labels]
    apart = [pattern if pattern.startswith("\\") else rf"(?<!\w){pattern}(?!\w)" for pattern in patterns]
    return re.compile("|".join((*apart, *_NUMBERED)))


@cache
def _whole_labels() -> frozenset[str]:
    cases = (str(get_language(code).table("documents")["case"]).casefold() for code in SUPPORTED)
    return _WHOLE.union(cases)


def without_schemes(text: str) -> str:
    """The text without the addresses that name formats."""
    return _SCHEMES.sub(" ", text) if ":" in text else text


@cache
def format_words() -> frozenset[str]:
    """Words of the formats, lower case."""
    lines = _lines("vocabulary.txt")
    return frozenset(word for line in lines for word in line.split())


@cache
def standard_names() -> frozenset[tuple[str, ...]]:
    """Every run of words, lower case, in the names of fonts and of the styles that every office file has."""
    found: set[tuple[str, ...]] = set()
    for line in _lines("names.txt"):
        parts = [part.lower() for part in tokens(line)]
        found.update(tuple(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1))
    return frozenset(found)


def _lines(name: str) -> list[str]:
    text = (files("casekit.read.proof") / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
