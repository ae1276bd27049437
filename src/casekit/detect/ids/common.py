"""Numbers of every country: IBAN, payment cards, and records, cases, policies, accounts by their label."""

from __future__ import annotations

import re

from casekit.detect.ids.base import NumberRule, labels, luhn, stdnum

_REFERENCE = re.compile(
    r"(?<![\w/-])(?=[\w/.-]{0,24}\d)[A-Za-zА-ЯЁÅÄÖ]{0,6}[-/. ]?\d[\dA-Za-zА-ЯЁÅÄÖ]{0,16}(?:[-/. ]?[\dA-ZА-ЯЁÅÄÖ]{1,12}){0,4}(?![\w-])"
)
RULES = (
    NumberRule("IBAN", re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)"), stdnum("iban"), 0.98, 0.8, labels("iban")),
    NumberRule("CARD", re.compile(r"(?<![\w-])(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}|3[47]\d{2}[ -]\d{6}[ -]\d{5}|\d{15,16})(?![\w-])"), luhn, 0.95, 0.75, labels("card", "visa", "mastercard", "kort", "карт")),
    NumberRule("CARD_END", re.compile(r"(?<![\w-])(?:[*xX•]{4}[ -]?){1,3}\d{4}(?![\w-])"), None, 0.0, 0.8, None),
    NumberRule("RECORD_NUMBER", re.compile(r"(?<![\w/-])[A-Z]{2,6}[-/]\d{2,6}(?:[-/][A-Z0-9]{1,8}){0,3}(?![\w-])"), None, 0.0, 0.0, labels("mrn", "case", "file", "ref", "reference", "record", "policy", "claim", "account", "acct", "docket", "order", "student id", "id", "hospital number", "journal", "journalnr", "kund", "försäkring", "patientid", "klientid", "ärende", "акт", "номер", "шифр", "код клиента", "id клиента")),
    NumberRule("CASE_NUMBER", _REFERENCE, None, 0.0, 0.0, labels("mrn", r"case (?:no|number|ref|id)", r"case #", r"file (?:no|number|ref)", r"our ref", r"ref(?:erence)?(?: no| number)?[.:]", "docket", r"claim (?:no|number)", r"policy (?:no|number)", r"account (?:no|number|ending)", "acct", r"student (?:id|no|number)", r"patient (?:id|no)", r"client (?:id|no)", r"hospital (?:no|number)", r"badge (?:no|number)?", "passport", r"journal ?n(?:r|ummer)", r"\w{3,20}n(?:umme)?r", "journalnr", "klientnr", "patientnr", "kundnr", "kundnummer", "försäkringsnr", "försäkringsnummer", "passnummer", "passnr", r"номер (?:карты|дела|договора|полиса|обращения|заявления|счета|сч[её]та)")),
    NumberRule("CODE", re.compile(r"(?<![\w/.@-])[A-Za-zА-ЯЁа-яё]{1,6}(?:[-/][A-Za-zА-ЯЁ]{1,5})?[-/](?=[\w/-]*\d{3})\w{3,12}(?:[-/]\w{1,10}){0,3}(?![\w@-]|\.\w)"), None, 0.0, 0.62, None),
    NumberRule("CODE", re.compile(r"(?<![\w/.-])[A-Z]\d{4,8}[A-Z]{0,3}(?![\w-])"), None, 0.0, 0.65, None),
    NumberRule("CODE", re.compile(r"(?<![\w/.-])[A-ZА-ЯЁ]{2,5} (?=[\d/ -]*\d{4})\d{2,8}(?:[-/ ]\d{2,8}){0,3}(?![\w-])"), None, 0.0, 0.55, None),
    NumberRule("CODE", re.compile(r"(?<![\w/.,:+-])(?!\d{4}-\d\d-\d\d(?!\d)|\d\d-\d\d-\d{2,4}(?!\d))\d{2,5}-[A-ZА-ЯЁ]{0,3}\d{2,8}(?:-[A-ZА-ЯЁ]{0,4}\d{2,8}){1,3}(?![\w-])"), None, 0.0, 0.55, None),
    NumberRule("NUMBER", re.compile(r"(?<![\w/.,:+№#-])\d{7,14}(?![\w/-]|[.,:]\d)"), None, 0.0, 0.6, None),
    NumberRule("CASE_NUMBER", _REFERENCE, None, 0.0, 0.0, labels("claim", "member id", "gmc", "nmc", "gms", "invoice", "contract", r"emp(?:loyee)? (?:code|id|no)", "health card", "tenancy", "permit", "visa", r"card ending(?: in)?", "polisanmälan", "böter", "avtal", "bokning", "remiss(?:-?id)?")),
    NumberRule("CASE_NUMBER", re.compile(r"(?:№|#) ?(?P<n>\d{1,4}[-–/][\dА-ЯA-Z/-]{1,14}|\d{4,12})(?![\w-])"), None, 0.0, 0.65, None),
)  # fmt: skip
