"""Plain text and Markdown: byte for byte what they were but for the edits."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.errors import FileProblem
from casekit.read import Choices, Edit, open_document
from casekit.read.plain import open_plain

TEXT = "---\nauthor: Anna\n---\r\n# Anna Петрова\t\n\n[link](https://anna.example)\r\n\n\n"


def test_a_text_is_one_block_as_it_is() -> None:
    document = open_plain(TEXT.encode(), "case.md", Choices())
    assert [block.text for block in document.blocks] == [TEXT]
    assert (document.format, document.hidden, document.left_out) == ("md", (), ())


@pytest.mark.parametrize(
    ("name", "format"), [("a.txt", "txt"), ("a.TEXT", "txt"), ("a.md", "md"), ("a.markdown", "md")]
)
def test_the_ending_of_the_name_tells_the_format(name: str, format: str) -> None:
    assert open_document(b"x", name).format == format


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=50))
def test_a_text_without_edits_comes_back_byte_for_byte(text: str) -> None:
    raw = text.encode()
    try:
        document = open_plain(raw, "case.txt", Choices())
    except FileProblem:  # mostly control characters: no text
        return
    if raw.startswith(codecs.BOM_UTF8) or document.blocks[0].text != text:
        return
    assert document.written([[]], "ru") == raw


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_every_encoding_is_written_as_utf_8(encoding: str) -> None:
    text = "Анна Петрова пришла на встречу и говорила о доме, о работе и о сне.\n"
    document = open_plain(text.encode(encoding), "case.txt", Choices())
    assert document.written([[]], "ru") == text.encode()


def test_edits_are_done_each_time_from_the_text_that_was_opened() -> None:
    document = open_plain(b"Anna called Anna.\r\n", "case.txt", Choices())
    edits = [[Edit(0, 4, "[PERSON_1]"), Edit(12, 16, "Åsa"), Edit(17, 17, "!")]]
    assert document.written(edits, "en").decode() == "[PERSON_1] called Åsa.!\r\n"
    assert document.written([[]], "en") == b"Anna called Anna.\r\n"


def test_an_empty_text_is_a_document() -> None:
    document = open_plain(b"", "case.txt", Choices())
    assert [block.text for block in document.blocks] == [""]
    assert document.written([[]], "en") == b""


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(FileProblem) as problem:
        open_plain(b"\x89PNG\r\n\x1a\n\x00\x00Anna", "case.txt", Choices())
    assert problem.value.key == "file_no_text"


def test_nothing_of_a_text_shows_in_its_repr() -> None:
    assert "Anna" not in repr(open_plain(b"Anna", "case.txt", Choices()))
