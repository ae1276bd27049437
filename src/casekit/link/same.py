"""Names that the text itself says are one person's: aliases, brackets, legends, the fields of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from casekit.case import Span
from casekit.lang import Language
from casekit.link.names import Name
from casekit.link.persons import Mentioned

_LONGEST = 60
_OPEN = r"[\"\u201c\u201e\u201d\u00ab'\u2018\u2019]"
_CLOSE = r"[\"\u201d\u201c\u00bb'\u2019]"
#: A (B), A ("B"), "A" (B), A "B"
_BRACKET = re.compile(rf"{_CLOSE}?,?\s*(?:[(\[]\s*(?:=\s*)?{_OPEN}?|\s/?\s?{_OPEN})")
_BRACKET_END = re.compile(rf"{_CLOSE}?\s*[)\]]|{_CLOSE}")
_QUOTE_END = re.compile(rf"\s*{_CLOSE}\s+")
_EQUAL = re.compile(r"\s*=\s*")
_FILLER = r"(?:um |uh |er |ehm |eh |\u044d-\u044d |\w+ )?"


@dataclass(frozen=True)
class Story:
    """A text with the extents of its persons' names, in order."""

    text: str
    spans: Sequence[Span]
    language: Language

    def between(self, at: int) -> str:
        """What stands between a name and the one before."""
        return self.text[self.spans[at - 1].end : self.spans[at].start]

    def after(self, at: int, size: int = 40) -> str:
        """What follows a name."""
        end = self.spans[at].end
        return self.text[end : end + size]


@dataclass(frozen=True)
class _Patterns:
    alias: re.Pattern[str]
    behind: re.Pattern[str]
    joined: re.Pattern[str]
    surname: re.Pattern[str]
    given: re.Pattern[str]
    further: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    table = language.table("linking")

    def any_of(key: str) -> str:
        return "|".join(sorted(table[key], key=len, reverse=True))

    def label(key: str) -> re.Pattern[str]:
        words = "|".join(re.escape(word) for word in sorted(table[key], key=len, reverse=True))
        end = r"[\s:.)\-\u2013\"\u201c\u00ab(]*(?:(?:um|uh|ehm)\s)?$"
        if key == "surname_fields":
            return re.compile(rf"(?<!\w)(?:{words}){end}", re.I)
        return re.compile(rf"(?:(?:^|\n|\s\s|[,.]\s)(?:{words})|(?<!\w)(?:{words}):){end}", re.I)

    mark = r"[\s,;:(\"\u201c\u201e\u00ab\u2013\u2014.!/=-]*"
    who = r"(?:(?:who|whom|whose|his|her|som|hon|han|hen|\u043d\u043e|\u0434\u0430|\u0430)\s(?:is\s)?)?"
    conjunction = any_of("conjunctions")
    # now known as Nan Jeanie; Russian has an object there: call him Mansik
    more = "" if language.code == "ru" else r"(?:\w+\s)?"
    return _Patterns(
        re.compile(rf"{_CLOSE}?{mark}{who}{_FILLER}(?:{any_of('aliases')})(?!\w){mark}{more}{mark}", re.I),
        re.compile(rf"[\s,{_CLOSE[1:-1]}]*(?:{any_of('aliases_after')})(?!\w)", re.I),
        re.compile(
            rf"\s*(?:,|,?\s(?:{conjunction})\s|\s?&\s?)\s*(?:\w{{1,8}}\.?\s)?|[ \u00a0][^\W\d_]{{2,12}}[ \u00a0]",
            re.I,
        ),
        label("surname_fields"),
        label("given_fields"),
        label("further_fields"),
    )


def coordinated(story: Story) -> Iterator[tuple[int, int]]:
    """Neighbours in a list or joined by "and": two people."""
    joined = _patterns(story.language).joined
    for at in range(1, len(story.spans)):
        if joined.fullmatch(story.between(at)):
            yield at - 1, at


