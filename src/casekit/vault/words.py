"""Single words of invented names, in whatever form somebody wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casekit.case import EntityType
from casekit.lang.forms import Gender
from casekit.vault.identities import fitting_form, is_form_of
from casekit.vault.naming import NAME, fold, full_names, grammar, is_ordinary
from casekit.vault.originals import Original, Originals
from casekit.vault.record import Part
from casekit.vault.returned import Edit, Returned
from casekit.vault.spots import opens_sentence


@dataclass(frozen=True, slots=True)
class _Known:
    """A word that an invented name has, whose it is, and whether it is only a nickname of that word."""

    part: Part
    entity_id: str
    gender: Gender | None
    nickname: str = ""


def words(returned: Returned, originals: Originals) -> Iterator[Edit]:
    """Words of invented names that stand in no whole replacement: inflected, alone, shortened."""
    known = _known(originals)
    initials = {name[:1] for name in known}
    code = originals.code
    for match in NAME.finditer(returned.text) if known else ():
        if fold(code, match[0])[:1] not in initials:
            continue
        extent = returned.within(*match.span())
        if not extent or not returned.is_free(extent.start, extent.stop):
            continue
        fitting = _fitting(match[0], known, code)
        if fitting:
            returned.take_extent(*match.span())
            yield _edit(returned.text, match, fitting, code)


def _known(originals: Originals) -> dict[str, list[_Known]]:
    """Every dictionary form that tells an entity, folded."""
    code = originals.code
    found: dict[str, list[_Known]] = {}
    for identity in originals.vault.identities.values():
        for part in identity.parts:
            word = fold(code, part.invented)
            found.setdefault(word, []).append(_Known(part, identity.entity_id, identity.gender))
    for nickname, full in full_names(code).items():
        for word in full:
            for one in tuple(found.get(word, ())):
                if one.part.kind == "given" and not one.nickname and nickname != word:
                    known = _Known(one.part, one.entity_id, one.gender, nickname)
                    found.setdefault(nickname, []).append(known)
    return found


def _fitting(word: str, known: dict[str, list[_Known]], code: str) -> list[_Known]:
    """Those that the word names: by the words themselves, and only if none does by a nickname."""
    candidates = list(known.get(fold(code, word), ()))
    for kind in ("given", "surname", "patronymic", "short"):
        for base in grammar(code).bases(word, kind, None):
            candidates += known.get(fold(code, base), ())
    unique = list(dict.fromkeys(candidates))
    own = [one for one in unique if not one.nickname and is_form_of(word, one.part, one.gender, code)]
    return own or [one for one in unique if one.nickname]


def _edit(text: str, match: re.Match[str], fitting: Sequence[_Known], code: str) -> Edit:
    start, end = match.span()
    doubtful = is_ordinary(code, match[0]) and (not match[0][0].isupper() or opens_sentence(text, start))
    original = None if doubtful else _original(match[0], fitting, code)
    first = fitting[0]
    if original is None:
        return Edit(start, end, first.entity_id, EntityType.PERSON, None)
    written = grammar(code).capitals(match[0], original.text)
    return Edit(start, end, first.entity_id, EntityType.PERSON, written, original.exact)


def _original(word: str, fitting: Sequence[_Known], code: str) -> Original | None:
    """The one word that all candidates give; ``None`` when they name different people."""
    if fitting[0].nickname:
        return _of_nickname(word, fitting, code)
    forms = {fitting_form(word, one.part, one.gender, code) for one in fitting} - {None}
    if len(forms) == 1:
        return Original(str(forms.pop()), True)
    bases = {one.part.original for one in fitting}
    entities = {one.entity_id for one in fitting}
    if len(bases) == 1 or len(entities) == 1:
        return Original(fitting[0].part.original, False)
    return None


def _of_nickname(word: str, fitting: Sequence[_Known], code: str) -> Original | None:
    """The full name in the form of the nickname: how that sounded is lost."""
    if len({one.entity_id for one in fitting}) > 1:
        return None
    one = fitting[0]
    forms = grammar(code).readings(word, "short", one.gender, one.nickname.title())
    written = grammar(code).written(one.part.original, "given", forms, one.gender) if forms else None
    return Original(written or one.part.original, False)
