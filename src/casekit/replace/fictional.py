"""Numbers, addresses and accounts that nobody has, in the layout of the real ones.

Phones come from the ranges kept for fiction (Ofcom for the United Kingdom, PTS for Sweden); Russia keeps none, so
its numbers get the area code 000, which is not given out. E-mails and links use the domains of RFC 2606.
Identifying numbers keep their layout and fail every check digit that we know of.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from casekit.case import EntityType, Mention
from casekit.lang import Language

_DIGIT = re.compile(r"\d")
#: national numbers of fiction by language: (prefix, how many digits follow, lowest, highest)
_PHONES: dict[str, tuple[tuple[str, int, int, int], ...]] = {
    "en": (("07700900", 3, 0, 999), ("02079460", 3, 0, 999), ("01632960", 3, 0, 999)),
    "sv": (("0701740", 3, 605, 699), ("0313900", 3, 600, 699), ("0406280", 3, 400, 499), ("084650", 4, 400, 499)),
    "ru": (("8000", 7, 0, 9_999_999),),
}  # fmt: skip
_COUNTRY = {"en": "44", "sv": "46", "ru": "7"}


class Fictional:
    """Invents for one document; the same entity is always the same."""

    def __init__(self, language: Language, key: bytes) -> None:
        self._language = language
        self._key = key
        self._made: dict[str, str] = {}
        self._writers: dict[EntityType, Callable[[str, int], str | None]] = {
            EntityType.PHONE_NUMBER: self._phone,
            EntityType.EMAIL_ADDRESS: self._email,
            EntityType.URL: self._url,
            EntityType.USERNAME: self._username,
            EntityType.ID_NUMBER: self._number,
        }

    def write(self, mention: Mention, surface: str) -> str | None:
        """What stands in the place of the surface; None for a type that is not invented, such as an address."""
        writer = self._writers.get(mention.type)
        if writer is None:
            return None
        chance = int.from_bytes(
            hashlib.blake2b(mention.entity_id.encode(), key=self._key, digest_size=16).digest(), "big"
        )
        return writer(surface, chance)

    def _phone(self, surface: str, chance: int) -> str | None:
        ranges = _PHONES[self._language.code]
        prefix, size, low, high = ranges[chance % len(ranges)]
        digits = prefix + str(low + (chance >> 16) % (high - low + 1)).zfill(size)
        national = _DIGIT.sub("", surface) != surface and "".join(_DIGIT.findall(surface))
        if not national:
            return None
        code = _COUNTRY[self._language.code]
        if surface.lstrip("( ").startswith("+") or national.startswith("00"):
            return f"+{code} {digits[1:4]} {digits[4:7]} {digits[7:]}".rstrip()
        return _laid_out(surface, digits) if len(national) == len(digits) else f"{digits[:3]} {digits[3:]}"

    def _email(self, surface: str, chance: int) -> str:
        return f"user{chance % 9000 + 1000}@example.org"

    def _url(self, surface: str, chance: int) -> str:
        scheme = "https://" if "://" in surface else ""
        return f"{scheme}example.org/{chance % 9000 + 1000}"

    def _username(self, surface: str, chance: int) -> str:
        return f"{'@' if surface.startswith('@') else ''}user{chance % 9000 + 1000}"

    def _number(self, surface: str, chance: int) -> str | None:
        if sum(map(str.isalnum, surface)) < 3:
            return None
        for turn in range(50):
            made = _scrambled(surface, hashlib.blake2b(f"{chance}:{turn}".encode(), key=self._key).digest())
            if made != surface and not _valid(made):
                return made
        return None


def _laid_out(surface: str, digits: str) -> str:
    """The digits with the blanks and hyphens of the surface."""
    rest = iter(digits)
    return _DIGIT.sub(lambda _: next(rest), surface)


def _scrambled(surface: str, random: bytes) -> str:
    """Other digits for digits and other capitals for capitals, in the same layout; no digit stays in its place."""
    made = []
    for at, character in enumerate(surface):
        byte = random[at % len(random)]
        if character.isdigit():
            made.append(str((int(character) + 1 + byte % 9) % 10))
        elif character.isascii() and character.isalpha():
            first = ord("A" if character.isupper() else "a")
            made.append(chr(first + (ord(character) - first + 1 + byte % 25) % 26))
        elif character.isalpha():
            made.append("X" if character.isupper() else "x")
        else:
            made.append(character)
    return "".join(made)


def _valid(number: str) -> bool:
    """Whether a check digit that is widely used holds: Luhn's, or that of a national number of ours."""
    from stdnum import luhn
    from stdnum.gb import nhs
    from stdnum.ru import inn
    from stdnum.se import personnummer

    digits = "".join(_DIGIT.findall(number))
    checks = [luhn.is_valid, nhs.is_valid, inn.is_valid, personnummer.is_valid, _snils]
    return bool(digits) and any(check(digits) for check in checks)


def _snils(digits: str) -> bool:
    """The check of a Russian insurance number (order of the Pension Fund, 192p, annex 1)."""
    if len(digits) != 11:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(9, 0, -1), strict=True))
    return total % 101 % 100 == int(digits[9:])
