"""Russian numbers: SNILS, INN, passport, OMS policy, OGRN, licences, plates, birth certificates, case numbers."""

from __future__ import annotations

import re

from casekit.detect.ids.base import NumberRule, labels, luhn, stdnum


def snils(surface: str) -> bool:
    """The control number of a SNILS (Pension Fund rules: weights 9…1, modulo 101)."""
    digits = [int(c) for c in surface if c.isdigit()]
    if len(digits) != 11:
        return False
    total = sum(digit * weight for digit, weight in zip(digits[:9], range(9, 0, -1), strict=True)) % 101
    return (0 if total == 100 else total) == digits[9] * 10 + digits[10]


_PLATE = "АВЕКМНОРСТУХABEKMHOPCTYXавекмнорстухabekmhopctyx"
RULES = (
    NumberRule("RU_SNILS", re.compile(r"(?<![\w-])\d{3}-\d{3}-\d{3}[ -]?\d{2}(?![\w-])"), snils, 0.98, 0.85, labels("снилс")),
    NumberRule("RU_SNILS", re.compile(r"(?<![\w-])\d{3} ?\d{3} ?\d{3} ?\d{2}(?![\w-])"), snils, 0.5, 0.0, labels("снилс")),
    NumberRule("RU_INN", re.compile(r"(?<![\w-])(?:\d{12}|\d{10})(?![\w-])"), stdnum("ru.inn"), 0.75, 0.0, labels("инн")),
    NumberRule("RU_PASSPORT", re.compile(r"(?<![\w-])\d{2} ?\d{2}(?:[ ,]| ?№ ?| номер )\d{6}(?![\w-])"), None, 0.0, 0.75, labels("паспорт", "сери", "загран", "документ")),
    NumberRule("RU_PASSPORT", re.compile(r"(?<![\w-])\d{2} ?№? ?\d{7}(?![\w-])"), None, 0.0, 0.0, labels("загран", "паспорт")),
    NumberRule("RU_BIRTH_CERTIFICATE", re.compile(r"(?<!\w)[IVX]{1,5}-[А-ЯЁ]{2} ?(?:№ ?)?\d{6}(?!\w)"), None, 0.0, 0.9, labels("свидетельств")),
    NumberRule("RU_OMS", re.compile(r"(?<![\w-])\d{4} ?\d{4} ?\d{4} ?\d{4}(?![\w-])"), luhn, 0.7, 0.7, labels("полис", "омс")),
    NumberRule("RU_OGRN", re.compile(r"(?<![\w-])[1-9](?:\d{12}|\d{14})(?![\w-])"), stdnum("ru.ogrn"), 0.85, 0.0, labels("огрн", "огрнип")),
    NumberRule("RU_DRIVING_LICENCE", re.compile(r"(?<![\w-])\d{2} ?(?:\d{2}|[А-Я]{2}) ?\d{6}(?![\w-])"), None, 0.0, 0.0, labels("водительск", "права", "ву", "в/у", "удостоверен")),
    NumberRule("RU_PLATE", re.compile(rf"(?<!\w)[{_PLATE}] ?\d{{3}} ?[{_PLATE}]{{2}}(?: ?\d{{2,3}}(?: ?(?:rus|RUS))?)?(?!\w)"), None, 0.0, 0.85, labels("номер", "машин", "гос")),
    NumberRule("RU_CASE_NUMBER", re.compile(r"(?<![\w/-])(?:[А-ЯA-Z]{1,4}[- ]?)?\d{1,8}[а-я]{0,2}(?:(?:[-–/.]| № ?)[\dА-ЯA-Zа-я]{1,8}){0,4}(?![\w/-])"), None, 0.0, 0.0, labels(r"дело", r"дела", r"делу", r"договор", r"кусп", r"протокол", r"материал проверки", r"карт[аыеу]", r"истори[яи] болезни", r"и/б", r"иб", r"амбулаторн", r"полис дмс", r"страхов", r"заявлени[ея]", r"постановлени", r"обращени[ея]", r"удостоверени[ея]", r"справк[аеи]", r"рег\. ?номер", r"личн\w{2,4} дел[оау]", r"л/д", r"в/ч", r"войсков\w{2,4} част\w{1,3}", r"приказ\w{0,2}", r"шифр\w{0,2}", r"анкет\w", r"истори[яи] родов", r"материал\w{0,2}", r"акт\w{0,2}", r"личн\w{2,4} номер", r"патент\w{0,2}", r"сери[яией]", r"диплом\w{0,2}", r"сч[её]т\w{0,2}", r"полис\w{0,3} [а-я]{3,12}", r"медкарт\w", r"лицензи\w")),
)  # fmt: skip
