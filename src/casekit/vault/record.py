"""What a vault holds: enough to go back from the anonymised text, and nothing else."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, cast, get_args

from casekit.case import AnonymisedCase, EntityType, Mention
from casekit.lang import SUPPORTED
from casekit.lang.forms import Gender, Kind
from casekit.vault.tokens import WIDTH, prints

VERSION = 1


@dataclass(frozen=True, slots=True)
class Replaced:
    """One mention: where its replacement starts in the anonymised text, and after how many kept words."""

    start: int
    replacement: str = field(repr=False)
    original: str = field(repr=False)
    entity_id: str
    type: EntityType
    after: int

    def __post_init__(self) -> None:
        if not (0 <= self.after <= self.start and self.original and self.entity_id):
            raise ValueError("a replaced mention has a place, an original and an entity")

    @property
    def end(self) -> int:
        """Where the replacement ends in the anonymised text."""
        return self.start + len(self.replacement)


@dataclass(frozen=True, slots=True)
class Part:
    """A word of a name in its dictionary form, and the invented word in its place."""

    kind: Kind
    original: str = field(repr=False)
    invented: str = field(repr=False)

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind) or not (self.original and self.invented):
            raise ValueError("a part of a name has a kind and two words")


@dataclass(frozen=True, slots=True)
class Identity:
    """An entity: what it is called in the dictionary form, and the parts of its invented name."""

    entity_id: str
    base: str = field(repr=False)
    gender: Gender | None = None
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if self.gender not in ("m", "f", None) or not self.base:
            raise ValueError("an entity has a name and a gender or none")


@dataclass(frozen=True, slots=True)
class Vault:
    """The way back from one anonymised text.

    ``digest`` tells that text from any other; ``kept`` are prints of the words that were not replaced, by
    which an edited text is laid beside it; the words themselves are not held.
    """

    language: str
    digest: str
    replaced: tuple[Replaced, ...]
    identities: Mapping[str, Identity]
    kept: tuple[int, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if self.language not in SUPPORTED:
            raise ValueError("a vault is in one of the supported languages")
        for before, after in zip(self.replaced, self.replaced[1:], strict=False):
            if before.end > after.start or before.after > after.after:
                raise ValueError("replaced mentions are disjoint and in text order")
        if {one.entity_id for one in self.replaced} != set(self.identities):
            raise ValueError("every entity of a vault has its mentions")
        if self.replaced and self.replaced[-1].after > len(self.kept):
            raise ValueError("a mention stands after the last kept word")

    @classmethod
    def of(
        cls, text: str, case: AnonymisedCase, *, identities: Mapping[str, Identity] | None = None
    ) -> Vault:
        """The vault of an anonymised case and the original text it was made of.

        ``identities`` are those that the invented names were chosen for, by entity id; without them they
        are told from the mentions.

        Raises:
            ValueError: the case was not made of this text.
        """
        from casekit.vault.identities import identify

        changed = [m for m in case.mentions if m.replacement not in (None, text[m.start : m.end])]
        replaced: list[Replaced] = []
        kept: list[int] = []
        out: list[str] = []
        size = at = 0
        for mention in changed:
            stretch = text[at : mention.start]
            kept += prints(stretch)
            replaced.append(_replaced(text, mention, size + len(stretch), len(kept)))
            out += [stretch, replaced[-1].replacement]
            size, at = replaced[-1].end, mention.end
        kept += prints(text[at:])
        if "".join([*out, text[at:]]) != case.text or len(text) != case.original_length:
            raise ValueError("the anonymised case was not made of this text")
        told = identify(replaced, case.language)
        known = {**told, **{id_: one for id_, one in (identities or {}).items() if id_ in told}}
        return cls(case.language, digest(case.text), tuple(replaced), known, tuple(kept))

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "vault": VERSION,
            "language": self.language,
            "digest": self.digest,
            "replaced": [
                [m.start, m.replacement, m.original, m.entity_id, str(m.type), m.after] for m in self.replaced
            ],
            "identities": [
                [i.entity_id, i.base, i.gender, [[p.kind, p.original, p.invented] for p in i.parts]]
                for i in self.identities.values()
            ],
            "kept": b64encode(b"".join(one.to_bytes(WIDTH, "big") for one in self.kept)).decode("ascii"),
        }

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Vault:
        """What ``as_dict`` gave.

        Raises:
            KeyError, TypeError, ValueError: the table is not of that shape.
        """
        replaced = tuple(
            Replaced(int(start), _text(new), _text(old), _text(id_), EntityType(type_), int(after))
            for start, new, old, id_, type_, after in table["replaced"]
        )
        identities = {_text(row[0]): _identity(*row) for row in table["identities"]}
        packed = b64decode(table["kept"], validate=True)
        kept = tuple(_unpacked(packed))
        return cls(_text(table["language"]), _text(table["digest"]), replaced, identities, kept)


def digest(text: str) -> str:
    """Tells an anonymised text from any other."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _replaced(text: str, mention: Mention, start: int, after: int) -> Replaced:
    replacement, original = mention.replacement or "", text[mention.start : mention.end]
    return Replaced(start, replacement, original, mention.entity_id, mention.type, after)


def _identity(id_: str, base: str, gender: str | None, parts: list[list[str]]) -> Identity:
    known = tuple(Part(cast(Kind, kind), _text(old), _text(new)) for kind, old, new in parts)
    return Identity(_text(id_), _text(base), cast(Gender, gender), known)


def _unpacked(packed: bytes) -> Iterator[int]:
    if len(packed) % WIDTH:
        raise ValueError("prints are of one width")
    for at in range(0, len(packed), WIDTH):
        yield int.from_bytes(packed[at : at + WIDTH], "big")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value
