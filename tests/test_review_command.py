"""``casekit review``: what it serves, where it writes, and what it refuses before any work."""

from __future__ import annotations

import io
import os
import stat
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import pytest
import typer
from typer.testing import CliRunner

import casekit
from casekit.cli import review as command
from casekit.errors import CasekitError, FileProblem, InputError, MissingExtra
from casekit.lang import SUPPORTED, get_language
from casekit.pipeline import Anonymiser
from casekit.review import serving

PHRASE = "three calm herons wait"
TEXT = "Anna Lindgren came on Monday with her brother Erik Lindgren.\n\nAnna was tired and said little."


@dataclass
class Run:
    """What the command was about to serve."""

    review: Any = None
    doings: Any = None
    options: dict[str, Any] = field(default_factory=dict)
    browsed: list[str] = field(default_factory=list)
    told: str = ""
    error: BaseException | None = None
    code: int = 0


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, anonymiser: Anonymiser) -> Callable[..., Run]:
    """Runs the command with one loaded engine; instead of serving, ``then`` is called."""
    monkeypatch.setattr(casekit, "Anonymiser", lambda **options: anonymiser)
    monkeypatch.delenv("CASEKIT_PASSPHRASE", raising=False)
    app = typer.Typer()
    app.command()(command.review)

    def run_(*arguments: object, then: Callable[[Run], None] = lambda run: None) -> Run:
        made = Run()

        def serve(review: Any, doings: Any, *, on_bound: Callable[[str], None], **options: Any) -> None:
            made.review, made.doings, made.options = review, doings, options
            on_bound("http://127.0.0.1:1/?token=x")
            then(made)

        monkeypatch.setattr(serving, "serve", serve)
        monkeypatch.setattr(webbrowser, "open", made.browsed.append)
        result = CliRunner().invoke(app, [str(one) for one in arguments])
        made.told, made.error, made.code = result.output, result.exception, result.exit_code
        return made

    return run_


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text(TEXT, "utf-8")
    return path


def word_file(path: Path) -> Path:
    document = docx.Document()
    for line in TEXT.split("\n\n"):
        document.add_paragraph(line)
    document.save(str(path))
    return path


def _phrase_file(folder: Path, phrase: str = PHRASE) -> Path:
    path = folder / "phrase"
    path.write_text(f"{phrase}\n", "utf-8")
    return path


def _reject(run: Run, words: str) -> None:
    start = run.review.text.index(words)
    end = next(m.end for m in run.review.case.mentions if m.start == start)
    run.review.do({"do": "reject", "start": start, "end": end, "everywhere": False})


def test_the_page_is_opened_and_its_address_told(run: Callable[..., Run], case: Path) -> None:
    opened = run(case)
    assert opened.browsed == ["http://127.0.0.1:1/?token=x"]
    assert opened.browsed[0] in opened.told
    assert opened.options["port"] == 0
    assert "Anna" not in opened.told


def test_no_browser_is_opened_where_none_is_wanted(run: Callable[..., Run], case: Path) -> None:
    opened = run(case, "--no-browser", "--port", "8765")
    assert not opened.browsed
    assert opened.options["port"] == 8765


def test_an_interrupt_ends_it_calmly(run: Callable[..., Run], case: Path) -> None:
    def interrupted(run: Run) -> None:
        raise KeyboardInterrupt

    ended = run(case, then=interrupted)
    assert ended.code == 0
    assert "finished" in ended.told


def test_a_word_file_stays_one_and_holds_the_decisions(run: Callable[..., Run], tmp_path: Path) -> None:
    opened = run(word_file(tmp_path / "notes.docx"))
    opened.review.do({"do": "rename", "entity": opened.review.case.entities[0].id, "name": "[Client]"})
    name, data = opened.doings.download()
    assert name == "notes.anon.docx"
    lines = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    assert lines[1].startswith("[Client] was tired")
    assert not any("Anna" in line for line in lines)


