"""Requests that bring a name to every place where a request can have one, and how to find it again."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

#: a surname that nobody else has, in two scripts; in texts it stands where only the anonymiser may find it
MARKER = "Zwiebelkuchen"
CYRILLIC = "Цвибелькухен"
BOTH = f"{MARKER} {CYRILLIC}"
#: limits that the service is to be run with, so that too much is little
LIMITS: dict[str, Any] = {
    "max_characters": 3_000, "max_batch_bytes": 100_000, "max_batch_lines": 20, "max_cases": 5, "max_jobs": 200
}  # fmt: skip
JSON, LINES, FORM = "application/json", "application/x-ndjson", "multipart/form-data; boundary=edge"
_CASE = {"text": f"My client {MARKER} cried.", "language": "en"}
_PROFILE = {"title": "T", "description": "We talk.", "languages": ["en"], "themes": ["grief"], "size_max": 8}
#: method, address and a body that is taken
ROUTES: tuple[tuple[str, str, str, Any], ...] = (
    ("PUT", "/v1/profiles/there", JSON, _PROFILE),
    ("POST", "/v1/profiles:import", LINES, {"id": "there", **_PROFILE}),
    ("POST", "/v1/anonymise", JSON, {**_CASE, "policy": "share", "style": "placeholder"}),
    ("POST", "/v1/anonymise/batch", LINES, _CASE),
    ("POST", "/v1/themes", JSON, {"case": {**_CASE, "conflict_marks": ["m1:" + "0" * 32]}}),
    (
        "POST",
        "/v1/match",
        JSON,
        {
            **_CASE, "k": 3, "languages": ["en"], "format": "balint", "mode": "online", "level": "beginner",
            "available": True, "approaches": ["a"], "populations": ["p"], "place": "p", "reader": "en",
        },
    ),
    (
        "POST",
        "/v1/assign",
        JSON,
        {"cases": [_CASE], "capacity": 3, "constraints": [{"case": 0, "profile": "there", "must": False}]},
    ),
    ("GET", "/v1/profiles", JSON, None),
    ("GET", "/v1/profiles/there", JSON, None),
    ("DELETE", "/v1/profiles/not-there", JSON, None),
    ("GET", "/v1/jobs/" + "0" * 32, JSON, None),
    ("GET", "/v1/jobs/" + "0" * 32 + "/result", JSON, None),
    ("DELETE", "/v1/jobs/" + "0" * 32, JSON, None),
    ("GET", "/v1/meta", JSON, None),
    ("GET", "/metrics", JSON, None),
    ("GET", "/readyz", JSON, None),
)  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """A request; ``target`` is percent-encoded, a header is sent as its UTF-8 bytes."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def with_key(self, key: str) -> list[tuple[bytes, bytes]]:
        """All its headers, with the key unless it has one."""
        named = {name.lower() for name, _ in self.headers}
        more = [] if "authorization" in named else [("Authorization", f"Bearer {key}")]
        return [(name.encode(), value.encode()) for name, value in (*self.headers, *more)]

    def raw(self, key: str) -> bytes:
        """The bytes on the wire."""
        head = [f"{self.method} {self.target} HTTP/1.1".encode(), b"Host: here", b"Connection: close"]
        head += [name + b": " + value for name, value in self.with_key(key)]
        head.append(b"Content-Length: %d" % len(self.body))
        return b"\r\n".join(head) + b"\r\n\r\n" + self.body


def requests() -> Iterator[Sent]:
    """Well-formed HTTP; what it says is wrong in every way."""
    for method, target, kind, body in ROUTES:
        for more in _addresses(target):
            yield Sent(method, more, (("Content-Type", kind),), _bytes(body))
        for name, value in _headers(kind):
            yield Sent(method, target, (("Content-Type", kind), (name, value)), _bytes(body))
        for type_ in (f"text/{MARKER}", f"application/json; charset={MARKER}", f"{FORM}{MARKER}", MARKER):
            yield Sent(method, target, (("Content-Type", type_),), _bytes(body))
        if body is not None:
            for bad in _bodies(body, kind):
                yield Sent(method, target, (("Content-Type", kind),), bad)
    for number, form in enumerate(_forms()):
        yield Sent("POST", f"/v1/anonymise?{number}", (("Content-Type", FORM),), form)
    yield Sent("BREW", f"/v1/{MARKER}")
    yield Sent(MARKER.upper(), "/v1/anonymise")


