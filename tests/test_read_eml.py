"""Messages: the subject and what was written; nothing of how, when and by whom it was sent."""

from __future__ import annotations

import base64
import email
import email.message
import re
from email.policy import default

import pytest

from casekit.errors import FileProblem
from casekit.read import Choices, Edit, by_block, text_of_blocks
from casekit.read.eml import EmlDocument, open_eml

TOP = "From: a@example.org\r\nSubject: Case\r\nMIME-Version: 1.0\r\n"


def opened(raw: str | bytes, choices: Choices | None = None) -> EmlDocument:
    return open_eml(raw if isinstance(raw, bytes) else raw.encode(), "case.eml", choices or Choices())


def text(raw: str | bytes) -> str:
    return text_of_blocks(opened(raw).blocks)


def written(document: EmlDocument, surface: str = "", language: str = "en") -> bytes:
    whole = text_of_blocks(document.blocks)
    found = re.finditer(re.escape(surface), whole) if surface else []
    edits = [Edit(match.start(), match.end(), "[PERSON_1]") for match in found]
    return document.written(by_block(document.blocks, edits), language)


def left_out(document: EmlDocument) -> dict[str, int]:
    return {one.key: one.count for one in document.left_out}


def plain(body: str, more: str = "") -> str:
    return (
        f"{TOP}Content-Type: text/plain; charset=utf-8{more}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}"
    )


def part(kind: str, body: str = "Zeb", more: str = "") -> str:
    return f"Content-Type: {kind}\r\n{more}\r\n{body}\r\n"


def several(kind: str, *parts: str) -> str:
    inside = "".join(f"--cut\r\n{one}" for one in parts)
    return f"{TOP}Content-Type: multipart/{kind}; boundary=cut\r\n\r\nZeb preamble\r\n{inside}--cut--\r\nZeb epilogue"


def inner(subject: str, body: str, sender: str = "Zeb <zeb@example.org>") -> str:
    return part("message/rfc822", f"From: {sender}\r\nSubject: {subject}\r\n\r\n{body}")


# text


def test_a_message_is_its_subject_and_its_text() -> None:
    document = opened(plain("Hej Åsa,\r\n\r\n> quoted\r\nAnna\r\n"))
    assert [(block.text, block.before, block.place) for block in document.blocks] == [
        ("Case", "\n", "subject"),
        ("Hej Åsa,\n\n> quoted\nAnna", "\n\n", "body"),
    ]


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("=?utf-8?B?0JDQvdC90LAg0J8=?=", "Анна П"),
        ("=?koi8-r?Q?=E1=CE=CE=C1_x?=", "Анна x"),
        ("=?utf-8?B?0JDQvdC90NA=?=", "Анн��"),
        ("=?utf-8?B?0JDQ?= =?utf-8?B?vdC90LA=?=", "Анна"),
        ("=?utf-8?B?0JDQvdC90LA=?=\r\n =?utf-8?Q?_=C3=85sa?= end", "Анна Åsa end"),
        ("=?utf-8*ru?B?0JDQvdC90LA=?=", "Анна"),
        ("=?no-such?B?0JDQvdC90LA=?=", "Анна"),
        ("one\r\n two", "one two"),
        ("=?utf-8?B?!?=", "=?utf-8?B?!?="),
    ],
)
def test_a_subject_is_decoded(header: str, subject: str) -> None:
    assert text(f"From: a@example.org\r\nSubject: {header}\r\n\r\n").startswith(subject)


def test_a_subject_in_raw_bytes_is_read() -> None:
    for encoding in ("utf-8", "cp1251"):
        raw = "Subject: Встреча с Анной Петровой\r\n\r\nx".encode(encoding)
        assert text(raw) == "Встреча с Анной Петровой\n\nx"


@pytest.mark.parametrize(
    ("label", "encoding", "transfer"),
    [
        ("utf-8", "utf-8", "base64"),
        ("windows-1251", "cp1251", "quoted-printable"),
        ("koi8-r", "koi8-r", "8bit"),
        ("us-ascii", "utf-8", "8bit"),
        ("no-such", "cp1251", "8bit"),
        ("utf-7", "utf-7", "7bit"),
        ("idna", "utf-8", "8bit"),
        ("utf-16", "utf-16-le", "base64"),
    ],
)
def test_a_body_is_decoded(label: str, encoding: str, transfer: str) -> None:
    raw = "Клиентка Анна Петрова пришла вовремя.".encode(encoding)
    if transfer == "base64":
        raw = base64.encodebytes(raw)
    if transfer == "quoted-printable":
        raw = "".join(f"={byte:02X}" for byte in raw).encode()
    head = f"{TOP}Content-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
    assert text(head.encode() + raw) == "Case\n\nКлиентка Анна Петрова пришла вовремя."


