"""Messages: the subject and what was written, and nothing of how, when and by whom it was sent.

The body is the plain text of the message, or its page if that says more. A message forwarded as a whole follows
with its own subject; attachments and pictures are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP

from casekit.read.archive import check_size
from casekit.read.document import Block, Choices, Edit, LeftOut
from casekit.read.eml.headers import encoded_header
from casekit.read.eml.parts import Letter, Reader, parsed
from casekit.read.flow import Piece, rewrite
from casekit.read.html import HtmlDocument

#: what parts a forwarded message from the one before
_BETWEEN = "\n\n----------\n\n"


@dataclass(frozen=True, slots=True)
class EmlDocument:
    """A message; ``_page`` is its body where that is one page."""

    blocks: Sequence[Block] = field(repr=False)
    hidden: Sequence[str] = field(repr=False)
    left_out: Sequence[LeftOut]
    _has_subject: bool
    _page: HtmlDocument | None = field(repr=False)
    format: str = "eml"

    def written(self, edits: Sequence[Sequence[Edit]], language: str) -> bytes:
        """A message of the text with the edits done, without sender, recipient and date."""
        first = int(self._has_subject)
        message = EmailMessage(policy=SMTP)
        if self._page is None:
            message.set_content(_joined(self.blocks[first:], edits[first:]))
        else:
            message.set_content(self._page.written(edits[first:], language).decode("utf-8"), subtype="html")
        subject = encoded_header("Subject", _edited(self.blocks[0], edits[0])) if self._has_subject else b""
        return subject + message.as_bytes()


def open_eml(raw: bytes, name: str, choices: Choices) -> EmlDocument:
    """The message in a .eml file.

    Raises:
        FileProblem: it is no message, is encrypted, is too large, or has too many parts.
    """
    check_size(raw, name)
    letter = Reader(name, choices).letter(parsed(raw, name))
    hidden, left_out = _gathered(letter)
    pages = [body for body in letter.bodies if isinstance(body, HtmlDocument)]
    alone = len(letter.bodies) == 1 and not letter.forwarded
    return EmlDocument(
        _blocks(letter),
        list(dict.fromkeys(text for text in hidden if text)),
        [LeftOut(key, count) for key, count in sorted(left_out.items())],
        bool(letter.subject),
        pages[0] if pages and alone else None,
    )


def _gathered(letter: Letter) -> tuple[list[str], dict[str, int]]:
    """What the message and those forwarded in it know beside their text, and what is left out of them."""
    whole = Letter()
    waiting = [letter]
    while waiting:
        one = waiting.pop(0)
        whole.forget(one)
        waiting += one.forwarded
    return whole.hidden, dict(whole.left_out)


def _blocks(letter: Letter) -> list[Block]:
    found = [Block(letter.subject, place="subject")] if letter.subject else []
    for body in letter.bodies:
        found += _after(found, [Block(body)] if isinstance(body, str) else body.blocks, "\n\n")
    for inner in letter.forwarded:
        found += _after(found, _blocks(inner), _BETWEEN)
    return found


def _after(before: Sequence[Block], blocks: Sequence[Block], between: str) -> list[Block]:
    """The blocks, parted from those before, if there are any."""
    if not before or not blocks:
        return list(blocks)
    return [Block(blocks[0].text, between, blocks[0].place), *blocks[1:]]


def _joined(blocks: Iterable[Block], edits: Iterable[Sequence[Edit]]) -> str:
    parts = ((block.before, _edited(block, done)) for block, done in zip(blocks, edits, strict=True))
    return "".join(text if number == 0 else before + text for number, (before, text) in enumerate(parts))


def _edited(block: Block, edits: Sequence[Edit]) -> str:
    done = [block.text]
    rewrite([Piece(block.text, lambda text: done.__setitem__(0, text))], edits)
    return done[0]
