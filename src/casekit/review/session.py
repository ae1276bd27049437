"""A review of one case: decisions over it, done and undone, and the result as it is now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from secrets import token_bytes
from typing import Any

from casekit.case import AnonymisedCase
from casekit.changes import Changes
from casekit.config import check_style
from casekit.disclosure import Disclosure
from casekit.errors import InputError
from casekit.keys import KEY_BYTES
from casekit.lang import get_language
from casekit.pipeline import Anonymiser, Examined, Rewriter
from casekit.read.document import Block, Document, extents, text_of_blocks
from casekit.review import file, showing
from casekit.review.board import Board
from casekit.review.deciding import Deciding
from casekit.review.decisions import Decision, decision_from
from casekit.review.forms import Words

_PLAIN = "txt"
#: results that are kept for an undoing
_MOST_RESULTS = 8


@dataclass(slots=True)
class _Made:
    """What was made of one state of the review."""

    case: AnonymisedCase
    risk: Disclosure | None = None


class Review:
    """A reviewer's decisions over one case; the text is searched once, all else follows from the decisions.

    Not for more than one thread at a time. ``version`` changes with every decision, undone or done.
    """

    def __init__(
        self,
        source: Document | str,
        anonymiser: Anonymiser,
        examined: Examined,
        first: Changes,
        *,
        style: str,
        file_name: str = "",
        named_for: str | None = None,
        seed: bytes | None = None,
    ) -> None:
        """``first`` is who is who before any decision; without a ``seed`` it is the project's.

        ``named_for`` is the file name in which no invented name may stand, if it is another than ``file_name``.
        """
        self.document = None if isinstance(source, str) else source
        self.file_name = file_name
        self.version = 0
        self.examined = examined
        self.named_for = file_name if named_for is None else named_for
        self.seed = seed
        self._anonymiser = anonymiser
        self._blocks: Sequence[Block] = [Block(source)] if isinstance(source, str) else source.blocks
        self._deciding = Deciding(anonymiser, examined, Words(examined.text, get_language(examined.language)))
        self._boards = [Board(first, check_style(style))]
        self._done: list[Decision] = []
        self._at = 0
        self._rewriters: dict[str, Rewriter] = {}
        self._made: dict[int, _Made] = {}

    @classmethod
    def start(
        cls,
        source: Document | str,
        anonymiser: Anonymiser,
        *,
        language: str | None = None,
        file_name: str = "",
        style: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Review:
        """A review of a document or a text, which is searched now; the arguments are those of ``anonymise``.

        Raises:
            LanguageError: the text is in none of the supported languages.
            PolicyError: there is no such style.
        """
        chosen = check_style(style or anonymiser.style)
        text = source if isinstance(source, str) else text_of_blocks(source.blocks)
        examined = anonymiser.examine(text, language, progress=progress)
        seed = token_bytes(KEY_BYTES) if anonymiser.project_seed is None else None
        first = anonymiser.linked(examined)
        return cls(source, anonymiser, examined, first, style=chosen, file_name=file_name, seed=seed)

    @classmethod
    def resume(
        cls,
        blob: bytes,
        passphrase: str,
        source: Document | str,
        anonymiser: Anonymiser,
        *,
        file_name: str = "",
        progress: Callable[[int, int], None] | None = None,
    ) -> Review:
        """A review that ``saved`` gave, over the same document or text, which is not searched again.

        ``progress`` is told how many decisions of how many are done.

        Raises:
            InputError: the passphrase is wrong, the bytes are no review or were changed, a newer casekit made
                them, or they are of another text, policy or project key.
        """
        text = source if isinstance(source, str) else text_of_blocks(source.blocks)
        kept = file.opened(blob, passphrase, text)
        engine = file.engine_for(kept, anonymiser)
        made = cls(
            source,
            engine,
            kept.examined,
            kept.first,
            style=kept.style,
            file_name=file_name or kept.file_name,
            named_for=kept.file_name,
            seed=kept.seed,
        )
        made._replay(kept, progress)
        return made

    def _replay(self, kept: file.Kept, progress: Callable[[int, int], None] | None) -> None:
        try:
            for number, decision in enumerate(kept.decisions, 1):
                self.do(decision)
                if progress is not None:
                    progress(number, len(kept.decisions))
        except InputError:
            raise file.damaged() from None
        self._at = kept.done
        self.version = kept.version

    def saved(self, passphrase: str) -> bytes:
        """The review as bytes that only the passphrase opens; no word of the case is in them.

        Raises:
            InputError: the passphrase is too short.
        """
        kept = file.Kept(
            examined=self.examined,
            first=self._boards[0].changes,
            style=self._boards[0].style,
            policy=self._anonymiser.policy.name,
            rules=self._anonymiser.policy.digest,
            file_name=self.named_for,
            seed=self.seed,
            project=None if self.seed else file.print_of(self._anonymiser.project_seed),
            decisions=tuple(self._done),
            done=self._at,
            version=self.version,
        )
        return file.sealed(kept, passphrase)

    @property
    def text(self) -> str:
        """The original text."""
        return self.examined.text

    @property
    def language(self) -> str:
        """The code of the text's main language."""
        return self.examined.language

    @property
    def style(self) -> str:
        """How replaced words look now."""
        return self._board.style

    @property
    def blocks(self) -> list[tuple[int, int, str]]:
        """Where each block of the document stands in the text, and its place in the document."""
        places = extents(self._blocks)
        return [(*place, block.place) for place, block in zip(places, self._blocks, strict=True)]

    @property
    def format(self) -> str:
        """The format of the document, as the suffix of its file."""
        return self.document.format if self.document else _PLAIN

    @property
    def can_undo(self) -> bool:
        """Whether a decision can be undone."""
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        """Whether an undone decision can be done again."""
        return self._at < len(self._done)

    def do(self, decision: Decision | Mapping[str, Any]) -> None:
        """Do a decision; what was undone before it is gone.

        Raises:
            InputError: it cannot be done, or the table is none; nothing was changed.
            LeakError: something would survive for all that is replaced; nothing was changed.
        """
        one = decision_from(decision) if isinstance(decision, Mapping) else decision
        board = self._deciding.after(self._board, one, self._cases_of_names)
        self._boards[self._at + 1 :] = [board]
        self._done[self._at :] = [one]
        self._made = {at: made for at, made in self._made.items() if at <= self._at}
        self._move(1)

    def _cases_of_names(self) -> list[AnonymisedCase]:
        """The result as it is now, and as it would be with invented names."""
        return [self.case, self._result(self._board.changes, "surrogate")]

    def undo(self) -> None:
        """Take the last decision back.

        Raises:
            InputError: there is none.
        """
        if not self.can_undo:
            raise InputError("there is nothing to undo", key="review_no_undo")
        self._move(-1)

    def redo(self) -> None:
        """Do again what was undone last.

        Raises:
            InputError: there is nothing.
        """
        if not self.can_redo:
            raise InputError("there is nothing to do again", key="review_no_redo")
        self._move(1)

    def _move(self, by: int) -> None:
        self._at += by
        self.version += 1

    @property
    def _board(self) -> Board:
        return self._boards[self._at]

    @property
    def case(self) -> AnonymisedCase:
        """The result as it is now, without a report on its risk.

        Raises:
            LeakError: something survives for all that is replaced.
        """
        made = self._made.get(self._at)
        if made is None:
            made = _Made(self._result(self._board.changes, self._board.style))
            self._remember(made)
        return made.case

    def _result(self, changes: Changes, style: str) -> AnonymisedCase:
        return self._anonymiser.result(self.examined, changes, assess=False, rewriter=self._rewriter(style))

    def _remember(self, made: _Made) -> None:
        """Keep the results that an undoing may ask for again, as many as there is room for."""
        self._made[self._at] = made
        while len(self._made) > _MOST_RESULTS:
            del self._made[next(iter(self._made))]

    def _rewriter(self, style: str) -> Rewriter:
        if style not in self._rewriters:
            self._rewriters[style] = self._anonymiser.rewriter(
                self.examined,
                self._boards[0].changes,
                style=style,
                file_name=self.named_for,
                seed=self.seed,
            )
        return self._rewriters[style]

    @property
    def risk(self) -> Disclosure:
        """What risk remains in the result as it is now; takes longer than the result."""
        case, made = self.case, self._made[self._at]
        if made.risk is None:
            left = self._board.changes.left
            kept = sorted(place for place, type_ in left.items() if type_.direct)
            made.risk = self._anonymiser.risk(self.examined, case, file_name=self.file_name, kept=kept)
        return made.risk

    def state(self, interface: str, *, risk: bool = True) -> dict[str, Any]:
        """Everything that a page shows, as plain data, with sentences in that interface language.

        Without ``risk`` that is ``None``, which saves most of the time.
        """
        return showing.state(self, self._board, self._anonymiser, interface, risk=risk)