@pytest.mark.parametrize(
    ("more", "body", "expected"),
    [
        ("; format=flowed", "Anna \r\nPetrova came.\r\n-- \r\nx", "Anna Petrova came.\n-- \nx"),
        ("; format=flowed; delsp=yes", "An \r\nna\r\nx", "Anna\nx"),
        ("; format=flowed", "> Anna \r\n> Petrova\r\n came", "> Anna Petrova\ncame"),
        ("; format=flowed", ">> a \r\n> b", ">> a \n> b"),
        ("", "Anna \r\nPetrova", "Anna \nPetrova"),
        ("", "To: =?utf-8?B?0JDQvdC90LA=?= <x>", "To: Анна <x>"),
        ("", "a\r\nbegin 644 zeb.doc\r\n#0V%T\r\n`\r\nend\r\nb", "a\nb"),
        ("", "a\x00b\x07c", "abc"),
        ("", "begin 644 is no file", "begin 644 is no file"),
    ],
)
def test_a_body_is_read_as_a_mail_program_shows_it(more: str, body: str, expected: str) -> None:
    assert text(plain(body, more)) == f"Case\n\n{expected}"


@pytest.mark.parametrize(
    ("kind", "parts", "expected"),
    [
        (
            "alternative",
            [part("text/plain", "short and plain"), part("text/html", "<p>short and plain")],
            "short and plain",
        ),
        ("alternative", [part("text/html", "<p>page"), part("text/plain", "plain")], "plain"),
        (
            "alternative",
            [part("text/plain", "stub"), part("text/html", "<p>much more than the stub says")],
            "much more than the stub says",
        ),
        ("alternative", [part("text/plain", ""), part("text/html", "<p>page")], "page"),
        ("mixed", [part("text/plain", "one"), part("text/plain", "two")], "one\n\ntwo"),
        ("mixed", [part("text/plain", "one"), part("text/html", "<p>two<p>three")], "one\n\ntwo\nthree"),
        ("related", [part("text/html", "<p>page"), part("image/png")], "page"),
        ("signed", [part("text/plain", "one"), part("application/pgp-signature")], "one"),
        ("unheard-of", [part("text/plain", "one")], "one"),
    ],
)
def test_the_parts_written_for_a_reader_are_the_body(kind: str, parts: list[str], expected: str) -> None:
    assert text(several(kind, *parts)) == f"Case\n\n{expected}"


def test_forwarded_messages_follow_with_their_subjects() -> None:
    raw = several("mixed", part("text/plain", "see below"), inner("Old", "older text"))
    document = opened(raw)
    expected = "Case\n\nsee below\n\n----------\n\nOld\n\nolder text"
    assert text_of_blocks(document.blocks) == expected
    assert [block.place for block in document.blocks] == ["subject", "body", "subject", "body"]
    assert "Zeb" in document.hidden
    again = written(document)
    assert b"Zeb" not in again
    assert text(again) == expected


# what goes


HEADERS = [
    "From: Zeb Zebsson <zeb@example.org>",
    "To: =?utf-8?B?WmViIFplYnNzb24=?= <zeb@example.org>, zeb2@example.org",
    'Cc: "Zebsson, Zeb" <zeb@example.org>',
    "Bcc: zeb@example.org (Zeb Zebsson)",
    "Reply-To: zeb@example.org",
    "Sender: zeb@example.org",
    "Message-ID: <zeb.1@zeb.example>",
    "References: <zeb.2@zeb.example>\r\n <zeb.3@zeb.example>",
    "Received: from zeb.example (zeb [192.0.2.1]) by x; Mon, 1 Jan 2024",
    "X-Originating-IP: [192.0.2.1]",
    "X-Zeb: zeb",
    "Thread-Topic: Zeb",
    "Date: Mon, 1 Jan 2024 10:00:00 +0100 (Zeb)",
    "Content-Description: Zeb",
    "Subject: Zeb again",
]


@pytest.mark.parametrize("header", HEADERS)
def test_no_header_but_the_subject_survives(header: str) -> None:
    raw = f"Subject: Case\r\n{header}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello"
    document = opened(raw)
    message = email.message_from_bytes(written(document), policy=default)
    assert text_of_blocks(document.blocks) == "Case\n\nHello"
    assert sorted(message.keys()) == ["Content-Transfer-Encoding", "Content-Type", "MIME-Version", "Subject"]
    assert message["Subject"] == "Case"
    assert b"zeb" not in written(document).lower()


def test_what_only_the_headers_knew_is_told() -> None:
    told = opened("\r\n".join([*HEADERS, "", "Hello"])).hidden
    assert {
        "Zeb Zebsson",
        "Zebsson, Zeb",
        "zeb@example.org",
        "zeb2@example.org",
        "zeb.1@zeb.example",
        "zeb.3@zeb.example",
        "192.0.2.1",
    } <= set(told)