def broken() -> Iterator[bytes]:
    """What is no HTTP, or breaks off."""
    yield f"{MARKER}\r\n\r\n".encode()
    yield f"GET /{MARKER} HTTP/9.9\r\n\r\n".encode()
    yield f"GET /{CYRILLIC} HTTP/1.1\r\nHost: here\r\n\r\n".encode()
    yield f"GET / HTTP/1.1\r\nHost: here\r\n{MARKER}\r\n\r\n".encode()
    yield f"GET / HTTP/1.1\r\nHost: here\r\n{CYRILLIC}: {BOTH}\r\n\r\n".encode()
    yield f"GET / HTTP/1.1\r\nHost: here\r\nX: {MARKER * 3_000}\r\n\r\n".encode()
    yield f"POST /v1/anonymise HTTP/1.1\r\nHost: here\r\nContent-Length: {MARKER}\r\n\r\n".encode()
    yield f"POST /v1/anonymise HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: {MARKER}\r\n\r\n".encode()
    yield f"POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n{MARKER}\r\n".encode()
    yield f"POST /v1/{MARKER} HTTP/1.1\r\nHost: {MARKER}\r\nContent-Length: 999\r\n\r\n{BOTH}".encode()


def _addresses(target: str) -> Iterator[str]:
    coded = quote(BOTH)
    front, _, _ = target.rpartition("/")
    yield f"{target}/{coded}"
    yield f"{front}/{MARKER}"
    yield f"{front}/{MARKER}%0A%00%2F{quote(CYRILLIC)}"
    yield f"/{MARKER}{target}"
    for name in ("limit", "cursor", "partial", "id", quote(BOTH)):
        yield f"{target}?{name}={coded}"
    yield f"{target}?cursor={base64.urlsafe_b64encode(BOTH.encode()).decode()}"
    yield f"{target}?cursor={MARKER * 40}&limit={MARKER * 40}"


def _headers(kind: str) -> Iterator[tuple[str, str]]:
    for name in (
        "If-Match", "If-None-Match", "Idempotency-Key", "Accept-Language", "Accept", "Cookie", "User-Agent",
        "Referer", "Origin", "X-Request-Id", "X-Forwarded-For", "X-Forwarded-Host", "traceparent", "Expect",
        "Content-Encoding", f"X-{MARKER}",
    ):  # fmt: skip
        yield name, MARKER
    yield "X-Name", BOTH
    yield "If-Match", f'"{BOTH}"'
    yield "Idempotency-Key", MARKER * 40
    yield "Authorization", f"Bearer {MARKER}"
    yield "Authorization", f"Bearer ck_000000000000_{(MARKER * 4)[:43]}"
    yield "Authorization", f"Bearer {BOTH}"
    yield "Authorization", f"Basic {base64.b64encode(BOTH.encode()).decode()}"
    yield "Authorization", MARKER


def _bodies(good: Any, kind: str) -> Iterator[bytes]:
    for body in (*_changed(good), BOTH, [BOTH], {BOTH: BOTH}, {**good, BOTH: 1}, None):
        yield _bytes(body)
        yield json.dumps(body, ensure_ascii=False).encode("utf-16")
    text = json.dumps(good, ensure_ascii=False)
    yield f'{{"text": "{BOTH}'.encode()
    yield f'{{"text": {MARKER}}}'.encode()
    yield text.encode() + MARKER.encode()
    yield f'{{"text": NaN, "k": Infinity, "{MARKER}": -Infinity}}'.encode()
    yield f'{{"text": 1e999, "k": {"9" * 5_000}, "{MARKER}": 1}}'.encode()
    yield f'{{"{MARKER}": "{BOTH}", "{MARKER}": 1, "text": "a", "text": "{MARKER}"}}'.encode()
    yield f'{{"text": "\\ud800 {MARKER}", "title": "\\udfff {MARKER}"}}'.encode()
    yield f'{{"text": "\x01 {MARKER}"}}'.encode()
    yield b"[" * 20_000 + MARKER.encode()
    yield b'{"case":' * 5_000 + f'"{MARKER}"'.encode()
    yield b"\xff\xfe\x00" + MARKER.encode()
    yield BOTH.encode("koi8-r")
    yield b"\xef\xbb\xbf" + text.encode()
    yield json.dumps({**_CASE, "text": f"{MARKER} cried. " * 300}).encode()
    yield MARKER.encode() * 9_000
    if kind == LINES:
        yield f"{text}\n{MARKER}\n\n{BOTH}\n{text}".encode()
        yield f"{text}\n".encode() * 30


