"""Which language a text is in, paragraph by paragraph. This is the only module that imports lingua."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from casekit.errors import LanguageError
from casekit.lang import SUPPORTED, get_language

_WORD = re.compile(r"[^\W\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
#: characters of a paragraph that are looked at; letters below which a paragraph follows its neighbours
_SAMPLE, _FEWEST = 600, 25
#: characters of a text that are looked at to tell whether it is in a language we support
_WHOLE_SAMPLE = 4_000
#: how sure a paragraph's language must be (0..1) to differ from the text's
_SURE = 0.8
#: how sure we must be (0..1) that a text is in a language we do not support, to refuse it
_REFUSE = 0.9


@dataclass(frozen=True)
class Stretch:
    """A stretch ``[start, end)`` of a text in one language."""

    start: int
    end: int
    language: str


def split_by_language(text: str, language: str | None = None) -> tuple[Stretch, ...]:
    """Stretches that cover the text, paragraphs of one language joined; ``language`` forces one.

    Raises:
        LanguageError: the text, or the language asked for, is not one of those supported.
    """
    if language is not None:
        get_language(language)
        return (Stretch(0, len(text), language),) if text else ()
    if not text:
        return ()
    main = _main_language(text)
    stretches: list[Stretch] = []
    for start, end in _paragraphs(text):
        code = _of_paragraph(text[start : min(end, start + _SAMPLE)], main)
        if stretches and stretches[-1].language == code:
            stretches[-1] = Stretch(stretches[-1].start, end, code)
        else:
            stretches.append(Stretch(start, end, code))
    return tuple(stretches)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Extents of lines, each with the line ends after it."""
    start = 0
    for match in re.finditer(r"(?:\r\n|\r|\n)+", text):
        yield start, match.end()
        start = match.end()
    if start < len(text):
        yield start, len(text)


@cache
def _detector(wide: bool) -> Any:
    """A detector of the languages we support, or of these and those they are mistaken for."""
    from lingua import Language, LanguageDetectorBuilder

    ours = [Language.ENGLISH, Language.RUSSIAN, Language.SWEDISH]
    others = [
        Language.UKRAINIAN, Language.BELARUSIAN, Language.BULGARIAN, Language.BOKMAL, Language.DANISH,
        Language.GERMAN, Language.DUTCH, Language.FINNISH, Language.POLISH, Language.FRENCH, Language.SPANISH,
        Language.ITALIAN, Language.PORTUGUESE, Language.ESTONIAN,
    ]  # fmt: skip
    builder = LanguageDetectorBuilder.from_languages(*ours, *(others if wide else []))
    return builder.with_low_accuracy_mode().build()


def _values(text: str, *, wide: bool) -> list[tuple[str, float]]:
    """ISO 639-1 codes with their confidence (0..1), the likeliest first."""
    values = _detector(wide).compute_language_confidence_values(_SURROGATE.sub(" ", text))
    return [(v.language.iso_code_639_1.name.lower(), v.value) for v in values]


def _main_language(text: str) -> str:
    """The language of most of the text."""
    sample = _sample(text)
    if not _LETTER.search(sample):
        raise LanguageError(
            f"the language of the text could not be told; name it: {', '.join(SUPPORTED)}",
            key="language_unclear",
            supported=", ".join(SUPPORTED),
        )
    letters = len(_LETTER.findall(sample))
    if 2 * len(_LATIN.findall(sample)) < letters and 2 * len(_CYRILLIC.findall(sample)) < letters:
        raise _unsupported("?")
    code, confidence = _values(sample, wide=True)[0]
    if code not in SUPPORTED and confidence >= _REFUSE and letters >= 2 * _FEWEST:
        raise _unsupported(code)
    return code if code in SUPPORTED else _values(sample, wide=False)[0][0]


def _unsupported(code: str) -> LanguageError:
    supported = ", ".join(SUPPORTED)
    return LanguageError(
        f"the text seems to be in {code!r}, which is not supported; "
        f"if it is not, name its language: {supported}",
        key="language_unsupported",
        found=code,
        supported=supported,
    )


def _sample(text: str) -> str:
    """Beginning, middle and end of a long text."""
    if len(text) <= _WHOLE_SAMPLE:
        return text
    third, middle = _WHOLE_SAMPLE // 3, len(text) // 2
    return "\n".join((text[:third], text[middle : middle + third], text[-third:]))


def _of_paragraph(paragraph: str, main: str) -> str:
    letters = len(_LETTER.findall(paragraph))
    cyrillic = len(_CYRILLIC.findall(paragraph))
    if cyrillic * 2 > letters:
        return "ru"
    if letters < _FEWEST:
        return main
    code, confidence = _values(paragraph, wide=False)[0]
    if code == "ru":
        return main if main != "ru" else "en"
    if main == "ru" or code == main:
        return code
    return code if confidence >= _SURE and _more_words(paragraph, code, main) else main


def _more_words(text: str, code: str, main: str) -> bool:
    """Whether more of the words are frequent in one language than in the other; letters alone mislead."""
    words = _WORD.findall(text)
    ours, theirs = (
        sum("W" in get_language(language).lexicon.exact(word) for word in words) for language in (code, main)
    )
    return ours > theirs