@pytest.mark.parametrize(
    ("one", "key"),
    [
        (
            part("application/pdf", "Zeb", "Content-Disposition: attachment; filename=Zeb.pdf\r\n"),
            "attachment",
        ),
        (part("text/plain", "Zeb", "Content-Disposition: attachment; filename=Zeb.txt\r\n"), "attachment"),
        (part("text/plain; name=Zeb.txt"), "attachment"),
        (part("text/html", "Zeb", "Content-Disposition: attachment\r\n"), "attachment"),
        (part("text/calendar"), "attachment"),
        (part("application/ms-tnef"), "attachment"),
        (part("message/delivery-status", "Final-Recipient: Zeb"), "attachment"),
        (part("message/partial; id=Zeb"), "attachment"),
        (part("image/png", "Zeb", "Content-ID: <Zeb>\r\n"), "picture"),
        (part("image/svg+xml", "<svg>Zeb</svg>"), "picture"),
    ],
)
def test_attachments_and_pictures_are_left_out_and_counted(one: str, key: str) -> None:
    document = opened(several("mixed", part("text/plain", "Hello"), one))
    assert text_of_blocks(document.blocks) == "Case\n\nHello"
    assert b"Zeb" not in written(document)
    assert left_out(document) == {key: 1}


@pytest.mark.parametrize(
    "more",
    [
        "Content-Disposition: attachment; filename=Анна.pdf\r\n",
        'Content-Disposition: attachment; filename="=?utf-8?B?0JDQvdC90LAucGRm?="\r\n',
        "Content-Disposition: attachment; filename*=utf-8''%D0%90%D0%BD%D0%BD%D0%B0.pdf\r\n",
        "Content-Disposition: attachment; filename*0*=utf-8''%D0%90%D0%BD; filename*1*=%D0%BD%D0%B0.pdf\r\n",
    ],
)
def test_names_of_attachments_are_told(more: str) -> None:
    document = opened(several("mixed", part("text/plain", "Hello"), part("application/pdf", "x", more)))
    assert "Анна.pdf" in document.hidden


def test_a_message_that_is_one_file_is_told_by_its_name() -> None:
    document = opened(plain("Hello", "; name=Zeb.txt"))
    assert text_of_blocks(document.blocks) == "Case\n\nHello"
    assert "Zeb.txt" in document.hidden
    assert b"Zeb" not in written(document)


def test_an_alternative_that_was_not_chosen_leaves_nothing() -> None:
    page = part("text/html", "<p>plain text<a href='https://zeb.example'>Zeb</a><img alt=Zeb>")
    document = opened(several("alternative", part("text/plain", "plain text"), page))
    assert b"eb" not in written(document)
    assert "https://zeb.example" in document.hidden


def test_a_page_is_cleaned_as_pages_are() -> None:
    page = "<title>Zeb</title><p>Hello <b>An</b>na<img src='cid:zeb' alt=Zeb><!-- Zeb --><script>Zeb</script>"
    raw = several("related", part("text/html", page), part("image/png", "Zeb", "Content-ID: <zeb>\r\n"))
    document = opened(raw)
    assert left_out(document) == {"picture": 1}
    message = email.message_from_bytes(written(document, "Anna", "sv"), policy=default)
    assert isinstance(message, email.message.EmailMessage)
    assert message.get_content_type() == "text/html"
    content = message.get_content()
    assert '<p>Hello <b>[PERSON_1]</b><span class="left-out">[Bild borttagen]</span></p>' in content
    assert "zeb" not in content.lower()


# the message that is written


@pytest.mark.parametrize(
    "subject", ["Case", "Встреча с Анной " * 30, "=?utf-8?B?0JA=?=x", "long " * 50, "😀" * 40]
)
@pytest.mark.parametrize(
    "body", ["short", "Клиентка Анна пришла. " * 100, "a\n\n.\nFrom me\n" + "x" * 2000, "😀"]
)
def test_what_is_written_is_read_as_the_same_text(subject: str, body: str) -> None:
    message = email.message.EmailMessage(policy=default)
    message["Subject"] = subject.strip()
    message.set_content(body)
    document = opened(message.as_bytes())
    again = written(document)
    assert text(again) == text_of_blocks(document.blocks)
    assert all(len(line) < 999 for line in again.split(b"\r\n"))
    assert b"\n" not in again.replace(b"\r\n", b"")
    assert again == written(document)


def test_an_edit_of_the_subject_cannot_make_a_header() -> None:
    document = opened(plain("Hello"))
    raw = document.written([[Edit(0, 4, "a\r\nBcc: zeb@example.org")], []], "en")
    message = email.message_from_bytes(raw, policy=default)
    assert (message["Subject"], message["Bcc"]) == ("a Bcc: zeb@example.org", None)


