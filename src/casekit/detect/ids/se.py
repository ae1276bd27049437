"""Swedish numbers: personnummer, samordningsnummer, organisationsnummer, giro, case and plate numbers."""

from __future__ import annotations

import re

from casekit.detect.ids.base import NumberRule, labels, luhn


def _ten(surface: str) -> bool:
    """Luhn over the last ten digits (Skatteverket, SKV 704 and 707)."""
    return luhn(re.sub(r"\D", "", surface)[-10:])


RULES = (
    NumberRule(
        "SE_PERSONNUMMER",
        re.compile(r"(?<![\w-])(?:18|19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?: ?[-–+] ?| )(?:\d{4}|[xX*]{4})(?![\w-])"),
        _ten, 0.98, 0.85, labels("personn", "person-?nr", "pnr", "p-nr", "födelsen", "född"),
    ),
    NumberRule(
        "SE_SAMORDNINGSNUMMER",
        re.compile(r"(?<![\w-])(?:18|19|20)?\d{2}(?:0[1-9]|1[0-2])(?:6[1-9]|[78]\d|9[01])(?: ?[-–+] ?| )\d{4}(?![\w-])"),
        _ten, 0.98, 0.85, labels("samordn", "samnr", "pnr", "personn"),
    ),
    NumberRule("SE_PERSONNUMMER", re.compile(r"(?<![\w-])(?:(?:19|20)\d{2}|\d{2})(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])\d{4}(?![\w-])"), _ten, 0.85, 0.0, labels("personn", "pnr", "samordn", "person-?nr")),
    NumberRule("SE_ORGANISATIONSNUMMER", re.compile(r"(?<![\w-])(?:16)?\d{2}[2-9]\d{3}-\d{4}(?![\w-])"), luhn, 0.9, 0.6, labels("org", "organisationsn")),
    NumberRule("SE_BANKGIRO", re.compile(r"(?<![\w-])\d{3,4}-\d{4}(?![\w-])"), luhn, 0.0, 0.0, labels("bankgiro", "bg", "bank-giro")),
    NumberRule("SE_PLUSGIRO", re.compile(r"(?<![\w-])\d{1,3}(?: ?\d{2}){0,3}-\d(?![\w-])"), luhn, 0.0, 0.0, labels("plusgiro", "postgiro", "pg")),
    NumberRule("SE_CLEARING", re.compile(r"(?<![\w-])\d{4}(?:-\d)?[ ,]{1,2}\d{1,3}(?:[ .]?\d{2,3}){1,3}(?:-\d)?(?![\w-])"), None, 0.0, 0.0, labels("konto", "clearing", "kontonr")),
    NumberRule("SE_DIARIENUMMER", re.compile(r"(?<![\w/-])(?:[A-ZÅÄÖ]{1,6}[ -]?)?\d{1,4}[-/: ]\d{2,6}(?:[-/:]\d{1,6})?(?![\w/-])"), None, 0.0, 0.0, labels("dnr", "diarien", "diarie", "ärende", "ärenden", "ärendenr", "mål", "målnr", "beslut")),
    NumberRule("SE_PLATE", re.compile(r"(?<!\w)[A-HJ-PR-UW-Z]{3} ?\d{2}[A-HJ-PR-UW-Z](?!\w)"), None, 0.0, 0.6, None),
    NumberRule("SE_PLATE", re.compile(r"(?<!\w)[A-HJ-PR-UW-Z]{3} ?\d{2}[A-HJ-PR-UW-Z0-9](?!\w)"), None, 0.0, 0.0, labels("reg", "regnr", "registrering", "bil", "skylt", "volvo", "saab")),
)  # fmt: skip
