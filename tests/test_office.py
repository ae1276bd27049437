"""LibreOffice opens what casekit wrote and shows the text that was meant; casekit cleans what LibreOffice wrote."""
# ruff: noqa: E501 (a text of LibreOffice's is one element a line)

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from casekit.read import Edit, by_block, open_document, text_of_blocks
from files import MAKERS, docx, html, odt, rtf
from nasty import LEAKS
from nasty.cleaned import cleaned as cleaned_leak
from nasty.leak import REPLACEMENT, Leak
from nasty.search import places, says

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
NAME, STAND_IN = "Zebulonsson", "[Person 1]"
LINES = [f"Klienten {NAME} ringde på måndagen.", "Вера Павловна промолчала.", f"Then {NAME} said nothing."]
#: a text of LibreOffice's own with a deletion, an insertion, a comment, a note, a header and properties
SOURCE = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
 <office:meta><dc:title>Hidden Tistelgren</dc:title><dc:creator>Writer Tistelgren</dc:creator></office:meta>
 <office:automatic-styles><style:page-layout style:name="pm1"><style:header-style/></style:page-layout></office:automatic-styles>
 <office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm1">
  <style:header><text:p>About {NAME}</text:p></style:header></style:master-page></office:master-styles>
 <office:body><office:text>
  <text:tracked-changes>
   <text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>Reader Tistelgren</dc:creator>
    <dc:date>2024-05-01T10:00:00</dc:date></office:change-info><text:p>crossed out Tistelgren </text:p></text:deletion></text:changed-region>
   <text:changed-region text:id="c2"><text:insertion><office:change-info><dc:creator>Reader Tistelgren</dc:creator>
    <dc:date>2024-05-01T10:00:00</dc:date></office:change-info></text:insertion></text:changed-region>
  </text:tracked-changes>
  <text:h text:outline-level="1">Session four</text:h>
  <text:p>The client {NAME} came late. <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>It rained.<text:change-end text:change-id="c2"/></text:p>
  <text:p>My note<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Told by {NAME} herself.</text:p></text:note-body></text:note> stays.<office:annotation><dc:creator>Reader Tistelgren</dc:creator><dc:date>2024-05-01T10:00:00</dc:date><text:p>Ask {NAME} again.</text:p></office:annotation></text:p>
 </office:text></office:body>
</office:document>
"""
#: what LibreOffice's Writer shows of no file, or not in a text of one page
NOT_SHOWN = ("formula", "even ", "-left on", "-first on", "rows in a group", "frame in the body")


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


def convert(profile: Path, to: str, files: Sequence[Path], out: Path) -> None:
    """Let LibreOffice open the files and save each in another format."""
    out.mkdir(exist_ok=True)
    command = [str(SOFFICE), f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", to]
    subprocess.run(
        [*command, "--outdir", str(out), *map(str, files)], check=True, capture_output=True, timeout=180
    )


def cleaned(raw: bytes, name: str) -> tuple[bytes, str]:
    """The clean file with a stand-in for the name, and the text it should show."""
    document = open_document(raw, name)
    text = text_of_blocks(document.blocks)
    edits, at = [], text.find(NAME)
    while at >= 0:
        edits.append(Edit(at, at + len(NAME), STAND_IN))
        at = text.find(NAME, at + 1)
    assert edits
    return document.written(by_block(document.blocks, edits), "en"), text.replace(NAME, STAND_IN)


def words(text: str) -> str:
    return " ".join(text.split())


def test_libreoffice_shows_what_was_written(profile: Path, tmp_path: Path) -> None:
    made = {
        "docx": docx(LINES * 10),
        "odt": odt(LINES * 10),
        "rtf": rtf(LINES * 10),
        "html": html(LINES * 10),
    }
    expected = {}
    for format, raw in made.items():
        written, expected[format] = cleaned(raw, f"case.{format}")
        (tmp_path / f"{format}.{format}").write_bytes(written)
    sources = [tmp_path / f"{format}.{format}" for format in made]
    convert(profile, "txt:Text (encoded):UTF8", sources, tmp_path / "out")
    for format, text in expected.items():
        shown = words((tmp_path / "out" / f"{format}.txt").read_text("utf-8-sig"))
        for line in text.splitlines():
            assert words(line) in shown, format
        assert NAME not in shown and shown.count(STAND_IN) >= 20


def test_what_libreoffice_wrote_is_cleaned_and_opens_again(profile: Path, tmp_path: Path) -> None:
    source = tmp_path / "case.fodt"
    source.write_text(SOURCE, "utf-8")
    results = []
    for format in ("docx", "odt", "rtf"):
        convert(profile, format, [source], tmp_path)
        raw = (tmp_path / f"case.{format}").read_bytes()
        assert places(raw, "Tistelgren"), f"{format} should hold what is to go"
        written, text = cleaned(raw, f"case.{format}")
        assert "It rained." in text and "crossed out" not in text
        assert text.count(STAND_IN) >= (3 if format == "rtf" else 4)
        for gone in (NAME, "Tistelgren", "crossed out"):
            assert places(written, gone) == [], (format, gone)
        results.append(tmp_path / f"clean-{format}.{format}")
        results[-1].write_bytes(written)
    convert(profile, "txt:Text (encoded):UTF8", results, tmp_path / "out")
    for result in results:
        shown = words((tmp_path / "out" / f"{result.stem}.txt").read_text("utf-8-sig"))
        assert f"The client {STAND_IN} came late. It rained." in shown
        assert "Session four" in shown and "stays." in shown


def test_a_pdf_by_libreoffice_is_read_and_rebuilt(profile: Path, tmp_path: Path) -> None:
    (tmp_path / "case.docx").write_bytes(MAKERS["docx"](LINES * 30))
    convert(profile, "pdf", [tmp_path / "case.docx"], tmp_path)
    written, expected = cleaned((tmp_path / "case.pdf").read_bytes(), "case.pdf")
    assert places(written, NAME) == []
    again = words(text_of_blocks(open_document(written, "case.pdf").blocks))
    assert again.count(STAND_IN) == expected.count(STAND_IN) >= 60
    assert "Вера Павловна промолчала." in again


def test_libreoffice_opens_what_came_of_nasty_files(profile: Path, tmp_path: Path) -> None:
    made = {f"{number}-{leak.format}": leak for number, leak in enumerate(some_leaks())}
    sources = [tmp_path / f"{stem}.{leak.format}" for stem, leak in made.items()]
    for source, leak in zip(sources, made.values(), strict=True):
        source.write_bytes(cleaned_leak(leak).raw)
    convert(profile, "fodt", sources, tmp_path / "out")
    for stem, leak in made.items():
        shown = (tmp_path / "out" / f"{stem}.fodt").read_bytes()
        assert [sentence for sentence in leak.kept if not says(shown, sentence)] == [], leak.id
        if leak.visible and not any(part in leak.name for part in NOT_SHOWN):
            assert says(shown, REPLACEMENT), leak.id


def some_leaks() -> list[Leak]:
    """All that are seen, and every tenth that is not; LibreOffice takes fewer than 248 files at once."""
    whole = [leak for leak in LEAKS if leak.format in ("docx", "odt", "rtf") and leak.marker == NAME]
    seen = [leak for leak in whole if leak.visible]
    return [*seen, *[leak for leak in whole if not leak.visible][::10]]
