"""A file from end to end: a Word document as people have it, a reviewer's corrections, a clean Word document."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

import casekit
from casekit.errors import LeakError
from casekit.files import clean, name_tells
from casekit.pipeline import Anonymiser
from casekit.read import Choices, Edit, by_block, open_document, read_document, text_of_blocks
from casekit.review import Review

PASSPHRASE = "correct horse battery"
MARK = 'w:id="1" w:author="Kerstin Zettergren" w:date="2024-05-01T10:00:00Z"'


def run(*arguments: str, cwd: Path, interface: str = "en") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from casekit.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "CASEKIT_INTERFACE": interface, "COLUMNS": "200", "NO_COLOR": "1"},
    )


def tracked(paragraph: object, inserted: str, deleted: str) -> None:
    """Put a tracked insertion and a tracked deletion at the end of a paragraph."""
    for tag, text, name in (("ins", inserted, "t"), ("del", deleted, "delText")):
        paragraph._p.append(  # type: ignore[attr-defined]
            parse_xml(
                f"<w:{tag} {nsdecls('w')} {MARK}><w:r><w:{name} xml:space='preserve'>{text}</w:{name}></w:r></w:{tag}>"
            )
        )


def word() -> Word:
    """A write-up with a name half in bold, tracked changes, a table, a header and an author."""
    made = docx.Document()
    made.core_properties.author = "Kerstin Zettergren"
    made.core_properties.title = "Maja Lindqvist, session 4"
    made.sections[0].header.paragraphs[0].text = "Maja Lindqvist"
    made.add_heading("Underlag", 1)
    paragraph = made.add_paragraph("Klienten ")
    paragraph.add_run("Maja Lind").bold = True
    paragraph.add_run("qvist ringde på måndagen från Hultsfred. ")
    tracked(paragraph, "Majas mor Karin grät.", "Hon heter egentligen Ulrika Tistelgren.")
    made.add_paragraph("På kvällen kom grodan dit, och grodans hund skällde.")
    table = made.add_table(1, 2)
    table.cell(0, 0).text = "Namn:"
    table.cell(0, 1).text = "Maja Lindqvist"
    made.add_paragraph("Enligt Winnicott räcker det att vara tillräckligt bra.", style="List Bullet")
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    word().save(str(tmp_path / "case.docx"))
    (tmp_path / "pass.txt").write_text(PASSPHRASE, "utf-8")
    return tmp_path


def everything(path: Path) -> str:
    """All parts of a clean Word file as one text."""
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_from_tracked_changes_to_a_clean_document_with_the_reviewers_corrections(
    desk: Path, anonymiser: Anonymiser
) -> None:
    document = read_document(desk / "case.docx")
    review = Review.start(document, anonymiser, file_name="case.docx")
    at = review.text.index("grodan")
    review.do({"do": "mark", "start": at, "end": at + 6, "type": "PERSON", "everywhere": True})
    maja = next(m for m in review.case.mentions if review.text[m.start : m.end] == "Maja Lindqvist")
    review.do({"do": "rename", "entity": maja.entity_id, "name": "Flickan"})
    (desk / "my.review").write_bytes(review.saved(PASSPHRASE))
    done = run(
        "anonymise", "case.docx", "-o", "clean.docx", "--review", "my.review", "--passphrase-file", "pass.txt", cwd=desk
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = docx.Document(str(desk / "clean.docx"))
    lines = [paragraph.text for paragraph in made.paragraphs]
    assert lines[0] == "Underlag" and made.paragraphs[0].style.name == "Heading 1"
    assert lines[1].startswith("Klienten [Flickan] ringde på måndagen från [Ort 1]. [Flickan] mor [Person")
    assert any(one.bold and "[Flickan]" in one.text for one in made.paragraphs[1].runs)
    assert "grodan" not in lines[2] and lines[2].count("[Person") == 2
    assert made.tables[0].cell(0, 1).text == "[Flickan]"
    assert made.sections[0].header.paragraphs[0].text == "[Flickan]"
    assert lines[-1] == "Enligt Winnicott räcker det att vara tillräckligt bra."
    assert made.paragraphs[-1].style.name == "List Bullet"
    whole = everything(desk / "clean.docx")
    for gone in (
        "Maja",
        "Lindqvist",
        "qvist",
        "Karin",
        "Hultsfred",
        "grodan",
        "Ulrika",
        "Tistelgren",
        "Zettergren",
    ):
        assert gone not in whole
    assert read_document(desk / "case.docx").hidden, "the original is as it was"


def test_insertions_may_go_and_deletions_always_do(desk: Path) -> None:
    done = run("anonymise", "case.docx", "--insertions", "drop", cwd=desk, interface="sv")
    assert done.returncode == 0, done.stderr
    text = text_of_blocks(read_document(desk / "case.anon.docx").blocks)
    assert "mor" not in text and "egentligen" not in text and "[Person 1]" in text
    assert "Raderade ställen som filen" in done.stderr


def test_a_file_named_after_its_client_gets_another_name(desk: Path) -> None:
    (desk / "case.docx").rename(desk / "lindqvist maja.docx")
    done = run("anonymise", "lindqvist maja.docx", cwd=desk)
    assert done.returncode == 0 and "Fall 1.anon.docx" in done.stderr
    assert run("anonymise", "lindqvist maja.docx", cwd=desk).returncode == 0
    assert sorted(path.name for path in desk.glob("*.anon.docx")) == ["Fall 1.anon.docx", "Fall 2.anon.docx"]
    asked = run("anonymise", "lindqvist maja.docx", "-o", "lindqvist.docx", cwd=desk)
    assert asked.returncode == 5 and not (desk / "lindqvist.docx").exists()


def test_the_result_keeps_its_format_or_is_text(desk: Path) -> None:
    assert run("anonymise", "case.docx", "-o", "case.out.txt", cwd=desk).returncode == 0
    assert (desk / "case.out.txt").read_text("utf-8").startswith("Underlag\nKlienten [Person 1]")
    printed = run("anonymise", "case.docx", "-o", "-", cwd=desk)
    assert printed.stdout == (desk / "case.out.txt").read_text("utf-8")
    refused = run("anonymise", "case.docx", "-o", "case.pdf", cwd=desk)
    assert refused.returncode == 3 and ".docx" in refused.stderr and not (desk / "case.pdf").exists()


def test_a_document_comes_back_out_of_its_vault(desk: Path) -> None:
    (desk / "safe").mkdir()
    (desk / "out").mkdir()
    sealed = ("--vault", "safe/v", "--passphrase-file", "pass.txt")
    done = run("anonymise", "case.docx", "-o", "out/out.docx", "--style", "surrogate", *sealed, cwd=desk)
    assert done.returncode == 0, done.stderr
    assert "Maja" not in everything(desk / "out" / "out.docx")
    back = run("restore", "out/out.docx", "--vault", "safe/v", "--passphrase-file", "pass.txt", cwd=desk)
    assert back.returncode == 0, back.stderr
    restored = read_document(desk / "out" / "out.restored.docx")
    assert text_of_blocks(restored.blocks) == text_of_blocks(read_document(desk / "case.docx").blocks)
    assert docx.Document(str(desk / "out" / "out.restored.docx")).paragraphs[0].style.name == "Heading 1"


def test_other_commands_read_documents_too(desk: Path) -> None:
    told = json.loads(run("risk", "case.docx", "--json", cwd=desk).stdout)
    assert told["level"] in ("low", "look_again", "do_not_share")
    assert json.loads(run("themes", "case.docx", "--json", cwd=desk).stdout)


def test_the_library_makes_a_clean_file(desk: Path, anonymiser: Anonymiser) -> None:
    made = casekit.anonymise_file(desk / "case.docx", anonymiser, choices=Choices(insertions="drop"))
    assert made.format == "docx" and not made.name_tells
    assert {one.key for one in made.left_out} >= {"deletion", "insertion"}
    assert text_of_blocks(open_document(made.data, "x.docx").blocks) == made.case.text
    assert "Maja" not in repr(made)


def test_what_stays_in_the_written_file_is_an_error(desk: Path, anonymiser: Anonymiser) -> None:
    document = read_document(desk / "case.docx")
    text = text_of_blocks(document.blocks)
    case = anonymiser.anonymise(text)
    whole = clean(document, text, case)
    assert whole
    real = type(document).written

    def careless(self: object, edits: object, language: str) -> bytes:
        """Forget the last block that is edited."""
        done = [list(one) for one in edits]  # type: ignore[attr-defined]
        next(one for one in reversed(done) if one).clear()
        return real(self, done, language)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(document), "written", careless)
        with pytest.raises(LeakError) as raised:
            clean(document, text, case)
    assert "Maja" not in str(raised.value) and raised.value.key == "leak_in_file"


@pytest.mark.parametrize("format", ["docx", "odt", "rtf", "html", "eml", "txt", "md"])
def test_every_format_goes_there_and_back(format: str, anonymiser: Anonymiser, tmp_path: Path) -> None:
    from files import MAKERS  # the makers of the benchmark

    lines = ["Klienten Maja Lindqvist ringde från Hultsfred.", "Majas mor Karin grät länge på tisdagen."]
    path = tmp_path / f"case.{format}"
    path.write_bytes(MAKERS["txt" if format == "md" else format](lines))
    made = casekit.anonymise_file(path, anonymiser)
    again = open_document(made.data, f"clean.{format}")
    assert "[Person 1]" in text_of_blocks(again.blocks) and again.format == format
    assert not any(
        name in text_of_blocks(again.blocks) for name in ("Maja", "Lindqvist", "Karin", "Hultsfred")
    )


def test_documents_do_not_change_when_nothing_is_edited() -> None:
    out = io.BytesIO()
    word().save(out)
    document = open_document(out.getvalue(), "case.docx")
    written = document.written(by_block(document.blocks, list[Edit]()), "sv")
    assert text_of_blocks(open_document(written, "case.docx").blocks) == text_of_blocks(document.blocks)


@pytest.mark.parametrize("name", ["intake johnson 3.docx", "IVANOVA.docx", "anna_petrova.docx"])
def test_a_name_tells_in_small_letters_and_capitals(name: str, anonymiser: Anonymiser) -> None:
    case = anonymiser.anonymise("Nothing is here at all.", "en")
    assert name_tells(name, "Nothing is here at all.", case, anonymiser)
    assert not name_tells("session 4.docx", "Nothing is here at all.", case, anonymiser)


def test_text_is_proved_too(tmp_path: Path) -> None:
    (tmp_path / "case.md").write_text("My client Anna Petrova cried.\n\nThen &#80;etrova left us.\n", "utf-8")
    for target in ("out.md", "out.txt"):
        done = run("anonymise", "case.md", "-o", target, cwd=tmp_path)
        assert done.returncode == 4 and not (tmp_path / target).exists()


def test_what_a_review_needs_is_never_written_over(desk: Path, anonymiser: Anonymiser) -> None:
    review = Review.start(read_document(desk / "case.docx"), anonymiser, file_name="case.docx")
    (desk / "my.review").write_bytes(review.saved(PASSPHRASE))
    kept = (desk / "my.review").read_bytes()
    asked = ("anonymise", "case.docx", "--review", "my.review", "--passphrase-file", "pass.txt")
    over = run(*asked, "-o", "my.review", "--force", cwd=desk)
    assert over.returncode == 3 and (desk / "my.review").read_bytes() == kept
    other = run(*asked, "-o", "out.docx", "--policy", "strict", cwd=desk)
    assert other.returncode == 3 and not (desk / "out.docx").exists()
