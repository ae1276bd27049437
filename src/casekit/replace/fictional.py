"""Numbers, addresses and accounts that nobody has, in the layout of the real ones.

Phones come from the ranges kept for fiction (Ofcom for the United Kingdom, PTS for Sweden); Russia keeps none, so
its numbers get the area code 000, which is not given out. E-mails and links use the domains of RFC 2606.
Identifying numbers keep their layout, begin with 00 and fail every check digit that we know of.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from casekit.case import EntityType, Mention
from casekit.lang import Language
from casekit.replace.copies import detached

_DIGIT = re.compile(r"\d")
#: national numbers of fiction by language: (prefix, how many digits follow, lowest, highest)
_PHONES: dict[str, tuple[tuple[str, int, int, int], ...]] = {
    "en": (("07700900", 3, 0, 999), ("02079460", 3, 0, 999), ("01632960", 3, 0, 999)),
    "sv": (("0701740", 3, 605, 699), ("0313900", 3, 600, 699), ("0406280", 3, 400, 499), ("084650", 4, 400, 499)),
    "ru": (("8000", 7, 0, 9_999_999),),
}  # fmt: skip
#: how many times another number is tried
_MOST_TURNS = 50
#: letters and figures at the end by which two spellings of one number are known as one
_SAME = 9
_COUNTRY = {"en": "44", "sv": "46", "ru": "7"}


class Fictional:
    """Invents for one document; the same entity is always the same, and with one key in every document."""

    def __init__(self, language: Language, key: bytes) -> None:
        self._language = language
        self._key = key
        #: entity → its number or address as it stands first, and how many inventions for it were taken already
        self._real: dict[str, str] = {}
        self._turns: dict[str, int] = {}
        #: what was invented → whose it is
        self._owners: dict[str, str] = {}
        self._writers: dict[EntityType, Callable[[str, int], str | None]] = {
            EntityType.PHONE_NUMBER: self._phone,
            EntityType.EMAIL_ADDRESS: self._email,
            EntityType.URL: self._url,
            EntityType.USERNAME: self._username,
            EntityType.ID_NUMBER: self._number,
        }

    def copied(self) -> Fictional:
        """The same, to go on apart from this one."""
        return detached(self, "_real", "_turns", "_owners")

    def write(self, mention: Mention, surface: str) -> str | None:
        """What stands in the place of the surface; None for a type that is not invented, such as an address."""
        writer = self._writers.get(mention.type)
        if writer is None:
            return None
        id_ = mention.entity_id
        real = self._real.setdefault(id_, _bare(surface.casefold()))
        for turn in range(self._turns.get(id_, 0), _MOST_TURNS):
            made = writer(surface, self._chance(real, turn))
            if made is None:
                return None
            if self._owners.setdefault(_bare(made), id_) == id_:
                self._turns[id_] = turn
                return made
        return None

    def _chance(self, real: str, turn: int) -> int:
        told = f"{real}\0{turn}".encode("utf-8", "surrogatepass")
        return int.from_bytes(hashlib.blake2b(told, key=self._key, digest_size=16).digest(), "big")

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
        for turn in range(_MOST_TURNS):
            random = hashlib.blake2b(f"{chance}:{turn}".encode(), key=self._key).digest()
            made = _DIGIT.sub("0", _scrambled(surface, random), count=2)  # a series that nobody gives out
            if made != surface and not _valid(made):
                return made
        return None


def _bare(written: str) -> str:
    """What tells a number or address from others, whatever its layout."""
    bare = "".join(filter(str.isalnum, written))
    return bare[-_SAME:] if bare.isdigit() else bare


def _laid_out(surface: str, digits: str) -> str:
    """The digits with the blanks and hyphens of the surface."""
    rest = iter(digits)
    return _DIGIT.sub(lambda _: next(rest), surface)


def _scrambled(surface: str, random: bytes) -> str:
    """Other digits for digits and other capitals for capitals, in the same layout; no digit stays in its place."""
    made = []
    at = 0
    for character in surface:
        byte = random[at % len(random)]
        at += character.isalnum()
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
