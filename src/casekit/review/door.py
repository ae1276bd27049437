"""Who may open the review page, what every answer carries, and what people are told; no server of its own."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib.resources import files
from secrets import compare_digest, token_urlsafe
from types import MappingProxyType

from casekit.lang import SUPPORTED, get_language

HOST = "127.0.0.1"
#: the header that no form, link or picture of another page can send
OURS = ("x-casekit", "review")
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), clipboard-read=(), display-capture=(), geolocation=(), microphone=(), "
        "payment=(), usb=()",
        "X-DNS-Prefetch-Control": "off",
    }
)
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


class Door:
    """Who may come in: whoever has the token, once, and whoever then has the cookie."""

    def __init__(self, port: int) -> None:
        self.hosts = (f"{HOST}:{port}", f"localhost:{port}")
        self.cookie = f"casekit-review-{port}"
        self.token = token_urlsafe(32)
        self.session = token_urlsafe(32)
        self._used = False

    @property
    def address(self) -> str:
        """The address that opens the page, once."""
        return f"http://{self.hosts[0]}/?token={self.token}"

    def knows_host(self, headers: Mapping[str, str]) -> bool:
        """Whether the request names this server by its own name: another name may have been made to lead here."""
        return headers.get("host", "") in self.hosts

    def is_ours(self, headers: Mapping[str, str]) -> bool:
        """Whether a request that changes something comes from the page itself."""
        origin, name = headers.get("origin", ""), headers.get("host", "")
        return origin == f"http://{name}" and headers.get(OURS[0]) == OURS[1]

    def knows(self, cookies: Mapping[str, str]) -> bool:
        """Whether the request has the cookie."""
        return _same(cookies.get(self.cookie, ""), self.session)

    def opens(self, token: str) -> bool:
        """Whether the token opens the page; it does once."""
        if self._used or not _same(token, self.token):
            return False
        self._used = True
        return True


def page_file(name: str) -> tuple[bytes, str] | None:
    """The bytes and the media type of a file of the page; nothing else can be named."""
    folder = files("casekit.review") / "page"
    known = {one.name: one for one in folder.iterdir() if one.is_file()}
    suffix = name[name.rfind(".") :]
    if name not in known or suffix not in KINDS:
        return None
    return known[name].read_bytes(), KINDS[suffix]


def page_words(code: str) -> dict[str, object]:
    """All words of the page in one language."""
    language = get_language(code)
    return {**language.table("review"), "roles": language.table("roles")["labels"]}


def sentence(key: str, code: str, **params: object) -> str:
    """What an error says to a person: from the words of the page, or from the messages."""
    language = get_language(code)
    errors = {**language.table("messages")["errors"], **language.table("review")["errors"]}
    return str(errors.get(key, errors["error"])).format(**{"detail": key, **params})


def closed_page() -> str:
    """What somebody sees who has no token that opens: in every language, since nobody said which they read."""
    sections = []
    for code in SUPPORTED:
        closed = get_language(code).table("review")["closed"]
        text = f"<h1>{escape(closed['title'])}</h1><p>{escape(closed['text'])}</p>"
        sections.append(f'<section class="over" lang="{code}">{text}</section>')
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    sheet = '<link rel="stylesheet" href="/page.css">'
    return (
        f'<!doctype html><html lang="en"><head>{head}<title>casekit</title>{sheet}</head>'
        f"<body><main>{''.join(sections)}</main></body></html>"
    )


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode("utf-8", "replace"), other.encode())