def test_what_the_reviewer_leaves_is_in_the_clean_file(run: Callable[..., Run], tmp_path: Path) -> None:
    opened = run(word_file(tmp_path / "notes.docx"))
    _reject(opened, "Anna was")
    _, data = opened.doings.download()
    lines = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    assert "Anna Lindgren" not in lines[0]
    assert lines[1].startswith("Anna was")


def test_a_clean_file_of_a_telling_name_gets_another(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "Anna Lindgren.txt"
    path.write_text(TEXT, "utf-8")
    opened = run(path, "--language", "en")
    assert opened.doings.title == "Anna Lindgren.txt"
    assert opened.doings.download()[0] == "Case.anon.txt"
    assert opened.doings.save(PHRASE).name == "Case.review"
    assert not any(reason.where == "file" for reason in opened.review.risk.reasons)


def test_decisions_go_into_the_named_file_and_are_continued(run: Callable[..., Run], case: Path) -> None:
    kept = case.parent / "mine.review"

    def work(run: Run) -> None:
        _reject(run, "Anna was")
        assert run.doings.save(PHRASE).content is None
        run.review.do({"do": "style", "style": "role"})
        assert run.doings.save(PHRASE).name == "mine.review"

    first = run(case, "--review", kept, then=work)
    assert first.error is None
    assert not first.doings.knows_passphrase
    assert b"Anna" not in kept.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    again = run(case, "--review", kept, "--passphrase-file", _phrase_file(case.parent))
    assert again.doings.knows_passphrase
    assert again.review.case.text == first.review.case.text
    again.review.undo()
    assert again.doings.save(None).name == "mine.review"


def test_a_wrong_passphrase_opens_no_decisions(run: Callable[..., Run], case: Path) -> None:
    kept = case.parent / "mine.review"
    run(case, "--review", kept, then=lambda run: run.doings.save(PHRASE))
    wrong = run(
        case, "--review", kept, "--passphrase-file", _phrase_file(case.parent, "some other words here")
    )
    assert isinstance(wrong.error, CasekitError)
    assert wrong.review is None


def test_decisions_without_a_named_file_are_for_the_browser(run: Callable[..., Run], case: Path) -> None:
    saved = run(case).doings.save(PHRASE)
    assert saved.name == "notes.review"
    assert saved.content
    assert PHRASE not in repr(saved)
    assert sorted(path.name for path in case.parent.iterdir()) == ["notes.txt"]


def test_a_short_passphrase_is_refused(run: Callable[..., Run], case: Path) -> None:
    opened = run(case)
    for short in ("", "short", None, " " * 40):
        with pytest.raises(InputError) as refused:
            opened.doings.save(short)
        assert refused.value.key == "passphrase_short"


def test_a_file_that_came_meanwhile_is_not_overwritten(run: Callable[..., Run], case: Path) -> None:
    kept = case.parent / "mine.review"
    opened = run(case, "--review", kept)
    kept.write_bytes(b"somebody else's")
    with pytest.raises(FileProblem) as refused:
        opened.doings.save(PHRASE)
    assert refused.value.key == "file_exists"
    assert kept.read_bytes() == b"somebody else's"


def test_decisions_never_overwrite_the_original(run: Callable[..., Run], case: Path) -> None:
    for target, key in (
        (case, "file_same"),
        (case.parent, "file_unwritable"),
        (case / "x", "file_unwritable"),
    ):
        refused = run(case, "--review", target)
        assert isinstance(refused.error, FileProblem)
        assert refused.error.key == key
    assert case.read_text("utf-8") == TEXT


def test_the_words_of_the_command_are_there_in_every_language() -> None:
    for code in SUPPORTED:
        assert "{address}" in get_language(code).table("review")["cli"]["opened"]


def test_without_the_extra_the_command_says_what_to_install(
    run: Callable[..., Run], case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> Any:
        raise ModuleNotFoundError("no starlette", name="starlette")

    monkeypatch.setattr(command, "import_module", absent)
    refused = run(case)
    assert isinstance(refused.error, MissingExtra)
    assert "casekit[review]" in str(refused.error)
