"""Which original belongs to a replacement that is found in a returned text, and in which form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casekit.case import EntityType
from casekit.lang.forms import Form, Gender
from casekit.vault.identities import is_bracketed
from casekit.vault.naming import NAME, grammar, is_ordinary, kinds_of
from casekit.vault.record import Vault
from casekit.vault.returned import Extent, Returned, Words, near
from casekit.vault.tokens import prints

_WRITTEN = frozenset(
    {
        EntityType.ADDRESS,
        EntityType.PHONE_NUMBER,
        EntityType.EMAIL_ADDRESS,
        EntityType.URL,
        EntityType.USERNAME,
        EntityType.ID_NUMBER,
    }
)
_TELLING = re.compile(r"[\d@/]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One replacement: the mentions it stands for, in order."""

    words: Words
    replacement: str
    mentions: tuple[int, ...]
    #: whose it is, ``None`` when several entities share it
    entity_id: str | None
    type: EntityType

    @property
    def bracketed(self) -> bool:
        """Whether it is a placeholder."""
        return is_bracketed(self.replacement)

    @property
    def telling(self) -> bool:
        """Whether it tells its entity wherever it stands."""
        if self.entity_id is None:
            return False
        if self.bracketed or self.type is EntityType.PERSON:
            return True
        return self.type in _WRITTEN and bool(_TELLING.search(self.replacement)) and len(self.words) > 1


@dataclass(frozen=True, slots=True)
class Original:
    """A surface of the original text, and whether it is surely the one."""

    text: str
    exact: bool


class Originals:
    """The surfaces of a vault, by what stands for them and by what stands around them."""

    def __init__(self, returned: Returned) -> None:
        vault: Vault = returned.vault
        self.vault, self.code = vault, vault.language
        self.phrases = _phrases(vault)
        self._before: dict[tuple[Words, Words], set[int]] = {}
        self._after: dict[tuple[Words, Words], set[int]] = {}
        for at, extent in enumerate(returned.extents):
            self._note(at, extent, returned.old)

    def _note(self, at: int, extent: Extent, old: Sequence[int]) -> None:
        words = tuple(old[extent.first : extent.stop])
        before, after = near(old, extent.first, extent.stop)
        if before:
            self._before.setdefault((words, before), set()).add(at)
        if after:
            self._after.setdefault((words, after), set()).add(at)

    def by_neighbours(self, phrase: Phrase, before: Words, after: Words) -> Original | None:
        """The surface of the mentions with the same neighbours; exact when those on both sides agree."""
        left = self._before.get((phrase.words, before), set())
        right = self._after.get((phrase.words, after), set())
        both = self._surfaces(left & right)
        if len(both) == 1:
            return Original(both.pop(), True)
        one = self._surfaces(left) if phrase.telling else set()
        if len(one) == 1:
            return Original(one.pop(), self.is_settled(phrase))
        return None

    def anywhere(self, phrase: Phrase) -> Original | None:
        """The surface for a telling phrase in new surroundings."""
        if not phrase.telling or phrase.entity_id is None:
            return None
        surfaces = Counter(self.vault.replaced[at].original for at in phrase.mentions)
        if self.is_settled(phrase):
            return Original(next(iter(surfaces)), True)
        if phrase.bracketed:
            return Original(self.vault.identities[phrase.entity_id].base, False)
        return Original(surfaces.most_common(1)[0][0], False)

    def in_form(self, entity_id: str, type_: EntityType, forms: Iterable[Form]) -> Original:
        """The name of an entity in the form that all readings agree on, else its dictionary form."""
        identity = self.vault.identities[entity_id]
        written = _inflected(identity.base, type_, tuple(forms), identity.gender, self.code)
        return Original(written or identity.base, written is not None)

    def agree(self, phrase: Phrase, surface: str, before: Words, after: Words) -> bool:
        """Whether no mention with the words before, or those after, has another surface."""
        left = self._before.get((phrase.words, before), set())
        right = self._after.get((phrase.words, after), set())
        return self._surfaces(left | right) <= {surface}

    def is_settled(self, phrase: Phrase, *, quoted: bool = False) -> bool:
        """Whether a replacement stands for one and the same surface wherever it may stand.

        A Russian placeholder has no cases, so that its surface may have to change outside a quotation.
        """
        inflected = self.code == "ru" and phrase.bracketed and phrase.type not in _WRITTEN and not quoted
        return not inflected and len(self._surfaces(phrase.mentions)) == 1

    def is_doubtful(self, phrase: Phrase, shown: str, opens: bool) -> bool:
        """Whether an invented name of one word is, as it stands here, perhaps an ordinary word."""
        if phrase.bracketed or len(phrase.words) > 1 or phrase.type is not EntityType.PERSON:
            return False
        return is_ordinary(self.code, shown) and (opens or not shown[:1].isupper())

    def _surfaces(self, mentions: Iterable[int]) -> set[str]:
        return {self.vault.replaced[at].original for at in mentions}


def _phrases(vault: Vault) -> dict[Words, Phrase]:
    grouped: dict[Words, list[int]] = {}
    for at, mention in enumerate(vault.replaced):
        words = prints(mention.replacement)
        if words:
            grouped.setdefault(words, []).append(at)
    found: dict[Words, Phrase] = {}
    for words, mentions in grouped.items():
        first = vault.replaced[mentions[0]]
        one = len({vault.replaced[at].entity_id for at in mentions}) == 1
        id_ = first.entity_id if one else None
        found[words] = Phrase(words, first.replacement, tuple(mentions), id_, first.type)
    return found


def _inflected(
    base: str, type_: EntityType, forms: tuple[Form, ...], gender: Gender | None, code: str
) -> str | None:
    if type_ not in (EntityType.PERSON, EntityType.LOCATION) or not forms:
        return None
    found = list(NAME.finditer(base))
    kinds = kinds_of(code, [match[0] for match in found])
    out, at = [], 0
    for match, kind in zip(found, kinds, strict=True):
        if kind == "initial":
            word: str | None = match[0]
        else:
            kind = kind if type_ is EntityType.PERSON else "place"
            word = grammar(code).written(match[0], kind, forms, gender)
        if word is None:
            return None
        out += [base[at : match.start()], word]
        at = match.end()
    return "".join([*out, base[at:]])
