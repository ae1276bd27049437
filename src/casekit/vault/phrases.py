"""Whole replacements in a returned text: where they stood, elsewhere, and inflected inside their brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casekit.case import EntityType
from casekit.lang import get_language
from casekit.vault.naming import fold, grammar
from casekit.vault.originals import Original, Originals, Phrase
from casekit.vault.returned import NEAR, Edit, Returned
from casekit.vault.spots import Spot, added, opens_sentence, spot, with_ending

_BRACKETED = re.compile(r"\\?\[(?P<inside>[^\[\]]{1,60}?)\\?\]")
_WORD = re.compile(r"[^\W\d_]+|\d+")


def standing(returned: Returned, originals: Originals) -> Iterator[Edit]:
    """Mentions whose replacement stands where it stood: their very surfaces."""
    whole = _whole(returned, originals)
    for mention, extent in zip(returned.vault.replaced, returned.extents, strict=True):
        at = returned.standing(extent)
        if at is None:
            continue
        stop = at + extent.stop - extent.first
        if whole.get(at) not in (None, (at, stop)):
            continue
        phrase = originals.phrases[tuple(returned.words[at:stop])]
        before, after = returned.grip(extent, at)
        between = before > 0 and after > 0
        sure = between or (
            max(before, after) == NEAR and originals.agree(phrase, mention.original, *returned.near(at, stop))
        )
        if phrase.telling and (before or after):
            exact = sure or originals.is_settled(phrase, quoted=max(before, after) > 1)
        elif between and before + after > 2:
            exact = True
        else:
            continue
        where = _spot(returned, at, stop, phrase)
        if phrase.bracketed and not where.bracketed and not sure:
            continue
        yield _edit(returned, originals, (at, stop), where, phrase, Original(mention.original, exact))


def phrases(returned: Returned, originals: Originals) -> Iterator[Edit]:
    """Replacements that stand elsewhere: in a quotation, a new sentence, other capitals or brackets."""
    sizes: dict[int, list[int]] = {}
    for words in sorted(originals.phrases, key=len, reverse=True):
        sizes.setdefault(words[0], []).append(len(words))
    whole = _whole(returned, originals)
    for at, word in enumerate(returned.words):
        for stop in (at + size for size in dict.fromkeys(sizes.get(word, ()))):
            phrase = originals.phrases.get(tuple(returned.words[at:stop]))
            fits = phrase and len(phrase.words) == stop - at and whole.get(at) in (None, (at, stop))
            if phrase and fits and returned.is_free(at, stop):
                yield from _elsewhere(returned, originals, at, stop, phrase)
                break


def _whole(returned: Returned, originals: Originals) -> dict[int, tuple[int, int]]:
    """For each word inside a whole placeholder the extent of that: ``Mail Address 1`` is no ``Address 1``."""
    found: dict[int, tuple[int, int]] = {}
    for match in _BRACKETED.finditer(returned.text):
        inside = returned.within(*match.span())
        if tuple(returned.words[inside.start : inside.stop]) in originals.phrases:
            found.update(dict.fromkeys(inside, (inside.start, inside.stop)))
    return found


def _elsewhere(
    returned: Returned, originals: Originals, at: int, stop: int, phrase: Phrase
) -> Iterator[Edit]:
    where = _spot(returned, at, stop, phrase)
    shown = returned.text[where.start : where.end]
    original = originals.by_neighbours(phrase, *returned.near(at, stop))
    opens = opens_sentence(returned.text, where.start)
    doubtful = originals.is_doubtful(phrase, shown, opens)
    if original is None and not doubtful and not _is_bare(phrase, where, shown):
        original = originals.anywhere(phrase)
    yield _edit(returned, originals, (at, stop), where, phrase, original)


def _is_bare(phrase: Phrase, where: Spot, shown: str) -> bool:
    """Whether a placeholder has lost its brackets and may be ordinary words now: ``place 1``."""
    if not phrase.bracketed or where.bracketed:
        return False
    numbered = phrase.type is EntityType.PERSON and shown[-1:].isdigit()
    return not (numbered and shown[:1].isupper())


def bracketed(returned: Returned, originals: Originals) -> Iterator[Edit]:
    """Placeholders whose words were inflected: ``[Человека 1]``; and those that the vault does not know."""
    known = [phrase for phrase in originals.phrases.values() if phrase.bracketed]
    labels = {fold(originals.code, _WORD.findall(phrase.replacement)[0]) for phrase in known}
    for match in _BRACKETED.finditer(returned.text):
        inside = _WORD.findall(match["inside"])
        extent = returned.within(*match.span())
        if not inside or not extent or not returned.is_free(extent.start, extent.stop):
            continue
        fitting = [phrase for phrase in known if _same_words(inside, phrase, originals.code)]
        if len(fitting) == 1 and fitting[0].entity_id is not None:
            yield _inflected(returned, originals, match, inside[0], fitting[0])
        elif fitting or (inside[-1].isdigit() and fold(originals.code, inside[0]) in labels):
            type_ = fitting[0].type if fitting else EntityType.PERSON
            returned.take_extent(*match.span())
            yield Edit(match.start(), match.end(), "", type_, None)


def _inflected(
    returned: Returned, originals: Originals, match: re.Match[str], label: str, phrase: Phrase
) -> Edit:
    assert phrase.entity_id is not None
    base = _WORD.findall(phrase.replacement)[0]
    forms = grammar(originals.code).readings(label, "phrase", None, base.lower())
    original = originals.in_form(phrase.entity_id, phrase.type, forms)
    returned.take_extent(*match.span())
    return Edit(match.start(), match.end(), phrase.entity_id, phrase.type, original.text, original.exact)


def _same_words(inside: Sequence[str], phrase: Phrase, code: str) -> bool:
    own = _WORD.findall(phrase.replacement)
    return len(own) == len(inside) and all(map(lambda a, b: _same_word(a, b, code), inside, own))


def _same_word(one: str, other: str, code: str) -> bool:
    seen, own = fold(code, one), fold(code, other)
    if seen == own:
        return True
    return not seen.isdigit() and own in get_language(code).morphology.bases(seen)


def _spot(returned: Returned, at: int, stop: int, phrase: Phrase) -> Spot:
    start, end = returned.tokens[at].start, returned.tokens[stop - 1].end
    return spot(returned.text, start, end, phrase.replacement)


def _edit(
    returned: Returned,
    originals: Originals,
    words: tuple[int, int],
    where: Spot,
    phrase: Phrase,
    original: Original | None,
) -> Edit:
    """The edit of a spot, with an ending that somebody added put to rights."""
    returned.take(*words)
    returned.take_extent(where.start, where.end)
    id_ = phrase.entity_id or originals.vault.replaced[phrase.mentions[0]].entity_id
    if original is None:
        return Edit(where.start, where.end, id_, phrase.type, None)
    end, text, exact = where.end, original.text, original.exact
    shown = returned.text[where.start : end]
    if phrase.type is EntityType.PERSON and not phrase.bracketed and shown != phrase.replacement:
        text = grammar(originals.code).capitals(shown, text)
    after = added(returned.text, end, originals.code)
    ours = returned.within(end, end + len(after))
    if after and not any(map(returned.is_kept, ours)) and not where.ending:
        end += len(after)
        returned.take_extent(where.end, end)
    else:
        after = where.ending
    if after and originals.code == "ru":
        text, exact = originals.vault.identities[id_].base, False
    else:
        text = with_ending(text, after, originals.code)
    return Edit(where.start, end, id_, phrase.type, text, exact)
