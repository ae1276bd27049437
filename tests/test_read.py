"""Files become text in any of the encodings write-ups come in; text becomes stretches of one language."""

from __future__ import annotations

from pathlib import Path

import pytest

from casekit.errors import FileProblem, LanguageError
from casekit.read import Stretch, read_document, split_by_language, text_of_blocks
from casekit.read.decoding import decode

RUSSIAN = "Клиентка Анна, 34 года, живёт в Казани. Она говорит, что школа №57 ей не помогла."
SWEDISH = "Åsa är trettiofyra år och bor i Växjö. Hon ringde mig på måndag för att tala om sin mor."
ENGLISH = "The client called me on Monday evening to talk about her mother and the school."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8_r"]
)
def test_russian_is_read_in_its_encodings(encoding: str) -> None:
    raw = RUSSIAN.replace("№", "N").encode(encoding)
    assert decode(raw) == RUSSIAN.replace("№", "N")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_swedish_is_read_in_its_encodings(encoding: str) -> None:
    assert decode(SWEDISH.encode(encoding)) == SWEDISH


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "case.txt"
    path.write_bytes(b"One.\r\nTwo.\rThree.\n")
    assert text_of_blocks(read_document(path).blocks) == "One.\r\nTwo.\rThree.\n"


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", bytes(range(256)) * 4, b"\x00" * 64])
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(FileProblem, match="UTF-8"):
        decode(raw, "case.txt")


def test_files_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    with pytest.raises(FileProblem, match="there is no file 'none.txt'"):
        read_document(tmp_path / "none.txt")
    with pytest.raises(FileProblem, match="there is no file 'none.pages'"):
        read_document(tmp_path / "none.pages")
    (tmp_path / "case.pages").touch()
    with pytest.raises(FileProblem, match="not a supported format"):
        read_document(tmp_path / "case.pages")
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileProblem, match="cannot be read"):
        read_document(tmp_path / "folder")
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(FileProblem, match="cannot be read"):
        read_document(tmp_path / "folder.txt")


@pytest.mark.parametrize(("text", "code"), [(RUSSIAN, "ru"), (SWEDISH, "sv"), (ENGLISH, "en")])
def test_a_text_is_in_one_language(text: str, code: str) -> None:
    assert split_by_language(text) == (Stretch(0, len(text), code),)


def test_an_english_mail_inside_a_swedish_note() -> None:
    text = f"{SWEDISH}\n\n{ENGLISH}\n\n{SWEDISH}\n"
    stretches = split_by_language(text)
    assert [s.language for s in stretches] == ["sv", "en", "sv"]
    assert "".join(text[s.start : s.end] for s in stretches) == text
    assert text[stretches[1].start : stretches[1].end].strip() == ENGLISH


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Der Patient kommt aus Hamburg und hat vor kurzem seine Mutter verloren.", "de"),
        ("Пацієнтка каже, що її чоловік пішов до іншої жінки і більше не повертається.", "uk"),
        ("Pasienten forteller at hun ikke lenger vil gå på skolen, og moren er bekymret.", "nb"),
    ],
)
def test_another_language_is_refused_unless_forced(text: str, code: str) -> None:
    with pytest.raises(LanguageError, match=f"'{code}'"):
        split_by_language(text)
    assert split_by_language(text, "sv") == (Stretch(0, len(text), "sv"),)


def test_a_text_without_letters_needs_its_language() -> None:
    with pytest.raises(LanguageError, match="could not be told"):
        split_by_language("😀😀 17.03")
    assert split_by_language("😀😀", "en") == (Stretch(0, 2, "en"),)
    assert split_by_language("") == ()


def test_an_unknown_language_cannot_be_forced() -> None:
    with pytest.raises(LanguageError, match="en, ru, sv"):
        split_by_language(ENGLISH, "xx")


@pytest.mark.parametrize("text", ["أحمد جاء إلى العيادة مع أمه وهو حزين جدا اليوم", "他今天和母亲来到诊所"])
def test_another_script_is_refused(text: str) -> None:
    with pytest.raises(LanguageError, match="not supported"):
        split_by_language(text)


def test_a_lone_surrogate_does_not_hide_the_language() -> None:
    assert split_by_language("\ud800" + ENGLISH)[0].language == "en"


def test_spaced_letters_are_not_utf16() -> None:
    assert decode(b"A B C D E F ") == "A B C D E F "


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (
            ENGLISH,
            "after a TikTok (@lesedi.in.colour). RCADS total 71. No meds, so does Erikson.",
            "en",
        ),
        (SWEDISH, "Patient: Zahra Noori-Lindell   Pnr: 20090614-2389", "sv"),
    ],
)
def test_a_line_of_names_stays_in_the_language_of_the_text(text: str, line: str, code: str) -> None:
    assert [s.language for s in split_by_language(f"{text}\n{line}\n{text}\n")] == [code]
