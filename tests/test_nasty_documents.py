"""A name at every place of a file where one can stand: found where it is text, gone where it is hidden."""

from __future__ import annotations

import re

import pytest

from casekit.errors import FileProblem
from casekit.read import Choices, by_block, open_document, text_of_blocks
from nasty import LEAKS
from nasty.cleaned import EVERYTHING, LEAST, cleaned, edits_for
from nasty.known import KNOWN
from nasty.leak import MARKERS, REPLACEMENT, Leak
from nasty.refused import REFUSED, Refused
from nasty.rich import RICH, Rich
from nasty.search import places, says, stands

_LABELS = re.compile(r"\[(?:Picture|Object) left out\]|\[Page \d+: picture left out\]")
#: one script is enough for what does not ask for the name's letters; choices are nothing to a PDF
LATIN = [leak for leak in LEAKS if leak.marker == MARKERS[0]]
every_leak = pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.id)
latin_leak = pytest.mark.parametrize("leak", LATIN, ids=lambda leak: leak.id)
chosen_leak = pytest.mark.parametrize(
    "leak", [leak for leak in LATIN if leak.format != "pdf"], ids=lambda leak: leak.id
)
short_leak = pytest.mark.parametrize(
    "leak", [leak for leak in LATIN if leak.format != "pdf" or leak.visible], ids=lambda leak: leak.id
)


@every_leak
def test_the_file_that_is_made_has_the_name(leak: Leak) -> None:
    assert stands(leak.raw(), leak.marker)


@every_leak
def test_no_name_is_left(leak: Leak) -> None:
    assert places(cleaned(leak).raw, leak.marker) == []


@chosen_leak
@pytest.mark.parametrize("choices", [EVERYTHING, LEAST], ids=["everything", "least"])
def test_no_name_is_left_whatever_is_chosen(leak: Leak, choices: Choices) -> None:
    assert places(cleaned(leak, choices).raw, leak.marker) == []


@every_leak
def test_what_is_seen_is_read_and_replaced(leak: Leak) -> None:
    result = cleaned(leak)
    if leak.visible:
        assert edits_for(result.text, leak.marker)
        assert says(result.raw, REPLACEMENT)
    elif leak.visible is False:
        assert not edits_for(result.text, leak.marker)


@every_leak
def test_what_is_no_name_survives(leak: Leak) -> None:
    result = cleaned(leak)
    assert [sentence for sentence in leak.kept if sentence not in result.text] == []
    assert [sentence for sentence in leak.kept if not says(result.raw, sentence)] == []


@latin_leak
def test_what_is_written_is_read_as_what_was_meant(leak: Leak) -> None:
    result = cleaned(leak)
    again = text_of_blocks(open_document(result.raw, f"case.{leak.format}").blocks)
    assert _words(again) == _words(result.expected)


def _words(text: str) -> list[str]:
    return _LABELS.sub(" ", text).split()


@short_leak
def test_a_document_is_written_the_same_twice_and_shows_nothing_in_its_repr(leak: Leak) -> None:
    document = open_document(leak.raw(), f"case.{leak.format}")
    nothing = [[] for _ in document.blocks]
    assert document.written(nothing, "sv") == document.written(nothing, "sv")
    assert leak.marker not in repr(document) + repr(document.blocks)


@pytest.mark.parametrize(
    "leak", [leak for leak in LEAKS if (leak.format, leak.name) in KNOWN], ids=lambda leak: leak.id
)
def test_what_only_the_file_knew_is_told(leak: Leak) -> None:
    assert any(leak.marker in told for told in cleaned(leak).document.hidden)


@pytest.mark.parametrize("refused", REFUSED, ids=lambda refused: refused.id)
def test_a_file_that_cannot_be_trusted_is_refused_in_words(
    refused: Refused, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"), pytest.raises(FileProblem) as problem:
        open_document(refused.make(), refused.name)
    assert problem.value.key in refused.keys
    assert MARKERS[0] not in f"{problem.value} {problem.value!r} {caplog.text}"


@pytest.mark.parametrize("rich", RICH, ids=lambda rich: rich.name)
@pytest.mark.parametrize("edited", [False, True], ids=["no edit", "edited"])
def test_what_a_document_is_built_of_survives(rich: Rich, edited: bool) -> None:
    raw = rich.make()
    document = open_document(raw, rich.name)
    text = text_of_blocks(document.blocks)
    edits = by_block(document.blocks, edits_for(text, MARKERS[0]) if edited else [])
    before, after = rich.built(raw), rich.built(document.written(edits, "en"))
    assert after == before