def told_same(story: Story, mentions: Sequence[Mentioned]) -> Iterator[tuple[int, int]]:
    """Pairs of neighbours that the text says are one person."""
    for at in range(1, len(story.spans)):
        if mentions[at].name.family or mentions[at - 1].name.family:
            continue
        between = story.between(at)
        if len(between) > _LONGEST:
            continue
        if _is_alias(story, mentions, at, between):
            yield at - 1, at
        elif at > 1 and _QUOTE_END.fullmatch(between) and re.search(rf"\s{_OPEN}$", story.between(at - 1)):
            yield at - 2, at


def _is_alias(story: Story, mentions: Sequence[Mentioned], at: int, between: str) -> bool:
    patterns = _patterns(story.language)
    after = story.after(at)
    if _EQUAL.fullmatch(between):
        return True
    if (mentions[at].clue.kin and not mentions[at].name.initials) or "\n" in between:
        return False
    if _BRACKET.fullmatch(between) and _BRACKET_END.match(after):
        # the mother of Bogdan (Nargiza)
        genitive = story.language.code == "ru" and mentions[at - 1].clue.kin_before and mentions[at].name.lone
        return not genitive or _agree(mentions[at - 1].name, mentions[at].name)
    if patterns.alias.fullmatch(between) and not _of_another(story, mentions, at):
        one, other = mentions[at - 1].gender, mentions[at].gender
        return not (re.search(r"[.;]", between) and one and other and one != other)
    return len(between) < 6 and bool(patterns.behind.match(after))


def _of_another(story: Story, mentions: Sequence[Mentioned], at: int) -> bool:
    """Whether a relative is named: Anna's mother is called Peg, маму Ани зовут Римма."""
    if _owns_what_follows(story, at):
        return True
    if mentions[at - 1].clue.kin_before and re.match(r" (?:зовут|звали)", story.between(at)):
        return True
    fold = story.language.morphology.fold
    kin = story.language.table("linking")["kin"]
    words = {fold(word) for word in re.findall(r"[^\W\d_]+", story.between(at))}
    return any(word in words for lines in kin.values() for line in lines for word in line.split())


def _owns_what_follows(story: Story, at: int) -> bool:
    """Whether the name before is the owner of somebody who is named: Håkans sambo heter Eva."""
    span, between = story.spans[at - 1], story.between(at)
    if story.language.code != "sv" or not story.text[span.start : span.end].endswith("s"):
        return False
    word = re.match(r" ([^\W\d_]+) ", between)
    fold = story.language.morphology.fold
    return word is not None and fold(word[1]) not in story.language.table("linking")["aliases"]


def _agree(a: Name, b: Name) -> bool:
    return any(one.agrees(other) for one in a.fields for other in b.fields)


def in_fields(story: Story, names: Sequence[Name]) -> Iterator[tuple[int, int, str]]:
    """Names of which the second stands in the field of a form, or is dictated as one.

    The last is "surname", "given" or "further" (a nickname, the initial of a middle name).
    """
    last = 0
    kinds = [_field_before(story, at) for at in range(len(story.spans))]
    for at in range(1, len(story.spans)):
        earlier, last = last, at if names[at].fields else last
        if (
            kinds[at]
            and _goes_with(
                kinds[at], names[at], in_form=bool(kinds[earlier]) or "\n" not in story.between(at)
            )
            and len(story.between(at)) <= 2 * _LONGEST
            and not (names[at].family or names[earlier].family)
        ):
            yield earlier, at, kinds[at]


def _goes_with(kind: str, name: Name, *, in_form: bool) -> bool:
    """Whether a field belongs to the name before, which is ``in_form``: in a field too, or on the same line.

    A whole name needs nobody's surname ("Name: Anna Ek"); a maiden name may be whole.
    """
    whole = bool(name.given and name.surname and len(name.words) > 1)
    if kind == "given":
        return in_form and not whole
    return kind == "further" or in_form or whole


def _field_before(story: Story, at: int) -> str:
    """The kind of field that a name stands in: "surname", "given", "further" or none."""
    patterns = _patterns(story.language)
    start = story.spans[at].start
    left = story.spans[at - 1].end if at else 0
    before = story.text[max(left, start - _LONGEST) : start]
    return next(
        (kind for kind in ("surname", "given", "further") if getattr(patterns, kind).search(before)), ""
    )
