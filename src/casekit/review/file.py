"""A review as bytes: what was found and decided, by places and never by words, encrypted with a passphrase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, cast, get_args

from casekit.case import EntityType, Mention, NamePart, Span, Who
from casekit.changes import Changes, Extent
from casekit.config import BUNDLED, check_style
from casekit.errors import InputError
from casekit.keys import KEY_BYTES
from casekit.lang import SUPPORTED
from casekit.lang.forms import Gender
from casekit.pipeline import Anonymiser, Examined
from casekit.review.decisions import Decision, as_table, decision_from
from casekit.vault import Seal, open_table, seal_table

SEAL = Seal("review", 1)
_PART_KINDS = ("given", "short", "patronymic", "surname", "initial", "other")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a review file holds: all that makes the same review of the same text again.

    ``rules`` is the digest of its policy. ``seed`` is that of this review alone, or else ``project`` a print of
        the project's key. ``done`` decisions of all are done, the others were undone. ``file_name`` is the one in
        which no invented name stands.
    """

    examined: Examined
    first: Changes
    style: str
    policy: str
    rules: str
    file_name: str = field(repr=False)
    seed: bytes | None = field(repr=False)
    project: str | None
    decisions: tuple[Decision, ...]
    done: int
    version: int

    def __post_init__(self) -> None:
        check_style(self.style)
        if not 0 <= self.done <= len(self.decisions) or self.version < 0:
            raise ValueError("no more decisions are done than there are")
        if (self.seed is None) == (self.project is None) or (self.seed and len(self.seed) != KEY_BYTES):
            raise ValueError("a review has a seed of its own or the key of a project")


def sealed(kept: Kept, passphrase: str) -> bytes:
    """The file; takes about a second, on purpose.

    Raises:
        InputError: the passphrase is too short.
    """
    return seal_table(_as_table(kept), passphrase)


def opened(blob: bytes, passphrase: str, text: str) -> Kept:
    """What ``sealed`` was given, for the text that it is about.

    Raises:
        InputError: the passphrase is wrong, the bytes are no review or were changed, a newer casekit made them,
            or they are of another text.
    """

    def read(table: Mapping[str, Any]) -> Kept:
        try:
            return _from_table(table, text)
        except InputError as error:
            if error.key == "review_other":
                raise
            raise ValueError from None

    return open_table(blob, passphrase, SEAL, read)


def engine_for(kept: Kept, anonymiser: Anonymiser) -> Anonymiser:
    """The anonymiser with the policy of the review.

    Raises:
        InputError: the review was made with a policy or a project key that it does not have.
    """
    engine = anonymiser
    if anonymiser.policy.name != kept.policy:
        if kept.policy not in BUNDLED:
            raise InputError(
                "this review was made with another policy", key="review_policy", policy=kept.policy
            )
        engine = anonymiser.with_policy(kept.policy)
    elif kept.policy not in BUNDLED and anonymiser.policy.digest != kept.rules:
        raise InputError("this review was made with other rules", key="review_policy", policy=kept.policy)
    if kept.project is not None and print_of(anonymiser.project_seed) != kept.project:
        raise InputError("this review was made with the key of a project", key="review_key")
    return engine


def damaged() -> InputError:
    """The error of bytes that are no review, or one that was changed."""
    return InputError("this is no review, or it is damaged", key="review_damaged")


def print_of(key: bytes | None) -> str | None:
    """Tells a key from any other without telling the key."""
    return None if key is None else sha256(b"casekit review\0" + key).hexdigest()


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _as_table(kept: Kept) -> dict[str, Any]:
    examined, first = kept.examined, kept.first
    return {
        "review": SEAL.version,
        "text": _digest(examined.text),
        "language": examined.language,
        "style": kept.style,
        "policy": kept.policy,
        "rules": kept.rules,
        "file_name": kept.file_name,
        "seed": None if kept.seed is None else kept.seed.hex(),
        "project": kept.project,
        "mentions": [_mention_row(mention) for mention in first.known],
        "who": [[id_, who.gender, who.family, who.role] for id_, who in first.who.items()],
        "unsure": [_span_row(span) for span in examined.unsure],
        "kept": [list(place) for place in examined.kept],
        "seen": examined.characters_seen,
        "decisions": [as_table(decision) for decision in kept.decisions],
        "done": kept.done,
        "version": kept.version,
    }


def _from_table(table: Mapping[str, Any], text: str) -> Kept:
    if _text(table["text"]) != _digest(text):
        raise InputError("this review is of another text", key="review_other")
    mentions = tuple(_mention(row, len(text)) for row in table["mentions"])
    unsure = tuple(_span(row, len(text)) for row in table["unsure"])
    if any(a.end > b.start for a, b in zip(mentions, mentions[1:], strict=False)):
        raise ValueError("mentions are disjoint and in text order")
    spans = tuple(Span(m.start, m.end, m.type, m.recognizer, m.confidence, m.subtype) for m in mentions)
    language = _text(table["language"])
    if language not in SUPPORTED:
        raise ValueError("a review is in one of the supported languages")
    terms = tuple(_extent(place, len(text)) for place in table["kept"])
    seed, project = table["seed"], table["project"]
    return Kept(
        examined=Examined(text, language, spans, unsure, terms, _whole(table["seen"])),
        first=Changes.of(mentions, {_text(row[0]): _who(*row[1:]) for row in table["who"]}),
        style=_text(table["style"]),
        policy=_text(table["policy"]),
        rules=_text(table["rules"]),
        file_name=_text(table["file_name"]),
        seed=None if seed is None else bytes.fromhex(_text(seed)),
        project=None if project is None else _text(project),
        decisions=tuple(decision_from(one) for one in table["decisions"]),
        done=_whole(table["done"]),
        version=_whole(table["version"]),
    )


def _span_row(span: Span) -> list[Any]:
    return [span.start, span.end, str(span.type), span.recognizer, span.confidence, span.subtype]


def _mention_row(mention: Mention) -> list[Any]:
    parts = [[part.start, part.end, part.kind] for part in mention.parts]
    span = Span(
        mention.start, mention.end, mention.type, mention.recognizer, mention.confidence, mention.subtype
    )
    return [mention.entity_id, parts, *_span_row(span)]


def _span(row: list[Any], size: int) -> Span:
    start, end, type_, recognizer, confidence, subtype = row
    if subtype is not None:
        _text(subtype)
    place = _extent([start, end], size)
    return Span(*place, EntityType(type_), _text(recognizer), float(confidence), subtype)


def _mention(row: list[Any], size: int) -> Mention:
    id_, parts, *rest = row
    span = _span(rest, size)
    return Mention(
        span.start,
        span.end,
        span.type,
        _text(id_),
        span.recognizer,
        span.confidence,
        span.subtype,
        parts=tuple(_part(*part) for part in parts),
    )


def _part(start: Any, end: Any, kind: Any) -> NamePart:
    if kind not in _PART_KINDS:
        raise ValueError("a part of a name has a kind")
    return NamePart(_whole(start), _whole(end), kind)


def _who(gender: Any, family: Any, role: Any) -> Who:
    if gender not in (None, *get_args(Gender)) or not isinstance(family, bool):
        raise ValueError("a person is a man or a woman or unknown, and a family or not")
    return Who(cast(Gender, gender), family, None if role is None else _text(role))


def _extent(place: Any, size: int) -> Extent:
    start, end = map(_whole, place)
    if not start < end <= size:
        raise ValueError("a place lies in the text")
    return start, end


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError("a whole number was expected")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value