def _changed(value: Any) -> Iterator[Any]:
    """The value with the name in place of each part of it, and as an unknown field at each level."""
    if isinstance(value, dict):
        yield {**value, MARKER: BOTH}
        for name, part in value.items():
            yield from ({**value, name: other} for other in _changed(part))
    elif isinstance(value, list):
        yield [*value, BOTH]
        for number, part in enumerate(value):
            for other in _changed(part):
                yield [*value[:number], other, *value[number + 1 :]]
    else:
        yield BOTH
        yield {BOTH: BOTH}
        yield [BOTH]


def _forms() -> Iterator[bytes]:
    end = b"--edge--\r\n"
    good = _part('name="file"; filename="a.txt"', f"My client {MARKER} cried.".encode())
    for name in (f"{BOTH}.txt", f"a.{MARKER}", f"../{MARKER}/{CYRILLIC}.md", f"{MARKER}\x00.txt", MARKER):
        yield _part(f'name="file"; filename="{name}"', b"My client cried.") + end
    yield _part(f'name="{BOTH}"; filename="a.txt"', b"My client cried.") + end
    yield _part('name="file"', MARKER.encode()) + end
    yield good + good + end
    for name in ("language", "policy", "style", "text", BOTH):
        yield good + _part(f'name="{name}"', BOTH.encode()) + end
    yield good + b"".join(_part(f'name="{MARKER}{n}"', b"1") for n in range(20)) + end
    yield _part('name="file"; filename="a.txt"', b"\xff\xd8\x00\x01" + MARKER.encode()) + end
    yield _part('name="file"; filename="a.txt"', f"{MARKER} cried. ".encode() * 300) + end
    yield _part(f'name="file"; filename="a.txt"\r\nContent-Type: text/{MARKER}\r\nX-{MARKER}: 1', b"a") + end
    yield good[:-20]
    yield f"--{MARKER}\r\n".encode() + good + end
    yield f"--edge\r\n{MARKER}\r\n\r\n{BOTH}\r\n".encode() + end
    yield MARKER.encode()


def _part(said: str, content: bytes) -> bytes:
    return f"--edge\r\nContent-Disposition: form-data; {said}\r\n\r\n".encode() + content + b"\r\n"


def _bytes(body: Any) -> bytes:
    return b"" if body is None else json.dumps(body).encode()


def _forms_of(marker: str) -> Iterator[bytes]:
    """How a name may look in a file."""
    raw = marker.encode()
    yield from (raw, marker.encode("utf-16-le"), marker.encode("utf-16-be"), raw.hex().encode())
    yield from (json.dumps(marker)[1:-1].encode(), quote(marker).encode(), repr(raw)[2:-1].encode())
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw).rstrip(b"=")
        yield coded[4 if shift else 0 : -1]


_FOUND = re.compile(
    b"|".join({re.escape(one) for m in (MARKER, CYRILLIC) for one in _forms_of(m)}), re.IGNORECASE
)


def traces(where: bytes | str) -> list[bytes]:
    """Every form of the name that stands there."""
    return _FOUND.findall(where if isinstance(where, bytes) else where.encode("utf-8", "surrogateescape"))


def check(answer: bytes) -> None:
    """An answer as it is on the wire: what is an error in it, and every header, is clean."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert not traces(head)
    status = int(head.split(b" ", 2)[1])
    assert status < 500, head
    if status >= 400:
        assert b"application/problem+json" in head
        assert not traces(body)
    if b"application/x-ndjson" in head:
        assert not traces(b"".join(line for line in body.splitlines() if b'"error":' in line))
    assert not traces(b"".join(re.findall(rb'"refused":\[.*?\]', body)))


def in_files(folder: Path) -> dict[str, list[bytes]]:
    """The files of a folder that hold the name, or are named so."""
    found = {
        str(file.relative_to(folder)): traces(str(file)) + traces(file.read_bytes())
        for file in folder.rglob("*")
        if file.is_file()
    }
    return {name: there for name, there in found.items() if there}
