"""Edits of a text that lies in blocks and nodes: the same as edits of one string."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casekit.read.document import Block, Edit, by_block, extents, text_of_blocks
from casekit.read.flow import Piece, rewrite, text_of_pieces

TEXTS = st.lists(st.text("ab ", max_size=5), min_size=1, max_size=6).filter(any)


@st.composite
def edits(draw: st.DrawFn, length: int) -> list[Edit]:
    spots = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
    pairs = list(zip(spots[::2], spots[1::2], strict=False))
    made = [Edit(start, end, draw(st.text("XY", max_size=3))) for start, end in pairs]
    inserted = (
        draw(st.sets(st.integers(max(spots, default=-1) + 1, length)))
        if max(spots, default=-1) < length
        else set()
    )
    return made + [Edit(at, at, "Z") for at in sorted(inserted)]


def spliced(text: str, done: list[Edit]) -> str:
    for edit in reversed(done):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


@given(st.data(), TEXTS)
def test_a_flow_is_edited_as_one_string(data: st.DataObject, texts: list[str]) -> None:
    nodes = list(texts)
    pieces = [Piece(text, lambda new, at=at: nodes.__setitem__(at, new)) for at, text in enumerate(texts)]
    whole = text_of_pieces(pieces)
    asked = data.draw(edits(len(whole)))
    rewrite(pieces, asked)
    assert "".join(nodes) == spliced(whole, asked)


@given(st.data(), TEXTS)
def test_nodes_that_no_edit_touches_are_left_alone(data: st.DataObject, texts: list[str]) -> None:
    touched: set[int] = set()
    pieces = [Piece(text, lambda _, at=at: touched.add(at)) for at, text in enumerate(texts)]
    drawn = data.draw(edits(len(text_of_pieces(pieces))))
    asked = [edit for edit in drawn if edit.start < edit.end]
    rewrite(pieces, asked)
    at = 0
    for number, text in enumerate(texts):
        meets = any(edit.start < at + len(text) and at < edit.end for edit in asked)
        assert (number in touched) == (meets and bool(text))
        at += len(text)


@given(st.data(), TEXTS)
def test_blocks_are_edited_as_one_string_but_for_separators(data: st.DataObject, texts: list[str]) -> None:
    blocks = [Block(text, "|" if at % 2 else "\n") for at, text in enumerate(texts)]
    whole = text_of_blocks(blocks)
    asked = data.draw(edits(len(whole)))
    parted = by_block(blocks, asked)
    done = [spliced(block.text, one) for block, one in zip(blocks, parted, strict=True)]
    seen = [
        (start + e.start, start + e.end)
        for (start, _), one in zip(extents(blocks), parted, strict=True)
        for e in one
    ]
    covered = {at for start, end in seen for at in range(start, end)}
    assert covered == {
        at for e in asked for at in range(e.start, e.end) if any(s <= at < t for s, t in extents(blocks))
    }
    one_block = [e for e in asked if any(s <= e.start and e.end <= t for s, t in extents(blocks))]
    if one_block == asked:
        again = [Block(text, block.before) for text, block in zip(done, blocks, strict=True)]
        assert text_of_blocks(again) == spliced(whole, asked)


def test_an_edit_over_two_blocks_stands_in_the_first() -> None:
    blocks = [Block("Storgatan 1"), Block("222 22 Lund")]
    assert by_block(blocks, [Edit(0, 18, "[Adress 1]")]) == [[Edit(0, 11, "[Adress 1]")], [Edit(0, 6, "")]]
