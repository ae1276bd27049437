"""Telephone numbers: candidates by a cheap pattern, judged by the phonenumbers library, layout and context."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from casekit.case import EntityType, Span
from casekit.detect.document import Document
from casekit.detect.numerals import alternatives, cardinal
from casekit.detect.windows import around, matches
from casekit.lang import Language

_CANDIDATE = re.compile(
    r"(?<![\w.,/№#-])(?:\+|\(|00)?\d(?:(?: [-–] |[ \-‑–.()/]{0,2})\d){4,16}(?![\d\w]|[.,/-]\d)"
)
_DATE = re.compile(
    r"^(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{4}[-–]\d{4})$"
)
_GROUPED = re.compile(
    r"^(?:\+\d{1,3}[ -]?)?\(?\d{2,5}\)?(?:[ -]| [-–] )\d{2,4}(?:(?:[ -]| [-–] )\d{2,4}){1,3}$"
)
#: how a town number stands without a code: 47-20-11, 240-00-91
_TOWN = re.compile(r"^\d{2,3}-\d{2}-\d{2}$")
_MACHINE = re.compile(r"^\d{1,3}(?:\.\d{1,3}){3}$")
_CLOCK = re.compile(r"^[0-2]?\d[.:][0-5]\d ?[-–] ?[0-2]?\d[.:][0-5]\d$")
_SHORT = re.compile(r"^\d{2,3}(?:[ -]\d{2}){1,3}$|^\d{2,4}[ -]\d{2,4}(?:[ -]\d{2,4})?$|^\d{5,7}$")


class PhoneRecognizer:
    """Finds telephone numbers of the countries a language is spoken in, and fictional ranges."""

    name = "phones"
    languages: frozenset[str] | None = None

    def find(self, document: Document) -> Iterable[Span]:
        """Yield numbers that a numbering plan allows, that are laid out as one, or that are announced."""
        text, language = document.text, document.language
        digits = around(document.digits, document, reach=32)
        for match in matches(_CANDIDATE, text, digits):
            confidence = _confidence(match[0], text[max(0, match.start() - 40) : match.start()], language)
            if confidence:
                start = match.start()
                yield Span(start, match.end(), EntityType.PHONE_NUMBER, self.name, confidence)
        for match in matches(_extension(language), text, digits):
            yield Span(*match.span("n"), EntityType.PHONE_NUMBER, self.name, 0.7)
        for match in matches(_dictated(language), text, around(document.numbers, document)):
            yield Span(*match.span(), EntityType.PHONE_NUMBER, self.name, 0.75)


def _confidence(surface: str, before: str, language: Language) -> float | None:
    """How sure the digits are a telephone number, ``None`` when they are not."""
    digits = re.sub(r"\D", "", surface)
    if _DATE.match(surface) or _CLOCK.match(surface) or _MACHINE.match(surface) or len(digits) > 15:
        return None
    announced = bool(_announced(language).search(before))
    international = surface.startswith(("+", "00"))
    if len(digits) >= 7 and (international or announced):
        return 0.9
    if announced and _SHORT.match(surface):
        return 0.75
    if _TOWN.match(surface):
        return 0.6
    if len(digits) < 8:
        return None
    if _numbering_plan(surface, language):
        return 0.85 if not surface.isdigit() else 0.6
    return 0.7 if _GROUPED.match(surface) and _trunk(digits, language) else None


def _trunk(digits: str, language: Language) -> bool:
    """Whether the digits begin as numbers dialled inside the language's countries do."""
    return digits.startswith(tuple(language.table("phones")["trunk"])) and len(digits) <= 11


def _numbering_plan(surface: str, language: Language) -> bool:
    """Whether the number is possible and its range is in use in one of the language's countries."""
    import phonenumbers

    for region in language.table("phones")["regions"]:
        try:
            number = phonenumbers.parse(surface, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return True
    return False


@cache
def _announced(language: Language) -> re.Pattern[str]:
    labels = "|".join(map(re.escape, language.table("phones")["labels"]))
    return re.compile(
        rf"(?<!\w)(?:{labels})\w{{0,3}}[.:]?[^\S\n]*(?:[^\W\d]{{1,12}}[.:]?[^\S\n]*){{0,2}}[(:–—-]?[^\S\n]*$",
        re.IGNORECASE,
    )


@cache
def _extension(language: Language) -> re.Pattern[str]:
    labels = "|".join(map(re.escape, language.table("phones")["extensions"]))
    return re.compile(rf"(?<!\w)(?:{labels})[.:]? ?(?P<n>\d{{2,5}})(?![\w.:,-]\d|\w)", re.IGNORECASE)


@cache
def _dictated(language: Language) -> re.Pattern[str]:
    """Seven or more digits or tens said one after the other."""
    digit = alternatives(language.table("phones")["digits"])
    hundred = alternatives(language.table("numerals")["hundred"])
    small = cardinal(language)
    words = rf"(?:(?:{small})?[ ]?(?:{hundred})(?:[ ]?(?:{small}))?|{small}|{digit})"
    return re.compile(
        rf"(?<!\w)(?:\+|{words})(?:[ ,.-]{{1,2}}(?:{words}|\d{{1,3}})){{5,20}}(?!\w)", re.IGNORECASE
    )
