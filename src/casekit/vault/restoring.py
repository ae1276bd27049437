"""Puts the originals back into an anonymised text, also one that others edited, quoted or inflected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from casekit.case import EntityType
from casekit.errors import InputError
from casekit.vault.masks import masks
from casekit.vault.originals import Originals
from casekit.vault.phrases import bracketed, phrases, standing
from casekit.vault.record import Vault, digest
from casekit.vault.returned import Edit, Returned
from casekit.vault.words import words

#: in this order: what one has dealt with is left by those after it
_STEPS: tuple[Callable[[Returned, Originals], Iterator[Edit]], ...] = (
    standing,
    phrases,
    bracketed,
    words,
    masks,
)


@dataclass(frozen=True, slots=True)
class Trace:
    """A replacement as it stands in the returned text, never the original, and the number of its line from 1.

    ``shown`` is empty where the replacement was nothing at all.
    """

    shown: str
    line: int
    type: EntityType


@dataclass(frozen=True, slots=True)
class Restored:
    """The text with originals put back.

    ``placed`` counts all that were put back, ``inexact`` are those of them whose form may be another one,
    ``unplaced`` stand in the text as they were; ``absent`` counts the people and things that the vault knows
    and the text does not name. ``edits`` are what was put back where: ``(start, end, original)`` in offsets of
    the returned text, disjoint and in order.
    """

    text: str = field(repr=False)
    placed: int
    edits: tuple[tuple[int, int, str], ...] = field(default=(), repr=False)
    inexact: tuple[Trace, ...] = ()
    unplaced: tuple[Trace, ...] = ()
    absent: int = 0


def restore(text: str, vault: Vault, *, trusted: bool = False) -> Restored:
    """The original of an anonymised text; exactly that when nobody edited it.

    ``trusted`` says that the text belongs to the vault although it may share no sentence with it.

    Raises:
        InputError: the text has nothing to do with the vault.
    """
    if digest(text) == vault.digest:
        return _spliced(text, [(one.start, one.end, one.original) for one in vault.replaced])
    returned = Returned(text, vault)
    originals = Originals(returned)
    edits = sorted(
        (edit for step in _STEPS for edit in step(returned, originals)),
        key=lambda edit: (edit.start, edit.end),
    )
    if not (trusted or returned.is_related() or _names_many(edits, vault)):
        raise InputError("this is a vault of another document", key="vault_other")
    return _restored(text, _merged(text, edits), vault)


def _restored(text: str, edits: Sequence[Edit], vault: Vault) -> Restored:
    done = _spliced(text, [(edit.start, edit.end, edit.text) for edit in edits if edit.text is not None])
    return replace(
        done,
        inexact=tuple(_trace(text, edit) for edit in edits if edit.text is not None and not edit.exact),
        unplaced=tuple(_trace(text, edit) for edit in edits if edit.text is None),
        absent=len(vault.identities.keys() - {edit.entity_id for edit in edits}),
    )


def _spliced(text: str, edits: Sequence[tuple[int, int, str]]) -> Restored:
    out, at = [], 0
    for start, end, original in edits:
        out += [text[at:start], original]
        at = end
    return Restored("".join([*out, text[at:]]), len(edits), tuple(edits))


def _merged(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """The edits in order, those of the words of one name as one."""
    merged: list[Edit] = []
    for edit in edits:
        last = merged[-1] if merged else None
        if last and edit.start < last.end:
            continue
        between = text[last.end : edit.start] if last else ""
        if (
            last
            and last.text is not None
            and edit.text is not None
            and last.entity_id == edit.entity_id
            and between in (" ", "\u00a0")
        ):
            joined = last.text + between + edit.text
            exact = last.exact and edit.exact
            merged[-1] = Edit(last.start, edit.end, edit.entity_id, edit.type, joined, exact)
        else:
            merged.append(edit)
    return merged


def _names_many(edits: Sequence[Edit], vault: Vault) -> bool:
    """Whether invented names of two people, or two words of one, were found: no chance brings them together."""
    found = {
        (edit.entity_id, edit.text)
        for edit in edits
        if edit.text is not None and vault.identities[edit.entity_id].parts
    }
    return len(found) > 1


def _trace(text: str, edit: Edit) -> Trace:
    lines = text[: edit.start].replace("\r\n", "\n").replace("\r", "\n").count("\n")
    return Trace(text[edit.start : edit.end], lines + 1, edit.type)
