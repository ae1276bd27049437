"""A write-up sent as a file: encodings, wrong files, and nothing of it on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from service_app import Caller, Service, kind_of, running

TEXTS = {
    "en": "My client Callum Doyle, 34, drives a bus in Leeds. He has not slept since his mother died.",
    "ru": "Клиентка Анна Соколова, 34 года, бухгалтер из Казани. Она не спит с тех пор, как умерла мать.",
    "sv": "Klienten Maja Lindqvist, 34, är tandsköterska i Hultsfred. Hon har inte sovit sedan modern dog.",
}
MARKER = "Zwiebelkuchen"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("service")) as made:
        yield made


def _sent(caller: Caller, raw: bytes, name: str = "case.txt", kind: str = "text/plain", **fields: str) -> Any:
    return caller.post("/v1/anonymise", files={"file": (name, raw, kind)}, data=fields)


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("en", "utf-8"), ("ru", "utf-8"), ("sv", "utf-8"), ("ru", "utf-8-sig"), ("ru", "utf-16"), ("ru", "cp1251"),
        ("ru", "koi8-r"), ("sv", "latin-1"), ("sv", "utf-16"),
    ],
)  # fmt: skip
def test_a_file_is_read_in_its_encoding(service: Service, language: str, encoding: str) -> None:
    answer = _sent(service.alpha, TEXTS[language].encode(encoding))
    assert answer.status_code == 200
    asked = service.alpha.post("/v1/anonymise", json={"text": TEXTS[language]})
    assert answer.json() == asked.json()


def test_the_fields_of_the_form_are_taken(service: Service) -> None:
    body = _sent(
        service.alpha, TEXTS["en"].encode(), policy="minimal", language="en", style="placeholder"
    ).json()
    assert body["summary"]["policy"] == "minimal" and "Leeds" in body["text"]
    assert _sent(service.alpha, TEXTS["en"].encode(), policy="", language="").json()["language"] == "en"
    assert _sent(service.alpha, TEXTS["en"].encode(), assess="true").json()["risk"]["level"]
    assert _sent(service.alpha, TEXTS["en"].encode(), assess="false").json()["risk"] is None
    assert kind_of(_sent(service.alpha, TEXTS["en"].encode(), assess="maybe")) == "invalid"


@pytest.mark.parametrize(
    "name", ["Callum.TXT", "a.b.md", "../../Callum.txt", "дело.txt", "%00.txt", "x" * 999 + ".txt"]
)
def test_only_the_ending_of_a_name_counts(service: Service, name: str) -> None:
    answer = _sent(service.alpha, TEXTS["en"].encode(), name)
    assert answer.status_code == 200 and "Doyle" not in answer.text


@pytest.mark.parametrize(
    ("raw", "name", "kind"),
    [
        (b"%PDF-1.7 " + MARKER.encode(), f"{MARKER}.pdf", "wrong_type"),
        (b"PK\x03\x04" + MARKER.encode(), "case.docx", "wrong_type"),
        (MARKER.encode(), "case.exe", "wrong_type"),
        (MARKER.encode() + bytes(range(256)) * 4, "case.txt", "unreadable"),
    ],
)
def test_a_file_that_holds_no_text(service: Service, raw: bytes, name: str, kind: str) -> None:
    answer = _sent(service.alpha, raw, name)
    assert kind_of(answer) == kind and MARKER not in answer.text


def test_a_form_without_a_file(service: Service) -> None:
    for files in (
        {"note": ("a.txt", b"a", "text/plain")},
        {"file": (None, MARKER.encode())},
        {"file": (None, b"")},
    ):
        answer = service.alpha.post("/v1/anonymise", files=files)
        assert kind_of(answer) == "unreadable" and MARKER not in answer.text


def test_a_form_with_two_files(service: Service) -> None:
    two = [("file", ("a.txt", MARKER.encode(), "text/plain")), ("file", ("b.txt", b"Fine.", "text/plain"))]
    assert kind_of(service.alpha.post("/v1/anonymise", files=two)) == "unreadable"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"policy": MARKER}, "invalid"),
        ({MARKER: "1"}, "invalid"),
        ({"text": MARKER}, None),
        ({f"{MARKER}{n}": "1" for n in range(20)}, "unreadable"),
    ],
)
def test_fields_that_are_none(service: Service, fields: dict[str, str], kind: str | None) -> None:
    answer = _sent(service.alpha, TEXTS["en"].encode(), **fields)
    assert MARKER not in answer.text
    if kind is not None:
        assert kind_of(answer) == kind


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"anything"),
        ("multipart/form-data; boundary=", b"anything"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", MARKER.encode()),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"',
        ),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\n" + MARKER.encode() + b"\r\n--b--\r\n"),
    ],
)
def test_a_form_that_is_none(service: Service, kind: str, body: bytes) -> None:
    answer = service.alpha.post("/v1/anonymise", content=body, headers={"Content-Type": kind})
    assert kind_of(answer) == "unreadable" and MARKER not in answer.text


@pytest.mark.parametrize("charset", ["punycode", "undefined", "hex", "zip", "utf-7", "nonsense"])
def test_a_charset_that_is_odd(service: Service, charset: str) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nI feel fine today.\r\n'
        b'--b\r\nContent-Disposition: form-data; name="policy"\r\n\r\nshare\r\n--b--\r\n'
    )
    kind = {"Content-Type": f"multipart/form-data; boundary=b; charset={charset}"}
    answer = service.alpha.post("/v1/anonymise", content=body, headers=kind)
    assert answer.status_code == 200 or kind_of(answer) == "unreadable"


def test_a_file_that_was_cut_off_is_no_file(service: Service) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\nThe rest of this was lo"
    )
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    assert kind_of(service.alpha.post("/v1/anonymise", content=body, headers=kind)) == "unreadable"


def test_a_large_file_stays_in_memory(service: Service) -> None:
    """Starlette's own parser rolls a file over to the disk beyond 1 MB."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    raw = (" " * 2_000_000 + "Fine.").encode()
    with (
        mock.patch.object(tempfile.SpooledTemporaryFile, "rollover", refused),
        mock.patch.object(tempfile, "TemporaryFile", refused),
    ):
        answer = _sent(service.alpha, raw, language="en")
    assert kind_of(answer) == "too_long"


def test_a_file_beyond_the_limit_of_bytes(service: Service) -> None:
    raw = b"a" * (service.parts.settings.max_body_bytes + 1)
    assert kind_of(_sent(service.alpha, raw)) == "too_large"