def test_a_message_without_a_subject_or_a_body_is_a_document() -> None:
    assert text("From: a@example.org\r\n\r\nHello") == "Hello"
    assert b"Subject" not in written(opened("From: a@example.org\r\n\r\nHello"))
    assert text("Subject: Case\r\n\r\n") == "Case"
    assert opened("From: a@example.org\r\n\r\n").blocks == []


def test_nothing_of_a_message_shows_in_its_repr() -> None:
    assert "Zeb" not in repr(opened(f"From: Zeb\r\n{plain('Zeb')}"))


# what is refused, and what is meant to break


@pytest.mark.parametrize(
    "raw",
    [
        several(
            "encrypted; protocol=application/pgp-encrypted",
            part("application/pgp-encrypted"),
            part("application/octet-stream"),
        ),
        f"{TOP}Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nZeb",
        plain("Hello\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nZeb\r\n-----END PGP MESSAGE-----"),
        several("mixed", part("text/plain", "x"), part("application/x-pkcs7-mime")),
    ],
)
def test_messages_that_are_locked_are_refused(raw: str) -> None:
    with pytest.raises(FileProblem) as problem:
        opened(raw)
    assert problem.value.key == "file_encrypted"


def nested(kind: str, depth: int) -> str:
    if kind == "message":
        return TOP + "Content-Type: message/rfc822\r\n\r\nSubject: Zeb\r\n" * depth + "\r\nZeb"
    parts = (f"Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n" for at in range(depth))
    return TOP + "".join(parts) + "\r\nZeb"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "Zeb wrote this.\r\n\r\nIt is no message.",
        "Note: Zeb\r\n\r\nText",
        nested("multipart", 10_000),
        nested("message", 10_000),
        f"{TOP}Content-Type: text/plain{'; a=b' * 100_000}\r\n\r\nx",
    ],
)
def test_what_is_no_message_is_refused(raw: str) -> None:
    with pytest.raises(FileProblem) as problem:
        opened(raw)
    assert problem.value.key in ("file_damaged", "file_too_large")
    assert "Zeb" not in str(problem.value)


@pytest.mark.parametrize("kind", ["multipart", "message"])
def test_parts_too_far_inside_are_left_out(kind: str) -> None:
    document = opened(nested(kind, 100))
    assert left_out(document) == {"attachment": 1}
    assert len(document.blocks) == (1 if kind == "multipart" else 32)


@pytest.mark.parametrize(
    "raw",
    [
        f"Subject: {'x' * 1_000_000}\r\n\r\nx",
        f"From: {'(' * 1_000_000}\r\n\r\nx",
        f"Subject: {'=?utf-8?B?' * 100_000}\r\n\r\nx",
        "From: a@example.org\r\n" * 20_000 + "\r\nx",
        plain("begin 644 x\r\n" * 100_000),
        several("mixed", *(part("text/plain", "x") for _ in range(5000))),
    ],
)
def test_messages_that_are_slow_for_parsers_are_read_all_the_same(raw: str) -> None:
    document = opened(raw)
    document.written([[] for _ in document.blocks], "en")


@pytest.mark.parametrize(
    "body",
    [
        f"{TOP}Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!===\xff\r\n",
        f"{TOP}Content-Type: text/plain\r\nContent-Transfer-Encoding: no-such\r\n\r\nx",
        f"{TOP}Content-Type: multipart/mixed\r\n\r\nx",
        f"{TOP}Content-Type: multipart/mixed; boundary=cut\r\n\r\nno part",
        f"{TOP}Content-Type: multipart/related; boundary=cut\r\n\r\n--cut--",
        f"{TOP}Content-Type: ;;;===\r\n\r\nx",
        f"{TOP}Content-Type: text/plain; charset*=\"''%\"\r\n\r\nx",
        f'{TOP}Content-Type: text/plain; charset="\r\n\r\nx',
        f"{TOP}Content-Type: message/rfc822\r\n\r\n",
        f"{TOP}Content-Type: text/plain; name*0*=x''%zz\r\n\r\nx",
        f"{TOP}Content-Type: text/html\r\n\r\n<p",
        f"{TOP}Content-Disposition: \x00\xff\r\n\r\nx",
        f"\r\n\r\n\ufeff{TOP}\r\nx",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_broken_messages_are_read_as_far_as_they_go(body: str, encoding: str) -> None:
    document = opened(body.encode(encoding, "replace"))
    assert text_of_blocks(document.blocks).startswith("Case")
    written(document)


@pytest.mark.parametrize("at", range(0, 700, 37))
def test_a_message_cut_short_is_read_or_refused(at: int) -> None:
    raw = several("mixed", part("text/plain", "Hello"), inner("Old", "older"), part("image/png"))[:at]
    try:
        written(opened(raw))
    except FileProblem as problem:
        assert problem.key == "file_damaged"
