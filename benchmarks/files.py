"""Time and memory of clean files: a write-up of 10 pages in every format, and a Word file of 500 pages.

    python benchmarks/files.py --out benchmarks/results/files.json

Prints a table; documents are made of the write-ups in ``models/corpus``. A page is 2,500 characters. Memory is the
peak of a process of its own that loads the engine and anonymises the one file; the engine alone is in the first row.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from gold import read_cases

ROOT = Path(__file__).parents[1]
PAGE = 2_500
LANGUAGES = ("en", "ru", "sv")
FORMATS = ("docx", "odt", "rtf", "pdf", "html", "eml", "txt")


@dataclass(frozen=True)
class Row:
    """What one file took: seconds (median), and the peak of memory in MiB."""

    name: str
    seconds: float
    mebibytes: float


def paragraphs(language: str, pages: int) -> list[str]:
    """So many pages of write-ups, again from the first when there are no more."""
    cases = [c.text for c in read_cases(ROOT / "models" / "corpus" / f"{language}.jsonl")]
    found: list[str] = []
    at = 0
    while sum(map(len, found)) < pages * PAGE:
        found += [line for line in cases[at % len(cases)].splitlines() if line.strip()]
        at += 1
    return found


def docx(lines: list[str]) -> bytes:
    """A Word file with headings, half-bold lines and a table."""
    from docx import Document

    document = Document()
    for number, line in enumerate(lines):
        if number % 20 == 0:
            document.add_heading(f"{number // 20 + 1}", 2)
        paragraph = document.add_paragraph()
        half = len(line) // 2
        paragraph.add_run(line[:half]).bold = True
        paragraph.add_run(line[half:])
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = lines[0], lines[-1]
    return _saved(document.save)


def odt(lines: list[str]) -> bytes:
    """An OpenDocument text."""
    from odfdo import Document, Paragraph

    document = Document("text")
    for line in lines:
        document.body.append(Paragraph(line))
    return _saved(document.save)


def pdf(lines: list[str]) -> bytes:
    """A PDF with a font that has all letters."""
    import font_source_sans_pro
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    font = Path(font_source_sans_pro.__file__).parent / "files" / "SourceSansPro-Regular.ttf"
    pdfmetrics.registerFont(TTFont("Benchmark", str(font)))
    style = ParagraphStyle("body", fontName="Benchmark", fontSize=11, leading=14, spaceAfter=8)
    escaped = [line.replace("&", "&amp;").replace("<", "&lt;") for line in lines]
    return _saved(lambda out: SimpleDocTemplate(out).build([Paragraph(line, style) for line in escaped]))


def rtf(lines: list[str]) -> bytes:
    """A rich text file with every letter beyond ASCII as a number."""
    body = "".join(
        "".join(c if ord(c) < 128 and c not in "\\{}" else f"\\u{ord(c)}?" for c in line) + "\\par\n"
        for line in lines
    )
    return b"{\\rtf1\\ansi\\deff0\n" + body.encode("ascii") + b"}"


def html(lines: list[str]) -> bytes:
    """A page of paragraphs."""
    body = "".join(f"<p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p>\n" for line in lines)
    return f"<!doctype html><meta charset=utf-8><title>x</title><body>{body}".encode()


def eml(lines: list[str]) -> bytes:
    """A message."""
    from email.message import EmailMessage

    message = EmailMessage()
    message["Subject"] = "Case"
    message.set_content("\n\n".join(lines))
    return bytes(message)


def txt(lines: list[str]) -> bytes:
    """Plain text."""
    return "\n\n".join(lines).encode()


MAKERS: dict[str, Callable[[list[str]], bytes]] = {
    "docx": docx, "odt": odt, "rtf": rtf, "pdf": pdf, "html": html, "eml": eml, "txt": txt,
}  # fmt: skip


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def measured(path: Path | None, language: str, repeats: int) -> tuple[float, float]:
    """Seconds and MiB of one file in a process of its own; of the engine alone without a file."""
    command = [
        sys.executable,
        __file__,
        "--one",
        str(path or ""),
        "--language",
        language,
        "--repeats",
        str(repeats),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    return told["seconds"], told["mebibytes"]


def one(path: str, language: str, repeats: int) -> None:
    """The child: print what it took."""
    from casekit import Anonymiser, anonymise_file

    engine = Anonymiser()
    engine.anonymise("A short text about Anna.", language)
    taken = [0.0]
    if path:
        taken = []
        for _ in range(repeats):
            start = time.perf_counter()
            anonymise_file(path, engine, language=language)
            taken.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": median(taken), "mebibytes": peak}))


def main() -> None:
    """Make the files, measure each, print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--long", type=int, default=500, help="pages of the long Word file")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--language", default="en", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one is not None:
        one(options.one, options.language, options.repeats)
        return
    rows = [Row("engine alone", *measured(None, "en", 1))]
    with tempfile.TemporaryDirectory() as folder:
        for language in LANGUAGES:
            for format in FORMATS:
                path = Path(folder) / f"ten.{format}"
                path.write_bytes(MAKERS[format](paragraphs(language, 10)))
                rows.append(Row(f"10 pages {language} .{format}", *measured(path, language, options.repeats)))
        for language in LANGUAGES:
            path = Path(folder) / "long.docx"
            path.write_bytes(docx(paragraphs(language, options.long)))
            rows.append(Row(f"{options.long} pages {language} .docx", *measured(path, language, 1)))
    print("| file | seconds | peak MiB |\n|---|---|---|")
    for row in rows:
        print(f"| {row.name} | {row.seconds:.2f} | {row.mebibytes:.0f} |")
    if options.out:
        options.out.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
